/* Rounds, worked by hand (judging/dossier.h, participants.h):
 * - mean, median and trimmed mean, on whole sheets and criterion by criterion; weights; voided sheets do not count
 * - parts: sheets, an earlier round, extras; a missing part is refused
 * - weights of parts, judges, criteria and facts as large as a number may be, exactly; minima below 0
 * - panel factor, z-score and severity
 * - indicators: bands, best_of, a requirement
 * - ranks 1, 2, 2, 4; rounded or exact; every tie rule; the judges' own order
 * - seats, share, minimums; ties at the cut; seats within; groups that skip
 * - who leaves, and who comes in instead
 * - a round not yet held, or an open tie, stops the computation
 * - who takes part in a round, and how they came there
 * - the steps by which each score of a round came about; none where the computation did not get that far */
#include "tests/unit/judging_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judging/derivation.h"
#include "judging/participants.h"

#define CRITERION "'kind': 'judged', 'criteria': [{'id': 'c', 'max': 100}]"
#define LAST(aggregate, rest) "[{'id': 'final', " CRITERION ", 'aggregate': {" aggregate "}" rest "}]"
#define FINAL "{'id': 'final', " CRITERION ", 'aggregate': {'method': 'mean'}}"
#define TWO(rest) "[{'id': 'semi', " CRITERION ", 'aggregate': {'method': 'mean'}, " rest "}, " FINAL "]"

static void aggregates(void **state)
{
	(void)state;
	json_t *dossier = help_contest(2, LAST("'method': 'mean'", ""));
	help_sheets(dossier, 0, "e1", "80 90 85");    /* 255 / 3 */
	help_sheets(dossier, 0, "e2", "80 80 80.01"); /* 80.00333… */
	help_check(dossier, 0, "e1 1 85.00 ranked, e2 2 80.00 ranked");
	dossier = help_contest(2, LAST("'method': 'median'", ""));
	help_sheets(dossier, 0, "e1", "10 99 20");
	help_sheets(dossier, 0, "e2", "1 40 30.01 99"); /* (40 + 30.01) / 2 = 35.005, away from zero */
	help_check(dossier, 0, "e2 1 35.01 ranked, e1 2 20.00 ranked");
	dossier = help_contest(1, LAST("'method': 'trimmed_mean'", ""));
	help_sheets(dossier, 0, "e1", "0 70 75 80 100");
	help_check(dossier, 0, "e1 1 75.00 ranked");
	dossier = help_contest(1, LAST("'method': 'trimmed_mean', 'drop_high': 2, 'drop_low': 0", ""));
	help_sheets(dossier, 0, "e1", "0 70 75 80 100"); /* (0 + 70 + 75) / 3 = 48.333… */
	help_check(dossier, 0, "e1 1 48.33 ranked");
	dossier = help_contest(1, LAST("'method': 'trimmed_mean'", ""));
	help_sheets(dossier, 0, "e1", "10 20");
	help_refused(dossier, "rounds[0]", "trimmed mean");
}

/* Nothing is rounded on the way, and nothing overflows. */
static void large_weights(void **state)
{
	(void)state;
	json_t *dossier = help_contest(1, LAST("'method': 'mean'", ", 'parts': {'sheets': 9007199254740991}"));
	help_sheets(dossier, 0, "e1", "100 99.99");
	help_check(dossier, 0, "e1 1 900674889477825395.05 ranked"); /* 99.995 × (2^53 − 1) = …395.045, away from zero */
	dossier = help_contest(1, LAST("'method': 'mean'", ", 'parts': {'sheets': 123456789012.3457}"));
	help_sheets(dossier, 0, "e1", "100");
	help_check(dossier, 0, "e1 1 12345678901234.57 ranked");
	/* (100 (2^53 − 1) + 0) / (2^53 − 1 + 1), and a role whose weight is no less */
	dossier = help_contest(1, LAST("'method': 'mean'", ", 'judge_weights': {'chief': 9007199254740991}, 'decimals': 15"));
	help_set(dossier, "judges[0].role", "'chief'");
	help_sheets(dossier, 0, "e1", "100 0");
	help_check(dossier, 0, "e1 1 99.999999999999989 ranked");
	for (int by_criterion = 0; by_criterion < 2; by_criterion++) { /* a criterion that weighs nothing, or gives nothing, may be any */
		dossier = help_contest(1, LAST("'method': 'mean'", ", 'judge_weights': {'chief': 9007199254740991}"));
		help_set(dossier, "rulebook.rounds[0].aggregate.level", by_criterion ? "'criterion'" : "'sheet'");
		help_set(dossier, "rulebook.rounds[0].criteria[1]", "{'id': 'huge', 'max': 9007199254740991, 'weight': 0}");
		help_set(dossier, "rulebook.rounds[0].criteria[2]", "{'id': 'none', 'max': 0, 'weight': 9007199254740991}");
		help_set(dossier, "rulebook.rounds[0].ties", "['criterion:huge']");
		help_sheets(dossier, 0, "e1", "100 0 70");
		for (int i = 0; i < 3; i++) {
			char path[64];
			snprintf(path, sizeof path, "rounds[0].sheets[%d].points.huge", i);
			help_set(dossier, path, "9007199254740991");
			snprintf(path, sizeof path, "rounds[0].sheets[%d].points.none", i);
			help_set(dossier, path, "0");
			snprintf(path, sizeof path, "judges[%d].role", i);
			help_set(dossier, path, "'chief'");
		}
		help_check(dossier, 0, "e1 1 56.67 ranked");
	}
	dossier = help_contest(1, LAST("'method': 'mean'", ""));
	help_set(dossier, "rulebook.eligibility",
	    "{'fact': 'firm.a', 'equals': {'fact': 'firm.b', 'times': 9007199254740991}}"); /* and so does not hold, by one */
	help_set(dossier, "firms[0].facts", "{'a': 9007199254740990, 'b': 1}");
	help_check(dossier, 0, "");
	dossier = help_contest(1, LAST("'method': 'mean'", ", 'parts': {'sheets': 9007199254740992}"));
	help_refused(dossier, "rulebook.rounds[0].parts.sheets", "out of range");
}

static void minima_below_zero(void **state)
{
	(void)state;
	json_t *dossier =
	    help_contest(3, TWO("'parts': {'sheets': 1, 'extra:deduct': 1}, 'advance': {'min_score': -1, 'min': {'extra:deduct': -5}}"));
	help_sheets(dossier, 0, "e1", "3");
	help_sheets(dossier, 0, "e2", "9");
	help_sheets(dossier, 0, "e3", "2");
	help_set(dossier, "rounds[0].extras",
	    "[{'entry': 'e1', 'id': 'deduct', 'points': -4}, {'entry': 'e2', 'id': 'deduct', 'points': -5.01},"
	    "{'entry': 'e3', 'id': 'deduct', 'points': -3.01}]");
	help_sheets(dossier, 1, "e1", "1");
	help_sheets(dossier, 1, "e3", "1");
	help_check(dossier, 0, "e2 1 3.99 eliminated, e1 2 -1.00 advanced, e3 3 -1.01 eliminated");
}

static void levels_and_weights(void **state)
{
	static const char ROUNDS[] =
	    "[{'id': 'final', 'kind': 'judged', 'criteria': [{'id': 'a', 'max': 10}, {'id': 'b', 'max': 10, 'weight': 0.5}],"
	    "'aggregate': {'method': 'trimmed_mean'}}]";
	static const char *const POINTS[] = {"{'a': 1, 'b': 10}", "{'a': 5, 'b': 2}", "{'a': 9, 'b': 4}"};
	(void)state;
	for (int by_criterion = 0; by_criterion < 2; by_criterion++) {
		json_t *dossier = help_contest(1, ROUNDS);
		help_sheets(dossier, 0, "e1", "0 0 0");
		for (int i = 0; i < 3; i++) {
			char path[64];
			snprintf(path, sizeof path, "rounds[0].sheets[%d].points", i);
			help_set(dossier, path, POINTS[i]);
		}
		if (by_criterion)
			help_set(dossier, "rulebook.rounds[0].aggregate.level", "'criterion'");
		/* sheets: totals 6, 6, 11, the middle one 6; criteria: the middle 5 of a and the middle 4 of b times 0.5 */
		help_check(dossier, 0, by_criterion ? "e1 1 7.00 ranked" : "e1 1 6.00 ranked");
	}
}

static void voided_sheets(void **state)
{
	(void)state;
	json_t *dossier = help_contest(1, LAST("'method': 'mean'", ", 'min_sheets': 2"));
	help_sheets(dossier, 0, "e1", "10 20 90");
	help_set(dossier, "rounds[0].sheets[2].void", "'recused'");
	help_set(dossier, "rounds[0].sheets[3]", "{'entry': 'e1', 'judge': 'j1', 'points': {'c': 99}, 'void': 'twice'}");
	help_check(json_deep_copy(dossier), 0, "e1 1 15.00 ranked");
	help_set(dossier, "rounds[0].sheets[1].void", "'recused'");
	help_refused(dossier, "rounds[0]", "fewer than min_sheets 2");
}

static void parts(void **state)
{
	(void)state;
	json_t *dossier = help_contest(1, TWO("'advance': {}"));
	help_set(dossier, "rulebook.rounds[1].parts", "{'sheets': 0.5, 'round:semi': 0.3, 'extra:fans': 0.2}");
	help_sheets(dossier, 0, "e1", "10 10 11"); /* 10.333… */
	help_sheets(dossier, 1, "e1", "80");
	help_set(dossier, "rounds[1].extras", "[{'entry': 'e1', 'id': 'fans', 'points': 7.5}]");
	help_check(json_deep_copy(dossier), 1, "e1 1 44.60 ranked"); /* 40 + 3.1 + 1.5, from the unrounded 10.333… */
	help_set(dossier, "rounds[1].extras", NULL);
	help_refused(dossier, "rounds[1]", "entry \"e1\" has no extra:fans");
}

/* Puts the sheets of each entry in one panel, a letter for each. */
static void set_panels(json_t *dossier, const char *panels)
{
	json_t *sheets = json_object_get(json_array_get(json_object_get(dossier, "rounds"), 0), "sheets");
	for (size_t i = 0; i < json_array_size(sheets); i++) {
		json_t *sheet = json_array_get(sheets, i);
		char panel[2] = {panels[json_string_value(json_object_get(sheet, "entry"))[1] - '1'], 0};
		json_object_set_new(sheet, "panel", json_string(panel));
	}
}

static void panel_factor(void **state)
{
	(void)state;
	json_t *dossier = help_contest(4, LAST("'method': 'mean'", ", 'adjust': 'panel_factor'"));
	help_sheets(dossier, 0, "e1", "80");
	help_sheets(dossier, 0, "e2", "90");
	help_sheets(dossier, 0, "e3", "60");
	help_sheets(dossier, 0, "e4", "70");
	set_panels(dossier, "AABB");
	/* the mean of all is 75; panel A's 85, B's 65: 80 * 75 / 85, 90 * 75 / 85, 60 * 75 / 65, 70 * 75 / 65 */
	help_check(json_deep_copy(dossier), 0, "e4 1 80.77 ranked, e2 2 79.41 ranked, e1 3 70.59 ranked, e3 4 69.23 ranked");
	json_t *nameless = json_deep_copy(dossier);
	help_set(nameless, "rounds[0].sheets[2].panel", NULL);
	help_refused(nameless, "rounds[0]", "name no panel");
	help_set(dossier, "rounds[0].sheets[2].points.c", "0");
	help_set(dossier, "rounds[0].sheets[3].points.c", "0");
	help_refused(dossier, "rounds[0]", "panel \"B\"");
}

static void z_score(void **state)
{
	(void)state;
	json_t *dossier = help_contest(3, LAST("'method': 'mean'", ", 'adjust': 'z_score', 'decimals': 4"));
	help_sheets(dossier, 0, "e1", "90 50");
	help_sheets(dossier, 0, "e2", "80 50");
	help_sheets(dossier, 0, "e3", "70 50");
	/* j2 gave the same to all: z = 0. j1: mean 80, sd sqrt(200/3) = 8.1650, z = ±1.224745. All: mean 65, squares 625 + 225 + 25 + 3 * 225
	 * = 1550, sd sqrt(1550/6) = 16.072751. Score = 65 + 16.072751 * (1.224745 + 0) / 2 = 65 + 9.842510 */
	help_check(dossier, 0, "e1 1 74.8425 ranked, e2 2 65.0000 ranked, e3 3 55.1575 ranked");
}

static void severity(void **state)
{
	(void)state;
	json_t *dossier = help_contest(3, LAST("'method': 'mean'", ", 'adjust': 'severity'"));
	/* j1 is 10 below, j3 10 above j2; without noise the fit is exact: 70, 80, 90 */
	help_sheets(dossier, 0, "e1", "60 70 80");
	help_sheets(dossier, 0, "e2", "70 80");
	help_sheets(dossier, 0, "e3", "80");
	json_t *results = help_results(dossier);
	help_standings(results, 0, "e3 1 90.00 ranked, e2 2 80.00 ranked, e1 3 70.00 ranked");
	char *components = json_dumps(json_object_get(json_array_get(json_object_get(results, "rounds"), 0), "components"), 0);
	assert_string_equal(components, "{\"\": 1}");
	free(components);
	json_decref(results);
	/* apart: e3 with j5 only */
	help_set(dossier, "rounds[0].sheets[5].judge", "'j5'");
	help_refused(json_deep_copy(dossier), "rounds[0]", "2 components");
	help_set(dossier, "rulebook.rounds[0].components", "'accept'");
	help_check(dossier, 0, "e2 1 80.00 ranked, e3 1 80.00 ranked, e1 3 70.00 ranked");
}

static void indicators(void **state)
{
	(void)state;
	json_t *dossier = help_contest(4,
	    "[{'id': 'pre', 'kind': 'indicators', 'require': {'fact': 'firm.staff', 'above': 0}, 'indicators': ["
	    "{'id': 'staff', 'fact': 'firm.staff', 'otherwise': 1, 'bands': [{'at_least': 0.1, 'points': 8}, {'at_least': 0.3, 'points': 20}]},"
	    "{'id': 'rd', 'best_of': [{'id': 'a', 'fact': 'firm.a', 'bands': [{'at_least': 5, 'points': 40}]},"
	    "{'id': 'b', 'investments': {'sum': 'received_fen'}, 'bands': [{'at_least': 100, 'points': 30}]}]}], 'ties': ['indicator:a'],"
	    "'advance': {'share': 1, 'min': {'indicator:staff': 8}}}, " FINAL "]");
	help_set(dossier, "firms[0].facts", "{'staff': 0.3, 'a': 4.99}"); /* 20 + 0 */
	help_set(dossier, "firms[1].facts", "{'staff': 0.2, 'a': 5}");    /* 8 + 40 */
	help_set(dossier, "firms[2].facts", "{'a': 5}");                  /* fails; 1 + 40 */
	help_set(dossier, "firms[3].facts", "{'staff': 0.09}");           /* 1 + 30 */
	help_set(dossier, "investments[0]", "{'id': 'i', 'firm': 'f4', 'investor': 'x', 'facts': {'received_fen': 100}}");
	help_sheets(dossier, 1, "e1", "50");
	help_sheets(dossier, 1, "e2", "50");
	help_check(dossier, 0, "e2 1 48.00 advanced, e4 2 31.00 eliminated, e1 3 20.00 advanced, e3 - 41.00 failed_requirement");
}

static void ranks_and_ties(void **state)
{
	(void)state;
	json_t *dossier = help_contest(4, LAST("'method': 'mean'", ", 'decimals': 0"));
	help_sheets(dossier, 0, "e1", "80 80.4"); /* 80.2 */
	help_sheets(dossier, 0, "e2", "79 81");   /* 80 */
	help_sheets(dossier, 0, "e3", "90");
	help_sheets(dossier, 0, "e4", "10");
	help_check(json_deep_copy(dossier), 0, "e3 1 90 ranked, e1 2 80 ranked, e2 2 80 ranked, e4 4 10 ranked");
	json_t *other = json_deep_copy(dossier);
	help_set(other, "rulebook.rounds[0].rank_on", "'exact'");
	help_check(other, 0, "e3 1 90 ranked, e1 2 80 ranked, e2 3 80 ranked, e4 4 10 ranked");
	other = json_deep_copy(dossier);
	help_set(other, "rulebook.rounds[0].ties", "['highest']"); /* 81 before 80.4 */
	help_check(other, 0, "e3 1 90 ranked, e2 2 80 ranked, e1 3 80 ranked, e4 4 10 ranked");
	other = json_deep_copy(dossier);
	help_set(other, "rulebook.rounds[0].ties", "['sum']"); /* 160.4 before 160 */
	help_check(other, 0, "e3 1 90 ranked, e1 2 80 ranked, e2 3 80 ranked, e4 4 10 ranked");
	other = json_deep_copy(dossier);
	help_set(other, "rulebook.rounds[0].ties", "['criterion:c']"); /* 80.2 before 80 */
	help_check(other, 0, "e3 1 90 ranked, e1 2 80 ranked, e2 3 80 ranked, e4 4 10 ranked");
	help_set(dossier, "rounds[0].tie_order", "['e4', 'e2']"); /* listed before not listed */
	help_check(dossier, 0, "e3 1 90 ranked, e2 2 80 ranked, e1 3 80 ranked, e4 4 10 ranked");
}

/* Five entries with 90, 80, 80, 70, 60 in the first of two rounds; the second has sheets for everybody. */
static json_t *five(const char *rest)
{
	static const char *const POINTS[] = {"90", "80", "80", "70", "60"};
	json_t *dossier = help_contest(5, TWO("'advance': {'seats': 2}"));
	json_t *round = json_array_get(json_object_get(json_object_get(dossier, "rulebook"), "rounds"), 0), *more = help_json(rest);
	json_object_update(round, more);
	json_decref(more);
	for (int i = 0; i < 5; i++) {
		char entry[3] = {'e', (char)('1' + i), 0};
		help_sheets(dossier, 0, entry, POINTS[i]);
		help_sheets(dossier, 1, entry, "50");
	}
	return dossier;
}

static void seats_and_cuts(void **state)
{
	(void)state;
	help_check(
	    five("{}"), 0, "e1 1 90.00 advanced, e2 2 80.00 advanced, e3 2 80.00 advanced, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	help_check(five("{'tie_at_cut': 'none'}"), 0,
	    "e1 1 90.00 advanced, e2 2 80.00 eliminated, e3 2 80.00 eliminated, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	help_check(five("{'advance': {'seats': 4, 'share': 0.2}}"), 0, /* floor(0.2 * 5) = 1 */
	    "e1 1 90.00 advanced, e2 2 80.00 eliminated, e3 2 80.00 eliminated, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	help_check(five("{'advance': {'share': 0.1}}"), 0, /* at least 1 */
	    "e1 1 90.00 advanced, e2 2 80.00 eliminated, e3 2 80.00 eliminated, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	help_check(five("{'advance': {'seats': {'': 4}, 'min_score': 70, 'min': {'sum': 75}}}"), 0,
	    "e1 1 90.00 advanced, e2 2 80.00 advanced, e3 2 80.00 advanced, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	help_check(five("{'advance': {'seats': {}}}"), 0, /* a key that is not listed has no seats */
	    "e1 1 90.00 eliminated, e2 2 80.00 eliminated, e3 2 80.00 eliminated, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
}

static void check_incomplete(json_t *dossier, const char *at)
{
	json_t *results = help_results(dossier);
	assert_string_equal(json_string_value(json_object_get(results, "incomplete_at")), at);
	assert_null(json_object_get(results, "awards"));
	json_decref(results);
	json_decref(dossier);
}

static void open_ties(void **state)
{
	(void)state;
	json_t *dossier = five("{'tie_at_cut': 'resolve'}");
	help_check(json_deep_copy(dossier), 0,
	    "e1 1 90.00 advanced, e2 2 80.00 tied_at_cut, e3 2 80.00 tied_at_cut, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	check_incomplete(json_deep_copy(dossier), "final");
	help_set(dossier, "rounds[0].tie_order", "['e3']");
	help_check(
	    dossier, 0, "e1 1 90.00 advanced, e3 2 80.00 advanced, e2 3 80.00 eliminated, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	dossier = five("{'tie_at_cut': 'resolve'}"); /* one of the tied has left: nobody else may have the seat unless seats pass on */
	help_set(dossier, "entries[1].left", "{'before': 'final', 'as': 'withdrawn'}");
	help_check(json_deep_copy(dossier), 0,
	    "e1 1 90.00 advanced, e2 2 80.00 withdrawn, e3 2 80.00 tied_at_cut, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	help_set(dossier, "rulebook.rounds[0].replacement", "'next_in_rank'");
	help_check(dossier, 0,
	    "e1 1 90.00 advanced, e2 2 80.00 withdrawn, e3 2 80.00 advanced_as_substitute, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
}

static void leaving(void **state)
{
	(void)state;
	json_t *dossier = five("{'advance': {'seats': 1}}");
	help_set(dossier, "entries[0].left", "{'before': 'final', 'as': 'disqualified'}");
	help_set(dossier, "entries[4].left", "{'before': 'final', 'as': 'forfeited'}");
	help_check(json_deep_copy(dossier), 0,
	    "e1 1 90.00 disqualified, e2 2 80.00 eliminated, e3 2 80.00 eliminated, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	help_set(dossier, "rulebook.rounds[0].replacement", "'next_in_rank'");
	help_check(json_deep_copy(dossier), 0,
	    "e1 1 90.00 disqualified, e2 2 80.00 advanced_as_substitute, e3 2 80.00 advanced_as_substitute, e4 4 70.00 eliminated, "
	    "e5 5 60.00 eliminated");
	help_check(json_deep_copy(dossier), 1, "e2 1 50.00 ranked, e3 1 50.00 ranked");
	help_set(dossier, "entries[0].left.replaced", "false");
	help_check(json_deep_copy(dossier), 0,
	    "e1 1 90.00 disqualified, e2 2 80.00 eliminated, e3 2 80.00 eliminated, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	help_set(dossier, "entries[0].left", "{'before': 'semi', 'as': 'withdrawn'}"); /* takes no part at all */
	help_check(json_deep_copy(dossier), 0, "e2 1 80.00 advanced, e3 1 80.00 advanced, e4 3 70.00 eliminated, e5 4 60.00 eliminated");
	help_set(dossier, "entries[1].left", "{'before': 'award', 'as': 'withdrawn'}"); /* rank and score stay */
	help_check(dossier, 1, "e2 1 50.00 withdrawn, e3 1 50.00 ranked");
}

/* e4 keeps a seat by a decision; nobody else's place changes by it, and what the rules give goes before. */
static void added_seats(void **state)
{
	(void)state;
	json_t *dossier = five("{'advance': {'seats': 1}}");
	help_set(dossier, "rounds[0].added", "[{'entry': 'e4', 'why': 'decision of 2026-01-05'}, {'entry': 'e1', 'why': 'x'}]");
	help_check(json_deep_copy(dossier), 0,
	    "e1 1 90.00 advanced, e2 2 80.00 eliminated, e3 2 80.00 eliminated, e4 4 70.00 advanced_as_added, e5 5 60.00 eliminated");
	help_check(json_deep_copy(dossier), 1, "e1 1 50.00 ranked, e4 1 50.00 ranked");
	json_t *gone = json_deep_copy(dossier); /* who has left has no use for it */
	help_set(gone, "entries[3].left", "{'before': 'final', 'as': 'withdrawn'}");
	help_check(
	    gone, 0, "e1 1 90.00 advanced, e2 2 80.00 eliminated, e3 2 80.00 eliminated, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
	json_t *wild = json_deep_copy(dossier); /* and takes no wildcard from anybody */
	help_set(wild, "rulebook.rounds[0].wildcards", "{'seats': 2}");
	help_check(wild, 0,
	    "e1 1 90.00 advanced, e2 2 80.00 advanced_as_wildcard, e3 2 80.00 advanced_as_wildcard, e4 4 70.00 advanced_as_added, "
	    "e5 5 60.00 eliminated");
	help_set(dossier, "entries[3].left", "{'before': 'semi', 'as': 'withdrawn'}");
	help_refused(dossier, "rounds[0]", "entry \"e4\" takes no part in this round");
	dossier = five("{'tie_at_cut': 'resolve'}"); /* of a tie both go on: one by what is left of it, one by the decision */
	help_set(dossier, "rounds[0].added", "[{'entry': 'e2', 'why': 'x'}, {'entry': 'e3', 'why': 'x'}]");
	help_check(dossier, 0,
	    "e1 1 90.00 advanced, e2 2 80.00 advanced_as_added, e3 2 80.00 advanced_as_added, e4 4 70.00 eliminated, e5 5 60.00 eliminated");
}

static void direct_and_skipping(void **state)
{
	(void)state;
	json_t *dossier = five("{'advance': {'seats': 2}, 'groups': ['firm.district'], 'skip_below': 2}");
	for (int i = 0; i < 5; i++) {
		char path[40];
		snprintf(path, sizeof path, "firms[%d].facts.district", i);
		help_set(dossier, path, i == 4 ? "'b'" : "'a'");
	}
	help_set(dossier, "rulebook.direct_advancement",
	    "[{'id': 'd', 'to': 'final', 'when': {'fact': 'entry.fast', 'equals': true}, 'seats': 'within'}]");
	help_set(dossier, "entries[0].facts.fast", "true");
	/* e1 goes straight to the final and takes one of the two seats of its group; e5 is alone and skips */
	help_check(json_deep_copy(dossier), 0, "e2 1 80.00 advanced, e3 1 80.00 advanced, e4 3 70.00 eliminated, e5 - - skipped");
	struct judging_errors errors = {0};
	json_t *list = round_participants(dossier, "final", &errors);
	char *text = canonical_json(list, NULL);
	assert_string_equal(text, "[{\"division\":\"all\",\"entry\":\"e1\",\"group\":\"\",\"skips\":false,\"via\":\"direct\"},"
				  "{\"division\":\"all\",\"entry\":\"e2\",\"group\":\"\",\"skips\":false,\"via\":\"advanced\"},"
				  "{\"division\":\"all\",\"entry\":\"e3\",\"group\":\"\",\"skips\":false,\"via\":\"advanced\"},"
				  "{\"division\":\"all\",\"entry\":\"e5\",\"group\":\"\",\"skips\":false,\"via\":\"skipped\"}]");
	free(text);
	json_decref(list);
	list = round_participants(dossier, "semi", &errors);
	assert_int_equal(json_array_size(list), 4);
	json_decref(list);
	assert_null(round_participants(dossier, "nowhere", &errors));
	judging_errors_free(&errors);
	json_decref(dossier);
}

static void not_held_yet(void **state)
{
	(void)state;
	json_t *dossier = five("{}");
	help_set(dossier, "rounds[1].sheets", "[]");
	check_incomplete(json_deep_copy(dossier), "final");
	struct judging_errors errors = {0};
	json_t *list = round_participants(dossier, "final", &errors);
	assert_int_equal(json_array_size(list), 3);
	json_decref(list);
	help_set(dossier, "rounds[0].sheets", "[]");
	check_incomplete(json_deep_copy(dossier), "semi");
	assert_null(round_participants(dossier, "final", &errors));
	assert_string_equal(errors.list[0].path, "rounds[0]");
	judging_errors_free(&errors);
	json_decref(dossier);
}

/* Releases DOSSIER. The steps of all entries in the round, as canonical text; "null" if there are none. */
static char *derivations(json_t *dossier, const char *round)
{
	json_t *steps = dossier_derivations(dossier, round);
	char *text = steps ? canonical_json(steps, NULL) : strdup("null");

	json_decref(steps);
	json_decref(dossier);
	return text;
}

static void check_derivations(json_t *dossier, const char *round, const char *expected)
{
	char *text = derivations(dossier, round);
	json_t *json = help_json(expected);
	char *wanted = canonical_json(json, NULL);

	assert_string_equal(text, wanted);
	free(wanted);
	json_decref(json);
	free(text);
}

static void steps(void **state)
{
	(void)state;
	json_t *dossier = help_contest(2, TWO("'advance': {}, 'ties': ['highest']"));
	help_set(dossier, "rulebook.rounds[1].parts", "{'sheets': 0.5, 'round:semi': 0.5}");
	help_sheets(dossier, 0, "e1", "10 10 11"); /* 10.333… */
	help_sheets(dossier, 0, "e2", "8");
	check_derivations(json_deep_copy(dossier), "final", "null"); /* not held yet */
	help_sheets(dossier, 1, "e1", "80");
	help_sheets(dossier, 1, "e2", "70");
	check_derivations(json_deep_copy(dossier), "semi",
	    "{'e1': [{'step': 'aggregate', 'value': '10.333333'}, {'step': 'score', 'value': '10.333333'}, {'step': 'tie', 'name': 'highest', 'value': '11.000000'}],"
	    " 'e2': [{'step': 'aggregate', 'value': '8.000000'}, {'step': 'score', 'value': '8.000000'}, {'step': 'tie', 'name': 'highest', 'value': '8.000000'}]}");
	check_derivations(json_deep_copy(dossier), "final",
	    "{'e1': [{'step': 'aggregate', 'value': '80.000000'}, {'step': 'part', 'name': 'sheets', 'weight': 0.5, 'value': '80.000000'},"
	    " {'step': 'part', 'name': 'round:semi', 'weight': 0.5, 'value': '10.333333'}, {'step': 'score', 'value': '45.166667'}],"
	    " 'e2': [{'step': 'aggregate', 'value': '70.000000'}, {'step': 'part', 'name': 'sheets', 'weight': 0.5, 'value': '70.000000'},"
	    " {'step': 'part', 'name': 'round:semi', 'weight': 0.5, 'value': '8.000000'}, {'step': 'score', 'value': '39.000000'}]}");
	check_derivations(dossier, "no such round", "null");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(aggregates),
	    cmocka_unit_test(large_weights),
	    cmocka_unit_test(minima_below_zero),
	    cmocka_unit_test(levels_and_weights),
	    cmocka_unit_test(voided_sheets),
	    cmocka_unit_test(parts),
	    cmocka_unit_test(panel_factor),
	    cmocka_unit_test(z_score),
	    cmocka_unit_test(severity),
	    cmocka_unit_test(indicators),
	    cmocka_unit_test(ranks_and_ties),
	    cmocka_unit_test(seats_and_cuts),
	    cmocka_unit_test(open_ties),
	    cmocka_unit_test(added_seats),
	    cmocka_unit_test(leaving),
	    cmocka_unit_test(direct_and_skipping),
	    cmocka_unit_test(not_held_yet),
	    cmocka_unit_test(steps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
