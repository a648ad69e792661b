noinst_LIBRARIES += libsandbox.a

libsandbox_a_SOURCES = \
    src/sandbox/calls.c \
    src/sandbox/calls.h \
    src/sandbox/files.c \
    src/sandbox/files.h \
    src/sandbox/limits.c \
    src/sandbox/limits.h \
    src/sandbox/places.c \
    src/sandbox/places.h \
    src/sandbox/rights.c \
    src/sandbox/rights.h \
    src/sandbox/tree_of_files.c \
    src/sandbox/tree_of_files.h \
    src/sandbox/view.c \
    src/sandbox/view.h \
    src/sandbox/walls.c \
    src/sandbox/walls.h
