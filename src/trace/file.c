#include "trace/file.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/checksum.h"
#include "base/file.h"

enum {
    MAGIC_SIZE = 8,
    HEADER_SIZE = MAGIC_SIZE + 4,
    BLOCK_HEADER_SIZE = 8,
    BLOCK_SIZE = 1 << 10,     /* of what we write: damage costs what lies in its block and after it */
    BLOCK_SIZE_MAX = 1 << 16, /* of what we read */
};

/* The high bit and the line ends show transfers that do not keep bytes as they are. */
static const char magic[MAGIC_SIZE] = {'\x89', 'T', 'R', 'R', '\r', '\n', '\x1a', '\n'};

static const size_t file_limit = (size_t)4 << 30;

static void put_little(struct text *out, uint32_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        text_add_char(out, (char)(number >> (8 * i)));
}

static uint32_t get_little(const char *at, size_t bytes)
{
    uint32_t number = 0;

    for (size_t i = 0; i < bytes; i++)
        number |= (uint32_t)(unsigned char)at[i] << (8 * i);
    return number;
}

enum status trace_file_write(const char *path, struct trace_bytes log, struct error *error)
{
    struct text out = TEXT_EMPTY;
    enum status status;

    text_append(&out, magic, sizeof magic);
    put_little(&out, TRACE_MAJOR, 2);
    put_little(&out, TRACE_MINOR, 2);
    for (size_t at = 0; at < log.length; at += BLOCK_SIZE) {
        size_t length = log.length - at < BLOCK_SIZE ? log.length - at : BLOCK_SIZE;

        put_little(&out, (uint32_t)length, 4);
        put_little(&out, checksum_update(0, log.at + at, length), 4);
        text_append(&out, log.at + at, length);
    }
    status = file_replace(path, out.bytes, out.length, error);
    text_free(&out);
    return status;
}

static enum status check_header(const char *path, const struct text *file, struct error *error)
{
    uint32_t major;

    if (file->length < HEADER_SIZE || memcmp(file->bytes, magic, sizeof magic) != 0)
        return error_set(error, STATUS_FAILED, "%s is not a Terrarium recording", path);
    major = get_little(file->bytes + MAGIC_SIZE, 2);
    if (major < TRACE_MAJOR_OLDEST || major > TRACE_MAJOR)
        return error_set(error, STATUS_FAILED,
                         "%s was recorded in format %u.%u, this Terrarium reads format %d: use a newer Terrarium",
                         path, major, get_little(file->bytes + MAGIC_SIZE + 2, 2), TRACE_MAJOR);
    return STATUS_OK;
}

/* Appends the blocks' bytes; returns where the first damage lies, or the file's length. */
static size_t take_blocks(const struct text *file, struct text *log)
{
    size_t at = HEADER_SIZE;

    while (file->length - at >= BLOCK_HEADER_SIZE) {
        uint32_t length = get_little(file->bytes + at, 4), checksum = get_little(file->bytes + at + 4, 4);
        const char *bytes = file->bytes + at + BLOCK_HEADER_SIZE;

        if (length == 0 || length > BLOCK_SIZE_MAX || length > file->length - at - BLOCK_HEADER_SIZE ||
            checksum_update(0, bytes, length) != checksum)
            break;
        text_append(log, bytes, length);
        at += BLOCK_HEADER_SIZE + length;
    }
    return at;
}

enum status trace_file_read(const char *path, struct text *log, bool *whole, struct error *error)
{
    struct text file = TEXT_EMPTY;
    enum status status = file_read(path, file_limit, &file, error);
    size_t intact;

    *whole = true;
    if (status == STATUS_OK)
        status = check_header(path, &file, error);
    if (status == STATUS_OK) {
        intact = take_blocks(&file, log);
        *whole = intact == file.length;
        if (!*whole)
            error_set(error, STATUS_OK, "%s is damaged at byte %zu of %zu: what lies before is shown", path, intact,
                      file.length);
    }
    text_free(&file);
    return status;
}

bool trace_file_is_recording(const char *path)
{
    char start[sizeof magic];
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is;

    if (descriptor < 0)
        return false;
    is = read(descriptor, start, sizeof start) == (ssize_t)sizeof start && memcmp(start, magic, sizeof magic) == 0;
    close(descriptor);
    return is;
}
