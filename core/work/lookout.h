/* One thread that looks into the audit trail for what listeners are to be told, whichever instance wrote it: a query by primary key for
 * each edition that is listened to, LIMIT_EVENTS_POLL_MS apart. What it finds is put into words once for each kind of listeners. */
#ifndef CORE_WORK_LOOKOUT_H
#define CORE_WORK_LOOKOUT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/app.h"
#include "core/request/events.h"

struct lookout;

/* What is told to all listeners of a source in an edition. Shared by the loops: never changed, freed with its last reference. */
struct event_message {
	atomic_size_t references;
	const struct event_source *source; /* NULL: nothing is told, but ACCOUNT (0: anybody) may have lost a role or session */
	int64_t edition, account;
	int64_t last; /* row that it tells of */
	size_t length;
	char bytes[];
};

void event_message_drop(struct event_message *);

/* TELL is called on the lookout's thread for every message, with COUNT references that it takes over. */
struct lookout *lookout_new(const struct app *, size_t count, void (*tell)(void *context, struct event_message *), void *context);
void lookout_start(struct lookout *);
/* Ends the thread, if it was started, and frees. NULL is allowed. */
void lookout_free(struct lookout *);

/* Somebody listens to SOURCE in EDITION, and has heard of all rows up to SEQ. Returns the row up to which messages were told already: if
 * that is behind SEQ, the new listener has missed some; all that is told from now on comes behind it. Any thread. */
int64_t lookout_add(struct lookout *, const struct event_source *, int64_t edition, int64_t seq);
/* As often as lookout_add(). */
void lookout_remove(struct lookout *, const struct event_source *, int64_t edition);

#endif
