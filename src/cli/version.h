/* --version: Terrarium's own, and the CPythons that it has runners for. */
#ifndef TERRARIUM_CLI_VERSION_H
#define TERRARIUM_CLI_VERSION_H

#include <stdbool.h>

#include "base/text.h"

void version_write(bool ascii, struct text *out);

#endif
