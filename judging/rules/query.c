#include "judging/rules/query.h"

#include "judging/base/day.h"
#include "judging/base/decimal.h"

enum measure { MEASURE_SUM, MEASURE_MAX, MEASURE_COUNT };

/* A bound of the window: a fixed day, or one counted from a fact. */
struct bound {
	bool given, from_fact;
	struct fact_path fact;
	int64_t day; /* the fixed day, or the days to add to the fact */
};

struct query {
	const json_t *json;
	struct condition *where; /* NULL: all investments */
	enum measure measure;
	const char *name; /* the fact that is summed, NULL to count */
	const char *by;   /* the date that the window is about, NULL for none */
	struct bound from, to;
};

static void load_bound(
    const struct condition_scope *scope, const struct place *up, const json_t *query, const char *key, struct bound *bound)
{
	static const struct member_rule MEMBERS[] = {{"fact", true}, {"plus_days", true}, {0}};
	const json_t *json = json_object_get(query, key);
	struct place at = place_key(up, key);

	bound->given = json;
	if (!json)
		return;
	if (!json_object_get(query, "by"))
		place_error(&at, "needs `by`, which names the date to compare");
	if (!json_is_object(json)) {
		check_day(&at, json, &bound->day);
		return;
	}
	bound->from_fact = true;
	check_members(&at, json, MEMBERS);
	struct place fact = place_key(&at, "fact"), days = place_key(&at, "plus_days");
	/* even inside the `where` of another query, the days of a window are not those of one investment */
	struct condition_scope outside = {scope->slab, scope->divisions, false};
	fact_path_load(&outside, &fact, json_object_get(json, "fact"), &bound->fact);
	check_integer(&days, json_object_get(json, "plus_days"), -DECIMAL_MAX_INTEGER, DECIMAL_MAX_INTEGER, &bound->day);
}

static void load_measure(const struct place *at, const json_t *json, struct query *query)
{
	static const char *const MEASURES[] = {"sum", "max", "count"};
	int given = 0;

	for (int i = 0; i < 3; i++) {
		const json_t *value = json_object_get(json, MEASURES[i]);
		if (!value)
			continue;
		given++;
		struct place member = place_key(at, MEASURES[i]);
		query->measure = (enum measure)i;
		if (i != MEASURE_COUNT)
			query->name = check_text(&member, value);
		else if (!json_is_true(value))
			place_error(&member, "must be true");
	}
	if (given != 1)
		place_error(at, "needs exactly one of sum, max, count");
}

struct query *query_load(const struct condition_scope *scope, const struct place *at, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {
	    {"where", false}, {"sum", false}, {"max", false}, {"count", false}, {"by", false}, {"from", false}, {"to", false}, {0}};
	struct condition_scope inside = {scope->slab, scope->divisions, true};
	struct place where = place_key(at, "where"), by = place_key(at, "by");

	if (!check_members(at, json, MEMBERS))
		return NULL;
	struct query *query = slab_take(scope->slab, 1, sizeof *query);
	query->json = json;
	query->where = condition_load(&inside, &where, json_object_get(json, "where"));
	query->by = check_text(&by, json_object_get(json, "by"));
	load_measure(at, json, query);
	load_bound(scope, at, json, "from", &query->from);
	load_bound(scope, at, json, "to", &query->to);
	return query;
}

const json_t *query_json(const struct query *query)
{
	return query->json;
}

/* The day of a bound; false if its fact is missing or no day. */
static bool bound_day(const struct bound *bound, const struct subject *subject, int64_t *day)
{
	if (!bound->from_fact) {
		*day = bound->day;
		return true;
	}
	const char *text = fact_text(&bound->fact, subject);
	if (!text || !day_parse(text, day))
		return false;
	*day += bound->day; /* both far below 2^62 */
	return true;
}

struct window {
	int64_t from, to;
};

static bool counts(const struct query *query, const struct subject *subject, const struct window *window)
{
	if (query->by) {
		int64_t day;
		const char *text = json_string_value(json_object_get(subject->investment_facts, query->by));
		if (!text || !day_parse(text, &day) || day < window->from || day > window->to)
			return false;
	}
	return !query->where || condition_holds(query->where, subject, NULL);
}

static enum query_status measure(
    const struct query *query, const struct subject *subject, const struct window *window, mpq_t value, json_t *counted)
{
	struct subject one = *subject;
	bool any = false;
	mpq_t term;

	mpq_init(term);
	mpq_set_ui(value, 0, 1);
	for (size_t i = 0; i < subject->investment_count; i++) {
		one.investment_facts = subject->investments[i].facts;
		if (!counts(query, &one, window))
			continue;
		const json_t *fact = query->name ? json_object_get(one.investment_facts, query->name) : NULL;
		if (query->measure == MEASURE_COUNT)
			mpq_set_ui(term, 1, 1);
		else if (json_is_number(fact))
			decimal_set(term, fact);
		else
			continue; /* adds nothing to a sum, and is no candidate for a maximum */
		if (query->measure != MEASURE_MAX)
			mpq_add(value, value, term);
		else if (!any || mpq_cmp(term, value) > 0)
			mpq_set(value, term);
		any = true;
		if (counted && subject->investments[i].id)
			json_array_append_new(counted, json_string(subject->investments[i].id));
	}
	mpq_clear(term);
	return query->measure == MEASURE_MAX && !any ? QUERY_MISSING : QUERY_VALUE;
}

enum query_status query_value(const struct query *query, const struct subject *subject, mpq_t value, json_t *counted)
{
	struct window window = {INT64_MIN, INT64_MAX};
	if (query->from.given && !bound_day(&query->from, subject, &window.from))
		return QUERY_NO_DAY;
	if (query->to.given && !bound_day(&query->to, subject, &window.to))
		return QUERY_NO_DAY;
	return measure(query, subject, &window, value, counted);
}
