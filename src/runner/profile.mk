# configure --enable-optimizations: each runner is built twice, from the same objects' names.  The first one counts which way its
# branches go while it records some programs, once with instants and once without; what it counted lies beside the objects
# (.gcda), where the compiler looks for it when it makes the second.  `make clean` and another `make` count anew.
profile_programs = bubble_sort linked_list memoised_fib word_count matrix_product string_building class_hierarchy \
    generator_pipeline tower_of_hanoi dict_of_lists big_list closures library many_sorts
profile_folder = src/runner/profile
if PROFILED
profile_flags = $(PROFILE_USE)
profile_stamp = $(profile_folder)/stamp
endif
$(runner_objects): $(profile_stamp)

src/runner/profile/stamp: terrarium$(EXEEXT) $(runner_libraries)
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) clean-profile
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) profile_stamp= profile_flags='$(PROFILE_GENERATE)' runners
	$(AM_V_at)$(MKDIR_P) $(profile_folder)
	$(AM_V_GEN)for runner in $(pkglibexec_PROGRAMS); do for program in $(profile_programs); do for instructions in 0 200000; do \
	    TERRARIUM_RUNNER_DIR=. PYTHONHASHSEED=0 ./terrarium$(EXEEXT) record --python "$${runner#terrarium-run-}" \
	        --instructions $$instructions -o $(profile_folder)/recording \
	        '$(srcdir)'/tests/bench/programs/$$program.py </dev/null >/dev/null || exit 1; \
	done; done; done
	$(AM_V_at)rm -f $(runner_objects) $(pkglibexec_PROGRAMS) $(profile_folder)/recording
	$(AM_V_at)touch '$@'

runners: $(pkglibexec_PROGRAMS)

clean-profile:
	rm -f $(runner_objects) $(pkglibexec_PROGRAMS) $(runner_objects:.o=.gcda)
	rm -rf $(profile_folder)
.PHONY: runners clean-profile
