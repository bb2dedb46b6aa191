#include "core/net/connection.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/base/clock.h"
#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/net/addresses.h"
#include "core/net/http.h"
#include "core/net/tls.h"
#include "core/request/metrics.h"

/* ---- birth and death ---- */

/* OpenSSL tells when a connection's SSL object dies, which is the one moment that every connection has, with or without requests. */
static void tls_gone(void *parent, void *pointer, CRYPTO_EX_DATA *data, int index, long argl, void *argp)
{
	struct connection *c = pointer;

	(void)parent, (void)data, (void)index, (void)argl, (void)argp;
	if (c == NULL)
		return;
	if (c->exchange != NULL)
		http_gone(c->exchange);
	*c->previous = c->next;
	if (c->next != NULL)
		c->next->previous = c->previous;
	c->loop->bodies_held -= c->counted;
	if (c->held != NULL)
		evbuffer_free(c->held);
	if (c->entered)
		addresses_leave(c->loop->server->addresses, &c->peer);
	atomic_fetch_sub(&c->loop->server->connections, 1);
	metrics_gauge_add(METRIC_CONNECTIONS_OPEN, -1);
	free(c);
}

static int tls_index;
static pthread_once_t tls_index_once = PTHREAD_ONCE_INIT;

static void make_tls_index(void)
{
	tls_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, tls_gone);
	if (tls_index < 0)
		fatal("OpenSSL has no place for a pointer");
}

static void received(struct evbuffer *, const struct evbuffer_cb_info *, void *);

/* evhttp has let go of the bufferevent, and the loop has not yet come to free it: it must not be touched. */
static bool dying(const struct connection *c)
{
	bufferevent_event_cb on_event = NULL;

	bufferevent_getcb(c->bufferevent, NULL, NULL, &on_event, NULL);
	return on_event == NULL;
}

void connection_abort(struct connection *c)
{
	if (dying(c))
		return;
	/* As if the client had gone: evhttp frees the connection, or just forgets the request while it is with us. */
	bufferevent_trigger_event(c->bufferevent, BEV_EVENT_READING | BEV_EVENT_EOF, 0);
}

/* The address as IPv6, for counting, and as text. False if the client is gone already. */
static bool learn_address(struct connection *c)
{
	struct sockaddr_storage peer = {0};
	socklen_t length = sizeof(peer);
	const struct sockaddr_in6 *six = (const void *)&peer;
	const struct sockaddr_in *four = (const void *)&peer;

	if (getpeername(bufferevent_getfd(c->bufferevent), (struct sockaddr *)&peer, &length) != 0)
		return false;
	if (peer.ss_family == AF_INET6) {
		c->peer = six->sin6_addr;
	} else {
		c->peer = (struct in6_addr){.s6_addr = {[10] = 0xff, [11] = 0xff}};
		memcpy(&c->peer.s6_addr[12], &four->sin_addr, 4);
	}
	if (IN6_IS_ADDR_V4MAPPED(&c->peer))
		return inet_ntop(AF_INET, &c->peer.s6_addr[12], c->address, sizeof(c->address)) != NULL;
	return inet_ntop(AF_INET6, &c->peer, c->address, sizeof(c->address)) != NULL;
}

/* evhttp's callback for a new connection does not say whose it is: that is looked at when libevent has given it its socket. */
void connections_greet(evutil_socket_t fd, short what, void *context)
{
	struct loop *loop = context;
	struct connection *next;

	(void)fd, (void)what;
	/* The newest stand first. */
	for (struct connection *c = loop->connections; c != NULL && !c->greeted; c = next) {
		next = c->next;
		c->greeted = true;
		if (dying(c))
			continue;
		c->entered = !c->excess && learn_address(c) && addresses_enter(loop->server->addresses, &c->peer);
		metrics_add(c->entered ? METRIC_CONNECTIONS : METRIC_CONNECTIONS_REFUSED, 1);
		if (!c->entered)
			connection_abort(c);
	}
}

struct bufferevent *connection_new(struct event_base *base, void *context)
{
	static const struct timeval stall = {.tv_sec = LIMIT_STALL_S};
	struct loop *loop = context;
	struct connection *c = calloc(1, sizeof(*c));
	SSL *ssl = tls_accept(loop->server->tls);

	pthread_once(&tls_index_once, make_tls_index);
	if (c == NULL || SSL_set_ex_data(ssl, tls_index, c) != 1)
		fatal("out of memory");
	c->loop = loop;
	c->next = loop->connections;
	c->previous = &loop->connections;
	if (c->next != NULL)
		c->next->previous = &c->next;
	loop->connections = c;
	c->deadline = clock_monotonic() + LIMIT_HEAD_S * SECOND_US;
	c->excess = atomic_fetch_add(&loop->server->connections, 1) >= loop->server->app->config->connections;
	metrics_gauge_add(METRIC_CONNECTIONS_OPEN, 1);
	/* evhttp would take NULL for "speak without TLS", so there is no NULL. */
	c->bufferevent = bufferevent_openssl_socket_new(base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
	if (c->bufferevent == NULL || bufferevent_set_timeouts(c->bufferevent, NULL, &stall) != 0 ||
	    evbuffer_add_cb(bufferevent_get_input(c->bufferevent), received, c) == NULL)
		fatal("out of memory");
	event_active(loop->greet_event, EV_TIMEOUT, 0);
	return c->bufferevent;
}

static SSL *tls_of(const struct connection *c)
{
	return bufferevent_openssl_get_ssl(c->bufferevent);
}

/* The first bytes of a connection: so the handshake is finished. */
static void get_acquainted(struct connection *c)
{
	c->known = true;
	metrics_add(METRIC_HANDSHAKES, 1);
	if (SSL_session_reused(tls_of(c)))
		metrics_add(METRIC_HANDSHAKES_RESUMED, 1);
}

/* ---- from bytes to a request ---- */

/* Hands the request to evhttp under a head of ours. EVHTTP must be about to look at its input, or be told to. */
static void release(struct connection *c)
{
	static const char get[] = "GET / HTTP/1.1\r\n\r\n", head[] = "HEAD / HTTP/1.1\r\n\r\n";
	bool is_head = c->exchange->head->method == METHOD_HEAD;

	c->state = CONNECTION_WORKING;
	c->deadline = INT64_MAX;
	c->loop->bodies_held -= c->counted;
	c->counted = 0;
	c->releasing = true;
	if (evbuffer_add(bufferevent_get_input(c->bufferevent), is_head ? head : get, is_head ? sizeof(head) - 1 : sizeof(get) - 1) != 0)
		fatal("out of memory");
	c->releasing = false;
}

static void refuse(struct connection *c, const struct problem_kind *why)
{
	c->refusal = why;
	c->closing = true;
	metrics_add(METRIC_REFUSED, 1);
	release(c);
}

/* evhttp's write callback still stands for the answer before, so it must not hear of this write. */
static void send_continue(struct connection *c)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
	bufferevent_data_cb on_read, on_write;
	bufferevent_event_cb on_event;
	void *context;

	bufferevent_getcb(c->bufferevent, &on_read, &on_write, &on_event, &context);
	bufferevent_setcb(c->bufferevent, on_read, NULL, on_event, context);
	bufferevent_enable(c->bufferevent, EV_WRITE);
	bufferevent_write(c->bufferevent, text, sizeof(text) - 1);
}

static void head_complete(struct connection *c)
{
	size_t length = c->gate.bytes;
	const char *bytes = (const char *)evbuffer_pullup(c->held, (ev_ssize_t)length);
	const struct problem_kind *why;
	int64_t body;

	if (bytes == NULL)
		fatal("out of memory");
	c->exchange = http_head(c, bytes, length, &why);
	evbuffer_drain(c->held, length);
	if (why != NULL) {
		refuse(c, why);
		return;
	}
	body = c->exchange->head->content_length;
	c->closing = c->exchange->head->close || c->loop->drain_at != 0;
	c->state = CONNECTION_BODY;
	c->deadline = clock_monotonic() + LIMIT_BODY_S * SECOND_US + body * SECOND_US / LIMIT_BODY_RATE;
	if (c->exchange->head->expect_continue && body > 0 && evbuffer_get_length(c->held) == 0)
		send_continue(c);
}

/* Looks at what is held and not yet scanned. */
static void advance_head(struct connection *c)
{
	const struct problem_kind *why = NULL;
	enum gate_verdict verdict = GATE_MORE;
	struct evbuffer_ptr at;
	struct evbuffer_iovec piece;
	size_t used;

	if (c->gate.bytes == 0)
		c->deadline = clock_monotonic() + LIMIT_HEAD_S * SECOND_US;
	while (verdict == GATE_MORE && c->gate.bytes < evbuffer_get_length(c->held)) {
		if (evbuffer_ptr_set(c->held, &at, c->gate.bytes, EVBUFFER_PTR_SET) != 0 || evbuffer_peek(c->held, -1, &at, &piece, 1) < 1)
			fatal("bytes that are held cannot be seen");
		verdict = gate_scan(&c->gate, piece.iov_base, piece.iov_len, &used, &why);
	}
	if (verdict == GATE_HEAD) {
		head_complete(c);
	} else if (verdict == GATE_REFUSED) {
		c->exchange = http_head(c, "", 0, &why);
		refuse(c, why);
	}
}

static void advance_body(struct connection *c)
{
	struct request *r = &c->exchange->request;
	size_t length = (size_t)c->exchange->head->content_length, have = evbuffer_get_length(c->held);
	char *body;

	if (have >= length) {
		body = arena_alloc(r->arena, length + 1);
		if (evbuffer_remove(c->held, body, length) != (int)length)
			fatal("bytes that are held cannot be taken");
		r->body = body;
		r->body_length = length;
		release(c);
		return;
	}
	c->loop->bodies_held += (int64_t)have - c->counted;
	c->counted = (int64_t)have;
	if (c->loop->bodies_held > LIMIT_BODIES_HELD)
		refuse(c, &problem_overloaded);
}

/* Goes as far as the bytes at hand allow: at most to one request in work. */
static void advance(struct connection *c)
{
	if (c->state == CONNECTION_HEAD && evbuffer_get_length(c->held) > 0)
		advance_head(c);
	if (c->state == CONNECTION_BODY)
		advance_body(c);
	/* What a client sends ahead waits in the kernel. evhttp turns reading on again, for the next request or while a long answer is sent. */
	if (c->state > CONNECTION_BODY && evbuffer_get_length(c->held) > LIMIT_HEAD_BYTES)
		bufferevent_disable(c->bufferevent, EV_READ);
	if (c->state > CONNECTION_BODY && evbuffer_get_length(c->held) > LIMIT_AHEAD_BYTES)
		c->deadline = 0;
	if (evbuffer_get_length(c->held) == 0) {
		evbuffer_free(c->held);
		c->held = NULL;
	}
}

/* Moves the last ADDED bytes of INPUT to what is held. Before them may stand a head of ours that evhttp has not read yet: libevent reads all that
 * OpenSSL has before it tells evhttp. */
static void hold(struct connection *c, struct evbuffer *input, size_t added)
{
	size_t ours = evbuffer_get_length(input) - added;
	struct evbuffer *front = ours > 0 ? evbuffer_new() : NULL;

	if ((c->held == NULL && (c->held = evbuffer_new()) == NULL) || (ours > 0 && front == NULL))
		fatal("out of memory");
	c->releasing = true;
	if ((front != NULL && evbuffer_remove_buffer(input, front, ours) != (int)ours) || evbuffer_add_buffer(c->held, input) != 0 ||
	    (front != NULL && evbuffer_add_buffer(input, front) != 0))
		fatal("bytes that were received cannot be held");
	c->releasing = false;
	if (front != NULL)
		evbuffer_free(front);
}

/* Called by the input buffer for every change, in the middle of libevent's reading: takes the bytes away before evhttp looks. */
static void received(struct evbuffer *input, const struct evbuffer_cb_info *info, void *context)
{
	struct connection *c = context;

	if (info->n_added == 0 || c->releasing)
		return;
	if (c->state == CONNECTION_LINGERING) {
		c->lingered += (int64_t)info->n_added;
		if (c->lingered > LIMIT_LINGER_BYTES) {
			bufferevent_disable(c->bufferevent, EV_READ); /* not a byte more until the next look at deadlines ends it */
			c->deadline = 0;
		}
		evbuffer_drain(input, evbuffer_get_length(input));
		return;
	}
	if (!c->known)
		get_acquainted(c);
	hold(c, input, info->n_added);
	advance(c);
}

void connection_request(struct evhttp_request *evhttp, void *context)
{
	struct evhttp_connection *owner = evhttp_request_get_connection(evhttp);
	struct bufferevent *bufferevent = evhttp_connection_get_bufferevent(owner);
	struct connection *c = SSL_get_ex_data(bufferevent_openssl_get_ssl(bufferevent), tls_index);
	bufferevent_data_cb on_read, on_write;
	bufferevent_event_cb on_event;
	void *argument;

	/* Until the answer is out, evhttp exits the program if its read callback is called; OpenSSL's key updates can make libevent do so. */
	bufferevent_getcb(bufferevent, &on_read, &on_write, &on_event, &argument);
	bufferevent_setcb(bufferevent, NULL, on_write, on_event, argument);
	(void)context;
	c->exchange->evhttp = evhttp;
	http_serve(c->exchange, c->refusal);
}

/* ---- after the request ---- */

void connection_sending(struct connection *c, int64_t length)
{
	c->state = CONNECTION_SENDING;
	c->deadline = clock_monotonic() + LIMIT_SEND_S * SECOND_US + length * SECOND_US / LIMIT_SEND_RATE;
}

/* Says goodbye and leaves the reading end open: closing with bytes unread would reset the connection, and the client might lose the answer. */
static void start_lingering(struct connection *c)
{
	c->state = CONNECTION_LINGERING;
	c->deadline = clock_monotonic() + LIMIT_LINGER_S * SECOND_US;
	if (c->held != NULL) {
		evbuffer_free(c->held);
		c->held = NULL;
	}
	SSL_shutdown(tls_of(c));
	shutdown(bufferevent_getfd(c->bufferevent), SHUT_WR);
}

void connection_answered(struct connection *c)
{
	c->exchange = NULL;
	c->refusal = NULL;
	c->gate = (struct gate){0};
	if (c->closing || c->loop->drain_at != 0) {
		start_lingering(c);
		return;
	}
	c->state = CONNECTION_HEAD;
	c->deadline = clock_monotonic() + LIMIT_IDLE_S * SECOND_US;
	if (c->held != NULL)
		advance(c); /* evhttp looks at its input when we return */
}

/* ---- time ---- */

/* Between requests and with nothing of the next one here. */
static bool idle(const struct connection *c)
{
	return c->state == CONNECTION_HEAD && c->held == NULL;
}

/* A request that did not arrive in time gets an answer if there is a part of it, the others are closed. */
static void strike(struct connection *c)
{
	if (c->known && (c->state == CONNECTION_BODY || (c->state == CONNECTION_HEAD && !idle(c)))) {
		const struct problem_kind *why = &problem_request_timeout;

		if (c->exchange == NULL)
			c->exchange = http_head(c, "", 0, &why);
		refuse(c, why);
		bufferevent_trigger(c->bufferevent, EV_READ, 0);
		return;
	}
	connection_abort(c);
}

void connections_tick(struct loop *loop, int64_t now)
{
	bool end_idle = loop->drain_at != 0 && now - loop->drain_at >= LIMIT_DRAIN_IDLE_MS * 1000;
	struct connection *next;

	for (struct connection *c = loop->connections; c != NULL; c = next) {
		next = c->next;
		if (dying(c))
			continue;
		if (end_idle && idle(c))
			connection_abort(c);
		else if (now >= c->deadline)
			strike(c);
	}
}
