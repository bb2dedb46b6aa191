#include "core/net/send.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/net/connection.h"
#include "core/net/gate.h"
#include "core/request/status.h"

#define COPIED 14000    /* with its head it still fits one TLS record */
#define HEAD_SPACE 2000 /* for the head of an answer, mostly standing headers */

struct line {
	const char *name, *text;
	size_t length; /* of text */
};

#define LINE(name, value) {name, "\r\n" name ": " value, sizeof("\r\n" name ": " value) - 1}

/* On every answer, unless the reply brings its own. An answer of the API is data and never a page: it may load and do nothing. */
static const struct line standing[] = {
    LINE("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    LINE("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"),
    LINE("X-Content-Type-Options", "nosniff"),
    LINE("Referrer-Policy", "no-referrer"),
    LINE("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
    LINE("Cross-Origin-Opener-Policy", "same-origin"),
    LINE("Cross-Origin-Resource-Policy", "same-origin"),
    LINE("Cross-Origin-Embedder-Policy", "require-corp"),
    LINE("Cache-Control", "no-store"),
};

static bool has_header(const struct reply *reply, const char *name)
{
	for (const struct reply_header *h = reply->headers; h != NULL; h = h->next)
		if (strcasecmp(h->name, name) == 0)
			return true;
	return false;
}

/* 304 describes a body, but has none. */
static bool has_body(int status)
{
	return status != 204 && status != 304;
}

static int64_t body_length(const struct reply *reply)
{
	return reply->file >= 0 ? reply->file_length : (int64_t)reply->length;
}

static void put(struct evkeyvalq *headers, const char *name, const char *value)
{
	if (evhttp_add_header(headers, name, value) != 0)
		fatal("header %s cannot be sent", name);
}

static char *append(char *at, const char *text, size_t length)
{
	return (char *)memcpy(at, text, length) + length;
}

static char *append_header(char *at, const char *name, const char *value)
{
	at = append(at, "\r\n", 2);
	at = append(at, name, strlen(name));
	at = append(at, ": ", 2);
	return append(at, value, strlen(value));
}

/* The request's id, and behind it all headers that evhttp need not know, each on a line of its own; to be freed. */
static char *headers_text(const struct exchange *x)
{
	const struct reply *reply = &x->reply;
	const char *id = x->request.id;
	size_t room = strlen(id) + 1 + (reply->content_type == NULL ? 0 : strlen(reply->content_type) + sizeof("\r\nContent-Type: "));
	char *text, *at;

	for (const struct reply_header *h = reply->headers; h != NULL; h = h->next)
		room += strlen(h->name) + strlen(h->value) + 4;
	for (size_t i = 0; i < sizeof(standing) / sizeof(standing[0]); i++)
		room += standing[i].length;
	text = malloc(room);
	if (text == NULL)
		fatal("out of memory");
	at = append(text, id, strlen(id));
	if (reply->content_type != NULL)
		at = append_header(at, "Content-Type", reply->content_type);
	for (const struct reply_header *h = reply->headers; h != NULL; h = h->next)
		at = append_header(at, h->name, h->value);
	for (size_t i = 0; i < sizeof(standing) / sizeof(standing[0]); i++)
		if (!has_header(reply, standing[i].name))
			at = append(at, standing[i].text, standing[i].length);
	*at = '\0';
	return text;
}

/* To evhttp most headers are one, whose value has several lines: its own way takes three allocations and a printf for each, together more than
 * the encryption of the answer. reply_header() has seen to it that no value has a line end in it. */
static void put_headers(struct exchange *x)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(x->evhttp);
	struct evkeyval *most = calloc(1, sizeof(*most)); /* evhttp frees it */

	if (most == NULL || (most->key = strdup("X-Request-Id")) == NULL)
		fatal("out of memory");
	most->value = headers_text(x);
	TAILQ_INSERT_TAIL(headers, most, next);
	if (has_body(x->reply.status))
		put(headers, "Content-Length", arena_printf(x->request.arena, "%lld", (long long)body_length(&x->reply)));
	if (x->connection->closing)
		put(headers, "Connection", "close");
	else if (x->head->minor == 0)
		put(headers, "Connection", "keep-alive");
}

/* evhttp has sent the last byte. */
static void completed(struct evhttp_request *evhttp, void *context)
{
	struct exchange *x = context;
	struct connection *c = x->connection;

	(void)evhttp;
	x->evhttp = NULL; /* evhttp frees it */
	x->sent(x);
	connection_answered(c);
}

/* Puts the next piece of the file into PIECE; false if the file is shorter than promised. */
static bool read_piece(struct reply *reply, struct evbuffer *piece)
{
	size_t wanted = reply->file_length < LIMIT_STREAM_BYTES ? (size_t)reply->file_length : LIMIT_STREAM_BYTES;
	struct evbuffer_iovec space;
	ssize_t got;

	if (evbuffer_reserve_space(piece, (ev_ssize_t)wanted, &space, 1) != 1)
		fatal("out of memory");
	do
		got = pread(reply->file, space.iov_base, wanted, reply->file_offset);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return false;
	space.iov_len = (size_t)got;
	if (evbuffer_commit_space(piece, &space, 1) != 0)
		fatal("out of memory");
	reply->file_offset += got;
	reply->file_length -= got;
	return true;
}

/* One piece at a time: the next is read when the last is with the kernel, so that a connection costs one piece of memory. */
static void send_piece(struct evhttp_connection *owner, void *context)
{
	struct exchange *x = context;
	struct evbuffer *piece = evbuffer_new();

	(void)owner;
	if (piece == NULL)
		fatal("out of memory");
	if (!read_piece(&x->reply, piece)) {
		/* The length is promised already: only a broken connection can say that this is not all. */
		log_event(LOG_ERROR, "file.short", "{s:s, s:s}", "request_id", x->request.id, "path", x->request.path);
		connection_abort(x->connection);
	} else if (x->reply.file_length > 0) {
		evhttp_send_reply_chunk_with_cb(x->evhttp, piece, send_piece, x);
	} else {
		evhttp_send_reply_chunk(x->evhttp, piece);
		x->streaming = false;
		evhttp_send_reply_end(x->evhttp);
	}
	evbuffer_free(piece);
}

/* A small body is copied behind the head, so that both go into one TLS record; a large one stays where it is, in the arena or shared. */
static void send_bytes(struct exchange *x)
{
	struct evbuffer *output = bufferevent_get_output(x->connection->bufferevent);
	const struct reply *reply = &x->reply;
	int failed = 0;

	if (has_body(reply->status) && x->head->method != METHOD_HEAD)
		failed = reply->length <= COPIED ? evbuffer_add(output, reply->bytes, reply->length)
						 : evbuffer_add_reference(output, reply->bytes, reply->length, NULL, NULL);
	if (failed)
		fatal("out of memory");
	evhttp_send_reply_end(x->evhttp);
}

void send_reply(struct exchange *x, void (*done)(struct exchange *))
{
	struct reply *reply = &x->reply;

	x->sent = done;
	x->streaming = reply->file >= 0 && reply->file_length > 0 && has_body(reply->status) && x->head->method != METHOD_HEAD;
	if (x->connection == NULL || evhttp_request_get_connection(x->evhttp) == NULL) {
		evhttp_send_reply_end(x->evhttp); /* only frees it: the client is gone */
		x->evhttp = NULL;
		if (x->connection != NULL)
			x->connection->exchange = NULL;
		done(x);
		return;
	}
	put_headers(x);
	evbuffer_expand(bufferevent_get_output(x->connection->bufferevent), HEAD_SPACE + (reply->length <= COPIED ? reply->length : 0));
	connection_sending(x->connection, body_length(reply));
	evhttp_request_set_on_complete_cb(x->evhttp, completed, x);
	evhttp_send_reply_start(x->evhttp, reply->status, status_phrase(reply->status));
	/* So that evhttp leaves the closing to connection.c, which does it without losing the answer. */
	evhttp_remove_header(evhttp_request_get_output_headers(x->evhttp), "Connection");
	if (x->streaming)
		send_piece(NULL, x);
	else
		send_bytes(x);
}
