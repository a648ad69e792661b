#include "cli/lesson_record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/program.h"
#include "cli/streams.h"
#include "lesson/shipped.h"
#include "session/pythons.h"
#include "trace/file.h"

enum { CODE_MAX = 1 << 20 };

static void tell(const char *path, const char *words)
{
    struct text line = TEXT_EMPTY;

    text_format(&line, "%s: %s\n", path, words);
    streams_write(&line);
    text_free(&line);
}

static enum status run(const struct cli_settings *settings, const struct lesson_scene *scene,
                       const struct shipped *shipped, struct recording *recording, struct error *error)
{
    static char isolated[] = "-I", option[] = "-X", gil[] = "gil=1";
    char *code = strrchr(scene->code, '/') + 1;
    char *with_gil[] = {isolated, option, gil, code, NULL}, *plain[] = {isolated, code, NULL};
    struct session_options options = program_options(settings, shipped->with_gil ? with_gil : plain, SESSION_PRIVATE);
    int exit_status;
    enum status status;

    options.python = shipped->python;
    options.timeline = true;
    status = program_run(&options, recording, &exit_status, error);
    if (status == STATUS_OK && exit_status != 0)
        return error_set(error, STATUS_FAILED, "%s ended with status %d", scene->code, exit_status);
    return status;
}

static enum status record_copy(const struct cli_settings *settings, const struct lesson_scene *scene,
                               const struct shipped *shipped, struct error *error)
{
    const char *code = strrchr(scene->code, '/') + 1;
    struct recording *recording = recording_new();
    struct text text = TEXT_EMPTY;
    enum status status = file_read(scene->code, CODE_MAX, &text, error);

    if (status == STATUS_OK)
        status = file_replace(code, text_string(&text), text.length, error);
    if (status == STATUS_OK)
        status = run(settings, scene, shipped, recording, error);
    if (status == STATUS_OK)
        status = trace_file_write(scene->recording, recording_log(recording), error);
    unlink(code);
    recording_free(recording);
    text_free(&text);
    return status;
}

/* In a folder of its own, for a recording tells where the code was, and nobody needs to know the author's folders. */
static enum status record(const struct cli_settings *settings, const struct lesson_scene *scene,
                          const struct shipped *shipped, struct error *error)
{
    char folder[] = "/tmp/lesson-XXXXXX";
    int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum status status;

    if (before < 0 || mkdtemp(folder) == NULL)
        return error_set(error, STATUS_FAILED, "cannot make a folder in /tmp");
    if (chdir(folder) != 0)
        status = error_set(error, STATUS_FAILED, "cannot go into %s", folder);
    else
        status = record_copy(settings, scene, shipped, error);
    if (fchdir(before) != 0 && status == STATUS_OK)
        status = error_set(error, STATUS_FAILED, "cannot go back from %s", folder);
    rmdir(folder);
    close(before);
    return status;
}

static bool is_there(const char *python)
{
    struct pythons pythons;
    const struct python *found;
    bool there;

    pythons_find(&pythons);
    there = pythons_choose(&pythons, python, &found, NULL) == STATUS_OK;
    pythons_free(&pythons);
    return there;
}

static enum status record_scene(const struct cli_settings *settings, const struct lesson_scene *scene,
                                struct error *error)
{
    struct shipped shipped;
    struct text words = TEXT_EMPTY;
    enum status status = shipped_open(scene, &shipped, error);

    if (status != STATUS_OK)
        return status;
    if (is_there(shipped.python)) {
        status = record(settings, scene, &shipped, error);
        text_add(&words, "made anew");
    } else {
        text_format(&words, "stays, for there is no CPython %s here", shipped.python);
    }
    if (status == STATUS_OK)
        tell(scene->recording, text_string(&words));
    shipped_close(&shipped);
    text_free(&words);
    return status;
}

enum status lesson_record(const struct cli_settings *settings, char *const *folders, int count, struct error *error)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < count && status == STATUS_OK; i++) {
        struct lesson *lesson = NULL;
        char *folder = realpath(folders[i], NULL); /* they are written from elsewhere */

        if (folder == NULL)
            return error_set(error, STATUS_FAILED, "cannot open %.900s: %s", folders[i], strerror(errno));
        status = lesson_load(folder, NULL, &lesson, error);
        free(folder);
        if (status != STATUS_OK)
            return status;
        for (size_t k = 0; k < lesson->scenes.count && status == STATUS_OK; k++)
            if (lesson->scenes.items[k].recording != NULL)
                status = record_scene(settings, &lesson->scenes.items[k], error);
        lesson_free(lesson);
    }
    return status;
}
