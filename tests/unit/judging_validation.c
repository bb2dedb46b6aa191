/* What is refused, and with which path (judging/dossier.h, rulebook.h):
 * - duplicate keys at any depth, however they are escaped, all at once and with every other fault of the dossier
 * - what is no JSON
 * - every class of fault in the rulebook, the records and the sheets: one row of a table each
 * - several faults are reported together
 * - a fault hides no other that does not depend on it, and makes no other: of a round without its kind, a criterion, a declaration of a fact, a
 *   list of the rulebook that is no list, rows under a duplicate id
 * - an extra's name must be one that an extra can have; minima may be below 0; weights may be as large as any number
 * - a rulebook alone is checked with paths relative to it */
#include "tests/unit/judging_help.h"

#include <stdlib.h>
#include <string.h>

#include "judging/rulebook.h"

/* A dossier with a bit of everything, and no fault. */
static json_t *whole(void)
{
	json_t *dossier = help_contest(3,
	    "[{'id': 'pre', 'kind': 'indicators', 'indicators': [{'id': 'i', 'fact': 'firm.x', 'bands': [{'at_least': 1,"
	    "'points': 1}]}], 'advance': {'share': 1}}, {'id': 'semi', 'kind': 'judged', 'groups': ['division', 'firm.district'], 'criteria':"
	    "[{'id': 'c', 'max': 30, 'step': 0.5, 'weight': 0.25, 'divisions': ['all']}], 'aggregate': {'method': 'mean'}, 'ties': ['round:pre'],"
	    "'parts': {'sheets': 1}, 'advance': {'seats': {'all/': 9}, 'min': {'criterion:c': 0}}}, {'id': 'final', 'kind': 'judged',"
	    "'criteria': [{'id': 'c', 'max': 30}], 'aggregate': {'method': 'mean'}}]");
	help_set(dossier, "rulebook.eligibility",
	    "{'any': [{'fact': 'firm.x', 'at_least': {'all': 1}}, {'investments': {'sum': 'received_fen', 'by':"
	    "'registered_on', 'from': '2020-01-01', 'to': {'fact': 'entry.submitted_on', 'plus_days': 1}}, 'above': 5}, {'all': []}]}");
	help_set(dossier, "rulebook.direct_advancement", "[{'id': 'd', 'to': 'final', 'when': {'any': []}}]");
	help_set(dossier, "rulebook.award",
	    "{'budget_fen': 100, 'pools': [{'round': 'final', 'tiers': [{'id': 't', 'seats': 1, 'amount': {'all': 5}},"
	    "{'id': 'u', 'seats': 1, 'amount': {'of': {'sum': 'received_fen'}, 'share': 0.5}}]}], 'firm_cap_fen': null, 'prior': {'city': 'top_up'}}");
	for (int i = 1; i <= 2; i++) {
		help_sheets(dossier, i, "e1", "10 20");
		help_sheets(dossier, i, "e2", "10 20");
		help_sheets(dossier, i, "e3", "10");
	}
	help_set(dossier, "rounds[1].extras[0]", "{'entry': 'e1', 'id': 'fans', 'points': 1}");
	help_set(dossier, "rounds[1].tie_order", "['e1']");
	help_set(dossier, "investments[0]", "{'id': 'i1', 'firm': 'f1', 'investor': 'x', 'facts': {'received_fen': 1}}");
	help_set(dossier, "prior_awards[0]", "{'firm': 'f1', 'scheme': 'city', 'amount_fen': 1}");
	help_set(dossier, "entries[2].left", "{'before': 'award', 'as': 'withdrawn'}");
	return dossier;
}

struct fault {
	const char *path, *json;     /* what is put into the whole dossier */
	const char *where, *message; /* NULL: at PATH */
};

static void check_faults(const struct fault *faults, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_t *dossier = whole();
		help_set(dossier, faults[i].path, faults[i].json);
		help_refused(dossier, faults[i].where ? faults[i].where : faults[i].path, faults[i].message);
	}
}

#define CHECK_FAULTS(faults) check_faults(faults, sizeof(faults) / sizeof(faults)[0])

static void no_fault(void **state)
{
	(void)state;
	json_t *dossier = whole(), *results = help_results(dossier);
	json_decref(results);
	/* optional members may be absent */
	static const char *const OPTIONAL[] = {"investments", "prior_awards", "rulebook.eligibility", "rulebook.direct_advancement",
	    "rulebook.award", "entries[0].facts", "firms[0].facts", "rounds[1].extras", "rounds[1].tie_order", "rounds[0].sheets",
	    "entries[2].left"};
	for (size_t i = 0; i < sizeof OPTIONAL / sizeof OPTIONAL[0]; i++) {
		help_set(dossier, OPTIONAL[i], NULL);
		json_decref(help_results(dossier));
	}
	json_decref(dossier);
}

static void records(void **state)
{
	static const struct fault FAULTS[] = {{"format", "'saitou-dossier/2'", NULL, "saitou-dossier/1"},
	    {"extra", "1", NULL, "unknown key"}, {"firms", "{}", NULL, "an array"}, {"firms[1].id", "'f1'", NULL, "duplicate id"},
	    {"firms[0].id", "'f/1'", NULL, "must not contain"}, {"firms[0].id", "7", NULL, "a text"},
	    {"firms[0].facts.founded_on", "'2023-02-29'", NULL, "real day"}, {"firms[0].facts.founded_on", "20230201", NULL, "a text"},
	    {"firms[0].facts.revenue_fen", "-1", NULL, "out of range"}, {"firms[0].facts.revenue_fen", "1.5", NULL, "integer"},
	    {"firms[0].facts.revenue_fen", "9007199254740992", NULL, "out of range"},
	    {"firms[0].facts.x", "[1]", NULL, "must be a text, a number"}, {"firms[0].facts.district", "7", NULL, "groups"},
	    {"firms[0].shoe", "7", NULL, "unknown key"}, {"firms[0].name", NULL, NULL, "missing"},
	    {"investments[0].firm", "'f9'", NULL, "unknown firm"}, {"investments[0].investor", NULL, NULL, "missing"},
	    {"judges[0].id", "'j2'", "judges[1].id", "duplicate id"}, {"judges[0].organisation", "null", NULL, "a text"},
	    {"entries[0].firm", "'f9'", NULL, "unknown firm"}, {"entries[0].industry", "'x'", NULL, "unknown industry"},
	    {"entries[0].industry", NULL, NULL, "missing"}, {"entries[0].status", "'draft'", NULL, "none of submitted"},
	    {"entries[0].status", "'admitted'", "entries[0].why", "missing"}, {"entries[2].left.before", "'never'", NULL, "unknown round"},
	    {"entries[2].left.as", "'gone'", NULL, "none of withdrawn"}, {"entries[2].left.replaced", "1", NULL, "true or false"},
	    {"prior_awards[0].firm", "'f9'", NULL, "unknown firm"}, {"prior_awards[0].amount_fen", "0.5", NULL, "integer"},
	    {"prior_awards[0].scheme", NULL, NULL, "missing"}};
	(void)state;
	CHECK_FAULTS(FAULTS);
	json_t *dossier = whole();
	help_set(dossier, "rulebook.entries_per_firm", "1");
	help_set(dossier, "entries[2].firm", "'f1'");
	help_refused(dossier, "entries[2].firm", "more than 1");
}

static void sheets(void **state)
{
	static const struct fault FAULTS[] = {{"rounds[1].sheets[2].points.c", "31", NULL, "31 is above the maximum 30"},
	    {"rounds[1].sheets[0].points.c", "-1", NULL, "below 0"},
	    {"rounds[1].sheets[0].points.c", "10.25", NULL, "not a multiple of 0.5"},
	    {"rounds[1].sheets[0].points.c", "10.005", NULL, "decimals"}, {"rounds[1].sheets[0].points.c", "'10'", NULL, "a number"},
	    {"rounds[1].sheets[0].points.c", NULL, NULL, "missing"}, {"rounds[1].sheets[0].points.d", "1", NULL, "unknown criterion"},
	    {"rounds[1].sheets[0].points", "[]", NULL, "an object"}, {"rounds[1].sheets[0].entry", "'e9'", NULL, "unknown entry"},
	    {"rounds[1].sheets[0].judge", "'j9'", NULL, "unknown judge"}, {"rounds[1].sheets[0].judge", NULL, NULL, "missing"},
	    {"rounds[1].sheets[0].panel", "1", NULL, "a text"}, {"rounds[1].sheets[0].void", "true", NULL, "a text"},
	    {"rounds[1].sheets[0].note", "1", NULL, "unknown key"},
	    {"rounds[1].sheets[1].judge", "'j1'", "rounds[1].sheets[1]", "second counted sheet"},
	    {"rounds[1].sheets[1]", "{'entry': 'e1', 'judge': 'j2', 'points': {'c': 31}, 'void': 'x'}", "rounds[1].sheets[1].points.c",
		"above"},
	    {"rounds[0].sheets", "[{'entry': 'e1', 'judge': 'j1', 'points': {}}]", NULL, "indicators round"},
	    {"rounds[1].sheets", NULL, NULL, "missing"}, {"rounds[1].id", "'other'", NULL, "unknown round"},
	    {"rounds[1].id", "'pre'", NULL, "duplicate id"}, {"rounds[1].extras[0].entry", "'e9'", NULL, "unknown entry"},
	    {"rounds[1].extras[0].points", "1.001", NULL, "decimals"},
	    {"rounds[1].extras[1]", "{'entry': 'e1', 'id': 'fans', 'points': 2}", NULL, "a second"},
	    {"rounds[2].added", "[{'entry': 'e1', 'why': 'x'}]", NULL, "from the last round"},
	    {"rounds[0].added", "[{'entry': 'e9', 'why': 'x'}]", "rounds[0].added[0].entry", "unknown entry"},
	    {"rounds[0].added", "[{'entry': 'e1'}]", "rounds[0].added[0].why", "missing"},
	    {"rounds[0].added", "[{'entry': 'e1', 'why': 'x', 'seat': 1}]", "rounds[0].added[0].seat", "unknown key"},
	    {"rounds[0].added", "[{'entry': 'e1', 'why': 'x'}, {'entry': 'e1', 'why': 'y'}]", "rounds[0].added[1]", "twice"},
	    {"rounds[1].tie_order[1]", "'e1'", NULL, "twice"}, {"rounds[1].tie_order[0]", "'e9'", NULL, "unknown entry"},
	    {"rulebook.rounds[1].min_sheets", "2", "rounds[1]", "entry \"e3\" has 1 counted sheets"}};
	(void)state;
	CHECK_FAULTS(FAULTS);
}

static void conditions(void **state)
{
	static const struct fault FAULTS[] = {{"rulebook.eligibility", "{}", NULL, "exactly one of all"},
	    {"rulebook.eligibility", "[]", NULL, "an object"},
	    {"rulebook.eligibility.any[0].at_most", "1", "rulebook.eligibility.any[0]", "exactly one of at_least"},
	    {"rulebook.eligibility.any[0].at_least", NULL, "rulebook.eligibility.any[0]", "exactly one of at_least"},
	    {"rulebook.eligibility.any[0].fact", "'x'", NULL, "none of firm.NAME"},
	    {"rulebook.eligibility.any[0].fact", "'investment.x'", NULL, "where"},
	    {"rulebook.eligibility.any[0].at_least", "{'small': 1}", "rulebook.eligibility.any[0].at_least.small", "unknown division"},
	    {"rulebook.eligibility.any[0].at_least", "[1]", NULL, "must be a text"},
	    {"rulebook.eligibility.any[0].extra", "1", NULL, "unknown key"},
	    {"rulebook.eligibility.any[0]", "{'fact': 'firm.x', 'present': 1}", "rulebook.eligibility.any[0].present", "true or false"},
	    {"rulebook.eligibility.any[0]", "{'fact': 'firm.x', 'one_of': 1}", "rulebook.eligibility.any[0].one_of", "an array"},
	    {"rulebook.eligibility.any[0]", "{'fact': 'firm.x_on', 'below': '2020-1-1'}", "rulebook.eligibility.any[0].below", "real day"},
	    {"rulebook.eligibility.any[2].not", "{'any': []}", "rulebook.eligibility.any[2]", "exactly one of all"},
	    {"rulebook.eligibility.any[1].investments.count", "true", "rulebook.eligibility.any[1].investments", "exactly one of sum"},
	    {"rulebook.eligibility.any[1].investments.by", NULL, "rulebook.eligibility.any[1].investments.from", "needs `by`"},
	    {"rulebook.eligibility.any[1].investments.from", "'2021-02-29'", NULL, "real day"},
	    {"rulebook.eligibility.any[1].investments.to.plus_days", "0.5", NULL, "integer"},
	    {"rulebook.eligibility.any[1].investments.to.fact", "'investment.x'", NULL, "where"}};
	(void)state;
	CHECK_FAULTS(FAULTS);
}

static void rounds(void **state)
{
	static const struct fault FAULTS[] = {{"rulebook.rounds[1].id", "'final'", "rulebook.rounds[2].id", "duplicate id"},
	    {"rulebook.rounds[1].kind", "'x'", NULL, "none of judged"}, {"rulebook.rounds[1].criteria", "[]", NULL, "not be empty"},
	    {"rulebook.rounds[1].criteria[0].max", NULL, NULL, "missing"},
	    {"rulebook.rounds[1].criteria[0].max", "1.001", NULL, "decimals"},
	    {"rulebook.rounds[1].criteria[0].weight", "0.00001", NULL, "decimals"},
	    {"rulebook.rounds[1].criteria[0].weight", "-1", NULL, "below 0"}, {"rulebook.rounds[1].criteria[0].step", "0", NULL, "above 0"},
	    {"rulebook.rounds[1].criteria[0].divisions[0]", "'x'", NULL, "unknown division"},
	    {"rulebook.rounds[1].criteria[1]", "{'id': 'c', 'max': 1}", "rulebook.rounds[1].criteria[1].id", "duplicate id"},
	    {"rulebook.rounds[1].aggregate", NULL, NULL, "missing"},
	    {"rulebook.rounds[1].aggregate.method", "'mode'", NULL, "none of mean"},
	    {"rulebook.rounds[1].aggregate.drop_low", "-1", NULL, "out of range"},
	    {"rulebook.rounds[1].min_sheets", "0", NULL, "out of range"},
	    {"rulebook.rounds[1].groups[0]", "'colour'", NULL, "none of division"},
	    {"rulebook.rounds[1].decimals", "-1", NULL, "out of range"}, {"rulebook.rounds[1].rank_on", "'raw'", NULL, "none of rounded"},
	    {"rulebook.rounds[1].ties[0]", "'round:final'", NULL, "not earlier"},
	    {"rulebook.rounds[1].ties[0]", "'round:semi'", NULL, "not earlier"},
	    {"rulebook.rounds[1].ties[0]", "'round:x'", NULL, "unknown round"},
	    {"rulebook.rounds[1].ties[0]", "'criterion:x'", NULL, "unknown criterion"},
	    {"rulebook.rounds[1].ties[0]", "'indicator:i'", NULL, "unknown"},
	    {"rulebook.rounds[1].ties[0]", "'luck'", NULL, "none of criterion"},
	    {"rulebook.rounds[1].parts.round:final", "1", NULL, "not earlier"},
	    {"rulebook.rounds[1].parts.luck", "1", NULL, "none of sheets"},
	    {"rulebook.rounds[1].parts.sheets", "0.00001", NULL, "decimals"}, {"rulebook.rounds[1].advance", NULL, NULL, "missing"},
	    {"rulebook.rounds[2].advance", "{}", NULL, "last round"}, {"rulebook.rounds[2].skip_below", "2", NULL, "last round"},
	    {"rulebook.rounds[0].advance.share", "0", NULL, "a share"}, {"rulebook.rounds[0].advance.share", "1.01", NULL, "a share"},
	    {"rulebook.rounds[1].advance.seats.all/", "1.5", NULL, "integer"},
	    {"rulebook.rounds[1].advance.min.round:final", "1", NULL, "not earlier"},
	    {"rulebook.rounds[1].tie_at_cut", "'draw'", NULL, "none of all"}, {"rulebook.rounds[1].replacement", "true", NULL, "a text"},
	    {"rulebook.rounds[0].criteria", "[]", NULL, "unknown key"}, {"rulebook.rounds[0].indicators", "[]", NULL, "not be empty"},
	    {"rulebook.rounds[0].indicators[0].bands", "[]", NULL, "not be empty"},
	    {"rulebook.rounds[0].indicators[0].bands[0].at_least", "'1'", NULL, "a number"},
	    {"rulebook.rounds[0].indicators[0].investments", "{'count': true}", "rulebook.rounds[0].indicators[0]", "exactly one of fact"}};
	(void)state;
	CHECK_FAULTS(FAULTS);
	json_t *dossier = whole();
	help_set(dossier, "rulebook.rounds[1].adjust", "'z_score'");
	help_set(dossier, "rulebook.rounds[1].aggregate.method", "'median'");
	help_refused(dossier, "rulebook.rounds[1].adjust", "needs the aggregate method");
}

static void the_rest_of_the_rulebook(void **state)
{
	static const struct fault FAULTS[] = {{"rulebook.title", NULL, NULL, "missing"}, {"rulebook.title", "'x'", NULL, "an object"},
	    {"rulebook.timezone", "8", NULL, "a text"}, {"rulebook.colour", "1", NULL, "unknown key"},
	    {"rulebook.divisions[0].name", "{'en': 1}", "rulebook.divisions[0].name.en", "a text"},
	    {"rulebook.entries_per_firm", "0", NULL, "out of range"}, {"rulebook.direct_advancement[0].to", "'pre'", NULL, "first round"},
	    {"rulebook.direct_advancement[0].to", "'x'", NULL, "unknown round"},
	    {"rulebook.direct_advancement[0].seats", "'some'", NULL, "none of extra"},
	    {"rulebook.award.budget_fen", "-1", NULL, "out of range"}, {"rulebook.award.budget_fen", "null", NULL, "integer"},
	    {"rulebook.award.pools[0].round", "'x'", NULL, "unknown round"}, {"rulebook.award.pools[0].tiers", "[]", NULL, "not be empty"},
	    {"rulebook.award.pools[0].tiers[1].id", "'t'", NULL, "duplicate id"},
	    {"rulebook.award.pools[0].tie", "'both'", NULL, "none of higher"},
	    {"rulebook.award.pools[1]", "{'round': 'final', 'tiers': [{'id': 't', 'seats': 1, 'amount': 1}]}",
		"rulebook.award.pools[1].tiers[0].id", "duplicate id"},
	    {"rulebook.award.pools[0].outcomes", "['lucky']", "rulebook.award.pools[0].outcomes[0]", "none of advanced"},
	    {"rulebook.award.pools[0].tiers[0].amount", "{}", "rulebook.award.pools[0].tiers[0].amount.all", "missing"},
	    {"rulebook.award.pools[0].tiers[0].amount.x", "1", NULL, "unknown division"},
	    {"rulebook.award.pools[0].tiers[0].amount", "1.5", NULL, "integer"},
	    {"rulebook.award.pools[0].tiers[1].amount.share", "2", NULL, "a share"},
	    {"rulebook.award.repeat", "'never'", NULL, "none of all"}, {"rulebook.award.prior.city", "'double'", NULL, "none of exclude"},
	    {"rulebook.award.unit_fen", "0", NULL, "out of range"}, {"rulebook.award.over_budget", "'print'", NULL, "none of refuse"},
	    {"rulebook.award.vacated", "'gone'", NULL, "none of shift"}};
	(void)state;
	CHECK_FAULTS(FAULTS);
}

static void all_at_once(void **state)
{
	struct judging_errors errors = {0};
	(void)state;
	json_t *dossier = whole();
	help_set(dossier, "rulebook.rounds[0].advance.share", "2");
	help_set(dossier, "rounds[1].sheets[2].points.c", "31");
	help_set(dossier, "firms[2].facts.founded_on", "''");
	help_set(dossier, "judges[0].x", "1");
	assert_false(dossier_validate(dossier, &errors));
	assert_int_equal(errors.count, 4);
	judging_errors_free(&errors);
	json_decref(dossier);
	/* a fault elsewhere in the round, or in another entry, hides none of a sheet's */
	dossier = whole();
	help_set(dossier, "rulebook.rounds[1].aggregate.zzz", "1");
	help_set(dossier, "entries[1].firm", NULL);
	help_set(dossier, "entries[2].status", "'x'");
	help_set(dossier, "rounds[1].sheets[0].points.c", NULL);
	help_set(dossier, "rounds[1].sheets[4].points.c", "31");
	assert_false(dossier_validate(dossier, &errors));
	assert_int_equal(errors.count, 5);
	judging_errors_free(&errors);
	json_decref(dossier);
	json_t *rulebook =
	    help_json("{'title': {}, 'timezone': 'Asia/Shanghai', 'divisions': [], 'rounds': [{'id': 'r', 'kind': 'judged', 'criteria': [],"
		      "'aggregate': {'method': 'mean'}, 'advance': {}}]}");
	assert_false(rulebook_validate(rulebook, &errors));
	assert_int_equal(errors.count, 2);
	assert_string_equal(errors.list[0].path, "rounds[0].criteria");
	assert_string_equal(errors.list[1].path, "rounds[0].advance");
	judging_errors_free(&errors);
	json_decref(rulebook);
}

/* Exactly the errors at these places (each followed by a space), in the order of finding. */
static void check_only(json_t *dossier, const char *places)
{
	struct judging_errors errors = {0};
	char seen[1024] = "";
	assert_false(dossier_validate(dossier, &errors));
	for (size_t i = 0; i < errors.count; i++)
		strcat(strcat(seen, errors.list[i].path), " ");
	assert_string_equal(seen, places);
	judging_errors_free(&errors);
	json_decref(dossier);
}

static void check_one(const char *path, const char *json)
{
	char place[128];
	json_t *dossier = whole();
	help_set(dossier, path, json);
	strcat(strcpy(place, path), " ");
	check_only(dossier, place);
}

/* Whatever in the dossier is right stays so. */
static void no_fault_makes_others(void **state)
{
	(void)state;
	check_one("rulebook.facts", "5");
	check_one("rulebook.divisions", "{}");
	check_one("rulebook.industries", "{}");
	check_one("rulebook.industries[0].id", "7");
	check_one("rulebook.rounds", "{}");
	check_one("rulebook.rounds[1].kind", "'x'");
	check_one("rulebook.rounds[1].criteria", "5");
	check_one("rulebook.rounds[1].criteria", "[]");
	check_one("rulebook.rounds[1].criteria[0].id", NULL);
	check_one("rulebook.rounds[1].criteria[0].max", "'30'");
	check_one("rulebook.rounds[1].criteria[0].step", "0");
	check_one("rulebook.rounds[1].criteria[0].roles", "5");
	check_one("rulebook.rounds[1].parts", "5");
	check_one("rulebook.rounds[0].indicators", "[]");
	json_t *dossier = whole();
	help_set(dossier, "rulebook.facts", "{'firm': 5, 'entry': 5, 'investment': 5}");
	check_only(dossier, "rulebook.facts.firm rulebook.facts.entry rulebook.facts.investment ");
	dossier = whole();
	help_set(dossier, "rulebook.facts",
	    "{'firm': {'x': {}, 'district': {'kind': 'choice'}, 'seen_on': {'kind': 'number'}}, 'entry': {'submitted_on': {'kind': 'date'}},"
	    "'investment': {'received_fen': {'kind': 'money', 'min': true}, 'registered_on': {'kind': 'date'}}}");
	help_set(dossier, "firms[0].facts", "{'x': true, 'district': 'north', 'seen_on': '2026-01-01'}");
	check_only(dossier, "rulebook.facts.firm.x.kind rulebook.facts.firm.district.choices rulebook.facts.firm.seen_on.kind "
			    "rulebook.facts.investment.received_fen.min ");
	dossier = whole();
	help_set(dossier, "rulebook.rounds[1].criteria[1]", "{'id': 'c', 'max': 1, 'divisions': []}");
	check_only(dossier, "rulebook.rounds[1].criteria[1].id ");
}

static void no_fault_hides_others(void **state)
{
	(void)state;
	json_t *dossier = whole();
	help_set(dossier, "rulebook.rounds[1]",
	    "{'kind': 'x', 'firm': 1, 'decimals': 'x', 'min_sheets': 0, 'adjust': 'x', 'criteria': {}, 'parts': [],"
	    "'ties': ['criterion:c', 'luck'], 'advance': {'min_score': 'x'}}");
	check_only(dossier, "rulebook.rounds[1].kind rulebook.rounds[1].decimals rulebook.rounds[1].id rulebook.rounds[1].firm "
			    "rulebook.rounds[1].criteria rulebook.rounds[1].parts rulebook.rounds[1].min_sheets rulebook.rounds[1].adjust "
			    "rulebook.rounds[1].ties[1] rulebook.rounds[1].advance.min_score ");
	dossier = whole();
	help_set(dossier, "rulebook.facts",
	    "{'firm': {'x': {'kind': 'x', 'firm': 1, 'min': 'x', 'choices': 5, 'name': 5}, 'district': {'kind': 'text'}},"
	    "'entry': {'submitted_on': {'kind': 'date'}},"
	    "'investment': {'received_fen': {'kind': 'money'}, 'registered_on': {'kind': 'date'}}}");
	check_only(dossier, "rulebook.facts.firm.x.name rulebook.facts.firm.x.kind rulebook.facts.firm.x.firm rulebook.facts.firm.x.min "
			    "rulebook.facts.firm.x.choices ");
	/* a criterion's fault leaves what does not hang on it */
	dossier = whole();
	help_set(dossier, "rulebook.rounds[1].criteria[0].x", "1");
	help_set(dossier, "rounds[1].sheets[0].points.c", "0.005");
	help_set(dossier, "rounds[1].sheets[1].points", "5");
	help_set(dossier, "rounds[1].sheets[2].points", "{'zz': 1}");
	check_only(dossier, "rulebook.rounds[1].criteria[0].x rounds[1].sheets[0].points.c rounds[1].sheets[1].points "
			    "rounds[1].sheets[2].points.zz rounds[1].sheets[2].points.c ");
	dossier = whole();
	help_set(dossier, "rulebook.rounds[1].criteria[0].max", NULL);
	help_set(dossier, "rounds[1].sheets[0].points.c", "31.25");
	check_only(dossier, "rulebook.rounds[1].criteria[0].max rounds[1].sheets[0].points.c ");
	dossier = whole();
	help_set(dossier, "rulebook.rounds[1].criteria[0].step", "'x'");
	help_set(dossier, "rounds[1].sheets[0].points.c", "31.25");
	check_only(dossier, "rulebook.rounds[1].criteria[0].step rounds[1].sheets[0].points.c ");
	/* points without a known criterion are points all the same */
	dossier = whole();
	help_set(dossier, "rulebook.rounds[1].criteria", NULL);
	help_set(dossier, "rounds[1].sheets[0].points.c", "-1");
	check_only(dossier, "rulebook.rounds[1].criteria rounds[1].sheets[0].points.c ");
	/* rows under a duplicate id */
	dossier = whole();
	help_set(dossier, "rounds[3]", "{'id': 'semi', 'sheets': [{'entry': 'e1', 'judge': 'j1', 'points': {'c': 31, 'zz': 1}}]}");
	check_only(dossier, "rounds[3].id rounds[3].sheets[0].points.c rounds[3].sheets[0].points.zz ");
}

static void names_of_extras(void **state)
{
	(void)state;
	json_t *dossier = whole();
	help_set(dossier, "rulebook.rounds[1].ties[0]", "'extra:a/b'");
	help_set(dossier, "rulebook.rounds[1].parts", "{'sheets': 1, 'extra:a/b': 1}");
	help_set(dossier, "rulebook.rounds[1].parts_otherwise", "{'extra:a/b': 0}");
	help_set(dossier, "rulebook.rounds[1].advance.min", "{'extra:a/b': 0}");
	help_set(dossier, "rulebook.award.pools[0].rank_by", "'extra:a/b'");
	check_only(dossier, "rulebook.rounds[1].parts.extra:a/b rulebook.rounds[1].parts_otherwise.extra:a/b rulebook.rounds[1].ties[0] "
			    "rulebook.rounds[1].advance.min.extra:a/b rulebook.award.pools[0].rank_by ");
}

/* What is computed from investments is a number. */
static void literals_of_queries(void **state)
{
	static const struct fault FAULTS[] = {{"rulebook.eligibility.any[1].above", "'x'", NULL, "must be a number"},
	    {"rulebook.eligibility.any[1]", "{'investments': {'count': true}, 'equals': true}", "rulebook.eligibility.any[1].equals",
		"must be a number"},
	    {"rulebook.eligibility.any[1]", "{'investments': {'count': true}, 'one_of': [1, 'x']}", "rulebook.eligibility.any[1].one_of[1]",
		"must be a number"}};
	(void)state;
	CHECK_FAULTS(FAULTS);
	json_t *dossier = whole();
	help_set(dossier, "rulebook.eligibility.any[1].above", "0.5");
	json_decref(help_results(dossier));
	json_decref(dossier);
}

static void check_parse(const char *text, const char *paths)
{
	struct judging_errors errors = {0};
	char seen[256] = "";
	assert_null(dossier_parse(text, strlen(text), &errors));
	for (size_t i = 0; i < errors.count; i++)
		if (strcmp(errors.list[i].message, "duplicate key") == 0)
			strcat(strcat(seen, errors.list[i].path), " ");
	assert_string_equal(seen, paths);
	assert_true(errors.count > 0);
	judging_errors_free(&errors);
}

static void duplicate_keys(void **state)
{
	(void)state;
	check_parse("{\"a\":1,\"a\":2}", "a ");
	check_parse("{\"a\":{\"b\":[0,{\"c\":1,\"d\":\"}\",\"\\u0063\":[]}]}, \"x\" : 1 , \"x\" : {\"y\":1,\"y\":2}}", "a.b[1].c x x.y ");
	check_parse("[{\"a\\\"\":1},{\"\":{},\"\":[],\"\\\\\":1,\"\\\\\":2}]", "[1]. [1].\\ ");
	check_parse("{\"a\":1", "");
	check_parse("", "");
	check_parse("{\"a\":1e999}", "");
	check_parse("{\"a\":\"\xff\"}", "");
	check_parse("{\"a\":1} x", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_fault),
	    cmocka_unit_test(records),
	    cmocka_unit_test(sheets),
	    cmocka_unit_test(conditions),
	    cmocka_unit_test(rounds),
	    cmocka_unit_test(the_rest_of_the_rulebook),
	    cmocka_unit_test(all_at_once),
	    cmocka_unit_test(no_fault_makes_others),
	    cmocka_unit_test(no_fault_hides_others),
	    cmocka_unit_test(names_of_extras),
	    cmocka_unit_test(literals_of_queries),
	    cmocka_unit_test(duplicate_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
