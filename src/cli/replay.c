/* terrarium replay: a recording in the screen, or as text. */
#include <string.h>

#include "cli/commands.h"
#include "cli/load.h"
#include "cli/print.h"
#include "cli/streams.h"

static int replay_as_text(const struct cli_settings *settings, struct recording *recording, struct error *damage,
                          struct error *error)
{
    enum status status = print_recording(settings, recording, error);

    recording_free(recording);
    if (status == STATUS_OK && *damage->text != '\0') {
        *error = *damage;
        status = STATUS_FAILED;
    }
    return (int)status;
}

int cli_replay(const struct cli_settings *settings, struct error *error)
{
    const char *path = settings->operands[0], *slash = strrchr(path, '/');
    struct tui_options screen = print_tui_options(settings);
    struct error damage = {""};
    struct recording *recording;
    enum status status = print_check(settings, error);

    if (status == STATUS_OK)
        status = load_recording(path, &recording, error);
    if (status != STATUS_OK)
        return (int)status;
    damage = *error;
    *error->text = '\0';
    if (print_instead_of_screen(settings))
        return replay_as_text(settings, recording, &damage, error);
    if (*damage.text != '\0')
        recording_add(recording,
                      &(struct trace_record){TRACE_NOTE, .note = {.text = {damage.text, strlen(damage.text)}}});
    return (int)tui_replay(&screen, recording, slash != NULL ? slash + 1 : path, path, error);
}
