#include "model/value.h"

#include <inttypes.h>
#include <string.h>

#include "base/translate.h"
#include "model/labels.h"
#include "model/literal.h"

enum { LEVELS_MAX = 2 }; /* of objects inside the one that is summarised */

bool value_has_name(enum trace_object_kind kind)
{
    return kind == TRACE_OBJECT_FUNCTION || kind == TRACE_OBJECT_CLASS || kind == TRACE_OBJECT_METHOD ||
           kind == TRACE_OBJECT_MODULE || kind == TRACE_OBJECT_GENERATOR || kind == TRACE_OBJECT_BUILTIN;
}

/* ---- leaves ---- */

static void write_leaf(enum trace_object_kind kind, struct trace_bytes value, uint64_t length, struct text *out)
{
    switch ((int)kind) {
    case TRACE_OBJECT_NONE:
        text_add(out, "None");
        break;
    case TRACE_OBJECT_BOOL:
        text_add(out, value.length > 0 && value.at[0] != 0 ? "True" : "False");
        break;
    case TRACE_OBJECT_INT:
        literal_int(value, length, out);
        break;
    case TRACE_OBJECT_FLOAT:
        literal_float(value, out);
        break;
    case TRACE_OBJECT_COMPLEX:
        literal_complex(value, out);
        break;
    case TRACE_OBJECT_STR:
        literal_str(value, length, out);
        break;
    case TRACE_OBJECT_BYTES:
        literal_bytes(value, length, out);
        break;
    case TRACE_OBJECT_BYTEARRAY:
        text_add(out, "bytearray(");
        literal_bytes(value, length, out);
        text_add_char(out, ')');
        break;
    case TRACE_OBJECT_SINGLETON:
        text_append(out, value.at, value.length);
        break;
    default:
        text_format(out, "<%s %.*s>", value_has_name(kind) ? trace_object_word(kind) : "object", (int)value.length,
                    value.at);
    }
}

void value_write(const struct object *object, struct text *out)
{
    write_leaf(object->kind, object->value, object->length, out);
}

static size_t count_characters(const char *bytes, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += (bytes[i] & 0xC0) != 0x80;
    return count;
}

static bool is_written_short(enum trace_object_kind kind, struct trace_bytes value, uint64_t length)
{
    struct text written = TEXT_EMPTY;
    bool is_short;

    write_leaf(kind, value, length, &written);
    is_short = count_characters(text_string(&written), written.length) <= VALUE_INLINE_MAX;
    text_free(&written);
    return is_short;
}

/* An int of so many bits is shorter than VALUE_INLINE_MAX with its sign: no need to write it. */
enum { SURELY_SHORT_BITS = 76 };

/* Characters that are written as they are, with room for the quotes. */
static bool is_surely_short(struct trace_bytes value)
{
    if (value.length > VALUE_INLINE_MAX - 2)
        return false;
    for (size_t i = 0; i < value.length; i++)
        if (value.at[i] < ' ' || value.at[i] > '~' || value.at[i] == '\'' || value.at[i] == '\\')
            return false;
    return true;
}

static bool is_inline(enum trace_object_kind kind, struct trace_bytes value, uint64_t length, uint32_t flags)
{
    switch ((int)kind) {
    case TRACE_OBJECT_NONE:
    case TRACE_OBJECT_BOOL:
    case TRACE_OBJECT_FLOAT:
    case TRACE_OBJECT_SINGLETON:
    case TRACE_OBJECT_MODULE:
        return true;
    case TRACE_OBJECT_INT:
        return length <= SURELY_SHORT_BITS ||
               (length <= VALUE_INLINE_MAX * 4 && is_written_short(kind, value, length));
    case TRACE_OBJECT_STR:
        return length <= VALUE_INLINE_MAX && (is_surely_short(value) || is_written_short(kind, value, length));
    case TRACE_OBJECT_BYTES:
        return length <= VALUE_INLINE_MAX && is_written_short(kind, value, length);
    case TRACE_OBJECT_COMPLEX:
        return is_written_short(kind, value, length);
    case TRACE_OBJECT_CLASS:
    case TRACE_OBJECT_FUNCTION:
        return (flags & TRACE_OBJECT_UNOPENED) != 0;
    default:
        return false;
    }
}

bool value_is_inline(const struct object *object)
{
    return !object->is_derived && is_inline(object->kind, object->value, object->length, object->flags);
}

bool value_is_inline_at_birth(const struct object_birth *birth)
{
    return !birth->is_derived && is_inline(birth->kind, birth->value, birth->length, birth->flags);
}

/* ---- ids and titles ---- */

void value_short_id(const struct recording *recording, uint64_t address, bool ascii, struct text *out)
{
    int digits = labels_digits(recording_labels(recording), recording, address);
    uint64_t shown = digits < 16 ? address & (((uint64_t)1 << (4 * digits)) - 1) : address;

    text_format(out, "%s%0*" PRIx64, ascii ? ".." : "…", digits, shown);
}

static const char *type_of(const struct state *state, const struct object *object)
{
    return recording_string(state_recording(state), object->type, NULL);
}

void value_title(const struct state *state, uint32_t number, struct text *out)
{
    struct object object;

    if (!state_object(state, number, &object)) {
        text_add_char(out, '?');
        return;
    }
    if (!value_has_name(object.kind)) {
        text_add(out, type_of(state, &object));
        return;
    }
    /* A generator's type says whether it is one, or a coroutine; a class's is its metaclass. */
    text_add(out, object.kind == TRACE_OBJECT_GENERATOR ? type_of(state, &object) : trace_object_word(object.kind));
    text_add_char(out, ' ');
    text_append(out, object.value.at, object.value.length);
}

/* "1st", "2nd", "11th". */
static const char *ordinal_ending(uint32_t number)
{
    static const char *const endings[] = {TRANSLATE_LATER("th"), TRANSLATE_LATER("st"), TRANSLATE_LATER("nd"),
                                          TRANSLATE_LATER("rd")};
    uint32_t last = number % 10;

    return translate(endings[last > 3 || (number / 10) % 10 == 1 ? 0 : last]);
}

/* What stands behind the last "<locals>." of a qualified name. */
static const char *local_name(const char *qualified)
{
    static const char locals[] = "<locals>.";

    for (const char *found; (found = strstr(qualified, locals)) != NULL;)
        qualified = found + strlen(locals);
    return qualified;
}

void value_file_path(const char *path, struct text *out)
{
    static const char compiled[] = TRANSLATE_LATER(" (compiled by the program)"); /* record/codes.c says so */
    size_t length = strlen(path), tail = sizeof compiled - 1;

    if (length > tail && strcmp(path + length - tail, compiled) == 0) {
        text_append(out, path, length - tail);
        text_add(out, translate(compiled));
    } else {
        text_add(out, path);
    }
}

void value_file_name(const char *path, struct text *out)
{
    const char *slash = strrchr(path, '/');

    value_file_path(slash != NULL && slash[1] != '\0' ? slash + 1 : path, out);
}

enum form { FORM_TITLE, FORM_WHERE, FORM_SUBJECT };

/* "module"; "module shapes" for the file shapes.py that the program imported; "code <string>" for what eval ran. */
static void write_module(const struct recording *recording, const struct code *code, enum form form, struct text *out)
{
    struct text name = TEXT_EMPTY;
    bool is_code;

    value_file_name(recording_string(recording, code->file, NULL), &name);
    is_code = text_string(&name)[0] == '<';
    if (is_code && form == FORM_TITLE) /* that the program compiled it is said when it begins; a box needs its room */
        text_truncate(&name, strcspn(name.bytes, " "));
    if (form == FORM_SUBJECT && (!is_code || code->file == recording_main_file(recording)))
        text_add(out, translate("the "));
    if (code->file == recording_main_file(recording))
        text_add(out, form == FORM_WHERE ? translate("in module") : translate("module"));
    else if (is_code)
        text_format(out,
                    form == FORM_TITLE   ? translate("code %s")
                    : form == FORM_WHERE ? translate("in code %s")
                                         : translate("the code %s"),
                    text_string(&name));
    else
        text_format(out, form == FORM_WHERE ? translate("in module %.*s") : translate("module %.*s"),
                    (int)strcspn(text_string(&name), "."), text_string(&name));
    text_free(&name);
}

void value_module_subject(const struct recording *recording, const struct code *code, struct text *out)
{
    write_module(recording, code, FORM_SUBJECT, out);
}

void value_library_title(const struct recording *recording, const struct code *code, struct text *out)
{
    const char *module = recording_string(recording, code->module, NULL);
    const char *name = local_name(recording_string(recording, code->qualified, NULL));

    if (strcmp(module, "_frozen_importlib") == 0 || strcmp(module, "importlib._bootstrap") == 0)
        text_add(out, "import");
    else if (*recording_string(recording, code->file, NULL) == '<' && strcmp(module, "__main__") == 0)
        text_format(out, translate("%s (made by a library)"), name);
    else
        text_format(out, "%s.%s", module, name);
}

static void write_frame(const struct state *state, uint32_t frame, enum form form, struct text *out)
{
    const struct recording *recording = state_recording(state);
    const struct frame_birth *birth = recording_frame(recording, frame);
    const struct code *code = birth != NULL ? recording_code(recording, birth->code) : NULL;
    uint32_t call;

    if (code != NULL && code->module == 0 && code->sort == TRACE_CODE_MODULE) {
        write_module(recording, code, form, out);
        return;
    }
    if (form == FORM_WHERE)
        text_add(out, code != NULL && code->module == 0 && code->sort == TRACE_CODE_CLASS ? translate("in class ")
                                                                                          : translate("in "));
    else if (code != NULL && code->module == 0 && code->sort == TRACE_CODE_CLASS)
        text_add(out, translate("class "));
    if (code == NULL) {
        text_add_char(out, '?');
        return;
    }
    if (code->module != 0) {
        value_library_title(recording, code, out);
        return;
    }
    text_add(out, local_name(recording_string(recording, code->qualified, NULL)));
    call = labels_call(recording_labels(recording), recording, frame);
    if (call > 1)
        text_format(out, translate(" (%u%s call)"), (unsigned)call, ordinal_ending(call));
}

void value_frame_title(const struct state *state, uint32_t frame, struct text *out)
{
    write_frame(state, frame, FORM_TITLE, out);
}

void value_frame_where(const struct state *state, uint32_t frame, struct text *out)
{
    write_frame(state, frame, FORM_WHERE, out);
}

/* ---- summaries ---- */

struct summary {
    const struct state *state;
    struct text *out;
    uint32_t path[LEVELS_MAX + 1]; /* the objects that we are inside of */
    size_t level;
};

static void summarise(struct summary *summary, uint32_t number, int budget);

static int used_since(const struct summary *summary, size_t mark)
{
    return (int)count_characters(summary->out->bytes + mark, summary->out->length - mark);
}

/* Shortens what was written since `mark` to `budget` characters, the last of which is the mark that something is
 * missing. */
static void cut_since(struct summary *summary, size_t mark, int budget)
{
    const char *bytes = summary->out->bytes;
    int count = 0;

    if (summary->out->length == mark || used_since(summary, mark) <= budget)
        return;
    for (size_t at = mark; at < summary->out->length; at++) {
        if ((bytes[at] & 0xC0) != 0x80 && count++ >= budget - 1) {
            text_truncate(summary->out, at);
            break;
        }
    }
    text_add(summary->out, "…");
}

static const char *label_of(const struct summary *summary, struct entry entry)
{
    return recording_string(state_recording(summary->state), entry.label, NULL);
}

static void summarise_entry(struct summary *summary, const struct object *object, size_t index, int budget)
{
    struct entry entry = state_entry(summary->state, object->number, index);
    size_t mark = summary->out->length;

    if (object->layout == TRACE_LAYOUT_PAIRS) {
        summarise(summary, entry.label, budget);
        text_add(summary->out, ": ");
    } else if (object->layout == TRACE_LAYOUT_FIELDS) {
        text_format(summary->out, "%s=", label_of(summary, entry));
    }
    summarise(summary, entry.value, budget - used_since(summary, mark));
}

/* Entries with commas, as many as fit, then "…" when there are more. */
static void summarise_entries(struct summary *summary, const struct object *object, int budget)
{
    struct text *out = summary->out;
    size_t begin = out->length, index;

    for (index = 0; index < object->entries; index++) {
        size_t mark = out->length;
        bool last = index + 1 == object->entries && object->length <= object->entries;

        text_add(out, index > 0 ? ", " : "");
        summarise_entry(summary, object, index, budget - used_since(summary, begin));
        if (used_since(summary, begin) > budget - (last ? 0 : 3)) {
            text_truncate(out, mark);
            break;
        }
    }
    if (index < object->entries || object->length > object->entries)
        text_add(out, index > 0 ? ", …" : "…");
}

struct brackets {
    const char *open, *close, *empty;
};

static struct brackets brackets_of(const struct object *object)
{
    switch ((int)object->kind) {
    case TRACE_OBJECT_LIST:
    case TRACE_OBJECT_DEQUE:
        return (struct brackets){"[", "]", "[]"};
    case TRACE_OBJECT_TUPLE:
        return (struct brackets){"(", object->length == 1 ? ",)" : ")", "()"};
    case TRACE_OBJECT_DICT:
        return (struct brackets){"{", "}", "{}"};
    case TRACE_OBJECT_SET:
        return (struct brackets){"{", "}", "set()"};
    default:
        return (struct brackets){"frozenset({", "})", "frozenset()"};
    }
}

static bool is_inside(const struct summary *summary, uint32_t number)
{
    for (size_t i = 0; i < summary->level; i++)
        if (summary->path[i] == number)
            return true;
    return summary->level > LEVELS_MAX;
}

static void summarise_container(struct summary *summary, const struct object *object, int budget)
{
    const char *type = type_of(summary->state, object);
    bool is_exact = strcmp(type, trace_object_word(object->kind)) == 0;
    struct brackets brackets = brackets_of(object);
    size_t mark = summary->out->length;

    if (!is_exact)
        text_format(summary->out, "%s(", type);
    if (object->length == 0) {
        text_add(summary->out, brackets.empty);
    } else {
        text_add(summary->out, brackets.open);
        budget -= used_since(summary, mark) + (int)strlen(brackets.close) + !is_exact;
        if (is_inside(summary, object->number)) {
            text_add(summary->out, "…");
        } else {
            summary->path[summary->level++] = object->number;
            summarise_entries(summary, object, budget);
            summary->level--;
        }
        text_add(summary->out, brackets.close);
    }
    if (!is_exact)
        text_add_char(summary->out, ')');
}

/* Point(x=1, y=2). */
static void summarise_named_tuple(struct summary *summary, const struct object *object, int budget)
{
    size_t mark = summary->out->length;

    text_format(summary->out, "%s(", type_of(summary->state, object));
    if (is_inside(summary, object->number)) {
        text_add(summary->out, "…");
    } else {
        summary->path[summary->level++] = object->number;
        summarise_entries(summary, object, budget - used_since(summary, mark) - 1);
        summary->level--;
    }
    text_add_char(summary->out, ')');
}

/* The object under a label, 0 when there is none. */
static uint32_t field_of(const struct summary *summary, const struct object *object, const char *label)
{
    for (size_t i = 0; i < object->entries; i++) {
        struct entry entry = state_entry(summary->state, object->number, i);

        if (strcmp(label_of(summary, entry), label) == 0)
            return entry.value;
    }
    return 0;
}

/* range(0, 3), slice(None, 3, None); a range's step of 1 is left out. */
static void summarise_bounds(struct summary *summary, const struct object *object, int budget)
{
    size_t mark;

    text_format(summary->out, "%s(", trace_object_word(object->kind));
    summarise(summary, field_of(summary, object, "start"), budget);
    text_add(summary->out, ", ");
    summarise(summary, field_of(summary, object, "stop"), budget);
    mark = summary->out->length;
    text_add(summary->out, ", ");
    summarise(summary, field_of(summary, object, "step"), budget);
    if (object->kind == TRACE_OBJECT_RANGE && strcmp(summary->out->bytes + mark, ", 1") == 0)
        text_truncate(summary->out, mark);
    text_add_char(summary->out, ')');
}

/* ValueError('too many values'). */
static void summarise_exception(struct summary *summary, const struct object *object, int budget)
{
    struct object arguments;
    size_t mark = summary->out->length;

    text_format(summary->out, "%s(", type_of(summary->state, object));
    if (state_object(summary->state, field_of(summary, object, "args"), &arguments) &&
        !is_inside(summary, object->number)) {
        summary->path[summary->level++] = object->number;
        summarise_entries(summary, &arguments, budget - used_since(summary, mark) - 1);
        summary->level--;
    }
    text_add_char(summary->out, ')');
}

static void summarise_cell(struct summary *summary, const struct object *object, int budget)
{
    if (object->entries == 0) {
        text_add(summary->out, "<cell: empty>");
        return;
    }
    text_add(summary->out, "<cell: ");
    if (is_inside(summary, object->number)) {
        text_add(summary->out, "…");
    } else {
        summary->path[summary->level++] = object->number;
        summarise(summary, state_entry(summary->state, object->number, 0).value, budget - 8);
        summary->level--;
    }
    text_add_char(summary->out, '>');
}

static void summarise_by_id(struct summary *summary, const struct object *object)
{
    text_format(summary->out, "<%s ", type_of(summary->state, object));
    value_short_id(state_recording(summary->state), object->address, false, summary->out);
    text_add_char(summary->out, '>');
}

/* A leaf; one whose class was derived from int, str … is not written as if it were exactly that: <Color 1>. */
static void summarise_leaf(struct summary *summary, const struct object *object)
{
    if (object->is_derived)
        text_format(summary->out, "<%s ", type_of(summary->state, object));
    value_write(object, summary->out);
    if (object->is_derived)
        text_add_char(summary->out, '>');
}

static void summarise(struct summary *summary, uint32_t number, int budget)
{
    struct object object;
    size_t mark = summary->out->length;

    if (!state_object(summary->state, number, &object)) {
        text_add_char(summary->out, '?');
        return;
    }
    switch ((int)object.kind) {
    case TRACE_OBJECT_LIST:
    case TRACE_OBJECT_TUPLE:
    case TRACE_OBJECT_DICT:
    case TRACE_OBJECT_SET:
    case TRACE_OBJECT_FROZENSET:
    case TRACE_OBJECT_DEQUE:
        summarise_container(summary, &object, budget);
        break;
    case TRACE_OBJECT_RANGE:
    case TRACE_OBJECT_SLICE:
        summarise_bounds(summary, &object, budget);
        break;
    case TRACE_OBJECT_EXCEPTION:
        summarise_exception(summary, &object, budget);
        break;
    case TRACE_OBJECT_CELL:
        summarise_cell(summary, &object, budget);
        break;
    case TRACE_OBJECT_NAMEDTUPLE:
        summarise_named_tuple(summary, &object, budget);
        break;
    case TRACE_OBJECT_INSTANCE:
    case TRACE_OBJECT_OTHER:
    case TRACE_OBJECT_WEAKREF:
        summarise_by_id(summary, &object);
        break;
    default:
        summarise_leaf(summary, &object);
    }
    if (object.layout == TRACE_LAYOUT_LEAF)
        cut_since(summary, mark, budget);
}

void value_summary(const struct state *state, uint32_t object, int budget, struct text *out)
{
    struct summary summary = {.state = state, .out = out};
    size_t mark = out->length;

    summarise(&summary, object, budget);
    cut_since(&summary, mark, budget);
}
