/* What a program behind walls may see of the system's files. */
#ifndef TERRARIUM_SANDBOX_PLACES_H
#define TERRARIUM_SANDBOX_PLACES_H

#include <stddef.h>

/* To be read, and run: CPython, libraries, the programs of the system, and what the C library reads.  The last is NULL;
 * not all of them are everywhere. */
extern const char *const places_of_system[];
/* Devices, to be read and written; the last is NULL. */
extern const char *const places_of_devices[];
/* Empty folders, to be read and written, that exist in a view alone; the last is NULL. */
extern const char *const places_of_its_own[];

#endif
