/* What is kept between runs, under $XDG_STATE_HOME/terrarium: snippets, and the list of recent files and recordings.
 *
 * A home that is missing or cannot be written breaks nothing: what cannot be kept is told in a sentence. */
#ifndef TERRARIUM_TUI_KEEP_H
#define TERRARIUM_TUI_KEEP_H

#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "base/vector.h"

enum kept_sort { KEPT_PROGRAM, KEPT_RECORDING, KEPT_SNIPPET };

struct kept {
    char *path; /* owned; absolute */
    enum kept_sort sort;
    int64_t opened; /* seconds since 1970 */
};

struct kept_list {
    VECTOR(struct kept) items; /* latest first */
};

#define KEPT_LIST_EMPTY \
    {                   \
        VECTOR_EMPTY    \
    }

/* What was opened lately.  A damaged file counts as an empty list. */
void keep_read(struct kept_list *list);
void keep_free(struct kept_list *list);
/* Puts the path on top of the list on disk. */
enum status keep_remember(const char *path, enum kept_sort sort, struct error *error);
/* Stores a snippet's bytes in a file of its own and appends its path to `path`.  Where the state folder cannot be
 * written, the file stands in the folder for temporary files. */
enum status keep_snippet(const char *bytes, size_t length, struct text *path, struct error *error);

#endif
