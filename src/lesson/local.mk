noinst_LIBRARIES += liblesson.a

liblesson_a_SOURCES = \
    src/lesson/lesson.h
liblesson_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS) -DTERRARIUM_LESSONS='"$(pkgdatadir)/lessons"'
