/* Unpackings in words. */
#include <string.h>

#include "base/translate.h"
#include "model/describe.h"
#include "model/unpacking.h"

static void add_sentence(struct text *out)
{
    if (out->length > 0 && out->bytes[out->length - 1] != ' ')
        text_add_char(out, ' ');
}

/* Whether it is a name, or a place, of its own; what is taken apart in turn is none. */
static bool is_bound(const struct unpacking_target *target, bool bound)
{
    return target->sort != TARGET_NESTED && target->sort != TARGET_DROPPED &&
           (target->state == UNPACKING_BOUND) == bound;
}

static size_t count_bound(const struct unpacking *unpacking, bool bound)
{
    size_t count = 0;

    for (size_t i = 0; i < unpacking->targets.count; i++)
        count += is_bound(&unpacking->targets.items[i], bound);
    return count;
}

static void list_bound(const struct unpacking *unpacking, bool bound, struct text *out)
{
    size_t count = count_bound(unpacking, bound), index = 0;

    for (size_t i = 0; i < unpacking->targets.count; i++)
        if (is_bound(&unpacking->targets.items[i], bound)) {
            const struct text *text = &unpacking->targets.items[i].text;
            size_t stars = text->length > 0 && text->bytes[0] == '*';

            describe_list_separator(index++, count, out);
            text_add(out, text_string(text) + stars);
        }
}

/* Where something was. */
static void tell_bound(const struct unpacking *unpacking, struct text *out)
{
    struct text names = TEXT_EMPTY;
    size_t unbound = count_bound(unpacking, false);

    list_bound(unpacking, true, &names);
    text_format(out,
                count_bound(unpacking, true) == 1 ? translate("%s was bound before that")
                                                  : translate("%s were bound before that"),
                text_string(&names));
    text_clear(&names);
    list_bound(unpacking, false, &names);
    if (unbound > 0)
        text_format(out, unbound == 1 ? translate(", %s was not") : translate(", %s were not"), text_string(&names));
    text_add_char(out, '.');
    text_free(&names);
}

/* Whether the exception's own words stand in what was said before. */
static bool has_said(const char *before, const struct text *message)
{
    const char *words = strstr(text_string(message), ": ");

    return words != NULL && strstr(before, words + 2) != NULL;
}

static void tell_exception(const struct unpacking *unpacking, const char *before, struct text *out)
{
    size_t bound = count_bound(unpacking, true);

    add_sentence(out);
    if (!has_said(before, &unpacking->message))
        text_format(out, "%s. ", text_string(&unpacking->message));
    if (bound == 0) {
        text_add(out, translate("Nothing was bound."));
    } else {
        tell_bound(unpacking, out);
    }
    if (unpacking->iterated && unpacking->taken > 0)
        text_format(out,
                    unpacking->taken == 1 ? translate(" The iterator has given %u item, which is lost.")
                                          : translate(" The iterator has given %u items, which are lost."),
                    (unsigned)unpacking->taken);
}

/* The target of the outermost level that is bound next after the order `from`; NULL when there is none. */
static const struct unpacking_target *bound_after(const struct unpacking *unpacking, size_t from)
{
    const struct unpacking_target *found = NULL;

    for (size_t i = 0; i < unpacking->targets.count; i++) {
        const struct unpacking_target *target = &unpacking->targets.items[i];

        if (target->parent == UNPACKING_NONE && target->order > from &&
            (found == NULL || target->order < found->order))
            found = target;
    }
    return found;
}

static bool is_from_left_to_right(const struct unpacking *unpacking)
{
    size_t order = 0;

    for (size_t i = 0; i < unpacking->targets.count; i++)
        if (unpacking->targets.items[i].parent == UNPACKING_NONE) {
            if (unpacking->targets.items[i].order < order)
                return false;
            order = unpacking->targets.items[i].order;
        }
    return true;
}

static void tell_stack(const struct unpacking *unpacking, struct text *out)
{
    const struct unpacking_target *target = bound_after(unpacking, 0);

    add_sentence(out);
    text_add(out, translate("No tuple is made: the values go onto the value stack, and each store takes one from "
                            "there."));
    if (is_from_left_to_right(unpacking) || target == NULL)
        return;
    text_format(out, translate(" %s is bound first"), text_string(&target->text));
    while ((target = bound_after(unpacking, target->order)) != NULL)
        text_format(out, "%s%s", translate(", then "), text_string(&target->text));
    text_add_char(out, '.');
}

static void tell_source(const struct unpacking *unpacking, struct text *out)
{
    const char *sentence = unpacking->kind == TRACE_OBJECT_DICT  ? translate("A dict gives its keys.")
                           : unpacking->kind == TRACE_OBJECT_STR ? translate("A string gives its characters.")
                                                                 : "";

    if (unpacking->object == 0 || *sentence == '\0')
        return;
    add_sentence(out);
    text_add(out, sentence);
}

static void tell_gathered(const struct unpacking *unpacking, struct text *out)
{
    for (size_t i = 0; i < unpacking->targets.count; i++) {
        const struct unpacking_target *target = &unpacking->targets.items[i];
        const char *name = text_string(&target->text);
        bool dict = name[0] == '*' && name[1] == '*';

        if (!target->starred || target->object == 0 || target->sort == TARGET_DROPPED)
            continue;
        add_sentence(out);
        text_format(out,
                    unpacking->sort != UNPACKING_CALL ? translate("%s is a new list.")
                    : dict                            ? translate("%s is a new dict.")
                                                      : translate("%s is a new tuple."),
                    name + 1 + dict);
    }
}

/* The targets that came by their values in that way; returns how many. */
static size_t list_given(const struct unpacking *unpacking, enum unpacking_giver giver, struct text *out)
{
    size_t count = 0, index = 0;

    for (size_t i = 0; i < unpacking->targets.count; i++)
        count += unpacking->targets.items[i].giver == giver;
    for (size_t i = 0; i < unpacking->targets.count; i++)
        if (unpacking->targets.items[i].giver == giver) {
            describe_list_separator(index++, count, out);
            text_add(out, text_string(&unpacking->targets.items[i].text));
        }
    return count;
}

static void tell_defaults(const struct unpacking *unpacking, struct text *out)
{
    struct text names = TEXT_EMPTY;
    size_t count = list_given(unpacking, UNPACKING_BY_DEFAULT, &names);

    if (count > 0) {
        add_sentence(out);
        text_format(out,
                    count == 1 ? translate("%s was not given: the function keeps its default.")
                               : translate("%s were not given: the function keeps their defaults."),
                    text_string(&names));
    }
    text_free(&names);
}

static void tell_open(const struct unpacking *unpacking, struct text *out)
{
    struct text names = TEXT_EMPTY;
    size_t count = list_given(unpacking, UNPACKING_UNKNOWN, &names);

    if (count > 0) {
        add_sentence(out);
        text_format(out,
                    count == 1 ? translate("%s is its very default: whether the iterator has given just that object "
                                           "cannot be seen.")
                               : translate("%s are their very defaults: whether the iterator has given just these "
                                           "objects cannot be seen."),
                    text_string(&names));
    }
    text_free(&names);
}

/* Of a generator: the call came long before. */
static void tell_making(const struct unpacking *unpacking, struct text *out)
{
    if (unpacking->made.length == 0)
        return;
    add_sentence(out);
    text_format(out, translate("The call in %s only made the %s, which begins to run now."),
                text_string(&unpacking->title), text_string(&unpacking->made));
}

static void write_sentence(const struct unpacking *unpacking, const char *before, struct text *out)
{
    if (unpacking->exception != 0) {
        tell_exception(unpacking, before, out);
        return;
    }
    if (unpacking->running && unpacking->iterated) {
        add_sentence(out);
        text_format(out, translate("The iterator is asked for items, and has given %u."), (unsigned)unpacking->taken);
        return;
    }
    if (unpacking->sort == UNPACKING_STACK)
        tell_stack(unpacking, out);
    tell_source(unpacking, out);
    tell_gathered(unpacking, out);
    tell_defaults(unpacking, out);
    tell_open(unpacking, out);
    tell_making(unpacking, out);
}

void unpacking_sentence(const struct unpacking *unpacking, struct text *out)
{
    write_sentence(unpacking, "", out);
}

void unpackings_write_sentences(const struct unpackings *unpackings, struct text *out)
{
    const struct unpacking *unpacking;
    struct text last = TEXT_EMPTY;

    for (size_t i = 0; (unpacking = unpackings_at(unpackings, i)) != NULL; i++) {
        struct text sentence = TEXT_EMPTY;

        write_sentence(unpacking, text_string(out), &sentence);
        /* `a, b = c, d = x` takes one object apart twice. */
        if (sentence.length > 0 && strcmp(sentence.bytes, text_string(&last)) != 0)
            text_format(out, "%s%s", out->length > 0 && out->bytes[out->length - 1] != '\n' ? "\n" : "",
                        sentence.bytes);
        text_free(&last);
        last = sentence;
    }
    text_free(&last);
}
