/* Python's allocator (Objects/obmalloc.c) knows its own blocks by their addresses, and hands others that are to be
 * freed on to that of the "raw" domain.  There those of the recorder's heap are given back to it. */
#include "record/hook_memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/heap.h"
#include "record/hook_library.h"

/* An object's size is all that an allocator is told of it.  So frames get a size that no other object has: it is too
 * much for Python's allocator, which hands it on as well, and is taken off again.  Nobody sees it: a frame says itself
 * how large it is (frame.__sizeof__). */
static const size_t frame_mark = (size_t)1 << 40;

static PyInterpreterState *interpreter; /* the recorded one */
static PyMemAllocatorEx raw;            /* as it was before */
static bool usual; /* no debug hooks are in force, and there is a GIL: allocators can be exchanged */

static const PyMemAllocatorDomain domains[] = {PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ};
enum { DOMAINS = sizeof domains / sizeof domains[0] };
static PyMemAllocatorEx before[DOMAINS]; /* while ours are in their place */

/* For a frame that the tracer makes the collector's count is lowered before CPython raises it: it would bring
 * collections earlier.  While the tracer rests, the program itself makes them, as for a traceback. */
#if PY_VERSION_HEX < 0x030C0000
static void *raw_malloc(void *context, size_t size)
{
    if (size <= frame_mark)
        return raw.malloc(context, size);
    if (!hook_library_rests())
        --*facts_young(interpreter);
    return malloc(size - frame_mark);
}
#endif

static void *raw_realloc(void *context, void *block, size_t size)
{
    return heap_has(block) ? heap_resize(block, size > 0 ? size : 1) : raw.realloc(context, block, size);
}

/* Python's allocator takes the block off the count of those that it handed on, among which ours never were. */
static void raw_free(void *context, void *block)
{
    if (!heap_has(block)) {
        raw.free(context, block);
        return;
    }
#if PY_VERSION_HEX >= 0x030C0000
    ++*facts_raw_blocks(interpreter);
#endif
    heap_give(block);
}

static void *our_malloc(void *context, size_t size)
{
    (void)context;
    return malloc(size > 0 ? size : 1);
}

static void *our_calloc(void *context, size_t count, size_t size)
{
    (void)context;
    return calloc(count > 0 ? count : 1, size > 0 ? size : 1);
}

static void *their_realloc(void *context, void *block, size_t size)
{
    const PyMemAllocatorEx *theirs = context;

    return block != NULL ? theirs->realloc(theirs->ctx, block, size) : our_malloc(NULL, size);
}

static void their_free(void *context, void *block)
{
    const PyMemAllocatorEx *theirs = context;

    theirs->free(theirs->ctx, block);
}

void hook_memory_start(void)
{
    PyMemAllocatorEx ours;
    const char *name = _PyMem_GetCurrentAllocatorName();

    usual = name != NULL && strcmp(name, "pymalloc") == 0; /* never without a GIL */
    if (!usual)
        return;
    interpreter = PyInterpreterState_Get();
    PyMem_GetAllocator(PYMEM_DOMAIN_RAW, &raw);
    ours = raw;
    ours.realloc = raw_realloc;
    ours.free = raw_free;
#if PY_VERSION_HEX < 0x030C0000
    ours.malloc = raw_malloc;
#endif
    PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &ours);
}

/* From 3.14 on CPython, where it was built with a compiler of its own, makes a list whenever the events of code change
 * (_Py_Executors_InvalidateDependency).  What it frees it keeps for the program's next objects, and what it makes
 * counts for the collector. */
static void exchange_free_objects(void)
{
#if PY_VERSION_HEX >= 0x030E0000
    static struct {
        struct _Py_freelists lists;
        int young;
    } other;
    struct _Py_freelists *lists = &interpreter->object_state.freelists, kept = *lists;
    int *young = facts_young(interpreter), count = *young;

    *lists = other.lists;
    *young = other.young;
    other.lists = kept;
    other.young = count;
#endif
}

void hook_memory_begin(void)
{
    if (usual)
        exchange_free_objects();
    for (int i = 0; usual && i < DOMAINS; i++) {
        PyMemAllocatorEx ours = {&before[i], our_malloc, our_calloc, their_realloc, their_free};

        PyMem_GetAllocator(domains[i], &before[i]);
        PyMem_SetAllocator(domains[i], &ours);
    }
}

void hook_memory_end(void)
{
    for (int i = 0; usual && i < DOMAINS; i++)
        PyMem_SetAllocator(domains[i], &before[i]);
    if (usual)
        exchange_free_objects();
}

void hook_memory_lines(PyCodeObject *code)
{
#if PY_VERSION_HEX < 0x030C0000
    size_t size = (size_t)Py_SIZE(code) * (size_t)code->_co_linearray_entry_size;
    char *lines = code->_co_linearray, *ours;

    if (!usual || lines == NULL || heap_has(lines) || (ours = malloc(size)) == NULL)
        return;
    code->_co_linearray = memcpy(ours, lines, size);
    PyMem_Free(lines);
#else
    (void)code;
#endif
}

void hook_memory_lines_end(PyCodeObject *code)
{
#if PY_VERSION_HEX < 0x030C0000
    if (!heap_has(code->_co_linearray))
        return;
    free(code->_co_linearray);
    code->_co_linearray = NULL;
#else
    (void)code;
#endif
}

bool hook_memory_frames(void)
{
    if (usual)
        PyFrame_Type.tp_basicsize += (Py_ssize_t)frame_mark;
    return usual;
}
