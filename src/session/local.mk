noinst_LIBRARIES += libsession.a

libsession_a_SOURCES = \
    src/session/comparison.c \
    src/session/comparison.h \
    src/session/join.c \
    src/session/join.h \
    src/session/pythons.c \
    src/session/pythons.h \
    src/session/session.c \
    src/session/session.h \
    src/session/terminal.c \
    src/session/terminal.h \
    src/session/weave.c \
    src/session/weave.h \
    src/session/within.c \
    src/session/within.h
libsession_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS) -DTERRARIUM_LIBEXEC='"$(pkglibexecdir)"'
