#include "model/measured.h"

#include <stdlib.h>

#include "base/memory.h"

static int compare_numbers(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;

    return first < second ? -1 : first > second;
}

/* Sorts the values. */
static struct measured_figure figure_of(uint64_t *values, size_t count)
{
    uint64_t below, above;

    qsort(values, count, sizeof *values, compare_numbers);
    below = values[(count - 1) / 2];
    above = values[count / 2];
    return (struct measured_figure){below + (above - below) / 2, values[0], values[count - 1]};
}

bool measured_summarise(const struct measured_variant *variant, struct measured_summary *summary)
{
    size_t count = variant->count;
    uint64_t *values;

    if (count == 0)
        return false;
    values = memory_zeroed(count, sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = variant->runs[i].wall;
    summary->wall = figure_of(values, count);
    for (size_t i = 0; i < count; i++)
        values[i] = variant->runs[i].processor;
    summary->processor = figure_of(values, count);
    for (size_t i = 0; i < count; i++)
        values[i] = variant->runs[i].peak;
    summary->peak = figure_of(values, count);
    summary->is_sum = false;
    for (size_t i = 0; i < count; i++)
        summary->is_sum = summary->is_sum || variant->runs[i].is_sum;
    free(values);
    return true;
}

double measured_speed_up(const struct measured *measured, size_t variant)
{
    struct measured_summary first, this;

    if (measured->count == 0 || measured->variants[0].failure != NULL ||
        measured->variants[variant].failure != NULL || !measured_summarise(&measured->variants[0], &first) ||
        !measured_summarise(&measured->variants[variant], &this) || this.wall.median == 0)
        return 0;
    return (double)first.wall.median / (double)this.wall.median;
}

bool measured_overlaps(const struct measured *measured, size_t variant)
{
    struct measured_summary first, this;

    return variant > 0 && measured->variants[0].count > 1 && measured->variants[variant].count > 1 &&
           measured_summarise(&measured->variants[0], &first) &&
           measured_summarise(&measured->variants[variant], &this) && this.wall.least <= first.wall.most &&
           first.wall.least <= this.wall.most;
}
