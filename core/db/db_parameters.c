/* What a call gives for the names in its SQL, bound to the places where they stand. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/json_text.h"
#include "core/db/db_private.h"

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

static void bind_bytes(MYSQL_BIND *bind, enum enum_field_types type, const void *bytes, size_t length)
{
	bind->buffer_type = type;
	memcpy(&bind->buffer, &bytes, sizeof bytes); /* loses const: the library does not write to parameters */
	bind->buffer_length = length;
}

static void take(struct parameter_cell *cell, const struct db_parameter *value)
{
	MYSQL_BIND *bind = &cell->bind;

	cell->given = true;
	switch (value->kind) {
	case DB_NULL:
		bind->buffer_type = MYSQL_TYPE_NULL;
		break;
	case DB_INTEGER:
		cell->integer = value->integer;
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->buffer = &cell->integer;
		break;
	case DB_TIME:
		cell->time = db_time_parameter(value->integer);
		bind->buffer_type = MYSQL_TYPE_DATETIME;
		bind->buffer = &cell->time;
		bind->buffer_length = sizeof cell->time;
		break;
	case DB_TEXT:
		bind_bytes(bind, MYSQL_TYPE_STRING, value->bytes, strlen(value->bytes));
		break;
	case DB_BYTES:
		bind_bytes(bind, MYSQL_TYPE_BLOB, value->bytes, value->length);
		break;
	case DB_JSON:
		cell->json = json_text(value->json);
		bind_bytes(bind, MYSQL_TYPE_STRING, cell->json, strlen(cell->json));
		break;
	default:
		fatal("a parameter of kind %d", (int)value->kind);
	}
}

/* The parameters of LIST; unless ALSO, the statement must have a place for each. */
static void take_list(struct parameters *p, const struct statement *s, const struct db_parameter *list, bool also)
{
	for (size_t i = 0; list[i].name != NULL; i++) {
		size_t at = sql_names_find(s->names, list[i].name, i);
		if (at == s->names->count && also)
			continue;
		if (at == s->names->count)
			fatal("no :%s in: %s", list[i].name, s->text);
		if (p->cells[at].given)
			fatal(":%s is given twice: %s", list[i].name, s->text);
		take(&p->cells[at], &list[i]);
	}
}

void db_take_parameters(struct parameters *p, const struct statement *s, struct db_given given)
{
	const struct sql_names *names = s->names;

	for (size_t i = 0; i < names->count; i++)
		p->cells[i] = (struct parameter_cell){0};
	take_list(p, s, given.list, false);
	if (given.also != NULL)
		take_list(p, s, given.also, true);
	for (size_t i = 0; i < names->count; i++)
		if (!p->cells[i].given)
			fatal("nothing for :%.*s in: %s", (int)names->lengths[i], names->names[i], s->text);
	for (size_t i = 0; i < names->places; i++)
		p->places[i] = p->cells[names->name_of_place[i]].bind;
}

void db_drop_parameters(struct parameters *p, const struct statement *s)
{
	for (size_t i = 0; i < s->names->count; i++)
		free(p->cells[i].json);
}
