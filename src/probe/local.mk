# Part of every runner: see src/runner/versions.mk.
probe_sources =
