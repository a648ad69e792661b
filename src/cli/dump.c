/* terrarium dump: the log's records, one a line. */
#include <string.h>

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/streams.h"
#include "trace/context.h"
#include "trace/file.h"

/* Writes the records; returns how many bytes of the log they took, and whether the last one is the run's end. */
static size_t dump_log(const struct text *log, bool *ended)
{
    struct trace_births births = {0};
    struct trace_context context = {.births = &births};
    struct trace_scratch scratch = {.keeps = false};
    struct text line = TEXT_EMPTY, clean = TEXT_EMPTY;
    struct trace_record record;
    bool ascii = streams_need_ascii();
    size_t at = 0, used;

    for (;; at += used) {
        enum trace_decoding found =
            trace_decode(log->bytes + at, log->length - at, &context, &scratch, &record, &used);

        text_clear(&line);
        text_clear(&clean);
        *ended = found == TRACE_DECODED ? record.kind == TRACE_END : *ended;
        if (found == TRACE_DECODED)
            trace_describe(&record, &line);
        else if (found == TRACE_SKIPPED)
            text_add(&line, "(a record of a kind that this version does not know)");
        else
            break;
        utf8_clean(&clean, line.bytes, line.length, ascii);
        text_add_char(&clean, '\n');
        streams_write(&clean);
    }
    text_free(&line);
    text_free(&clean);
    trace_scratch_free(&scratch);
    return at;
}

static int dump_file(const char *path, struct error *error)
{
    struct text log = TEXT_EMPTY;
    bool whole, ended = false;
    enum status status = trace_file_read(path, &log, &whole, error);
    size_t used;

    if (status != STATUS_OK)
        return (int)status;
    used = log.length > 0 ? dump_log(&log, &ended) : 0;
    if (whole && used < log.length)
        error_set(error, STATUS_FAILED, "%.400s is damaged at byte %zu of its log: what follows is not shown", path,
                  used);
    else if (whole && !ended)
        error_set(error, STATUS_FAILED, "%.400s breaks off before the run's end: what lies before is shown", path);
    text_free(&log);
    return *error->text == '\0' ? STATUS_OK : STATUS_FAILED;
}

int cli_dump(const struct cli_settings *settings, struct error *error)
{
    struct text out = TEXT_EMPTY;

    if (!settings->format)
        return dump_file(settings->operands[0], error);
    trace_describe_format(&out);
    streams_write(&out);
    text_free(&out);
    return STATUS_OK;
}
