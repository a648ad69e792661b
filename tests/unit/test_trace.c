/* Tests of src/trace. */
#include "suite.h"

#include "trace/record.h"

START_TEST(a_record_comes_back_as_it_went)
{
    struct trace_record before = {TRACE_DEATH, .death = {.object = 1234567}}, after;
    struct trace_scratch scratch = {VECTOR_EMPTY};
    struct text coded = TEXT_EMPTY;
    size_t used = 0;

    trace_encode(&before, &coded);
    ck_assert_int_eq(trace_decode(coded.bytes, coded.length, &scratch, &after, &used), TRACE_DECODED);
    ck_assert_uint_eq(used, coded.length);
    ck_assert_uint_eq(after.death.object, 1234567);
    trace_scratch_free(&scratch);
    text_free(&coded);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {a_record_comes_back_as_it_went, NULL};

    return suite_run("trace", cases);
}
