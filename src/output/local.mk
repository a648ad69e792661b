noinst_LIBRARIES += liboutput.a

liboutput_a_SOURCES = \
    src/output/beside.c \
    src/output/beside.h \
    src/output/comparison_text.c \
    src/output/comparison_text.h \
    src/output/json_text.c \
    src/output/json_text.h \
    src/output/perfetto.c \
    src/output/perfetto.h \
    src/output/picture.c \
    src/output/picture.h \
    src/output/pytutor.c \
    src/output/pytutor.h \
    src/output/pytutor_calls.c \
    src/output/pytutor_calls.h \
    src/output/pytutor_import.c \
    src/output/pytutor_import.h \
    src/output/pytutor_values.c \
    src/output/pytutor_values.h \
    src/output/timeline_text.c \
    src/output/timeline_text.h
liboutput_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS)
