/* Fuzz target: bytes as what a terminal sends, to the stepper on a small recording.  Whatever is pressed, pasted and
 * clicked, at whatever size, nothing may crash or be drawn outside of the screen. */
#include <stdint.h>
#include <stdlib.h>

#include "model/recording.h"
#include "tui/app.h"
#include "tui/input.h"
#include "tui/stepper.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void add(struct text *log, struct trace_record record)
{
    trace_encode(&record, log);
}

static struct trace_bytes bytes_of(const char *string)
{
    return (struct trace_bytes){string, strlen(string)};
}

/* a = [0], and then its element goes from 0 to 1 and back, line after line. */
static struct recording *small_recording(void)
{
    enum { STEPS = 40 };
    struct recording *recording = recording_new();
    struct text log = TEXT_EMPTY;
    uint64_t element[2][1] = {{1}, {2}};

    add(&log, (struct trace_record){TRACE_STRING, .string = {bytes_of("x.py")}});
    add(&log, (struct trace_record){TRACE_STRING, .string = {bytes_of("a")}});
    add(&log, (struct trace_record){TRACE_STRING, .string = {bytes_of("list")}});
    add(&log, (struct trace_record){TRACE_SOURCE,
                                    .source = {1, bytes_of("a = [0]\na[0] = 1\n\ta[0] = 0  # \xe6\xbc\xa2\n")}});
    add(&log, (struct trace_record){TRACE_THREAD, .thread = {1, 2}});
    add(&log, (struct trace_record){TRACE_CODE, .code = {1, 2, 2, 1, TRACE_CODE_MODULE}});
    add(&log, (struct trace_record){TRACE_FRAME, .frame = {1, 0, 0, 0}});
    add(&log, (struct trace_record){TRACE_PUSH, .push = {1, 1}});
    for (unsigned value = 0; value < 2; value++)
        add(&log, (struct trace_record){TRACE_OBJECT, .object = {.address = 16 + value,
                                                                 .type = 3,
                                                                 .kind = TRACE_OBJECT_INT,
                                                                 .length = value,
                                                                 .value = {"\0\1", 1 + value}}});
    add(&log, (struct trace_record){
                  TRACE_OBJECT,
                  .object = {
                      .address = 64, .type = 3, .kind = TRACE_OBJECT_LIST, .length = 1, .entries = {element[0], 1}}});
    add(&log, (struct trace_record){TRACE_NAME, .name = {1, 2, 0, 3}});
    for (unsigned step = 0; step < STEPS; step++) {
        if (step > 0)
            add(&log, (struct trace_record){TRACE_SPLICE,
                                            .splice = {3, 0, {element[~step & 1], 1}, {element[step & 1], 1}}});
        add(&log, (struct trace_record){TRACE_OUTPUT, .output = {1 + step % 2, bytes_of("out\tput\n\033[31m")}});
        add(&log, (struct trace_record){TRACE_STEP, .step = {1, TRACE_EVENT_LINE, 1, 1 + step % 3, 0}});
    }
    if (recording_append(recording, log.bytes, log.length, NULL) != STATUS_OK)
        abort();
    text_free(&log);
    return recording;
}

static void send(struct app *app, struct input *input, const uint8_t *bytes, size_t length)
{
    struct event event;
    int x, y;

    input_feed(input, (const char *)bytes, length);
    while (!app_is_done(app) && input_next(input, true, &event))
        app_event(app, &event);
    app_advance(app);
    if (!app_is_done(app))
        app_draw(app, &x, &y);
}

/* Each piece: how wide, how high, how many bytes, the bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const struct tui_options options = {0};
    struct input input = INPUT_NOTHING;
    struct app *app = app_new(&options);

    setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1); /* snippets find no place, so none is run */
    setenv("TMPDIR", "/dev/null/nowhere", 1);
    stepper_push_recording(app, small_recording(), "fuzz");
    while (length > 3 && !app_is_done(app)) {
        size_t piece = bytes[2] < length - 3 ? bytes[2] : length - 3;

        app_resize(app, 1 + bytes[0] % 128, 1 + bytes[1] % 64);
        send(app, &input, bytes + 3, piece);
        bytes += 3 + piece;
        length -= 3 + piece;
    }
    app_free(app);
    input_free(&input);
    return 0;
}
