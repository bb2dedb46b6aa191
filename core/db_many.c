/* One statement with many rows of parameters: COM_STMT_BULK_EXECUTE, by columns. */
#include <string.h>

#include "core/db_private.h"
#include "core/log.h"

/* What column COLUMN of all rows binds. */
static MYSQL_BIND column_bind(struct arena *arena, char letter, size_t columns, size_t column, size_t count, const struct db_value *values)
{
	char *indicators = arena_alloc(arena, count);
	int64_t *integers = arena_alloc(arena, count * sizeof *integers);
	MYSQL_TIME *times = arena_alloc(arena, count * sizeof *times);
	const void **times_at = arena_alloc(arena, count * sizeof *times_at); /* like texts: what has no fixed length on the wire is pointed to */
	const char **texts = arena_alloc(arena, count * sizeof *texts);
	unsigned long *lengths = arena_alloc(arena, count * sizeof *lengths);
	MYSQL_BIND bind = {.u.indicator = indicators};

	for (size_t row = 0; row < count; row++) {
		const struct db_value *value = &values[row * columns + column];
		indicators[row] = value->null ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
		integers[row] = value->integer;
		if (letter == 't' && !value->null)
			times[row] = db_time_parameter(value->integer);
		times_at[row] = &times[row];
		texts[row] = value->null ? "" : value->text;
		lengths[row] = value->null ? 0 : (unsigned long)value->length;
	}
	switch (letter) {
	case 'i':
		bind.buffer_type = MYSQL_TYPE_LONGLONG;
		bind.buffer = integers;
		break;
	case 't':
		bind.buffer_type = MYSQL_TYPE_DATETIME;
		bind.buffer = times_at;
		break;
	case 's':
		bind.buffer_type = MYSQL_TYPE_STRING;
		bind.buffer = texts;
		bind.length = lengths;
		break;
	default:
		fatal("format letter '%c'", letter);
	}
	return bind;
}

enum db_status db_exec_many(struct db *db, struct arena *arena, int64_t *affected, const char *sql, const char *format, size_t count,
    const struct db_value *values)
{
	MYSQL_BIND binds[LIMIT_DB_PARAMETERS];
	MYSQL_STMT *stmt = NULL;
	size_t columns = strlen(format);
	unsigned rows = (unsigned)count, single = 0;

	*affected = 0;
	if (!db_may_write(db, sql))
		return DB_FAILED;
	enum db_status status = db_prepared(db, sql, &stmt);
	if (status != DB_OK)
		return status;
	if (columns > LIMIT_DB_PARAMETERS || mysql_stmt_param_count(stmt) != columns)
		fatal("%zu parameters for %lu placeholders: %s", columns, mysql_stmt_param_count(stmt), sql);
	for (size_t i = 0; i < columns; i++)
		binds[i] = column_bind(arena, format[i], columns, i, count, values);
	mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &rows);
	if (mysql_stmt_bind_param(stmt, binds) || mysql_stmt_execute(stmt) != 0)
		status = db_note_statement_error(db, stmt);
	else
		*affected = (int64_t)mysql_stmt_affected_rows(stmt);
	/* The same prepared statement may next be run for one row. */
	mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &single);
	return status;
}
