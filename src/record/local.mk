# Part of every runner: see src/runner/versions.mk.
record_sources = \
    src/record/carriers.c \
    src/record/carriers.h \
    src/record/codes.c \
    src/record/codes.h \
    src/record/deaths.c \
    src/record/deaths.h \
    src/record/entries.c \
    src/record/entries.h \
    src/record/frames.c \
    src/record/frames.h \
    src/record/hook.h \
    src/record/hook_dicts.c \
    src/record/hook_dicts.h \
    src/record/hook_memory.c \
    src/record/hook_memory.h \
    src/record/hook_monitoring.c \
    src/record/hook_settrace.c \
    src/record/names.c \
    src/record/names.h \
    src/record/objects.c \
    src/record/objects.h \
    src/record/recorder.c \
    src/record/recorder.h \
    src/record/sources.c \
    src/record/sources.h \
    src/record/threads.c \
    src/record/threads.h \
    src/record/touched.c \
    src/record/touched.h \
    src/record/types.c \
    src/record/types.h \
    src/record/values.c \
    src/record/values.h \
    src/record/words.c \
    src/record/words.h
