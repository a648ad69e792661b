/* Lessons: a folder each, with lesson.json and the Python files that its scenes run.  doc/AUTHORING.md describes the format.
 *
 *     lesson ── scene ── say         what to say when the run reaches a place in the code
 *                   ╰─── prediction  a question, asked before the step that answers it
 *
 * Texts are bound to places in the code, never to step numbers.  lesson_resolve finds the steps in a scene's recording;
 * the right answer to a prediction is computed from that recording, never written down.
 *
 * A lesson owns everything it points to; what the functions below return is borrowed from it. */
#ifndef TERRARIUM_LESSON_LESSON_H
#define TERRARIUM_LESSON_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/vector.h"
#include "model/recording.h"

/* LAYER(NAME, word in lesson.json, title for people), in the order in which they are learned */
#define LESSON_LAYERS(LAYER)                       \
    LAYER(BASICS, "basics", "Basics")              \
    LAYER(UNPACKING, "unpacking", "Unpacking")     \
    LAYER(INTERMEDIATE, "intermediate", "Objects") \
    LAYER(EXPERT, "expert", "Expert")              \
    LAYER(CONCURRENCY, "concurrency", "Concurrency")

enum lesson_layer {
#define LAYER(NAME, word, title) LESSON_LAYER_##NAME,
    LESSON_LAYERS(LAYER)
#undef LAYER
        LESSON_LAYER_COUNT
};

/* EVENT(NAME, word in lesson.json): which moment of an anchor's line is meant */
#define LESSON_EVENTS(EVENT)                                                           \
    EVENT(BEFORE, "before")       /* the line is about to run (▶); the default */    \
    EVENT(AFTER, "after")         /* the line just ran (▷) */                        \
    EVENT(CALL, "call")           /* the function whose def stands there was called */ \
    EVENT(RETURN, "return")       /* a function returned from that line */             \
    EVENT(EXCEPTION, "exception") /* an exception was raised or came back on that line */

enum lesson_event {
#define EVENT(NAME, word) LESSON_EVENT_##NAME,
    LESSON_EVENTS(EVENT)
#undef EVENT
        LESSON_EVENT_COUNT
};

/* A place in a scene's code and a moment there. */
struct lesson_anchor {
    char *at;      /* the line's text, or a marker "# @name"; as the author wrote it */
    uint32_t line; /* of the scene's file; 0 for the start and end of the run */
    bool is_end;   /* with line 0: the end */
    enum lesson_event event;
    uint32_t occurrence; /* 1: the first time, 2: the second … */
};

struct lesson_say {
    struct lesson_anchor anchor;
    char *text;            /* UTF-8, one paragraph, not wrapped */
    VECTOR(char *) points; /* names to point at; perhaps none */
};

struct lesson_option {
    char *text;   /* a choice: for LESSON_OUTPUT, exactly what would be written */
    char *belief; /* what choosing it implies; NULL where none is told (the right one has none) */
    char *reply;  /* what to say when it was chosen: refutes the belief, or says why it is right */
    bool raises;  /* stands for "an exception is raised"; its text is only words then */
};

enum lesson_prediction_kind { LESSON_OUTPUT /* what a line writes to standard output */ };

struct lesson_prediction {
    struct lesson_anchor anchor; /* event BEFORE: asked there */
    struct lesson_anchor about;  /* the line in question, when it runs next; often the anchor's own */
    enum lesson_prediction_kind kind;
    char *question;
    VECTOR(struct lesson_option) options; /* two to five, all different */
};

struct lesson_scene {
    char *title;
    char *code;       /* path of the Python file */
    bool all_objects; /* every value is an object of its own (the key v): for scenes about numbers and strings */
    VECTOR(struct lesson_say) says;
    VECTOR(struct lesson_prediction) predictions;
};

struct lesson_claim { /* a popular belief, and what is so: for the lesson's summary */
    char *belief, *answer;
};

struct lesson {
    char *folder;
    char *id, *title;
    enum lesson_layer layer;
    uint32_t place; /* within its layer, from 1 */
    uint32_t minutes;
    VECTOR(char *) after; /* ids of lessons to take before */
    VECTOR(struct lesson_claim) claims;
    VECTOR(struct lesson_scene) scenes;
};

const char *lesson_layer_title(enum lesson_layer layer);

/* Reads and checks one lesson.  The sentence names file, line and column of the first fault. */
enum status lesson_load(const char *folder, struct lesson **lesson, struct error *error);
void lesson_free(struct lesson *lesson);

/* All lessons found, by layer and place.  Lessons that could not be loaded are left out and told in `faults`. */
struct lessons {
    VECTOR(struct lesson *) found;
    VECTOR(char *) faults; /* sentences */
};

/* Looks in $TERRARIUM_LESSON_DIR, else where the build that the executable stands in says (lessons.path), else in the
 * installed folder. */
void lessons_find(struct lessons *lessons);
void lessons_free(struct lessons *lessons);
/* The lesson with this id, borrowed.  The sentence lists what is there, or says what is wrong with the lesson. */
enum status lessons_choose(const struct lessons *lessons, const char *id, const struct lesson **lesson,
                           struct error *error);

/* Where a scene's texts and questions fall in a recording of its code. */
struct lesson_moment {
    uint32_t step;
    const struct lesson_say *say;               /* or NULL */
    const struct lesson_prediction *prediction; /* or NULL: asked while this step is shown, before going on */
};
struct lesson_moments {
    VECTOR(struct lesson_moment) items; /* by step; what is said before what is asked */
    size_t missing;                     /* anchors that the recording has not reached (yet) */
};

/* Zero-initialise `moments` first.  Call again when the recording has grown: what was found is replaced. */
void lesson_resolve(const struct lesson_scene *scene, const struct recording *recording,
                    struct lesson_moments *moments);
void lesson_moments_free(struct lesson_moments *moments);
/* What to say at this step; NULL when there is nothing. */
const struct lesson_say *lesson_say_at(const struct lesson_moments *moments, uint32_t step);
/* What to ask at this step before going on; NULL when there is nothing. */
const struct lesson_prediction *lesson_prediction_at(const struct lesson_moments *moments, uint32_t step);
/* Which option is right, as the recording has it, for a prediction asked at this step; -1 when the recording does not
 * reach far enough yet, or fits none of the options. */
int lesson_right_option(const struct lesson_prediction *prediction, const struct recording *recording, uint32_t step);

#endif
