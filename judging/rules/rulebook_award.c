/* Loading the award: pools, tiers, amounts, and what happens to a firm with several and to an overdrawn budget. */
#include "judging/rules/rules.h"

#include <stdlib.h>
#include <string.h>

/* Tier ids are unique over all pools: TIER_IDS goes along. */
static void load_tiers(struct rulebook *rulebook, const struct place *up, const json_t *json, struct pool *pool, struct ids *tier_ids)
{
	static const struct member_rule MEMBERS[] = {
	    {"id", true}, {"name", false}, {"seats", true}, {"amount", true}, {"min_score", false}, {0}};
	struct place at = place_key(up, "tiers");

	if (!check_array(&at, json, false))
		return;
	size_t first = tier_ids->count;
	check_ids(&at, json, tier_ids);
	pool->tier_count = json_array_size(json);
	pool->tiers = slab_take(&rulebook->slab, pool->tier_count, sizeof *pool->tiers);
	for (size_t i = 0; i < pool->tier_count; i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), name = place_key(&element, "name"), amount = place_key(&element, "amount"),
			     min_score = place_key(&element, "min_score");
		struct tier *tier = &pool->tiers[i];
		tier->id = tier_ids->names[first + i];
		if (!check_members(&element, object, MEMBERS))
			continue;
		check_localised(&name, json_object_get(object, "name"));
		rulebook_load_seats(rulebook, &element, object, &pool->groups, &tier->seats);
		rulebook_load_amount(rulebook, &amount, json_object_get(object, "amount"), &tier->amount);
		tier->has_min_score = json_object_get(object, "min_score");
		check_signed_points(&min_score, json_object_get(object, "min_score"), CHECK_ANY_POINTS, &tier->min_score);
	}
}

/* Whether a round can have the outcome for anybody. */
static bool can_have(const struct round *round, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_RANKED:
		return round->last;
	case OUTCOME_FAILED:
	case OUTCOME_WITHDRAWN:
	case OUTCOME_DISQUALIFIED:
	case OUTCOME_FORFEITED:
		return true;
	default:
		return !round->last;
	}
}

static void load_outcomes(const struct place *up, const json_t *json, const struct round *round, struct pool *pool)
{
	struct place at = place_key(up, "outcomes");
	pool->any_outcome = !json;
	if (!check_array(&at, json, true))
		return;
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i);
		int outcome;
		if (!check_word(&element, json_array_get(json, i), rulebook_outcomes, &outcome))
			continue;
		pool->outcomes[outcome] = true;
		if (round && !can_have(round, (enum outcome)outcome))
			place_error(&element, "round \"%s\" cannot have the outcome \"%s\"", round->id ? round->id : "",
			    rulebook_outcomes[outcome]);
	}
}

/* ROUND may be NULL: then it is wrong, and said to be. */
static void load_rank_by(
    struct rulebook *rulebook, const struct place *up, const json_t *json, const struct round *round, struct pool *pool)
{
	struct place at = place_key(up, "rank_by");
	const char *text = check_text(&at, json);
	if (!text || !round)
		return;
	pool->has_rank_by = true;
	rulebook_load_tie_rule(rulebook, &at, round, text, true, &pool->rank_by);
}

static void load_pool(struct rulebook *rulebook, const struct place *at, const json_t *json, struct pool *pool, struct ids *tier_ids)
{
	static const struct member_rule MEMBERS[] = {{"round", true}, {"groups", false}, {"when", false}, {"min_score", false},
	    {"tie", false}, {"outcomes", false}, {"special", false}, {"rank_by", false}, {"tiers", true}, {0}};
	static const char *const TIES[] = {"higher", "lower", NULL};
	struct place round_at = place_key(at, "round"), min_score = place_key(at, "min_score"), tie = place_key(at, "tie"),
		     special = place_key(at, "special"), when = place_key(at, "when");
	struct rule_scope scope = rulebook_scope(rulebook);
	int lower = 0;

	if (!check_members(at, json, MEMBERS))
		return;
	pool->round = check_reference(&round_at, json_object_get(json, "round"), &rulebook->round_ids, "round");
	const struct round *round = pool->round == IDS_NONE ? NULL : &rulebook->rounds[pool->round];
	rulebook_load_groups(rulebook, at, json, &pool->groups);
	pool->when = condition_load(&scope, &when, json_object_get(json, "when"));
	load_outcomes(at, json_object_get(json, "outcomes"), round, pool);
	pool->has_min_score = json_object_get(json, "min_score");
	check_signed_points(&min_score, json_object_get(json, "min_score"), CHECK_ANY_POINTS, &pool->min_score);
	check_word(&tie, json_object_get(json, "tie"), TIES, &lower);
	pool->lower = lower;
	check_flag(&special, json_object_get(json, "special"), &pool->special);
	load_rank_by(rulebook, at, json_object_get(json, "rank_by"), round, pool);
	load_tiers(rulebook, at, json_object_get(json, "tiers"), pool, tier_ids);
}

static void load_pools(struct rulebook *rulebook, const struct place *up, const json_t *json, struct award *award)
{
	struct place at = place_key(up, "pools");
	struct ids tier_ids = {0};

	if (!check_array(&at, json, true))
		return;
	award->pool_count = json_array_size(json);
	award->pools = slab_take(&rulebook->slab, award->pool_count, sizeof *award->pools);
	for (size_t i = 0; i < award->pool_count; i++) {
		struct place element = place_index(&at, i);
		load_pool(rulebook, &element, json_array_get(json, i), &award->pools[i], &tier_ids);
	}
	ids_free(&tier_ids);
}

static void load_prior(struct rulebook *rulebook, const struct place *up, const json_t *json, struct award *award)
{
	static const char *const RULES[] = {"exclude", "top_up", NULL};
	struct place at = place_key(up, "prior");
	const char *scheme;
	json_t *rule;

	if (!check_object(&at, json))
		return;
	award->prior = slab_take(&rulebook->slab, json_object_size(json), sizeof *award->prior);
	json_object_foreach ((json_t *)json, scheme, rule) {
		struct place member = place_key(&at, scheme);
		int word = 0;
		check_word(&member, rule, RULES, &word);
		award->prior[award->prior_count++] = (struct prior_rule){scheme, word == 0};
	}
}

void rulebook_load_award(struct rulebook *rulebook, const struct place *up, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {{"budget_fen", true}, {"pools", true}, {"repeat", false}, {"prior", false},
	    {"firm_cap_fen", false}, {"over_budget", false}, {"unit_fen", false}, {"vacated", false}, {0}};
	static const char *const VACATED[] = {"shift", "vacant", NULL};
	static const char *const REPEAT[] = {"all", "highest_only", NULL};
	static const char *const OVER_BUDGET[] = {"refuse", "pro_rata", "from_the_bottom", NULL};
	struct place at = place_key(up, "award");
	struct place budget = place_key(&at, "budget_fen"), repeat = place_key(&at, "repeat"), cap = place_key(&at, "firm_cap_fen"),
		     over = place_key(&at, "over_budget"), unit = place_key(&at, "unit_fen"), vacated = place_key(&at, "vacated");
	struct award *award = slab_take(&rulebook->slab, 1, sizeof *award);
	const json_t *firm_cap = json_object_get(json, "firm_cap_fen");
	int highest_only = 0, over_budget = OVER_REFUSE, vacant = 0;

	rulebook->award = award;
	award->unit = 1;
	if (!check_members(&at, json, MEMBERS))
		return;
	check_money(&budget, json_object_get(json, "budget_fen"), &award->budget);
	load_pools(rulebook, &at, json_object_get(json, "pools"), award);
	check_word(&repeat, json_object_get(json, "repeat"), REPEAT, &highest_only);
	award->highest_only = highest_only;
	check_word(&vacated, json_object_get(json, "vacated"), VACATED, &vacant);
	award->vacant = vacant;
	load_prior(rulebook, &at, json_object_get(json, "prior"), award);
	if (!json_is_null(firm_cap)) /* null, as without it: no cap */
		award->has_cap = check_money(&cap, firm_cap, &award->firm_cap);
	check_word(&over, json_object_get(json, "over_budget"), OVER_BUDGET, &over_budget);
	award->over_budget = (enum over_budget)over_budget;
	check_integer(&unit, json_object_get(json, "unit_fen"), 1, DECIMAL_MAX_INTEGER, &award->unit);
}
