# A runner for each CPython.  To support another version, add a block here and its number in configure.ac.
# Never -fvisibility=hidden: libpython would not find the functions that probe defines in place of libc's.

if HAVE_PYTHON_3_11
pkglibexec_PROGRAMS += terrarium-run-3.11
endif
terrarium_run_3_11_SOURCES = $(versioned_sources)
terrarium_run_3_11_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_11_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_11_PROGRAM)"'
terrarium_run_3_11_CFLAGS = $(runner_cflags)
terrarium_run_3_11_LDFLAGS = $(runner_ldflags)
terrarium_run_3_11_LDADD = $(runner_libraries) $(PYTHON_3_11_LIBS)

if HAVE_PYTHON_3_12
pkglibexec_PROGRAMS += terrarium-run-3.12
endif
terrarium_run_3_12_SOURCES = $(versioned_sources)
terrarium_run_3_12_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_12_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_12_PROGRAM)"'
terrarium_run_3_12_CFLAGS = $(runner_cflags)
terrarium_run_3_12_LDFLAGS = $(runner_ldflags)
terrarium_run_3_12_LDADD = $(runner_libraries) $(PYTHON_3_12_LIBS)

if HAVE_PYTHON_3_13
pkglibexec_PROGRAMS += terrarium-run-3.13
endif
terrarium_run_3_13_SOURCES = $(versioned_sources)
terrarium_run_3_13_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_13_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_13_PROGRAM)"'
terrarium_run_3_13_CFLAGS = $(runner_cflags)
terrarium_run_3_13_LDFLAGS = $(runner_ldflags)
terrarium_run_3_13_LDADD = $(runner_libraries) $(PYTHON_3_13_LIBS)

if HAVE_PYTHON_3_13t
pkglibexec_PROGRAMS += terrarium-run-3.13t
endif
terrarium_run_3_13t_SOURCES = $(versioned_sources)
terrarium_run_3_13t_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_13t_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_13t_PROGRAM)"'
terrarium_run_3_13t_CFLAGS = $(runner_cflags)
terrarium_run_3_13t_LDFLAGS = $(runner_ldflags)
terrarium_run_3_13t_LDADD = $(runner_libraries) $(PYTHON_3_13t_LIBS)

if HAVE_PYTHON_3_14
pkglibexec_PROGRAMS += terrarium-run-3.14
endif
terrarium_run_3_14_SOURCES = $(versioned_sources)
terrarium_run_3_14_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_14_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_14_PROGRAM)"'
terrarium_run_3_14_CFLAGS = $(runner_cflags)
terrarium_run_3_14_LDFLAGS = $(runner_ldflags)
terrarium_run_3_14_LDADD = $(runner_libraries) $(PYTHON_3_14_LIBS)
