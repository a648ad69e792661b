/* A recording made up record by record, for tests that need no Python.
 *
 *     struct story story = story_begin("b = a\n");
 *     uint32_t one = story_int(&story, 1);
 *     uint32_t list = story_object(&story, TRACE_OBJECT_LIST, "list", 1, &one);
 *     story_name(&story, story.module, "a", 0, list);
 *     story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
 *     …
 *     story_end(&story); */
#ifndef TERRARIUM_TESTS_STORY_H
#define TERRARIUM_TESTS_STORY_H

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "model/recording.h"
#include "model/state.h"

struct story {
    struct recording *recording; /* owned */
    struct state *state;         /* owned; made by story_state */
    uint32_t strings, objects, codes, frames;
    uint32_t threads, thread; /* how many; the one that runs */
    uint32_t file;            /* string */
    uint32_t module;          /* frame */
    uint64_t address;         /* of the next object */
};

static inline void story_put(struct story *story, struct trace_record record)
{
    struct text log = TEXT_EMPTY;
    struct error error = {""};

    trace_encode(&record, &log);
    ck_assert_msg(recording_append(story->recording, log.bytes, log.length, &error) == STATUS_OK, "%s", error.text);
    text_free(&log);
}

static inline uint32_t story_string(struct story *story, const char *text)
{
    uint32_t known = recording_find_string(story->recording, text);

    if (known != 0)
        return known;
    story_put(story, (struct trace_record){TRACE_STRING, .string = {{text, strlen(text)}}});
    return ++story->strings;
}

static inline uint32_t story_frame(struct story *story, enum trace_code_sort sort, const char *name, uint32_t line,
                                   uint32_t caller)
{
    uint32_t string = story_string(story, name);

    story_put(story, (struct trace_record){TRACE_CODE, .code = {story->file, string, string, line, sort}});
    story_put(story, (struct trace_record){TRACE_FRAME, .frame = {++story->codes, caller, 0, 0}});
    story->frames++;
    return story->frames;
}

static inline void story_push(struct story *story, uint32_t frame)
{
    story_put(story, (struct trace_record){TRACE_PUSH, .push = {story->thread, frame}});
}

static inline void story_pop(struct story *story, uint32_t frame, bool suspended)
{
    story_put(story, (struct trace_record){TRACE_POP, .pop = {story->thread, frame, suspended}});
}

/* A new thread, which runs from now on. */
static inline uint32_t story_thread(struct story *story, const char *name)
{
    story_put(story, (struct trace_record){TRACE_THREAD, .thread = {1, story_string(story, name)}});
    return story->thread = ++story->threads;
}

/* With the module's frame on the stack. */
static inline struct story story_begin(const char *source)
{
    struct story story = {.recording = recording_new(), .address = 0x7f0000001000};

    story.file = story_string(&story, "story.py");
    story_put(&story, (struct trace_record){TRACE_META, .meta = {{"program", 7}, {"story.py", 8}}});
    story_put(&story, (struct trace_record){TRACE_SOURCE, .source = {story.file, {source, strlen(source)}}});
    story_thread(&story, "MainThread");
    story.module = story_frame(&story, TRACE_CODE_MODULE, "<module>", 1, 0);
    story_push(&story, story.module);
    return story;
}

static inline void story_end(struct story *story)
{
    state_free(story->state);
    recording_free(story->recording);
}

static inline uint32_t story_add(struct story *story, struct trace_fields_OBJECT object)
{
    if (object.address == 0)
        object.address = story->address += 0x10;
    story_put(story, (struct trace_record){TRACE_OBJECT, .object = object});
    return ++story->objects;
}

/* An object with `count` entries (flat: pairs and fields take two numbers each), counted. */
static inline uint32_t story_object(struct story *story, enum trace_object_kind kind, const char *type, size_t count,
                                    const uint32_t *entries)
{
    uint64_t flat[64];

    ck_assert_uint_le(count, 64);
    for (size_t i = 0; i < count; i++)
        flat[i] = entries[i];
    return story_add(story,
                     (struct trace_fields_OBJECT){.type = story_string(story, type),
                                                  .kind = kind,
                                                  .flags = TRACE_OBJECT_COUNTED,
                                                  .references = 1,
                                                  .length = count / trace_entry_size(trace_object_layout(kind)),
                                                  .entries = {flat, count}});
}

static inline uint32_t story_leaf(struct story *story, enum trace_object_kind kind, const char *type,
                                  const void *bytes, size_t size, uint64_t length)
{
    return story_add(story,
                     (struct trace_fields_OBJECT){
                         .type = story_string(story, type), .kind = kind, .length = length, .value = {bytes, size}});
}

static inline uint32_t story_int(struct story *story, uint8_t number)
{
    const uint8_t coded[] = {0, number};

    return story_leaf(story, TRACE_OBJECT_INT, "int", coded, 2,
                      number == 0 ? 0 : 32 - (unsigned)__builtin_clz(number));
}

static inline uint32_t story_str(struct story *story, const char *text)
{
    return story_leaf(story, TRACE_OBJECT_STR, "str", text, strlen(text), strlen(text));
}

/* A function, class, module …: something with a title. */
static inline uint32_t story_titled(struct story *story, enum trace_object_kind kind, const char *title)
{
    return story_leaf(story, kind, trace_object_word(kind), title, strlen(title), 0);
}

static inline void story_name(struct story *story, uint32_t frame, const char *name, uint32_t old, uint32_t now)
{
    story_put(story, (struct trace_record){TRACE_NAME, .name = {frame, story_string(story, name), old, now}});
}

/* Replaces the `removed` numbers of the object's flat entries at entry `at` by `added` ones. */
static inline void story_splice(struct story *story, uint32_t object, size_t at, size_t removed, const uint64_t *old,
                                size_t added, const uint64_t *now)
{
    story_put(story, (struct trace_record){TRACE_SPLICE, .splice = {object, at, {old, removed}, {now, added}}});
}

static inline void story_death(struct story *story, uint32_t object)
{
    story_put(story, (struct trace_record){TRACE_DEATH, .death = {object}});
}

static inline void story_step(struct story *story, enum trace_event event, uint32_t frame, uint32_t line,
                              uint32_t value)
{
    story_put(story, (struct trace_record){TRACE_STEP, .step = {story->thread, event, frame, line, value}});
}

/* The state after the last step so far. */
static inline struct state *story_state(struct story *story)
{
    if (story->state == NULL)
        story->state = state_new(story->recording);
    state_seek(story->state, recording_steps(story->recording) - 1);
    return story->state;
}

#endif
