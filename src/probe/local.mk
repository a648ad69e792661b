# Part of every runner: see src/runner/versions.mk.
probe_sources = \
    src/probe/output.c \
    src/probe/output.h
