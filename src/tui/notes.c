#include "tui/notes.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/memory.h"
#include "tui/input.h"
#include "tui/keys.h"

static const char MARK[] = "terrarium notes 1", KEY_MARK[] = "terrarium keys 1";

enum {
    PACKET_MAX = 64 * 1024, /* far below what a socket takes in one packet */
    TEXT_MAX = 6000,        /* bytes of a text that are sent */
    CLIENTS_MAX = 8,
    RETRY = 100,    /* ms, when a reader is slow */
    PATIENCE = 500, /* ms for the first packet of a presentation that is listed */
    BACKLOG = 8,
    KEYS_MAX = 32,     /* that wait: nobody presses more between two looks */
    KEY_NAME_MAX = 16, /* bytes */
};

/* Keys that steer; those without a name are called as they are written. */
static const struct steering {
    uint32_t key;
    const char *name;
} steering[] = {
    {INPUT_PAGE_DOWN, "PageDown"},
    {INPUT_PAGE_UP, "PageUp"},
    {INPUT_ENTER, "Enter"},
    {INPUT_BACKSPACE, "Backspace"},
    {' ', "Space"},
};
static const char steering_signs[] = "+-.*{}0123456789";

struct client {
    int descriptor;
    bool is_behind;
};

struct notes_host {
    int listener;
    struct sockaddr_un address;
    struct text packet;
    struct client clients[CLIENTS_MAX];
    size_t client_count;
    uint32_t keys[KEYS_MAX]; /* that were sent, and not yet taken */
    size_t key_count;
};

void notes_clear(struct notes *notes)
{
    for (size_t i = 0; i < NOTES_TEXT_COUNT; i++)
        if (i != NOTES_BEGAN)
            text_clear(&notes->texts[i]);
}

void notes_free(struct notes *notes)
{
    for (size_t i = 0; i < NOTES_TEXT_COUNT; i++)
        text_free(&notes->texts[i]);
}

/* ---- the folder ---- */

/* Under /tmp anybody may have made a folder of this name: it must be ours, and closed to others. */
static enum status check_folder(const char *folder, struct error *error)
{
    struct stat found;

    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return error_set(error, STATUS_FAILED, "cannot make the folder %.200s: %s", folder, strerror(errno));
    if (lstat(folder, &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != geteuid() ||
        (found.st_mode & 077) != 0)
        return error_set(error, STATUS_FAILED, "%.200s is not a folder that only you can enter", folder);
    return STATUS_OK;
}

static void write_folder(struct text *out)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    struct stat found;

    if (runtime != NULL && runtime[0] == '/' && stat(runtime, &found) == 0 && S_ISDIR(found.st_mode))
        text_format(out, "%s/terrarium", runtime);
    else
        text_format(out, "/tmp/terrarium-%lu", (unsigned long)geteuid());
}

static enum status make_address(pid_t process, struct sockaddr_un *address, struct error *error)
{
    struct text path = TEXT_EMPTY;
    enum status status;

    write_folder(&path);
    status = check_folder(text_string(&path), error);
    text_format(&path, "/present-%ld", (long)process);
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (status == STATUS_OK && path.length >= sizeof address->sun_path)
        status =
            error_set(error, STATUS_FAILED,
                      "the name %.200s is too long for a socket: set XDG_RUNTIME_DIR to a shorter one", path.bytes);
    if (status == STATUS_OK)
        memcpy(address->sun_path, path.bytes, path.length + 1);
    text_free(&path);
    return status;
}

static bool is_ours(int descriptor)
{
    struct ucred other;
    socklen_t length = sizeof other;

    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &other, &length) == 0 && other.uid == geteuid();
}

/* ---- the presentation's side ---- */

static enum status listen_at(struct notes_host *host, struct error *error)
{
    mode_t mask = umask(0177);
    int bound;

    host->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(host->address.sun_path); /* of one that had our number, and died */
    bound = host->listener < 0 ? -1 : bind(host->listener, (struct sockaddr *)&host->address, sizeof host->address);
    umask(mask);
    if (bound != 0 || listen(host->listener, BACKLOG) != 0)
        return error_set(error, STATUS_FAILED, "cannot listen at %.200s: %s", host->address.sun_path,
                         strerror(errno));
    return STATUS_OK;
}

enum status notes_host_open(struct notes_host **host, struct error *error)
{
    struct notes_host *made = memory_zeroed(1, sizeof *made);
    enum status status = make_address(getpid(), &made->address, error);

    made->listener = -1;
    if (status == STATUS_OK)
        status = listen_at(made, error);
    if (status == STATUS_OK) {
        *host = made;
        return STATUS_OK;
    }
    if (made->listener >= 0)
        close(made->listener);
    free(made);
    return status;
}

void notes_host_close(struct notes_host *host)
{
    if (host == NULL)
        return;
    unlink(host->address.sun_path);
    close(host->listener);
    for (size_t i = 0; i < host->client_count; i++)
        close(host->clients[i].descriptor);
    text_free(&host->packet);
    free(host);
}

/* Bytes of a text that are sent: whole characters. */
static size_t sent_length(const struct text *text)
{
    size_t length = text->length < TEXT_MAX ? text->length : TEXT_MAX;

    while (length < text->length && length > 0 && (text->bytes[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static void pack(const struct notes *notes, struct text *out)
{
    text_append(out, MARK, sizeof MARK);
    for (size_t i = 0; i < NOTES_TEXT_COUNT; i++) {
        text_append(out, text_string(&notes->texts[i]), sent_length(&notes->texts[i]));
        text_add_char(out, '\0');
    }
}

/* False: the client has gone. */
static bool send_to(const struct notes_host *host, struct client *client)
{
    ssize_t sent = send(client->descriptor, host->packet.bytes, host->packet.length, MSG_NOSIGNAL | MSG_DONTWAIT);

    client->is_behind = sent < 0;
    return sent >= 0 || errno == EAGAIN || errno == EINTR;
}

static void send_to_all(struct notes_host *host)
{
    for (size_t i = host->client_count; i-- > 0;) {
        if (!host->clients[i].is_behind || send_to(host, &host->clients[i]))
            continue;
        close(host->clients[i].descriptor);
        host->clients[i] = host->clients[--host->client_count];
    }
}

void notes_host_publish(struct notes_host *host, const struct notes *notes)
{
    struct text packet = TEXT_EMPTY;

    if (host == NULL)
        return;
    pack(notes, &packet);
    if (packet.length == host->packet.length && memcmp(packet.bytes, host->packet.bytes, packet.length) == 0) {
        text_free(&packet);
        return;
    }
    text_free(&host->packet);
    host->packet = packet;
    for (size_t i = 0; i < host->client_count; i++)
        host->clients[i].is_behind = true;
    send_to_all(host);
}

static bool is_steering(uint32_t key)
{
    for (size_t i = 0; i < sizeof steering / sizeof *steering; i++)
        if (steering[i].key == key)
            return true;
    return key > 0 && key < 0x80 && strchr(steering_signs, (int)key) != NULL;
}

/* False: the client has gone. */
static bool take_keys(struct notes_host *host, const struct client *client)
{
    char packet[sizeof KEY_MARK + KEY_NAME_MAX];
    ssize_t length;

    while ((length = recv(client->descriptor, packet, sizeof packet, MSG_DONTWAIT)) > 0) {
        uint32_t key = (size_t)length > sizeof KEY_MARK && memcmp(packet, KEY_MARK, sizeof KEY_MARK) == 0
                           ? keys_parse(packet + sizeof KEY_MARK, (size_t)length - sizeof KEY_MARK)
                           : 0;

        if (is_steering(key) && host->key_count < KEYS_MAX)
            host->keys[host->key_count++] = key;
    }
    return length != 0 && (errno == EAGAIN || errno == EINTR);
}

static void take_all_keys(struct notes_host *host)
{
    for (size_t i = host->client_count; i-- > 0;) {
        if (take_keys(host, &host->clients[i]))
            continue;
        close(host->clients[i].descriptor);
        host->clients[i] = host->clients[--host->client_count];
    }
}

bool notes_host_key(struct notes_host *host, uint32_t *key)
{
    if (host == NULL || host->key_count == 0)
        return false;
    *key = host->keys[0];
    memmove(host->keys, host->keys + 1, --host->key_count * sizeof *host->keys);
    return true;
}

int notes_host_advance(struct notes_host *host)
{
    int descriptor;

    if (host == NULL)
        return -1;
    while ((descriptor = accept4(host->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        if (host->client_count < CLIENTS_MAX && is_ours(descriptor))
            host->clients[host->client_count++] = (struct client){descriptor, host->packet.length > 0};
        else
            close(descriptor);
    }
    take_all_keys(host);
    send_to_all(host);
    for (size_t i = 0; i < host->client_count; i++)
        if (host->clients[i].is_behind)
            return RETRY;
    return -1;
}

size_t notes_host_poll(const struct notes_host *host, struct pollfd *descriptors, size_t room)
{
    size_t count = 0;

    if (host == NULL || room == 0)
        return 0;
    descriptors[count++] = (struct pollfd){.fd = host->listener, .events = POLLIN};
    for (size_t i = 0; i < host->client_count && count < room; i++)
        descriptors[count++] = (struct pollfd){.fd = host->clients[i].descriptor, .events = POLLIN};
    return count;
}

/* ---- the presenter's ---- */

int notes_connect(pid_t process)
{
    struct sockaddr_un address;
    int descriptor;

    if (make_address(process, &address, NULL) != STATUS_OK)
        return -1;
    descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return -1;
    errno = 0;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0 && is_ours(descriptor))
        return descriptor;
    if (errno == ECONNREFUSED && kill(process, 0) != 0 && errno == ESRCH)
        unlink(address.sun_path); /* it died; one that lives does not listen yet */
    close(descriptor);
    return -1;
}

static bool unpack(const char *packet, size_t length, struct notes *notes)
{
    const char *at = packet + sizeof MARK, *end = packet + length;

    if (length < sizeof MARK || memcmp(packet, MARK, sizeof MARK) != 0)
        return false;
    for (size_t i = 0; i < NOTES_TEXT_COUNT; i++) {
        const char *stop = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;

        if (stop == NULL)
            return false;
        text_clear(&notes->texts[i]);
        text_append(&notes->texts[i], at, (size_t)(stop - at));
        at = stop + 1;
    }
    return true;
}

bool notes_receive(int descriptor, struct notes *notes, bool *ended)
{
    static char packet[PACKET_MAX];
    bool any = false;
    ssize_t length;

    while ((length = recv(descriptor, packet, sizeof packet, MSG_DONTWAIT)) > 0)
        any |= unpack(packet, (size_t)length, notes);
    *ended = length == 0 || (errno != EAGAIN && errno != EINTR);
    return any;
}

bool notes_steer(int descriptor, uint32_t key)
{
    struct text packet = TEXT_EMPTY;
    const char *name = NULL;
    bool sent;

    if (!is_steering(key))
        return false;
    for (size_t i = 0; i < sizeof steering / sizeof *steering; i++)
        if (steering[i].key == key)
            name = steering[i].name;
    text_append(&packet, KEY_MARK, sizeof KEY_MARK);
    if (name != NULL)
        text_add(&packet, name);
    else
        text_add_char(&packet, (char)key);
    sent = send(descriptor, packet.bytes, packet.length, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
    text_free(&packet);
    return sent;
}

/* The title of a presentation, which it sends at once; NULL when it is none. */
static char *ask_title(pid_t process)
{
    int descriptor = notes_connect(process);
    struct pollfd answer = {.fd = descriptor, .events = POLLIN};
    struct notes notes = {0};
    char *title = NULL;
    bool ended;

    if (descriptor < 0)
        return NULL;
    if (poll(&answer, 1, PATIENCE) > 0 && notes_receive(descriptor, &notes, &ended))
        title = memory_copy_string(text_string(&notes.texts[NOTES_TITLE]));
    else
        title = memory_copy_string("");
    notes_free(&notes);
    close(descriptor);
    return title;
}

static int compare_numbers(const void *left, const void *right)
{
    const struct notes_found *one = left, *other = right;

    return (one->process < other->process) - (one->process > other->process);
}

enum status notes_list(struct notes_presentations *presentations, struct error *error)
{
    struct text folder = TEXT_EMPTY;
    enum status status;
    struct dirent *entry;
    DIR *opened = NULL;

    memset(presentations, 0, sizeof *presentations);
    write_folder(&folder);
    status = check_folder(text_string(&folder), error);
    if (status == STATUS_OK)
        opened = opendir(text_string(&folder));
    while (opened != NULL && (entry = readdir(opened)) != NULL) {
        struct notes_found found;
        long process;
        char rest;

        if (sscanf(entry->d_name, "present-%ld%c", &process, &rest) != 1 || process <= 0)
            continue;
        found = (struct notes_found){(pid_t)process, ask_title((pid_t)process)};
        if (found.title != NULL)
            vector_push(&presentations->found, found);
    }
    if (opened != NULL)
        closedir(opened);
    if (presentations->found.count > 1)
        qsort(presentations->found.items, presentations->found.count, sizeof *presentations->found.items,
              compare_numbers);
    text_free(&folder);
    return status;
}

void notes_list_free(struct notes_presentations *presentations)
{
    for (size_t i = 0; i < presentations->found.count; i++)
        free(presentations->found.items[i].title);
    vector_free(&presentations->found);
}
