/* The wall that is a view of the system: namespaces.  See walls.h, by which it is used. */
#ifndef TERRARIUM_SANDBOX_VIEW_H
#define TERRARIUM_SANDBOX_VIEW_H

#include <stdbool.h>

/* Whether the kernel lets this user have namespaces and mount in them; tried in a process that ends at once. */
bool view_is_possible(void);

#endif
