/* A wire: a client's socket with TLS on it, on its loop. Bytes in and out, a deadline, and a polite end; what the bytes mean is the
 * business of whoever owns the wire. Plain events of libevent; OpenSSL reads straight from the socket, a little at a time, and the
 * records that it makes of one wire_send() go to the kernel together.
 *
 * A wire that has ended (by the client, an error, or wire_end()) is freed by the loop when nothing else is going on: until its gone() was called,
 * the owner may go on calling these functions, which then do nothing. */
#ifndef CORE_NET_WIRE_H
#define CORE_NET_WIRE_H

#include <event2/event_struct.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/net/loop.h"

struct wire;

/* What the owner hears. */
struct wire_events {
	/* The handshake is finished. */
	void (*ready)(struct wire *);
	/* Where wire.proxied: the PROXY header is here; CLIENT is whom it names, or NULL. */
	void (*introduced)(struct wire *, const struct in6_addr *client);
	/* LENGTH > 0 bytes; they are the owner's until it returns. */
	void (*received)(struct wire *, const char *bytes, size_t length);
	/* The kernel has taken all that was sent. */
	void (*drained)(struct wire *);
	/* The deadline has passed. */
	void (*struck)(struct wire *);
	/* It has ended. The last call. */
	void (*gone)(struct wire *);
	/* The loop drains; every LIMIT_TICK_MS from then on. NULL: to be idle says enough. */
	void (*drain)(struct wire *, int64_t now);
};

struct wire {
	struct loop *loop;
	const struct wire_events *events;
	void *owner;
	void (*left)(struct wire *); /* called after gone(): whoever counted it, counts it out */
	SSL *ssl;
	int fd;
	struct wire *next, **previous;
	struct wire *next_silent, **previous_silent; /* the latter NULL: not silent */
	struct event read_event, write_event;
	char *pending; /* sent, encrypted, and not yet taken by the kernel; NULL: nothing */
	size_t pending_length, pending_at, pending_room;
	int64_t since;    /* monotonic µs when the client came */
	int64_t moved_at; /* monotonic µs when the kernel last took some of it */
	int64_t deadline; /* monotonic µs; INT64_MAX: none */
	int64_t lingered; /* bytes thrown away */
	size_t answers;   /* bytes that OpenSSL wrote by itself since something has been pending */
	int messages;     /* of TLS itself, since there were data */
	int reads;        /* calls of the kernel in this turn */
	bool sending;     /* OpenSSL writes what it was given, not an answer of its own */
	bool gathering;   /* records are collected in the loop's buffer */
	bool heard;       /* something came */
	bool proxied;     /* from a trusted proxy: a PROXY header may stand in front of TLS */
	bool ready;       /* the handshake is finished */
	bool deaf;        /* what comes is left with the kernel */
	bool idle;        /* the owner's: nothing is going on, a drain may end it */
	bool lingering, ended, polite;
	struct client *client; /* of addresses.h: whose connections it is counted among */
	char address[INET6_ADDRSTRLEN];
	char *introduction; /* as much of that header as has come; NULL: nothing */
	size_t introduction_length;
};

/* FD and SSL become the wire's; it begins with the handshake. */
struct wire *wire_new(struct loop *, int fd, SSL *, const struct wire_events *);

/* Sends, after all that was sent before; what the kernel does not take is copied. Give no more than LIMIT_STREAM_BYTES or so at once, and nothing
 * while wire_blocked(): then drained() will be called. */
void wire_send(struct wire *, const void *bytes, size_t length);
static inline bool wire_blocked(const struct wire *w)
{
	return w->pending != NULL || w->ended;
}

/* Something has been asked on it: from now on it is not among the loop's silent ones. */
void wire_spoken(struct wire *);

/* Whether to hear what comes (from the start: yes). While not, it waits in the kernel, and so does the client. */
void wire_listen(struct wire *, bool);

/* Says goodbye and goes on reading for a while: closing with bytes unread would reset the connection, and the client might lose the answer. Not
 * while wire_blocked(). */
void wire_linger(struct wire *);
/* Ends it; POLITE: with a goodbye, if there is nothing still to be sent. */
void wire_end(struct wire *, bool polite);

/* Strikes the deadlines of all wires of the loop, and ends those whose clients take nothing, and in a drain those that are idle. */
void wires_tick(struct loop *, int64_t now);
/* Ends and frees all wires of the loop. */
void wires_end(struct loop *);

#endif
