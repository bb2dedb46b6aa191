/* Loading the award: pools, tiers, amounts, and what happens to a firm with several and to an overdrawn budget. */
#include "judging/rules/rules.h"

#include <stdlib.h>
#include <string.h>

static void load_amount_by_division(struct rulebook *rulebook, const struct place *at, const json_t *json, struct amount *amount)
{
	const char *division;
	json_t *fen;

	amount->kind = AMOUNT_BY_DIVISION;
	amount->by_division = slab_take(&rulebook->slab, rulebook->division_ids.count, sizeof *amount->by_division);
	json_object_foreach ((json_t *)json, division, fen) {
		struct place member = place_key(at, division);
		size_t position = ids_find(&rulebook->division_ids, division);
		int64_t ignored;
		if (position == IDS_NONE)
			place_error(&member, "unknown division");
		check_money(&member, fen, position == IDS_NONE ? &ignored : &amount->by_division[position]);
	}
	for (size_t i = 0; i < rulebook->division_ids.count; i++)
		if (rulebook->division_ids.names[i] && !json_object_get(json, rulebook->division_ids.names[i]))
			check_missing(at, rulebook->division_ids.names[i]);
}

static void load_steps(struct rulebook *rulebook, const struct place *at, const json_t *json, struct amount *amount)
{
	static const struct member_rule MEMBERS[] = {{"at_least", true}, {"amount_fen", true}, {0}};

	amount->kind = AMOUNT_STEPS;
	if (!check_array(at, json, true))
		return;
	amount->step_count = json_array_size(json);
	amount->steps = slab_take(&rulebook->slab, amount->step_count, sizeof *amount->steps);
	for (size_t i = 0; i < amount->step_count; i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(at, i), bound = place_key(&element, "at_least"), fen = place_key(&element, "amount_fen");
		if (!check_members(&element, object, MEMBERS))
			continue;
		amount->steps[i].at_least = json_object_get(object, "at_least");
		if (amount->steps[i].at_least && !json_is_number(amount->steps[i].at_least))
			place_error(&bound, "must be a number");
		check_money(&fen, json_object_get(object, "amount_fen"), &amount->steps[i].fen);
	}
}

static void load_amount(struct rulebook *rulebook, const struct place *at, const json_t *json, struct amount *amount)
{
	static const struct member_rule SHARE[] = {{"of", true}, {"share", true}, {"cap_fen", false}, {"floor_fen", false}, {0}};
	static const struct member_rule STEPS[] = {{"of", true}, {"steps", true}, {0}};
	struct place of = place_key(at, "of"), share = place_key(at, "share"), cap = place_key(at, "cap_fen"),
		     floor = place_key(at, "floor_fen"), steps = place_key(at, "steps");
	struct condition_scope scope = rulebook_scope(rulebook);

	if (!json_is_object(json)) {
		check_money(at, json, &amount->fen);
		return;
	}
	/* An object is a query's amount by its members; a division may be called "of", but then has a number there. */
	if (!json_is_object(json_object_get(json, "of")) && !json_object_get(json, "share") && !json_object_get(json, "steps")) {
		load_amount_by_division(rulebook, at, json, amount);
		return;
	}
	amount->of = query_load(&scope, &of, json_object_get(json, "of"));
	if (json_object_get(json, "steps")) {
		check_members(at, json, STEPS);
		load_steps(rulebook, &steps, json_object_get(json, "steps"), amount);
		return;
	}
	check_members(at, json, SHARE);
	amount->kind = AMOUNT_SHARE;
	amount->share = json_object_get(json, "share");
	amount->cap = DECIMAL_MAX_INTEGER;
	check_share(&share, amount->share);
	check_money(&cap, json_object_get(json, "cap_fen"), &amount->cap);
	check_money(&floor, json_object_get(json, "floor_fen"), &amount->floor);
}

/* Tier ids are unique over all pools: TIER_IDS goes along. */
static void load_tiers(struct rulebook *rulebook, const struct place *up, const json_t *json, struct pool *pool, struct ids *tier_ids)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", false}, {"seats", true}, {"amount", true}, {0}};
	struct place at = place_key(up, "tiers");

	if (!check_array(&at, json, false))
		return;
	size_t first = tier_ids->count;
	check_ids(&at, json, tier_ids);
	pool->tier_count = json_array_size(json);
	pool->tiers = slab_take(&rulebook->slab, pool->tier_count, sizeof *pool->tiers);
	for (size_t i = 0; i < pool->tier_count; i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), name = place_key(&element, "name"), amount = place_key(&element, "amount");
		pool->tiers[i].id = tier_ids->names[first + i];
		if (!check_members(&element, object, MEMBERS))
			continue;
		check_localised(&name, json_object_get(object, "name"));
		rulebook_load_seats(&element, object, &pool->tiers[i].seats);
		load_amount(rulebook, &amount, json_object_get(object, "amount"), &pool->tiers[i].amount);
	}
}

static void load_outcomes(const struct place *up, const json_t *json, struct pool *pool)
{
	struct place at = place_key(up, "outcomes");
	pool->any_outcome = !json;
	if (!check_array(&at, json, true))
		return;
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i);
		int outcome;
		if (check_word(&element, json_array_get(json, i), rulebook_outcomes, &outcome))
			pool->outcomes[outcome] = true;
	}
}

static void load_pool(struct rulebook *rulebook, const struct place *at, const json_t *json, struct pool *pool, struct ids *tier_ids)
{
	static const struct member_rule MEMBERS[] = {
	    {"round", true}, {"groups", false}, {"min_score", false}, {"tie", false}, {"outcomes", false}, {"tiers", true}, {0}};
	static const char *const TIES[] = {"higher", "lower", NULL};
	struct place round = place_key(at, "round"), min_score = place_key(at, "min_score"), tie = place_key(at, "tie");
	int lower = 0;

	if (!check_members(at, json, MEMBERS))
		return;
	pool->round = check_reference(&round, json_object_get(json, "round"), &rulebook->round_ids, "round");
	rulebook_load_groups(rulebook, at, json, &pool->groups);
	load_outcomes(at, json_object_get(json, "outcomes"), pool);
	pool->has_min_score = json_object_get(json, "min_score");
	check_decimal(&min_score, json_object_get(json, "min_score"), 2, &pool->min_score);
	check_word(&tie, json_object_get(json, "tie"), TIES, &lower);
	pool->lower = lower;
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
	    {"firm_cap_fen", false}, {"over_budget", false}, {"unit_fen", false}, {0}};
	static const char *const REPEAT[] = {"all", "highest_only", NULL};
	static const char *const OVER_BUDGET[] = {"refuse", "pro_rata", "from_the_bottom", NULL};
	struct place at = place_key(up, "award");
	struct place budget = place_key(&at, "budget_fen"), repeat = place_key(&at, "repeat"), cap = place_key(&at, "firm_cap_fen"),
		     over = place_key(&at, "over_budget"), unit = place_key(&at, "unit_fen");
	struct award *award = slab_take(&rulebook->slab, 1, sizeof *award);
	const json_t *firm_cap = json_object_get(json, "firm_cap_fen");
	int highest_only = 0, over_budget = OVER_REFUSE;

	rulebook->award = award;
	award->unit = 1;
	if (!check_members(&at, json, MEMBERS))
		return;
	check_money(&budget, json_object_get(json, "budget_fen"), &award->budget);
	load_pools(rulebook, &at, json_object_get(json, "pools"), award);
	check_word(&repeat, json_object_get(json, "repeat"), REPEAT, &highest_only);
	award->highest_only = highest_only;
	load_prior(rulebook, &at, json_object_get(json, "prior"), award);
	if (!json_is_null(firm_cap)) /* null, as without it: no cap */
		award->has_cap = check_money(&cap, firm_cap, &award->firm_cap);
	check_word(&over, json_object_get(json, "over_budget"), OVER_BUDGET, &over_budget);
	award->over_budget = (enum over_budget)over_budget;
	check_integer(&unit, json_object_get(json, "unit_fen"), 1, DECIMAL_MAX_INTEGER, &award->unit);
}
