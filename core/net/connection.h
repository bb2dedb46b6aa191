/* Clients as they come: caps, handshake, and who speaks with them from then on. */
#ifndef CORE_NET_CONNECTION_H
#define CORE_NET_CONNECTION_H

#include "core/net/loop.h"

/* What the server's loops do. */
extern const struct loop_duties connection_duties;

#endif
