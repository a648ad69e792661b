/* terrarium without a command: the home screen, and what belongs to no command. */
#include <string.h>

#include "cli/commands.h"
#include "cli/completions.h"
#include "cli/learn.h"
#include "cli/print.h"
#include "cli/streams.h"
#include "cli/version.h"
#include "tui/keys.h"

/* --completions SHELL; the shells' scripts ask for "words", the test of the man page for "keys". */
static int print_completions(const struct cli_settings *settings, struct error *error)
{
    struct text out = TEXT_EMPTY;
    enum status status = STATUS_OK;

    if (strcmp(settings->completions, "words") == 0)
        completions_write_words(settings->operands, settings->operand_count, &out);
    else if (strcmp(settings->completions, "keys") == 0)
        keys_describe(&out);
    else
        status = completions_write_script(settings->completions, &out, error);
    streams_write(&out);
    text_free(&out);
    return (int)status;
}

static int print_version(void)
{
    struct text out = TEXT_EMPTY;

    version_write(streams_need_ascii(), &out);
    streams_write(&out);
    text_free(&out);
    return STATUS_OK;
}

int cli_home(const struct cli_settings *settings, struct error *error)
{
    struct tui_options screen = print_tui_options(settings);

    if (settings->version)
        return print_version();
    if (settings->completions != NULL)
        return print_completions(settings, error);
    if (print_instead_of_screen(settings))
        return learn_as_text(settings, "aliasing", error);
    return (int)tui_home(&screen, error);
}
