#include "runner/timeline.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "cpython/turns.h"
#include "probe/attachment.h"
#include "probe/blocking.h"
#include "probe/collector.h"
#include "probe/gil.h"
#include "probe/locks.h"
#include "probe/loop.h"
#include "probe/mutexes.h"
#include "probe/output.h"
#include "probe/probe.h"
#include "probe/processes.h"
#include "record/places.h"
#include "record/threads.h"
#include "runner/embed.h"

bool timeline_is_possible(void)
{
    return true;
}

/* What threads without a GIL can make of this machine, and whether they are. */
static void put_parallelism(struct trace_writer *writer)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    cpu_set_t allowed;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        processors = CPU_COUNT(&allowed);
    embed_put_limit(writer, "platform.processors", processors > 0 ? (uint64_t)processors : 0);
    if (!FACTS_HAS_GIL)
        embed_put_fact(writer, "python.gil", facts_gil_is_on() ? "on" : "off");
}

/* What of the timeline is in force, each with the reason if it is not. */
static void put_probe(struct trace_writer *writer, const char *name, const char *hindrance)
{
    embed_put_fact(writer, name, hindrance == NULL || *hindrance == '\0' ? "in force" : hindrance);
}

static void put_calls(struct trace_writer *writer)
{
    struct text missing = TEXT_EMPTY;

    blocking_hindrances(&missing);
    locks_hindrances(&missing);
    processes_hindrances(&missing);
    put_probe(writer, "hooks.calls", text_string(&missing));
    text_free(&missing);
}

static void code_dies(PyObject *code)
{
    places_forget(code);
    loop_forget(code);
}

/* The facts that tell of it stand behind the timeline's beginning, for only then are they known. */
void timeline_start(struct trace_writer *writer, struct trace_ring *ring, const PyConfig *config,
                    const struct runner_options *options)
{
    const struct probe_program program = {places_find,  places_line,     places_code,
                                          threads_name, threads_process, code_dies};
    bool has_gil = FACTS_HAS_GIL;
    const char *gil, *attachment, *collector, *loop, *mutexes;

    places_start(writer, config, options->into);
    put_parallelism(writer);
    put_calls(writer);
    mutexes = mutexes_start();
    probe_start(writer, ring, program, options->process.clock);
    processes_start(&(struct processes_way){TERRARIUM_PYTHON, options->into,
                                            options->process.name != NULL ? options->process.guard : getppid(),
                                            options->ring});
    gil = gil_start(ring);
    attachment = attachment_start();
    collector = collector_start();
    loop = loop_start();
    output_start(writer);
    probe_begin();
    put_probe(writer, "hooks.gil", gil);
    if (!has_gil)
        put_probe(writer, "hooks.attachment", attachment);
    put_probe(writer, "hooks.locks", mutexes);
    put_probe(writer, "hooks.collector", collector);
    put_probe(writer, "hooks.loop", loop);
    probe_end();
}

void timeline_stop(int status)
{
    probe_stop(status);
}
