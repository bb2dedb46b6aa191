/* One blocking connection to MariaDB, owned by one worker thread.
 *
 * Statements are prepared once per connection and cached by the address of the SQL text, so SQL must be a string literal
 * (or other static text). Parameters are always bound. Times travel as int64_t microseconds (clock.h) and are DATETIME(6) in UTC.
 *
 * FORMAT describes the bound arguments, one letter each:
 *   i  int64_t            t  int64_t time (TIME_NONE binds NULL)      s  const char * (NULL binds NULL)
 *   b  const void *, size_t (bytes; NULL pointer binds NULL)          j  json_t * (bound as compact text; NULL binds NULL; not stolen)
 *   z  int64_t id, where 0 binds NULL
 * Example: db_query(db, r->arena, &rows, "SELECT id FROM entries WHERE firm_id = ? AND submitted_at < ?", "it", firm, r->arrived_at) */
#ifndef CORE_DB_DB_H
#define CORE_DB_DB_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

struct db;

enum db_status {
	DB_OK,
	DB_DUPLICATE, /* a UNIQUE or PRIMARY key refused it (1062); the transaction goes on */
	DB_REFUSED,   /* CHECK, foreign key, NOT NULL, range, or SIGNAL SQLSTATE '45000'; the transaction goes on */
	DB_FAILED /* everything else: lost connection, deadlock, …; return HANDLED_DB_FAILED at once, the worker decides about a second run */
};

/* For handlers: leaves the handler when the database did not do as told. */
#define DB_TRY(call)                              \
	do {                                      \
		if ((call) != DB_OK)              \
			return HANDLED_DB_FAILED; \
	} while (0)

/* The rows of a SELECT, all fetched, living in the arena. */
struct db_rows {
	size_t count;
	size_t columns;
	const struct db_value *values; /* count × columns, row by row */
};

struct db_value {
	bool null;
	int64_t integer;  /* integer columns, and times as microseconds */
	const char *text; /* text, JSON, DECIMAL and binary columns; NUL behind it */
	size_t length;    /* bytes in text */
};

/* Runs one INSERT, UPDATE, DELETE or CALL without result. AFFECTED may be NULL; it counts rows found, changed or not
 * (CLIENT_FOUND_ROWS). */
__attribute__((warn_unused_result)) enum db_status db_exec(struct db *, int64_t *affected, const char *sql, const char *format, ...);
/* Runs one INSERT, UPDATE or DELETE once for each of COUNT rows of parameters, one after the other, in one round trip; FORMAT's letters are i, t
 * and s only, and VALUES are COUNT × strlen(FORMAT), row by row. AFFECTED counts all of them together. When one is refused, the
 * statement and the version of MariaDB decide whether those before it stand: whoever goes on in the transaction must look. */
__attribute__((warn_unused_result)) enum db_status db_exec_many(
    struct db *, struct arena *, int64_t *affected, const char *sql, const char *format, size_t count, const struct db_value *values);
/* Runs one SELECT, INSERT … RETURNING, or CALL with one result set, and fetches it whole. */
__attribute__((warn_unused_result)) enum db_status db_query(
    struct db *, struct arena *, struct db_rows *, const char *sql, const char *format, ...);
/* AUTO_INCREMENT of the last INSERT by db_exec(); with RETURNING, take it from the row. */
int64_t db_insert_id(struct db *);
/* Name of the constraint or key that refused the last statement, or the text of SIGNAL; "" if unknown. Lives until the next statement. */
const char *db_refused_by(struct db *);

/* Cells. Row and column count from 0; a NULL cell is 0, NULL or TIME_NONE. */
int64_t db_int(const struct db_rows *, size_t row, size_t column);
int64_t db_time(const struct db_rows *, size_t row, size_t column);
const char *db_text(const struct db_rows *, size_t row, size_t column);
bool db_is_null(const struct db_rows *, size_t row, size_t column);
/* New references (never NULL): JSON null where the cell is NULL. db_json parses a JSON column. */
json_t *db_json(const struct db_rows *, size_t row, size_t column);
json_t *db_json_text(const struct db_rows *, size_t row, size_t column);
json_t *db_json_int(const struct db_rows *, size_t row, size_t column);
json_t *db_json_bool(const struct db_rows *, size_t row, size_t column);
json_t *db_json_time(const struct db_rows *, size_t row, size_t column);

/* A new array with an object a row: one letter of SHAPE a column ('s' text, 'i' integer, 'b' boolean, 't' time, 'j' JSON, '-' left out)
 * and one name for each column that is not left out. Example: db_json_rows(&rows, "ist", "id", "title", "submitted_at"). */
json_t *db_json_rows(const struct db_rows *, const char *shape, ...);
/* The same for one row, as an object. */
json_t *db_json_row(const struct db_rows *, size_t row, const char *shape, ...);

#endif
