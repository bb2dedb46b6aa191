/* Awards and the budget, worked by hand (judging/dossier.h):
 * - tiers are filled in order; a tie over the last seat goes higher or lower; seats by group; min_score leaves seats empty
 * - the seat of who left before the awards goes on or stays empty, as its row says, else as the rulebook does; a tie below it changes nothing
 * - a later pool passes over who has an award already, who left at any time, and outcomes it is not for
 * - amounts: fen, by division, a share of a query with cap and floor, steps
 * - one award a firm, and which one; awards had before; the firm's cap
 * - over the budget: refused with the excess, in proportion by units, or from the bottom */
#include "tests/unit/judging_help.h"

#include <stdio.h>
#include <stdlib.h>

/* Six entries with 90, 80, 80, 70, 60, 50 in the only round, and the award AWARD. */
static json_t *six(const char *award)
{
	static const char *const POINTS[] = {"90", "80", "80", "70", "60", "50"};
	json_t *dossier =
	    help_contest(6, "[{'id': 'final', 'kind': 'judged', 'criteria': [{'id': 'c', 'max': 100}], 'aggregate': {'method': 'mean'}}]");
	for (int i = 0; i < 6; i++) {
		char entry[3] = {'e', (char)('1' + i), 0};
		help_sheets(dossier, 0, entry, POINTS[i]);
	}
	help_set(dossier, "rulebook.award", award);
	return dossier;
}

static void check_awards(json_t *dossier, const char *expected)
{
	json_t *results = help_results(dossier);
	help_awards(results, expected);
	json_decref(results);
	json_decref(dossier);
}

static void check_budget(json_t *dossier, int64_t allocated, int64_t remaining)
{
	json_t *results = help_results(dossier), *budget = json_object_get(results, "budget");
	assert_int_equal(json_integer_value(json_object_get(budget, "allocated_fen")), allocated);
	assert_int_equal(json_integer_value(json_object_get(budget, "remaining_fen")), remaining);
	json_decref(results);
	json_decref(dossier);
}

#define TIERS(tie)                                                                                                                  \
	"{'budget_fen': 1000, 'pools': [{'round': 'final', 'tie': '" tie "', 'tiers': [{'id': 'first', 'seats': 2, 'amount': 100}," \
	"{'id': 'second', 'seats': 2, 'amount': 50}]}]}"

static void ties(void **state)
{
	(void)state;
	check_awards(six(TIERS("higher")), "e1 first 1 100, e2 first 2 100, e3 first 2 100, e4 second 4 50");
	check_awards(six(TIERS("lower")), "e1 first 1 100, e2 second 2 50, e3 second 2 50");
	/* in the last tier too */
	check_awards(six("{'budget_fen': 900, 'pools': [{'round': 'final', 'tiers': [{'id': 't', 'seats': 2, 'amount': 1}]}]}"),
	    "e1 t 1 1, e2 t 2 1, e3 t 2 1");
	/* two seats too many are taken from the next tiers: one each */
	json_t *dossier =
	    six("{'budget_fen': 900, 'pools': [{'round': 'final', 'tiers': [{'id': 'a', 'seats': 1, 'amount': 9}, {'id': 'b', 'seats': 1,"
		"'amount': 5}, {'id': 'c', 'seats': 2, 'amount': 1}]}]}");
	help_set(dossier, "rounds[0].sheets[0].points.c", "80"); /* three share the first rank */
	check_awards(dossier, "e1 a 1 9, e2 a 1 9, e3 a 1 9, e4 c 4 1");
	/* too many for every tier */
	dossier = six("{'budget_fen': 900, 'pools': [{'round': 'final', 'tie': 'lower', 'tiers': [{'id': 'a', 'seats': 2, 'amount': 9},"
		      "{'id': 'b', 'seats': 1, 'amount': 5}]}]}");
	check_awards(dossier, "e1 a 1 9");
}

/* The first of six left; two are tied behind it, for one seat of the second tier. */
static json_t *first_left(const char *vacated, const char *tie, const char *replaced)
{
	json_t *dossier = six(
	    "{'budget_fen': 1000, 'pools': [{'round': 'final', 'tiers': [{'id': 'a', 'seats': 1, 'amount': 100}, {'id': 'b', 'seats': 1,"
	    "'amount': 50}]}]}");
	help_set(dossier, "entries[0].left", "{'before': 'award', 'as': 'withdrawn'}");
	help_set(dossier, "rulebook.award.pools[0].tie", tie);
	if (vacated)
		help_set(dossier, "rulebook.award.vacated", vacated);
	if (replaced)
		help_set(dossier, "entries[0].left.replaced", replaced);
	return dossier;
}

static void vacated(void **state)
{
	(void)state;
	check_awards(first_left(NULL, "'higher'", NULL), "e2 a 1 100, e3 a 1 100");
	check_awards(first_left("'shift'", "'higher'", NULL), "e2 a 1 100, e3 a 1 100");
	check_awards(first_left("'vacant'", "'higher'", NULL), "e2 b 2 50, e3 b 2 50");
	check_awards(first_left("'vacant'", "'lower'", NULL), "");
	check_awards(first_left("'vacant'", "'higher'", "true"), "e2 a 1 100, e3 a 1 100");
	check_awards(first_left(NULL, "'higher'", "false"), "e2 b 2 50, e3 b 2 50");
}

static void pools(void **state)
{
	static const char AWARD[] =
	    "{'budget_fen': 1000, 'pools': [{'round': 'final', 'groups': ['firm.district'], 'min_score': 70, 'tiers': [{'id': 'a', 'seats': {'x': 2,"
	    "'y': 1}, 'amount': 10}]}, {'round': 'final', 'outcomes': ['ranked'], 'tiers': [{'id': 'b', 'seats': 2, 'amount': 1}]}]}";
	(void)state;
	json_t *dossier = six(AWARD);
	/* x: e1, e5, e6; y: e2, e4; neither: e3 */
	static const char *const DISTRICTS[] = {"'x'", "'y'", NULL, "'y'", "'x'", "'x'"};
	for (int i = 0; i < 6; i++) {
		char path[40];
		snprintf(path, sizeof path, "firms[%d].facts.district", i);
		help_set(dossier, path, DISTRICTS[i]);
	}
	check_awards(json_deep_copy(dossier), "e1 a 1 10, e2 a 1 10, e3 b 1 1, e4 b 2 1");
	help_set(dossier, "entries[2].left", "{'before': 'award', 'as': 'withdrawn'}");
	check_awards(dossier, "e1 a 1 10, e2 a 1 10, e4 b 1 1, e5 b 2 1");
}

/* Two tiers of one seat each, with the amounts given. */
static json_t *with_amounts(const char *first, const char *second)
{
	json_t *dossier = six(
	    "{'budget_fen': 9007199254740991, 'pools': [{'round': 'final', 'tiers': [{'id': 'a', 'seats': 1}, {'id': 'b', 'seats': 3}]}]}");
	help_set(dossier, "rulebook.award.pools[0].tiers[0].amount", first);
	help_set(dossier, "rulebook.award.pools[0].tiers[1].amount", second);
	help_set(dossier, "investments[0]", "{'id': 'i0', 'firm': 'f1', 'investor': 'x', 'facts': {'received_fen': 333}}");
	help_set(dossier, "investments[1]", "{'id': 'i1', 'firm': 'f2', 'investor': 'x', 'facts': {'received_fen': 500}}");
	help_set(dossier, "investments[2]", "{'id': 'i2', 'firm': 'f3', 'investor': 'x', 'facts': {'received_fen': 100}}");
	help_set(dossier, "investments[3]", "{'id': 'i3', 'firm': 'f3', 'investor': 'x', 'facts': {'received_fen': 199}}");
	return dossier;
}

static void amounts(void **state)
{
	(void)state;
	check_awards(with_amounts("9007199254740991", "{'all': 0}"), "e1 a 1 9007199254740991, e2 b 2 0, e3 b 2 0, e4 b 4 0");
	/* 0.3 * 333 = 99.9; 0.3 * 500 = 150, capped; 0.3 * 299 = 89.7, below the floor; nothing for e4 */
	check_awards(with_amounts("{'of': {'sum': 'received_fen'}, 'share': 0.3}",
			 "{'of': {'sum': 'received_fen'}, 'share': 0.3, 'cap_fen': 120, 'floor_fen': 90}"),
	    "e1 a 1 99, e2 b 2 120, e3 b 2 0, e4 b 4 0");
	check_awards(
	    with_amounts("7",
		"{'of': {'max': 'received_fen'}, 'steps': [{'at_least': 199, 'amount_fen': 20}, {'at_least': 501, 'amount_fen': 60},"
		"{'at_least': 500, 'amount_fen': 40}]}"),
	    "e1 a 1 7, e2 b 2 40, e3 b 2 20, e4 b 4 0");
}

#define THREE_TIERS(rest)                                                                                                                            \
	"{'budget_fen': 1000, 'pools': [{'round': 'final', 'tiers': [{'id': 'a', 'seats': 1, 'amount': 100}, {'id': 'b', 'seats': 2, 'amount': 60}," \
	"{'id': 'c', 'seats': 2, 'amount': 30}]}]" rest "}"

static void one_firm(void **state)
{
	(void)state;
	json_t *dossier = six(THREE_TIERS(", 'repeat': 'highest_only'"));
	for (int i = 1; i < 4; i++) { /* e2, e3 and e4 belong to one firm */
		char path[32];
		snprintf(path, sizeof path, "entries[%d].firm", i);
		help_set(dossier, path, "'f2'");
	}
	check_awards(json_deep_copy(dossier), "e1 a 1 100, e2 b 2 60, e5 c 5 30"); /* of equals the smaller entry id; seats stay empty */
	help_set(dossier, "rulebook.award.repeat", "'all'");
	help_set(dossier, "rulebook.award.firm_cap_fen", "70");
	/* e1: 100 to 70. f2 has 60 + 60 + 30 = 150, 80 too much: e4 loses 30, e3 50 */
	check_awards(dossier, "e1 a 1 70, e2 b 2 60, e3 b 2 10, e4 c 4 0, e5 c 5 30");
}

static void prior_awards(void **state)
{
	(void)state;
	json_t *dossier = six(THREE_TIERS(", 'prior': {'national': 'exclude', 'city': 'top_up'}"));
	help_set(dossier, "entries[3].firm", "'f2'"); /* e2 60 and e4 30 */
	help_set(dossier, "prior_awards",
	    "[{'firm': 'f1', 'scheme': 'national', 'amount_fen': 0}, {'firm': 'f2', 'scheme': 'city', 'amount_fen': 50},"
	    "{'firm': 'f2', 'scheme': 'city', 'amount_fen': 25}, {'firm': 'f3', 'scheme': 'club', 'amount_fen': 50}]");
	/* f2 had 75: 60 from e2, the other 15 from e4; the club's money is nobody's business */
	check_awards(dossier, "e1 a 1 0, e2 b 2 0, e3 b 2 60, e4 c 4 15, e5 c 5 30");
}

/* The three tiers ask for 100 + 60 + 60 + 30 + 30 = 280. */
static json_t *over_budget(const char *budget, const char *how)
{
	json_t *dossier = six(THREE_TIERS(""));
	help_set(dossier, "rulebook.award.budget_fen", budget);
	help_set(dossier, "rulebook.award.over_budget", how);
	return dossier;
}

static void budgets(void **state)
{
	(void)state;
	help_refused(over_budget("279", "'refuse'"), "rulebook.award.budget_fen", "over budget by CNY 0.01");
	check_awards(over_budget("280", "'refuse'"), "e1 a 1 100, e2 b 2 60, e3 b 2 60, e4 c 4 30, e5 c 5 30");
	/* 200 / 280: 71.43, 42.86, 42.86, 21.43, 21.43; three are left: for e2 and e3, then for e1, the largest of those with equal remainders */
	check_awards(over_budget("200", "'pro_rata'"), "e1 a 1 72, e2 b 2 43, e3 b 2 43, e4 c 4 21, e5 c 5 21");
	check_budget(over_budget("200", "'pro_rata'"), 200, 0);
	/* from the bottom: e5, then e4 */
	check_awards(over_budget("249", "'from_the_bottom'"), "e1 a 1 100, e2 b 2 60, e3 b 2 60, e4 c 4 0, e5 c 5 0");
	check_budget(over_budget("249", "'from_the_bottom'"), 220, 29);
	check_awards(over_budget("0", "'from_the_bottom'"), "e1 a 1 0, e2 b 2 0, e3 b 2 0, e4 c 4 0, e5 c 5 0");
}

static void units(void **state)
{
	(void)state;
	json_t *dossier = over_budget("205", "'pro_rata'");
	help_set(dossier, "rulebook.award.unit_fen", "10");
	/* 205 / 280: 73.21, 43.93, 43.93, 21.96, 21.96 → 70, 40, 40, 20, 20; 15 left, one unit of 10: the remainders 3.93 of e2 and e3 are the
	 * largest, equal, e2 has the smaller id */
	check_awards(json_deep_copy(dossier), "e1 a 1 70, e2 b 2 50, e3 b 2 40, e4 c 4 20, e5 c 5 20");
	check_budget(dossier, 200, 5);
}

static void no_award(void **state)
{
	(void)state;
	json_t *dossier = six(NULL), *results = help_results(dossier);
	assert_null(json_object_get(results, "awards"));
	assert_null(json_object_get(results, "budget"));
	json_decref(results);
	json_decref(dossier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ties),
	    cmocka_unit_test(vacated),
	    cmocka_unit_test(pools),
	    cmocka_unit_test(amounts),
	    cmocka_unit_test(one_firm),
	    cmocka_unit_test(prior_awards),
	    cmocka_unit_test(budgets),
	    cmocka_unit_test(units),
	    cmocka_unit_test(no_award),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
