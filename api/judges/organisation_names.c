#include "api/judges/organisation_names.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/text.h"

#define KEEP 2 /* characters that are left of a name, whatever its end is */

/* Legal forms, longest first where one ends in another. Those in Latin letters are whole words. */
static const char *const forms[] = {"股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "特殊普通合伙", "普通合伙", "有限合伙",
    "有限合夥", "合伙企业", "合夥企業", "公司", NULL};
static const char *const words[] = {"limited", "ltd", "incorporated", "inc", "corporation", "corp", "company", "co", "llc", "llp", "lp",
    "plc", "gmbh", "ag", "sa", "pte", "pty", NULL};

static bool punctuation(uint32_t c)
{
	static const char *const marks = "()[]{}<>.,;:'\"`-_/\\&|*+（）［］｛｝〈〉《》「」『』【】〔〕、。，．·・‧•；：“”‘’—–－_";
	const char *at = marks;

	for (uint32_t mark; (mark = text_next(&at)) != 0;)
		if (mark == c)
			return true;
	return false;
}

static bool latin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Whether the LENGTH bytes at TEXT end in END, which may be taken off: a Latin one is a word of its own, and enough stays in front. */
static bool ends_in(const char *text, size_t length, const char *end)
{
	size_t cut = strlen(end);

	if (length <= cut || memcmp(text + length - cut, end, cut) != 0)
		return false;
	if (latin(end[0]) && latin(text[length - cut - 1]))
		return false;
	size_t characters = 0;
	for (size_t i = 0; i < length - cut; i++)
		characters += ((unsigned char)text[i] & 0xc0) != 0x80 && text[i] != ' ';
	return characters >= KEEP;
}

static size_t without_form(const char *text, size_t length)
{
	for (bool again = true; again;) {
		again = false;
		while (length > 0 && text[length - 1] == ' ')
			length--;
		for (size_t list = 0; list < 2 && !again; list++)
			for (const char *const *end = list ? words : forms; *end && !again; end++)
				if (ends_in(text, length, *end)) {
					length -= strlen(*end);
					again = true;
				}
	}
	return length;
}

const char *organisation_key(struct arena *arena, const char *name)
{
	char *key = arena_alloc(arena, strlen(name) + 1), *to = key;

	/* Everything that divides words is one space at first, by which words in Latin letters are told. */
	for (const char *at = name; *at;) {
		const char *begin = at;
		uint32_t c = text_next(&at), narrow = text_narrow(c);
		if (text_space(c) || punctuation(c) || punctuation(narrow)) {
			if (to > key && to[-1] != ' ')
				*to++ = ' ';
		} else if (narrow < 0x80) {
			*to++ = (char)(narrow >= 'A' && narrow <= 'Z' ? narrow + 32 : narrow);
		} else {
			memcpy(to, begin, (size_t)(at - begin));
			to += at - begin;
		}
	}
	size_t length = without_form(key, (size_t)(to - key));
	to = key;
	for (size_t i = 0; i < length; i++)
		if (key[i] != ' ')
			*to++ = key[i];
	*to = '\0';
	return key;
}
