#include "tui/cast.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "output/json_text.h"

enum {
    PAGE = 4096,     /* of any file system */
    LINE_MAX = 1024, /* bytes of a line, its newline included: at least four fit into a page */
    DATA_MAX = 900,  /* … of the string in it */
    TITLE_MAX = 200,
};

struct cast {
    int descriptor;   /* -1: into `out` */
    struct text *out; /* borrowed */
    char *path, *title;
    off_t written;
    int failure; /* errno of the write that failed; 0: none */
    bool begun;
    uint64_t first, now; /* of the clock */

    int width, height;
    bool cursor_hidden;
    int x, y;                 /* where the cursor was left; x negative: nowhere */
    VECTOR(struct text) rows; /* as they were written last */
    struct text data;         /* of the next event: JSON, without the quotes */
};

/* ---- lines ---- */

/* A write that comes out short, on a full disk, is taken back. */
static void write_line(struct cast *cast, const struct text *line)
{
    size_t done = 0;

    while (cast->failure == 0 && done < line->length) {
        ssize_t written = write(cast->descriptor, line->bytes + done, line->length - done);

        if (written > 0)
            done += (size_t)written;
        else if (written == 0 || errno != EINTR)
            cast->failure = written == 0 ? ENOSPC : errno;
    }
    if (cast->failure == 0)
        cast->written += (off_t)done;
    else if (done > 0 && ftruncate(cast->descriptor, cast->written) != 0)
        cast->failure = errno;
}

/* Ends the line; when the next one might not fit into the page any more, at the page's end. */
static void add_line(struct cast *cast, struct text *line)
{
    size_t end = ((size_t)cast->written + line->length + 1) % PAGE, room = end > 0 ? PAGE - end : 0;

    if (cast->descriptor >= 0 && room < LINE_MAX)
        text_fill(line, ' ', room);
    text_add_char(line, '\n');
    if (cast->descriptor >= 0)
        write_line(cast, line);
    else
        text_append(cast->out, line->bytes, line->length);
}

static void write_header(struct cast *cast)
{
    struct text line = TEXT_EMPTY, title = TEXT_EMPTY;

    text_format(&line, "{\"version\": 2, \"width\": %d, \"height\": %d", cast->width, cast->height);
    if (cast->descriptor >= 0)
        text_format(&line, ", \"timestamp\": %lld", (long long)time(NULL));
    text_append(&title, cast->title, utf8_fit(cast->title, strlen(cast->title), TITLE_MAX / 4));
    text_add(&line, ", \"title\": ");
    json_string(&line, text_string(&title));
    text_add(&line, ", \"env\": {\"TERM\": \"xterm-256color\"}}");
    add_line(cast, &line);
    text_free(&line);
    text_free(&title);
}

/* [1.234, "o", "…"] */
static void write_event(struct cast *cast, char code, const char *data)
{
    uint64_t time = cast->now - cast->first;
    struct text line = TEXT_EMPTY;

    text_format(&line, "[%llu.%03u, \"%c\", \"%s\"]", (unsigned long long)(time / 1000), (unsigned)(time % 1000),
                code, data);
    add_line(cast, &line);
    text_free(&line);
}

static void flush(struct cast *cast)
{
    if (cast->data.length > 0)
        write_event(cast, 'o', cast->data.bytes);
    text_clear(&cast->data);
}

/* Adds bytes that belong together: a sequence, or a cell. */
static void add(struct cast *cast, const struct text *bytes)
{
    struct text quoted = TEXT_EMPTY;

    if (bytes->length == 0)
        return;
    json_string(&quoted, bytes->bytes);
    if (cast->data.length + quoted.length > DATA_MAX)
        flush(cast);
    text_append(&cast->data, quoted.bytes + 1, quoted.length - 2);
    text_free(&quoted);
}

static void add_string(struct cast *cast, const char *string)
{
    struct text bytes = TEXT_EMPTY;

    text_add(&bytes, string);
    add(cast, &bytes);
    text_free(&bytes);
}

/* ---- frames ---- */

static void write_look(enum theme theme, enum canvas_style style, struct text *out)
{
    struct theme_look look = theme_look(theme, style);

    text_add(out, "\033[0");
    if (look.attributes & THEME_BOLD)
        text_add(out, ";1");
    if (look.attributes & THEME_DIM)
        text_add(out, ";2");
    if (look.attributes & THEME_UNDERLINE)
        text_add(out, ";4");
    if (look.attributes & THEME_REVERSE)
        text_add(out, ";7");
    if (look.coloured)
        text_format(out, ";38;5;%d", look.of_256);
    text_add_char(out, 'm');
}

static bool is_blank(const struct canvas_cell *cell, const char *shown, enum theme theme)
{
    unsigned attributes = theme_look(theme, (enum canvas_style)cell->style).attributes;

    return (shown[0] == '\0' || strcmp(shown, " ") == 0) && (attributes & (THEME_REVERSE | THEME_UNDERLINE)) == 0;
}

/* Columns up to the last one that shows something. */
static int used_columns(const struct canvas *canvas, int y, enum theme theme)
{
    int used = canvas_width(canvas);

    while (used > 0 && is_blank(canvas_cell(canvas, used - 1, y), canvas_cell_text(canvas, used - 1, y), theme) &&
           (used < 2 || canvas_cell(canvas, used - 2, y)->width != 2))
        used--;
    return used;
}

/* One cell after the other, as `take` is given them: into the comparison's text, or into the cast. */
static void write_row(const struct canvas *canvas, int y, enum theme theme, struct cast *cast, struct text *whole)
{
    int used = used_columns(canvas, y, theme), style = -1;
    struct text piece = TEXT_EMPTY;

    for (int x = 0; x < used; x++) {
        const struct canvas_cell *cell = canvas_cell(canvas, x, y);
        const char *shown = canvas_cell_text(canvas, x, y);

        if (cell->width == 0 && cell->bits == 0 && x > 0 && canvas_cell(canvas, x - 1, y)->width == 2)
            continue;
        text_clear(&piece);
        if (cell->style != style)
            write_look(theme, (enum canvas_style)cell->style, &piece);
        style = cell->style;
        text_add(&piece, shown[0] != '\0' ? shown : " ");
        if (cast != NULL)
            add(cast, &piece);
        text_append(whole, piece.bytes, piece.length);
    }
    text_free(&piece);
}

static void forget_rows(struct cast *cast)
{
    for (size_t i = 0; i < cast->rows.count; i++)
        text_free(&cast->rows.items[i]);
    vector_clear(&cast->rows);
}

/* Begins afresh at another size. */
static void fit(struct cast *cast, const struct canvas *canvas)
{
    struct text size = TEXT_EMPTY;

    if (cast->begun && cast->width == canvas_width(canvas) && cast->height == canvas_height(canvas))
        return;
    forget_rows(cast);
    cast->width = canvas_width(canvas);
    cast->height = canvas_height(canvas);
    for (int y = 0; y < cast->height; y++)
        vector_push(&cast->rows, (struct text)TEXT_EMPTY);
    if (!cast->begun) {
        cast->first = cast->now;
        write_header(cast);
    } else {
        text_format(&size, "%dx%d", cast->width, cast->height);
        write_event(cast, 'r', size.bytes);
        text_free(&size);
    }
    cast->begun = true;
    cast->x = -1;
    add_string(cast, "\033[0m\033[2J");
}

static void draw_row(struct cast *cast, const struct canvas *canvas, enum theme theme, int y)
{
    struct text row = TEXT_EMPTY, place = TEXT_EMPTY, unused = TEXT_EMPTY;
    struct text *before = &cast->rows.items[y];

    write_row(canvas, y, theme, NULL, &row);
    if (row.length == before->length && (row.length == 0 || memcmp(row.bytes, before->bytes, row.length) == 0)) {
        text_free(&row);
        return;
    }
    text_format(&place, "\033[%d;1H", y + 1);
    add(cast, &place);
    write_row(canvas, y, theme, cast, &unused);
    add_string(cast, "\033[0m");
    if (used_columns(canvas, y, theme) < cast->width) /* there, the cursor would stand on the last cell */
        add_string(cast, "\033[K");
    cast->x = -1;
    text_free(before);
    *before = row;
    text_free(&place);
    text_free(&unused);
}

static void place_cursor(struct cast *cast, int x, int y)
{
    struct text place = TEXT_EMPTY;

    if (x < 0) {
        if (!cast->cursor_hidden)
            add_string(cast, "\033[?25l");
        cast->cursor_hidden = true;
    } else if (x != cast->x || y != cast->y) {
        text_format(&place, "\033[%d;%dH", y + 1, x + 1);
        add(cast, &place);
        text_free(&place);
    }
    cast->x = x;
    cast->y = y;
}

void cast_frame(struct cast *cast, const struct canvas *canvas, enum theme theme, int x, int y, uint64_t milliseconds)
{
    cast->now = milliseconds;
    fit(cast, canvas);
    for (int row = 0; row < cast->height; row++)
        draw_row(cast, canvas, theme, row);
    place_cursor(cast, x, y);
    flush(cast);
}

void cast_hold(struct cast *cast, uint64_t milliseconds)
{
    cast->now = milliseconds;
    write_event(cast, 'o', "");
}

/* ---- life ---- */

bool cast_has_failed(const struct cast *cast)
{
    return cast->failure != 0;
}

static struct cast *make(const char *title)
{
    struct cast *cast = memory_zeroed(1, sizeof *cast);

    cast->descriptor = -1;
    cast->title = memory_copy_string(title);
    cast->x = -1;
    return cast;
}

struct cast *cast_new(struct text *out, const char *title)
{
    struct cast *cast = make(title);

    cast->out = out;
    return cast;
}

/* A mistyped name must not cost a file of the person's. */
static bool may_be_replaced(int descriptor)
{
    static const char beginning[] = "{\"version\": 2";
    char bytes[sizeof beginning - 1];
    struct stat found;

    if (fstat(descriptor, &found) != 0 || !S_ISREG(found.st_mode))
        return false;
    return found.st_size == 0 || (pread(descriptor, bytes, sizeof bytes, 0) == (ssize_t)sizeof bytes &&
                                  memcmp(bytes, beginning, sizeof bytes) == 0);
}

enum status cast_open(const char *path, const char *title, struct cast **cast, struct error *error)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);

    if (descriptor < 0)
        return error_set(error, STATUS_FAILED, "cannot write %.400s: %s", path, strerror(errno));
    if (!may_be_replaced(descriptor)) {
        close(descriptor);
        return error_set(error, STATUS_USAGE, "%.400s is no asciicast, and stays as it is", path);
    }
    if (ftruncate(descriptor, 0) != 0) {
        error_set(error, STATUS_FAILED, "cannot write %.400s: %s", path, strerror(errno));
        close(descriptor);
        return STATUS_FAILED;
    }
    *cast = make(title);
    (*cast)->descriptor = descriptor;
    (*cast)->path = memory_copy_string(path);
    return STATUS_OK;
}

enum status cast_close(struct cast *cast, struct error *error)
{
    enum status status = STATUS_OK;

    if (cast == NULL)
        return STATUS_OK;
    if (cast->descriptor >= 0 && close(cast->descriptor) != 0 && cast->failure == 0)
        cast->failure = errno;
    if (cast->failure != 0)
        status = error_set(error, STATUS_FAILED, "%.400s is not the whole session: %s", cast->path,
                           strerror(cast->failure));
    forget_rows(cast);
    vector_free(&cast->rows);
    text_free(&cast->data);
    free(cast->path);
    free(cast->title);
    free(cast);
    return status;
}
