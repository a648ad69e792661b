#include "record/objects.h"

#include "base/ways.h"
#include "cpython/instructions.h"
#include "record/audit.h"
#include "record/births.h"
#include "record/changes.h"
#include "record/shadows.h"

enum {
    AUDIT_LEAST = 1024,     /* steps from one walk to the next, at least, and */
    AUDIT_EACH = 8,         /* more for each object that there is to walk, or so many entries */
    WALKED_AT_ONCE = 16384, /* a walk that costs no more is made whenever there is doubt; a longer one, */
    WALKED_A_STEP = 2048,   /* only so often that it comes to so much a step */
};

void objects_start(struct trace_writer *writer, void (*roots)(void))
{
    objects.writer = writer;
    objects.roots = roots;
    objects.epoch = objects.walked_at = 1; /* what is born was not walked since */
    objects.due = objects.walked_at + AUDIT_LEAST;
    index_start(&objects.by_address);
    audit_start();
}

inline shadow_place objects_place(PyObject *object)
{
    return births_shadow(object, false);
}

inline shadow_place objects_find(PyObject *object)
{
    size_t small = facts_small_int(object);
    struct shadow *shadow;

    if (small < FACTS_SMALL_INTS)
        return objects.small_ints[small];
    shadow = shadows_find(object);
    return USUAL(shadow != NULL && shadows_is_of(shadow, object)) ? shadow : NULL;
}

uint64_t objects_number(PyObject *object)
{
    return births_shadow(object, false)->number;
}

inline uint64_t objects_number_at(shadow_place place)
{
    return place != NULL ? place->number : 0;
}

inline bool objects_is_of_value(shadow_place place)
{
    return place == NULL || place->value;
}

inline bool objects_is_told(shadow_place place)
{
    return place->told;
}

inline bool objects_is(shadow_place place, uint64_t number, PyObject *object)
{
    return place != NULL && place->number == number && shadows_is_of(place, object);
}

inline shadow_place objects_again(shadow_place place, uint64_t number, PyObject *object)
{
    return MOSTLY(place != NULL && place->number == number) ? births_again(object, place, false)
                                                            : births_shadow(object, false);
}

inline bool objects_is_steady(shadow_place place)
{
    return objects_is_told(place) && place->epoch >= objects.walked_at;
}

void objects_recount(shadow_place place)
{
    changes_count(place);
}

void objects_begin(PyObject *lent)
{
    objects.lent = lent;
    objects.begun = ++objects.epoch;
    audit_count_step();
    objects.shown = 0;
    objects.step_walked = 0;
}

void objects_go_on(void)
{
    objects.begun = ++objects.epoch;
    audit_count_step();
    objects.step_walked = 0;
}

uint32_t objects_walked(void)
{
    return objects.step_walked;
}

bool objects_reach(shadow_place place)
{
    shadows_reach(place, objects.epoch);
    return !place->leaf;
}

void objects_reach_namespace(PyObject *dict)
{
    struct shadow *shadow = shadows_find(dict);

    if (shadow != NULL)
        shadows_reach(shadow, objects.epoch);
}

inline int64_t objects_counted(shadow_place place)
{
    return shadows_counted(place);
}

/* What it holds is to be looked at: of a tuple, at each step that it is met at, and else unless that was done. */
static OUT_OF_LINE void reach_met(struct shadow *shadow)
{
    shadows_reach(shadow, shadow->kind == TRACE_OBJECT_TUPLE ? objects.epoch : objects.walked_at);
}

/* Something holds it now: as shadows_meet, but that what has become of its count is told as objects_counted does. */
static inline int64_t meet_now(struct shadow *shadow)
{
    int64_t change = objects_counted(shadow);

    if (UNUSUAL(shadow->epoch < objects.walked_at || shadow->kind == TRACE_OBJECT_TUPLE))
        reach_met(shadow);
    return change;
}

void objects_take(shadow_place place)
{
    if (place != NULL)
        shadows_meet(place, true);
}

/* (What is found out at an event is so until the event is over: a count need not be looked at when all has been
 * read.) */
inline uint64_t objects_hold(shadow_place place, int64_t *change)
{
    *change = place->leaf ? 0 : meet_now(place);
    return place->number;
}

void objects_let_go(shadow_place place)
{
    if (UNUSUAL(place != NULL && place->trusted))
        shadows_suspect_trusted(place);
}

void objects_show(shadow_place place)
{
    objects.shown = place;
    objects_take(place);
}

void objects_show_now(shadow_place place)
{
    int64_t change;

    objects.shown = place;
    if (place->leaf)
        return;
    change = meet_now(place);
    if (change != 0)
        trace_writer_counted(objects.writer, place->number, change);
}

/* Walks. */

/* Looks at all that waits to be walked, and at what can be reached from there that was not since the step `before`.
 * Returns the cost. */
static OUT_OF_LINE uint32_t walk(uint32_t before)
{
    bool everything = before == objects.epoch;
    uint32_t walked = 0;

    while (objects.to_walk.count > 0) {
        struct shadow *shadow = objects.to_walk.items[--objects.to_walk.count];
        uint64_t written = objects.written;
        int64_t references = shadow->references;

        walked += 1 + shadow->count / 2;
        if (shadow->born < objects.begun) { /* no code has run since the others were born */
            changes_look(shadow);
            changes_count(shadow);
        }
        if (objects.proving && objects.written != written)
            audit_tell_of_miss(shadow, shadow->references - references);
        if (!everything)
            shadows_suspect_all(shadow);
        for (size_t i = 0; shadow->leads && i < shadow->count; i++)
            if (shadow->entries[i].shadow != NULL && !shadow->entries[i].leaf)
                shadows_reach(shadow->entries[i].shadow, before);
    }
    objects.step_walked += walked;
    return walked;
}

/* Also past what was already walked at this step, for being new or for having been out of reach. */
static void walk_everything(void)
{
    objects.epoch++;
    objects.roots();
    if (objects.shown != NULL)
        objects_reach(objects.shown);
    objects.walked = walk(objects.epoch);
    objects.walked_at = objects.epoch;
    objects.due = objects.epoch + AUDIT_LEAST + AUDIT_EACH * objects.walked;
    objects.rests = objects.epoch + (objects.walked > WALKED_AT_ONCE ? objects.walked / WALKED_A_STEP : 0);
}

/* Touches. */

void objects_touch(PyObject *object, Py_ssize_t at)
{
    if (audit_is_blind())
        return;
    for (size_t i = 0; i < objects.touched.count; i++)
        if (objects.touched.items[i].object == object && objects.touched.items[i].at == at)
            return;
    vector_push(&objects.touched, ((struct touch){object, at}));
    objects.uneasy = true;
}

void objects_suspect(PyObject *object)
{
    if (!audit_is_blind())
        shadows_suspect(shadows_find(object));
}

bool objects_suspect_told(PyObject *object)
{
    struct shadow *shadow = shadows_find(object);

    if (!audit_is_blind())
        shadows_suspect(shadow);
    return shadow != NULL && shadow->open;
}

void objects_suspect_at(shadow_place place)
{
    if (!audit_is_blind())
        shadows_suspect(place);
}

void objects_begin_straight(void)
{
    audit_count_step();
    objects.begun = ++objects.epoch;
    objects.shown = NULL;
}

void objects_vouch(bool vouched, bool calm)
{
    objects.vouched = vouched;
    objects.calm = calm;
}

bool objects_are_bereft(void)
{
    return objects.bereft;
}

bool objects_are_easy(void)
{
    return USUAL(!objects.uneasy && !audit_is_blind());
}

bool objects_are_calm(void)
{
    return objects_are_easy() && objects.restless.count == 0;
}

bool objects_know_dict(PyObject *dict)
{
    static struct {
        PyObject *dict; /* asked about last, and not known */
        uint32_t born;  /* as objects.dicts was then */
    } unknown;

    if (USUAL(unknown.dict == dict && unknown.born == objects.dicts))
        return false;
    if (shadows_find(dict) != NULL)
        return true;
    unknown.dict = dict;
    unknown.born = objects.dicts;
    return false;
}

bool objects_any_restless(void)
{
    return objects.restless.count > 0;
}

bool objects_are_told_by(PyObject *object)
{
    const struct shadow *shadow = shadows_find(object);

    return shadow != NULL && shadow->open;
}

/* Several instances may have been given one dictionary. */
static RARE void look_at_sharers(const PyObject *dictionary)
{
    struct shadow *owner = index_get(&objects.dictionaries, dictionary);

    for (size_t i = objects.sharers.count; i > 0; i--)
        if (i <= objects.sharers.count && objects.sharers.items[i - 1]->dictionary == dictionary)
            changes_look(objects.sharers.items[i - 1]);
    if (owner != NULL)
        changes_look(owner);
}

/* The dictionary of an object's attributes, and the object, change together. */
static OUT_OF_LINE void look_at(PyObject *object, Py_ssize_t at, struct shadow *shadow)
{
    struct shadow *owner;

    if (shadow != NULL) {
        PyObject *dictionary;

        if (changes_look_at_fields(shadow))
            return;

        changes_look_known(births_known(object, shadow), at);
        dictionary = shadow->dictionary;
        if (SELDOM(dictionary != NULL))
            changes_look_known(births_known(dictionary, shadows_find(dictionary)), OBJECTS_ALL);
    }
    owner = index_get(&objects.dictionaries, object);
    if (owner != NULL)
        changes_look(owner);
    if (UNUSUAL(objects.sharers.count > 0))
        look_at_sharers(shadow != NULL && shadow->dictionary != NULL ? shadow->dictionary : object);
}

/* (A list has no attributes, and is nobody's dictionary.) */
EACH_STEP void objects_look_at(PyObject *object, Py_ssize_t at)
{
    struct shadow *shadow = shadows_find(object);

    if (MOSTLY(PyList_CheckExact(object)) && USUAL(shadow != NULL && shadow->type == &PyList_Type))
        changes_look_known(shadow, at);
    else
        look_at(object, at, shadow);
}

static OUT_OF_LINE void look_at_touches(void)
{
    for (size_t i = 0; i < objects.touched.count; i++)
        objects_look_at(objects.touched.items[i].object, objects.touched.items[i].at);
}

void objects_look(shadow_place place, Py_ssize_t at)
{
    if (audit_is_blind())
        return;
    if (place->type == &PyList_Type ||
        shadows_is_lonely(place->type)) /* has no attributes, and is nobody's dictionary */
        changes_look_known(place, at);
    else
        objects_look_at(place->address, at);
}

/* Where a reference is lent. */
static RARE void look_at_counts_slowly(void)
{
    for (size_t i = 0; i < objects.suspects.count; i++) {
        changes_count(objects.suspects.items[i]);
        objects.suspects.items[i]->trusted = objects.suspects.items[i]->counted;
    }
    objects.suspects.count = 0;
}

/* (One of them may have died since: its shadow is not counted, or another object's.) */
static OUT_OF_LINE void look_at_counts(void)
{
    struct shadow **suspect = objects.suspects.items, **end = suspect + objects.suspects.count;
    struct trace_counts counts;

    if (UNUSUAL(objects.lent != NULL)) {
        look_at_counts_slowly();
        return;
    }
    counts = trace_writer_begin_counts(objects.writer, objects.suspects.count);
    for (; suspect < end; suspect++) {
        struct shadow *shadow = *suspect;
        int64_t change;

        shadow->trusted = shadow->counted;
        if (UNUSUAL(!shadow->counted))
            continue;
        change = (int64_t)Py_REFCNT(shadow->address) - shadow->references;
        if (change == 0)
            continue;
        shadow->references += change;
        trace_writer_add_count(&counts, shadow->number, change);
    }
    objects.suspects.count = 0;
    objects.written += trace_writer_end_counts(objects.writer, &counts);
}

/* Those that are so no more, or have died, are struck off. */
static OUT_OF_LINE void look_at_restless(void)
{
    for (size_t i = objects.restless.count; i > 0; i--) {
        struct shadow *shadow = objects.restless.items[i - 1];

        if (!shadow->restless) {
            shadow->listed = false;
            objects.restless.items[i - 1] = vector_last(&objects.restless);
            objects.restless.count--;
            continue;
        }
        shadows_suspect(shadow);
        if (entries_are_constant(shadow->type))
            continue;
        changes_look(shadow);
        changes_look_at_tuples(shadow);
    }
}

static inline bool are_stirred(void)
{
    return !objects.calm || objects.bereft;
}

static inline void look_where_needed(void)
{
    if (objects.touched.count > 0)
        look_at_touches();
    if (objects.restless.count > 0 && are_stirred())
        look_at_restless();
    if (objects.to_walk.count > 0)
        walk(objects.walked_at);
    if (objects.suspects.count > 0)
        look_at_counts();
}

/* Proof. */

/* A walk now and then, seldom enough to cost little, sees whether the touches told everything. */
static bool is_time_to_walk(void)
{
#ifdef TERRARIUM_AUDIT
    return audit_is_due();
#else
    return (int32_t)(objects.epoch - objects.due) >= 0;
#endif
}

static void prove(void)
{
    static const char late[] = "Something changed at an earlier step, and was only noticed here.";
    uint64_t written = objects.written;

    audit_count_proof();
    objects.proving = true;
    walk_everything();
    objects.proving = false;
    if (objects.written != written)
        trace_writer_put(objects.writer, &(struct trace_record){TRACE_NOTE, .note = {{late, sizeof late - 1}}});
}

/* Not all is known that may have changed, or it is time to see whether it was. */
static OUT_OF_LINE void finish_by_walking(void)
{
    if (objects.vouched && !objects.doubted && !objects.behind)
        prove();
    else
        walk_everything();
    objects.behind = false;
    for (size_t i = 0; i < objects.suspects.count; i++)
        objects.suspects.items[i]->trusted = objects.suspects.items[i]->counted;
    vector_clear(&objects.suspects);
}

/* Whether there is so much to walk, and has been walked so lately, that what may have changed has to wait.  (Where
 * doubt is the rule, as instructions are not known, and where every walk is a proof, it never does.) */
static bool is_to_rest(void)
{
#if INSTRUCTIONS_ARE_KNOWN && !defined TERRARIUM_AUDIT
    return (int32_t)(objects.epoch - objects.rests) < 0;
#else
    return false;
#endif
}

/* What is known to have changed is looked at, and the rest at one of the next steps. */
static void put_off(void)
{
    static const char few[] =
        "So much is in memory that where it is not known what a line changed, not every step looked "
        "at all of it: some changes are told of a few steps late.";
    static bool told;

    if (!told)
        trace_writer_put(objects.writer, &(struct trace_record){TRACE_NOTE, .note = {{few, sizeof few - 1}}});
    told = objects.behind = true;
    objects.calm = false;
    if ((int32_t)(objects.rests - objects.due) < 0)
        objects.due = objects.rests;
    look_where_needed();
}

void objects_catch_up(void)
{
    objects.rests = objects.epoch;
    if (objects.behind)
        objects.due = objects.epoch;
}

static OUT_OF_LINE void finish_long(void)
{
    if ((!objects.vouched || objects.doubted) && is_to_rest()) {
        put_off();
    } else if (objects.vouched && !objects.doubted) {
        look_where_needed();
        if (objects.doubted || is_time_to_walk())
            finish_by_walking();
    } else {
        finish_by_walking();
    }
    vector_clear(&objects.touched);
    objects.vouched = objects.doubted = objects.bereft = false;
    objects.uneasy = false;
    objects.lent = NULL;
    audit_tell();
}

/* (Most often nothing has changed but counts.) */
EACH_STEP OUT_OF_LINE void objects_finish(void)
{
    bool more = !objects.vouched | objects.doubted | ((objects.touched.count | objects.to_walk.count) != 0);

    if (more || is_time_to_walk() || (objects.restless.count > 0 && are_stirred())) {
        finish_long();
        return;
    }
    if (objects.suspects.count > 0)
        look_at_counts();
    objects.vouched = objects.bereft = false;
    objects.uneasy = objects.restless.count > 0;
    objects.lent = NULL;
    audit_tell();
}

inline void objects_finish_told(void)
{
    if (UNUSUAL((objects.touched.count | objects.to_walk.count | objects.restless.count) != 0 || objects.doubted ||
                is_time_to_walk())) {
        objects_finish();
        return;
    }
    if (objects.suspects.count > 0)
        look_at_counts();
    objects.vouched = objects.bereft = objects.uneasy = false;
    audit_tell();
}

bool objects_are_at_rest(void)
{
    return (objects.touched.count | objects.to_walk.count | objects.suspects.count) == 0 &&
           !(objects.doubted | objects.bereft);
}

bool objects_are_settled(void)
{
    return objects_are_at_rest() && !is_time_to_walk();
}

bool objects_finish_move(bool doubt, bool calm)
{
    bool unusual = doubt | objects.doubted | objects.bereft | !calm;

    if (unusual | ((objects.touched.count | objects.to_walk.count) != 0) || is_time_to_walk()) {
        objects_vouch(!doubt, calm);
        objects_finish();
        return true;
    }
    if (objects.suspects.count > 0)
        look_at_counts();
    return false;
}

static OUT_OF_LINE void finish_changed(void)
{
    if (objects.to_walk.count == 0 && objects_are_calm() && !is_time_to_walk()) {
        look_at_counts();
        objects.bereft = false;
        audit_tell();
        return;
    }
    objects_vouch(true, true);
    objects_finish();
}

/* (Of what has died nothing is left to do where nothing changes by itself.) */
void objects_finish_calm(void)
{
    if (SELDOM((objects.to_walk.count | objects.suspects.count) != 0 || objects.uneasy | objects.bereft ||
               UNUSUAL(is_time_to_walk())))
        finish_changed();
}
