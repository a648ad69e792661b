/* What is in lists, tuples and dictionaries, and changes there. */
#include "record/steps_parts.h"

#if INSTRUCTIONS_ARE_KNOWN

#include "base/ways.h"
#include "record/objects.h"

static bool same_key(PyObject *one, PyObject *other)
{
    if (one == other)
        return true;
    return PyUnicode_CheckExact(one) && PyUnicode_CheckExact(other) && PyUnicode_KIND(one) == PyUnicode_KIND(other) &&
           PyUnicode_GET_LENGTH(one) == PyUnicode_GET_LENGTH(other) &&
           memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other),
                  (size_t)PyUnicode_GET_LENGTH(one) * PyUnicode_KIND(one)) == 0;
}

static Py_ssize_t index_in(const PyDictKeysObject *keys, size_t place)
{
    if (MOSTLY(keys->dk_log2_size < 8))
        return ((const int8_t *)keys->dk_indices)[place];
    if (keys->dk_log2_size < 16)
        return ((const int16_t *)keys->dk_indices)[place];
    if (keys->dk_log2_size < 32)
        return ((const int32_t *)keys->dk_indices)[place];
    return ((const int64_t *)keys->dk_indices)[place];
}

/* (A str keeps its hash: whoever uses it as a key does not work it out again.) */
static Py_hash_t hash_of(const struct operand *key, Py_ssize_t *number, bool *is_int)
{
    PyObject *object = object_of(key);

    *is_int = is_number(key, number);
    if (*is_int)
        return *number == -1 ? -2 : *number;
    if (object == NULL || !PyUnicode_CheckExact(object))
        return -1;
    return ((PyASCIIObject *)object)->hash != -1 ? ((PyASCIIObject *)object)->hash : PyObject_Hash(object);
}

/* The index of a str or a small int among a dictionary's entries, as dictobject.c looks it up but for what would run
 * code; NO_ENTRY when it is not there, SOME_ENTRY when that cannot be told. */
EACH_STEP Py_ssize_t steps_find_entry(PyObject *dict, const struct operand *key)
{
    PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1, perturb, place;
    Py_ssize_t number = 0;
    bool is_int;
    Py_hash_t hash = hash_of(key, &number, &is_int);

    if (hash == -1)
        return SOME_ENTRY;
    perturb = (size_t)hash;
    for (place = (size_t)hash & mask;; place = (place * 5 + (perturb >>= 5) + 1) & mask) {
        Py_ssize_t index = index_in(keys, place);
        PyObject *found;
        struct operand there;
        Py_ssize_t other;

        if (SELDOM(index == DKIX_EMPTY))
            return NO_ENTRY;
        if (UNUSUAL(index < 0))
            continue;
        found = DK_IS_UNICODE(keys) ? DK_UNICODE_ENTRIES(keys)[index].me_key : DK_ENTRIES(keys)[index].me_key;
        there = operand_as(VALUE, found);
        if (is_int ? is_number(&there, &other) && other == number : same_key(found, object_of(key)))
            return index;
        if (!DK_IS_UNICODE(keys) && DK_ENTRIES(keys)[index].me_hash == hash)
            return SOME_ENTRY; /* (1.0 is 1) */
    }
}

PyObject *steps_entry_value(PyObject *dict, Py_ssize_t index)
{
    const PyDictObject *object = (PyDictObject *)dict;

    if (object->ma_values != NULL)
        return object->ma_values->values[index];
    if (DK_IS_UNICODE(object->ma_keys))
        return DK_UNICODE_ENTRIES(object->ma_keys)[index].me_value;
    return DK_ENTRIES(object->ma_keys)[index].me_value;
}

struct operand steps_item_of(const struct operand *container, const struct operand *key)
{
    Py_ssize_t number, count;

    if (object_of(container) == NULL || steps_is_altered(object_of(container)))
        return unknown_operand;
    if (is_sequence(container) && is_number(key, &number)) {
        PyObject *const *items = items_of(object_of(container), &count);

        number += number < 0 ? count : 0;
        return number >= 0 && number < count ? operand_of(items[number]) : absent_operand;
    }
    if (PyDict_CheckExact(object_of(container))) {
        Py_ssize_t index = steps_find_entry(object_of(container), key);

        return index >= 0 ? operand_of(steps_entry_value(object_of(container), index)) : unknown_operand;
    }
    return unknown_operand;
}

struct operand steps_subscript(const struct operand *container, const struct operand *key)
{
    enum sort usable = worse(sort_of(container), sort_of(key));

    if (usable != VALUE)
        return unusable(usable);
    if (sort_of(container) == VALUE)
        return value_operand;
    if (sort_of(key) != VALUE)
        steps_suspect_tuple(container);
    if (is_sequence(container) && is_exactly(key, &PySlice_Type))
        return new_of(type_of(container));
    usable = worse(steps_use_of(container), steps_use_of(key));
    if (usable != VALUE)
        return usable == UNKNOWN ? doubtful() : steps_given_by(container, &_Py_ID(__getitem__));
    if (steps_is_container(key))
        go_in();
    return steps_item_of(container, key);
}

/* A list's last item comes or goes.  Of one that the log does not tell of, only the item's count can be told to
 * change. */
EACH_STEP void steps_change_end(PyObject *object, const struct operand *item)
{
    if (!PyList_CheckExact(object)) {
        steps_change(object);
        return;
    }
    if (!objects_are_told_by(object))
        steps_hold(item);
    else if (PyList_GET_SIZE(object) > TRACE_ENTRIES_MAX)
        steps_suspect(item);
    touch(object, OBJECTS_END);
}

static void change_list_item(PyObject *list, Py_ssize_t at, const struct operand *item)
{
    touch(PyList_GET_ITEM(list, at), HOT_COUNT);
    if (at >= TRACE_ENTRIES_MAX || !objects_are_told_by(list))
        steps_suspect(item);
    touch(list, at);
}

EACH_STEP void steps_store_in_dict(PyObject *dict, const struct operand *key, const struct operand *item)
{
    Py_ssize_t index = steps_find_entry(dict, key);

    if (!objects_are_told_by(dict)) {
        struct operand before = index >= 0 ? operand_of(steps_entry_value(dict, index)) : absent_operand;

        steps_suspect(&before);
        steps_suspect(item);
    }
    if (index == SOME_ENTRY || steps_is_altered(dict))
        steps_change(dict);
    else
        steps_change_at(dict, index == NO_ENTRY ? OBJECTS_END : index);
}

EACH_STEP void steps_store_in_list(PyObject *list, const struct operand *key, const struct operand *item)
{
    Py_ssize_t number;

    if (!is_number(key, &number)) {
        steps_change(list);
        steps_suspect(item);
        return;
    }
    number += number < 0 ? PyList_GET_SIZE(list) : 0;
    if (steps_is_reshaped(list))
        steps_change(list);
    else if (number >= 0 && number < PyList_GET_SIZE(list))
        change_list_item(list, number, item);
}

/* Whether both are known so far that an entry of the container is what changes. */
static bool is_entry(const struct operand *container, const struct operand *key)
{
    enum sort usable = worse(sort_of(container), sort_of(key));

    if (usable != VALUE)
        unusable(usable);
    return usable == VALUE && sort_of(container) == OBJECT;
}

void steps_store_item(const struct operand *item, const struct operand *container, const struct operand *key)
{
    if (!is_entry(container, key))
        return;
    if (worse(steps_use_of(container), steps_use_of(key)) == UNKNOWN)
        doubt();
    if (steps_is_container(key))
        go_in();
    if (PyList_CheckExact(object_of(container))) {
        steps_store_in_list(object_of(container), key, item);
    } else if (PyDict_CheckExact(object_of(container))) {
        steps_store_in_dict(object_of(container), key, item);
    } else {
        steps_change(object_of(container));
        steps_suspect(item);
    }
}

void steps_delete_item(const struct operand *container, const struct operand *key)
{
    if (!is_entry(container, key))
        return;
    if (worse(steps_use_of(container), steps_use_of(key)) == UNKNOWN || !objects_are_told_by(object_of(container)))
        doubt();
    if (steps_is_container(key))
        go_in();
    steps_change(object_of(container));
}

#endif
