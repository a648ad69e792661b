#include "runner/tree.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

#include "base/vector.h"

enum {
    INTERVAL = 10, /* ms between two looks, at least */
    SPARING = 50,  /* times as long as a look takes on a processor it is not looked */
    PROCESSES_MOST = 4096
};

struct family {
    VECTOR(pid_t) all;
};

/* Those that a thread has started; its file lists them. */
static void add_children(const char *path, struct family *family)
{
    FILE *list = fopen(path, "re");
    int identifier;

    if (list == NULL)
        return;
    while (family->all.count < PROCESSES_MOST && fscanf(list, "%d", &identifier) == 1)
        vector_push(&family->all, identifier);
    fclose(list);
}

static void add_children_of(pid_t process, struct family *family)
{
    char path[64];
    DIR *threads;
    const struct dirent *thread;

    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    threads = opendir(path);
    if (threads == NULL)
        return;
    while ((thread = readdir(threads)) != NULL)
        if (thread->d_name[0] != '.') {
            snprintf(path, sizeof path, "/proc/%d/task/%.20s/children", (int)process, thread->d_name);
            add_children(path, family);
        }
    closedir(threads);
}

/* Bytes; 0 of one that has ended. */
static uint64_t share_of(pid_t process)
{
    char path[64], line[128];
    unsigned long long kilobytes = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)process);
    file = fopen(path, "re");
    if (file == NULL)
        return 0;
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "Pss: %llu", &kilobytes) != 1)
        continue;
    fclose(file);
    return kilobytes * 1024;
}

static uint64_t milliseconds(const struct timespec *from, const struct timespec *to)
{
    return (uint64_t)((to->tv_sec - from->tv_sec) * 1000 + (to->tv_nsec - from->tv_nsec) / 1000000);
}

int tree_look(size_t waiting, uint64_t *peak)
{
    struct family family = {VECTOR_EMPTY};
    struct timespec begin, end;
    uint64_t sum = 0, pause;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    add_children("/proc/thread-self/children", &family);
    for (size_t i = 0; i < family.all.count; i++)
        add_children_of(family.all.items[i], &family);
    for (size_t i = 0; family.all.count > waiting + 1 && i < family.all.count; i++)
        sum += share_of(family.all.items[i]);
    vector_free(&family.all);
    *peak = sum > *peak ? sum : *peak;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    pause = milliseconds(&begin, &end) * SPARING;
    return pause > INTERVAL ? (int)pause : INTERVAL;
}
