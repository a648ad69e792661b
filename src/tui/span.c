#include "tui/span.h"

#include <stdio.h>
#include <string.h>

enum { PAN_PART = 8 /* of what is shown, that a pan moves by */ };

static uint64_t length_of(const struct timeline_view *view)
{
    return view->to - view->from;
}

bool span_show(struct timeline_view *view, uint64_t end, uint64_t from, uint64_t span)
{
    bool whole;

    span = span < SPAN_LEAST ? SPAN_LEAST : span;
    whole = span >= end;
    span = span < end ? span : end;
    from = from + span <= end ? from : end - span;
    view->from = from;
    view->to = from + span;
    return whole;
}

bool span_show_whole(struct timeline_view *view, uint64_t end)
{
    return span_show(view, end, 0, UINT64_MAX / 2);
}

bool span_go(struct timeline_view *view, uint64_t end, uint64_t time, bool whole)
{
    uint64_t span = length_of(view);

    view->cursor = time < end ? time : end;
    if (view->cursor < view->from)
        return span_show(view, end, view->cursor > span / 4 ? view->cursor - span / 4 : 0, span);
    if (view->cursor >= view->to)
        return span_show(view, end, view->cursor - span + span / 4, span);
    return whole;
}

bool span_zoom(struct timeline_view *view, uint64_t end, bool in)
{
    uint64_t span = length_of(view), wanted = in ? span / 2 : span * 2;
    double place = span > 0 ? (double)(view->cursor - view->from) / (double)span : 0;
    uint64_t before = (uint64_t)(place * (double)wanted);

    return span_show(view, end, view->cursor > before ? view->cursor - before : 0, wanted);
}

bool span_pan(struct timeline_view *view, uint64_t end, bool back)
{
    uint64_t by = length_of(view) / PAN_PART, from = view->from;
    bool whole;

    if (back)
        from = from > by ? from - by : 0;
    else
        from += by;
    whole = span_show(view, end, from, length_of(view));
    if (view->cursor < view->from)
        view->cursor = view->from;
    else if (view->cursor >= view->to)
        view->cursor = view->to - 1;
    return whole;
}

bool span_read_time(const char *typed, uint64_t *time)
{
    static const struct {
        const char *name;
        double nanoseconds;
    } units[] = {{"ms", 1e6}, {"", 1e6}, {"s", 1e9}, {"us", 1e3}, {"µs", 1e3}, {"ns", 1}};
    char unit[8] = "";
    double number;

    if (sscanf(typed, "%lf %7s", &number, unit) < 1 || !(number >= 0))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].name, unit) == 0) {
            number *= units[i].nanoseconds;
            *time = number < 1e18 ? (uint64_t)number : UINT64_MAX;
            return true;
        }
    return false;
}
