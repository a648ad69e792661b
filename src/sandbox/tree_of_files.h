/* The files of a view: a tree put together out of the system's.  See walls.h, by which it is used. */
#ifndef TERRARIUM_SANDBOX_TREE_OF_FILES_H
#define TERRARIUM_SANDBOX_TREE_OF_FILES_H

#include <stdbool.h>

#include "sandbox/walls.h"

/* Puts the tree together, and makes it this process's root; the working directory keeps its name.  What is not the
 * system's, and not named by `walls`, is not there; what is, can be read; /tmp, the user's home and, unless it can be
 * read, the working directory are empty folders of its own; what is written in a working directory that can be read
 * goes into a copy.  `owners` is a namespace of users, as whose what is named is shown (mount_setattr(2),
 * MOUNT_ATTR_IDMAP), or -1: as whose it is.  This process must have a mount namespace of its own, the rights to mount
 * in it, and be in the process namespace that /proc is to show. */
enum status tree_enter(const struct walls *walls, int owners, struct error *error);
/* Whether it may mount at all; the mount namespace can be used for nothing else afterwards. */
bool tree_is_possible(void);

#endif
