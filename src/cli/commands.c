#include "cli/commands.h"

#include <string.h>

const struct cli_option cli_options[CLI_OPTION_COUNT] = {
#define PLACE(member) offsetof(struct cli_settings, member)
#define SWITCH(NAME, member, letter, name, what) {CLI_SWITCH, letter, name, NULL, 0, 0, what, PLACE(member)},
#define NUMBER(NAME, member, letter, name, argument, least, most, what) \
    {CLI_NUMBER, letter, name, argument, least, most, what, PLACE(member)},
#define CHOICE(NAME, member, letter, name, choices, what) \
    {CLI_CHOICE, letter, name, choices, 0, 0, what, PLACE(member)},
#define WORD(NAME, member, letter, name, argument, what) \
    {CLI_WORD, letter, name, argument, 0, 0, what, PLACE(member)},
#define LIST(NAME, member, letter, name, argument, between, what) \
    {CLI_LIST, letter, name, argument, between, between, what, PLACE(member)},
#define PROGRAM(NAME, member, letter, argument, what) {CLI_ENDING, letter, NULL, argument, 0, 0, what, PLACE(member)},
    CLI_OPTIONS(SWITCH, NUMBER, CHOICE, WORD, LIST, PROGRAM)
#undef SWITCH
#undef NUMBER
#undef CHOICE
#undef WORD
#undef LIST
#undef PROGRAM
#undef PLACE
};

_Static_assert(CLI_OPTION_COUNT <= 64, "a command's options are bits");

#define HAS(NAME) | UINT64_C(1) << CLI_OPTION_##NAME
const struct cli_command cli_commands[] = {
#define COMMAND(NAME, function, name, operands, has, what, more) \
    {name, operands, 0 has(HAS) HAS(HELP), what, more, cli_##function},
    CLI_COMMANDS(COMMAND)
#undef COMMAND
};
#undef HAS

const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;

const struct cli_command *cli_find_command(const char *name)
{
    for (size_t i = 0; i < cli_command_count; i++)
        if (strcmp(cli_commands[i].name, name) == 0)
            return &cli_commands[i];
    return NULL;
}

const char *cli_operand_words(const struct cli_command *command)
{
    switch (command->operands) {
    case CLI_NOTHING:
        return "";
    case CLI_PROGRAM:
        return "FILE [ARGUMENT...]";
    case CLI_RECORDING:
        return "FILE.trr";
    case CLI_TRACE:
        return "FILE.json";
    case CLI_LESSON:
        return "[LESSON]";
    case CLI_PROCESS:
        return "[PROCESS]";
    case CLI_SHOWN:
        return "LESSON | FILE.trr | FILE [ARGUMENT...]";
    case CLI_FILES:
        return "FILE...";
    case CLI_AUTHORING:
        return "check FOLDER... | new FOLDER | report | schema";
    case CLI_COMMAND:
        return "[COMMAND]";
    }
    return "";
}
