/* Loading a round: what both kinds have in common, and ranking and advancement. */
#include "judging/rules/rules.h"

#include <stdlib.h>
#include <string.h>

/* Bounds that no contest meets, so that counters and powers of ten stay small. */
enum { MAX_DECIMALS = 30 };

static void load_ties(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "ties");
	if (!check_array(&at, json, true))
		return;
	round->ties = slab_take(&rulebook->slab, json_array_size(json), sizeof *round->ties);
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i);
		const char *text = check_text(&element, json_array_get(json, i));
		if (text)
			rulebook_load_tie_rule(rulebook, &element, round, text, true, &round->ties[round->tie_count++]);
	}
}

static int compare_minimums(const void *a, const void *b)
{
	return strcmp(((const struct minimum *)a)->rule.text, ((const struct minimum *)b)->rule.text);
}

/* In text order, so that the one which is named as the reason does not depend on the order of keys. */
static void load_minimums(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "min");
	struct advance *advance = &round->advance;
	const char *text;
	json_t *points;

	if (!check_object(&at, json))
		return;
	advance->minimums = slab_take(&rulebook->slab, json_object_size(json), sizeof *advance->minimums);
	json_object_foreach ((json_t *)json, text, points) {
		struct place member = place_key(&at, text);
		struct minimum *minimum = &advance->minimums[advance->minimum_count++];
		rulebook_load_tie_rule(rulebook, &member, round, text, false, &minimum->rule);
		check_signed_points(&member, points, CHECK_ANY_POINTS, &minimum->points);
	}
	qsort(advance->minimums, advance->minimum_count, sizeof *advance->minimums, compare_minimums);
}

static void load_share(const struct place *at, const json_t *json, struct advance *advance)
{
	struct place share = place_key(at, "share"), rounding = place_key(at, "share_rounding"), least = place_key(at, "share_min"),
		     most = place_key(at, "share_max");
	int word = ROUND_DOWN;

	advance->share = json_object_get(json, "share");
	advance->share_min = 1;
	advance->share_max = INT64_MAX;
	check_share(&share, advance->share);
	check_word(&rounding, json_object_get(json, "share_rounding"), rulebook_roundings, &word);
	advance->share_rounding = (enum rounding)word;
	check_integer(&least, json_object_get(json, "share_min"), 0, DECIMAL_MAX_INTEGER, &advance->share_min);
	check_integer(&most, json_object_get(json, "share_max"), 0, DECIMAL_MAX_INTEGER, &advance->share_max);
}

static void load_advance(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	static const struct member_rule MEMBERS[] = {{"seats", false}, {"share", false}, {"share_rounding", false}, {"share_min", false},
	    {"share_max", false}, {"min_score", false}, {"min", false}, {0}};
	struct place at = place_key(up, "advance"), min_score = place_key(&at, "min_score");

	if (round->last && json)
		place_error(&at, "nobody advances from the last round");
	if (!round->last && !json)
		check_missing(up, "advance");
	if (!json || !check_members(&at, json, MEMBERS))
		return;
	rulebook_load_seats(rulebook, &at, json, &round->groups, &round->advance.seats);
	load_share(&at, json, &round->advance);
	round->advance.has_min_score = json_object_get(json, "min_score");
	check_signed_points(&min_score, json_object_get(json, "min_score"), CHECK_ANY_POINTS, &round->advance.min_score);
	load_minimums(rulebook, &at, json_object_get(json, "min"), round);
}

static void load_wildcards(const struct place *up, const json_t *json, struct round *round)
{
	static const struct member_rule MEMBERS[] = {{"seats", true}, {"from_rank", false}, {0}};
	struct place at = place_key(up, "wildcards"), seats = place_key(&at, "seats"), from = place_key(&at, "from_rank");

	if (!json)
		return;
	if (round->last)
		place_error(&at, "nobody advances from the last round");
	if (!check_members(&at, json, MEMBERS))
		return;
	round->wildcards = (struct wildcards){.given = true, .from_rank = 1};
	check_integer(&seats, json_object_get(json, "seats"), 0, DECIMAL_MAX_INTEGER, &round->wildcards.seats);
	check_integer(&from, json_object_get(json, "from_rank"), 1, DECIMAL_MAX_INTEGER, &round->wildcards.from_rank);
}

static void load_common(struct rulebook *rulebook, const struct place *at, const json_t *json, struct round *round)
{
	static const char *const RANK_ON[] = {"rounded", "exact", NULL};
	static const char *const TIE_AT_CUT[] = {"all", "none", "resolve", NULL};
	static const char *const REPLACEMENT[] = {"none", "next_in_rank", NULL};
	struct place name = place_key(at, "name"), skip = place_key(at, "skip_below"), decimals = place_key(at, "decimals"),
		     rank_on = place_key(at, "rank_on"), tie_at_cut = place_key(at, "tie_at_cut"),
		     replacement = place_key(at, "replacement");
	int64_t digits = 2;
	int exact = 0, cut = CUT_ALL, next = 0;

	check_localised(&name, json_object_get(json, "name"));
	rulebook_load_groups(rulebook, at, json, &round->groups);
	check_integer(&skip, json_object_get(json, "skip_below"), 0, DECIMAL_MAX_INTEGER, &round->skip_below);
	if (round->last && json_object_get(json, "skip_below"))
		place_error(&skip, "the last round cannot be skipped");
	check_integer(&decimals, json_object_get(json, "decimals"), 0, MAX_DECIMALS, &digits);
	round->decimals = (unsigned)digits;
	check_word(&rank_on, json_object_get(json, "rank_on"), RANK_ON, &exact);
	round->rank_exact = exact;
	check_word(&tie_at_cut, json_object_get(json, "tie_at_cut"), TIE_AT_CUT, &cut);
	round->tie_at_cut = (enum tie_at_cut)cut;
	check_word(&replacement, json_object_get(json, "replacement"), REPLACEMENT, &next);
	round->next_in_rank = next;
}

static void load_part(struct rulebook *rulebook, const struct place *at, const char *text, const json_t *weight, struct round *round)
{
	struct part *part = &round->parts[round->part_count++];
	*part = (struct part){.kind = PART_SHEETS, .text = text};
	if (strncmp(text, "round:", 6) == 0) {
		part->kind = PART_ROUND;
		part->round = rulebook_earlier_round(rulebook, at, round, text + 6);
	} else if (strncmp(text, "extra:", 6) == 0) {
		part->kind = PART_EXTRA;
		part->extra = text + 6;
		check_no_slash(at, part->extra);
	} else if (strcmp(text, "sheets") != 0) {
		place_error(at, "\"%s\" is none of sheets, round:ID, extra:ID", text);
	}
	check_weight(at, weight, &part->weight);
}

static void load_otherwise(const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "parts_otherwise");
	const char *text;
	json_t *points;

	if (!check_object(&at, json))
		return;
	json_object_foreach ((json_t *)json, text, points) {
		struct place member = place_key(&at, text);
		int64_t value = 0;
		size_t i = 0;
		while (i < round->part_count && strcmp(round->parts[i].text, text) != 0)
			i++;
		if (i < round->part_count && round->parts[i].kind == PART_EXTRA)
			check_no_slash(&member, round->parts[i].extra);
		else if (i == round->part_count && round->parts_known)
			place_error(&member, "the round has no part \"%s\"", text);
		if (check_signed_points(&member, points, EXTRA_MOST, &value) && i < round->part_count) {
			round->parts[i].has_otherwise = true;
			round->parts[i].otherwise = value;
		}
	}
}

static void load_parts(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "parts");
	const char *text;
	json_t *weight;

	if (json && !check_object(&at, json))
		return;
	round->parts_known = true;
	round->parts = slab_take(&rulebook->slab, json ? json_object_size(json) : 1, sizeof *round->parts);
	if (!json) {
		round->parts[round->part_count++] = (struct part){.kind = PART_SHEETS, .weight = 10000, .text = "sheets"};
		return;
	}
	json_object_foreach ((json_t *)json, text, weight) {
		struct place member = place_key(&at, text);
		load_part(rulebook, &member, text, weight, round);
		if (round->method == AGGREGATE_BORDA && strcmp(text, "sheets") != 0)
			place_error(&member, "with the method \"borda\" there are no parts but the sheets");
	}
}

/* A round without its kind: there is no telling what belongs into it, but some things do in neither. */
static void load_kindless(const struct place *at, const json_t *json, struct round *round)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", false}, {"kind", true}, {"groups", false},
	    {"skip_below", false}, {"judges_per_entry", false}, {"min_sheets", false}, {"criteria", false}, {"aggregate", false},
	    {"adjust", false}, {"components", false}, {"judge_weights", false}, {"parts", false}, {"parts_otherwise", false},
	    {"wildcards", false}, {"indicators", false}, {"require", false}, {"decimals", false}, {"rank_on", false}, {"ties", false},
	    {"advance", false}, {"tie_at_cut", false}, {"replacement", false}, {0}};
	static const char *const ARRAYS[] = {"criteria", "indicators", NULL};
	static const char *const OBJECTS[] = {"aggregate", "judge_weights", "parts", "parts_otherwise", "require", NULL};

	round->criterion_ids.incomplete = round->indicator_ids.incomplete = true;
	check_members(at, json, MEMBERS);
	for (size_t i = 0; ARRAYS[i]; i++) {
		struct place member = place_key(at, ARRAYS[i]);
		check_array(&member, json_object_get(json, ARRAYS[i]), false);
	}
	for (size_t i = 0; OBJECTS[i]; i++) {
		struct place member = place_key(at, OBJECTS[i]);
		check_object(&member, json_object_get(json, OBJECTS[i]));
	}
	rulebook_load_judging(at, json, round);
}

void rulebook_load_round(struct rulebook *rulebook, const struct place *at, const json_t *json, struct round *round)
{
	static const struct member_rule JUDGED[] = {{"id", true}, {"name", false}, {"kind", true}, {"groups", false}, {"skip_below", false},
	    {"judges_per_entry", false}, {"min_sheets", false}, {"criteria", true}, {"aggregate", true}, {"adjust", false},
	    {"components", false}, {"judge_weights", false}, {"parts", false}, {"parts_otherwise", false}, {"wildcards", false},
	    {"decimals", false}, {"rank_on", false}, {"ties", false}, {"advance", false}, {"tie_at_cut", false}, {"replacement", false},
	    {0}};
	static const struct member_rule INDICATORS[] = {{"id", true}, {"name", false}, {"kind", true}, {"groups", false},
	    {"skip_below", false}, {"indicators", true}, {"require", false}, {"wildcards", false}, {"decimals", false}, {"rank_on", false},
	    {"ties", false}, {"advance", false}, {"tie_at_cut", false}, {"replacement", false}, {0}};
	static const char *const KINDS[] = {"judged", "indicators", NULL};
	struct place kind_at = place_key(at, "kind");
	int kind = 0;

	if (!check_object(at, json)) {
		round->criterion_ids.incomplete = round->indicator_ids.incomplete = true;
		return;
	}
	round->kind_known = check_word(&kind_at, json_object_get(json, "kind"), KINDS, &kind);
	round->judged = round->kind_known && kind == 0;
	load_common(rulebook, at, json, round);
	if (!round->kind_known) {
		load_kindless(at, json, round);
	} else if (round->judged) {
		check_members(at, json, JUDGED);
		rulebook_load_scoring(rulebook, at, json, round);
		load_parts(rulebook, at, json_object_get(json, "parts"), round);
		load_otherwise(at, json_object_get(json, "parts_otherwise"), round);
	} else {
		check_members(at, json, INDICATORS);
		rulebook_load_indicators(rulebook, at, json, round);
	}
	load_ties(rulebook, at, json_object_get(json, "ties"), round);
	load_advance(rulebook, at, json_object_get(json, "advance"), round);
	load_wildcards(at, json_object_get(json, "wildcards"), round);
}
