/* A hash of words, one after another. */
#ifndef TERRARIUM_BASE_MIX_H
#define TERRARIUM_BASE_MIX_H

#include <stdint.h>

static inline uint64_t mix_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

#endif
