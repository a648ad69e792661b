#include "lesson/lesson.h"

#include <stdlib.h>

const char *lesson_layer_title(enum lesson_layer layer)
{
    static const char *const titles[] = {
#define LAYER(NAME, word, title) title,
        LESSON_LAYERS(LAYER)
#undef LAYER
    };

    return layer < LESSON_LAYER_COUNT ? titles[layer] : "";
}

static void free_say(struct lesson_say *say)
{
    free(say->anchor.at);
    free(say->text);
    for (size_t i = 0; i < say->points.count; i++)
        free(say->points.items[i]);
    vector_free(&say->points);
}

static void free_prediction(struct lesson_prediction *prediction)
{
    free(prediction->anchor.at);
    free(prediction->about.at);
    free(prediction->question);
    for (size_t i = 0; i < prediction->options.count; i++) {
        free(prediction->options.items[i].text);
        free(prediction->options.items[i].belief);
        free(prediction->options.items[i].reply);
    }
    vector_free(&prediction->options);
}

static void free_scene(struct lesson_scene *scene)
{
    free(scene->title);
    free(scene->code);
    for (size_t i = 0; i < scene->says.count; i++)
        free_say(&scene->says.items[i]);
    for (size_t i = 0; i < scene->predictions.count; i++)
        free_prediction(&scene->predictions.items[i]);
    vector_free(&scene->says);
    vector_free(&scene->predictions);
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
    vector_free(&lesson->after);
    vector_free(&lesson->claims);
    vector_free(&lesson->scenes);
    free(lesson);
}
