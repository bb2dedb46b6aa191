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

#define LENGTH_LINE 64 /* room for Content-Length and the end of the head */

/* On every answer, unless the reply brings its own. An answer of the API is data and never a page: it may load and do nothing. */
static const struct {
	const char *name, *value;
} standing[] = {
    /* the first only where public_url has a domain */
    {"Strict-Transport-Security", "max-age=63072000; includeSubDomains"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
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

/* A machine's own name and bare addresses have no domain whose other servers it could mean. */
static bool of_domain(const char *public_url)
{
	const char *host = public_url + strlen("https://");
	size_t length = host[0] == '[' ? strcspn(host, "]") : strcspn(host, ":/");
	const char *last = host + length;

	while (last > host && last[-1] != '.')
		last--;
	bool number = length > 0 && strspn(last, "0123456789") == (size_t)(host + length - last); /* no top-level domain is one */
	return host[0] != '[' && !number && !((size_t)(host + length - last) == 9 && strncasecmp(last, "localhost", 9) == 0);
}

static bool strict_transport;

void answer_begin(const char *public_url)
{
	strict_transport = of_domain(public_url);
}

void answer_headers(const struct reply *reply, void (*fn)(void *context, const char *name, const char *value), void *context)
{
	if (reply->content_type != NULL)
		fn(context, "Content-Type", reply->content_type);
	for (const struct reply_header *h = reply->headers; h != NULL; h = h->next)
		fn(context, h->name, h->value);
	for (size_t i = 0; i < sizeof(standing) / sizeof(standing[0]); i++)
		if ((i > 0 || strict_transport) && !reply_has_header(reply, standing[i].name))
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

/* The headers as lines of HTTP/1.1, each beginning with CR LF. reply_header() has seen to it that no value has a line end in it. */
static size_t lines_length(const struct reply *reply)
{
	size_t length = 0;

	answer_headers(reply, count_line, &length);
	return length;
}

static char *write_lines(const struct reply *reply, char *at)
{
	answer_headers(reply, write_line, &at);
	return at;
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
	*fields->next++ = (struct answer_field){lower, value, strlen(name), strlen(value), strcmp(lower, "set-cookie") == 0};
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

static char *write_length(const struct reply *reply, char *at)
{
	if (!answer_has_body(reply->status) || reply->events.source != NULL)
		return at;
	return at + sprintf(at, "\r\nContent-Length: %lld", (long long)answer_length(reply));
}

void answer_add_header(struct arena *arena, struct reply *reply, const char *name, const char *value)
{
	struct reply_header *header = arena_alloc(arena, sizeof(*header)), **end = &reply->headers;

	*header = (struct reply_header){NULL, name, value};
	while (*end != NULL)
		end = &(*end)->next;
	*end = header;
}

static const struct answer_field *ready_fields(struct arena *arena, const struct reply *reply, size_t *count)
{
	const struct answer_field *common = answer_fields(arena, reply, count);
	struct answer_field *fields = arena_alloc(arena, (*count + 1) * sizeof(*fields));
	const char *number = arena_printf(arena, "%lld", (long long)answer_length(reply));

	memcpy(fields, common, *count * sizeof(*fields));
	fields[(*count)++] = (struct answer_field){"content-length", number, 14, strlen(number), false};
	return fields;
}

/* The lines, with ROOM bytes in front of them and BEHIND bytes after them, whose place *END is. */
static struct answer_ready *make_ready(struct arena *arena, const struct reply *reply, size_t room, size_t behind, char **end)
{
	struct answer_ready *ready = arena_alloc(arena, sizeof(*ready));
	char *lines = (char *)arena_alloc(arena, room + lines_length(reply) + LENGTH_LINE + behind) + room;

	*end = stpcpy(write_length(reply, write_lines(reply, lines)), "\r\n\r\n");
	ready->lines = lines;
	ready->lines_length = (size_t)(*end - lines);
	ready->fields = ready_fields(arena, reply, &ready->field_count);
	ready->room = room == 0 ? NULL : lines - room;
	return ready;
}

void answer_prepare(struct arena *arena, struct reply *reply)
{
	char *body;

	reply->ready = make_ready(arena, reply, ANSWER_OWN, reply->length, &body);
	reply->bytes = memcpy(body, reply->bytes, reply->length);
}

void answer_prepare_shared(struct arena *arena, struct reply *reply)
{
	char *end;

	reply->ready = make_ready(arena, reply, 0, 0, &end);
}

bool answer_in_one_piece(const struct reply *reply)
{
	return reply->ready != NULL && reply->ready->room != NULL;
}

/* The lines that differ from answer to answer, at the end of AT; at most ANSWER_OWN. */
static char *own_lines(const struct exchange *x, const char *date, bool closing, char *at)
{
	int status = x->reply.status;
	const char number[] = {(char)('0' + status / 100), (char)('0' + status / 10 % 10), (char)('0' + status % 10), ' ', '\0'};

	at = stpcpy(stpcpy(stpcpy(at, "HTTP/1.1 "), number), status_phrase(status));
	at = stpcpy(stpcpy(at, "\r\nX-Request-Id: "), x->request.id);
	at = stpcpy(stpcpy(at, "\r\nDate: "), date);
	if (closing)
		at = stpcpy(at, "\r\nConnection: close");
	else if (x->head->minor == 0)
		at = stpcpy(at, "\r\nConnection: keep-alive");
	return at;
}

/* In front of the lines that are there. */
static const char *ready_head(const struct exchange *x, const char *date, bool closing, size_t *length)
{
	const struct answer_ready *ready = x->reply.ready;
	char own[ANSWER_OWN], *head;
	size_t own_length = (size_t)(own_lines(x, date, closing, own) - own);

	head = ready->room + ANSWER_OWN - own_length;
	memcpy(head, own, own_length);
	*length = own_length + ready->lines_length;
	return head;
}

const char *answer_head(const struct exchange *x, const char *date, bool closing, char *buffer, size_t size, size_t *length)
{
	const struct reply *reply = &x->reply;
	const struct answer_ready *ready = reply->ready;
	char *head = buffer, *at;
	size_t most;

	if (answer_in_one_piece(reply))
		return ready_head(x, date, closing, length);
	most = ANSWER_OWN + (ready != NULL ? ready->lines_length : lines_length(reply) + LENGTH_LINE);
	if (most > size)
		head = arena_alloc(x->request.arena, most);
	at = own_lines(x, date, closing, head);
	if (ready != NULL)
		at = (char *)memcpy(at, ready->lines, ready->lines_length) + ready->lines_length;
	else
		at = stpcpy(write_length(reply, write_lines(reply, at)), "\r\n\r\n");
	*length = (size_t)(at - head);
	return head;
}
