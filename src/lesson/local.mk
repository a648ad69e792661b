noinst_LIBRARIES += liblesson.a

liblesson_a_SOURCES = \
    src/lesson/analysis.c src/lesson/analysis.h \
    src/lesson/fields.c src/lesson/fields.h \
    src/lesson/fill.c \
    src/lesson/find.c \
    src/lesson/json.c src/lesson/json.h \
    src/lesson/lesson.c src/lesson/lesson.h \
    src/lesson/load.c \
    src/lesson/moments.c \
    src/lesson/progress.c src/lesson/progress.h \
    src/lesson/question.c src/lesson/question.h \
    src/lesson/schema.c \
    src/lesson/shipped.c src/lesson/shipped.h \
    src/lesson/task.c src/lesson/task.h
liblesson_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS) -DTERRARIUM_LESSONS='"$(pkgdatadir)/lessons"'
