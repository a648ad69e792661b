/* Fuzz target: bytes as each of the files that an author or a translator writes: lesson.json, its texts in another
 * language, the glossary and the tutor's own words.  Whatever they hold, they are read or refused with a sentence.
 *
 * A lesson's code must be there for its places to be looked for: the files are read in a folder of the lesson's own
 * name, with links to the code of the lesson whose id the bytes have. */
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "lesson/lesson.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static char scratch[PATH_MAX];

static const char *lessons_folder(void)
{
    const char *folder = getenv("TERRARIUM_LESSON_DIR");

    return folder != NULL ? folder : "lessons";
}

static void remove_folder(const char *path)
{
    DIR *entries = opendir(path);
    struct dirent *entry;

    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        struct text inner = TEXT_EMPTY;

        text_format(&inner, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && unlink(inner.bytes) != 0)
            remove_folder(inner.bytes);
        text_free(&inner);
    }
    if (entries != NULL)
        closedir(entries);
    rmdir(path);
}

static void remove_scratch(void)
{
    remove_folder(scratch);
}

static void make_scratch(void)
{
    const char *temporary = getenv("TMPDIR");

    if (*scratch != '\0')
        return;
    snprintf(scratch, sizeof scratch, "%s/terrarium-fuzz-XXXXXX", temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(scratch) == NULL)
        abort();
    atexit(remove_scratch);
}

/* The id that the bytes have, when it is a lesson's; "names" otherwise. */
static void find_id(const struct text *bytes, struct text *id)
{
    const char *at = strstr(text_string(bytes), "\"id\": \"");
    size_t size = at != NULL ? strspn(at + 7, "abcdefghijklmnopqrstuvwxyz-") : 0;
    struct text path = TEXT_EMPTY;

    if (size > 0)
        text_append(id, at + 7, size);
    text_format(&path, "%s/%s/lesson.json", lessons_folder(), text_string(id));
    if (size == 0 || access(path.bytes, R_OK) != 0) {
        text_clear(id);
        text_add(id, "names");
    }
    text_free(&path);
}

/* The folder of that name, made when it is not there, with links to the lesson's code. */
static void find_folder(const char *id, struct text *folder)
{
    struct text from = TEXT_EMPTY, target = TEXT_EMPTY, link = TEXT_EMPTY;
    struct dirent *entry;
    DIR *entries;

    text_format(folder, "%s/%s", scratch, id);
    if (access(folder->bytes, F_OK) == 0)
        return;
    if (file_make_folder(folder->bytes, NULL) != STATUS_OK)
        abort();
    text_format(&from, "%s/%s", lessons_folder(), id);
    entries = opendir(from.bytes);
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        text_clear(&target);
        text_clear(&link);
        text_format(&target, "%s/%s", from.bytes, entry->d_name);
        text_format(&link, "%s/%s", folder->bytes, entry->d_name);
        if (strstr(entry->d_name, ".py") != NULL && symlink(target.bytes, link.bytes) != 0)
            abort();
    }
    if (entries != NULL)
        closedir(entries);
    text_free(&from);
    text_free(&target);
    text_free(&link);
}

static void write_file(const struct text *folder, const char *name, const struct text *bytes)
{
    struct text path = TEXT_EMPTY;
    FILE *file;

    text_format(&path, "%s/%s", folder->bytes, name);
    file = fopen(path.bytes, "wb");
    if (file == NULL || fwrite(text_string(bytes), 1, bytes->length, file) != bytes->length || fclose(file) != 0)
        abort();
    text_free(&path);
}

/* A refusal without a sentence would leave its author in the dark. */
static void expect_sentence(enum status status, const struct error *error)
{
    if (status != STATUS_OK && *error->text == '\0')
        abort();
}

static void load(const struct text *folder, const char *language)
{
    struct recording *recording = recording_new();
    struct error error = {""};
    struct lesson *lesson;
    enum status status = lesson_load(folder->bytes, language, &lesson, &error);

    expect_sentence(status, &error);
    for (size_t i = 0; status == STATUS_OK && i < lesson->scenes.count; i++) {
        struct lesson_moments moments = {.items = VECTOR_EMPTY};

        lesson_resolve(&lesson->scenes.items[i], recording, &moments);
        lesson_moments_free(&moments);
    }
    if (status == STATUS_OK)
        lesson_free(lesson);
    recording_free(recording);
}

/* As the texts of another language of a lesson that is well. */
static void load_translation(const struct text *folder, const char *id, const struct text *bytes)
{
    struct text path = TEXT_EMPTY, well = TEXT_EMPTY;

    text_format(&path, "%s/%s/lesson.json", lessons_folder(), id);
    if (file_read(path.bytes, 1 << 20, &well, NULL) != STATUS_OK)
        abort();
    write_file(folder, "lesson.json", &well);
    write_file(folder, "lesson.de.json", bytes);
    load(folder, "de");
    text_free(&path);
    text_free(&well);
}

static void load_words(const struct text *folder, const struct text *bytes)
{
    struct error error = {""};
    struct glossary glossary;
    struct text path = TEXT_EMPTY;
    enum status status;

    write_file(folder, "glossary.json", bytes);
    status = glossary_load(folder->bytes, NULL, &glossary, &error);
    expect_sentence(status, &error);
    if (status == STATUS_OK)
        glossary_free(&glossary);
    text_format(&path, "%s/glossary.json", folder->bytes);
    error.text[0] = '\0';
    expect_sentence(tutor_words_load(path.bytes, &error), &error);
    translate_forget();
    text_free(&path);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct text copy = TEXT_EMPTY, id = TEXT_EMPTY, folder = TEXT_EMPTY;

    make_scratch();
    text_append(&copy, bytes, length);
    find_id(&copy, &id);
    find_folder(id.bytes, &folder);
    write_file(&folder, "lesson.json", &copy);
    load(&folder, NULL);
    load_translation(&folder, id.bytes, &copy);
    load_words(&folder, &copy);
    text_free(&copy);
    text_free(&id);
    text_free(&folder);
    return 0;
}
