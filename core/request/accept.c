#include "core/request/accept.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t"

/* "1", "0.25"; at most three digits behind the point, and nothing above 1. */
static int read_quality(const char *text, size_t length)
{
	int quality = 0, weight = 1000;

	if (length == 0 || (text[0] != '0' && text[0] != '1') || length > 5 || (length > 1 && text[1] != '.'))
		return 0;
	quality = (text[0] - '0') * weight;
	for (size_t i = 2; i < length; i++) {
		if (!isdigit((unsigned char)text[i]))
			return 0;
		weight /= 10;
		quality += (text[i] - '0') * weight;
	}
	return quality > 1000 ? 0 : quality;
}

/* Of the parameters behind the name, "; a=b; q=0.5", that q. */
static int quality_of(const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		const char *next = memchr(text, ';', (size_t)(end - text));

		if (next == NULL)
			next = end;
		while (text < next && strchr(BLANKS, *text) != NULL)
			text++;
		if (next - text >= 2 && (text[0] == 'q' || text[0] == 'Q') && text[1] == '=') {
			size_t digits = (size_t)(next - text) - 2;

			while (digits > 0 && strchr(BLANKS, text[1 + digits]) != NULL)
				digits--;
			return read_quality(text + 2, digits);
		}
		text = next + (next < end);
	}
	return 1000;
}

bool accept_next(const char **header, struct accepted *member)
{
	const char *text = *header;

	while (text != NULL && *text != '\0') {
		size_t part;

		text += strspn(text, BLANKS ",");
		part = strcspn(text, ",");
		member->name = text;
		member->length = strcspn(text, ",;" BLANKS);
		member->quality = quality_of(text + member->length, part - member->length);
		text += part;
		*header = text;
		if (member->length > 0)
			return true;
	}
	return false;
}

bool accept_coding(const char *header, const char *coding)
{
	struct accepted member;
	int any = 0;

	while (accept_next(&header, &member)) {
		if (member.length == strlen(coding) && strncasecmp(member.name, coding, member.length) == 0)
			return member.quality > 0;
		if (member.length == 1 && member.name[0] == '*')
			any = member.quality;
	}
	return any > 0;
}
