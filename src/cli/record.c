/* terrarium record: stands in for python3, and keeps what happened in a file. */
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/program.h"
#include "trace/file.h"

/* The program had no say in these ends, so its own standard error does not tell them. */
static void tell_end(const struct recording *recording, struct error *error)
{
    struct recording_end end;

    if (recording_end(recording, &end) && (end.reason == TRACE_END_LIMIT || end.reason == TRACE_END_LOST))
        error_set(error, STATUS_FAILED, "%s", end.text);
}

static int record(const struct cli_settings *settings, char *const *arguments, struct error *error)
{
    struct session_options options = program_options(settings, arguments, SESSION_INHERIT);
    struct recording *recording = recording_new();
    int exit_status = STATUS_FAILED;
    enum status status = program_run(&options, recording, &exit_status, error);

    if (status == STATUS_OK) {
        tell_end(recording, error);
        status = trace_file_write(settings->output, recording_log(recording), error);
    }
    recording_free(recording);
    /* A program's own failure is told by its status; a lost recording by the sentence, and by 1 when all else is
     * well. */
    return status != STATUS_OK && exit_status == 0 ? (int)status : exit_status;
}

int cli_record(const struct cli_settings *settings, struct error *error)
{
    char **arguments = NULL;
    enum status status;
    int answer;

    if (settings->output == NULL)
        return (int)error_set(error, STATUS_USAGE,
                              "record needs a place for the recording: terrarium record -o FILE.trr FILE");
    status = program_check_output(settings->output, error);
    if (status == STATUS_OK)
        status = program_arguments(settings, &arguments, error);
    if (status != STATUS_OK)
        return (int)status;
    answer = record(settings, arguments, error);
    free(arguments);
    return answer;
}
