#include "cli/version.h"

#include "base/utf8.h"
#include "session/pythons.h"

#include <string.h>

static void add_clean(struct text *out, const char *raw, bool ascii)
{
    utf8_clean(out, raw, strlen(raw), ascii);
}

static void add_python(const struct python *python, bool ascii, struct text *out)
{
    struct python_facts facts;
    struct error error;

    if (python_ask(python, &facts, &error) != STATUS_OK) {
        text_format(out, "CPython %s: ", python->version);
        add_clean(out, error.text, ascii);
    } else {
        text_add(out, "CPython ");
        add_clean(out, facts.version, ascii);
        text_add(out, " (");
        add_clean(out, facts.executable, ascii);
        text_add(out, facts.is_public ? ") by its public API" : ")");
    }
    text_add_char(out, '\n');
    python_facts_free(&facts);
}

void version_write(bool ascii, struct text *out)
{
    struct pythons pythons;

    text_add(out, "terrarium " TERRARIUM_VERSION "\n");
    pythons_find(&pythons);
    for (size_t i = 0; i < pythons.found.count; i++)
        add_python(&pythons.found.items[i], ascii, out);
    if (pythons.found.count == 0)
        text_add(out, "no CPython: terrarium doctor says where it looked\n");
    pythons_free(&pythons);
}
