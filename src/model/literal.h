/* Values as Python writes them: the text that repr() gives for a number, a string, bytes.
 *
 * The bytes are those of the log's OBJECT.value (TRACE_OBJECT_KINDS says how each kind is coded).  They are not
 * trusted: payloads that are too short are written as "?". */
#ifndef TERRARIUM_MODEL_LITERAL_H
#define TERRARIUM_MODEL_LITERAL_H

#include <stdint.h>

#include "base/text.h"
#include "trace/record.h"

/* A sign byte and the magnitude, little-endian.  `bits` is the magnitude's true size: when not all of it is recorded
 * the digits are not known, and "an int of 5000 bits" is written. */
void literal_int(struct trace_bytes value, uint64_t bits, struct text *out);
void literal_float(struct trace_bytes value, struct text *out);
void literal_complex(struct trace_bytes value, struct text *out);
/* UTF-8, lone surrogates coded like other code points.  `length` is the true number of characters: when fewer are
 * recorded, "… (1000 characters)" follows the closing quote. */
void literal_str(struct trace_bytes value, uint64_t length, struct text *out);
/* The same for bytes. */
void literal_bytes(struct trace_bytes value, uint64_t length, struct text *out);

#endif
