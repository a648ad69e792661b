/* Tests of unpackings: what is told of them at each moment of stories made by hand and of real recordings, and their
 * pictures. */
#include "model/unpacking.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diagram/unpacking.h"
#include "model/value.h"
#include "story.h"
#include "suite.h"
#include "trace/file.h"

static const char *const versions[] = {"3.11", "3.12", "3.13", "3.14", "3.13t"};
enum { VERSIONS = sizeof versions / sizeof *versions };

/* ---- a recording in one line ---- */

/* "a" waits, "a@0" is on the stack (0 the top), "a=1" is bound, "a~" never will be; "!" when what just ran did it. */
static void write_target(const struct unpacking_target *target, struct text *out)
{
    text_add(out, text_string(&target->text));
    if (target->state == UNPACKING_STACKED)
        text_format(out, "@%d", target->depth);
    if (target->state == UNPACKING_BOUND)
        text_format(out, "=%s", text_string(&target->value));
    if (target->giver == UNPACKING_BY_DEFAULT)
        text_add(out, "(default)");
    if (target->giver == UNPACKING_BY_NAME)
        text_add(out, "(named)");
    if (target->state == UNPACKING_NEVER)
        text_add(out, target->object != 0 && target->sort == TARGET_DROPPED ? "=dropped" : "~");
    if (target->now && target->state != UNPACKING_NEVER)
        text_add_char(out, '!');
}

static void write_targets(const struct unpacking *unpacking, struct text *out)
{
    for (size_t i = 0; i < unpacking->targets.count; i++) {
        if (i > 0)
            text_add_char(out, ' ');
        write_target(&unpacking->targets.items[i], out);
    }
}

/* Ids differ from run to run. */
static void remove_ids_behind(const char *mark, struct text *text)
{
    for (char *id = strstr(text->bytes, mark); id != NULL; id = strstr(id, mark)) {
        size_t digits = strspn(id += strlen(mark), "0123456789abcdef");

        memmove(id, id + digits, strlen(id + digits) + 1);
        text->length -= digits;
    }
}

static void remove_ids(struct text *text)
{
    if (text->length > 0) {
        remove_ids_behind("…", text);
        remove_ids_behind(" ..", text);
    }
}

/* All moments, one after the other, equal ones once; those of arguments alone with `calls`, the others without. */
static void write_moments(const struct recording *recording, bool calls, struct text *out)
{
    struct state *state = state_new(recording);
    struct unpackings *unpackings = unpackings_new(recording);
    struct text last = TEXT_EMPTY;

    for (uint32_t step = 0; step < recording_steps(recording); step++)
        for (uint32_t instant = 0; instant <= recording_instants(recording, step); instant++) {
            size_t count;

            state_seek_instant(state, step, instant);
            count = unpackings_find(unpackings, state);
            for (size_t i = 0; i < count; i++) {
                struct text now = TEXT_EMPTY;

                if ((unpackings_at(unpackings, i)->sort == UNPACKING_CALL) == calls)
                    write_targets(unpackings_at(unpackings, i), &now);
                remove_ids(&now);
                if (now.length > 0 && strcmp(text_string(&now), text_string(&last)) != 0) {
                    text_format(out, "%s%s", out->length > 0 ? " | " : "", text_string(&now));
                    text_clear(&last);
                    text_add(&last, text_string(&now));
                }
                text_free(&now);
            }
        }
    text_free(&last);
    unpackings_free(unpackings);
    state_free(state);
}

/* ---- real recordings ---- */

static bool is_built(const char *version)
{
    char path[1024];
    const char *folder = getenv("TERRARIUM_RUNNER_DIR");

    snprintf(path, sizeof path, "%s/terrarium-run-%s", folder != NULL ? folder : ".", version);
    return access(path, X_OK) == 0;
}

static _Noreturn void start_viewer(const char *version, const char *file, const char *code)
{
    const char *viewer = getenv("TERRARIUM");
    const char *arguments[] = {viewer, "record", "--python", version, "-o", file, "-c", code, NULL};
    int null = open("/dev/null", O_RDWR);

    for (int descriptor = 0; descriptor <= 2; descriptor++)
        dup2(null, descriptor);
    if (viewer != NULL)
        execv(viewer, (char **)(uintptr_t)arguments);
    _exit(127);
}

static struct recording *record(const char *version, const char *code)
{
    const char *folder = getenv("TMPDIR");
    char file[1024];
    struct recording *recording = recording_new();
    struct text log = TEXT_EMPTY;
    struct error error = {""};
    bool whole;
    pid_t child;
    int how;

    snprintf(file, sizeof file, "%s/terrarium-unpacking-XXXXXX", folder != NULL ? folder : "/tmp");
    close(mkstemp(file));
    child = fork();
    if (child == 0)
        start_viewer(version, file, code);
    while (waitpid(child, &how, 0) < 0)
        ck_assert_int_eq(errno, EINTR);
    ck_assert_msg(WIFEXITED(how) && WEXITSTATUS(how) != 127, "no viewer: %s", code);
    ck_assert_msg(trace_file_read(file, &log, &whole, &error) == STATUS_OK, "%s", error.text);
    ck_assert_int_eq(recording_append(recording, text_string(&log), log.length, &error), STATUS_OK);
    text_free(&log);
    unlink(file);
    return recording;
}

struct told {
    const char *code;
    const char *moments;
    const char *others; /* where some version does it otherwise: NULL none */
    const char *which;  /* the versions that do */
};

static void expect_moments(const struct told *told, bool calls)
{
    for (size_t i = 0; i < VERSIONS; i++) {
        bool other = told->others != NULL && strstr(told->which, versions[i]) != NULL;
        struct text moments = TEXT_EMPTY;
        struct recording *recording;

        if (!is_built(versions[i]))
            continue;
        recording = record(versions[i], told->code);
        write_moments(recording, calls, &moments);
        ck_assert_msg(strcmp(text_string(&moments), other ? told->others : told->moments) == 0,
                      "%s on %s is\n  %s\nand not\n  %s", told->code, versions[i], text_string(&moments),
                      other ? told->others : told->moments);
        text_free(&moments);
        recording_free(recording);
    }
}

static const struct told calls_told[] = {
    {"def f(a, b=2): 0\nf(1)\nf(1, 3)\nf(b=1, a=2)", "a=1! b=2(default)! | a=1! b=3! | a=2(named)! b=1(named)!", NULL,
     NULL},
    {"def f(a, /, b, *r, c=3, **k): 0\nf(1, 2, 4, 5, c=6, d=7)\nf(*[1], **{'b': 2, 'e': 3})",
     "a=1! b=2! c=6(named)! *r=(4, 5)! **k={'d': 7}! | a=1! b=2(named)! c=3(default)! *r=()! **k={'e': 3}!", NULL,
     NULL},
    {"class A:\n"
     "  def __init__(self, x): 0\n"
     "  def m(self, *y): 0\n"
     "  def __call__(self, z): 0\n"
     "o = A(1)\n"
     "o.m(2)\n"
     "g = o.m\n"
     "g(3)\n"
     "o(z=4)",
     "self=<A …>! x=1! | self=<A …>! *y=(2,)! | self=<A …>! *y=(3,)! | self=<A …>! z=4(named)!", NULL, NULL},
    {"def f(n):\n  return lambda: n\nf(1)()\nlist(map(f, [2]))", "n=1!", NULL, NULL},
    {"def g(x):\n  yield x\nlist(g(1))", "x=1!", NULL, NULL},
};

static const struct told unpackings_told[] = {
    {"x = [1, 2]\na, b = x", "a b | a@0! b@1! | a=1! b@0 | a=1 b=2! | a=1 b=2", NULL, NULL},
    {"a = 1; b = 2\na, b = b, a", "a b | a@0! b | a@1 b@0! | a@0 b@1 | a=2! b@0 | a=2 b=1! | a=2 b=1", NULL, NULL},
    {"a = 1; b = 2; c = 3\na, b, c = c, a, b",
     "a b c | a@0! b c | a@1 b@0! c | a@2 b@1 c@0! | a@0 b@1 c@2 | a=3! b@0 c@1 | a=3 b=1! c@0 | a=3 b=1 c=2! | "
     "a=3 b=1 c=2",
     NULL, NULL},
    {"a, b, c, d = 'wxyz'\na, b, c, d = d, c, b, a",
     "a b c d | a@0! b@1! c@2! d@3! | a='w'! b@0 c@1 d@2 | a='w' b='x'! c@0 d@1 | a='w' b='x' c='y'! d@0 | "
     "a='w' b='x' c='y' d='z'! | a b c d | a@0! b@1! c@2! d@3! | a='z'! b@0 c@1 d@2 | a='z' b='y'! c@0 d@1 | "
     "a='z' b='y' c='x'! d@0 | a='z' b='y' c='x' d='w'! | a='z' b='y' c='x' d='w'",
     NULL, NULL},
    {"def f(a, b):\n  a, b = b, a\nf(1, 2)", "a b | a@0! b | a@1 b@0! | a@0 b=1! | a=2! b=1 | a=2 b=1",
     "a b | a@1! b@0! | a=2! b=1! | a=2 b=1", "3.13 3.14 3.13t"},
    {"def f(a, b, c):\n  a, b, c = c, a, b\nf(1, 2, 3)",
     "a b c | a@0! b c | a@1 b@0! c | a@2 b@1 c@0! | a@1 b@0 c=2! | a@0 b=1! c=2 | a=3! b=1 c=2 | a=3 b=1 c=2",
     "a b c | a@1! b@0! c | a@2 b@1 c@0! | a@0 b=1! c=2! | a=3! b=1 c=2 | a=3 b=1 c=2", "3.13 3.14 3.13t"},
    {"def f(a, b, c, d):\n  a, b, c, d = d, c, b, a\nf(1, 2, 3, 4)",
     "a b c d | a@0! b@1! c@2! d@3! | a=4! b@0 c@1 d@2 | a=4 b=3! c@0 d@1 | a=4 b=3 c=2! d@0 | a=4 b=3 c=2 d=1! | "
     "a=4 b=3 c=2 d=1",
     "a b c d | a@0! b@1! c@2! d@3! | a=4! b=3! c@0 d@1 | a=4 b=3 c=2! d=1! | a=4 b=3 c=2 d=1", "3.13 3.14 3.13t"},
    {"x = 1, (2, (3, 4))\na, (b, (c, d)) = x",
     "a (b, (c, d)) b (c, d) c d | a@0! (b, (c, d))@1! b (c, d) c d | a=1! (b, (c, d))@0 b (c, d) c d | "
     "a=1 (b, (c, d))=(2, (3, 4))! b@0! (c, d)@1! c d | a=1 (b, (c, d))=(2, (3, 4)) b=2! (c, d)@0 c d | "
     "a=1 (b, (c, d))=(2, (3, 4)) b=2 (c, d)=(3, 4)! c@0! d@1! | "
     "a=1 (b, (c, d))=(2, (3, 4)) b=2 (c, d)=(3, 4) c=3! d@0 | "
     "a=1 (b, (c, d))=(2, (3, 4)) b=2 (c, d)=(3, 4) c=3 d=4! | "
     "a=1 (b, (c, d))=(2, (3, 4)) b=2 (c, d)=(3, 4) c=3 d=4",
     NULL, NULL},
    {"a, *b, c = 1, 2, 3, 4",
     "a *b c | a@0! *b@1! c@2! | a=1! *b@0 c@1 | a=1 *b=[2, 3]! c@0 | a=1 *b=[2, 3] c=4! | a=1 *b=[2, 3] c=4", NULL,
     NULL},
    {"a, *b = 1,", "a *b | a@0! *b@1! | a=1! *b@0 | a=1 *b=[]! | a=1 *b=[]", NULL, NULL},
    {"def g():\n  yield 1\n  yield 2\na, b = g()", "a b | a@0! b@1! | a=1! b@0 | a=1 b=2! | a=1 b=2", NULL, NULL},
    {"a, b = {1: 2, 3: 4}", "a b | a@0! b@1! | a=1! b@0 | a=1 b=3! | a=1 b=3", NULL, NULL},
    {"a, b = 'xy'", "a b | a@0! b@1! | a='x'! b@0 | a='x' b='y'! | a='x' b='y'", NULL, NULL},
    {"arr = [0, 0]\nx = 1, 9\ni, arr[i] = x",
     "i arr[i] | i@0! arr[i]@1! | i=1! arr[i]@0 | i=1 arr[i]@1 | i=1 arr[i]@2 | i=1 arr[i]=9! | i=1 arr[i]=9", NULL,
     NULL},
    {"class S: pass\ns = S()\nx = 1, 2\ns.x, s.y = x",
     "s.x s.y | s.x@0! s.y@1! | s.x@1 s.y@2 | s.x=1! s.y@0 | s.x=1 s.y@1 | s.x=1 s.y=2! | s.x=1 s.y=2", NULL, NULL},
    {"n = 1\ns = [1, 2, 3]\nx = (4, 5), 6\ns[:n], s[-1] = x",
     "s[:n] s[-1] | s[:n]@0! s[-1]@1! | s[:n]@1 s[-1]@2 | s[:n]@2 s[-1]@3 | s[:n]@3 s[-1]@4 | "
     "s[:n]=(4, 5)! s[-1]@0 | s[:n]=(4, 5) s[-1]@1 | s[:n]=(4, 5) s[-1]@2 | s[:n]=(4, 5) s[-1]=6! | "
     "s[:n]=(4, 5) s[-1]=6",

     "s[:n] s[-1] | s[:n]@0! s[-1]@1! | s[:n]@1 s[-1]@2 | s[:n]@2 s[-1]@3 | s[:n]@3 s[-1]@4 | "
     "s[:n]@2 s[-1]@3 | s[:n]=(4, 5)! s[-1]@0 | s[:n]=(4, 5) s[-1]@1 | s[:n]=(4, 5) s[-1]@2 | "
     "s[:n]=(4, 5) s[-1]=6! | s[:n]=(4, 5) s[-1]=6",
     "3.11"},
    {"for k, v in {1: 2}.items(): k", "k v | k@0! v@1! | k=1! v@0 | k=1 v=2! | k=1 v=2 | k v", NULL, NULL},
    {"for i, (j, k) in [(1, (2, 3))]:\n  i",
     "i (j, k) j k | i@0! (j, k)@1! j k | i=1! (j, k)@0 j k | i=1 (j, k)=(2, 3)! j@0! k@1! | "
     "i=1 (j, k)=(2, 3) j=2! k@0 | i=1 (j, k)=(2, 3) j=2 k=3! | i (j, k) j k",
     NULL, NULL},
    {"r = [p + q for p, q in [(1, 2)]]", "p q | p@0! q@1! | p=1! q@0 | p=1 q=2! | p=1 q=2 | p q",
     "p q | p@0! q@1! | p=1! q=2! | p=1 q=2 | p q", "3.13 3.14 3.13t"},
    {"class M:\n  def __enter__(self): return 1, 2\n  def __exit__(self, *a): 0\nwith M() as (a, b): 0",
     "a b | a@0! b@1! | a=1! b@0 | a=1 b=2! | a=1 b=2", NULL, NULL},
    {"x = y, z = 1, 2", "y z | y@0! z@1! | y=1! z@0 | y=1 z=2! | y=1 z=2", NULL, NULL},
    {"a, b = (\n  1 + len('x'),\n  2)", "a b | a@0! b | a@1 b@0! | a@0 b@1 | a=2! b@0 | a=2 b=2! | a=2 b=2", NULL,
     NULL},
    {"def f():\n  global a\n  x = 1\n  y = 2, 3\n  a, x = y\n  return lambda: x\nf()",
     "a x | a@0! x@1! | a=2! x@0 | a=2 x=3!", NULL, NULL},
    {"match [1, [2, 3]]:\n  case [a, [_, b]]: 0",
     "a [_, b] _ b | a@0! [_, b]@1! _ b | a@1 [_, b]@0 _ b | a@2 [_, b]@1 _ b | a@1 [_, b]@0 _ b | "
     "a@2 [_, b]@1 _ b | a@3 [_, b]@2 _ b | a@2 [_, b]@1 _ b | a@1 [_, b]@0 _ b | a@2 [_, b]=[2, 3]! _@0! b@1! | "
     "a@1 [_, b]=[2, 3] _=dropped b@0 | a@0 [_, b]=[2, 3] _=dropped b@1 | a=1! [_, b]=[2, 3] _=dropped b@0 | "
     "a=1 [_, b]=[2, 3] _=dropped b=3! | a=1 [_, b]=[2, 3] _=dropped b=3",
     NULL, NULL},
    {"a = 1; b = 2\nwhile a < 3: a, b = a + 1, a",
     "a b | a@0! b | a@1 b@0! | a@0 b@1 | a=2! b@0 | a=2 b=1! | a=2 b=1 | a b | a@0! b | a@1 b@0! | a@0 b@1 | a=3! "
     "b@0 "
     "| a=3 b=2! | a=3 b=2",
     "a b | a@0! b | a@1 b@0! | a@0 b@1 | a=2! b@0 | a=2 b=1! | a b | a@0! b | a@1 b@0! | a@0 b@1 | a=3! b@0 | a=3 "
     "b=2! "
     "| a b",
     "3.14"}, /* it jumps back to the condition, before which there is no copy of it any more */
    {"def f(x):\n  _, _, y = x\nf('abc')",
     "_ _ y | _@0! _@1! y@2! | _='a'! _@0 y@1 | _='a' _='b'! y@0 | _='a' _='b' y='c'! | _='a' _='b' y='c'",
     "_ _ y | _@0! _@1! y@2! | _=dropped _@0 y@1 | _=dropped _='b'! y='c'! | _=dropped _='b' y='c'",
     "3.13 3.14 3.13t"},
};

START_TEST(targets_are_bound_one_after_the_other)
{
    for (size_t i = 0; i < sizeof unpackings_told / sizeof *unpackings_told; i++)
        expect_moments(&unpackings_told[i], false);
}
END_TEST

START_TEST(arguments_become_parameters)
{
    for (size_t i = 0; i < sizeof calls_told / sizeof *calls_told; i++)
        expect_moments(&calls_told[i], true);
}
END_TEST

/* ---- what a program observes ---- */

/* A program that tells each store as "target value". */
static const char *const observed[] = {
    "class P:\n"
    "  def __setattr__(self, name, value): print(f'o.{name} {value}')\n"
    "  def __setitem__(self, key, value):\n"
    "    if isinstance(key, slice): key = f'{key.start}:{key.stop}'\n"
    "    print(f'o[{key}] {value}')\n"
    "o = P()\n"
    "o.a, o[0], (o.b, *o.c), o[1:2] = 1, 2, (3, 4, 5), 6\n"
    "o.x, o[7] = 1, 2\n"
    "o.p, o.q = o[9], o.r = [1, 2] if o is None else (3, 4)\n"
    "for o.k, o[8] in [(1, 2), (3, 4)]: pass\n",
    "class D(dict):\n"
    "  def __setitem__(self, name, value):\n"
    "    if name[0] != '_': print(name, repr(value))\n"
    "    dict.__setitem__(self, name, value)\n"
    "class M(type):\n"
    "  def __prepare__(name, bases): return D()\n"
    "class C(metaclass=M):\n"
    "  a, b = 1, 2\n"
    "  a, b = b, a\n"
    "  a, b, c = b, 3, a\n"
    "  a, (b, *c), d = 'x', range(3), 4\n"
    "  for k, v in {1: 2}.items(): pass\n",
};

/* The stores of what is taken apart, as the moments tell them: each once, when what just ran did it. */
static void write_stores(const struct recording *recording, struct text *out)
{
    struct state *state = state_new(recording);
    struct unpackings *unpackings = unpackings_new(recording);
    struct text last = TEXT_EMPTY, now = TEXT_EMPTY;

    for (uint32_t step = 0; step < recording_steps(recording); step++)
        for (uint32_t instant = 0; instant <= recording_instants(recording, step); instant++) {
            state_seek_instant(state, step, instant);
            text_clear(&now);
            for (size_t i = 0; i < unpackings_find(unpackings, state); i++) {
                const struct unpacking *unpacking = unpackings_at(unpackings, i);

                for (size_t j = 0; j < unpacking->targets.count && unpacking->sort != UNPACKING_CALL; j++) {
                    const struct unpacking_target *target = &unpacking->targets.items[j];

                    if (target->now && target->state == UNPACKING_BOUND && target->sort != TARGET_NESTED)
                        text_format(&now, "%s %s\n", text_string(&target->text) + target->starred,
                                    text_string(&target->value));
                }
            }
            /* A step that follows on the store has no more to tell than the instant before it. */
            if (strcmp(text_string(&now), text_string(&last)) != 0)
                text_add(out, text_string(&now));
            text_clear(&last);
            text_add(&last, text_string(&now));
        }
    text_free(&now);
    text_free(&last);
    unpackings_free(unpackings);
    state_free(state);
}

static void expect_stores(const char *version, const char *code)
{
    struct text told = TEXT_EMPTY, seen = TEXT_EMPTY;
    struct recording *recording = record(version, code);

    write_stores(recording, &told);
    for (size_t i = 0; i < recording_outputs(recording); i++)
        text_append(&seen, recording_output(recording, i).bytes.at, recording_output(recording, i).bytes.length);
    ck_assert_uint_gt(seen.length, 0);
    ck_assert_msg(strcmp(text_string(&told), text_string(&seen)) == 0, "on %s the program saw\n%sand was told\n%s",
                  version, text_string(&seen), text_string(&told));
    text_free(&told);
    text_free(&seen);
    recording_free(recording);
}

START_TEST(stores_come_in_the_order_that_a_program_observes)
{
    for (size_t i = 0; i < VERSIONS; i++)
        for (size_t j = 0; j < sizeof observed / sizeof *observed && is_built(versions[i]); j++)
            expect_stores(versions[i], observed[j]);
}
END_TEST

/* ---- exceptions, and what popular explanations have wrong ---- */

/* The sentence on the first unpacking of the first moment at which `wanted` holds; "" when there is none. */
static void write_sentence(const struct recording *recording, bool (*wanted)(const struct unpacking *unpacking),
                           struct text *out)
{
    struct state *state = state_new(recording);
    struct unpackings *unpackings = unpackings_new(recording);

    for (uint32_t step = 0; step < recording_steps(recording) && out->length == 0; step++)
        for (uint32_t instant = 0; instant <= recording_instants(recording, step) && out->length == 0; instant++) {
            state_seek_instant(state, step, instant);
            for (size_t i = 0; i < unpackings_find(unpackings, state) && out->length == 0; i++)
                if (wanted(unpackings_at(unpackings, i)))
                    unpacking_sentence(unpackings_at(unpackings, i), out);
        }
    unpackings_free(unpackings);
    state_free(state);
}

static bool has_failed(const struct unpacking *unpacking)
{
    return unpacking->exception != 0;
}

static bool is_done(const struct unpacking *unpacking)
{
    for (size_t i = 0; i < unpacking->targets.count; i++)
        if (unpacking->targets.items[i].state != UNPACKING_BOUND)
            return false;
    return unpacking->started;
}

static bool is_swapped(const struct unpacking *unpacking)
{
    return unpacking->sort == UNPACKING_STACK && is_done(unpacking);
}

static bool runs_meanwhile(const struct unpacking *unpacking)
{
    return unpacking->running && unpacking->taken == 1;
}

#define GENERATOR "def g(n):\n  for i in range(n): yield i\n"
static const struct sentence {
    const char *code, *sentence;
    bool (*wanted)(const struct unpacking *unpacking);
} sentences[] = {
    {"a, b = [1, 2, 3]", "ValueError: too many values to unpack (expected 2). Nothing was bound.", has_failed},
    {"a, b, c = 'xy'", "ValueError: not enough values to unpack (expected 3, got 2). Nothing was bound.", has_failed},
    {"a, *b, c = [1]", "ValueError: not enough values to unpack (expected at least 2, got 1). Nothing was bound.",
     has_failed},
    {"a, b = 5", "TypeError: cannot unpack non-iterable int object. Nothing was bound.", has_failed},
    /* Nested: what stands before it is bound already. */
    {"a, (b, c), d = 1, [2], 3",
     "ValueError: not enough values to unpack (expected 2, got 1). a was bound before that, b, c and d were not.",
     has_failed},
    {"x = 1, (2, 3), 4\na, (b, c, d), e = x",
     "ValueError: not enough values to unpack (expected 3, got 2). "
     "a was bound before that, b, c, d and e were not.",
     has_failed},
    /* Too many take one item more than there are targets, too few take all. */
    {GENERATOR "a, b = g(5)",
     "ValueError: too many values to unpack (expected 2). Nothing was bound. The iterator has given 3 items, which "
     "are lost.",
     has_failed},
    {GENERATOR "a, b, c = g(1)",
     "ValueError: not enough values to unpack (expected 3, got 1). Nothing was bound. The iterator has given 1 item, "
     "which is lost.",
     has_failed},
    {"i = iter([1, 2, 3, 4])\na, b = i",
     "ValueError: too many values to unpack (expected 2). Nothing was bound. The iterator has given 3 items, which "
     "are lost.",
     has_failed},
    {"a, b, c = iter([1, 2])",
     "ValueError: not enough values to unpack (expected 3, got 2). Nothing was bound. The iterator has given 2 "
     "items, "
     "which are lost.",
     has_failed},
    {"a, b = iter([1, 2, 3, 4])",
     "ValueError: too many values to unpack (expected 2). Nothing was bound. The iterator has given 3 items, which "
     "are lost.",
     has_failed},
    {"class N:\n  def __iter__(self): return self\n  def __next__(self): return 1\na, b = N()",
     "ValueError: too many values to unpack (expected 2). Nothing was bound. The iterator has given 3 items, which "
     "are lost.",
     has_failed},
    {"s = []\na, s[0], c = 1, 2, 3",
     "IndexError: list assignment index out of range. a was bound before that, s[0] and c were not.", has_failed},
    {GENERATOR "a, b = g(2)", "The iterator is asked for items, and has given 1.", runs_meanwhile},
    {"def f(a, b):\n  a, b = b, a\nf(1, 2)",
     "No tuple is made: the values go onto the value stack, and each store takes one from there. b is bound first, "
     "then a.",
     is_swapped},
    {"a, b = {1: 2, 3: 4}", "A dict gives its keys.", is_done},
    {"a, *b = 'xyz'", "A string gives its characters. b is a new list.", is_done},
    {"def f(a, b=1, *c, d=2, **e): 0\nf(0)",
     "c is a new tuple. e is a new dict. b and d were not given: the function keeps their defaults.", is_done},
};

static void expect_sentence(const char *version, const struct sentence *sentence)
{
    struct recording *recording = record(version, sentence->code);
    struct text told = TEXT_EMPTY;

    write_sentence(recording, sentence->wanted, &told);
    ck_assert_msg(strcmp(text_string(&told), sentence->sentence) == 0, "%s on %s: %s", sentence->code, version,
                  text_string(&told));
    text_free(&told);
    recording_free(recording);
}

START_TEST(words_tell_what_the_picture_does_not)
{
    for (size_t i = 0; i < VERSIONS; i++)
        for (size_t j = 0; j < sizeof sentences / sizeof *sentences && is_built(versions[i]); j++)
            /* From 3.14 on it says how many there were. */
            if (strstr(sentences[j].sentence, "too many") == NULL || strcmp(versions[i], "3.14") != 0)
                expect_sentence(versions[i], &sentences[j]);
}
END_TEST

static bool has_source(const struct unpacking *unpacking, const char *source)
{
    return is_done(unpacking) && strcmp(text_string(&unpacking->source), source) == 0;
}

/* Whether what comes from `source` is seen taken apart and bound to its last target. */
static bool is_taken_apart(const struct recording *recording, const char *source)
{
    struct state *state = state_new(recording);
    struct unpackings *unpackings = unpackings_new(recording);
    bool found = false;

    for (uint32_t step = 0; step < recording_steps(recording) && !found; step++)
        for (uint32_t instant = 0; instant <= recording_instants(recording, step) && !found; instant++) {
            state_seek_instant(state, step, instant);
            for (size_t i = unpackings_find(unpackings, state); i > 0 && !found; i--)
                found = has_source(unpackings_at(unpackings, i - 1), source);
        }
    unpackings_free(unpackings);
    state_free(state);
    return found;
}

START_TEST(what_is_taken_apart_has_the_text_of_the_source)
{
    static const char code[] = "class M:\n"
                               "  async def __aenter__(self): return 1, 2\n"
                               "  async def __aexit__(self, *a): 0\n"
                               "async def g(): yield 1, 2\n"
                               "async def f(): return 5, 6\n"
                               "async def main(x):\n"
                               "  async for k, v in g(): 0\n"
                               "  async with M() as (a, b): 0\n"
                               "  c, d = await f()\n"
                               "  e, h = i = ((1, 2) if x else\n"
                               "    (3, 4))\n"
                               "  for l, m in {1: 2}.items(): 0\n"
                               "try: main(0).send(None)\n"
                               "except StopIteration: 0\n";
    static const char *const sources[] = {"the next item of g()", "entering M()", "await f()",
                                          "(1, 2) if x else (3, 4)", "the next item of {1: 2}.items()"};

    for (size_t i = 0; i < VERSIONS; i++) {
        struct recording *recording = is_built(versions[i]) ? record(versions[i], code) : NULL;

        for (size_t j = 0; j < sizeof sources / sizeof *sources && recording != NULL; j++)
            ck_assert_msg(is_taken_apart(recording, sources[j]), "%s on %s", sources[j], versions[i]);
        if (recording != NULL)
            recording_free(recording);
    }
}
END_TEST

/* How often an instruction whose name begins so is told of in a line. */
static size_t count_instructions(const struct recording *recording, uint32_t line, const char *beginning)
{
    size_t count = 0;

    for (uint32_t step = 0; step < recording_steps(recording); step++)
        for (uint32_t number = 1; number <= recording_instants(recording, step); number++) {
            const struct instruction *instruction;
            struct instant instant;
            uint32_t code;

            recording_instant(recording, step, number, &instant);
            code = recording_frame(recording, instant.frame)->code;
            instruction =
                recording_instruction(recording, code, recording_find_instruction(recording, code, instant.unit));
            count += instruction->line == line &&
                     strncmp(recording_string(recording, instruction->name, NULL), beginning, strlen(beginning)) == 0;
        }
    return count;
}

/* "a, b, c = _C is _C[0], _C[1], _C[2]." */
START_TEST(nothing_is_looked_up_by_its_index)
{
    static const char code[] = "class C:\n"
                               "  def __iter__(self): return iter('xyz')\n"
                               "  def __getitem__(self, i): print('asked')\n"
                               "_C = C()\n"
                               "a, b, c = _C\n";

    for (size_t i = 0; i < VERSIONS; i++) {
        struct recording *recording = is_built(versions[i]) ? record(versions[i], code) : NULL;
        struct text moments = TEXT_EMPTY;

        if (recording == NULL)
            continue;
        write_moments(recording, false, &moments);
        ck_assert_ptr_nonnull(strstr(text_string(&moments), "a='x' b='y' c='z'!"));
        ck_assert_uint_eq(count_instructions(recording, 5, "UNPACK_SEQUENCE"), 1);
        ck_assert_uint_eq(count_instructions(recording, 5, "BINARY_SUBSCR"), 0);
        ck_assert_uint_eq(count_instructions(recording, 5, "BINARY_OP"), 0);
        ck_assert_uint_eq(recording_outputs(recording), 0);
        text_free(&moments);
        recording_free(recording);
    }
}
END_TEST

static uint32_t named(struct state *state, const char *name)
{
    uint32_t module = state_frame_at(state, 1, 0);

    for (size_t i = 0; i < state_names(state, module); i++)
        if (strcmp(recording_string(state_recording(state), state_name(state, module, i).name, NULL), name) == 0)
            return state_name(state, module, i).object;
    return 0;
}

/* "It is one atomic step." */
START_TEST(an_unpacking_is_several_steps)
{
    for (size_t i = 0; i < VERSIONS; i++) {
        struct recording *recording =
            is_built(versions[i]) ? record(versions[i], "arr = [0, 0]\ni, arr[i] = 1, 9\nprint(arr)\n") : NULL;
        struct text moments = TEXT_EMPTY, list = TEXT_EMPTY;
        struct state *state;

        if (recording == NULL)
            continue;
        write_moments(recording, false, &moments);
        ck_assert_ptr_nonnull(strstr(text_string(&moments), "i=1! arr[i]@0 |")); /* here other code can run */
        state = state_new(recording);
        state_seek(state, 2);
        value_summary(state, named(state, "arr"), 20, &list);
        ck_assert_str_eq(text_string(&list), "[0, 9]");
        text_free(&moments);
        text_free(&list);
        state_free(state);
        recording_free(recording);
    }
}
END_TEST

/* "A swap needs a temporary." */
START_TEST(a_swap_makes_no_temporary_and_no_tuple)
{
    for (size_t i = 0; i < VERSIONS; i++) {
        struct recording *recording =
            is_built(versions[i]) ? record(versions[i], "a = 'x'\nb = 'y'\na, b = b, a\n0\n") : NULL;
        uint32_t names, a, b;
        struct state *state;

        if (recording == NULL)
            continue;
        state = state_new(recording);
        state_seek(state, 2);
        a = named(state, "a");
        b = named(state, "b");
        names = (uint32_t)state_names(state, 1);
        state_seek(state, 3);
        ck_assert_uint_eq(named(state, "a"), b);
        ck_assert_uint_eq(named(state, "b"), a);
        ck_assert_uint_eq(state_names(state, 1), names);
        ck_assert_uint_eq(state_changes(state)->born_count, 0);
        ck_assert_uint_eq(count_instructions(recording, 3, "BUILD_TUPLE"), 0);
        ck_assert_uint_eq(count_instructions(recording, 3, "UNPACK_SEQUENCE"), 0);
        state_free(state);
        recording_free(recording);
    }
}
END_TEST

/* ---- pictures ---- */

struct row {
    const char *name;
    uint32_t argument;
    const char *shown;
    uint32_t depth, byte, end_byte;
};

/* The instructions of the module, one in each code unit, all in line 1. */
static void put_instructions(struct story *story, const struct row *rows, size_t count)
{
    VECTOR(uint64_t) numbers = VECTOR_EMPTY;

    for (size_t i = 0; i < count; i++) {
        uint64_t name = story_string(story, rows[i].name);
        uint64_t shown = rows[i].shown != NULL ? story_string(story, rows[i].shown) : 0;
        const uint64_t columns[TRACE_INSTRUCTION_COLUMN_COUNT] = {
            [TRACE_INSTRUCTION_UNIT] = i,
            [TRACE_INSTRUCTION_NAME] = name,
            [TRACE_INSTRUCTION_ARGUMENT] = rows[i].argument,
            [TRACE_INSTRUCTION_SHOWN] = shown,
            [TRACE_INSTRUCTION_DEPTH] = (uint64_t)rows[i].depth + 1,
            [TRACE_INSTRUCTION_LINE] = 1,
            [TRACE_INSTRUCTION_END_LINE] = 1,
            [TRACE_INSTRUCTION_BYTE] = (uint64_t)rows[i].byte + 1,
            [TRACE_INSTRUCTION_END_BYTE] = (uint64_t)rows[i].end_byte + 1,
        };

        for (size_t j = 0; j < TRACE_INSTRUCTION_COLUMN_COUNT; j++)
            vector_push(&numbers, columns[j]);
    }
    story_put(story, (struct trace_record){TRACE_INSTRUCTIONS, .instructions = {1, {numbers.items, numbers.count}}});
    vector_free(&numbers);
}

/* The next instruction is about to run; the stack is what `old` was and `now` is, numbers up to a 0. */
static void run(struct story *story, uint32_t unit, const uint64_t *old, const uint64_t *now)
{
    struct trace_record stack = {TRACE_STACK, .stack = {story->module, 0, {old, 0}, {now, 0}}};

    while (old[stack.stack.old.count] != 0)
        stack.stack.old.count++;
    while (now[stack.stack.now.count] != 0)
        stack.stack.now.count++;
    if (stack.stack.old.count + stack.stack.now.count > 0)
        story_put(story, stack);
    story_put(story, (struct trace_record){TRACE_INSTRUCTION, .instruction = {story->module, unit, 0}});
}

/* a, (b, *c) = x, instruction by instruction. */
static struct story example(void)
{
    static const struct row rows[] = {
        {"LOAD_NAME", 0, "x", 0, 13, 14},     {"UNPACK_SEQUENCE", 2, NULL, 1, 0, 10}, {"STORE_NAME", 1, "a", 2, 0, 1},
        {"UNPACK_EX", 1, NULL, 1, 3, 10},     {"STORE_NAME", 2, "b", 2, 4, 5},        {"STORE_NAME", 3, "c", 1, 8, 9},
        {"RETURN_CONST", 0, "None", 0, 8, 9},
    };
    struct story story = story_begin("a, (b, *c) = x\n");
    uint32_t two = story_int(&story, 2), text = story_str(&story, "three"), four = story_int(&story, 4);
    uint32_t list = story_object(&story, TRACE_OBJECT_LIST, "list", 3, (const uint32_t[]){two, text, four});
    uint32_t one = story_int(&story, 1);
    uint32_t x = story_object(&story, TRACE_OBJECT_TUPLE, "tuple", 2, (const uint32_t[]){one, list}), rest;

    story_name(&story, story.module, "x", 0, x);
    put_instructions(&story, rows, sizeof rows / sizeof *rows);
    story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
    run(&story, 0, (const uint64_t[]){0}, (const uint64_t[]){0});
    run(&story, 1, (const uint64_t[]){0}, (const uint64_t[]){x, 0});
    run(&story, 2, (const uint64_t[]){x, 0}, (const uint64_t[]){list, one, 0});
    run(&story, 3, (const uint64_t[]){list, one, 0}, (const uint64_t[]){list, 0});
    rest = story_object(&story, TRACE_OBJECT_LIST, "list", 2, (const uint32_t[]){text, four});
    run(&story, 4, (const uint64_t[]){list, 0}, (const uint64_t[]){rest, two, 0});
    run(&story, 5, (const uint64_t[]){rest, two, 0}, (const uint64_t[]){rest, 0});
    run(&story, 6, (const uint64_t[]){rest, 0}, (const uint64_t[]){0});
    story_step(&story, TRACE_EVENT_RETURN, story.module, 1, 0);
    return story;
}

enum { EXAMPLE_INSTANTS = 7 };

/* Draws the first unpacking of an instant behind step 0 into the middle of a canvas, around which nothing may be
 * drawn. */
static char *drawn(struct story *story, uint32_t instant, int width, int height, bool ascii)
{
    enum { AROUND = 2 };
    struct state *state = state_new(story->recording);
    struct unpackings *unpackings = unpackings_new(story->recording);
    struct canvas *canvas = canvas_new(width + 2 * AROUND, height + 2 * AROUND);
    struct canvas *inner = canvas_new(width, height);
    struct text out = TEXT_EMPTY;
    int rows;

    state_seek_instant(state, 0, instant);
    ck_assert_uint_eq(unpackings_find(unpackings, state), 1);
    canvas_set_ascii(canvas, ascii);
    canvas_set_ascii(inner, ascii);
    rows = unpacking_draw(canvas, (struct canvas_rect){AROUND, AROUND, width, height}, unpackings_at(unpackings, 0));
    ck_assert_int_le(rows, height);
    if (height >= unpacking_rows(unpackings_at(unpackings, 0)))
        ck_assert_int_eq(rows, unpacking_rows(unpackings_at(unpackings, 0)));
    for (int y = 0; y < height + 2 * AROUND; y++)
        for (int x = 0; x < width + 2 * AROUND; x++)
            if (x < AROUND || y < AROUND || x >= AROUND + width || y >= AROUND + rows)
                ck_assert_str_eq(canvas_cell_text(canvas, x, y), " ");
    canvas_copy(inner, 0, 0, canvas, (struct canvas_rect){AROUND, AROUND, width, height});
    canvas_render(inner, false, &out);
    canvas_free(inner);
    canvas_free(canvas);
    unpackings_free(unpackings);
    state_free(state);
    remove_ids(&out);
    return text_take(&out);
}

static void expect_drawn(struct story *story, uint32_t instant, int width, bool ascii, const char *expected)
{
    char *found = drawn(story, instant, width, 5, ascii);

    ck_assert_msg(strcmp(found, expected) == 0, "instant %u, %d cells:\n%s", (unsigned)instant, width, found);
    free(found);
}

START_TEST(a_picture_for_each_instruction)
{
    struct story story = example();

    expect_drawn(&story, 1, 60, false,
                 "x\n"
                 "                    a\n"
                 "                    (b, *c)\n"
                 "                      b\n"
                 "                      *c\n");
    expect_drawn(&story, 2, 60, false,
                 "x  tuple …\n"
                 "0  1               ·                a\n"
                 "1  [2, 'three', 4] ·                (b, *c)\n"
                 "                                      b\n"
                 "                                      *c\n");
    expect_drawn(&story, 3, 60, false,
                 "x  tuple …\n"
                 "0     1               ●── top ········ a\n"
                 "1     [2, 'three', 4] ●── 2nd ········ (b, *c)\n"
                 "  0   2               ·                  b\n"
                 "  1-2 'three', 4      ·                  *c\n");
    expect_drawn(&story, 4, 60, false,
                 "x  tuple …\n"
                 "0     1               ●──────────────▶ a       now\n"
                 "1     [2, 'three', 4] ●── top ········ (b, *c)\n"
                 "  0   2               ·                  b\n"
                 "  1-2 'three', 4      ·                  *c\n");
    expect_drawn(&story, 5, 60, false,
                 "x  tuple …\n"
                 "0     1               ●──────────────▶ a\n"
                 "1     [2, 'three', 4] ●──────────────▶ (b, *c) now\n"
                 "  0   2               ●── top ········   b\n"
                 "  1-2 'three', 4      ●── 2nd ········   *c    new list\n");
    expect_drawn(&story, 6, 30, true,
                 "x  tuple ..\n"
                 "0     1    o-----> a\n"
                 "1     [2,~ o-----> (b, *c)\n"
                 "  0   2    o----->   b     now\n"
                 "  1-2 'th~ o--....   *c    new\n");
    expect_drawn(&story, 7, 30, false,
                 "x  tuple …\n"
                 "0     1    ●─────▶ a\n"
                 "1     [2,… ●─────▶ (b, *c)\n"
                 "  0   2    ●─────▶   b\n"
                 "  1-2 'th… ●─────▶   *c    now\n");
    story_end(&story);
}
END_TEST

START_TEST(rows_stay_and_nothing_is_drawn_outside)
{
    struct story story = example();

    for (uint32_t instant = 0; instant <= EXAMPLE_INSTANTS; instant++)
        for (int width = 1; width <= 90; width++)
            for (int height = 1; height <= 7; height++)
                free(drawn(&story, instant, width, height, width % 2 == 0));
    story_end(&story);
}
END_TEST

START_TEST(what_is_left_out_is_counted)
{
    struct story story = example();
    char *found = drawn(&story, 3, 40, 3, false);

    ck_assert_msg(strstr(found, "… 3 more") != NULL, "%s", found);
    free(found);
    found = drawn(&story, 5, 40, 3, false);
    ck_assert_msg(strstr(found, "(b, *c) now") != NULL && strstr(found, "… 3 more") != NULL, "%s", found);
    free(found);
    story_end(&story);
}
END_TEST

/* ---- logs that are not to be trusted ---- */

START_TEST(instructions_that_make_no_sense_are_harmless)
{
    static const char *const names[] = {
        "UNPACK_SEQUENCE", "UNPACK_EX",           "SWAP",         "COPY",      "STORE_FAST_STORE_FAST",
        "STORE_SUBSCR",    "STORE_NAME",          "FOR_ITER",     "BINARY_OP", "LOAD_FAST_LOAD_FAST",
        "BEFORE_WITH",     "LOAD_FAST_AND_CLEAR", "RETURN_VALUE", "CALL",      "EXTENDED_ARG"};

    srand(1);
    for (int round = 0; round < 2000; round++) {
        enum { ROWS = 12 };
        struct story story = story_begin("a, b = x\n");
        uint64_t x = story_int(&story, 1);
        struct row rows[ROWS];
        struct unpackings *unpackings;
        struct state *state;

        for (size_t i = 0; i < ROWS; i++)
            rows[i] = (struct row){names[(size_t)rand() % (sizeof names / sizeof *names)],
                                   rand() % 8 == 0 ? INT32_MAX - (uint32_t)rand() % 3 : (uint32_t)rand() % 4,
                                   rand() % 2 == 0 ? "a, b" : NULL,
                                   rand() % 20 == 0 ? 1u << 30 : (uint32_t)rand() % 6,
                                   (uint32_t)rand() % 12,
                                   (uint32_t)rand() % 12};
        put_instructions(&story, rows, ROWS);
        story_step(&story, TRACE_EVENT_LINE, story.module, 1, 0);
        for (int i = 0; i < 20; i++)
            run(&story, (uint32_t)rand() % ROWS, i == 0 ? (const uint64_t[]){0} : (const uint64_t[]){x, x, 0},
                (const uint64_t[]){x, x, 0});
        story_step(&story, TRACE_EVENT_RETURN, story.module, 1, 0);
        state = state_new(story.recording);
        unpackings = unpackings_new(story.recording);
        for (uint32_t instant = 0; instant <= 20; instant++) {
            struct text words = TEXT_EMPTY;

            state_seek_instant(state, 0, instant);
            for (size_t i = unpackings_find(unpackings, state); i > 0; i--)
                unpacking_sentence(unpackings_at(unpackings, i - 1), &words);
            text_free(&words);
        }
        unpackings_free(unpackings);
        state_free(state);
        story_end(&story);
    }
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {targets_are_bound_one_after_the_other,
                                  arguments_become_parameters,
                                  stores_come_in_the_order_that_a_program_observes,
                                  words_tell_what_the_picture_does_not,
                                  what_is_taken_apart_has_the_text_of_the_source,
                                  nothing_is_looked_up_by_its_index,
                                  an_unpacking_is_several_steps,
                                  a_swap_makes_no_temporary_and_no_tuple,
                                  a_picture_for_each_instruction,
                                  rows_stay_and_nothing_is_drawn_outside,
                                  what_is_left_out_is_counted,
                                  instructions_that_make_no_sense_are_harmless,
                                  NULL};

    return suite_run("unpacking", cases);
}
