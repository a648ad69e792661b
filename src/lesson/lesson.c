#include "lesson/lesson.h"

#include <stdlib.h>
#include <string.h>

#include "base/translate.h"

const char *lesson_layer_title(enum lesson_layer layer)
{
    static const char *const titles[] = {
#define LAYER(NAME, word, title) title,
        LESSON_LAYERS(LAYER)
#undef LAYER
    };

    return layer < LESSON_LAYER_COUNT ? translate(titles[layer]) : "";
}

const char *lesson_language(void)
{
    static const char *const variables[] = {"TERRARIUM_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    static char language[4];
    const char *locale = NULL;
    size_t length;

    for (size_t i = 0; i < sizeof variables / sizeof *variables && (locale == NULL || *locale == '\0'); i++)
        locale = getenv(variables[i]);
    length = locale != NULL ? strspn(locale, "abcdefghijklmnopqrstuvwxyz") : 0;
    if (length < 2 || length > 3 || strncmp(locale, "en", length) == 0)
        return NULL;
    memcpy(language, locale, length);
    language[length] = '\0';
    return language;
}

static void free_expression(struct lesson_expression *expression)
{
    free(expression->text);
    condition_free(expression->condition);
}

static void free_say(struct lesson_say *say)
{
    free(say->anchor.at);
    free(say->text);
    free_expression(&say->when);
    for (size_t i = 0; i < say->points.count; i++) {
        free_expression(&say->points.items[i].what);
        free(say->points.items[i].label);
    }
    vector_free(&say->points);
}

static void free_option(struct lesson_option *option)
{
    free(option->text);
    free_expression(&option->when);
    free(option->belief);
    free(option->reply);
    free(option->right);
}

static void free_prediction(struct lesson_prediction *prediction)
{
    free(prediction->anchor.at);
    free(prediction->about.at);
    free_expression(&prediction->answer);
    free(prediction->question);
    free(prediction->right);
    free(prediction->reply);
    for (size_t i = 0; i < prediction->options.count; i++)
        free_option(&prediction->options.items[i]);
    vector_free(&prediction->options);
}

static void free_task(struct lesson_task *task)
{
    if (task == NULL)
        return;
    free(task->text);
    free(task->code);
    free(task->solution);
    free(task->solved);
    for (size_t i = 0; i < task->checks.count; i++) {
        free_expression(&task->checks.items[i].holds);
        free(task->checks.items[i].text);
    }
    for (size_t i = 0; i < task->hints.count; i++)
        free(task->hints.items[i]);
    vector_free(&task->checks);
    vector_free(&task->hints);
    free(task);
}

static void free_scene(struct lesson_scene *scene)
{
    free(scene->title);
    free(scene->code);
    free(scene->recording);
    free(scene->start.at);
    free(scene->stop.at);
    for (size_t i = 0; i < scene->says.count; i++)
        free_say(&scene->says.items[i]);
    for (size_t i = 0; i < scene->predictions.count; i++)
        free_prediction(&scene->predictions.items[i]);
    vector_free(&scene->says);
    vector_free(&scene->predictions);
    for (size_t i = 0; i < scene->notes.count; i++)
        free(scene->notes.items[i]);
    vector_free(&scene->notes);
    free_task(scene->task);
}

void lesson_free(struct lesson *lesson)
{
    if (lesson == NULL)
        return;
    free(lesson->folder);
    free(lesson->id);
    free(lesson->title);
    for (size_t i = 0; i < lesson->after.count; i++)
        free(lesson->after.items[i]);
    for (size_t i = 0; i < lesson->claims.count; i++) {
        free(lesson->claims.items[i].belief);
        free(lesson->claims.items[i].answer);
    }
    for (size_t i = 0; i < lesson->scenes.count; i++)
        free_scene(&lesson->scenes.items[i]);
    for (size_t i = 0; i < lesson->untranslated.count; i++)
        free(lesson->untranslated.items[i]);
    vector_free(&lesson->untranslated);
    vector_free(&lesson->after);
    vector_free(&lesson->claims);
    vector_free(&lesson->scenes);
    free(lesson);
}

void glossary_free(struct glossary *glossary)
{
    for (size_t i = 0; i < glossary->terms.count; i++) {
        free(glossary->terms.items[i].term);
        free(glossary->terms.items[i].text);
    }
    vector_free(&glossary->terms);
}
