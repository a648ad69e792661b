/* terrarium replay: a recording in the screen, or as text. */
#include <string.h>

#include "cli/commands.h"
#include "cli/load.h"
#include "cli/print.h"

static bool is_timeline(const struct cli_settings *settings, const struct recording *recording)
{
    return recording_steps(recording) == 0 && timeline_is_there(recording_timeline(recording)) &&
           settings->step == CLI_UNSET;
}

static int replay_as_text(const struct cli_settings *settings, const struct recording *recording, struct error *error)
{
    if (is_timeline(settings, recording)) {
        print_timeline(settings, recording);
        return *error->text != '\0' ? STATUS_FAILED : STATUS_OK;
    }
    if (*error->text != '\0') { /* of a damaged one, whatever is asked for may not be there: that is told first */
        struct error unheard;

        print_recording(settings, recording, &unheard);
        return STATUS_FAILED;
    }
    return (int)print_recording(settings, recording, error);
}

int cli_replay(const struct cli_settings *settings, struct error *error)
{
    const char *path = settings->operands[0], *slash = strrchr(path, '/');
    struct tui_options screen = print_tui_options(settings);
    struct recording *recording;
    enum status status = print_check(settings, error);
    int answer;

    if (status == STATUS_OK)
        status = load_recording(path, &recording, error);
    if (status != STATUS_OK)
        return (int)status;
    if (!print_instead_of_screen(settings)) {
        *error->text = '\0'; /* the screen tells how the recording ends */
        return (int)tui_replay(&screen, recording, slash != NULL ? slash + 1 : path, path, error);
    }
    answer = replay_as_text(settings, recording, error);
    recording_free(recording);
    return answer;
}
