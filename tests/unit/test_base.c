/* Tests of src/base. */
#include "suite.h"

#include <stdint.h>

#include "base/varint.h"

START_TEST(varint_keeps_every_number)
{
    uint8_t coded[VARINT_MAX];

    for (unsigned bit = 0; bit < 64; bit++) {
        for (int nudge = -1; nudge <= 1; nudge++) {
            uint64_t number = ((uint64_t)1 << bit) + (uint64_t)nudge, read = ~number;
            uint8_t *end = varint_put(coded, number);

            ck_assert_ptr_eq(varint_get(coded, end, &read), end);
            ck_assert_uint_eq(read, number);
            ck_assert_ptr_null(varint_get(coded, end - 1, &read));
            ck_assert_int_eq(varint_unzigzag(varint_zigzag((int64_t)number)), (int64_t)number);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {varint_keeps_every_number, NULL};

    return suite_run("base", cases);
}
