/* One statement with many rows of parameters: COM_STMT_BULK_EXECUTE, by columns. */
#include <string.h>

#include "core/base/fatal.h"
#include "core/db/db_private.h"

/* One column of the values: cell ROW is at VALUES[ROW * STRIDE]. */
struct column {
	const struct db_value *values;
	size_t stride, count;
};

static const struct db_value *cell(const struct column *c, size_t row)
{
	return &c->values[row * c->stride];
}

static void bind_integers(MYSQL_BIND *bind, struct arena *arena, const struct column *c)
{
	int64_t *integers = arena_alloc(arena, c->count * sizeof *integers);

	for (size_t row = 0; row < c->count; row++)
		integers[row] = cell(c, row)->integer;
	bind->buffer_type = MYSQL_TYPE_LONGLONG;
	bind->buffer = integers;
}

/* What has no fixed length on the wire is pointed to, times like texts. */
static void bind_times(MYSQL_BIND *bind, struct arena *arena, const struct column *c)
{
	MYSQL_TIME *times = arena_alloc(arena, c->count * sizeof *times);
	const void **pointers = arena_alloc(arena, c->count * sizeof *pointers);

	for (size_t row = 0; row < c->count; row++) {
		if (!cell(c, row)->null)
			times[row] = db_time_parameter(cell(c, row)->integer);
		pointers[row] = &times[row];
	}
	bind->buffer_type = MYSQL_TYPE_DATETIME;
	bind->buffer = pointers;
}

static void bind_texts(MYSQL_BIND *bind, struct arena *arena, const struct column *c)
{
	const char **texts = arena_alloc(arena, c->count * sizeof *texts);
	unsigned long *lengths = arena_alloc(arena, c->count * sizeof *lengths);

	for (size_t row = 0; row < c->count; row++) {
		texts[row] = cell(c, row)->null ? "" : cell(c, row)->text;
		lengths[row] = cell(c, row)->null ? 0 : cell(c, row)->length;
	}
	bind->buffer_type = MYSQL_TYPE_STRING;
	bind->buffer = texts;
	bind->length = lengths;
}

static MYSQL_BIND column_bind(struct arena *arena, char letter, const struct column *c)
{
	char *indicators = arena_alloc(arena, c->count);
	MYSQL_BIND bind = {.u.indicator = indicators};

	for (size_t row = 0; row < c->count; row++)
		indicators[row] = cell(c, row)->null ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
	if (letter == 'i')
		bind_integers(&bind, arena, c);
	else if (letter == 't')
		bind_times(&bind, arena, c);
	else if (letter == 's')
		bind_texts(&bind, arena, c);
	else
		fatal("format letter '%c'", letter);
	return bind;
}

enum db_status db_exec_many(
    struct db *db, struct arena *arena, int64_t *affected, const char *sql, const char *format, size_t count, const struct db_value *values)
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
		binds[i] = column_bind(arena, format[i], &(struct column){values + i, columns, count});
	mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &rows);
	if (mysql_stmt_bind_param(stmt, binds) || mysql_stmt_execute(stmt) != 0)
		status = db_note_statement_error(db, stmt);
	else
		*affected = (int64_t)mysql_stmt_affected_rows(stmt);
	/* The same prepared statement may next be run for one row. */
	mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &single);
	return status;
}
