/* A version of the award list and the one function that moves it from state to state.
 *
 *   draft → first_approved → approved → noticed → final        by two people, then public for a period
 *   noticed → approved                                        its notice was withdrawn
 *   any but superseded → superseded                           by a newer version
 *
 * The rows of a version never change; whatever was decided differently makes a new version. */
#ifndef API_AWARDS_AWARD_LIST_STATE_H
#define API_AWARDS_AWARD_LIST_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine award_list_states;

enum award_list_state { LIST_DRAFT, LIST_FIRST_APPROVED, LIST_APPROVED, LIST_NOTICED, LIST_FINAL, LIST_SUPERSEDED, LIST_STATES };

struct award_list {
	int64_t id, edition_id, number;
	enum award_list_state state;
	int64_t computation_id;
	int64_t first_by; /* account, 0: nobody yet */
	int64_t version;
	bool edition_closed;
};

/* The text in tables and answers: "first_approved", … */
const char *award_list_state_text(enum award_list_state);

/* Reads the list and locks its row, as organizer of its edition; *LIST lives in the arena, NULL if there is none or the actor may not. */
__attribute__((warn_unused_result)) enum db_status award_list_get(struct request *, int64_t list_id, struct award_list **list);

/* Goes on if LIST may be worked on, is in state NEEDED, and is what the If-Match header names; otherwise the answer is 404, 428, 412, or 409
 * naming the state. */
__attribute__((warn_unused_result)) enum handled award_list_ready(
    struct request *, const struct award_list *, enum award_list_state needed);

/* Moves a list whose row is locked, and writes the audit row (REASON may be NULL, DETAIL is stolen and may be NULL). A move that the table
 * above does not have is fatal. The approver is the actor. */
__attribute__((warn_unused_result)) enum db_status award_list_move(
    struct request *, struct award_list *, enum award_list_state to, const char *reason, json_t *detail);

/* Supersedes the edition's versions below NUMBER that are in one of STATES (bits 1 << state), and withdraws what is published of them. */
__attribute__((warn_unused_result)) enum db_status award_lists_supersede(
    struct request *, int64_t edition_id, int64_t number, unsigned states);

#endif
