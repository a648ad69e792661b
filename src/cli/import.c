/* terrarium import: a trace of Python Tutor in the screen, as text, or kept as a recording. */
#include <string.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "output/pytutor_import.h"
#include "trace/file.h"

enum { TRACE_SIZE_MAX = 256 << 20 }; /* bytes */

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static enum status read_trace(const char *path, struct recording **recording, struct error *error)
{
    struct text json = TEXT_EMPTY;
    struct error why = {""};
    enum status status = file_read(path, TRACE_SIZE_MAX, &json, error);

    if (status == STATUS_OK && pytutor_import(&json, name_of(path), recording, &why) != STATUS_OK)
        status = error_set(error, STATUS_FAILED, "cannot import %.400s: %.500s", path, why.text);
    text_free(&json);
    return status;
}

int cli_import(const struct cli_settings *settings, struct error *error)
{
    const char *path = settings->operands[0];
    struct tui_options screen = print_tui_options(settings);
    struct recording *recording;
    enum status status = print_check(settings, error);

    if (status == STATUS_OK)
        status = read_trace(path, &recording, error);
    if (status != STATUS_OK)
        return (int)status;
    if (settings->output == NULL && !print_instead_of_screen(settings))
        return (int)tui_replay(&screen, recording, name_of(path), NULL, error);
    status = settings->output != NULL ? trace_file_write(settings->output, recording_log(recording), error)
                                      : print_recording(settings, recording, error);
    recording_free(recording);
    return (int)status;
}
