#include "judging/rules/query.h"

#include "judging/base/day.h"
#include "judging/base/why.h"
#include "judging/rules/condition.h"

enum measure { MEASURE_SUM, MEASURE_MAX, MEASURE_COUNT };

static const char *const MEASURES[] = {"sum", "max", "count"};

/* A bound of the window: a fixed day, or one counted from a fact. */
struct bound {
	bool given, from_fact;
	struct fact_path fact;
	int64_t day; /* the fixed day */
	int64_t plus_months, plus_days;
};

struct query {
	struct condition *where; /* NULL: all investments */
	enum measure measure;
	const char *name;                /* the fact that is summed, NULL to count */
	const char *by;                  /* the date that the window is about, NULL for none */
	const char *name_path, *by_path; /* the same with whom they are of, "investment.received_fen" */
	struct bound from, to;
	size_t number; /* in the rulebook */
	bool of_firm;  /* asks about nothing else */
};

static void load_bound(const struct rule_scope *scope, const struct place *up, const json_t *query, const char *key, struct bound *bound)
{
	static const struct member_rule MEMBERS[] = {{"fact", true}, {"plus_days", false}, {"plus_months", false}, {0}};
	const json_t *json = json_object_get(query, key);
	struct place at = place_key(up, key);

	if (!json)
		return;
	if (!json_object_get(query, "by"))
		place_error(&at, "needs `by`, which names the date to compare");
	if (!json_is_object(json)) {
		bound->given = check_day(&at, json, &bound->day);
		return;
	}
	bound->given = bound->from_fact = true;
	check_members(&at, json, MEMBERS);
	struct place fact = place_key(&at, "fact"), days = place_key(&at, "plus_days"), months = place_key(&at, "plus_months");
	fact_path_load(scope, &fact, json_object_get(json, "fact"), &bound->fact);
	check_integer(&days, json_object_get(json, "plus_days"), -DECIMAL_MAX_INTEGER, DECIMAL_MAX_INTEGER, &bound->plus_days);
	check_integer(&months, json_object_get(json, "plus_months"), -DECIMAL_MAX_INTEGER, DECIMAL_MAX_INTEGER, &bound->plus_months);
}

static void load_measure(const struct rule_scope *scope, const struct place *at, const json_t *json, struct query *query)
{
	int given = 0;

	for (int i = 0; i < 3; i++) {
		const json_t *value = json_object_get(json, MEASURES[i]);
		if (!value)
			continue;
		given++;
		struct place member = place_key(at, MEASURES[i]);
		query->measure = (enum measure)i;
		if (i == MEASURE_COUNT && !json_is_true(value))
			place_error(&member, "must be true");
		if (i != MEASURE_COUNT)
			query->name = check_text(&member, value);
		if (i != MEASURE_COUNT && query->name)
			query->name_path = fact_check_measured(scope, &member, query->name);
	}
	if (given != 1)
		place_error(at, "needs exactly one of sum, max, count");
}

static bool bound_of_firm(const struct bound *bound)
{
	return !bound->from_fact || bound->fact.source == FACT_FIRM;
}

struct query *query_load(const struct rule_scope *scope, const struct place *at, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {
	    {"where", false}, {"sum", false}, {"max", false}, {"count", false}, {"by", false}, {"from", false}, {"to", false}, {0}};
	struct rule_scope inside = *scope;
	size_t before = at->errors->count;
	struct place where = place_key(at, "where"), by = place_key(at, "by"), from = place_key(at, "from");

	if (!check_members(at, json, MEMBERS))
		return NULL;
	struct query *query = slab_take(scope->slab, 1, sizeof *query);
	inside.inside_where = true;
	query->where = condition_load(&inside, &where, json_object_get(json, "where"));
	query->by = check_text(&by, json_object_get(json, "by"));
	if (query->by && !check_suffix(query->by, "_on"))
		place_error(&by, "names a date, so it must end in _on");
	else if (query->by)
		query->by_path = fact_check_name(scope, &by, FACT_INVESTMENT, query->by);
	load_measure(scope, at, json, query);
	load_bound(scope, at, json, "from", &query->from);
	load_bound(scope, at, json, "to", &query->to);
	query->number = (*scope->queries)++;
	query->of_firm = at->errors->count == before && bound_of_firm(&query->from) && bound_of_firm(&query->to) &&
			 (!query->where || condition_of_firm(query->where));
	if (query->from.given && query->to.given && !query->from.from_fact && !query->to.from_fact && query->from.day > query->to.day)
		place_error(&from, "lies after `to`");
	return query;
}

/* The day of a bound; false if its fact is missing or no day, or if it lies beyond all years. */
static bool bound_day(const struct bound *bound, const struct subject *subject, int64_t *day)
{
	int64_t start;
	if (!bound->from_fact) {
		*day = bound->day;
		return true;
	}
	const char *text = fact_text(&bound->fact, subject);
	return text && day_parse(text, &start) && day_add(start, bound->plus_months, bound->plus_days, day);
}

struct window {
	int64_t from, to;
};

static void put_day(struct node *why, const char *key, int64_t day)
{
	if (!why)
		return;
	char *text = slab_take(node_slab(why), 11, 1);
	day_text(day, text);
	node_put_text(why, key, text);
}

/* What explains the query, and its lists, which are begun when there is something in them. */
struct shown {
	struct node *why, *counted, *missed;
};

static struct node *list_of(const struct shown *shown, struct node **list, const char *key)
{
	if (!*list)
		*list = node_list_in(shown->why, key);
	return *list;
}

/* One investment under test. */
struct candidate {
	const struct query *query;
	const struct subject *subject; /* with its facts */
	const struct window *window;
	const char *id;
	struct shown *shown;
};

/* Notes why it does not count. */
static struct node *miss(const struct candidate *candidate, enum why_code code)
{
	struct node *why = why_row(list_of(candidate->shown, &candidate->shown->missed, "not_counted"), code);
	node_put_text(why, "investment", candidate->id);
	return why;
}

/* Whether it lies in the window and meets the condition. */
static bool counts(const struct candidate *candidate)
{
	const struct query *query = candidate->query;
	int64_t day;

	if (query->by) {
		const char *text = json_string_value(json_object_get(candidate->subject->investment_facts, query->by));
		bool known = text && day_parse(text, &day);
		if (!known || day < candidate->window->from || day > candidate->window->to) {
			struct node *why = miss(candidate, !known                          ? WHY_COUNT_NO_DAY
							   : day < candidate->window->from ? WHY_COUNT_BEFORE
											   : WHY_COUNT_AFTER);
			node_put_text(why, "by", query->by);
			if (known) {
				node_put_text(why, "day", text);
				put_day(why, day < candidate->window->from ? "from" : "to",
				    day < candidate->window->from ? candidate->window->from : candidate->window->to);
			}
			return false;
		}
	}
	if (!query->where || condition_holds(query->where, candidate->subject, NULL))
		return true;
	struct node *why = miss(candidate, WHY_COUNT_WHERE);
	if (why)
		condition_holds(query->where, candidate->subject, node_object_in(why, "where"));
	return false;
}

/* A sum or maximum while it grows: whole numbers apart, which nearly all are. */
struct total {
	int128 whole;
	bool any, fractions;
	mpq_t rest; /* exact */
};

static void add_term(enum measure measure, struct total *total, const json_t *fact)
{
	mpq_t term;
	int128 whole;

	if (measure == MEASURE_SUM && decimal_scaled(fact, 0, &whole) == DECIMAL_OK) {
		total->whole += whole;
		return;
	}
	mpq_init(term);
	decimal_set(term, fact);
	if (measure == MEASURE_SUM)
		mpq_add(total->rest, total->rest, term);
	else if (!total->any || mpq_cmp(term, total->rest) > 0)
		mpq_set(total->rest, term);
	total->fractions = true;
	mpq_clear(term);
}

/* The first of some investments, by position, and how many there are. */
struct positions {
	uint32_t first[NODE_SHOWN];
	size_t count;
};

static void note_position(struct positions *positions, size_t position)
{
	if (positions->count < NODE_SHOWN)
		positions->first[positions->count] = (uint32_t)position;
	positions->count++;
}

/* What a query came to for a firm, with what it takes to explain it. */
struct query_memo {
	enum query_status status;
	mpq_t value;
	struct positions counted, missed;
};

struct query_memory {
	struct slab *slab;
	size_t count;
	struct query_memo **memos; /* by number of the query; NULL: not known yet */
};

struct query_memory *query_memory_new(struct slab *slab, size_t queries)
{
	struct query_memory *memory = slab_take(slab, 1, sizeof *memory);
	*memory = (struct query_memory){slab, queries, slab_take(slab, queries, sizeof(struct query_memo *))};
	return memory;
}

void query_memory_free(struct query_memory *memory)
{
	for (size_t i = 0; memory && i < memory->count; i++)
		if (memory->memos[i])
			mpq_clear(memory->memos[i]->value);
}

static void note_counted(struct shown *shown, const struct query *query, const struct subject_investment *investment, const json_t *fact)
{
	struct node *row = node_row(list_of(shown, &shown->counted, "counted"));
	node_put_text(row, "investment", investment->id);
	node_put_json(row, "value", fact);
	node_put_json(row, "day", query->by ? json_object_get(investment->facts, query->by) : NULL);
}

/* Looks at one investment: adds what counts to TOTAL, and explains it. Whether it counts. */
static bool look_at(const struct query *query, const struct subject *subject, size_t position, const struct window *window,
    struct shown *shown, struct total *total)
{
	const struct subject_investment *investment = &subject->investments[position];
	struct subject one = *subject;
	struct candidate candidate = {query, &one, window, investment->id, shown};

	one.investment_facts = investment->facts;
	if (!counts(&candidate))
		return false;
	const json_t *fact = query->name ? json_object_get(investment->facts, query->name) : NULL;
	if (query->name && !json_is_number(fact)) { /* adds nothing to a sum, and is no candidate for a maximum */
		node_put_text(miss(&candidate, WHY_COUNT_NO_NUMBER), "name", query->name);
		return false;
	}
	if (query->measure == MEASURE_COUNT)
		total->whole++;
	else
		add_term(query->measure, total, fact);
	total->any = true;
	note_counted(shown, query, investment, fact);
	return true;
}

/* The same of all of them. MEMO may be NULL. */
static enum query_status look_at_all(const struct query *query, const struct subject *subject, const struct window *window,
    struct node *why, struct query_memo *memo, mpq_t value)
{
	struct shown shown = {.why = why};
	struct total total = {0};

	mpq_init(total.rest);
	for (size_t i = 0; i < subject->investment_count; i++) {
		bool counts = look_at(query, subject, i, window, &shown, &total);
		if (memo)
			note_position(counts ? &memo->counted : &memo->missed, i);
	}
	decimal_set_ratio(value, total.whole, 1);
	if (total.fractions)
		mpq_add(value, value, total.rest);
	mpq_clear(total.rest);
	return query->measure == MEASURE_MAX && !total.any ? QUERY_MISSING : QUERY_VALUE;
}

/* Explains what is remembered: only the first investments are looked at again, in the order in which they stand. */
static void explain_again(
    const struct query *query, const struct subject *subject, const struct window *window, struct node *why, const struct query_memo *memo)
{
	struct shown shown = {.why = why};
	struct total ignored = {0};
	size_t counted = 0, missed = 0;

	mpq_init(ignored.rest);
	for (;;) {
		bool more_counted = counted < memo->counted.count && counted < NODE_SHOWN,
		     more_missed = missed < memo->missed.count && missed < NODE_SHOWN;
		if (!more_counted && !more_missed)
			break;
		bool next = more_counted && (!more_missed || memo->counted.first[counted] < memo->missed.first[missed]);
		look_at(query, subject, next ? memo->counted.first[counted++] : memo->missed.first[missed++], window, &shown, &ignored);
	}
	mpq_clear(ignored.rest);
	node_leave_out(shown.counted, memo->counted.count - counted);
	node_leave_out(shown.missed, memo->missed.count - missed);
}

/* What is to remember the query's result; NULL: nothing is. */
static struct query_memo **memo_of(const struct query *query, const struct subject *subject)
{
	return query->of_firm && subject->memory ? &subject->memory->memos[query->number] : NULL;
}

static enum query_status look_or_remember(
    const struct query *query, const struct subject *subject, const struct window *window, struct node *why, mpq_t value)
{
	struct query_memo **memo = memo_of(query, subject);

	if (!memo)
		return look_at_all(query, subject, window, why, NULL, value);
	if (*memo) {
		mpq_set(value, (*memo)->value);
		if (why)
			explain_again(query, subject, window, why, *memo);
		return (*memo)->status;
	}
	struct query_memo *made = *memo = slab_take(subject->memory->slab, 1, sizeof *made);
	mpq_init(made->value);
	made->status = look_at_all(query, subject, window, why, made, value);
	mpq_set(made->value, value);
	return made->status;
}

/* The window's bounds; false if one of them has no day. */
static bool find_window(const struct query *query, const struct subject *subject, struct window *window, struct node *why)
{
	bool from = !query->from.given || bound_day(&query->from, subject, &window->from);
	bool to = !query->to.given || bound_day(&query->to, subject, &window->to);

	node_put_text(why, "by", query->by);
	if (query->measure == MEASURE_COUNT)
		node_put_flag(why, "count", true);
	else
		node_put_text(why, MEASURES[query->measure], query->name);
	if (!from)
		node_put_text(why, "from_missing", query->from.fact.text);
	else if (query->from.given)
		put_day(why, "from", window->from);
	if (!to)
		node_put_text(why, "to_missing", query->to.fact.text);
	else if (query->to.given)
		put_day(why, "to", window->to);
	return from && to;
}

enum query_status query_value(const struct query *query, const struct subject *subject, mpq_t value, struct node *why)
{
	struct window window = {INT64_MIN, INT64_MAX};

	if (!find_window(query, subject, &window, why))
		return QUERY_NO_DAY;
	enum query_status status = look_or_remember(query, subject, &window, why, value);
	if (status == QUERY_VALUE)
		node_put_number(why, "value", value);
	return status;
}

static bool bound_missing(const struct bound *bound, const struct subject *subject, struct ids *missing)
{
	if (!bound->given || !bound->from_fact || fact_text(&bound->fact, subject))
		return false;
	if (missing)
		ids_add(missing, bound->fact.text, NULL);
	return true;
}

bool query_open(const struct query *query, const struct subject *subject, struct ids *missing)
{
	bool from = bound_missing(&query->from, subject, missing), to = bound_missing(&query->to, subject, missing);
	return from || to;
}

static void need_fact(const char *path, struct ids *needed)
{
	if (path)
		ids_add(needed, path, NULL);
}

void query_needs(const struct query *query, struct ids *needed, struct ids *optional)
{
	need_fact(query->name_path, needed);
	need_fact(query->by_path, needed);
	if (query->from.from_fact)
		need_fact(query->from.fact.text, needed);
	if (query->to.from_fact)
		need_fact(query->to.fact.text, needed);
	if (query->where)
		condition_needs(query->where, needed, optional, false);
}
