/* Dossiers in which entries meet many rules, investments, pools or parts of a condition:
 * - a list in a why shows its first NODE_SHOWN rows and says how many more there are; a why shows NODE_SHOWN_IN_ALL, however its lists are nested
 * - a long text is cut between characters, and few of them are shown; ids of rows are whole
 * - what is decided hangs on all of them, also on those that are not shown
 * - results are four times as long for four times as many of everything, and no longer
 * - so are the conditions evaluated and the numbers read and compared where each of many entries meets many investments, steps, brackets, bands or
 *   tiers, in whatever order they stand
 * - so are the ids compared where a sheet has its criteria in another order than the rulebook
 * - so is the memory that is asked for where there are as many groups as judges and panels */
#include "tests/unit/judging_help.h"

#include "judging/base/slab.h"
#include "judging/base/why.h"
#include "judging/course/ranking.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* TEMPLATE with what stands between < and > there COUNT times, separated by commas, and in it for # the number from 0
 * up, for ~ the same down to 0. */
static char *expand(const char *template, int count)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (const char *p = template; *p; p++) {
		if (*p != '<') {
			putc(*p, out);
			continue;
		}
		const char *end = strchr(p, '>');
		for (int i = 0; i < count; i++) {
			fputs(i ? ", " : "", out);
			for (const char *q = p + 1; q < end; q++)
				*q == '#' ? fprintf(out, "%d", i) : *q == '~' ? fprintf(out, "%d", count - 1 - i) : putc(*q, out);
		}
		p = end;
	}
	fclose(out);
	return text;
}

static void set(json_t *dossier, const char *path, const char *template, int count)
{
	char *text = expand(template, count);
	help_set(dossier, path, text);
	free(text);
}

/* COUNT entries of one firm with one investment, which take no rule of direct advancement, and get one award. */
static json_t *dossier_of(int count)
{
	char *text =
	    expand("{'format': 'saitou-dossier/1', 'rulebook': {'title': {}, 'timezone': 'Asia/Shanghai', 'entries_per_firm': 100000,"
		   "'divisions': [{'id': 'all', 'when': {'all': []}}],"
		   "'direct_advancement': [{'id': 'd', 'to': 'final', 'when': {'investments': {'sum': 'received_fen', 'by': 'paid_on',"
		   "'from': '2022-01-01'}, 'at_least': 1}}],"
		   "'rounds': [{'id': 'semi', 'kind': 'indicators', 'indicators': [{'id': 'i', 'fact': 'firm.none', 'bands': [{'at_least':"
		   "0, 'points': 1}]}], 'advance': {}}, {'id': 'final', 'kind': 'indicators', 'indicators': [{'id': 'i', 'fact':"
		   "'firm.none', 'bands': [{'at_least': 0, 'points': 1}]}]}]},"
		   "'firms': [{'id': 'f', 'name': ''}], 'judges': [], 'rounds': [{'id': 'semi'}, {'id': 'final'}], 'investments':"
		   "[{'id': 'i', 'firm': 'f', 'investor': '', 'facts': {'received_fen': 1000000, 'paid_on': '2021-01-01'}}],"
		   "'entries': [<{'id': 'e#', 'firm': 'f', 'status': 'submitted'}>]}",
		count);
	json_t *dossier = help_json(text);
	free(text);
	return dossier;
}

/* What there may be many of: the part of the dossier that has them, and the list that shows them in the why of one row. */
static const struct {
	const char *path, *template;
	const char *rows; /* the array of results */
	const char *list; /* steps to the list, the last its name */
} MANY[] = {
    {"investments", "[<{'id': 'i#', 'firm': 'f', 'investor': '', 'facts': {'received_fen': 1000000, 'paid_on': '2021-01-01'}}>]",
	"eligibility", "direct 0 when investments not_counted"},
    {"investments", "[<{'id': 'i#', 'firm': 'f', 'investor': '', 'facts': {'received_fen': 0, 'paid_on': '2022-01-01'}}>]", "eligibility",
	"direct 0 when investments counted"},
    {"rulebook.direct_advancement", "[<{'id': 'd#', 'to': 'final', 'when': {'fact': 'firm.none', 'present': true}}>]", "eligibility",
	"direct"},
    {"rulebook.divisions", "[<{'id': 'd#', 'when': {'fact': 'entry.none', 'present': false}}>]", "eligibility", NULL},
    {"rulebook.divisions", "[<{'id': 'd#', 'when': {'fact': 'entry.none', 'present': true}}>]", "eligibility", "divisions"},
    {"rulebook.eligibility", "{'all': [<{'fact': 'firm.none', 'present': false}>]}", "eligibility", "eligibility all"},
    {"rulebook.eligibility", "{'any': [<{'any': [{'fact': 'firm.none', 'present': false}]}>]}", "eligibility", "eligibility any"},
    {"rulebook.rounds[0].advance.min", "{<'extra:x#': 1>}", "standings", "failed"},
    {"rulebook.award",
	"{'budget_fen': 0, 'pools': [<{'round': 'final', 'when': {'fact': 'firm.none', 'present': true}, 'tiers': [{'id': 't#',"
	"'seats': 1, 'amount': 1}]}>]}",
	"last standings", "no_award"},
    {"rulebook.award",
	"{'budget_fen': 1000000, 'pools': [{'round': 'final', 'tiers': [{'id': 't', 'seats': 1, 'amount': {'of': {'max': 'received_fen'},"
	"'brackets': [<{'above': #, 'share': 0.0001}>]}}]}]}",
	"awards", "amount brackets"},
    {"rulebook.award",
	"{'budget_fen': 100000000, 'pools': [{'round': 'final', 'tiers': [{'id': 't', 'seats': 1, 'amount': {'sum': [<1>]}}]}]}", "awards",
	"amount parts"},
};
enum { MANIES = sizeof MANY / sizeof MANY[0] };

static json_t *dossier_with(size_t many, int count, int entries)
{
	json_t *dossier = dossier_of(entries);
	set(dossier, MANY[many].path, MANY[many].template, count);
	return dossier;
}

/* The why of the first row of an array of results. */
static const json_t *why_of(const json_t *results, const char *rows)
{
	const json_t *rounds = json_object_get(results, "rounds"), *array = json_object_get(results, rows);
	if (strstr(rows, "standings"))
		array = json_object_get(json_array_get(rounds, strcmp(rows, "standings") == 0 ? 0 : 1), "standings");
	return json_object_get(json_array_get(array, 0), "why");
}

/* The object that has the list of STEPS, whose name goes to NAME. */
static const json_t *owner_of(const json_t *why, const char *steps, char name[64])
{
	for (;; steps += strcspn(steps, " ") + 1) {
		snprintf(name, 64, "%.*s", (int)strcspn(steps, " "), steps);
		if (!strchr(steps, ' '))
			return why;
		why = json_is_array(why) ? json_array_get(why, strtoul(name, NULL, 10)) : json_object_get(why, name);
	}
}

static void check_list(size_t many, int count, size_t shown, int more)
{
	json_t *dossier = dossier_with(many, count, 1), *results = help_results(dossier);
	char name[64], key[80];
	const json_t *owner = owner_of(why_of(results, MANY[many].rows), MANY[many].list, name);

	snprintf(key, sizeof key, "%s_more", name);
	if (json_array_size(json_object_get(owner, name)) != shown || json_integer_value(json_object_get(owner, key)) != more ||
	    !json_object_get(owner, key) != !more)
		fail_msg("%s of %d: %zu shown, %lld more", MANY[many].list, count, json_array_size(json_object_get(owner, name)),
		    (long long)json_integer_value(json_object_get(owner, key)));
	json_decref(results);
	json_decref(dossier);
}

static void lists_are_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < MANIES; i++) {
		if (!MANY[i].list)
			continue;
		check_list(i, NODE_SHOWN, NODE_SHOWN, 0);
		check_list(i, NODE_SHOWN + 1, NODE_SHOWN, 1);
		check_list(i, 3 * NODE_SHOWN, NODE_SHOWN, 2 * NODE_SHOWN);
	}
}

/* Objects inside VALUE. */
static size_t objects_in(const json_t *value)
{
	size_t count = 0, i;
	const json_t *element;
	const char *key;

	json_array_foreach (value, i, element)
		count += objects_in(element);
	json_object_foreach ((json_t *)value, key, element)
		count += objects_in(element);
	return count + json_is_object(value);
}

/* All of what the lists hold or say that they do not, COUNT on each of two levels. */
static void nested_lists(void **state)
{
	(void)state;
	json_t *dossier = dossier_of(1);
	char *inner = expand("{'any': [<{'fact': 'firm.none', 'present': true}>]}", 20);
	json_t *part = help_json(inner), *parts = json_array();
	for (int i = 0; i < 20; i++)
		json_array_append(parts, part);
	help_set(dossier, "rulebook.eligibility", "{'any': []}");
	json_object_set_new(json_object_get(json_object_get(dossier, "rulebook"), "eligibility"), "any", parts);
	json_t *results = help_results(dossier);
	const json_t *why = json_object_get(why_of(results, "eligibility"), "eligibility");
	assert_in_range(objects_in(why), NODE_SHOWN_IN_ALL - 20, NODE_SHOWN_IN_ALL + 1);
	assert_int_equal(json_array_size(json_object_get(why, "any")) + (size_t)json_integer_value(json_object_get(why, "any_more")), 20);
	assert_true(json_is_false(json_object_get(why, "holds")));
	json_decref(results);
	json_decref(dossier);
	json_decref(part);
	free(inner);
}

/* A condition in a thousand `not`. */
static void nested_deep(void **state)
{
	enum { DEEP = 1000 };
	(void)state;
	json_t *dossier = dossier_of(1), *condition = help_json("{'fact': 'firm.none', 'present': false}");
	for (int i = 0; i < DEEP; i++)
		condition = json_pack("{s:o}", "not", condition);
	json_object_set_new(json_object_get(dossier, "rulebook"), "eligibility", condition);
	json_t *results = help_results(dossier);
	const json_t *why = why_of(results, "eligibility"), *node = json_object_get(why, "eligibility");
	assert_true(json_is_true(json_object_get(node, "holds")));
	assert_in_range(objects_in(why), NODE_SHOWN_IN_ALL / 2, NODE_SHOWN_IN_ALL + 1);
	while (json_object_get(node, "not"))
		node = json_object_get(node, "not");
	assert_int_equal(json_integer_value(json_object_get(node, "not_more")), 1);
	json_decref(results);
	json_decref(dossier);
}

/* A literal of 100 KB in each of many conditions. */
static void long_texts(void **state)
{
	enum { LONG = 33333, MANY_TEXTS = 20 };
	(void)state;
	json_t *dossier = dossier_of(1), *parts = json_array();
	char *text = malloc(3 * LONG + 2);
	assert_non_null(text);
	text[0] = 'x'; /* so that the cut falls inside a character */
	for (int i = 0; i < LONG; i++)
		memcpy(text + 1 + 3 * i, "赛", 3);
	text[3 * LONG + 1] = '\0';
	for (int i = 0; i < MANY_TEXTS; i++)
		json_array_append_new(parts, json_pack("{s:s, s:s}", "fact", "firm.none", "equals", text));
	json_array_append_new(parts, json_pack("{s:s, s:[s]}", "fact", "firm.none", "one_of", text));
	json_object_set_new(json_object_get(dossier, "rulebook"), "eligibility", json_pack("{s:o}", "any", parts));
	json_t *results = help_results(dossier);
	const json_t *why = json_object_get(why_of(results, "eligibility"), "eligibility"),
		     *literal = json_object_get(json_array_get(json_object_get(why, "any"), 0), "equals");
	size_t length = json_string_length(literal);
	assert_in_range(length, NODE_TEXT - 3, NODE_TEXT + 3);
	assert_string_equal(json_string_value(literal) + length - 6, "赛…");
	char *written = canonical_json(why, NULL);
	assert_in_range(strlen(written), NODE_TEXT, 6 * NODE_TEXT);
	assert_int_equal(
	    json_array_size(json_object_get(why, "any")) + (size_t)json_integer_value(json_object_get(why, "any_more")), MANY_TEXTS + 1);
	free(written);
	free(text);
	json_decref(results);
	json_decref(dossier);
}

/* Rows of results are no explanations: what names them stands there whole, and takes no room from why. */
static void names_are_whole(void **state)
{
	(void)state;
	json_t *dossier = dossier_of(2);
	char *id = malloc(NODE_TEXT + 100);
	json_t *entries = json_object_get(dossier, "entries"), *entry, *row;
	size_t i;

	assert_non_null(id);
	memset(id, 'p', NODE_TEXT + 99);
	id[NODE_TEXT + 99] = '\0';
	json_array_foreach (entries, i, entry) {
		id[NODE_TEXT + 98] = (char)('0' + i);
		json_object_set_new(entry, "id", json_string(id));
	}
	json_t *results = help_results(dossier);
	json_array_foreach (json_object_get(results, "eligibility"), i, row) {
		id[NODE_TEXT + 98] = (char)('0' + i);
		assert_string_equal(json_string_value(json_object_get(row, "entry")), id);
		assert_non_null(json_object_get(row, "why"));
	}
	assert_int_equal(i, 2);
	free(id);
	json_decref(results);
	json_decref(dossier);
}

/* Only the last of many decides, which nobody sees. */
static void all_of_them_decide(void **state)
{
	(void)state;
	json_t *dossier = dossier_of(1);
	set(dossier, "rulebook.eligibility", "{'any': [<{'fact': 'firm.none', 'present': true}>, {'fact': 'firm.none', 'present': false}]}",
	    2 * NODE_SHOWN);
	set(dossier, "rulebook.direct_advancement",
	    "[<{'id': 'd#', 'to': 'final', 'when': {'fact': 'firm.none', 'present': true}}>, {'id': 'last', 'to': 'final', 'when':"
	    "{'investments': {'sum': 'received_fen', 'where': {'fact': 'investment.kind', 'equals': 'fund'}}, 'equals': 7}}]",
	    2 * NODE_SHOWN);
	set(dossier, "investments",
	    "[<{'id': 'a#', 'firm': 'f', 'investor': '', 'facts': {'received_fen': 5, 'kind': 'state'}}>,"
	    "{'id': 'z', 'firm': 'f', 'investor': '', 'facts': {'received_fen': 7, 'kind': 'fund'}}]",
	    2 * NODE_SHOWN);
	json_t *results = help_results(dossier);
	const json_t *direct = json_array_get(json_object_get(results, "direct"), 0);
	assert_string_equal(json_string_value(json_object_get(direct, "rule")), "last");
	const json_t *query = json_object_get(json_object_get(json_object_get(direct, "why"), "when"), "investments");
	assert_int_equal(json_integer_value(json_object_get(query, "not_counted_more")), NODE_SHOWN);
	assert_int_equal(json_array_size(json_object_get(query, "counted")), 1);
	assert_true(json_is_true(json_object_get(json_object_get(why_of(results, "eligibility"), "eligibility"), "holds")));
	json_decref(results);
	json_decref(dossier);
}

static size_t length_of_results(size_t many, int count)
{
	struct judging_errors errors = {0};
	json_t *dossier = dossier_with(many, count, count);
	size_t length;
	char *text = dossier_results_text(dossier, "00", &length, &errors);

	assert_non_null(text);
	free(text);
	json_decref(dossier);
	return length;
}

static void results_grow_evenly(void **state)
{
	(void)state;
	for (size_t i = 0; i < MANIES; i++) {
		size_t few = length_of_results(i, 100), many = length_of_results(i, 400);
		if (many > few * 9 / 2)
			fail_msg("%s, four times as many: %zu bytes become %zu", MANY[i].path, few, many);
	}
}

/* What the linker calls in their place (judging/local.mk): they count what they hand out, and how often they are called. */
static size_t asked, calls, compared;
bool __real_condition_holds(const struct condition *, const struct subject *, struct node *why);
bool __wrap_condition_holds(const struct condition *, const struct subject *, struct node *why);
void __real_decimal_set(mpq_t value, const json_t *number);
void __wrap_decimal_set(mpq_t value, const json_t *number);
bool __real_ranking_reaches(const struct round *, const struct standing *, int64_t points);
bool __wrap_ranking_reaches(const struct round *, const struct standing *, int64_t points);

bool __wrap_condition_holds(const struct condition *condition, const struct subject *subject, struct node *why)
{
	calls++;
	return __real_condition_holds(condition, subject, why);
}

void __wrap_decimal_set(mpq_t value, const json_t *number)
{
	calls++;
	__real_decimal_set(value, number);
}

bool __wrap_ranking_reaches(const struct round *round, const struct standing *standing, int64_t points)
{
	calls++;
	return __real_ranking_reaches(round, standing, points);
}

int __real_strcmp(const char *, const char *);
int __wrap_strcmp(const char *, const char *);

int __wrap_strcmp(const char *a, const char *b)
{
	compared++;
	return __real_strcmp(a, b);
}

void *__real_memory_array(size_t count, size_t size);
void *__real_slab_take(struct slab *, size_t count, size_t size);
void *__wrap_memory_array(size_t count, size_t size);
void *__wrap_slab_take(struct slab *, size_t count, size_t size);

void *__wrap_memory_array(size_t count, size_t size)
{
	asked += count * size;
	return __real_memory_array(count, size);
}

void *__wrap_slab_take(struct slab *slab, size_t count, size_t size)
{
	asked += count * size;
	return __real_slab_take(slab, count, size);
}

/* What is asked for while a dossier is computed in which each of COUNT groups of two entries has a judge and a panel of its own. */
static size_t asked_for_groups(int count, const char *adjust)
{
	json_t *dossier = dossier_of(0);
	set(dossier, "entries",
	    "[<{'id': 'a#', 'firm': 'f', 'status': 'submitted', 'facts': {'g': '#'}}, {'id': 'b#', 'firm': 'f', 'status': 'submitted',"
	    "'facts': {'g': '#'}}>]",
	    count);
	set(dossier, "judges", "[<{'id': 'j#', 'organisation': ''}>]", count);
	set(dossier, "rulebook.rounds",
	    "[{'id': 'r', 'kind': 'judged', 'groups': ['entry.g'], 'criteria': [{'id': 'c', 'max': 10}], 'aggregate': {'method': 'mean'}}]",
	    1);
	set(dossier, "rulebook.direct_advancement", "[]", 1);
	set(dossier, "rounds",
	    "[{'id': 'r', 'sheets': [<{'entry': 'a#', 'judge': 'j#', 'panel': 'p#', 'points': {'c': 3}}, {'entry': 'b#', 'judge': 'j#',"
	    "'panel': 'p#', 'points': {'c': 4}}>]}]",
	    count);
	help_set(dossier, "rulebook.rounds[0].adjust", adjust);
	if (strstr(adjust, "severity"))
		help_set(dossier, "rulebook.rounds[0].components", "'accept'");
	asked = 0;
	json_t *results = help_results(dossier);
	size_t all = asked;
	json_decref(results);
	json_decref(dossier);
	return all;
}

static void memory_grows_evenly(void **state)
{
	static const char *const ADJUSTS[] = {"'none'", "'panel_factor'", "'z_score'", "'severity'"};
	(void)state;
	for (size_t i = 0; i < sizeof ADJUSTS / sizeof ADJUSTS[0]; i++) {
		size_t few = asked_for_groups(200, ADJUSTS[i]), many = asked_for_groups(800, ADJUSTS[i]);
		if (many > few * 9 / 2)
			fail_msg("%s, four times as many groups: %zu bytes become %zu", ADJUSTS[i], few, many);
	}
}

/* How often texts are compared while a sheet is read that has COUNT criteria in the order opposite to the rulebook's. */
static size_t compared_for_criteria(int count)
{
	json_t *dossier = dossier_of(0);
	set(dossier, "entries", "[{'id': 'a', 'firm': 'f', 'status': 'submitted', 'facts': {}}]", 1);
	set(dossier, "judges", "[{'id': 'j', 'organisation': ''}]", 1);
	set(dossier, "rulebook.rounds",
	    "[{'id': 'r', 'kind': 'judged', 'criteria': [<{'id': 'c#', 'max': 1}>], 'aggregate': {'method': 'mean'}}]", count);
	set(dossier, "rulebook.direct_advancement", "[]", 1);
	set(dossier, "rounds", "[{'id': 'r', 'sheets': [{'entry': 'a', 'judge': 'j', 'points': {<'c~': 1>}}]}]", count);
	compared = 0;
	json_t *results = help_results(dossier);
	size_t all = compared;
	json_decref(results);
	json_decref(dossier);
	return all;
}

static void criteria_in_any_order(void **state)
{
	(void)state;
	size_t few = compared_for_criteria(200), many = compared_for_criteria(800);
	if (few < 200 || many > few * 6)
		fail_msg("four times as many criteria: %zu comparisons become %zu", few, many);
}

/* What many entries meet many of. */
static const struct {
	const char *path, *template;
} MET[] = {
    {"investments", "[<{'id': 'i#', 'firm': 'f', 'investor': '', 'facts': {'received_fen': 1, 'kind': '#'}}>]"},
    {"rulebook.award",
	"{'budget_fen': 1000000, 'pools': [{'round': 'final', 'tiers': [{'id': 't', 'seats': 1000, 'amount': {'of': {'max': 'received_fen'},"
	"'steps': [<{'at_least': #, 'amount_fen': #}>]}}]}]}"},
    {"rulebook.award",
	"{'budget_fen': 1000000, 'pools': [{'round': 'final', 'tiers': [{'id': 't', 'seats': 1000, 'amount': {'of': {'max': 'received_fen'},"
	"'brackets': [<{'above': #, 'share': 0.0001}>]}}]}]}"},
    {"rulebook.rounds[0].indicators",
	"[{'id': 'i', 'investments': {'count': true}, 'bands': [<{'at_least': #, 'points': 1}, {'at_least': ~.5, 'points': 1}>]}]"},
    {"rulebook.award",
	"{'budget_fen': 1000000, 'pools': [{'round': 'final', 'min_score': 50, 'tiers': [<{'id': 't#', 'seats': 1, 'amount': 1}>]}]}"},
};

/* How often what is counted is called while COUNT entries meet COUNT of them. */
static size_t calls_for(size_t met, int count)
{
	json_t *dossier = dossier_of(count);
	set(dossier, "rulebook.direct_advancement",
	    "[{'id': 'd', 'to': 'final', 'when': {'investments': {'sum': 'received_fen', 'where': {'fact': 'investment.kind', 'equals':"
	    "'7'}}, 'above': 1}}]",
	    1);
	set(dossier, MET[met].path, MET[met].template, count);
	calls = 0;
	json_t *results = help_results(dossier);
	size_t all = calls;
	json_decref(results);
	json_decref(dossier);
	return all;
}

static void work_grows_evenly(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof MET / sizeof MET[0]; i++) { /* halving goes two steps further for four times as many */
		size_t few = calls_for(i, 200), many = calls_for(i, 800);
		if (many > few * 6)
			fail_msg("%s, four times as many of %zu: %zu calls become %zu", MET[i].path, i, few, many);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lists_are_cut),
	    cmocka_unit_test(nested_lists),
	    cmocka_unit_test(nested_deep),
	    cmocka_unit_test(long_texts),
	    cmocka_unit_test(names_are_whole),
	    cmocka_unit_test(all_of_them_decide),
	    cmocka_unit_test(results_grow_evenly),
	    cmocka_unit_test(work_grows_evenly),
	    cmocka_unit_test(criteria_in_any_order),
	    cmocka_unit_test(memory_grows_evenly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
