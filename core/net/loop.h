/* An event loop: one thread with its own listener, connections and cache. Nothing but its own thread touches what belongs to it, except
 * through loop_hand_back() and loop_drain(). */
#ifndef CORE_NET_LOOP_H
#define CORE_NET_LOOP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/net/server.h"
#include "core/request/exchange.h"

struct cache;
struct connection;
struct event;
struct event_base;
struct evhttp;
struct evhttp_bound_socket;

struct loop {
	struct server *server;
	struct event_base *base;
	struct evhttp *evhttp;
	struct evhttp_bound_socket *listener; /* NULL once the drain has closed it */
	struct event *wake_event, *tick_event, *greet_event;
	int wake;                               /* eventfd: something was handed back, or a drain begins */
	_Atomic(struct exchange *) handed_back; /* newest first */
	atomic_bool drain;
	int64_t drain_at; /* monotonic µs when the drain began; 0: not draining */
	struct connection *connections;
	size_t exchanges;    /* requests whose head is complete and whose answer is not out yet */
	int64_t bodies_held; /* bytes of unfinished bodies */
	struct cache *cache;
	pthread_t thread;
	bool gave_up; /* the drain ended with requests unanswered */
};

/* Binds the listener and starts the thread. NULL if the address cannot be bound, or, for the server's first loop, if another process listens
 * there: *MISTAKE says why (free() it). */
__attribute__((warn_unused_result)) struct loop *loop_start(struct server *, char **mistake);
/* Gives an answered exchange to its loop, from any thread. */
void loop_hand_back(struct exchange *);
/* From any thread: accept no more, finish what was accepted, then end. */
void loop_drain(struct loop *);
/* Waits for the thread to end. */
void loop_join(struct loop *);
/* After the workers have ended. */
void loop_free(struct loop *);

#endif
