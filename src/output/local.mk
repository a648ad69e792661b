noinst_LIBRARIES += liboutput.a

liboutput_a_SOURCES = \
    src/output/picture.c \
    src/output/picture.h
liboutput_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS)
