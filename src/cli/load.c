#include "cli/load.h"

#include "base/text.h"
#include "trace/file.h"

enum status load_recording(const char *path, struct recording **recording, struct error *error)
{
    struct text log = TEXT_EMPTY;
    struct error inner = {""};
    bool whole;
    enum status status = trace_file_read(path, &log, &whole, error);

    if (status == STATUS_OK) {
        *recording = recording_new();
        if (recording_append(*recording, text_string(&log), log.length, &inner) != STATUS_OK && whole)
            *error = inner;
    }
    text_free(&log);
    return status;
}
