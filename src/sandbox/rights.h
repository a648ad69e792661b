/* Rights of root's (capabilities(7)).  See walls.h, by which it is used. */
#ifndef TERRARIUM_SANDBOX_RIGHTS_H
#define TERRARIUM_SANDBOX_RIGHTS_H

#include <stdbool.h>

#include "base/error.h"

/* This process, and what it starts, has none from then on, whoever its user is, and gets none from a program's file. */
enum status rights_drop(struct error *error);

#endif
