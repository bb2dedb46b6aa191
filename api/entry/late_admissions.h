/* Late admission (逾期受理): one entry of one firm that may be worked on and submitted after the deadline, up to a date, for a public reason. One organiser
 * asks for it, another grants it; it can be withdrawn until it is used. It is for what was not submitted in time, and not for what was decided. */
#ifndef API_ENTRY_LATE_ADMISSIONS_H
#define API_ENTRY_LATE_ADMISSIONS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "api/rules/rule_check.h"
#include "api/rounds/round_state.h"
#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine late_admission_states;

struct late_admission {
	int64_t id; /* 0: none */
	int64_t edition_id, firm_id, entry_id, asked_by, until_at;
	const char *state, *reason;
};

/* The one by which an entry may be submitted now, or by which FIRM may begin an entry now although entries are closed. Locks nothing. */
__attribute__((warn_unused_result)) enum db_status late_admission_of_entry(struct request *, int64_t entry_id, struct late_admission *);
__attribute__((warn_unused_result)) enum db_status late_admission_of_firm(
    struct request *, int64_t edition_id, int64_t firm_id, struct late_admission *);

/* Locks its row, after those of rounds and before those of firms and entries, and reads it anew; id 0 if there is none. */
__attribute__((warn_unused_result)) enum db_status late_admission_lock(struct request *, int64_t id, struct late_admission *);

/* Entry is what its firm has begun by it, and what has now been submitted by it for the first time. The row is locked. */
__attribute__((warn_unused_result)) enum db_status late_admission_begin(struct request *, const struct late_admission *, int64_t entry_id);
__attribute__((warn_unused_result)) enum db_status late_admission_use(
    struct request *, struct late_admission *, int64_t entry_id, const json_t *receipt);

/* Where an entry can still come in: [{"round", "way", "against"}], the request's: into the first round, and by direct advancement into others; AGAINST is
 * null where it can, else "published" or "closed". *POSSIBLE: anywhere. */
__attribute__((warn_unused_result)) enum db_status late_entrances(
    struct request *, int64_t edition_id, const struct rounds_course *, json_t **list, bool *possible);

/* After ENTRY was submitted late, once rounds have begun: it joins the running one if the rules let it in. Goes on, or answers 409: it would come into a
 * round in which it does harm. */
__attribute__((warn_unused_result)) enum handled late_entry_joins(
    struct request *, const struct rounds_course *, int64_t entry_id, const char *reason);

#endif
