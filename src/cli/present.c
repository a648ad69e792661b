/* terrarium present: a lesson, a recording or a program before a class. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/learn.h"
#include "cli/print.h"
#include "lesson/lesson.h"
#include "trace/file.h"

/* A name without a slash and a dot is a lesson's, as long as there is one, or no file either: then the sentence tells
 * which lessons there are. */
static bool is_lesson(const char *name)
{
    struct lessons lessons;
    const struct lesson *lesson;
    bool found;

    if (strchr(name, '/') != NULL || strchr(name, '.') != NULL || strcmp(name, "-") == 0)
        return false;
    lessons_find(&lessons);
    found = lessons_choose(&lessons, name, &lesson, NULL) == STATUS_OK || access(name, F_OK) != 0;
    lessons_free(&lessons);
    return found;
}

static int present_lesson(const struct cli_settings *settings, struct error *error)
{
    struct tui_options screen = print_tui_options(settings);

    if (settings->operand_count > 1)
        return (int)error_set(error, STATUS_USAGE, "%.200s is one thing too many: a lesson takes no arguments",
                              settings->operands[1]);
    if (print_instead_of_screen(settings))
        return learn_as_text(settings, settings->operands[0], error);
    return (int)tui_lesson(&screen, settings->operands[0], error);
}

int cli_present(const struct cli_settings *settings, struct error *error)
{
    bool is_program = settings->code != NULL || settings->module != NULL;

    if (!is_program && is_lesson(settings->operands[0]))
        return present_lesson(settings, error);
    if (settings->scene != CLI_UNSET)
        return (int)error_set(error, STATUS_USAGE, "only a lesson has scenes");
    if (!is_program && trace_file_is_recording(settings->operands[0]))
        return cli_replay(settings, error);
    return cli_run(settings, error);
}
