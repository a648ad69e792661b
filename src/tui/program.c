#include "tui/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "session/within.h"
#include "base/text.h"

const char *program_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static void name_program(struct program *program, const char *title)
{
    char *const *subject = within_program(program->arguments);
    const char *name = "python";

    if (subject != NULL && subject[0][0] != '-') {
        program->path = memory_copy_string(subject[0]);
        name = program_base_name(subject[0]);
    } else if (subject != NULL && strcmp(subject[0], "-m") == 0 && subject[1] != NULL) {
        name = subject[1];
    } else if (subject != NULL) {
        name = subject[0][1] == 'c' ? "code from the command line" : "code from standard input";
    }
    program->title = memory_copy_string(title != NULL ? title : name);
}

struct program *program_new(const struct session_options *options, const char *title)
{
    struct program *program = memory_zeroed(1, sizeof *program);
    size_t count = 0;

    while (options->arguments[count] != NULL)
        count++;
    program->arguments = memory_zeroed(count + 1, sizeof *program->arguments);
    for (size_t i = 0; i < count; i++)
        program->arguments[i] = memory_copy_string(options->arguments[i]);
    program->python = options->python != NULL ? memory_copy_string(options->python) : NULL;
    program->into = options->into != NULL ? memory_copy_string(options->into) : NULL;
    program->options = *options;
    program->options.arguments = program->arguments;
    program->options.python = program->python;
    if (options->instructions_in != NULL)
        program->instructions_in = memory_copy_string(options->instructions_in);
    program->options.instructions_in = program->instructions_in;
    program->options.into = program->into;
    program->options.terminal = SESSION_PRIVATE;
    name_program(program, title);
    return program;
}

struct program *program_new_file(const char *path, const char *title, bool isolated)
{
    char isolate[] = "-I";
    char *copy = memory_copy_string(path);
    char *arguments[3] = {isolated ? isolate : copy, isolated ? copy : NULL, NULL};
    struct session_options options = {.arguments = arguments, .instructions = SESSION_INSTRUCTIONS};
    struct program *program = program_new(&options, title);

    free(copy);
    return program;
}

void program_add_option(struct program *program, const char *name, const char *value)
{
    size_t count = 0, added = value != NULL ? 2 : 1;
    char **arguments;

    while (program->arguments[count] != NULL)
        count++;
    arguments = memory_zeroed(count + added + 1, sizeof *arguments);
    arguments[0] = memory_copy_string(name);
    if (value != NULL)
        arguments[1] = memory_copy_string(value);
    memcpy(arguments + added, program->arguments, count * sizeof *arguments);
    free(program->arguments);
    program->arguments = arguments;
    program->options.arguments = arguments;
}

void program_choose_python(struct program *program, const char *python)
{
    free(program->python);
    program->python = memory_copy_string(python);
    program->options.python = program->python;
}

void program_open(struct program *program, const char *module)
{
    struct text opened = TEXT_EMPTY;

    if (program->into != NULL)
        text_format(&opened, "%s,", program->into);
    text_add(&opened, module);
    free(program->into);
    program->into = text_take(&opened);
    program->options.into = program->into;
}

void program_free(struct program *program)
{
    if (program == NULL)
        return;
    for (size_t i = 0; program->arguments[i] != NULL; i++)
        free(program->arguments[i]);
    free(program->arguments);
    free(program->python);
    free(program->into);
    free(program->instructions_in);
    free(program->recording);
    free(program->path);
    free(program->title);
    free(program);
}
