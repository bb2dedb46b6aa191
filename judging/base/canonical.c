#include "judging/base/canonical.h"

#include "judging/base/slab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct canonical_text *output, size_t count)
{
	while (output->capacity - output->length < count + 1)
		output->capacity = output->capacity ? 2 * output->capacity : 4096;
	output->text = memory_grow(output->text, output->capacity, 1);
}

void canonical_put_bytes(struct canonical_text *output, const char *bytes, size_t count)
{
	if (output->capacity - output->length < count + 1)
		make_room(output, count);
	memcpy(output->text + output->length, bytes, count);
	output->length += count;
}

void canonical_put_byte(struct canonical_text *output, char byte)
{
	if (output->capacity - output->length < 2)
		make_room(output, 1);
	output->text[output->length++] = byte;
}

static void put_text(struct canonical_text *output, const char *text)
{
	canonical_put_bytes(output, text, strlen(text));
}

int canonical_compare_keys(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	unsigned char x = (unsigned char)*a, y = (unsigned char)*b;
	/* UTF-8 order is code point order. UTF-16 differs in one thing: characters from U+10000 on (lead byte F0 and up) are written with
	 * surrogates D800..DFFF, which stand before U+E000..U+FFFF (lead bytes EE and EF). */
	if (x >= 0xf0 && (y == 0xee || y == 0xef))
		return -1;
	if (y >= 0xf0 && (x == 0xee || x == 0xef))
		return 1;
	return (int)x - (int)y;
}

/* Whether one of eight bytes is below 0x20, a quote or a backslash: a byte minus 1 (minus 0x20) borrows into its highest bit where it was 0
 * (less), in the first such byte at any rate. (Warren, Hacker's Delight, 2013, section 6-1.) */
static bool has_special(uint64_t bytes)
{
	static const uint64_t ONES = 0x0101010101010101, HIGH = 0x8080808080808080;
	uint64_t quote = bytes ^ ONES * '"', backslash = bytes ^ ONES * '\\';
	uint64_t found = (bytes - ONES * 0x20) & ~bytes;
	found |= (quote - ONES) & ~quote;
	found |= (backslash - ONES) & ~backslash;
	return found & HIGH;
}

static uint64_t eight_bytes(const char *bytes)
{
	uint64_t eight;
	memcpy(&eight, bytes, sizeof eight);
	return eight;
}

static uint64_t four_bytes(const char *bytes)
{
	uint32_t four;
	memcpy(&four, bytes, sizeof four);
	return four;
}

/* How many bytes at the beginning are certainly not special; nearly always all of them. Those at the end are looked at again if need be. */
static size_t plain(const char *string, size_t length)
{
	size_t i = 0;
	for (; length - i >= 8; i += 8)
		if (has_special(eight_bytes(string + i)))
			return i;
	if (i == length || (length >= 8 && !has_special(eight_bytes(string + length - 8))))
		return length;
	if (length >= 4 && length < 8 && !has_special(four_bytes(string) | four_bytes(string + length - 4) << 32))
		return length;
	return i;
}

void canonical_put_string(struct canonical_text *output, const char *string, size_t length)
{
	static const char HEX[] = "0123456789abcdef";
	static const char SHORT[] = "btnvfr"; /* for 8 to 13; \v does not exist in JSON */
	size_t start = 0;

	if (!output->text || output->capacity - output->length < length + 3)
		make_room(output, length + 2);
	output->text[output->length++] = '"';
	for (size_t i = plain(string, length); i < length; i++) {
		unsigned char c = (unsigned char)string[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		canonical_put_bytes(output, string + start, i - start);
		start = i + 1;
		if (c >= 0x20)
			canonical_put_bytes(output, (char[]){'\\', (char)c}, 2);
		else if (c >= 8 && c <= 13 && c != 11)
			canonical_put_bytes(output, (char[]){'\\', SHORT[c - 8]}, 2);
		else
			canonical_put_bytes(output, (char[]){'\\', 'u', '0', '0', HEX[c >> 4], HEX[c & 15]}, 6);
	}
	canonical_put_bytes(output, string + start, length - start);
	canonical_put_byte(output, '"');
}

/* Number::toString of ECMAScript, which RFC 8785 prescribes. */
void canonical_put_real(struct canonical_text *output, double x)
{
	static const char ZEROS[] = "000000000000000000000";
	char digits[18], exponent[16];
	int point;
	int count = decimal_digits(x, digits, &point);

	if (!count) {
		canonical_put_bytes(output, "0", 1);
		return;
	}
	if (x < 0)
		canonical_put_bytes(output, "-", 1);
	if (count <= point && point <= 21) {
		canonical_put_bytes(output, digits, (size_t)count);
		canonical_put_bytes(output, ZEROS, (size_t)(point - count));
	} else if (0 < point && point <= 21) {
		canonical_put_bytes(output, digits, (size_t)point);
		canonical_put_bytes(output, ".", 1);
		canonical_put_bytes(output, digits + point, (size_t)(count - point));
	} else if (-6 < point && point <= 0) {
		canonical_put_bytes(output, "0.", 2);
		canonical_put_bytes(output, ZEROS, (size_t)-point);
		canonical_put_bytes(output, digits, (size_t)count);
	} else {
		canonical_put_bytes(output, digits, 1);
		if (count > 1) {
			canonical_put_bytes(output, ".", 1);
			canonical_put_bytes(output, digits + 1, (size_t)count - 1);
		}
		snprintf(exponent, sizeof exponent, "e%+d", point - 1);
		put_text(output, exponent);
	}
}

void canonical_put_integer(struct canonical_text *output, int64_t integer)
{
	char text[24], *start = text + sizeof text;
	/* beyond 2^53 the canonical number is the one a double holds */
	if (integer > DECIMAL_MAX_INTEGER || integer < -DECIMAL_MAX_INTEGER) {
		canonical_put_real(output, (double)integer);
		return;
	}
	for (int64_t rest = integer < 0 ? -integer : integer; rest || start == text + sizeof text; rest /= 10)
		*--start = (char)('0' + rest % 10);
	if (integer < 0)
		*--start = '-';
	canonical_put_bytes(output, start, (size_t)(text + sizeof text - start));
}

struct member {
	const char *key;
	const json_t *value;
};

static int compare_members(const void *a, const void *b)
{
	return canonical_compare_keys(((const struct member *)a)->key, ((const struct member *)b)->key);
}

/* PUT may be NULL. */
static void put_object(struct canonical_text *output, const json_t *object, canonical_member *put, void *context)
{
	enum { FEW = 16 };
	struct member few[FEW];
	size_t size = json_object_size(object), count = 0;
	struct member *members = size > FEW ? memory_array(size, sizeof *members) : few;
	const char *key;
	json_t *value;

	json_object_foreach ((json_t *)object, key, value) {
		size_t i = count++;
		for (; size <= FEW && i > 0 && canonical_compare_keys(members[i - 1].key, key) > 0; i--) /* insertion: they are few */
			members[i] = members[i - 1];
		members[i] = (struct member){key, value};
	}
	if (size > FEW)
		qsort(members, count, sizeof *members, compare_members);
	canonical_put_byte(output, '{');
	for (size_t i = 0; i < count; i++) {
		if (i)
			canonical_put_byte(output, ',');
		canonical_put_string(output, members[i].key, strlen(members[i].key));
		canonical_put_byte(output, ':');
		if (!put || !put(context, members[i].key, members[i].value))
			canonical_put(output, members[i].value);
	}
	canonical_put_byte(output, '}');
	if (members != few)
		free(members);
}

void canonical_put_members(struct canonical_text *output, const json_t *object, canonical_member *put, void *context)
{
	if (json_is_object(object))
		put_object(output, object, put, context);
	else
		canonical_put(output, object);
}

void canonical_put(struct canonical_text *output, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		put_object(output, value, NULL, NULL);
		break;
	case JSON_ARRAY:
		canonical_put_byte(output, '[');
		for (size_t i = 0; i < json_array_size(value); i++) {
			if (i)
				canonical_put_byte(output, ',');
			canonical_put(output, json_array_get(value, i));
		}
		canonical_put_byte(output, ']');
		break;
	case JSON_STRING:
		canonical_put_string(output, json_string_value(value), json_string_length(value));
		break;
	case JSON_INTEGER:
		canonical_put_integer(output, json_integer_value(value));
		break;
	case JSON_REAL:
		canonical_put_real(output, json_real_value(value));
		break;
	case JSON_TRUE:
		put_text(output, "true");
		break;
	case JSON_FALSE:
		put_text(output, "false");
		break;
	case JSON_NULL:
		put_text(output, "null");
		break;
	}
}

char *canonical_json(const json_t *value, size_t *length)
{
	struct canonical_text output = {0};
	canonical_put(&output, value);
	canonical_put_bytes(&output, "", 0);
	output.text[output.length] = '\0';
	if (length)
		*length = output.length;
	return output.text;
}

const char *canonical_number(const json_t *number, char text[DECIMAL_TEXT])
{
	struct canonical_text canonical = {0};
	canonical_put(&canonical, number);
	snprintf(text, DECIMAL_TEXT, "%.*s", (int)canonical.length, canonical.text);
	free(canonical.text);
	return text;
}
