#include "judging/base/check.h"

#include "judging/base/canonical.h"
#include "judging/base/day.h"
#include "judging/base/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Decimals that points and weights may have. */
enum { POINTS_DIGITS = 2, WEIGHT_DIGITS = 4 };

struct place place_root(struct judging_errors *errors)
{
	return (struct place){.errors = errors};
}

struct place place_key(const struct place *up, const char *key)
{
	return (struct place){.errors = up->errors, .up = up, .key = key};
}

struct place place_index(const struct place *up, size_t index)
{
	return (struct place){.errors = up->errors, .up = up, .index = index};
}

static void write_path(FILE *out, const struct place *at)
{
	if (!at->up)
		return;
	write_path(out, at->up);
	if (!at->key)
		fprintf(out, "[%zu]", at->index);
	else
		fprintf(out, "%s%s", at->up->up ? "." : "", at->key);
}

void place_errorv(const struct place *at, const char *round, const char *format, va_list args)
{
	char *path = NULL;
	size_t size;

	FILE *out = open_memstream(&path, &size);
	if (!out)
		abort();
	write_path(out, at);
	if (fclose(out) != 0)
		abort();
	judging_errors_addv(at->errors, path, round, format, args);
	free(path);
}

void place_error(const struct place *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	place_errorv(at, NULL, format, args);
	va_end(args);
}

bool check_object(const struct place *at, const json_t *value)
{
	if (value && !json_is_object(value))
		place_error(at, "must be an object");
	return json_is_object(value);
}

bool check_array(const struct place *at, const json_t *value, bool may_be_empty)
{
	if (value && !json_is_array(value))
		place_error(at, "must be an array");
	else if (value && !may_be_empty && json_array_size(value) == 0)
		place_error(at, "must not be empty");
	return json_is_array(value);
}

void check_missing(const struct place *at, const char *key)
{
	struct place member = place_key(at, key);
	place_error(&member, "is missing");
}

bool check_members(const struct place *at, const json_t *value, const struct member_rule *rules)
{
	const char *key;
	json_t *member;

	if (!check_object(at, value))
		return false;
	size_t known = 0;
	for (const struct member_rule *rule = rules; rule->key; rule++) {
		if (json_object_get(value, rule->key))
			known++;
		else if (rule->required)
			check_missing(at, rule->key);
	}
	if (known == json_object_size(value))
		return true;
	json_object_foreach ((json_t *)value, key, member) {
		const struct member_rule *rule = rules;
		while (rule->key && strcmp(rule->key, key) != 0)
			rule++;
		if (!rule->key) {
			struct place unknown = place_key(at, key);
			place_error(&unknown, "unknown key");
		}
	}
	return true;
}

const char *check_text(const struct place *at, const json_t *value)
{
	if (value && !json_is_string(value))
		place_error(at, "must be a text");
	return json_string_value(value);
}

const char *check_id(const struct place *at, const json_t *value)
{
	const char *id = check_text(at, value);
	return id && check_no_slash(at, id) ? id : NULL;
}

bool check_no_slash(const struct place *at, const char *text)
{
	if (!strchr(text, '/'))
		return true;
	place_error(at, "must not contain '/', which joins the parts of a group's key");
	return false;
}

bool check_day(const struct place *at, const json_t *value, int64_t *day)
{
	const char *text = check_text(at, value);
	if (!text)
		return false;
	if (!day_parse(text, day)) {
		place_error(at, "\"%s\" is not a real day YYYY-MM-DD", text);
		return false;
	}
	return true;
}

bool check_integer(const struct place *at, const json_t *value, int64_t min, int64_t max, int64_t *number)
{
	int128 integer;
	if (!value)
		return false;
	switch (decimal_scaled(value, 0, &integer)) {
	case DECIMAL_NO_NUMBER:
	case DECIMAL_TOO_FINE:
		place_error(at, "must be an integer");
		return false;
	case DECIMAL_TOO_LARGE:
		place_error(at, "out of range, %" PRId64 " to %" PRId64, min, max);
		return false;
	case DECIMAL_OK:
		break;
	}
	if (integer < min || integer > max) {
		place_error(at, "%" PRId64 " is out of range, %" PRId64 " to %" PRId64, (int64_t)integer, min, max);
		return false;
	}
	*number = (int64_t)integer;
	return true;
}

bool check_money(const struct place *at, const json_t *value, int64_t *fen)
{
	return check_integer(at, value, 0, DECIMAL_MAX_INTEGER, fen);
}

/* A decimal of either sign. */
static bool read_decimal(const struct place *at, const json_t *value, int digits, int128 *number)
{
	char text[DECIMAL_TEXT];
	if (!value)
		return false;
	switch (decimal_scaled(value, digits, number)) {
	case DECIMAL_NO_NUMBER:
		place_error(at, "must be a number");
		return false;
	case DECIMAL_TOO_FINE:
		place_error(at, "%s has more than %d decimals", canonical_number(value, text), digits);
		return false;
	case DECIMAL_TOO_LARGE:
		place_error(at, "%s is out of range", canonical_number(value, text));
		return false;
	case DECIMAL_OK:
		break;
	}
	return true;
}

static bool read_from_zero(const struct place *at, const json_t *value, int digits, int128 *number)
{
	char text[DECIMAL_TEXT];
	if (!read_decimal(at, value, digits, number))
		return false;
	if (*number < 0)
		place_error(at, "%s is below 0", canonical_number(value, text));
	return *number >= 0;
}

bool check_points(const struct place *at, const json_t *value, int64_t *hundredths)
{
	int128 number;
	if (!read_from_zero(at, value, POINTS_DIGITS, &number))
		return false;
	*hundredths = (int64_t)number;
	return true;
}

bool check_signed_points(const struct place *at, const json_t *value, int64_t most, int64_t *hundredths)
{
	char text[DECIMAL_TEXT], bound[DECIMAL_TEXT];
	int128 number;
	if (!read_decimal(at, value, POINTS_DIGITS, &number))
		return false;
	if (number < -most || number > most) {
		decimal_show_scaled(most, POINTS_DIGITS, bound);
		place_error(at, "%s is out of range, -%s to %s", canonical_number(value, text), bound, bound);
		return false;
	}
	*hundredths = (int64_t)number;
	return true;
}

bool check_weight(const struct place *at, const json_t *value, int128 *weight)
{
	int128 number;
	if (!read_from_zero(at, value, WEIGHT_DIGITS, &number))
		return false;
	*weight = number;
	return true;
}

bool check_number(const struct place *at, const json_t *value)
{
	char text[DECIMAL_TEXT];
	if (!value)
		return false;
	if (!json_is_number(value)) {
		place_error(at, "must be a number");
		return false;
	}
	double number = json_number_value(value);
	if (number >= -(double)DECIMAL_MAX_INTEGER && number <= (double)DECIMAL_MAX_INTEGER)
		return true;
	place_error(at, "%s is out of range: beyond 2^53 - 1 a number is not exact", canonical_number(value, text));
	return false;
}

bool check_share(const struct place *at, const json_t *value)
{
	char text[DECIMAL_TEXT];
	if (!check_number(at, value))
		return false;
	double share = json_number_value(value);
	if (share > 0 && share <= 1)
		return true;
	place_error(at, "%s is not a share above 0 and at most 1", canonical_number(value, text));
	return false;
}

bool check_flag(const struct place *at, const json_t *value, bool *flag)
{
	if (!value)
		return false;
	if (!json_is_boolean(value)) {
		place_error(at, "must be true or false");
		return false;
	}
	*flag = json_is_true(value);
	return true;
}

bool check_word(const struct place *at, const json_t *value, const char *const *words, int *word)
{
	const char *text = check_text(at, value);
	if (!text)
		return false;
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], text) == 0) {
			*word = i;
			return true;
		}
	char *list = NULL;
	size_t size;
	FILE *out = open_memstream(&list, &size);
	if (!out)
		abort();
	for (int i = 0; words[i]; i++)
		fprintf(out, "%s%s", i ? ", " : "", words[i]);
	if (fclose(out) != 0)
		abort();
	place_error(at, "\"%s\" is none of %s", text, list);
	free(list);
	return false;
}

void check_localised(const struct place *at, const json_t *value)
{
	const char *locale;
	json_t *text;
	if (!check_object(at, value))
		return;
	json_object_foreach ((json_t *)value, locale, text) {
		struct place member = place_key(at, locale);
		check_text(&member, text);
	}
}

bool check_suffix(const char *text, const char *suffix)
{
	size_t length = strlen(text), end = strlen(suffix);
	return length >= end && strcmp(text + length - end, suffix) == 0;
}

void check_ids(const struct place *at, const json_t *value, struct ids *ids)
{
	for (size_t i = 0; i < json_array_size(value); i++) {
		struct place element = place_index(at, i);
		const json_t *object = json_array_get(value, i);
		struct place member = place_key(&element, "id");
		const char *id = json_is_object(object) ? check_id(&member, json_object_get(object, "id")) : NULL;
		bool fresh = true;
		if (id)
			ids_add(ids, id, &fresh);
		if (!fresh)
			place_error(&member, "duplicate id \"%s\"", id);
		if (!id)
			ids->incomplete = true;
		if (!id || !fresh)
			ids_skip(ids);
	}
}

size_t check_reference(const struct place *at, const json_t *value, const struct ids *ids, const char *noun)
{
	const char *id = check_text(at, value);
	if (!id)
		return IDS_NONE;
	size_t position = ids_find(ids, id);
	if (position == IDS_NONE && !ids->incomplete)
		place_error(at, "unknown %s \"%s\"", noun, id);
	return position;
}
