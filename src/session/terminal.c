#include "session/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum {
    LOOK_AHEAD = 64,   /* pieces that may be passed over, when what was logged never reached the terminal */
    KEY_LENGTH = 32,   /* bytes by which the next logged piece is looked for among unlogged ones */
    PIECE_MAX = 32768, /* bytes of one unlogged OUTPUT record */
};

enum status terminal_open(struct terminal *terminal, int columns, int rows, struct error *error)
{
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    struct termios settings;
    const char *name;

    *terminal = (struct terminal)TERMINAL_NONE;
    terminal->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal->master >= 0 && grantpt(terminal->master) == 0 && unlockpt(terminal->master) == 0 &&
        (name = ptsname(terminal->master)) != NULL)
        terminal->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal->slave < 0 || tcgetattr(terminal->slave, &settings) != 0) {
        terminal_close(terminal);
        return error_set(error, STATUS_FAILED, "cannot open a pseudo-terminal for the program: %s", strerror(errno));
    }
    settings.c_oflag &= ~(tcflag_t)OPOST;
    tcsetattr(terminal->slave, TCSANOW, &settings);
    ioctl(terminal->slave, TIOCSWINSZ, &size);
    fcntl(terminal->master, F_SETFL, fcntl(terminal->master, F_GETFL) | O_NONBLOCK);
    return STATUS_OK;
}

void terminal_close(struct terminal *terminal)
{
    if (terminal->master >= 0)
        close(terminal->master);
    if (terminal->slave >= 0)
        close(terminal->slave);
    text_free(&terminal->seen);
    terminal->master = terminal->slave = -1;
}

bool terminal_read(struct terminal *terminal)
{
    char block[16384];
    bool any = false;
    ssize_t got;

    if (terminal->master < 0)
        return false;
    while ((got = read(terminal->master, block, sizeof block)) > 0) {
        text_append(&terminal->seen, block, (size_t)got);
        terminal->total += (uint64_t)got;
        any = true;
        if (terminal->seen.length >= 1 << 20) /* the log has to be drained in between */
            break;
    }
    return any;
}

/* The next logged bytes, from the recording's OUTPUT pieces of streams 1 and 2; length 0 when all are matched. */
static struct trace_bytes logged_bytes(struct terminal *terminal, const struct recording *recording)
{
    for (; terminal->piece < recording_outputs(recording); terminal->piece++, terminal->matched = 0) {
        struct output_piece piece = recording_output(recording, terminal->piece);

        if (piece.stream != 0 && terminal->matched < piece.bytes.length)
            return (struct trace_bytes){piece.bytes.at + terminal->matched, piece.bytes.length - terminal->matched};
    }
    return (struct trace_bytes){"", 0};
}

static bool begins_with(struct trace_bytes seen, struct trace_bytes logged)
{
    size_t length = seen.length < logged.length ? seen.length : logged.length;

    return length > 0 && memcmp(seen.at, logged.at, length) == 0;
}

/* When the terminal shows a later piece than the next one, the pieces between never reached it (a redirected descriptor):
 * passes over them. */
static bool pass_over(struct terminal *terminal, const struct recording *recording, struct trace_bytes seen)
{
    for (size_t ahead = 1; ahead <= LOOK_AHEAD && terminal->piece + ahead < recording_outputs(recording); ahead++) {
        struct output_piece piece = recording_output(recording, terminal->piece + ahead);

        if (piece.stream != 0 && piece.bytes.length > 1 && begins_with(seen, piece.bytes)) {
            terminal->piece += ahead;
            terminal->matched = 0;
            return true;
        }
    }
    return false;
}

/* How many of the seen bytes come before the next logged ones: nobody logged them. */
static size_t unlogged_length(struct trace_bytes seen, struct trace_bytes logged)
{
    size_t key = logged.length < KEY_LENGTH ? logged.length : KEY_LENGTH;
    const char *found;

    if (logged.length == 0)
        return seen.length;
    found = memmem(seen.at, seen.length, logged.at, key);
    if (found != NULL)
        return (size_t)(found - seen.at);
    for (size_t tail = key - 1 < seen.length ? key - 1 : seen.length; tail > 0; tail--)
        if (memcmp(seen.at + seen.length - tail, logged.at, tail) == 0)
            return seen.length - tail; /* its beginning may be the logged piece, whose rest is still to come */
    return seen.length;
}

static void add_unlogged(struct terminal *terminal, struct recording *recording, struct trace_bytes bytes)
{
    size_t pieces = recording_outputs(recording);

    for (size_t at = 0; at < bytes.length; at += PIECE_MAX) {
        size_t length = bytes.length - at < PIECE_MAX ? bytes.length - at : PIECE_MAX;

        recording_add(recording, &(struct trace_record){TRACE_OUTPUT, .output = {0, {bytes.at + at, length}}});
    }
    if (terminal->piece == pieces)
        terminal->piece = recording_outputs(recording);
}

bool terminal_reconcile(struct terminal *terminal, struct recording *recording)
{
    struct trace_bytes seen = {text_string(&terminal->seen), terminal->seen.length};
    bool grew = false;

    while (seen.length > 0) {
        struct trace_bytes logged = logged_bytes(terminal, recording);
        size_t length;

        if (begins_with(seen, logged)) {
            length = seen.length < logged.length ? seen.length : logged.length;
            terminal->matched += length;
        } else if (logged.length > 0 && pass_over(terminal, recording, seen)) {
            continue;
        } else {
            length = unlogged_length(seen, logged);
            if (length == 0)
                break;
            add_unlogged(terminal, recording, (struct trace_bytes){seen.at, length});
            grew = true;
        }
        seen.at += length;
        seen.length -= length;
    }
    memmove(terminal->seen.bytes, seen.at, seen.length);
    text_truncate(&terminal->seen, seen.length);
    return grew;
}

void terminal_type(struct terminal *terminal, const char *bytes, size_t length)
{
    enum { PATIENCE = 1000 }; /* milliseconds for a program that does not read */

    while (terminal->master >= 0 && length > 0) {
        ssize_t put = write(terminal->master, bytes, length);
        struct pollfd wait = {terminal->master, POLLOUT, 0};

        if (put > 0) {
            bytes += put;
            length -= (size_t)put;
        } else if (errno != EINTR && (errno != EAGAIN || poll(&wait, 1, PATIENCE) <= 0)) {
            return;
        }
    }
}
