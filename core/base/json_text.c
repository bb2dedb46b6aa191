#include "core/base/json_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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
