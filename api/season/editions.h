/* What the files about editions share: the answer that shows one, and the checks of its dates. */
#ifndef API_SEASON_EDITIONS_H
#define API_SEASON_EDITIONS_H

#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine edition_states;

/* The dates of an edition, TIME_NONE where none is set. */
struct edition_dates {
	int64_t entries_open_at, entries_close_at, corrections_close_at, investments_close_at;
	int64_t grace_seconds;
};

#define GRACE_MAX 86400

/* The field that contradicts another one (entries close before they open, corrections before entries close, investments before entries open), or NULL. */
const char *edition_dates_conflict(const struct edition_dates *);

/* Answers with the edition as the actor may see it, and its ETag; 404 if they may not. */
enum handled edition_show(struct request *, int64_t edition_id, int status);

#endif
