/* A loop's listeners: streams of events that are open, and what is said to them. A message is in words already, the same bytes for all of its
 * listeners; a slow one is dropped, never waited for. */
#ifndef CORE_NET_HUB_H
#define CORE_NET_HUB_H

#include "core/net/channel.h"
#include "core/net/loop.h"

struct event_message;
struct hub;
struct listener;

struct hub *hub_new(struct loop *);
/* After all channels have gone. */
void hub_free(struct hub *);

/* The exchange has been answered with a stream, whose head and first bytes are being sent to the channel: from now on it listens. The
 * exchange may end. What it is told comes by the channel's push(); after its finish(), or a push() that failed, there is no listener any
 * more. */
struct listener *hub_open(struct hub *, const struct exchange *, struct channel *);
/* The channel has gone. */
void hub_close(struct listener *);

/* A message for the loop's listeners; takes over a reference. */
void hub_told(struct hub *, struct event_message *);
/* Signs of life, and looks whether listeners still may; in a drain all are sent away. */
void hub_tick(struct hub *, int64_t now);

#endif
