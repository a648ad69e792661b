/* What stands around code where it was copied from, a page, a chat or a session, and would keep it from running. */
#ifndef TERRARIUM_TUI_PASTED_H
#define TERRARIUM_TUI_PASTED_H

#include "base/text.h"

enum pasted_around {
    PASTED_FENCES = 1,      /* Markdown's, before and behind the code */
    PASTED_PROMPTS = 2,     /* `>>> ` and `... `, `In [3]: ` and `   ...: `, and lines without: greetings, answers */
    PASTED_NUMBERS = 4,     /* before each line, one more than before the last */
    PASTED_INDENTATION = 8, /* which all lines have */
    PASTED_QUOTES = 16,     /* typographic ones, where there are no others; and blanks of fixed width before code */
};

/* Takes all that out of `code`, whose lines end in '\n', and tells which sorts there were (enum pasted_around).  Code
 * that Python can read stays as it is. */
unsigned pasted_unwrap(struct text *code);

#endif
