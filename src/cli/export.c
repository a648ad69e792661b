/* terrarium export: a run as other tools read it. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "output/perfetto.h"
#include "output/pytutor.h"
#include "trace/file.h"

/* How a run ended that the trace does not tell. */
static void tell_end(const struct recording *recording, struct error *error)
{
    struct recording_end end;

    if (recording_end(recording, &end) && (end.reason == TRACE_END_LIMIT || end.reason == TRACE_END_LOST))
        error_set(error, STATUS_FAILED, "%s", end.text);
}

static bool is_perfetto(const struct cli_settings *settings)
{
    return settings->exchange != NULL && strcmp(settings->exchange, "perfetto") == 0;
}

static enum status run_program(const struct cli_settings *settings, struct recording **recording, struct error *error)
{
    char **arguments = NULL;
    struct session_options options;
    int exit_status;
    enum status status = program_arguments(settings, &arguments, error);

    if (status != STATUS_OK)
        return status;
    *recording = recording_new();
    options = program_options(settings, arguments, SESSION_PRIVATE_OUTPUT);
    options.timeline = is_perfetto(settings);
    status = program_run(&options, *recording, &exit_status, error);
    if (status == STATUS_OK)
        tell_end(*recording, error);
    else
        recording_free(*recording);
    free(arguments);
    return status;
}

static enum status write_out(const char *target, const struct text *trace, struct error *error)
{
    if (target != NULL)
        return file_replace(target, trace->bytes, trace->length, error);
    streams_write(trace);
    return STATUS_OK;
}

int cli_export(const struct cli_settings *settings, struct error *error)
{
    bool is_program =
        settings->code != NULL || settings->module != NULL || !trace_file_is_recording(settings->operands[0]);
    struct recording *recording = NULL;
    struct text trace = TEXT_EMPTY;
    enum status status = is_program ? run_program(settings, &recording, error)
                                    : load_recording(settings->operands[0], &recording, error);

    if (status != STATUS_OK)
        return (int)status;
    if (!is_perfetto(settings)) {
        pytutor_write(recording, settings->heap_primitives, &trace);
    } else if (timeline_is_there(recording_timeline(recording))) {
        perfetto_write(recording, &trace);
    } else {
        recording_free(recording);
        return (int)error_set(error, STATUS_FAILED,
                              "%.400s has no timeline: record it with terrarium record --timeline",
                              settings->operands[0]);
    }
    status = write_out(settings->target, &trace, error);
    text_free(&trace);
    recording_free(recording);
    return *error->text != '\0' ? STATUS_FAILED : (int)status;
}
