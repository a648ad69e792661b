/* terrarium record: stands in for python3, and keeps what happened in a file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/program.h"
#include "trace/file.h"

/* Before the program runs for an hour: can the file be written at its end?  Anything but a recording is left alone.
 */
static enum status check_output(const char *path, struct error *error)
{
    const char *slash = strrchr(path, '/');
    struct text folder = TEXT_EMPTY;
    enum status status = STATUS_OK;
    struct stat facts;

    if (slash != NULL)
        text_append(&folder, path, (size_t)(slash - path) + 1);
    else
        text_add(&folder, ".");
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode))
        status = error_set(error, STATUS_FAILED, "%.400s is not a file: give -o another name", path);
    else if (stat(path, &facts) == 0 && facts.st_size > 0 && !trace_file_is_recording(path))
        status =
            error_set(error, STATUS_FAILED,
                      "%.400s is there already and is not a recording: give -o another name, or remove it", path);
    else if (access(folder.bytes, W_OK | X_OK) != 0)
        status = error_set(error, STATUS_FAILED, "cannot write into the folder %.400s: %s: give -o another place",
                           folder.bytes, strerror(errno));
    text_free(&folder);
    return status;
}

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
    status = check_output(settings->output, error);
    if (status == STATUS_OK)
        status = program_arguments(settings, &arguments, error);
    if (status != STATUS_OK)
        return (int)status;
    answer = record(settings, arguments, error);
    free(arguments);
    return answer;
}
