/* From a terminal's bytes to events: keys, mouse, pastes.
 *
 * Knows no terminal: bytes go in, events come out, so hostile input can be tried without one.  What was pasted
 * (between the marks of bracketed paste) is one event, whatever it holds; none of its bytes is ever a key. */
#ifndef TERRARIUM_TUI_INPUT_H
#define TERRARIUM_TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* A key is a Unicode code point (control characters included: Ctrl-C is 3) or one of these. */
enum input_key {
    INPUT_TAB = 9,
    INPUT_ENTER = 13,
    INPUT_ESCAPE = 27,
    INPUT_BACKSPACE = 127,
    INPUT_LEFT = 0x110000,
    INPUT_RIGHT,
    INPUT_UP,
    INPUT_DOWN,
    INPUT_SHIFT_LEFT,
    INPUT_SHIFT_RIGHT,
    INPUT_SHIFT_UP,
    INPUT_SHIFT_DOWN,
    INPUT_SHIFT_TAB,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
    INPUT_HOME,
    INPUT_END,
    INPUT_INSERT,
    INPUT_DELETE,
    INPUT_F1,
};

enum event_sort {
    EVENT_KEY,
    EVENT_PASTE,
    EVENT_CLICK,
    EVENT_WHEEL,       /* `key` is INPUT_UP or INPUT_DOWN */
    EVENT_SYNCHRONIZED /* the terminal says that it knows synchronized output (mode 2026) */
};

struct event {
    enum event_sort sort;
    uint32_t key;
    int x, y;         /* EVENT_CLICK, EVENT_WHEEL: the cell, from (0, 0) */
    const char *text; /* EVENT_PASTE: borrowed until the next call; may hold NULs */
    size_t length;
};

struct input {
    struct text waiting; /* bytes not yet understood */
    struct text paste;   /* what came of a paste that has not ended */
    bool pasting;
};

#define INPUT_NOTHING                 \
    {                                 \
        TEXT_EMPTY, TEXT_EMPTY, false \
    }

enum { INPUT_PASTE_MAX = 4 << 20 }; /* bytes of a paste that are kept */

void input_free(struct input *input);
void input_feed(struct input *input, const char *bytes, size_t length);
/* The next event, or false when more bytes are needed.  With `quiet` nothing more is to come for now: a lone
 * escape byte is the Escape key, and half a sequence is dropped.  A paste is waited for all the same. */
bool input_next(struct input *input, bool quiet, struct event *event);
/* True while bytes wait for the rest of a sequence: call input_next with `quiet` when none comes soon. */
bool input_is_waiting(const struct input *input);

#endif
