noinst_LIBRARIES += libsandbox.a

libsandbox_a_SOURCES = \
    src/sandbox/limits.c \
    src/sandbox/limits.h
