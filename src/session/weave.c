#include "session/weave.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "session/join.h"

enum {
    LOOK_AROUND = 64,  /* pieces before and behind the next one that the terminal may show instead of it */
    KEY_LENGTH = 32,   /* bytes by which a piece is known */
    PIECE_MAX = 32768, /* bytes of one unlogged OUTPUT record */
    NONE = -1,
};

void weave_free(struct weave *weave)
{
    for (size_t i = 0; i < weave->pieces.count; i++)
        free(weave->pieces.items[i].bytes);
    vector_free(&weave->pieces);
    text_free(&weave->drained);
    text_free(&weave->seen);
    trace_scratch_free(&weave->scratch);
}

void weave_settle(struct weave *weave, size_t length)
{
    weave->settled = length;
}

/* What was drained. */

static void add_piece(struct weave *weave, const struct trace_fields_OUTPUT *output, size_t length)
{
    if (output->stream == 0 || output->bytes.length == 0)
        return;
    vector_push(&weave->pieces,
                (struct weave_piece){.bytes = memory_copy_bytes(output->bytes.at, output->bytes.length),
                                     .length = output->bytes.length,
                                     .start = weave->scanned,
                                     .end = weave->scanned + length});
}

static void scan(struct weave *weave)
{
    struct trace_record record;
    size_t used;

    while (weave->scanned < weave->drained.length && !weave->blind) {
        enum trace_decoding decoding =
            trace_decode(weave->drained.bytes + weave->scanned, weave->drained.length - weave->scanned,
                         &weave->context, &weave->scratch, &record, &used);

        if (decoding == TRACE_INCOMPLETE)
            break;
        weave->blind = decoding == TRACE_DAMAGED;
        if (weave->blind)
            break;
        if (decoding == TRACE_DECODED && record.kind == TRACE_OUTPUT)
            add_piece(weave, &record.output, used);
        weave->threads += decoding == TRACE_DECODED && record.kind == TRACE_THREAD;
        weave->scanned += used;
    }
}

static bool has_held(const struct weave *weave)
{
    return weave->late < weave->pieces.count;
}

/* The first piece of which the terminal may still show something; the number of pieces when there is none.  Pieces with
 * nothing between them may be those of one long write. */
static size_t first_awaited(const struct weave *weave)
{
    const struct weave_piece *pieces = weave->pieces.items;
    size_t first = weave->late, count = weave->pieces.count;

    for (size_t i = first; i < count; i++) {
        if (i + 1 < count && pieces[i + 1].start == pieces[i].end)
            continue;
        if (weave->settled <= pieces[i].end)
            break;
        first = i + 1;
    }
    return first;
}

/* What was drained before a piece. */
static size_t before(const struct weave *weave, size_t piece)
{
    return piece < weave->pieces.count ? weave->pieces.items[piece].start : weave->scanned;
}

/* Passing on. */

struct passing {
    struct weave *weave;
    struct recording *recording;
    struct error *error;
    enum status status;
    bool last;
    bool grew;
};

static enum status append(struct passing *passing, const char *bytes, size_t length, struct error *error)
{
    return passing->weave->join != NULL ? join_append(passing->weave->join, bytes, length, error)
                                        : recording_append(passing->recording, bytes, length, error);
}

/* Hands on what was drained, up to `end`. */
static void take(struct passing *passing, size_t end)
{
    struct weave *weave = passing->weave;
    struct error later;

    if (end <= weave->taken)
        return;
    if (append(passing, weave->drained.bytes + weave->taken, end - weave->taken,
               passing->status == STATUS_OK ? passing->error : &later) != STATUS_OK)
        passing->status = STATUS_FAILED;
    weave->taken = end;
    while (has_held(weave) && weave->pieces.items[weave->late].end <= end)
        weave->late++;
    passing->grew = true;
}

/* All but what it is too early for. */
static void take_what_is_over(struct passing *passing)
{
    struct weave *weave = passing->weave;

    if (passing->last || weave->blind)
        take(passing, weave->drained.length);
    else
        take(passing, before(weave, first_awaited(weave)));
}

static void add_unlogged(struct passing *passing, struct trace_bytes bytes)
{
    for (size_t at = 0; at < bytes.length; at += PIECE_MAX) {
        size_t length = bytes.length - at < PIECE_MAX ? bytes.length - at : PIECE_MAX;

        recording_add(passing->recording,
                      &(struct trace_record){TRACE_OUTPUT, .output = {0, {bytes.at + at, length}}});
    }
    passing->grew = true;
}

/* What the terminal shows. */

static struct trace_bytes unexplained(const struct weave *weave)
{
    return (struct trace_bytes){text_string(&weave->seen) + weave->explained, weave->seen.length - weave->explained};
}

static struct trace_bytes rest_of(const struct weave_piece *piece)
{
    return (struct trace_bytes){piece->bytes + piece->shown, piece->length - piece->shown};
}

/* That much of a piece's rest has to be there before it is believed; but the rest of a piece whose beginning was shown
 * is expected. */
static size_t key_length(const struct weave_piece *piece, struct trace_bytes rest)
{
    if (piece->shown > 0)
        return rest.length > 0;
    return rest.length < KEY_LENGTH ? rest.length : KEY_LENGTH;
}

static bool is_there(struct trace_bytes seen, size_t place, struct trace_bytes rest)
{
    size_t length = seen.length - place < rest.length ? seen.length - place : rest.length;

    return memcmp(seen.at + place, rest.at, length) == 0;
}

static bool begins_as(struct trace_bytes seen, const struct weave_piece *piece)
{
    struct trace_bytes rest = rest_of(piece);

    return rest.length > 0 && seen.length >= key_length(piece, rest) && is_there(seen, 0, rest);
}

/* Where a piece is among the seen bytes, from `place` on, or as much of it as they have; their length when it is
 * not. */
static size_t find(struct trace_bytes seen, const struct weave_piece *piece, size_t place)
{
    struct trace_bytes rest = rest_of(piece);
    size_t key = rest.length < KEY_LENGTH ? rest.length : KEY_LENGTH;

    for (; rest.length > 0 && place < seen.length; place++) {
        const char *found = memmem(seen.at + place, seen.length - place, rest.at, key);

        if (found == NULL)
            break;
        place = (size_t)(found - seen.at);
        if (is_there(seen, place, rest))
            return place;
    }
    return seen.length;
}

/* Where the seen bytes end with what may be the beginning of a piece; their length when they do not. */
static size_t find_beginning(struct trace_bytes seen, const struct weave_piece *piece)
{
    size_t most = piece->length - 1 < seen.length ? piece->length - 1 : seen.length;

    for (size_t tail = most < KEY_LENGTH ? most : KEY_LENGTH; tail > 0; tail--)
        if (memcmp(seen.at + seen.length - tail, piece->bytes, tail) == 0)
            return seen.length - tail;
    return seen.length;
}

/* A place among the seen bytes, and the piece that is there. */
struct sight {
    ptrdiff_t piece; /* index, or NONE */
    size_t place;
};

static size_t first_around(const struct weave *weave)
{
    return weave->late > LOOK_AROUND ? weave->late - LOOK_AROUND : 0;
}

/* The piece whose beginning was shown and whose rest is there. */
static struct sight see_rest(const struct weave *weave, struct trace_bytes seen)
{
    for (size_t i = first_around(weave); i < weave->late; i++) {
        const struct weave_piece *piece = &weave->pieces.items[i];
        size_t place = piece->shown == 0 ? seen.length : begins_as(seen, piece) ? 0 : find(seen, piece, 0);

        if (place < seen.length)
            return (struct sight){(ptrdiff_t)i, place};
    }
    return (struct sight){NONE, seen.length};
}

/* The first piece held back that is there at all.  One that is not, and may still be shown, hides those behind it. */
static struct sight see_held(const struct weave *weave, struct trace_bytes seen)
{
    size_t late = weave->late, count = weave->pieces.count;
    size_t place = late < count ? find(seen, &weave->pieces.items[late], 0) : seen.length, end;

    if (place < seen.length)
        return (struct sight){(ptrdiff_t)late, place};
    end = weave->threads > 1 ? count : first_awaited(weave) + 1;
    for (size_t i = late + 1; i < count && i < end && i - late < LOOK_AROUND; i++) {
        const struct weave_piece *piece = &weave->pieces.items[i];

        place = piece->length > 1 ? find(seen, piece, 0) : seen.length;
        if (place < seen.length)
            return (struct sight){(ptrdiff_t)i, place};
    }
    return (struct sight){NONE, seen.length};
}

/* The piece with which the seen bytes begin though it is another's turn: two threads wrote at the same time.  Not one
 * that is there again later, at its turn. */
static struct sight see_other(const struct weave *weave, struct trace_bytes seen)
{
    size_t end = weave->threads > 1 ? weave->late + LOOK_AROUND : 0;

    for (size_t i = first_around(weave); i < weave->pieces.count && i < end; i++) {
        const struct weave_piece *piece = &weave->pieces.items[i];

        if (piece->length > 1 && begins_as(seen, piece) && find(seen, piece, piece->length) == seen.length)
            return (struct sight){(ptrdiff_t)i, 0};
    }
    return (struct sight){NONE, seen.length};
}

/* What is logged among the seen bytes, nearest to their beginning. */
static struct sight see(const struct weave *weave, struct trace_bytes seen)
{
    struct sight rest = see_rest(weave, seen), held, other;

    if (rest.place == 0)
        return rest;
    held = see_held(weave, seen);
    if (held.place == 0)
        return held;
    other = see_other(weave, seen);
    if (other.place == 0)
        return other;
    return rest.place < held.place ? rest : held;
}

/* Accounts for seen bytes that are those of a piece, which the recording has from now on. */
static void match(struct passing *passing, size_t index)
{
    struct weave *weave = passing->weave;
    struct weave_piece *piece = &weave->pieces.items[index];
    size_t seen = unexplained(weave).length, rest = rest_of(piece).length;
    size_t length = seen < rest ? seen : rest;

    if (index >= weave->late)
        take(passing, piece->end);
    piece->shown += length;
    weave->explained += length;
}

/* Accounts for seen bytes that nobody logged, those before `sight`: they stand before the piece that is there, or
 * before the next one that may still be shown. */
static void pass_unlogged(struct passing *passing, struct sight sight)
{
    struct weave *weave = passing->weave;
    size_t next = sight.piece == NONE ? first_awaited(weave) : (size_t)sight.piece;

    if (next >= weave->late)
        take(passing, before(weave, next));
    add_unlogged(passing, (struct trace_bytes){unexplained(weave).at, sight.place});
    weave->explained += sight.place;
}

/* Accounts for some of the seen bytes; false when it cannot be told yet whose they are. */
static bool explain(struct passing *passing)
{
    struct weave *weave = passing->weave;
    struct trace_bytes seen = unexplained(weave);
    struct sight sight = see(weave, seen);

    if (sight.piece != NONE && sight.place == 0) {
        match(passing, (size_t)sight.piece);
        return true;
    }
    if (sight.piece == NONE && !passing->last) {
        size_t awaited = first_awaited(weave);

        if (awaited < weave->pieces.count)
            sight.place = find_beginning(seen, &weave->pieces.items[awaited]);
    }
    if (sight.place == 0)
        return false;
    pass_unlogged(passing, sight);
    return true;
}

/* Afterwards. */

static void forget_taken(struct weave *weave)
{
    size_t kept = 0, first = first_around(weave);

    for (size_t i = 0; i < weave->pieces.count; i++) {
        struct weave_piece *piece = &weave->pieces.items[i];
        bool held = i >= weave->late;

        if (!held && (i < first || piece->shown == piece->length)) {
            free(piece->bytes);
            continue;
        }
        piece->start -= held ? weave->taken : piece->start;
        piece->end -= held ? weave->taken : piece->end;
        weave->pieces.items[kept++] = *piece;
    }
    weave->late -= weave->pieces.count - kept;
    weave->pieces.count = kept;
}

static void forget(struct text *text, size_t length)
{
    if (length > 0)
        memmove(text->bytes, text->bytes + length, text->length - length);
    text_truncate(text, text->length - length);
}

enum status weave_take(struct weave *weave, struct recording *recording, bool last, bool *grew, struct error *error)
{
    struct passing passing = {.weave = weave, .recording = recording, .error = error, .last = last};

    scan(weave);
    while (weave->explained < weave->seen.length && explain(&passing))
        continue;
    take_what_is_over(&passing);
    forget_taken(weave);
    forget(&weave->drained, weave->taken);
    forget(&weave->seen, weave->explained);
    weave->scanned -= weave->taken < weave->scanned ? weave->taken : weave->scanned;
    weave->settled -= weave->taken < weave->settled ? weave->taken : weave->settled;
    weave->taken = weave->explained = 0;
    *grew = *grew || passing.grew;
    return passing.status;
}
