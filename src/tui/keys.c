#include "tui/keys.h"

#include <string.h>

#include "base/translate.h"
#include "base/utf8.h"
#include "tui/input.h"

struct entry {
    enum keys_section section;
    unsigned places;
    const char *keys;
    const char *hint;
    unsigned rank;
    const char *what;
};

static const struct entry table[COMMAND_COUNT] = {
#define COMMAND(NAME, section, places, keys, hint, rank, what) \
    [COMMAND_##NAME] = {KEYS_SECTION_##section, (places), keys, hint, rank, what},
    KEYS_COMMANDS(COMMAND)
#undef COMMAND
};

static const char *const headings[KEYS_SECTION_COUNT] = {
#define SECTION(NAME, heading) heading,
    KEYS_SECTIONS(SECTION)
#undef SECTION
};

static const struct key_name {
    const char *name;
    uint32_t key;
    const char *sign; /* how it is shown where there is UTF-8; NULL: as its name */
} key_names[] = {
    {"Left", INPUT_LEFT, "←"},
    {"Right", INPUT_RIGHT, "→"},
    {"Up", INPUT_UP, "↑"},
    {"Down", INPUT_DOWN, "↓"},
    {"Shift-Left", INPUT_SHIFT_LEFT, "Shift-←"},
    {"Shift-Right", INPUT_SHIFT_RIGHT, "Shift-→"},
    {"Shift-Up", INPUT_SHIFT_UP, "Shift-↑"},
    {"Shift-Down", INPUT_SHIFT_DOWN, "Shift-↓"},
    {"Shift-Tab", INPUT_SHIFT_TAB, NULL},
    {"Tab", INPUT_TAB, NULL},
    {"Enter", INPUT_ENTER, NULL},
    {"Esc", INPUT_ESCAPE, NULL},
    {"Space", ' ', NULL},
    {"Backspace", INPUT_BACKSPACE, NULL},
    {"PageUp", INPUT_PAGE_UP, NULL},
    {"PageDown", INPUT_PAGE_DOWN, NULL},
    {"Home", INPUT_HOME, NULL},
    {"End", INPUT_END, NULL},
    {"Insert", INPUT_INSERT, NULL},
    {"Delete", INPUT_DELETE, NULL},
    {"F1", INPUT_F1, NULL},
};

static const struct key_name *find_name(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
        if (strlen(key_names[i].name) == length && memcmp(key_names[i].name, name, length) == 0)
            return &key_names[i];
    return NULL;
}

uint32_t keys_parse(const char *name, size_t length)
{
    const struct key_name *named = find_name(name, length);
    uint32_t c;

    if (named != NULL)
        return named->key;
    if (length == 6 && memcmp(name, "Ctrl-", 5) == 0 && name[5] >= '@' && name[5] <= '_')
        return (uint32_t)(name[5] - '@');
    return length > 0 && utf8_decode(name, length, &c) == length ? c : 0;
}

/* The next name of a list separated by spaces; NULL at its end. */
static const char *next_name(const char **list, size_t *length)
{
    const char *start = *list + strspn(*list, " ");

    *length = strcspn(start, " ");
    *list = start + *length;
    return *length > 0 ? start : NULL;
}

static bool has_key(const struct entry *entry, uint32_t key)
{
    const char *list = entry->keys, *name;
    size_t length;

    while ((name = next_name(&list, &length)) != NULL)
        if (keys_parse(name, length) == key)
            return true;
    return false;
}

enum command keys_command(unsigned places, uint32_t key)
{
    for (unsigned command = COMMAND_NONE + 1; command < COMMAND_COUNT; command++)
        if ((table[command].places & places) != 0 && has_key(&table[command], key))
            return (enum command)command;
    return COMMAND_NONE;
}

static void add_name(struct text *out, const char *name, size_t length, bool ascii)
{
    const struct key_name *named = find_name(name, length);

    if (named != NULL && named->sign != NULL && !ascii)
        text_add(out, named->sign);
    else
        text_append(out, name, length);
}

static void add_names(struct text *out, const char *list, bool ascii)
{
    const char *name;
    size_t length;

    while ((name = next_name(&list, &length)) != NULL) {
        if (out->length > 0)
            text_add_char(out, ' ');
        add_name(out, name, length, ascii);
    }
}

static bool section_is_in(unsigned places, unsigned section)
{
    for (unsigned command = COMMAND_NONE + 1; command < COMMAND_COUNT; command++)
        if (table[command].section == section && (table[command].places & places) != 0)
            return true;
    return false;
}

/* Counts down `*index` over the section's lines; true at the line looked for. */
static bool find_line(unsigned places, unsigned section, size_t *index, const struct entry **found)
{
    *found = NULL;
    if ((*index)-- == 0)
        return true;
    for (unsigned command = COMMAND_NONE + 1; command < COMMAND_COUNT; command++) {
        *found = &table[command];
        if (table[command].section == section && (table[command].places & places) != 0 && (*index)-- == 0)
            return true;
    }
    return false;
}

bool keys_line(unsigned places, bool ascii, size_t index, struct keys_line *line)
{
    const struct entry *entry;

    memset(line, 0, sizeof *line);
    for (unsigned section = 0; section < KEYS_SECTION_COUNT; section++) {
        if (!section_is_in(places, section) || !find_line(places, section, &index, &entry))
            continue;
        if (entry == NULL) {
            line->heading = translate(headings[section]);
            return true;
        }
        add_names(&line->keys, entry->keys, ascii);
        line->what = translate(entry->what);
        return true;
    }
    return false;
}

static bool has_hint(unsigned command, unsigned places)
{
    return table[command].rank > 0 && (table[command].places & places) != 0;
}

bool keys_hint(unsigned places, bool ascii, size_t index, struct keys_hint *hint)
{
    const char *word = "";

    memset(hint, 0, sizeof *hint);
    for (unsigned command = COMMAND_NONE + 1; command < COMMAND_COUNT; command++) {
        const char *list = table[command].keys, *name;
        size_t length;

        if (!has_hint(command, places))
            continue;
        if (hint->word != NULL && strcmp(word, table[command].hint) != 0)
            return true;
        if (hint->word == NULL && index > 0) { /* pass over this hint and those that share its word */
            while (command + 1 < COMMAND_COUNT && has_hint(command + 1, places) &&
                   strcmp(table[command + 1].hint, table[command].hint) == 0)
                command++;
            index--;
            continue;
        }
        name = next_name(&list, &length);
        if (hint->word != NULL)
            text_add_char(&hint->keys, '/');
        add_name(&hint->keys, name, length, ascii);
        word = table[command].hint;
        hint->word = translate(word);
        hint->rank = table[command].rank;
    }
    return hint->word != NULL;
}

void keys_describe(struct text *out)
{
    for (unsigned section = 0; section < KEYS_SECTION_COUNT; section++)
        for (unsigned command = COMMAND_NONE + 1; command < COMMAND_COUNT; command++)
            if (table[command].section == section)
                text_format(out, "%s\t%s\t%s\n", headings[section], table[command].keys, table[command].what);
}
