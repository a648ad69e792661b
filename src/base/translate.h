/* The tutor's own words in the learner's language.
 *
 * The English text is the key: what has no translation is shown in English.  The translations are the process's own, as
 * its locale is; they are set once, before anything is shown (lessons_load_words), and only read after that. */
#ifndef TERRARIUM_BASE_TRANSLATE_H
#define TERRARIUM_BASE_TRANSLATE_H

#include <stdbool.h>

#include "base/error.h"

/* Marks a text in a table that translate() will be asked for: a test collects these and the arguments of
 * translate(). */
#define TRANSLATE_LATER(english) english

/* The translation of a text, or the text itself.  A format's translation has the same conversions in the same order
 * (translate_add sees to that), so the compiler's check of the English one holds for it.  Lasts until
 * translate_forget. */
const char *translate(const char *english) __attribute__((format_arg(1)));

/* Both are copied.  STATUS_FAILED when they differ in their conversions, or in the words in braces, in
 * whatever order these come; the later of two translations counts. */
enum status translate_add(const char *english, const char *other, struct error *error);
void translate_forget(void);

/* Whether translations, those of lessons too, are taken with ASCII letters alone from now on. */
void translate_use_ascii(bool ascii);
/* A copy of a translation, spelled so; the caller's. */
char *translate_spelled(const char *other);

#endif
