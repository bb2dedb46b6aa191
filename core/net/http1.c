#include "core/net/http1.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/memory.h"
#include "core/net/answer.h"
#include "core/net/body.h"
#include "core/net/gate.h"
#include "core/net/http.h"
#include "core/net/hub.h"
#include "core/request/head.h"
#include "core/request/metrics.h"

#define RECORD 16384 /* the most that one TLS record holds */

enum state {
	STATE_HEAD,     /* waiting for a head, or in the middle of one */
	STATE_KNOCKING, /* a body is announced, and whose it is is being found out: see http_expect() */
	STATE_BODY,
	STATE_WORKING, /* a request is with http.c */
	STATE_SENDING, /* its answer is on the way */
	STATE_STREAM,  /* it has no end: see hub.h */
	STATE_DONE     /* all is said */
};

struct http1 {
	struct channel channel; /* first, so that an exchange's channel is this */
	struct wire *wire;
	struct exchange *exchange; /* the request at hand, from its complete head on */
	struct gate gate;
	enum state state;
	bool closing;   /* no further request after this one */
	bool advancing; /* advance() is at work, and sees for itself when an answer is out */
	char *held;     /* received and not yet used; NULL: nothing */
	size_t held_length;
	struct body body;          /* of the request at hand, as far as it has come */
	struct listener *listener; /* STATE_STREAM */
	int64_t at;                /* bytes of the answer's body that were sent */
};

static void send_answer(struct exchange *);
static bool push(struct channel *, const void *, size_t);
static void finish(struct channel *);
static void knocked(struct exchange *, const struct problem_kind *);
static const struct channel_kind kind = {send_answer, knocked, push, finish};

/* ---- from bytes to a request ---- */

static void serve(struct http1 *h, const struct problem_kind *refusal)
{
	h->state = STATE_WORKING;
	h->wire->idle = false;
	h->wire->deadline = INT64_MAX;
	http_serve(h->exchange, refusal);
}

static void refuse(struct http1 *h, const struct problem_kind *why)
{
	body_drop(&h->body);
	h->closing = true;
	metrics_add(METRIC_REFUSED, 1);
	serve(h, why);
}

/* The request has no head that could be understood: it never will be complete. */
static void refuse_headless(struct http1 *h, const struct problem_kind *why)
{
	struct head *head;

	h->exchange = http_begin(h->wire->loop, &h->channel, h->wire->address, &head);
	refuse(h, why);
}

/* The body may come; MORE bytes are here. */
static void begin_body(struct http1 *h, size_t more)
{
	static const char proceed[] = "HTTP/1.1 100 Continue\r\n\r\n";
	const struct head *head = h->exchange->head;

	h->state = STATE_BODY;
	h->wire->deadline = h->wire->loop->now + LIMIT_BODY_S * SECOND_US + head->content_length * SECOND_US / LIMIT_BODY_RATE;
	if (head->expect_continue && more == 0)
		wire_send(h->wire, proceed, sizeof(proceed) - 1);
}

/* A body is announced, of which MORE bytes are here. One that is here already need not be waited for. */
static void expect_body(struct http1 *h, size_t more)
{
	const struct problem_kind *why = NULL;
	bool wait = false;

	if (more < (size_t)h->exchange->head->content_length)
		why = http_expect(h->exchange, &wait);
	if (why != NULL) {
		refuse(h, why);
	} else if (wait) {
		h->state = STATE_KNOCKING;
		h->wire->deadline = INT64_MAX;
	} else {
		begin_body(h, more);
	}
}

/* LENGTH bytes are a head as the gate has scanned it; MORE are here behind it. */
static void head_complete(struct http1 *h, const char *bytes, size_t length, size_t more)
{
	struct loop *loop = h->wire->loop;
	const struct problem_kind *why;
	struct head *head;

	h->gate = (struct gate){0};
	wire_spoken(h->wire);
	h->exchange = http_begin(loop, &h->channel, h->wire->address, &head);
	why = http_head(h->exchange, gate_parse(h->exchange->request.arena, bytes, length, head));
	h->closing = head->close || loop->drain_at != 0;
	if (why != NULL) {
		refuse(h, why);
	} else if (head->content_length == 0) {
		serve(h, NULL);
	} else {
		expect_body(h, more);
	}
}

/* Returns how many of the bytes were used; the gate has seen all of what is left of them. */
static size_t advance_head(struct http1 *h, const char *bytes, size_t length)
{
	const struct problem_kind *why = NULL;
	size_t used = 0, scanned = h->gate.bytes;

	if (scanned == 0) {
		h->wire->idle = false;
		h->wire->deadline = h->wire->loop->now + LIMIT_HEAD_S * SECOND_US;
	}
	switch (gate_scan(&h->gate, bytes + scanned, length - scanned, &used, &why)) {
	case GATE_MORE:
		return 0;
	case GATE_HEAD:
		used += scanned;
		head_complete(h, bytes, used, length - used);
		return used;
	default:
		refuse_headless(h, why);
		return length;
	}
}

static size_t advance_body(struct http1 *h, const char *bytes, size_t length)
{
	size_t wanted = (size_t)h->exchange->head->content_length;

	if (length > wanted - h->body.length)
		length = wanted - h->body.length;
	body_add(&h->body, bytes, length, wanted, http_bodies(h->exchange));
	if (h->body.length == wanted) {
		body_give(&h->body, h->exchange);
		serve(h, NULL);
	} else if (http_bodies_full(h->exchange)) {
		refuse(h, &problem_overloaded);
	}
	return length;
}

/* Goes as far as the bytes allow, at most to one request in work, and returns how many were used. */
static size_t advance(struct http1 *h, const char *bytes, size_t length)
{
	size_t used = 0;

	h->advancing = true;
	while (used < length && !h->wire->ended) {
		size_t step = 0;

		if (h->state == STATE_HEAD)
			step = advance_head(h, bytes + used, length - used);
		else if (h->state == STATE_BODY)
			step = advance_body(h, bytes + used, length - used);
		if (step == 0)
			break;
		used += step;
	}
	h->advancing = false;
	return h->state == STATE_DONE ? length : used;
}

static void keep_held(struct http1 *h, const char *bytes, size_t length)
{
	if (length == 0)
		return;
	h->held = memory_resize(h->held, h->held_length + length);
	memcpy(h->held + h->held_length, bytes, length);
	h->held_length += length;
}

static void advance_held(struct http1 *h)
{
	size_t used = h->held == NULL ? 0 : advance(h, h->held, h->held_length);

	if (used == h->held_length) {
		free(h->held);
		h->held = NULL;
		h->held_length = 0;
	} else if (used > 0) {
		h->held_length -= used;
		memmove(h->held, h->held + used, h->held_length);
	}
}

/* What a client sends ahead of an answer in work waits in the kernel; ahead of one that it does not take, it is told by being cut off. */
static void bound_held(struct http1 *h)
{
	bool busy = h->state == STATE_WORKING || h->state == STATE_KNOCKING;

	wire_listen(h->wire, !busy || h->held_length <= LIMIT_HEAD_BYTES);
	if (h->held_length > LIMIT_AHEAD_BYTES)
		wire_end(h->wire, false);
}

static void received(struct wire *w, const char *bytes, size_t length)
{
	struct http1 *h = w->owner;

	if (h->held == NULL) {
		size_t used = advance(h, bytes, length);

		keep_held(h, bytes + used, length - used);
	} else {
		keep_held(h, bytes, length);
		advance_held(h);
	}
	bound_held(h);
}

static void knocked(struct exchange *x, const struct problem_kind *refusal)
{
	struct http1 *h = (struct http1 *)x->channel;

	if (refusal != NULL) {
		refuse(h, refusal);
		return;
	}
	begin_body(h, h->held_length);
	advance_held(h);
	bound_held(h);
}

/* ---- the answer ---- */

/* The answer is out, and the exchange is no more. */
static void answered(struct http1 *h)
{
	http_sent(h->exchange);
	h->exchange = NULL;
	if (h->closing || h->wire->loop->drain_at != 0) {
		h->state = STATE_DONE;
		wire_linger(h->wire);
		return;
	}
	h->state = STATE_HEAD;
	h->wire->idle = true;
	h->wire->deadline = h->wire->loop->now + LIMIT_IDLE_S * SECOND_US;
	if (h->advancing)
		return;
	advance_held(h);
	bound_held(h);
}

static int64_t left_to_send(const struct http1 *h)
{
	const struct reply *reply = &h->exchange->reply;

	if (!answer_has_body(reply->status) || h->exchange->head->method == METHOD_HEAD)
		return 0;
	return answer_length(reply) - h->at;
}

/* Sends as much of the body as the kernel takes. A piece at a time, so that a connection costs one piece of memory. */
static void send_body(struct http1 *h)
{
	const struct reply *reply = &h->exchange->reply;
	int64_t left;

	while ((left = left_to_send(h)) > 0 && !wire_blocked(h->wire)) {
		size_t piece = left < LIMIT_STREAM_BYTES ? (size_t)left : LIMIT_STREAM_BYTES;

		if (reply->file < 0) {
			wire_send(h->wire, (const char *)reply->bytes + h->at, piece);
		} else {
			ssize_t got = answer_piece(h->exchange, h->at, h->wire->loop->out, piece);

			if (got < 0) {
				/* The length is promised already: only a broken connection can say that this is not all. */
				wire_end(h->wire, false);
				return;
			}
			piece = (size_t)got;
			wire_send(h->wire, h->wire->loop->out, piece);
		}
		h->at += (int64_t)piece;
	}
	if (left == 0 && !wire_blocked(h->wire))
		answered(h);
}

/* ---- an answer without an end ---- */

static bool push(struct channel *channel, const void *bytes, size_t length)
{
	struct http1 *h = (struct http1 *)channel;
	struct wire *w = h->wire;

	if (w->pending_length - w->pending_at + length > LIMIT_EVENTS_BEHIND) {
		h->listener = NULL;
		wire_end(w, false);
		return false;
	}
	wire_send(w, bytes, length);
	return true;
}

static void finish(struct channel *channel)
{
	struct http1 *h = (struct http1 *)channel;

	h->listener = NULL;
	h->state = STATE_DONE;
	if (wire_blocked(h->wire))
		wire_end(h->wire, false);
	else
		wire_linger(h->wire);
}

/* Without a length, it ends with the connection. */
static void open_stream(struct http1 *h, struct exchange *x)
{
	struct loop *loop = h->wire->loop;
	size_t length;
	const char *head = answer_head(x, loop_date(loop), true, loop->out, sizeof(loop->out), &length);

	h->state = STATE_STREAM;
	h->closing = true;
	wire_send(h->wire, head, length);
	wire_send(h->wire, x->reply.bytes, x->reply.length);
	h->listener = hub_open(loop->hub, x, &h->channel);
	h->exchange = NULL;
	http_sent(x);
}

/* The head and what fits behind it into one TLS record: most answers are one. */
static void send_answer(struct exchange *x)
{
	struct http1 *h = (struct http1 *)x->channel;
	struct loop *loop = h->wire->loop;
	const char *head;
	size_t length;
	int64_t first;

	if (x->reply.events.source != NULL && x->head->method != METHOD_HEAD) {
		open_stream(h, x);
		return;
	}
	h->state = STATE_SENDING;
	h->at = 0;
	h->wire->deadline = h->wire->loop->now + LIMIT_SEND_S * SECOND_US + answer_length(&x->reply) * SECOND_US / LIMIT_SEND_RATE;
	head = answer_head(x, loop_date(loop), h->closing, loop->out, sizeof(loop->out), &length);
	first = left_to_send(h);
	if (answer_in_one_piece(&x->reply)) {
		h->at = first < LIMIT_STREAM_BYTES ? first : LIMIT_STREAM_BYTES;
		length += (size_t)h->at;
	} else if (head == loop->out && length < RECORD && first > 0) {
		first = answer_piece(x, 0, loop->out + length, RECORD - length);
		if (first < 0) {
			wire_end(h->wire, false);
			return;
		}
		h->at = first;
		length += (size_t)first;
	}
	wire_send(h->wire, head, length);
	send_body(h);
}

/* ---- what else a wire tells ---- */

static void drained(struct wire *w)
{
	struct http1 *h = w->owner;

	if (h->state == STATE_SENDING)
		send_body(h);
}

/* A request that did not arrive in time gets an answer if there is a part of it, the others are closed. */
static void struck(struct wire *w)
{
	struct http1 *h = w->owner;

	if (h->state == STATE_BODY)
		refuse(h, &problem_request_timeout);
	else if (h->state == STATE_HEAD && h->gate.bytes > 0)
		refuse_headless(h, &problem_request_timeout);
	else
		wire_end(w, h->state == STATE_HEAD);
}

static void gone(struct wire *w)
{
	struct http1 *h = w->owner;

	if (h->exchange != NULL)
		http_gone(h->exchange);
	if (h->listener != NULL)
		hub_close(h->listener);
	body_drop(&h->body);
	free(h->held);
	free(h);
}

static const struct wire_events events = {.received = received, .drained = drained, .struck = struck, .gone = gone};

void http1_start(struct wire *w)
{
	struct http1 *h = calloc(1, sizeof(*h));

	if (h == NULL)
		fatal("out of memory");
	h->channel.kind = &kind;
	h->wire = w;
	w->owner = h;
	w->events = &events;
	w->idle = true;
}
