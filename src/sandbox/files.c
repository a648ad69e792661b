/* Landlock: what may be opened. */
#include "sandbox/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/places.h"

/* Newer than the headers that we are compiled with may be.  Which version of Landlock knows which: landlock(7). */
static const uint64_t refer = UINT64_C(1) << 13, truncate_files = UINT64_C(1) << 14,
                      control_devices = UINT64_C(1) << 15;
static const uint64_t all_of_first = (UINT64_C(1) << 13) - 1;

enum { REFER_SINCE = 2, TRUNCATE_SINCE = 3, NETWORK_SINCE = 4, DEVICES_SINCE = 5, SCOPES_SINCE = 6 };

struct ruleset_attributes {
    uint64_t files;
    uint64_t network; /* binding and connecting of TCP sockets */
    uint64_t scopes;  /* abstract sockets, signals */
};

int files_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    return version < 1 ? 0 : (int)version;
}

static uint64_t known_rights(int version)
{
    return all_of_first | (version >= REFER_SINCE ? refer : 0) | (version >= TRUNCATE_SINCE ? truncate_files : 0) |
           (version >= DEVICES_SINCE ? control_devices : 0);
}

/* What is not there needs no rule. */
static enum status allow(int rules, const char *path, uint64_t rights, struct error *error)
{
    static const uint64_t of_files =
        LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = open(path, O_PATH | O_CLOEXEC)};
    struct stat facts;
    long answer;

    if (rule.parent_fd < 0)
        return STATUS_OK;
    if (fstat(rule.parent_fd, &facts) == 0 && !S_ISDIR(facts.st_mode))
        rule.allowed_access &= of_files | truncate_files | control_devices;
    answer = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
    if (answer != 0)
        return error_set(error, STATUS_FAILED, "cannot put up walls: a rule for %.300s: %s", path, strerror(errno));
    return STATUS_OK;
}

static enum status allow_all(int rules, const char *const *paths, uint64_t rights, struct error *error)
{
    enum status status = STATUS_OK;

    for (; *paths != NULL && status == STATUS_OK; paths++)
        status = allow(rules, *paths, rights, error);
    return status;
}

/* In a view all that there is may be read, and the folders that are its own written; without one, only what is named
 * may be read, and nothing written.  This very program stands in no view, but is started again in it. */
static enum status add_rules(int rules, const struct walls *walls, bool in_view, uint64_t known, struct error *error)
{
    uint64_t read = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    uint64_t make_devices = LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK;
    uint64_t devices = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | (truncate_files & known);
    enum status status = allow(rules, "/proc/self/exe", read, error);

    if (status == STATUS_OK && in_view)
        return allow(rules, "/", known & ~(make_devices | control_devices), error);
    if (status == STATUS_OK)
        status = allow_all(rules, places_of_system, read, error);
    if (status == STATUS_OK)
        status = allow(rules, "/proc", read, error);
    for (size_t i = 0; i < walls->count && status == STATUS_OK; i++)
        status = allow(rules, walls->readable[i], read, error);
    return status != STATUS_OK ? status : allow_all(rules, places_of_devices, devices, error);
}

enum status files_restrict(const struct walls *walls, bool in_view, struct error *error)
{
    int version = files_version();
    /* In a view the network is its own. */
    struct ruleset_attributes attributes = {.files = known_rights(version),
                                            .network = version >= NETWORK_SINCE && !in_view ? 3 : 0,
                                            .scopes = version >= SCOPES_SINCE ? 3 : 0};
    size_t size = version >= SCOPES_SINCE ? 24 : version >= NETWORK_SINCE ? 16 : 8;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
    enum status status;

    if (rules < 0)
        return error_set(error, STATUS_FAILED, "cannot put up walls: Landlock: %s", strerror(errno));
    status = add_rules(rules, walls, in_view, attributes.files, error);
    if (status == STATUS_OK &&
        (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_landlock_restrict_self, rules, 0) != 0))
        status = error_set(error, STATUS_FAILED, "cannot put up walls: Landlock: %s", strerror(errno));
    close(rules);
    return status;
}
