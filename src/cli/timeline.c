/* terrarium timeline: what the threads of a program do, by the clock. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/load.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "trace/file.h"

static bool is_recording(const struct cli_settings *settings)
{
    return settings->code == NULL && settings->module == NULL && settings->operand_count > 0 &&
           trace_file_is_recording(settings->operands[0]);
}

static int show_recording(const struct cli_settings *settings, struct error *error)
{
    const char *path = settings->operands[0], *slash = strrchr(path, '/');
    struct tui_options screen = print_tui_options(settings);
    struct recording *recording;
    enum status status = load_recording(path, &recording, error);

    if (status != STATUS_OK)
        return (int)status;
    if (!timeline_is_there(recording_timeline(recording))) {
        recording_free(recording);
        return (int)error_set(error, STATUS_FAILED,
                              "%.400s has no timeline: record it with terrarium record --timeline", path);
    }
    if (!print_instead_of_screen(settings)) {
        *error->text = '\0'; /* the screen tells how the recording ends */
        return (int)tui_replay(&screen, recording, slash != NULL ? slash + 1 : path, path, error);
    }
    print_timeline(settings, recording);
    recording_free(recording);
    return *error->text != '\0' ? STATUS_FAILED : STATUS_OK;
}

static int run_as_text(const struct cli_settings *settings, char *const *arguments, struct error *error)
{
    struct session_options options = program_options(settings, arguments, SESSION_PRIVATE_OUTPUT);
    struct recording *recording = recording_new();
    int exit_status = STATUS_FAILED;
    enum status status;

    options.timeline = true;
    status = program_run(&options, recording, &exit_status, error);
    if (status == STATUS_OK && settings->output != NULL) /* kept before anybody is asked anything */
        status = trace_file_write(settings->output, recording_log(recording), error);
    if (status == STATUS_OK)
        print_timeline(settings, recording);
    recording_free(recording);
    return status == STATUS_OK ? exit_status : (int)status;
}

static int run_in_screen(const struct cli_settings *settings, char *const *arguments, struct error *error)
{
    struct session_options options = program_options(settings, arguments, SESSION_PRIVATE);
    struct tui_options screen = print_tui_options(settings);

    if (settings->output != NULL)
        return (int)error_set(
            error, STATUS_USAGE,
            "the screen keeps no recording: add --print, or take terrarium record --timeline -o FILE.trr");
    options.timeline = true;
    return (int)tui_run_program(&screen, &options, program_title(settings), error);
}

static int timeline(const struct cli_settings *settings, struct error *error)
{
    char **arguments = NULL;
    enum status status = STATUS_OK;
    int answer;

    if (is_recording(settings))
        return show_recording(settings, error);
    if (settings->output != NULL)
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

int cli_timeline(const struct cli_settings *settings, struct error *error)
{
    struct cli_settings asked = *settings;

    asked.print = settings->print_lanes; /* the same option in other words */
    return timeline(&asked, error);
}
