#include "core/base/json_text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fatal.h"

#define DIGITS_SHORT 15 /* every decimal number of so many digits survives a double … */
#define DIGITS_EXACT 17 /* … and every double survives so many */

static bool short_enough(double number)
{
	char text[32];

	snprintf(text, sizeof text, "%.*g", DIGITS_SHORT, number);
	double back = strtod(text, NULL);
	return !(back < number || back > number);
}

static bool all_short(const json_t *value)
{
	const char *name;
	json_t *member;
	size_t i;

	if (json_is_real(value))
		return short_enough(json_real_value(value));
	json_array_foreach (value, i, member) {
		if (!all_short(member))
			return false;
	}
	/* jansson's iterator only reads; it has no const form. */
	json_object_foreach ((json_t *)value, name, member) {
		if (!all_short(member))
			return false;
	}
	return true;
}

char *json_text(const json_t *value)
{
	size_t digits = all_short(value) ? DIGITS_SHORT : DIGITS_EXACT;
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(digits));

	if (text == NULL)
		fatal("a value that is not JSON, or out of memory");
	return text;
}

json_t *json_made(json_t *value)
{
	if (value == NULL)
		fatal("JSON could not be made: an argument that is no UTF-8, or out of memory");
	return value;
}

json_t *__wrap_json_pack(const char *format, ...);

json_t *__wrap_json_pack(const char *format, ...)
{
	json_error_t error;
	va_list arguments;
	json_t *value;

	va_start(arguments, format);
	value = json_vpack_ex(&error, 0, format, arguments);
	va_end(arguments);
	if (value == NULL)
		fatal("%s was not packed: %s", format, error.text);
	return value;
}

/* ---- what comes in ---- */

#define ESCAPE_LENGTH 6 /* \uXXXX */
#define NO_ESCAPE (-1)

/* The UTF-16 unit that the escape at AT stands for. */
static int escaped_unit(const char *at, const char *end)
{
	int unit = 0;

	if (end - at < ESCAPE_LENGTH || at[0] != '\\' || at[1] != 'u')
		return NO_ESCAPE;
	for (int i = 2; i < ESCAPE_LENGTH; i++) {
		char c = at[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (digit < 0)
			return NO_ESCAPE;
		unit = unit * 16 + digit;
	}
	return unit;
}

/* Bytes at AT that belong together, from 1 on, and in *INSTEAD what has to stand for them, as long as they; NULL: they are well. */
static size_t piece_at(const char *at, const char *end, const char **instead)
{
	int unit = escaped_unit(at, end);

	*instead = NULL;
	if ((unsigned char)at[0] == 0xed && end - at >= 3 && (unsigned char)at[1] >= 0xa0 && (at[2] & 0xc0) == 0x80) {
		*instead = "\xef\xbf\xbd"; /* the three bytes that a surrogate would be in UTF-8, were it allowed */
		return 3;
	}
	if (unit == NO_ESCAPE)
		return at[0] == '\\' && end - at > 1 ? 2 : 1;
	if (unit == 0)
		*instead = "\\u0001";
	if (unit < 0xd800 || unit > 0xdfff)
		return ESCAPE_LENGTH;
	if (unit < 0xdc00) {
		int low = escaped_unit(at + ESCAPE_LENGTH, end);

		if (low >= 0xdc00 && low <= 0xdfff)
			return (size_t)2 * ESCAPE_LENGTH;
	}
	*instead = "\\ufffd";
	return ESCAPE_LENGTH;
}

const char *json_mended(struct arena *arena, const char *bytes, size_t length)
{
	const char *end = bytes + length, *instead;
	char *copy = NULL;

	/* Only behind a backslash, or in a byte that begins few characters beside Hangul, is there anything to find. */
	if (memchr(bytes, '\\', length) == NULL && memchr(bytes, 0xed, length) == NULL)
		return bytes;
	for (const char *at = bytes; at < end;) {
		size_t step = piece_at(at, end, &instead);

		if (instead != NULL) {
			if (copy == NULL)
				copy = arena_memdup(arena, bytes, length);
			memcpy(copy + (at - bytes), instead, step);
		}
		at += step;
	}
	return copy != NULL ? copy : bytes;
}
