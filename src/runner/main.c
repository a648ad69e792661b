/* terrarium-run-3.X: the program that runs a learner's Python code, or, as the guard, keeps the process that does. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "runner/embed.h"
#include "runner/guard.h"
#include "runner/memory.h"
#include "runner/options.h"
#include "runner/timeline.h"

static int fail(enum status status, const struct error *error)
{
    fprintf(stderr, "terrarium: %s\n", error->text);
    return status;
}

/* The arguments that `python3` would have been started with.  Never freed: Python may look at them to the end. */
static char **python_arguments(const struct runner_options *options, int argc, char **argv, int *count)
{
    char **arguments = memory_zeroed((size_t)(argc - options->python) + 2, sizeof *arguments);

    arguments[0] = memory_copy_string(options->process.name != NULL ? options->process.name : "python3");
    for (int i = options->python; i < argc; i++)
        arguments[i - options->python + 1] = argv[i];
    *count = argc - options->python + 1;
    return arguments;
}

/* A python that the program has started: the ring is the guard's to show.  Whatever hinders that, it runs. */
static int run_process(const struct runner_options *options, int argc, char **argv)
{
    static struct trace_ring whole, slot;
    struct error error;
    bool has_ring;
    char path[64];
    int count, descriptor;
    char **arguments = python_arguments(options, argc, argv, &count);

    memory_apart();
    snprintf(path, sizeof path, "/proc/%d/fd/%d", options->process.guard, options->ring);
    descriptor = open(path, O_RDWR | O_CLOEXEC);
    has_ring = descriptor >= 0 && trace_ring_open(&whole, descriptor, &error) == STATUS_OK;
    if (descriptor >= 0)
        close(descriptor);
    if (!has_ring || (size_t)options->process.slot >= trace_slots(&whole))
        return embed_run(options, count, arguments, NULL);
    slot = trace_slot(&whole, (size_t)options->process.slot);
    return embed_run(options, count, arguments, &slot);
}

static int run(const struct runner_options *options, int argc, char **argv)
{
    const struct walls within = {options->readable.items, options->readable.count, options->own};
    struct trace_ring ring;
    struct error error;
    char **arguments;
    int count;

    memory_apart();
    if (options->new_session)
        setsid();
    if (options->ring >= 0 && trace_ring_open(&ring, options->ring, &error) != STATUS_OK)
        return fail(STATUS_FAILED, &error);
    if (options->ring >= 0)
        close(options->ring); /* the program must not find it */
    if (sandbox_limit(&options->limits, &error) != STATUS_OK ||
        walls_put_rules(&within, options->rules, &error) != STATUS_OK)
        return fail(STATUS_FAILED, &error);
    arguments = python_arguments(options, argc, argv, &count);
    return embed_run(options, count, arguments, options->ring >= 0 ? &ring : NULL);
}

int main(int argc, char **argv)
{
    struct runner_options options;
    struct error error;
    enum status status = runner_options_read(&options, argc, argv, &error);

    if (status != STATUS_OK)
        return fail(status, &error);
    if (options.version) {
        embed_print_version();
        return STATUS_OK;
    }
    if (options.walls_possible) {
        puts(walls_names(walls_possible()));
        return STATUS_OK;
    }
    if (options.process.name != NULL)
        return run_process(&options, argc, argv);
    if (options.timeline && !timeline_is_possible())
        return fail(error_set(&error, STATUS_FAILED, "this runner cannot watch threads"), &error);
    if (!options.guard)
        return run(&options, argc, argv);
    status = guard_run(&options, argv, &error);
    return status == STATUS_OK ? STATUS_OK : fail(status, &error);
}
