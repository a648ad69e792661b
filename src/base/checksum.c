#include "base/checksum.h"

uint32_t checksum_update(uint32_t checksum, const void *bytes, size_t length)
{
    static uint32_t table[256];
    const uint8_t *at = bytes;

    if (table[1] == 0) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t remainder = i;

            for (int bit = 0; bit < 8; bit++)
                remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0xEDB88320u : 0);
            table[i] = remainder;
        }
    }
    checksum = ~checksum;
    while (length-- > 0)
        checksum = (checksum >> 8) ^ table[(checksum ^ *at++) & 0xff];
    return ~checksum;
}
