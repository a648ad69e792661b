/* terrarium lesson: for authors and teachers. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/lesson_check.h"
#include "cli/lesson_record.h"
#include "cli/streams.h"
#include "lesson/lesson.h"
#include "lesson/progress.h"

/* ---- new ---- */

static const char skeleton_code[] = "a = [1]\n"
                                    "b = a\n"
                                    "b.append(2)\n"
                                    "print(a)\n";

static const char skeleton_solution[] = "a = [1]\n"
                                        "b = a.copy()\n"
                                        "b.append(2)\n"
                                        "print(a)\n";

/* "%s" stands for the lesson's name, three times. */
static const char skeleton_json[] =
    "{\n"
    "  \"id\": \"%s\",\n"
    "  \"title\": \"%s: what it is about\",\n"
    "  \"layer\": \"basics\",\n"
    "  \"place\": 100,\n"
    "  \"minutes\": 3,\n"
    "  \"claims\": [\n"
    "    {\"belief\": \"What some believe.\", \"answer\": \"What is so.\"}\n"
    "  ],\n"
    "  \"scenes\": [\n"
    "    {\n"
    "      \"title\": \"Two names\",\n"
    "      \"code\": \"first.py\",\n"
    "      \"say\": [\n"
    "        {\"at\": \"start\", \"text\": \"What to look out for.\"},\n"
    "        {\"at\": \"b = a\", \"event\": \"after\", \"text\": \"Both names refer to the list {id(a)}.\", "
    "\"point\": "
    "[\"a\", \"b\"]}\n"
    "      ],\n"
    "      \"predictions\": [\n"
    "        {\n"
    "          \"at\": \"b.append(2)\",\n"
    "          \"about\": \"print(a)\",\n"
    "          \"kind\": \"output\",\n"
    "          \"question\": \"What will print(a) write?\",\n"
    "          \"options\": [\n"
    "            {\"text\": \"[1]\", \"belief\": \"b = a copied the list.\", \"reply\": \"Look: both arrows end at "
    "one "
    "box, so there is one list: {a}.\"},\n"
    "            {\"text\": \"[1, 2]\", \"reply\": \"Yes: there is one list.\"}\n"
    "          ]\n"
    "        }\n"
    "      ],\n"
    "      \"task\": {\n"
    "        \"text\": \"Change the second line so that b has a list of its own, equal to what a's was.\",\n"
    "        \"checks\": [\n"
    "          {\"holds\": \"a is not b\", \"text\": \"a and b still name one list, {id(a)}.\"},\n"
    "          {\"holds\": \"a == [1] and b == [1, 2]\", \"text\": \"a is {a} and b is {b}.\"}\n"
    "        ],\n"
    "        \"hints\": [\"A list has a method that makes a copy.\"],\n"
    "        \"solution\": \"first_solution.py\",\n"
    "        \"solved\": \"Two boxes now: {id(a)} and {id(b)}.\"\n"
    "      }\n"
    "    }\n"
    "  ]\n"
    "}\n";

static enum status write_part(const char *folder, const char *name, const char *bytes, struct error *error)
{
    struct text path = TEXT_EMPTY;
    enum status status;

    text_format(&path, "%s/%s", folder, name);
    status = file_replace(path.bytes, bytes, strlen(bytes), error);
    text_free(&path);
    return status;
}

static const char *name_of(const char *folder)
{
    const char *slash = strrchr(folder, '/');

    return slash != NULL ? slash + 1 : folder;
}

/* The bytes of `from`, with the name for each "%s". */
static void fill_skeleton(const char *from, const char *name, struct text *out)
{
    for (const char *at; (at = strstr(from, "%s")) != NULL; from = at + 2) {
        text_append(out, from, (size_t)(at - from));
        text_add(out, name);
    }
    text_add(out, from);
}

static enum status make_new(const char *folder, struct error *error)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    const char *name = name_of(folder);
    struct text json = TEXT_EMPTY, told = TEXT_EMPTY;
    enum status status;

    if (*name == '\0' || name[strspn(name, letters)] != '\0')
        return error_set(error, STATUS_USAGE,
                         "a lesson's name has small letters, digits and dashes, and \"%.80s\" has others", name);
    if (mkdir(folder, 0777) != 0)
        return error_set(error, STATUS_FAILED, "cannot make the folder %.400s: %s", folder, strerror(errno));
    fill_skeleton(skeleton_json, name, &json);
    status = write_part(folder, "first.py", skeleton_code, error);
    if (status == STATUS_OK)
        status = write_part(folder, "first_solution.py", skeleton_solution, error);
    if (status == STATUS_OK)
        status = write_part(folder, "lesson.json", json.bytes, error);
    if (status == STATUS_OK) {
        text_format(&told, "%s/lesson.json is a whole lesson; what to do with it stands in doc/AUTHORING.md.\n",
                    folder);
        streams_write(&told);
    }
    text_free(&told);
    text_free(&json);
    return status;
}

/* ---- report, schema ---- */

static enum status write_report(const struct cli_settings *settings)
{
    struct text out = TEXT_EMPTY, clean = TEXT_EMPTY;

    if (settings->json)
        progress_write_json(&out);
    else
        progress_write_sheet(&out);
    if (out.length == 0)
        text_add(&out, "No lesson was begun yet.\n");
    streams_clean(&clean, out.bytes, out.length, !settings->json && streams_need_ascii());
    streams_write(&clean);
    text_free(&out);
    text_free(&clean);
    return STATUS_OK;
}

static enum status write_schema(void)
{
    struct text out = TEXT_EMPTY;

    lesson_write_schema(&out);
    streams_write(&out);
    text_free(&out);
    return STATUS_OK;
}

/* ---- which ---- */

static enum status check_count(const struct cli_settings *settings, int least, int most, const char *words,
                               struct error *error)
{
    int count = settings->operand_count - 1;

    if (count >= least && count <= most)
        return STATUS_OK;
    return error_set(error, STATUS_USAGE, "write terrarium lesson %s", words);
}

int cli_lesson(const struct cli_settings *settings, struct error *error)
{
    const char *action = settings->operand_count > 0 ? settings->operands[0] : "";

    if (strcmp(action, "check") == 0)
        return (int)(check_count(settings, 1, 1 << 20, "check FOLDER...", error) == STATUS_OK
                         ? lesson_check(settings, settings->operands + 1, settings->operand_count - 1, error)
                         : STATUS_USAGE);
    if (strcmp(action, "record") == 0)
        return (int)(check_count(settings, 1, 1 << 20, "record FOLDER...", error) == STATUS_OK
                         ? lesson_record(settings, settings->operands + 1, settings->operand_count - 1, error)
                         : STATUS_USAGE);
    if (strcmp(action, "new") == 0)
        return (int)(check_count(settings, 1, 1, "new FOLDER", error) == STATUS_OK
                         ? make_new(settings->operands[1], error)
                         : STATUS_USAGE);
    if (strcmp(action, "report") == 0)
        return (int)(check_count(settings, 0, 0, "report [--json]", error) == STATUS_OK ? write_report(settings)
                                                                                        : STATUS_USAGE);
    if (strcmp(action, "schema") == 0)
        return (int)(check_count(settings, 0, 0, "schema", error) == STATUS_OK ? write_schema() : STATUS_USAGE);
    return (int)error_set(error, STATUS_USAGE,
                          "terrarium lesson takes one of check, new, record, report and schema%s%.80s",
                          *action != '\0' ? ", not " : "", action);
}
