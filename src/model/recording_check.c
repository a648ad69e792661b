/* Whether what a record refers to exists.  Objects may be spoken of before their birth, within the same step: two
 * lists that hold each other. */
#include "model/recording_work.h"

static bool is_string(const struct recording *recording, uint64_t number)
{
    return number <= recording->strings.count;
}

static bool note_object(struct recording *recording, uint64_t number)
{
    if (number > UINT32_MAX)
        return false;
    if (number > recording->highest_object)
        recording->highest_object = number;
    return true;
}

static bool note_label(struct recording *recording, uint64_t label, enum trace_layout layout)
{
    if (layout == TRACE_LAYOUT_FIELDS)
        return is_string(recording, label);
    if (layout != TRACE_LAYOUT_MIXED)
        return note_object(recording, label);
    return label <= UINT32_MAX &&
           (trace_label_is_field(label) ? is_string(recording, label / 2) : note_object(recording, label / 2));
}

static bool note_entries(struct recording *recording, struct trace_list list, enum trace_layout layout)
{
    bool good = true, labelled = trace_entry_size(layout) == 2;

    for (size_t i = 0; i < list.count && good; i++)
        good = labelled && i % 2 == 0 ? note_label(recording, list.items[i], layout)
                                      : note_object(recording, list.items[i]);
    return good;
}

static bool refers_birth(struct recording *recording, const struct trace_fields_OBJECT *birth)
{
    enum trace_layout layout = trace_entries_layout((unsigned)birth->kind, (unsigned)birth->flags);

    return birth->kind < TRACE_OBJECT_KIND_COUNT && is_string(recording, birth->type) &&
           birth->value.length <= UINT16_MAX && birth->length <= INT64_MAX &&
           birth->entries.count % trace_entry_size(layout) == 0 &&
           (layout != TRACE_LAYOUT_LEAF || birth->entries.count == 0) &&
           note_entries(recording, birth->entries, layout);
}

static bool refers_splice(struct recording *recording, const struct trace_fields_SPLICE *splice)
{
    const struct known_object *object;
    enum trace_layout layout;

    if (splice->object == 0 || splice->object > recording->objects.count)
        return false;
    object = &recording->objects.items[splice->object - 1];
    layout = trace_entries_layout(object->kind, object->flags);
    return layout != TRACE_LAYOUT_LEAF && note_entries(recording, splice->now, layout);
}

static bool refers_frame(struct recording *recording, const struct trace_fields_FRAME *frame)
{
    return frame->code >= 1 && frame->code <= recording->codes.count && frame->caller <= recording->frames.count &&
           note_object(recording, frame->function) && note_object(recording, frame->generator);
}

static bool refers_code(const struct recording *recording, const struct trace_fields_CODE *code)
{
    return is_string(recording, code->file) && is_string(recording, code->name) &&
           is_string(recording, code->qualified) && code->line <= UINT32_MAX && code->sort < TRACE_CODE_SORT_COUNT;
}

static bool refers_variables(const struct recording *recording, const struct trace_fields_VARIABLES *variables)
{
    uint64_t gathered = (variables->gathers & 1) + (variables->gathers >> 1 & 1), count = variables->names.count;
    bool good = variables->code >= 1 && variables->code <= recording->codes.count && variables->positional <= count &&
                variables->keyword <= count && variables->positional + variables->keyword + gathered <= count;

    for (size_t i = 0; i < count && good; i++)
        good = is_string(recording, variables->names.items[i]);
    return good;
}

static bool refers_function(const struct recording *recording, const struct trace_fields_FUNCTION *function)
{
    return function->object >= 1 && function->object <= recording->objects.count && function->code >= 1 &&
           function->code <= recording->codes.count;
}

static bool refers_row(struct recording *recording, const uint64_t *row)
{
    for (int column = 0; column < TRACE_INSTRUCTION_COLUMN_COUNT; column++)
        if (row[column] > INT32_MAX)
            return false;
    return row[TRACE_INSTRUCTION_NAME] >= 1 && is_string(recording, row[TRACE_INSTRUCTION_NAME]) &&
           is_string(recording, row[TRACE_INSTRUCTION_SHOWN]) &&
           note_object(recording, row[TRACE_INSTRUCTION_CONSTANT]);
}

static bool refers_instructions(struct recording *recording, const struct trace_fields_INSTRUCTIONS *fields)
{
    size_t size = TRACE_INSTRUCTION_COLUMN_COUNT;
    bool good = fields->code >= 1 && fields->code <= recording->codes.count && fields->rows.count % size == 0;

    for (size_t i = 0; i < fields->rows.count && good; i += size)
        good = refers_row(recording, fields->rows.items + i) &&
               (i == 0 || fields->rows.items[i] > fields->rows.items[i - size]);
    return good;
}

static bool refers_stack(struct recording *recording, const struct trace_fields_STACK *stack)
{
    bool good = true;

    for (size_t i = 0; i < stack->now.count && good; i++)
        good = note_object(recording, stack->now.items[i]);
    return good;
}

static bool refers_instruction(const struct recording *recording, const struct trace_fields_INSTRUCTION *instruction)
{
    return instruction->frame >= 1 && instruction->frame <= recording->frames.count &&
           instruction->unit <= INT32_MAX && is_string(recording, instruction->form) &&
           recording->highest_object <= recording->objects.count && recording->instants.count < UINT32_MAX;
}

static bool refers_library(const struct recording *recording, const struct trace_fields_LIBRARY *library)
{
    return library->code >= 1 && library->code <= recording->codes.count && library->module >= 1 &&
           is_string(recording, library->module);
}

static bool refers_fold(const struct recording *recording, const struct trace_fields_FOLD *fold)
{
    return fold->thread >= 1 && fold->thread <= recording->threads.count && fold->code >= 1 &&
           fold->code <= recording->codes.count && fold->frame <= recording->frames.count;
}

static bool refers_step(struct recording *recording, const struct trace_fields_STEP *step)
{
    return step->thread >= 1 && step->thread <= recording->threads.count &&
           trace_event_word((unsigned)step->event) != NULL && step->frame >= 1 &&
           step->frame <= recording->frames.count && step->line <= UINT32_MAX &&
           note_object(recording, step->value) && recording->highest_object <= recording->objects.count &&
           recording->steps.count < NO_STEP;
}

bool recording_timeline_accepts(const struct recording *recording, const struct trace_record *record)
{
    const struct timeline_known known = {recording->strings.count, recording->codes.count, recording->threads.count};

    return timeline_accepts(recording->timeline, record, &known);
}

bool recording_accepts(struct recording *recording, const struct trace_record *record)
{
    switch ((int)record->kind) {
    case TRACE_SOURCE:
        return record->source.file >= 1 && is_string(recording, record->source.file);
    case TRACE_THREAD:
        return is_string(recording, record->thread.name) && recording->threads.count < THREADS_MAX;
    case TRACE_CODE:
        return refers_code(recording, &record->code);
    case TRACE_FRAME:
        return refers_frame(recording, &record->frame);
    case TRACE_NAME:
        return record->name.frame <= UINT32_MAX && is_string(recording, record->name.name) &&
               note_object(recording, record->name.now);
    case TRACE_OBJECT:
        return refers_birth(recording, &record->object);
    case TRACE_SPLICE:
        return refers_splice(recording, &record->splice);
    case TRACE_TYPE:
        return is_string(recording, record->type.now);
    case TRACE_DEATH:
        return record->death.object >= 1 && record->death.object <= recording->objects.count;
    case TRACE_STEP:
        return refers_step(recording, &record->step);
    case TRACE_VARIABLES:
        return refers_variables(recording, &record->variables);
    case TRACE_INSTRUCTIONS:
        return refers_instructions(recording, &record->instructions);
    case TRACE_STACK:
        return refers_stack(recording, &record->stack);
    case TRACE_INSTRUCTION:
        return refers_instruction(recording, &record->instruction);
    case TRACE_GO_ON:
        return record->go_on.frame >= 1 && record->go_on.frame <= recording->frames.count;
    case TRACE_LIBRARY:
        return refers_library(recording, &record->library);
    case TRACE_FOLD:
        return refers_fold(recording, &record->fold);
    case TRACE_FUNCTION:
        return refers_function(recording, &record->function);
    default:
        return recording_timeline_accepts(recording, record);
    }
}
