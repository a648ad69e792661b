/* What pages for a browser have in common: JSON for their scripts, inside a page, and sources with their colours. */
#ifndef TERRARIUM_OUTPUT_PAGE_PARTS_H
#define TERRARIUM_OUTPUT_PAGE_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/recording.h"

/* Appends text as a JSON string.  `<` is escaped: a browser that looks for the script's end would read it as markup. */
void page_json(struct text *out, const char *bytes, size_t length);
/* The same of raw text, sanitised. */
void page_json_clean(struct text *out, const char *bytes, size_t length);
/* The same of markup of ours, in which `<` is always that of a tag: only ends of tags could be those of the script. */
void page_json_markup(struct text *out, const char *markup);
/* Appends `{"name": …, "lines": [HTML, …]}` of a source file, whose name is the string `file`. */
void page_json_file(const struct recording *recording, uint32_t file, struct text *out);

/* The program's name without its folders.  Raw text, borrowed from the recording. */
const char *page_title(const struct recording *recording);

/* Appends a line of a page's template; what stands in {{ }} is one of `words`, and told in the learner's language. */
void page_fill_line(const char *line, const char *const *words, size_t count, struct text *out);

#endif
