noinst_LIBRARIES += libtrace.a

libtrace_a_SOURCES = \
    src/trace/coder.h \
    src/trace/context.h \
    src/trace/file.c src/trace/file.h \
    src/trace/format.h \
    src/trace/record.c \
    src/trace/record.h \
    src/trace/ring.c \
    src/trace/ring.h \
    src/trace/writer.c \
    src/trace/writer.h
