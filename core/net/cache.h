/* Answers for the public that are the same for everybody, kept by a loop for LIMIT_CACHE_MS (ROUTE_CACHED): however many ask, one of them
 * costs a worker. By path, query and language. Where the worker compressed the answer too (core/request/gzip.h), both are kept, each with an ETag
 * of its own, and a client gets the one that it takes. */
#ifndef CORE_NET_CACHE_H
#define CORE_NET_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/request/exchange.h"

struct cache;

struct cache *cache_new(void);
void cache_free(struct cache *);

/* True: there was a fresh answer to the exchange's address, which it now has; and the route that the address leads to, with its place but without
 * parameters. Nothing more need be found out about it: that its query is in order was seen when the answer was made. NOW, here and below, is
 * monotonic µs. */
bool cache_knows(const struct cache *, struct exchange *, int64_t now);
/* True: the exchange has its reply, or (reply.status still 0) waits for one that is being made. False: it is the one to be worked on, and
 * cache_filled() must follow. */
bool cache_reply(struct cache *, struct exchange *, int64_t now);
/* The exchange came back with its reply: keeps it if it is a 200, gives it an ETag, and calls ANSWER for each that waited. */
void cache_filled(struct cache *, struct exchange *, int64_t now, void (*answer)(struct exchange *));

#endif
