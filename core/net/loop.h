/* An event loop: one thread with its own listener, wires (connections) and cache. Nothing but its own thread touches what belongs to it, except
 * through loop_hand_back() and loop_drain(). What it does with what it hears of stands in its duties; the loop itself knows no HTTP. */
#ifndef CORE_NET_LOOP_H
#define CORE_NET_LOOP_H

#include <event2/event_struct.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/limits.h"
#include "core/request/exchange.h"

struct cache;
struct event_base;
struct event_message;
struct hub;
struct loop;
struct site;
struct sockaddr;
struct wire;

#define LOOP_ID_BYTES 16                            /* of a request's id */
#define LOOP_IN_BYTES 16384                         /* of a TLS record */
#define LOOP_OUT_BYTES (LIMIT_STREAM_BYTES + 16384) /* of a piece of an answer, and its head */
#define LOOP_SEALED_BYTES (LOOP_OUT_BYTES + 1024)   /* the same encrypted */

/* Called on the loop's thread; the first before it runs, the last after. */
struct loop_duties {
	void (*begin)(struct loop *);
	/* A client has connected; FD does not block and is now the callee's. */
	void (*accepted)(struct loop *, int fd, const struct sockaddr *);
	/* An exchange came back from a worker. */
	void (*answered)(struct exchange *);
	/* Something is told to those who listen. */
	void (*told)(struct loop *, struct event_message *);
	/* Every LIMIT_TICK_MS: NOW is monotonic µs. */
	void (*tick)(struct loop *, int64_t now);
	/* The loop has ended: what it still has is to be given up. */
	void (*end)(struct loop *);
};

struct loop {
	struct site *site;
	const struct loop_duties *duties;
	struct event_base *base;
	struct event listen_event, wake_event, tick_event;
	int listener;                           /* -1 once the drain has closed it */
	int wake;                               /* eventfd: something was handed back, or a drain begins */
	_Atomic(struct exchange *) handed_back; /* newest first */
	_Atomic(struct loop_note *) notes;      /* newest first */
	atomic_bool drain;
	int64_t now;               /* monotonic µs when the event at hand began: good enough for deadlines */
	int64_t drain_at;          /* monotonic µs when the drain began; 0: not draining */
	struct wire *wires;        /* newest first */
	struct wire *silent_wires; /* that nobody has asked anything on yet, newest first */
	struct wire *ended_wires;  /* to be buried when nobody is in the middle of anything with them */
	struct event bury_event;   /* wire.c's */
	size_t exchanges;          /* requests whose head is complete and whose answer is not out yet */
	struct cache *cache;
	struct hub *hub; /* its listeners */
	pthread_t thread;
	bool gave_up;                         /* the drain ended with requests unanswered */
	unsigned char ids[64][LOOP_ID_BYTES]; /* random, for requests to come … */
	size_t ids_left;                      /* … of which the first so many are unused */
	int64_t date_until;                   /* monotonic µs: so long DATE is right */
	char date[32];                        /* see loop_date() */
	char in[LOOP_IN_BYTES];               /* what was just received: good until the next is */
	char sealed[LOOP_SEALED_BYTES];       /* wire.c's: records of one wire that go out together */
	size_t sealed_length;
	char out[LOOP_OUT_BYTES]; /* for putting together what is sent next; wire_send() leaves nothing in it that is still needed */
};

/* Starts a loop that accepts from LISTENER, a listening socket, which becomes the loop's. */
struct loop *loop_start(struct site *, int listener, const struct loop_duties *);
/* Gives an answered exchange to its loop, from any thread. */
void loop_hand_back(struct exchange *);
/* Gives the loop a message for its listeners, from any thread. */
void loop_tell(struct loop *, struct event_message *);
/* From any thread: accept no more, finish what was accepted, then end. */
void loop_drain(struct loop *);
/* Waits for the thread to end. */
void loop_join(struct loop *);
/* After the workers have ended. */
void loop_free(struct loop *);

/* The present second as HTTP's Date says it, "Sun, 06 Nov 1994 08:49:37 GMT"; on the loop's thread. */
const char *loop_date(struct loop *);

#endif
