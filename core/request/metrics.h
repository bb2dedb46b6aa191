/* Numbers for Prometheus. Any thread may count; nobody waits (relaxed atomics). All times in microseconds, shown in seconds. */
#ifndef CORE_REQUEST_METRICS_H
#define CORE_REQUEST_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/request/route_class.h"

enum metric_counter {
	METRIC_CONNECTIONS,         /* accepted */
	METRIC_CONNECTIONS_REFUSED, /* over a cap, and nobody made room */
	METRIC_CONNECTIONS_EVICTED, /* silent ones, which made room */
	METRIC_HANDSHAKES,          /* TLS, finished */
	METRIC_HANDSHAKES_RESUMED,  /* of these by ticket */
	METRIC_REFUSED,             /* requests that the gate refused */
	METRIC_OVERLOADED,          /* answered 503 because the queue was full or the server draining */
	METRIC_CACHE_HITS,
	METRIC_CACHE_MISSES,
	METRIC_COMMITS,
	METRIC_ROLLBACKS,
	METRIC_RERUNS, /* handlers run again after the database rolled back */
	METRIC_DB_CONNECTS,
	METRIC_DB_LOST,
	METRIC_MAILS_SENT,
	METRIC_MAILS_FAILED,
	METRIC_SLIDES_MADE,
	METRIC_SLIDES_FAILED,
	METRIC_PASSWORDS_HASHED,  /* or compared: each takes a tenth of a second of a processor */
	METRIC_LISTENERS_DROPPED, /* of streams: they did not take what they were sent */
	METRIC_DAMAGED,           /* what is stored is not what was hashed */
	METRIC_MEMORY_RETURNED,   /* times that free pages were given back to the system */
	METRIC_COUNTERS
};

enum metric_gauge {
	METRIC_CONNECTIONS_OPEN,
	METRIC_QUEUE_DEPTH,
	METRIC_WORKERS,
	METRIC_WORKERS_BUSY,
	METRIC_WORKERS_CONNECTED, /* have a live database connection */
	METRIC_LISTENERS,         /* open streams */
	METRIC_DB_DURABLE,        /* 1: what the database acknowledges survives a power cut; 0: not, or nobody knows yet */
	METRIC_CERTIFICATE_DAYS,  /* until the certificate expires; below 0: since */
	METRIC_MEMORY_RESIDENT,   /* bytes of the process's own pages, as of a second ago */
	METRIC_MEMORY_USED,       /* of these, what is given out */
	METRIC_ROOM,              /* bytes that large computations may take together … */
	METRIC_ROOM_TAKEN,        /* … that they have set aside … */
	METRIC_ROOM_WAITING,      /* … and how many wait for some */
	METRIC_CLOCK_OFF,         /* seconds by which the system's clock jumped, while that is not believed */
	METRIC_GAUGES
};

enum metric_histogram {
	METRIC_GROUP_SIZE,  /* requests folded into one transaction */
	METRIC_QUEUE_WAIT,  /* µs from queueing to a worker */
	METRIC_COMMIT_TIME, /* µs of COMMIT itself */
	METRIC_HISTOGRAMS
};

void metrics_add(enum metric_counter, int64_t);
void metrics_gauge_add(enum metric_gauge, int64_t);
void metrics_gauge_set(enum metric_gauge, int64_t);
void metrics_observe(enum metric_histogram, int64_t value);

enum class_refusal {
	CLASS_REFUSED_QUEUE,   /* the class's queue was full, or the server stopping */
	CLASS_REFUSED_ADDRESS, /* the client's address had as much on its way as it may */
	CLASS_REFUSED_SESSION, /* … or the session … */
	CLASS_REFUSED_ACCOUNT, /* … or its account */
	CLASS_REFUSED_BODIES,  /* the bodies of the class were too many bytes */
	CLASS_REFUSED_MEMORY,  /* there was no room in memory for what it needs */
	CLASS_REFUSALS
};

/* Jobs of a class that run and wait. */
void metrics_class_set(enum route_class, int64_t running, int64_t waiting);
/* Bytes of its bodies. */
void metrics_class_bodies(enum route_class, int64_t bytes);
void metrics_class_refused(enum route_class, enum class_refusal);

struct route;
/* Names the routes once, before threads start: requests are counted by their place in this list. */
void metrics_routes(const struct route *const *routes, size_t count);
/* Forgets them, after all other threads have ended. */
void metrics_end(void);
/* One answered request: PLACE of its route in that list, or the list's count for none. */
void metrics_request(size_t place, int status, int64_t us);

/* Everything, in Prometheus' text format. */
const char *metrics_text(struct arena *);

#endif
