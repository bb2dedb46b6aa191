/* A client's connection on its loop: TLS bytes in, through the gate, to a complete request; deadlines; and a polite end.
 *
 * evhttp 2.1.12 accepts, frames answers and keeps connections alive; it never sees what a client wrote. The gate takes the decrypted bytes out
 * of the bufferevent as they come and holds them until a request is complete, head and body. Then evhttp is given a head of our own
 * ("GET / HTTP/1.1") in its place, and answers it with what http.c made of the real request. So evhttp's own error pages, its limits, its
 * treatment of bodies, Expect and absolute addresses are never reached; and one request at a time is in work on a connection. */
#ifndef CORE_NET_CONNECTION_H
#define CORE_NET_CONNECTION_H

#include <event2/util.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/net/gate.h"
#include "core/net/loop.h"
#include "core/request/exchange.h"

struct bufferevent;
struct event_base;
struct evbuffer;

enum connection_state {
	CONNECTION_HEAD, /* waiting for a head, or in the middle of one; includes the TLS handshake */
	CONNECTION_BODY,
	CONNECTION_WORKING,  /* a request is with http.c */
	CONNECTION_SENDING,  /* its answer is on the way */
	CONNECTION_LINGERING /* all is said; what still comes is thrown away until the client closes */
};

struct connection {
	struct loop *loop;
	struct bufferevent *bufferevent;
	struct connection *next, **previous;
	struct evbuffer *held;              /* received and not handed on; NULL while there is none */
	struct exchange *exchange;          /* the request at hand, from its first complete head on */
	const struct problem_kind *refusal; /* why the gate refuses it, or NULL */
	int64_t deadline;                   /* monotonic µs; INT64_MAX: none */
	int64_t lingered;                   /* bytes thrown away */
	int64_t counted;                    /* bytes that stand in loop->bodies_held for us */
	struct gate gate;
	enum connection_state state;
	bool releasing;        /* we ourselves are writing into the input buffer */
	bool known;            /* its handshake is finished, and counted */
	bool excess;           /* over the cap */
	bool greeted, entered; /* looked at with its address; counted for that address */
	bool closing;          /* no further request after this one */
	struct in6_addr peer;
	char address[INET6_ADDRSTRLEN];
};

/* evhttp's callback for a new connection: CONTEXT is the loop. */
struct bufferevent *connection_new(struct event_base *, void *context);
/* The loop's greet_event: closes what is over a cap. */
void connections_greet(evutil_socket_t, short what, void *loop);
struct evhttp_request;
/* evhttp's callback for a request: passes the real one to http.c. CONTEXT is the loop. */
void connection_request(struct evhttp_request *, void *context);

/* The answer is about to be sent: LENGTH bytes of body. */
void connection_sending(struct connection *, int64_t length);
/* The answer is out, and the exchange is no more. */
void connection_answered(struct connection *);
/* At once and without a word: the answer cannot be finished. */
void connection_abort(struct connection *);
/* Strikes the deadlines of all connections of the loop; ends idle ones in a drain. */
void connections_tick(struct loop *, int64_t now);

#endif
