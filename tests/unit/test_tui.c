/* The parts of the terminal's screens that need neither a terminal nor a run. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "canvas/canvas.h"
#include "suite.h"
#include "diagram/highlight.h"
#include "tui/input.h"
#include "tui/keep.h"
#include "tui/keys.h"
#include "tui/line_editor.h"
#include "tui/pasted.h"
#include "tui/program.h"
#include "tui/theme.h"
#include "tui/wrap.h"

/* Feeds bytes in pieces of `size`; writes the events that come as words. */
static void read_events(const char *bytes, size_t length, size_t size, struct text *out)
{
    struct input input = INPUT_NOTHING;
    struct event event;

    for (size_t at = 0; at < length + size; at += size) {
        size_t rest = at < length ? length - at : 0;

        input_feed(&input, bytes + (at < length ? at : length), rest < size ? rest : size);
        while (input_next(&input, rest == 0, &event)) {
            if (event.sort == EVENT_PASTE)
                text_format(out, "paste(%zu:%.*s) ", event.length, (int)event.length, event.text);
            else if (event.sort == EVENT_KEY)
                text_format(out, "%x ", event.key);
            else
                text_format(out, "%s(%d,%d) ",
                            event.sort == EVENT_CLICK   ? "click"
                            : event.sort == EVENT_WHEEL ? "wheel"
                                                        : "sync",
                            event.x, event.y);
        }
    }
    input_free(&input);
}

static void expect_events(const char *bytes, size_t length, const char *wanted)
{
    for (size_t size = 1; size <= length; size++) {
        struct text found = TEXT_EMPTY;

        read_events(bytes, length, size, &found);
        ck_assert_msg(strcmp(text_string(&found), wanted) == 0, "in pieces of %zu: found \"%s\", expected \"%s\"",
                      size, text_string(&found), wanted);
        text_free(&found);
    }
}

#define EXPECT_EVENTS(literal, wanted) expect_events(literal, sizeof(literal) - 1, wanted)

START_TEST(bytes_become_events_however_they_are_cut)
{
    EXPECT_EVENTS("aé漢\r\n\t\177\b", "61 e9 6f22 d d 9 7f 7f ");
    EXPECT_EVENTS("\033[A\033[B\033OC\033[1;2D\033[Z\033[5~\033[6~\033[1~\033[4~\033OP",
                  "110002 110003 110001 110004 110008 110009 11000a 11000b 11000c 11000f ");
    EXPECT_EVENTS("\033[<0;11;5M\033[<0;11;5m\033[<64;1;1M\033[<65;300;200M\033[<35;2;2M",
                  "click(10,4) wheel(0,0) wheel(299,199) ");
    EXPECT_EVENTS("\033[?2026;2$y\033[?2026;0$yx", "sync(0,0) 78 ");
    EXPECT_EVENTS("\033[200~q\003\033[A\033[200~\n\033[201~x", "paste(12:q\003\033[A\033[200~\n) 78 ");
    EXPECT_EVENTS("\033[99;99;99;99;99;99;99;99xz\033[[Ay", "7a 11000f 79 ");
    EXPECT_EVENTS("\377\200a", "61 ");
    EXPECT_EVENTS("\033[200~never ended q", "");
}
END_TEST

START_TEST(a_lone_escape_is_a_key_once_it_is_quiet)
{
    struct input input = INPUT_NOTHING;
    struct event event;

    input_feed(&input, "\033", 1);
    ck_assert(!input_next(&input, false, &event));
    ck_assert(input_is_waiting(&input));
    ck_assert(input_next(&input, true, &event));
    ck_assert_uint_eq(event.key, INPUT_ESCAPE);
    ck_assert(!input_is_waiting(&input));
    input_free(&input);
    EXPECT_EVENTS("\033", "1b ");
}
END_TEST

START_TEST(any_bytes_are_survived)
{
    static const char bytes[] = "\033[]O<?;019~MmAuy$\r\n\tq\200\303\251\0";
    unsigned seed = 1;

    for (int round = 0; round < 20000; round++) {
        struct text mess = TEXT_EMPTY, found = TEXT_EMPTY;
        size_t length = 1 + (size_t)(rand_r(&seed) % 40);

        for (size_t i = 0; i < length; i++)
            text_append(&mess, &bytes[(size_t)rand_r(&seed) % sizeof bytes], 1);
        read_events(text_string(&mess), mess.length, 1 + (size_t)(rand_r(&seed) % 8), &found);
        text_free(&mess);
        text_free(&found);
    }
}
END_TEST

START_TEST(no_key_has_two_meanings)
{
    static const char *const lists[] = {
#define COMMAND(NAME, section, places, keys, hint, rank, what) keys,
        KEYS_COMMANDS(COMMAND)
#undef COMMAND
    };
    static const unsigned where[] = {
#define COMMAND(NAME, section, places, keys, hint, rank, what) (places),
        KEYS_COMMANDS(COMMAND)
#undef COMMAND
    };
    static const unsigned screens[] = {KEYS_STEPPER, KEYS_HOME, KEYS_STEPPER | KEYS_LESSON};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (const char *at = lists[i]; *at != '\0'; at += strspn(at, " ")) {
            size_t length = strcspn(at, " ");
            uint32_t key = keys_parse(at, length);

            ck_assert_msg(key != 0, "%s is a key", at);
            for (size_t s = 0; s < sizeof screens / sizeof *screens; s++)
                if (where[i] & screens[s])
                    ck_assert_msg(keys_command(screens[s], key) == (enum command)(i + 1), "%.*s", (int)length, at);
            at += length;
        }
    }
    ck_assert_int_eq(keys_command(KEYS_HOME, 'b'), COMMAND_NONE);
    ck_assert_uint_eq(keys_parse("Ctrl-C", 6), 3);
    ck_assert_uint_eq(keys_parse("nonsense", 8), 0);
}
END_TEST

START_TEST(hints_and_help_come_from_the_table)
{
    struct keys_hint hint;
    struct keys_line line;
    struct text told = TEXT_EMPTY;
    size_t lines = 0, headings = 0;

    ck_assert(keys_hint(KEYS_STEPPER, false, 0, &hint));
    ck_assert_str_eq(text_string(&hint.keys), "←/→");
    ck_assert_str_eq(hint.word, "step");
    text_free(&hint.keys);
    ck_assert(keys_hint(KEYS_STEPPER, true, 0, &hint));
    ck_assert_str_eq(text_string(&hint.keys), "Left/Right");
    text_free(&hint.keys);
    ck_assert(!keys_hint(KEYS_STEPPER, true, 100, &hint));
    for (; keys_line(KEYS_EVERYWHERE, true, lines, &line); lines++) {
        headings += line.heading != NULL;
        text_free(&line.keys);
    }
    ck_assert_uint_eq(lines - headings, COMMAND_COUNT - 1);
    keys_describe(&told);
    ck_assert_ptr_nonnull(strstr(told.bytes, "Moving in time\tRight l s PageDown\tone step on\n"));
    text_free(&told);
}
END_TEST

static void expect_lines(void add(struct wrapped *, const char *, int, bool), const char *text, int columns,
                         const char *wanted)
{
    struct wrapped wrapped = WRAPPED_EMPTY;
    struct text found = TEXT_EMPTY;

    add(&wrapped, text, columns, false);
    for (size_t i = 0; i < wrapped.ends.count; i++) {
        size_t length;
        const char *line = wrapped_line(&wrapped, i, &length);

        ck_assert_int_le(utf8_width(line, length), columns > 1 ? columns : 2);
        text_format(&found, "%.*s|", (int)length, line);
    }
    ck_assert_str_eq(text_string(&found), wanted);
    text_free(&found);
    wrapped_free(&wrapped);
}

static void expect_wrapped(const char *text, int columns, const char *wanted)
{
    expect_lines(wrapped_add, text, columns, wanted);
}

static void expect_choices(const char *text, int columns, const char *wanted)
{
    expect_lines(wrapped_add_choices, text, columns, wanted);
}

START_TEST(text_is_broken_at_spaces)
{
    expect_wrapped("", 10, "");
    expect_wrapped("one two three", 7, "one two|three|");
    expect_wrapped("one two", 6, "one|two|");
    expect_wrapped("a\n\nb", 9, "a||b|");
    expect_choices("two or three\n  1  two\n  2  three or four", 10,
                   "two or|three|  1  two|  2  three|     or|     four|");
    expect_choices("  1  [x] one two\n  2  (1.) a b", 14, "  1  [x] one|         two|  2  (1.) a b|");
    expect_choices("  1\n 12 a b", 4, "  1| 12|a b|");
    expect_wrapped("immeasurable", 5, "immea|surab|le|");
    expect_wrapped("漢字漢字", 3, "漢|字|漢|字|");
    expect_wrapped("漢", 1, "漢|");
    expect_wrapped("a\033b", 9, "a␛b|");
}
END_TEST

START_TEST(a_line_is_edited_by_whole_characters)
{
    static const uint32_t keys[] = {'a', 0x6F22, 'b', INPUT_LEFT, INPUT_BACKSPACE, INPUT_HOME, 'x', INPUT_END,
                                    ' ', 'w',    23,  'z'};
    struct line_editor editor = LINE_EDITOR_EMPTY;

    ck_assert(line_editor_key(&editor, INPUT_RIGHT)); /* nowhere to go */
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        ck_assert(line_editor_key(&editor, keys[i]));
    ck_assert_str_eq(text_string(&editor.text), "xab z");
    line_editor_type(&editor, "1\n2\377", 4);
    ck_assert_str_eq(text_string(&editor.text), "xab z1 2 ");
    ck_assert(!line_editor_key(&editor, INPUT_UP));
    ck_assert(!line_editor_key(&editor, INPUT_ENTER));
    line_editor_key(&editor, 21);
    ck_assert_str_eq(text_string(&editor.text), "");
    ck_assert(line_editor_key(&editor, INPUT_BACKSPACE));
    line_editor_free(&editor);
}
END_TEST

/* One letter for each byte: what it is taken for. */
static enum highlight_state painted(enum highlight_state state, const char *line, const char *wanted)
{
    uint8_t styles[200];
    size_t length = strlen(line);

    ck_assert_uint_eq(length, strlen(wanted));
    state = highlight_line(state, line, length, styles);
    for (size_t i = 0; i < length; i++) {
        char found = styles[i] == CANVAS_KEYWORD   ? 'k'
                     : styles[i] == CANVAS_STRING  ? 's'
                     : styles[i] == CANVAS_COMMENT ? 'c'
                                                   : '.';

        ck_assert_msg(found == wanted[i], "byte %zu of \"%s\" is %c", i, line, found);
    }
    return state;
}

START_TEST(source_is_highlighted)
{
    enum highlight_state state = HIGHLIGHT_CODE;

    painted(state, "for x in ifs:  # in", "kkk...kk.......cccc");
    painted(state, "rb'it\\'s' + f\"#\" or", "sssssssss...ssss.kk");
    painted(state, "'not ended", "ssssssssss");
    state = painted(state, "a = \"\"\"begins", "....sssssssss");
    state = painted(state, "if it's '''in", "sssssssssssss");
    state = painted(state, "ends\"\"\" if", "sssssss.kk");
    ck_assert_int_eq(state, HIGHLIGHT_CODE);
}
END_TEST

START_TEST(themes_tell_apart_without_colour)
{
    static const enum canvas_style marked[] = {CANVAS_CHANGED, CANVAS_SELECTED, CANVAS_LINE_NEXT, CANVAS_ERROR,
                                               CANVAS_GHOST};
    enum theme theme;

    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++)
        ck_assert(theme_look(THEME_MONO, marked[i]).attributes != 0);
    for (unsigned style = 0; style < CANVAS_STYLE_COUNT; style++)
        ck_assert(!theme_look(THEME_MONO, (enum canvas_style)style).coloured);
    ck_assert(theme_find("light", &theme) && theme == THEME_LIGHT);
    ck_assert(!theme_find("pink", &theme));
    setenv("COLORFGBG", "0;15", 1);
    ck_assert(theme_find(NULL, &theme) && theme == THEME_LIGHT);
    setenv("COLORFGBG", "15;default;0", 1);
    ck_assert(theme_find(NULL, &theme) && theme == THEME_DARK);
}
END_TEST

static void expect_program(char **arguments, const char *title, const char *path)
{
    struct session_options options = {.arguments = arguments};
    struct program *program = program_new(&options, NULL);

    ck_assert_str_eq(program->title, title);
    ck_assert_pstr_eq(program->path, path);
    program_free(program);
}

START_TEST(a_program_is_told_by_its_arguments)
{
    char code[] = "-c", module[] = "-m", isolated[] = "-I", x[] = "-X", dash[] = "-", file[] = "folder/it.py",
         word[] = "pkg.mod";

    expect_program((char *[]){file, code, NULL}, "it.py", "folder/it.py");
    expect_program((char *[]){isolated, x, word, file, NULL}, "it.py", "folder/it.py");
    expect_program((char *[]){code, file, NULL}, "code from the command line", NULL);
    expect_program((char *[]){module, word, NULL}, "pkg.mod", NULL);
    expect_program((char *[]){dash, NULL}, "code from standard input", NULL);
}
END_TEST

START_TEST(recent_files_are_kept_latest_first)
{
    char folder[] = "/tmp/terrarium-test-XXXXXX";
    struct kept_list list = KEPT_LIST_EMPTY;
    struct text path = TEXT_EMPTY;
    struct error error;

    ck_assert_ptr_nonnull(mkdtemp(folder));
    setenv("XDG_STATE_HOME", folder, 1);
    ck_assert_int_eq(keep_snippet("print()\n", 8, &path, &error), STATUS_OK);
    ck_assert_int_eq(keep_remember(path.bytes, KEPT_SNIPPET, &error), STATUS_OK);
    ck_assert_int_eq(keep_remember("/etc/passwd", KEPT_PROGRAM, &error), STATUS_OK);
    ck_assert_int_eq(keep_remember(path.bytes, KEPT_SNIPPET, &error), STATUS_OK);
    ck_assert_int_eq(keep_remember("/dev/null/nowhere", KEPT_PROGRAM, &error), STATUS_FAILED);
    keep_read(&list);
    ck_assert_uint_eq(list.items.count, 2);
    ck_assert_str_eq(list.items.items[0].path, path.bytes);
    ck_assert_int_eq(list.items.items[0].sort, KEPT_SNIPPET);
    ck_assert_str_eq(list.items.items[1].path, "/etc/passwd");
    keep_free(&list);
    text_free(&path);
}
END_TEST

static void expect_unwrapped(const char *pasted, const char *code, unsigned around)
{
    struct text text = TEXT_EMPTY;
    unsigned found;

    text_add(&text, pasted);
    found = pasted_unwrap(&text);
    ck_assert_str_eq(text_string(&text), code);
    ck_assert_uint_eq(found, around);
    text_free(&text);
}

START_TEST(what_stands_around_pasted_code_is_taken_away)
{
    expect_unwrapped(">>> def f():\n...     return [1]\n...\n>>> f()\n[1]\n", "def f():\n    return [1]\n\nf()\n",
                     PASTED_PROMPTS);
    expect_unwrapped("  >>> x = 1\n  >>> x\n  1\n  >>>\n", "x = 1\nx\n\n", PASTED_PROMPTS);
    expect_unwrapped("Python 3.11.2 (main) on linux\nType \"help\" for more.\n>>> x = 1\n", "x = 1\n",
                     PASTED_PROMPTS);
    expect_unwrapped(
        "In [1]: x = 1\n\nIn [2]: def f():\n   ...:     return x\n   ...:\n\nIn [3]: f()\nOut[3]: 1\n\nIn [4]:\n",
        "x = 1\ndef f():\n    return x\n\nf()\n\n", PASTED_PROMPTS);
    expect_unwrapped(
        "Python 3.11.2\nIPython 8.5.0 -- x\n\n  In [10]: if 1:\n      ...:     print(2)\n      ...: \n  2\n",
        "if 1:\n    print(2)\n\n", PASTED_PROMPTS);
    expect_unwrapped("In [1]:\nx = 1\n\nif x:\n    x\nIn [ ]:\nx\nOut[2]:\n1\n", "x = 1\n\nif x:\n    x\nx\n",
                     PASTED_PROMPTS);
    expect_unwrapped("\n```python\nx = 1\n```\nThat is all.\n", "x = 1\n", PASTED_FENCES);
    expect_unwrapped("```\n>>> x = 1\n```\n", "x = 1\n", PASTED_FENCES | PASTED_PROMPTS);
    expect_unwrapped(" 9  if x:\n10      y = 1\n11\n", "if x:\n    y = 1\n\n", PASTED_NUMBERS);
    expect_unwrapped("1  x = 1\n2  print(x)\n\n3\n", "x = 1\nprint(x)\n\n\n", PASTED_NUMBERS);
    expect_unwrapped("9. x = 1\n10. y = [\n11. ]\n", "x = 1\ny = [\n]\n", PASTED_NUMBERS);
    expect_unwrapped("    if x:\n\n        y = 1\n", "if x:\n\n    y = 1\n", PASTED_INDENTATION);
    expect_unwrapped("\t\tx = 1\n\t  y = 1\n", "\tx = 1\n  y = 1\n", PASTED_INDENTATION);
    expect_unwrapped("print(\u201Chello\u201D, \u2018a\u2019)\n", "print(\"hello\", 'a')\n", PASTED_QUOTES);
    expect_unwrapped("if x:\n\u00A0 y = 1\n", "if x:\n  y = 1\n", PASTED_QUOTES);
}
END_TEST

START_TEST(pasted_code_that_python_reads_stays)
{
    static const char *const codes[] = {
        "",
        "\n",
        "x = '\u201Cquoted\u201D\u00A0'\n",
        "1\n2\n3\n",
        "1 + 1\n2 + 2\n",
        "1 if x else 2\n2 if x else 3\n",
        "1 in x\n2 in x\n",
        "if x:\n    y = 1\n",
        "x = \"\"\"\n>>> y\n```\n\"\"\"\n",
        "a >>= 1\n... \n",
        "    # a comment\nx = 1\n",
        "1. * x\n2. * x\n",
    };

    struct text with_nul = TEXT_EMPTY;

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        expect_unwrapped(codes[i], codes[i], 0);
    text_append(&with_nul, "  x\0y\n", 6);
    ck_assert_uint_eq(pasted_unwrap(&with_nul), 0);
    ck_assert_uint_eq(with_nul.length, 6);
    text_free(&with_nul);
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        what_stands_around_pasted_code_is_taken_away,
        pasted_code_that_python_reads_stays,
        bytes_become_events_however_they_are_cut,
        a_lone_escape_is_a_key_once_it_is_quiet,
        any_bytes_are_survived,
        no_key_has_two_meanings,
        hints_and_help_come_from_the_table,
        text_is_broken_at_spaces,
        a_line_is_edited_by_whole_characters,
        source_is_highlighted,
        themes_tell_apart_without_colour,
        a_program_is_told_by_its_arguments,
        recent_files_are_kept_latest_first,
        NULL,
    };

    return suite_run("tui", cases);
}
