/* Loading the amount of a tier: a number, a map by division, a share, steps or brackets of what a query finds, or a sum of such. */
#include "judging/rules/rules.h"

#include <stdlib.h>

static void load_by_division(struct rulebook *rulebook, const struct place *at, const json_t *json, struct amount *amount)
{
	const char *division;
	json_t *fen;

	amount->kind = AMOUNT_BY_DIVISION;
	amount->by_division = slab_take(&rulebook->slab, rulebook->division_ids.count, sizeof *amount->by_division);
	json_object_foreach ((json_t *)json, division, fen) {
		struct place member = place_key(at, division);
		size_t position = ids_find(&rulebook->division_ids, division);
		int64_t ignored;
		if (position == IDS_NONE && !rulebook->division_ids.incomplete)
			place_error(&member, "unknown division");
		check_money(&member, fen, position == IDS_NONE ? &ignored : &amount->by_division[position]);
	}
	for (size_t i = 0; i < rulebook->division_ids.count; i++)
		if (rulebook->division_ids.names[i] && !json_object_get(json, rulebook->division_ids.names[i]))
			check_missing(at, rulebook->division_ids.names[i]);
}

static int compare_steps(const void *a, const void *b)
{
	const struct amount_step *x = a, *y = b;
	if (x->bound != y->bound)
		return x->bound > y->bound ? -1 : 1;
	return x->input < y->input ? -1 : x->input > y->input;
}

/* From the highest bound down; of equal bounds the first stays first. */
static void load_steps(struct rulebook *rulebook, const struct place *up, const json_t *json, struct amount *amount)
{
	static const struct member_rule MEMBERS[] = {{"at_least", true}, {"amount_fen", true}, {0}};
	struct place at = place_key(up, "steps");

	amount->kind = AMOUNT_STEPS;
	if (!check_array(&at, json, true))
		return;
	amount->step_count = json_array_size(json);
	amount->steps = slab_take(&rulebook->slab, amount->step_count, sizeof *amount->steps);
	for (size_t i = 0; i < amount->step_count; i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), bound = place_key(&element, "at_least"),
			     fen = place_key(&element, "amount_fen");
		amount->steps[i].input = i;
		if (!check_members(&element, object, MEMBERS))
			continue;
		amount->steps[i].at_least = json_object_get(object, "at_least");
		if (check_number(&bound, amount->steps[i].at_least))
			amount->steps[i].bound = json_number_value(amount->steps[i].at_least);
		check_money(&fen, json_object_get(object, "amount_fen"), &amount->steps[i].fen);
	}
	qsort(amount->steps, amount->step_count, sizeof *amount->steps, compare_steps);
}

/* What the brackets before each come to, of brackets without faults. */
static void add_up_brackets(struct amount *amount)
{
	mpq_t share, top, bound;

	mpq_inits(share, top, bound, NULL);
	for (size_t i = 1; i < amount->bracket_count; i++) {
		decimal_set(share, amount->brackets[i - 1].share);
		decimal_set(bound, amount->brackets[i - 1].above);
		decimal_set(top, amount->brackets[i].above);
		mpq_sub(top, top, bound);
		mpq_mul(share, share, top);
		mpq_add(amount->brackets[i].below, amount->brackets[i - 1].below, share);
	}
	mpq_clears(share, top, bound, NULL);
}

/* The bounds ascend from 0. */
static void load_brackets(struct rulebook *rulebook, const struct place *up, const json_t *json, struct amount *amount)
{
	static const struct member_rule MEMBERS[] = {{"above", true}, {"share", true}, {0}};
	struct place at = place_key(up, "brackets");
	size_t before = at.errors->count;
	double last = 0;

	amount->kind = AMOUNT_BRACKETS;
	if (!check_array(&at, json, true))
		return;
	amount->bracket_count = json_array_size(json);
	amount->brackets = slab_take(&rulebook->slab, amount->bracket_count, sizeof *amount->brackets);
	for (size_t i = 0; i < amount->bracket_count; i++)
		mpq_init(amount->brackets[i].below);
	for (size_t i = 0; i < amount->bracket_count; i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), above_at = place_key(&element, "above"), share = place_key(&element, "share");
		if (!check_members(&element, object, MEMBERS))
			continue;
		struct amount_bracket *bracket = &amount->brackets[i];
		bracket->above = json_object_get(object, "above");
		bracket->share = json_object_get(object, "share");
		check_share(&share, bracket->share);
		if (!check_number(&above_at, bracket->above))
			continue;
		double above = json_number_value(bracket->above);
		if (i == 0 ? above != 0 : above <= last)
			place_error(&above_at, i == 0 ? "the first bracket begins at 0" : "must be above that of the bracket before");
		last = above;
	}
	if (at.errors->count == before)
		add_up_brackets(amount);
}

static void load_limits(const struct place *at, const json_t *json, struct amount *amount)
{
	struct place cap = place_key(at, "cap_fen"), floor = place_key(at, "floor_fen");
	amount->has_cap = check_money(&cap, json_object_get(json, "cap_fen"), &amount->cap);
	amount->has_floor = check_money(&floor, json_object_get(json, "floor_fen"), &amount->floor);
}

/* What is taken of a query's value: exactly one of share, steps, brackets. */
static void load_of_query(struct rulebook *rulebook, const struct place *at, const json_t *json, struct amount *amount)
{
	static const struct member_rule SHARE[] = {{"of", true}, {"share", true}, {"cap_fen", false}, {"floor_fen", false}, {0}};
	static const struct member_rule STEPS[] = {{"of", true}, {"steps", true}, {0}};
	static const struct member_rule BRACKETS[] = {{"of", true}, {"brackets", true}, {"cap_fen", false}, {"floor_fen", false}, {0}};
	struct place of = place_key(at, "of"), share = place_key(at, "share");
	struct rule_scope scope = rulebook_scope(rulebook);

	amount->of = query_load(&scope, &of, json_object_get(json, "of"));
	if (json_object_get(json, "steps")) {
		check_members(at, json, STEPS);
		load_steps(rulebook, at, json_object_get(json, "steps"), amount);
	} else if (json_object_get(json, "brackets")) {
		check_members(at, json, BRACKETS);
		load_brackets(rulebook, at, json_object_get(json, "brackets"), amount);
		load_limits(at, json, amount);
	} else {
		check_members(at, json, SHARE);
		amount->kind = AMOUNT_SHARE;
		amount->share = json_object_get(json, "share");
		check_share(&share, amount->share);
		load_limits(at, json, amount);
	}
}

static void load_sum(struct rulebook *rulebook, const struct place *at, const json_t *json, struct amount *amount)
{
	static const struct member_rule MEMBERS[] = {{"sum", true}, {"cap_fen", false}, {0}};
	struct place parts = place_key(at, "sum");
	const json_t *list = json_object_get(json, "sum");

	amount->kind = AMOUNT_SUM;
	check_members(at, json, MEMBERS);
	load_limits(at, json, amount);
	if (!check_array(&parts, list, true))
		return;
	amount->part_count = json_array_size(list);
	amount->parts = slab_take(&rulebook->slab, amount->part_count, sizeof *amount->parts);
	for (size_t i = 0; i < amount->part_count; i++) {
		struct place element = place_index(&parts, i);
		rulebook_load_amount(rulebook, &element, json_array_get(list, i), &amount->parts[i]);
	}
}

void rulebook_load_amount(struct rulebook *rulebook, const struct place *at, const json_t *json, struct amount *amount)
{
	amount->cap = DECIMAL_MAX_INTEGER;
	if (!json_is_object(json))
		check_money(at, json, &amount->fen);
	else if (json_object_get(json, "of")) /* no division may be called so */
		load_of_query(rulebook, at, json, amount);
	else if (json_object_get(json, "sum"))
		load_sum(rulebook, at, json, amount);
	else
		load_by_division(rulebook, at, json, amount);
}

void rulebook_free_amount(struct amount *amount)
{
	for (size_t i = 0; i < amount->bracket_count; i++)
		mpq_clear(amount->brackets[i].below);
	for (size_t i = 0; i < amount->part_count; i++)
		rulebook_free_amount(&amount->parts[i]);
}
