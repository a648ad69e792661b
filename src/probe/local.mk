# Part of every runner: see src/runner/versions.mk.
probe_sources = \
    src/probe/blocking.h \
    src/probe/output.c \
    src/probe/output.h \
    src/probe/pipes.h
# Of one for a CPython whose structures are known.
probe_known_sources = \
    src/probe/attachment.c \
    src/probe/attachment.h \
    src/probe/blocking.c \
    src/probe/collector.c \
    src/probe/collector.h \
    src/probe/gil.c \
    src/probe/gil.h \
    src/probe/locks.c \
    src/probe/locks.h \
    src/probe/loop.c \
    src/probe/loop.h \
    src/probe/mutexes.c \
    src/probe/mutexes.h \
    src/probe/pipes.c \
    src/probe/probe.c \
    src/probe/probe.h \
    src/probe/processes.c \
    src/probe/processes.h
