/* What short records are relative to: what the records before have said.  Coder and decoder each keep one, all zero at
 * the log's beginning, and tell it of every record, long or short. */
#ifndef TERRARIUM_TRACE_CONTEXT_H
#define TERRARIUM_TRACE_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "trace/record.h"

enum { TRACE_BIRTH_KINDS = 32 };

/* By kind of object, modulo TRACE_BIRTH_KINDS. */
struct trace_births {
    uint64_t addresses[TRACE_BIRTH_KINDS]; /* of the last one */
    uint64_t types[TRACE_BIRTH_KINDS];     /* strings: of the first one */
};

struct trace_context {
    uint64_t thread, frame, line; /* of the last STEP; thread and frame of a PUSH, frame of a GO_ON after it */
    uint64_t unit;                /* of the last INSTRUCTION; 0 after a STEP */
    uint64_t frames, objects;     /* how many were born: the newest one's number */
    struct trace_births *births;  /* borrowed; NULL where addresses and types do not matter: they come out as 0 */
};

static inline uint64_t trace_last_address(const struct trace_context *context, uint64_t kind)
{
    return context->births != NULL ? context->births->addresses[kind % TRACE_BIRTH_KINDS] : 0;
}

static inline uint64_t trace_type_of(const struct trace_context *context, uint64_t kind)
{
    return context->births != NULL ? context->births->types[kind % TRACE_BIRTH_KINDS] : 0;
}

static inline void trace_note_birth(struct trace_context *context, uint64_t kind, uint64_t type, uint64_t address)
{
    context->objects++;
    if (context->births == NULL)
        return;
    context->births->addresses[kind % TRACE_BIRTH_KINDS] = address;
    if (context->births->types[kind % TRACE_BIRTH_KINDS] == 0)
        context->births->types[kind % TRACE_BIRTH_KINDS] = type;
}

/* Takes in a record of this kind; `record` points to its fields. */
static inline void trace_follow(struct trace_context *context, enum trace_kind kind, const void *record)
{
    const struct trace_fields_STEP *step = record;
    const struct trace_fields_PUSH *push = record;
    const struct trace_fields_OBJECT *object = record;
    const struct trace_fields_GROWN *grown = record;
    const struct trace_fields_INSTRUCTION *instruction = record;
    const struct trace_fields_GO_ON *goes_on = record;

    switch ((int)kind) {
    case TRACE_STEP:
        context->thread = step->thread;
        context->frame = step->frame;
        context->line = step->line;
        context->unit = 0;
        break;
    case TRACE_INSTRUCTION:
        context->unit = instruction->unit;
        break;
    case TRACE_PUSH:
        context->thread = push->thread;
        context->frame = push->frame;
        break;
    case TRACE_GO_ON:
        context->frame = goes_on->frame;
        break;
    case TRACE_FRAME:
        context->frames++;
        break;
    case TRACE_OBJECT:
        trace_note_birth(context, object->kind, object->type, object->address);
        break;
    case TRACE_GROWN:
        trace_note_birth(context, TRACE_OBJECT_STR, 0, grown->address);
        break;
    default:
        break;
    }
}

#endif
