#include "tui/snippet.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "tui/dialog.h"
#include "tui/keep.h"
#include "tui/pasted.h"
#include "tui/stepper.h"

enum { CTRL_C = 3, CTRL_D = 4 };

/* Terminals paste a line's end as a carriage return. */
static void add_with_newlines(struct text *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\r' && i + 1 < length && bytes[i + 1] == '\n')
            continue;
        text_add_char(out, bytes[i] == '\r' ? '\n' : bytes[i]);
    }
}

static void run_file(struct app *app, const char *path)
{
    struct program *program = program_new_file(path, NULL, true);
    struct error error;

    if (!app_options(app)->trust)
        program->options.walls = SESSION_WALLS_POSSIBLE;
    if (stepper_push_program(app, program, &error) != STATUS_OK)
        app_notice(app, "%s", error.text);
    else if (keep_remember(path, KEPT_SNIPPET, &error) != STATUS_OK)
        app_notice(app, "The list of recent files was not kept: %s.", error.text);
}

/* What runs is not all that was pasted: that is said. */
static void tell_of_unwrapping(struct app *app, unsigned around)
{
    static const struct {
        enum pasted_around sort;
        const char *name;
    } names[] = {{PASTED_FENCES, TRANSLATE_LATER("the Markdown around it")},
                 {PASTED_PROMPTS, TRANSLATE_LATER("prompts and answers")},
                 {PASTED_NUMBERS, TRANSLATE_LATER("line numbers")},
                 {PASTED_INDENTATION, TRANSLATE_LATER("indentation of all lines")},
                 {PASTED_QUOTES, TRANSLATE_LATER("typographic quotes or blanks")}};
    struct text list = TEXT_EMPTY;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (around & names[i].sort)
            text_format(&list, "%s%s", list.length > 0 ? ", " : "", translate(names[i].name));
    if (list.length > 0)
        app_notice(app, translate("Taken out of what you pasted: %s."), text_string(&list));
    text_free(&list);
}

void snippet_run(struct app *app, const char *bytes, size_t length)
{
    struct text code = TEXT_EMPTY, path = TEXT_EMPTY;
    struct error error;
    unsigned around;

    add_with_newlines(&code, bytes, length);
    if (code.length > 0 && code.bytes[code.length - 1] != '\n')
        text_add_char(&code, '\n');
    around = pasted_unwrap(&code);
    if (keep_snippet(text_string(&code), code.length, &path, &error) == STATUS_OK) {
        run_file(app, path.bytes);
        tell_of_unwrapping(app, around);
    } else {
        app_notice(app, "%s", error.text);
    }
    text_free(&code);
    text_free(&path);
}

/* The question about a paste. */

struct offer {
    struct app *app;
    struct text code;
};

static void accept_offer(void *context)
{
    struct offer *offer = context;

    snippet_run(offer->app, text_string(&offer->code), offer->code.length);
}

static void release_offer(void *context)
{
    struct offer *offer = context;

    text_free(&offer->code);
    free(offer);
}

void snippet_offer(struct app *app, const char *bytes, size_t length)
{
    struct offer *offer = memory_zeroed(1, sizeof *offer);
    struct text question = TEXT_EMPTY;
    size_t lines = 1;

    offer->app = app;
    add_with_newlines(&offer->code, bytes, length);
    for (size_t i = 0; i + 1 < offer->code.length; i++)
        lines += offer->code.bytes[i] == '\n';
    text_format(&question, translate("Open what you pasted (%zu %s) as a snippet, and run it?"), lines,
                lines == 1 ? translate("line") : translate("lines"));
    dialog_push_question(app, text_string(&question), accept_offer, release_offer, offer);
    text_free(&question);
}

void snippet_edit_new(struct app *app)
{
    struct text path = TEXT_EMPTY;
    struct error error;
    struct stat facts;

    if (keep_snippet("", 0, &path, &error) != STATUS_OK || app_edit(app, path.bytes, &error) != STATUS_OK)
        app_notice(app, "%s", error.text);
    else if (stat(path.bytes, &facts) == 0 && facts.st_size > 0)
        run_file(app, path.bytes);
    else
        unlink(path.bytes);
    text_free(&path);
}

/* The pad: lines that a person types or pastes. */

struct pad {
    struct screen screen;
    struct text code;
};

static void pad_draw(struct screen *screen, struct view *view)
{
    struct pad *pad = (struct pad *)screen;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas), rows = height - 3;
    const char *line = text_string(&pad->code);
    size_t lines = 1, first;
    int y = 2, x = 1;

    canvas_text(view->canvas, 1, 0, width - 2, CANVAS_TITLE, translate("A snippet: paste it here, or type it"));
    canvas_horizontal(view->canvas, 0, 1, width, CANVAS_FRAME);
    for (const char *at = line; *at != '\0'; at++)
        lines += *at == '\n';
    first = rows > 0 && lines > (size_t)rows ? lines - (size_t)rows : 0;
    for (size_t i = 0; i < lines; i++) {
        size_t length = strcspn(line, "\n");

        if (i >= first) {
            view->x = canvas_text_bytes(view->canvas, 1, y, width - 2, CANVAS_PLAIN, line, length) + 1;
            view->y = y++;
        }
        line += length + (line[length] == '\n');
    }
    x += canvas_text(view->canvas, x, height - 1, width - x, CANVAS_KEY, "Ctrl-D") + 1;
    x += canvas_text(view->canvas, x, height - 1, width - x, CANVAS_STATUS, translate("run it")) + 3;
    x += canvas_text(view->canvas, x, height - 1, width - x, CANVAS_KEY, "Esc") + 1;
    canvas_text(view->canvas, x, height - 1, width - x, CANVAS_STATUS, translate("back"));
}

/* Takes away the last character. */
static void erase_last(struct text *code)
{
    size_t length = code->length;

    while (length > 0 && ((unsigned char)code->bytes[length - 1] & 0xC0) == 0x80)
        length--;
    text_truncate(code, length > 0 ? length - 1 : 0);
}

static void pad_key(struct pad *pad, uint32_t key)
{
    char bytes[4];
    size_t size;

    if (key == INPUT_ESCAPE || key == CTRL_C) {
        app_close(&pad->screen);
    } else if (key == CTRL_D) {
        app_close(&pad->screen);
        if (pad->code.length > 0)
            snippet_run(pad->screen.app, pad->code.bytes, pad->code.length);
    } else if (key == INPUT_BACKSPACE) {
        erase_last(&pad->code);
    } else if (key == INPUT_ENTER) {
        text_add_char(&pad->code, '\n');
    } else if (key == INPUT_TAB) {
        text_add(&pad->code, "    ");
    } else if (key >= ' ' && key < INPUT_LEFT) {
        size = utf8_encode(key, bytes);
        text_append(&pad->code, bytes, size);
    }
}

static void pad_event(struct screen *screen, const struct event *event)
{
    struct pad *pad = (struct pad *)screen;

    if (event->sort == EVENT_PASTE)
        add_with_newlines(&pad->code, event->text, event->length);
    else if (event->sort == EVENT_KEY)
        pad_key(pad, event->key);
}

static void pad_free(struct screen *screen)
{
    struct pad *pad = (struct pad *)screen;

    text_free(&pad->code);
    free(pad);
}

static const struct screen_methods pad_methods = {.draw = pad_draw, .event = pad_event, .free = pad_free};

void snippet_push_pad(struct app *app)
{
    struct pad *pad = memory_zeroed(1, sizeof *pad);

    pad->screen = (struct screen){.methods = &pad_methods};
    app_push(app, &pad->screen);
}
