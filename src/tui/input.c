#include "tui/input.h"

#include <string.h>

#include "base/utf8.h"

static const char PASTE_END[] = "\033[201~";
enum { PASTE_END_LENGTH = sizeof PASTE_END - 1, SEQUENCE_MAX = 64 };

void input_free(struct input *input)
{
    text_free(&input->waiting);
    text_free(&input->paste);
    input->pasting = false;
}

void input_feed(struct input *input, const char *bytes, size_t length)
{
    text_append(&input->waiting, bytes, length);
}

static void consume(struct input *input, size_t length)
{
    struct text *waiting = &input->waiting;

    memmove(waiting->bytes, waiting->bytes + length, waiting->length - length);
    text_truncate(waiting, waiting->length - length);
}

/* Numbers of a control sequence: CSI 1 ; 2 A.  At most `room` are kept; an empty one is 0. */
static size_t read_numbers(const char *at, const char *end, unsigned *numbers, size_t room)
{
    size_t count = 0;

    memset(numbers, 0, room * sizeof *numbers);
    for (; at < end; at++) {
        if (*at >= '0' && *at <= '9' && count < room && numbers[count] < 100000)
            numbers[count] = numbers[count] * 10 + (unsigned)(*at - '0');
        else if (*at == ';')
            count++;
    }
    return count + 1 < room ? count + 1 : room;
}

static uint32_t key_of_letter(char letter, bool shift)
{
    switch (letter) {
    case 'A':
        return shift ? INPUT_SHIFT_UP : INPUT_UP;
    case 'B':
        return shift ? INPUT_SHIFT_DOWN : INPUT_DOWN;
    case 'C':
        return shift ? INPUT_SHIFT_RIGHT : INPUT_RIGHT;
    case 'D':
        return shift ? INPUT_SHIFT_LEFT : INPUT_LEFT;
    case 'a': /* rxvt: Shift with an arrow */
        return INPUT_SHIFT_UP;
    case 'b':
        return INPUT_SHIFT_DOWN;
    case 'c':
        return INPUT_SHIFT_RIGHT;
    case 'd':
        return INPUT_SHIFT_LEFT;
    case 'H':
        return INPUT_HOME;
    case 'F':
        return INPUT_END;
    case 'P':
        return INPUT_F1;
    case 'Z':
        return INPUT_SHIFT_TAB;
    default:
        return 0;
    }
}

/* CSI number ~, as VT220 has it; 7 and 8 are rxvt's. */
static uint32_t key_of_number(unsigned number)
{
    switch (number) {
    case 1:
    case 7:
        return INPUT_HOME;
    case 2:
        return INPUT_INSERT;
    case 3:
        return INPUT_DELETE;
    case 4:
    case 8:
        return INPUT_END;
    case 5:
        return INPUT_PAGE_UP;
    case 6:
        return INPUT_PAGE_DOWN;
    case 11:
        return INPUT_F1;
    default:
        return 0;
    }
}

/* CSI < button ; column ; row M (pressed) or m (released): xterm's mode 1006. */
static bool read_mouse(const char *at, const char *end, char final, struct event *event)
{
    enum { BUTTON_LEFT = 0, MOTION = 32, WHEEL_UP = 64, WHEEL_DOWN = 65, MODIFIERS = 4 | 8 | 16 };
    unsigned numbers[3];
    unsigned button;

    if (read_numbers(at, end, numbers, 3) != 3 || final != 'M' || numbers[1] == 0 || numbers[2] == 0)
        return false;
    button = numbers[0] & ~(unsigned)MODIFIERS;
    event->x = (int)numbers[1] - 1;
    event->y = (int)numbers[2] - 1;
    if (button == BUTTON_LEFT) {
        event->sort = EVENT_CLICK;
        return true;
    }
    event->sort = EVENT_WHEEL;
    event->key = button == WHEEL_UP ? INPUT_UP : INPUT_DOWN;
    return button == WHEEL_UP || button == WHEEL_DOWN;
}

/* One whole control sequence: parameters [at, end) and the final byte.  False when it means nothing here. */
static bool read_sequence(struct input *input, const char *at, const char *end, char final, struct event *event)
{
    unsigned numbers[4];
    size_t count = read_numbers(at, end, numbers, 4);

    if (at < end && *at == '<')
        return read_mouse(at, end, final, event);
    if (at < end && *at == '?') { /* answer to DECRQM: CSI ? 2026 ; 2 $ y */
        event->sort = EVENT_SYNCHRONIZED;
        return final == 'y' && numbers[0] == 2026 && (numbers[1] == 1 || numbers[1] == 2);
    }
    if (final == '~' && numbers[0] == 200) {
        input->pasting = true;
        text_clear(&input->paste);
        return false;
    }
    event->sort = EVENT_KEY;
    event->key = final == '~' ? key_of_number(numbers[0]) : key_of_letter(final, count > 1 && numbers[1] == 2);
    return event->key != 0;
}

/* Bytes of the control sequence at the beginning of what waits (ESC [ … or ESC O …); 0 when it has not ended. */
static size_t sequence_length(const struct text *waiting)
{
    size_t at = 2;

    if (waiting->bytes[1] == 'O')
        return waiting->length > 2 ? 3 : 0;
    if (waiting->length > 2 && waiting->bytes[2] == '[') /* the Linux console's function keys: ESC [ [ A */
        return waiting->length > 3 ? 4 : 0;
    while (at < waiting->length && (unsigned char)waiting->bytes[at] >= 0x20 &&
           (unsigned char)waiting->bytes[at] < 0x40)
        at++;
    if (at < waiting->length)
        return at + 1;
    return waiting->length > SEQUENCE_MAX ? waiting->length : 0;
}

enum reading { READ_EVENT, READ_NOTHING, READ_MORE };

static enum reading read_escape(struct input *input, bool quiet, struct event *event)
{
    struct text *waiting = &input->waiting;
    size_t length;
    bool meant;

    if (waiting->length == 1 && !quiet)
        return READ_MORE;
    if (waiting->length == 1 || (waiting->bytes[1] != '[' && waiting->bytes[1] != 'O')) {
        *event = (struct event){.sort = EVENT_KEY, .key = INPUT_ESCAPE};
        consume(input, 1);
        return READ_EVENT;
    }
    length = sequence_length(waiting);
    if (length == 0) {
        if (!quiet)
            return READ_MORE;
        consume(input, waiting->length);
        return READ_NOTHING;
    }
    if (waiting->bytes[2] == '[' && length == 4) {
        event->sort = EVENT_KEY;
        event->key = waiting->bytes[3] == 'A' ? INPUT_F1 : 0;
        meant = event->key != 0;
    } else {
        meant =
            read_sequence(input, waiting->bytes + 2, waiting->bytes + length - 1, waiting->bytes[length - 1], event);
    }
    consume(input, length);
    return meant ? READ_EVENT : READ_NOTHING;
}

static enum reading read_character(struct input *input, bool quiet, struct event *event)
{
    struct text *waiting = &input->waiting;
    uint32_t c;
    size_t size = utf8_decode(waiting->bytes, waiting->length, &c);

    if (size == 0 && (unsigned char)waiting->bytes[0] >= 0xC2 && waiting->length < 4 && !quiet)
        return READ_MORE;
    if (size == 0) {
        consume(input, 1);
        return READ_NOTHING;
    }
    if (c == '\n')
        c = INPUT_ENTER;
    if (c == '\b')
        c = INPUT_BACKSPACE;
    *event = (struct event){.sort = EVENT_KEY, .key = c};
    consume(input, size);
    return READ_EVENT;
}

static void keep_pasted(struct input *input, size_t length)
{
    size_t room = INPUT_PASTE_MAX - input->paste.length;

    text_append(&input->paste, input->waiting.bytes, length < room ? length : room);
    consume(input, length);
}

static enum reading read_paste(struct input *input, struct event *event)
{
    struct text *waiting = &input->waiting;
    const char *end = memmem(waiting->bytes, waiting->length, PASTE_END, PASTE_END_LENGTH);

    if (end == NULL) {
        if (waiting->length >= PASTE_END_LENGTH)
            keep_pasted(input, waiting->length - (PASTE_END_LENGTH - 1));
        return READ_MORE;
    }
    keep_pasted(input, (size_t)(end - waiting->bytes));
    consume(input, PASTE_END_LENGTH);
    input->pasting = false;
    *event = (struct event){.sort = EVENT_PASTE, .text = text_string(&input->paste), .length = input->paste.length};
    return READ_EVENT;
}

bool input_next(struct input *input, bool quiet, struct event *event)
{
    while (input->waiting.length > 0) {
        enum reading reading;

        memset(event, 0, sizeof *event);
        if (input->pasting)
            reading = read_paste(input, event);
        else if (input->waiting.bytes[0] == INPUT_ESCAPE)
            reading = read_escape(input, quiet, event);
        else
            reading = read_character(input, quiet, event);
        if (reading != READ_NOTHING)
            return reading == READ_EVENT;
    }
    return false;
}

bool input_is_waiting(const struct input *input)
{
    return input->waiting.length > 0 && !input->pasting;
}
