/* From a request to its answer: routing, checks, cache, workers, and back. Knows neither sockets nor versions of HTTP: those come from below, as a
 * head that the gate let through and a channel for the answer. Everything here runs on the loop's thread. */
#ifndef CORE_NET_HTTP_H
#define CORE_NET_HTTP_H

#include "core/net/channel.h"
#include "core/net/loop.h"
#include "core/request/exchange.h"

/* A new exchange for a request from ADDRESS, whose answer goes to CHANNEL: with time of arrival and id. *HEAD, empty so far, is for the gate to fill,
 * with texts in the exchange's arena. */
struct exchange *http_begin(struct loop *, struct channel *, const char *address, struct head **head);
/* The head is known as far as it was understood: language and route. WHY is what the gate refused it for, or NULL; the result is that,
 * or why the request is to be refused before its body comes (it is larger than its route takes). */
const struct problem_kind *http_head(struct exchange *, const struct problem_kind *why);
/* The head is let through, and a body comes that is not here yet: counts the request, so that nobody has more on their way than may be. A body
 * larger than LIMIT_BODY_UNKNOWN is let come only from whom a session belongs to that may: then *WAIT is set, and what was found out comes through
 * the channel's knocked(). Returns why it is refused already, or NULL. */
const struct problem_kind *http_expect(struct exchange *, bool *wait);
/* Where the bytes of its body are counted, and whether there are too many of its class. */
_Atomic int64_t *http_bodies(const struct exchange *);
bool http_bodies_full(const struct exchange *);
/* How long a body may become that did not say it before. */
size_t http_body_limit(const struct exchange *);
/* Asks the handler of an open stream once more, for the client who sent these headers: answers as it did, or refuses. The channel hears of it;
 * *ASKING is the exchange until then. */
void http_again(struct loop *, struct channel *, const char *address, const char *path, const struct header *headers, size_t count,
    struct exchange **asking);
/* The request is complete, or refused for REFUSAL. */
void http_serve(struct exchange *, const struct problem_kind *refusal);
/* The answer is out. Frees the exchange. */
void http_sent(struct exchange *);
/* The client is gone. The exchange is freed now, or when it comes back from a worker. */
void http_gone(struct exchange *);
/* The exchange came back from a worker, with its reply, or for having knocked (loop_duties.answered). */
void http_returned(struct exchange *);

#endif
