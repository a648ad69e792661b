/* A run's timeline as an SVG document: a lane for each thread and each task, drawn to the nanosecond, not to a cell. */
#ifndef TERRARIUM_OUTPUT_LANES_SVG_H
#define TERRARIUM_OUTPUT_LANES_SVG_H

#include "base/text.h"
#include "model/recording.h"

/* How a state is drawn: a class of CSS; what is said of it, and what it does where it stands beside a task's name. */
struct lanes_look {
    const char *class, *words, *doing;
};
extern const struct lanes_look lanes_looks[TIMELINE_STATE_COUNT], lanes_task_looks[TASK_STATE_COUNT];

enum { LANES_SVG_MOST = 64 /* threads, and as many tasks */ };

/* Appends the document.  Times that are too short to be seen are drawn together, as what most of them are; pointing at
 * a piece tells what it is, how long, and where the thread was. */
void lanes_svg_write(const struct recording *recording, struct text *out);

#endif
