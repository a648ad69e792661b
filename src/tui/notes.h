/* What a presenter sees on a second terminal, and how it gets there.
 *
 * The presentation listens on a socket in a folder that only its user can enter, $XDG_RUNTIME_DIR/terrarium or
 * /tmp/terrarium-UID; the socket is called present-PID.  Whoever connects is sent the notes now and whenever they
 * change, as one packet each time: a mark, then the texts of NOTES_TEXTS, each with its NUL.  Packets the other way are
 * keys that steer: a mark, then the key's name.  A socket on which nobody listens was
 * left by a presentation that died, and is removed by whoever finds it. */
#ifndef TERRARIUM_TUI_NOTES_H
#define TERRARIUM_TUI_NOTES_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/text.h"
#include "base/vector.h"

/* TEXT(NAME) */
#define NOTES_TEXTS(TEXT)                                         \
    TEXT(TITLE)    /* of the lesson and its scene, or the file */ \
    TEXT(WHERE)    /* step 3 of 4 */                              \
    TEXT(STATE)    /* blank, playing */                           \
    TEXT(SAID)     /* what the class reads */                     \
    TEXT(NOTES)    /* of the scene */                             \
    TEXT(QUESTION) /* the next one, with its choices */           \
    TEXT(ANSWER)   /* what is right */                            \
    TEXT(HANDS)    /* those counted so far */                     \
    TEXT(NEXT)     /* what comes next */                          \
    TEXT(BEGAN)    /* when the presentation began: milliseconds of CLOCK_MONOTONIC, in decimal */

enum notes_text {
#define TEXT(NAME) NOTES_##NAME,
    NOTES_TEXTS(TEXT)
#undef TEXT
        NOTES_TEXT_COUNT
};

struct notes {
    struct text texts[NOTES_TEXT_COUNT];
};

/* Empties all texts but that of the beginning. */
void notes_clear(struct notes *notes);
void notes_free(struct notes *notes);

/* ---- the presentation's side ---- */

struct notes_host;

/* Begins to listen.  STATUS_FAILED with a sentence where that cannot be: the presentation goes on without. */
enum status notes_host_open(struct notes_host **host, struct error *error);
/* Removes the socket. */
void notes_host_close(struct notes_host *host);
/* Sends the notes to all who listen, unless they have them. */
void notes_host_publish(struct notes_host *host, const struct notes *notes);
/* Takes in who has come, and what they send.  Returns the milliseconds after which it wants to be called again, -1: no
 * need. */
int notes_host_advance(struct notes_host *host);
/* The next key that was pressed on a presenter's terminal, and steers (notes_steer); false when there is none. */
bool notes_host_key(struct notes_host *host, uint32_t *key);
size_t notes_host_poll(const struct notes_host *host, struct pollfd *descriptors, size_t room);

/* ---- the presenter's ---- */

struct notes_found {
    pid_t process; /* the presentation's */
    char *title;
};
struct notes_presentations {
    VECTOR(struct notes_found) found; /* the newest first */
};

/* Those that run.  STATUS_FAILED with a sentence when the folder is not to be trusted. */
enum status notes_list(struct notes_presentations *presentations, struct error *error);
void notes_list_free(struct notes_presentations *presentations);

/* A descriptor, close-on-exec and non-blocking; -1 when there is no such presentation (any more). */
int notes_connect(pid_t process);
/* Takes in the newest notes.  False when there were none; `*ended` when there will be no more. */
bool notes_receive(int descriptor, struct notes *notes, bool *ended);
/* Sends a key (input.h), which the presentation takes as if it had been pressed there: a step, a blank screen, the
 * spotlight, a scene, hands that are counted.  False, and nothing, for other keys: a presenter's terminal types nothing
 * and quits nothing. */
bool notes_steer(int descriptor, uint32_t key);

#endif
