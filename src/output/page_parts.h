/* What pages for a browser have in common: JSON for their scripts, inside a page, and sources with their colours. */
#ifndef TERRARIUM_OUTPUT_PAGE_PARTS_H
#define TERRARIUM_OUTPUT_PAGE_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/text.h"
#include "base/vector.h"
#include "model/recording.h"

/* Appends text as a JSON string.  `<` is escaped: a browser that looks for the script's end would read it as markup. */
void page_json(struct text *out, const char *bytes, size_t length);
/* The same of raw text, sanitised. */
void page_json_clean(struct text *out, const char *bytes, size_t length);
/* The same of markup of ours, in which `<` is always that of a tag: only ends of tags could be those of the script. */
void page_json_markup(struct text *out, const char *markup);
/* Appends `{"name": …, "lines": [HTML, …]}` of a source file, whose name is the string `file`. */
void page_json_file(const struct recording *recording, uint32_t file, struct text *out);

/* Texts that a page has once, however often it refers to them, numbered from 0.  All zero at first. */
struct page_texts {
    struct map numbers;   /* hash of a text, or a later key: its number */
    VECTOR(char *) texts; /* owned */
};
size_t page_text_number(struct page_texts *texts, const struct text *text);
void page_texts_free(struct page_texts *texts);

/* The source files of a page: strings, numbered from 0. */
typedef VECTOR(uint32_t) page_files;
size_t page_file_number(page_files *files, uint32_t file);
/* Appends page_json_file of each, with commas between. */
void page_json_files(const struct recording *recording, const page_files *files, struct text *out);

/* The program's name without its folders.  Raw text, borrowed from the recording. */
const char *page_title(const struct recording *recording);

/* A page around what it shows of a run.  Of its lines, "@title", "@style", "@still" and "@run" stand for the program's
 * name, the style of drawings, what is seen where no script runs, and what the script is given; what stands in {{ }} is
 * one of `words`, and told in the learner's language. */
struct page_frame {
    const char *const *lines; /* NULL-terminated */
    const char *const *words;
    size_t word_count;
    void (*still)(void *context, struct text *out);
    void (*run)(void *context, struct text *out);
};
void page_fill(const struct page_frame *frame, const struct recording *recording, void *context, struct text *out);

#endif
