/* From a complete request to its answer: routing, checks, cache, workers, and back. Everything here runs on the loop's thread. */
#ifndef CORE_NET_HTTP_H
#define CORE_NET_HTTP_H

#include <stddef.h>

#include "core/net/connection.h"
#include "core/request/exchange.h"

/* Makes the exchange of a head that is complete (or, with LENGTH 0, of one that never will be): time of arrival, id, language, route. *WHY is
 * set if the gate must refuse it: malformed, or a body that is larger than its route takes. With LENGTH 0, *WHY is left alone. */
struct exchange *http_head(struct connection *, const char *bytes, size_t length, const struct problem_kind **why);
/* The request is complete and evhttp waits for its answer. REFUSAL: what the gate said, or NULL. */
void http_serve(struct exchange *, const struct problem_kind *refusal);
/* The exchange has its reply: sends it. */
void http_answer(struct exchange *);
/* The client is gone. The exchange is freed now, or when it comes back from a worker. */
void http_gone(struct exchange *);

#endif
