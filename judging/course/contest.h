/* A computation over a dossier: who takes part, stands where and goes on, round by round.
 *
 * results.c and participants.c ask for it; every file named below adds one step. Nothing here is seen outside judging/. */
#ifndef JUDGING_COURSE_CONTEST_H
#define JUDGING_COURSE_CONTEST_H

#include "judging/record/record.h"

struct standing {
	uint32_t entry;
	size_t group;
	const struct sheet *sheets; /* counted ones */
	size_t sheet_count;
	bool failed;         /* did not meet the round's requirement */
	bool has_score;      /* not in a skipped group */
	mpq_t score;         /* exact */
	mpz_t rounded;       /* score * 10^decimals, rounded half away from zero */
	double approximate;  /* of what is ranked on, rounded towards zero: a cheap first comparison that never contradicts the exact one */
	int128 sum, highest; /* of sheet totals, in millionths */
	int64_t *indicator_points; /* hundredths, by the indicator's number */
	size_t rank;               /* from 1; 0: none */
	enum outcome outcome;
	json_t *why;
};

struct group {
	const char *key;
	size_t first, count; /* its standings */
	bool skipped;
	size_t components; /* with adjust severity */
	int64_t within;    /* seats that entries advancing directly take from it */
};

/* One round's standings: by group in text order of the keys; within a group by entry id. */
struct round_run {
	const struct round *round;
	size_t count;
	struct standing *standings;
	size_t group_count;
	struct group *groups;
	uint32_t *of; /* by entry: its standing, or RECORD_NONE */
};

/* One entry in one round whose score is noted down while it is computed. */
struct watch {
	size_t round, entry;
	json_t *steps;
};

struct contest {
	struct slab slab;
	const struct record *record;
	struct judging_errors *errors;
	bool *eligible;            /* by entry */
	size_t *direct;            /* by entry: the rule of direct advancement it takes, or IDS_NONE */
	struct round_run *runs;    /* by round */
	size_t run_count;          /* rounds whose standings are set up */
	size_t complete;           /* rounds that are computed to the end */
	const struct watch *watch; /* NULL: nothing is noted */
};

/* contest.c: begins a computation; contest_free() is needed in the end. RECORD has been loaded without errors. */
void contest_start(struct contest *, const struct record *, struct judging_errors *);
void contest_free(struct contest *);

/* contest.c: decides who is eligible, then who advances directly. The rows of the results, in text order of the entries. */
json_t *contest_eligibility(struct contest *);
json_t *contest_direct(struct contest *);

/* contest.c: computes the rounds before UNTIL. Returns the round before which the computation must stop (because it is yet to be held, or
 * because of an open tie), or UNTIL when there is none or when there are errors. */
size_t contest_run(struct contest *, size_t until);

/* contest.c: finds who takes part in a round, when those before are computed, and groups them. */
void contest_gather(struct contest *, size_t round, bool with_panels);

/* contest.c: adds an error at the dossier's row of a round. */
__attribute__((format(printf, 3, 4))) void contest_error(const struct contest *, size_t round, const char *format, ...);

/* eligibility.c: whether an entry of this status and division is eligible. WHY, if not NULL, gets the reasons, as far as there are any:
 * {"divisions": [...], "eligibility": {...}, "decision": "admitted", "reason": "..."}. */
bool eligibility_decide(const struct rulebook *, const struct subject *, enum entry_status, const char *status_why, json_t **why);

/* groups.c: the key of the group an entry belongs to by GROUPING in a round. An entry that does not take part in the round has no panel there,
 * whatever sheets were recorded. Lives in the contest's slab. */
const char *contest_group_key(struct contest *, const struct grouping *, size_t round, size_t entry, bool takes_part);

/* groups.c: sets up RUN with the COUNT entries (in text order) that take part in the round, grouped; decides which groups skip it.
 * FAILED tells by position in ENTRIES who did not meet the requirement. Without WITH_PANELS everybody's panel is empty. */
void contest_group(
    struct contest *, struct round_run *run, size_t round, const uint32_t *entries, const bool *failed, size_t count, bool with_panels);

/* scoring.c: scores of a judged round for all groups that do not skip it. */
void contest_score_sheets(struct contest *, struct round_run *);

/* indicators.c: whether an entry meets the round's requirement; scores of an indicators round. */
bool contest_meets_requirement(const struct contest *, const struct round *, size_t entry, json_t **why);
void contest_score_indicators(struct contest *, struct round_run *);

/* adjust.c: replaces the scores of a group by adjusted ones. */
void contest_adjust(struct contest *, struct round_run *, struct group *);

/* advancement.c: rank, outcome and why of every standing. */
void contest_advance(struct contest *, struct round_run *);

/* derivation.c: notes the standing's present score, or a part of it, if it is the watched one. */
void contest_note_score(const struct contest *, size_t round, const struct standing *, const char *step);
void contest_note_part(const struct contest *, size_t round, const struct standing *, const struct part *, const mpq_t value);

/* award.c: the award list, and the budget into *BUDGET. NULL with errors. */
json_t *contest_award(struct contest *, json_t **budget);

#endif
