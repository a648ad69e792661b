if HAVE_VIEWER
bin_PROGRAMS += terrarium
endif
noinst_LIBRARIES += libcli.a

# Everything but main.c, so that tests can link it.
libcli_a_SOURCES =
libcli_a_CPPFLAGS = \
    $(AM_CPPFLAGS) \
    -DTERRARIUM_LIBEXEC='"$(pkglibexecdir)"' \
    -DTERRARIUM_LESSONS='"$(pkgdatadir)/lessons"'

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
viewer_system_libraries = $(NCURSES_LIBS) $(CJSON_LIBS) $(UTF8PROC_LIBS)
