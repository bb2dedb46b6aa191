/* What becomes of rounds when a decision about eligibility or an investment changes from which round on an entry takes part. */
#ifndef API_ENTRY_PART_CHANGE_H
#define API_ENTRY_PART_CHANGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "api/rounds/round_state.h"
#include "core/request/request.h"

enum part_verdict {
	PART_FOLLOWS, /* no published result is concerned: the running round follows at once */
	PART_CORRECTS, /* a published one is: it is computed anew, and where later rounds have begun two people decide what becomes of them */
	PART_CLOSED,   /* the entry would come into a judged round that takes no sheets any more, and has none of it */
	PART_FINAL     /* an award list that is published or final rests on it */
};

/* An entry takes part from the round at position FRESH on, and not from OLD (INT64_MAX: never). */
struct part_change {
	int64_t entry_id, old, fresh;
	enum part_verdict verdict;
};

/* Fills in the verdict. */
__attribute__((warn_unused_result)) enum db_status part_judge(struct request *, const struct rounds_course *, struct part_change *);

/* Whether the running round changes at once. */
bool part_touches_running(const struct rounds_course *, const struct part_change *);

/* Whose part in which round follows at once, after decisions were recorded; ids, the request's. */
struct part_moves {
	json_t *running; /* joins or leaves the running round */
	json_t *first;   /* comes back into the first one, which was published and takes sheets again; later ones follow its new result */
};

struct part_moves part_moves_none(struct request *);
void part_moves_add(struct part_moves *, const struct rounds_course *, const struct part_change *);
/* Once for all that were decided together. */
__attribute__((warn_unused_result)) enum handled part_moves_follow(
    struct request *, const struct rounds_course *, const struct part_moves *, const char *reason);

#endif
