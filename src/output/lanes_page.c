/* What the page's script is given, times in nanoseconds:
 *
 *     words   ["join(cook-1)", …]            what slices refer to by numbers, 0 for none; the first is ""
 *     places  [[file, line, "burn():3"], …]  the same
 *     states  [["holds", "holds the GIL", "holds the GIL"], …]  class, in the legend, beside a name
 *     lanes   [{"name": "cook-1", "slices": [0, 5021000, 1, 0, 3, …]}, …]
 *                 five numbers a slice: from the end of the one before, how long, the state, a word, a place
 *     wakings [[lane, time, lane, time], …]  who ended whose wait */
#include "output/lanes_page.h"

#include <inttypes.h>
#include <string.h>

#include "base/translate.h"
#include "model/event_loop_words.h"
#include "model/sentence.h"
#include "model/timeline_words.h"
#include "output/json_text.h"
#include "output/lanes_svg.h"
#include "output/page_parts.h"
#include "output/svg.h"

_Static_assert(TIMELINE_STATE_COUNT + TASK_STATE_COUNT <= 32, "a state and ASKED are told apart");

enum {
    NUMBERS = 5,     /* a slice */
    ASKED = 32,      /* added to the state of a slice that ended because another thread asked */
    NOTES_MOST = 50, /* sentences about what is worth a look */
    WAKINGS_MOST = 20000
};

struct lanes_page {
    const struct recording *recording;
    const struct timeline *timeline;
    const struct event_loops *loops;
    uint64_t to;                     /* ns: the page's end */
    struct page_texts words, places; /* places: their JSON */
    page_files files;
    struct text lanes, wakings;
    size_t waking_count; /* those that are left out, too */
};

/* ---- texts ---- */

/* Number 0 is nothing. */
static void words_begin(struct page_texts *words)
{
    struct text nothing = TEXT_EMPTY;

    page_text_number(words, &nothing);
    text_free(&nothing);
}

static size_t place_number(struct lanes_page *page, struct timeline_place place)
{
    struct text json = TEXT_EMPTY, words = TEXT_EMPTY;
    size_t number = 0;

    if (place.code != 0 && place.line != 0) {
        timeline_words_place(page->recording, place, &words);
        text_format(&json, "[%zu,%" PRIu32 ",",
                    page_file_number(&page->files, recording_code(page->recording, place.code)->file), place.line);
        page_json_clean(&json, text_string(&words), words.length);
        text_add(&json, "]");
        number = page_text_number(&page->places, &json);
    }
    text_free(&json);
    text_free(&words);
    return number;
}

/* ---- slices ---- */

static void write_slice(struct lanes_page *page, uint64_t *last, uint64_t start, uint64_t end, const size_t rest[3])
{
    uint64_t until = end < page->to ? end : page->to;

    text_format(&page->lanes, "%s%" PRIu64 ",%" PRIu64 ",%zu,%zu,%zu",
                page->lanes.bytes[page->lanes.length - 1] == '[' ? "" : ",", start - *last, until - start, rest[0],
                rest[1], rest[2]);
    *last = until;
}

static void write_thread_slices(struct lanes_page *page, size_t lane)
{
    uint64_t last = 0;

    for (size_t i = 0; i < timeline_slices(page->timeline, lane); i++) {
        const struct timeline_slice *slice = timeline_slice(page->timeline, lane, i);
        struct text call = TEXT_EMPTY;

        if (slice->start >= page->to)
            break;
        if (slice->state == TIMELINE_ABSENT)
            continue;
        timeline_words_call(page->recording, slice, &call);
        write_slice(page, &last, slice->start, timeline_slice_end(page->timeline, slice),
                    (size_t[]){(size_t)slice->state + (slice->state == TIMELINE_HOLDS && slice->asked ? ASKED : 0),
                               page_text_number(&page->words, &call), place_number(page, slice->place)});
        text_free(&call);
    }
}

/* States of tasks are numbered behind those of threads. */
static void write_task_slices(struct lanes_page *page, uint32_t task)
{
    uint64_t last = 0;

    for (size_t i = 0; i < event_loops_slices(page->loops, task); i++) {
        const struct task_slice *slice = event_loops_slice(page->loops, task, i);
        const struct loop_run *run = event_loops_run(page->loops, slice->state == TASK_WAITS ? slice->run : 0);
        struct timeline_place place = {0};
        struct text words = TEXT_EMPTY;

        if (slice->start >= page->to)
            break;
        if (slice->state == TASK_ABSENT)
            continue;
        if (run != NULL) {
            event_words_await(page->recording, run, false, &words);
            place = (struct timeline_place){run->code, run->line, run->callee};
        }
        write_slice(page, &last, slice->start, slice->end != EVENT_LOOP_OPEN ? slice->end : page->to,
                    (size_t[]){TIMELINE_STATE_COUNT + (size_t)slice->state, page_text_number(&page->words, &words),
                               place_number(page, place)});
        text_free(&words);
    }
}

/* ---- lanes ---- */

static void begin_lane(struct lanes_page *page, const struct text *name, const char *sort)
{
    text_add(&page->lanes, page->lanes.length > 0 ? ",\n{\"name\":" : "{\"name\":");
    page_json_clean(&page->lanes, text_string(name), name->length);
    text_format(&page->lanes, ",\"sort\":\"%s\",\"slices\":[", sort);
}

static void write_thread(struct lanes_page *page, size_t lane)
{
    struct text name = TEXT_EMPTY;
    const char *between = "";

    timeline_words_thread(page->recording, timeline_lane(page->timeline, lane)->thread, &name);
    begin_lane(page, &name, "thread");
    write_thread_slices(page, lane);
    text_add(&page->lanes, "],\"asks\":[");
    for (size_t i = 0; i < timeline_requests(page->timeline, lane); i++) {
        uint64_t time = timeline_request(page->timeline, lane, i);

        if (time > page->to)
            break;
        text_format(&page->lanes, "%s%" PRIu64, between, time);
        between = ",";
    }
    text_add(&page->lanes, "]}");
    text_free(&name);
}

static void write_task(struct lanes_page *page, uint32_t task)
{
    struct text name = TEXT_EMPTY;

    event_words_task(page->recording, task, &name);
    begin_lane(page, &name, "task");
    write_task_slices(page, task);
    text_add(&page->lanes, "],\"asks\":[]}");
    text_free(&name);
}

static void write_waking(struct lanes_page *page, size_t from, uint64_t since, size_t to, uint64_t time)
{
    if (time > page->to || page->waking_count++ >= WAKINGS_MOST)
        return;
    text_format(&page->wakings, "%s[%zu,%" PRIu64 ",%zu,%" PRIu64 "]", page->waking_count > 1 ? "," : "", from, since,
                to, time);
}

static void write_thread_wakings(struct lanes_page *page, size_t lane)
{
    for (size_t i = 0; i < timeline_slices(page->timeline, lane); i++) {
        const struct timeline_slice *slice = timeline_slice(page->timeline, lane, i);
        struct timeline_waking waking;
        size_t other;

        if (slice->state != TIMELINE_BLOCKED || slice->end == TIMELINE_OPEN)
            continue;
        waking = timeline_waking(page->timeline, slice, slice->end);
        if (waking.thread != 0 && timeline_find_lane(page->timeline, waking.thread, &other) && other != lane)
            write_waking(page, other, waking.time, lane, slice->end);
    }
}

static void write_task_wakings(struct lanes_page *page, uint32_t task)
{
    size_t threads = timeline_lanes(page->timeline);

    for (size_t i = 0; i < event_loops_slices(page->loops, task); i++) {
        const struct task_slice *slice = event_loops_slice(page->loops, task, i);
        struct waker waker;

        if (slice->state != TASK_READY || slice->ready == 0)
            continue;
        waker = event_loops_waker(page->loops, slice->ready);
        if (waker.sort == WAKER_TASK && waker.task != task)
            write_waking(page, threads + waker.task - 1, waker.time, threads + task - 1, slice->start);
    }
}

static void write_lanes(struct lanes_page *page)
{
    for (size_t lane = 0; lane < timeline_lanes(page->timeline); lane++) {
        write_thread(page, lane);
        write_thread_wakings(page, lane);
    }
    for (uint32_t task = 1; task <= event_loops_tasks(page->loops); task++) {
        write_task(page, task);
        write_task_wakings(page, task);
    }
}

/* ---- how much there is room for ---- */

static size_t slices_before(const struct lanes_page *page, uint64_t time)
{
    size_t count = 0;

    for (size_t lane = 0; lane < timeline_lanes(page->timeline); lane++) {
        size_t all = timeline_slices(page->timeline, lane), index;

        if (all == 0 || timeline_slice(page->timeline, lane, 0)->start >= time)
            continue;
        count += timeline_slice_at(page->timeline, lane, time, &index) ? index + 1 : all;
    }
    for (uint32_t task = 1; task <= event_loops_tasks(page->loops); task++) {
        size_t ended = event_loops_slice_at(page->loops, task, time);

        count += ended < event_loops_slices(page->loops, task) ? ended + 1 : ended;
    }
    return count;
}

/* The last time before which there are not too many. */
static uint64_t end_of(const struct lanes_page *page)
{
    uint64_t good = 0, bad = timeline_end(page->timeline) > 0 ? timeline_end(page->timeline) : 1;

    if (slices_before(page, bad) <= LANES_PAGE_SLICES)
        return bad;
    while (bad - good > 1) {
        uint64_t middle = good + (bad - good) / 2;

        if (slices_before(page, middle) <= LANES_PAGE_SLICES)
            good = middle;
        else
            bad = middle;
    }
    return good > 0 ? good : 1;
}

/* ---- the rest ---- */

static void write_collections(const struct lanes_page *page, struct text *out)
{
    const char *between = "";

    for (size_t i = 0; i < timeline_collections(page->timeline); i++) {
        const struct timeline_collection *pause = timeline_collection(page->timeline, i);
        size_t lane;

        if (pause->end > page->to || !timeline_find_lane(page->timeline, pause->thread, &lane))
            continue;
        text_format(out, "%s[%zu,%" PRIu64 ",%" PRIu64 ",%" PRIu32 ",%" PRIu64 "]", between, lane, pause->start,
                    pause->end, pause->generation, pause->collected);
        between = ",";
    }
}

static void write_note(struct text *out, uint64_t time, const struct text *words)
{
    text_format(out, "%s[%" PRIu64 ",", out->bytes[out->length - 1] == '[' ? "" : ",", time);
    page_json_clean(out, text_string(words), words->length);
    text_add(out, "]");
}

/* "The longest wait: cook-2 wanted the GIL for 5.31 ms." */
static void tell_wait(const struct lanes_page *page, size_t lane, const struct timeline_slice *slice,
                      struct text *words)
{
    struct text thread = TEXT_EMPTY, time = TEXT_EMPTY;

    timeline_words_thread(page->recording, timeline_lane(page->timeline, lane)->thread, &thread);
    timeline_words_time(timeline_slice_end(page->timeline, slice) - slice->start, false, &time);
    sentence_write(slice->state == TIMELINE_SUSPENDED ? "The longest wait: {thread} stood still for {time}."
                                                      : "The longest wait: {thread} wanted the GIL for {time}.",
                   SENTENCE_PLACES({"thread", text_string(&thread)}, {"time", text_string(&time)}), words);
    text_free(&thread);
    text_free(&time);
}

/* What is worth a look: `[time, sentence]`. */
static void write_notes(const struct lanes_page *page, struct text *out)
{
    struct text words = TEXT_EMPTY;
    uint64_t time;
    size_t lane, index;

    timeline_words_circle(page->recording, page->to, &words);
    if (words.length > 0)
        write_note(out, page->to, &words);
    for (size_t i = 0; i < event_loops_blocked(page->loops) && i < NOTES_MOST; i++) {
        const struct loop_run *run = event_loops_run(page->loops, event_loops_blocked_run(page->loops, i));

        text_clear(&words);
        event_words_blocked(page->recording, run, false, &words);
        if (run->start <= page->to)
            write_note(out, run->start, &words);
    }
    if (timeline_longest_wait(page->timeline, &time, &lane) && time <= page->to &&
        timeline_slice_at(page->timeline, lane, time, &index)) {
        text_clear(&words);
        tell_wait(page, lane, timeline_slice(page->timeline, lane, index), &words);
        write_note(out, time, &words);
    }
    text_free(&words);
}

static void write_states(struct text *out)
{
    for (size_t i = 0; i < TIMELINE_STATE_COUNT + TASK_STATE_COUNT; i++) {
        const struct lanes_look *look =
            i < TIMELINE_STATE_COUNT ? &lanes_looks[i] : &lanes_task_looks[i - TIMELINE_STATE_COUNT];

        text_format(out, "%s[\"%s\",", i > 0 ? "," : "", look->class != NULL ? look->class : "");
        json_string(out, look->words != NULL ? translate(look->words) : "");
        text_add(out, ",");
        json_string(out, look->doing != NULL   ? translate(look->doing)
                         : look->words != NULL ? translate(look->words)
                                               : "");
        text_add(out, "]");
    }
}

static void write_run(void *context, struct text *out)
{
    const struct lanes_page *page = context;
    size_t blocked = event_loops_blocked(page->loops);
    struct text version = TEXT_EMPTY;

    timeline_words_version(page->recording, &version);
    text_add(out, "{\"title\":");
    page_json_clean(out, page_title(page->recording), strlen(page_title(page->recording)));
    text_add(out, ",\"subject\":");
    page_json(out, timeline_words_subject(page->recording), strlen(timeline_words_subject(page->recording)));
    text_add(out, ",\"python\":");
    page_json(out, text_string(&version), version.length);
    text_format(out,
                ",\"to\":%" PRIu64 ",\"end\":%" PRIu64
                ",\"free\":%s,\"asked\":%d,\"numbers\":%d,\"wakings_in_all\":%zu,\"notes_left_out\":%zu,\"states\":[",
                page->to, timeline_end(page->timeline), timeline_is_free(page->timeline) ? "true" : "false",
                (int)ASKED, (int)NUMBERS, page->waking_count, blocked > NOTES_MOST ? blocked - NOTES_MOST : 0);
    write_states(out);
    text_add(out, "],\n\"lanes\":[");
    text_append(out, text_string(&page->lanes), page->lanes.length);
    text_add(out, "],\n\"wakings\":[");
    text_append(out, text_string(&page->wakings), page->wakings.length);
    text_add(out, "],\n\"collections\":[");
    write_collections(page, out);
    text_add(out, "],\n\"notes\":[");
    write_notes(page, out);
    text_add(out, "],\n\"words\":[");
    for (size_t i = 0; i < page->words.texts.count; i++) {
        text_add(out, i > 0 ? "," : "");
        page_json_clean(out, page->words.texts.items[i], strlen(page->words.texts.items[i]));
    }
    text_add(out, "],\n\"places\":[[0,0,\"\"]");
    for (size_t i = 1; i < page->places.texts.count; i++)
        text_format(out, ",%s", page->places.texts.items[i]);
    text_add(out, "],\n\"files\":[");
    page_json_files(page->recording, &page->files, out);
    text_add(out, "]}\n");
    text_free(&version);
}

/* What stands in {{ }} in the page. */
static const char *const page_words[] = {
    TRANSLATE_LATER("en"),
    TRANSLATE_LATER("Zooming needs JavaScript. This is the whole:"),
    TRANSLATE_LATER("Time"),
    TRANSLATE_LATER("Zoom out"),
    TRANSLATE_LATER("Zoom in"),
    TRANSLATE_LATER("All of it"),
    TRANSLATE_LATER("all"),
    TRANSLATE_LATER("Earlier"),
    TRANSLATE_LATER("Later"),
    TRANSLATE_LATER("The event before"),
    TRANSLATE_LATER("The next event"),
    TRANSLATE_LATER("wheel: zoom · drag: pan · ↑ ↓ choose a lane · [ ] its slices"),
    TRANSLATE_LATER("Worth a look"),
    TRANSLATE_LATER("since"),
    TRANSLATE_LATER("from now on"),
    TRANSLATE_LATER("from"),
    TRANSLATE_LATER("until"),
    TRANSLATE_LATER("dropped because another thread asked"),
    TRANSLATE_LATER("At"),
    TRANSLATE_LATER("Lane"),
    TRANSLATE_LATER("What it does"),
    TRANSLATE_LATER("attached or runs, in view"),
    TRANSLATE_LATER("holds or runs, in view"),
    TRANSLATE_LATER("not there"),
    TRANSLATE_LATER("more:"),
    TRANSLATE_LATER("asks for a drop"),
    TRANSLATE_LATER("ends a wait"),
    TRANSLATE_LATER("garbage collector"),
    TRANSLATE_LATER("on this page only the first"),
    TRANSLATE_LATER("arrows, once one zooms in:"),
    TRANSLATE_LATER("The first lanes"),
};

static void write_still(void *context, struct text *out)
{
    lanes_svg_write(((const struct lanes_page *)context)->recording, out);
}

uint64_t lanes_page_write(const struct recording *recording, struct text *out)
{
    const struct page_frame frame = {lanes_template, page_words, sizeof page_words / sizeof *page_words, write_still,
                                     write_run};
    const struct timeline *timeline = recording_timeline(recording);
    struct lanes_page page = {.recording = recording, .timeline = timeline, .loops = timeline_event_loops(timeline)};

    page.to = end_of(&page);
    words_begin(&page.words);
    words_begin(&page.places);
    if (recording_main_file(recording) != 0)
        page_file_number(&page.files, recording_main_file(recording));
    write_lanes(&page);
    page_fill(&frame, recording, &page, out);
    page_texts_free(&page.words);
    page_texts_free(&page.places);
    vector_free(&page.files);
    text_free(&page.lanes);
    text_free(&page.wakings);
    return page.to;
}
