/* Tests of the runner, each version that was built: what it writes into the log, what it lets through, what it leaves. */
#include "suite.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "model/recording.h"
#include "model/state.h"
#include "trace/ring.h"

static const char *const versions[] = {"3.11", "3.12", "3.13", "3.14"};

struct run {
    struct trace_ring ring;
    struct recording *recording;
    struct text written; /* what the program wrote to its standard output and error */
    int from_program;    /* read end of that */
    int from_guard;      /* read end of the guard's status; -1 without one */
    pid_t process;
    int how;             /* as waitpid tells it */
};

/* The runner's path, or NULL when this version was not built.  Valid until the next call. */
static const char *runner(const char *version)
{
    static char path[1024];
    const char *folder = getenv("TERRARIUM_RUNNER_DIR");

    snprintf(path, sizeof path, "%s/terrarium-run-%s", folder != NULL ? folder : ".", version);
    return access(path, X_OK) == 0 ? path : NULL;
}

static _Noreturn void start_runner(const char *path, bool guard, int ring, int status, int output, const char *code)
{
    char ring_text[16], status_text[16];
    const char *arguments[16] = {path};
    int count = 1;

    snprintf(ring_text, sizeof ring_text, "%d", ring);
    snprintf(status_text, sizeof status_text, "%d", status);
    if (guard) {
        arguments[count++] = "--guard";
        arguments[count++] = "--status";
        arguments[count++] = status_text;
    }
    arguments[count++] = "--ring";
    arguments[count++] = ring_text;
    arguments[count++] = "--";
    arguments[count++] = "-c";
    arguments[count++] = code;
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execv(path, (char **)(uintptr_t)arguments);
    _exit(127);
}

/* `steps`: after how many the program waits. */
static struct run *start_limited(const char *path, bool guard, uint64_t steps, const char *code)
{
    struct run *run = memory_zeroed(1, sizeof *run);
    int ring, output[2], status[2];
    struct error error;

    ck_assert_msg(trace_ring_create(&run->ring, &ring, &error) == STATUS_OK, "%s", error.text);
    atomic_store(&run->ring.control->step_limit, steps);
    ck_assert_int_eq(pipe(output), 0);
    ck_assert_int_eq(pipe(status), 0);
    fcntl(ring, F_SETFD, 0);
    fcntl(output[0], F_SETFL, O_NONBLOCK);
    run->recording = recording_new();
    run->process = fork();
    if (run->process == 0)
        start_runner(path, guard, ring, status[1], output[1], code);
    close(ring);
    close(output[1]);
    close(status[1]);
    run->from_program = output[0];
    run->from_guard = status[0];
    return run;
}

static struct run *start(const char *path, bool guard, const char *code)
{
    return start_limited(path, guard, UINT64_MAX, code);
}

/* Takes what has come since; the log must be one that the model accepts to the last byte. */
static void drain(struct run *run)
{
    struct text bytes = TEXT_EMPTY;
    struct error error;
    char piece[4096];
    ssize_t length;

    trace_ring_read(&run->ring, &bytes);
    ck_assert_msg(recording_append(run->recording, text_string(&bytes), bytes.length, &error) == STATUS_OK, "%s",
                  error.text);
    while ((length = read(run->from_program, piece, sizeof piece)) > 0)
        text_append(&run->written, piece, (size_t)length);
    text_free(&bytes);
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void finish(struct run *run)
{
    while (waitpid(run->process, &run->how, WNOHANG) == 0) {
        drain(run);
        pause_briefly();
    }
    drain(run);
}

static void free_run(struct run *run)
{
    close(run->from_program);
    close(run->from_guard);
    recording_free(run->recording);
    trace_ring_close(&run->ring);
    text_free(&run->written);
    free(run);
}

static struct run *finished(const char *path, const char *code)
{
    struct run *run = start(path, false, code);

    finish(run);
    return run;
}

static struct state *last_state(const struct run *run)
{
    struct state *state = state_new(run->recording);

    ck_assert_uint_gt(recording_steps(run->recording), 0);
    state_seek(state, recording_steps(run->recording) - 1);
    return state;
}

/* What a name of the module refers to. */
static struct object named(const struct run *run, struct state *state, const char *name)
{
    struct object object = {0};

    for (size_t i = 0; i < state_names(state, 1); i++) {
        struct binding binding = state_name(state, 1, i);

        if (strcmp(recording_string(run->recording, binding.name, NULL), name) == 0)
            ck_assert(state_object(state, binding.object, &object));
    }
    ck_assert_msg(object.number != 0, "no name %s", name);
    return object;
}

/* All events as letters, each with its line: `l3` a line, `c` call, `r` return, `x` exception, `y` yield, `g` goes on. */
static void events(const struct run *run, struct text *out)
{
    struct step step;

    for (uint32_t i = 0; recording_step(run->recording, i, &step); i++)
        text_format(out, "%s%c%u", i > 0 ? " " : "", " lcrxygu"[step.event], step.line);
}

#define EACH_VERSION(path)                                                                                     \
    for (size_t version_ = 0; version_ < sizeof versions / sizeof versions[0]; version_++)                     \
        for (const char *path = runner(versions[version_]); path != NULL; path = NULL)

START_TEST(two_names_share_one_list)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "a = [1, 2, 3]\nb = a\nb.append(4)\n");
        struct state *state = last_state(run);
        struct object list = named(run, state, "a");

        ck_assert_uint_eq(recording_steps(run->recording), 4);
        ck_assert_uint_eq(list.number, named(run, state, "b").number);
        ck_assert_uint_eq(list.kind, TRACE_OBJECT_LIST);
        ck_assert_uint_eq(list.entries, 4);
        ck_assert_int_eq(list.references, 2);
        state_free(state);
        free_run(run);
    }
}
END_TEST

/* The program itself says what `id` and `sys.getrefcount` are at its last line. */
START_TEST(ids_and_counts_are_the_programs)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "import sys\n"
                                         "class Dog: pass\n"
                                         "d = Dog()\n"
                                         "pack = [d, d, (d,)]\n"
                                         "d.pack = pack\n"
                                         "sys.stdout.write(f'{id(d)} {sys.getrefcount(d) - 1} '\n"
                                         "                 f'{id(pack)} {sys.getrefcount(pack) - 1}')\n");
        struct state *state = last_state(run);
        struct object dog = named(run, state, "d"), pack = named(run, state, "pack");
        struct text told = TEXT_EMPTY;

        text_format(&told, "%llu %lld %llu %lld", (unsigned long long)dog.address, (long long)dog.references,
                    (unsigned long long)pack.address, (long long)pack.references);
        ck_assert_str_eq(text_string(&run->written), text_string(&told));
        text_free(&told);
        state_free(state);
        free_run(run);
    }
}
END_TEST

START_TEST(events_follow_calls_exceptions_and_generators)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "def g():\n"
                                         "    yield 1\n"
                                         "def f():\n"
                                         "    raise ValueError\n"
                                         "for n in g():\n"
                                         "    pass\n"
                                         "try:\n"
                                         "    f()\n"
                                         "except ValueError:\n"
                                         "    pass\n");
        struct text found = TEXT_EMPTY;

        events(run, &found);
        ck_assert_str_eq(text_string(&found), "l1 l3 l5 c1 l2 y2 l6 l5 g2 r2 l7 l8 c3 l4 x4 u4 x8 l9 l10 r10");
        text_free(&found);
        free_run(run);
    }
}
END_TEST

/* CPython tells of a return with None when an exception leaves a frame, when None is returned, and when None is yielded. */
START_TEST(what_returns_and_what_does_not_is_told_apart)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "def g():\n"
                                         "    yield\n"
                                         "    return\n"
                                         "a, b = g(), g()\n"
                                         "list(a)\n"
                                         "next(b)\n"
                                         "try:\n"
                                         "    b.throw(KeyError)\n"
                                         "except KeyError:\n"
                                         "    b.close()\n");
        struct text found = TEXT_EMPTY;

        events(run, &found);
        ck_assert_str_eq(text_string(&found),
                         "l1 l4 l5 c1 l2 y2 g2 l3 r3 l6 c1 l2 y2 l7 l8 g2 x2 u2 x8 l9 l10 r10");
        text_free(&found);
        free_run(run);
    }
}
END_TEST

START_TEST(a_used_address_is_another_object)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "ids = set()\n"
                                         "for i in range(20):\n"
                                         "    t = [i]\n"
                                         "    ids.add(id(t))\n"
                                         "print(len(ids), end='')\n");
        uint32_t lists = 0, objects = recording_objects(run->recording);

        for (uint32_t number = 1; number <= objects; number++) {
            struct object_birth birth;

            ck_assert(recording_object(run->recording, number, &birth));
            lists += birth.kind == TRACE_OBJECT_LIST;
        }
        ck_assert_uint_eq(lists, 20);
        ck_assert_int_lt(atoi(text_string(&run->written)), 20);
        free_run(run);
    }
}
END_TEST

/* A line for each way of changing a dictionary, and how many entries it has before that line. */
START_TEST(every_change_of_a_dictionary_is_seen)
{
    static const size_t entries[] = {0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 0, 1};

    EACH_VERSION(path)
    {
        struct run *run = finished(path, "d = {}\n"
                                         "d['a'] = 1\n"
                                         "d.update(b=2)\n"
                                         "d |= {'c': 3}\n"
                                         "d.setdefault('e', 5)\n"
                                         "dict.__setitem__(d, 'f', 6)\n"
                                         "d['f'] = 7\n"
                                         "d.pop('a')\n"
                                         "del d['b']\n"
                                         "d.popitem()\n"
                                         "d.clear()\n"
                                         "globals()['d']['g'] = 8\n"
                                         "globals()['d'] = []\n");
        struct state *state = state_new(run->recording);

        for (uint32_t step = 1; step <= sizeof entries / sizeof entries[0]; step++) {
            state_seek(state, step);
            ck_assert_uint_eq(named(run, state, "d").entries, entries[step - 1]);
        }
        state_seek(state, recording_steps(run->recording) - 1);
        ck_assert_uint_eq(named(run, state, "d").kind, TRACE_OBJECT_LIST);
        state_free(state);
        free_run(run);
    }
}
END_TEST

static const char *type_of(const struct run *run, struct state *state, const char *name)
{
    return recording_string(run->recording, named(run, state, name).type, NULL);
}

START_TEST(a_class_is_called_by_its_module_and_name)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "import collections, io\n"
                                         "class C: pass\n"
                                         "a, b = collections.deque(), collections.Counter()\n"
                                         "c, d = io.StringIO(), C()\n");
        struct state *state = last_state(run);

        ck_assert_str_eq(type_of(run, state, "a"), "collections.deque");
        ck_assert_str_eq(type_of(run, state, "b"), "collections.Counter");
        ck_assert_str_eq(type_of(run, state, "c"), "_io.StringIO");
        ck_assert_str_eq(type_of(run, state, "d"), "C");
        state_free(state);
        free_run(run);
    }
}
END_TEST

START_TEST(a_tracer_that_is_taken_away_again_is_not_the_end_of_the_recording)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "import sys, threading\n"
                                         "sys.settrace(None)\n"
                                         "a = [1]\n"
                                         "getattr(threading, 'settrace_all_threads', sys.settrace)(None)\n"
                                         "b = [2]\n"
                                         "other = threading.Thread(target=lambda: sys.settrace(None))\n"
                                         "other.start()\n"
                                         "other.join()\n"
                                         "c = [3]\n");
        struct state *state = last_state(run);

        ck_assert_uint_eq(named(run, state, "a").entries, 1);
        ck_assert_uint_eq(named(run, state, "b").entries, 1);
        ck_assert_uint_eq(named(run, state, "c").entries, 1);
        state_free(state);
        free_run(run);
    }
}
END_TEST

START_TEST(no_code_of_the_program_runs_in_a_hook)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "class D(dict):\n"
                                         "    def __len__(self): print('ran'); return 9\n"
                                         "    __iter__ = __repr__ = __eq__ = __getitem__ = keys = items = __len__\n"
                                         "    __hash__ = __len__\n"
                                         "class O:\n"
                                         "    def __getattribute__(self, name): print('ran')\n"
                                         "    __repr__ = __bool__ = __eq__ = __len__ = __getattribute__\n"
                                         "    def __del__(self): print('gone', end='')\n"
                                         "d = D(k=1)\n"
                                         "o = O()\n"
                                         "del o\n"
                                         "d = None\n");

        ck_assert_str_eq(text_string(&run->written), "gone");
        free_run(run);
    }
}
END_TEST

/* CPython compares fields of the two classes that the recorder has changed. */
START_TEST(a_class_can_be_assigned)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "class A: pass\n"
                                         "class B: pass\n"
                                         "class C(A): pass\n"
                                         "a = A()\n"
                                         "a.__class__ = B\n"
                                         "C.__bases__ = (B,)\n");
        struct state *state = last_state(run);

        ck_assert_str_eq(text_string(&run->written), "");
        ck_assert_str_eq(recording_string(run->recording, named(run, state, "a").type, NULL), "B");
        state_free(state);
        free_run(run);
    }
}
END_TEST

START_TEST(a_comprehensions_name_comes_and_goes)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "n = [k * k for k in range(3)]\nprint(sorted(locals())[-1], end='')\n");
        struct state *state = last_state(run);

        ck_assert_str_eq(text_string(&run->written), "n");
        ck_assert_uint_eq(state_names(state, 1), 1);
        ck_assert_uint_eq(named(run, state, "n").entries, 3);
        ck_assert_uint_ne(recording_find_string(run->recording, "k"), 0);
        state_free(state);
        free_run(run);
    }
}
END_TEST

START_TEST(output_is_marked_at_its_step)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "import sys\n"
                                         "sys.stdout.reconfigure(line_buffering=True)\n"
                                         "print('one')\n"
                                         "x = 1\n"
                                         "print('two', file=sys.stderr)\n");

        ck_assert_str_eq(text_string(&run->written), "one\ntwo\n");
        ck_assert_uint_eq(recording_outputs_at(run->recording, 2), 0);
        ck_assert_uint_gt(recording_outputs_at(run->recording, 3), 0);
        ck_assert_uint_eq(recording_output(run->recording, 0).stream, 1);
        ck_assert_uint_eq(recording_output(run->recording, recording_outputs(run->recording) - 1).stream, 2);
        free_run(run);
    }
}
END_TEST

START_TEST(steps_before_a_sudden_end_are_there)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "import os\nx = 1\nos._exit(3)\n");

        ck_assert(WIFEXITED(run->how));
        ck_assert_int_eq(WEXITSTATUS(run->how), 3);
        ck_assert_uint_eq(recording_steps(run->recording), 3);
        free_run(run);
    }
}
END_TEST

START_TEST(the_stop_flag_ends_an_endless_loop)
{
    EACH_VERSION(path)
    {
        struct run *run = start(path, false, "while True:\n    pass\n");

        while (recording_steps(run->recording) < 1000) {
            drain(run);
            pause_briefly();
        }
        atomic_store(&run->ring.control->stop, 1);
        finish(run);
        ck_assert(WIFEXITED(run->how));
        free_run(run);
    }
}
END_TEST

START_TEST(a_limit_pauses_until_it_is_raised)
{
    EACH_VERSION(path)
    {
        struct run *run = start_limited(path, false, 100, "for i in range(1000):\n    pass\n");

        while (atomic_load(&run->ring.control->paused) == 0 && waitpid(run->process, &run->how, WNOHANG) == 0)
            pause_briefly();
        drain(run);
        ck_assert_uint_eq(recording_steps(run->recording), 100);
        atomic_store(&run->ring.control->step_limit, UINT64_MAX);
        finish(run);
        ck_assert_uint_gt(recording_steps(run->recording), 1000);
        free_run(run);
    }
}
END_TEST

START_TEST(the_guard_leaves_nothing_alive)
{
    EACH_VERSION(path)
    {
        struct run *run = start(path, true, "import os, time\n"
                                            "child = os.fork()\n"
                                            "if child == 0:\n"
                                            "    os.setsid()\n"
                                            "    time.sleep(1000)\n"
                                            "os.write(1, b'%d' % child)\n"
                                            "os.kill(os.getpid(), 9)\n");
        char line[64] = "";

        finish(run);
        ck_assert_int_gt(read(run->from_guard, line, sizeof line - 1), 0);
        ck_assert_str_eq(line, "signal 9\n");
        ck_assert_int_gt(atoi(text_string(&run->written)), 0);
        ck_assert_int_ne(kill(atoi(text_string(&run->written)), 0), 0);
        ck_assert_int_eq(errno, ESRCH);
        free_run(run);
    }
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        two_names_share_one_list,
        ids_and_counts_are_the_programs,
        events_follow_calls_exceptions_and_generators,
        what_returns_and_what_does_not_is_told_apart,
        a_used_address_is_another_object,
        every_change_of_a_dictionary_is_seen,
        a_class_is_called_by_its_module_and_name,
        a_tracer_that_is_taken_away_again_is_not_the_end_of_the_recording,
        no_code_of_the_program_runs_in_a_hook,
        a_class_can_be_assigned,
        a_comprehensions_name_comes_and_goes,
        output_is_marked_at_its_step,
        steps_before_a_sudden_end_are_there,
        the_stop_flag_ends_an_endless_loop,
        a_limit_pauses_until_it_is_raised,
        the_guard_leaves_nothing_alive,
        NULL,
    };

    return suite_run("runner", cases);
}
