#include "sandbox/rights.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum status rights_drop(struct error *error)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    bool dropped = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;

    /* Also those that execve would give to root.  Who has no rights may not say so, and need not. */
    for (int right = 0; dropped && prctl(PR_CAPBSET_READ, right) >= 0; right++)
        dropped = prctl(PR_CAPBSET_DROP, right) == 0 || errno == EPERM;
    if (!dropped || syscall(SYS_capset, &header, none) != 0)
        return error_set(error, STATUS_FAILED, "cannot put up walls: rights cannot be given up: %s", strerror(errno));
    return STATUS_OK;
}
