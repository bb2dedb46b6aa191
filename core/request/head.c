#include "core/request/head.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

const char *const method_names[METHODS] = {[METHOD_GET] = "GET",
    [METHOD_POST] = "POST",
    [METHOD_PUT] = "PUT",
    [METHOD_PATCH] = "PATCH",
    [METHOD_DELETE] = "DELETE",
    [METHOD_OPTIONS] = "OPTIONS",
    [METHOD_HEAD] = "HEAD"};

const char *head_header(const struct head *head, const char *name)
{
	for (size_t i = 0; i < head->header_count; i++)
		if (strcasecmp(head->headers[i].name, name) == 0)
			return head->headers[i].value;
	return NULL;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Well-formed UTF-8 without surrogates or overlong forms, and without control characters unless CONTROLS. */
static bool clean_utf8(const unsigned char *text, size_t length, bool controls)
{
	for (size_t i = 0; i < length;) {
		unsigned char lead = text[i];
		size_t more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
		uint32_t point = more == 0 ? lead : lead & (0x3fu >> more);
		static const uint32_t least[] = {0x20, 0x80, 0x800, 0x10000};

		if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || more >= length - i)
			return false;
		for (size_t j = 1; j <= more; j++) {
			if ((text[i + j] & 0xc0) != 0x80)
				return false;
			point = point << 6 | (text[i + j] & 0x3f);
		}
		if ((point < least[more] && !(controls && more == 0)) || point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ||
		    (!controls && point >= 0x7f && point < 0xa0))
			return false;
		i += more + 1;
	}
	return true;
}

const char *percent_decode(struct arena *arena, const char *text, size_t length, bool query)
{
	char *decoded = arena_alloc(arena, length + 1);
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (c == '%') {
			int high = length - i < 3 ? -1 : hex(text[i + 1]), low = high < 0 ? -1 : hex(text[i + 2]);

			if (low < 0)
				return NULL;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+' && query) {
			c = ' ';
		}
		decoded[count++] = c == '\0' && query ? '\1' : c;
	}
	return clean_utf8((const unsigned char *)decoded, count, query) ? decoded : NULL;
}
