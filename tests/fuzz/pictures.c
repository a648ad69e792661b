/* Fuzz target: bytes as a recording's log, drawn.  Whatever they hold, pictures of objects and of instructions,
 * timelines, and what is exported must neither crash, nor hang, nor draw outside of their canvas.  The first byte says
 * how wide. */
#include <stddef.h>
#include <stdint.h>

#include "diagram/diagram.h"
#include "model/recording.h"
#include "model/state.h"
#include "output/perfetto.h"
#include "output/picture.h"
#include "output/pytutor.h"
#include "output/timeline_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void draw_step(struct state *state, struct diagram *diagram, struct picture_options *options, uint32_t step)
{
    enum { INSTANTS = 4 };
    struct text picture = TEXT_EMPTY;
    uint32_t instants = recording_instants(state_recording(state), step);

    options->instructions = false;
    state_seek(state, step);
    picture_write(state, diagram, options, &picture);
    options->instructions = true;
    for (uint32_t instant = 0; instant <= instants && instant < INSTANTS; instant++) {
        state_seek_instant(state, step, instant);
        picture_write(state, diagram, options, &picture);
    }
    text_free(&picture);
}

static void draw_steps(const struct recording *recording, struct picture_options *options)
{
    enum { STEPS = 6 };
    struct state *state = state_new(recording);
    struct diagram *diagram = diagram_new();
    uint32_t steps = recording_steps(recording), stride = steps / STEPS + 1;

    for (uint32_t step = 0; step < steps; step += stride)
        draw_step(state, diagram, options, step);
    diagram_free(diagram);
    state_free(state);
}

static void write_whole(const struct recording *recording, int width, bool ascii)
{
    struct text text = TEXT_EMPTY;
    const struct timeline_text_options options = {.width = width, .ascii = ascii, .all = true};

    timeline_text_write(recording, &options, &text);
    timeline_text_hindrances(recording, &text);
    perfetto_write(recording, &text);
    pytutor_write(recording, ascii, &text);
    text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    enum { NARROWEST = 20, WIDTHS = 160 };
    struct picture_options options = {0};
    struct recording *recording;

    if (length == 0)
        return 0;
    options.width = NARROWEST + bytes[0] % WIDTHS;
    options.ascii = bytes[0] % 2 == 0;
    options.labels = bytes[0] % 3 == 0;
    options.all_objects = bytes[0] % 5 == 0;
    recording = recording_new();
    recording_append(recording, bytes + 1, length - 1, NULL);
    draw_steps(recording, &options);
    write_whole(recording, options.width, options.ascii);
    recording_free(recording);
    return 0;
}
