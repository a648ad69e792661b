#include "tui/drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

enum { SCRIPT_SIZE_MAX = 1 << 20, PATIENCE = 10000 /* ms */, PAUSE = 20 /* ms */, DESCRIPTORS_MAX = 8 };

static void wait_a_little(struct app *app)
{
    struct pollfd descriptors[DESCRIPTORS_MAX];
    int timeout = app_advance(app);
    size_t count = app_poll(app, descriptors, DESCRIPTORS_MAX);

    poll(descriptors, count, timeout < 0 || timeout > PAUSE ? PAUSE : timeout);
}

static void render(struct app *app, bool colour, struct text *out)
{
    int x, y;

    canvas_render(app_draw(app, &x, &y), colour, out);
}

static void show(struct app *app, bool colour)
{
    struct text screen = TEXT_EMPTY;

    render(app, colour, &screen);
    fwrite(text_string(&screen), 1, screen.length, stdout);
    text_free(&screen);
}

static bool shows(struct app *app, const char *text)
{
    struct text screen = TEXT_EMPTY;
    bool found;

    render(app, false, &screen);
    found = strstr(text_string(&screen), text) != NULL;
    text_free(&screen);
    return found;
}

static bool wait_until(struct app *app, const char *wanted)
{
    uint64_t end = app_now() + PATIENCE;

    while (!shows(app, wanted)) {
        if (app_now() >= end)
            return false;
        wait_a_little(app);
    }
    return true;
}

/* Until no screen has anything to wait for. */
static bool settle(struct app *app)
{
    uint64_t end = app_now() + PATIENCE;

    while (app_advance(app) >= 0) {
        if (app_now() >= end)
            return false;
        wait_a_little(app);
    }
    return true;
}

/* Until whoever started us closes our standard input, or has gone. */
static bool stay(struct app *app)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char byte;
    int x, y;

    while (poll(&input, 1, 0) == 0 || read(STDIN_FILENO, &byte, 1) > 0) {
        if (app_is_stale(app))
            app_draw(app, &x, &y);
        wait_a_little(app);
    }
    return true;
}

/* As a person does: what is pressed answers to what is seen. */
static void press(struct app *app, uint32_t key)
{
    struct event event = {.sort = EVENT_KEY, .key = key};
    int x, y;

    if (app_is_done(app))
        return;
    if (app_is_stale(app))
        app_draw(app, &x, &y);
    app_event(app, &event);
}

static bool press_names(struct app *app, const char *names)
{
    while (*(names += strspn(names, " ")) != '\0') {
        size_t length = strcspn(names, " ");
        uint32_t key = keys_parse(names, length);

        if (key == 0 && strncmp(names, "Ctrl-@", length) != 0)
            return false;
        press(app, key);
        names += length;
    }
    return true;
}

static void type(struct app *app, const char *text)
{
    size_t length = strlen(text);
    uint32_t c;

    for (size_t at = 0, size; at < length; at += size) {
        size = utf8_decode(text + at, length - at, &c);
        if (size == 0)
            return;
        press(app, c);
    }
}

static void paste(struct app *app, const char *coded)
{
    struct text text = TEXT_EMPTY;
    struct event event = {.sort = EVENT_PASTE};

    for (; *coded != '\0'; coded++) {
        bool newline = coded[0] == '\\' && coded[1] == 'n';

        text_add_char(&text, newline ? '\n' : *coded);
        coded += newline;
    }
    event.text = text_string(&text);
    event.length = text.length;
    app_event(app, &event);
    text_free(&text);
}

static bool mouse(struct app *app, enum event_sort sort, const char *arguments)
{
    struct event event = {.sort = sort};
    char way[8] = "";

    if (sscanf(arguments, "%d %d %7s", &event.x, &event.y, way) < 2)
        return false;
    event.key = strcmp(way, "up") == 0 ? INPUT_UP : INPUT_DOWN;
    app_event(app, &event);
    return true;
}

static bool resize(struct app *app, const char *arguments)
{
    int width, height;

    if (sscanf(arguments, "%dx%d", &width, &height) != 2 || width < 1 || height < 1)
        return false;
    app_resize(app, width, height);
    return true;
}

static void show_cursor(struct app *app)
{
    int x, y;

    app_draw(app, &x, &y);
    printf("cursor %d %d\n", x, y);
}

/* False: the line is wrong, or what it waits for did not come. */
static bool obey(struct app *app, const char *word, const char *arguments)
{
    if (strcmp(word, "size") == 0)
        return resize(app, arguments);
    if (strcmp(word, "key") == 0)
        return press_names(app, arguments);
    if (strcmp(word, "until") == 0)
        return wait_until(app, arguments);
    if (strcmp(word, "settle") == 0)
        return settle(app);
    if (strcmp(word, "stay") == 0)
        return stay(app);
    if (strcmp(word, "never") == 0)
        return !shows(app, arguments);
    if (strcmp(word, "click") == 0)
        return mouse(app, EVENT_CLICK, arguments);
    if (strcmp(word, "wheel") == 0)
        return mouse(app, EVENT_WHEEL, arguments);
    if (strcmp(word, "type") == 0)
        type(app, arguments);
    else if (strcmp(word, "paste") == 0)
        paste(app, arguments);
    else if (strcmp(word, "screen") == 0 || strcmp(word, "colours") == 0)
        show(app, word[0] == 'c');
    else if (strcmp(word, "cursor") == 0)
        show_cursor(app);
    else
        return word[0] == '\0' || word[0] == '#';
    return true;
}

enum status drive_script(struct app *app, const char *path, struct error *error)
{
    static const struct app_driver driver = {0};
    struct text script = TEXT_EMPTY;
    enum status status = file_read(path, SCRIPT_SIZE_MAX, &script, error);
    char *rest = script.bytes, *line;
    unsigned number = 0;

    app_set_driver(app, &driver);
    while (status == STATUS_OK && !app_is_done(app) && (line = strsep(&rest, "\n")) != NULL) {
        char *arguments = strchr(line, ' ');

        number++;
        if (arguments != NULL)
            *arguments++ = '\0';
        app_advance(app);
        if (!obey(app, line, arguments != NULL ? arguments : "")) {
            show(app, false);
            status = error_set(error, STATUS_FAILED, "%s:%u: '%s %s' failed", path, number, line,
                               arguments != NULL ? arguments : "");
        }
    }
    text_free(&script);
    return status;
}
