#include "tui/home.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "base/translate.h"
#include "base/vector.h"
#include "lesson/progress.h"
#include "trace/file.h"
#include "tui/dialog.h"
#include "tui/guide.h"
#include "tui/keep.h"
#include "tui/snippet.h"
#include "tui/stepper.h"
#include "tui/timeline.h"

enum home_sort { HOME_LESSON, HOME_COMMAND, HOME_RECENT };

/* How far a lesson has been taken. */
enum home_mark { HOME_NO_MARK, HOME_NEW, HOME_BEGUN, HOME_FINISHED };

struct home_entry {
    enum home_sort sort;
    enum home_mark mark;
    bool in_grid;          /* several stand in a row; otherwise its detail stands beside it */
    char *heading, *state; /* owned; before it and at the end of its row; NULL for none */
    char *label, *detail;  /* owned */
    char *target;          /* a path, or a lesson's id; owned, may be NULL */
    enum command command;  /* HOME_COMMAND */
    int x, row;            /* where it stands, as last arranged: column, and row from the list's first */
};

struct home {
    struct screen screen;
    VECTOR(struct home_entry) entries;
    size_t chosen;
    bool faults_told; /* of lessons that cannot be shown */
    int top;          /* rows scrolled away */
    int shown_top;    /* row of the view where the list begins, as last drawn */
    int rows;         /* of the list, as last arranged */
    uint32_t minutes; /* that the lessons which are not finished will take */
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
        if (timeline_screen_suits(recording))
            timeline_screen_push_recording(app, recording, program_base_name(path));
        else
            stepper_push_recording(app, recording, program_base_name(path));
        if (status != STATUS_OK || !whole)
            app_notice(app, "%s", error.text);
    }
    text_free(&log);
}

/* Opens a program or a recording (told by its first bytes) and remembers it.  What goes wrong is told in the notice. */
static void open_path(struct app *app, const char *path)
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
    open_path(home->screen.app, path.bytes);
    text_free(&path);
}

static void ask_path(struct home *home)
{
    struct dialog_line line = {
        .prompt = translate("Open (Tab completes):"), .completes_paths = true, .answer = open_named, .context = home};

    dialog_push_line(home->screen.app, &line);
}

/* The list. */

static void clear_entries(struct home *home)
{
    for (size_t i = 0; i < home->entries.count; i++) {
        free(home->entries.items[i].heading);
        free(home->entries.items[i].state);
        free(home->entries.items[i].label);
        free(home->entries.items[i].detail);
        free(home->entries.items[i].target);
    }
    vector_clear(&home->entries);
}

static void add_entry(struct home *home, struct home_entry entry, const char *heading)
{
    entry.heading = *heading != '\0' ? memory_copy_string(heading) : NULL;
    vector_push(&home->entries, entry);
}

static void add_command(struct home *home, const char *heading, const char *label, const char *detail,
                        enum command command)
{
    struct home_entry entry = {.sort = HOME_COMMAND, .command = command, .in_grid = true};

    entry.label = memory_copy_string(label);
    entry.detail = memory_copy_string(detail);
    add_entry(home, entry, heading);
}

/* Lessons. */

static enum home_mark mark_of(const struct progress *progress, const char *id)
{
    const struct progress_lesson *done = progress_of(progress, id);

    return done == NULL ? HOME_NEW : done->is_finished ? HOME_FINISHED : HOME_BEGUN;
}

/* What is left of a lesson, by the scenes that are. */
static uint32_t minutes_left(const struct progress *progress, const struct lesson *lesson)
{
    const struct progress_lesson *done = progress_of(progress, lesson->id);
    uint32_t scenes = (uint32_t)lesson->scenes.count;

    if (done == NULL)
        return lesson->minutes;
    if (done->is_finished || done->scene >= scenes)
        return 0;
    return (lesson->minutes * (scenes - done->scene) + scenes - 1) / scenes;
}

/* "2 of 6": how many lessons of the layer are finished. */
static char *layer_state(const struct lessons *lessons, const struct progress *progress, enum lesson_layer layer)
{
    struct text out = TEXT_EMPTY;
    uint32_t count = 0, done = 0;

    for (size_t i = 0; i < lessons->found.count; i++) {
        count += lessons->found.items[i]->layer == layer;
        done += lessons->found.items[i]->layer == layer &&
                mark_of(progress, lessons->found.items[i]->id) == HOME_FINISHED;
    }
    text_format(&out, translate("%u of %u"), done, count);
    return text_take(&out);
}

static void write_lesson(const struct lesson *lesson, const struct progress *progress, struct text *out)
{
    const struct progress_lesson *done = progress_of(progress, lesson->id);

    text_format(out, translate("%s   %u min"), lesson->title, lesson->minutes);
    if (done != NULL && done->is_finished)
        text_format(out, translate("   finished"));
    else if (done != NULL)
        text_format(out, translate("   scene %u of %zu"), done->scene + 1, lesson->scenes.count);
    for (size_t i = 0; i < lesson->after.count; i++)
        text_format(out, "%s%s", i == 0 ? translate("   after ") : ", ", lesson->after.items[i]);
}

static void add_lesson(struct home *home, const struct lesson *lesson, const struct progress *progress,
                       const char *heading)
{
    struct home_entry entry = {.sort = HOME_LESSON, .mark = mark_of(progress, lesson->id), .in_grid = true};
    struct text detail = TEXT_EMPTY;

    write_lesson(lesson, progress, &detail);
    entry.label = memory_copy_string(lesson->id);
    entry.target = memory_copy_string(lesson->id);
    entry.detail = text_take(&detail);
    add_entry(home, entry, heading);
}

/* The lesson to go on with: the one touched last that is not finished, else the first that was not begun. */
static const struct lesson *find_next(const struct lessons *lessons, const struct progress *progress)
{
    const struct lesson *next = NULL;
    int64_t latest = -1;

    for (size_t i = 0; i < lessons->found.count; i++) {
        const struct progress_lesson *done = progress_of(progress, lessons->found.items[i]->id);

        if (done != NULL && !done->is_finished && done->touched > latest) {
            latest = done->touched;
            next = lessons->found.items[i];
        }
    }
    for (size_t i = 0; i < lessons->found.count && next == NULL; i++)
        if (progress_of(progress, lessons->found.items[i]->id) == NULL)
            next = lessons->found.items[i];
    return next;
}

static void add_next(struct home *home, const struct lessons *lessons, const struct progress *progress)
{
    const struct lesson *next = find_next(lessons, progress);
    const struct progress_lesson *done = next != NULL ? progress_of(progress, next->id) : NULL;
    struct home_entry entry = {.sort = HOME_LESSON};
    struct text detail = TEXT_EMPTY;

    if (next == NULL)
        return;
    text_format(&detail, "%s", next->title);
    if (done != NULL)
        text_format(&detail, translate("   scene %u of %zu"), done->scene + 1, next->scenes.count);
    text_format(&detail, translate("   about %u min"), minutes_left(progress, next));
    entry.label = memory_copy_string(done != NULL                  ? translate("go on")
                                     : progress->lessons.count > 0 ? translate("next lesson")
                                                                   : translate("begin here"));
    entry.target = memory_copy_string(next->id);
    entry.detail = text_take(&detail);
    add_entry(home, entry, "");
}

static void list_lessons(struct home *home)
{
    struct lessons lessons;
    struct progress progress;

    lessons_find(&lessons);
    progress_read(&progress);
    add_next(home, &lessons, &progress);
    home->minutes = 0;
    for (size_t i = 0; i < lessons.found.count; i++) {
        const struct lesson *lesson = lessons.found.items[i];
        bool first = i == 0 || lesson->layer != lessons.found.items[i - 1]->layer;

        add_lesson(home, lesson, &progress, first ? lesson_layer_title(lesson->layer) : "");
        if (first)
            vector_last(&home->entries).state = layer_state(&lessons, &progress, lesson->layer);
        home->minutes += minutes_left(&progress, lesson);
    }
    if (lessons.faults.count > 0 && !home->faults_told)
        app_notice(home->screen.app, "%s", lessons.faults.items[0]);
    home->faults_told = true;
    progress_free(&progress);
    lessons_free(&lessons);
}

static void write_age(int64_t opened, struct text *out)
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
    int64_t age = (int64_t)time(NULL) - opened;

    if (age < MINUTE)
        text_add(out, translate("just now"));
    else if (age < HOUR)
        text_format(out, translate("%d min ago"), (int)(age / MINUTE));
    else if (age < DAY)
        text_format(out, translate("%d h ago"), (int)(age / HOUR));
    else if (age < 2 * DAY)
        text_add(out, translate("yesterday"));
    else
        text_format(out, translate("%d days ago"), (int)(age / DAY));
}

static void add_recent(struct home *home, const struct kept *kept, bool first)
{
    static const char *const words[] = {[KEPT_PROGRAM] = "",
                                        [KEPT_RECORDING] = TRANSLATE_LATER("a recording, "),
                                        [KEPT_SNIPPET] = TRANSLATE_LATER("a snippet, ")};
    struct home_entry entry = {.sort = HOME_RECENT};
    const char *base = program_base_name(kept->path);
    struct text detail = TEXT_EMPTY;

    text_add(&detail, translate(words[kept->sort]));
    write_age(kept->opened, &detail);
    text_format(&detail, "   %.*s", (int)(base - kept->path), kept->path);
    entry.label = memory_copy_string(base);
    entry.detail = text_take(&detail);
    entry.target = memory_copy_string(kept->path);
    add_entry(home, entry, first ? translate("Recent") : "");
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
    add_command(home, translate("Your own"), translate("open a file"), translate("a program, or a recording (.trr)"),
                COMMAND_HOME_OPEN);
    add_command(home, "", translate("paste"), translate("or type code, and watch it run"), COMMAND_PASTE);
    add_command(home, "", translate("new snippet"), translate("written in your editor, then run"), COMMAND_HOME_NEW);
    list_recent(home);
    if (home->chosen >= home->entries.count)
        home->chosen = 0;
}

/* Where entries stand. */

enum {
    LABEL_X = 3,
    GRID_X = 15, /* beside headings, where there is room for them */
    ROOM_FOR_GRID = 60,
    STATE_WIDTH = 10, /* at the end of a row */
    LIST_Y = 2,
    GAP = 3,
    DETAIL_ROWS = 2,
};

static int entry_width(const struct home_entry *entry)
{
    return utf8_width(entry->label, strlen(entry->label)) + (entry->mark != HOME_NO_MARK ? 2 : 0) + GAP;
}

static bool joins_row(const struct home *home, size_t index, int x, int width)
{
    const struct home_entry *entry = &home->entries.items[index];

    return index > 0 && entry->in_grid && home->entries.items[index - 1].in_grid && entry->heading == NULL &&
           x + entry_width(entry) - GAP <= width - STATE_WIDTH;
}

/* Entries of a grid fill a row before they begin the next.  A heading stands before its row; above it in a narrow view.
 * What follows the lessons is set apart by a blank row. */
static void arrange(struct home *home, int width)
{
    int left = width >= ROOM_FOR_GRID ? GRID_X : LABEL_X, x = 0, row = -1;

    for (size_t i = 0; i < home->entries.count; i++) {
        struct home_entry *entry = &home->entries.items[i];
        bool heads = entry->heading != NULL;

        if (!joins_row(home, i, x, width)) {
            x = i == 0 && !entry->in_grid ? LABEL_X : left;
            row += 1 + (heads && left == LABEL_X) + (heads && i > 0 && (entry->sort != HOME_LESSON || i == 1));
        }
        entry->x = x;
        entry->row = row;
        x += entry_width(entry);
    }
    home->rows = row + 1;
}

/* The entry in the next row up or down that stands nearest below or above. */
static size_t find_neighbour(const struct home *home, bool up)
{
    const struct home_entry *from = &home->entries.items[home->chosen];
    size_t best = home->chosen;

    for (size_t i = 0; i < home->entries.count; i++) {
        const struct home_entry *entry = &home->entries.items[i], *chosen = &home->entries.items[best];

        if (up ? entry->row >= from->row : entry->row <= from->row)
            continue;
        if (best == home->chosen || (up ? entry->row > chosen->row : entry->row < chosen->row) ||
            (entry->row == chosen->row && abs(entry->x - from->x) < abs(chosen->x - from->x)))
            best = i;
    }
    return best;
}

/* Drawing. */

static void draw_mark(struct view *view, const struct home_entry *entry, int y)
{
    static const enum canvas_glyph glyphs[] = {
        [HOME_NEW] = CANVAS_GLYPH_MIDDLE, [HOME_BEGUN] = CANVAS_GLYPH_MORE, [HOME_FINISHED] = CANVAS_GLYPH_FINISHED};

    if (entry->mark != HOME_NO_MARK)
        canvas_put_glyph(view->canvas, entry->x, y, entry->mark == HOME_FINISHED ? CANVAS_CHANGED : CANVAS_DIM,
                         glyphs[entry->mark]);
}

static void draw_heading(struct view *view, const struct home_entry *entry, int y)
{
    int width = canvas_width(view->canvas);
    bool beside = entry->x == GRID_X;

    if (entry->heading != NULL)
        canvas_text(view->canvas, 1, beside ? y : y - 1, GRID_X - 3, CANVAS_TITLE, entry->heading);
    if (entry->state != NULL)
        canvas_text(view->canvas, width - 1 - utf8_width(entry->state, strlen(entry->state)), beside ? y : y - 1,
                    STATE_WIDTH, CANVAS_DIM, entry->state);
}

static void draw_entry(const struct home *home, struct view *view, size_t index, int first_row, int rows)
{
    const struct home_entry *entry = &home->entries.items[index];
    int row = entry->row - home->top, width = canvas_width(view->canvas), y = first_row + row;
    int label = entry->x + (entry->mark != HOME_NO_MARK ? 2 : 0), used;
    bool chosen = index == home->chosen;

    if (row < 0 || row >= rows)
        return;
    draw_heading(view, entry, y);
    if (chosen)
        canvas_put_glyph(view->canvas, entry->x - 2, y, CANVAS_KEY, CANVAS_GLYPH_NEXT);
    draw_mark(view, entry, y);
    used =
        canvas_text(view->canvas, label, y, width - label - 1, chosen ? CANVAS_LINE_NEXT : CANVAS_NAME, entry->label);
    if (chosen) {
        view->x = label;
        view->y = y;
    }
    if (entry->in_grid)
        return;
    used = label + used + 2 > GRID_X ? label + used + 2 : GRID_X;
    canvas_text(view->canvas, used, y, width - used - 1, CANVAS_DIM, entry->detail);
}

/* What a lesson of the grid is, above the status line. */
static void draw_detail(const struct home *home, struct view *view)
{
    const struct home_entry *entry = &home->entries.items[home->chosen];
    int width = canvas_width(view->canvas), y = canvas_height(view->canvas) - DETAIL_ROWS;

    canvas_horizontal(view->canvas, 0, y - 1, width, CANVAS_FRAME);
    canvas_text(view->canvas, 1, y, width - 2, CANVAS_PLAIN, entry->detail);
}

static void scroll_to_chosen(struct home *home, int rows)
{
    int row = home->entries.items[home->chosen].row;

    if (row >= home->top + rows)
        home->top = row - rows + 1;
    if (home->chosen == 0)
        home->top = 0;
    else if (row - 1 < home->top)
        home->top = row - 1 > 0 ? row - 1 : 0;
    if (home->top > home->rows - rows)
        home->top = home->rows > rows ? home->rows - rows : 0;
}

static void draw_time_left(const struct home *home, struct view *view)
{
    enum { ROOM = 78, WIDTH = 26 };
    int width = canvas_width(view->canvas);

    if (width >= ROOM && home->minutes > 0)
        canvas_format(view->canvas, width - WIDTH, 0, WIDTH - 1, CANVAS_DIM, translate("%*s%u min of lessons left"),
                      home->minutes < 100 ? 2 : 1, "", home->minutes);
}

static void home_draw(struct screen *screen, struct view *view)
{
    struct home *home = (struct home *)screen;
    int width = canvas_width(view->canvas), height = canvas_height(view->canvas);
    int first_row = height > 6 ? LIST_Y : 0, rows = height - first_row - (height > 1 ? 1 : 0);
    bool has_detail = height > 12;

    if (first_row > 0) {
        canvas_text(view->canvas, 1, 0, width - 2, CANVAS_TITLE, "Terrarium");
        canvas_text(view->canvas, 13, 0, width - 14, CANVAS_DIM, translate("watch a live Python through the glass"));
        draw_time_left(home, view);
        canvas_horizontal(view->canvas, 0, 1, width, CANVAS_FRAME);
    }
    rows -= has_detail ? DETAIL_ROWS : 0;
    home->shown_top = first_row;
    arrange(home, width);
    scroll_to_chosen(home, rows > 0 ? rows : 1);
    for (size_t i = 0; i < home->entries.count; i++)
        draw_entry(home, view, i, first_row, rows);
    if (has_detail)
        draw_detail(home, view);
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
        open_path(home->screen.app, target);
    else if (entry->sort == HOME_LESSON && guide_push(home->screen.app, target, &error) != STATUS_OK)
        app_notice(home->screen.app, "%s", error.text);
    else if (entry->sort == HOME_LESSON)
        home->chosen = 0; /* what to go on with */
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
    case COMMAND_HOME_DOWN:
        home->chosen = find_neighbour(home, command == COMMAND_HOME_UP);
        break;
    case COMMAND_HOME_BACK:
        home->chosen -= home->chosen > 0 ? 1 : 0;
        break;
    case COMMAND_HOME_ON:
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
        const struct home_entry *entry = &home->entries.items[i];
        int right = entry->in_grid ? entry->x + entry_width(entry) : INT_MAX;

        if (entry->row - home->top + home->shown_top != event->y || (entry->in_grid && event->x < entry->x) ||
            event->x >= right)
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
