# Part of every runner: see src/runner/versions.mk.
cpython_sources = \
    src/cpython/classes.c \
    src/cpython/classes.h \
    src/cpython/faults.c \
    src/cpython/faults.h \
    src/cpython/facts.h \
    src/cpython/facts_known.h \
    src/cpython/facts_public.c \
    src/cpython/facts_public.h \
    src/cpython/facts_3_11.h \
    src/cpython/facts_3_12.h \
    src/cpython/facts_3_13.h \
    src/cpython/facts_3_14.h \
    src/cpython/instructions.h \
    src/cpython/instructions_3_11.h \
    src/cpython/instructions_3_12.h \
    src/cpython/instructions_3_14.h \
    src/cpython/instructions_monitored.h \
    src/cpython/meanings.h \
    src/cpython/opcodes.h \
    src/cpython/opcodes_3_11.h \
    src/cpython/opcodes_3_12.h \
    src/cpython/opcodes_3_13.h \
    src/cpython/opcodes_3_14.h \
    src/cpython/opcodes_monitored.h \
    src/cpython/turns.c \
    src/cpython/turns.h
