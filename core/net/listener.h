/* The listening sockets: each loop has its own, and the kernel spreads connections over them. */
#ifndef CORE_NET_LISTENER_H
#define CORE_NET_LISTENER_H

#include <stdbool.h>

struct config;

/* Binds the configured address and listens, without blocking. -1 if it cannot be bound, or, for the server's FIRST listener, if another process
 * listens there: *MISTAKE says why, in English (free() it). */
__attribute__((warn_unused_result)) int listener_open(const struct config *, bool first, char **mistake);

#endif
