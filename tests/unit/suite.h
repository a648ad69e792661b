/* What every unit test program shares: `suite_run("base", cases)` runs all cases and is main's whole body.
 *
 *     const TTest *const cases[] = {varint_keeps_every_number, map_does_what_an_array_does, NULL};
 *
 * Each case runs in a process of its own, so that a crash is one failure and not the end. */
#ifndef TERRARIUM_TESTS_SUITE_H
#define TERRARIUM_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Runs the NULL-terminated `cases`; returns the program's exit status. */
static inline int suite_run(const char *name, const TTest *const *cases)
{
    Suite *suite = suite_create(name);
    TCase *group = tcase_create(name);
    SRunner *runner = srunner_create(suite);
    int failed;

    for (; *cases != NULL; cases++)
        tcase_add_test(group, *cases);
    tcase_set_timeout(group, 120);
    suite_add_tcase(suite, group);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
