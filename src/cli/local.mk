bin_PROGRAMS += terrarium
noinst_LIBRARIES += libcli.a

# Everything but main.c, so that tests can link it.
libcli_a_SOURCES = \
    src/cli/commands.c \
    src/cli/commands.h \
    src/cli/compare.c \
    src/cli/compare_objects.c \
    src/cli/compare_objects.h \
    src/cli/completions.c \
    src/cli/completions.h \
    src/cli/dialogue.c \
    src/cli/dialogue.h \
    src/cli/doctor.c \
    src/cli/dump.c \
    src/cli/find.c \
    src/cli/export.c \
    src/cli/help.c \
    src/cli/help.h \
    src/cli/home.c \
    src/cli/import.c \
    src/cli/learn.c \
    src/cli/learn.h \
    src/cli/learn_talk.c \
    src/cli/learn_talk.h \
    src/cli/lesson.c \
    src/cli/lesson_check.c \
    src/cli/lesson_check.h \
    src/cli/lesson_record.c src/cli/lesson_record.h \
    src/cli/load.c \
    src/cli/load.h \
    src/cli/notes.c \
    src/cli/parse.c \
    src/cli/parse.h \
    src/cli/present.c \
    src/cli/print.c \
    src/cli/print.h \
    src/cli/program.c \
    src/cli/program.h \
    src/cli/record.c \
    src/cli/replay.c \
    src/cli/run.c \
    src/cli/streams.c \
    src/cli/streams.h \
    src/cli/timeline.c \
    src/cli/times.c src/cli/times.h \
    src/cli/typed.c src/cli/typed.h \
    src/cli/version.c \
    src/cli/version.h
libcli_a_CPPFLAGS = \
    $(AM_CPPFLAGS) \
    -DTERRARIUM_VERSION='"$(PACKAGE_VERSION)"'

terrarium_SOURCES = src/cli/main.c
terrarium_LDADD = $(viewer_libraries) $(viewer_system_libraries)

# From the highest layer down: a linker looks for what is missing in the libraries that follow.
viewer_libraries = \
    libcli.a \
    libtui.a \
    liboutput.a \
    liblesson.a \
    libdiagram.a \
    libcanvas.a \
    libsession.a \
    libmodel.a \
    libtrace.a \
    libbase.a
viewer_system_libraries = $(NCURSES_LIBS) $(CJSON_LIBS) $(UTF8PROC_LIBS) -lm
