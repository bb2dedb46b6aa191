#include "core/net/answer.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/base/log.h"
#include "core/request/head.h"
#include "core/request/status.h"

#define OWN_LINES 300 /* room for the status line, X-Request-Id, Date, Content-Length, Connection and the end */

/* On every answer, unless the reply brings its own. An answer of the API is data and never a page: it may load and do nothing. */
static const struct {
	const char *name, *value;
} standing[] = {
    {"Strict-Transport-Security", "max-age=63072000; includeSubDomains"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cache-Control", "no-store"},
};

bool answer_has_body(int status)
{
	return status != 204 && status != 304;
}

int64_t answer_length(const struct reply *reply)
{
	return reply->file >= 0 ? reply->file_length : (int64_t)reply->length;
}

ssize_t answer_piece(const struct exchange *x, int64_t at, char *space, size_t room)
{
	const struct reply *reply = &x->reply;
	int64_t left = answer_length(reply) - at;
	size_t wanted = left < (int64_t)room ? (size_t)left : room;
	ssize_t got;

	if (reply->file < 0) {
		memcpy(space, (const char *)reply->bytes + at, wanted);
		return (ssize_t)wanted;
	}
	do
		got = pread(reply->file, space, wanted, reply->file_offset + at);
	while (got < 0 && errno == EINTR);
	if (got > 0)
		return got;
	log_event(LOG_ERROR, "file.short", "{s:s, s:s}", "request_id", x->request.id, "path", x->request.path);
	return -1;
}

static bool has_header(const struct reply *reply, const char *name)
{
	for (const struct reply_header *h = reply->headers; h != NULL; h = h->next)
		if (strcasecmp(h->name, name) == 0)
			return true;
	return false;
}

void answer_headers(const struct reply *reply, void (*fn)(void *context, const char *name, const char *value), void *context)
{
	if (reply->content_type != NULL)
		fn(context, "Content-Type", reply->content_type);
	for (const struct reply_header *h = reply->headers; h != NULL; h = h->next)
		fn(context, h->name, h->value);
	for (size_t i = 0; i < sizeof(standing) / sizeof(standing[0]); i++)
		if (!has_header(reply, standing[i].name))
			fn(context, standing[i].name, standing[i].value);
}

static void count_line(void *context, const char *name, const char *value)
{
	*(size_t *)context += strlen(name) + strlen(value) + 4; /* CR LF, colon, blank */
}

static void write_line(void *context, const char *name, const char *value)
{
	char **at = context;

	*at = stpcpy(stpcpy(stpcpy(stpcpy(*at, "\r\n"), name), ": "), value);
}

/* reply_header() has seen to it that no value has a line end in it. */
const char *answer_lines(struct arena *arena, const struct reply *reply, size_t *length)
{
	char *text, *at;

	*length = 0;
	answer_headers(reply, count_line, length);
	text = at = arena_alloc(arena, *length + 1);
	answer_headers(reply, write_line, &at);
	return text;
}

static void count_field(void *context, const char *name, const char *value)
{
	(void)name, (void)value;
	++*(size_t *)context;
}

struct fields {
	struct arena *arena;
	struct answer_field *next;
};

static void write_field(void *context, const char *name, const char *value)
{
	struct fields *fields = context;
	char *lower = arena_strdup(fields->arena, name);

	for (char *p = lower; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	*fields->next++ = (struct answer_field){lower, value, strlen(name), strlen(value)};
}

const struct answer_field *answer_fields(struct arena *arena, const struct reply *reply, size_t *count)
{
	struct fields fields = {.arena = arena};
	struct answer_field *list;

	*count = 0;
	answer_headers(reply, count_field, count);
	fields.next = list = arena_alloc(arena, (*count + 1) * sizeof(*list));
	answer_headers(reply, write_field, &fields);
	return list;
}

/* The lines that differ from answer to answer, at the end of AT; at most OWN_LINES. */
static char *own_lines(const struct exchange *x, const char *date, bool closing, char *at)
{
	const struct reply *reply = &x->reply;
	char number[24];

	at = stpcpy(at, "HTTP/1.1 ");
	snprintf(number, sizeof(number), "%d ", reply->status);
	at = stpcpy(stpcpy(at, number), status_phrase(reply->status));
	at = stpcpy(stpcpy(at, "\r\nX-Request-Id: "), x->request.id);
	at = stpcpy(stpcpy(at, "\r\nDate: "), date);
	if (answer_has_body(reply->status) && reply->events.source == NULL) {
		snprintf(number, sizeof(number), "%lld", (long long)answer_length(reply));
		at = stpcpy(stpcpy(at, "\r\nContent-Length: "), number);
	}
	if (closing)
		at = stpcpy(at, "\r\nConnection: close");
	else if (x->head->minor == 0)
		at = stpcpy(at, "\r\nConnection: keep-alive");
	return at;
}

const char *answer_head(const struct exchange *x, const char *date, bool closing, char *buffer, size_t size, size_t *length)
{
	size_t lines_length = x->reply.lines_length;
	const char *lines = x->reply.lines == NULL ? answer_lines(x->request.arena, &x->reply, &lines_length) : x->reply.lines;
	char *head = buffer, *at;

	if (lines_length + OWN_LINES > size)
		head = arena_alloc(x->request.arena, lines_length + OWN_LINES);
	at = own_lines(x, date, closing, head);
	at = (char *)memcpy(at, lines, lines_length) + lines_length;
	at = stpcpy(at, "\r\n\r\n");
	*length = (size_t)(at - head);
	return head;
}
