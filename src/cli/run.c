/* terrarium run: a program in the screen, or as text. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/print.h"
#include "cli/program.h"
#include "trace/file.h"

static int run_as_text(const struct cli_settings *settings, char *const *arguments, struct error *error)
{
    struct session_options options = program_options(settings, arguments, SESSION_PRIVATE_OUTPUT);
    struct recording *recording = recording_new();
    int exit_status = STATUS_FAILED;
    enum status status = program_run(&options, recording, &exit_status, error), kept = STATUS_OK;
    struct error lost;

    if (status == STATUS_OK && settings->output != NULL) /* at once: who steps plainly may end that as they like */
        kept = trace_file_write(settings->output, recording_log(recording), &lost);
    if (status == STATUS_OK)
        status = print_recording(settings, recording, error);
    if (status == STATUS_OK && kept != STATUS_OK) {
        *error = lost;
        status = kept;
    }
    recording_free(recording);
    return status == STATUS_OK ? exit_status : (int)status;
}

static int run_in_screen(const struct cli_settings *settings, char *const *arguments, struct error *error)
{
    struct session_options options = program_options(settings, arguments, SESSION_PRIVATE);
    struct tui_options screen = print_tui_options(settings);

    if (settings->output != NULL)
        return (int)error_set(error, STATUS_USAGE,
                              "the screen keeps no recording: add --print, or take terrarium record -o FILE.trr");
    if (strcmp(arguments[0], "-") == 0)
        return (int)error_set(
            error, STATUS_USAGE,
            "standard input is the terminal, which the screen needs: name a file, or start terrarium "
            "and paste the program with p");
    return (int)tui_run_program(&screen, &options, program_title(settings), error);
}

int cli_run(const struct cli_settings *settings, struct error *error)
{
    char **arguments = NULL;
    enum status status = print_check(settings, error);
    int answer;

    if (status == STATUS_OK && settings->output != NULL)
        status = program_check_output(settings->output, error);
    if (status == STATUS_OK)
        status = program_arguments(settings, &arguments, error);
    if (status != STATUS_OK)
        return (int)status;
    answer = print_instead_of_screen(settings) ? run_as_text(settings, arguments, error)
                                               : run_in_screen(settings, arguments, error);
    free(arguments);
    return answer;
}
