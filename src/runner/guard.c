#include "runner/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "runner/tree.h"

enum { WAITING_IN_VIEW = 2 /* processes between guard and runner: see walls_put_view */ };

/* Signals that a terminal sends to everybody, and that are meant for the program. */
static const int of_the_terminal[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGWINCH};

/* What we were started with: `nohup`, and a shell's `&`, have the program ignore signals. */
static void find_ignored(sigset_t *ignored)
{
    struct sigaction action;

    sigemptyset(ignored);
    for (int number = 1; number < NSIG; number++)
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            sigaddset(ignored, number);
}

static void default_signals(const sigset_t *ignored)
{
    sigset_t none;

    for (int number = 1; number < NSIG; number++)
        if (number != SIGKILL && number != SIGSTOP)
            signal(number, sigismember(ignored, number) == 1 ? SIG_IGN : SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool is_guards_own(const char *argument, bool *takes_next)
{
    *takes_next =
        strcmp(argument, "--status") == 0 || strcmp(argument, "--lifeline") == 0 || strcmp(argument, "--walls") == 0;
    return *takes_next || strcmp(argument, "--guard") == 0 || strncmp(argument, "--status=", 9) == 0 ||
           strncmp(argument, "--lifeline=", 11) == 0;
}

/* The same arguments without those that only a guard has, and with `rules` unless it is "".  The caller frees the
 * array. */
static char **arguments_of_runner(const struct runner_options *options, char **argv, char *rules)
{
    size_t count = 0, kept = 0;
    char **arguments;

    while (argv[count] != NULL)
        count++;
    arguments = memory_zeroed(count + 2, sizeof *arguments);
    for (size_t i = 0; i < count; i++) {
        bool takes_next = false;

        if (i == 1 && rules[0] != '\0')
            arguments[kept++] = rules;

        if (i < (size_t)options->python && i > 0 && is_guards_own(argv[i], &takes_next))
            i += takes_next ? 1 : 0;
        else
            arguments[kept++] = argv[i];
    }
    return arguments;
}

/* In a view two processes stand between guard and runner, and each dies with the one before. */
static _Noreturn void become_runner(const struct runner_options *options, unsigned walls, char **arguments,
                                    pid_t guard, const sigset_t *ignored)
{
    const struct walls within = {options->readable.items, options->readable.count, options->own};
    struct error error;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != guard) /* it died before that took effect */
        _exit(1);
    if (options->status >= 0) /* the program can open what its view's first process has */
        close(options->status);
    if (options->lifeline >= 0)
        close(options->lifeline);
    if ((walls & WALL_VIEW) != 0 && walls_put_view(&within, &error) != STATUS_OK) {
        fprintf(stderr, "terrarium: %s\n", error.text);
        _exit(1);
    }
    default_signals(ignored);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execv("/proc/self/exe", arguments);
    fprintf(stderr, "terrarium: cannot start the runner: %s\n", strerror(errno));
    _exit(1);
}

static uint64_t nanoseconds(time_t seconds, long rest)
{
    return (uint64_t)seconds * 1000000000u + (uint64_t)rest;
}

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return nanoseconds(time.tv_sec, time.tv_nsec);
}

/* How the runner ended, and what the run cost: wall time since it was started; processor time of it and of its
 * children, as far as they were waited for; the most memory that one of them had (getrusage(2)), and that all had
 * together, as far as that was seen.  "memory": it was ended for what they had together. */
static void tell(int descriptor, int how, bool out_of_memory, uint64_t started, uint64_t together)
{
    const char *way = out_of_memory ? "memory" : WIFSIGNALED(how) ? "signal" : "exit";
    uint64_t wall = now() - started, processor;
    struct rusage usage = {.ru_maxrss = 0};
    char line[192];
    int length;

    if (descriptor < 0)
        return;
    getrusage(RUSAGE_CHILDREN, &usage);
    processor = nanoseconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec,
                            (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000L);
    length = snprintf(line, sizeof line, "%s %d wall %llu processor %llu peak %llu together %llu\n", way,
                      WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how), (unsigned long long)wall,
                      (unsigned long long)processor, (unsigned long long)usage.ru_maxrss * 1024,
                      (unsigned long long)together);
    if (write(descriptor, line, (size_t)length) != length)
        return; /* the viewer has gone, and with it whoever wanted to know */
}

/* Reaps whatever has ended; true when the runner was among it. */
static bool reap(pid_t runner, int *how)
{
    bool ended = false;
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        if (pid == runner) {
            *how = status;
            ended = true;
        }
    return ended;
}

/* Kills our children.  Theirs become ours then: that is what a subreaper is. */
static void kill_children(void)
{
    FILE *list = fopen("/proc/thread-self/children", "re");
    int pid;

    if (list == NULL)
        return;
    while (fscanf(list, "%d", &pid) == 1)
        kill(pid, SIGKILL);
    fclose(list);
}

static void kill_everything(void)
{
    const struct timespec pause = {.tv_nsec = 1000000};

    for (;;) {
        kill_children();
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
        if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
            return;
        nanosleep(&pause, NULL);
    }
}

/* How much memory all that the program starts may have together: of each alone there is a limit, but behind walls there
 * is to be none that a program gets round. */
static uint64_t limit_together(const struct runner_options *options)
{
    return options->walls != RUNNER_WALLS_NONE && options->limits.data != 0 ? 2 * options->limits.data : UINT64_MAX;
}

/* Returns when the runner has ended (true) or the viewer has, which a lifeline tells.  With one, SIGTERM and SIGHUP are
 * left to the program: who sends them to a whole group, as `timeout` does, means it and not us.  Of a run that nothing
 * is recorded of, and of one behind walls, `*together` becomes the most memory that its processes were seen to have; if
 * that is too much, all are ended. */
static bool watch(const struct runner_options *options, int signals, pid_t runner, size_t waiting, int *how,
                  uint64_t *together)
{
    struct pollfd waits[] = {{.fd = signals, .events = POLLIN}, {.fd = options->lifeline, .events = POLLIN}};
    uint64_t most = limit_together(options);
    bool measures = (options->status >= 0 && options->ring < 0) || most != UINT64_MAX;
    struct signalfd_siginfo signal_read;

    for (;;) {
        if (poll(waits, 2, measures ? tree_look(waiting, together) : -1) < 0 && errno != EINTR)
            return false;
        if (waits[0].revents != 0 && read(signals, &signal_read, sizeof signal_read) == sizeof signal_read &&
            signal_read.ssi_signo != SIGCHLD && options->lifeline < 0)
            return false;
        if (*together > most)
            kill_children();
        if (reap(runner, how))
            return true;
        if (waits[1].revents != 0)
            return false;
    }
}

static void keep_from_runner(int descriptor)
{
    if (descriptor >= 0)
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

static enum status prepare(const struct runner_options *options, int *signals, struct error *error)
{
    sigset_t wanted;

    keep_from_runner(options->status);
    keep_from_runner(options->lifeline);
    for (size_t i = 0; i < sizeof of_the_terminal / sizeof of_the_terminal[0]; i++)
        signal(of_the_terminal[i], SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* ignored, it would reap by itself and the status would be lost */
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGCHLD);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGHUP);
    sigprocmask(SIG_SETMASK, &wanted, NULL);
    *signals = signalfd(-1, &wanted, SFD_CLOEXEC);
    if (*signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
        return error_set(error, STATUS_FAILED, "cannot guard the run: %s", strerror(errno));
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return STATUS_OK;
}

/* Which walls the run is to have. */
static enum status choose_walls(const struct runner_options *options, unsigned *walls, struct error *error)
{
    *walls = options->walls == RUNNER_WALLS_NONE ? 0 : walls_possible();
    if (options->walls != RUNNER_WALLS_ALL || walls_suffice(*walls))
        return STATUS_OK;
    return error_set(error, STATUS_FAILED,
                     "no walls can be put up here that would hold (possible: %s), so nothing was run: see terrarium "
                     "doctor, or run it without walls",
                     walls_names(*walls));
}

enum status guard_run(const struct runner_options *options, char **argv, struct error *error)
{
    char **arguments, rules[32] = "";
    pid_t guard = getpid(), runner;
    uint64_t started, together = 0;
    int signals, how = 0;
    sigset_t ignored;
    unsigned walls;

    find_ignored(&ignored);
    if (choose_walls(options, &walls, error) != STATUS_OK || prepare(options, &signals, error) != STATUS_OK)
        return STATUS_FAILED;
    if (walls != 0)
        snprintf(rules, sizeof rules, "--rules=%u", walls);
    arguments = arguments_of_runner(options, argv, rules);
    started = now();
    runner = fork();
    if (runner == 0)
        become_runner(options, walls, arguments, guard, &ignored);
    free(arguments);
    if (runner < 0)
        return error_set(error, STATUS_FAILED, "cannot start the runner: %s", strerror(errno));
    if (watch(options, signals, runner, (walls & WALL_VIEW) != 0 ? WAITING_IN_VIEW : 0, &how, &together))
        tell(options->status, how, together > limit_together(options), started, together);
    kill_everything();
    return STATUS_OK;
}
