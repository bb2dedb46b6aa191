/* The rulebook as structs, checked: what the other files of judging/ compute with. Nothing here is seen outside judging/. */
#ifndef JUDGING_RULES_RULES_H
#define JUDGING_RULES_RULES_H

#include "judging/base/check.h"
#include "judging/base/decimal.h"
#include "judging/base/slab.h"
#include "judging/rules/condition.h"
#include "judging/rules/query.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Outcomes of a round for an entry; rulebook_outcomes[] has their words. */
enum outcome {
	OUTCOME_ADVANCED,
	OUTCOME_SUBSTITUTE,
	OUTCOME_SKIPPED,
	OUTCOME_ELIMINATED,
	OUTCOME_TIED,
	OUTCOME_FAILED,
	OUTCOME_WITHDRAWN,
	OUTCOME_DISQUALIFIED,
	OUTCOME_FORFEITED,
	OUTCOME_RANKED
};
extern const char *const rulebook_outcomes[];

/* Seats: for every group the same number, or a map by group key. */
struct seats {
	bool given;
	int64_t number;
	const json_t *by_group; /* NULL for one number; a key not listed has 0 */
};

/* The seats of the group with this key. */
int64_t seats_of(const struct seats *, const char *group);

struct division {
	const char *id;
	struct condition *when;
};

struct criterion {
	const char *id;
	int64_t max, step; /* hundredths of a point */
	int64_t weight;    /* ten-thousandths */
	bool *applies;     /* by division; NULL: to all, and to entries without one */
};

struct band {
	mpq_t at_least; /* cleared with the rulebook */
	int64_t points; /* hundredths */
};

enum indicator_kind { INDICATOR_FACT, INDICATOR_QUERY, INDICATOR_BEST_OF };

struct indicator {
	const char *id;
	size_t number; /* among all of the round, those inside best_of too */
	enum indicator_kind kind;
	struct fact_path fact;
	struct query *query;
	size_t band_count;
	struct band *bands; /* from the highest bound down */
	int64_t otherwise;  /* hundredths */
	size_t part_count;
	struct indicator *parts; /* of best_of */
};

/* A name that a tie rule or a minimum may have. */
enum tie_kind { TIE_CRITERION, TIE_INDICATOR, TIE_ROUND, TIE_SUM, TIE_HIGHEST };

struct tie_rule {
	enum tie_kind kind;
	size_t index; /* of the criterion or round; number of the indicator */
	const char *text;
};

struct minimum {
	struct tie_rule rule;
	int64_t points; /* hundredths */
};

enum part_kind { PART_SHEETS, PART_ROUND, PART_EXTRA };

struct part {
	enum part_kind kind;
	size_t round;
	const char *extra;
	int64_t weight; /* ten-thousandths */
	const char *text;
};

enum group_kind { GROUP_DIVISION, GROUP_INDUSTRY, GROUP_PANEL, GROUP_FACT };

struct group_rule {
	enum group_kind kind;
	struct fact_path fact;
};

struct grouping {
	size_t count;
	struct group_rule *rules;
};

enum aggregate_method { AGGREGATE_MEAN, AGGREGATE_MEDIAN, AGGREGATE_TRIMMED };
enum adjust { ADJUST_NONE, ADJUST_PANEL_FACTOR, ADJUST_Z_SCORE, ADJUST_SEVERITY };
enum tie_at_cut { CUT_ALL, CUT_NONE, CUT_RESOLVE };

struct advance {
	struct seats seats;
	const json_t *share; /* NULL: no limit by share */
	bool has_min_score;
	int64_t min_score; /* hundredths */
	size_t minimum_count;
	struct minimum *minimums;
};

struct round {
	const char *id;
	size_t number; /* position in the rulebook */
	bool last, judged;
	bool sound; /* kind and criteria have no fault: sheets can be checked against them */
	struct grouping groups;
	int64_t skip_below;
	/* judged */
	int64_t min_sheets;
	size_t criterion_count;
	struct criterion *criteria;
	enum aggregate_method method;
	bool by_criterion; /* aggregate criterion by criterion, not whole sheets */
	int64_t drop_high, drop_low;
	enum adjust adjust;
	bool accept_components;
	size_t part_count;
	struct part *parts;
	/* indicators */
	size_t indicator_count;
	struct indicator *indicators;
	size_t indicator_total; /* with those inside best_of */
	struct condition *require;
	/* ranking and advancement */
	unsigned decimals;
	bool rank_exact;
	size_t tie_count;
	struct tie_rule *ties;
	struct advance advance;
	enum tie_at_cut tie_at_cut;
	bool next_in_rank;
};

struct direct_rule {
	const char *id;
	size_t to; /* round */
	struct condition *when;
	bool within;
};

enum amount_kind { AMOUNT_FEN, AMOUNT_BY_DIVISION, AMOUNT_SHARE, AMOUNT_STEPS };

struct amount_step {
	const json_t *at_least;
	int64_t fen;
};

struct amount {
	enum amount_kind kind;
	int64_t fen;
	int64_t *by_division;
	struct query *of;
	const json_t *share;
	int64_t cap, floor; /* fen; without them the largest amount and 0 */
	size_t step_count;
	struct amount_step *steps;
};

struct tier {
	const char *id;
	struct seats seats;
	struct amount amount;
};

struct pool {
	size_t round;
	struct grouping groups;
	bool any_outcome;
	bool outcomes[OUTCOME_RANKED + 1];
	bool has_min_score;
	int64_t min_score; /* hundredths */
	bool lower;        /* a tie over a tier's last seat moves down */
	size_t tier_count;
	struct tier *tiers;
};

enum over_budget { OVER_REFUSE, OVER_PRO_RATA, OVER_FROM_THE_BOTTOM };

struct prior_rule {
	const char *scheme;
	bool exclude; /* else top_up */
};

struct award {
	int64_t budget;
	size_t pool_count;
	struct pool *pools;
	bool highest_only;
	size_t prior_count;
	struct prior_rule *prior;
	bool has_cap;
	int64_t firm_cap;
	enum over_budget over_budget;
	int64_t unit;
};

struct rulebook {
	struct slab slab;
	struct ids division_ids, industry_ids, round_ids; /* by position */
	struct division *divisions;
	bool has_industries;
	bool divisions_sound;          /* their conditions can be evaluated, whatever else is wrong */
	struct condition *eligibility; /* NULL: everybody with a division */
	size_t round_count;
	struct round *rounds;
	size_t direct_count;
	struct direct_rule *direct;
	struct award *award; /* NULL: no awards */
	int64_t entries_per_firm;
	size_t band_list_count, band_list_capacity;
	struct indicator **band_lists; /* those whose bands hold numbers to clear */
};

/* Checks and loads JSON, which must outlive *RULEBOOK. With errors *RULEBOOK is good for no more than checking the rest of a dossier and
 * rulebook_free(), which is needed in any case. */
void rulebook_load(struct rulebook *, const struct place *, const json_t *json);

void rulebook_free(struct rulebook *);

/* Parts of loading, each in its own file. */
void rulebook_load_round(struct rulebook *, const struct place *, const json_t *json, struct round *);
void rulebook_load_scoring(struct rulebook *, const struct place *, const json_t *json, struct round *); /* kind judged */
void rulebook_load_indicators(struct rulebook *, const struct place *, const json_t *json, struct round *);
void rulebook_load_award(struct rulebook *, const struct place *, const json_t *json);

/* What a condition outside `where` may refer to. */
struct condition_scope rulebook_scope(struct rulebook *);

/* The member `groups` of a round or pool. */
void rulebook_load_groups(struct rulebook *, const struct place *up, const json_t *object, struct grouping *);

/* The member KEY of OBJECT: a number of seats, or a map by group key. */
void rulebook_load_seats(const struct place *up, const json_t *object, struct seats *);

#endif
