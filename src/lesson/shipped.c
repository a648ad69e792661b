#include "lesson/shipped.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/translate.h"
#include "model/recording_file.h"

/* "3.13t" of "3.13.5t"; NULL of what is no version. */
static char *minor_version(const char *version)
{
    size_t major = version != NULL ? strcspn(version, ".") : 0, length;
    struct text minor = TEXT_EMPTY;

    if (major == 0 || version[major] == '\0')
        return NULL;
    length = major + 1 + strspn(version + major + 1, "0123456789");
    text_append(&minor, version, length);
    text_add(&minor, version[strlen(version) - 1] == 't' ? "t" : "");
    return text_take(&minor);
}

enum status shipped_open(const struct lesson_scene *scene, struct shipped *shipped, struct error *error)
{
    const char *gil;
    enum status status = recording_read_file(scene->recording, &shipped->recording, error);

    if (status != STATUS_OK)
        return status;
    gil = recording_meta(shipped->recording, "python.gil");
    shipped->python = minor_version(recording_meta(shipped->recording, "python.version"));
    shipped->with_gil = gil != NULL && strcmp(gil, "on") == 0;
    if (shipped->python != NULL && timeline_is_there(recording_timeline(shipped->recording)))
        return STATUS_OK;
    shipped_close(shipped);
    return error_set(error, STATUS_FAILED, "%.400s is no recording of threads: record it with --timeline",
                     scene->recording);
}

void shipped_close(struct shipped *shipped)
{
    recording_free(shipped->recording);
    free(shipped->python);
}

void shipped_write_maker(const struct recording *recording, struct text *out)
{
    const char *processors = recording_meta(recording, "platform.processors");
    const char *gil = recording_meta(recording, "python.gil");

    text_format(out, "CPython %s", recording_meta(recording, "python.version"));
    if (gil != NULL && strcmp(gil, "on") == 0)
        text_format(out, "%s,", translate(" with its GIL on"));
    if (processors != NULL)
        text_format(out, translate(" on %s processors"), processors);
}

bool shipped_has_source(const struct recording *recording, const char *path)
{
    uint32_t file = recording_main_file(recording);
    struct text code = TEXT_EMPTY;
    bool same = file_read(path, SHIPPED_BYTES_MAX, &code, NULL) == STATUS_OK;
    const char *rest = text_string(&code);

    for (size_t line = 1; same && line <= recording_source_lines(recording, file); line++) {
        struct trace_bytes recorded = recording_source_line(recording, file, line);

        same = strncmp(rest, recorded.at, recorded.length) == 0;
        rest += same ? recorded.length : 0;
        same = same && (*rest == '\n' || *rest == '\0');
        rest += same && *rest == '\n';
    }
    same = same && *rest == '\0';
    text_free(&code);
    return same;
}

bool lesson_wants_gil(const struct lesson_scene *scene, const struct shipped *shipped, const char *python)
{
    if (python[strlen(python) - 1] != 't')
        return false;
    return shipped != NULL ? shipped->with_gil : scene->lens == LESSON_LENS_TIMELINE;
}
