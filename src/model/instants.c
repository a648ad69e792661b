#include "model/instants.h"

#include <string.h>

#include "model/instruction_words.h"
#include "model/value.h"

enum { SHOWN_MAX = 60 /* characters of a constant */ };

struct position instants_position(const struct state *state)
{
    return (struct position){state_step(state), state_instant(state)};
}

struct position instants_settle(const struct recording *recording, struct position position)
{
    if (position.instant == 0 && recording_begins_with_instant(recording, position.step))
        position.instant = 1;
    return position;
}

/* Moving. */

static bool move_on(const struct recording *recording, struct position from, struct position *to)
{
    from = instants_settle(recording, from);
    if (from.instant < recording_instants(recording, from.step))
        *to = (struct position){from.step, from.instant + 1};
    else if (from.step + 1 < recording_steps(recording))
        *to = (struct position){from.step + 1, 0};
    else
        return false;
    *to = instants_settle(recording, *to);
    return true;
}

static bool move_back(const struct recording *recording, struct position from, struct position *to)
{
    from = instants_settle(recording, from);
    if (from.instant > 1 || (from.instant == 1 && !recording_begins_with_instant(recording, from.step)))
        *to = (struct position){from.step, from.instant - 1};
    else if (from.step > 0)
        *to = (struct position){from.step - 1, recording_instants(recording, from.step - 1)};
    else
        return false;
    *to = instants_settle(recording, *to);
    return true;
}

bool instants_move(const struct recording *recording, struct position from, bool backwards, struct position *to)
{
    return backwards ? move_back(recording, from, to) : move_on(recording, from, to);
}

static bool is_same_piece(const struct recording *recording, struct position a, struct position b)
{
    struct instants_place one, other;

    if (!instants_next(recording, a, &one) || !instants_next(recording, b, &other))
        return false;
    return one.frame == other.frame && one.instruction->line == other.instruction->line &&
           one.instruction->byte == other.instruction->byte &&
           one.instruction->end_line == other.instruction->end_line &&
           one.instruction->end_byte == other.instruction->end_byte;
}

bool instants_move_piece(const struct recording *recording, struct position from, bool backwards, struct position *to)
{
    struct position at = from;

    while (instants_move(recording, at, backwards, &at))
        if (!is_same_piece(recording, from, at)) {
            *to = at;
            return true;
        }
    return false;
}

/* Which instruction. */

static bool find_place(const struct recording *recording, const struct instant *instant, struct instants_place *place)
{
    const struct frame_birth *birth = recording_frame(recording, instant->frame);

    if (birth == NULL)
        return false;
    *place = (struct instants_place){.frame = instant->frame, .code = birth->code, .form = instant->form};
    place->index = recording_find_instruction(recording, place->code, instant->unit);
    place->instruction = recording_instruction(recording, place->code, place->index);
    while (place->instruction != NULL &&
           strcmp(recording_string(recording, place->instruction->name, NULL), "EXTENDED_ARG") == 0)
        place->instruction = recording_instruction(recording, place->code, ++place->index);
    return place->instruction != NULL;
}

bool instants_next(const struct recording *recording, struct position position, struct instants_place *place)
{
    struct instant instant;

    position = instants_settle(recording, position);
    return recording_instant(recording, position.step, position.instant, &instant) &&
           find_place(recording, &instant, place);
}

bool instants_done(const struct recording *recording, struct position position, struct instants_place *place)
{
    struct instant instant;
    struct step step;
    uint32_t frame;

    position = instants_settle(recording, position);
    if (recording_instant(recording, position.step, position.instant, &instant))
        frame = instant.frame;
    else if (recording_step(recording, position.step, &step))
        frame = step.frame;
    else
        return false;
    return recording_instant_before(recording, position.step, position.instant, frame, &instant) &&
           find_place(recording, &instant, place);
}

bool instants_are_here(const struct state *state)
{
    struct instants_place place;

    return instants_next(state_recording(state), instants_position(state), &place) ||
           instants_done(state_recording(state), instants_position(state), &place);
}

bool instants_are_lacking(const struct state *state)
{
    struct step step;

    return state_step(state) > 0 && recording_step(state_recording(state), state_step(state), &step) &&
           step.event != TRACE_EVENT_CALL && !instants_are_here(state);
}

/* In words. */

static void write_shown(struct state *state, const struct instruction *instruction, struct text *out)
{
    if (instruction->constant != 0)
        value_summary(state, instruction->constant, SHOWN_MAX, out);
    else
        text_add(out, recording_string(state_recording(state), instruction->shown, NULL));
}

static bool is_about_to_run(const struct state *state, const struct instants_place *place)
{
    struct instants_place next;

    return instants_next(state_recording(state), instants_position(state), &next) && next.frame == place->frame &&
           next.instruction == place->instruction;
}

static bool is_cell(const struct state *state, const struct instants_place *place)
{
    size_t depth = state_stack_depth(state, place->frame);
    struct object object;

    return depth > 0 && state_object(state, state_stack_at(state, place->frame, depth - 1), &object) &&
           object.kind == TRACE_OBJECT_CELL;
}

/* Two instructions that CPython writes by the name of another (instruction_words.h). */
static const char *true_name(const struct state *state, const struct instants_place *place)
{
    const char *name = recording_string(state_recording(state), place->instruction->name, NULL);
    size_t depth = state_stack_depth(state, place->frame);

    if (strcmp(name, "STORE_FAST") == 0 && depth > 0 && is_about_to_run(state, place) &&
        state_stack_at(state, place->frame, depth - 1) == 0)
        return "STORE_FAST_MAYBE_NULL";
    if (strcmp(name, "LOAD_FAST") == 0 && !is_about_to_run(state, place) && is_cell(state, place))
        return "LOAD_CLOSURE";
    return name;
}

typedef bool words(const struct instruction_text *instruction, struct text *out);

static void write_words(struct state *state, const struct instants_place *place, words *write, struct text *out)
{
    struct text shown = TEXT_EMPTY;
    struct instruction_text instruction = {.name = true_name(state, place), .argument = place->instruction->argument};

    write_shown(state, place->instruction, &shown);
    instruction.shown = text_string(&shown);
    if (!write(&instruction, out))
        text_format(out, "%s %s", instruction.name, instruction.shown);
    text_free(&shown);
}

void instants_write_verb(struct state *state, const struct instants_place *place, struct text *out)
{
    write_words(state, place, instruction_verb, out);
}

void instants_write_sentence(struct state *state, const struct instants_place *place, struct text *out)
{
    write_words(state, place, instruction_sentence, out);
}

void instants_write_name(struct state *state, const struct instants_place *place, struct text *out)
{
    const struct recording *recording = state_recording(state);
    struct text shown = TEXT_EMPTY;

    text_format(out, "%s%s", recording_string(recording, place->instruction->name, NULL),
                place->form != 0 ? "*" : "");
    write_shown(state, place->instruction, &shown);
    if (shown.length > 0)
        text_format(out, " %s", text_string(&shown));
    else if (place->instruction->argument > 0)
        text_format(out, " %u", (unsigned)place->instruction->argument);
    text_free(&shown);
}
