#include "base/checksum.h"

#include <stdbool.h>

/* Eight bytes at a time: tables[n] has the remainders of a byte with n zero bytes behind it. */
enum { SLICES = 8 };
static uint32_t tables[SLICES][256];
static bool has_tables;

static void make_tables(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t remainder = i;

        for (int bit = 0; bit < 8; bit++)
            remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0xEDB88320u : 0);
        tables[0][i] = remainder;
    }
    for (size_t slice = 1; slice < SLICES; slice++)
        for (size_t i = 0; i < 256; i++) {
            uint32_t before = tables[slice - 1][i];

            tables[slice][i] = (before >> 8) ^ tables[0][before & 0xff];
        }
    has_tables = true;
}

static uint32_t little(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint32_t take_four(uint32_t word, size_t behind)
{
    return tables[behind + 3][word & 0xff] ^ tables[behind + 2][word >> 8 & 0xff] ^
           tables[behind + 1][word >> 16 & 0xff] ^ tables[behind][word >> 24];
}

uint32_t checksum_update(uint32_t checksum, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;

    if (!has_tables)
        make_tables();
    checksum = ~checksum;
    for (; length >= SLICES; at += SLICES, length -= SLICES)
        checksum = take_four(checksum ^ little(at), 4) ^ take_four(little(at + 4), 0);
    while (length-- > 0)
        checksum = (checksum >> 8) ^ tables[0][(checksum ^ *at++) & 0xff];
    return ~checksum;
}
