#include "core/db/db_private.h"

#include <errmsg.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"
#include "core/base/log.h"

/* ---- The cache of prepared statements ---- */

static struct statement *slot_of(struct db *db, const char *sql)
{
	/* Literals are aligned by chance; the multiplication spreads their addresses (Fibonacci hashing). */
	size_t at = (size_t)(((uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15)) >> 32) % STATEMENT_SLOTS;
	while (db->statements[at].sql != NULL && db->statements[at].sql != sql)
		at = (at + 1) % STATEMENT_SLOTS;
	return &db->statements[at];
}

enum db_status db_note_statement_error(struct db *db, MYSQL_STMT *stmt)
{
	return db_note_error(db, mysql_stmt_errno(stmt), mysql_stmt_sqlstate(stmt), mysql_stmt_error(stmt));
}

enum db_status db_prepared(struct db *db, const char *sql, MYSQL_STMT **into)
{
	db_clear_error(db);
	if (db->lost)
		return db_note_error(db, CR_SERVER_GONE_ERROR, "HY000", "the connection is lost");
	struct statement *slot = slot_of(db, sql);
	if (slot->sql == NULL) {
		if (db->statement_count == LIMIT_DB_STATEMENTS) {
			db_close_statements(db);
			slot = slot_of(db, sql);
		}
		MYSQL_STMT *stmt = mysql_stmt_init(db->mysql);
		if (stmt == NULL)
			fatal("out of memory");
		if (mysql_stmt_prepare(stmt, sql, strlen(sql)) != 0) {
			enum db_status status = db_note_statement_error(db, stmt);
			mysql_stmt_close(stmt);
			return status;
		}
		*slot = (struct statement){sql, strdup(sql), stmt};
		if (slot->text == NULL)
			fatal("out of memory");
		db->statement_count++;
	} else if (strcmp(slot->text, sql) != 0) {
		fatal("SQL that is not static text: %s", sql);
	}
	*into = slot->stmt;
	return DB_OK;
}

/* ---- Parameters ---- */

struct parameters {
	size_t count;
	MYSQL_BIND binds[LIMIT_DB_PARAMETERS];
	int64_t integers[LIMIT_DB_PARAMETERS];
	MYSQL_TIME times[LIMIT_DB_PARAMETERS];
	char *texts[LIMIT_DB_PARAMETERS]; /* JSON texts, to be freed */
};

static void bind_bytes(MYSQL_BIND *bind, enum enum_field_types type, const void *bytes, size_t length)
{
	bind->buffer_type = bytes == NULL ? MYSQL_TYPE_NULL : type;
	memcpy(&bind->buffer, &bytes, sizeof bytes); /* loses const: the library does not write to parameters */
	bind->buffer_length = length;
}

MYSQL_TIME db_time_parameter(int64_t us)
{
	int64_t part = us % SECOND_US;
	if (part < 0)
		part += SECOND_US;
	time_t seconds = (time_t)((us - part) / SECOND_US);
	struct tm tm;
	if (gmtime_r(&seconds, &tm) == NULL)
		fatal("a time outside the calendar");
	return (MYSQL_TIME){.year = (unsigned)tm.tm_year + 1900,
	    .month = (unsigned)tm.tm_mon + 1,
	    .day = (unsigned)tm.tm_mday,
	    .hour = (unsigned)tm.tm_hour,
	    .minute = (unsigned)tm.tm_min,
	    .second = (unsigned)tm.tm_sec,
	    .second_part = (unsigned long)part,
	    .time_type = MYSQL_TIMESTAMP_DATETIME};
}

static void bind_time(MYSQL_BIND *bind, MYSQL_TIME *time, int64_t us)
{
	if (us == TIME_NONE) {
		bind->buffer_type = MYSQL_TYPE_NULL;
		return;
	}
	*time = db_time_parameter(us);
	bind->buffer_type = MYSQL_TYPE_DATETIME;
	bind->buffer = time;
	bind->buffer_length = sizeof *time;
}

static void bind_integer(MYSQL_BIND *bind, int64_t *cell, int64_t value)
{
	*cell = value;
	bind->buffer_type = MYSQL_TYPE_LONGLONG;
	bind->buffer = cell;
}

static void take_parameters(struct parameters *p, const char *sql, const char *format, va_list arguments)
{
	p->count = strlen(format);
	if (p->count > LIMIT_DB_PARAMETERS)
		fatal("more than %d parameters: %s", LIMIT_DB_PARAMETERS, sql);
	memset(p->binds, 0, p->count * sizeof p->binds[0]);
	memset(p->texts, 0, p->count * sizeof p->texts[0]);
	for (size_t i = 0; i < p->count; i++) {
		MYSQL_BIND *bind = &p->binds[i];
		switch (format[i]) {
		case 'i':
			bind_integer(bind, &p->integers[i], va_arg(arguments, int64_t));
			break;
		case 'z':
			bind_integer(bind, &p->integers[i], va_arg(arguments, int64_t));
			if (p->integers[i] == 0)
				bind->buffer_type = MYSQL_TYPE_NULL;
			break;
		case 't':
			bind_time(bind, &p->times[i], va_arg(arguments, int64_t));
			break;
		case 's': {
			const char *text = va_arg(arguments, const char *);
			bind_bytes(bind, MYSQL_TYPE_STRING, text, text == NULL ? 0 : strlen(text));
			break;
		}
		case 'b': {
			const void *bytes = va_arg(arguments, const void *);
			bind_bytes(bind, MYSQL_TYPE_BLOB, bytes, va_arg(arguments, size_t));
			break;
		}
		case 'j': {
			const json_t *json = va_arg(arguments, const json_t *);
			if (json != NULL)
				p->texts[i] = json_text(json);
			bind_bytes(bind, MYSQL_TYPE_STRING, p->texts[i], json == NULL ? 0 : strlen(p->texts[i]));
			break;
		}
		default:
			fatal("format letter '%c': %s", format[i], sql);
		}
	}
}

static void drop_parameters(struct parameters *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->texts[i]);
}

static enum db_status execute(struct db *db, MYSQL_STMT **stmt, const char *sql, const char *format, va_list arguments)
{
	struct parameters p;
	enum db_status status = db_prepared(db, sql, stmt);
	if (status != DB_OK)
		return status;
	take_parameters(&p, sql, format, arguments);
	if (mysql_stmt_param_count(*stmt) != p.count)
		fatal("%zu parameters for %lu placeholders: %s", p.count, mysql_stmt_param_count(*stmt), sql);
	if ((p.count > 0 && mysql_stmt_bind_param(*stmt, p.binds)) || mysql_stmt_execute(*stmt) != 0)
		status = db_note_statement_error(db, *stmt);
	drop_parameters(&p);
	return status;
}

/* A CALL brings several results, the last without columns. Leaves the connection ready for the next statement. */
static enum db_status drain(struct db *db, MYSQL_STMT *stmt)
{
	for (;;) {
		mysql_stmt_free_result(stmt);
		int more = mysql_stmt_more_results(stmt) ? mysql_stmt_next_result(stmt) : -1;
		if (more < 0)
			return DB_OK;
		if (more > 0)
			return db_note_statement_error(db, stmt);
	}
}

bool db_may_write(struct db *db, const char *sql)
{
	if (!db->read_only)
		return true;
	log_event(LOG_ERROR, "db.write_refused", "{s:s}", "sql", sql);
	db_clear_error(db);
	return false;
}

enum db_status db_exec(struct db *db, int64_t *affected, const char *sql, const char *format, ...)
{
	MYSQL_STMT *stmt = NULL;
	if (!db_may_write(db, sql))
		return DB_FAILED;
	va_list arguments;
	va_start(arguments, format);
	enum db_status status = execute(db, &stmt, sql, format, arguments);
	va_end(arguments);
	if (status != DB_OK)
		return status;
	int64_t count = (int64_t)mysql_stmt_affected_rows(stmt);
	db->insert_id = (int64_t)mysql_stmt_insert_id(stmt);
	status = drain(db, stmt);
	if (affected != NULL)
		*affected = count;
	return status;
}

int64_t db_insert_id(struct db *db)
{
	return db->insert_id;
}

/* ---- Results ---- */

/* Where the library puts the cell of each column of the present row. Text is fetched when its length is known. */
struct columns {
	unsigned count;
	MYSQL_BIND binds[LIMIT_DB_COLUMNS];
	const MYSQL_FIELD *fields;
	struct column {
		int64_t integer;
		MYSQL_TIME time;
		unsigned long length;
		my_bool null;
	} cells[LIMIT_DB_COLUMNS];
};

static enum enum_field_types fetched_as(const MYSQL_FIELD *field)
{
	switch (field->type) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR:
		return MYSQL_TYPE_LONGLONG;
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
		return MYSQL_TYPE_DATETIME;
	default:
		return MYSQL_TYPE_STRING;
	}
}

static void bind_columns(struct columns *c, MYSQL_STMT *stmt, MYSQL_RES *metadata, const char *sql)
{
	c->count = mysql_num_fields(metadata);
	c->fields = mysql_fetch_fields(metadata);
	if (c->count > LIMIT_DB_COLUMNS)
		fatal("more than %d columns: %s", LIMIT_DB_COLUMNS, sql);
	memset(c->binds, 0, c->count * sizeof c->binds[0]);
	for (unsigned i = 0; i < c->count; i++) {
		struct column *cell = &c->cells[i];
		MYSQL_BIND *bind = &c->binds[i];
		bind->buffer_type = fetched_as(&c->fields[i]);
		bind->length = &cell->length;
		bind->is_null = &cell->null;
		if (bind->buffer_type == MYSQL_TYPE_LONGLONG)
			bind->buffer = &cell->integer;
		else if (bind->buffer_type == MYSQL_TYPE_DATETIME)
			bind->buffer = &cell->time;
	}
	if (mysql_stmt_bind_result(stmt, c->binds))
		fatal("columns cannot be bound: %s", sql);
}

static int64_t time_of(const MYSQL_TIME *t)
{
	struct tm tm = {.tm_year = (int)t->year - 1900,
	    .tm_mon = (int)t->month - 1,
	    .tm_mday = (int)t->day,
	    .tm_hour = (int)t->hour,
	    .tm_min = (int)t->minute,
	    .tm_sec = (int)t->second};
	return (int64_t)timegm(&tm) * SECOND_US + (int64_t)t->second_part;
}

static struct db_value take_cell(struct columns *c, unsigned column, MYSQL_STMT *stmt, struct arena *arena)
{
	const struct column *cell = &c->cells[column];
	if (cell->null)
		return (struct db_value){.null = true};
	switch (c->binds[column].buffer_type) {
	case MYSQL_TYPE_LONGLONG:
		return (struct db_value){.integer = cell->integer};
	case MYSQL_TYPE_DATETIME:
		return (struct db_value){.integer = time_of(&cell->time)};
	default:
		break;
	}
	char *text = arena_alloc(arena, cell->length + 1);
	unsigned long length = cell->length;
	my_bool null = 0;
	MYSQL_BIND bind = {
	    .buffer_type = MYSQL_TYPE_STRING, .buffer = text, .buffer_length = cell->length, .length = &length, .is_null = &null};
	if (cell->length > 0 && mysql_stmt_fetch_column(stmt, &bind, column, 0) != 0)
		fatal("a fetched column cannot be read");
	struct db_value value = {.text = text, .length = cell->length};
	/* SUM() and COUNT() over integers come as decimals without a fraction. */
	if (c->fields[column].type == MYSQL_TYPE_NEWDECIMAL && c->fields[column].decimals == 0)
		value.integer = strtoll(text, NULL, 10);
	return value;
}

static enum db_status fetch_rows(struct db *db, MYSQL_STMT *stmt, struct arena *arena, struct db_rows *rows, const char *sql)
{
	MYSQL_RES *metadata = mysql_stmt_result_metadata(stmt);
	if (metadata == NULL)
		fatal("no result: %s", sql);
	struct columns c;
	enum db_status status = DB_OK;
	bind_columns(&c, stmt, metadata, sql);
	if (mysql_stmt_store_result(stmt) != 0) {
		status = db_note_statement_error(db, stmt);
		mysql_free_result(metadata);
		return status;
	}
	rows->columns = c.count;
	rows->count = (size_t)mysql_stmt_num_rows(stmt);
	struct db_value *values = arena_alloc(arena, rows->count * rows->columns * sizeof *values);
	for (size_t row = 0; row < rows->count; row++) {
		int fetched = mysql_stmt_fetch(stmt);
		if (fetched != 0 && fetched != MYSQL_DATA_TRUNCATED)
			fatal("a stored row cannot be read: %s", sql);
		for (unsigned column = 0; column < c.count; column++)
			values[row * c.count + column] = take_cell(&c, column, stmt, arena);
	}
	rows->values = values;
	mysql_free_result(metadata);
	return DB_OK;
}

enum db_status db_query(struct db *db, struct arena *arena, struct db_rows *rows, const char *sql, const char *format, ...)
{
	MYSQL_STMT *stmt = NULL;
	*rows = (struct db_rows){0};
	va_list arguments;
	va_start(arguments, format);
	enum db_status status = execute(db, &stmt, sql, format, arguments);
	va_end(arguments);
	if (status != DB_OK)
		return status;
	if (mysql_stmt_field_count(stmt) > 0)
		status = fetch_rows(db, stmt, arena, rows, sql);
	if (status != DB_OK)
		return status;
	return drain(db, stmt);
}
