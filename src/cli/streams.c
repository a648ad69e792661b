#include "cli/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

/* The place is opened the wrong way round, so that reading and writing fail there as on a closed descriptor. */
void streams_open(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0)
            open("/dev/null", (descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
}

/* Why the first write failed: the last one, of what is left in the buffer, may not. */
static int lost_because;

void streams_write(const struct text *text)
{
    errno = 0;
    if (text->length > 0 && fwrite(text->bytes, 1, text->length, stdout) < text->length && lost_because == 0)
        lost_because = errno;
}

void streams_clean(struct text *out, const char *bytes, size_t length, bool ascii)
{
    for (size_t from = 0, to; from < length; from = to + 1) {
        for (to = from; to < length && bytes[to] != '\n' && bytes[to] != '\t'; to++)
            continue;
        utf8_clean(out, bytes + from, to - from, ascii);
        if (to < length)
            text_add_char(out, bytes[to]);
    }
}

enum status streams_flush(struct error *error)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return STATUS_OK;
    if (lost_because == 0)
        lost_because = errno;
    return error_set(error, STATUS_FAILED, "cannot write standard output: %s",
                     lost_because != 0 ? strerror(lost_because) : "something did not arrive");
}

void streams_complain(const char *sentence)
{
    struct text line = TEXT_EMPTY;

    text_add(&line, "terrarium: ");
    utf8_clean(&line, sentence, strlen(sentence), streams_need_ascii());
    text_add_char(&line, '\n');
    fwrite(line.bytes, 1, line.length, stderr);
    text_free(&line);
}

bool streams_are_terminal(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool streams_need_ascii(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

static struct winsize terminal_size(void)
{
    struct winsize size = {0, 0, 0, 0};

    if (isatty(STDOUT_FILENO))
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    return size;
}

int streams_columns(void)
{
    return terminal_size().ws_col;
}

int streams_rows(void)
{
    return terminal_size().ws_row;
}
