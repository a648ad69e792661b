runner_sources = \
    src/runner/embed.c \
    src/runner/embed.h \
    src/runner/guard.c \
    src/runner/guard.h \
    src/runner/main.c \
    src/runner/memory.c \
    src/runner/memory.h \
    src/runner/options.c \
    src/runner/options.h \
    src/runner/timeline.h \
    src/runner/tree.c \
    src/runner/tree.h

# What every runner is made of.  cpython, record, probe and runner include Python.h, so each version compiles its own.
common_sources = $(cpython_sources) $(record_sources) $(probe_sources) $(runner_sources)
versioned_sources = $(common_sources) $(record_known_sources) $(probe_known_sources) src/runner/timeline.c
public_sources = $(common_sources) $(record_public_sources) src/runner/timeline_public.c

# The learner's CPython is never run under sanitizers or profiling: an instrumented build has the lower layers twice.
# Assertions in CPython's headers are for those who build CPython: in a release of it they are not compiled.  Here they would ask
# at every step whether an int is one.  (There are none of ours in what includes Python.h; an audit build has CPython's, too.)
runner_cppflags = $(AM_CPPFLAGS) $(RUNNER_ASSERTIONS)
runner_cflags = -std=gnu11 -pthread $(WARNING_CFLAGS) $(RUNNER_OPTIMIZATION) $(profile_flags)
# The recorder's memory is not taken from the program's: see src/runner/memory.h.
runner_ldflags = -pthread -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
if INSTRUMENTED
noinst_LIBRARIES += libplain.a
libplain_a_SOURCES = $(libbase_a_SOURCES) $(libtrace_a_SOURCES) $(libsandbox_a_SOURCES)
libplain_a_CFLAGS = -std=gnu11 -pthread $(WARNING_CFLAGS) $(OPTIMIZATION)
runner_libraries = libplain.a
else
runner_libraries = libsandbox.a libtrace.a libbase.a
endif
