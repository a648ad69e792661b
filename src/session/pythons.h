/* The runners that are installed: one for each CPython. */
#ifndef TERRARIUM_SESSION_PYTHONS_H
#define TERRARIUM_SESSION_PYTHONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/vector.h"

struct python {
    char *version; /* "3.11"; owned */
    char *runner;  /* path of terrarium-run-3.11; owned */
};

struct pythons {
    VECTOR(struct python)
    found; /* newest last; the default is the first that configure found (see pythons_default) */
};

/* Looks in $TERRARIUM_RUNNER_DIR, else beside the running executable, else in the installed libexec folder. */
void pythons_find(struct pythons *pythons);
void pythons_free(struct pythons *pythons);
/* The runner for `version` ("3.12"; NULL: the default, the oldest found).  The sentence lists what is there. */
enum status pythons_choose(const struct pythons *pythons, const char *version, const struct python **python,
                           struct error *error);
/* The runner's own words: full version, interpreter, build; each owned by the caller.  Runs it with --version. */
struct python_facts {
    char *version, *executable, *build;
    bool is_public; /* nothing is known of it but its public API, and no more is recorded than that tells */
};
enum status python_ask(const struct python *python, struct python_facts *facts, struct error *error);
/* Which walls (sandbox/walls.h) can be put up around programs here.  Runs it with --walls-possible. */
struct python_walls {
    bool view;  /* files, network and processes of their own */
    bool files; /* a list of what may be opened */
    bool calls; /* and of what may be asked of the kernel */
};
enum status python_ask_walls(const struct python *python, struct python_walls *walls, struct error *error);
/* Whether threads can be watched under it: a sentence when not.  Only of one that is newer than those that are known is
 * the runner asked. */
enum status python_has_timeline(const struct python *python, struct error *error);
void python_facts_free(struct python_facts *facts);

#endif
