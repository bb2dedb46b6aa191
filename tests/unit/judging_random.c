/* Properties that hold for every dossier, tried on thousands of random ones (judging/dossier.h):
 * - the awards never exceed the budget, and the budget's three numbers fit the list; no amount is negative
 * - the order of the dossier's arrays never matters: the same bytes come out, also for the canonical dossier
 * - ranks follow the scores within a group, 1, 2, 2, 4
 * - no more than the seats advance, unless a tie is let through; nobody is lost between rounds
 * - who is added by a decision takes nobody's place: all others stand as without it
 * - without adjustment, a point more on a sheet never lowers that entry's rank
 * The seed of a failing dossier is printed. */
#include "tests/unit/judging_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 1500 };

static bool chance(int percent)
{
	return random() % 100 < percent;
}

static long between(long low, long high)
{
	return low + random() % (high - low + 1);
}

static const char *pick(const char *const *words, size_t count)
{
	return words[(size_t)random() % count];
}

#define PICK(...) pick((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static json_t *array_get(const json_t *object, const char *key, size_t index)
{
	return json_array_get(json_object_get(object, key), index);
}

static void random_groups(json_t *object)
{
	json_t *groups = json_array();
	if (chance(50))
		json_array_append_new(groups, json_string("division"));
	if (chance(30))
		json_array_append_new(groups, json_string(PICK("panel", "firm.district", "industry")));
	json_object_set_new(object, "groups", groups);
}

static void random_ranking(json_t *round, bool last)
{
	json_object_set_new(round, "decimals", json_integer(between(0, 2)));
	json_object_set_new(round, "rank_on", json_string(PICK("rounded", "exact")));
	json_object_set_new(round, "tie_at_cut", json_string(PICK("all", "none", "resolve")));
	json_object_set_new(round, "replacement", json_string(PICK("none", "next_in_rank")));
	if (last)
		return;
	json_t *advance = json_object();
	if (chance(70))
		json_object_set_new(advance, "seats", json_integer(between(0, 8)));
	if (chance(30))
		json_object_set_new(advance, "share", json_real((double)between(1, 100) / 100));
	if (chance(20))
		json_object_set_new(advance, "min_score", json_integer(between(0, 10)));
	if (chance(30))
		json_object_set_new(advance, "share_rounding", json_string(PICK("down", "up", "half_up")));
	if (chance(20))
		json_object_set_new(advance, "share_min", json_integer(between(0, 3)));
	if (chance(20))
		json_object_set_new(advance, "share_max", json_integer(between(1, 5)));
	if (chance(20))
		json_object_set_new(advance, "min", json_pack("{s:i}", PICK("criterion:a", "sum", "extra:bonus"), 2));
	if (chance(30))
		json_object_set_new(round, "wildcards",
		    json_pack("{s:I, s:I}", "seats", (json_int_t)between(0, 4), "from_rank", (json_int_t)between(1, 3)));
	json_object_set_new(round, "advance", advance);
	if (chance(20))
		json_object_set_new(round, "skip_below", json_integer(between(1, 4)));
}

static json_t *random_judged_round(const char *id, const char *earlier, bool last)
{
	json_t *round =
	    help_json("{'kind': 'judged', 'criteria': [{'id': 'a', 'max': 10, 'step': 0.5, 'weight': 0.7}, {'id': 'b', 'max': 5},"
		      "{'id': 'c', 'max': 5, 'weight': 0.2525, 'divisions': ['young']}], 'components': 'accept'}");
	const char *method = PICK("mean", "mean", "median", "trimmed_mean", "borda"), *level = PICK("sheet", "criterion");
	bool borda = strcmp(method, "borda") == 0, mean = strcmp(method, "mean") == 0;
	json_object_set_new(round, "id", json_string(id));
	json_object_set_new(round, "aggregate", json_pack("{s:s, s:s}", "method", method, "level", borda ? "sheet" : level));
	if (strcmp(method, "trimmed_mean") == 0 && chance(50))
		json_object_set_new(json_object_get(round, "aggregate"), "trim_from", json_integer(between(3, 6)));
	if (!borda && strcmp(level, "criterion") == 0 && mean && chance(50)) /* on the sheets of some judges only */
		json_array_append_new(
		    json_object_get(round, "criteria"), help_json("{'id': 'd', 'max': 5, 'weight': 0.3, 'roles': ['chief', 'expert']}"));
	if (mean && chance(40))
		json_object_set_new(round, "judge_weights", help_json("{'chief': 2.5, 'guest': 0.1}"));
	else if (mean)
		json_object_set_new(round, "adjust", json_string(PICK("none", "panel_factor", "z_score", "severity")));
	else if (!borda)
		json_object_set_new(round, "adjust", json_string(PICK("none", "panel_factor")));
	if (!borda && chance(40)) {
		json_object_set_new(round, "parts", help_json("{'sheets': 0.8, 'extra:bonus': 1}"));
		json_object_set_new(round, "parts_otherwise", json_pack("{s:f}", "extra:bonus", (double)between(-200, 200) / 100));
	}
	json_t *ties = json_array();
	if (chance(40))
		json_array_append_new(ties, json_string(PICK("criterion:a", "criterion:c", "sum", "highest", "extra:bonus")));
	if (earlier && chance(40))
		json_array_append_new(ties, json_sprintf("round:%s", earlier));
	if (chance(40))
		json_array_append_new(ties, json_string(PICK("most:firm.staff", "least:firm.staff", "least:firm.founded_on")));
	json_object_set_new(round, "ties", ties);
	random_groups(round);
	random_ranking(round, last);
	return round;
}

static json_t *random_amount(void)
{
	static const char *const AMOUNTS[] = {"{'young': 150, 'old': 250}",
	    "{'of': {'sum': 'received_fen'}, 'share': 0.3, 'cap_fen': 300, 'floor_fen': 20}",
	    "{'of': {'max': 'received_fen'}, 'steps': [{'at_least': 500, 'amount_fen': 40}, {'at_least': 100, 'amount_fen': 9}]}",
	    "{'of': {'sum': 'received_fen'}, 'brackets': [{'above': 0, 'share': 0.03}, {'above': 700, 'share': 0.5}], 'cap_fen': 400}",
	    "{'sum': [7, {'young': 1, 'old': 2}, {'of': {'count': true}, 'share': 1}], 'cap_fen': 9}"};
	return chance(40) ? json_integer(between(0, 500)) : help_json(AMOUNTS[(size_t)random() % (sizeof AMOUNTS / sizeof AMOUNTS[0])]);
}

static json_t *random_pool(long number)
{
	json_t *pool = json_pack("{s:s, s:s, s:[]}", "round", number ? "semi" : "final", "tie", PICK("higher", "lower"), "tiers");
	random_groups(pool);
	if (chance(30))
		json_object_set_new(pool, "special", json_boolean(chance(50)));
	if (chance(30))
		json_object_set_new(pool, "when", help_json("{'fact': 'firm.staff', 'at_least': {'fact': 'entry.staff', 'times': 0.5}}"));
	if (chance(30))
		json_object_set_new(pool, "rank_by", json_string(PICK("criterion:c", "least:firm.staff", "highest", "extra:bonus")));
	if (chance(30))
		json_object_set_new(pool, "min_score", json_integer(between(0, 6)));
	for (long j = 0, tiers = between(1, 3); j < tiers; j++) {
		json_t *tier = json_pack("{s:o, s:I, s:o}", "id", json_sprintf("t%ld%ld", number, j), "seats", (json_int_t)between(0, 4),
		    "amount", random_amount());
		if (chance(20))
			json_object_set_new(tier, "min_score", json_integer(between(0, 8)));
		json_array_append_new(json_object_get(pool, "tiers"), tier);
	}
	return pool;
}

static json_t *random_award(void)
{
	json_t *award = json_pack("{s:I, s:[], s:s, s:s, s:I, s:{s:s, s:s}}", "budget_fen", (json_int_t)between(0, 3000), "pools", "repeat",
	    PICK("all", "highest_only"), "over_budget", PICK("pro_rata", "from_the_bottom"), "unit_fen", (json_int_t)between(1, 20),
	    "prior", "city", PICK("top_up", "exclude"), "state", "top_up");
	if (chance(40))
		json_object_set_new(award, "vacated", json_string(PICK("shift", "vacant")));
	if (chance(40))
		json_object_set_new(award, "firm_cap_fen", json_integer(between(0, 400)));
	for (long i = 0, pools = between(1, 3); i < pools; i++)
		json_array_append_new(json_object_get(award, "pools"), random_pool(i));
	return award;
}

static json_t *random_points(bool young)
{
	json_t *points = json_pack("{s:f, s:f}", "a", (double)between(0, 20) / 2, "b", (double)between(0, 500) / 100);
	if (young)
		json_object_set_new(points, "c", json_real((double)between(0, 500) / 100));
	return points;
}

/* Everybody is judged in both rounds, by three to five judges of one panel, with points that are often equal. */
static void random_sheets(const json_t *rule, json_t *round, size_t entry, bool young)
{
	bool by_role = json_array_size(json_object_get(rule, "criteria")) == 4;
	long first = between(0, 4), count = between(3, 5), panel = first % 2;
	json_t *sheets = json_object_get(round, "sheets"), *same = chance(40) ? random_points(young) : NULL;
	for (long j = 0; j < count; j++) {
		json_t *sheet = json_pack("{s:o, s:o, s:s, s:o}", "entry", json_sprintf("e%zu", entry), "judge",
		    json_sprintf("j%ld", 1 + (first + j) % 5), "panel", panel ? "A" : "B", "points",
		    same ? json_deep_copy(same) : random_points(young));
		if (by_role && (first + j) % 5 % 2 == 0) /* j1, j3, j5 */
			json_object_set_new(json_object_get(sheet, "points"), "d", json_real((double)between(0, 500) / 100));
		json_array_append_new(sheets, sheet);
	}
	if (chance(50))
		json_array_append_new(json_object_get(round, "extras"), json_pack("{s:o, s:s, s:f}", "entry", json_sprintf("e%zu", entry),
									    "id", "bonus", "points", (double)between(-300, 300) / 100));
	if (chance(5)) /* a recused one */
		json_array_append_new(sheets, json_pack("{s:o, s:s, s:o, s:s}", "entry", json_sprintf("e%zu", entry), "judge", "j2",
						  "points", random_points(young), "void", "recused"));
	json_decref(same);
}

static void random_entry(json_t *dossier, size_t number)
{
	bool young = chance(50);
	json_t *facts = json_pack("{s:b, s:s}", "young", young, "district", PICK("南沙", "天河"));
	if (chance(80))
		json_object_set_new(facts, "staff", json_integer(between(1, 9)));
	if (chance(80))
		json_object_set_new(facts, "founded_on", json_string(PICK("2019-03-01", "2020-02-29", "2021-12-31")));
	json_t *entry = json_pack("{s:o, s:o, s:s, s:s}", "id", json_sprintf("e%zu", number), "firm", json_sprintf("f%zu", number),
	    "industry", "biomed", "status", "submitted");
	json_array_append_new(json_object_get(dossier, "firms"),
	    json_pack("{s:o, s:s, s:o}", "id", json_sprintf("f%zu", number), "name", "x", "facts", facts));
	if (number > 1 && chance(15)) /* a second entry of an earlier firm, with its division */
		young = json_is_true(json_object_get(json_object_get(array_get(dossier, "firms", number - 2), "facts"), "young")),
		json_object_set_new(entry, "firm", json_sprintf("f%zu", number - 1));
	if (chance(12))
		json_object_set_new(entry, "left",
		    json_pack("{s:s, s:s, s:o*}", "before", PICK("semi", "final", "award"), "as",
			PICK("withdrawn", "disqualified", "forfeited"), "replaced", chance(80) ? json_boolean(chance(70)) : NULL));
	json_object_set_new(entry, "facts", json_pack("{s:b, s:i}", "fast", (int)chance(10), "staff", (int)between(1, 12)));
	json_array_append_new(json_object_get(dossier, "entries"), entry);
	for (size_t i = 0; i < 2; i++)
		random_sheets(array_get(json_object_get(dossier, "rulebook"), "rounds", i), array_get(dossier, "rounds", i), number, young);
	if (chance(50))
		json_array_append_new(json_object_get(dossier, "investments"),
		    json_pack("{s:o, s:o, s:s, s:{s:I}}", "id", json_sprintf("i%zu", number), "firm", json_sprintf("f%zu", number),
			"investor", "x", "facts", "received_fen", (json_int_t)between(0, 2000)));
	if (chance(15))
		json_array_append_new(
		    json_object_get(dossier, "prior_awards"), json_pack("{s:o, s:s, s:I}", "firm", json_sprintf("f%zu", number), "scheme",
								  PICK("city", "state"), "amount_fen", (json_int_t)between(0, 200)));
}

/* Of the first round; the dossier is refused if that entry takes no part in it. */
static const char *add_somebody(json_t *dossier)
{
	json_t *entries = json_object_get(dossier, "entries"),
	       *entry = json_array_get(entries, (size_t)random() % json_array_size(entries));
	const char *id = json_string_value(json_object_get(entry, "id"));
	json_object_set_new(array_get(dossier, "rounds", 0), "added", json_pack("[{s:s, s:s}]", "entry", id, "why", "decision"));
	return id;
}

static json_t *random_dossier(unsigned seed)
{
	srandom(seed);
	json_t *dossier = help_contest(0, "[{'id': 'semi'}, {'id': 'final'}]"), *rulebook = json_object_get(dossier, "rulebook");
	help_set(dossier, "rulebook.divisions",
	    "[{'id': 'young', 'when': {'fact': 'firm.young', 'equals': true}}, {'id': 'old', 'when': {'all': []}}]");
	help_set(dossier, "judges[0].role", "'chief'");
	help_set(dossier, "judges[2].role", "'expert'");
	help_set(dossier, "judges[4].role", "'expert'");
	for (int i = 0; i < 2; i++)
		json_object_set_new(array_get(dossier, "rounds", (size_t)i), "extras", json_array());
	help_set(dossier, "rulebook.facts",
	    "{'firm': {'young': {'kind': 'yes_no'}, 'district': {'kind': 'text'}, 'staff': {'kind': 'integer', 'min': 1},"
	    "'founded_on': {'kind': 'date'}}, 'entry': {'fast': {'kind': 'yes_no'}, 'staff': {'kind': 'number'}},"
	    "'investment': {'received_fen': {'kind': 'money'}}}");
	help_set(dossier, "rulebook.direct_advancement", "[{'id': 'd', 'to': 'final', 'when': {'fact': 'entry.fast', 'equals': true}}]");
	json_object_set_new(array_get(rulebook, "direct_advancement", 0), "seats", json_string(PICK("extra", "within")));
	json_t *rounds = json_object_get(rulebook, "rounds");
	json_array_set_new(rounds, 0, random_judged_round("semi", NULL, false));
	json_array_set_new(rounds, 1, random_judged_round("final", "semi", true));
	json_object_set_new(rulebook, "award", random_award());
	for (size_t i = 1, count = (size_t)between(3, 16); i <= count; i++)
		random_entry(dossier, i);
	if (chance(15))
		add_somebody(dossier);
	return dossier;
}

/* NULL if the dossier is refused, as some are (a panel whose mean is 0). */
static json_t *compute(const json_t *dossier)
{
	struct judging_errors errors = {0};
	json_t *results = dossier_results(dossier, "00", &errors);
	assert_int_equal(results == NULL, errors.count > 0);
	judging_errors_free(&errors);
	return results;
}

static int64_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void check_budget(const json_t *results)
{
	const json_t *budget = json_object_get(results, "budget"), *awards = json_object_get(results, "awards");
	int64_t sum = 0;
	for (size_t i = 0; i < json_array_size(awards); i++) {
		assert_true(number(json_array_get(awards, i), "amount_fen") >= 0);
		sum += number(json_array_get(awards, i), "amount_fen");
	}
	if (!budget)
		return;
	assert_int_equal(sum, number(budget, "allocated_fen"));
	assert_true(sum <= number(budget, "budget_fen"));
	assert_int_equal(number(budget, "budget_fen") - sum, number(budget, "remaining_fen"));
}

static bool same_group(const json_t *a, const json_t *b)
{
	return a && b && strcmp(text(a, "group"), text(b, "group")) == 0;
}

static void check_ranks(const json_t *standings)
{
	int64_t place = 0;
	for (size_t i = 0; i < json_array_size(standings); i++) {
		const json_t *row = json_array_get(standings, i), *before = i ? json_array_get(standings, i - 1) : NULL;
		if (json_is_null(json_object_get(row, "rank")))
			continue;
		place = same_group(row, before) ? place + 1 : 1;
		assert_true(number(row, "rank") == place || (place > 1 && number(row, "rank") == number(before, "rank")));
		if (place > 1)
			assert_true(strtod(text(row, "score"), NULL) <= strtod(text(before, "score"), NULL));
	}
}

/* Without ties let through, a group has no more entries that go on, wildcards apart, than seats; and there are no more wildcards than theirs. */
static void check_seats(const json_t *rule, const json_t *standings)
{
	const json_t *seats = json_object_get(json_object_get(rule, "advance"), "seats");
	int64_t advanced = 0, wildcards = 0;
	for (size_t i = 0; i < json_array_size(standings); i++)
		wildcards += strcmp(text(json_array_get(standings, i), "outcome"), "advanced_as_wildcard") == 0;
	assert_true(wildcards <= number(json_object_get(rule, "wildcards"), "seats") || strcmp(text(rule, "tie_at_cut"), "all") == 0);
	if (!seats || strcmp(text(rule, "tie_at_cut"), "all") == 0)
		return;
	for (size_t i = 0; i < json_array_size(standings); i++) {
		const json_t *row = json_array_get(standings, i);
		advanced = same_group(row, i ? json_array_get(standings, i - 1) : NULL) ? advanced : 0;
		advanced += strncmp(text(row, "outcome"), "advanced", 8) == 0 &&
			    strcmp(text(row, "outcome"), "advanced_as_wildcard") != 0 &&
			    strcmp(text(row, "outcome"), "advanced_as_added") != 0;
		assert_true(advanced <= json_integer_value(seats));
	}
}

/* Whoever is in the final has advanced or goes there directly, and whoever advanced is there. */
static void check_nobody_lost(const json_t *results)
{
	const json_t *rounds = json_object_get(results, "rounds");
	size_t expected = json_array_size(json_object_get(results, "direct"));
	if (json_array_size(rounds) < 2)
		return;
	const json_t *semi = json_object_get(json_array_get(rounds, 0), "standings"),
		     *final = json_object_get(json_array_get(rounds, 1), "standings");
	for (size_t i = 0; i < json_array_size(semi); i++) {
		const char *outcome = text(json_array_get(semi, i), "outcome");
		expected += strncmp(outcome, "advanced", 8) == 0 || strcmp(outcome, "skipped") == 0;
	}
	assert_int_equal(json_array_size(final), expected);
}

static void results_make_sense(void **state)
{
	int complete = 0;
	(void)state;
	for (unsigned seed = 1; seed <= TRIES; seed++) {
		json_t *dossier = random_dossier(seed), *results = compute(dossier);
		*state = (void *)(uintptr_t)seed;
		if (results) {
			const json_t *rules = json_object_get(json_object_get(dossier, "rulebook"), "rounds"),
				     *rounds = json_object_get(results, "rounds");
			check_budget(results);
			for (size_t i = 0; i < json_array_size(rounds); i++) {
				check_ranks(json_object_get(json_array_get(rounds, i), "standings"));
				check_seats(json_array_get(rules, i), json_object_get(json_array_get(rounds, i), "standings"));
			}
			check_nobody_lost(results);
			complete += json_object_get(results, "awards") != NULL;
		}
		json_decref(results);
		json_decref(dossier);
	}
	assert_true(complete > TRIES / 2); /* the random dossiers are worth something */
}

static void shuffle(json_t *array)
{
	for (size_t i = json_array_size(array); i > 1; i--) {
		size_t j = (size_t)random() % i;
		json_t *a = json_incref(json_array_get(array, i - 1)), *b = json_incref(json_array_get(array, j));
		json_array_set_new(array, i - 1, b);
		json_array_set_new(array, j, a);
	}
}

static void order_never_matters(void **state)
{
	static const char *const ARRAYS[] = {"firms", "investments", "judges", "entries", "rounds", "prior_awards"};
	(void)state;
	for (unsigned seed = 1; seed <= TRIES / 2; seed++) {
		json_t *dossier = random_dossier(seed), *before = compute(dossier);
		char *canonical = dossier_canonical(dossier, NULL);
		*state = (void *)(uintptr_t)seed;
		for (size_t i = 0; i < sizeof ARRAYS / sizeof ARRAYS[0]; i++)
			shuffle(json_object_get(dossier, ARRAYS[i]));
		for (size_t i = 0; i < 2; i++)
			shuffle(json_object_get(array_get(dossier, "rounds", i), "sheets")),
			    shuffle(json_object_get(array_get(dossier, "rounds", i), "extras"));
		json_t *after = compute(dossier);
		char *again = dossier_canonical(dossier, NULL);
		assert_string_equal(canonical, again);
		if (before && after) {
			char *a = canonical_json(before, NULL), *b = canonical_json(after, NULL);
			assert_string_equal(a, b);
			free(a);
			free(b);
		}
		assert_true(!before == !after);
		free(canonical);
		free(again);
		json_decref(before);
		json_decref(after);
		json_decref(dossier);
	}
}

/* The rank of an entry in the first round; 0 if it has none. */
static int64_t rank_of(const json_t *results, const char *entry)
{
	const json_t *standings = json_object_get(array_get(results, "rounds", 0), "standings");
	for (size_t i = 0; i < json_array_size(standings); i++)
		if (strcmp(text(json_array_get(standings, i), "entry"), entry) == 0)
			return number(json_array_get(standings, i), "rank");
	return 0;
}

static void a_point_more_never_hurts(void **state)
{
	int improved = 0;
	(void)state;
	for (unsigned seed = 1; seed <= TRIES; seed++) {
		json_t *dossier = random_dossier(seed);
		*state = (void *)(uintptr_t)seed;
		help_set(dossier, "rulebook.rounds[0].adjust", "'none'");
		json_t *before = compute(dossier), *sheets = json_object_get(array_get(dossier, "rounds", 0), "sheets");
		json_t *sheet = json_array_get(sheets, (size_t)random() % json_array_size(sheets)),
		       *points = json_object_get(sheet, "points");
		double a = json_real_value(json_object_get(points, "a"));
		json_object_set_new(points, "a", json_real(a < 10 ? a + 0.5 : a));
		json_t *after = compute(dossier);
		int64_t then = rank_of(before, text(sheet, "entry")), now = rank_of(after, text(sheet, "entry"));
		assert_true(now <= then);
		improved += now < then;
		json_decref(before);
		json_decref(after);
		json_decref(dossier);
	}
	assert_true(improved > TRIES / 50);
}

static void added_takes_nobodys_place(void **state)
{
	int added = 0;
	(void)state;
	for (unsigned seed = 1; seed <= TRIES; seed++) {
		json_t *dossier = random_dossier(seed);
		*state = (void *)(uintptr_t)seed;
		json_object_del(array_get(dossier, "rounds", 0), "added");
		json_t *before = compute(dossier);
		const char *id = add_somebody(dossier);
		json_t *after = compute(dossier), *then = json_object_get(array_get(before, "rounds", 0), "standings"),
		       *now = json_object_get(array_get(after, "rounds", 0), "standings");
		for (size_t i = 0; now && i < json_array_size(then); i++) {
			json_t *a = json_array_get(then, i), *b = json_array_get(now, i);
			if (strcmp(text(a, "entry"), id) == 0) {
				added += strcmp(text(b, "outcome"), "advanced_as_added") == 0;
				json_object_del(a, "outcome"), json_object_del(b, "outcome");
			}
			json_object_del(a, "why"), json_object_del(b, "why"); /* a later round's awards may stand in it */
			assert_true(json_equal(a, b));
		}
		json_decref(before);
		json_decref(after);
		json_decref(dossier);
	}
	assert_true(added > TRIES / 10);
}

static int print_seed(void **state)
{
	print_message("last seed: %u\n", (unsigned)(uintptr_t)*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(results_make_sense, print_seed),
	    cmocka_unit_test_teardown(order_never_matters, print_seed),
	    cmocka_unit_test_teardown(added_takes_nobodys_place, print_seed),
	    cmocka_unit_test_teardown(a_point_more_never_hurts, print_seed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
