/* What the files about investments (投资) share: an investment's states, and the answer that shows one. */
#ifndef API_INVESTMENT_INVESTMENTS_H
#define API_INVESTMENT_INVESTMENTS_H

#include <stdbool.h>

#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine investment_states;

enum investment_verb { INVESTMENT_EDIT, INVESTMENT_WITHDRAW, INVESTMENT_FIRST_VERIFY, INVESTMENT_SECOND_VERIFY, INVESTMENT_REJECT };

/* An investment that its transaction has locked. */
struct investment {
	int64_t id, edition_id, firm_id, version, first_by;
	const char *state;
	int64_t evidence; /* stored attachments */
	bool own;         /* the actor acts for its firm */
	bool declared;    /* the actor declared it, whether or not they act for its firm still */
	bool begun;       /* a round of the edition has been opened */
};

/* Locks the rounds of its edition (rounds_begun) and an investment that the actor may see as a member of its firm, or as organiser.
 * *FOUND is false for others (answer 404). */
__attribute__((warn_unused_result)) enum db_status investment_lock(struct request *, int64_t id, struct investment *, bool *found);

/* Goes on if the verb is possible now; otherwise the answer is 409. */
__attribute__((warn_unused_result)) enum handled investment_ready(struct request *, const struct investment *, enum investment_verb);

/* Moves it, with its audit row: WHY is the reason or what was checked; DETAIL is stolen. The verb must be possible (investment_ready). */
__attribute__((warn_unused_result)) enum db_status investment_move(
    struct request *, const struct investment *, enum investment_verb, const char *why, json_t *detail);

/* Answers with the investment as its firm, an organiser or an auditor sees it, and its ETag. */
enum handled investment_show(struct request *, int64_t id, int status);

#endif
