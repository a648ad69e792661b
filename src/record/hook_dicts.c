/* Until 3.13 CPython counts each dictionary's changes in itself.  From 3.14 on it does not, and elsewhere it is
 * nobody's business: a watcher (PyDict_AddWatcher) is called before each change of the dictionaries that were asked
 * about. */
#include "record/hook_dicts.h"

#if HOOK_DICTS_TELL

void hook_dicts_start(void)
{
}

uint64_t hook_dicts_version(PyObject *dict)
{
    return facts_dict_version(dict);
}

#else

#include "base/map.h"

static struct {
    struct map versions; /* of watched dictionaries, by address; 0 once changed, until asked about again */
    uint32_t last;       /* version given out */
    int watcher;         /* negative: CPython has no place for one more */
} dicts;

/* Runs no Python code and takes no reference.  A dictionary that dies may be followed by another at its address. */
static int on_change(PyDict_WatchEvent event, PyObject *dict, PyObject *key, PyObject *value)
{
    (void)key;
    (void)value;
    if (event == PyDict_EVENT_DEALLOCATED)
        map_remove(&dicts.versions, (uintptr_t)dict);
    else
        map_put(&dicts.versions, (uintptr_t)dict, 0);
    return 0;
}

void hook_dicts_start(void)
{
    dicts.watcher = PyDict_AddWatcher(on_change);
    if (dicts.watcher < 0)
        PyErr_Clear();
}

uint64_t hook_dicts_version(PyObject *dict)
{
    uint32_t version = 0;

    if (dicts.watcher < 0)
        return 0;
    if (!map_get(&dicts.versions, (uintptr_t)dict, &version))
        PyDict_Watch(dicts.watcher, dict);
    if (version == 0) {
        version = ++dicts.last;
        map_put(&dicts.versions, (uintptr_t)dict, version);
    }
    return version;
}

#endif
