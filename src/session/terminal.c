#include "session/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { READ_MOST = 1 << 20 /* bytes at a time */ };

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
    terminal->master = terminal->slave = -1;
}

bool terminal_read(struct terminal *terminal, struct text *seen)
{
    char block[16384];
    size_t taken = 0;
    ssize_t got;

    if (terminal->master < 0)
        return true;
    while ((got = read(terminal->master, block, sizeof block)) > 0) {
        text_append(seen, block, (size_t)got);
        terminal->total += (uint64_t)got;
        taken += (size_t)got;
        if (taken >= READ_MOST)
            return false;
    }
    return true;
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
