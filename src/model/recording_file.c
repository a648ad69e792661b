#include "model/recording_file.h"

#include "trace/file.h"

enum status recording_read_file(const char *path, struct recording **recording, struct error *error)
{
    struct text log = TEXT_EMPTY;
    struct error damage = {""};
    struct recording_end end;
    bool whole = false;
    enum status status = trace_file_read(path, &log, &whole, error);

    if (status == STATUS_OK) {
        *recording = recording_new();
        if (!whole || recording_append(*recording, text_string(&log), log.length, &damage) != STATUS_OK ||
            !recording_end(*recording, &end)) {
            recording_free(*recording);
            status = error_set(error, STATUS_FAILED, "%.400s is damaged, or breaks off before the run's end", path);
        }
    }
    text_free(&log);
    return status;
}
