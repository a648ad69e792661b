/* Variable-length integers: seven bits a byte, least significant first, the high bit set on all but the last byte
 * (LEB128).  Signed numbers are zigzag-coded, so that small ones of either sign are short. */
#ifndef TERRARIUM_BASE_VARINT_H
#define TERRARIUM_BASE_VARINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/ways.h"

enum { VARINT_MAX = 10 }; /* bytes of the longest coded number */

/* Writes at most VARINT_MAX bytes at `at`; returns the byte after them. */
static inline uint8_t *varint_put(uint8_t *at, uint64_t number)
{
    if (MOSTLY(number < 0x80)) {
        *at = (uint8_t)number;
        return at + 1;
    }
    at[0] = (uint8_t)(number | 0x80);
    if (MOSTLY(number < 0x4000)) {
        at[1] = (uint8_t)(number >> 7);
        return at + 2;
    }
    for (at++, number >>= 7; number >= 0x80; number >>= 7)
        *at++ = (uint8_t)(number | 0x80);
    *at++ = (uint8_t)number;
    return at;
}

/* Reads a number from [at, end); returns the byte after it, or NULL when it is cut short or longer than 64 bits. */
static inline const uint8_t *varint_get(const uint8_t *at, const uint8_t *end, uint64_t *number)
{
    uint64_t result = 0;

    for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
        uint8_t byte = *at++;

        if (shift == 63 && byte > 1)
            return NULL;
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *number = result;
            return at;
        }
    }
    return NULL;
}

static inline uint64_t varint_zigzag(int64_t number)
{
    return ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
}

static inline int64_t varint_unzigzag(uint64_t coded)
{
    return (int64_t)(coded >> 1) ^ -(int64_t)(coded & 1);
}

#endif
