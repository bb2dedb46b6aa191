#include "core/request/cookie.h"

#include <string.h>

char *request_cookie(const struct request *r, const char *name, size_t length)
{
	const char *at = request_header(r, "Cookie");
	size_t before = strlen(name) + 1;

	while (at != NULL && *at != '\0') {
		at += strspn(at, "; ");
		size_t whole = strcspn(at, ";");
		if (whole > before && at[before - 1] == '=' && memcmp(at, name, before - 1) == 0 &&
		    (length == 0 || whole == before + length))
			return arena_memdup(r->arena, at + before, whole - before);
		at += whole;
	}
	return NULL;
}
