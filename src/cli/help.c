#include "cli/help.h"

#include <string.h>

#include "base/utf8.h"
#include "cli/parse.h"
#include "cli/streams.h"
#include "tui/keys.h"

enum { OPTION_COLUMN = 30, COMMAND_COLUMN = 41, KEYS_COLUMN = 24 };

/* Fills the line that began at `from` up to a column, with two spaces at least. */
static void pad(struct text *out, size_t from, int column)
{
    int used = utf8_width(out->bytes + from, out->length - from);

    text_fill(out, ' ', used + 2 <= column ? (size_t)(column - used) : 2);
}

/* "-o, --output FILE.trr". */
static void write_option(const struct cli_option *option, struct text *out)
{
    if (option->letter != 0)
        text_format(out, "-%c", option->letter);
    if (option->letter != 0 && option->name != NULL)
        text_add(out, ", ");
    if (option->name != NULL)
        text_format(out, "--%s", option->name);
    if (option->argument != NULL)
        text_format(out, "%c%s", option->kind == CLI_CHOICE ? '=' : ' ', option->argument);
}

static void write_options(const struct cli_command *command, struct text *out)
{
    for (size_t i = 0; i < CLI_OPTION_COUNT; i++) {
        size_t from = out->length;

        if (!cli_has(command, i) || cli_options[i].what == NULL)
            continue;
        text_add(out, "  ");
        write_option(&cli_options[i], out);
        pad(out, from, OPTION_COLUMN);
        text_format(out, "%s\n", cli_options[i].what);
    }
}

static void write_usage(const struct cli_command *command, struct text *out)
{
    const char *operands = cli_operand_words(command);

    text_add(out, "terrarium");
    if (*command->name != '\0')
        text_format(out, " %s", command->name);
    if (*command->name != '\0' && (command->options & (command->options - 1)) != 0)
        text_add(out, " [OPTION...]");
    if (*operands != '\0')
        text_format(out, " %s", operands);
}

static void write_program_help(struct text *out)
{
    text_add(out, "Terrarium runs a Python program in a real CPython and draws what the interpreter does.\n\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        size_t from = out->length;
        const char *operands = cli_operand_words(&cli_commands[i]);

        text_format(out, "  terrarium %s%s%s", cli_commands[i].name, *operands != '\0' ? " " : "", operands);
        pad(out, from, COMMAND_COLUMN);
        text_format(out, "%s\n", cli_commands[i].what);
    }
    text_add(out, "\nOptions without a command:\n");
    write_options(cli_find_command(""), out);
    text_add(out, "\nOptions of a command stand between its name and FILE; terrarium help COMMAND lists them.\n"
                  "terrarium help keys lists the keys; man terrarium tells everything.\n");
}

void help_write(const struct cli_command *command, struct text *out)
{
    if (*command->name == '\0') {
        write_program_help(out);
        return;
    }
    text_add(out, "usage: ");
    write_usage(command, out);
    text_format(out, "\n\n%c%s.\n", command->what[0] - 'a' + 'A', command->what + 1);
    if (*command->more != '\0')
        text_format(out, "\n%s\n", command->more);
    text_add(out, "\nOptions:\n");
    write_options(command, out);
}

static void write_keys(bool ascii, struct text *out)
{
    struct keys_line line;

    for (size_t i = 0; keys_line(KEYS_EVERYWHERE, ascii, i, &line); i++) {
        size_t from = out->length;

        if (line.heading != NULL) {
            text_format(out, "%s%s\n", i > 0 ? "\n" : "", line.heading);
        } else {
            text_format(out, "  %s", text_string(&line.keys));
            pad(out, from, KEYS_COLUMN);
            text_format(out, "%s\n", line.what);
        }
        text_free(&line.keys);
    }
}

int cli_help(const struct cli_settings *settings, struct error *error)
{
    const char *topic = settings->operand_count > 0 ? settings->operands[0] : "";
    const struct cli_command *command = cli_find_command(topic), *nearest = cli_nearest_command(topic);
    struct text out = TEXT_EMPTY;

    if (strcmp(topic, "keys") == 0)
        write_keys(streams_need_ascii(), &out);
    else if (command != NULL)
        help_write(command, &out);
    else if (nearest != NULL)
        return (int)error_set(error, STATUS_USAGE, "there is no command %.80s: did you mean terrarium help %s?",
                              topic, nearest->name);
    else
        return (int)error_set(error, STATUS_USAGE, "there is no command %.80s: terrarium --help lists them", topic);
    streams_write(&out);
    text_free(&out);
    return STATUS_OK;
}
