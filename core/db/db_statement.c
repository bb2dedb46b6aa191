#include "core/db/db_private.h"

#include <errmsg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
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

static enum db_status prepare(struct db *db, struct statement *slot, const char *sql)
{
	char *text = strdup(sql);
	MYSQL_STMT *stmt = mysql_stmt_init(db->mysql);
	if (text == NULL || stmt == NULL)
		fatal("out of memory");
	struct sql_names *names = sql_names_new(text);
	if (mysql_stmt_prepare(stmt, names->text, strlen(names->text)) != 0) {
		enum db_status status = db_note_statement_error(db, stmt);
		mysql_stmt_close(stmt);
		sql_names_free(names);
		free(text);
		return status;
	}
	if (mysql_stmt_param_count(stmt) != names->places)
		fatal("%zu parameters, of which the database sees %lu: %s", names->places, mysql_stmt_param_count(stmt), sql);
	*slot = (struct statement){sql, text, names, stmt};
	return DB_OK;
}

enum db_status db_prepared(struct db *db, const char *sql, const struct statement **into)
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
		enum db_status status = prepare(db, slot, sql);
		if (status != DB_OK)
			return status;
		db->statement_count++;
	} else if (strcmp(slot->text, sql) != 0) {
		fatal("SQL that is not static text: %s", sql);
	}
	*into = slot;
	return DB_OK;
}

static enum db_status execute(struct db *db, const struct statement **into, const char *sql, struct db_given given)
{
	struct parameters p;
	enum db_status status = db_prepared(db, sql, into);
	if (status != DB_OK)
		return status;
	const struct statement *s = *into;
	if (s == NULL)
		fatal("a statement was prepared and is not there: %s", sql);
	db_take_parameters(&p, s, given);
	if ((s->names->places > 0 && mysql_stmt_bind_param(s->stmt, p.places)) || mysql_stmt_execute(s->stmt) != 0)
		status = db_note_statement_error(db, s->stmt);
	db_drop_parameters(&p, s);
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

enum db_status db_exec_given(struct db *db, int64_t *affected, const char *sql, struct db_given given)
{
	const struct statement *s = NULL;
	if (!db_may_write(db, sql))
		return DB_FAILED;
	enum db_status status = execute(db, &s, sql, given);
	if (status != DB_OK)
		return status;
	int64_t count = (int64_t)mysql_stmt_affected_rows(s->stmt);
	db->insert_id = (int64_t)mysql_stmt_insert_id(s->stmt);
	status = drain(db, s->stmt);
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

enum db_status db_query_given(struct db *db, struct arena *arena, struct db_rows *rows, const char *sql, struct db_given given)
{
	const struct statement *s = NULL;
	*rows = (struct db_rows){0};
	enum db_status status = execute(db, &s, sql, given);
	if (status != DB_OK)
		return status;
	if (mysql_stmt_field_count(s->stmt) > 0)
		status = fetch_rows(db, s->stmt, arena, rows, sql);
	if (status != DB_OK)
		return status;
	return drain(db, s->stmt);
}
