/* HTTP/2 on a wire: streams of a session to exchanges and back, with the same gate, limits and deadlines for each stream as HTTP/1 has
 * for a connection. */
#ifndef CORE_NET_HTTP2_H
#define CORE_NET_HTTP2_H

#include "core/net/wire.h"

/* The wire, whose handshake is finished, speaks it from now on. */
void http2_start(struct wire *);

#endif
