#include "probe/processes.h"

#include <dlfcn.h>
#include <errno.h>
#include <pty.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/map.h"
#include "probe/blocking.h"
#include "probe/attachment.h"
#include "probe/gil.h"
#include "probe/locks.h"
#include "probe/loop.h"
#include "probe/probe.h"

enum {
    ARGUMENTS_OURS = 16, /* at most, before python's */
    ARGUMENTS_MOST = 512 /* a python with more is not looked into */
};

static struct {
    struct map numbers; /* a child's identifier → its number; none that was waited for */
    struct processes_way way;
    struct stat python; /* the file; no mode when it is not there */
} processes;

void processes_start(const struct processes_way *way)
{
    processes.way = *way;
    if (way->ring < 0 || stat(way->python, &processes.python) != 0)
        processes.python.st_mode = 0;
}

/* Telling.  All but what says otherwise between probe_begin and probe_end. */

static uint64_t put_process(enum trace_process_sort sort, int slot, uint64_t time)
{
    trace_writer_put_process(probe_writer(),
                             &(struct trace_fields_PROCESS){
                                 .thread = probe_number(), .time = time, .sort = sort, .slot = (uint64_t)(slot + 1)});
    return probe_next_process();
}

static void put_identifier(uint64_t process, pid_t identifier)
{
    if (identifier <= 0)
        return;
    trace_writer_put_process_id(probe_writer(), &(struct trace_fields_PROCESS_ID){process, (uint64_t)identifier});
    map_put(&processes.numbers, (uint64_t)identifier, (uint32_t)process);
}

/* A thread that stands for a process that is not looked into. */
static void put_foreign(uint64_t process, pid_t identifier, const char *command, uint64_t time)
{
    struct trace_writer *writer = probe_writer();
    uint64_t string = *command != '\0' ? trace_writer_string(writer, command, strlen(command)) : 0;
    uint64_t thread =
        trace_writer_put(writer, &(struct trace_record){TRACE_THREAD, .thread = {(uint64_t)identifier, 0}});

    trace_writer_put_thread_begin(writer, &(struct trace_fields_THREAD_BEGIN){thread, time});
    trace_writer_put_process_thread(writer, &(struct trace_fields_PROCESS_THREAD){process, thread});
    trace_writer_put_program(writer, &(struct trace_fields_PROGRAM){process, thread, time, string});
}

uint64_t processes_number(pid_t identifier)
{
    uint32_t number;

    return identifier > 0 && map_get(&processes.numbers, (uint64_t)identifier, &number) ? number : 0;
}

/* Its command line, as far as there is room: it is told of, not run.  `path` NULL: only the arguments are known. */
static void write_command(char *command, size_t room, const char *path, char *const *arguments)
{
    size_t length = 0;

    for (size_t i = 0; length + 1 < room && (i == 0 ? path != NULL || arguments[0] != NULL : arguments[i] != NULL);
         i++) {
        const char *word = i == 0 && path != NULL ? path : arguments[i];
        size_t size = strlen(word), left = room - 1 - length;

        if (i > 0) {
            command[length++] = ' ';
            left--;
        }
        size = size < left ? size : left;
        memcpy(command + length, word, size);
        length += size;
    }
    command[length] = '\0';
}

/* The name of a python that is looked into: without its path. */
static void put_name(uint64_t process, const char *command)
{
    size_t length = strcspn(command, " ");
    const char *start = command;
    struct trace_writer *writer = probe_writer();

    for (const char *at = command; at < command + length; at++)
        if (*at == '/')
            start = at + 1;
    trace_writer_put_process_name(
        writer, &(struct trace_fields_PROCESS_NAME){process, trace_writer_string(writer, start, strlen(start))});
}

void processes_tell_spawned(void)
{
    struct probe_spawned *spawned = &probe_thread.spawned;
    uint64_t process;

    if (spawned->identifier == 0)
        return;
    if (spawned->failed)
        strncat(spawned->command, " (cannot be run)", sizeof spawned->command - strlen(spawned->command) - 1);
    process = put_process(TRACE_PROCESS_PROGRAM, spawned->slot, spawned->time);
    put_identifier(process, spawned->identifier);
    if (spawned->slot >= 0)
        put_name(process, spawned->command);
    else
        put_foreign(process, spawned->identifier, spawned->command, spawned->time);
    spawned->identifier = 0;
    spawned->failed = false;
}

/* The number of a child that is waited for, or was: of none in particular 0. */
static uint64_t find_child(pid_t identifier)
{
    uint64_t number;

    if (probe_thread.spawned.identifier == 0 && identifier <= 0)
        return 0;
    probe_begin();
    processes_tell_spawned();
    number = processes_number(identifier);
    probe_end();
    return number;
}

/* Forking. */

/* In the child.  What others had begun is theirs. */
static void go_on(int slot)
{
    struct trace_ring ring;

    map_clear(&processes.numbers);
    probe_forked(slot);
    if (slot < 0)
        return;
    ring = trace_slot(probe_ring(), (size_t)slot);
    gil_forked(&ring);
    attachment_forked();
    locks_forked();
    loop_forked();
}

static void tell_forked(uint64_t process, int slot, pid_t identifier)
{
    if (identifier < 0) {
        trace_writer_put_process_end(probe_writer(),
                                     &(struct trace_fields_PROCESS_END){
                                         .process = process, .time = probe_now(), .source = TRACE_PROCESS_FAILED});
        if (slot >= 0)
            trace_slots_give(probe_ring(), (size_t)slot);
        return;
    }
    put_identifier(process, identifier);
    if (slot < 0)
        put_foreign(process, identifier, "", probe_now());
}

/* What stands between these is one thread's: nobody else is in the midst of telling something when the copy is made.
 * What was told before must be in the ring. */
static uint64_t begin_fork(int *slot)
{
    uint64_t process;

    probe_begin();
    *slot = trace_slots_take(probe_ring());
    process = put_process(TRACE_PROCESS_FORKED, *slot, probe_now());
    trace_writer_commit(probe_writer());
    return process;
}

static void end_fork(uint64_t process, int slot, pid_t identifier)
{
    int kept = errno;

    if (identifier == 0)
        go_on(slot);
    else
        tell_forked(process, slot, identifier);
    probe_end();
    errno = kept;
}

/* In libc's place. */

pid_t fork(void)
{
    static pid_t (*next)(void);
    uint64_t process;
    pid_t result;
    int slot;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "fork");
    if (!probe_tells() || !probe_is_own())
        return next();
    process = begin_fork(&slot);
    result = next();
    end_fork(process, slot, result);
    return result;
}

int forkpty(int *leader, char *name, const struct termios *settings, const struct winsize *size)
{
    static int (*next)(int *, char *, const struct termios *, const struct winsize *);
    uint64_t process;
    int result, slot;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "forkpty");
    if (!probe_tells() || !probe_is_own())
        return next(leader, name, settings, size);
    process = begin_fork(&slot);
    result = next(leader, name, settings, size);
    end_fork(process, slot, result);
    return result;
}

/* Running programs. */

static size_t count_of(char *const *arguments)
{
    size_t count = 0;

    while (arguments[count] != NULL)
        count++;
    return count;
}

static bool is_python(const char *path, char *const *arguments)
{
    struct stat file;
    size_t count = count_of(arguments);

    return processes.python.st_mode != 0 && path != NULL && stat(path, &file) == 0 &&
           file.st_dev == processes.python.st_dev && file.st_ino == processes.python.st_ino && count > 0 &&
           count < ARGUMENTS_MOST - ARGUMENTS_OURS;
}

/* The runner's command line in place of python's, without a call that takes memory: a process that vfork made has its
 * parent's. */
struct disguise {
    char guard[16], ring[16], slot[16], clock[24];
    char **arguments; /* on the caller's stack */
};

static void disguise(struct disguise *disguise, char *const *arguments, int slot)
{
    const char *ours[] = {"terrarium-run",
                          "--process",
                          arguments[0],
                          "--process-guard",
                          disguise->guard,
                          "--process-slot",
                          disguise->slot,
                          "--process-clock",
                          disguise->clock,
                          "--ring",
                          disguise->ring,
                          "--timeline",
                          processes.way.into != NULL ? "--into" : "--",
                          processes.way.into,
                          "--",
                          NULL};
    size_t count = 0;

    snprintf(disguise->guard, sizeof disguise->guard, "%d", processes.way.guard);
    snprintf(disguise->ring, sizeof disguise->ring, "%d", processes.way.ring);
    snprintf(disguise->slot, sizeof disguise->slot, "%d", slot);
    snprintf(disguise->clock, sizeof disguise->clock, "%llu", (unsigned long long)probe_clock());
    for (const char **word = ours; *word != NULL; word++)
        memcpy(&disguise->arguments[count++], word, sizeof *word);
    for (char *const *word = arguments + 1; *word != NULL; word++)
        disguise->arguments[count++] = *word;
    disguise->arguments[count] = NULL;
}

/* A process that vfork made: the thread's memory is its own and its parent's. */
static void note_spawned(const char *path, char *const *arguments)
{
    struct probe_spawned *spawned = &probe_thread.spawned;

    if (spawned->identifier == 0) {
        spawned->time = probe_now();
        spawned->slot = -1;
    }
    spawned->identifier = getpid();
    spawned->failed = false;
    write_command(spawned->command, sizeof spawned->command, path, arguments);
}

/* The process is about to become another program's. */
static bool tell_program(const char *path, char *const *arguments)
{
    char command[sizeof probe_thread.spawned.command];
    struct trace_writer *writer;
    uint64_t string;

    if (path != NULL && access(path, X_OK) != 0)
        return false;
    write_command(command, sizeof command, path, arguments);
    writer = probe_begin();
    string = trace_writer_string(writer, command, strlen(command));
    trace_writer_put_program(writer,
                             &(struct trace_fields_PROGRAM){probe_process(), probe_number(), probe_now(), string});
    probe_end();
    return true;
}

static void tell_program_failed(void)
{
    int kept = errno;

    trace_writer_put_program_failed(probe_begin(),
                                    &(struct trace_fields_PROGRAM_FAILED){probe_process(), probe_now()});
    probe_end();
    errno = kept;
}

/* The process runs python from the beginning. */
static void tell_anew(const char *path, char *const *arguments)
{
    char command[sizeof probe_thread.spawned.command];
    struct trace_writer *writer = probe_begin();

    write_command(command, sizeof command, path, arguments);
    put_name(probe_process(), command);
    trace_writer_put_process_anew(writer, &(struct trace_fields_PROCESS_ANEW){probe_process(), probe_now()});
    probe_end();
}

typedef int execute_function(const char *, char *const[], char *const[]);

static execute_function *next_execute(void)
{
    static execute_function *next;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "execve");
    return next;
}

/* Runs the runner in python's place; returns when that is not possible, or not to be. */
static void execute_disguised(const char *path, char *const *arguments, char *const *environment)
{
    char *words[ARGUMENTS_MOST];
    struct disguise runner = {.arguments = words};
    bool is_own = probe_is_own();
    int slot;

    if (!is_python(path, arguments) || (is_own && (!probe_is_child() || probe_slot() < 0)))
        return;
    slot = is_own ? probe_slot() : trace_slots_take(probe_ring());
    if (slot < 0)
        return;
    disguise(&runner, arguments, slot);
    if (is_own) {
        tell_anew(path, arguments);
    } else {
        probe_thread.spawned.slot = slot;
    }
    next_execute()("/proc/self/exe", words, environment);
    if (is_own) {
        atomic_store(&probe_on, false); /* its log says that it is another now */
    } else {
        probe_thread.spawned.slot = -1;
        trace_slots_give(probe_ring(), (size_t)slot);
    }
}

/* Whether a program that cannot be run was told of. */
static bool prepare_to_execute(const char *path, char *const *arguments, char *const *environment)
{
    if (!probe_tells() || probe_thread.number == 0)
        return false;
    if (!probe_is_own())
        note_spawned(path, arguments);
    execute_disguised(path, arguments, environment);
    return probe_tells() && probe_is_own() && tell_program(path, arguments);
}

#define EXECUTE(name, parameters, call, path, environment)            \
    int name parameters                                               \
    {                                                                 \
        static int(*next) parameters;                                 \
        bool told = prepare_to_execute(path, arguments, environment); \
        int result;                                                   \
                                                                      \
        if (next == NULL)                                             \
            *(void **)&next = dlsym(RTLD_NEXT, #name);                \
        result = next call;                                           \
        if (told)                                                     \
            tell_program_failed();                                    \
        return result;                                                \
    }
EXECUTE(execv, (const char *path, char *const arguments[]), (path, arguments), path, environ)
EXECUTE(execve, (const char *path, char *const arguments[], char *const environment[]),
        (path, arguments, environment), path, environment)
EXECUTE(fexecve, (int file, char *const arguments[], char *const environment[]), (file, arguments, environment), NULL,
        environment)
#undef EXECUTE

static void tell_started(pid_t identifier, int slot, const char *path, char *const *arguments, uint64_t time)
{
    struct probe_spawned *spawned = &probe_thread.spawned;

    probe_begin();
    spawned->identifier = identifier;
    spawned->slot = slot;
    spawned->time = time;
    spawned->failed = false;
    write_command(spawned->command, sizeof spawned->command, path, arguments);
    processes_tell_spawned();
    probe_end();
}

typedef int spawn_function(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                           char *const[], char *const[]);

/* A program to be started, and how. */
struct start {
    spawn_function *with;
    const char *path;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *arguments, *const *environment;
};

/* Python as the runner; false when that is not to be. */
static bool start_disguised(const struct start *start, pid_t *identifier, int *slot)
{
    char *words[ARGUMENTS_MOST];
    struct disguise runner = {.arguments = words};

    if (!is_python(start->path, start->arguments))
        return false;
    *slot = trace_slots_take(probe_ring());
    if (*slot < 0)
        return false;
    disguise(&runner, start->arguments, *slot);
    if (start->with(identifier, "/proc/self/exe", start->actions, start->attributes, words, start->environment) == 0)
        return true;
    trace_slots_give(probe_ring(), (size_t)*slot);
    *slot = -1;
    return false;
}

static int start_program(const struct start *start, pid_t *identifier)
{
    bool tells = probe_tells() && probe_is_own() && probe_thread.number != 0;
    uint64_t time = tells ? probe_now() : 0;
    pid_t started = 0;
    int slot = -1, result = 0;

    if (!tells || !start_disguised(start, &started, &slot))
        result = start->with(&started, start->path, start->actions, start->attributes, start->arguments,
                             start->environment);
    if (result == 0 && identifier != NULL)
        *identifier = started;
    if (result == 0 && tells)
        tell_started(started, slot, start->path, start->arguments, time);
    return result;
}

#define SPAWN(name)                                                                                                 \
    int name(pid_t *identifier, const char *path, const posix_spawn_file_actions_t *actions,                        \
             const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[])               \
    {                                                                                                               \
        static spawn_function *next;                                                                                \
                                                                                                                    \
        if (next == NULL)                                                                                           \
            *(void **)&next = dlsym(RTLD_NEXT, #name);                                                              \
        return start_program(&(struct start){next, path, actions, attributes, arguments, environment}, identifier); \
    }
SPAWN(posix_spawn)
SPAWN(posix_spawnp)
#undef SPAWN

int system(const char *command)
{
    static int (*next)(const char *);
    bool tells = probe_tells() && probe_thread.number != 0 && command != NULL;
    char *const arguments[] = {(char[]){"sh"}, (char[]){"-c"}, NULL};
    struct trace_fields_PROCESS_END end = {.source = TRACE_PROCESS_PARENT};
    struct blocking call;
    uint64_t process = 0;
    char line[sizeof probe_thread.spawned.command];
    int result;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "system");
    if (tells) {
        write_command(line, sizeof line, "sh", arguments);
        strncat(line, " ", sizeof line - strlen(line) - 1);
        strncat(line, command, sizeof line - strlen(line) - 1);
        probe_begin();
        process = put_process(TRACE_PROCESS_PROGRAM, -1, probe_now());
        put_foreign(process, 0, line, probe_now());
        probe_end();
    }
    blocking_enter_for(&call, "system", BLOCKING_SYSTEM, BLOCKING_SURELY, (struct blocking_awaited){process, -1});
    result = next(command);
    end.time = probe_now();
    blocking_leave(&call);
    if (tells && probe_tells()) {
        end.process = process;
        end.status = result >= 0 ? (uint64_t)result + 1 : 0;
        trace_writer_put_process_end(probe_begin(), &end);
        probe_end();
    }
    return result;
}

/* Ending. */

static uint64_t nanoseconds(const struct rusage *usage)
{
    return ((uint64_t)usage->ru_utime.tv_sec + (uint64_t)usage->ru_stime.tv_sec) * 1000000000u +
           ((uint64_t)usage->ru_utime.tv_usec + (uint64_t)usage->ru_stime.tv_usec) * 1000u;
}

/* What a call that waits for children has brought. */
struct waited {
    pid_t identifier; /* 0 or less: nothing */
    int status;
    uint64_t time;              /* when it was back: no child that it tells of can have ended later */
    const struct rusage *usage; /* NULL: not asked for */
};

/* A child has ended, and its parent knows. */
static void tell_waited(const struct waited *waited)
{
    uint64_t identifier = (uint64_t)waited->identifier, process;
    int kept = errno;

    if (waited->identifier <= 0 || !probe_tells() || (!WIFEXITED(waited->status) && !WIFSIGNALED(waited->status)))
        return;
    process = find_child(waited->identifier);
    if (process != 0) {
        trace_writer_put_process_end(
            probe_begin(),
            &(struct trace_fields_PROCESS_END){.process = process,
                                               .time = waited->time,
                                               .source = TRACE_PROCESS_PARENT,
                                               .status = (uint64_t)(waited->status & 0xffff) + 1,
                                               .processor = waited->usage != NULL ? nanoseconds(waited->usage) : 0});
        map_remove(&processes.numbers, identifier);
        probe_end();
    }
    errno = kept;
}

static enum blocking_chance waits(int flags)
{
    return (flags & WNOHANG) != 0 ? BLOCKING_NOT : BLOCKING_PERHAPS;
}

/* The call is over; for whom it waited is known now if it is told of. */
static void leave_wait(struct blocking *call, struct waited *waited)
{
    int kept = errno;

    waited->time = probe_now();
    if (call->name != NULL && call->awaited.process == 0 && waited->identifier > 0)
        call->ended = find_child(waited->identifier);
    errno = kept;
    blocking_leave(call);
}

pid_t wait4(pid_t which, int *status, int flags, struct rusage *usage)
{
    static pid_t (*next)(pid_t, int *, int, struct rusage *);
    struct waited waited = {.status = 0};
    struct rusage own;
    struct blocking call;
    pid_t result;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "wait4");
    if (!probe_tells())
        return next(which, status, flags, usage);
    blocking_enter_for(&call, "waitpid", BLOCKING_WAIT, waits(flags),
                       (struct blocking_awaited){find_child(which), -1});
    result = next(which, &waited.status, flags, &own);
    waited.identifier = result;
    waited.usage = &own;
    leave_wait(&call, &waited);
    tell_waited(&waited);
    if (result > 0 && status != NULL)
        *status = waited.status;
    if (result > 0 && usage != NULL)
        *usage = own;
    return result;
}

pid_t waitpid(pid_t which, int *status, int flags)
{
    static pid_t (*next)(pid_t, int *, int);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "waitpid");
    return probe_tells() ? wait4(which, status, flags, NULL) : next(which, status, flags);
}

pid_t wait3(int *status, int flags, struct rusage *usage)
{
    return wait4(-1, status, flags, usage);
}

pid_t wait(int *status)
{
    return waitpid(-1, status, 0);
}

/* The status as waitpid would tell it. */
static int status_of(const siginfo_t *info)
{
    if (info->si_code == CLD_EXITED)
        return (info->si_status & 0xff) << 8;
    return info->si_code == CLD_KILLED || info->si_code == CLD_DUMPED ? info->si_status & 0x7f : 0xffff;
}

int waitid(idtype_t type, id_t which, siginfo_t *info, int flags)
{
    static int (*next)(idtype_t, id_t, siginfo_t *, int);
    struct waited waited = {.identifier = 0};
    struct blocking call;
    int result;

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "waitid");
    if (!probe_tells())
        return next(type, which, info, flags);
    blocking_enter_for(&call, "waitid", BLOCKING_WAIT, waits(flags),
                       (struct blocking_awaited){find_child(type == P_PID ? (pid_t)which : 0), -1});
    result = next(type, which, info, flags);
    if (result == 0 && info != NULL) {
        waited.identifier = info->si_pid;
        waited.status = status_of(info);
    }
    leave_wait(&call, &waited);
    if ((flags & WNOWAIT) == 0)
        tell_waited(&waited);
    return result;
}

_Noreturn void _exit(int status)
{
    static void (*next)(int);

    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "_exit");
    if (probe_tells() && probe_thread.number != 0) {
        if (!probe_is_own()) {
            probe_thread.spawned.failed = true;
        } else {
            probe_begin();
            processes_tell_spawned();
            if (probe_thread.held != NULL)
                probe_find_name(facts_thread());
            probe_finish(status);
            probe_end();
        }
    }
    next(status);
    abort();
}

void processes_hindrances(struct text *out)
{
    static const struct {
        const char *name;
        void *ours;
    } functions[] = {
#define FUNCTION(name) {#name, (void *)(uintptr_t)name}
        FUNCTION(fork),   FUNCTION(forkpty),     FUNCTION(execv),        FUNCTION(execve), FUNCTION(fexecve),
        FUNCTION(system), FUNCTION(posix_spawn), FUNCTION(posix_spawnp), FUNCTION(wait4),  FUNCTION(waitpid),
        FUNCTION(wait),   FUNCTION(wait3),       FUNCTION(waitid),       FUNCTION(_exit),
#undef FUNCTION
    };

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (dlsym(RTLD_DEFAULT, functions[i].name) != functions[i].ours)
            text_format(out, "%s%s", out->length > 0 ? ", " : "", functions[i].name);
}
