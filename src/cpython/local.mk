# Part of every runner: see src/runner/versions.mk.
cpython_sources =
