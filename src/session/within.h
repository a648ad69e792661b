/* What a program behind walls may read, beside the system's: its own file and folders. */
#ifndef TERRARIUM_SESSION_WITHIN_H
#define TERRARIUM_SESSION_WITHIN_H

#include <stdbool.h>

#include "base/vector.h"

struct within {
    VECTOR(char *) paths; /* absolute; owned, each of them too */
};

/* Of what follows python3 on a command line, what says which program it is (a file, "-", -c or -m); NULL when there is
 * nothing. */
char *const *within_program(char *const *arguments);
/* Appends the program's file, and `imported` unless that is NULL; unless python3 is told to be isolated (-I), also
 * their folders and the working directory, none of which may hold the user's home or be all users'.  A folder is told
 * as it is named and as it is. */
void within_find(struct within *within, char *const *arguments, const char *imported);

#endif
