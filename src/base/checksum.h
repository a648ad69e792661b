/* CRC-32 (the polynomial of zlib and PNG), for finding damaged blocks of a recording. */
#ifndef TERRARIUM_BASE_CHECKSUM_H
#define TERRARIUM_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Continues `checksum` (0 to begin) over `length` bytes. */
uint32_t checksum_update(uint32_t checksum, const void *bytes, size_t length);

#endif
