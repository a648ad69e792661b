#include "output/lanes_svg.h"

#include <inttypes.h>
#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "model/event_loop_words.h"
#include "model/timeline_words.h"
#include "output/svg.h"

enum {
    MARGIN = 12,
    WIDTH = 960, /* of the lanes */
    SHARE = 92,  /* of what stands behind them */
    LANE = 18,
    APART = 8,  /* lanes */
    HEAD = 58,  /* title and scale above them */
    LETTER = 7, /* of the text, which is not measured */
    TICKS = 8,
    NAME_MOST = 24,     /* letters */
    WAKINGS_MOST = 150, /* more would hide what they lead to */
    LEGEND_ROW = 20,
};
static const double shortest = 0.75; /* that is drawn by itself */

struct drawing {
    const struct recording *recording;
    const struct timeline *timeline;
    struct text *out;
    uint64_t from, to;
    int names; /* width of what stands before the lanes */
    size_t lanes, tasks;
    size_t wakings;
};

/* ---- looks ---- */

static const char style[] =
    "text{font:12px system-ui,sans-serif;fill:#1b1b1b}.ground{fill:#fff}.lane{fill:#f4f4f2}.tick{stroke:#ddd}\n"
    ".title{font-weight:bold;font-size:14px}.dim{fill:#6a6a6a}.in{fill:#fff;font-size:11px}.on{font-size:11px}\n"
    ".holds{fill:#0072b2}.stuck{fill:url(#stuck)}.wants{fill:url(#wants)}.blocked{fill:#d9dcd9}\n"
    ".native{fill:#9ecdf0}.foreign{fill:#e8e0cc}.attached{fill:#008a63}.suspended{fill:url(#stopped)}\n"
    ".runs{fill:#008a63}.waits{fill:#d9dcd9}.ready{fill:url(#wants)}\n"
    ".ask{fill:#c04f00}.gc{fill:#cc79a7}.wake{fill:none;stroke:#b4568c;stroke-width:1.2}\n"
    "@media(prefers-color-scheme:dark){text{fill:#e6e6e6}.ground{fill:#161616}.lane{fill:#202020}\n"
    ".tick{stroke:#383838}.dim{fill:#9a9a9a}.in{fill:#0b0b0b}.holds{fill:#3c9bdc}.blocked,.waits{fill:#4a4d4a}\n"
    ".native{fill:#2b5a7a}.foreign{fill:#5a5340}.attached,.runs{fill:#2fc99c}.ask{fill:#ff8a3d}\n"
    ".wake{stroke:#e08fb8}}\n";

/* Hatched, so that nobody needs to tell colours apart. */
static const char patterns[] =
    "<defs>"
    "<pattern id=\"wants\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
    "<rect width=\"5\" height=\"5\" fill=\"#f6d9a0\"/><rect width=\"2\" height=\"5\" fill=\"#d08a00\"/></pattern>"
    "<pattern id=\"stuck\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(-45)\">"
    "<rect width=\"6\" height=\"6\" fill=\"#0072b2\"/><rect width=\"2\" height=\"6\" fill=\"#bcdcf2\"/></pattern>"
    "<pattern id=\"stopped\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
    "<rect width=\"4\" height=\"4\" fill=\"#f3c6b0\"/><rect width=\"4\" height=\"2\" fill=\"#c04f00\"/></pattern>"
    "<marker id=\"head\" viewBox=\"0 0 6 6\" refX=\"6\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" "
    "orient=\"auto\">"
    "<path d=\"M0 0L6 3L0 6Z\" fill=\"#b4568c\"/></marker></defs>\n";

const struct lanes_look lanes_looks[TIMELINE_STATE_COUNT] = {
    [TIMELINE_HOLDS] = {"holds", TRANSLATE_LATER("holds the GIL"), NULL},
    [TIMELINE_STUCK] = {"stuck", TRANSLATE_LATER("waits in a call and holds the GIL"), NULL},
    [TIMELINE_WANTS] = {"wants", TRANSLATE_LATER("wants the GIL"), NULL},
    [TIMELINE_ASKED] = {"wants", TRANSLATE_LATER("wants the GIL, has asked for a drop"), NULL},
    [TIMELINE_BLOCKED] = {"blocked", TRANSLATE_LATER("waits in a call"), NULL},
    [TIMELINE_NATIVE] = {"native", TRANSLATE_LATER("runs native code, without the GIL"), NULL},
    [TIMELINE_FOREIGN] = {"foreign", TRANSLATE_LATER("a process that is not looked into"), NULL},
    [TIMELINE_ATTACHED] = {"attached", TRANSLATE_LATER("attached: runs Python code, beside others"), NULL},
    [TIMELINE_SUSPENDED] = {"suspended", TRANSLATE_LATER("stands still: another thread has stopped the world"), NULL},
};

const struct lanes_look lanes_task_looks[TASK_STATE_COUNT] = {
    [TASK_READY] = {"ready", TRANSLATE_LATER("a task that is ready, and waits for its turn"),
                    TRANSLATE_LATER("in the ready queue")},
    [TASK_RUNS] = {"runs", TRANSLATE_LATER("a task that runs"), TRANSLATE_LATER("runs")},
    [TASK_WAITS] = {"waits", TRANSLATE_LATER("a task that waits"), TRANSLATE_LATER("waits")},
};

/* ---- places ---- */

static double x_of(const struct drawing *drawing, uint64_t time)
{
    double part = time <= drawing->from ? 0 : (double)(time - drawing->from) / (double)(drawing->to - drawing->from);

    return MARGIN + drawing->names + (part < 1 ? part : 1) * WIDTH;
}

static int y_of(size_t row)
{
    return HEAD + (int)row * (LANE + APART);
}

static void write_clean(struct drawing *drawing, const struct text *text)
{
    svg_write_text(drawing->out, text_string(text), text->length);
}

static void write_label(struct drawing *drawing, double x, double y, const char *class, const char *anchor,
                        const char *words)
{
    text_format(drawing->out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", class, x, y, anchor);
    svg_write_text(drawing->out, words, strlen(words));
    text_add(drawing->out, "</text>\n");
}

/* ---- what is above the lanes ---- */

/* A round number of nanoseconds, so that about TICKS of them make the whole. */
static uint64_t tick_of(uint64_t length)
{
    uint64_t tick = 1;

    while (length / tick > TICKS) {
        if (length / (tick * 2) <= TICKS)
            return tick * 2;
        if (length / (tick * 5) <= TICKS)
            return tick * 5;
        tick *= 10;
    }
    return tick;
}

static void write_scale(struct drawing *drawing, int bottom)
{
    uint64_t tick = tick_of(drawing->to - drawing->from);

    for (uint64_t time = drawing->from; time <= drawing->to; time += tick) {
        struct text words = TEXT_EMPTY;
        double x = x_of(drawing, time);

        timeline_words_time(time - drawing->from, false, &words);
        text_format(drawing->out, "<path class=\"tick\" d=\"M%.1f %dV%d\"/>", x, HEAD - 6, bottom);
        write_label(drawing, x, HEAD - 12, "dim", "middle", text_string(&words));
        text_free(&words);
    }
}

static void write_title(struct drawing *drawing)
{
    const char *program = recording_meta(drawing->recording, "program"), *slash;
    struct text title = TEXT_EMPTY;

    program = program != NULL ? program : "program";
    slash = strrchr(program, '/');
    text_format(&title, "%s · %s · ", slash != NULL && slash[1] != '\0' ? slash + 1 : program,
                timeline_words_subject(drawing->recording));
    timeline_words_time(drawing->to - drawing->from, false, &title);
    text_add(&title, " · ");
    timeline_words_version(drawing->recording, &title);
    write_label(drawing, MARGIN, MARGIN + 12, "title", "start", text_string(&title));
    text_free(&title);
}

/* ---- pieces ---- */

/* A stretch of a lane, with what is told when one points at it.  `inside` is written into it where there is room. */
static void write_piece(struct drawing *drawing, double from, double to, int y, const char *class,
                        const struct text *told, const struct text *inside)
{
    int letters = utf8_width(text_string(inside), inside->length);

    text_format(drawing->out, "<rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"><title>", class,
                from, y, to - from, LANE);
    write_clean(drawing, told);
    text_add(drawing->out, "</title></rect>\n");
    if (letters > 0 && to - from >= (letters + 1) * LETTER)
        write_label(drawing, (from + to) / 2, y + LANE - 5,
                    strcmp(class, "blocked") == 0 || strcmp(class, "waits") == 0 || strcmp(class, "native") == 0
                        ? "on"
                        : "in",
                    "middle", text_string(inside));
}

/* Pieces that are too short to be drawn one by one. */
struct dust {
    double from, to; /* `to` < 0: none */
    uint64_t times[TIMELINE_STATE_COUNT];
    size_t count;
};

static void write_dust(struct drawing *drawing, struct dust *dust, int y, const struct lanes_look *of)
{
    struct text told = TEXT_EMPTY, nothing = TEXT_EMPTY;
    size_t most = 1;

    for (size_t i = 1; i < TIMELINE_STATE_COUNT; i++)
        if (dust->times[i] > dust->times[most])
            most = i;
    if (dust->count > 0 && of[most].class != NULL) {
        text_format(&told, "%zu short times together, mostly: %s", dust->count, translate(of[most].words));
        write_piece(drawing, dust->from, dust->to, y, of[most].class, &told, &nothing);
    }
    *dust = (struct dust){.to = -1};
    text_free(&told);
}

/* Takes a piece in where it is too short to be seen; false where it is not. */
static bool is_dust(struct drawing *drawing, struct dust *dust, uint64_t start, uint64_t end, size_t state, int y,
                    const struct lanes_look *of)
{
    double from = x_of(drawing, start), to = x_of(drawing, end);

    if (to - from >= shortest) {
        write_dust(drawing, dust, y, of);
        return false;
    }
    if (dust->count == 0)
        dust->from = from;
    dust->to = to;
    dust->times[state] += end - start;
    dust->count++;
    if (dust->to - dust->from >= shortest)
        write_dust(drawing, dust, y, of);
    return true;
}

/* ---- threads ---- */

/* "holds the GIL · 5.02 ms, from 12.1 ms on · burn():3" */
static void tell_slice(const struct drawing *drawing, const struct timeline_slice *slice, struct text *told)
{
    uint64_t end = timeline_slice_end(drawing->timeline, slice);
    struct text call = TEXT_EMPTY, place = TEXT_EMPTY;

    timeline_words_call(drawing->recording, slice, &call);
    timeline_words_place(drawing->recording, slice->place, &place);
    text_add(told, translate(lanes_looks[slice->state].words));
    if (call.length > 0)
        text_format(told, ": %s", text_string(&call));
    text_add(told, " · ");
    timeline_words_time(end - slice->start, false, told);
    text_format(told, ", %s ", translate("from"));
    timeline_words_time(slice->start, false, told);
    if (place.length > 0)
        text_format(told, " · %s", text_string(&place));
    if (slice->state == TIMELINE_HOLDS && slice->asked)
        text_format(told, " · %s", translate("dropped because another thread asked"));
    text_free(&call);
    text_free(&place);
}

static void write_slice(struct drawing *drawing, const struct timeline_slice *slice, int y)
{
    struct text told = TEXT_EMPTY, inside = TEXT_EMPTY;

    tell_slice(drawing, slice, &told);
    if (slice->state == TIMELINE_BLOCKED || slice->state == TIMELINE_STUCK)
        timeline_words_call(drawing->recording, slice, &inside);
    else if (slice->state != TIMELINE_WANTS && slice->state != TIMELINE_ASKED)
        timeline_words_place(drawing->recording, slice->place, &inside);
    write_piece(drawing, x_of(drawing, slice->start), x_of(drawing, timeline_slice_end(drawing->timeline, slice)), y,
                lanes_looks[slice->state].class, &told, &inside);
    text_free(&told);
    text_free(&inside);
}

static void write_requests(struct drawing *drawing, size_t lane, int y)
{
    double last = -1;

    for (size_t i = 0; i < timeline_requests(drawing->timeline, lane); i++) {
        double x = x_of(drawing, timeline_request(drawing->timeline, lane, i));

        if (x - last < 2)
            continue;
        last = x;
        text_format(drawing->out,
                    "<path class=\"ask\" d=\"M%.1f %dL%.1f %dH%.1fZ\"><title>asks for a drop</title></path>\n", x, y,
                    x - 3, y - 5, x + 3);
    }
}

/* From who ended a wait to who waited, where both have a lane here. */
static void write_waking(struct drawing *drawing, size_t lane, const struct timeline_slice *slice)
{
    uint64_t end = timeline_slice_end(drawing->timeline, slice);
    struct timeline_waking waking = timeline_waking(drawing->timeline, slice, end);
    double from, to = x_of(drawing, end);
    size_t other;
    int down;

    if (slice->end == TIMELINE_OPEN || waking.thread == 0 || to - x_of(drawing, slice->start) < 2 ||
        !timeline_find_lane(drawing->timeline, waking.thread, &other) || other == lane || other >= drawing->lanes)
        return;
    if (drawing->wakings++ >= WAKINGS_MOST)
        return;
    from = x_of(drawing, waking.time);
    down = other < lane;
    text_format(drawing->out,
                "<path class=\"wake\" marker-end=\"url(#head)\" d=\"M%.1f %dC%.1f %d %.1f %d %.1f %d\"/>\n", from,
                y_of(other) + (down ? LANE : 0), from, y_of(other) + (down ? LANE + 12 : -12), to,
                y_of(lane) + (down ? -12 : LANE + 12), to, y_of(lane) + (down ? 0 : LANE));
}

static void write_share(struct drawing *drawing, size_t lane, int y)
{
    bool is_free = timeline_is_free(drawing->timeline);
    struct timeline_sums sums;
    struct text words = TEXT_EMPTY;
    uint64_t held;

    timeline_sum(drawing->timeline, lane, drawing->from, drawing->to, &sums);
    held = sums.times[TIMELINE_HOLDS] + sums.times[TIMELINE_STUCK] + (is_free ? sums.times[TIMELINE_ATTACHED] : 0);
    text_format(&words, "%s %.0f %%", is_free ? translate("attached") : translate("held"),
                (double)held * 100 / (double)(drawing->to - drawing->from));
    write_label(drawing, MARGIN + drawing->names + WIDTH + 8, y + LANE - 5, "dim", "start", text_string(&words));
    text_free(&words);
}

static void write_ground(struct drawing *drawing, int y, const struct text *name)
{
    write_label(drawing, MARGIN + drawing->names - 8, y + LANE - 5, "name", "end", text_string(name));
    text_format(drawing->out, "<rect class=\"lane\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
                MARGIN + drawing->names, y, WIDTH, LANE);
}

static void write_lane(struct drawing *drawing, size_t lane)
{
    struct dust dust = {.to = -1};
    struct text name = TEXT_EMPTY;
    int y = y_of(lane);

    timeline_words_short_thread(drawing->recording, timeline_lane(drawing->timeline, lane)->thread, NAME_MOST, false,
                                &name);
    write_ground(drawing, y, &name);
    for (size_t i = 0; i < timeline_slices(drawing->timeline, lane); i++) {
        const struct timeline_slice *slice = timeline_slice(drawing->timeline, lane, i);

        if (slice->state != TIMELINE_ABSENT &&
            !is_dust(drawing, &dust, slice->start, timeline_slice_end(drawing->timeline, slice), slice->state, y,
                     lanes_looks))
            write_slice(drawing, slice, y);
    }
    write_dust(drawing, &dust, y, lanes_looks);
    write_requests(drawing, lane, y);
    write_share(drawing, lane, y);
    text_free(&name);
}

static void write_collections(struct drawing *drawing)
{
    for (size_t i = 0; i < timeline_collections(drawing->timeline); i++) {
        const struct timeline_collection *pause = timeline_collection(drawing->timeline, i);
        double from = x_of(drawing, pause->start), to = x_of(drawing, pause->end);
        struct text told = TEXT_EMPTY;
        size_t lane;

        if (!timeline_find_lane(drawing->timeline, pause->thread, &lane) || lane >= drawing->lanes)
            continue;
        text_format(&told, "garbage collector, generation %" PRIu32 ": ", pause->generation);
        timeline_words_time(pause->end - pause->start, false, &told);
        text_format(drawing->out, "<rect class=\"gc\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"4\"><title>", from,
                    y_of(lane) + LANE - 4, to - from > 1 ? to - from : 1);
        write_clean(drawing, &told);
        text_add(drawing->out, "</title></rect>\n");
        text_free(&told);
    }
}

static void write_wakings(struct drawing *drawing)
{
    for (size_t lane = 0; lane < drawing->lanes; lane++)
        for (size_t i = 0; i < timeline_slices(drawing->timeline, lane); i++) {
            const struct timeline_slice *slice = timeline_slice(drawing->timeline, lane, i);

            if (slice->state == TIMELINE_BLOCKED)
                write_waking(drawing, lane, slice);
        }
}

/* ---- tasks of event loops ---- */

static void write_task_slice(struct drawing *drawing, const struct task_slice *slice, uint64_t end, int y)
{
    const struct loop_run *run =
        event_loops_run(timeline_event_loops(drawing->timeline), slice->state == TASK_WAITS ? slice->run : 0);
    struct text told = TEXT_EMPTY, inside = TEXT_EMPTY;

    if (run != NULL)
        event_words_await(drawing->recording, run, false, &inside);
    text_add(&told, translate(lanes_task_looks[slice->state].words));
    if (inside.length > 0)
        text_format(&told, ": %s", text_string(&inside));
    text_add(&told, " · ");
    timeline_words_time(end - slice->start, false, &told);
    text_format(&told, ", %s ", translate("from"));
    timeline_words_time(slice->start, false, &told);
    write_piece(drawing, x_of(drawing, slice->start), x_of(drawing, end), y, lanes_task_looks[slice->state].class,
                &told, &inside);
    text_free(&told);
    text_free(&inside);
}

static void write_task(struct drawing *drawing, uint32_t task, int y)
{
    const struct event_loops *loops = timeline_event_loops(drawing->timeline);
    struct dust dust = {.to = -1};
    struct text name = TEXT_EMPTY;

    event_words_task(drawing->recording, task, &name);
    if (utf8_width(text_string(&name), name.length) > NAME_MOST) {
        text_truncate(&name, utf8_fit(text_string(&name), name.length, NAME_MOST - 1));
        text_add(&name, "…");
    }
    write_ground(drawing, y, &name);
    for (size_t i = 0; i < event_loops_slices(loops, task); i++) {
        const struct task_slice *slice = event_loops_slice(loops, task, i);
        uint64_t end = slice->end != EVENT_LOOP_OPEN ? slice->end : drawing->to;

        if (slice->state != TASK_ABSENT &&
            !is_dust(drawing, &dust, slice->start, end, slice->state, y, lanes_task_looks))
            write_task_slice(drawing, slice, end, y);
    }
    write_dust(drawing, &dust, y, lanes_task_looks);
    text_free(&name);
}

/* ---- below the lanes ---- */

/* What stands in the legend, entry after entry, in as many rows as it needs. */
struct legend {
    double x;
    int y;
};

/* Returns where the entry's sign belongs. */
static struct legend write_entry(struct drawing *drawing, struct legend *legend, const char *words)
{
    struct legend at;
    int width = 19 + (int)(strlen(words) + 2) * LETTER;

    if (legend->x + width > MARGIN + drawing->names + WIDTH && legend->x > MARGIN + drawing->names) {
        legend->x = MARGIN + drawing->names;
        legend->y += LEGEND_ROW;
    }
    at = *legend;
    write_label(drawing, at.x + 19, at.y + 10, "dim", "start", words);
    legend->x += width;
    return at;
}

static void write_states(struct drawing *drawing, struct legend *legend, const struct lanes_look *of,
                         const bool *occurs, size_t count)
{
    for (size_t state = 1; state < count; state++)
        if (occurs[state]) {
            struct legend at = write_entry(drawing, legend, translate(of[state].words));

            text_format(drawing->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"14\" height=\"12\"/>",
                        of[state].class, at.x, at.y);
        }
}

static void write_marks(struct drawing *drawing, struct legend *legend, bool requests)
{
    struct legend at;

    if (requests) {
        at = write_entry(drawing, legend, translate("asks for a drop"));
        text_format(drawing->out, "<path class=\"ask\" d=\"M%.1f %dl-4 -6h8Z\"/>", at.x + 8, at.y + 9);
    }
    if (drawing->wakings > 0) {
        struct text words = TEXT_EMPTY;

        text_add(&words, translate("ends a wait"));
        if (drawing->wakings > WAKINGS_MOST)
            text_format(&words, " (the first %d of %zu)", (int)WAKINGS_MOST, drawing->wakings);
        at = write_entry(drawing, legend, text_string(&words));
        text_free(&words);
        text_format(drawing->out, "<path class=\"wake\" marker-end=\"url(#head)\" d=\"M%.1f %dh14\"/>", at.x,
                    at.y + 6);
    }
    if (timeline_collections(drawing->timeline) > 0) {
        at = write_entry(drawing, legend, translate("garbage collector"));
        text_format(drawing->out, "<rect class=\"gc\" x=\"%.1f\" y=\"%d\" width=\"14\" height=\"4\"/>", at.x,
                    at.y + 4);
    }
}

/* Of what occurs.  Returns the height below it. */
static int write_legend(struct drawing *drawing, int y)
{
    bool occurs[TIMELINE_STATE_COUNT] = {false}, of_tasks[TASK_STATE_COUNT] = {false}, requests = false;
    const struct event_loops *loops = timeline_event_loops(drawing->timeline);
    struct legend legend = {MARGIN + drawing->names, y};

    for (size_t lane = 0; lane < drawing->lanes; lane++) {
        requests = requests || timeline_requests(drawing->timeline, lane) > 0;
        for (size_t i = 0; i < timeline_slices(drawing->timeline, lane); i++)
            occurs[timeline_slice(drawing->timeline, lane, i)->state] = true;
    }
    for (uint32_t task = 1; task <= drawing->tasks; task++)
        for (size_t i = 0; i < event_loops_slices(loops, task); i++)
            of_tasks[event_loops_slice(loops, task, i)->state] = true;
    occurs[TIMELINE_WANTS] = occurs[TIMELINE_WANTS] || occurs[TIMELINE_ASKED];
    occurs[TIMELINE_ASKED] = false;
    write_states(drawing, &legend, lanes_looks, occurs, TIMELINE_STATE_COUNT);
    write_states(drawing, &legend, lanes_task_looks, of_tasks, TASK_STATE_COUNT);
    write_marks(drawing, &legend, requests);
    return legend.y + LEGEND_ROW;
}

static void measure_names(struct drawing *drawing)
{
    int widest = 6;

    for (size_t i = 0; i < drawing->lanes + drawing->tasks; i++) {
        struct text name = TEXT_EMPTY;
        int width;

        if (i < drawing->lanes)
            timeline_words_short_thread(drawing->recording, timeline_lane(drawing->timeline, i)->thread, NAME_MOST,
                                        false, &name);
        else
            event_words_task(drawing->recording, (uint32_t)(i - drawing->lanes + 1), &name);
        width = utf8_width(text_string(&name), name.length);
        widest = width > widest ? width : widest;
        text_free(&name);
    }
    drawing->names = ((widest < NAME_MOST ? widest : NAME_MOST) + 2) * LETTER;
}

static size_t at_most(size_t count)
{
    return count < LANES_SVG_MOST ? count : LANES_SVG_MOST;
}

/* Returns the height below it. */
static int write_left_out(struct drawing *drawing, int y)
{
    size_t lanes = timeline_lanes(drawing->timeline) - drawing->lanes;
    size_t tasks = event_loops_tasks(timeline_event_loops(drawing->timeline)) - drawing->tasks;
    struct text words = TEXT_EMPTY;

    if (lanes + tasks == 0)
        return y;
    text_add(&words, "Not drawn:");
    if (lanes > 0)
        text_format(&words, " %zu more threads", lanes);
    if (tasks > 0)
        text_format(&words, "%s %zu more tasks", lanes > 0 ? "," : "", tasks);
    write_label(drawing, MARGIN + drawing->names, y + 10, "dim", "start", text_string(&words));
    text_free(&words);
    return y + LEGEND_ROW;
}

static int write_lanes(struct drawing *drawing)
{
    int below = y_of(drawing->lanes + drawing->tasks);

    write_title(drawing);
    write_scale(drawing, below - APART + 4);
    for (size_t lane = 0; lane < drawing->lanes; lane++)
        write_lane(drawing, lane);
    for (size_t task = 0; task < drawing->tasks; task++)
        write_task(drawing, (uint32_t)task + 1, y_of(drawing->lanes + task));
    write_collections(drawing);
    write_wakings(drawing);
    return below;
}

void lanes_svg_write(const struct recording *recording, struct text *out)
{
    const struct timeline *timeline = recording_timeline(recording);
    struct text lanes = TEXT_EMPTY;
    struct drawing drawing = {.recording = recording,
                              .timeline = timeline,
                              .out = &lanes,
                              .to = timeline_end(timeline) > 0 ? timeline_end(timeline) : 1,
                              .lanes = at_most(timeline_lanes(timeline)),
                              .tasks = at_most(event_loops_tasks(timeline_event_loops(timeline)))};
    int width, height;

    measure_names(&drawing);
    width = 2 * MARGIN + drawing.names + WIDTH + SHARE;
    height = write_left_out(&drawing, write_legend(&drawing, write_lanes(&drawing) + 4)) + MARGIN;
    text_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n",
                width, height, width, height);
    text_format(out, "<style>\n%s</style>\n%s<rect class=\"ground\" width=\"100%%\" height=\"100%%\"/>\n", style,
                patterns);
    text_append(out, text_string(&lanes), lanes.length);
    text_add(out, "</svg>\n");
    text_free(&lanes);
}
