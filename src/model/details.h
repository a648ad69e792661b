/* Details: what is told of an object that no other object stands for, a line each: "position: 3", "exhausted". */
#ifndef TERRARIUM_MODEL_DETAILS_H
#define TERRARIUM_MODEL_DETAILS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "trace/record.h"

/* Takes the next line from `details`; false when there is none. */
bool details_next(struct trace_bytes *details, struct trace_bytes *line);
/* Appends a line in the learner's language: in a recording it is English.  What is not known is appended as it is. */
void details_write(struct trace_bytes line, struct text *out);
/* Appends what the details of an object were before they changed to what they are now. */
void details_before(struct trace_bytes now, const struct trace_fields_VALUE *change, struct text *out);

/* A row of an array's numbers (record/arrays.h): "[0, 1] 2  3". */
struct details_row {
    struct trace_bytes indices; /* what stands in the brackets */
    struct trace_bytes items;   /* with blanks before and between them */
};
bool details_row(struct trace_bytes line, struct details_row *row);
/* Takes the next item from `items`; false when there is none. */
bool details_item(struct trace_bytes *items, struct trace_bytes *item);
/* Bit i is set where item i is another than it was, of the first that so many bits have room for: all are where there
 * were fewer or more of them. */
uint64_t details_items_changed(const struct details_row *row, const struct details_row *was);

/* Whether two lines say the same: blanks between the items of a row say nothing. */
bool details_same(struct trace_bytes line, struct trace_bytes was);
/* Appends what a line says that was another one before (empty: there was none), as a part of a sentence: "position is
 * now 3", "it is now exhausted", "[0, 1] is now 99". */
void details_write_change(struct trace_bytes line, struct trace_bytes was, struct text *out);

/* Appends all of these that differ from what they were before a change, with ", " between them. */
void details_write_changes(struct trace_bytes now, const struct trace_fields_VALUE *change, struct text *out);

#endif
