#include "core/net/http2.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/memory.h"
#include "core/net/answer.h"
#include "core/net/body.h"
#include "core/net/gate.h"
#include "core/net/http.h"
#include "core/net/http2_session.h"
#include "core/net/hub.h"
#include "core/request/metrics.h"

struct http2;

enum state {
	STATE_KNOCKING, /* its body is coming, and whose it is is being found out: see http_expect() */
	STATE_BODY,     /* its body is still coming */
	STATE_WORKING,  /* the request is with http.c */
	STATE_SENDING,  /* its answer is on the way */
	STATE_STREAM,   /* it has no end: see hub.h */
	STATE_LOST      /* closed by the client; the exchange has yet to come back */
};

struct stream {
	struct channel channel; /* first, so that an exchange's channel is this */
	struct http2 *owner;
	struct stream *next, **previous;
	struct exchange *exchange;
	int32_t id;
	enum state state;
	struct body body;
	size_t limit;               /* bytes that the body may have */
	int64_t deadline, moved_at; /* monotonic µs; INT64_MAX: none; the latter is when the client last took some of the answer */
	int64_t at;                 /* bytes of the answer's body that were sent */
	struct listener *listener;  /* STATE_STREAM: */
	char *pushed;               /* what was pushed and not yet taken */
	size_t pushed_length;
	bool finished;                      /* no more will be */
	bool whole;                         /* STATE_KNOCKING: the body is here … */
	const struct problem_kind *refusal; /* … or is not wanted any more */
};

struct http2 {
	struct wire *wire;
	struct http2_session *session;
	struct stream *streams;
	size_t count;             /* of them, lost ones too: what a client has asked for and forgotten is still work */
	bool receiving;           /* the session is being fed: it says what it has to say when that is over */
	bool went, gone_for_good; /* the drain's first and last word are said */
	int64_t noticed_at;       /* monotonic µs of the first */
	size_t out;               /* bytes in the loop's buffer, to be sent */
};

static void send_answer(struct exchange *);
static bool push(struct channel *, const void *, size_t);
static void finish(struct channel *);
static void knocked(struct exchange *, const struct problem_kind *);
static const struct channel_kind kind = {send_answer, knocked, push, finish};

/* ---- deadlines ---- */

static void earlier(struct http2 *h, int64_t deadline)
{
	if (deadline < h->wire->deadline)
		h->wire->deadline = deadline;
}

/* When something has to be done about the stream. */
static int64_t due(const struct stream *s)
{
	bool waits = s->state == STATE_SENDING || (s->state == STATE_STREAM && s->pushed_length > 0);
	int64_t stalled = waits ? s->moved_at + LIMIT_STALL_S * SECOND_US : INT64_MAX;

	return s->deadline < stalled ? s->deadline : stalled;
}

static void set_deadline(struct stream *s, int64_t deadline)
{
	s->deadline = deadline;
	earlier(s->owner, due(s));
}

/* ---- out ---- */

/* Space for LENGTH bytes, no more than a frame, behind what waits in the loop's buffer; NULL: not now. */
static char *space_for(struct http2 *h, size_t length)
{
	struct loop *loop = h->wire->loop;

	if (wire_blocked(h->wire))
		return NULL;
	if (h->out + length > sizeof(loop->out)) {
		wire_send(h->wire, loop->out, h->out);
		h->out = 0;
		if (wire_blocked(h->wire))
			return NULL;
	}
	return loop->out + h->out;
}

static bool take_bytes(void *context, const void *bytes, size_t length)
{
	struct http2 *h = context;
	char *space = space_for(h, length);

	if (space == NULL)
		return false;
	memcpy(space, bytes, length);
	h->out += length;
	return true;
}

/* Says what there is to say, if it can be said. */
static void speak(struct http2 *h)
{
	if (h->receiving || h->wire->lingering)
		return;
	if (!wire_blocked(h->wire)) {
		h->out = 0;
		http2_session_send(h->session);
		if (h->out > 0)
			wire_send(h->wire, h->wire->loop->out, h->out);
		h->out = 0;
	}
	h->wire->idle = false;
	if (!wire_blocked(h->wire) && http2_session_over(h->session))
		wire_linger(h->wire);
}

/* ---- streams ---- */

static void forget(struct stream *s)
{
	struct http2 *h = s->owner;

	*s->previous = s->next;
	if (s->next != NULL)
		s->next->previous = s->previous;
	body_drop(&s->body);
	free(s->pushed);
	free(s);
	if (--h->count == 0 && !h->wire->lingering)
		h->wire->deadline = h->wire->loop->now + LIMIT_IDLE_S * SECOND_US;
}

static void serve(struct stream *s, const struct problem_kind *refusal)
{
	if (refusal != NULL) {
		body_drop(&s->body);
		metrics_add(METRIC_REFUSED, 1);
	} else {
		body_give(&s->body, s->exchange);
	}
	s->state = STATE_WORKING;
	s->deadline = INT64_MAX;
	http_serve(s->exchange, refusal);
}

static void wait_for_body(struct stream *s)
{
	set_deadline(
	    s, s->owner->wire->loop->now + LIMIT_BODY_S * SECOND_US + s->exchange->head->content_length * SECOND_US / LIMIT_BODY_RATE);
}

static void *on_head(void *context, int32_t id, const struct header *fields, size_t count, bool whole, bool more)
{
	struct http2 *h = context;
	const struct problem_kind *why;
	struct stream *s;
	struct head *head;
	bool wait = false;

	if (h->count >= LIMIT_STREAMS)
		return NULL;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		fatal("out of memory");
	s->channel.kind = &kind;
	s->owner = h;
	s->id = id;
	s->next = h->streams;
	s->previous = &h->streams;
	if (s->next != NULL)
		s->next->previous = &s->next;
	h->streams = s;
	if (h->count++ == 0)
		h->wire->deadline = INT64_MAX;
	wire_spoken(h->wire);
	s->exchange = http_begin(h->wire->loop, &s->channel, h->wire->address, &head);
	why = http_head(s->exchange, gate_fields(s->exchange->request.arena, fields, count, whole, head));
	s->limit = head->content_length > 0 ? (size_t)head->content_length : http_body_limit(s->exchange);
	s->state = STATE_BODY;
	if (why == NULL && more)
		why = http_expect(s->exchange, &wait);
	if (why != NULL) {
		serve(s, why);
	} else if (wait) {
		s->state = STATE_KNOCKING;
		s->deadline = INT64_MAX;
	} else if (more) {
		wait_for_body(s);
	}
	return s;
}

static void knocked(struct exchange *x, const struct problem_kind *refusal)
{
	struct stream *s = (struct stream *)x->channel;

	if (s->state == STATE_LOST) {
		http_sent(x);
		forget(s);
		return;
	}
	s->state = STATE_BODY;
	if (refusal == NULL)
		refusal = s->refusal;
	if (refusal != NULL || s->whole)
		serve(s, refusal);
	else
		wait_for_body(s);
}

/* What has knocked is refused when it comes back: it then has no body that could be served. */
static void refuse_body(struct stream *s, const struct problem_kind *why)
{
	if (s->state == STATE_BODY) {
		serve(s, why);
		return;
	}
	body_drop(&s->body);
	s->refusal = why;
}

static void on_body(void *stream, const char *bytes, size_t length)
{
	struct stream *s = stream;

	if ((s->state != STATE_BODY && s->state != STATE_KNOCKING) || s->refusal != NULL)
		return;
	if (length > s->limit - s->body.length) {
		refuse_body(s, &problem_too_large);
		return;
	}
	body_add(&s->body, bytes, length, s->limit, http_bodies(s->exchange));
	if (s->state == STATE_BODY &&
	    s->exchange->head->content_length == 0) /* it did not say how long it is: it has the more time, the more comes */
		set_deadline(s, s->deadline + (int64_t)length * SECOND_US / LIMIT_BODY_RATE);
	if (http_bodies_full(s->exchange))
		refuse_body(s, &problem_overloaded);
}

static void on_complete(void *stream)
{
	struct stream *s = stream;

	s->whole = true;
	if (s->state == STATE_BODY)
		serve(s, NULL);
}

static void on_closed(void *stream, bool whole)
{
	struct stream *s = stream;

	(void)whole;
	if (s->state == STATE_WORKING || s->state == STATE_KNOCKING) {
		s->state = STATE_LOST;
		return;
	}
	if (s->listener != NULL)
		hub_close(s->listener);
	http_sent(s->exchange);
	forget(s);
}

/* ---- an answer without an end ---- */

static bool push(struct channel *channel, const void *bytes, size_t length)
{
	struct stream *s = (struct stream *)channel;
	struct http2 *h = s->owner;

	if (s->pushed_length + length > LIMIT_EVENTS_BEHIND) {
		s->listener = NULL;
		http2_session_reset(h->session, s->id, HTTP2_CANCEL);
		speak(h);
		return false;
	}
	if (length == 0)
		return true;
	s->pushed = memory_resize(s->pushed, s->pushed_length + length);
	memcpy(s->pushed + s->pushed_length, bytes, length);
	if (s->pushed_length == 0) {
		s->moved_at = s->owner->wire->loop->now;
		s->pushed_length = length;
		set_deadline(s, INT64_MAX);
	} else {
		s->pushed_length += length;
	}
	http2_session_resume(h->session, s->id);
	speak(h);
	return true;
}

static void finish(struct channel *channel)
{
	struct stream *s = (struct stream *)channel;

	s->listener = NULL;
	s->finished = true;
	http2_session_resume(s->owner->session, s->id);
	speak(s->owner);
}

static void take_pushed(struct stream *s, char *space, size_t length)
{
	memcpy(space, s->pushed, length);
	s->pushed_length -= length;
	memmove(s->pushed, s->pushed + length, s->pushed_length);
	if (s->pushed_length == 0) {
		free(s->pushed);
		s->pushed = NULL;
	}
}

/* ---- the answer ---- */

static void send_answer(struct exchange *x)
{
	struct stream *s = (struct stream *)x->channel;
	struct http2 *h = s->owner;
	struct reply *reply = &x->reply;
	const struct answer_ready *ready = reply->ready;
	size_t count = ready == NULL ? 0 : ready->field_count;
	const struct answer_field *common = ready == NULL ? answer_fields(x->request.arena, reply, &count) : ready->fields;
	struct answer_field *fields;
	int64_t now = h->wire->loop->now, length = answer_length(reply);
	const char *date, *number;

	if (s->state == STATE_LOST) {
		http_sent(x);
		forget(s);
		return;
	}
	fields = arena_alloc(x->request.arena, (count + 3) * sizeof(*fields));
	memcpy(fields, common, count * sizeof(*fields));
	fields[count++] = (struct answer_field){"x-request-id", x->request.id, 12, strlen(x->request.id), true};
	date = arena_strdup(x->request.arena, loop_date(h->wire->loop));
	fields[count++] = (struct answer_field){"date", date, 4, strlen(date), false};
	if (ready == NULL && answer_has_body(reply->status) && reply->events.source == NULL) {
		number = arena_printf(x->request.arena, "%lld", (long long)length);
		fields[count++] = (struct answer_field){"content-length", number, 14, strlen(number), false};
	}
	if (reply->events.source != NULL && x->head->method != METHOD_HEAD) {
		s->state = STATE_STREAM;
		http2_session_answer(h->session, s->id, reply->status, fields, count, true);
		s->listener = hub_open(h->wire->loop->hub, x, &s->channel);
		push(&s->channel, reply->bytes, reply->length);
		return;
	}
	s->state = STATE_SENDING;
	s->moved_at = now;
	set_deadline(s, now + LIMIT_SEND_S * SECOND_US + length * SECOND_US / LIMIT_SEND_RATE);
	http2_session_answer(h->session, s->id, reply->status, fields, count,
	    answer_has_body(reply->status) && x->head->method != METHOD_HEAD && length > 0);
	speak(h);
}

static size_t on_available(void *stream, size_t room, bool *end)
{
	const struct stream *s = stream;
	bool endless = s->state == STATE_STREAM;
	int64_t left = endless ? (int64_t)s->pushed_length : answer_length(&s->exchange->reply) - s->at;
	size_t length = left < (int64_t)room ? (size_t)left : room;

	*end = (int64_t)length == left && (!endless || s->finished);
	return length;
}

static enum http2_sent on_frame(void *stream, const void *head, size_t length)
{
	struct stream *s = stream;
	struct http2 *h = s->owner;
	char *space = space_for(h, HTTP2_FRAME_HEAD_BYTES + length);

	if (space == NULL)
		return HTTP2_NOT_NOW;
	memcpy(space, head, HTTP2_FRAME_HEAD_BYTES);
	space += HTTP2_FRAME_HEAD_BYTES;
	if (s->state == STATE_STREAM && length > 0) {
		take_pushed(s, space, length);
	} else {
		for (size_t have = 0; have < length;) {
			ssize_t got = answer_piece(s->exchange, s->at + (int64_t)have, space + have, length - have);

			if (got < 0)
				return HTTP2_NEVER;
			have += (size_t)got;
		}
		s->at += (int64_t)length;
	}
	h->out += HTTP2_FRAME_HEAD_BYTES + length;
	s->moved_at = h->wire->loop->now;
	return HTTP2_SENT;
}

/* ---- what a wire tells ---- */

static void received(struct wire *w, const char *bytes, size_t length)
{
	struct http2 *h = w->owner;
	bool was_in_head = http2_session_in_head(h->session);
	int64_t now = w->loop->now;

	h->receiving = true;
	if (!http2_session_receive(h->session, bytes, length, now))
		wire_listen(w, false);
	h->receiving = false;
	if (http2_session_in_head(h->session) && !was_in_head)
		earlier(h, now + LIMIT_HEAD_S * SECOND_US);
	speak(h);
}

static void drained(struct wire *w)
{
	speak(w->owner);
}

/* An overdue stream: a body that did not come is answered, an answer that is not taken is given up. */
static void strike(struct stream *s)
{
	if (s->state == STATE_BODY)
		serve(s, &problem_request_timeout);
	else
		http2_session_reset(s->owner->session, s->id, HTTP2_CANCEL);
}

static void struck(struct wire *w)
{
	struct http2 *h = w->owner;
	int64_t now = w->loop->now;
	struct stream *next;

	if (h->count == 0 || http2_session_in_head(h->session)) {
		http2_session_end(h->session, HTTP2_NO_ERROR);
		speak(h);
		if (wire_blocked(w))
			wire_end(w, false);
		return;
	}
	h->receiving = true; /* all are looked at before anything is sent, and so closed */
	w->deadline = INT64_MAX;
	for (struct stream *s = h->streams; s != NULL; s = next) {
		next = s->next;
		if (due(s) <= now)
			strike(s);
		else
			earlier(h, due(s));
	}
	h->receiving = false;
	speak(h);
}

/* First that no new streams are welcome, then, when what was on its way is here, which one was the last. */
static void drain(struct wire *w, int64_t now)
{
	struct http2 *h = w->owner;

	if (!h->went) {
		h->went = true;
		h->noticed_at = now;
		http2_session_go_away(h->session, false);
	} else if (!h->gone_for_good && now - h->noticed_at >= LIMIT_DRAIN_IDLE_MS * 1000) {
		h->gone_for_good = true;
		http2_session_go_away(h->session, true);
	} else {
		return;
	}
	speak(h);
}

static void gone(struct wire *w)
{
	struct http2 *h = w->owner;

	for (struct stream *s = h->streams, *next; s != NULL; s = next) {
		next = s->next;
		if (s->listener != NULL)
			hub_close(s->listener);
		http_gone(s->exchange);
		forget(s);
	}
	http2_session_free(h->session);
	free(h);
}

static const struct wire_events events = {.received = received, .drained = drained, .struck = struck, .gone = gone, .drain = drain};
static const struct http2_hooks hooks = {on_head, on_body, on_complete, on_available, on_frame, on_closed, take_bytes};

void http2_start(struct wire *w)
{
	struct http2 *h = calloc(1, sizeof(*h));

	if (h == NULL)
		fatal("out of memory");
	h->wire = w;
	h->session = http2_session_new(&hooks, h, w->loop->now);
	w->owner = h;
	w->events = &events;
	speak(h);
}
