/* The view: namespaces, and three processes.
 *
 * The caller becomes a *keeper*, which waits; its child is the first process of the namespace, which takes in orphans
 * and waits too; and that one's child goes on. */
#include "sandbox/view.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/calls.h"
#include "sandbox/files.h"
#include "sandbox/rights.h"
#include "sandbox/tree_of_files.h"
#include "sandbox/walls.h"

enum {
    NAMESPACES = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC,
    NOBODY = 65534, /* whose identifier root takes; by convention nobody's */
};

/* As the program is to see them. */
struct identity {
    uid_t user;
    gid_t group;
    bool is_root; /* of the system, and not only called so in a namespace */
    int owners;   /* see open_owners; -1 */
};

static enum status fail(struct error *error, const char *what)
{
    return error_set(error, STATUS_FAILED, "cannot put up walls: %s: %s", what, strerror(errno));
}

/* Root of a namespace of users, as containers have it, has no one else to become: there nobody is not known. */
static bool knows_nobody(void)
{
    FILE *map = fopen("/proc/self/uid_map", "re");
    unsigned inside, outside, count;
    bool known = false;

    if (map == NULL)
        return true;
    while (!known && fscanf(map, "%u %u %u", &inside, &outside, &count) == 3)
        known = inside <= NOBODY && NOBODY - inside < count;
    fclose(map);
    return known;
}

static struct identity own_identity(void)
{
    return (struct identity){geteuid(), getegid(), geteuid() == 0 && knows_nobody(), -1};
}

static bool write_file(const char *path, const char *content)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    bool written = descriptor >= 0 && write(descriptor, content, strlen(content)) == (ssize_t)strlen(content);

    if (descriptor >= 0)
        close(descriptor);
    return written;
}

/* A namespace of users, in which the identifiers are what they were; who makes one has all rights in it. */
static bool enter_users(const struct identity *own)
{
    uid_t user = geteuid();
    gid_t group = getegid();
    char users[64], groups[64];

    snprintf(users, sizeof users, "%u %u 1", (unsigned)own->user, (unsigned)user);
    snprintf(groups, sizeof groups, "%u %u 1", (unsigned)own->group, (unsigned)group);
    return unshare(CLONE_NEWUSER) == 0 && write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/uid_map", users) && write_file("/proc/self/gid_map", groups);
}

/* Root needs no namespace of users for the others.  (Nor may it have one: it would be root there of files that are
 * root's.) */
static enum status enter_namespaces(const struct identity *own, struct error *error)
{
    if (!own->is_root && !enter_users(own))
        return fail(error, "a namespace of users");
    if (unshare(NAMESPACES) != 0)
        return fail(error, "namespaces");
    return STATUS_OK;
}

/* Root becomes nobody, who is called root.  (Without a namespace of users the program sees that it is nobody.  A
 * process that has changed its identifiers may not write its own maps unless it says that it may be looked into.) */
static enum status give_root_up(const struct identity *own, struct error *error)
{
    if (!own->is_root)
        return STATUS_OK;
    if (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0 ||
        prctl(PR_SET_DUMPABLE, 1) != 0)
        return fail(error, "root's rights cannot be given up");
    enter_users(own);
    return STATUS_OK;
}

/* Servers of the program's own, which talk to it: the loopback interface of its network. */
static void start_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo"};
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (descriptor < 0)
        return;
    if (ioctl(descriptor, SIOCGIFFLAGS, &request) == 0) {
        request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
        ioctl(descriptor, SIOCSIFFLAGS, &request); /* without it there is no network at all */
    }
    close(descriptor);
}

/* In that process's namespace of users, root is nobody. */
static bool map_root_to_nobody(pid_t process)
{
    static const char *const maps[] = {"gid_map", "uid_map"};
    char path[64], map[64];
    bool mapped = true;

    snprintf(map, sizeof map, "0 %d 1", (int)NOBODY);
    for (size_t i = 0; i < sizeof maps / sizeof *maps && mapped; i++) {
        snprintf(path, sizeof path, "/proc/%d/%s", (int)process, maps[i]);
        mapped = write_file(path, map);
    }
    return mapped;
}

/* Such a namespace, for owners of files; -1 where there can be none.  It is another process's, which is let go of. */
static int open_owners(void)
{
    int ends[2], owners = -1;
    char path[64], ready;
    pid_t child;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    child = fork();
    if (child == 0)
        _exit(unshare(CLONE_NEWUSER) == 0 && write(ends[1], "", 1) == 1 ? pause() : STATUS_FAILED);
    close(ends[1]);
    if (child > 0 && read(ends[0], &ready, 1) == 1 && map_root_to_nobody(child)) {
        snprintf(path, sizeof path, "/proc/%d/ns/user", (int)child);
        owners = open(path, O_RDONLY | O_CLOEXEC);
    }
    close(ends[0]);
    if (child > 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    return owners;
}

static enum status build(const struct identity *own, const struct walls *walls, struct error *error)
{
    int owners = own->is_root ? own->owners : -1;
    enum status status;

    start_loopback();
    status = tree_enter(walls, owners, error);
    if (owners >= 0)
        close(owners);
    if (status == STATUS_OK)
        status = give_root_up(own, error);
    if (status == STATUS_OK)
        status = rights_drop(error);
    if (status == STATUS_OK && files_version() > 0) /* here, so that its first process is no stranger to the others */
        status = files_restrict(walls, true, error);
    return status;
}

static _Noreturn void end_as(int how)
{
    sigset_t none;

    if (WIFSIGNALED(how)) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        signal(WTERMSIG(how), SIG_DFL);
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        raise(WTERMSIG(how));
    }
    _exit(WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how));
}

static pid_t wait_for_any(int *how)
{
    pid_t ended;

    do
        ended = waitpid(-1, how, 0);
    while (ended < 0 && errno == EINTR);
    return ended;
}

/* Waits for what the first process says of the program's end. */
static _Noreturn void keep(pid_t first, int answer)
{
    int how = 0, ignored;
    ssize_t length;

    do
        length = read(answer, &how, sizeof how);
    while (length < 0 && errno == EINTR);
    while (waitpid(first, &ignored, 0) < 0 && errno == EINTR)
        continue;
    if (length == sizeof how)
        end_as(how);
    _exit(STATUS_FAILED); /* it has said why */
}

static _Noreturn void say(const struct error *error)
{
    fprintf(stderr, "terrarium: %s\n", error->text);
    _exit(STATUS_FAILED);
}

/* The program sees its first process, and that one's command line is the guard's, with paths of the system outside. */
static void forget_command_line(void)
{
    int descriptor = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    char piece[4096];
    size_t whole = 0;
    ssize_t length;

    if (descriptor < 0)
        return;
    while ((length = read(descriptor, piece, sizeof piece)) > 0)
        whole += (size_t)length;
    close(descriptor);
    memset(program_invocation_name, 0, whole); /* argv[0], which the others follow */
}

/* The first process of the namespace: with it all the others end. */
static _Noreturn void take_in_orphans(pid_t program, int answer)
{
    struct error error;
    int how;
    pid_t ended;

    forget_command_line();
    if (calls_can_be_restricted() && calls_restrict(true, &error) != STATUS_OK) /* the program may write its memory */
        _exit(STATUS_FAILED);
    while ((ended = wait_for_any(&how)) > 0)
        if (ended == program) {
            if (write(answer, &how, sizeof how) != sizeof how)
                break;
            _exit(STATUS_OK);
        }
    _exit(STATUS_FAILED);
}

/* In the first process; returns in the next one. */
static void begin(const struct identity *own, const struct walls *walls, int answer)
{
    struct error error;
    pid_t program;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (build(own, walls, &error) != STATUS_OK)
        say(&error);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* forgotten where identifiers change */
    program = fork();
    if (program < 0) {
        fail(&error, "a process");
        say(&error);
    }
    if (program > 0)
        take_in_orphans(program, answer);
    close(answer);
}

enum status walls_put_view(const struct walls *walls, struct error *error)
{
    struct identity own = own_identity();
    int answer[2];
    pid_t first;

    if (pipe2(answer, O_CLOEXEC) != 0)
        return fail(error, "a pipe");
    if (own.is_root) /* while /proc is the system's */
        own.owners = open_owners();
    if (enter_namespaces(&own, error) != STATUS_OK)
        return STATUS_FAILED;
    first = fork();
    if (first < 0)
        return fail(error, "a process");
    if (first > 0) {
        close(answer[1]);
        keep(first, answer[0]);
    }
    close(answer[0]);
    begin(&own, walls, answer[1]);
    return STATUS_OK;
}

/* Trying. */

static bool waits_for_success(pid_t child)
{
    int how;

    return child > 0 && waitpid(child, &how, 0) == child && how == 0;
}

/* What is refused at all is refused to this, too; the rest is told where it happens. */
static bool try_namespaces(void)
{
    const struct identity own = own_identity();
    struct error error;
    pid_t child;

    if (enter_namespaces(&own, &error) != STATUS_OK)
        return false;
    child = fork();
    if (child == 0)
        _exit(tree_is_possible() ? STATUS_OK : STATUS_FAILED);
    return waits_for_success(child);
}

bool view_is_possible(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(try_namespaces() ? STATUS_OK : STATUS_FAILED);
    return waits_for_success(child);
}
