#include "cli/completions.h"

#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/learn.h"
#include "session/pythons.h"
#include "tui/notes.h"

static const char bash_script[] =
    "# Completion of terrarium for bash; made by terrarium --completions bash.\n"
    "_terrarium()\n"
    "{\n"
    "    local word rest\n"
    "    COMPREPLY=()\n"
    "    while IFS=$'\\t' read -r word rest; do\n"
    "        if [ \"$word\" = :files ]; then\n"
    "            compopt -o default\n"
    "        else\n"
    "            COMPREPLY+=(\"$word\")\n"
    "        fi\n"
    "    done < <(terrarium --completions words -- \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\n"
    "}\n"
    "complete -F _terrarium terrarium\n";

static const char zsh_script[] =
    "#compdef terrarium\n"
    "# Completion of terrarium for zsh; made by terrarium --completions zsh.\n"
    "_terrarium()\n"
    "{\n"
    "    local -a found\n"
    "    local line files=0\n"
    "    for line in \"${(@f)$(terrarium --completions words -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\"; do\n"
    "        if [[ $line == :files ]]; then\n"
    "            files=1\n"
    "        elif [[ -n $line ]]; then\n"
    "            line=${line//:/\\\\:}\n"
    "            found+=(\"${line/$'\\t'/:}\")\n"
    "        fi\n"
    "    done\n"
    "    (( $#found )) && _describe terrarium found\n"
    "    (( files )) && _files\n"
    "}\n"
    "if [[ $funcstack[1] == _terrarium ]]; then\n"
    "    _terrarium \"$@\"\n"
    "else\n"
    "    compdef _terrarium terrarium\n"
    "fi\n";

static const char fish_script[] = "# Completion of terrarium for fish; made by terrarium --completions fish.\n"
                                  "function __terrarium_words\n"
                                  "    set -l words (commandline -opc) (commandline -ct)\n"
                                  "    for line in (terrarium --completions words -- $words[2..-1] 2>/dev/null)\n"
                                  "        if test \"$line\" = :files\n"
                                  "            __fish_complete_path (commandline -ct)\n"
                                  "        else\n"
                                  "            echo $line\n"
                                  "        end\n"
                                  "    end\n"
                                  "end\n"
                                  "complete -c terrarium -f -a '(__terrarium_words)'\n";

enum status completions_write_script(const char *shell, struct text *out, struct error *error)
{
    if (strcmp(shell, "bash") == 0)
        text_add(out, bash_script);
    else if (strcmp(shell, "zsh") == 0)
        text_add(out, zsh_script);
    else if (strcmp(shell, "fish") == 0)
        text_add(out, fish_script);
    else
        return error_set(error, STATUS_USAGE, "--completions takes bash, zsh or fish, not %.80s", shell);
    return STATUS_OK;
}

/* One line, when the word begins as what was typed does; `before` ("--color=") stands in front of it. */
static void offer(const char *typed, const char *before, const char *word, size_t length, const char *what,
                  struct text *out)
{
    if (strlen(typed) > length || strncmp(word, typed, strlen(typed)) != 0)
        return;
    text_add(out, before);
    text_append(out, word, length);
    if (what != NULL)
        text_format(out, "\t%s", what);
    text_add_char(out, '\n');
}

static void offer_word(const char *typed, const char *word, const char *what, struct text *out)
{
    offer(typed, "", word, strlen(word), what, out);
}

static void offer_choices(const char *typed, const char *before, const char *choices, struct text *out)
{
    while (*choices != '\0') {
        size_t length = strcspn(choices, "|");

        offer(typed, before, choices, length, NULL, out);
        choices += length + (choices[length] == '|');
    }
}

static void offer_pythons(const char *typed, const char *before, struct text *out)
{
    struct pythons pythons;

    pythons_find(&pythons);
    for (size_t i = 0; i < pythons.found.count; i++)
        offer(typed, before, pythons.found.items[i].version, strlen(pythons.found.items[i].version), NULL, out);
    pythons_free(&pythons);
}

/* What can follow an option that takes something. */
static void offer_arguments(const struct cli_option *option, const char *typed, const char *before, struct text *out)
{
    if (option->kind == CLI_CHOICE)
        offer_choices(typed, before, option->argument, out);
    else if (strcmp(option->argument, "SHELL") == 0)
        offer_choices(typed, before, "bash|zsh|fish", out);
    else if (strcmp(option->argument, "3.X") == 0)
        offer_pythons(typed, before, out);
    else if (strncmp(option->argument, "FILE", 4) == 0)
        text_add(out, ":files\n");
}

static void offer_lessons(const char *typed, struct text *out)
{
    struct text lessons = TEXT_EMPTY;

    learn_list(&lessons);
    for (const char *line = text_string(&lessons); *line != '\0'; line += strcspn(line, "\n") + 1)
        offer(typed, "", line, strcspn(line, "\t\n"), NULL, out);
    text_free(&lessons);
}

static void offer_presentations(const char *typed, struct text *out)
{
    struct notes_presentations presentations;

    notes_list(&presentations, NULL);
    for (size_t i = 0; i < presentations.found.count; i++) {
        char number[24];

        snprintf(number, sizeof number, "%ld", (long)presentations.found.items[i].process);
        offer_word(typed, number, presentations.found.items[i].title, out);
    }
    notes_list_free(&presentations);
}

static void offer_commands(const char *typed, struct text *out)
{
    for (size_t i = 0; i < cli_command_count; i++)
        if (*cli_commands[i].name != '\0')
            offer_word(typed, cli_commands[i].name, cli_commands[i].what, out);
}

static void offer_options(const struct cli_command *command, const char *typed, struct text *out)
{
    for (size_t i = 0; i < CLI_OPTION_COUNT; i++) {
        const struct cli_option *option = &cli_options[i];
        struct text name = TEXT_EMPTY;

        if (!cli_has(command, i) || option->what == NULL)
            continue;
        if (option->name != NULL)
            text_format(&name, "--%s", option->name);
        else
            text_format(&name, "-%c", option->letter);
        offer_word(typed, text_string(&name), option->what, out);
        text_free(&name);
    }
}

static void offer_operands(const struct cli_command *command, const char *typed, struct text *out)
{
    switch (command->operands) {
    case CLI_NOTHING:
        break;
    case CLI_PROGRAM:
    case CLI_RECORDING:
    case CLI_TRACE:
    case CLI_FILES:
        text_add(out, ":files\n");
        break;
    case CLI_PROCESS:
        offer_presentations(typed, out);
        break;
    case CLI_SHOWN:
        offer_lessons(typed, out);
        text_add(out, ":files\n");
        break;
    case CLI_LESSON:
        offer_lessons(typed, out);
        break;
    case CLI_AUTHORING:
        offer_word(typed, "check", "try lessons out", out);
        offer_word(typed, "record", "make their recordings anew", out);
        offer_word(typed, "new", "make a lesson", out);
        offer_word(typed, "report", "what was done of the lessons", out);
        offer_word(typed, "schema", "the JSON schema of lesson.json", out);
        text_add(out, ":files\n");
        break;
    case CLI_COMMAND:
        offer_commands(typed, out);
        offer_word(typed, "keys", "the keys of the screen", out);
        break;
    }
}

/* The option of this command that `word` names, NULL for other words.  "--color=x" names none: it has its argument.
 */
static const struct cli_option *option_named(const struct cli_command *command, const char *word)
{
    for (size_t i = 0; i < CLI_OPTION_COUNT; i++) {
        const struct cli_option *option = &cli_options[i];
        bool is_long = option->name != NULL && strncmp(word, "--", 2) == 0 && strcmp(word + 2, option->name) == 0;
        bool is_short = option->letter != 0 && word[0] == '-' && word[1] == option->letter && word[2] == '\0';

        if (cli_has(command, i) && (is_long || is_short))
            return option;
    }
    return NULL;
}

/* Where on the line the last word stands. */
struct cursor {
    const struct cli_option *waiting; /* for its argument, or NULL */
    bool programs;                    /* the word is the program's, not ours */
};

static struct cursor find_cursor(const struct cli_command *command, char *const *words, int count)
{
    struct cursor cursor = {NULL, false};

    for (int i = 0; i < count - 1 && !cursor.programs; i++) {
        const struct cli_option *option = option_named(command, words[i]);

        if (strcmp(words[i], "=") == 0) /* bash takes --color=x apart */
            continue;
        if (cursor.waiting != NULL) {
            cursor.programs = cursor.waiting->kind == CLI_ENDING;
            cursor.waiting = NULL;
        } else if (option != NULL && option->argument != NULL) {
            cursor.waiting = option;
        } else if (cli_takes_program(command)) {
            cursor.programs = words[i][0] != '-' || words[i][1] == '\0';
        }
    }
    return cursor;
}

/* "--color=au": the words that can follow, each with "--color=" in front. */
static bool offer_joined(const struct cli_command *command, const char *typed, struct text *out)
{
    const char *equals = strncmp(typed, "--", 2) == 0 ? strchr(typed, '=') : NULL;
    struct text name = TEXT_EMPTY;
    const struct cli_option *option;

    if (equals == NULL)
        return false;
    text_append(&name, typed, (size_t)(equals - typed));
    option = option_named(command, text_string(&name));
    text_add_char(&name, '=');
    if (option != NULL && option->argument != NULL)
        offer_arguments(option, equals + 1, text_string(&name), out);
    text_free(&name);
    return true;
}

static void offer_after(const struct cli_command *command, char *const *words, int count, struct text *out)
{
    const char *typed = strcmp(words[count - 1], "=") == 0 ? "" : words[count - 1];
    struct cursor cursor = find_cursor(command, words, count);

    if (cursor.programs)
        text_add(out, ":files\n");
    else if (cursor.waiting != NULL)
        offer_arguments(cursor.waiting, typed, "", out);
    else if (offer_joined(command, typed, out))
        return;
    else if (*typed == '-')
        offer_options(command, typed, out);
    else
        offer_operands(command, typed, out);
}

void completions_write_words(char *const *words, int count, struct text *out)
{
    bool named = count > 0 && *words[0] != '-';
    const struct cli_command *command =
        named && *words[0] != '\0' ? cli_find_command(words[0]) : cli_find_command("");

    if (count == 1 && named)
        offer_commands(words[0], out);
    else if (count > 0 && command != NULL)
        offer_after(command, words + named, count - named, out);
}
