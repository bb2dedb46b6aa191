/* One statement with many rows of parameters: COM_STMT_BULK_EXECUTE, by columns. */
#include <string.h>

#include "core/base/fatal.h"
#include "core/db/db_private.h"

/* One column of the values: cell ROW is at VALUES[ROW * STRIDE]. */
struct column {
	const struct db_parameter *values;
	size_t stride, count;
};

static const struct db_parameter *cell(const struct column *c, size_t row)
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
		if (cell(c, row)->kind == DB_TIME)
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
		const struct db_parameter *value = cell(c, row);
		texts[row] = value->kind == DB_NULL ? "" : value->bytes;
		lengths[row] = value->kind == DB_BYTES ? value->length : strlen(texts[row]);
	}
	bind->buffer_type = MYSQL_TYPE_STRING;
	bind->buffer = texts;
	bind->length = lengths;
}

/* The kind of all cells that are not NULL. */
static enum db_kind kind_of(const struct column *c)
{
	enum db_kind kind = DB_NULL;

	for (size_t row = 0; row < c->count; row++) {
		enum db_kind one = cell(c, row)->kind;
		if (strcmp(cell(c, row)->name, cell(c, 0)->name) != 0 || (one != DB_NULL && kind != DB_NULL && one != kind))
			fatal(":%s of row %zu is not as in those before it", cell(c, row)->name, row);
		if (one != DB_NULL)
			kind = one;
	}
	return kind;
}

static MYSQL_BIND column_bind(struct arena *arena, const struct column *c)
{
	char *indicators = arena_alloc(arena, c->count);
	MYSQL_BIND bind = {.u.indicator = indicators};

	for (size_t row = 0; row < c->count; row++)
		indicators[row] = cell(c, row)->kind == DB_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
	switch (kind_of(c)) {
	case DB_INTEGER:
		bind_integers(&bind, arena, c);
		break;
	case DB_TIME:
		bind_times(&bind, arena, c);
		break;
	case DB_NULL:
	case DB_TEXT:
	case DB_BYTES:
		bind_texts(&bind, arena, c);
		break;
	case DB_JSON:
	default:
		fatal(":%s is of a kind that goes in single rows only", cell(c, 0)->name);
	}
	return bind;
}

/* The column of the values whose name stands at PLACE. */
static size_t column_at(const struct statement *s, size_t place, size_t columns, const struct db_parameter *values)
{
	size_t wanted = s->names->name_of_place[place], column = 0;

	while (column < columns && sql_names_find(s->names, values[column].name, wanted) != wanted)
		column++;
	if (column == columns)
		fatal("nothing for place %zu of: %s", place, s->text);
	return column;
}

enum db_status db_exec_many(
    struct db *db, struct arena *arena, int64_t *affected, const char *sql, size_t columns, size_t count, const struct db_parameter *values)
{
	MYSQL_BIND binds[LIMIT_DB_PARAMETERS];
	const struct statement *s = NULL;
	unsigned rows = (unsigned)count, single = 0;

	*affected = 0;
	if (!db_may_write(db, sql))
		return DB_FAILED;
	enum db_status status = db_prepared(db, sql, &s);
	if (status != DB_OK)
		return status;
	if (columns != s->names->count)
		fatal("%zu parameters for %zu names: %s", columns, s->names->count, sql);
	for (size_t i = 0; i < s->names->places; i++)
		binds[i] = column_bind(arena, &(struct column){values + column_at(s, i, columns, values), columns, count});
	mysql_stmt_attr_set(s->stmt, STMT_ATTR_ARRAY_SIZE, &rows);
	if (mysql_stmt_bind_param(s->stmt, binds) || mysql_stmt_execute(s->stmt) != 0)
		status = db_note_statement_error(db, s->stmt);
	else
		*affected = (int64_t)mysql_stmt_affected_rows(s->stmt);
	/* The same prepared statement may next be run for one row. */
	mysql_stmt_attr_set(s->stmt, STMT_ATTR_ARRAY_SIZE, &single);
	return status;
}
