/* UTF-8, the width of text in terminal cells, and the sanitiser.
 *
 * Text from a learner's program may hold anything: escape sequences, bidirectional controls, zero-width characters,
 * lone surrogates.  `utf8_clean` turns it into text that only prints: it is the one way from the program to a
 * canvas. */
#ifndef TERRARIUM_BASE_UTF8_H
#define TERRARIUM_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Decodes the code point at `bytes` (`length` > 0).  Returns its size in bytes, or 0 when the bytes are not UTF-8
 * (overlong forms, surrogates and numbers above U+10FFFF are not). */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_point);
/* Writes 1 to 4 bytes. */
size_t utf8_encode(uint32_t code_point, char bytes[4]);

/* A cluster is what a reader takes for one character (UAX 29).  Returns the size in bytes of the first cluster of clean
 * text and its width in cells (0 to 2). */
size_t utf8_cluster(const char *text, size_t length, int *width);
/* Cells that clean text takes. */
int utf8_width(const char *text, size_t length);
/* Bytes of the longest prefix of clean text that fits into `columns` cells, whole clusters only. */
size_t utf8_fit(const char *text, size_t length, int columns);

/* Appends `bytes` in a form that only prints and returns its width in cells: control characters become their pictures
 * (U+2400 …) or ^X, undecodable bytes \xNN, hidden characters <U+NNNN>.  With `ascii`, everything above U+007E is
 * shown as <U+NNNN> too.  A newline is a control character; a tab is one as well (expand tabs first). */
int utf8_clean(struct text *out, const char *bytes, size_t length, bool ascii);

/* Takes the environment's locale for characters.  One that is not installed, but is called a UTF-8 one, says all the
 * same what the terminal shows: C.UTF-8 then stands in for it. */
void utf8_set_locale(void);

/* Our own signs as ASCII writes them: "…" as "..", "→" as "->", "·" as "-". */
void utf8_replace_marks(struct text *text);
/* Letters of German and quotation marks, as ASCII writes them: "ä" as "ae".  For words of ours; a program's keep
 * theirs. */
void utf8_replace_letters(struct text *text);

#endif
