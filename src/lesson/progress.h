/* What a person has done of the lessons: $XDG_STATE_HOME/terrarium/progress.json.
 *
 * Each change reads the file, changes it and replaces it under a lock, so that two terrariums side by side lose nothing
 * and a crash leaves the old or the new.  A damaged file counts as an empty one. */
#ifndef TERRARIUM_LESSON_PROGRESS_H
#define TERRARIUM_LESSON_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "base/vector.h"

/* What a report and the home screen need of a lesson. */
struct progress_lesson {
    char *id;
    uint32_t scene, scenes; /* the scene to go on with, from 0; how many there were */
    bool is_finished;
    int64_t touched;                /* seconds since 1970 */
    uint32_t right, wrong, skipped; /* answers, the last one to each question */
    uint32_t solved, tasks;         /* of the tasks that were looked at */
};
struct progress {
    VECTOR(struct progress_lesson) lessons;
};

void progress_read(struct progress *progress);
void progress_free(struct progress *progress);
/* NULL when it was not begun. */
const struct progress_lesson *progress_of(const struct progress *progress, const char *id);

enum status progress_scene(const char *id, uint32_t scene, uint32_t scenes, bool is_finished, struct error *error);

struct progress_answer {
    uint32_t scene;
    const char *question, *said, *belief; /* `said` NULL: skipped; `belief` NULL: none */
    bool is_right;
};
enum status progress_answer(const char *id, const struct progress_answer *answer, struct error *error);

struct progress_task {
    uint32_t scene, hints;
    bool is_solved, is_shown; /* the solution was looked at */
};
enum status progress_task(const char *id, const struct progress_task *task, struct error *error);

/* Appends a copy of the file, or a sheet for people: a line for each lesson, and below it what was believed. */
void progress_write_json(struct text *out);
void progress_write_sheet(struct text *out);

#endif
