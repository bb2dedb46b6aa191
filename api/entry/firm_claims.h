/* Claims (认领) of firm codes that somebody has registered who does not act for the firm: by whom they are filed and withdrawn, what holders answer, how they
 * are decided.
 *
 * A claim is on a code and not on a firm: nothing that its claimant is told before somebody has acted on it depends on whether, when or by whom the code was
 * registered. What filing does beyond that (a letter to the firm's people) is a row or two within a transaction whose commit takes longer, and a
 * quota of five a day leaves nobody enough tries to measure that. */
#ifndef API_ENTRY_FIRM_CLAIMS_H
#define API_ENTRY_FIRM_CLAIMS_H

#include "api/shared/letters.h"
#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine firm_claim_states;

struct firm_claim {
	int64_t id, claimed_by;
	const char *jurisdiction, *code, *state;
	int64_t firm_id;     /* 0: nobody has registered the code */
	const char *firm;    /* its name as registered; "" if none */
	int64_t proposed_by; /* 0: nobody */
	const char *proposed_why;
	int64_t decided_at;   /* TIME_NONE: not yet */
	int64_t answer_until; /* of the firm's people; TIME_NONE: not filed, or nobody has registered the code */
	bool answered, claimant_active;
};

/* Locks and reads it; *FOUND is whether there is one. Whoever decides has locked the firm before. */
__attribute__((warn_unused_result)) enum db_status firm_claim_lock(struct request *, int64_t id, struct firm_claim *, bool *found);
struct state_row firm_claim_row(struct firm_claim *);

/* A firm has just been registered by the actor: their own claims of its code are settled, and of others' they are told. */
__attribute__((warn_unused_result)) enum db_status firm_claims_registered(struct request *, const char *jurisdiction, const char *code);

/* The firm's people are told of a claim that they can answer, which is locked and read anew. */
__attribute__((warn_unused_result)) enum handled firm_claim_tell(struct request *, struct firm_claim *);

/* ---- letters: nothing of the claimant's is in them, and of the matter only what both sides may know ---- */

/* To the firm's people, each with the firm's name; then by when to answer, nothing, or the reason. */
extern const struct letter claim_claimed_letter, claim_withdrawn_letter, claim_lost_letter, claim_kept_letter, claim_restored_letter;
/* To the claimant, each with the code; then the claim's number, nothing, or the reason. */
extern const struct letter claim_received_letter, claim_answered_letter, claim_upheld_letter, claim_refused_letter, claim_reversed_letter;

#endif
