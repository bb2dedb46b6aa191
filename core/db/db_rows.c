#include "core/db/db.h"

#include <stdarg.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"

static const struct db_value *cell(const struct db_rows *rows, size_t row, size_t column)
{
	if (row >= rows->count || column >= rows->columns)
		fatal("cell %zu,%zu of %zu rows and %zu columns", row, column, rows->count, rows->columns);
	return &rows->values[row * rows->columns + column];
}

int64_t db_int(const struct db_rows *rows, size_t row, size_t column)
{
	return cell(rows, row, column)->integer;
}

int64_t db_time(const struct db_rows *rows, size_t row, size_t column)
{
	const struct db_value *value = cell(rows, row, column);
	return value->null ? TIME_NONE : value->integer;
}

const char *db_text(const struct db_rows *rows, size_t row, size_t column)
{
	return cell(rows, row, column)->text;
}

bool db_is_null(const struct db_rows *rows, size_t row, size_t column)
{
	return cell(rows, row, column)->null;
}

static json_t *not_null(json_t *json)
{
	if (json == NULL)
		fatal("a column is neither JSON nor UTF-8, or out of memory");
	return json;
}

json_t *db_json(const struct db_rows *rows, size_t row, size_t column)
{
	const struct db_value *value = cell(rows, row, column);
	if (value->null)
		return json_null();
	return not_null(json_loadb(value->text, value->length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
}

json_t *db_json_text(const struct db_rows *rows, size_t row, size_t column)
{
	const struct db_value *value = cell(rows, row, column);
	return value->null ? json_null() : not_null(json_stringn(value->text, value->length));
}

json_t *db_json_int(const struct db_rows *rows, size_t row, size_t column)
{
	const struct db_value *value = cell(rows, row, column);
	return value->null ? json_null() : not_null(json_integer(value->integer));
}

json_t *db_json_bool(const struct db_rows *rows, size_t row, size_t column)
{
	const struct db_value *value = cell(rows, row, column);
	return value->null ? json_null() : json_boolean(value->integer != 0);
}

json_t *db_json_time(const struct db_rows *rows, size_t row, size_t column)
{
	return time_json(db_time(rows, row, column));
}

static json_t *json_cell(const struct db_rows *rows, size_t row, size_t column, char shape)
{
	switch (shape) {
	case 's':
		return db_json_text(rows, row, column);
	case 'i':
		return db_json_int(rows, row, column);
	case 'b':
		return db_json_bool(rows, row, column);
	case 't':
		return db_json_time(rows, row, column);
	case 'j':
		return db_json(rows, row, column);
	default:
		fatal("shape letter '%c'", shape);
	}
}

static json_t *json_row(const struct db_rows *rows, size_t row, const char *shape, va_list names)
{
	json_t *object = not_null(json_object());
	size_t columns = strlen(shape);
	if (columns != rows->columns)
		fatal("shape \"%s\" for %zu columns", shape, rows->columns);
	for (size_t column = 0; column < columns; column++) {
		if (shape[column] == '-')
			continue;
		const char *name = va_arg(names, const char *);
		if (json_object_set_new(object, name, json_cell(rows, row, column, shape[column])) != 0)
			fatal("out of memory");
	}
	return object;
}

json_t *db_json_rows(const struct db_rows *rows, const char *shape, ...)
{
	json_t *array = not_null(json_array());
	for (size_t row = 0; row < rows->count; row++) {
		va_list names;
		va_start(names, shape);
		json_t *object = json_row(rows, row, shape, names);
		va_end(names);
		if (json_array_append_new(array, object) != 0)
			fatal("out of memory");
	}
	return array;
}

json_t *db_json_row(const struct db_rows *rows, size_t row, const char *shape, ...)
{
	va_list names;
	va_start(names, shape);
	json_t *object = json_row(rows, row, shape, names);
	va_end(names);
	return object;
}
