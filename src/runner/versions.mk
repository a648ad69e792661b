# A runner for each CPython.  To support another version, add a block here and its number in configure.ac.
# Never -fvisibility=hidden: libpython would not find the functions that probe defines in place of libc's.

runner_objects =

if HAVE_PYTHON_3_11
pkglibexec_PROGRAMS += terrarium-run-3.11
runner_objects += $(terrarium_run_3_11_OBJECTS)
endif
terrarium_run_3_11_SOURCES = $(versioned_sources)
terrarium_run_3_11_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_11_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_11_PROGRAM)"'
terrarium_run_3_11_CFLAGS = $(runner_cflags)
terrarium_run_3_11_LDFLAGS = $(runner_ldflags)
terrarium_run_3_11_LDADD = $(runner_libraries) $(SECCOMP_LIBS) $(PYTHON_3_11_LIBS)

if HAVE_PYTHON_3_12
pkglibexec_PROGRAMS += terrarium-run-3.12
runner_objects += $(terrarium_run_3_12_OBJECTS)
endif
terrarium_run_3_12_SOURCES = $(versioned_sources)
terrarium_run_3_12_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_12_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_12_PROGRAM)"'
terrarium_run_3_12_CFLAGS = $(runner_cflags)
terrarium_run_3_12_LDFLAGS = $(runner_ldflags)
terrarium_run_3_12_LDADD = $(runner_libraries) $(SECCOMP_LIBS) $(PYTHON_3_12_LIBS)

if HAVE_PYTHON_3_13
pkglibexec_PROGRAMS += terrarium-run-3.13
runner_objects += $(terrarium_run_3_13_OBJECTS)
endif
terrarium_run_3_13_SOURCES = $(versioned_sources)
terrarium_run_3_13_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_13_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_13_PROGRAM)"'
terrarium_run_3_13_CFLAGS = $(runner_cflags)
terrarium_run_3_13_LDFLAGS = $(runner_ldflags)
terrarium_run_3_13_LDADD = $(runner_libraries) $(SECCOMP_LIBS) $(PYTHON_3_13_LIBS)

if HAVE_PYTHON_3_13t
pkglibexec_PROGRAMS += terrarium-run-3.13t
runner_objects += $(terrarium_run_3_13t_OBJECTS)
endif
terrarium_run_3_13t_SOURCES = $(versioned_sources)
terrarium_run_3_13t_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_13t_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_13t_PROGRAM)"'
terrarium_run_3_13t_CFLAGS = $(runner_cflags)
terrarium_run_3_13t_LDFLAGS = $(runner_ldflags)
terrarium_run_3_13t_LDADD = $(runner_libraries) $(SECCOMP_LIBS) $(PYTHON_3_13t_LIBS)

if HAVE_PYTHON_3_14
pkglibexec_PROGRAMS += terrarium-run-3.14
runner_objects += $(terrarium_run_3_14_OBJECTS)
endif
terrarium_run_3_14_SOURCES = $(versioned_sources)
terrarium_run_3_14_CPPFLAGS = $(runner_cppflags) $(PYTHON_3_14_CPPFLAGS) -DTERRARIUM_PYTHON='"$(PYTHON_3_14_PROGRAM)"'
terrarium_run_3_14_CFLAGS = $(runner_cflags)
terrarium_run_3_14_LDFLAGS = $(runner_ldflags)
terrarium_run_3_14_LDADD = $(runner_libraries) $(SECCOMP_LIBS) $(PYTHON_3_14_LIBS)

# Of a CPython that is not known, by its public API; or, if there is none, of one that is, for the tests.  A runner is called
# after its version, so that this one is not taken for one unless it is wanted.
if HAVE_PYTHON_PUBLIC
EXTRA_PROGRAMS += terrarium-run-public
CLEANFILES += terrarium-run-public
if PUBLIC_IS_NEEDED
pkglibexec_SCRIPTS = terrarium-run-$(PYTHON_PUBLIC_VERSION)
CLEANFILES += terrarium-run-$(PYTHON_PUBLIC_VERSION)
terrarium-run-$(PYTHON_PUBLIC_VERSION): terrarium-run-public
	$(AM_V_GEN)cp -f terrarium-run-public '$@'
endif
check_DATA = terrarium-run-public
endif
terrarium_run_public_SOURCES = $(public_sources)
terrarium_run_public_CPPFLAGS = $(runner_cppflags) -DTERRARIUM_PUBLIC_API $(PYTHON_PUBLIC_CPPFLAGS) \
    -DTERRARIUM_PYTHON='"$(PYTHON_PUBLIC_PROGRAM)"'
terrarium_run_public_CFLAGS = $(runner_cflags)
terrarium_run_public_LDFLAGS = $(runner_ldflags)
terrarium_run_public_LDADD = $(runner_libraries) $(SECCOMP_LIBS) $(PYTHON_PUBLIC_LIBS)
