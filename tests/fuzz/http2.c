/* HTTP/2 (core/net/http2_session.h), driven from memory: the first byte is the length of the pieces in which the rest comes, the second says
 * whether the client's preface and empty settings stand before it, and whether answers have bodies.
 * - whatever comes, each stream is completed at most once, hears no body behind that, and is closed once
 * - what the gate lets through is a head as HTTP/1.1 has it; once the session hears nothing any more, it stays so */
#include <string.h>

#include "core/net/gate.h"
#include "core/net/http2_session.h"
#include "tests/fuzz/fuzz.h"

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
#define STREAMS 4096
#define BODY 100000

struct stream {
	int32_t id;
	bool open, complete, answered, refused;
	size_t sent;
};

struct client {
	struct http2_session *session;
	struct stream streams[STREAMS];
	size_t count, told;
};

static void *head(void *context, int32_t id, const struct header *fields, size_t count, bool whole, bool more)
{
	struct client *client = context;
	struct arena *arena = arena_new();
	struct head understood;

	(void)more;
	if (gate_fields(arena, fields, count, whole, &understood) == NULL) {
		HOLDS(understood.path[0] == '/' && strlen(understood.path) <= LIMIT_HEAD_BYTES && strstr(understood.path, "/../") == NULL);
		HOLDS(percent_decode(arena, understood.path, strlen(understood.path), false) != NULL);
		HOLDS(understood.host != NULL && understood.header_count <= LIMIT_HEADERS);
	}
	arena_free(arena);
	if (client->count == STREAMS)
		return NULL;
	client->streams[client->count] = (struct stream){.id = id, .open = true};
	return &client->streams[client->count++];
}

static void body(void *stream, const char *bytes, size_t length)
{
	const struct stream *s = stream;

	HOLDS(s->open && !s->complete && (length == 0 || bytes != NULL));
}

static void complete(void *stream)
{
	struct stream *s = stream;

	HOLDS(s->open && !s->complete);
	s->complete = true;
}

static size_t available(void *stream, size_t room, bool *end)
{
	const struct stream *s = stream;
	size_t left = BODY - s->sent;

	HOLDS(s->open && s->answered);
	*end = left <= room;
	return left < room ? left : room;
}

/* Every other frame is refused at first. */
static enum http2_sent frame(void *stream, const void *bytes, size_t length)
{
	struct stream *s = stream;
	const uint8_t *at = bytes;

	HOLDS(s->open && s->answered && s->sent + length <= BODY);
	HOLDS(((size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2]) == length);
	s->refused = !s->refused;
	if (s->refused)
		return HTTP2_NOT_NOW;
	s->sent += length;
	return HTTP2_SENT;
}

static void closed(void *stream, bool whole)
{
	struct stream *s = stream;

	(void)whole;
	HOLDS(s->open);
	s->open = false;
}

static bool take(void *context, const void *bytes, size_t length)
{
	struct client *client = context;

	HOLDS(bytes != NULL || length == 0);
	client->told += length;
	return true;
}

static void answer(struct client *client, bool with_body)
{
	static const struct answer_field fields[] = {{"content-type", "text/plain", 12, 10, false}};

	for (size_t i = 0; i < client->count; i++) {
		struct stream *s = &client->streams[i];
		if (!s->open || !s->complete || s->answered)
			continue;
		s->answered = true;
		http2_session_answer(client->session, s->id, 200, fields, 1, with_body);
	}
	http2_session_send(client->session);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct http2_hooks hooks = {head, body, complete, available, frame, closed, take};
	static struct client client;
	size_t piece;
	bool heard = true;

	if (size < 2)
		return 0;
	piece = bytes[0] == 0 ? size : bytes[0];
	client.count = client.told = 0;
	client.session = http2_session_new(&hooks, &client, 0);
	http2_session_send(client.session);
	if ((bytes[1] & 1) != 0)
		heard = http2_session_receive(client.session, PREFACE, sizeof(PREFACE) - 1, 0);
	for (size_t at = 2; at < size; at += piece) {
		bool hears = http2_session_receive(client.session, bytes + at, size - at < piece ? size - at : piece, (int64_t)at);
		HOLDS(heard || !hears);
		heard = hears;
		answer(&client, (bytes[1] & 2) != 0);
	}
	http2_session_go_away(client.session, false);
	http2_session_send(client.session);
	http2_session_free(client.session);
	return 0;
}
