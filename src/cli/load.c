#include "cli/load.h"

#include <string.h>

#include "base/text.h"
#include "trace/file.h"

/* A recording says at its end how the run ended; one that breaks off says so instead. */
static void mark_as_cut(struct recording *recording, const char *sentence)
{
    struct trace_record lost = {
        TRACE_END, .end = {.reason = TRACE_END_LOST, .text = {.at = sentence, .length = strlen(sentence)}}};

    recording_add(recording, &lost);
}

enum status load_recording(const char *path, struct recording **recording, struct error *error)
{
    struct text log = TEXT_EMPTY;
    struct error damage = {""};
    struct recording_end end;
    bool whole;
    enum status status = trace_file_read(path, &log, &whole, error);

    if (status == STATUS_OK) {
        *recording = recording_new();
        if (recording_append(*recording, text_string(&log), log.length, &damage) != STATUS_OK && whole)
            error_set(error, STATUS_OK, "%.400s is damaged: %.400s: what lies before is shown", path, damage.text);
        else if (whole && !recording_end(*recording, &end))
            error_set(error, STATUS_OK, "%.400s breaks off before the run's end: what lies before is shown", path);
        if (*error->text != '\0' && !recording_end(*recording, &end))
            mark_as_cut(*recording, error->text);
    }
    text_free(&log);
    return status;
}
