/* What results say of themselves (judging/base/why.h):
 * - every why in the results of many dossiers is in the table, with all members that its code needs, no others, each of its kind
 * - no sentence stands in a why: what is text is an id, a word, a number, a day or what somebody wrote
 * - a list that is cut says so in a member that the table knows
 * - inputs that once broke the program, or whose explanation contradicted the outcome (tests/data/faults) */
#include "tests/unit/judging_help.h"

#include "judging/base/why.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOSSIERS = 96 };

static void path_of(char path[512], const char *format, ...)
{
	const char *folder = getenv("srcdir");
	va_list args;
	int length = snprintf(path, 512, "%s/tests/data/", folder ? folder : ".");
	va_start(args, format);
	vsnprintf(path + length, 512 - (size_t)length, format, args);
	va_end(args);
}

static void check_why(const json_t *why, const char *where);

/* The row for an object that stands in WHERE. */
static const struct why_row *row_of(const json_t *object, const char *where)
{
	const char *code = json_string_value(json_object_get(object, "code"));
	for (size_t i = 0; code && i < WHY_CODES; i++)
		if (strcmp(why_codes[i].code, code) == 0 && (strcmp(why_codes[i].where, where) == 0 || strcmp(where, code) == 0))
			return &why_codes[i];
	for (const struct why_row *row = why_nodes; !code && row->code; row++)
		if (strcmp(row->where, where) == 0 && (strcmp(where, "condition") != 0 || json_object_get(object, row->code)))
			return row;
	fail_msg("\"%s\" does not stand in %s", code ? code : "(no code)", where);
	return NULL;
}

static bool fits(const json_t *value, enum why_kind kind)
{
	switch (kind) {
	case WHY_COUNT:
	case WHY_POOL:
	case WHY_MONEY:
		return json_is_integer(value) && json_integer_value(value) >= 0;
	case WHY_POINTS:
	case WHY_SHARE:
	case WHY_NUMBER:
		return json_is_number(value);
	case WHY_FLAG:
		return json_is_boolean(value);
	case WHY_VALUE:
		return json_is_number(value) || json_is_string(value) || json_is_boolean(value);
	case WHY_NODE:
	case WHY_CONDITION:
		return json_is_object(value);
	case WHY_LIST:
		return json_is_array(value) && json_array_size(value) > 0;
	case WHY_MORE:
		return json_is_integer(value) && json_integer_value(value) > 0;
	default:
		return json_is_string(value);
	}
}

static void check_member(const json_t *value, const struct why_row *row, const struct why_member *member)
{
	bool compared = strcmp(row->where, "condition") == 0 && json_is_object(value) && json_object_get(value, "fact");
	const json_t *element;
	size_t i;

	if (member->kind == WHY_VALUE && compared)
		return; /* another fact, which has been said to be possible there */
	if (!fits(value, member->kind) && !(member->kind == WHY_LIST && json_is_array(value)))
		fail_msg("%s.%s is not of its kind", row->code, member->name);
	if (member->kind == WHY_NODE)
		check_why(value, member->name);
	if (member->kind == WHY_CONDITION)
		check_why(value, member->of ? member->of : "condition");
	if (member->kind == WHY_LIST && strcmp(member->of, "value") != 0)
		json_array_foreach (value, i, element)
			check_why(element, member->of);
}

static void check_why(const json_t *why, const char *where)
{
	const struct why_row *row = row_of(why, where);
	size_t known = json_object_get(why, "code") ? 1 : 0;

	for (const struct why_member *member = row->members; member->name; member++) {
		const json_t *value = json_object_get(why, member->name);
		if (!value && !member->optional)
			fail_msg("%s has no %s", row->code, member->name);
		if (!value)
			continue;
		known++;
		check_member(value, row, member);
	}
	if (known != json_object_size(why)) {
		char *text = canonical_json(why, NULL);
		fail_msg("%s has members that the table does not know: %s", row->code, text);
	}
}

static void check_rows(const json_t *rows, const char *where)
{
	const json_t *row;
	size_t i;
	json_array_foreach (rows, i, row)
		check_why(json_object_get(row, "why"), where);
}

static void all_in_the_table(void **state)
{
	int checked = 0;
	(void)state;
	for (int i = 0; i < DOSSIERS; i++) {
		struct judging_errors errors = {0};
		char path[512];
		path_of(path, "dossiers/%02d.json", i);
		json_t *dossier = json_load_file(path, 0, NULL), *results = dossier_results(dossier, "00", &errors);
		assert_non_null(dossier);
		const json_t *round;
		size_t j;
		check_rows(json_object_get(results, "eligibility"), "eligibility");
		check_rows(json_object_get(results, "direct"), "direct");
		check_rows(json_object_get(results, "awards"), "award");
		json_array_foreach (json_object_get(results, "rounds"), j, round)
			check_rows(json_object_get(round, "standings"), "standing");
		checked += results != NULL;
		judging_errors_free(&errors);
		json_decref(results);
		json_decref(dossier);
	}
	assert_true(checked > DOSSIERS / 2);
}

static void codes_are_unique(void **state)
{
	(void)state;
	for (size_t i = 0; i < WHY_CODES; i++) {
		assert_non_null(why_codes[i].code);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(why_codes[i].code, why_codes[j].code);
	}
	json_t *table = why_table();
	assert_int_equal(json_array_size(json_object_get(table, "codes")), WHY_CODES);
	json_decref(table);
}

/* ---- inputs that once broke it ---- */

static char *read_fault(const char *name, size_t *length)
{
	static char text[65536];
	char path[512];
	path_of(path, "faults/dossier-%s.json", name);
	FILE *in = fopen(path, "rb");
	assert_non_null(in);
	*length = fread(text, 1, sizeof text, in);
	fclose(in);
	return text;
}

static void refused(void **state)
{
	static const struct {
		const char *name, *path, *part;
	} CASES[] = {
	    {"88.675", "rounds[0].sheets[0].points.a", "88.675 has more than 2 decimals"},
	    {"band-beyond-2p53", "rulebook.rounds[0].indicators[0].bands[0].at_least", "out of range"},
	    {"bom", "", "byte order mark"},
	    {"group-keys-collide", "firms[0].facts.a", "'/'"},
	    {"group-keys-collide", "firms[1].facts.b", "'/'"},
	    {"nested-where-8", "rulebook.eligibility.investments.where.investments", "holds no `investments`"},
	    {"prior-1e300-ub", "prior_awards[0].amount_fen", "out of range"},
	    {"timezone", "rulebook.timezone", "Mars/Olympus"},
	    {"z-nan-weights", "rulebook.rounds[0].criteria", "above 1000000 points"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct judging_errors errors = {0};
		size_t length;
		char *text = read_fault(CASES[i].name, &length);
		json_t *dossier = dossier_parse(text, length, &errors);
		bool found = false;
		assert_null(dossier ? dossier_results(dossier, "00", &errors) : NULL);
		for (size_t j = 0; j < errors.count; j++)
			found |= strcmp(errors.list[j].path, CASES[i].path) == 0 && strstr(errors.list[j].message, CASES[i].part);
		if (!found)
			fail_msg("%s: %s: %s is not said", CASES[i].name, CASES[i].path, CASES[i].part);
		judging_errors_free(&errors);
		json_decref(dossier);
	}
}

static json_t *fault_results(const char *name)
{
	struct judging_errors errors = {0};
	size_t length;
	char *text = read_fault(name, &length);
	json_t *dossier = dossier_parse(text, length, &errors), *results = help_results(dossier);
	json_decref(dossier);
	return results;
}

/* Fails unless the why of the standing at POSITION of the first round is EXPECTED. */
static void check_standing_why(const json_t *results, size_t position, const char *expected)
{
	const json_t *standings = json_object_get(json_array_get(json_object_get(results, "rounds"), 0), "standings");
	json_t *wanted = help_json(expected);
	char *a = canonical_json(json_object_get(json_array_get(standings, position), "why"), NULL), *b = canonical_json(wanted, NULL);
	assert_string_equal(a, b);
	free(a);
	free(b);
	json_decref(wanted);
}

static void fits_the_outcome(void **state)
{
	(void)state;
	json_t *results = fault_results("why-barred-above");
	help_standings(results, 0, "e1 1 90.00 eliminated, e2 2 70.00 advanced, e3 3 60.00 eliminated");
	check_standing_why(results, 0,
	    "{'code': 'below_minimum', 'rank': 1, 'of': 3, 'failed': [{'code': 'min_value', 'value_of': 'criterion:d', 'value': '0',"
	    "'limit': 10}]}");
	check_standing_why(results, 1, "{'code': 'within_seats', 'rank': 2, 'of': 3, 'seats': 1, 'seats_rule': 1, 'barred_above': 1}");
	check_standing_why(results, 2, "{'code': 'beyond_seats', 'rank': 3, 'of': 3, 'seats': 1, 'seats_rule': 1, 'barred_above': 1}");
	json_decref(results);
	results = fault_results("why-tie-none");
	check_standing_why(results, 1,
	    "{'code': 'tied_none', 'rank': 2, 'of': 4, 'seats': 2, 'seats_rule': 2, 'tied': 2, 'ties': [{'code': 'tie_equal',"
	    "'with': 'e3'}]}");
	json_decref(results);
	results = fault_results("award-seat-not-replaced");
	help_awards(results, "e2 second 2 20");
	check_standing_why(results, 0,
	    "{'code': 'left', 'as': 'disqualified', 'before': 'award', 'replaced': false, 'rank': 1, 'of': 3, 'no_award': [{'code':"
	    "'no_award_vacated', 'pool': 0, 'rank': 1, 'of': 3, 'tier': 'first', 'as': 'disqualified', 'before': 'award'}]}");
	json_decref(results);
}

/* Seats that direct advancement takes, and what decided between equals. */
static void seats_and_ties(void **state)
{
	(void)state;
	json_t *dossier = help_contest(5,
	    "[{'id': 'semi', 'kind': 'judged', 'criteria': [{'id': 'c', 'max': 100}], 'aggregate': {'method': 'trimmed_mean'},"
	    "'ties': ['least:firm.staff'], 'advance': {'seats': 3}}, {'id': 'final', 'kind': 'judged', 'criteria': [{'id': 'c', 'max': 100}],"
	    "'aggregate': {'method': 'mean'}}]");
	help_set(dossier, "rulebook.direct_advancement",
	    "[{'id': 'd', 'to': 'final', 'seats': 'within', 'when': {'fact': 'firm.fast', 'equals': true}}]");
	help_set(dossier, "firms[0].facts.fast", "true");
	help_set(dossier, "firms[1].facts.staff", "7");
	help_set(dossier, "firms[2].facts.staff", "3");
	for (int i = 2; i <= 5; i++)
		help_sheets(dossier, 0, (const char *[]){"e2", "e3", "e4", "e5"}[i - 2],
		    i < 4    ? "10 20 30"
		    : i == 4 ? "50 50 50"
			     : "5 5 5");
	json_t *results = help_results(dossier);
	help_standings(results, 0, "e4 1 50.00 advanced, e3 2 20.00 advanced, e2 3 20.00 eliminated, e5 4 5.00 eliminated");
	check_standing_why(results, 2,
	    "{'code': 'beyond_seats', 'rank': 3, 'of': 4, 'seats': 2, 'seats_rule': 3, 'within': 1, 'ties': [{'code': 'tie_rule', 'with':"
	    "'e3', 'before': false, 'rule': 'least:firm.staff', 'value': '7', 'other_value': '3'}], 'dropped': [{'code': 'dropped_low',"
	    "'judge': 'j1', 'value': '10'}, {'code': 'dropped_high', 'judge': 'j3', 'value': '30'}]}");
	json_decref(results);
	json_decref(dossier);
}

/* A long list of one_of is not copied into every explanation. */
static void long_lists(void **state)
{
	(void)state;
	json_t *dossier =
	    help_contest(1, "[{'id': 'r', 'kind': 'judged', 'criteria': [{'id': 'c', 'max': 100}], 'aggregate': {'method': 'mean'}}]");
	json_t *list = json_array();
	for (int i = 0; i < 1000; i++)
		json_array_append_new(list, json_integer(i));
	help_set(dossier, "rulebook.eligibility", "{'fact': 'firm.x', 'one_of': []}");
	json_object_set_new(json_object_get(json_object_get(dossier, "rulebook"), "eligibility"), "one_of", list);
	help_set(dossier, "firms[0].facts.x", "77");
	help_sheets(dossier, 0, "e1", "1");
	json_t *results = help_results(dossier);
	json_t *why = json_object_get(json_array_get(json_object_get(results, "eligibility"), 0), "why");
	char *text = canonical_json(json_object_get(why, "eligibility"), NULL);
	assert_string_equal(text, "{\"fact\":\"firm.x\",\"holds\":true,\"one_of_count\":1000,\"saw\":77}");
	free(text);
	json_decref(results);
	json_decref(dossier);
}

/* Lists of which not all is shown say so in members that the table knows. */
static void cut_lists(void **state)
{
	(void)state;
	json_t *dossier = help_contest(1,
	    "[{'id': 'r', 'kind': 'judged', 'criteria': [{'id': 'c', 'max': 100}], 'aggregate': {'method': 'mean'}, 'advance': {}},"
	    "{'id': 'final', 'kind': 'judged', 'criteria': [{'id': 'c', 'max': 100}], 'aggregate': {'method': 'mean'}}]");
	json_t *rulebook = json_object_get(dossier, "rulebook"), *parts = json_array(), *direct = json_array(),
	       *investments = json_object_get(dossier, "investments");
	for (int i = 0; i < 2 * NODE_SHOWN; i++) {
		char id[16];
		snprintf(id, sizeof id, "%d", i);
		json_array_append_new(parts, help_json("{'fact': 'firm.x', 'present': false}"));
		json_array_append_new(investments, json_pack("{s:s, s:s, s:s}", "id", id, "firm", "f1", "investor", ""));
		json_array_append_new(direct, json_pack("{s:s, s:s, s:o}", "id", id, "to", "final", "when",
						  help_json("{'investments': {'sum': 'received_fen'}, 'at_least': 1}")));
	}
	json_object_set_new(rulebook, "eligibility", json_pack("{s:o}", "all", parts));
	json_object_set_new(rulebook, "direct_advancement", direct);
	help_sheets(dossier, 0, "e1", "1");
	json_t *results = help_results(dossier), *rows = json_object_get(results, "eligibility");
	check_rows(rows, "eligibility");
	char *text = canonical_json(rows, NULL);
	assert_non_null(strstr(text, "\"all_more\":32,"));
	assert_non_null(strstr(text, "\"direct_more\":"));
	assert_non_null(strstr(text, "\"not_counted_more\":32,"));
	free(text);
	json_decref(results);
	json_decref(dossier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_in_the_table),
	    cmocka_unit_test(codes_are_unique),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(fits_the_outcome),
	    cmocka_unit_test(seats_and_ties),
	    cmocka_unit_test(long_lists),
	    cmocka_unit_test(cut_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
