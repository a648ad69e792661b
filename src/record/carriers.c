#include "record/carriers.h"

#include <string.h>

#include "base/map.h"
#include "record/arrays.h"

static bool is_named(const PyTypeObject *type, const char *name, size_t size)
{
    return (size_t)type->tp_basicsize >= size && carriers_is_c_type(type) && strcmp(type->tp_name, name) == 0;
}

/* Writes it in decimal; returns where it ends. */
static char *put_number(char *out, long number)
{
    char digits[24], *first = digits + sizeof digits;
    unsigned long rest = number < 0 ? -(unsigned long)number : (unsigned long)number;

    if (rest < 100 && number >= 0) {
        *out = (char)('0' + rest / 10);
        out += rest >= 10;
        *out = (char)('0' + rest % 10);
        return out + 1;
    }
    do
        *--first = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0)
        *out++ = '-';
    while (first < digits + sizeof digits)
        *out++ = *first++;
    return out;
}

static void say_position(Py_ssize_t position, struct text *out)
{
    char line[40];
    size_t length = strlen("position: ");

    memcpy(line, "position: ", length);
    text_append(out, line, (size_t)(put_number(line + length, position) - line));
}

static void say_remaining(Py_ssize_t remaining, struct text *out)
{
    text_add(out, "remaining: ");
    text_add_number(out, remaining);
}

static void say_exhausted(struct text *out)
{
    text_add(out, "exhausted");
}

/* ---- iterators over a sequence, and enumerate: listobject.c, tupleobject.c, enumobject.c, iterobject.c … ---- */

struct sequence_iterator {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence; /* NULL once it is exhausted */
};

static void read_sequence_iterator(PyObject *object, struct entry_words *words)
{
    words_add_field(words, LABEL_SOURCE, ((struct sequence_iterator *)object)->sequence);
}

static void detail_sequence_iterator(PyObject *object, struct text *out)
{
    const struct sequence_iterator *iterator = (struct sequence_iterator *)object;

    if (iterator->sequence == NULL)
        say_exhausted(out);
    else
        say_position(iterator->index, out);
}

/* As for all the iterators: what they go over is theirs until they are exhausted, and then gone for good. */
static uint64_t version_of_sequence_iterator(PyObject *object)
{
    const struct sequence_iterator *iterator = (struct sequence_iterator *)object;

    return 4 * (uint64_t)iterator->index + 2 * (iterator->sequence == NULL) + 1;
}

struct enumerate {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *source;
    PyObject *result;     /* given out again and again while nobody else has it */
    PyObject *long_index; /* where `index` is too small */
};

static void read_enumerate(PyObject *object, struct entry_words *words)
{
    const struct enumerate *enumerate = (struct enumerate *)object;

    words_add_field(words, LABEL_SOURCE, enumerate->source);
    words_add_field(words, LABEL_RESULT, enumerate->result);
}

static void detail_enumerate(PyObject *object, struct text *out)
{
    text_add(out, "next number: ");
    text_add_number(out, ((struct enumerate *)object)->index);
}

static uint64_t version_of_enumerate(PyObject *object)
{
    return 2 * (uint64_t)((struct enumerate *)object)->index + 1;
}

/* Of what holds the same objects as long as it lives. */
static uint64_t version_of_constant(PyObject *object)
{
    (void)object;
    return 1;
}

/* ---- dict and set: dictobject.c, setobject.c ---- */

static void read_view(PyObject *object, struct entry_words *words)
{
    words_add_field(words, LABEL_DICT, (PyObject *)((_PyDictViewObject *)object)->dv_dict);
}

struct dict_iterator {
    PyObject_HEAD
    PyObject *dict; /* NULL once it is exhausted */
    Py_ssize_t used;
    Py_ssize_t place;
    PyObject *result; /* of an iterator over items: given out again while nobody else has it */
    Py_ssize_t remaining;
};

static void read_dict_iterator(PyObject *object, struct entry_words *words)
{
    const struct dict_iterator *iterator = (struct dict_iterator *)object;

    words_add_field(words, LABEL_SOURCE, iterator->dict);
    words_add_field(words, LABEL_RESULT, iterator->result);
}

static void detail_dict_iterator(PyObject *object, struct text *out)
{
    const struct dict_iterator *iterator = (struct dict_iterator *)object;

    if (iterator->dict == NULL)
        say_exhausted(out);
    else
        say_remaining(iterator->remaining, out);
}

static uint64_t version_of_dict_iterator(PyObject *object)
{
    const struct dict_iterator *iterator = (struct dict_iterator *)object;

    return 4 * (uint64_t)iterator->remaining + 2 * (iterator->dict == NULL) + 1;
}

struct set_iterator {
    PyObject_HEAD
    PyObject *set; /* NULL once it is exhausted */
    Py_ssize_t used;
    Py_ssize_t place;
    Py_ssize_t remaining;
};

static void read_set_iterator(PyObject *object, struct entry_words *words)
{
    words_add_field(words, LABEL_SOURCE, ((struct set_iterator *)object)->set);
}

static void detail_set_iterator(PyObject *object, struct text *out)
{
    const struct set_iterator *iterator = (struct set_iterator *)object;

    if (iterator->set == NULL)
        say_exhausted(out);
    else
        say_remaining(iterator->remaining, out);
}

static uint64_t version_of_set_iterator(PyObject *object)
{
    const struct set_iterator *iterator = (struct set_iterator *)object;

    return 4 * (uint64_t)iterator->remaining + 2 * (iterator->set == NULL) + 1;
}

/* ---- range: rangeobject.c ---- */

struct range_iterator {
    PyObject_HEAD
    long next;
    long step;
    long remaining;
};

/* Before 3.12. */
struct indexed_range_iterator {
    PyObject_HEAD
    long index;
    long start;
    long step;
    long length;
};

static bool is_indexed_range(PyObject *iterator)
{
    return (size_t)Py_TYPE(iterator)->tp_basicsize >= sizeof(struct indexed_range_iterator);
}

static long remaining_of_range(PyObject *object)
{
    const struct indexed_range_iterator *indexed = (struct indexed_range_iterator *)object;

    return is_indexed_range(object) ? indexed->length - indexed->index : ((struct range_iterator *)object)->remaining;
}

static uint64_t version_of_range_iterator(PyObject *object)
{
    return 2 * (uint64_t)remaining_of_range(object) + 1;
}

/* (Most loops are over one of these.) */
static void detail_range_iterator(PyObject *object, struct text *out)
{
    char line[80], *end = line;
    const struct range_iterator *plain = (struct range_iterator *)object;
    const struct indexed_range_iterator *indexed = (struct indexed_range_iterator *)object;
    bool is_indexed = is_indexed_range(object);
    long remaining = remaining_of_range(object);

    if (remaining <= 0) {
        say_exhausted(out);
        return;
    }
    memcpy(end, "next: ", strlen("next: "));
    end = put_number(end + strlen("next: "),
                     is_indexed ? indexed->start + indexed->index * indexed->step : plain->next);
    memcpy(end, "\nremaining: ", strlen("\nremaining: "));
    end = put_number(end + strlen("\nremaining: "), remaining);
    text_append(out, line, (size_t)(end - line));
}

static inline bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* "next: 41\nremaining: 7": what the first number is, follows from the iterator. */
static bool range_goes_on(PyObject *object, char *line, size_t length, size_t *first)
{
    const struct range_iterator *plain = (struct range_iterator *)object;
    const struct indexed_range_iterator *indexed = (struct indexed_range_iterator *)object;
    bool is_indexed = is_indexed_range(object);
    long next = is_indexed ? indexed->start + indexed->index : plain->next;
    size_t at = length;

    while (at > 0 && is_digit(line[at - 1]))
        at--;
    if (at <= strlen("\nremaining: ") || (is_indexed ? indexed->step : plain->step) != 1 || next <= 0 ||
        next % 10 == 0 || line[length - 1] < '1')
        return false;
    *first = at - strlen("\nremaining: ") - 1;
    line[*first]++;
    line[length - 1]--;
    return true;
}

bool carriers_go_on(PyObject *iterator, char *line, size_t length, size_t *first)
{
    if (Py_IS_TYPE(iterator, &PyRangeIter_Type))
        return remaining_of_range(iterator) > 0 && range_goes_on(iterator, line, length, first);
    if (((struct sequence_iterator *)iterator)->sequence == NULL || length == 0 || !is_digit(line[length - 1]) ||
        line[length - 1] == '9')
        return false;
    *first = length - 1;
    line[*first]++;
    return true;
}

/* ---- zip, map, filter, iter(callable, sentinel): bltinmodule.c, iterobject.c ---- */

struct zip {
    PyObject_HEAD
    Py_ssize_t size;
    PyObject *sources;
    PyObject *result; /* given out again and again while nobody else has it */
};

static void read_zip(PyObject *object, struct entry_words *words)
{
    words_add_field(words, LABEL_SOURCES, ((struct zip *)object)->sources);
    words_add_field(words, LABEL_RESULT, ((struct zip *)object)->result);
}

struct two_objects {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
};

static void read_map(PyObject *object, struct entry_words *words)
{
    words_add_field(words, LABEL_FUNCTION, ((struct two_objects *)object)->second);
    words_add_field(words, LABEL_SOURCES, ((struct two_objects *)object)->first);
}

static void read_filter(PyObject *object, struct entry_words *words)
{
    words_add_field(words, LABEL_FUNCTION, ((struct two_objects *)object)->first);
    words_add_field(words, LABEL_SOURCE, ((struct two_objects *)object)->second);
}

static void read_call_iterator(PyObject *object, struct entry_words *words)
{
    words_add_field(words, LABEL_FUNCTION, ((struct two_objects *)object)->first);
    words_add_field(words, LABEL_SENTINEL, ((struct two_objects *)object)->second);
}

/* ---- memoryview ---- */

static bool is_released(PyObject *object)
{
    const PyMemoryViewObject *view = (PyMemoryViewObject *)object;

    return (view->flags & _Py_MEMORYVIEW_RELEASED) != 0 || (view->mbuf->flags & _Py_MANAGED_BUFFER_RELEASED) != 0;
}

static void read_memoryview(PyObject *object, struct entry_words *words)
{
    if (!is_released(object))
        words_add_field(words, LABEL_OBJ, PyMemoryView_GET_BUFFER(object)->obj);
}

static void detail_memoryview(PyObject *object, struct text *out)
{
    const Py_buffer *buffer = PyMemoryView_GET_BUFFER(object);

    if (is_released(object))
        text_add(out, "released");
    else
        text_format(out, "%zd byte%s%s", buffer->len, buffer->len == 1 ? "" : "s",
                    buffer->readonly ? ", read-only" : "");
}

/* ---- files: _io/fileio.c, _io/bufferedio.c, _io/textio.c; what is left out stands behind ---- */

struct raw_file {
    PyObject_HEAD
    int descriptor; /* -1 once it is closed */
};

static void detail_raw_file(PyObject *object, struct text *out)
{
    int descriptor = ((struct raw_file *)object)->descriptor;

    if (descriptor < 0)
        text_add(out, "closed");
    else
        text_format(out, "descriptor: %d", descriptor);
}

struct buffered_file {
    PyObject_HEAD
    PyObject *raw;
    int ok; /* 0 until it is initialised, and once it is detached */
    int detached;
    int readable;
    int writable;
    char finalizing;
    int fast_closed_checks;
    int64_t raw_position; /* of the descriptor */
    char *buffer;
    int64_t position; /* in the buffer */
    int64_t raw_in_buffer;
    int64_t read_end; /* -1: nothing is buffered for reading */
    int64_t write_position;
    int64_t write_end;
};

static void detail_buffered_file(PyObject *object, struct text *out)
{
    const struct buffered_file *file = (struct buffered_file *)object;
    bool buffers = (file->readable && file->read_end != -1) || (file->writable && file->write_end != -1);

    if (!file->ok)
        text_add(out, "detached");
    else if (file->buffer == NULL)
        text_add(out, "closed");
    else if (file->raw_position >= 0)
        say_position((Py_ssize_t)(file->raw_position -
                                  (buffers && file->raw_in_buffer >= 0 ? file->raw_in_buffer - file->position : 0)),
                     out);
}

struct text_file {
    PyObject_HEAD
    int ok;
    int detached;
    Py_ssize_t chunk_size;
    PyObject *buffer; /* no member of the class's in later releases of 3.14 */
    PyObject *encoding;
};

static void read_text_file(PyObject *object, struct entry_words *words)
{
    const struct text_file *file = (struct text_file *)object;

    words_add_field(words, LABEL_ENCODING, file->encoding);
    words_add_field(words, LABEL_BUFFER, file->buffer);
}

/* Of those without functions here, members and attributes tell all. */
#define SIZE_OF(structure) sizeof(struct structure)

static const struct carrier carriers[] = {
    {"list_iterator", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"list_reverseiterator", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"tuple_iterator", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"str_iterator", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"str_ascii_iterator", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"bytes_iterator", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"bytearray_iterator", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"iterator", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"reversed", SIZE_OF(sequence_iterator), read_sequence_iterator, detail_sequence_iterator,
     version_of_sequence_iterator},
    {"enumerate", SIZE_OF(enumerate), read_enumerate, detail_enumerate, version_of_enumerate},
    {"dict_keys", sizeof(_PyDictViewObject), read_view, NULL, version_of_constant},
    {"dict_values", sizeof(_PyDictViewObject), read_view, NULL, version_of_constant},
    {"dict_items", sizeof(_PyDictViewObject), read_view, NULL, version_of_constant},
    {"odict_keys", sizeof(_PyDictViewObject), read_view, NULL, version_of_constant},
    {"odict_values", sizeof(_PyDictViewObject), read_view, NULL, version_of_constant},
    {"odict_items", sizeof(_PyDictViewObject), read_view, NULL, version_of_constant},
    {"dict_keyiterator", SIZE_OF(dict_iterator), read_dict_iterator, detail_dict_iterator, version_of_dict_iterator},
    {"dict_valueiterator", SIZE_OF(dict_iterator), read_dict_iterator, detail_dict_iterator,
     version_of_dict_iterator},
    {"dict_itemiterator", SIZE_OF(dict_iterator), read_dict_iterator, detail_dict_iterator, version_of_dict_iterator},
    {"dict_reversekeyiterator", SIZE_OF(dict_iterator), read_dict_iterator, detail_dict_iterator,
     version_of_dict_iterator},
    {"dict_reversevalueiterator", SIZE_OF(dict_iterator), read_dict_iterator, detail_dict_iterator,
     version_of_dict_iterator},
    {"dict_reverseitemiterator", SIZE_OF(dict_iterator), read_dict_iterator, detail_dict_iterator,
     version_of_dict_iterator},
    {"set_iterator", SIZE_OF(set_iterator), read_set_iterator, detail_set_iterator, version_of_set_iterator},
    {"range_iterator", SIZE_OF(range_iterator), NULL, detail_range_iterator, version_of_range_iterator},
    {"zip", SIZE_OF(zip), read_zip, NULL, version_of_constant},
    {"map", SIZE_OF(two_objects), read_map, NULL, version_of_constant},
    {"filter", SIZE_OF(two_objects), read_filter, NULL, version_of_constant},
    {"callable_iterator", SIZE_OF(two_objects), read_call_iterator, NULL, NULL},
    {"memoryview", sizeof(PyMemoryViewObject) - sizeof(Py_ssize_t), read_memoryview, detail_memoryview, NULL},
    {"_io.FileIO", SIZE_OF(raw_file), NULL, detail_raw_file, NULL},
    {"_io.BufferedReader", SIZE_OF(buffered_file), NULL, detail_buffered_file, NULL},
    {"_io.BufferedWriter", SIZE_OF(buffered_file), NULL, detail_buffered_file, NULL},
    {"_io.BufferedRandom", SIZE_OF(buffered_file), NULL, detail_buffered_file, NULL},
    {"_io.TextIOWrapper", SIZE_OF(text_file), read_text_file, NULL, NULL},
    {"numpy.ndarray", ARRAYS_SIZE, arrays_read, arrays_detail, arrays_version},
    {"array.array", ARRAYS_SIZE_OF_PYTHON, NULL, arrays_detail_of_python, arrays_version_of_python},
#define SCALAR(name, type, size) \
    {name, sizeof(PyObject) + (size), NULL, arrays_detail_of_scalar, version_of_constant},
    ARRAYS_SCALARS(SCALAR)
#undef SCALAR
        {"functools.partial", sizeof(PyObject), NULL, NULL, NULL},
    {"property", sizeof(PyObject), NULL, NULL, NULL},
    {"staticmethod", sizeof(PyObject), NULL, NULL, NULL},
    {"classmethod", sizeof(PyObject), NULL, NULL, NULL},
    {"_collections._tuplegetter", sizeof(PyObject), NULL, NULL, NULL},
    {"types.SimpleNamespace", sizeof(PyObject), NULL, NULL, NULL},
    {"string.templatelib.Template", sizeof(PyObject), NULL, NULL, NULL},
    {"string.templatelib.Interpolation", sizeof(PyObject), NULL, NULL, NULL},
};

const struct carrier *carriers_find(const PyTypeObject *type)
{
    for (size_t i = 0; i < sizeof carriers / sizeof carriers[0]; i++)
        if (is_named(type, carriers[i].name, carriers[i].size))
            return &carriers[i];
    return NULL;
}

bool carriers_are_still(const struct carrier *carrier)
{
    return carrier->detail == arrays_detail || carrier->detail == arrays_detail_of_python ||
           carrier->detail == arrays_detail_of_scalar;
}

/* ---- deque and defaultdict: _collectionsmodule.c ---- */

enum { DEQUE_BLOCK = 64 };

struct deque_block {
    struct deque_block *left;
    PyObject *items[DEQUE_BLOCK];
    struct deque_block *right;
};

struct deque {
    PyObject_VAR_HEAD struct deque_block *left_block;
    struct deque_block *right_block;
    Py_ssize_t left_index; /* in the left block */
    Py_ssize_t right_index;
    size_t state;
    Py_ssize_t most; /* -1: no limit */
};

bool carriers_is_deque(const PyTypeObject *type)
{
    return is_named(type, "collections.deque", SIZE_OF(deque));
}

void carriers_read_deque(PyObject *object, struct entry_words *words)
{
    const struct deque *deque = (struct deque *)object;
    const struct deque_block *block = deque->left_block;
    Py_ssize_t index = deque->left_index, count = Py_SIZE(object);

    for (Py_ssize_t i = 0; i < count && i < TRACE_ENTRIES_MAX; i++) {
        words_add_item(words, block->items[index++]);
        if (index == DEQUE_BLOCK) {
            block = block->right;
            index = 0;
        }
    }
    words->hidden = (uint64_t)(count > TRACE_ENTRIES_MAX ? count - TRACE_ENTRIES_MAX : 0);
}

void carriers_detail_deque(PyObject *object, struct text *out)
{
    Py_ssize_t most = ((struct deque *)object)->most;

    if (most >= 0)
        text_format(out, "maxlen: %zd", most);
}

struct defaultdict {
    PyDictObject dict;
    PyObject *factory;
};

bool carriers_is_defaultdict(const PyTypeObject *type)
{
    return is_named(type, "collections.defaultdict", SIZE_OF(defaultdict));
}

PyObject *carriers_default_factory(PyObject *dict)
{
    return ((struct defaultdict *)dict)->factory;
}

/* ---- OrderedDict: odictobject.c ---- */

struct ordered_node {
    PyObject *key;
    Py_hash_t hash;
    struct ordered_node *next;
    struct ordered_node *previous;
};

struct ordered_dict {
    PyDictObject dict;
    struct ordered_node *first;
    struct ordered_node *last;
    struct ordered_node **nodes;
    Py_ssize_t node_count;
    void *keys_at_last_resize;
    size_t state; /* grows with each change of the list of nodes */
};

uint64_t carriers_order_version(PyObject *dict)
{
    return ((struct ordered_dict *)dict)->state;
}

/* Node and table hold the very same key, so that nothing needs to be hashed or compared. */
void carriers_read_ordered(PyObject *dict, struct entry_words *words)
{
    VECTOR(PyObject *) values = VECTOR_EMPTY;
    struct map places = MAP_EMPTY; /* a key's address → index in `values` */
    PyObject *key, *value;
    Py_ssize_t at = 0;
    uint32_t place;

    vector_reserve(&values, (size_t)PyDict_GET_SIZE(dict));
    while (PyDict_Next(dict, &at, &key, &value)) {
        map_put(&places, (uintptr_t)key, (uint32_t)values.count);
        vector_push(&values, value);
    }
    for (const struct ordered_node *node = ((struct ordered_dict *)dict)->first; node != NULL; node = node->next)
        if (words_room(words, 2) > 0 && map_get(&places, (uintptr_t)node->key, &place))
            words_add_pair(words, node->key, values.items[place]);
    map_free(&places);
    vector_free(&values);
}
