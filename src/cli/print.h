/* Pictures as text on standard output. */
#ifndef TERRARIUM_CLI_PRINT_H
#define TERRARIUM_CLI_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "cli/commands.h"
#include "model/recording.h"
#include "output/picture.h"
#include "tui/tui.h"

/* Whether text is asked for, or the only thing possible. */
bool print_instead_of_screen(const struct cli_settings *settings);
/* Whether that text is to be sentences: --plain, or a terminal that has no screen. */
bool print_is_plain(const struct cli_settings *settings);
/* --step, --last and --all exclude each other. */
enum status print_check(const struct cli_settings *settings, struct error *error);
/* Writes the pictures that the settings ask for, notes, and how the run ended. */
enum status print_recording(const struct cli_settings *settings, const struct recording *recording,
                            struct error *error);
/* Appends what is to be said below a step's picture. */
typedef void print_teller(void *context, uint32_t step, struct text *out);
/* Writes the pictures of all steps; of a long recording only the first and the last. */
void print_pictures(const struct picture_options *options, const struct recording *recording, print_teller *tell,
                    void *context);

/* Writes the lanes of a timeline, what the program wrote, and how the run ended. */
void print_timeline(const struct cli_settings *settings, const struct recording *recording);

struct picture_options print_picture_options(const struct cli_settings *settings);
struct tui_options print_tui_options(const struct cli_settings *settings);

#endif
