/* Heads of requests (core/net/gate.h). The first byte says where the bytes are cut in two on their way.
 * - whatever comes is waited on, refused or a head, and the cut changes nothing
 * - what passes has a bounded path that can be decoded and leads nowhere up, and headers without control characters
 * - each of its headers can be read as a list of tags and as one of what is accepted: what has a tag has it among others too, and
 *   qualities are in range */
#include <string.h>

#include "core/net/gate.h"
#include "core/request/accept.h"
#include "core/request/etag.h"
#include "core/request/locale.h"
#include "tests/fuzz/fuzz.h"

static enum gate_verdict scan(const char *bytes, size_t length, size_t cut, size_t *used)
{
	const struct problem_kind *why = NULL;
	struct gate gate = {0};
	size_t more = 0;
	enum gate_verdict verdict;

	*used = 0;
	verdict = gate_scan(&gate, bytes, cut, used, &why);
	if (verdict == GATE_MORE) {
		verdict = gate_scan(&gate, bytes + cut, length - cut, &more, &why);
		*used = cut + more;
	}
	HOLDS((verdict == GATE_REFUSED) == (why != NULL));
	if (verdict == GATE_HEAD)
		HOLDS(*used <= length && *used == gate.bytes && *used >= 4 && memcmp(bytes + *used - 4, "\r\n\r\n", 4) == 0);
	return verdict;
}

static void lists(struct arena *arena, const char *value)
{
	static const char tag[] = "\"7\"";
	struct accepted member;
	enum locale locale = LOCALES;
	const char *at = value;

	for (size_t length = strlen(value); accept_next(&at, &member); length = strlen(at)) {
		HOLDS(member.length > 0 && member.name + member.length <= at && strlen(at) < length);
		HOLDS(member.quality >= 0 && member.quality <= 1000);
	}
	HOLDS(!locale_accepted(value, &locale) || locale < LOCALES);
	if (accept_coding(value, "gzip"))
		HOLDS(strcasestr(value, "gzip") != NULL || strchr(value, '*') != NULL);
	if (etag_listed(value, tag) && strchr(value, '*') == NULL)
		HOLDS(strstr(value, tag) != NULL && etag_listed(arena_printf(arena, "W/\"6\", %s", value), tag));
	HOLDS(etag_version(value) >= 0 && (!etag_same(value, tag) || etag_version(value) == 7));
}

static void held(struct arena *arena, const struct head *head)
{
	HOLDS(head->method < METHODS && (head->minor == 0 || head->minor == 1));
	HOLDS(head->path[0] == '/' && strlen(head->path) <= LIMIT_HEAD_BYTES);
	HOLDS(strstr(head->path, "/../") == NULL && strchr(head->path, '?') == NULL);
	HOLDS(percent_decode(arena, head->path, strlen(head->path), false) != NULL);
	HOLDS(head->content_length >= 0);
	HOLDS(head->minor == 0 || head->host != NULL);
	for (size_t i = 0; i < head->header_count; i++) {
		HOLDS(head->headers[i].name[0] != '\0');
		for (const char *at = head->headers[i].value; *at != '\0'; at++)
			HOLDS((unsigned char)*at >= 0x20 || *at == '\t');
		HOLDS(head_header(head, head->headers[i].name) != NULL);
		lists(arena, head->headers[i].value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	const char *bytes = (const char *)input + 1;
	size_t length = size - 1, used, again;
	struct arena *arena;
	struct head head;
	enum gate_verdict verdict;

	if (size < 2)
		return 0;
	verdict = scan(bytes, length, 0, &used);
	HOLDS(scan(bytes, length, input[0] * length / 255, &again) == verdict);
	if (verdict != GATE_HEAD)
		return 0;
	HOLDS(again == used);
	arena = arena_new();
	if (gate_parse(arena, bytes, used, &head) == NULL)
		held(arena, &head);
	arena_free(arena);
	return 0;
}
