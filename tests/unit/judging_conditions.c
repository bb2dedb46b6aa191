/* Conditions, queries, eligibility and direct advancement (judging/eligibility.h):
 * - every operator holds at its bound as it should; different types never compare; a missing or null fact fails all but `present`
 * - all, any, not; a map by division; no entry in the map is false
 * - sum, max and count over investments within a window of days, bounds inclusive, also counted from a fact
 * - an entry's division is the first whose condition holds; without one it is not eligible, admitted or not
 * - why shows every node with what it saw, and which fact was missing
 * - every rule of direct advancement is explained, whether it holds or not
 * - faults of the rulebook and of the facts are reported with their paths */
#include "tests/unit/judging_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judging/eligibility.h"

#define RULEBOOK                                                                                                                        \
	"{'title': {}, 'timezone': 'Asia/Shanghai', 'divisions': ["                                                                     \
	"{'id': 'startup', 'when': {'fact': 'firm.registered_on', 'at_least': '2020-01-01'}},"                                          \
	"{'id': 'growth', 'when': {'fact': 'firm.registered_on', 'present': true}}],"                                                   \
	"'industries': [{'id': 'biomed'}], 'eligibility': %s, 'rounds': ["                                                              \
	"{'id': 'semi', 'kind': 'indicators', 'indicators': [{'id': 'i', 'fact': 'firm.x', 'bands': [{'at_least': 1, 'points': 1}]}],"  \
	"'advance': {}}, {'id': 'final', 'kind': 'judged', 'criteria': [{'id': 'c', 'max': 10}], 'aggregate': {'method': 'mean'}}],"    \
	"'direct_advancement': [{'id': 'money', 'to': 'final', 'when': {'investments': {'sum': 'received_fen', 'by': 'registered_on',"  \
	"'from': '2021-01-01', 'to': {'fact': 'entry.submitted_on', 'plus_days': 10}}, 'at_least': {'startup': 300, 'growth': 1000}}}," \
	"{'id': 'many', 'to': 'final', 'when': {'investments': {'count': true}, 'above': 3}}]}"

static json_t *rulebook_with(const char *eligibility)
{
	char *text;
	assert_true(asprintf(&text, RULEBOOK, eligibility) > 0);
	json_t *rulebook = help_json(text);
	free(text);
	return rulebook;
}

static const char FIRM[] =
    "{'registered_on': '2021-03-02', 'revenue_fen': 500, 'listed': false, 'district': '天河', 'ratio': 0.3, 'gone': null}";
static const char ENTRY[] = "{'submitted_on': '2022-07-01'}";
static const char INVESTMENTS[] = "[{'id': 'i1', 'facts': {'registered_on': '2021-01-01', 'received_fen': 100, 'kind': 'fund'}},"
				  "{'id': 'i2', 'facts': {'registered_on': '2022-07-11', 'received_fen': 200, 'kind': 'angel'}},"
				  "{'id': 'i3', 'facts': {'registered_on': '2022-07-12', 'received_fen': 400}},"
				  "{'id': 'i4', 'facts': {'received_fen': 800}},"
				  "{'id': 'i5', 'facts': {'registered_on': '2020-12-31', 'amount': 'much'}}]";

/* The explanation for the firm and investments above. */
static json_t *explain(const char *eligibility, const char *status)
{
	struct judging_errors errors = {0};
	json_t *rulebook = rulebook_with(eligibility), *firm = help_json(FIRM), *entry = help_json(ENTRY),
	       *investments = help_json(INVESTMENTS);
	struct eligibility_case facts = {.firm_facts = firm,
	    .entry_facts = entry,
	    .industry = "biomed",
	    .investments = investments,
	    .status = status,
	    .status_why = "decided"};
	json_t *result = eligibility_explain(rulebook, &facts, &errors);
	for (size_t i = 0; i < errors.count; i++)
		print_error("%s: %s\n", errors.list[i].path, errors.list[i].message);
	assert_non_null(result);
	/* by a rulebook that is open already, the same */
	struct rulebook_view *view = rulebook_open(rulebook, &errors);
	json_t *again = eligibility_explain_by(view, &facts, &errors);
	assert_true(json_equal(again, result));
	json_decref(again);
	rulebook_close(view);
	/* the result owns what it needs */
	json_decref(rulebook);
	json_decref(firm);
	json_decref(entry);
	json_decref(investments);
	return result;
}

static void check_holds(const char *condition, bool expected)
{
	json_t *result = explain(condition, NULL);
	if (json_is_true(json_object_get(result, "eligible")) != expected)
		fail_msg("%s should be %s", condition, expected ? "true" : "false");
	json_decref(result);
}

struct condition_case {
	const char *condition;
	bool holds;
};

static void check_all(const struct condition_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_holds(cases[i].condition, cases[i].holds);
}

#define CHECK_ALL(cases) check_all(cases, sizeof(cases) / sizeof(cases)[0])

static void operators(void **state)
{
	static const struct condition_case CASES[] = {{"{'fact': 'firm.revenue_fen', 'at_least': 500}", true},
	    {"{'fact': 'firm.revenue_fen', 'at_least': 501}", false}, {"{'fact': 'firm.revenue_fen', 'at_most': 500}", true},
	    {"{'fact': 'firm.revenue_fen', 'at_most': 499}", false}, {"{'fact': 'firm.revenue_fen', 'above': 500}", false},
	    {"{'fact': 'firm.revenue_fen', 'above': 499}", true}, {"{'fact': 'firm.revenue_fen', 'below': 500}", false},
	    {"{'fact': 'firm.revenue_fen', 'below': 501}", true}, {"{'fact': 'firm.revenue_fen', 'equals': 500.0}", true},
	    {"{'fact': 'firm.revenue_fen', 'one_of': [1, 500]}", true}, {"{'fact': 'firm.revenue_fen', 'one_of': []}", false},
	    {"{'fact': 'firm.ratio', 'at_least': 0.3}", true}, {"{'fact': 'firm.registered_on', 'at_most': '2021-03-02'}", true},
	    {"{'fact': 'firm.registered_on', 'above': '2021-03-02'}", false}, {"{'fact': 'firm.district', 'equals': '天河'}", true},
	    {"{'fact': 'firm.district', 'one_of': ['南沙', '天河']}", true}, {"{'fact': 'firm.listed', 'equals': false}", true},
	    {"{'fact': 'firm.listed', 'one_of': [true]}", false}, {"{'fact': 'industry', 'equals': 'biomed'}", true},
	    {"{'fact': 'division', 'equals': 'startup'}", true}};
	(void)state;
	CHECK_ALL(CASES);
}

static void missing_and_types(void **state)
{
	static const struct condition_case CASES[] = {{"{'fact': 'firm.gone', 'at_least': 0}", false},
	    {"{'fact': 'firm.gone', 'equals': ''}", false}, {"{'fact': 'firm.gone', 'present': true}", false},
	    {"{'fact': 'firm.gone', 'present': false}", true}, {"{'fact': 'firm.never', 'present': false}", true},
	    {"{'fact': 'firm.listed', 'present': true}", true}, {"{'fact': 'firm.never', 'one_of': ['x']}", false},
	    {"{'not': {'fact': 'firm.never', 'equals': 1}}", true}, {"{'fact': 'firm.ratio', 'equals': '0.3'}", false},
	    {"{'fact': 'firm.listed', 'equals': 0}", false}, {"{'fact': 'firm.district', 'at_least': 0}", false},
	    {"{'investments': {'max': 'amount'}, 'present': false}", true}, {"{'investments': {'max': 'amount'}, 'at_least': 0}", false}};
	(void)state;
	CHECK_ALL(CASES);
}

static void combinations(void **state)
{
	static const struct condition_case CASES[] = {{"{'all': []}", true}, {"{'any': []}", false},
	    {"{'all': [{'fact': 'firm.listed', 'equals': false}, {'fact': 'firm.revenue_fen', 'at_least': 1000}]}", false},
	    {"{'any': [{'fact': 'firm.listed', 'equals': true}, {'fact': 'firm.revenue_fen', 'at_least': 1}]}", true},
	    {"{'not': {'all': []}}", false}, {"{'fact': 'firm.revenue_fen', 'at_least': {'startup': 500, 'growth': 501}}", true},
	    {"{'fact': 'firm.revenue_fen', 'at_least': {'growth': 0}}", false},
	    {"{'fact': 'firm.district', 'one_of': {'startup': ['天河'], 'growth': []}}", true},
	    {"{'fact': 'firm.never', 'present': {'growth': false}}", false}};
	(void)state;
	CHECK_ALL(CASES);
}

static void queries(void **state)
{
	/* i1 to i5 above; within 2021-01-01 to 2022-07-11 there are i1 and i2, both on a bound */
	static const struct condition_case CASES[] = {{"{'investments': {'sum': 'received_fen'}, 'equals': 1500}", true},
	    {"{'investments': {'count': true}, 'equals': 5}", true}, {"{'investments': {'max': 'received_fen'}, 'equals': 800}", true},
	    {"{'investments': {'sum': 'received_fen', 'by': 'registered_on'}, 'equals': 700}", true},
	    {"{'investments': {'sum': 'received_fen', 'by': 'registered_on', 'from': '2021-01-01', 'to': '2022-07-11'}, 'equals': 300}",
		true},
	    {"{'investments': {'sum': 'received_fen', 'by': 'registered_on', 'from': '2021-01-02', 'to': '2022-07-10'}, 'equals': 0}",
		true},
	    {"{'investments': {'count': true, 'by': 'registered_on', 'to': {'fact': 'entry.submitted_on', 'plus_days': 10}}, 'equals': 3}",
		true},
	    {"{'investments': {'count': true, 'by': 'registered_on', 'from': {'fact': 'firm.registered_on', 'plus_days': -500}}, 'equals': 4}",
		true},
	    {"{'investments': {'count': true, 'by': 'registered_on', 'from': {'fact': 'firm.left_on', 'plus_days': 0}}, 'at_least': 0}",
		false},
	    {"{'investments': {'count': true, 'where': {'fact': 'investment.kind', 'one_of': ['fund', 'angel']}}, 'equals': 2}", true},
	    {"{'investments': {'sum': 'received_fen', 'where': {'not': {'fact': 'investment.kind', 'equals': 'angel'}}}, 'equals': 1300}",
		true},
	    {"{'investments': {'sum': 'amount'}, 'equals': 0}", true}};
	(void)state;
	CHECK_ALL(CASES);
}

static void check_decision(const char *firm_facts, const char *status, const char *expected)
{
	struct judging_errors errors = {0};
	json_t *rulebook = rulebook_with("{'fact': 'firm.listed', 'equals': false}"), *firm = help_json(firm_facts);
	struct eligibility_case facts = {.firm_facts = firm, .status = status, .status_why = "decided"};
	json_t *result = eligibility_explain(rulebook, &facts, &errors);
	assert_non_null(result);
	json_object_del(result, "why");
	char *text = canonical_json(result, NULL);
	assert_string_equal(text, expected);
	free(text);
	json_decref(result);
	json_decref(firm);
	json_decref(rulebook);
}

static void decisions(void **state)
{
	(void)state;
	check_decision(
	    "{'listed': false, 'registered_on': '2020-01-01'}", NULL, "{\"division\":\"startup\",\"eligible\":true,\"missing\":[]}");
	check_decision(
	    "{'listed': false, 'registered_on': '2019-12-31'}", "submitted", "{\"division\":\"growth\",\"eligible\":true,\"missing\":[]}");
	check_decision(
	    "{'listed': true, 'registered_on': '2019-12-31'}", "submitted", "{\"division\":\"growth\",\"eligible\":false,\"missing\":[]}");
	check_decision(
	    "{'listed': true, 'registered_on': '2019-12-31'}", "admitted", "{\"division\":\"growth\",\"eligible\":true,\"missing\":[]}");
	check_decision("{'listed': false, 'registered_on': '2019-12-31'}", "ineligible",
	    "{\"division\":\"growth\",\"eligible\":false,\"missing\":[]}");
	check_decision("{'listed': false}", "admitted", "{\"division\":null,\"eligible\":false,\"missing\":[\"firm.registered_on\"]}");
	/* what is certain whatever is still stated is decided */
	check_decision(
	    "{'registered_on': '2019-12-31'}", NULL, "{\"division\":\"growth\",\"eligible\":false,\"missing\":[\"firm.listed\"]}");
	check_decision("{'listed': true}", NULL, "{\"division\":null,\"eligible\":false,\"missing\":[]}");
	check_decision("{'listed': false}", "ineligible", "{\"division\":null,\"eligible\":false,\"missing\":[]}");
}

static void explanations(void **state)
{
	(void)state;
	json_t *result = explain(
	    "{'all': [{'fact': 'firm.revenue_fen', 'at_most': {'startup': 400, 'growth': 900}}, {'not': {'fact': 'firm.gone',"
	    "'equals': 1}}, {'investments': {'count': true, 'where': {'fact': 'investment.kind', 'present': true}}, 'at_least': 2}]}",
	    NULL);
	char *text = canonical_json(json_object_get(json_object_get(result, "why"), "eligibility"), NULL);
	assert_string_equal(text,
	    "{\"all\":[{\"at_most\":400,\"fact\":\"firm.revenue_fen\",\"holds\":false,\"saw\":500},"
	    "{\"holds\":true,\"not\":{\"equals\":1,\"fact\":\"firm.gone\",\"holds\":false,\"missing\":true}},"
	    "{\"at_least\":2,\"holds\":true,\"investments\":{\"count\":true,\"counted\":[{\"investment\":\"i1\"},{\"investment\":\"i2\"}],"
	    "\"not_counted\":[{\"code\":\"where_not_met\",\"investment\":\"i3\",\"where\":{\"fact\":\"investment.kind\",\"holds\":false,"
	    "\"missing\":true,\"present\":true}},{\"code\":\"where_not_met\",\"investment\":\"i4\",\"where\":{\"fact\":\"investment.kind\","
	    "\"holds\":false,\"missing\":true,\"present\":true}},{\"code\":\"where_not_met\",\"investment\":\"i5\",\"where\":{\"fact\":"
	    "\"investment.kind\",\"holds\":false,\"missing\":true,\"present\":true}}],\"value\":2},\"saw\":2}],\"holds\":false}");
	free(text);
	json_decref(result);
	result = explain("{'all': []}", "admitted");
	assert_string_equal(json_string_value(json_object_get(json_object_get(result, "why"), "reason")), "decided");
	json_decref(result);
}

static void direct_advancement(void **state)
{
	struct judging_errors errors = {0};
	(void)state;
	json_t *rulebook = rulebook_with("{'all': []}"), *firm = help_json(FIRM), *entry = help_json(ENTRY),
	       *investments = help_json(INVESTMENTS);
	struct eligibility_case facts = {.firm_facts = firm, .entry_facts = entry, .investments = investments};
	json_t *result = direct_advancement_explain(rulebook, &facts, &errors);
	char *text = canonical_json(result, NULL);
	assert_string_equal(text,
	    "[{\"holds\":true,\"rule\":\"money\",\"to\":\"final\",\"why\":{\"at_least\":300,\"holds\":true,\"investments\":{\"by\":\"registered_on\","
	    "\"counted\":[{\"day\":\"2021-01-01\",\"investment\":\"i1\",\"value\":100},{\"day\":\"2022-07-11\",\"investment\":\"i2\",\"value\":200}],"
	    "\"from\":\"2021-01-01\",\"not_counted\":[{\"by\":\"registered_on\",\"code\":\"after_window\",\"day\":\"2022-07-12\","
	    "\"investment\":\"i3\",\"to\":\"2022-07-11\"},{\"by\":\"registered_on\",\"code\":\"no_day\",\"investment\":\"i4\"},"
	    "{\"by\":\"registered_on\",\"code\":\"before_window\",\"day\":\"2020-12-31\",\"from\":\"2021-01-01\",\"investment\":\"i5\"}],"
	    "\"sum\":\"received_fen\",\"to\":\"2022-07-11\",\"value\":300},\"saw\":300}},"
	    "{\"holds\":true,\"rule\":\"many\",\"to\":\"final\",\"why\":{\"above\":3,\"holds\":true,\"investments\":{\"count\":true,\"counted\":["
	    "{\"investment\":\"i1\"},{\"investment\":\"i2\"},{\"investment\":\"i3\"},{\"investment\":\"i4\"},{\"investment\":\"i5\"}],\"value\":5},"
	    "\"saw\":5}}]");
	free(text);
	json_decref(result);
	json_decref(rulebook);
	json_decref(firm);
	json_decref(entry);
	json_decref(investments);
}

static void faults(void **state)
{
	struct judging_errors errors = {0};
	(void)state;
	json_t *rulebook = rulebook_with("{'fact': 'investment.kind', 'equals': 1}"), *firm = help_json("{'registered_on': '2021-02-30'}");
	struct eligibility_case facts = {.firm_facts = firm};
	assert_null(eligibility_explain(rulebook, &facts, &errors));
	assert_int_equal(errors.count, 2);
	assert_string_equal(errors.list[0].path, "eligibility.fact");
	assert_string_equal(errors.list[1].path, "firm_facts.registered_on");
	judging_errors_free(&errors);
	json_decref(firm);
	json_decref(rulebook);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(operators),
	    cmocka_unit_test(missing_and_types),
	    cmocka_unit_test(combinations),
	    cmocka_unit_test(queries),
	    cmocka_unit_test(decisions),
	    cmocka_unit_test(explanations),
	    cmocka_unit_test(direct_advancement),
	    cmocka_unit_test(faults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
