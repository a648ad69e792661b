#include "cli/parse.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum {
    LONG_FIRST = 256,  /* getopt's value for the first option's long form; letters are below */
    NEAR_ENOUGH = 3,   /* edits between what was typed and what may have been meant */
    NAME_MAX_LONG = 40 /* bytes of a name that are compared */
};

/* How many letters must be inserted, removed or replaced to make `left` `right` (Levenshtein). */
static size_t distance(const char *left, const char *right)
{
    size_t row[NAME_MAX_LONG + 1], length = strnlen(right, NAME_MAX_LONG);

    for (size_t i = 0; i <= length; i++)
        row[i] = i;
    for (size_t i = 0; left[i] != '\0'; i++) {
        size_t corner = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < length; j++) {
            size_t best = corner + (left[i] != right[j]);

            corner = row[j + 1];
            best = best < row[j] + 1 ? best : row[j] + 1;
            row[j + 1] = best < corner + 1 ? best : corner + 1;
        }
    }
    return row[length];
}

/* Smaller is nearer; NEAR_ENOUGH and above is too far.  Half of the letters must be right. */
static size_t farness(const char *typed, const char *name)
{
    size_t length = strlen(typed), far;

    if (length > NAME_MAX_LONG || *name == '\0')
        return NEAR_ENOUGH;
    if (length > 0 && strncmp(typed, name, length) == 0)
        return 0;
    far = distance(typed, name);
    return 2 * far > strlen(name) + 1 ? NEAR_ENOUGH : far;
}

const struct cli_command *cli_nearest_command(const char *name)
{
    const struct cli_command *nearest = NULL;
    size_t best = NEAR_ENOUGH;

    for (size_t i = 0; i < cli_command_count; i++) {
        size_t far = farness(name, cli_commands[i].name);

        if (far < best) {
            best = far;
            nearest = &cli_commands[i];
        }
    }
    return nearest;
}

static const char *nearest_option(const struct cli_command *command, const char *name)
{
    const char *nearest = NULL;
    size_t best = NEAR_ENOUGH;

    for (size_t i = 0; i < CLI_OPTION_COUNT; i++) {
        const struct cli_option *option = &cli_options[i];

        if (!cli_has(command, i) || option->name == NULL || option->what == NULL ||
            farness(name, option->name) >= best)
            continue;
        best = farness(name, option->name);
        nearest = option->name;
    }
    return nearest;
}

/* "terrarium help run", or "terrarium --help". */
static const char *where_help_is(const struct cli_command *command, struct text *out)
{
    text_clear(out);
    if (*command->name == '\0')
        text_add(out, "terrarium --help");
    else
        text_format(out, "terrarium help %s", command->name);
    return text_string(out);
}

static bool has_named(const struct cli_command *command, const char *name)
{
    for (size_t i = 0; i < CLI_OPTION_COUNT; i++)
        if (cli_has(command, i) && cli_options[i].name != NULL && strcmp(cli_options[i].name, name) == 0)
            return true;
    return false;
}

/* The commands that have an option of this name: "run, replay". */
static const char *who_has(const char *name, struct text *out)
{
    text_clear(out);
    for (size_t i = 0; i < cli_command_count; i++)
        if (*cli_commands[i].name != '\0' && has_named(&cli_commands[i], name))
            text_format(out, "%s%s", out->length > 0 ? ", " : "", cli_commands[i].name);
    return text_string(out);
}

static enum status unknown_option(const struct cli_command *command, const char *typed, struct error *error)
{
    struct text help = TEXT_EMPTY, name = TEXT_EMPTY, others = TEXT_EMPTY;
    const char *nearest = NULL;

    if (strncmp(typed, "--", 2) == 0) {
        text_append(&name, typed + 2, strcspn(typed + 2, "="));
        nearest = nearest_option(command, text_string(&name));
        who_has(text_string(&name), &others);
    }
    if (others.length > 0)
        error_set(error, STATUS_USAGE, "%s has no option --%.80s, but these do: %.200s (see %s)",
                  *command->name != '\0' ? command->name : "terrarium alone", text_string(&name),
                  text_string(&others), where_help_is(command, &help));
    else if (nearest != NULL)
        error_set(error, STATUS_USAGE, "there is no option %.80s: did you mean --%s?", typed, nearest);
    else
        error_set(error, STATUS_USAGE, "there is no option %.80s: see %s", typed, where_help_is(command, &help));
    text_free(&help);
    text_free(&name);
    text_free(&others);
    return STATUS_USAGE;
}

static enum status unknown_command(const char *typed, struct error *error)
{
    const struct cli_command *nearest = cli_nearest_command(typed);
    size_t length = strlen(typed);

    if (length > 3 && strcmp(typed + length - 3, ".py") == 0)
        return error_set(error, STATUS_USAGE, "%.200s is not a command: did you mean terrarium run %.200s?", typed,
                         typed);
    if (length > 4 && strcmp(typed + length - 4, ".trr") == 0)
        return error_set(error, STATUS_USAGE, "%.200s is not a command: did you mean terrarium replay %.200s?", typed,
                         typed);
    if (nearest != NULL)
        return error_set(error, STATUS_USAGE, "there is no command %.80s: did you mean %s?", typed, nearest->name);
    return error_set(error, STATUS_USAGE, "there is no command %.80s: terrarium --help lists them", typed);
}

/* "--step", or "-c". */
static const char *shown_name(const struct cli_option *option, struct text *out)
{
    text_clear(out);
    if (option->name != NULL)
        text_format(out, "--%s", option->name);
    else
        text_format(out, "-%c", option->letter);
    return text_string(out);
}

static enum status set_number(const struct cli_option *option, const char *typed, uint64_t *number,
                              struct error *error)
{
    char *end;

    errno = 0;
    *number = strtoull(typed, &end, 10);
    if (*typed < '0' || *typed > '9' || *end != '\0' || errno != 0 || *number < option->least ||
        *number > option->most)
        return error_set(error, STATUS_USAGE, "--%s takes a number from %llu to %llu, not %.80s", option->name,
                         (unsigned long long)option->least, (unsigned long long)option->most, typed);
    return STATUS_OK;
}

/* Whether `typed` is one of the words in "one|of|these". */
static bool is_choice(const char *choices, const char *typed)
{
    size_t length = strlen(typed);

    for (const char *at = choices;; at++) {
        size_t word = strcspn(at, "|");

        if (word == length && memcmp(at, typed, word) == 0)
            return true;
        at += word;
        if (*at == '\0')
            return false;
    }
}

static void add_to_list(char **list, char between, const char *typed)
{
    struct text joined = TEXT_EMPTY;

    if (*list != NULL)
        text_format(&joined, "%s%c", *list, between);
    text_add(&joined, typed);
    free(*list);
    *list = text_take(&joined);
}

static enum status set_option(const struct cli_option *option, char *typed, struct cli_settings *settings,
                              struct error *error)
{
    void *member = (char *)settings + option->member;

    switch (option->kind) {
    case CLI_SWITCH:
        *(bool *)member = true;
        return STATUS_OK;
    case CLI_NUMBER:
        return set_number(option, typed, member, error);
    case CLI_CHOICE:
        if (!is_choice(option->argument, typed))
            return error_set(error, STATUS_USAGE, "--%s takes one of %s, not %.80s", option->name, option->argument,
                             typed);
        *(const char **)member = typed;
        return STATUS_OK;
    case CLI_WORD:
        *(const char **)member = typed;
        return STATUS_OK;
    case CLI_LIST:
        add_to_list(member, (char)option->least, typed);
        return STATUS_OK;
    case CLI_ENDING:
        *(char **)member = typed;
        return STATUS_OK;
    }
    return STATUS_OK;
}

/* What getopt_long needs, from the table. */
struct getopt_tables {
    char letters[2 * CLI_OPTION_COUNT + 3];
    struct option longs[CLI_OPTION_COUNT + 1];
};

static void fill_tables(const struct cli_command *command, struct getopt_tables *tables)
{
    char *letter = tables->letters;
    struct option *entry = tables->longs;

    if (cli_takes_program(command))
        *letter++ = '+'; /* the first operand ends the options */
    *letter++ = ':';     /* tell a missing argument from an unknown option */
    for (size_t i = 0; i < CLI_OPTION_COUNT; i++) {
        const struct cli_option *option = &cli_options[i];
        bool argument = option->argument != NULL;

        if (!cli_has(command, i))
            continue;
        if (option->letter != 0) {
            *letter++ = option->letter;
            if (argument)
                *letter++ = ':';
        }
        if (option->name != NULL)
            *entry++ =
                (struct option){option->name, argument ? required_argument : no_argument, NULL, LONG_FIRST + (int)i};
    }
    *letter = '\0';
    *entry = (struct option){NULL, 0, NULL, 0};
}

/* The same letter and name may be different options of different commands. */
static const struct cli_option *option_of(const struct cli_command *command, int value)
{
    if (value >= LONG_FIRST)
        return &cli_options[value - LONG_FIRST];
    for (size_t i = 0; i < CLI_OPTION_COUNT; i++)
        if (cli_has(command, i) && cli_options[i].letter == value)
            return &cli_options[i];
    return NULL;
}

/* What getopt_long could not take. */
static enum status refused(const struct cli_command *command, int answer, const char *typed, struct error *error)
{
    const struct cli_option *option = optopt != 0 ? option_of(command, optopt) : NULL;
    struct text name = TEXT_EMPTY;
    char letter[3] = {'-', (char)optopt, '\0'};

    if (answer == ':' && option != NULL)
        error_set(error, STATUS_USAGE, "%s needs %s after it", shown_name(option, &name), option->argument);
    else if (optopt >= LONG_FIRST && option != NULL)
        error_set(error, STATUS_USAGE, "%s takes no value", shown_name(option, &name));
    else
        unknown_option(command, optopt != 0 ? letter : typed, error);
    text_free(&name);
    return STATUS_USAGE;
}

/* `arguments` begins with the command's name.  `*used` is how many of them were options. */
static enum status parse_options(int count, char **arguments, struct cli_settings *settings, int *used,
                                 struct error *error)
{
    struct getopt_tables tables = {.letters = ""};
    enum status status = STATUS_OK;
    bool ended = false;
    int answer;

    fill_tables(settings->command, &tables);
    optind = 0; /* glibc: begin afresh */
    opterr = 0;
    while (status == STATUS_OK && !ended &&
           (answer = getopt_long(count, arguments, tables.letters, tables.longs, NULL)) != -1) {
        if (answer == '?' || answer == ':') {
            status = refused(settings->command, answer, arguments[optind - 1], error);
            continue;
        }
        status = set_option(option_of(settings->command, answer), optarg, settings, error);
        ended = option_of(settings->command, answer)->kind == CLI_ENDING;
    }
    *used = optind;
    return status;
}

static enum status check_operands(const struct cli_settings *settings, struct error *error)
{
    static const int most[] = {
        [CLI_NOTHING] = 0, [CLI_PROGRAM] = -1, [CLI_RECORDING] = 1,  [CLI_TRACE] = 1,   [CLI_LESSON] = 1,
        [CLI_SHOWN] = -1,  [CLI_PROCESS] = 1,  [CLI_AUTHORING] = -1, [CLI_COMMAND] = 1, [CLI_FILES] = -1};
    const struct cli_command *command = settings->command;
    bool needed = (cli_takes_program(command) && settings->code == NULL && settings->module == NULL) ||
                  (command->operands == CLI_RECORDING && !settings->format) || command->operands == CLI_TRACE ||
                  command->operands == CLI_FILES;
    int room = most[command->operands];

    if (needed && settings->operand_count == 0)
        return error_set(error, STATUS_USAGE, "%s needs a %sfile: terrarium %s %s", command->name,
                         command->operands == CLI_SHOWN ? "lesson or a " : "", command->name,
                         cli_operand_words(command));
    if (room < 0 || settings->operand_count <= room)
        return STATUS_OK;
    if (*command->name == '\0' && cli_find_command(settings->operands[0]) != NULL)
        return error_set(error, STATUS_USAGE, "options stand after the command: terrarium %s OPTION...",
                         settings->operands[0]);
    return error_set(error, STATUS_USAGE, "%.200s is one thing too many: terrarium %s%s%s", settings->operands[room],
                     command->name, room > 0 ? " " : "", cli_operand_words(command));
}

static void set_defaults(struct cli_settings *settings)
{
    memset(settings, 0, sizeof *settings);
    for (size_t i = 0; i < CLI_OPTION_COUNT; i++)
        if (cli_options[i].kind == CLI_NUMBER)
            *(uint64_t *)(void *)((char *)settings + cli_options[i].member) = CLI_UNSET;
}

void cli_settings_free(struct cli_settings *settings)
{
    for (size_t i = 0; i < CLI_OPTION_COUNT; i++)
        if (cli_options[i].kind == CLI_LIST)
            free(*(char **)(void *)((char *)settings + cli_options[i].member));
}

enum status cli_parse(int count, char **arguments, struct cli_settings *settings, struct error *error)
{
    bool named = count > 1 && (arguments[1][0] != '-' || arguments[1][1] == '\0');
    int skip = named ? 1 : 0, used = 0;
    enum status status;

    set_defaults(settings);
    settings->command = cli_find_command(named ? arguments[1] : "");
    if (settings->command == NULL || (named && arguments[1][0] == '\0'))
        return unknown_command(arguments[1], error);
    status = parse_options(count - skip, arguments + skip, settings, &used, error);
    if (status != STATUS_OK)
        return status;
    settings->operands = arguments + skip + used;
    settings->operand_count = count - skip - used;
    if (settings->help || settings->version || settings->completions != NULL)
        return STATUS_OK;
    return check_operands(settings, error);
}
