noinst_LIBRARIES += liblesson.a

liblesson_a_SOURCES = \
    src/lesson/find.c \
    src/lesson/json.c src/lesson/json.h \
    src/lesson/lesson.c src/lesson/lesson.h \
    src/lesson/load.c \
    src/lesson/moments.c
liblesson_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS) -DTERRARIUM_LESSONS='"$(pkgdatadir)/lessons"'
