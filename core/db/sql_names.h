/* Named parameters in SQL: ":edition" in a statement, rewritten to the "?" that the database knows, and which of them stands for which name.
 *
 * A name is a colon and then a–z, digits and _, beginning with a letter. What stands in quotes, backticks or a comment is left alone, and so
 * are "::" and a colon before anything else. */
#ifndef CORE_DB_SQL_NAMES_H
#define CORE_DB_SQL_NAMES_H

#include <stddef.h>

#include "core/base/limits.h"

struct sql_names {
	char *text;   /* the statement with question marks */
	size_t count; /* different names, in the order of their first places */
	size_t places;
	const char *names[LIMIT_DB_PARAMETERS];           /* into the statement as it was written, … */
	size_t lengths[LIMIT_DB_PARAMETERS];              /* … without an end of their own */
	unsigned char name_of_place[LIMIT_DB_PARAMETERS]; /* place → name */
};

/* SQL must live as long as what is returned. Fatal: a question mark of its own, or more than LIMIT_DB_PARAMETERS places. */
struct sql_names *sql_names_new(const char *sql);
void sql_names_free(struct sql_names *);
/* The place of NAME among the names, GUESS looked at first; COUNT if the statement has no such name. */
size_t sql_names_find(const struct sql_names *, const char *name, size_t guess);

#endif
