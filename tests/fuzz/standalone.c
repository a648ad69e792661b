/* Runs a fuzz target without a fuzzer: on the files named, or with `--mutate TURNS` on random changes of them. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static uint32_t seed = 20260101;

static uint32_t chance(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % below;
}

/* Flips, cuts, doubles and overwrites: what transfers and enemies do. */
static void mutate(struct text *bytes)
{
    for (uint32_t changes = chance(4) + 1; changes > 0 && bytes->length > 0; changes--) {
        size_t at = chance((uint32_t)bytes->length);

        switch (chance(4)) {
        case 0:
            bytes->bytes[at] ^= (char)(1 << chance(8));
            break;
        case 1:
            bytes->bytes[at] = (char)chance(256);
            break;
        case 2:
            text_truncate(bytes, at);
            break;
        default:
            memmove(bytes->bytes + at, bytes->bytes + at + 1, bytes->length - at);
            text_truncate(bytes, bytes->length - 1);
        }
    }
}

static void run_mutants(const struct text *original, long turns)
{
    for (; turns > 0; turns--) {
        struct text mutant = TEXT_EMPTY;

        text_append(&mutant, original->bytes, original->length);
        mutate(&mutant);
        LLVMFuzzerTestOneInput((const uint8_t *)text_string(&mutant), mutant.length);
        text_free(&mutant);
    }
}

int main(int argc, char **argv)
{
    long turns = 0;
    int first = 1;

    if (argc > 2 && strcmp(argv[1], "--mutate") == 0) {
        turns = strtol(argv[2], NULL, 10);
        first = 3;
    }
    for (int i = first; i < argc; i++) {
        struct text bytes = TEXT_EMPTY;
        struct error error;

        if (file_read(argv[i], (size_t)64 << 20, &bytes, &error) != STATUS_OK) {
            fprintf(stderr, "%s\n", error.text);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)text_string(&bytes), bytes.length);
        run_mutants(&bytes, turns);
        text_free(&bytes);
    }
    return 0;
}
