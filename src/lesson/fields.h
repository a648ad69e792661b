/* JSON objects read into structs by tables: which keys an object may have, of what sort each value is, where in the
 * struct it goes, and what it means.  The loader, the schema and their faults all follow from the same tables. */
#ifndef TERRARIUM_LESSON_FIELDS_H
#define TERRARIUM_LESSON_FIELDS_H

#include "base/text.h"
#include "lesson/json.h"
#include "lesson/lesson.h"

enum {
    FIELDS_TEXT_MAX = 480, /* characters of a text: six lines of 80 */
    FIELDS_TITLE_MAX = 60,
    FIELDS_NUMBER_MAX = 1000,
};

/* The texts of another language, by those of the lesson. */
struct translation {
    struct json json;
    const cJSON *texts; /* NULL: there is no such file */
    struct map used;    /* addresses of those that the lesson has */
};

struct loader {
    struct json json;
    struct lesson *lesson;
    struct text code;           /* of the scene being read */
    enum lesson_kind reading;   /* the kind of the prediction being read */
    bool on_timeline;           /* the scene being read is of a timeline */
    struct translation *others; /* NULL: the texts stay as they are */
    struct error *error;
};

enum field_sort {
    FIELD_TITLE,      /* char *: a short line, translated */
    FIELD_TEXT,       /* char *: a paragraph, translated; its {expressions} are checked */
    FIELD_PLACE,      /* char *: a line of the code */
    FIELD_WORDS,      /* char *: any short text, as it is */
    FIELD_FILE,       /* char *: a Python file of the lesson's folder, as a path */
    FIELD_RECORDING,  /* char *: a recording there, as a path */
    FIELD_NUMBER,     /* uint32_t, 1 to FIELDS_NUMBER_MAX */
    FIELD_TRUTH,      /* bool */
    FIELD_WORD,       /* an enum: one of `words` */
    FIELD_CONDITION,  /* struct lesson_expression, that holds or not */
    FIELD_EXPRESSION, /* struct lesson_expression */
    FIELD_STRINGS,    /* VECTOR(char *), of short lines, as they are */
    FIELD_TEXTS,      /* VECTOR(char *), of paragraphs, translated */
    FIELD_POINTS,     /* VECTOR(struct lesson_point) */
    FIELD_OBJECT,     /* given to `read` with the struct that the table describes */
    FIELD_LIST,       /* objects, each given to `read` in the same way */
};

struct field {
    const char *key;
    enum field_sort sort;
    bool is_required;
    size_t offset;
    const char *const *words; /* FIELD_WORD: NULL-terminated */
    enum status (*read)(struct loader *loader, const cJSON *value, void *owner);
    const struct field *inside; /* FIELD_OBJECT, FIELD_LIST: the table of the objects */
    const char *what;           /* for the schema */
};

/* The table of the whole lesson (load.c). */
extern const struct field lesson_fields[];

/* Reads an object into a struct, field by field in the table's order; the last entry of `fields` has no key. */
enum status fields_take(struct loader *loader, const cJSON *object, const struct field *fields, void *owner);
/* Replaces the text by that of the other language; notes it as untranslated where there is none. */
void fields_translate(struct loader *loader, char **text);
/* Opens FOLDER/NAME.LANGUAGE.json; a file that is not there is no fault. */
enum status translation_open(struct translation *translation, const char *folder, const char *name,
                             const char *language, struct error *error);
/* A text of the file that the lesson does not have is a fault. */
enum status translation_check(const struct translation *translation, struct error *error);
void translation_close(struct translation *translation);

#endif
