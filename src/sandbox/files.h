/* The wall around files: Landlock.  See walls.h, by which it is used. */
#ifndef TERRARIUM_SANDBOX_FILES_H
#define TERRARIUM_SANDBOX_FILES_H

#include <stdbool.h>

#include "sandbox/walls.h"

/* Which version of Landlock the kernel has; 0 for none. */
int files_version(void);
/* From then on this process, and what it starts, may open no other files.  `in_view`: what is not its own is not there
 * anyway. */
enum status files_restrict(const struct walls *walls, bool in_view, struct error *error);

#endif
