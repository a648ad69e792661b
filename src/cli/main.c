/* The viewer's beginning and end: arguments in, one command, one sentence at most on standard error, a status out. */
#include <stdio.h>
#include <stdlib.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "cli/print.h"
#include "cli/streams.h"

static int print_help(const struct cli_command *command)
{
    struct text out = TEXT_EMPTY;

    help_write(command, &out);
    streams_write(&out);
    text_free(&out);
    return STATUS_OK;
}

/* A lost last line of output is a failure too, unless there is a worse one to tell. */
static int finish(int status, struct error *error)
{
    struct error lost = {""};

    if (streams_flush(&lost) != STATUS_OK && *error->text == '\0') {
        *error = lost;
        status = status == STATUS_OK ? STATUS_FAILED : status;
    }
    if (*error->text != '\0')
        streams_complain(error->text);
    return status;
}

/* A session is kept of the screen: of text there is none. */
static enum status check_cast(const struct cli_settings *settings, struct error *error)
{
    bool is_text = settings->print_lanes || settings->print_notes || print_instead_of_screen(settings);

    if (settings->cast == NULL || !is_text)
        return STATUS_OK;
    return error_set(
        error, STATUS_USAGE,
        "--cast keeps what the screen shows, and there is none: terrarium export --format cast needs none");
}

int main(int count, char **arguments)
{
    struct cli_settings settings;
    struct error error = {""};
    int status;

    streams_open();
    utf8_set_locale();
    status = (int)cli_parse(count, arguments, &settings, &error);
    translate_use_ascii(settings.ascii || streams_need_ascii());
    if (status == STATUS_OK && !settings.help)
        status = (int)check_cast(&settings, &error);
    if (status == STATUS_OK)
        status = settings.help ? print_help(settings.command) : settings.command->run(&settings, &error);
    cli_settings_free(&settings);
    return finish(status, &error);
}
