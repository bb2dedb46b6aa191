/* One blocking connection to MariaDB, owned by one worker thread.
 *
 * Statements are prepared once per connection and cached by the address of the SQL text, so SQL must be a string literal
 * (or other static text). Parameters are always bound, by name: ":firm" in the SQL, as often as it is needed, and P(firm, …) once behind it, in
 * any order. A name without a value, a value without a name, and one given twice are fatal. Times travel as int64_t microseconds (clock.h) and are
 * DATETIME(6) in UTC.
 * Example: db_query(db, r->arena, &rows, "SELECT id FROM entries WHERE firm_id = :firm AND submitted_at < :at", P(firm), P(at, TIME(r->arrived_at)))
 * Handlers use sql_query() and sql_exec() (core/request/request.h), which know the actor and the time of arrival by themselves. */
#ifndef CORE_DB_DB_H
#define CORE_DB_DB_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/clock.h"

struct db;

enum db_status {
	DB_OK,
	DB_DUPLICATE, /* a UNIQUE or PRIMARY key refused it (1062); the transaction goes on */
	DB_REFUSED,   /* CHECK, foreign key, NOT NULL, range, or SIGNAL SQLSTATE '45000'; the transaction goes on */
	DB_FAILED /* everything else: lost connection, deadlock, …; return HANDLED_DB_FAILED at once, the worker decides about a second run */
};

/* For handlers and their steps: leaves when the database did not do as told. */
#define DB_TRY(call)                              \
	do {                                      \
		if ((call) != DB_OK)              \
			return HANDLED_DB_FAILED; \
	} while (0)

/* ---- Parameters ---- */

/* P(firm, id) gives :firm the value of id; P(firm) that of the variable firm. What a value binds as follows from its type: integers and booleans;
 * const char * as text and json_t * as compact text (not stolen), NULL as NULL; TIME(us), ID(id) and BYTES(pointer, size) as they say. */
#define P(...) DB_CHOOSE(__VA_ARGS__, DB_NAMED, DB_SAME_NAME, 0)(__VA_ARGS__)
#define TIME(us) ((struct db_time){us})                         /* TIME_NONE binds NULL */
#define ID(id) ((struct db_id){id})                             /* 0, which no row has, binds NULL */
#define BYTES(pointer, size) ((struct db_bytes){pointer, size}) /* a NULL pointer binds NULL */

struct db_time {
	int64_t us;
};
struct db_id {
	int64_t id;
};
struct db_bytes {
	const void *bytes;
	size_t length;
};

enum db_kind { DB_NULL, DB_INTEGER, DB_TIME, DB_TEXT, DB_BYTES, DB_JSON };

struct db_parameter {
	const char *name; /* NULL: the end of a list */
	enum db_kind kind;
	union {
		int64_t integer;   /* DB_INTEGER, DB_TIME */
		const void *bytes; /* DB_TEXT, DB_BYTES */
		const json_t *json;
	};
	size_t length; /* of DB_BYTES */
};

#define DB_CHOOSE(a, b, c, ...) c
#define DB_SAME_NAME(name) DB_NAMED(name, name)
#define DB_NAMED(name, value)                \
	_Generic((value),                    \
	    bool: db_integer,                \
	    int: db_integer,                 \
	    unsigned: db_integer,            \
	    long: db_integer,                \
	    long long: db_integer,           \
	    unsigned long: db_unsigned,      \
	    unsigned long long: db_unsigned, \
	    char *: db_string,               \
	    const char *: db_string,         \
	    json_t *: db_json_value,         \
	    const json_t *: db_json_value,   \
	    void *: db_null,                 \
	    struct db_time: db_time_value,   \
	    struct db_id: db_id_value,       \
	    struct db_bytes: db_bytes_value)(#name, value)
/* A list of P(…), from none on. */
#define DB_LIST(...) ((const struct db_parameter[]){__VA_ARGS__ __VA_OPT__(, ){0}})

static inline struct db_parameter db_integer(const char *name, int64_t value)
{
	return (struct db_parameter){.name = name, .kind = DB_INTEGER, .integer = value};
}
static inline struct db_parameter db_unsigned(const char *name, uint64_t value)
{
	return (struct db_parameter){.name = name, .kind = DB_INTEGER, .integer = (int64_t)value};
}
static inline struct db_parameter db_string(const char *name, const char *value)
{
	return (struct db_parameter){.name = name, .kind = value ? DB_TEXT : DB_NULL, .bytes = value};
}
static inline struct db_parameter db_json_value(const char *name, const json_t *value)
{
	return (struct db_parameter){.name = name, .kind = value ? DB_JSON : DB_NULL, .json = value};
}
/* Only for the constant NULL: what else a void * may point to, nobody knows. */
static inline struct db_parameter db_null(const char *name, const void *value)
{
	return (struct db_parameter){.name = name, .kind = DB_NULL, .bytes = value};
}
static inline struct db_parameter db_time_value(const char *name, struct db_time value)
{
	return (struct db_parameter){.name = name, .kind = value.us == TIME_NONE ? DB_NULL : DB_TIME, .integer = value.us};
}
static inline struct db_parameter db_id_value(const char *name, struct db_id value)
{
	return (struct db_parameter){.name = name, .kind = value.id == 0 ? DB_NULL : DB_INTEGER, .integer = value.id};
}
static inline struct db_parameter db_bytes_value(const char *name, struct db_bytes value)
{
	return (struct db_parameter){.name = name, .kind = value.bytes ? DB_BYTES : DB_NULL, .bytes = value.bytes, .length = value.length};
}

/* ---- Statements ---- */

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

/* What a statement gets: LIST, each of which it must name, and of ALSO (NULL: none) what it names. Both end with an entry without name. */
struct db_given {
	const struct db_parameter *list, *also;
};
#define DB_GIVEN(...) ((struct db_given){DB_LIST(__VA_ARGS__), NULL})

/* db_exec(db, &affected, sql, P(…), …) runs one INSERT, UPDATE, DELETE or CALL without result. AFFECTED may be NULL; it counts rows found, changed
 * or not (CLIENT_FOUND_ROWS). */
#define db_exec(db, affected, sql, ...) db_exec_given(db, affected, sql, DB_GIVEN(__VA_ARGS__))
__attribute__((warn_unused_result)) enum db_status db_exec_given(struct db *, int64_t *affected, const char *sql, struct db_given);
/* db_query(db, arena, &rows, sql, P(…), …) runs one SELECT, INSERT … RETURNING, or CALL with one result set, and fetches it whole. */
#define db_query(db, arena, rows, sql, ...) db_query_given(db, arena, rows, sql, DB_GIVEN(__VA_ARGS__))
__attribute__((warn_unused_result)) enum db_status db_query_given(
    struct db *, struct arena *, struct db_rows *, const char *sql, struct db_given);
/* Runs one INSERT, UPDATE or DELETE once for each of COUNT rows of parameters, one after the other, in one round trip. VALUES are COUNT × COLUMNS,
 * row by row, the same names and kinds in each (NULLs apart), no JSON. AFFECTED counts all of them together. When one is refused, of an
 * INSERT none stands, as of any statement; of the others those before it may: whoever goes on in the transaction must look. */
__attribute__((warn_unused_result)) enum db_status db_exec_many(
    struct db *, struct arena *, int64_t *affected, const char *sql, size_t columns, size_t count, const struct db_parameter *values);
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
