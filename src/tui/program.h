/* What is run: a program's arguments and limits, kept so that it can be run again. */
#ifndef TERRARIUM_TUI_PROGRAM_H
#define TERRARIUM_TUI_PROGRAM_H

#include <stdbool.h>

#include "session/session.h"

struct program {
    struct session_options options; /* its strings are owned here too */
    char *title;
    char *path;       /* the file that is run; NULL for code from elsewhere */
    char **arguments; /* NULL-terminated, each owned; `options.arguments` points here */
    char *python, *into, *instructions_in;
    char *recording; /* shown instead of a run; NULL: it is run */
};

/* Copies.  `title` NULL: the program's name. */
struct program *program_new(const struct session_options *options, const char *title);
/* A file by itself, with python3's own defaults, or isolated (-I) as pasted code and lessons are. */
struct program *program_new_file(const char *path, const char *title, bool isolated);
/* An option of python3's, before the others: `name` and, unless NULL, `value`. */
void program_add_option(struct program *program, const char *name, const char *value);
/* Which CPython runs it: "3.12". */
void program_choose_python(struct program *program, const char *python);
/* The next run goes into this module of the library, too. */
void program_open(struct program *program, const char *module);
void program_free(struct program *program);
/* The part of a path after its last slash. */
const char *program_base_name(const char *path);

#endif
