/* What linters, type checkers and the like say about a scene's code, without running it: those of the table that are on
 * PATH.
 *
 * They run side by side, each as a process of its own, on a copy in a private folder, without any configuration; the
 * caller polls.  An analysis owns its processes, the folder and its findings. */
#ifndef TERRARIUM_LESSON_ANALYSIS_H
#define TERRARIUM_LESSON_ANALYSIS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

struct finding {
    const char *tool; /* "Ruff" */
    uint32_t line;
    char *text; /* as the tool wrote it, without path and line; owned by the analysis */
};

struct analysis;

enum status analysis_start(const char *path, struct analysis **analysis, struct error *error);
/* Kills what still runs. */
void analysis_free(struct analysis *analysis);
size_t analysis_poll(const struct analysis *analysis, struct pollfd *descriptors, size_t room);
/* Takes in what has come.  True when all have ended. */
bool analysis_pump(struct analysis *analysis);
/* By line, and in the tools' order. */
size_t analysis_findings(const struct analysis *analysis);
const struct finding *analysis_finding(const struct analysis *analysis, size_t index);
/* Appends all findings, a line each; or how to get the tools when there is none. */
void analysis_write(const struct analysis *analysis, struct text *out);

#endif
