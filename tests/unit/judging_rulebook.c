/* What others ask of a rulebook (judging/rulebook.h):
 * - every fact it names, wherever that stands, with its kind, whether it is needed, what it can bring, and what is declared of it
 * - the criteria on a sheet by the entry's division and the judge's role
 * - which points a criterion may have, and the exact total as text, without needless zeros
 * - names by locale, and what stands for one that is missing; rounds by position, points from elsewhere, industries
 * - a rulebook with faults cannot be asked */
#include "tests/unit/judging_help.h"

#include "judging/rulebook.h"

#include <stdlib.h>
#include <string.h>

static const char RULEBOOK[] =
    "{'title': {}, 'timezone': 'Asia/Shanghai', 'divisions': [{'id': 'young', 'when': {'fact': 'firm.registered_on', 'at_least':"
    "'2020-01-01'}}, {'id': 'old', 'when': {'fact': 'firm.old', 'equals': true}}], 'eligibility': {'all': [{'fact': 'firm.revenue_fen',"
    "'at_most': {'fact': 'firm.assets_fen', 'times': 2}}, {'any': [{'fact': 'firm.a', 'equals': 1}]}, {'fact': 'entry.b', 'equals': 1},"
    "{'not': {'fact': 'entry.b', 'present': false}}]}, 'rounds': [{'id': 'r', 'kind': 'judged', 'groups': ['firm.district'], 'criteria':"
    "[{'id': 'x', 'max': 30, 'step': 0.5, 'weight': 0.7, 'name': {'zh-CN': '技术', 'en': 'technology'}}, {'id': 'y', 'max': 10, 'divisions':"
    "['old']}, {'id': 'z', 'max': 5, 'weight': 0.1234, 'roles': ['chief']}], 'aggregate': {'method': 'mean', 'level': 'criterion'}, 'ties':"
    "['most:firm.staff']}], 'award': {'budget_fen': 1, 'pools': [{'round': 'r', 'rank_by': 'least:entry.age', 'tiers': [{'id': 't', 'seats':"
    "1, 'amount': {'of': {'sum': 'received_fen', 'by': 'paid_on', 'to': {'fact': 'entry.submitted_on'}}, 'share': 1}}]}]}}";

static struct rulebook_view *open_it(const json_t *rulebook)
{
	struct judging_errors errors = {0};
	struct rulebook_view *view = rulebook_open(rulebook, &errors);
	for (size_t i = 0; i < errors.count; i++)
		print_error("%s: %s\n", errors.list[i].path, errors.list[i].message);
	assert_non_null(view);
	return view;
}

static void facts(void **state)
{
	static const char *const EXPECTED[] = {"entry.age number 0", "entry.b number 0", "entry.submitted_on date 0", "firm.a number 0",
	    "firm.assets_fen money 1", "firm.district text 0", "firm.old yes_no 1", "firm.registered_on date 1", "firm.revenue_fen money 1",
	    "firm.staff number 0", "investment.paid_on date 0", "investment.received_fen money 0"};
	(void)state;
	json_t *rulebook = help_json(RULEBOOK);
	struct rulebook_view *view = open_it(rulebook);
	json_t *asked = rulebook_asked_facts(view);
	assert_int_equal(json_array_size(asked), sizeof EXPECTED / sizeof EXPECTED[0]);
	for (size_t i = 0; i < json_array_size(asked); i++) {
		const json_t *fact = json_array_get(asked, i), *kind = json_object_get(fact, "kind");
		char text[128];
		snprintf(text, sizeof text, "%s %s %d", json_string_value(json_object_get(fact, "path")),
		    kind ? json_string_value(kind) : "-", json_is_true(json_object_get(fact, "required")));
		assert_string_equal(text, EXPECTED[i]);
	}
	json_decref(asked);
	rulebook_close(view);
	json_decref(rulebook);
}

/* What each fact is needed for: eligibility, what a computed round requires and looks at, questions wherever they stand, what a query needs of
 * investments; not alternatives, nor what is asked about with `present`. */
static void needs_and_worth(void **state)
{
	(void)state;
	json_t *rulebook = help_json(
	    "{'title': {}, 'timezone': 'UTC', 'divisions': [{'id': 'd', 'when': {'fact': 'firm.registered_on', 'present': true}}],"
	    "'eligibility': {'all': [{'not': {'fact': 'firm.listed', 'equals': true}}, {'not': {'all': [{'fact': 'firm.a', 'equals': 1},"
	    "{'fact': 'firm.asked', 'equals': true}]}}, {'not': {'any': [{'fact': 'firm.b', 'equals': 1}, {'fact': 'firm.c', 'equals': 1}]}}]},"
	    "'rounds': [{'id': 'p', 'kind': 'indicators', 'require': {'fact': 'firm.staff', 'at_most': 500}, 'indicators':"
	    "[{'id': 'x', 'fact': 'firm.x', 'bands': [{'at_least': 1, 'points': 20.5}], 'otherwise': 3}, {'id': 'y', 'best_of': [{'id': 'y1',"
	    "'fact': 'firm.y', 'bands': [{'at_least': 1, 'points': 5}]}, {'id': 'y2', 'fact': 'firm.z', 'bands': [{'at_least': 1, 'points': 6}]}]}],"
	    "'advance': {'seats': 1}}, {'id': 'f', 'kind': 'judged', 'criteria': [{'id': 'c', 'max': 1}], 'aggregate': {'method': 'mean'}}],"
	    "'direct_advancement': [{'id': 'i', 'to': 'f', 'when': {'all': [{'fact': 'firm.size', 'at_most': 5}, {'investments':"
	    "{'where': {'all': [{'fact': 'investment.cash', 'equals': true}, {'any': [{'fact': 'investment.kind', 'equals': 'fund'},"
	    "{'fact': 'investment.filed', 'equals': true}]}]}, 'sum': 'received_fen', 'by': 'paid_on'}, 'at_least': 1}]}}]}");
	struct rulebook_view *view = open_it(rulebook);
	json_t *asked = rulebook_asked_facts(view);
	char got[2048] = "";
	for (size_t i = 0, length = 0; i < json_array_size(asked); i++) {
		const json_t *fact = json_array_get(asked, i), *worth = json_object_get(fact, "worth");
		length += (size_t)snprintf(got + length, sizeof got - length, "%s%s", json_string_value(json_object_get(fact, "path")),
		    json_is_true(json_object_get(fact, "required")) ? "!" : "");
		if (worth)
			length += (size_t)snprintf(got + length, sizeof got - length, " %g of %s",
			    json_number_value(json_object_get(worth, "points")), json_string_value(json_object_get(worth, "round")));
		if (json_object_get(fact, "one_of"))
			length += (size_t)snprintf(
			    got + length, sizeof got - length, " one of %zu", json_array_size(json_object_get(fact, "one_of")));
		length += (size_t)snprintf(got + length, sizeof got - length, ", ");
	}
	assert_string_equal(got, "firm.a, firm.asked!, firm.b!, firm.c!, firm.listed!, firm.registered_on, firm.size, firm.staff!, "
				 "firm.x! 20.5 of p, firm.y 5 of p one of 2, firm.z 6 of p one of 2, investment.cash!, investment.filed!, "
				 "investment.kind, investment.paid_on!, investment.received_fen!, ");
	json_decref(asked);
	rulebook_close(view);
	json_decref(rulebook);
}

static void declared_facts(void **state)
{
	(void)state;
	json_t *rulebook =
	    help_json("{'title': {}, 'timezone': 'UTC', 'facts': {'firm': {'type': {'kind': 'choice', 'choices': [{'id': 'a'}]}}},"
		      "'divisions': [{'id': 'd', 'when': {'fact': 'firm.type', 'equals': 'a'}}], 'rounds': []}");
	struct rulebook_view *view = open_it(rulebook);
	json_t *asked = rulebook_asked_facts(view);
	char *text = canonical_json(asked, NULL);
	assert_string_equal(text, "[{\"declared\":{\"choices\":[{\"id\":\"a\"}],\"kind\":\"choice\"},\"kind\":\"choice\",\"name\":\"type\","
				  "\"of\":\"firm\",\"path\":\"firm.type\",\"required\":true,\"texts\":[\"a\"]}]");
	free(text);
	json_decref(asked);
	rulebook_close(view);
	json_decref(rulebook);
}

static void check_form(const struct rulebook_view *view, const char *division, const char *role, const char *expected)
{
	struct rulebook_criterion list[8];
	char ids[16] = "";
	size_t count = rulebook_criteria(view, "r", division, role, list, 8);
	for (size_t i = 0; i < count; i++)
		strcat(ids, list[i].id);
	assert_string_equal(ids, expected);
}

static void forms(void **state)
{
	(void)state;
	json_t *rulebook = help_json(RULEBOOK);
	struct rulebook_view *view = open_it(rulebook);
	check_form(view, "young", NULL, "x");
	check_form(view, "old", NULL, "xy");
	check_form(view, "old", "chief", "xyz");
	check_form(view, NULL, "guest", "x");
	assert_int_equal(rulebook_criteria(view, "nowhere", NULL, NULL, NULL, 0), 0);
	rulebook_close(view);
	json_decref(rulebook);
}

static void points_and_totals(void **state)
{
	static const struct {
		const char *json;
		enum rulebook_points verdict;
	} CASES[] = {{"30", RULEBOOK_POINTS_FINE}, {"0", RULEBOOK_POINTS_FINE}, {"12.5", RULEBOOK_POINTS_FINE},
	    {"30.5", RULEBOOK_ABOVE_MAX}, {"12.25", RULEBOOK_OFF_STEP}, {"12.555", RULEBOOK_TOO_FINE}, {"-1", RULEBOOK_OUT_OF_RANGE},
	    {"1e300", RULEBOOK_OUT_OF_RANGE}, {"'30'", RULEBOOK_NO_NUMBER}, {"null", RULEBOOK_NO_NUMBER}};
	struct rulebook_criterion list[3];
	char text[RULEBOOK_TOTAL_SIZE];
	int64_t hundredths = 0;
	(void)state;
	json_t *rulebook = help_json(RULEBOOK);
	struct rulebook_view *view = open_it(rulebook);
	assert_int_equal(rulebook_criteria(view, "r", "old", "chief", list, 3), 3);
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		json_t *points = help_json(CASES[i].json);
		assert_int_equal(rulebook_check_points(&list[0], points, &hundredths), CASES[i].verdict);
		json_decref(points);
	}
	assert_string_equal(rulebook_total(list, (int64_t[]){3000, 1000, -1}, 3, text), "31");
	assert_string_equal(rulebook_total(list, (int64_t[]){50, 1, 1}, 3, text), "0.361234"); /* 0.35 + 0.01 + 0.001234 */
	assert_string_equal(rulebook_total(list, (int64_t[]){0, 0, 0}, 3, text), "0");
	rulebook_close(view);
	json_decref(rulebook);
}

static void check_text(const char *localised, const char *locale, const char *expected)
{
	json_t *json = help_json(localised);
	const char *text = rulebook_text(json, locale);
	assert_string_equal(text ? text : "none", expected);
	json_decref(json);
}

static void texts(void **state)
{
	(void)state;
	check_text("{'zh-CN': '技术', 'en': 'technology'}", "en", "technology");
	check_text("{'zh-CN': '技术', 'en': 'technology'}", "zh-Hant", "技术");
	check_text("{'zh-Hant': '技術', 'en': 'technology'}", "zh-CN", "技術");
	check_text("{'zh-CN': '', 'en': 'technology'}", "zh-CN", "technology");
	check_text("{'pt': 'tecnologia', 'fr': 'technologie'}", "zh-CN", "technologie");
	check_text("{}", "en", "none");
	check_text("null", "en", "none");
}

static void names(void **state)
{
	static const char *const EXPECTED[][3] = {{"division", "d", "Young"}, {"division", "e", "e"}, {"industry", "i", "Software"},
	    {"round", "r", "Final"}, {"criterion", "c", "Team"}, {"criterion", "n", "Growth"}, {"rule", "a", "Direct"},
	    {"tier", "t", "First"}, {"tier", "u", "Second"}, {"tier", "nowhere", "nowhere"}};
	(void)state;
	json_t *rulebook =
	    help_json("{'divisions': [{'id': 'd', 'name': {'en': 'Young'}}, {'id': 'e'}], 'industries': [{'id': 'i', 'name':"
		      "{'en': 'Software'}}], 'rounds': [{'id': 'r', 'name': {'en': 'Final'}, 'criteria': [{'id': 'c', 'name':"
		      "{'en': 'Team'}}]}, {'id': 's', 'indicators': [{'id': 'n', 'name': {'en': 'Growth'}}]}],"
		      "'direct_advancement': [{'id': 'a', 'name': {'en': 'Direct'}}], 'award': {'pools': [{'tiers': [{'id': 't',"
		      "'name': {'en': 'First'}}]}, {'tiers': [{'id': 'u', 'name': {'en': 'Second'}}]}]}}");
	json_t *found = rulebook_names(rulebook);
	for (size_t i = 0; i < sizeof EXPECTED / sizeof EXPECTED[0]; i++)
		assert_string_equal(rulebook_name(found, EXPECTED[i][0], EXPECTED[i][1], "en"), EXPECTED[i][2]);
	assert_int_equal(json_object_size(json_object_get(found, "division")), 2);
	json_decref(found);
	json_decref(rulebook);
}

static void rounds_and_industries(void **state)
{
	(void)state;
	json_t *rulebook = help_json(RULEBOOK), *plain = help_json(RULEBOOK);
	json_object_set_new(rulebook, "industries", help_json("[{'id': 'soft'}]"));
	json_t *round = json_array_get(json_object_get(rulebook, "rounds"), 0);
	json_object_set_new(round, "parts", help_json("{'sheets': 0.9, 'extra:popularity': 0.1}"));
	struct rulebook_view *view = open_it(rulebook), *without = open_it(plain);
	assert_string_equal(rulebook_round_id(view, 0), "r");
	assert_string_equal(rulebook_round_kind(view, 0), "judged");
	assert_null(rulebook_round_id(view, 1));
	assert_int_equal(rulebook_round_position(view, "r"), 0);
	assert_int_equal(rulebook_round_position(view, "award"), 1);
	assert_true(rulebook_has_extra(view, "r", "popularity"));
	assert_false(rulebook_has_extra(view, "r", "sheets"));
	assert_false(rulebook_has_extra(view, "nowhere", "popularity"));
	assert_int_equal(json_array_size(rulebook_industries(view)), 1);
	assert_true(rulebook_has_industry(view, "soft"));
	assert_false(rulebook_has_industry(view, "hard"));
	assert_null(rulebook_industries(without));
	assert_false(rulebook_has_industry(without, "soft"));
	rulebook_close(view);
	rulebook_close(without);
	json_decref(plain);
	json_decref(rulebook);
}

static void with_faults(void **state)
{
	struct judging_errors errors = {0};
	(void)state;
	json_t *rulebook = help_json("{'title': {}}");
	assert_null(rulebook_open(rulebook, &errors));
	assert_true(errors.count > 0);
	judging_errors_free(&errors);
	json_decref(rulebook);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(facts),
	    cmocka_unit_test(needs_and_worth),
	    cmocka_unit_test(declared_facts),
	    cmocka_unit_test(forms),
	    cmocka_unit_test(points_and_totals),
	    cmocka_unit_test(texts),
	    cmocka_unit_test(names),
	    cmocka_unit_test(rounds_and_industries),
	    cmocka_unit_test(with_faults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
