# One block for each program: its sources, and the libraries that it may use, from the highest layer down.

AM_TESTS_ENVIRONMENT = \
    TERRARIUM='$(abs_top_builddir)/terrarium'; \
    TERRARIUM_RUNNER_DIR='$(abs_top_builddir)'; \
    TERRARIUM_SOURCE='$(abs_top_srcdir)'; \
    TERRARIUM_LESSON_DIR='$(abs_top_srcdir)/lessons'; \
    export TERRARIUM TERRARIUM_RUNNER_DIR TERRARIUM_SOURCE TERRARIUM_LESSON_DIR;

# After the tests: how many cases they had.  The programs that measure are not run, but must compile; and link, which takes a
# while, when all tests are asked for.
check-local: check-TESTS $(bench_objects)
	@if test '$(TESTS)' = '$(check_PROGRAMS) $(dist_check_SCRIPTS)'; then \
	    $(MAKE) --no-print-directory $(bench_programs); \
	fi
	@$(MAKE) --no-print-directory count-tests
count-tests:
	@'$(top_srcdir)/build-aux/count-tests' $(TEST_LOGS)
.PHONY: count-tests

test_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit $(CHECK_CFLAGS)
test_libraries = $(CHECK_LIBS) $(UTF8PROC_LIBS)

check_PROGRAMS += tests/unit/test_base
tests_unit_test_base_SOURCES = tests/unit/test_base.c tests/unit/suite.h
tests_unit_test_base_CPPFLAGS = $(test_cppflags)
tests_unit_test_base_LDADD = libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_trace
tests_unit_test_trace_SOURCES = tests/unit/test_trace.c tests/unit/suite.h
tests_unit_test_trace_CPPFLAGS = $(test_cppflags)
tests_unit_test_trace_LDADD = libtrace.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_canvas
tests_unit_test_canvas_SOURCES = tests/unit/test_canvas.c tests/unit/suite.h
tests_unit_test_canvas_CPPFLAGS = $(test_cppflags)
tests_unit_test_canvas_LDADD = libcanvas.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_value
tests_unit_test_value_SOURCES = tests/unit/test_value.c tests/unit/story.h tests/unit/suite.h
tests_unit_test_value_CPPFLAGS = $(test_cppflags)
tests_unit_test_value_LDADD = libmodel.a libtrace.a libbase.a $(test_libraries)
EXTRA_DIST += tests/fixtures/literals.txt tests/fixtures/make-literals

check_PROGRAMS += tests/unit/test_instructions
tests_unit_test_instructions_SOURCES = tests/unit/test_instructions.c tests/unit/suite.h
tests_unit_test_instructions_CPPFLAGS = $(test_cppflags)
tests_unit_test_instructions_LDADD = libmodel.a libtrace.a libbase.a $(test_libraries)
EXTRA_DIST += tests/fixtures/opcodes.txt tests/fixtures/make-opcodes

check_PROGRAMS += tests/unit/test_explain
tests_unit_test_explain_SOURCES = tests/unit/test_explain.c tests/unit/story.h tests/unit/suite.h
tests_unit_test_explain_CPPFLAGS = $(test_cppflags)
tests_unit_test_explain_LDADD = libmodel.a libtrace.a libbase.a $(test_libraries)

# Runs every runner that was built; so does the next.
check_PROGRAMS += tests/unit/test_unpacking
tests_unit_test_unpacking_SOURCES = tests/unit/test_unpacking.c tests/unit/story.h tests/unit/suite.h
tests_unit_test_unpacking_CPPFLAGS = $(test_cppflags)
tests_unit_test_unpacking_LDADD = libdiagram.a libcanvas.a libmodel.a libtrace.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_runner
tests_unit_test_runner_SOURCES = tests/unit/test_runner.c tests/unit/suite.h
tests_unit_test_runner_CPPFLAGS = $(test_cppflags)
tests_unit_test_runner_LDADD = libmodel.a libtrace.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_lesson
tests_unit_test_lesson_SOURCES = tests/unit/test_lesson.c tests/unit/story.h tests/unit/suite.h
tests_unit_test_lesson_CPPFLAGS = $(test_cppflags)
tests_unit_test_lesson_LDADD = liblesson.a libsession.a libmodel.a libtrace.a libbase.a $(CJSON_LIBS) $(test_libraries)

check_PROGRAMS += tests/unit/test_session
tests_unit_test_session_SOURCES = tests/unit/story.h tests/unit/suite.h tests/unit/test_session.c
tests_unit_test_session_CPPFLAGS = $(test_cppflags)
tests_unit_test_session_LDADD = libsession.a libmodel.a libtrace.a libbase.a $(CJSON_LIBS) $(test_libraries)

check_PROGRAMS += tests/unit/test_diagram
tests_unit_test_diagram_SOURCES = tests/unit/follow.h tests/unit/story.h tests/unit/suite.h tests/unit/test_diagram.c
tests_unit_test_diagram_CPPFLAGS = $(test_cppflags)
tests_unit_test_diagram_LDADD = libdiagram.a libcanvas.a libmodel.a libtrace.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_tui
tests_unit_test_tui_SOURCES = tests/unit/test_tui.c tests/unit/suite.h
tests_unit_test_tui_CPPFLAGS = $(test_cppflags)
tests_unit_test_tui_LDADD = $(viewer_libraries) $(CHECK_LIBS) $(viewer_system_libraries)

check_PROGRAMS += tests/unit/test_picture
tests_unit_test_picture_SOURCES = tests/unit/story.h tests/unit/suite.h tests/unit/test_picture.c
tests_unit_test_picture_CPPFLAGS = $(test_cppflags)
tests_unit_test_picture_LDADD = liboutput.a libdiagram.a libcanvas.a libmodel.a libtrace.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_event_loop
tests_unit_test_event_loop_SOURCES = tests/unit/suite.h tests/unit/test_event_loop.c
tests_unit_test_event_loop_CPPFLAGS = $(test_cppflags)
tests_unit_test_event_loop_LDADD = libdiagram.a libcanvas.a libmodel.a libtrace.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_timeline
tests_unit_test_timeline_SOURCES = tests/unit/suite.h tests/unit/test_timeline.c
tests_unit_test_timeline_CPPFLAGS = $(test_cppflags)
tests_unit_test_timeline_LDADD = libdiagram.a libcanvas.a libmodel.a libtrace.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_difference
tests_unit_test_difference_SOURCES = tests/unit/story.h tests/unit/suite.h tests/unit/test_difference.c
tests_unit_test_difference_CPPFLAGS = $(test_cppflags)
tests_unit_test_difference_LDADD = libmodel.a libtrace.a libbase.a $(test_libraries)

check_PROGRAMS += tests/unit/test_comparison
tests_unit_test_comparison_SOURCES = tests/unit/suite.h tests/unit/test_comparison.c
tests_unit_test_comparison_CPPFLAGS = $(test_cppflags)
tests_unit_test_comparison_LDADD = libdiagram.a libcanvas.a libmodel.a libtrace.a libbase.a $(test_libraries)

dist_check_SCRIPTS += tests/layers tests/layers-can-fail

check_PROGRAMS += tests/unit/test_model
tests_unit_test_model_SOURCES = tests/unit/test_model.c tests/unit/suite.h
tests_unit_test_model_CPPFLAGS = $(test_cppflags)
tests_unit_test_model_LDADD = libmodel.a libtrace.a libbase.a $(test_libraries) -lm

# Fuzz targets, linked with libFuzzer after configure --enable-fuzzing, else with a driver of our own.
# Neither `make` nor `make check` builds them: `make fuzz` does, and runs each for SECONDS_EACH (20) seconds.
fuzz_targets = tests/fuzz/recording tests/fuzz/pictures tests/fuzz/keys tests/fuzz/lesson tests/fuzz/join
EXTRA_PROGRAMS += $(fuzz_targets)
EXTRA_DIST += tests/fuzz/fuzz.py
fuzz: all $(fuzz_targets)
	@$(AM_TESTS_ENVIRONMENT) $(PY_LOG_COMPILER) '$(srcdir)/tests/fuzz/fuzz.py' ./terrarium $(fuzz_targets)
.PHONY: fuzz
if FUZZING
fuzz_driver =
fuzz_ldflags = -fsanitize=fuzzer
else
fuzz_driver = tests/fuzz/standalone.c
fuzz_ldflags =
endif
tests_fuzz_recording_SOURCES = tests/fuzz/recording.c $(fuzz_driver)
tests_fuzz_recording_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_recording_LDADD = libmodel.a libtrace.a libbase.a $(UTF8PROC_LIBS)
tests_fuzz_pictures_SOURCES = tests/fuzz/pictures.c $(fuzz_driver)
tests_fuzz_pictures_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_pictures_LDADD = liboutput.a libdiagram.a libcanvas.a libmodel.a libtrace.a libbase.a $(viewer_system_libraries)
tests_fuzz_join_SOURCES = tests/fuzz/join.c $(fuzz_driver)
tests_fuzz_join_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_join_LDADD = liboutput.a libdiagram.a libcanvas.a libsession.a libmodel.a libtrace.a libbase.a $(viewer_system_libraries)
tests_fuzz_keys_SOURCES = tests/fuzz/keys.c $(fuzz_driver)
tests_fuzz_keys_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_keys_LDADD = $(viewer_libraries) $(viewer_system_libraries)
tests_fuzz_lesson_SOURCES = tests/fuzz/lesson.c $(fuzz_driver)
tests_fuzz_lesson_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_lesson_LDADD = liblesson.a libsession.a libmodel.a libtrace.a libbase.a $(viewer_system_libraries)

# Written in Python, run by an interpreter that there is a runner for.
TEST_EXTENSIONS = .py
PY_LOG_COMPILER = $(SHELL) '$(top_srcdir)/tests/end-to-end/python'
EXTRA_DIST += tests/end-to-end/python tests/end-to-end/harness.py tests/tui/learner.py tests/tui/tmux.py
EXTRA_DIST += tests/end-to-end/disassembly.py tests/end-to-end/dumped.py tests/end-to-end/random_programs.py tests/end-to-end/told.py
EXTRA_DIST += tests/fixtures/recording-1.0.trr tests/fixtures/recording-1.0.txt tests/fixtures/recording-1.1.trr tests/fixtures/recording-1.1.txt \
    tests/fixtures/recording-2.0.trr tests/fixtures/recording-2.0.txt \
    tests/fixtures/recording-2.1.trr tests/fixtures/recording-2.1.txt \
    tests/fixtures/recording-2.2.trr tests/fixtures/recording-2.2.txt \
    tests/fixtures/recording-2.9.trr tests/fixtures/recording-2.9.txt \
    tests/fixtures/recording-2.10.trr tests/fixtures/recording-2.10.txt \
    tests/fixtures/timeline-2.2.trr tests/fixtures/timeline-2.2.txt \
    tests/fixtures/timeline-2.3.trr tests/fixtures/timeline-2.3.txt \
    tests/fixtures/timeline-2.4.trr tests/fixtures/timeline-2.4.txt \
    tests/fixtures/timeline-2.5.trr tests/fixtures/timeline-2.5.txt \
    tests/fixtures/timeline-2.6.trr tests/fixtures/timeline-2.6.txt \
    tests/fixtures/timeline-2.7.trr tests/fixtures/timeline-2.7.txt \
    tests/fixtures/timeline-2.8.trr tests/fixtures/timeline-2.8.txt
EXTRA_DIST += doc/trace-format.txt
# Those that take longest come first, so that no core waits for one of them at the end.
dist_check_SCRIPTS += tests/tui/lessons.py tests/end-to-end/instructions.py tests/neutral/timeline.py \
    tests/end-to-end/lessons.py tests/neutral/interpreter.py tests/neutral/counts.py
dist_check_SCRIPTS += \
    tests/end-to-end/arrays.py \
    tests/end-to-end/as_python.py \
    tests/end-to-end/bad_input.py \
    tests/end-to-end/endings.py \
    tests/end-to-end/event_loop.py \
    tests/end-to-end/fidelity.py \
    tests/end-to-end/find.py \
    tests/end-to-end/library.py \
    tests/end-to-end/moments.py \
    tests/end-to-end/old_recordings.py \
    tests/end-to-end/plain.py \
    tests/end-to-end/opcodes.py \
    tests/end-to-end/pages.py \
    tests/end-to-end/public_api.py \
    tests/end-to-end/sentences.py \
    tests/end-to-end/pytutor.py \
    tests/end-to-end/steps.py \
    tests/end-to-end/stores.py \
    tests/end-to-end/text.py \
    tests/end-to-end/threads.py \
    tests/end-to-end/compare.py \
    tests/end-to-end/processes.py \
    tests/end-to-end/timeline.py \
    tests/end-to-end/translation.py \
    tests/end-to-end/ways.py \
    tests/end-to-end/walls.py \
    tests/end-to-end/wide.py \
    tests/tui/cast.py \
    tests/tui/present.py \
    tests/tui/screens.py \
    tests/tui/terminal.py \
    tests/tui/compare.py \
    tests/tui/timeline.py

# Watching changes nothing: a script for each folder of programs, so that they run side by side.
EXTRA_DIST += tests/neutral/known.py tests/neutral/neutral.py tests/neutral/programs
dist_check_SCRIPTS += \
    tests/neutral/calls.py \
    tests/neutral/collector.py \
    tests/neutral/deaths.py \
    tests/neutral/elsewhere.py \
    tests/neutral/ends.py \
    tests/neutral/frames.py \
    tests/neutral/ids.py \
    tests/neutral/changes.py \
    tests/neutral/language.py \
    tests/neutral/library.py \
    tests/neutral/processes.py \
    tests/neutral/streams.py \
    tests/neutral/threads.py \
    tests/neutral/walls.py
# Behind walls, all of them.
check-walls: all
	@$(AM_TESTS_ENVIRONMENT) TERRARIUM_ALL=1 $(PY_LOG_COMPILER) '$(srcdir)/tests/neutral/walls.py'
.PHONY: check-walls

# That each wrong a watcher could do is noticed, for a build with --enable-faults.
dist_check_SCRIPTS += tests/neutral/faults.py
check-faults: all
	@$(AM_TESTS_ENVIRONMENT) $(PY_LOG_COMPILER) '$(srcdir)/tests/neutral/faults.py'
.PHONY: check-faults

# Pictures: against the truth, and as they were when somebody last looked at them (make check UPDATE_GOLDEN=1).
EXTRA_DIST += tests/golden/checker.py tests/golden/masking.py tests/golden/expected tests/golden/picture.py tests/golden/programs \
    tests/golden/recordings.py tests/golden/truth.py
dist_check_SCRIPTS += tests/golden/counts.py tests/golden/golden.py tests/golden/instructions.py tests/golden/graph.py tests/golden/graph-can-fail.py

# That no change is missed, for a build with --enable-audit.
EXTRA_DIST += tests/audit/programs
dist_check_SCRIPTS += tests/audit/audit.py

# What was installed finds its runners, and its lessons, without being told where they are: make installcheck.
installed = '$(DESTDIR)$(bindir)/terrarium'
installcheck-local:
	@TERRARIUM=$(installed) TERRARIUM_SOURCE='$(abs_top_srcdir)' $(PY_LOG_COMPILER) '$(srcdir)/tests/end-to-end/find.py'
	@$(installed) learn aliasing </dev/null | grep -q . && echo '1 passed, 0 failed'

# Measurements are no tests: make bench.  What it needs is built by nothing else: for each runner a program of the runner's own
# objects but main, so that both do the same.
EXTRA_DIST += tests/bench/bench.py tests/bench/programs tests/bench/timeline.py
EXTRA_PROGRAMS += tests/bench/recorder-3.11 tests/bench/recorder-3.12 tests/bench/recorder-3.13 tests/bench/recorder-3.13t
EXTRA_PROGRAMS += tests/bench/recorder-3.14
bench_programs = tests/bench/seek
bench_objects = $(tests_bench_seek_OBJECTS)
EXTRA_PROGRAMS += tests/bench/seek
tests_bench_seek_SOURCES = tests/bench/seek.c
tests_bench_seek_LDADD = libmodel.a libtrace.a libbase.a $(UTF8PROC_LIBS) -lm
if HAVE_PYTHON_3_11
bench_programs += tests/bench/recorder-3.11
bench_objects += $(tests_bench_recorder_3_11_OBJECTS)
endif
tests_bench_recorder_3_11_SOURCES = tests/bench/counting.c tests/bench/counting.h tests/bench/recorder.c
tests_bench_recorder_3_11_CPPFLAGS = -I$(top_srcdir)/tests $(terrarium_run_3_11_CPPFLAGS)
tests_bench_recorder_3_11_CFLAGS = $(runner_cflags)
tests_bench_recorder_3_11_LDFLAGS = $(runner_ldflags)
tests_bench_recorder_3_11_LDADD = $(terrarium_run_3_11_OBJECTS:src/runner/terrarium_run_3_11-main.o=) \
    libmodel.a $(terrarium_run_3_11_LDADD) $(UTF8PROC_LIBS) -lm

if HAVE_PYTHON_3_12
bench_programs += tests/bench/recorder-3.12
bench_objects += $(tests_bench_recorder_3_12_OBJECTS)
endif
tests_bench_recorder_3_12_SOURCES = tests/bench/counting.c tests/bench/counting.h tests/bench/recorder.c
tests_bench_recorder_3_12_CPPFLAGS = -I$(top_srcdir)/tests $(terrarium_run_3_12_CPPFLAGS)
tests_bench_recorder_3_12_CFLAGS = $(runner_cflags)
tests_bench_recorder_3_12_LDFLAGS = $(runner_ldflags)
tests_bench_recorder_3_12_LDADD = $(terrarium_run_3_12_OBJECTS:src/runner/terrarium_run_3_12-main.o=) \
    libmodel.a $(terrarium_run_3_12_LDADD) $(UTF8PROC_LIBS) -lm

if HAVE_PYTHON_3_13
bench_programs += tests/bench/recorder-3.13
bench_objects += $(tests_bench_recorder_3_13_OBJECTS)
endif
tests_bench_recorder_3_13_SOURCES = tests/bench/counting.c tests/bench/counting.h tests/bench/recorder.c
tests_bench_recorder_3_13_CPPFLAGS = -I$(top_srcdir)/tests $(terrarium_run_3_13_CPPFLAGS)
tests_bench_recorder_3_13_CFLAGS = $(runner_cflags)
tests_bench_recorder_3_13_LDFLAGS = $(runner_ldflags)
tests_bench_recorder_3_13_LDADD = $(terrarium_run_3_13_OBJECTS:src/runner/terrarium_run_3_13-main.o=) \
    libmodel.a $(terrarium_run_3_13_LDADD) $(UTF8PROC_LIBS) -lm

if HAVE_PYTHON_3_13t
bench_programs += tests/bench/recorder-3.13t
bench_objects += $(tests_bench_recorder_3_13t_OBJECTS)
endif
tests_bench_recorder_3_13t_SOURCES = tests/bench/counting.c tests/bench/counting.h tests/bench/recorder.c
tests_bench_recorder_3_13t_CPPFLAGS = -I$(top_srcdir)/tests $(terrarium_run_3_13t_CPPFLAGS)
tests_bench_recorder_3_13t_CFLAGS = $(runner_cflags)
tests_bench_recorder_3_13t_LDFLAGS = $(runner_ldflags)
tests_bench_recorder_3_13t_LDADD = $(terrarium_run_3_13t_OBJECTS:src/runner/terrarium_run_3_13t-main.o=) \
    libmodel.a $(terrarium_run_3_13t_LDADD) $(UTF8PROC_LIBS) -lm

if HAVE_PYTHON_3_14
bench_programs += tests/bench/recorder-3.14
bench_objects += $(tests_bench_recorder_3_14_OBJECTS)
endif
tests_bench_recorder_3_14_SOURCES = tests/bench/counting.c tests/bench/counting.h tests/bench/recorder.c
tests_bench_recorder_3_14_CPPFLAGS = -I$(top_srcdir)/tests $(terrarium_run_3_14_CPPFLAGS)
tests_bench_recorder_3_14_CFLAGS = $(runner_cflags)
tests_bench_recorder_3_14_LDFLAGS = $(runner_ldflags)
tests_bench_recorder_3_14_LDADD = $(terrarium_run_3_14_OBJECTS:src/runner/terrarium_run_3_14-main.o=) \
    libmodel.a $(terrarium_run_3_14_LDADD) $(UTF8PROC_LIBS) -lm

CLEANFILES += $(bench_programs)
bench: all $(bench_programs)
	@$(AM_TESTS_ENVIRONMENT) PYTHONS='$(PYTHONS)' PYTHON='$(PYTHON)' ONLY='$(ONLY)' ROUNDS='$(ROUNDS)' \
	    $(PY_LOG_COMPILER) '$(srcdir)/tests/bench/bench.py'
bench-timeline: all
	@$(AM_TESTS_ENVIRONMENT) PYTHONS='$(PYTHONS)' PYTHON='$(PYTHON)' ROUNDS='$(ROUNDS)' \
	    $(PY_LOG_COMPILER) '$(srcdir)/tests/bench/timeline.py'
.PHONY: bench bench-timeline

# CPython's own tests, plainly and recorded, each to end in the same way: make check-cpython [MODULES=...] [PYTHONS=...]
EXTRA_DIST += tests/tools/build-free-threaded
EXTRA_DIST += tests/cpython/check.py tests/cpython/driver.py tests/cpython/exceptions
check-cpython: all
	@$(AM_TESTS_ENVIRONMENT) MODULES='$(MODULES)' PYTHONS='$(PYTHONS)' \
	    $(PY_LOG_COMPILER) '$(srcdir)/tests/cpython/check.py'
.PHONY: check-cpython
