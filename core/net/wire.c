#include "core/net/wire.h"

#include <errno.h>
#include <event2/event.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/memory.h"
#include "core/net/proxy_header.h"

#define READS_AT_ONCE 8 /* records, and calls of the kernel; then the others have their turn */

/* ---- birth and death ---- */

static void readable(evutil_socket_t, short, void *);
static void writable(evutil_socket_t, short, void *);
static void join(struct wire *);

static void unlink_wire(struct wire *w)
{
	*w->previous = w->next;
	if (w->next != NULL)
		w->next->previous = w->previous;
}

static void link_wire(struct wire *w, struct wire **list)
{
	w->next = *list;
	w->previous = list;
	if (w->next != NULL)
		w->next->previous = &w->next;
	*list = w;
}

void wire_spoken(struct wire *w)
{
	if (w->previous_silent == NULL)
		return;
	*w->previous_silent = w->next_silent;
	if (w->next_silent != NULL)
		w->next_silent->previous_silent = w->previous_silent;
	w->previous_silent = NULL;
}

static void be_silent(struct wire *w)
{
	w->next_silent = w->loop->silent_wires;
	w->previous_silent = &w->loop->silent_wires;
	if (w->next_silent != NULL)
		w->next_silent->previous_silent = &w->next_silent;
	w->loop->silent_wires = w;
}

static void bury_one(struct wire *w)
{
	unlink_wire(w);
	w->events->gone(w);
	w->left(w);
	if (w->polite && w->ready && w->pending == NULL) {
		SSL_shutdown(w->ssl);
		ERR_clear_error();
	}
	SSL_free(w->ssl);
	close(w->fd);
	free(w->pending);
	free(w->introduction);
	free(w);
}

static void bury(evutil_socket_t fd, short what, void *context)
{
	struct loop *loop = context;

	(void)fd, (void)what;
	for (struct wire *w = loop->ended_wires, *next; w != NULL; w = next) {
		next = w->next;
		bury_one(w);
	}
}

void wire_end(struct wire *w, bool polite)
{
	struct loop *loop = w->loop;

	if (w->ended)
		return;
	wire_spoken(w);
	w->ended = true;
	w->polite = polite;
	event_del(&w->read_event);
	event_del(&w->write_event);
	unlink_wire(w);
	link_wire(w, &loop->ended_wires);
	event_active(&loop->bury_event, EV_TIMEOUT, 0);
}

struct wire *wire_new(struct loop *loop, int fd, SSL *ssl, const struct wire_events *events)
{
	struct wire *w = calloc(1, sizeof(*w));

	if (w == NULL)
		fatal("out of memory");
	SSL_set_accept_state(ssl);
	w->loop = loop;
	w->events = events;
	w->ssl = ssl;
	w->fd = fd;
	w->deadline = INT64_MAX;
	w->since = clock_monotonic();
	be_silent(w);
	join(w);
	if (!event_initialized(&loop->bury_event) && event_assign(&loop->bury_event, loop->base, -1, 0, bury, loop) != 0)
		fatal("an event cannot be made");
	if (event_assign(&w->read_event, loop->base, fd, EV_READ | EV_PERSIST, readable, w) != 0 ||
	    event_assign(&w->write_event, loop->base, fd, EV_WRITE | EV_PERSIST, writable, w) != 0 || event_add(&w->read_event, NULL) != 0)
		fatal("out of memory");
	link_wire(w, &loop->wires);
	return w;
}

/* ---- OpenSSL's word ---- */

/* After a call that returned GOT <= 0: unless it is to be called again when the socket is readable, the wire has ended. OpenSSL's errors
 * are left in a queue of the thread, which must be empty before each call. */
static void give_up(struct wire *w, int got)
{
	int error = SSL_get_error(w->ssl, got);

	if (error == SSL_ERROR_WANT_READ)
		return;
	ERR_clear_error();
	wire_end(w, error == SSL_ERROR_ZERO_RETURN);
}

/* ---- in ---- */

/* What stands in front of TLS is looked at where it lies with the kernel, and no byte more of it taken than belongs to it. True: TLS may begin. */
static bool hear_introduction(struct wire *w)
{
	struct in6_addr client;
	size_t before = w->introduction_length, used = 0;
	bool known = false;
	ssize_t got;

	if (w->introduction == NULL)
		w->introduction = memory_resize(NULL, LIMIT_PROXY_BYTES);
	got = recv(w->fd, w->introduction + before, LIMIT_PROXY_BYTES - before, MSG_PEEK);
	if (got <= 0) {
		if (got == 0 || (errno != EAGAIN && errno != EINTR))
			wire_end(w, false);
		return false;
	}
	switch (proxy_header(w->introduction, before + (size_t)got, &used, &client, &known)) {
	case PROXY_NONE:
		w->proxied = false;
		return true;
	case PROXY_GOOD:
		w->proxied = false;
		break;
	case PROXY_MORE:
		used = before + (size_t)got;
		break;
	default:
		wire_end(w, false);
		return false;
	}
	if (recv(w->fd, w->introduction + before, used - before, 0) != (ssize_t)(used - before)) {
		wire_end(w, false);
		return false;
	}
	w->introduction_length = used;
	if (w->proxied)
		return false;
	w->events->introduced(w, known ? &client : NULL);
	return !w->ended;
}

static void shake_hands(struct wire *w)
{
	int done = SSL_do_handshake(w->ssl);

	if (done == 1) {
		w->ready = true;
		w->events->ready(w);
	} else {
		give_up(w, done);
	}
}

static void take(struct wire *w)
{
	struct loop *loop = w->loop;

	for (int i = 0; !w->ended && !w->deaf && !w->lingering; i++) {
		int got;

		if (i == READS_AT_ONCE) {
			event_active(&w->read_event, EV_READ, 0);
			break;
		}
		got = SSL_read(w->ssl, loop->in, sizeof(loop->in));
		if (got <= 0 || w->ended) {
			give_up(w, got);
			break;
		}
		w->messages = 0;
		w->events->received(w, loop->in, (size_t)got);
		/* OpenSSL reads ahead: what it does not have, the kernel has not either, or tells. */
		if (!w->ended && !SSL_has_pending(w->ssl))
			break;
	}
}

/* Nobody reads it: so it need not be decrypted. */
static void throw_away(struct wire *w)
{
	ssize_t got = recv(w->fd, w->loop->in, sizeof(w->loop->in), 0);

	if (got > 0)
		w->lingered += got;
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR) || w->lingered > LIMIT_LINGER_BYTES)
		wire_end(w, false);
}

static void readable(evutil_socket_t fd, short what, void *context)
{
	struct wire *w = context;

	(void)fd, (void)what;
	w->loop->now = clock_monotonic();
	w->heard = true;
	w->reads = 0;
	if (w->lingering) {
		throw_away(w);
		return;
	}
	if (w->proxied && !hear_introduction(w))
		return;
	if (!w->ready)
		shake_hands(w);
	if (w->ready)
		take(w);
}

void wire_listen(struct wire *w, bool listen)
{
	if (w->ended || w->deaf == !listen)
		return;
	w->deaf = !listen;
	if (w->deaf) {
		event_del(&w->read_event);
		return;
	}
	if (event_add(&w->read_event, NULL) != 0)
		fatal("out of memory");
	if (SSL_has_pending(w->ssl))
		event_active(&w->read_event, EV_READ, 0); /* the kernel has told of it already */
}

/* ---- out ---- */

static void keep_pending(struct wire *w, const char *bytes, size_t length)
{
	if (w->pending == NULL) {
		w->moved_at = w->loop->now;
		event_add(&w->write_event, NULL);
	}
	if (w->pending_length + length > w->pending_room && w->pending_at > 0) {
		w->pending_length -= w->pending_at;
		memmove(w->pending, w->pending + w->pending_at, w->pending_length);
		w->pending_at = 0;
	}
	if (w->pending_length + length > w->pending_room) {
		w->pending_room = w->pending_length + length;
		w->pending = memory_resize(w->pending, w->pending_room);
	}
	memcpy(w->pending + w->pending_length, bytes, length);
	w->pending_length += length;
}

/* How many the kernel took; an error ends the wire. */
static size_t send_now(struct wire *w, const char *bytes, size_t length)
{
	size_t sent = 0;

	while (sent < length) {
		ssize_t got = send(w->fd, bytes + sent, length - sent, MSG_NOSIGNAL);

		if (got >= 0) {
			sent += (size_t)got;
		} else if (errno != EINTR) {
			if (errno != EAGAIN)
				wire_end(w, false);
			break;
		}
	}
	return sent;
}

static void send_sealed(struct wire *w, const char *bytes, size_t length)
{
	size_t sent = w->pending == NULL ? send_now(w, bytes, length) : 0;

	if (sent < length && !w->ended)
		keep_pending(w, bytes + sent, length - sent);
}

static void forget_pending(struct wire *w)
{
	event_del(&w->write_event);
	free(w->pending);
	w->pending = NULL;
	w->pending_length = w->pending_at = w->pending_room = w->answers = 0;
}

/* ---- OpenSSL's records ---- */

/* OpenSSL answers by itself to new keys that are asked for, and to a wish for another handshake, and does not come back while there are more of these
 * to read. So it gets no more at once than others can wait for, what a client may ask for between its data is counted, and so are the bytes
 * of answers that it does not take. */
static int unseal(BIO *bio, char *bytes, int room)
{
	struct wire *w = BIO_get_data(bio);
	ssize_t got = -1;

	BIO_clear_retry_flags(bio);
	if (w->ended)
		return -1;
	errno = EAGAIN; /* the kernel tells again of what it still has */
	if (w->reads++ < READS_AT_ONCE)
		got = recv(w->fd, bytes, (size_t)room, 0);
	if (got == 0)
		BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		BIO_set_retry_read(bio);
	return (int)got;
}

static void overheard(int sent, int version, int type, const void *bytes, size_t length, SSL *ssl, void *context)
{
	struct wire *w = context;

	(void)version, (void)bytes, (void)length, (void)ssl;
	if (!sent && w->ready && (type == SSL3_RT_HANDSHAKE || type == SSL3_RT_ALERT) && ++w->messages > LIMIT_TLS_MESSAGES)
		wire_end(w, false);
}

/* What OpenSSL writes is always taken: by the kernel, by the loop's buffer until the rest of what is being sent is there too, or by what is
 * pending. So several records are one system call, and OpenSSL never has to be called again with the same bytes. */
static int seal(BIO *bio, const char *bytes, int length)
{
	struct wire *w = BIO_get_data(bio);
	struct loop *loop = w->loop;
	bool was_over = w->ended; /* then this is the goodbye */

	if (w->ended && !w->polite)
		return -1;
	if (w->gathering && loop->sealed_length + (size_t)length > sizeof(loop->sealed)) {
		send_sealed(w, loop->sealed, loop->sealed_length);
		loop->sealed_length = 0;
	}
	if (w->gathering && (size_t)length <= sizeof(loop->sealed)) {
		memcpy(loop->sealed + loop->sealed_length, bytes, (size_t)length);
		loop->sealed_length += (size_t)length;
	} else {
		send_sealed(w, bytes, (size_t)length);
	}
	if (!w->sending && w->ready && w->pending != NULL && (w->answers += (size_t)length) > LIMIT_TLS_ANSWERS)
		wire_end(w, false);
	return w->ended && !was_over ? -1 : length;
}

static long control(BIO *bio, int command, long number, void *pointer)
{
	(void)number, (void)pointer;
	return command == BIO_CTRL_FLUSH || (command == BIO_CTRL_EOF && BIO_test_flags(bio, BIO_FLAGS_IN_EOF));
}

static BIO_METHOD *sealing;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_sealing(void)
{
	sealing = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "wire");
	if (sealing == NULL || BIO_meth_set_read(sealing, unseal) != 1 || BIO_meth_set_write(sealing, seal) != 1 ||
	    BIO_meth_set_ctrl(sealing, control) != 1)
		fatal("out of memory");
}

__attribute__((destructor)) static void free_sealing(void)
{
	BIO_meth_free(sealing);
}

static void join(struct wire *w)
{
	BIO *ways[2]; /* in, out: whether to be called again is another matter for each */

	pthread_once(&once, make_sealing);
	for (int i = 0; i < 2; i++) {
		ways[i] = BIO_new(sealing);
		if (ways[i] == NULL)
			fatal("out of memory");
		BIO_set_data(ways[i], w);
		BIO_set_init(ways[i], 1);
	}
	SSL_set0_rbio(w->ssl, ways[0]);
	SSL_set0_wbio(w->ssl, ways[1]);
	SSL_set_msg_callback(w->ssl, overheard);
	SSL_set_msg_callback_arg(w->ssl, w);
}

void wire_send(struct wire *w, const void *bytes, size_t length)
{
	struct loop *loop = w->loop;

	if (w->ended || length == 0)
		return;
	w->sending = true;
	w->gathering = length > SSL3_RT_MAX_PLAIN_LENGTH;
	if (SSL_write(w->ssl, bytes, (int)length) <= 0) {
		ERR_clear_error();
		wire_end(w, false);
	} else if (w->gathering) {
		send_sealed(w, loop->sealed, loop->sealed_length);
	}
	w->sending = w->gathering = false;
	loop->sealed_length = 0;
}

static void flush(struct wire *w)
{
	size_t sent = send_now(w, w->pending + w->pending_at, w->pending_length - w->pending_at);

	if (w->ended)
		return;
	w->pending_at += sent;
	if (sent > 0)
		w->moved_at = w->loop->now;
	if (w->pending_at < w->pending_length)
		return;
	forget_pending(w);
	w->events->drained(w);
}

static void writable(evutil_socket_t fd, short what, void *context)
{
	struct wire *w = context;

	(void)fd, (void)what;
	w->loop->now = clock_monotonic();
	flush(w);
}

/* ---- the end ---- */

void wire_linger(struct wire *w)
{
	if (w->ended)
		return;
	SSL_shutdown(w->ssl);
	ERR_clear_error();
	if (w->pending != NULL && !w->ended)
		forget_pending(w); /* a goodbye that the kernel did not take: after the next line it never will */
	shutdown(w->fd, SHUT_WR);
	wire_listen(w, true);
	w->lingering = true;
	w->idle = false;
	w->deadline = w->loop->now + LIMIT_LINGER_S * SECOND_US;
}

/* Deaths do not happen here, so the next is still the next. */
void wires_tick(struct loop *loop, int64_t now)
{
	bool idle = loop->drain_at != 0 && now - loop->drain_at >= LIMIT_DRAIN_IDLE_MS * 1000;
	struct wire *next;

	for (struct wire *w = loop->wires; w != NULL; w = next) {
		next = w->next;
		if (idle && w->idle)
			wire_end(w, true);
		else if ((w->pending != NULL && now - w->moved_at >= LIMIT_STALL_S * SECOND_US) || (w->lingering && now >= w->deadline))
			wire_end(w, false);
		else if (now >= w->deadline)
			w->events->struck(w);
		else if (loop->drain_at != 0 && w->events->drain != NULL && !w->lingering)
			w->events->drain(w, now);
	}
}

void wires_end(struct loop *loop)
{
	while (loop->wires != NULL)
		wire_end(loop->wires, false);
	bury(-1, 0, loop);
}
