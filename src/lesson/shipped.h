/* Recordings that a lesson brings along, of a CPython that few people have.  A scene with "recording" is run where that
 * CPython is, and elsewhere shows what was recorded. */
#ifndef TERRARIUM_LESSON_SHIPPED_H
#define TERRARIUM_LESSON_SHIPPED_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "lesson/lesson.h"
#include "model/recording.h"

enum { SHIPPED_BYTES_MAX = 64 << 10 /* of such a recording */ };

struct shipped {
    struct recording *recording; /* owned */
    char *python;                /* what made it, as --python takes it: "3.13t"; owned */
    bool with_gil;               /* … a build that can do without, with its GIL on */
};

/* Opens a scene's.  The sentence says what is wrong with it. */
enum status shipped_open(const struct lesson_scene *scene, struct shipped *shipped, struct error *error);
void shipped_close(struct shipped *shipped);
/* What made a recording, such as "CPython 3.13.5t on 2 processors". */
void shipped_write_maker(const struct recording *recording, struct text *out);
/* Whether the recording's source is the text of this file. */
bool shipped_has_source(const struct recording *recording, const char *path);
/* Whether this CPython ("3.13t") must be told to have a GIL (-X gil=1): what lessons on threads say of it holds there,
 * too, unless the scene has a recording (`shipped`; NULL: none) that was made without. */
bool lesson_wants_gil(const struct lesson_scene *scene, const struct shipped *shipped, const char *python);

#endif
