/* Walls around a program: what it may reach of the system, and what it may ask of the kernel.
 *
 *     view     namespaces (namespaces(7)): a tree of files in which nothing but Python, what is named here and some
 *              empty folders exists; no network but its own, no other processes, no rights
 *     files    Landlock (landlock(7)): the same once more, by a list of what may be opened, and no signals to others
 *     calls    seccomp(2): a list of the system calls that a Python program needs
 *
 * Each stands by itself, and a kernel may refuse each.  In a view a program that runs as root is one that has no
 * rights: it reads what everybody may, and its identifier is 0 all the same. */
#ifndef TERRARIUM_SANDBOX_WALLS_H
#define TERRARIUM_SANDBOX_WALLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum wall {
    WALL_VIEW = 1,
    WALL_FILES = 2,
    WALL_CALLS = 4,
};

struct walls {
    const char *const *readable; /* absolute paths of files and folders, beside those of the system; borrowed */
    size_t count;
    size_t own; /* the first so many of them: what the program writes into such a folder is gone with it */
};

/* Which of them can be put up here, as bits; tried in processes that end at once.  Milliseconds. */
unsigned walls_possible(void);
/* Whether these are enough to keep a program from what is not its own: the calls, and one of the other two. */
bool walls_suffice(unsigned walls);
/* Their names, with blanks between; "none". */
const char *walls_names(unsigned walls);

/* Puts up a view, and in it the wall around files if there can be one.  It returns in a new process, the second of a
 * namespace of its own, whose working directory has the name of the caller's: with STATUS_OK.  The caller waits for
 * that one and ends as it does (its status, its signal), and when the caller dies, all in there do.  With STATUS_FAILED
 * it returns in the caller; where it fails later, the caller ends with 1, after a sentence on standard error. */
enum status walls_put_view(const struct walls *walls, struct error *error);

/* Puts the rest of the `wanted` ones around this process and all that it starts, for good; WALL_VIEW among them says
 * that it is in a view. */
enum status walls_put_rules(const struct walls *walls, unsigned wanted, struct error *error);

#endif
