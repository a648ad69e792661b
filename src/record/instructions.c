#include "record/instructions_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ways.h"
#include "record/attention.h"
#include "record/codes.h"
#include "record/frames.h"
#include "record/plans.h"
#include "record/touched.h"
#include "record/values.h"

#if INSTRUCTIONS_ARE_KNOWN

enum {
    WALKED_AS_ONE = 128, /* walking so many objects counts as one instruction more */
    NAMES_ASKED = 8,     /* names that are looked through for an object, which is quicker than to look it up */
    FEW = 8,
};

struct told_instructions instructions;

void instructions_start(struct trace_writer *writer, const struct instructions_budget *budget)
{
    instructions.writer = writer;
    instructions.budget = *budget;
}

bool instructions_are_due(uint64_t steps)
{
    return instructions.told < instructions.budget.most && steps >= instructions.budget.from;
}

uint64_t instructions_begin(void)
{
    return instructions_are_left() ? instructions.budget.from : UINT64_MAX;
}

static OUT_OF_LINE bool is_named(PyCodeObject *code, const char *function)
{
    return value_is(code->co_qualname, function) || value_is(code->co_name, function);
}

static inline bool is_chosen(PyCodeObject *code)
{
    const char *function = instructions.budget.function;

    return function == NULL || is_named(code, function);
}

bool instructions_are_wanted(PyCodeObject *code, uint64_t steps)
{
    return instructions_are_due(steps) && is_chosen(code);
}

bool instructions_are_left(void)
{
    return instructions.told < instructions.budget.most;
}

bool instructions_are_told(void)
{
    return attention_is(ATTENTION_STACKS);
}

void instructions_end(void)
{
    attention_set(ATTENTION_STACKS, false);
}

int instructions_at(facts_frame *frame)
{
    return instruction_at(frame);
}

/* The table of a code object's instructions. */

static uint64_t string_of(struct text *text)
{
    uint64_t number =
        text->length > 0 ? trace_writer_string(instructions.writer, text_string(text), text->length) : 0;

    text_free(text);
    return number;
}

static void add_local(PyCodeObject *code, int index, struct text *out)
{
    if (index < code->co_nlocalsplus)
        value_utf8(PyTuple_GET_ITEM(code->co_localsplusnames, index), SIZE_MAX, out);
}

static void add_flags(int flags, struct text *out)
{
    static const char *const words[] = {"defaults", "kwdefaults", "annotations", "closure", "annotate"};

    for (int i = 0; i < 5; i++)
        if (flags >> i & 1)
            text_format(out, "%s%s", out->length > 0 ? ", " : "", words[i]);
}

static void add_word(const struct instruction_meaning *meaning, struct text *out)
{
    const char *behind = meaning->behind != NULL ? meaning->behind : "";

    text_format(out, meaning->second != 0 ? "bool(%s%s" : "%s%s", meaning->before, behind);
}

static void add_name(PyCodeObject *code, const struct instruction_meaning *meaning, struct text *out)
{
    bool inside = meaning->before != NULL && meaning->behind != NULL;
    bool first = inside && strcmp(meaning->behind, " + ") == 0;

    if (first)
        text_format(out, "%s%s", meaning->before, meaning->behind);
    if (meaning->index < PyTuple_GET_SIZE(code->co_names))
        value_utf8(PyTuple_GET_ITEM(code->co_names, meaning->index), SIZE_MAX, out);
    if (inside && !first)
        text_format(out, "%s%s", meaning->before, meaning->behind);
}

/* NULL when the argument is none. */
static PyObject *find_constant(PyCodeObject *code, const struct instruction_meaning *meaning)
{
    bool known = meaning->sense == INSTRUCTION_SENSE_CONSTANT && meaning->index < PyTuple_GET_SIZE(code->co_consts);

    return known ? PyTuple_GET_ITEM(code->co_consts, meaning->index) : NULL;
}

/* Code is told by its name: as an object it would drag in all that it refers to. */
static uint64_t constant_of(PyCodeObject *code, const struct instruction_meaning *meaning)
{
    PyObject *object = find_constant(code, meaning);

    return object != NULL && !PyCode_Check(object) ? objects_number(object) : 0;
}

static void add_code(PyCodeObject *code, const struct instruction_meaning *meaning, struct text *out)
{
    PyObject *object = find_constant(code, meaning);

    if (object == NULL || !PyCode_Check(object))
        return;
    text_add(out, "<code ");
    value_utf8(((PyCodeObject *)object)->co_name, SIZE_MAX, out);
    text_add(out, ">");
}

static uint64_t shown(PyCodeObject *code, const struct plan_instruction *instruction)
{
    const struct instruction_meaning *meaning = &instruction->meaning;
    struct text text = TEXT_EMPTY;

    if (instruction->target >= 0)
        text_format(&text, "to %d", instruction->written * (int)sizeof(_Py_CODEUNIT));
    else if (meaning->sense == INSTRUCTION_SENSE_NAME)
        add_name(code, meaning, &text);
    else if (meaning->sense == INSTRUCTION_SENSE_LOCAL || meaning->sense == INSTRUCTION_SENSE_LOCALS)
        add_local(code, meaning->index, &text);
    else if (meaning->sense == INSTRUCTION_SENSE_WORD)
        add_word(meaning, &text);
    else if (meaning->sense == INSTRUCTION_SENSE_FLAGS)
        add_flags(meaning->index, &text);
    else if (meaning->sense == INSTRUCTION_SENSE_CONSTANT)
        add_code(code, meaning, &text);
    if (meaning->sense == INSTRUCTION_SENSE_LOCALS) {
        text_add(&text, ", ");
        add_local(code, meaning->second, &text);
    }
    return string_of(&text);
}

static uint64_t from_zero(int number)
{
    return number >= 0 ? (uint64_t)number : 0;
}

/* An argument that EXTENDED_ARG gives is the next instruction's. */
static void list_instruction(PyCodeObject *code, int at, const struct plan_instruction *instruction, uint64_t *row)
{
    int line = 0, byte = -1, end_line = 0, end_byte = -1;

    if (PyCode_Addr2Location(code, at * (int)sizeof(_Py_CODEUNIT), &line, &byte, &end_line, &end_byte) == 0)
        line = end_line = 0;
    row[TRACE_INSTRUCTION_UNIT] = (uint64_t)at;
    row[TRACE_INSTRUCTION_NAME] =
        trace_writer_string(instructions.writer, instruction->name, strlen(instruction->name));
    row[TRACE_INSTRUCTION_ARGUMENT] = (uint32_t)instruction->argument & INT32_MAX;
    row[TRACE_INSTRUCTION_SHOWN] = shown(code, instruction);
    row[TRACE_INSTRUCTION_CONSTANT] = constant_of(code, &instruction->meaning);
    row[TRACE_INSTRUCTION_TARGET] = from_zero(instruction->target + 1);
    row[TRACE_INSTRUCTION_DEPTH] = from_zero(instruction->depth + 1);
    row[TRACE_INSTRUCTION_LINE] = from_zero(line);
    row[TRACE_INSTRUCTION_END_LINE] = from_zero(end_line);
    row[TRACE_INSTRUCTION_BYTE] = from_zero(byte + 1);
    row[TRACE_INSTRUCTION_END_BYTE] = from_zero(end_byte + 1);
}

static void list(PyCodeObject *code, const struct listing *listing)
{
    struct plan_instruction instruction;
    VECTOR(uint64_t) rows = VECTOR_EMPTY;

    for (int at = 0; plans_instruction(listing, at, &instruction); at = instruction.next) {
        vector_splice(&rows, rows.count, 0, TRACE_INSTRUCTION_COLUMN_COUNT);
        list_instruction(code, at, &instruction, rows.items + rows.count - TRACE_INSTRUCTION_COLUMN_COUNT);
    }
    trace_writer_put(instructions.writer,
                     &(struct trace_record){TRACE_INSTRUCTIONS, .instructions = {.code = codes_number(code),
                                                                                 .rows = {rows.items, rows.count}}});
    vector_free(&rows);
}

/* Value stacks. */

static bool is_same(const struct stack_place *place, PyObject *object)
{
    return place->object == object && (object == NULL || objects_is(place->place, place->number, object));
}

/* What a local refers to that nobody but its frame binds is known already; NULL for other objects. */
static const struct name_shadow *find_local(const struct frame_shadow *shadow, PyObject *object)
{
    size_t count = shadow->names.shadows.count < NAMES_ASKED ? shadow->names.shadows.count : NAMES_ASKED;
    const struct name_shadow *names = shadow->names.shadows.items;

    if (!shadow->optimized || shadow->cells)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (names[i].object == object && facts_local(shadow->frame, (int)i) == object)
            return &names[i];
    return NULL;
}

static struct stack_place place_of(const struct frame_shadow *shadow, PyObject *object)
{
    struct stack_place place = {.object = object};
    const struct name_shadow *name;

    if (object == NULL)
        return place;
    name = find_local(shadow, object);
    place.place = name != NULL ? name->place : objects_place(object);
    place.number = objects_number_at(place.place);
    return place;
}

/* In `shadow`, the places from `at` on are replaced by what stands on the value stack up to `depth`. */
static void replace(struct frame_shadow *shadow, size_t at, size_t depth)
{
    size_t old = shadow->stack.count - at, now = depth - at;
    uint64_t few[FEW], *numbers = old + now <= FEW ? few : memory_zeroed(old + now, sizeof *numbers);

    for (size_t i = 0; i < old; i++) {
        const struct stack_place *place = &shadow->stack.items[at + i];

        numbers[i] = place->number;
        if (objects_number_at(place->place) == place->number)
            objects_let_go(place->place);
    }
    shadow->stack.count = at;
    for (size_t i = 0; i < now; i++) {
        struct stack_place place = place_of(shadow, on_stack(shadow->frame, at + i));

        objects_take(place.place);
        vector_push(&shadow->stack, place);
        numbers[old + i] = place.number;
    }
    if (old + now > 0)
        trace_writer_stack(instructions.writer, shadow->number, at, numbers, old, now);
    if (numbers != few)
        free(numbers);
}

#ifdef TERRARIUM_AUDIT
void instructions_prove_stack(const struct frame_shadow *shadow, size_t same)
{
    for (size_t i = 0; i < same; i++)
        if (!is_same(&shadow->stack.items[i], on_stack(shadow->frame, i)))
            objects_tell_of_missed_name();
}
#endif

/* The lowest places, `least` of them, are known to hold what they did. */
static void settle(struct frame_shadow *shadow, int depth, int least)
{
    size_t same = (size_t)least;

    if (depth < 0)
        return;
    if (same > shadow->stack.count)
        same = shadow->stack.count;
    if (same > (size_t)depth)
        same = (size_t)depth;
    instructions_prove_stack(shadow, same);
    while (same < shadow->stack.count && same < (size_t)depth &&
           is_same(&shadow->stack.items[same], on_stack(shadow->frame, same)))
        same++;
    if (same < shadow->stack.count || same < (size_t)depth)
        replace(shadow, same, (size_t)depth);
}

static void cut(struct frame_shadow *shadow, size_t depth)
{
    if (depth < shadow->stack.count)
        replace(shadow, depth, depth);
}

static struct listing *listing_of(struct frame_shadow *shadow)
{
    if (shadow->listing == NULL)
        shadow->listing = plans_of(shadow->code);
    return shadow->listing;
}

static inline __attribute__((always_inline)) uint64_t form_of(const struct listing *listing, int at)
{
    unsigned opcode = plans_form(listing, at);
    uint64_t *form = &instructions.forms[opcode % OPCODES];

    if (opcode == 0)
        return 0;
    if (*form == 0)
        *form = trace_writer_string(instructions.writer, plans_opcode(opcode), strlen(plans_opcode(opcode)));
    return *form;
}

/* The first time that code is told of. */
static RARE void begin_telling(struct frame_shadow *shadow)
{
    if (plans_are_new(listing_of(shadow)))
        list(shadow->code, shadow->listing);
    vector_reserve(&shadow->stack, (size_t)shadow->code->co_stacksize + 2);
    shadow->listed = true;
    shadow->shallow = shadow->code->co_stacksize + 2 < TRACE_INSTANT_STACK_MAX;
    attention_set(ATTENTION_STACKS, true);
}

bool instructions_begin_known(struct frame_shadow *shadow)
{
    if (shadow->listed || !plans_are_told(listing_of(shadow)))
        return false;
    begin_telling(shadow);
    return shadow->shallow;
}

static inline __attribute__((always_inline)) void tell(struct frame_shadow *shadow, int at)
{
    if (UNUSUAL(!shadow->listed))
        begin_telling(shadow);
    instructions.told++;
    trace_writer_goes_on(instructions.writer, shadow->number);
    trace_writer_at_instruction(instructions.writer, shadow->number, (uint64_t)at, form_of(shadow->listing, at));
}

void instructions_tell(struct frame_shadow *shadow)
{
    instructions.told += objects_walked() / WALKED_AS_ONE;
    tell(shadow, instruction_at(shadow->frame));
}

/* What an instruction has pushed that does nothing else. */
static inline __attribute__((always_inline)) shadow_place place_pushed(const struct frame_shadow *shadow,
                                                                       PyObject *object, struct plan_source *source)
{
    shadow_place known = find_pushed(shadow, object, source);

    return known != NULL ? known : objects_place(object);
}

static OUT_OF_LINE void fill(void)
{
    const struct frame_shadow *shadow = instructions.bare;

    instructions.bare = NULL;
    touched_fill(shadow->frame, shadow->stack.items, shadow->stack.count);
}

inline void instructions_rest(void)
{
    if (UNUSUAL(instructions.bare != NULL))
        fill();
}

/* What is no value has come to stand on top of the value stack. */
static OUT_OF_LINE void hold_pushed(struct frame_shadow *shadow, shadow_place place, PyObject *object)
{
    objects_take(place);
    if (objects_is_told(place)) {
        instructions.bare = shadow;
        return;
    }
    shadow->stack.count--;
    instructions_rest();
    shadow->stack.count++;
    touched_pushed(object, shadow->stack.count - 1);
}

/* Of what an instruction has only moved: what it was known as where it stood. */
static shadow_place place_of_moved(const struct stack_place *places, size_t count, PyObject *object)
{
    while (count > 0) {
        const struct stack_place *place = &places[--count];

        if (place->object == object && objects_number_at(place->place) == place->number)
            return place->place;
    }
    return objects_place(object);
}

/* The object on top of the value stack is a new one there; returns its number. */
static inline __attribute__((always_inline)) uint64_t move_up(struct frame_shadow *shadow, PyObject *object,
                                                              shadow_place known)
{
    struct stack_place *place;

    vector_reserve(&shadow->stack, shadow->stack.count + 1);
    place = &shadow->stack.items[shadow->stack.count++];
    *place = (struct stack_place){object, objects_number_at(known), known};
    if (!objects_is_of_value(known))
        hold_pushed(shadow, known, object);
    return objects_number_at(known);
}

/* It has left; returns the number that it had. */
static inline __attribute__((always_inline)) uint64_t move_down(struct frame_shadow *shadow)
{
    const struct stack_place *place = &shadow->stack.items[--shadow->stack.count];
    uint64_t number = place->number;

    if (place->place != NULL && objects_number_at(place->place) == number)
        objects_let_go(place->place);
    touched_popped(shadow->stack.count);
    return number;
}

/* Many, or where those that stay have to be looked at too. */
static OUT_OF_LINE void move_many(struct frame_shadow *shadow, size_t at, size_t depth, bool moved)
{
    size_t old = shadow->stack.count - at, now = depth - at;
    struct stack_place was[FEW];
    uint64_t numbers[FEW];

    if (old + now > FEW || !touched_moves()) {
        instructions_rest();
        touched_settle();
        replace(shadow, at, depth);
        return;
    }
    for (size_t i = old; i > 0; i--) {
        was[i - 1] = vector_last(&shadow->stack);
        numbers[i - 1] = move_down(shadow);
    }
    for (size_t i = 0; i < now; i++) {
        PyObject *object = on_stack(shadow->frame, at + i);
        shadow_place place = object != NULL ? place_of_moved(was, moved ? old : 0, object) : NULL;

        numbers[old + i] = move_up(shadow, object, place);
    }
    trace_writer_stack(instructions.writer, shadow->number, at, numbers, old, now);
}

static inline __attribute__((always_inline)) uint64_t move_result_up(struct frame_shadow *shadow, PyObject *object)
{
    return move_up(shadow, object, object != NULL ? objects_place(object) : NULL);
}

/* One object comes onto the value stack, and none leaves it. */
static inline __attribute__((always_inline)) uint64_t move_one_up(struct frame_shadow *shadow, PyObject *object,
                                                                  const struct plan *plan)
{
    if (object == NULL)
        return move_up(shadow, NULL, NULL);
    if (plan->pushes != NULL)
        return move_up(shadow, object, place_pushed(shadow, object, plan->pushes));
    return move_up(shadow, object, place_of_moved(shadow->stack.items, plan->idle ? shadow->stack.count : 0, object));
}

/* The same of what most instructions come to. */
static inline __attribute__((always_inline)) void move(struct frame_shadow *shadow, size_t at, size_t depth,
                                                       const struct plan *plan)
{
    size_t old = shadow->stack.count - at, now = depth - at;
    uint64_t first, second;

    if (!touched_moves() || old > 2 || now > 1 || (old == 2 && now == 0)) {
        move_many(shadow, at, depth, plan->idle);
    } else if (old == 0) {
        trace_writer_stack_higher(instructions.writer, shadow->number, at,
                                  move_one_up(shadow, on_stack(shadow->frame, at), plan));
    } else if (now == 0) {
        trace_writer_stack_lower(instructions.writer, shadow->number, at, move_down(shadow));
    } else if (old == 1) {
        first = move_down(shadow);
        trace_writer_stack(instructions.writer, shadow->number, at,
                           (uint64_t[]){first, move_result_up(shadow, on_stack(shadow->frame, at))}, 1, 1);
    } else {
        second = move_down(shadow);
        first = move_down(shadow);
        trace_writer_stack_joined(instructions.writer, shadow->number, at, first, second,
                                  move_result_up(shadow, on_stack(shadow->frame, at)));
    }
}

/* Returns how many objects were walked for it. */
static inline __attribute__((always_inline)) uint32_t move_to(struct frame_shadow *shadow, int at,
                                                              const struct plan *plan)
{
    size_t depth = (size_t)plans_depth_here(listing_of(shadow), at), count = shadow->stack.count,
           most = depth < count ? depth : count, same = most;

    if ((size_t)plan->least < most)
        same = (size_t)plan->least;
    instructions_prove_stack(shadow, same);
    while (same < most && is_same(&shadow->stack.items[same], on_stack(shadow->frame, same)))
        same++;
    if (same < count || same < depth)
        move(shadow, same, depth, plan);
    if (objects_are_settled() && !touched_is_in_doubt() && touched_is_calm())
        return 0;
    return objects_finish_move(touched_is_in_doubt(), touched_is_calm()) ? objects_walked() : 0;
}

inline int instructions_move(struct frame_shadow *shadow, const struct plan *plan)
{
    int at = instruction_at(shadow->frame);
    uint32_t walked;

    trace_writer_goes_on(instructions.writer, shadow->number); /* (it has called, perhaps) */
    walked = move_to(shadow, at, plan);
    if (walked > 0)
        instructions.told += walked / WALKED_AS_ONE;
    tell(shadow, at);
    return at;
}

/* From one still instruction to the next.  What is told (objects.h) is counted at once, when the records of the value
 * stack are written; of others that is found out as always. */

/* As move_down; `*counted`: what is to be counted, or NULL. */
static inline __attribute__((always_inline)) uint64_t step_down(struct frame_shadow *shadow, shadow_place *counted)
{
    const struct stack_place *top = &vector_last(&shadow->stack);
    shadow_place place = top->place;
    uint64_t number = top->number;

    *counted = NULL;
    if (objects_number_at(place) != number || objects_is_of_value(place)) {
        shadow->stack.count--;
        touched_popped(shadow->stack.count);
        return number;
    }
    if (!objects_is_told(place))
        return move_down(shadow);
    *counted = place;
    shadow->stack.count--;
    touched_popped(shadow->stack.count);
    return number;
}

static inline void recount(shadow_place counted)
{
    if (counted != NULL)
        objects_recount(counted);
}

static inline __attribute__((always_inline)) bool step_push(struct frame_shadow *shadow, PyObject *object,
                                                            shadow_place place)
{
    size_t at = shadow->stack.count;
    bool value = objects_is_of_value(place);

    if (object == NULL || !(value || objects_is_steady(place)))
        return false;
    vector_reserve(&shadow->stack, at + 1);
    shadow->stack.items[shadow->stack.count++] = (struct stack_place){object, objects_number_at(place), place};
    trace_writer_stack_higher(instructions.writer, shadow->number, at, objects_number_at(place));
    if (!value) {
        instructions.bare = shadow;
        objects_recount(place);
    }
    return true;
}

static inline __attribute__((always_inline)) bool step_push_source(struct frame_shadow *shadow,
                                                                   const struct plan *ran)
{
    PyObject *object = on_stack(shadow->frame, shadow->stack.count);

    if (object == NULL)
        return false;
    return step_push(shadow, object,
                     ran->pushes != NULL ? place_pushed(shadow, object, ran->pushes) : objects_place(object));
}

static inline bool step_null(struct frame_shadow *shadow)
{
    size_t at = shadow->stack.count;

    if (on_stack(shadow->frame, at) != NULL)
        return false;
    vector_push(&shadow->stack, ((struct stack_place){NULL, 0, NULL}));
    trace_writer_stack_higher(instructions.writer, shadow->number, at, 0);
    return true;
}

static inline bool step_copy(struct frame_shadow *shadow, const struct plan *ran)
{
    const struct stack_place *from = &shadow->stack.items[ran->operand];

    return on_stack(shadow->frame, shadow->stack.count) == from->object &&
           objects_number_at(from->place) == from->number && step_push(shadow, from->object, from->place);
}

/* Whether the places from `at` on hold what they are known to, and nothing but values and what is told. */
static bool are_simple(const struct frame_shadow *shadow, size_t at)
{
    for (size_t i = at; i < shadow->stack.count; i++) {
        const struct stack_place *place = &shadow->stack.items[i];

        if (place->object == NULL || objects_number_at(place->place) != place->number ||
            !(objects_is_of_value(place->place) || objects_is_told(place->place)))
            return false;
    }
    return true;
}

/* (Nothing is counted differently for it.) */
static bool step_swap(struct frame_shadow *shadow, const struct plan *ran)
{
    size_t at = ran->operand, count = shadow->stack.count - at;
    struct stack_place *low = &shadow->stack.items[at], *top = &vector_last(&shadow->stack), was = *low;
    uint64_t numbers[FEW];

    if (count > FEW / 2 || low->object == top->object || !are_simple(shadow, at))
        return false;
    for (size_t i = 0; i < count; i++)
        numbers[i] = numbers[count + i] = low[i].number;
    numbers[count] = top->number;
    numbers[2 * count - 1] = was.number;
    for (size_t i = count; i > 0; i--)
        touched_popped(at + i - 1);
    *low = *top;
    *top = was;
    instructions.bare = shadow;
    if (count == 2)
        trace_writer_stack_swapped(instructions.writer, shadow->number, at, numbers);
    else
        trace_writer_stack(instructions.writer, shadow->number, at, numbers, count, count);
    return true;
}

/* (What a name has come to refer to is counted after what it referred to.) */
static inline bool step_pop(struct frame_shadow *shadow, bool binds)
{
    shadow_place counted = NULL;
    uint64_t number = binds ? move_down(shadow) : step_down(shadow, &counted);

    trace_writer_stack_lower(instructions.writer, shadow->number, shadow->stack.count, number);
    recount(counted);
    return true;
}

/* What stands there as the only object that was touched; NULL where it is not so plain. */
static inline shadow_place touched_at(const struct frame_shadow *shadow, size_t depth, Py_ssize_t *at)
{
    const struct stack_place *place = &shadow->stack.items[depth];

    return place->place != NULL && objects_number_at(place->place) == place->number &&
                   touched_gives_one(place->object, at)
               ? place->place
               : NULL;
}

static inline bool step_store_item(struct frame_shadow *shadow)
{
    shadow_place place, counted[3];
    uint64_t numbers[3];
    Py_ssize_t at;

    place = touched_at(shadow, shadow->stack.count - 2, &at);
    if (place == NULL || !objects_is_told(place))
        return false;
    for (int i = 3; i > 0; i--)
        numbers[i - 1] = step_down(shadow, &counted[i - 1]);
    trace_writer_stack_stored(instructions.writer, shadow->number, shadow->stack.count, numbers);
    objects_look(place, at);
    return true;
}

static inline bool step_store_cell(struct frame_shadow *shadow, const struct plan *ran)
{
    PyObject *cell = facts_local(shadow->frame, ran->operand);
    Py_ssize_t at;

    if (!touched_gives_one(cell, &at))
        return false;
    step_pop(shadow, true);
    objects_look_at(cell, at);
    return true;
}

static inline bool step_next(struct frame_shadow *shadow)
{
    size_t count = shadow->stack.count;
    PyObject *object = on_stack(shadow->frame, count);
    shadow_place iterator;
    Py_ssize_t at;

    iterator = object != NULL && count > 0 ? touched_at(shadow, count - 1, &at) : NULL;
    if (iterator == NULL)
        return false;
    trace_writer_stack_higher(instructions.writer, shadow->number, count, move_result_up(shadow, object));
    objects_look(iterator, at);
    return true;
}

static inline bool step_store(struct frame_shadow *shadow, const struct plan *ran)
{
    const struct stack_place *top = &vector_last(&shadow->stack);

    if (!shadow->optimized || shadow->cells || ran->operand >= shadow->names.shadows.count || top->object == NULL ||
        facts_local(shadow->frame, ran->operand) != top->object || objects_number_at(top->place) != top->number)
        return false;
    names_store(&shadow->names, ran->operand, instructions.writer, shadow->number, top->object, top->place);
    return step_pop(shadow, true);
}

/* Of two values, which leave nothing to be counted. */
static inline __attribute__((always_inline)) void join_values(struct frame_shadow *shadow, size_t at,
                                                              PyObject *object, shadow_place place)
{
    struct stack_place *low = &shadow->stack.items[at];
    uint64_t number = objects_number_at(place);

    touched_popped(at + 1);
    touched_popped(at);
    trace_writer_stack_joined(instructions.writer, shadow->number, at, low->number, low[1].number, number);
    *low = (struct stack_place){object, number, place};
    shadow->stack.count--;
}

/* (What comes out may be the first operand itself, which then stays.) */
static inline bool step_join(struct frame_shadow *shadow)
{
    size_t at = shadow->stack.count - 2;
    const struct stack_place *low = &shadow->stack.items[at];
    PyObject *object = on_stack(shadow->frame, at);
    uint64_t first, second;
    shadow_place place, of_first, of_second;

    if (object == NULL)
        return false;
    if (is_same(low, object))
        return step_pop(shadow, false);
    place = objects_place(object);
    if (!objects_is_of_value(place))
        return false;
    if (objects_is_of_value(low->place) && objects_is_of_value(low[1].place)) {
        join_values(shadow, at, object, place);
        return true;
    }
    second = step_down(shadow, &of_second);
    first = step_down(shadow, &of_first);
    shadow->stack.items[shadow->stack.count++] = (struct stack_place){object, objects_number_at(place), place};
    trace_writer_stack_joined(instructions.writer, shadow->number, at, first, second, objects_number_at(place));
    recount(of_second);
    recount(of_first);
    return true;
}

/* What most still instructions come to; false, with nothing done, where it is something else. */
static inline __attribute__((always_inline)) bool step(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    size_t depth = (size_t)plans_depth_here(listing_of(shadow), at), count = shadow->stack.count;

    switch ((enum plan_way)ran->way) {
    case PLAN_WAY_STAY:
        return depth == count;
    case PLAN_WAY_NULL:
        return depth == count + 1 && step_null(shadow);
    case PLAN_WAY_PUSH:
        return depth == count + 1 && step_push_source(shadow, ran);
    case PLAN_WAY_COPY:
        return depth == count + 1 && ran->operand < count && step_copy(shadow, ran);
    case PLAN_WAY_SWAP:
        return depth == count && ran->operand < count && step_swap(shadow, ran);
    case PLAN_WAY_POP:
        return depth + 1 == count && step_pop(shadow, ran->binds);
    case PLAN_WAY_STORE:
        return depth + 1 == count && step_store(shadow, ran);
    case PLAN_WAY_JOIN:
        return depth + 1 == count && depth > 0 && at == ran->next && step_join(shadow);
    case PLAN_WAY_NEXT:
        return depth == count + 1 && at == ran->next && step_next(shadow);
    case PLAN_WAY_STORE_ITEM:
        return depth + 3 == count && step_store_item(shadow);
    case PLAN_WAY_STORE_CELL:
        return depth + 1 == count && step_store_cell(shadow, ran);
    case PLAN_WAY_PUSH_TWO:
    case PLAN_WAY_OTHER:
        break;
    }
    return false;
}

bool instructions_step_line(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    if (!step(shadow, at, ran))
        return false;
    instructions_prove_stack(shadow, shadow->stack.count);
    if (!objects_are_settled() || touched_is_in_doubt())
        objects_finish_move(touched_is_in_doubt(), true);
    return true;
}

inline bool instructions_step(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    if (!step(shadow, at, ran))
        return false;
    instructions_prove_stack(shadow, shadow->stack.count);
    if (UNUSUAL(!objects_are_settled()) && objects_finish_move(touched_is_in_doubt(), true))
        instructions.told += objects_walked() / WALKED_AS_ONE;
    tell(shadow, at);
    return true;
}

void instructions_move_line(struct frame_shadow *shadow, const struct plan *plan)
{
    move_to(shadow, instruction_at(shadow->frame), plan);
}

void instructions_read(struct frame_shadow *shadow, const struct plan *plan)
{
    if (is_chosen(shadow->code))
        settle(shadow, plans_depth(listing_of(shadow), instruction_at(shadow->frame)),
               plan != NULL ? plan->least : 0);
}

/* What stands in memory may have been let go of by an instruction that is not done: nothing is read there. */
void instructions_read_caller(struct frame_shadow *shadow)
{
    struct listing *listing = listing_of(shadow);
    struct plan_instruction instruction;
    bool entered;
    int call = is_chosen(shadow->code) ? plans_call(listing, shadow->frame, &entered) : -1;
    int depth = -1;

    if (call >= 0 && plans_instruction(listing, call, &instruction))
        depth = entered ? plans_depth(listing, instruction.next) - 1
                        : instruction_depth_within(shadow->frame, plans_depth_within(listing, call));
    if (depth >= 0)
        cut(shadow, (size_t)depth);
}

void instructions_wait(struct frame_shadow *shadow, int depth)
{
    cut(shadow, (size_t)depth);
}

void instructions_unwind(struct frame_shadow *shadow)
{
    cut(shadow, (size_t)plans_depth_of_handler(listing_of(shadow), instruction_at(shadow->frame)));
}

void instructions_leave(struct frame_shadow *shadow, bool suspended)
{
    if (!suspended)
        cut(shadow, 0);
    else if (shadow->stack.count > 0)
        cut(shadow, shadow->stack.count - 1);
}

void instructions_forget(struct frame_shadow *shadow)
{
    cut(shadow, 0);
}

void instructions_reach(const stack_shadow *stack)
{
    for (size_t i = 0; i < stack->count; i++) {
        const struct stack_place *place = &stack->items[i];

        if (place->place != 0 && objects_number_at(place->place) == place->number) /* it has not died since */
            objects_reach(place->place);
    }
}

#else

void instructions_start(struct trace_writer *writer, const struct instructions_budget *budget)
{
    (void)writer;
    (void)budget;
}

bool instructions_are_due(uint64_t steps)
{
    (void)steps;
    return false;
}

uint64_t instructions_begin(void)
{
    return UINT64_MAX;
}

bool instructions_are_wanted(PyCodeObject *code, uint64_t steps)
{
    (void)code;
    (void)steps;
    return false;
}

bool instructions_are_left(void)
{
    return false;
}

bool instructions_are_told(void)
{
    return false;
}

void instructions_end(void)
{
}

#define NOTHING_OF(name)                   \
    void name(struct frame_shadow *shadow) \
    {                                      \
        (void)shadow;                      \
    }
NOTHING_OF(instructions_read_caller)
NOTHING_OF(instructions_unwind)
NOTHING_OF(instructions_forget)
NOTHING_OF(instructions_tell)

void instructions_wait(struct frame_shadow *shadow, int depth)
{
    (void)shadow;
    (void)depth;
}

int instructions_at(facts_frame *frame)
{
    (void)frame;
    return 0;
}

int instructions_move(struct frame_shadow *shadow, const struct plan *plan)
{
    (void)shadow;
    (void)plan;
    return 0;
}

bool instructions_step(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    (void)shadow;
    (void)at;
    (void)ran;
    return false;
}

const struct plan *instructions_step_at_once(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    (void)shadow;
    (void)at;
    (void)ran;
    return NULL;
}

void instructions_rest(void)
{
}

bool instructions_step_line(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    return instructions_step(shadow, at, ran);
}

bool instructions_line_at_once(struct frame_shadow *shadow, int at, const struct plan *ran)
{
    return instructions_step(shadow, at, ran);
}

void instructions_move_line(struct frame_shadow *shadow, const struct plan *plan)
{
    (void)shadow;
    (void)plan;
}

void instructions_read(struct frame_shadow *shadow, const struct plan *plan)
{
    (void)shadow;
    (void)plan;
}

void instructions_leave(struct frame_shadow *shadow, bool suspended)
{
    (void)shadow;
    (void)suspended;
}

void instructions_reach(const stack_shadow *stack)
{
    (void)stack;
}

#endif
