/* A list of mistakes, each with the JSON path where it was made.
 *
 * Validation never stops at the first mistake: it adds to such a list, so that a person can mend all at once. */
#ifndef JUDGING_BASE_ERRORS_H
#define JUDGING_BASE_ERRORS_H

#include <stdarg.h>
#include <stddef.h>

enum { JUDGING_ERROR_VALUES = 4 }; /* that one message may hold */

struct judging_error {
	char *path;    /* such as "rounds[1].sheets[4].points.team"; "" for the whole document */
	char *message; /* English, without the path: "31 is above the maximum 30" */
	/* Of what MESSAGE was made, so that it can be said in other languages: */
	const char *pattern;                /* printf's format, a literal: "%s is above the maximum %s" */
	char *values[JUDGING_ERROR_VALUES]; /* what stands in the place of each conversion: "31", "30" */
	size_t value_count;
	char *round; /* the id of the round before which MESSAGE says so, `round "final": …`; or NULL */
};

/* Start as `struct judging_errors e = {0};` and end with judging_errors_free(). */
struct judging_errors {
	struct judging_error *list;
	size_t count, capacity;
};

/* Adds one mistake; copies the texts. FORMAT is printf's, a literal of the program, with at most JUDGING_ERROR_VALUES of the conversions
 * %s, %d, %ld, %lld and %zu (another one is fatal). */
__attribute__((format(printf, 3, 4))) void judging_errors_add(struct judging_errors *, const char *path, const char *format, ...);

/* The same about ROUND (an id; NULL: about none). */
__attribute__((format(printf, 4, 0))) void judging_errors_addv(
    struct judging_errors *, const char *path, const char *round, const char *format, va_list args);

/* Frees the list and what it holds; the struct may be used again. */
void judging_errors_free(struct judging_errors *);

#endif
