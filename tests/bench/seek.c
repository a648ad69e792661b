/* seek RECORDING: what it costs to get from step to step.  Prints `name first second unit`, each measured twice in turn
 * so that one sees how far apart the same measurement comes out.  Processor time, so that other work on the machine
 * does not count:
 *
 *     seek/median, seek/p99      to a random step, with what the step changed
 *     forward, back              one step, on the same stretches both ways */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "model/recording.h"
#include "model/state.h"
#include "trace/file.h"

enum { BLOCKS = 40, BLOCK = 100, SEEKS = BLOCKS * BLOCK, STRETCHES = 200, STRETCH = 500, TWICE = 2 };

struct seeker {
    struct recording *recording;
    struct state *state;
    uint64_t random;
};

struct figures {
    double median, p99;   /* of a seek */
    double forward, back; /* of a step, in the mean */
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* xorshift64 (Marsaglia 2003): the same steps in each run. */
static uint32_t random_step(struct seeker *seeker)
{
    seeker->random ^= seeker->random << 13;
    seeker->random ^= seeker->random >> 7;
    seeker->random ^= seeker->random << 17;
    return (uint32_t)(seeker->random % recording_steps(seeker->recording));
}

static void go(struct seeker *seeker, uint32_t step)
{
    state_seek(seeker->state, step);
    state_changes(seeker->state);
}

static int compare(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return a < b ? -1 : a > b;
}

/* The same steps twice; each of the two is the first to come there as often as the other. */
static void seek(struct seeker *seeker, struct figures figures[TWICE])
{
    static double times[TWICE][SEEKS];
    uint32_t steps[BLOCK];

    for (int block = 0; block < BLOCKS; block++) {
        for (int i = 0; i < BLOCK; i++)
            steps[i] = random_step(seeker);
        for (int i = 0; i < TWICE * BLOCK; i++) {
            double start = now();

            go(seeker, steps[i % BLOCK]);
            times[(i / BLOCK + block) % TWICE][block * BLOCK + i % BLOCK] = now() - start;
        }
    }
    for (int i = 0; i < TWICE; i++) {
        qsort(times[i], SEEKS, sizeof times[i][0], compare);
        figures[i].median = times[i][SEEKS / 2];
        figures[i].p99 = times[i][SEEKS * 99 / 100];
    }
}

/* From step to step, `direction` 1 or -1; nanoseconds of them all. */
static double walk(struct seeker *seeker, uint32_t from, int direction)
{
    double start = now();

    for (int i = 1; i <= STRETCH; i++)
        go(seeker, (uint32_t)((int64_t)from + direction * i));
    return now() - start;
}

static void walk_both_ways(struct seeker *seeker, struct figures figures[TWICE])
{
    uint32_t last = recording_steps(seeker->recording) - 1;

    for (int i = 0; i < STRETCHES; i++) {
        uint32_t from = random_step(seeker);

        if (from > last - STRETCH)
            from = last - STRETCH;
        go(seeker, from);
        for (int time = 0; time < TWICE; time++) {
            struct figures *own = &figures[(time + i) % TWICE];

            own->forward += walk(seeker, from, 1) / STRETCH / STRETCHES;
            own->back += walk(seeker, from + STRETCH, -1) / STRETCH / STRETCHES;
        }
    }
}

static struct recording *open_recording(const char *path)
{
    struct recording *recording = recording_new();
    struct text log = TEXT_EMPTY;
    struct error error;
    bool whole;

    if (trace_file_read(path, &log, &whole, &error) != STATUS_OK || !whole ||
        recording_append(recording, log.bytes, log.length, &error) != STATUS_OK) {
        fprintf(stderr, "seek: %s\n", error.text);
        exit(1);
    }
    text_free(&log);
    return recording;
}

int main(int argc, char **argv)
{
    struct seeker seeker = {.random = 88172645463325252u};
    struct figures figures[TWICE] = {{0}};

    if (argc != 2)
        return 2;
    seeker.recording = open_recording(argv[1]);
    if (recording_steps(seeker.recording) <= STRETCH)
        return 2;
    seeker.state = state_new(seeker.recording);
    seek(&seeker, figures);
    walk_both_ways(&seeker, figures);
    printf("steps %" PRIu32 " %" PRIu32 " steps\n", recording_steps(seeker.recording),
           recording_steps(seeker.recording));
    printf("seek/median %.0f %.0f ns\n", figures[0].median, figures[1].median);
    printf("seek/p99 %.0f %.0f ns\n", figures[0].p99, figures[1].p99);
    printf("forward %.1f %.1f ns\n", figures[0].forward, figures[1].forward);
    printf("back %.1f %.1f ns\n", figures[0].back, figures[1].back);
    state_free(seeker.state);
    recording_free(seeker.recording);
    return 0;
}
