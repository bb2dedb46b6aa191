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

/* Points of an extra, and what stands for a missing part: at most this many hundredths, of either sign. */
#define EXTRA_MOST INT64_C(100000000)

/* Outcomes of a round for an entry; rulebook_outcomes[] has their words. */
enum outcome {
	OUTCOME_ADVANCED,
	OUTCOME_SUBSTITUTE,
	OUTCOME_WILDCARD,
	OUTCOME_ADDED,
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
	int64_t max, step;  /* hundredths of a point; where the rulebook's are faulty, such that any points keep to them */
	int128 weight;      /* ten-thousandths */
	bool for_unknown;   /* whom it applies to has a fault */
	bool *applies;      /* by division; NULL: to all, and to entries without one */
	bool by_role;       /* applies only to sheets of judges with one of ROLES */
	struct ids roles;   /* freed with the rulebook */
	const json_t *json; /* as the rulebook writes it */
};

/* Whether the criterion applies to entries of this division (IDS_NONE: none); and to sheets of judges with this role (NULL: none). It must
 * do both. */
bool criterion_for_division(const struct criterion *, size_t division);
bool criterion_for_role(const struct criterion *, const char *role);

/* Points for a criterion, hundredths: what is wrong with them. */
enum points_fault { POINTS_FINE, POINTS_ABOVE_MAX, POINTS_OFF_STEP };
enum points_fault criterion_check(const struct criterion *, int64_t points);

struct band {
	const json_t *at_least; /* a number */
	double bound;           /* the same: canonical decimals order as the doubles they are written for */
	size_t input;
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
enum tie_kind { TIE_CRITERION, TIE_INDICATOR, TIE_ROUND, TIE_EXTRA, TIE_SUM, TIE_HIGHEST, TIE_MOST, TIE_LEAST };

struct tie_rule {
	enum tie_kind kind;
	size_t index;          /* of the criterion or round; number of the indicator */
	struct fact_path fact; /* of most and least */
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
	int128 weight; /* ten-thousandths */
	const char *text;
	bool has_otherwise;
	int64_t otherwise; /* hundredths: what an entry without the part has */
};

enum group_kind { GROUP_DIVISION, GROUP_INDUSTRY, GROUP_PANEL, GROUP_FACT };

struct group_rule {
	enum group_kind kind;
	struct fact_path fact;
};

struct grouping {
	bool sound; /* without faults */
	size_t count;
	struct group_rule *rules;
};

enum aggregate_method { AGGREGATE_MEAN, AGGREGATE_MEDIAN, AGGREGATE_TRIMMED, AGGREGATE_BORDA };
enum adjust { ADJUST_NONE, ADJUST_PANEL_FACTOR, ADJUST_Z_SCORE, ADJUST_SEVERITY };
enum tie_at_cut { CUT_ALL, CUT_NONE, CUT_RESOLVE };
enum rounding { ROUND_DOWN, ROUND_UP, ROUND_HALF_UP };

/* The words of enum rounding. */
extern const char *const rulebook_roundings[];

struct advance {
	struct seats seats;
	const json_t *share; /* NULL: no limit by share */
	enum rounding share_rounding;
	int64_t share_min, share_max; /* share_max: INT64_MAX without one */
	bool has_min_score;
	int64_t min_score; /* hundredths */
	size_t minimum_count;
	struct minimum *minimums;
};

/* The best of all groups together among those without a seat. */
struct wildcards {
	bool given;
	int64_t seats, from_rank;
};

struct round {
	const char *id;
	size_t number; /* position in the rulebook */
	bool last;
	bool kind_known, judged;
	bool totals_known; /* criteria have no fault, so that points can be added up */
	struct grouping groups;
	int64_t skip_below;
	/* judged */
	int64_t min_sheets, judges_per_entry; /* judges_per_entry: 0 if it is not said */
	size_t criterion_count;
	struct criterion *criteria;
	struct ids criterion_ids; /* by position; freed with the rulebook */
	enum aggregate_method method;
	bool by_criterion; /* aggregate criterion by criterion, not whole sheets */
	int64_t drop_high, drop_low, trim_from;
	struct ids weighted_roles; /* judge_weights; freed with the rulebook */
	int128 *role_weights;      /* ten-thousandths, by position there */
	enum adjust adjust;
	bool accept_components;
	bool parts_known; /* `parts` is no fault, or absent */
	size_t part_count;
	struct part *parts;
	/* indicators */
	size_t indicator_count;
	struct indicator *indicators;
	size_t indicator_total;   /* with those inside best_of */
	struct ids indicator_ids; /* by number; freed with the rulebook */
	struct condition *require;
	/* ranking and advancement */
	unsigned decimals;
	bool rank_exact;
	size_t tie_count;
	struct tie_rule *ties;
	struct advance advance;
	struct wildcards wildcards;
	enum tie_at_cut tie_at_cut;
	bool next_in_rank;
	const json_t *json; /* as the rulebook writes it */
};

/* What a sheet of a judge with this role (NULL: none) weighs in the round, in ten-thousandths. */
int128 round_role_weight(const struct round *, const char *role);

struct direct_rule {
	const char *id;
	size_t to; /* round */
	struct condition *when;
	bool within;
};

enum amount_kind { AMOUNT_FEN, AMOUNT_BY_DIVISION, AMOUNT_SHARE, AMOUNT_STEPS, AMOUNT_BRACKETS, AMOUNT_SUM };

struct amount_step {
	const json_t *at_least;
	double bound; /* the same: canonical decimals order as the doubles they are written for */
	size_t input;
	int64_t fen;
};

struct amount_bracket {
	const json_t *above, *share;
	mpq_t below; /* what the brackets before it come to together; freed with the rulebook */
};

struct amount {
	enum amount_kind kind;
	int64_t fen;
	int64_t *by_division;
	struct query *of;
	const json_t *share;
	bool has_cap, has_floor;
	int64_t cap, floor; /* fen; without them the largest amount and 0 */
	size_t step_count;
	struct amount_step *steps; /* from the highest bound down */
	size_t bracket_count;
	struct amount_bracket *brackets;
	size_t part_count;
	struct amount *parts; /* of a sum */
};

struct tier {
	const char *id;
	struct seats seats;
	struct amount amount;
	bool has_min_score;
	int64_t min_score; /* hundredths; counts instead of the pool's */
};

struct pool {
	size_t round;
	struct grouping groups;
	struct condition *when; /* NULL: everybody */
	bool any_outcome;
	bool outcomes[OUTCOME_RANKED + 1];
	bool has_min_score;
	int64_t min_score; /* hundredths */
	bool lower;        /* a tie over a tier's last seat moves down */
	bool special;      /* stands beside the main awards */
	bool has_rank_by;
	struct tie_rule rank_by;
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
	bool vacant; /* the seat of one that left before the award stays empty, unless its row says otherwise */
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
	struct fact_rules facts;
	struct ids asked;                                 /* paths of all facts that it names, each once */
	size_t query_count;                               /* in all of its conditions, indicators and amounts */
	json_t *used;                                     /* by path: see struct rule_scope; freed with the rulebook */
	struct ids division_ids, industry_ids, round_ids; /* by position */
	struct division *divisions;
	bool has_industries;           /* it has a list of them, though it may be no list */
	bool divisions_sound;          /* their conditions can be evaluated, whatever else is wrong */
	struct condition *eligibility; /* NULL: everybody with a division */
	size_t round_count;
	struct round *rounds;
	size_t direct_count;
	struct direct_rule *direct;
	struct award *award; /* NULL: no awards */
	int64_t entries_per_firm;
	const json_t *json;
};

/* rulebook.c: checks and loads JSON, which must outlive *RULEBOOK. With errors *RULEBOOK is good for no more than checking the rest of a
 * dossier and rulebook_free(), which is needed in any case. */
void rulebook_load(struct rulebook *, const struct place *, const json_t *json);
void rulebook_free(struct rulebook *);

/* Parts of loading, each in its own file. Once they run, divisions, industries and the ids of rounds are known. */
void rulebook_load_round(struct rulebook *, const struct place *, const json_t *json, struct round *);
void rulebook_load_scoring(struct rulebook *, const struct place *, const json_t *json, struct round *); /* kind judged */
void rulebook_load_judging(const struct place *, const json_t *json, struct round *); /* its members of plain type, of any kind */
void rulebook_load_indicators(struct rulebook *, const struct place *, const json_t *json, struct round *);
void rulebook_load_award(struct rulebook *, const struct place *, const json_t *json);
void rulebook_load_amount(struct rulebook *, const struct place *, const json_t *json, struct amount *);
void rulebook_free_amount(struct amount *);

/* grouping.c: what a condition outside `where` may refer to. */
struct rule_scope rulebook_scope(struct rulebook *);

/* grouping.c: the member `groups` of a round or pool. */
void rulebook_load_groups(struct rulebook *, const struct place *up, const json_t *object, struct grouping *);

/* grouping.c: the member `seats` of OBJECT: a number of seats, or a map by the key of a group that is made by GROUPING. */
void rulebook_load_seats(const struct rulebook *, const struct place *up, const json_t *object, const struct grouping *, struct seats *);

/* rulebook_ties.c: the name of a value to rank by: criterion:ID, indicator:ID, round:ID, extra:ID, sum, highest, most:PATH, least:PATH; the last two
 * only WITH_FACTS. Values of earlier rounds and of this one. */
void rulebook_load_tie_rule(
    struct rulebook *, const struct place *, const struct round *, const char *text, bool with_facts, struct tie_rule *);

/* rulebook_ties.c: the number of the earlier round ID, or 0 with an error. */
size_t rulebook_earlier_round(struct rulebook *, const struct place *, const struct round *, const char *id);

#endif
