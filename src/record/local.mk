# Part of every runner: see src/runner/versions.mk.
record_sources =
