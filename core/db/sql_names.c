#include "core/db/sql_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fatal.h"

static bool name_begins(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool name_goes_on(char c)
{
	return name_begins(c) || (c >= '0' && c <= '9') || c == '_';
}

/* Behind the quote that opens at AT. A doubled quote is the end of one text and the begin of the next, which comes to the same. */
static const char *behind_quotes(const char *at)
{
	char quote = *at++;

	while (*at && *at != quote)
		at += *at == '\\' && quote != '`' && at[1] ? 2 : 1;
	return *at ? at + 1 : at;
}

/* Behind what begins at AT and is no place for parameters: quotes or a comment; AT itself if neither begins there. */
static const char *behind_opaque(const char *at)
{
	const char *end;

	if (*at == '\'' || *at == '"' || *at == '`')
		return behind_quotes(at);
	if (strncmp(at, "/*", 2) == 0) {
		end = strstr(at + 2, "*/");
		return end ? end + 2 : at + strlen(at);
	}
	if (*at == '#' || strncmp(at, "-- ", 3) == 0)
		return at + strcspn(at, "\n");
	return at;
}

static void add_place(struct sql_names *names, const char *sql, const char *name, size_t length)
{
	size_t i = 0;

	while (i < names->count && (names->lengths[i] != length || memcmp(names->names[i], name, length) != 0))
		i++;
	if (names->places == LIMIT_DB_PARAMETERS)
		fatal("more than %d parameters: %s", LIMIT_DB_PARAMETERS, sql);
	if (i == names->count) {
		names->names[names->count] = name;
		names->lengths[names->count++] = length;
	}
	names->name_of_place[names->places++] = (unsigned char)i;
}

struct sql_names *sql_names_new(const char *sql)
{
	struct sql_names *names = calloc(1, sizeof *names);
	char *out = names ? names->text = malloc(strlen(sql) + 1) : NULL;

	if (!out)
		fatal("out of memory");
	for (const char *at = sql; *at;) {
		const char *end = behind_opaque(at);
		if (end == at && *at == '?')
			fatal("a parameter without a name: %s", sql);
		if (end == at && *at == ':' && name_begins(at[1]) && (at == sql || at[-1] != ':')) {
			for (end = at + 2; name_goes_on(*end);)
				end++;
			add_place(names, sql, at + 1, (size_t)(end - at - 1));
			*out++ = '?';
		} else {
			end += end == at;
			memcpy(out, at, (size_t)(end - at));
			out += end - at;
		}
		at = end;
	}
	*out = '\0';
	return names;
}

void sql_names_free(struct sql_names *names)
{
	if (names)
		free(names->text);
	free(names);
}

static bool is_name(const struct sql_names *names, size_t i, const char *name)
{
	return strncmp(names->names[i], name, names->lengths[i]) == 0 && name[names->lengths[i]] == '\0';
}

size_t sql_names_find(const struct sql_names *names, const char *name, size_t guess)
{
	size_t i = 0;

	if (guess < names->count && is_name(names, guess, name))
		return guess;
	while (i < names->count && !is_name(names, i, name))
		i++;
	return i;
}
