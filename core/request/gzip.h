/* Answers made smaller by gzip, on the worker that made them. Of JSON and text a seventh or so is left.
 *
 * - What is kept for everybody (ROUTE_CACHED) is compressed once for all who ask until the next is made, so thoroughly, and from
 *   LIMIT_GZIP_KEPT_BYTES on: the reply then has both.
 * - Any other answer to a reader from LIMIT_GZIP_BYTES on is compressed for this one client, so quickly (some 6 µs per KiB, which a network of
 *   100 Mbit/s takes 80 µs to carry), if the exchange allows it: see exchange_compressible(). An answer with a version (ETag) stays plain:
 *   clients send that tag back in If-Match, which knows no variants. */
#ifndef CORE_REQUEST_GZIP_H
#define CORE_REQUEST_GZIP_H

#include <stdbool.h>

#include "core/request/exchange.h"

/* Whether an answer of the exchange may be compressed for its client: it reads, takes gzip, and surely no other site had its browser ask
 * (SAME_ORIGIN): with a Cookie that is so only if the browser says it, in Sec-Fetch-Site.
 * The length of what is compressed tells whether what an attacker put into it resembles what else is in it (BREACH), to who watches
 * the network and can make a browser ask often: another site can, but not as the same origin. Session tokens and secrets of a second factor
 * are in answers to writes only, and those stay plain. */
bool exchange_compressible(const struct exchange *, bool same_origin);

/* The exchange has its reply: compresses it, or not, as said above. */
void gzip_reply(struct exchange *);

#endif
