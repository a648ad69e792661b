#include "tui/console.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/memory.h"
#include "base/utf8.h"

/* Last: they define short words as macros. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>

static const char MODES_ON[] = "\033[?2004h";
static const char MODES_OFF[] = "\033[?2026l\033[?1006l\033[?1000l\033[?2004l";
static const char MOUSE_ON[] = "\033[?1000h\033[?1006h";
static const char MOUSE_OFF[] = "\033[?1006l\033[?1000l";
static const char ASK_SYNCHRONIZED[] = "\033[?2026$p";
static const char FRAME_BEGINS[] = "\033[?2026h";
static const char FRAME_ENDS[] = "\033[?2026l";

enum { ESCAPE_DELAY = 25 /* ms after which a lone escape byte is the key */, DESCRIPTORS_MAX = 8 };
enum { BACKGROUND_PAUSE = 20 /* ms: where no shell is left that could continue us, we are not stopped either */ };

struct console {
    SCREEN *screen;
    struct input input;
    bool utf8, colour, mouse;
    bool synchronized; /* it has said that it knows synchronized output */
    bool quiet;        /* the last wait brought no input: half a sequence will not be completed */
    bool resized;
    enum theme theme; /* whose colour pairs are set up */
};

/* What signal handlers need: set before they are installed, and not changed while they are. */
static struct {
    int wake[2];                  /* a pipe: handlers write, console_wait polls */
    volatile sig_atomic_t ending; /* SIGHUP or SIGTERM has come */
    volatile sig_atomic_t resized, stopped, continued;
    volatile sig_atomic_t held; /* the terminal is ours: restore it when we crash */
    struct termios found;       /* its settings before us */
    char restore[512];          /* bytes that bring the screen back */
    size_t restore_length;
} shared = {.wake = {-1, -1}};

static void put(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, length);

        if (written < 0 && errno != EINTR)
            return;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
}

#define PUT(literal) put((literal), sizeof(literal) - 1)

/* Async-signal-safe: write and tcsetattr only. */
static void restore_terminal(void)
{
    if (!shared.held)
        return;
    shared.held = 0;
    put(shared.restore, shared.restore_length);
    tcsetattr(STDIN_FILENO, TCSANOW, &shared.found);
}

static void on_crash(int number)
{
    restore_terminal();
    raise(number); /* the handler was reset on entry */
}

static void on_signal(int number)
{
    int saved = errno;

    if (number == SIGWINCH)
        shared.resized = 1;
    else if (number == SIGTSTP)
        shared.stopped = 1;
    else if (number == SIGCONT)
        shared.continued = 1;
    else
        shared.ending = number;
    (void)!write(shared.wake[1], "", 1); /* a full pipe wakes us all the same */
    errno = saved;
}

static void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static const int watched_signals[] = {SIGHUP, SIGTERM, SIGWINCH, SIGTSTP, SIGCONT};
static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE};
enum { WATCHED_COUNT = sizeof watched_signals / sizeof *watched_signals };
enum { CRASH_COUNT = sizeof crash_signals / sizeof *crash_signals };

/* A crash handler needs a stack of its own: the crash may be that ours is full. */
static void handle_crashes(void)
{
    static char stack[64 * 1024];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction found;

    sigaltstack(&alternate, NULL);
    for (size_t i = 0; i < CRASH_COUNT; i++)
        if (sigaction(crash_signals[i], NULL, &found) == 0 && found.sa_handler == SIG_DFL)
            handle(crash_signals[i], on_crash, SA_RESETHAND | SA_ONSTACK | SA_NODEFER);
}

static void handle_signals(void)
{
    for (size_t i = 0; i < WATCHED_COUNT; i++)
        handle(watched_signals[i], on_signal, 0);
    handle(SIGPIPE, SIG_IGN, 0);
    handle_crashes();
    memory_on_exhausted(restore_terminal);
}

static void forget_signals(void)
{
    for (size_t i = 0; i < WATCHED_COUNT; i++)
        handle(watched_signals[i], SIG_DFL, 0);
    for (size_t i = 0; i < CRASH_COUNT; i++)
        handle(crash_signals[i], SIG_DFL, 0);
    memory_on_exhausted(NULL);
}

static int keep_byte(int byte)
{
    if (shared.restore_length < sizeof shared.restore)
        shared.restore[shared.restore_length++] = (char)byte;
    return byte;
}

static void keep_string(const char *capability)
{
    if (capability != NULL)
        tputs(capability, 1, keep_byte);
}

/* The bytes that a crash handler writes: what endwin would. */
static void prepare_restore(void)
{
    shared.restore_length = 0;
    for (const char *at = MODES_OFF; *at != '\0'; at++)
        keep_byte(*at);
    keep_string(exit_attribute_mode);
    keep_string(orig_pair);
    keep_string(cursor_normal);
    keep_string(exit_ca_mode);
    shared.held = 1;
}

static enum status open_wake(struct error *error)
{
    if (shared.wake[0] < 0 && pipe2(shared.wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set(error, STATUS_FAILED, "cannot make a pipe: %s", strerror(errno));
    return STATUS_OK;
}

static bool starts_with(const char *string, const char *beginning)
{
    return strncmp(string, beginning, strlen(beginning)) == 0;
}

/* Terminals whose fonts lack arrows and round corners, whatever the locale says. */
static bool draws_ascii_only(const char *name)
{
    static const char *const poor[] = {"linux", "vt1", "vt2", "vt3", "vt5", "ansi", "cons25", "sun", "pcansi"};

    for (size_t i = 0; i < sizeof poor / sizeof *poor; i++)
        if (starts_with(name, poor[i]))
            return true;
    return false;
}

/* Only terminals that are known to stay silent when they do not understand the question. */
static bool may_be_asked(const char *name)
{
    static const char *const modern[] = {"xterm-kitty", "alacritty", "foot",    "wezterm", "contour",
                                         "ghostty",     "tmux",      "xterm-2", "xterm-d", "rio"};
    const char *program = getenv("TERM_PROGRAM");

    if (program != NULL && strcmp(program, "Apple_Terminal") == 0)
        return false;
    for (size_t i = 0; i < sizeof modern / sizeof *modern; i++)
        if (starts_with(name, modern[i]))
            return true;
    return false;
}

static const char *terminal_name(void)
{
    const char *name = getenv("TERM");

    return name != NULL ? name : "";
}

static void set_up_curses(struct console *console)
{
    raw();
    noecho();
    nonl();
    console->colour = has_colors() && max_colors >= 8;
    if (console->colour) {
        start_color();
        use_default_colors();
    }
    console->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && !draws_ascii_only(terminal_name());
    console->theme = THEME_COUNT;
}

static enum status unknown_type(struct error *error)
{
    return error_set(error, STATUS_USAGE, "the terminal type '%s' is not known; set TERM, or use --print for text",
                     terminal_name());
}

static enum status unmovable(struct error *error)
{
    return error_set(error, STATUS_USAGE,
                     "the terminal type '%s' cannot move its cursor; --plain tells steps in sentences",
                     terminal_name());
}

enum status console_examine(int *colours, struct error *error)
{
    enum status status = STATUS_OK;
    int found;

    if (setupterm(NULL, STDOUT_FILENO, &found) != OK)
        return unknown_type(error);
    if (cursor_address == NULL)
        status = unmovable(error);
    *colours = max_colors > 0 ? max_colors : 0;
    del_curterm(cur_term);
    return status;
}

/* Asked before newterm, which leaks when it fails. */
static bool is_known(void)
{
    int result;
    bool known = setupterm(NULL, STDOUT_FILENO, &result) == OK;

    if (known)
        del_curterm(cur_term);
    return known;
}

enum status console_open(struct console **console, struct error *error)
{
    SCREEN *screen;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return error_set(error, STATUS_USAGE, "standard input and output must be a terminal; use --print for text");
    if (open_wake(error) != STATUS_OK)
        return STATUS_FAILED;
    utf8_set_locale();
    tcgetattr(STDIN_FILENO, &shared.found);
    screen = is_known() ? newterm(NULL, stdout, stdin) : NULL;
    if (screen == NULL)
        return unknown_type(error);
    if (cursor_address == NULL) {
        endwin();
        delscreen(screen);
        return unmovable(error);
    }
    *console = memory_zeroed(1, sizeof **console);
    (*console)->screen = screen;
    (*console)->resized = true;
    set_up_curses(*console);
    shared.ending = 0;
    prepare_restore();
    handle_signals();
    PUT(MODES_ON);
    if (may_be_asked(terminal_name()))
        PUT(ASK_SYNCHRONIZED);
    return STATUS_OK;
}

void console_close(struct console *console)
{
    if (shared.held) {
        console_release(console);
        tcflush(STDIN_FILENO, TCIFLUSH); /* answers to our questions that come late are not the shell's to read */
    }
    forget_signals();
    delscreen(console->screen);
    input_free(&console->input);
    free(console);
}

void console_size(const struct console *console, int *width, int *height)
{
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;

    (void)console;
    *width = known ? size.ws_col : 80;
    *height = known ? size.ws_row : 24;
}

bool console_has_utf8(const struct console *console)
{
    return console->utf8;
}

bool console_has_colour(const struct console *console)
{
    return console->colour;
}

/* Drawing. */

static int colour_number(const struct theme_look *look)
{
    if (!look->coloured)
        return -1;
    if (COLORS >= 1 << 24 && tigetflag("RGB") == 1)
        return look->red << 16 | look->green << 8 | look->blue;
    if (COLORS >= 256)
        return look->of_256;
    return COLORS >= 16 ? look->of_16 : look->of_8;
}

static void set_theme(struct console *console, enum theme theme)
{
    if (console->theme == theme)
        return;
    console->theme = theme;
    for (int style = 0; console->colour && style < CANVAS_STYLE_COUNT; style++) {
        struct theme_look look = theme_look(theme, (enum canvas_style)style);

        init_extended_pair(style + 1, colour_number(&look), -1);
    }
    clearok(curscr, TRUE);
}

static attr_t curses_attributes(unsigned attributes)
{
    attr_t result = A_NORMAL;

    if (attributes & THEME_BOLD)
        result |= A_BOLD;
    if (attributes & THEME_UNDERLINE)
        result |= A_UNDERLINE;
    if (attributes & THEME_REVERSE)
        result |= A_REVERSE;
    if (attributes & THEME_DIM)
        result |= A_DIM;
    return result;
}

/* The cluster as curses wants it.  Where the C library's idea of its width is not ours, a question mark stands for
 * it, for curses would lose its place. */
static void to_wide(const char *cluster, int width, wchar_t wide[CCHARW_MAX + 1])
{
    size_t length = strlen(cluster), count = 0, size;
    uint32_t c;

    for (size_t at = 0; at < length && count < CCHARW_MAX; at += size) {
        size = utf8_decode(cluster + at, length - at, &c);
        if (size == 0)
            break;
        wide[count++] = (wchar_t)c;
    }
    wide[count] = L'\0';
    if (count == 0 || wcwidth(wide[0]) != width)
        wcscpy(wide, count == 0 ? L" " : L"?");
}

static void draw_cell(struct console *console, const struct canvas *canvas, int x, int y)
{
    const struct canvas_cell *cell = canvas_cell(canvas, x, y);
    const char *text = canvas_cell_text(canvas, x, y);
    wchar_t wide[CCHARW_MAX + 1];
    int pair = console->colour ? cell->style + 1 : 0;
    cchar_t shown;

    if (cell->width == 0 && cell->bits == 0 && x > 0 && canvas_cell(canvas, x - 1, y)->width == 2)
        return;
    to_wide(text[0] != '\0' ? text : " ", cell->width == 2 ? 2 : 1, wide);
    setcchar(&shown, wide, curses_attributes(theme_look(console->theme, (enum canvas_style)cell->style).attributes),
             0, &pair);
    mvadd_wch(y, x, &shown);
}

static void fit_size(struct console *console)
{
    int width, height;

    console_size(console, &width, &height);
    if (width != COLS || height != LINES)
        resize_term(height, width);
}

void console_draw(struct console *console, const struct canvas *canvas, enum theme theme, int x, int y)
{
    int width = canvas_width(canvas), height = canvas_height(canvas);

    if (!shared.held)
        return;
    fit_size(console);
    set_theme(console, theme);
    erase();
    for (int row = 0; row < height && row < LINES; row++)
        for (int column = 0; column < width && column < COLS; column++)
            draw_cell(console, canvas, column, row);
    move(y < LINES ? y : LINES - 1, x < COLS ? x : COLS - 1);
    wnoutrefresh(stdscr);
    if (console->synchronized)
        PUT(FRAME_BEGINS);
    doupdate();
    if (console->synchronized)
        PUT(FRAME_ENDS);
}

void console_redraw(struct console *console)
{
    (void)console;
    clearok(curscr, TRUE);
}

void console_set_mouse(struct console *console, bool on)
{
    console->mouse = on;
    put(on ? MOUSE_ON : MOUSE_OFF, strlen(on ? MOUSE_ON : MOUSE_OFF));
}

void console_release(struct console *console)
{
    (void)console;
    PUT(MODES_OFF);
    endwin();
    shared.held = 0;
}

void console_acquire(struct console *console)
{
    shared.held = 1;
    refresh(); /* enters the alternate screen and sets the line's modes again */
    raw();
    PUT(MODES_ON);
    if (console->mouse)
        PUT(MOUSE_ON);
    clearok(curscr, TRUE);
    console->resized = true;
}

static bool is_in_background(void)
{
    pid_t foreground = tcgetpgrp(STDIN_FILENO);

    return foreground > 0 && foreground != getpgrp();
}

/* Whoever asks for the terminal from the background is stopped by the system, and then cannot be ended. */
void console_suspend(struct console *console)
{
    console_release(console);
    handle(SIGTSTP, SIG_DFL, 0);
    kill(0, SIGTSTP);
    while (is_in_background() && shared.ending == 0) {
        poll(NULL, 0, BACKGROUND_PAUSE);
        kill(0, SIGTSTP);
    }
    handle(SIGTSTP, on_signal, 0);
    shared.continued = 0;
    if (shared.ending == 0)
        console_acquire(console);
}

/* Waiting. */

static void read_input(struct console *console)
{
    char bytes[65536];
    ssize_t length = read(STDIN_FILENO, bytes, sizeof bytes);

    if (length > 0)
        input_feed(&console->input, bytes, (size_t)length);
    else if (length == 0 || (errno != EINTR && errno != EAGAIN))
        shared.ending = SIGHUP;
}

static void drain_wake(void)
{
    char bytes[64];

    while (read(shared.wake[0], bytes, sizeof bytes) > 0)
        continue;
}

static void take_signals(struct console *console)
{
    drain_wake();
    if (shared.stopped) {
        shared.stopped = 0;
        console_suspend(console);
    }
    if (shared.continued) {
        shared.continued = 0;
        console_acquire(console);
    }
    if (shared.resized) {
        shared.resized = 0;
        console->resized = true;
    }
}

int console_wait(struct console *console, struct pollfd *descriptors, size_t count, int milliseconds)
{
    struct pollfd all[2 + DESCRIPTORS_MAX] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                              {.fd = shared.wake[0], .events = POLLIN}};

    if (!shared.held)
        return shared.ending;
    count = count < DESCRIPTORS_MAX ? count : DESCRIPTORS_MAX;
    if (count > 0)
        memcpy(all + 2, descriptors, count * sizeof *descriptors);
    if (input_is_waiting(&console->input) && (milliseconds < 0 || milliseconds > ESCAPE_DELAY))
        milliseconds = ESCAPE_DELAY;
    if (poll(all, 2 + count, milliseconds) < 0)
        memset(&all[0].revents, 0, sizeof all[0].revents);
    console->quiet = (all[0].revents & POLLIN) == 0;
    if (all[0].revents & POLLIN)
        read_input(console);
    else if (all[0].revents & (POLLHUP | POLLERR | POLLNVAL))
        shared.ending = SIGHUP;
    if (count > 0)
        memcpy(descriptors, all + 2, count * sizeof *descriptors);
    take_signals(console);
    return shared.ending;
}

bool console_next(struct console *console, struct event *event)
{
    while (input_next(&console->input, console->quiet, event)) {
        if (event->sort != EVENT_SYNCHRONIZED)
            return true;
        console->synchronized = true;
    }
    return false;
}

bool console_take_resized(struct console *console)
{
    bool resized = console->resized;

    if (resized)
        clearok(curscr, TRUE); /* terminals move what they show when their size changes */
    console->resized = false;
    return resized;
}
