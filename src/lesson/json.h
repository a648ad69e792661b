/* A JSON file read strictly, in which every value knows its line and column.
 *
 * cJSON holds the values.  It forgets where they stood and takes much that is not JSON (text after the end, bytes that
 * are not UTF-8, raw control characters), so the text passes a scan of our own first.  The scan notes the places of
 * keys and values in the order in which a walk through cJSON's tree meets them. */
#ifndef TERRARIUM_LESSON_JSON_H
#define TERRARIUM_LESSON_JSON_H

#include <cJSON.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "base/vector.h"

struct json_place {
    uint32_t line, column; /* from 1; columns count characters */
};

struct json_places {
    struct json_place key, value; /* `key` only for members of objects */
};

struct json {
    char *path;
    cJSON *root;
    VECTOR(struct json_places) places; /* in document order */
    struct map index;                  /* address of a cJSON value → its number in `places` */
};

enum { JSON_FILE_MAX = 1 << 20 }; /* bytes */

/* Reads a file.  On failure the sentence begins with path:line:column, and nothing needs to be freed. */
enum status json_read(const char *path, struct json *json, struct error *error);
void json_free(struct json *json);

/* Where a fault is reported: at a value, or at the key of an object's member. */
enum json_spot { JSON_AT_VALUE, JSON_AT_KEY };

/* Writes "path:line:column: " and the sentence; returns STATUS_FAILED. */
enum status json_fault(const struct json *json, const cJSON *value, enum json_spot spot, struct error *error,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
