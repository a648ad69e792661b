/* One way of failing: a function that can fail returns an `enum status` and says why in a `struct error`. */
#ifndef TERRARIUM_BASE_ERROR_H
#define TERRARIUM_BASE_ERROR_H

/* The values are the exit statuses of the programs. */
enum status {
    STATUS_OK = 0,
    STATUS_FAILED = 1,
    STATUS_USAGE = 2, /* wrong arguments, or a terminal that cannot be used */
};

/* One sentence for the person: what went wrong, where, what to do; no newline at its end. */
struct error {
    char text[1024];
};

/* Writes the sentence and returns `status`, so that a caller can say `return error_set(...)`.  `error` may be NULL. */
enum status error_set(struct error *error, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
