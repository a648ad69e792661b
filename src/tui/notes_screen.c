#include "tui/notes_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "tui/input.h"
#include "tui/wrap.h"

enum {
    LOOK_INTERVAL = 500 /* ms between looks for a presentation */,
    TICK = 250 /* … at the clock */,
    COLUMNS_MAX = 100
};

/* What stands below each other, each under its heading, as far as there is something. */
static const struct section {
    enum notes_text text;
    const char *heading;
    enum canvas_style style;
} sections[] = {
    {NOTES_NOTES, TRANSLATE_LATER("Notes"), CANVAS_PLAIN},
    {NOTES_QUESTION, TRANSLATE_LATER("The question"), CANVAS_PLAIN},
    {NOTES_HANDS, TRANSLATE_LATER("Hands"), CANVAS_PLAIN},
    {NOTES_ANSWER, TRANSLATE_LATER("The answer"), CANVAS_LINE_NEXT},
    {NOTES_NEXT, TRANSLATE_LATER("What comes next"), CANVAS_PLAIN},
    {NOTES_SAID, TRANSLATE_LATER("What the class reads"), CANVAS_DIM},
};
enum { SECTION_COUNT = sizeof sections / sizeof *sections };

struct line {
    size_t from, to; /* bytes of `bytes` */
    enum canvas_style style;
};

struct notes_screen {
    struct screen screen;
    pid_t wanted, process; /* 0: any; none yet */
    int descriptor;        /* -1: not connected */
    bool has_ended;        /* the one that was followed */
    uint64_t next_look;
    struct notes notes;
    int top, hidden; /* lines scrolled away; those that do not fit */

    struct text bytes; /* built anew with each drawing */
    VECTOR(struct line) lines;
};

/* ---- lines ---- */

static void add_lines(struct notes_screen *self, const char *text, int columns, enum canvas_style style)
{
    struct wrapped wrapped = WRAPPED_EMPTY;

    wrapped_add(&wrapped, text, columns, app_ascii(self->screen.app));
    for (size_t i = 0; i < wrapped.ends.count; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, i, &length);
        struct line added = {self->bytes.length, self->bytes.length + length, style};

        text_append(&self->bytes, line, length);
        vector_push(&self->lines, added);
    }
    wrapped_free(&wrapped);
}

static void make_lines(struct notes_screen *self, int columns)
{
    text_clear(&self->bytes);
    vector_clear(&self->lines);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        const struct text *text = &self->notes.texts[sections[i].text];

        if (text->length == 0)
            continue;
        if (self->lines.count > 0)
            add_lines(self, "\n", columns, CANVAS_PLAIN);
        add_lines(self, translate(sections[i].heading), columns, CANVAS_KEY);
        add_lines(self, text_string(text), columns, sections[i].style);
    }
}

/* ---- drawing ---- */

/* "12:05", and the time of day beside it. */
static void write_clock(const struct notes *notes, struct text *out)
{
    unsigned long long began = strtoull(text_string(&notes->texts[NOTES_BEGAN]), NULL, 10);
    uint64_t passed = app_now() > began ? (app_now() - began) / 1000 : 0;
    time_t now = time(NULL);
    struct tm day;
    char clock[16] = "";

    if (localtime_r(&now, &day) != NULL)
        strftime(clock, sizeof clock, "%H:%M", &day);
    text_format(out, translate("%u:%02u gone   %s"), (unsigned)(passed / 60), (unsigned)(passed % 60), clock);
}

static void draw_head(const struct notes_screen *self, struct view *view)
{
    int width = canvas_width(view->canvas), used;
    struct text right = TEXT_EMPTY, below = TEXT_EMPTY;

    if (self->process != 0)
        write_clock(&self->notes, &right);
    used = utf8_width(text_string(&right), right.length);
    canvas_text(view->canvas, 1, 0, width - used - 4, CANVAS_TITLE,
                self->process != 0 ? text_string(&self->notes.texts[NOTES_TITLE]) : translate("Presenter's notes"));
    if (used > 0 && used + 2 < width)
        canvas_text(view->canvas, width - 1 - used, 0, used, CANVAS_TITLE, text_string(&right));
    text_add(&below, text_string(&self->notes.texts[NOTES_WHERE]));
    if (self->notes.texts[NOTES_STATE].length > 0)
        text_format(&below, "   %s", text_string(&self->notes.texts[NOTES_STATE]));
    canvas_text(view->canvas, 1, 1, width - 2, CANVAS_STATUS, text_string(&below));
    canvas_horizontal(view->canvas, 0, 2, width, CANVAS_FRAME);
    text_free(&right);
    text_free(&below);
}

static const char *state_words(const struct notes_screen *self)
{
    if (self->descriptor >= 0)
        return "";
    return self->has_ended ? translate("The presentation has ended.") : translate("waiting for terrarium present");
}

static void notes_draw(struct screen *screen, struct view *view)
{
    enum { HEAD = 3 };
    struct notes_screen *self = (struct notes_screen *)screen;
    int width = canvas_width(view->canvas), rows = canvas_height(view->canvas) - HEAD - 1;

    make_lines(self, width - 4 < COLUMNS_MAX ? width - 4 : COLUMNS_MAX);
    draw_head(self, view);
    self->hidden = (int)self->lines.count > rows ? (int)self->lines.count - rows : 0;
    self->top = self->top > self->hidden ? self->hidden : self->top;
    for (int i = 0; i < rows && i + self->top < (int)self->lines.count; i++) {
        const struct line *line = &self->lines.items[i + self->top];

        canvas_text_bytes(view->canvas, line->style == CANVAS_KEY ? 1 : 3, HEAD + i, width - 4, line->style,
                          text_string(&self->bytes) + line->from, line->to - line->from);
    }
    if (self->hidden > self->top)
        canvas_put_glyph(view->canvas, width - 2, HEAD + rows - 1, CANVAS_KEY, CANVAS_GLYPH_MORE);
    view->x = 1;
    view->y = HEAD;
    app_draw_status(screen->app, view, screen->places, state_words(self));
}

/* ---- following ---- */

static bool connect_to(struct notes_screen *self, pid_t process)
{
    self->descriptor = notes_connect(process);
    if (self->descriptor < 0)
        return false;
    self->process = process;
    self->has_ended = false;
    self->top = 0;
    app_touch(self->screen.app);
    return true;
}

/* With none wanted, the newest that runs. */
static void look(struct notes_screen *self)
{
    struct notes_presentations presentations;
    struct error error;

    self->next_look = app_now() + LOOK_INTERVAL;
    if (self->wanted != 0)
        return;
    if (notes_list(&presentations, &error) != STATUS_OK)
        app_notice(self->screen.app, "%s", error.text);
    for (size_t i = 0; i < presentations.found.count; i++)
        if (connect_to(self, presentations.found.items[i].process))
            break;
    notes_list_free(&presentations);
}

static int notes_advance(struct screen *screen)
{
    struct notes_screen *self = (struct notes_screen *)screen;
    bool ended = false;

    if (self->descriptor < 0 && app_now() >= self->next_look)
        look(self);
    if (self->descriptor >= 0 && notes_receive(self->descriptor, &self->notes, &ended))
        app_touch(screen->app);
    if (ended) {
        close(self->descriptor);
        self->descriptor = -1;
        self->has_ended = true;
        self->next_look = app_now() + LOOK_INTERVAL;
        app_touch(screen->app);
    }
    if (self->descriptor >= 0)
        app_touch(screen->app); /* the clock */
    return self->descriptor >= 0 ? TICK : LOOK_INTERVAL;
}

static size_t notes_poll(struct screen *screen, struct pollfd *descriptors, size_t room)
{
    const struct notes_screen *self = (struct notes_screen *)screen;

    if (self->descriptor < 0 || room == 0)
        return 0;
    *descriptors = (struct pollfd){.fd = self->descriptor, .events = POLLIN};
    return 1;
}

static void steer(struct notes_screen *self, uint32_t key)
{
    if (self->descriptor < 0 || !notes_steer(self->descriptor, key))
        app_notice(self->screen.app, "Nothing is presented that could be steered.");
}

static void notes_command(struct screen *screen, enum command command)
{
    struct notes_screen *self = (struct notes_screen *)screen;

    if (command == COMMAND_STEER_ON || command == COMMAND_STEER_BACK)
        steer(self, command == COMMAND_STEER_ON ? INPUT_PAGE_DOWN : INPUT_PAGE_UP);
    else if (command == COMMAND_STEER)
        steer(self, app_key(screen->app));
    else if (command == COMMAND_NOTES_DOWN && self->top < self->hidden)
        self->top++;
    else if (command == COMMAND_NOTES_UP && self->top > 0)
        self->top--;
    else if (command == COMMAND_LEAVE && app_has_below(screen))
        app_close(screen);
}

static void notes_screen_free(struct screen *screen)
{
    struct notes_screen *self = (struct notes_screen *)screen;

    if (self->descriptor >= 0)
        close(self->descriptor);
    notes_free(&self->notes);
    text_free(&self->bytes);
    vector_free(&self->lines);
    free(self);
}

static const struct screen_methods methods = {
    .draw = notes_draw,
    .command = notes_command,
    .advance = notes_advance,
    .poll = notes_poll,
    .free = notes_screen_free,
};

enum status notes_screen_push(struct app *app, pid_t process, struct error *error)
{
    struct notes_screen *self = memory_zeroed(1, sizeof *self);

    self->screen = (struct screen){.methods = &methods, .app = app, .places = KEYS_NOTES};
    self->wanted = process;
    self->descriptor = -1;
    if (process != 0 && !connect_to(self, process)) {
        notes_screen_free(&self->screen);
        return error_set(error, STATUS_FAILED, "process %ld presents nothing", (long)process);
    }
    app_push(app, &self->screen);
    return STATUS_OK;
}

/* ---- as text ---- */

static void write_wrapped(const char *text, const char *before, int columns, bool ascii, struct text *out)
{
    struct wrapped wrapped = WRAPPED_EMPTY;

    wrapped_add(&wrapped, text, columns, ascii);
    for (size_t i = 0; i < wrapped.ends.count; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, i, &length);

        text_add(out, length > 0 ? before : "");
        text_append(out, line, length);
        text_add_char(out, '\n');
    }
    wrapped_free(&wrapped);
}

void notes_write(const struct notes *notes, int columns, bool ascii, struct text *out)
{
    write_wrapped(text_string(&notes->texts[NOTES_TITLE]), "", columns, ascii, out);
    write_wrapped(text_string(&notes->texts[NOTES_WHERE]), "", columns, ascii, out);
    write_wrapped(text_string(&notes->texts[NOTES_STATE]), "", columns, ascii, out);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        const struct text *text = &notes->texts[sections[i].text];

        if (text->length == 0)
            continue;
        text_format(out, "\n%s\n", translate(sections[i].heading));
        write_wrapped(text_string(text), "  ", columns - 2, ascii, out);
    }
}
