#include "tui/home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/memory.h"
#include "base/vector.h"
#include "trace/file.h"
#include "tui/dialog.h"
#include "tui/guide.h"
#include "tui/keep.h"
#include "tui/snippet.h"
#include "tui/stepper.h"

enum home_sort { HOME_LESSON, HOME_COMMAND, HOME_RECENT };

struct home_entry {
    enum home_sort sort;
    char heading[40];     /* above it; "" for none */
    char *label, *detail; /* owned */
    char *target;         /* a path, or a lesson's id; owned, may be NULL */
    enum command command; /* HOME_COMMAND */
};

struct home {
    struct screen screen;
    VECTOR(struct home_entry) entries;
    size_t chosen;
    bool faults_told; /* of lessons that cannot be shown */
    int top;          /* rows scrolled away */
    int shown_top;    /* row of the view where the list begins, as last drawn */
};

/* Opening. */

static void open_recording(struct app *app, const char *path)
{
    struct recording *recording = recording_new();
    struct text log = TEXT_EMPTY;
    struct error error;
    bool whole;
    enum status status = trace_file_read(path, &log, &whole, &error);

    if (status == STATUS_OK)
        status = recording_append(recording, text_string(&log), log.length, &error);
    if (status != STATUS_OK && recording_steps(recording) == 0) {
        app_notice(app, "%s", error.text);
        recording_free(recording);
    } else {
        stepper_push_recording(app, recording, program_base_name(path));
        if (status != STATUS_OK || !whole)
            app_notice(app, "%s", error.text);
    }
    text_free(&log);
}

void home_open(struct app *app, const char *path)
{
    bool recording = trace_file_is_recording(path);
    struct error error = {""};
    struct stat facts;

    if (stat(path, &facts) != 0 || S_ISDIR(facts.st_mode)) {
        app_notice(app, "There is no file %s.", path);
        return;
    }
    if (recording)
        open_recording(app, path);
    else if (stepper_push_program(app, program_new_file(path, NULL, false), &error) != STATUS_OK) {
        app_notice(app, "%s", error.text);
        return;
    }
    if (keep_remember(path, recording ? KEPT_RECORDING : KEPT_PROGRAM, &error) != STATUS_OK)
        app_notice(app, "The list of recent files was not kept: %s.", error.text);
}

static void open_named(void *context, const char *text)
{
    struct home *home = context;
    const char *user_home = getenv("HOME");
    struct text path = TEXT_EMPTY;

    if (text == NULL || text[0] == '\0')
        return;
    if (text[0] == '~' && text[1] == '/' && user_home != NULL)
        text_format(&path, "%s%s", user_home, text + 1);
    else
        text_add(&path, text);
    home_open(home->screen.app, path.bytes);
    text_free(&path);
}

static void ask_path(struct home *home)
{
    struct dialog_line line = {
        .prompt = "Open (Tab completes):", .completes_paths = true, .answer = open_named, .context = home};

    dialog_push_line(home->screen.app, &line);
}

/* The list. */

static void clear_entries(struct home *home)
{
    for (size_t i = 0; i < home->entries.count; i++) {
        free(home->entries.items[i].label);
        free(home->entries.items[i].detail);
        free(home->entries.items[i].target);
    }
    vector_clear(&home->entries);
}

static void add_entry(struct home *home, struct home_entry entry, const char *heading)
{
    snprintf(entry.heading, sizeof entry.heading, "%s", heading);
    vector_push(&home->entries, entry);
}

static void add_command(struct home *home, const char *heading, const char *label, const char *detail,
                        enum command command)
{
    struct home_entry entry = {.sort = HOME_COMMAND, .command = command};

    entry.label = memory_copy_string(label);
    entry.detail = memory_copy_string(detail);
    add_entry(home, entry, heading);
}

static void add_lesson(struct home *home, const struct lesson *lesson, bool first)
{
    struct home_entry entry = {.sort = HOME_LESSON};
    struct text heading = TEXT_EMPTY, detail = TEXT_EMPTY;

    if (first)
        text_format(&heading, "Lessons: %s", lesson_layer_title(lesson->layer));
    text_format(&detail, "%s   %u min", lesson->title, lesson->minutes);
    entry.label = memory_copy_string(lesson->id);
    entry.target = memory_copy_string(lesson->id);
    entry.detail = text_take(&detail);
    add_entry(home, entry, text_string(&heading));
    text_free(&heading);
}

static void list_lessons(struct home *home)
{
    struct lessons lessons = {VECTOR_EMPTY, VECTOR_EMPTY};

    lessons_find(&lessons);
    for (size_t i = 0; i < lessons.found.count; i++)
        add_lesson(home, lessons.found.items[i],
                   i == 0 || lessons.found.items[i]->layer != lessons.found.items[i - 1]->layer);
    if (lessons.faults.count > 0 && !home->faults_told)
        app_notice(home->screen.app, "%s", lessons.faults.items[0]);
    home->faults_told = true;
    lessons_free(&lessons);
}

static void write_age(int64_t opened, struct text *out)
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
    int64_t age = (int64_t)time(NULL) - opened;

    if (age < MINUTE)
        text_add(out, "just now");
    else if (age < HOUR)
        text_format(out, "%d min ago", (int)(age / MINUTE));
    else if (age < DAY)
        text_format(out, "%d h ago", (int)(age / HOUR));
    else if (age < 2 * DAY)
        text_add(out, "yesterday");
    else
        text_format(out, "%d days ago", (int)(age / DAY));
}

static void add_recent(struct home *home, const struct kept *kept, bool first)
{
    static const char *const words[] = {
        [KEPT_PROGRAM] = "", [KEPT_RECORDING] = "a recording, ", [KEPT_SNIPPET] = "a snippet, "};
    struct home_entry entry = {.sort = HOME_RECENT};
    const char *base = program_base_name(kept->path);
    struct text detail = TEXT_EMPTY;

    text_add(&detail, words[kept->sort]);
    write_age(kept->opened, &detail);
    text_format(&detail, "   %.*s", (int)(base - kept->path), kept->path);
    entry.label = memory_copy_string(base);
    entry.detail = text_take(&detail);
    entry.target = memory_copy_string(kept->path);
    add_entry(home, entry, first ? "Recent" : "");
}

static void list_recent(struct home *home)
{
    struct kept_list list = KEPT_LIST_EMPTY;
    bool first = true;
    struct stat facts;

    keep_read(&list);
    for (size_t i = 0; i < list.items.count; i++) {
        if (stat(list.items.items[i].path, &facts) != 0)
            continue;
        add_recent(home, &list.items.items[i], first);
        first = false;
    }
    keep_free(&list);
}

static void list_entries(struct home *home)
{
    clear_entries(home);
    list_lessons(home);
    add_command(home, "Your own", "open a file", "a program, or a recording (.trr)", COMMAND_HOME_OPEN);
    add_command(home, "", "paste", "code, and watch it run", COMMAND_PASTE);
    add_command(home, "", "new snippet", "in your editor", COMMAND_HOME_NEW);
    list_recent(home);
    if (home->chosen >= home->entries.count)
        home->chosen = 0;
}

/* Drawing. */

enum { LABEL_X = 3, DETAIL_X = 22, LIST_Y = 2 };

/* The row of an entry, from the list's first. */
static int row_of(const struct home *home, size_t index)
{
    int row = 0;

    for (size_t i = 0; i <= index; i++) /* a heading has a blank row above it, but the first */
        row += home->entries.items[i].heading[0] == '\0' ? 1 : i == 0 ? 2 : 3;
    return row - 1;
}

static void draw_entry(const struct home *home, struct view *view, size_t index, int first_row, int rows)
{
    const struct home_entry *entry = &home->entries.items[index];
    int row = row_of(home, index) - home->top, width = canvas_width(view->canvas);
    bool chosen = index == home->chosen;
    int used;

    if (entry->heading[0] != '\0' && row >= 1 && row <= rows)
        canvas_text(view->canvas, 1, first_row + row - 1, width - 2, CANVAS_TITLE, entry->heading);
    if (row < 0 || row >= rows)
        return;
    if (chosen)
        canvas_put_glyph(view->canvas, 1, first_row + row, CANVAS_KEY, CANVAS_GLYPH_NEXT);
    used = canvas_text(view->canvas, LABEL_X, first_row + row, width - LABEL_X - 1,
                       chosen ? CANVAS_LINE_NEXT : CANVAS_NAME, entry->label);
    used = LABEL_X + used + 2 > DETAIL_X ? LABEL_X + used + 2 : DETAIL_X;
    canvas_text(view->canvas, used, first_row + row, width - used - 1, CANVAS_DIM, entry->detail);
    if (chosen) {
        view->x = LABEL_X;
        view->y = first_row + row;
    }
}

static void scroll_to_chosen(struct home *home, int rows)
{
    int row = row_of(home, home->chosen);

    if (row >= home->top + rows)
        home->top = row - rows + 1;
    if (home->chosen == 0)
        home->top = 0;
    else if (row - 1 < home->top)
        home->top = row - 1;
}

static void home_draw(struct screen *screen, struct view *view)
{
    struct home *home = (struct home *)screen;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas);
    int first_row = height > 6 ? LIST_Y : 0, rows = height - first_row - (height > 1 ? 1 : 0);

    if (first_row > 0) {
        canvas_text(view->canvas, 1, 0, width - 2, CANVAS_TITLE, "Terrarium");
        canvas_text(view->canvas, 13, 0, width - 14, CANVAS_DIM, "watch a live Python through the glass");
        canvas_horizontal(view->canvas, 0, 1, width, CANVAS_FRAME);
    }
    home->shown_top = first_row;
    scroll_to_chosen(home, rows > 0 ? rows : 1);
    for (size_t i = 0; i < home->entries.count; i++)
        draw_entry(home, view, i, first_row, rows);
    if (height > 1)
        app_draw_status(screen->app, view, screen->places, "");
}

/* Keys and mouse. */

static void start_chosen(struct home *home)
{
    const struct home_entry *entry = &home->entries.items[home->chosen];
    char *target = memory_copy_string(entry->target != NULL ? entry->target : "");
    struct error error;

    if (entry->sort == HOME_RECENT)
        home_open(home->screen.app, target);
    else if (entry->sort == HOME_LESSON && guide_push(home->screen.app, target, &error) != STATUS_OK)
        app_notice(home->screen.app, "%s", error.text);
    else if (entry->sort == HOME_LESSON)
        home->chosen += home->chosen + 1 < home->entries.count ? 1 : 0; /* the next is the one to take next */
    else if (entry->command == COMMAND_HOME_OPEN)
        ask_path(home);
    else if (entry->command == COMMAND_PASTE)
        snippet_push_pad(home->screen.app);
    else
        snippet_edit_new(home->screen.app);
    free(target);
}

static void home_command(struct screen *screen, enum command command)
{
    struct home *home = (struct home *)screen;
    size_t last = home->entries.count - 1;

    switch ((int)command) {
    case COMMAND_HOME_UP:
        home->chosen -= home->chosen > 0 ? 1 : 0;
        break;
    case COMMAND_HOME_DOWN:
        home->chosen += home->chosen < last ? 1 : 0;
        break;
    case COMMAND_HOME_PAGE_UP:
        home->chosen = 0;
        break;
    case COMMAND_HOME_PAGE_DOWN:
        home->chosen = last;
        break;
    case COMMAND_HOME_START:
        start_chosen(home);
        break;
    case COMMAND_HOME_OPEN:
        ask_path(home);
        break;
    case COMMAND_HOME_NEW:
        snippet_edit_new(screen->app);
        break;
    default:
        break;
    }
}

static void home_event(struct screen *screen, const struct event *event)
{
    struct home *home = (struct home *)screen;

    if (event->sort == EVENT_WHEEL)
        home_command(screen, event->key == INPUT_UP ? COMMAND_HOME_UP : COMMAND_HOME_DOWN);
    for (size_t i = 0; event->sort == EVENT_CLICK && i < home->entries.count; i++) {
        if (row_of(home, i) - home->top + home->shown_top != event->y)
            continue;
        home->chosen = i;
        start_chosen(home);
        return;
    }
}

static void home_return(struct screen *screen)
{
    list_entries((struct home *)screen);
}

static void home_free(struct screen *screen)
{
    struct home *home = (struct home *)screen;

    clear_entries(home);
    vector_free(&home->entries);
    free(home);
}

static const struct screen_methods methods = {
    .draw = home_draw,
    .command = home_command,
    .event = home_event,
    .appear = home_return,
    .free = home_free,
};

void home_push(struct app *app)
{
    struct home *home = memory_zeroed(1, sizeof *home);

    home->screen = (struct screen){.methods = &methods, .places = KEYS_HOME};
    app_push(app, &home->screen);
    list_entries(home);
}
