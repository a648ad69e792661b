/* What variants of one job cost: their runs as they were measured, and what is told of them. */
#ifndef TERRARIUM_MODEL_MEASURED_H
#define TERRARIUM_MODEL_MEASURED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/recording.h"

struct measured_run {
    uint64_t wall, processor; /* ns: see struct session_usage */
    uint64_t peak;            /* bytes, of all processes together */
    bool is_sum;              /* there were several */
};

/* All borrowed. */
struct measured_variant {
    const char *name;
    const struct recording *recording; /* of the run that was watched, which is none of the others; NULL: not begun */
    const struct measured_run *runs;
    size_t count;
    const char *failure; /* how a run ended that should not have ended so, "was ended: its time was up"; NULL */
};

struct measured {
    const struct measured_variant *variants;
    size_t count;
};

struct measured_figure {
    uint64_t median, least, most;
};

struct measured_summary {
    struct measured_figure wall, processor, peak;
    bool is_sum; /* the memory of a run was that of several processes: the most that was seen */
};

/* False while there are no runs.  Of an even number of runs the median is the mean of the two in the middle. */
bool measured_summarise(const struct measured_variant *variant, struct measured_summary *summary);
/* How many times faster than the first variant, by the medians of wall time; 0 while that is not known. */
double measured_speed_up(const struct measured *measured, size_t variant);
/* Whether runs of this variant and of the first took times that lie among each other's, so that the medians may differ
 * by chance. */
bool measured_overlaps(const struct measured *measured, size_t variant);

#endif
