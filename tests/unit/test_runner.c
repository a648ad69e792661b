/* Tests of the runner, each version that was built: what it writes into the log, what it lets through, what it
 * leaves. */
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
#include "model/value.h"
#include "trace/ring.h"

static const char *const versions[] = {"3.11", "3.12", "3.13", "3.13t", "3.14"};

struct run {
    struct trace_ring ring;
    struct recording *recording;
    struct text written; /* what the program wrote to its standard output and error */
    int from_program;    /* read end of that */
    int from_guard;      /* read end of the guard's status; -1 without one */
    pid_t process;
    int how; /* as waitpid tells it */
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

    ck_assert_msg(trace_ring_create(&run->ring, 0, &ring, &error) == STATUS_OK, "%s", error.text);
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

/* All events as letters, each with its line: `l3` a line, `c` call, `r` return, `x` exception, `y` yield, `g` goes
 * on. */
static void events(const struct run *run, struct text *out)
{
    struct step step;

    for (uint32_t i = 0; recording_step(run->recording, i, &step); i++)
        text_format(out, "%s%c%u", i > 0 ? " " : "", " lcrxygu"[step.event], step.line);
}

#define EACH_VERSION(path)                                                                 \
    for (size_t version_ = 0; version_ < sizeof versions / sizeof versions[0]; version_++) \
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

/* CPython tells of a return with None when an exception leaves a frame, when None is returned, and when None is
 * yielded. */
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
        ck_assert_str_eq(text_string(&found), "l1 l4 l5 c1 l2 y2 g2 l3 r3 l6 c1 l2 y2 l7 l8 g2 x2 u2 x8 l9 l10 r10");
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

/* What the object is written as, and after it what stands behind that: "[1, 2] name='x'"; a detail in brackets. */
static void write_object(const struct run *run, struct state *state, struct object object, struct text *out)
{
    bool fields = object.layout == TRACE_LAYOUT_FIELDS;
    size_t first = fields ? 0 : object.entries;

    if (!fields)
        value_summary(state, object.number, 200, out);
    for (size_t i = first; i < object.entries + object.fields; i++) {
        struct entry entry = state_entry(state, object.number, i);
        struct object value;

        ck_assert(state_object(state, entry.value, &value));
        text_format(out, "%s%s=", out->length > 0 ? " " : "", recording_string(run->recording, entry.label, NULL));
        if (value.layout == TRACE_LAYOUT_FIELDS && value.kind != TRACE_OBJECT_RANGE)
            value_title(state, entry.value, out);
        else
            value_summary(state, entry.value, 60, out);
    }
    if (object.detail.length > 0)
        text_format(out, " <%.*s>", (int)object.detail.length, object.detail.at);
    for (size_t i = 0; i < out->length; i++)
        if (out->bytes[i] == '\n')
            out->bytes[i] = '/';
}

struct expectation {
    const char *name, *written;
};

static void expect_objects(const char *path, const char *code, const struct expectation *expected, size_t count)
{
    struct run *run = finished(path, code);
    struct state *state = last_state(run);

    ck_assert_msg(run->written.length == 0, "%s: %s", path, text_string(&run->written));
    for (size_t i = 0; i < count; i++) {
        struct text written = TEXT_EMPTY;

        write_object(run, state, named(run, state, expected[i].name), &written);
        ck_assert_msg(strcmp(text_string(&written), expected[i].written) == 0, "%s: %s is %s, not %s", path,
                      expected[i].name, text_string(&written), expected[i].written);
        text_free(&written);
    }
    state_free(state);
    free_run(run);
}

#define EXPECT_OBJECTS(path, code, ...)                                                \
    do {                                                                               \
        const struct expectation expected_[] = {__VA_ARGS__};                          \
        expect_objects(path, code, expected_, sizeof expected_ / sizeof expected_[0]); \
    } while (0)

START_TEST(containers_of_the_library_show_their_contents)
{
    EACH_VERSION(path)
    EXPECT_OBJECTS(path,
                   "from collections import *\n"
                   "d = deque([3, 4, 5], 4)\n"
                   "d.appendleft(2); d.append(6)\n"
                   "long = deque(range(100)); long.rotate(-70)\n"
                   "groups = defaultdict(list)\n"
                   "groups['a'].append(1); groups['b']\n"
                   "o = OrderedDict(x=1, y=2, z=3)\n"
                   "p = 1\n"
                   "o.move_to_end('x'); o.move_to_end('z', last=False)\n"
                   "c = Counter('abca')\n"
                   "P = namedtuple('P', 'x y')\n"
                   "p = P(1, [2])\n",
                   {"d", "collections.deque([3, 4, 5, 6]) <maxlen: 4>"},
                   {"groups", "collections.defaultdict({'a': [1], 'b': []}) default_factory=class list"},
                   {"o", "collections.OrderedDict({'z': 3, 'y': 2, 'x': 1})"},
                   {"c", "collections.Counter({'a': 2, 'b': 1, 'c': 1})"}, {"p", "x=1 y=[2]"});
}
END_TEST

START_TEST(what_is_derived_from_a_container_has_attributes_too)
{
    EACH_VERSION(path)
    EXPECT_OBJECTS(path,
                   "class L(list): pass\n"
                   "class D(dict): __slots__ = 'tag',\n"
                   "class N(int): pass\n"
                   "class T(tuple): pass\n"
                   "class B: __slots__ = 'a', '__dict__'\n"
                   "l = L([1, 2]); l.name = 'x'\n"
                   "l.append(3); l.more = l\n"
                   "d = D(k=1); d.tag = 'y'\n"
                   "n = N(7); n.unit = 'm'\n"
                   "t = T((1, 2)); t.name = 'z'\n"
                   "del l.more\n"
                   "b = B(); b.a = 1; b.b = 2\n",
                   {"l", "L([1, 2, 3]) name='x'"}, {"d", "D({'k': 1}) tag='y'"}, {"n", "<N 7> unit='m'"},
                   {"t", "T((1, 2)) name='z'"}, {"b", "a=1 b=2"});
}
END_TEST

START_TEST(carriers_show_what_they_refer_to)
{
    EACH_VERSION(path)
    EXPECT_OBJECTS(path,
                   "import functools\n"
                   "import weakref\n"
                   "class A: pass\n"
                   "class B(A): pass\n"
                   "class C(A): pass\n"
                   "class D(B, C): pass\n"
                   "def f(): pass\n"
                   "a = A(); gone = A()\n"
                   "l = [1, 2]; k = {'k': 1}\n"
                   "append = l.append; keys = k.keys()\n"
                   "part = functools.partial(f, 1, x=2)\n"
                   "prop = property(f); static = staticmethod(f)\n"
                   "alive = weakref.ref(a); dead = weakref.ref(gone)\n"
                   "del gone\n"
                   "b = bytearray(b'abc'); view = memoryview(b)\n"
                   "size = len\n",
                   {"D", "__bases__=class B __bases__=class C <mro: D, B, C, A, object>"},
                   {"append", "__self__=[1, 2]"}, {"keys", "dict={'k': 1}"},
                   {"part", "func=function f args=(1,) keywords={'x': 2}"}, {"prop", "fget=function f"},
                   {"alive", "weak target=A <alive>"}, {"dead", " <dead>"},
                   {"view", "obj=bytearray(b'abc') <3 bytes>"}, {"size", ""});
}
END_TEST

START_TEST(iterators_show_source_and_position)
{
    EACH_VERSION(path)
    EXPECT_OBJECTS(path,
                   "l = [7, 8, 9]\n"
                   "i = iter(l); next(i)\n"
                   "t = iter((1,)); list(t)\n"
                   "k = iter({'a': 1, 'b': 2}); next(k)\n"
                   "r = iter(range(2, 8, 2)); next(r)\n"
                   "e = enumerate(l); next(e)\n"
                   "z = zip(l, [1]); m = map(len, []); f = filter(None, l)\n"
                   "s = iter('abc'); next(s)\n"
                   "b = reversed(l); next(b)\n",
                   {"i", "source=[7, 8, 9] <position: 1>"}, {"t", " <exhausted>"},
                   {"k", "source={'a': 1, 'b': 2} <remaining: 1>"}, {"r", " <next: 4/remaining: 2>"},
                   {"e", "source=list_iterator result=(0, 7) <next number: 1>"},
                   {"f", "function=None source=list_iterator"}, {"s", "source='abc' <position: 1>"},
                   {"b", "source=[7, 8, 9] <position: 1>"});
}
END_TEST

START_TEST(exceptions_files_and_unknown_types_show_what_they_hold)
{
    EACH_VERSION(path)
    EXPECT_OBJECTS(path,
                   "import itertools\n"
                   "def f(): raise KeyError('k')\n"
                   "try:\n"
                   "    try: f()\n"
                   "    except KeyError as k: raise ValueError('v') from k\n"
                   "except ValueError as v: e = v\n"
                   "text = open('/etc/passwd', encoding='ascii')\n"
                   "buffer = text.buffer; raw = buffer.raw\n"
                   "buffer.read(5)\n"
                   "shut = open('/dev/null', 'rb', 0); shut.close()\n"
                   "chain = itertools.chain([1], [2])\n"
                   "next(chain)\n",
                   {"e", "args=('v',) __cause__=KeyError __context__=KeyError <traceback: 1 frame>"},
                   {"text", "encoding='ascii' buffer=_io.BufferedReader mode='r'"},
                   {"buffer", "raw=_io.FileIO <position: 5>"},
                   {"shut", "name='/dev/null' __IOBase_closed=True <closed>"},
                   {"chain", "reaches=tuple_iterator reaches=list_iterator"});
}
END_TEST

/* zip fills its tuple anew when nobody else has it. */
START_TEST(a_tuple_that_is_filled_anew_is_seen_to_change)
{
    EACH_VERSION(path)
    EXPECT_OBJECTS(path,
                   "z = zip([[1], [2], [3], [4]], 'abcd')\n"
                   "t = next(z)\n"
                   "t = next(z)\n"
                   "t = next(z)\n",
                   {"t", "([3], 'c')"});
}
END_TEST

/* As deep as it would overflow the C stack without CPython's trashcan, which 3.13t does even so by itself. */
START_TEST(deep_chains_of_carriers_die_well)
{
    EACH_VERSION(path)
    {
        struct run *run;

        if (strstr(path, "3.13t") != NULL)
            continue;
        run = finished(path, "from collections import deque\n"
                             "from functools import reduce\n"
                             "from itertools import starmap\n"
                             "f = reduce(filter, [()] * 100000, None)\n"
                             "d = list(starmap(deque, [()] * 100000))\n"
                             "deque(map(deque.append, d[1:], d[:-1]), 0)\n"
                             "d = d[-1]\n"
                             "d = f = None\n"
                             "print('fine', end='')\n");

        ck_assert_str_eq(text_string(&run->written), "fine");
        free_run(run);
    }
}
END_TEST

/* One step back is the same as never having gone on. */
START_TEST(details_and_attributes_go_back_too)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "class L(list): pass\n"
                                         "l = L()\n"
                                         "i = iter([1, 2])\n"
                                         "l.a = next(i)\n"
                                         "l.append(2)\n"
                                         "l.a = next(i)\n"
                                         "del l.a\n"
                                         "l.clear()\n");
        uint32_t steps = recording_steps(run->recording);
        struct state *back = last_state(run);

        for (uint32_t step = steps; step-- > 0;) {
            struct state *there = state_new(run->recording);
            static const char *const names[] = {"l", "i"};

            state_seek(there, step);
            state_seek(back, step);
            for (size_t i = 0; i < 2 && state_depth(there, 1) == 1 && state_names(there, 1) == 3; i++) {
                struct text expected = TEXT_EMPTY, found = TEXT_EMPTY;

                write_object(run, there, named(run, there, names[i]), &expected);
                write_object(run, back, named(run, back, names[i]), &found);
                ck_assert_str_eq(text_string(&found), text_string(&expected));
                text_free(&expected);
                text_free(&found);
            }
            state_free(there);
        }
        state_free(back);
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

/* Through whatever descriptor: what reaches a stream's file is the stream's, and what does not is not. */
START_TEST(output_is_known_by_where_it_goes)
{
    EACH_VERSION(path)
    {
        struct run *run = finished(path, "import os\n"
                                         "copy = os.dup(1)\n"
                                         "os.write(copy, b'copy ')\n"
                                         "os.dup2(os.open('/dev/null', os.O_WRONLY), 1)\n"
                                         "os.write(1, b'nowhere')\n"
                                         "os.dup2(copy, 1)\n"
                                         "os.write(1, b'again')\n");

        ck_assert_str_eq(text_string(&run->written), "copy again");
        ck_assert_uint_eq(recording_outputs(run->recording), 2);
        ck_assert_uint_eq(recording_outputs_at(run->recording, 2), 0);
        ck_assert_uint_eq(recording_outputs_at(run->recording, 3), 1);
        ck_assert_uint_eq(recording_output(run->recording, 0).stream, 1);
        ck_assert_uint_eq(recording_output(run->recording, 1).stream, 1);
        ck_assert_mem_eq(recording_output(run->recording, 1).bytes.at, "again", 5);
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
        struct run *run = start(path, true,
                                "import os, time\n"
                                "child = os.fork()\n"
                                "if child == 0:\n"
                                "    os.setsid()\n"
                                "    time.sleep(1000)\n"
                                "os.write(1, b'%d' % child)\n"
                                "os.kill(os.getpid(), 9)\n");
        char line[64] = "";

        finish(run);
        ck_assert_int_gt(read(run->from_guard, line, sizeof line - 1), 0);
        ck_assert_msg(strncmp(line, "signal 9 wall ", 14) == 0, "%s", line); /* and what it cost */
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
        containers_of_the_library_show_their_contents,
        what_is_derived_from_a_container_has_attributes_too,
        carriers_show_what_they_refer_to,
        iterators_show_source_and_position,
        exceptions_files_and_unknown_types_show_what_they_hold,
        a_tuple_that_is_filled_anew_is_seen_to_change,
        deep_chains_of_carriers_die_well,
        details_and_attributes_go_back_too,
        a_comprehensions_name_comes_and_goes,
        output_is_marked_at_its_step,
        output_is_known_by_where_it_goes,
        steps_before_a_sudden_end_are_there,
        the_stop_flag_ends_an_endless_loop,
        a_limit_pauses_until_it_is_raised,
        the_guard_leaves_nothing_alive,
        NULL,
    };

    return suite_run("runner", cases);
}
