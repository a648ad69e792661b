/* terrarium notes: what a presenter sees on a second terminal. */
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/translate.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/streams.h"
#include "lesson/lesson.h"
#include "tui/notes_screen.h"

enum { PATIENCE = 2000 /* ms for the notes of a presentation that is busy */ };

/* Which presentation is meant: 0 for the one that runs or will run.  STATUS_USAGE when it must be said. */
static enum status choose(const struct cli_settings *settings, pid_t *process, struct error *error)
{
    struct notes_presentations presentations;
    struct text known = TEXT_EMPTY;
    enum status status;
    char *end;
    long number;

    *process = 0;
    if (settings->operand_count > 0) {
        number = strtol(settings->operands[0], &end, 10);
        *process = *end == '\0' && number > 0 ? (pid_t)number : 0;
        return *process > 0 ? STATUS_OK
                            : error_set(error, STATUS_USAGE, "PROCESS is the number of a process, not %.80s",
                                        settings->operands[0]);
    }
    status = notes_list(&presentations, error);
    for (size_t i = 0; i < presentations.found.count; i++)
        text_format(&known, "%s%ld (%s)", i > 0 ? ", " : "", (long)presentations.found.items[i].process,
                    presentations.found.items[i].title);
    if (presentations.found.count > 1)
        status = error_set(error, STATUS_USAGE, "several presentations run; say which: %.400s", text_string(&known));
    notes_list_free(&presentations);
    text_free(&known);
    return status;
}

/* The newest that runs, or the one that is asked for. */
static int connect_to(pid_t process)
{
    struct notes_presentations presentations;
    int descriptor = -1;

    if (process != 0)
        return notes_connect(process);
    if (notes_list(&presentations, NULL) == STATUS_OK && presentations.found.count > 0)
        descriptor = notes_connect(presentations.found.items[0].process);
    notes_list_free(&presentations);
    return descriptor;
}

static enum status write_text(const struct cli_settings *settings, pid_t process, struct error *error)
{
    struct picture_options picture = print_picture_options(settings);
    struct pollfd answer = {.fd = connect_to(process), .events = POLLIN};
    struct notes notes = {0};
    struct text drawn = TEXT_EMPTY;
    bool ended = true, received;

    if (answer.fd < 0)
        return process != 0
                   ? error_set(error, STATUS_FAILED, "process %ld presents nothing", (long)process)
                   : error_set(error, STATUS_FAILED, "nothing is presented: terrarium present LESSON begins");
    received = poll(&answer, 1, PATIENCE) > 0 && notes_receive(answer.fd, &notes, &ended);
    close(answer.fd);
    if (received) {
        notes_write(&notes, picture.width, picture.ascii, &drawn);
        streams_write(&drawn);
    }
    text_free(&drawn);
    notes_free(&notes);
    return received ? STATUS_OK : error_set(error, STATUS_FAILED, "the presentation did not send its notes");
}

int cli_notes(const struct cli_settings *settings, struct error *error)
{
    struct tui_options screen = print_tui_options(settings);
    struct cli_settings asked = *settings;
    enum status status;
    pid_t process;

    asked.print = settings->print_notes; /* the same option in other words */
    status = choose(settings, &process, error);
    if (status != STATUS_OK)
        return (int)status;
    if (!print_instead_of_screen(&asked))
        return (int)tui_notes(&screen, process, error);
    status = lessons_load_words(error);
    return (int)(status == STATUS_OK ? write_text(settings, process, error) : status);
}
