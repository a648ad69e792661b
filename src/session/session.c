#include "session/session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/translate.h"
#include "base/vector.h"
#include "session/join.h"
#include "session/pythons.h"
#include "session/terminal.h"
#include "session/weave.h"
#include "session/within.h"
#include "trace/ring.h"

extern char **environ;

enum {
    RING_FD = 3, /* descriptors of the guard */
    STATUS_FD = 4,
    LIFELINE_FD = 5,
    FIRST_FREE_FD = 6,
    SAFE_FD = 10,          /* our own copies lie from here on, clear of the above */
    STOP_PATIENCE = 50,    /* milliseconds between asking a run to end and killing it */
    PUMP_INTERVAL = 2,     /* milliseconds between looks at the ring, which has no descriptor to poll */
    OUTPUT_AFTER_END = 64, /* reads of the terminal once the program is gone */
};

static const uint64_t default_steps = 2000000, default_log = 200u << 20, default_data = 1u << 30,
                      default_output = 64u << 20;
/* Behind walls: what a program writes is memory, and so is a process. */
static const uint64_t walled_file_size = 64u << 20, walled_processes = 512;
/* Without a GIL each thread has memory of its own, of which CPython reserves 32 MB at once; where that ends, CPython
 * hangs. */
static const uint64_t default_free_data = (uint64_t)4 << 30;

struct session {
    struct recording *recording; /* borrowed */
    struct trace_ring ring;
    struct terminal terminal;
    struct join *join;       /* of a timeline: the logs of its processes; NULL */
    struct weave weave;      /* from the ring and from the terminal, before it is taken in */
    struct text report;      /* what the guard said of the end, so far */
    pid_t guard;             /* 0 once it was waited for */
    int status_fd, lifeline; /* -1 once closed */
    uint64_t started;        /* ns */
    uint64_t step_limit, log_limit, output_limit;
    uint32_t time_limit;       /* s */
    enum trace_end_reason why; /* why we asked it to end: STOPPED or LIMIT */
    const char *limit;         /* the sentence for LIMIT */
    bool unwatched;            /* there is nothing in the ring */
    bool unattended;           /* at a limit the program goes on, unrecorded */
    bool asked;                /* we asked it to end */
    bool damaged;
    enum session_state state;
};

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Starting. */

struct plan {
    const struct session_options *options;
    const char *runner;
    int ring, status, lifeline; /* the guard's ends, all at SAFE_FD or above */
    VECTOR(char *) arguments;   /* owned */
    VECTOR(char *) environment; /* owned where it was made here: the first `made` */
    size_t made;
};

static void add_option(struct plan *plan, const char *option, uint64_t number)
{
    char argument[32];

    snprintf(argument, sizeof argument, "%llu", (unsigned long long)number);
    vector_push(&plan->arguments, memory_copy_string(option));
    vector_push(&plan->arguments, memory_copy_string(argument));
}

/* "…/terrarium-run-3.13t" is of a free-threaded build. */
static uint64_t data_limit(const struct plan *plan)
{
    if (plan->options->data_limit != 0)
        return plan->options->data_limit;
    return plan->runner[strlen(plan->runner) - 1] == 't' ? default_free_data : default_data;
}

static void plan_walls(struct plan *plan)
{
    struct within within = {VECTOR_EMPTY};

    if (plan->options->walls == SESSION_OPEN)
        return;
    vector_push(&plan->arguments, memory_copy_string("--walls"));
    vector_push(&plan->arguments, memory_copy_string(plan->options->walls == SESSION_WALLS ? "all" : "possible"));
    add_option(plan, "--file-size", walled_file_size);
    add_option(plan, "--processes", walled_processes);
    within_find(&within, plan->options->arguments, plan->options->imported);
    for (size_t i = 0; i < within.paths.count; i++) {
        vector_push(&plan->arguments, memory_copy_string("--readable"));
        vector_push(&plan->arguments, within.paths.items[i]); /* owned there from now on */
    }
    vector_free(&within.paths);
}

static void plan_arguments(struct plan *plan)
{
    const struct session_options *options = plan->options;

    vector_push(&plan->arguments, memory_copy_string(plan->runner));
    vector_push(&plan->arguments, memory_copy_string("--guard"));
    if (!options->unwatched)
        add_option(plan, "--ring", RING_FD);
    add_option(plan, "--status", STATUS_FD);
    add_option(plan, "--lifeline", LIFELINE_FD);
    add_option(plan, "--data", data_limit(plan));
    if (options->into != NULL) {
        vector_push(&plan->arguments, memory_copy_string("--into"));
        vector_push(&plan->arguments, memory_copy_string(options->into));
    }
    if (options->instructions > 0)
        add_option(plan, "--instructions", options->instructions);
    if (options->instructions_from > 0)
        add_option(plan, "--instructions-from", options->instructions_from);
    if (options->instructions_in != NULL) {
        vector_push(&plan->arguments, memory_copy_string("--instructions-in"));
        vector_push(&plan->arguments, memory_copy_string(options->instructions_in));
    }
    if (options->switch_interval > 0)
        add_option(plan, "--switch-interval", options->switch_interval);
    if (options->timeline)
        vector_push(&plan->arguments, memory_copy_string("--timeline"));
    plan_walls(plan);
    if (options->terminal != SESSION_INHERIT)
        vector_push(&plan->arguments, memory_copy_string("--new-session"));
    vector_push(&plan->arguments, memory_copy_string("--"));
    for (char *const *argument = options->arguments; *argument != NULL; argument++)
        vector_push(&plan->arguments, memory_copy_string(*argument));
    vector_push(&plan->arguments, NULL);
}

/* The private terminal obeys no escape sequences, and TERM says so: programs then write plain text. */
static void plan_environment(struct plan *plan)
{
    bool private = plan->options->terminal != SESSION_INHERIT;

    if (private) {
        vector_push(&plan->environment, memory_copy_string("TERM=dumb"));
        plan->made = 1;
    }
    for (char **variable = environ; *variable != NULL; variable++)
        if (!private || strncmp(*variable, "TERM=", 5) != 0)
            vector_push(&plan->environment, *variable);
    vector_push(&plan->environment, NULL);
}

static void plan_free(struct plan *plan)
{
    for (size_t i = 0; i < plan->arguments.count; i++)
        free(plan->arguments.items[i]);
    vector_free(&plan->arguments);
    for (size_t i = 0; i < plan->made; i++)
        free(plan->environment.items[i]);
    vector_free(&plan->environment);
}

static void plan_descriptors(const struct plan *plan, const struct terminal *terminal,
                             posix_spawn_file_actions_t *actions)
{
    if (plan->options->terminal == SESSION_PRIVATE_SILENT)
        posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (plan->options->terminal == SESSION_PRIVATE)
        posix_spawn_file_actions_adddup2(actions, terminal->slave, STDIN_FILENO);
    if (plan->options->terminal != SESSION_INHERIT) {
        posix_spawn_file_actions_adddup2(actions, terminal->slave, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(actions, terminal->slave, STDERR_FILENO);
    }
    if (plan->options->unwatched)
        posix_spawn_file_actions_addclose(actions, RING_FD);
    else
        posix_spawn_file_actions_adddup2(actions, plan->ring, RING_FD);
    posix_spawn_file_actions_adddup2(actions, plan->status, STATUS_FD);
    posix_spawn_file_actions_adddup2(actions, plan->lifeline, LIFELINE_FD);
    posix_spawn_file_actions_addclosefrom_np(actions, FIRST_FREE_FD);
}

static int spawn(struct session *session, struct plan *plan)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, ours;
    int problem;

    plan_arguments(plan);
    plan_environment(plan);
    posix_spawn_file_actions_init(&actions);
    plan_descriptors(plan, &session->terminal, &actions);
    posix_spawnattr_init(&attributes);
    sigemptyset(&none);
    sigemptyset(&ours);
    for (const int *signal = (const int[]){SIGPIPE, SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGWINCH, SIGCONT, 0};
         *signal != 0; signal++)
        if (plan->options->terminal != SESSION_INHERIT || *signal == SIGPIPE)
            sigaddset(&ours, *signal);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ours);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    problem = posix_spawn(&session->guard, plan->runner, &actions, &attributes, plan->arguments.items,
                          plan->environment.items);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

/* A copy of the descriptor clear of the numbers that the guard expects; the original is closed. */
static int lift(int descriptor)
{
    int lifted = fcntl(descriptor, F_DUPFD_CLOEXEC, SAFE_FD);

    close(descriptor);
    return lifted;
}

static enum status open_pipes(struct session *session, struct plan *plan, struct error *error)
{
    int status[2], lifeline[2];

    if (pipe2(status, O_CLOEXEC) != 0)
        return error_set(error, STATUS_FAILED, "cannot create a pipe: %s", strerror(errno));
    if (pipe2(lifeline, O_CLOEXEC) != 0) {
        close(status[0]);
        close(status[1]);
        return error_set(error, STATUS_FAILED, "cannot create a pipe: %s", strerror(errno));
    }
    session->status_fd = lift(status[0]);
    session->lifeline = lift(lifeline[1]);
    plan->status = lift(status[1]);
    plan->lifeline = lift(lifeline[0]);
    fcntl(session->status_fd, F_SETFL, O_NONBLOCK);
    return STATUS_OK;
}

static enum status start(struct session *session, struct plan *plan, struct error *error)
{
    enum status status = STATUS_OK;
    int ring, problem;

    if (plan->options->terminal != SESSION_INHERIT)
        status = terminal_open(&session->terminal, plan->options->columns, plan->options->rows, error);
    if (status == STATUS_OK && session->terminal.slave >= 0)
        session->terminal.slave = lift(session->terminal.slave);
    if (status == STATUS_OK)
        status = trace_ring_create(&session->ring, plan->options->timeline ? TRACE_SLOTS : 0, &ring, error);
    if (status != STATUS_OK)
        return status;
    if (plan->options->timeline)
        session->weave.join = session->join = join_new(&session->ring, session->recording);
    plan->ring = lift(ring);
    status = open_pipes(session, plan, error);
    if (status == STATUS_OK) {
        atomic_store(&session->ring.control->step_limit, session->step_limit);
        atomic_store(&session->ring.control->byte_limit, session->log_limit);
        atomic_store(&session->ring.control->unattended, session->unattended);
        problem = spawn(session, plan);
        if (problem != 0)
            status = error_set(error, STATUS_FAILED, "cannot start %s: %s", plan->runner, strerror(problem));
        close(plan->status);
        close(plan->lifeline);
    }
    close(plan->ring);
    return status;
}

static struct session *session_new(const struct session_options *options, struct recording *recording)
{
    struct session *session = memory_zeroed(1, sizeof *session);

    session->recording = recording;
    session->terminal = (struct terminal)TERMINAL_NONE;
    session->weave = (struct weave)WEAVE_EMPTY;
    session->status_fd = session->lifeline = -1;
    session->step_limit = options->step_limit != 0 ? options->step_limit : default_steps;
    session->log_limit = options->log_limit != 0 ? options->log_limit : default_log;
    session->output_limit = options->output_limit != 0 ? options->output_limit : default_output;
    session->time_limit = options->time_limit;
    session->unattended = options->unattended;
    session->unwatched = options->unwatched;
    session->started = now();
    return session;
}

enum status session_start(const struct session_options *options, struct recording *recording,
                          struct session **session, struct error *error)
{
    struct pythons pythons = {VECTOR_EMPTY};
    const struct python *python = NULL;
    struct plan plan = {.options = options};
    struct session *made;
    enum status status;

    pythons_find(&pythons);
    status = pythons_choose(&pythons, options->python, &python, error);
    if (status == STATUS_OK && options->timeline)
        status = python_has_timeline(python, error);
    if (status == STATUS_OK) {
        made = session_new(options, recording);
        plan.runner = python->runner;
        status = start(made, &plan, error);
        if (made->terminal.slave >= 0) {
            close(made->terminal.slave);
            made->terminal.slave = -1;
        }
        if (status == STATUS_OK)
            *session = made;
        else
            session_free(made);
        plan_free(&plan);
    }
    pythons_free(&pythons);
    return status;
}

/* Ending. */

static void close_end(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

static void wait_for_guard(struct session *session)
{
    if (session->guard != 0)
        while (waitpid(session->guard, NULL, 0) < 0 && errno == EINTR)
            continue;
    session->guard = 0;
}

void session_free(struct session *session)
{
    if (session == NULL)
        return;
    if (session->ring.control != NULL)
        atomic_store(&session->ring.control->gone, 1);
    close_end(&session->lifeline); /* the guard kills whatever is left */
    wait_for_guard(session);
    close_end(&session->status_fd);
    terminal_close(&session->terminal);
    join_free(session->join);
    trace_ring_close(&session->ring);
    weave_free(&session->weave);
    text_free(&session->report);
    free(session);
}

/* The type of the exception that ended the main module, "" when none did.  Steps may follow its last one: finalisation
 * closes generators and runs what atexit knows. */
static const char *uncaught(const struct recording *recording)
{
    struct object_birth birth;
    struct step first, last;

    if (!recording_step(recording, 0, &first) || !recording_last_step(recording, first.frame, &last) ||
        last.event != TRACE_EVENT_UNWIND || !recording_object(recording, last.value, &birth))
        return "";
    return recording_string(recording, birth.type, NULL);
}

static void say_exit(const struct session *session, unsigned status, struct text *sentence)
{
    const char *exception = uncaught(session->recording);

    if (status == 0)
        text_add(sentence, TRANSLATE_LATER("The program ended."));
    else if (*exception != '\0' && strcmp(exception, "SystemExit") != 0)
        text_format(sentence, "The program ended with an uncaught %s (exit status %u).", exception, status);
    else
        text_format(sentence, "The program ended with exit status %u.", status);
}

static void say_signal(unsigned signal, struct text *sentence)
{
    const char *name = strsignal((int)signal);

    if (signal == SIGXCPU)
        text_add(sentence, TRANSLATE_LATER("The program was ended: it had used up its processor time."));
    else if (signal == SIGKILL)
        text_add(sentence, TRANSLATE_LATER("The program was killed (signal 9): by itself, by another program, or for "
                                           "want of memory."));
    else if (signal == SIGTERM || signal == SIGHUP || signal == SIGINT || signal == SIGQUIT)
        text_format(sentence, "The program was ended by signal %u (%s).", signal, name);
    else
        text_format(sentence, "The program crashed: signal %u (%s).", signal, name != NULL ? name : "unknown");
}

/* A program that went on when the recording was full. */
static void say_cut(const struct session *session, struct text *sentence)
{
    if (session->unattended && atomic_load(&session->ring.control->paused) != 0)
        text_add(sentence, " Its later steps were not recorded: the recording had reached its limit (--steps or "
                           "--memory).");
}

static void add_translated(struct session *session, struct trace_record *record)
{
    if (session->join == NULL || join_translate(session->join, record))
        recording_add(session->recording, record);
}

/* A release of the GIL that the runner kept back, for the thread might have taken it again at once: it did not. */
static void add_kept(struct session *session)
{
    const struct trace_ring_control *control = session->ring.control;

    if (atomic_load(&control->kept) == 0)
        return;
    add_translated(session, &(struct trace_record){TRACE_PLACE, .place = control->place});
    add_translated(session, &(struct trace_record){TRACE_RELEASE, .release = control->release});
}

enum { KEPT_LEAST = 1000000 /* ns: a release younger than that may be taken back */ };

/* What a thread does that has released the GIL and not taken it again, the log tells only afterwards. */
static void suppose(struct session *session)
{
    struct trace_ring_control *control = session->ring.control;
    const struct timeline *timeline = recording_timeline(session->recording);
    struct trace_record place = {TRACE_PLACE, .place = control->place};
    struct trace_record release = {TRACE_RELEASE, .release = control->release};
    uint64_t clock = now();
    bool kept = atomic_load(&control->kept) != 0;

    if (!timeline_is_there(timeline) || timeline_has_ended(timeline))
        return;
    kept = kept && clock - timeline_clock(timeline) - release.release.time > KEPT_LEAST &&
           join_translate(session->join, &place) && join_translate(session->join, &release);
    recording_suppose(session->recording, clock, &place.place, kept ? &release.release : NULL);
}

/* When the run was over, for a program that ended without telling. */
static void add_timeline_end(struct session *session)
{
    const struct timeline *timeline = recording_timeline(session->recording);

    if (timeline_is_there(timeline) && !timeline_has_ended(timeline))
        recording_add(session->recording,
                      &(struct trace_record){TRACE_TIMELINE_END, .timeline_end = {now() - timeline_clock(timeline)}});
}

/* Writes the END record, once the guard's report is whole (`exit 3`, `signal 11`). */
static void conclude(struct session *session)
{
    struct trace_record end = {TRACE_END, .end = {.reason = TRACE_END_LOST}};
    struct text sentence = TEXT_EMPTY;
    unsigned number;

    add_kept(session);
    add_timeline_end(session);
    if (session->join != NULL)
        join_end(session->join);
    if (session->asked) {
        end.end.reason = session->why;
        text_add(&sentence,
                 session->why == TRACE_END_LIMIT ? session->limit : TRANSLATE_LATER("The program was stopped."));
    } else if (sscanf(text_string(&session->report), "exit %u", &number) == 1) {
        end.end.reason = TRACE_END_EXIT;
        end.end.status = number;
        say_exit(session, number, &sentence);
    } else if (sscanf(text_string(&session->report), "memory %u", &number) == 1) {
        end.end.reason = TRACE_END_LIMIT;
        text_add(&sentence,
                 TRANSLATE_LATER("The program was ended: what it had started took more memory together than "
                                 "twice what each may have (--data)."));
    } else if (sscanf(text_string(&session->report), "signal %u", &number) == 1) {
        end.end.reason = TRACE_END_SIGNAL;
        end.end.status = number;
        say_signal(number, &sentence);
    } else {
        text_add(&sentence, "The runner broke off: what it had recorded is shown.");
    }
    say_cut(session, &sentence);
    end.end.text = (struct trace_bytes){sentence.bytes, sentence.length};
    recording_add(session->recording, &end);
    text_free(&sentence);
    close_end(&session->lifeline);
    wait_for_guard(session);
    session->state = SESSION_ENDED;
}

/* Pumping. */

static void hand_on(struct session *session, bool last, bool *grew)
{
    struct error error;

    if (weave_take(&session->weave, session->recording, last, grew, &error) == STATUS_OK || session->damaged)
        return;
    session->damaged = true;
    recording_add(session->recording, &(struct trace_record){TRACE_NOTE, .note = {{error.text, strlen(error.text)}}});
}

/* Without a terminal of its own the program's output comes from the log alone, and nothing is waited for. */
static bool take_in(struct session *session, bool last)
{
    struct weave *weave = &session->weave;
    uint64_t seen = session->terminal.total;
    size_t drained;
    bool grew = false;

    trace_ring_read(&session->ring, &weave->drained);
    drained = weave->drained.length;
    if (terminal_read(&session->terminal, &weave->seen))
        weave_settle(weave, drained);
    if (session->terminal.total > seen)
        trace_ring_read(&session->ring, &weave->drained);
    hand_on(session, last || session->terminal.master < 0, &grew);
    if (session->join != NULL)
        grew = join_pump(session->join) || grew;
    return grew || session->terminal.total > seen;
}

/* Reads the guard's report; true when it is whole. */
static bool has_ended(struct session *session)
{
    char block[256];
    ssize_t got;

    if (session->status_fd < 0)
        return true;
    while ((got = read(session->status_fd, block, sizeof block)) > 0)
        text_append(&session->report, block, (size_t)got);
    if (got == 0)
        close_end(&session->status_fd);
    return got == 0;
}

static void end_by_limit(struct session *session, const char *sentence)
{
    if (session->asked)
        return;
    session->limit = sentence;
    session->why = TRACE_END_LIMIT;
    session->asked = true;
    atomic_store(&session->ring.control->stop, 1);
    close_end(&session->lifeline);
}

static void watch_limits(struct session *session)
{
    if (session->terminal.total > session->output_limit)
        end_by_limit(session,
                     TRANSLATE_LATER("The program was ended: it had written more than the output limit allows."));
    if (session->time_limit != 0 && now() - session->started > (uint64_t)session->time_limit * 1000000000u)
        end_by_limit(session, TRANSLATE_LATER("The program was ended: its time was up (--time)."));
}

bool session_pump(struct session *session)
{
    enum session_state before = session->state;
    bool grew, ended;

    if (session->state == SESSION_ENDED)
        return false;
    ended = has_ended(session);
    grew = take_in(session, false);
    if (ended) {
        for (int i = 0; i < OUTPUT_AFTER_END && take_in(session, false); i++)
            continue;
        take_in(session, true);
        conclude(session);
        return true;
    }
    session->state =
        !session->unattended && atomic_load(&session->ring.control->paused) != 0 ? SESSION_PAUSED : SESSION_RUNNING;
    watch_limits(session);
    suppose(session);
    return grew || session->state != before;
}

size_t session_poll(const struct session *session, struct pollfd *descriptors, size_t room)
{
    size_t count = 0;

    if (session->state == SESSION_ENDED)
        return 0;
    if (session->status_fd >= 0 && count < room)
        descriptors[count++] = (struct pollfd){session->status_fd, POLLIN, 0};
    if (session->terminal.master >= 0 && count < room)
        descriptors[count++] = (struct pollfd){session->terminal.master, POLLIN, 0};
    return count;
}

bool session_wait(struct session *session, int milliseconds)
{
    uint64_t deadline = now() + (uint64_t)milliseconds * 1000000u;
    struct timespec pause = {.tv_nsec = PUMP_INTERVAL * 1000000};
    struct pollfd descriptors[2];
    bool changed = false;

    while (!changed && session->state != SESSION_ENDED && now() < deadline) {
        size_t count = session_poll(session, descriptors, 2);
        uint64_t left = (deadline - now()) / 1000000u + 1;
        int most = session->unwatched && left < INT_MAX ? (int)left : PUMP_INTERVAL;

        /* A terminal whose other end is closed is always ready: only the pause keeps this loop from spinning. */
        if (poll(descriptors, count, most) > 0 && (descriptors[count - 1].revents & POLLHUP) != 0)
            nanosleep(&pause, NULL);
        changed = session_pump(session);
    }
    return changed;
}

enum session_state session_state(const struct session *session)
{
    return session->state;
}

void session_input(struct session *session, const char *bytes, size_t length)
{
    terminal_type(&session->terminal, bytes, length);
}

void session_input_end(struct session *session)
{
    session_input(session, "\x04", 1);
}

void session_continue(struct session *session)
{
    struct trace_ring_control *control = session->ring.control;

    if (session->state != SESSION_PAUSED)
        return;
    atomic_fetch_add(&control->step_limit, session->step_limit);
    atomic_fetch_add(&control->byte_limit, session->log_limit);
    session->state = SESSION_RUNNING;
}

void session_stop(struct session *session)
{
    uint64_t deadline = now() + STOP_PATIENCE * 1000000u;

    if (session->state == SESSION_ENDED)
        return;
    if (!session->asked) {
        session->asked = true;
        session->why = session->state == SESSION_PAUSED ? TRACE_END_LIMIT : TRACE_END_STOPPED;
        session->limit = TRANSLATE_LATER(
            "The program was ended: it had reached the limit of steps (--steps) or of the recording's size "
            "(--memory).");
    }
    atomic_store(&session->ring.control->stop, 1);
    while (session->state != SESSION_ENDED && now() < deadline)
        session_wait(session, PUMP_INTERVAL);
    close_end(&session->lifeline);
    while (session->state != SESSION_ENDED)
        session_wait(session, STOP_PATIENCE);
}

bool session_usage(const struct session *session, struct session_usage *usage)
{
    const char *told = strstr(text_string(&session->report), " wall ");
    unsigned long long wall, processor, peak, together;

    if (session->state != SESSION_ENDED || told == NULL ||
        sscanf(told, " wall %llu processor %llu peak %llu together %llu", &wall, &processor, &peak, &together) != 4)
        return false;
    *usage = (struct session_usage){wall, processor, together > peak ? together : peak, together > 0};
    return true;
}

int session_exit_status(const struct session *session)
{
    struct recording_end end;

    if (!recording_end(session->recording, &end))
        return STATUS_FAILED;
    if (end.reason == TRACE_END_EXIT)
        return (int)(end.status & 0xff);
    if (end.reason == TRACE_END_SIGNAL)
        return 128 + (int)(end.status & 0x7f);
    return STATUS_FAILED;
}
