/* Headers of uploads (api/files/tus.h): the first line is Upload-Metadata, the second Upload-Checksum, the third Upload-Length, the rest
 * the body.
 * - values come out as text on one line, or not at all
 * - what comes out and is written again is read as the same */
#include <string.h>

#include "api/files/tus.h"
#include "core/request/exchange.h"
#include "core/request/head.h"
#include "tests/fuzz/fuzz.h"

enum { METADATA, CHECKSUM, LENGTH, HEADERS };

static struct request request_with(struct exchange *x, struct head *head, struct arena *arena)
{
	head->header_count = HEADERS;
	*x = (struct exchange){.head = head, .reply.file = -1};
	return (struct request){.arena = arena, .locale = LOCALE_EN, .id = "id", .exchange = x};
}

static void value_of(struct request *r, struct header *metadata, const char *key)
{
	const char *value = tus_metadata(r, key), *again;

	if (value == NULL)
		return;
	HOLDS(strpbrk(value, "\r\n\t\x7f") == NULL);
	if (value[0] == '\0')
		return; /* no value is no base64 */
	metadata->value = tus_metadata_pair(r->arena, key, value);
	again = tus_metadata(r, key);
	HOLDS(again != NULL && strcmp(again, value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	const char *at = arena_memdup(arena, bytes, size), *end = at + size;
	struct header headers[HEADERS] = {{"Upload-Metadata", ""}, {"Upload-Checksum", ""}, {"Upload-Length", ""}};
	struct head head = {.headers = headers};
	struct exchange x;
	const struct problem_kind *problem = NULL;

	for (size_t i = 0; i < HEADERS; i++) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((line == NULL ? end : line) - at);
		headers[i].value = arena_memdup(arena, at, length);
		at += length + (line != NULL);
	}
	x.request = request_with(&x, &head, arena);
	struct request r = x.request;
	r.body = at;
	r.body_length = (size_t)(end - at);
	HOLDS(tus_checksum_fits(&r, &problem) || problem != NULL);
	HOLDS(tus_number(&r, "Upload-Length") >= -1);
	for (size_t i = 0; i < 3; i++)
		value_of(&r, &headers[METADATA], (const char *const[]){"kind", "filename", "entry"}[i]);
	arena_free(arena);
	return 0;
}
