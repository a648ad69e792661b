noinst_LIBRARIES += libbase.a

libbase_a_SOURCES = \
    src/base/checksum.c \
    src/base/checksum.h \
    src/base/error.c \
    src/base/error.h \
    src/base/file.c \
    src/base/file.h \
    src/base/heap.c \
    src/base/heap.h \
    src/base/index.c \
    src/base/index.h \
    src/base/map.c \
    src/base/map.h \
    src/base/mix.h \
    src/base/memory.c \
    src/base/memory.h \
    src/base/search.h \
    src/base/text.c \
    src/base/text.h \
    src/base/translate.c \
    src/base/translate.h \
    src/base/utf8.c \
    src/base/utf8.h \
    src/base/varint.h \
    src/base/vector.h \
    src/base/ways.h
