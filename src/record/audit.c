#include "record/audit.h"

#ifdef TERRARIUM_AUDIT

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* In a file that is named in the environment: however the program ends, be it by another that takes its place. */
struct audit_counts {
    uint32_t proved, steps, misses;
};

static struct {
    uint32_t every; /* so many steps there is a walk that is to find nothing */
    bool blind;
    struct audit_counts counts; /* so far, */
    struct audit_counts *told;  /* and in the file, or NULL */
} audit;

static uint32_t number_from(const char *name, uint32_t otherwise)
{
    const char *number = getenv(name);

    return number != NULL ? (uint32_t)strtoul(number, NULL, 10) : otherwise;
}

static void open_counts(const char *name)
{
    int file = name != NULL ? open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    void *memory = MAP_FAILED;

    if (file >= 0 && ftruncate(file, sizeof *audit.told) == 0)
        memory = mmap(NULL, sizeof *audit.told, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file >= 0)
        close(file);
    audit.told = memory != MAP_FAILED ? memory : NULL;
}

void audit_start(void)
{
    audit.blind = getenv("TERRARIUM_AUDIT_BLIND") != NULL;
    audit.every = number_from("TERRARIUM_AUDIT_EVERY", 1);
    open_counts(getenv("TERRARIUM_AUDIT_COUNTS"));
}

void audit_count_step(void)
{
    audit.counts.steps++;
}

void audit_count_proof(void)
{
    audit.counts.proved++;
}

void audit_tell(void)
{
    if (audit.told != NULL)
        *audit.told = audit.counts;
}

bool audit_is_blind(void)
{
    return audit.blind;
}

bool audit_is_due(void)
{
    return audit.counts.steps % audit.every == 0;
}

/* The line at which the program is, to tell of; 0 outside of any. */
static int line_now(void)
{
    PyFrameObject *frame = PyEval_GetFrame();

    return frame != NULL ? PyFrame_GetLineNumber(frame) : 0;
}

static void count_miss(void)
{
    audit.counts.misses++;
    if (getenv("TERRARIUM_AUDIT_COUNTS") == NULL)
        abort();
}

void audit_tell_of_miss(const struct shadow *shadow, int64_t references)
{
    fprintf(stderr, "audit: step %u: the %s at %p (%s) changed unseen before line %d: %+d references\n",
            audit.counts.steps, trace_object_word(shadow->kind), (void *)shadow->address, shadow->type->tp_name,
            line_now(), (int)references);
    count_miss();
}

void objects_tell_of_missed_name(void)
{
    fprintf(stderr, "audit: step %u: a name was bound unseen before line %d\n", audit.counts.steps, line_now());
    count_miss();
}

#endif
