/* Lessons: a folder each, with lesson.json and the Python files that its scenes run.  doc/AUTHORING.md describes the
 * format.
 *
 *     lesson ── scene ── say         what to say when the run reaches a place in the code
 *                   ├─── prediction  a question, asked before the step that answers it (question.h)
 *                   ╰─── task        code to change until something holds (task.h)
 *
 * Texts are bound to places in the code, never to step numbers.  lesson_resolve finds the steps in a scene's recording;
 * right answers are computed from that recording, never written down.
 *
 * A lesson owns everything it points to; what the functions below return is borrowed from it. */
#ifndef TERRARIUM_LESSON_LESSON_H
#define TERRARIUM_LESSON_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/vector.h"
#include "model/condition.h"
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

/* LENS(NAME, word in lesson.json): what a scene is looked at through.  One that this terrarium does not have yet is
 * shown through that of the objects. */
#define LESSON_LENSES(LENS)          \
    LENS(OBJECTS, "objects")         \
    LENS(INSTRUCTION, "instruction") \
    LENS(TIMELINE, "timeline")       \
    LENS(OUTPUT, "output")

enum lesson_lens {
#define LENS(NAME, word) LESSON_LENS_##NAME,
    LESSON_LENSES(LENS)
#undef LENS
        LESSON_LENS_COUNT
};

/* KIND(NAME, word in lesson.json): how a prediction is answered */
#define LESSON_KINDS(KIND)                                                           \
    KIND(OUTPUT, "output") /* one of several: what the line writes */                \
    KIND(CHOICE, "choice") /* one of several: the one whose condition holds */       \
    KIND(VALUE, "value")   /* typed in: what an expression is, or what is written */ \
    KIND(NAMES, "names")   /* the names that change */                               \
    KIND(BOX, "box")       /* the object that an expression is */                    \
    KIND(ORDER, "order")   /* the lines that are written, put in order */            \
    KIND(THREAD, "thread") /* the thread that runs next */

enum lesson_kind {
#define KIND(NAME, word) LESSON_KIND_##NAME,
    LESSON_KINDS(KIND)
#undef KIND
        LESSON_KIND_COUNT
};

/* What changes of a name: what it refers to, or also what that holds. */
enum lesson_change { LESSON_CHANGE_BINDINGS, LESSON_CHANGE_VALUES };

/* SIGHT(NAME, word in lesson.json): moments of a timeline that are no lines of the code */
#define LESSON_SIGHTS(SIGHT)     \
    SIGHT(HANDOVER, "hand-over") \
    SIGHT(WAKING, "waking")      \
    SIGHT(WAIT, "the longest wait")

enum lesson_sight {
    LESSON_SIGHT_NONE,
#define SIGHT(NAME, word) LESSON_SIGHT_##NAME,
    LESSON_SIGHTS(SIGHT)
#undef SIGHT
        LESSON_SIGHT_COUNT
};

/* A place in a scene's code and a moment there. */
struct lesson_anchor {
    char *at;                /* the line's text, or a marker "# @name"; as the author wrote it */
    uint32_t line;           /* of the scene's file; 0 for the start and end of the run */
    bool is_end;             /* with line 0: the end */
    enum lesson_sight sight; /* with line 0, on a timeline */
    enum lesson_event event;
    uint32_t occurrence; /* 1: the first time, 2: the second … */
};

/* An expression of the author's (model/expression.h), asked of the recording. */
struct lesson_expression {
    char *text;                  /* as written; NULL: there is none */
    struct condition *condition; /* with `text` */
};

/* Something to point at in the picture. */
enum lesson_target {
    LESSON_POINT_NAME, /* a */
    LESSON_POINT_SLOT, /* a[0], a.n */
    LESSON_POINT_BOX,  /* *a */
};
struct lesson_point {
    enum lesson_target target;
    struct lesson_expression what; /* a name; for a slot, what has it; for a box, what ends at it */
    char *label;                   /* LESSON_POINT_SLOT: the index or attribute, as written */
};

struct lesson_say {
    struct lesson_anchor anchor;
    struct lesson_expression when; /* said only where this holds */
    char *text;                    /* UTF-8, one paragraph, not wrapped; {expressions} are filled in: lesson_fill */
    VECTOR(struct lesson_point) points;
};

struct lesson_option {
    char *text; /* a choice; for OUTPUT exactly what would be written; for VALUE, NAMES, BOX and THREAD a foreseen
                                      answer: what is typed, names, an expression of an object, a thread */
    struct lesson_expression when; /* CHOICE: it is right where this holds */
    char *belief;                  /* what choosing it implies; NULL where none is told */
    char *reply;                   /* what to say when it was chosen: refutes the belief, or says why it is right */
    char *right;                   /* said instead of `reply` where it is right; NULL: `reply` is */
    bool raises;                   /* OUTPUT: stands for "an exception is raised"; its text is only words then */
};

struct lesson_prediction {
    struct lesson_anchor anchor; /* event BEFORE: asked there */
    struct lesson_anchor about;  /* the line in question, when it runs next; often the anchor's own; or the end */
    enum lesson_kind kind;
    enum lesson_change of;           /* NAMES */
    struct lesson_expression answer; /* VALUE, BOX */
    char *question;
    char *right, *reply; /* VALUE, NAMES, BOX, ORDER, THREAD: what to say of the right answer, and of any other */
    VECTOR(struct lesson_option) options;
};

/* What must hold at the end of the run, and what to say where it does not. */
struct lesson_check {
    struct lesson_expression holds;
    char *text;
};

struct lesson_task {
    char *text;     /* what to do */
    char *code;     /* path of the Python file to begin with; that of the scene, when the author named none */
    char *solution; /* path of a Python file that solves it */
    char *solved;   /* what to say then */
    VECTOR(struct lesson_check) checks;
    VECTOR(char *) hints;
};

struct lesson_scene {
    char *title;
    char *code;      /* path of the Python file */
    char *recording; /* path of a recording of it, shown where what made it is not there (shipped.h); NULL: none */
    enum lesson_lens lens;
    bool all_objects; /* every value is an object of its own (the key v): for scenes about numbers and strings */
    bool is_analysed; /* what tools say of the code without running it is shown first (analysis.h) */
    struct lesson_anchor start, stop; /* where it begins and ends; `at` is NULL for the run's own start and end */
    VECTOR(struct lesson_say) says;
    VECTOR(struct lesson_prediction) predictions;
    VECTOR(char *) notes;     /* for whoever presents the lesson: short paragraphs */
    struct lesson_task *task; /* NULL: there is none */
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
    VECTOR(char *) untranslated; /* texts that the language's file lacks; none where there is no such file */
    bool is_translated;
};

const char *lesson_layer_title(enum lesson_layer layer);

/* Reads and checks one lesson, with the texts of lesson.LANGUAGE.json where there is that file (NULL: as they were
 * written). The sentence names file, line and column of the first fault. */
enum status lesson_load(const char *folder, const char *language, struct lesson **lesson, struct error *error);
void lesson_free(struct lesson *lesson);
/* "de" for a locale such as de_AT.UTF-8, from TERRARIUM_LANGUAGE, LC_ALL, LC_MESSAGES or LANG; NULL for English and
 * none.  Borrowed from the environment's value until the next call. */
const char *lesson_language(void);

/* Words and what they mean, for a key of the tutor: glossary.json beside the lessons' folders. */
struct glossary_term {
    char *term, *text;
};
struct glossary {
    VECTOR(struct glossary_term) terms;
};
enum status glossary_load(const char *folder, const char *language, struct glossary *glossary, struct error *error);
void glossary_free(struct glossary *glossary);

/* Reads tutor.LANGUAGE.json, the tutor's own words (base/translate.h): English texts, each with its translation. */
enum status tutor_words_load(const char *path, struct error *error);

/* Appends the JSON schema of lesson.json, made from the loader's own tables. */
void lesson_write_schema(struct text *out);

/* All lessons found, by layer and place.  Lessons that could not be loaded are left out and told in `faults`. */
struct lessons {
    VECTOR(struct lesson *) found;
    VECTOR(char *) faults; /* sentences */
    char *folder;          /* where they are; NULL: nowhere */
};

/* Looks in $TERRARIUM_LESSON_DIR, else where the build that the executable stands in says (lessons.path), else in the
 * installed folder; in the locale's language. */
void lessons_find(struct lessons *lessons);
void lessons_free(struct lessons *lessons);
/* Takes the tutor's own words (base/translate.h) from tutor.LANGUAGE.json in the first of these folders that has it; in
 * English, or where there is none, nothing is done.  The sentence names file, line and column of the first fault; what
 * was read before it is kept. */
enum status lessons_load_words(struct error *error);
/* The lesson with this id, borrowed.  The sentence lists what is there, or says what is wrong with the lesson. */
enum status lessons_choose(const struct lessons *lessons, const char *id, const struct lesson **lesson,
                           struct error *error);

/* Where a scene's texts and questions fall in a recording of its code.
 *
 * A scene with the timeline lens runs without steps: its moments are stops, which are gone to in the order of the texts
 * in lesson.json, and `step` is the number of the stop.  Their questions are all about the end of the run. */
struct lesson_moment {
    uint32_t step;
    uint64_t time;                              /* a stop's: ns */
    size_t lane;                                /* … and what to look at there */
    const struct lesson_say *say;               /* or NULL */
    const struct lesson_prediction *prediction; /* or NULL: asked while this step is shown, before going on */
};
struct lesson_moments {
    VECTOR(struct lesson_moment) items; /* by step; what is said before what is asked */
    size_t missing;                     /* anchors that the recording has not reached (yet) */
    uint32_t start, stop;               /* the scene's first and last step; UINT32_MAX where not reached (yet) */
};

/* Zero-initialise `moments` first.  Call again when the recording has grown: what was found is replaced. */
void lesson_resolve(const struct lesson_scene *scene, const struct recording *recording,
                    struct lesson_moments *moments);
void lesson_moments_free(struct lesson_moments *moments);
/* What to say at the state's step; NULL when there is nothing. */
const struct lesson_say *lesson_say_at(const struct lesson_moments *moments, struct state *state);
/* The same at a stop of a timeline. */
const struct lesson_say *lesson_say_at_stop(const struct lesson_moments *moments, uint32_t stop, struct state *state);
/* What to ask at this step before going on; NULL when there is nothing. */
const struct lesson_prediction *lesson_prediction_at(const struct lesson_moments *moments, uint32_t step);
/* The step at which the line that a prediction asked at `step` is about has run, or raised; for the end of the run, its
 * last step; for THREAD, the first step of any thread after the line began.  False when the recording does not reach so
 * far (yet). */
bool lesson_outcome(const struct lesson_prediction *prediction, const struct recording *recording, uint32_t step,
                    uint32_t *start, uint32_t *outcome);
/* Appends what was written to standard output after the step `from`, up to and with `to`; without the last newline. */
void lesson_write_output(const struct recording *recording, uint32_t from, uint32_t to, struct text *out);

/* Appends the text, its {expressions} replaced by what they are at the state's step; {{ and }} are braces.  False when
 * one of them is not known there: "?" stands for it. */
bool lesson_fill(const char *text, struct state *state, struct text *out);
/* STATUS_USAGE and a sentence when a text's {expressions} cannot be read. */
enum status lesson_check_fill(const char *text, struct error *error);

#endif
