/* Streams of events (server-sent events): who listens is told what changed, and asks for it again in the usual way.
 *
 * The source is the audit trail: every change of state stands there, numbered without gaps in the order of commits for each edition,
 * whichever instance of the server wrote it. So nothing lives in one process, an event's id is its row's number, and whoever comes back
 * (Last-Event-ID) is told what it missed from the rows themselves, or, if that is much, to begin anew ("reset").
 *
 * A route of a stream has ROUTE_STREAM; its handler says who may, as for every route, and ends in reply_events(). The same handler is
 * asked again from time to time, and at once when somebody logs out or loses a role: when it does not end so any more, the stream ends. */
#ifndef CORE_REQUEST_EVENTS_H
#define CORE_REQUEST_EVENTS_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "core/request/request.h"

/* A row of the audit trail, as far as listeners may be told of it. */
struct event_row {
	int64_t seq;
	const char *action, *object; /* "entry.submit", "entries" */
	int64_t object_id;
};

/* What one kind of listeners hears of an edition; a constant of its module, known by its address. */
struct event_source {
	/* The data of the event that they get for a row, a new reference; NULL: they are not told. */
	json_t *(*tell)(const struct event_row *);
};

/* Opens the stream: the listener hears of EDITION from now on, or from where it left off. */
enum handled reply_events(struct request *, const struct event_source *, int64_t edition);

/* One row as listeners of SOURCE get it; nothing if they are not told. */
void event_write(FILE *, const struct event_source *, const struct event_row *);
/* That more has changed than is told: begin anew. */
void event_write_reset(FILE *, int64_t seq);

/* The rows of EDITION behind SEQ, at most LIMIT_EVENTS_AT_ONCE and one: with that one there are too many. */
__attribute__((warn_unused_result)) enum db_status event_rows(
    struct db *, struct arena *, int64_t edition, int64_t seq, struct event_row **rows, size_t *count);
/* The number of EDITION's last row; 0: there is none. */
__attribute__((warn_unused_result)) enum db_status event_last(struct db *, struct arena *, int64_t edition, int64_t *seq);

#endif
