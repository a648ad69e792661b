/* recorder-3.X ROUNDS PROGRAM VARIANT…: what watching costs, for one program under one CPython.
 *
 *     VARIANT   MODE or MODE:SIZE      a mode of the table below; the program finds SIZE under this name
 *
 * Prints a line for each variant: its name, the steps and log bytes of one run (0 unless it records), and the
 * nanoseconds of processor time that a run took, one number a round; 0 rounds are none, for a profiler to look at the
 * one run that tells steps and bytes.
 *
 * A round runs each variant once, in turn; the next round begins with another one.  A recorder cannot be taken out of a
 * process again (it has wrapped deallocators, and what it would have to forget is all that it knows), so each run has a
 * forked child of one and the same initialised process: same addresses, same hash seed, same heap, and nothing left
 * over from the run before.  That is as good as interleaving within one process, and better in that no variant finds
 * what another left.  What forking costs is kept out: only the run is timed, by the child's own processor time, after a
 * first run in the same child that touches the pages and warms up the program's instructions.
 *
 * The ring is drained by a thread of the parent, which Python does not know; what comes out is thrown away.
 *
 * A program that stands for a part of a run only (its loop, not what it loops over) leaves the nanoseconds of that part
 * in a global variable `taken`. */
#include "cpython/facts.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/single_threaded.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "bench/counting.h"
#include "model/recording.h"
#include "runner/embed.h"
#include "runner/memory.h"

/* A child repeats a short run, and tells the mean: until these nanoseconds or this many runs are reached. */
enum { LONG_ENOUGH = 8000000, REPEATED_ENOUGH = 8 };

struct variant {
    const char *name;
    const struct mode *mode;
    long size;
    uint64_t steps, bytes;
    uint64_t *samples; /* owned: one a round */
};

struct mode {
    const char *name;
    void (*start)(void); /* in the child, before the program is compiled, and */
    void (*watch)(void); /* after that; NULL for nothing */
    PyObject *(*run)(PyObject *code, PyObject *globals);
    bool records;
};

static struct {
    struct trace_ring ring;
    pthread_mutex_t lock;
    struct text log;    /* what was drained of late, */
    bool kept;          /* and not thrown away */
    const char *path;   /* of the program, */
    struct text source; /* its text, */
    PyObject *code;     /* and in a child compiled */
    PyObject *step;     /* bdb.Bdb().run */
    uint64_t *told;     /* shared with the child: what its run took */
} bench = {.lock = PTHREAD_MUTEX_INITIALIZER};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "recorder: %s\n", what);
    if (Py_IsInitialized() && PyErr_Occurred())
        PyErr_Print();
    _exit(1);
}

static void count_any(bool instructions)
{
    if (!counting_start((PyCodeObject *)bench.code, instructions))
        fail("the hook that counts cannot be set");
}

static void count_events(void)
{
    count_any(false);
}

static void count_instructions(void)
{
    count_any(true);
}

/* A run of some length has been through the whole ring: its pages are there. */
static void record(uint64_t instructions)
{
    memset(bench.ring.bytes, 0, TRACE_RING_CAPACITY);
    embed_record(&(struct runner_options){.ring = -1, .instructions.most = instructions}, &bench.ring);
}

static void start_recorder(void)
{
    record(0);
}

static void start_instructions(void)
{
    record(UINT64_MAX);
}

static PyObject *evaluate(PyObject *code, PyObject *globals)
{
    return PyEval_EvalCode(code, globals, globals);
}

static PyObject *step_through(PyObject *code, PyObject *globals)
{
    return PyObject_CallFunctionObjArgs(bench.step, code, globals, NULL);
}

static const struct mode modes[] = {
    {"plain", NULL, NULL, evaluate, false},                     /* nobody looks */
    {"noop", NULL, count_events, evaluate, false},              /* a C hook that does nothing but count */
    {"recorder", start_recorder, NULL, evaluate, true},         /* all that the runner does */
    {"count", NULL, count_instructions, evaluate, false},       /* a C hook of each instruction that only counts */
    {"instructions", start_instructions, NULL, evaluate, true}, /* the runner with instructions */
    {"bdb", NULL, NULL, step_through, false}, /* Python's own debugger steps, its callbacks do nothing */
};

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static PyObject *new_globals(long size)
{
    PyObject *globals = PyDict_New(), *name = PyUnicode_FromString("__main__"), *number = PyLong_FromLong(size);

    if (globals == NULL || PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) != 0 ||
        PyDict_SetItemString(globals, "__name__", name) != 0 || PyDict_SetItemString(globals, "SIZE", number) != 0)
        fail("no memory");
    Py_DECREF(name);
    Py_DECREF(number);
    return globals;
}

/* One run, in nanoseconds. */
static uint64_t run(const struct variant *variant)
{
    PyObject *globals = new_globals(variant->size), *result, *taken;
    uint64_t start = now(), time;

    result = variant->mode->run(bench.code, globals);
    time = now() - start;
    if (result == NULL)
        fail(variant->name);
    taken = PyDict_GetItemString(globals, "taken");
    if (taken != NULL)
        time = PyLong_AsUnsignedLongLong(taken);
    Py_DECREF(result);
    Py_DECREF(globals);
    PyGC_Collect();
    return time;
}

static uint64_t run_repeatedly(const struct variant *variant)
{
    uint64_t sum = 0, runs = 0;

    run(variant);
    while (sum < LONG_ENOUGH && runs < REPEATED_ENOUGH) {
        sum += run(variant);
        runs++;
    }
    return sum / runs;
}

/* Some hooks look at code as it is compiled, others at what was. */
static void start(const struct mode *mode)
{
    if (mode->start != NULL)
        mode->start();
    bench.code = Py_CompileString(text_string(&bench.source), bench.path, Py_file_input);
    if (bench.code == NULL)
        fail(bench.path);
    if (mode->watch != NULL)
        mode->watch();
}

/* What `act` tells of a variant, in a child. */
static uint64_t in_child(const struct variant *variant, uint64_t (*act)(const struct variant *))
{
    int how = 0;
    pid_t child;

    PyOS_BeforeFork();
    child = fork();
    if (child == 0) {
        PyOS_AfterFork_Child();
        __libc_single_threaded = 1; /* as in a runner: the thread that drains is the parent's */
        start(variant->mode);
        *bench.told = act(variant);
        _exit(0);
    }
    PyOS_AfterFork_Parent();
    if (child < 0 || waitpid(child, &how, 0) != child || how != 0)
        fail("a run failed");
    return *bench.told;
}

static void take(void)
{
    pthread_mutex_lock(&bench.lock);
    trace_ring_read(&bench.ring, &bench.log);
    if (!bench.kept)
        text_clear(&bench.log);
    pthread_mutex_unlock(&bench.lock);
}

static void *drain(void *nothing)
{
    const struct timespec pause = {.tv_nsec = 1000000};

    for (;; nanosleep(&pause, NULL))
        take();
    return nothing;
}

static uint64_t count_steps(const struct text *log)
{
    struct recording *recording = recording_new();
    struct error error;
    uint64_t steps;

    if (recording_append(recording, log->bytes, log->length, &error) != STATUS_OK)
        fail(error.text);
    steps = recording_steps(recording);
    recording_free(recording);
    if (steps == 0)
        fail("nothing was recorded");
    return steps;
}

static void keep(bool kept)
{
    pthread_mutex_lock(&bench.lock);
    bench.kept = kept;
    pthread_mutex_unlock(&bench.lock);
}

/* Steps and bytes of one run, as a recording of it would have them. */
static void measure_log(struct variant *variant)
{
    keep(true);
    in_child(variant, run);
    take();
    variant->steps = count_steps(&bench.log);
    variant->bytes = bench.log.length;
    keep(false);
    take();
}

static void read_program(const char *path)
{
    PyObject *bdb = PyImport_ImportModule("bdb"),
             *stepper = bdb != NULL ? PyObject_CallMethod(bdb, "Bdb", NULL) : NULL;

    bench.path = path;
    bench.step = stepper != NULL ? PyObject_GetAttrString(stepper, "run") : NULL;
    if (bench.step == NULL || file_read(path, 1 << 20, &bench.source, NULL) != STATUS_OK)
        fail(path);
    PyGC_Collect();
}

static void prepare(void)
{
    struct error error;
    pthread_t drainer;
    int descriptor;

    bench.told = mmap(NULL, sizeof *bench.told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (bench.told == MAP_FAILED)
        fail(strerror(errno));
    if (trace_ring_create(&bench.ring, 0, &descriptor, &error) != STATUS_OK)
        fail(error.text);
    if (pthread_create(&drainer, NULL, drain, NULL) != 0)
        fail("no thread to drain the ring");
}

static struct variant read_variant(const char *name, size_t rounds)
{
    const char *colon = strchr(name, ':');
    size_t length = colon != NULL ? (size_t)(colon - name) : strlen(name);

    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (strlen(modes[i].name) == length && strncmp(modes[i].name, name, length) == 0)
            return (struct variant){.name = name,
                                    .mode = &modes[i],
                                    .size = colon != NULL ? atol(colon + 1) : 0,
                                    .samples = memory_zeroed(rounds, sizeof(uint64_t))};
    fail(name);
}

static void print_variant(const struct variant *variant, size_t rounds)
{
    printf("%s %" PRIu64 " %" PRIu64, variant->name, variant->steps, variant->bytes);
    for (size_t round = 0; round < rounds; round++)
        printf(" %" PRIu64, variant->samples[round]);
    puts("");
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 3 ? strtoul(argv[1], NULL, 10) : 0, count = argc > 3 ? (size_t)argc - 3 : 0;
    struct variant *variants;
    char *python[] = {memory_copy_string("python3"), count > 0 ? argv[2] : NULL, NULL};

    memory_apart(); /* as the runner does */
    variants = memory_zeroed(count + 1, sizeof *variants);
    if (count == 0)
        fail("usage: recorder-3.X ROUNDS PROGRAM VARIANT...");
    embed_start(2, python, NULL);
    prepare();
    read_program(argv[2]);
    for (size_t i = 0; i < count; i++)
        variants[i] = read_variant(argv[3 + i], rounds);
    for (size_t i = 0; i < count; i++)
        if (variants[i].mode->records)
            measure_log(&variants[i]);
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < count; i++) {
            struct variant *variant = &variants[(round + i) % count];

            variant->samples[round] = in_child(variant, run_repeatedly);
        }
    for (size_t i = 0; i < count; i++)
        print_variant(&variants[i], rounds);
    fflush(stdout);
    _exit(0);
}
