/* A list of mistakes, each with the JSON path where it was made.
 *
 * Validation never stops at the first mistake: it adds to such a list, so that a person can mend all at once. */
#ifndef JUDGING_BASE_ERRORS_H
#define JUDGING_BASE_ERRORS_H

#include <stddef.h>

struct judging_error {
	char *path;    /* such as "rounds[1].sheets[4].points.team"; "" for the whole document */
	char *message; /* English, without the path: "31 is above the maximum 30" */
};

/* Start as `struct judging_errors e = {0};` and end with judging_errors_free(). */
struct judging_errors {
	struct judging_error *list;
	size_t count, capacity;
};

/* Adds one mistake; copies both texts. FORMAT is printf's. */
__attribute__((format(printf, 3, 4))) void judging_errors_add(struct judging_errors *, const char *path, const char *format, ...);

/* Frees the list and what it holds; the struct may be used again. */
void judging_errors_free(struct judging_errors *);

#endif
