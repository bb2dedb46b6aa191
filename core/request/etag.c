#include "core/request/etag.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/secret.h"

#define BYTES_NAMED 16 /* of the hash: nobody's two answers meet by chance, and only our own are compared */

const char *etag_of_version(struct arena *arena, int64_t version)
{
	return arena_printf(arena, "\"%" PRId64 "\"", version);
}

const char *etag_of_name(struct arena *arena, const char *name)
{
	return arena_printf(arena, "\"%s\"", name);
}

const char *etag_of_bytes(struct arena *arena, const void *bytes, size_t length)
{
	unsigned char hash[HASH_BYTES];
	char name[2 * BYTES_NAMED + 1];

	sha256(bytes, length, hash);
	hex_text(hash, BYTES_NAMED, name);
	return etag_of_name(arena, name);
}

/* The bytes of the tag at TEXT with its quotes; 0: there is none. */
static size_t tag_length(const char *text)
{
	size_t length = 1;

	if (text[0] != '"')
		return 0;
	while ((unsigned char)text[length] > 0x20 && text[length] != '"' && text[length] != 0x7f)
		length++;
	return text[length] == '"' ? length + 1 : 0;
}

int64_t etag_version(const char *tag)
{
	size_t length = tag == NULL ? 0 : tag_length(tag);
	int64_t version = 0;

	if (length < 3 || tag[length] != '\0' || tag[1] == '0')
		return 0;
	for (const char *at = tag + 1; *at != '"'; at++)
		if (*at < '0' || *at > '9' || __builtin_mul_overflow(version, 10, &version) ||
		    __builtin_add_overflow(version, *at - '0', &version))
			return 0;
	return version;
}

bool etag_listed(const char *list, const char *tag)
{
	size_t wanted = strlen(tag);

	list += strspn(list, " \t");
	if (list[0] == '*')
		return list[1 + strspn(list + 1, " \t")] == '\0';
	while (*list != '\0') {
		size_t length;

		list += strspn(list, " \t,");
		if (strncmp(list, "W/", 2) == 0)
			list += 2;
		length = tag_length(list);
		if (length == 0)
			return false;
		if (length == wanted && memcmp(list, tag, wanted) == 0)
			return true;
		list += length;
		list += strspn(list, " \t");
		if (*list != ',' && *list != '\0')
			return false;
	}
	return false;
}

bool etag_same(const char *tag, const char *other)
{
	return tag_length(tag) > 0 && strcmp(tag, other) == 0;
}
