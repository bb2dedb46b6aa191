/* Whom a proxy speaks for: the headers Forwarded (RFC 7239) and X-Forwarded-For. To be asked only where the request came from a proxy that is
 * trusted. Pure. */
#ifndef CORE_REQUEST_FORWARDED_H
#define CORE_REQUEST_FORWARDED_H

#include <netinet/in.h>
#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/networks.h"
#include "core/request/head.h"

/* *CLIENT is the trusted proxy that the request came from, and then the client: the last in the list that is no trusted proxy itself, since
 * whatever stands before it that one may have invented. What a proxy does not tell ("unknown", "_hidden") ends the way there. False: a header is
 * malformed, or the two are there and do not agree, as happens where a proxy writes one and lets the client's other through. */
__attribute__((warn_unused_result)) bool forwarded_client(
    struct arena *, const struct head *, const struct networks *trusted, struct in6_addr *client);

#endif
