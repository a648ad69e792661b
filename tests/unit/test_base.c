/* Tests of src/base: what the other folders rely on, and what hostile input must not do. */
#include "suite.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/checksum.h"
#include "base/file.h"
#include "base/heap.h"
#include "base/index.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/search.h"
#include "base/text.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "base/varint.h"
#include "base/vector.h"

/* Pseudo-random numbers that are the same in each run (xorshift64). */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

START_TEST(varint_keeps_every_number)
{
    uint8_t coded[VARINT_MAX];

    for (unsigned bit = 0; bit < 64; bit++) {
        for (int nudge = -1; nudge <= 1; nudge++) {
            uint64_t number = ((uint64_t)1 << bit) + (uint64_t)nudge, read = ~number;
            uint8_t *end = varint_put(coded, number);

            ck_assert_ptr_eq(varint_get(coded, end, &read), end);
            ck_assert_uint_eq(read, number);
            ck_assert_ptr_null(varint_get(coded, end - 1, &read));
            ck_assert_int_eq(varint_unzigzag(varint_zigzag((int64_t)number)), (int64_t)number);
        }
    }
}
END_TEST

START_TEST(varint_refuses_more_than_64_bits)
{
    const uint8_t eleven[] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
    const uint8_t too_high[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02};
    uint64_t number;

    ck_assert_ptr_null(varint_get(eleven, eleven + sizeof eleven, &number));
    ck_assert_ptr_null(varint_get(too_high, too_high + sizeof too_high, &number));
    ck_assert_ptr_null(varint_get(eleven, eleven, &number));
}
END_TEST

/* The map against an array that is indexed by the key.  Few keys far apart, so that homes collide and wrap around. */
START_TEST(map_does_what_an_array_does)
{
    enum { KEYS = 700, ROUNDS = 30000 };
    uint32_t values[KEYS] = {0}, value;
    bool present[KEYS] = {false};
    struct map map = MAP_EMPTY;
    uint64_t seed = 88172645463325252u;
    size_t count = 0;

    map_remove(&map, 7);
    for (int round = 0; round < ROUNDS; round++) {
        size_t index = next_random(&seed) % KEYS;
        uint64_t key = (uint64_t)(index + 1) << (index % 3 * 20);

        if (next_random(&seed) % 5 < 2) {
            map_remove(&map, key);
            count -= present[index] ? 1 : 0;
            present[index] = false;
        } else {
            value = (uint32_t)next_random(&seed);
            map_put(&map, key, value);
            count += present[index] ? 0 : 1;
            present[index] = true;
            values[index] = value;
        }
        ck_assert_uint_eq(map.count, count);
        index = next_random(&seed) % KEYS;
        key = (uint64_t)(index + 1) << (index % 3 * 20);
        ck_assert_int_eq(map_get(&map, key, &value), present[index]);
        if (present[index])
            ck_assert_uint_eq(value, values[index]);
    }
    map_clear(&map);
    ck_assert(!map_get(&map, 1, &value));
    map_free(&map);
}
END_TEST

/* The same for an index, whose values are addresses too. */
START_TEST(index_does_what_an_array_does)
{
    enum { KEYS = 700, ROUNDS = 30000 };
    static char objects[KEYS * 16];
    char *values[KEYS] = {NULL};
    struct index index = {0};
    uint64_t seed = 88172645463325252u;
    size_t count = 0;

    index_remove(&index, objects);
    ck_assert_ptr_null(index_get(&index, objects));
    for (int round = 0; round < ROUNDS; round++) {
        size_t at = next_random(&seed) % KEYS;

        count -= values[at] != NULL ? 1 : 0;
        if (next_random(&seed) % 5 < 2) {
            index_remove(&index, &objects[16 * at]);
            values[at] = NULL;
        } else {
            values[at] = &objects[next_random(&seed) % sizeof objects];
            index_put(&index, &objects[16 * at], values[at]);
            count++;
        }
        ck_assert_uint_eq(index.count, count);
        at = next_random(&seed) % KEYS;
        ck_assert_ptr_eq(index_get(&index, &objects[16 * at]), values[at]);
    }
    index_free(&index);
    ck_assert_ptr_null(index_get(&index, objects));
}
END_TEST

START_TEST(vector_splice_replaces_a_run)
{
    VECTOR(int) numbers = VECTOR_EMPTY;

    for (int i = 0; i < 10; i++)
        vector_push(&numbers, i);
    vector_splice(&numbers, 3, 2, 5);
    ck_assert_uint_eq(numbers.count, 13);
    ck_assert_int_eq(numbers.items[2], 2);
    ck_assert_int_eq(numbers.items[8], 5);
    ck_assert_int_eq(vector_last(&numbers), 9);
    vector_splice(&numbers, 0, 13, 0);
    ck_assert_uint_eq(numbers.count, 0);
    vector_free(&numbers);
}
END_TEST

/* For each count of numbers, and each that one could look for. */
START_TEST(search_finds_the_first_that_is_not_before)
{
    const int numbers[] = {1, 3, 3, 5, 7};

    for (size_t count = 0; count <= 5; count++)
        for (int wanted = 0; wanted <= 8; wanted++) {
            size_t place = 0, first = 0;

            search_first(place, count, at, numbers[at] < wanted);
            while (first < count && numbers[first] < wanted)
                first++;
            ck_assert_uint_eq(place, first);
        }
}
END_TEST

START_TEST(text_grows_and_gives_itself_away)
{
    struct text text = TEXT_EMPTY;
    char *taken;

    ck_assert_str_eq(text_string(&text), "");
    for (int i = 0; i < 1000; i++)
        text_format(&text, "%d,", i);
    ck_assert_uint_eq(text.length, 3890);
    ck_assert_uint_eq(strlen(text_string(&text)), text.length);
    text_truncate(&text, 4);
    text_fill(&text, '.', 3);
    ck_assert_str_eq(text_string(&text), "0,1,...");
    taken = text_take(&text);
    ck_assert_str_eq(taken, "0,1,...");
    ck_assert_uint_eq(text.length, 0);
    free(taken);
    taken = text_take(&text);
    ck_assert_str_eq(taken, "");
    free(taken);
}
END_TEST

START_TEST(text_has_numbers_in_decimal)
{
    struct text text = TEXT_EMPTY;

    text_add_number(&text, 0);
    text_add_number(&text, -70);
    text_add_number(&text, LLONG_MAX);
    text_add_number(&text, LLONG_MIN);
    ck_assert_str_eq(text_string(&text), "0-709223372036854775807-9223372036854775808");
    text_free(&text);
}
END_TEST

START_TEST(checksum_is_that_of_zlib)
{
    ck_assert_uint_eq(checksum_update(0, "123456789", 9), 0xCBF43926u);
    ck_assert_uint_eq(checksum_update(checksum_update(0, "1234", 4), "56789", 5), 0xCBF43926u);
    ck_assert_uint_eq(checksum_update(0, "", 0), 0);
}
END_TEST

START_TEST(utf8_decode_refuses_what_is_not_utf8)
{
    static const char *const wrong[] = {
        "\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80",
        "\xFF"};
    uint32_t c;
    char coded[4];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_uint_eq(utf8_decode(wrong[i], strlen(wrong[i]), &c), 0);
    for (uint32_t code_point = 1; code_point <= 0x10FFFF; code_point += code_point == 0xD7FF ? 0x801 : 1) {
        size_t size = utf8_encode(code_point, coded);

        if (utf8_decode(coded, size, &c) != size || c != code_point)
            ck_abort_msg("U+%04X does not come back", (unsigned)code_point);
    }
}
END_TEST

static void expect_clean(const char *bytes, size_t length, bool ascii, const char *expected)
{
    struct text out = TEXT_EMPTY;
    int width = utf8_clean(&out, bytes, length, ascii);

    ck_assert_str_eq(text_string(&out), expected);
    ck_assert_int_eq(width, utf8_width(text_string(&out), out.length));
    text_free(&out);
}

START_TEST(utf8_clean_shows_what_would_hide)
{
    expect_clean("plain", 5, false, "plain");
    expect_clean("\x1b[2J", 4, false, "␛[2J");
    expect_clean("\x1b[2J", 4, true, "^[[2J");
    expect_clean("a\0b", 3, false, "a␀b");
    expect_clean("\x7f\n\t", 3, true, "^?^J^I");
    expect_clean("\xff\xc3", 2, false, "\\xff\\xc3");
    expect_clean("\xed\xa0\x80", 3, false, "\\xed\\xa0\\x80");
    expect_clean("\xc2\x9b", 2, false, "<U+009B>"); /* a control sequence in one character */
    expect_clean("a\xe2\x80\xae"
                 "b",
                 5, false, "a<U+202E>b"); /* right to left from here */
    expect_clean("a\xe2\x80\x8b"
                 "b",
                 5, false, "a<U+200B>b");                    /* zero width */
    expect_clean("\xf3\xa0\x80\x81", 4, false, "<U+E0001>"); /* a tag */
    expect_clean("é", 2, true, "<U+00E9>");
    expect_clean("日本", 6, false, "日本");
}
END_TEST

/* One base character must not carry marks without end: they would be drawn over the lines above. */
START_TEST(utf8_clean_bounds_the_marks_on_a_character)
{
    struct text in = TEXT_EMPTY, out = TEXT_EMPTY;

    text_add(&in, "e");
    for (int i = 0; i < 50; i++)
        text_add(&in, "\xcc\x81");
    utf8_clean(&out, in.bytes, in.length, false);
    ck_assert_int_eq(strncmp(out.bytes, "e\xcc\x81\xcc\x81\xcc\x81<U+0301>", 15), 0);
    text_free(&in);
    text_free(&out);
}
END_TEST

/* A clean text holds nothing that acts on a terminal, whatever the bytes were. */
static void expect_harmless(const struct text *clean, bool ascii)
{
    uint32_t c;

    for (size_t at = 0, size; at < clean->length; at += size) {
        size = utf8_decode(clean->bytes + at, clean->length - at, &c);
        ck_assert_uint_ne(size, 0);
        ck_assert_uint_ge(c, 0x20);
        ck_assert(c < 0x7F || (!ascii && c >= 0xA0));
        ck_assert(c < 0x202A || c > 0x202E);
    }
}

START_TEST(utf8_clean_is_harmless_for_any_bytes)
{
    static const char *const pieces[] = {"\x1b",
                                         "\xe2\x80\xae",
                                         "\xcc\x81",
                                         "\xf0\x9f\x91\xa9",
                                         "\xe2\x80\x8d",
                                         "a",
                                         "\xf0\x9f\x87\xa6",
                                         "\xef\xb8\x8f",
                                         "\xe6\x97\xa5",
                                         "\x9b",
                                         "\xff",
                                         "\n"};
    uint64_t seed = 42;

    for (int round = 0; round < 4000; round++) {
        struct text in = TEXT_EMPTY, out = TEXT_EMPTY;
        bool ascii = round % 2 != 0;
        int width;

        for (size_t i = next_random(&seed) % 12; i > 0; i--) {
            text_add(&in, pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]);
            if (next_random(&seed) % 4 == 0)
                text_add_char(&in, (char)next_random(&seed));
        }
        width = utf8_clean(&out, text_string(&in), in.length, ascii);
        expect_harmless(&out, ascii);
        ck_assert_int_ge(width, utf8_width(text_string(&out), out.length));
        ck_assert_uint_eq(utf8_fit(text_string(&out), out.length, width), out.length);
        text_free(&in);
        text_free(&out);
    }
}
END_TEST

START_TEST(utf8_measures_cells_by_cluster)
{
    int width;

    ck_assert_uint_eq(utf8_cluster("e\xcc\x81x", 4, &width), 3);
    ck_assert_int_eq(width, 1);
    ck_assert_int_eq(utf8_width("日本x", 7), 5);
    ck_assert_uint_eq(utf8_fit("日本x", 7, 3), 3);
    ck_assert_uint_eq(utf8_fit("日本x", 7, 4), 6);
    ck_assert_uint_eq(utf8_fit("abc", 3, 0), 0);
}
END_TEST

/* A folder of its own for a test of files; the caller frees it after folder_remove. */
static char *folder_new(void)
{
    char *path = memory_copy_string("/tmp/terrarium-test-XXXXXX");

    ck_assert_ptr_nonnull(mkdtemp(path));
    return path;
}

static int folder_remove(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int files = 0;

    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        files++;
        unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
    rmdir(path);
    return files;
}

START_TEST(file_replace_leaves_the_new_file_and_nothing_else)
{
    char *folder = folder_new();
    struct text path = TEXT_EMPTY, read = TEXT_EMPTY;
    struct error error = {""};
    struct stat facts;
    mode_t mask = umask(022);

    text_format(&path, "%s/state", folder);
    ck_assert_int_eq(file_replace(path.bytes, "first", 5, &error), STATUS_OK);
    ck_assert_int_eq(file_replace(path.bytes, "sec\0nd", 6, &error), STATUS_OK);
    ck_assert_int_eq(file_read(path.bytes, 100, &read, &error), STATUS_OK);
    ck_assert_uint_eq(read.length, 6);
    ck_assert_mem_eq(read.bytes, "sec\0nd", 6);
    ck_assert_int_eq(stat(path.bytes, &facts), 0);
    ck_assert_uint_eq(facts.st_mode & 0777, 0644);
    umask(mask);
    ck_assert_int_eq(folder_remove(folder), 1);
    free(folder);
    text_free(&path);
    text_free(&read);
}
END_TEST

START_TEST(file_troubles_are_told_with_the_path)
{
    char *folder = folder_new();
    struct text path = TEXT_EMPTY, read = TEXT_EMPTY;
    struct error error = {""};

    ck_assert_int_eq(file_read(folder, 100, &read, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, folder));
    text_format(&path, "%s/not/there", folder);
    ck_assert_int_eq(file_read(path.bytes, 100, &read, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, path.bytes));
    ck_assert_int_eq(file_replace(path.bytes, "x", 1, &error), STATUS_FAILED);
    ck_assert_ptr_nonnull(strstr(error.text, path.bytes));
    text_clear(&path);
    text_format(&path, "%s/large", folder);
    ck_assert_int_eq(file_replace(path.bytes, "0123456789", 10, &error), STATUS_OK);
    ck_assert_int_eq(file_read(path.bytes, 9, &read, &error), STATUS_FAILED);
    folder_remove(folder);
    free(folder);
    text_free(&path);
    text_free(&read);
}
END_TEST

START_TEST(file_make_folder_makes_those_above_too)
{
    char *folder = folder_new();
    struct text path = TEXT_EMPTY;
    struct error error = {""};
    struct stat facts;

    text_format(&path, "%s/one/two", folder);
    ck_assert_int_eq(file_make_folder(path.bytes, &error), STATUS_OK);
    ck_assert_int_eq(file_make_folder(path.bytes, &error), STATUS_OK);
    ck_assert_int_eq(stat(path.bytes, &facts), 0);
    ck_assert_uint_eq(facts.st_mode & 0777, 0700);
    rmdir(path.bytes);
    text_truncate(&path, path.length - 4);
    rmdir(path.bytes);
    rmdir(folder);
    free(folder);
    text_free(&path);
}
END_TEST

static void save(void)
{
    static const char sentence[] = "saved\n";

    if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
        _exit(9);
}

START_TEST(memory_that_runs_out_ends_the_process_in_order)
{
    int ends[2], status;
    char told[100] = "";
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        memory_on_exhausted(save);
        memory_resize(NULL, SIZE_MAX / 2, 3);
        _exit(0);
    }
    close(ends[1]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    ck_assert_int_gt(read(ends[0], told, sizeof told - 1), 0);
    ck_assert_str_eq(told, "saved\nterrarium: out of memory\n");
    close(ends[0]);
}
END_TEST

static bool is_all(const unsigned char *bytes, size_t length, unsigned char value)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != value)
            return false;
    return true;
}

/* Blocks of all sizes, taken, resized and given back in any order: none reaches into another. */
START_TEST(heap_keeps_blocks_apart)
{
    enum { BLOCKS = 200, TURNS = 20000 };
    static unsigned char *blocks[BLOCKS];
    static size_t sizes[BLOCKS];
    uint64_t seed = 7;

    ck_assert(heap_start());
    for (int turn = 0; turn < TURNS; turn++) {
        size_t at = next_random(&seed) % BLOCKS, size = next_random(&seed) % ((size_t)1 << next_random(&seed) % 14);

        ck_assert(is_all(blocks[at], sizes[at], (unsigned char)at));
        if (blocks[at] != NULL && turn % 3 != 0) {
            blocks[at] = heap_resize(blocks[at], size);
            ck_assert(is_all(blocks[at], size < sizes[at] ? size : sizes[at], (unsigned char)at));
        } else {
            if (blocks[at] != NULL)
                heap_give(blocks[at]);
            blocks[at] = heap_take(size);
        }
        ck_assert(heap_has(blocks[at]) && (uintptr_t)blocks[at] % 16 == 0);
        memset(blocks[at], (int)at, size);
        sizes[at] = size;
    }
    ck_assert(!heap_has(NULL) && !heap_has(&seed));
    ck_assert_ptr_null(heap_take(SIZE_MAX));
}
END_TEST

START_TEST(translations_take_the_same_arguments)
{
    static const struct {
        const char *english, *other;
        bool fits;
    } cases[] = {
        {"go on", "weiter", true},
        {"%u of %zu", "%u von %zu", true},
        {"100%% of %s", "%s, zu 100%%", true},
        {"%*s%u min", "%*snoch %u min", true},
        {"%u of %zu", "%zu von %u", false},
        {"%s", "", false},
        {"none", "%s", false},
        {"%-3s", "%3s", false},
        {"%u", "%", false},
        {"%lu", "%llu", false},
        {"pops {n}, pushes {parts}", "legt {parts} ab, nimmt {n}", true},
        {"load {shown}", "lade {show}", false},
        {"load {first}", "lade {first}, {first}", false},
        {"load {shown}", "lade", false},
    };
    struct error error;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool fits = translate_add(cases[i].english, cases[i].other, &error) == STATUS_OK;

        ck_assert_msg(fits == cases[i].fits, "%s: %s", cases[i].english, cases[i].other);
    }
    ck_assert_str_eq(translate("go on"), "weiter");
    ck_assert_str_eq(translate("go off"), "go off");
    ck_assert_int_eq(translate_add("go on", "los", NULL), STATUS_OK);
    ck_assert_str_eq(translate("go on"), "los");
    translate_forget();
    ck_assert_str_eq(translate("go on"), "go on");
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        varint_keeps_every_number,
        varint_refuses_more_than_64_bits,
        map_does_what_an_array_does,
        index_does_what_an_array_does,
        vector_splice_replaces_a_run,
        search_finds_the_first_that_is_not_before,
        text_grows_and_gives_itself_away,
        text_has_numbers_in_decimal,
        checksum_is_that_of_zlib,
        utf8_decode_refuses_what_is_not_utf8,
        utf8_clean_shows_what_would_hide,
        utf8_clean_bounds_the_marks_on_a_character,
        utf8_clean_is_harmless_for_any_bytes,
        utf8_measures_cells_by_cluster,
        file_replace_leaves_the_new_file_and_nothing_else,
        file_troubles_are_told_with_the_path,
        file_make_folder_makes_those_above_too,
        memory_that_runs_out_ends_the_process_in_order,
        heap_keeps_blocks_apart,
        translations_take_the_same_arguments,
        NULL,
    };

    return suite_run("base", cases);
}
