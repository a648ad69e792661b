#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static enum status read_all(int descriptor, const char *path, size_t limit, struct text *out, struct error *error)
{
    char block[65536];
    size_t total = 0;
    ssize_t got;

    while ((got = read(descriptor, block, sizeof block)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, STATUS_FAILED, "cannot read %s: %s", path, strerror(errno));
        total += (size_t)got;
        if (total > limit)
            return error_set(error, STATUS_FAILED, "%s is larger than %zu MB", path, limit >> 20);
        text_append(out, block, (size_t)got);
    }
    return STATUS_OK;
}

enum status file_read(const char *path, size_t limit, struct text *out, struct error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    enum status status;

    if (descriptor < 0)
        return error_set(error, STATUS_FAILED, "cannot open %s: %s", path, strerror(errno));
    status = read_all(descriptor, path, limit, out, error);
    close(descriptor);
    return status;
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(descriptor, bytes, length);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        length -= (size_t)put;
    }
    return true;
}

/* Into what is no file but stands there, such as a pipe or a device: that is not to be replaced. */
static int write_through(const char *path, const void *bytes, size_t length)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY), problem = 0;

    if (descriptor < 0)
        return errno;
    if (!write_all(descriptor, bytes, length))
        problem = errno;
    if (close(descriptor) != 0 && problem == 0)
        problem = errno;
    return problem;
}

/* What a new file is given: what the umask leaves, which can be read only by setting it. */
static mode_t new_mode(void)
{
    mode_t mask = umask(077);

    umask(mask);
    return 0666 & ~mask;
}

static int write_anew(const char *path, mode_t mode, const void *bytes, size_t length)
{
    struct text temporary = TEXT_EMPTY;
    int descriptor, problem = 0;

    text_format(&temporary, "%s.XXXXXX", path);
    descriptor = mkostemp(temporary.bytes, O_CLOEXEC);
    if (descriptor < 0) {
        problem = errno;
    } else {
        if (!write_all(descriptor, bytes, length) || fsync(descriptor) != 0 || fchmod(descriptor, mode) != 0)
            problem = errno;
        if (close(descriptor) != 0 && problem == 0)
            problem = errno;
        if (problem == 0 && rename(temporary.bytes, path) != 0)
            problem = errno;
        if (problem != 0)
            unlink(temporary.bytes);
    }
    text_free(&temporary);
    return problem;
}

enum status file_replace(const char *path, const void *bytes, size_t length, struct error *error)
{
    char *real = realpath(path, NULL); /* a link stays one */
    const char *target = real != NULL ? real : path;
    struct stat facts;
    bool is_there = stat(target, &facts) == 0;
    int problem;

    if (is_there && S_ISDIR(facts.st_mode))
        problem = EISDIR;
    else if (is_there && !S_ISREG(facts.st_mode))
        problem = write_through(target, bytes, length);
    else
        problem = write_anew(target, is_there ? facts.st_mode & 07777 : new_mode(), bytes, length);
    free(real);
    if (problem != 0)
        return error_set(error, STATUS_FAILED, "cannot write %s: %s", path, strerror(problem));
    return STATUS_OK;
}

enum status file_make_folder(const char *path, struct error *error)
{
    char *copy = memory_copy_string(path);
    enum status status = STATUS_OK;

    for (char *at = copy + 1; status == STATUS_OK; at++) {
        char c = *at;

        if (c != '/' && c != '\0')
            continue;
        *at = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            status = error_set(error, STATUS_FAILED, "cannot create the folder %s: %s", copy, strerror(errno));
        *at = c;
        if (c == '\0')
            break;
    }
    free(copy);
    return status;
}

bool file_state_path(const char *rest, struct text *out)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (state != NULL && state[0] == '/')
        text_format(out, "%s/terrarium%s", state, rest);
    else if (home != NULL && home[0] == '/')
        text_format(out, "%s/.local/state/terrarium%s", home, rest);
    return out->length > 0;
}

enum status file_make_state_folder(const char *rest, struct text *folder, struct error *error)
{
    if (!file_state_path(rest, folder))
        return error_set(error, STATUS_FAILED,
                         "there is no home folder to keep things in; set HOME or XDG_STATE_HOME");
    return file_make_folder(folder->bytes, error);
}
