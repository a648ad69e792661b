#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static memory_exhausted_handler *exhausted_handler;

void memory_on_exhausted(memory_exhausted_handler *handler)
{
    exhausted_handler = handler;
}

static _Noreturn void exhausted(void)
{
    static const char sentence[] = "terrarium: out of memory\n";
    memory_exhausted_handler *handler = exhausted_handler;

    exhausted_handler = NULL;
    if (handler != NULL)
        handler();
    if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
        _exit(1);
    _exit(1);
}

void *memory_alloc(size_t bytes)
{
    void *block = malloc(bytes > 0 ? bytes : 1);

    if (block == NULL)
        exhausted();
    return block;
}

void *memory_zeroed(size_t count, size_t size)
{
    void *block = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

    if (block == NULL)
        exhausted();
    return block;
}

void *memory_resize(void *old, size_t count, size_t size)
{
    void *block;

    if (size != 0 && count > SIZE_MAX / size)
        exhausted();
    block = realloc(old, count * size > 0 ? count * size : 1);
    if (block == NULL)
        exhausted();
    return block;
}

char *memory_copy_bytes(const void *bytes, size_t length)
{
    char *copy = memory_alloc(length + 1);

    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

void *memory_doubled(void *old, size_t *capacity, size_t size)
{
    *capacity = *capacity > 0 ? *capacity * 2 : 1;
    return memory_resize(old, *capacity, size);
}

char *memory_copy_string(const char *string)
{
    return memory_copy_bytes(string, strlen(string));
}
