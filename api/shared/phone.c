#include "api/shared/phone.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"

#define DIGITS "0123456789"
#define LEAST_DIGITS 5     /* 12345, 95588: hotlines */
#define EXTENSION_DIGITS 6 /* at most */

/* What stands before an extension; a longer one before its beginning. */
static const char *const extension_marks[] = {"转", "轉", "分机", "分機", "内线", "內線", "extension", "ext.", "ext", "x", "#", "*"};

/* What a character is in a number; 0: nothing. */
static uint32_t folded(uint32_t c)
{
	if (text_space(c))
		return ' ';
	return text_invisible(c) ? 0 : text_narrow(c);
}

/* TEXT with its characters folded, blanks only between them and never two. */
static const char *fold(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, strlen(text) + 1);
	size_t length = 0;

	while (*text != '\0') {
		const char *here = text;
		uint32_t c = folded(text_next(&text));

		if (c == ' ' && (length == 0 || out[length - 1] == ' '))
			continue;
		if (c >= 0x80) {
			memcpy(out + length, here, (size_t)(text - here));
			length += (size_t)(text - here);
		} else if (c != 0) {
			out[length++] = (char)c;
		}
	}
	out[length - (length > 0 && out[length - 1] == ' ')] = '\0';
	return out;
}

/* Whether TEXT is nothing, or an extension. */
static bool is_extension(const char *text)
{
	if (*text == '\0')
		return true;
	text += strspn(text, " ,;");
	for (size_t i = 0; i < sizeof extension_marks / sizeof extension_marks[0]; i++) {
		size_t mark = strlen(extension_marks[i]);

		if (strncasecmp(text, extension_marks[i], mark) != 0)
			continue;
		text += mark;
		text += strspn(text, " :=-");
		size_t digits = strspn(text, DIGITS);
		return digits >= 1 && digits <= EXTENSION_DIGITS && text[digits] == '\0';
	}
	return false;
}

const char *phone_take(struct arena *arena, const char *text)
{
	const char *number = fold(arena, text), *at = number + strspn(number, "(");
	size_t digits = 0;

	for (at += *at == '+'; *at != '\0' && strchr(DIGITS " -()", *at) != NULL; at++)
		digits += *at >= '0' && *at <= '9';
	return digits >= LEAST_DIGITS && is_extension(at) ? number : NULL;
}
