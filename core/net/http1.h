/* HTTP/1.1 and 1.0 on a wire: bytes through the gate to a complete request, its deadlines, and the answer back. One request at a time is in work on a
 * connection; what a client sends ahead waits. */
#ifndef CORE_NET_HTTP1_H
#define CORE_NET_HTTP1_H

#include "core/net/wire.h"

/* The wire, whose handshake is finished, speaks it from now on. Its deadline, for the first head, stands. */
void http1_start(struct wire *);

#endif
