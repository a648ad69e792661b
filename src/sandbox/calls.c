#include "sandbox/calls.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#ifdef HAVE_SECCOMP

#include <fcntl.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdint.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALL(name) SCMP_SYS(name)

/* clang-format off */
static const int everywhere[] = {
    /* files */
    CALL(access), CALL(chdir), CALL(close), CALL(close_range), CALL(copy_file_range), CALL(creat), CALL(dup),
    CALL(dup2), CALL(dup3), CALL(faccessat), CALL(faccessat2), CALL(fadvise64), CALL(fallocate), CALL(fchdir),
    CALL(fchmod), CALL(fdatasync), CALL(fgetxattr), CALL(flistxattr), CALL(flock), CALL(fstat), CALL(fstatfs),
    CALL(fsync), CALL(ftruncate), CALL(getcwd), CALL(getdents64), CALL(getxattr), CALL(lgetxattr), CALL(link),
    CALL(linkat), CALL(listxattr), CALL(llistxattr), CALL(lseek), CALL(lstat), CALL(mkdir), CALL(mkdirat),
    CALL(newfstatat), CALL(open), CALL(openat), CALL(pipe), CALL(pipe2), CALL(pread64), CALL(preadv), CALL(preadv2),
    CALL(pwrite64), CALL(pwritev), CALL(pwritev2), CALL(read), CALL(readahead), CALL(readlink), CALL(readlinkat),
    CALL(readv), CALL(rename), CALL(renameat), CALL(renameat2), CALL(rmdir), CALL(sendfile), CALL(stat),
    CALL(statfs), CALL(statx), CALL(symlink), CALL(symlinkat), CALL(umask), CALL(unlink), CALL(unlinkat),
    CALL(write), CALL(writev),
    /* waiting, and sockets that there are */
    CALL(epoll_create), CALL(epoll_create1), CALL(epoll_ctl), CALL(epoll_pwait), CALL(epoll_pwait2),
    CALL(epoll_wait), CALL(eventfd), CALL(eventfd2), CALL(getpeername), CALL(getsockname), CALL(getsockopt),
    CALL(poll), CALL(ppoll), CALL(pselect6), CALL(recvfrom), CALL(recvmmsg), CALL(recvmsg), CALL(select),
    CALL(sendmmsg), CALL(sendmsg), CALL(sendto), CALL(setsockopt), CALL(shutdown), CALL(signalfd), CALL(signalfd4),
    CALL(timerfd_create), CALL(timerfd_gettime), CALL(timerfd_settime),
    /* memory */
    CALL(brk), CALL(madvise), CALL(membarrier), CALL(mincore), CALL(mlock), CALL(mlock2), CALL(mmap),
    CALL(mprotect), CALL(mremap), CALL(msync), CALL(munlock), CALL(munmap), CALL(pkey_alloc), CALL(pkey_free),
    CALL(pkey_mprotect),
    /* threads and processes */
    CALL(arch_prctl), CALL(exit), CALL(exit_group), CALL(fork), CALL(futex), CALL(futex_waitv),
    CALL(get_robust_list), CALL(getcpu), CALL(getegid), CALL(geteuid), CALL(getgid), CALL(getgroups), CALL(getpgid),
    CALL(getpgrp), CALL(getpid), CALL(getppid), CALL(getpriority), CALL(getresgid), CALL(getresuid),
    CALL(getrlimit), CALL(getrusage), CALL(getsid), CALL(gettid), CALL(getuid), CALL(prctl), CALL(restart_syscall),
    CALL(rseq), CALL(sched_get_priority_max), CALL(sched_get_priority_min), CALL(sched_getaffinity),
    CALL(sched_getattr), CALL(sched_getparam), CALL(sched_getscheduler), CALL(sched_rr_get_interval),
    CALL(sched_yield), CALL(set_robust_list), CALL(set_tid_address), CALL(setrlimit), CALL(vfork), CALL(wait4),
    CALL(waitid),
    /* signals that come */
    CALL(alarm), CALL(getitimer), CALL(pause), CALL(rt_sigaction), CALL(rt_sigpending), CALL(rt_sigprocmask),
    CALL(rt_sigreturn), CALL(rt_sigsuspend), CALL(rt_sigtimedwait), CALL(setitimer), CALL(sigaltstack),
    CALL(timer_create), CALL(timer_delete), CALL(timer_getoverrun), CALL(timer_gettime), CALL(timer_settime),
    /* times and the system */
    CALL(capget), CALL(clock_getres), CALL(clock_gettime), CALL(clock_nanosleep), CALL(getrandom),
    CALL(gettimeofday), CALL(nanosleep), CALL(sysinfo), CALL(time), CALL(times), CALL(uname),
};

/* What may reach out of the program, but not out of a view. */
static const int in_a_view[] = {
    CALL(accept), CALL(accept4), CALL(bind), CALL(chmod), CALL(chown), CALL(connect), CALL(execve), CALL(execveat),
    CALL(fchmodat), CALL(fchown), CALL(fchownat), CALL(fcntl), CALL(fremovexattr), CALL(fsetxattr), CALL(futimesat),
    CALL(inotify_add_watch), CALL(inotify_init), CALL(inotify_init1), CALL(inotify_rm_watch), CALL(kill),
    CALL(lchown), CALL(listen), CALL(lremovexattr), CALL(lsetxattr), CALL(mknod), CALL(mknodat), CALL(pidfd_open),
    CALL(pidfd_send_signal), CALL(removexattr), CALL(sched_setaffinity), CALL(sched_setparam),
    CALL(sched_setscheduler), CALL(setfsgid), CALL(setfsuid), CALL(setgid), CALL(setgroups), CALL(setpriority),
    CALL(setregid), CALL(setresgid), CALL(setresuid), CALL(setreuid), CALL(setuid), CALL(setxattr),
    CALL(socketpair), CALL(sync), CALL(sync_file_range), CALL(syncfs), CALL(tgkill), CALL(truncate), CALL(utime),
    CALL(utimensat), CALL(utimes),
};

/* Not permitted, as one that has no rights is told; what is in none of the lists does not exist.  Among them is memory
 * that no limit counts (memfd_create, System V's), and what leaves the session. */
static const int nowhere[] = {
    CALL(acct), CALL(add_key), CALL(adjtimex), CALL(bpf), CALL(capset), CALL(chroot), CALL(clock_adjtime),
    CALL(clock_settime), CALL(delete_module), CALL(fanotify_init), CALL(finit_module), CALL(fsconfig),
    CALL(fsmount), CALL(fsopen), CALL(fspick), CALL(init_module), CALL(io_uring_enter), CALL(io_uring_register),
    CALL(io_uring_setup), CALL(ioperm), CALL(iopl), CALL(ioprio_set), CALL(kcmp), CALL(kexec_load), CALL(keyctl),
    CALL(memfd_create), CALL(modify_ldt), CALL(mount), CALL(mount_setattr), CALL(move_mount), CALL(mq_getsetattr),
    CALL(mq_notify), CALL(mq_open), CALL(mq_timedreceive), CALL(mq_timedsend), CALL(mq_unlink), CALL(msgctl),
    CALL(msgget), CALL(msgrcv), CALL(msgsnd), CALL(name_to_handle_at), CALL(open_by_handle_at), CALL(open_tree),
    CALL(perf_event_open), CALL(personality), CALL(pidfd_getfd), CALL(pivot_root), CALL(process_vm_readv),
    CALL(process_vm_writev), CALL(ptrace), CALL(quotactl), CALL(reboot), CALL(request_key), CALL(rt_sigqueueinfo),
    CALL(rt_tgsigqueueinfo), CALL(sched_setattr), CALL(seccomp), CALL(semctl), CALL(semget), CALL(semop),
    CALL(semtimedop), CALL(setdomainname), CALL(sethostname), CALL(setns), CALL(setpgid), CALL(setsid),
    CALL(settimeofday), CALL(shmat), CALL(shmctl), CALL(shmdt), CALL(shmget), CALL(splice), CALL(swapoff),
    CALL(swapon), CALL(syslog), CALL(tee), CALL(tkill), CALL(umount2), CALL(unshare), CALL(userfaultfd),
    CALL(vhangup), CALL(vmsplice),
};
/* clang-format on */

/* The first thing that went wrong stays: a filter of which a rule is missing may not be loaded. */
struct filter {
    scmp_filter_ctx context;
    int problem;
};

static void add(struct filter *filter, uint32_t action, int call, unsigned count,
                const struct scmp_arg_cmp *arguments)
{
    int answer = seccomp_rule_add_array(filter->context, action, call, count, arguments);

    if (answer != 0 && filter->problem == 0)
        filter->problem = answer;
}

static void add_list(struct filter *filter, uint32_t action, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add(filter, action, calls[i], 0, NULL);
}

static void allow_if(struct filter *filter, int call, struct scmp_arg_cmp argument)
{
    add(filter, SCMP_ACT_ALLOW, call, 1, &argument);
}

/* Threads and processes, in no namespaces of their own.  The arguments of clone3 stand in memory, where no filter
 * looks: it does not exist, and the C library takes clone. */
static void add_clone(struct filter *filter)
{
    static const scmp_datum_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                           CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | 0x80 /* CLONE_NEWTIME */;

    allow_if(filter, CALL(clone), SCMP_A0_64(SCMP_CMP_MASKED_EQ, namespaces, 0));
}

/* The kernel looks at the lower half of these arguments alone. */
static void allow_values(struct filter *filter, int call, const unsigned *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        allow_if(filter, call, SCMP_A1_64(SCMP_CMP_MASKED_EQ, 0xffffffffu, values[i]));
}

/* Of terminals, pipes and sockets; not among them: keys put into a terminal's queue (TIOCSTI, TIOCLINUX). */
static void add_device_control(struct filter *filter)
{
    static const unsigned harmless[] = {
        FIOASYNC,     FIOCLEX,      FIONBIO,    FIONCLEX,    FIONREAD,  SIOCGIFADDR, SIOCGIFCONF,
        SIOCGIFFLAGS, SIOCGIFINDEX, SIOCGIFMTU, SIOCGIFNAME, TCFLSH,    TCGETS,      TCSBRK,
        TCSETS,       TCSETSF,      TCSETSW,    TCXONC,      TIOCGPGRP, TIOCGPTN,    TIOCGSID,
        TIOCGWINSZ,   TIOCNOTTY,    TIOCOUTQ,   TIOCSCTTY,   TIOCSPGRP, TIOCSPTLCK,  TIOCSWINSZ,
    };

    allow_values(filter, CALL(ioctl), harmless, sizeof harmless / sizeof *harmless);
}

/* Who owns a descriptor is sent signals (F_SETOWN, F_SETSIG, O_ASYNC), whoever it is: these are not among them. */
static void add_descriptor_control(struct filter *filter)
{
    static const unsigned harmless[] = {F_DUPFD,      F_DUPFD_CLOEXEC, F_GETFD,      F_SETFD,     F_GETFL,
                                        F_GETLK,      F_SETLK,         F_SETLKW,     F_OFD_GETLK, F_OFD_SETLK,
                                        F_OFD_SETLKW, F_GETOWN,        F_GETPIPE_SZ, F_GET_SEALS};
    struct scmp_arg_cmp flags[] = {SCMP_A1_64(SCMP_CMP_MASKED_EQ, 0xffffffffu, F_SETFL),
                                   SCMP_A2_64(SCMP_CMP_MASKED_EQ, O_ASYNC, 0)};

    allow_values(filter, CALL(fcntl), harmless, sizeof harmless / sizeof *harmless);
    add(filter, SCMP_ACT_ALLOW, CALL(fcntl), 2, flags);
}

/* Without a view other processes and sockets are within reach.  (From one end of a pair of datagram sockets a message
 * can be sent to any name, without socket and connect: pairs are streams.) */
static void add_without_view(struct filter *filter)
{
    scmp_datum_t own = (scmp_datum_t)getpid();
    struct scmp_arg_cmp streams[] = {SCMP_A0_64(SCMP_CMP_MASKED_EQ, 0xffffffffu, AF_UNIX),
                                     SCMP_A1_64(SCMP_CMP_MASKED_EQ, 0xf, SOCK_STREAM)};

    add_descriptor_control(filter);
    allow_if(filter, CALL(kill), SCMP_A0_64(SCMP_CMP_MASKED_EQ, 0xffffffffu, own));
    allow_if(filter, CALL(tgkill), SCMP_A0_64(SCMP_CMP_MASKED_EQ, 0xffffffffu, own));
    add(filter, SCMP_ACT_ALLOW, CALL(socketpair), 2, streams);
}

/* What is left of a call that is permitted with some arguments only. */
static void deny_rest(struct filter *filter)
{
    for (size_t i = 0; i < sizeof in_a_view / sizeof *in_a_view; i++) {
        int call = in_a_view[i];

        if (call != CALL(fcntl) && call != CALL(kill) && call != CALL(tgkill) && call != CALL(socketpair))
            add(filter, SCMP_ACT_ERRNO(EPERM), call, 0, NULL);
    }
}

/* In a view: of a network that nobody else is in. */
static void add_sockets(struct filter *filter)
{
    static const unsigned families[] = {AF_UNIX, AF_INET, AF_INET6};

    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        allow_if(filter, CALL(socket), SCMP_A0_64(SCMP_CMP_MASKED_EQ, 0xffffffffu, families[i]));
}

static void add_rules(struct filter *filter, bool in_view)
{
    add_list(filter, SCMP_ACT_ALLOW, everywhere, sizeof everywhere / sizeof *everywhere);
    add_list(filter, SCMP_ACT_ERRNO(EPERM), nowhere, sizeof nowhere / sizeof *nowhere);
    add_clone(filter);
    add_device_control(filter);
    allow_if(filter, CALL(prlimit64), SCMP_A0_64(SCMP_CMP_MASKED_EQ, 0xffffffffu, 0)); /* its own */
    if (in_view) {
        add_sockets(filter);
        add_list(filter, SCMP_ACT_ALLOW, in_a_view, sizeof in_a_view / sizeof *in_a_view);
    } else {
        add_without_view(filter);
        deny_rest(filter);
    }
}

bool calls_can_be_restricted(void)
{
    uint32_t action = SCMP_ACT_KILL_PROCESS;

    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

enum status calls_restrict(bool in_view, struct error *error)
{
    struct filter filter = {.context = seccomp_init(SCMP_ACT_ERRNO(ENOSYS))};

    if (filter.context == NULL)
        return error_set(error, STATUS_FAILED, "cannot put up walls: seccomp has no memory");
    /* Calls by the numbers of another sort of processor are none that a program of this one makes. */
    filter.problem = seccomp_attr_set(filter.context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    seccomp_attr_set(filter.context, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* by bisection: a wish */
    add_rules(&filter, in_view);
    if (filter.problem == 0)
        filter.problem = seccomp_load(filter.context);
    seccomp_release(filter.context);
    if (filter.problem != 0)
        return error_set(error, STATUS_FAILED, "cannot put up walls: seccomp: %s", strerror(-filter.problem));
    return STATUS_OK;
}

#else

bool calls_can_be_restricted(void)
{
    return false;
}

enum status calls_restrict(bool in_view, struct error *error)
{
    (void)in_view;
    return error_set(error, STATUS_FAILED, "cannot put up walls: Terrarium was built without libseccomp");
}

#endif
