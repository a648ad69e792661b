#include "sandbox/tree_of_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"
#include "base/vector.h"
#include "sandbox/files.h"
#include "sandbox/places.h"

/* Folders over one of which the new tree is put together, in a mount namespace where nobody else looks. */
static const char *const bases[] = {"/mnt", "/media", "/srv", "/opt", "/tmp"};
/* Of folders that are the program's own: bytes and files are memory. */
static const char own_folder[] = "size=64m,nr_inodes=16k,mode=1777";

struct place {
    const char *path; /* borrowed */
    int descriptor;
    mode_t mode;
    bool is_device;
    bool is_named;  /* not the system's: whoever root becomes may not be able to read it */
    bool is_own;    /* walls.h */
    bool is_copied; /* a file that whoever root becomes may not be able to read: the descriptor reads it */
};

struct tree {
    int owners;                  /* see tree_enter */
    VECTOR(struct place) places; /* in the order in which they are put in place */
    const char *base;            /* one of `bases` */
    char folder[PATH_MAX];       /* the working directory */
    char home[PATH_MAX];         /* "" when there is none that is a folder of its own */
};

static enum status fail(struct error *error, const char *what, const char *path)
{
    return error_set(error, STATUS_FAILED, "cannot put up walls: %s%s%.300s: %s", what, path[0] != '\0' ? " " : "",
                     path, strerror(errno));
}

/* Whether `path` is `folder` or lies in it. */
static bool is_within(const char *path, const char *folder)
{
    size_t length = strlen(folder);

    return strncmp(path, folder, length) == 0 &&
           (path[length] == '\0' || path[length] == '/' || folder[length - 1] == '/');
}

/* One that lies within another that will be there before it is there with it.  `flags`: AT_SYMLINK_NOFOLLOW where a
 * link is to be one. */
static void add_place(struct tree *tree, struct place place, int flags)
{
    const char *path = place.path;
    struct stat facts;

    for (size_t i = 0; i < tree->places.count; i++)
        if (S_ISDIR(tree->places.items[i].mode) && is_within(path, tree->places.items[i].path))
            return;
    if (fstatat(AT_FDCWD, path, &facts, flags) != 0)
        return;
    place.mode = facts.st_mode;
    place.is_copied = geteuid() == 0 && S_ISREG(facts.st_mode) && (facts.st_mode & S_IROTH) == 0;
    place.descriptor = open(path, (place.is_copied ? O_RDONLY : O_PATH) | O_CLOEXEC | (flags != 0 ? O_NOFOLLOW : 0));
    if (place.descriptor >= 0)
        vector_push(&tree->places, place);
}

static int by_length(const void *a, const void *b)
{
    size_t left = strlen(*(const char *const *)a), right = strlen(*(const char *const *)b);

    return (left > right) - (left < right);
}

static bool is_own(const struct walls *walls, const char *path)
{
    for (size_t i = 0; i < walls->own; i++)
        if (strcmp(walls->readable[i], path) == 0)
            return true;
    return false;
}

static void find_places(struct tree *tree, const struct walls *walls)
{
    VECTOR(const char *) named = VECTOR_EMPTY;

    for (const char *const *path = places_of_system; *path != NULL; path++)
        add_place(tree, (struct place){.path = *path}, AT_SYMLINK_NOFOLLOW);
    for (size_t i = 0; i < walls->count; i++)
        vector_push(&named, walls->readable[i]);
    if (named.count > 0)
        qsort(named.items, named.count, sizeof *named.items, by_length);
    for (size_t i = 0; i < named.count; i++)
        add_place(tree,
                  (struct place){.path = named.items[i], .is_named = true, .is_own = is_own(walls, named.items[i])},
                  0);
    for (const char *const *path = places_of_devices; *path != NULL; path++)
        add_place(tree, (struct place){.path = *path, .is_device = true}, 0);
    vector_free(&named);
}

static void find_folders(struct tree *tree)
{
    const char *home = getenv("HOME");

    if (getcwd(tree->folder, sizeof tree->folder) == NULL || tree->folder[0] != '/')
        strcpy(tree->folder, "/");
    if (home != NULL && home[0] == '/' && home[1] != '\0' && strlen(home) < sizeof tree->home)
        strcpy(tree->home, home);
}

static void tree_free(struct tree *tree)
{
    for (size_t i = 0; i < tree->places.count; i++)
        close(tree->places.items[i].descriptor);
    vector_free(&tree->places);
}

/* A place that held the base, or lay in it, would come with what is put there. */
static bool is_apart(const struct tree *tree, const char *base)
{
    char link[64], real[PATH_MAX];

    for (size_t i = 0; i < tree->places.count; i++) {
        ssize_t length;

        snprintf(link, sizeof link, "/proc/self/fd/%d", tree->places.items[i].descriptor);
        length = readlink(link, real, sizeof real - 1);
        if (length < 0)
            return false;
        real[length] = '\0';
        if (is_within(real, base) || is_within(base, real))
            return false;
    }
    return true;
}

static enum status choose_base(struct tree *tree, struct error *error)
{
    struct stat facts;

    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        if (lstat(bases[i], &facts) == 0 && S_ISDIR(facts.st_mode) && is_apart(tree, bases[i])) {
            tree->base = bases[i];
            return STATUS_OK;
        }
    return error_set(error, STATUS_FAILED,
                     "cannot put up walls: the program's folders leave no place for a view (/mnt, /srv or /tmp)");
}

static void target_of(const struct tree *tree, const char *path, struct text *out)
{
    text_clear(out);
    text_format(out, "%s%s", tree->base, path);
}

/* Makes the folders above what `path` names, which is in the base, and that one too if it is to be a folder. */
static void make_folders(const struct tree *tree, struct text *path, bool itself)
{
    char *bytes = path->bytes;

    for (size_t i = strlen(tree->base) + 1; bytes[i] != '\0'; i++)
        if (bytes[i] == '/') {
            bytes[i] = '\0';
            mkdir(bytes, 0755);
            bytes[i] = '/';
        }
    if (itself)
        mkdir(bytes, 0755);
}

static int set_attributes(const char *path, unsigned flags, uint64_t attributes)
{
    struct mount_attr wanted = {.attr_set = attributes};

    return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, flags, &wanted, sizeof wanted);
}

static enum status put_link(const struct place *place, const struct text *target, struct error *error)
{
    char content[PATH_MAX];
    ssize_t length = readlinkat(place->descriptor, "", content, sizeof content - 1);

    if (length < 0)
        return fail(error, "a link", place->path);
    content[length] = '\0';
    if (symlink(content, target->bytes) != 0 && errno != EEXIST)
        return fail(error, "a link", place->path);
    return STATUS_OK;
}

/* Where the file system can, what is root's becomes whose identifier root takes: it may read what root can read. */
static bool put_with_owners(const struct place *place, int owners, const char *target)
{
    struct mount_attr wanted = {.attr_set =
                                    MOUNT_ATTR_IDMAP | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID,
                                .userns_fd = (uint64_t)owners};
    int tree =
        (int)syscall(SYS_open_tree, place->descriptor, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
    bool put = tree >= 0 && syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &wanted, sizeof wanted) == 0 &&
               syscall(SYS_move_mount, tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH) == 0;

    if (tree >= 0)
        close(tree);
    return put;
}

/* Into the open file `out`, which becomes no one's to write. */
static bool copy(int in, int out)
{
    ssize_t length;

    do
        length = sendfile(out, in, NULL, 1 << 20);
    while (length > 0);
    return length == 0 && fchmod(out, 0444) == 0;
}

static enum status put_place(const struct tree *tree, const struct place *place, struct text *target,
                             struct error *error)
{
    uint64_t attributes = MOUNT_ATTR_NOSUID | (place->is_device ? 0 : MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV);
    bool copied = false;
    char source[64];
    int made;

    target_of(tree, place->path, target);
    make_folders(tree, target, S_ISDIR(place->mode));
    if (S_ISLNK(place->mode))
        return put_link(place, target, error);
    if (!S_ISDIR(place->mode)) {
        made = open(target->bytes, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
        copied = made >= 0 && place->is_copied && copy(place->descriptor, made);
        if (made >= 0)
            close(made);
        if (copied)
            return STATUS_OK;
    }
    if (place->is_named && tree->owners >= 0 && put_with_owners(place, tree->owners, target->bytes))
        return STATUS_OK;
    snprintf(source, sizeof source, "/proc/self/fd/%d", place->descriptor);
    if (mount(source, target->bytes, NULL, MS_BIND | MS_REC, NULL) != 0 ||
        set_attributes(target->bytes, AT_RECURSIVE, attributes) != 0)
        return fail(error, "", place->path);
    return STATUS_OK;
}

static enum status put_own_folder(const struct tree *tree, const char *path, struct text *target, struct error *error)
{
    target_of(tree, path, target);
    make_folders(tree, target, true);
    if (mount("own", target->bytes, "tmpfs", MS_NOSUID | MS_NODEV, own_folder) != 0)
        return fail(error, "a folder of its own", path);
    return STATUS_OK;
}

static bool lies_in_a_place(const struct tree *tree, const char *path)
{
    for (size_t i = 0; i < tree->places.count; i++)
        if (S_ISDIR(tree->places.items[i].mode) && is_within(path, tree->places.items[i].path))
            return true;
    return false;
}

/* Empty ones, those above others first. */
static enum status put_own_folders(const struct tree *tree, struct text *target, struct error *error)
{
    VECTOR(const char *) folders = VECTOR_EMPTY;
    enum status status = STATUS_OK;

    for (const char *const *path = places_of_its_own; *path != NULL; path++)
        if (!lies_in_a_place(tree, *path))
            vector_push(&folders, *path);
    if (tree->home[0] != '\0' && !lies_in_a_place(tree, tree->home))
        vector_push(&folders, tree->home);
    if (strcmp(tree->folder, "/") != 0 && !lies_in_a_place(tree, tree->folder))
        vector_push(&folders, tree->folder);
    if (folders.count > 0)
        qsort(folders.items, folders.count, sizeof *folders.items, by_length);
    for (size_t i = 0; i < folders.count && status == STATUS_OK; i++)
        status = put_own_folder(tree, folders.items[i], target, error);
    vector_free(&folders);
    return status;
}

static void make_below(struct text *folder, const char *name, mode_t mode)
{
    size_t length = folder->length;

    text_add(folder, name);
    if (mkdir(folder->bytes, mode) == 0)
        chmod(folder->bytes, mode); /* whatever the mask says */
    text_truncate(folder, length);
}

/* Over a folder that can be read lies what the program writes there (overlayfs), and goes with it.  Where the kernel
 * has none, false: nothing can be written there.  (What root has become could not write there, but for the mode.)  A
 * socket or a named pipe in it is one of the overlay's then, and nobody outside is at its other end. */
static bool put_copy(const struct tree *tree, const char *path, struct text *target)
{
    struct text options = TEXT_EMPTY, copy = TEXT_EMPTY;
    bool is_put = false;
    int folder;

    target_of(tree, "/.written", &copy);
    target_of(tree, path, target);
    folder = open(target->bytes, O_PATH | O_DIRECTORY | O_CLOEXEC);
    mkdir(copy.bytes, 0700);
    if (folder >= 0 && mount("written", copy.bytes, "tmpfs", MS_NOSUID | MS_NODEV, own_folder) == 0) {
        text_format(&options, "lowerdir=/proc/self/fd/%d,upperdir=%s/upper,workdir=%s/work,userxattr", folder,
                    copy.bytes, copy.bytes);
        make_below(&copy, "/upper", 0777);
        make_below(&copy, "/work", 0700);
        is_put = mount("written", target->bytes, "overlay", MS_NOSUID | MS_NODEV, options.bytes) == 0;
        umount2(copy.bytes, MNT_DETACH);
    }
    rmdir(copy.bytes);
    if (folder >= 0)
        close(folder);
    text_free(&options);
    text_free(&copy);
    return is_put;
}

/* Over the program's own folders, and over the working directory where it lies in none of them. */
static void put_copies(const struct tree *tree, struct text *target)
{
    bool is_written = !lies_in_a_place(tree, tree->folder);

    for (size_t i = 0; i < tree->places.count; i++) {
        const struct place *place = &tree->places.items[i];

        if (place->is_own && S_ISDIR(place->mode) && put_copy(tree, place->path, target))
            is_written |= is_within(tree->folder, place->path);
    }
    if (!is_written)
        put_copy(tree, tree->folder, target);
}

/* Of the processes in there.  Where that is refused, as in some containers, it is of all: what can be seen there of
 * others is theirs to be looked into (/proc/PID/root leads out of the view), unless Landlock forbids it. */
static enum status put_processes(const struct tree *tree, struct text *target, struct error *error)
{
    target_of(tree, "/proc", target);
    mkdir(target->bytes, 0755);
    if (mount("proc", target->bytes, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0 ||
        (files_version() > 0 && mount("/proc", target->bytes, NULL, MS_BIND | MS_REC, NULL) == 0))
        return STATUS_OK;
    return fail(error, "", "/proc");
}

static void put_device_links(const struct tree *tree)
{
    static const char *const links[][2] = {{"/proc/self/fd", "/dev/fd"},
                                           {"/proc/self/fd/0", "/dev/stdin"},
                                           {"/proc/self/fd/1", "/dev/stdout"},
                                           {"/proc/self/fd/2", "/dev/stderr"}};
    struct text target = TEXT_EMPTY;

    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        target_of(tree, links[i][1], &target);
        if (symlink(links[i][0], target.bytes) != 0)
            break; /* not there: whoever misses them says so */
    }
    text_free(&target);
}

static enum status put_together(struct tree *tree, struct error *error)
{
    struct text target = TEXT_EMPTY;
    enum status status = STATUS_OK;

    if (choose_base(tree, error) != STATUS_OK)
        return STATUS_FAILED;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("view", tree->base, "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,nr_inodes=4k,mode=0755") != 0)
        return fail(error, "a tree of files", "");
    status = put_own_folders(tree, &target, error);
    for (size_t i = 0; i < tree->places.count && status == STATUS_OK; i++)
        status = put_place(tree, &tree->places.items[i], &target, error);
    if (status == STATUS_OK) {
        put_device_links(tree);
        put_copies(tree, &target);
        status = put_processes(tree, &target, error);
    }
    text_free(&target);
    return status;
}

static enum status move_into_tree(const struct tree *tree, struct error *error)
{
    if (chdir(tree->base) != 0 || syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 ||
        set_attributes("/", 0, MOUNT_ATTR_RDONLY) != 0)
        return fail(error, "the tree of files", "");
    if (chdir(tree->folder) != 0)
        return fail(error, "the working directory", tree->folder);
    return STATUS_OK;
}

enum status tree_enter(const struct walls *walls, int owners, struct error *error)
{
    struct tree tree = {.owners = owners, .places = VECTOR_EMPTY};
    mode_t mask = umask(022);
    enum status status;

    find_folders(&tree);
    find_places(&tree, walls); /* of this namespace, and before anything lies over them */
    status = put_together(&tree, error);
    if (status == STATUS_OK)
        status = move_into_tree(&tree, error);
    tree_free(&tree);
    umask(mask);
    return status;
}

bool tree_is_possible(void)
{
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0 || files_version() > 0) &&
           mount("view", "/proc", "tmpfs", MS_NOSUID | MS_NODEV, "size=4m") == 0;
}
