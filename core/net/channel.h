/* Where the answer to one request goes: a connection of HTTP/1, or a stream of HTTP/2. Each protocol brings its kind; http.c, which makes the
 * answers, knows neither. */
#ifndef CORE_NET_CHANNEL_H
#define CORE_NET_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/request/exchange.h"

struct channel_kind {
	/* The exchange, whose channel is not NULL, has its reply: sends it. http_sent() or http_gone() follows, at once or later. */
	void (*answer)(struct exchange *);
	/* The exchange has knocked (see http_knock()): its body may come, or is refused for REFUSAL. */
	void (*knocked)(struct exchange *, const struct problem_kind *refusal);
	/* For a channel whose answer is a stream (see hub.h): LENGTH more bytes. False: its client does not take what it is sent;
	 * the channel is given up, and does not come back to whoever pushed. */
	bool (*push)(struct channel *, const void *bytes, size_t length);
	/* The stream is over. */
	void (*finish)(struct channel *);
};

struct channel {
	const struct channel_kind *kind;
};

#endif
