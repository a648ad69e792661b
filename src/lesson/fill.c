/* Texts with {expressions} in them. */
#include <string.h>

#include "base/text.h"
#include "lesson/lesson.h"

/* Calls `take` with each piece: the text between expressions, and each expression. */
struct filling {
    struct state *state; /* NULL: the text is only checked */
    struct text *out;
    bool all_known;
    struct error *error;
};

/* What was written ends a line; in a text it does not. */
static void drop_newline(struct text *out)
{
    if (out->length > 0 && out->bytes[out->length - 1] == '\n')
        text_truncate(out, out->length - 1);
}

static enum status take_expression(struct filling *filling, const char *bytes, size_t length)
{
    struct text text = TEXT_EMPTY;
    struct condition *condition;
    enum status status;

    text_append(&text, bytes, length);
    status = condition_parse_value(text_string(&text), &condition, filling->error);
    if (status == STATUS_OK && filling->state != NULL) {
        if (condition_write(condition, filling->state, filling->out)) {
            drop_newline(filling->out);
        } else {
            text_add_char(filling->out, '?');
            filling->all_known = false;
        }
    }
    if (status == STATUS_OK)
        condition_free(condition);
    text_free(&text);
    return status;
}

static enum status walk(struct filling *filling, const char *text)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "{}"), length;

        if (filling->out != NULL)
            text_append(filling->out, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        if (text[0] == text[1]) {
            if (filling->out != NULL)
                text_add_char(filling->out, *text);
            text += 2;
            continue;
        }
        length = strcspn(text + 1, "}");
        if (*text == '}' || text[1 + length] == '\0')
            return error_set(
                filling->error, STATUS_USAGE,
                "a brace stands alone in this text: {expression} is filled in, and {{ and }} are braces");
        if (take_expression(filling, text + 1, length) != STATUS_OK)
            return STATUS_USAGE;
        text += length + 2;
    }
    return STATUS_OK;
}

bool lesson_fill(const char *text, struct state *state, struct text *out)
{
    struct filling filling = {.state = state, .out = out, .all_known = true};

    return walk(&filling, text) == STATUS_OK && filling.all_known;
}

enum status lesson_check_fill(const char *text, struct error *error)
{
    struct filling filling = {.error = error};

    return walk(&filling, text);
}
