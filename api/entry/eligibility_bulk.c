/* Deciding alike for many entries in one act: for those listed, all or none; or for all that a filter finds, without those that cannot be decided. */
#include <stdlib.h>
#include <string.h>

#include "api/entry/eligibility.h"
#include "api/entry/eligibility_queue.h"
#include "api/shared/access.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/edition_access.h"
#include "api/shared/error_list.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/route.h"

/* How many rows an answer shows; the numbers are of all. */
#define SHOWN LIMIT_BULK

struct bulk {
	int64_t edition_id;
	struct eligibility_decision decision;
	struct rounds_course course;
	bool dry_run, filtered;
	/* those that are meant, in the order in which they are shown */
	struct rule_subject *subjects;
	size_t count;
	const json_t *listed; /* [{"entry_id", "ordinal"}]; NULL when filtered */
	/* as they were locked, by id */
	struct db_rows locked;
	/* what came of it; the request's */
	json_t *touched, *refused;
	struct part_moves moves;
	int64_t decided, eligible_after, turned, left_out;
};

static int64_t member_of(const json_t *entry, const char *name)
{
	return json_integer_value(json_object_get(entry, name));
}

static bool entries_valid(struct request *r, const json_t *entries)
{
	json_t *entry, *seen = arena_json(r->arena, json_object());
	size_t i;

	json_array_foreach (entries, i, entry) {
		int64_t id = member_of(entry, "entry_id");
		const char *key = arena_printf(r->arena, "%lld", (long long)id);
		if (id < 1 || member_of(entry, "ordinal") < 1 || json_object_size(entry) != 2 || json_object_get(seen, key))
			return false;
		json_object_set_new(seen, key, json_true());
	}
	return true;
}

/* ---- which ---- */

static bool one_of(const char *const *choices, const char *text)
{
	while (*choices && strcmp(*choices, text) != 0)
		choices++;
	return *choices != NULL;
}

/* The members of the filter are those of the queue's query. */
static bool filter_of(const json_t *json, struct eligibility_filter *f)
{
	const struct {
		const char *name, **into, *const *choices;
	} texts[] = {{"decision", &f->state, eligibility_states}, {"industry", &f->industry, NULL}, {"q", &f->q, NULL},
	    {"rule", &f->rule, eligibility_verdicts}};
	const struct {
		const char *name, **into;
	} choices[] = {{"returned", &f->returned}, {"represented", &f->represented}};
	size_t known = 0;

	*f = (struct eligibility_filter){0};
	for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
		const json_t *given = json_object_get(json, choices[i].name);
		if (given && !json_is_boolean(given))
			return false;
		if (given)
			*choices[i].into = json_is_true(given) ? "1" : "0";
		known += given != NULL;
	}
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const json_t *text = json_object_get(json, texts[i].name);
		if (!text)
			continue;
		known++;
		if (!json_is_string(text) || !*json_string_value(text) || json_string_length(text) > LIMIT_FILTER_BYTES)
			return false;
		*texts[i].into = json_string_value(text);
		if (texts[i].choices && !one_of(texts[i].choices, *texts[i].into))
			return false;
	}
	return known == json_object_size(json);
}

static enum handled find(struct request *r, struct bulk *b)
{
	const json_t *filter = input_json(r, "filter");
	int64_t expected = input_int(r, "expected", 0);
	struct eligibility_filter f;

	b->listed = input_json(r, "entries");
	b->filtered = b->listed == NULL;
	if ((filter != NULL) != b->filtered || (expected > 0) != b->filtered)
		return reply_problem(r, &problem_bulk_unchosen, "entries");
	if (b->filtered) {
		if (!filter_of(filter, &f))
			return reply_problem(r, &problem_bulk_filter, "filter");
		DB_TRY(eligibility_found(r, b->edition_id, &f, &b->subjects, &b->count));
		if ((int64_t)b->count == expected)
			return GO_ON;
		problem_member(r, "found", json_integer((json_int_t)b->count));
		return reply_problem(r, &problem_bulk_moved, "expected", (long long)b->count, (long long)expected);
	}
	if (!entries_valid(r, b->listed))
		return reply_problem(r, &problem_entry_list_invalid, "entries");
	json_t *ids = arena_json(r->arena, json_array()), *entry;
	size_t i;
	json_array_foreach (b->listed, i, entry)
		json_array_append(ids, json_object_get(entry, "entry_id"));
	b->subjects = arena_alloc(r->arena, (json_array_size(ids) + 1) * sizeof *b->subjects);
	DB_TRY(rule_subjects_load(r, ids, b->subjects, &b->count));
	return GO_ON;
}

static int by_number(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Locks them in the order of their ids, as everybody does who locks several. */
static enum db_status lock(struct request *r, struct bulk *b)
{
	int64_t *ids = arena_alloc(r->arena, (b->count + 1) * sizeof *ids);
	json_t *list = arena_json(r->arena, json_array());

	for (size_t i = 0; i < b->count; i++)
		ids[i] = b->subjects[i].entry_id;
	qsort(ids, b->count, sizeof *ids, by_number);
	for (size_t i = 0; i < b->count; i++)
		json_array_append_new(list, json_integer((json_int_t)ids[i]));
	enum db_status status = sql_query(r, &b->locked,
	    "SELECT e.id, e.submission_id, " SQL_INTEREST("e.firm_id",
		"e.edition_id") ", e.number, e.title, (SELECT f.name FROM firms f WHERE f.id = e.firm_id)"
				" FROM JSON_TABLE(:list, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) g STRAIGHT_JOIN entries e ON e.id = g.id"
				" WHERE e.edition_id = :edition AND e.state = 'submitted' ORDER BY g.place FOR UPDATE",
	    P(list), P(edition, b->edition_id));
	return status;
}

enum { LOCKED_ID, LOCKED_SUBMISSION, LOCKED_OWN, LOCKED_NUMBER, LOCKED_TITLE, LOCKED_FIRM };

/* Its row among the locked ones; their count if it is none. */
static size_t locked_row(const struct bulk *b, int64_t entry_id)
{
	size_t low = 0, high = b->locked.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (db_int(&b->locked, middle, LOCKED_ID) < entry_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->locked.count && db_int(&b->locked, low, LOCKED_ID) == entry_id ? low : b->locked.count;
}

/* ---- one of them ---- */

/* MISSING: the facts without which it cannot be decided so; or NULL. */
static void leave_out(struct request *r, struct bulk *b, int64_t entry_id, enum eligibility_bar bar, json_t *missing)
{
	if (b->left_out++ >= SHOWN)
		return;
	error_add(b->refused, arena_printf(r->arena, "%lld", (long long)entry_id), eligibility_bar_text(r->locale, bar));
	if (bar == ELIGIBILITY_MISSING)
		json_object_set(json_array_get(b->refused, json_array_size(b->refused) - 1), "missing", missing);
}

/* What the decision does to it, as a row of the answer and in its numbers. */
static void tell(struct bulk *b, size_t row, const struct rule_subject *subject, const struct eligibility_outcomes *o)
{
	b->eligible_after += rule_says_eligible(o->after);
	b->turned += rule_says_eligible(o->before) != rule_says_eligible(o->after);
	if (b->decided++ >= SHOWN)
		return;
	json_array_append_new(
	    b->touched, json_pack("{s:I, s:o, s:o, s:o, s:s?, s:o, s:O, s:O, s:O}", "entry_id", (json_int_t)subject->entry_id, "number",
			    db_json_text(&b->locked, row, LOCKED_NUMBER), "title", db_json_text(&b->locked, row, LOCKED_TITLE), "firm_name",
			    db_json_text(&b->locked, row, LOCKED_FIRM), "decision_before", subject->decided.decision, "rule_eligible",
			    rule_verdict_json(o->rule), "eligible_before", json_object_get(o->before, "eligible"), "eligible_after",
			    json_object_get(o->after, "eligible"), "division", json_object_get(o->after, "division")));
}

/* ORDINAL: the submission that was looked at; of what a filter finds the one that counts. */
static enum db_status decide_one(struct request *r, struct bulk *b, const struct rule_subject *subject, int64_t ordinal)
{
	size_t row = locked_row(b, subject->entry_id);
	struct eligibility_outcomes o = {0};
	enum eligibility_bar bar = ELIGIBILITY_UNKNOWN;
	enum db_status status = DB_OK;

	if (row < b->locked.count && db_int(&b->locked, row, LOCKED_SUBMISSION) != subject->submission_id)
		bar = ELIGIBILITY_RESUBMITTED; /* between the look and the lock */
	else if (row < b->locked.count)
		status = eligibility_bar(
		    r, &b->course, subject, ordinal, db_int(&b->locked, row, LOCKED_OWN) != 0, b->decision.decision, &o, &bar);
	if (status != DB_OK)
		return status;
	if (bar == ELIGIBILITY_FREE) {
		tell(b, row, subject, &o);
		if (!b->dry_run)
			status = eligibility_record(r, &b->course, subject, &b->decision, &o, &b->moves);
	} else {
		leave_out(r, b, subject->entry_id, bar, json_object_get(o.after, "missing"));
	}
	/* The reasons of thousands need not wait for the end. */
	json_object_clear(o.rule);
	json_object_clear(o.before);
	json_object_clear(o.after);
	return status;
}

static enum db_status decide_all(struct request *r, struct bulk *b)
{
	enum db_status status = DB_OK;
	json_t *entry;
	size_t i, k = 0;

	if (b->filtered) {
		for (i = 0; status == DB_OK && i < b->count; i++)
			status = decide_one(r, b, &b->subjects[i], b->subjects[i].ordinal);
		return status;
	}
	/* Subjects stand in the order of the list, without those that do not exist. */
	json_array_foreach (b->listed, i, entry) {
		int64_t id = member_of(entry, "entry_id");
		if (k < b->count && b->subjects[k].entry_id == id)
			status = decide_one(r, b, &b->subjects[k++], member_of(entry, "ordinal"));
		else
			leave_out(r, b, id, ELIGIBILITY_UNKNOWN, NULL);
		if (status != DB_OK)
			break;
	}
	return status;
}

static enum handled bulk(struct request *r)
{
	struct bulk b = {.edition_id = request_id_param(r, 0), .dry_run = input_bool(r, "dry_run", true)};

	STEP(edition_may(r, b.edition_id, EDITION_CHANGE));
	STEP(eligibility_input(r, &b.decision));
	DB_TRY(rounds_course(r, b.edition_id, &b.course));
	STEP(find(r, &b));
	DB_TRY(lock(r, &b));
	b.touched = arena_json(r->arena, json_array());
	b.refused = arena_json(r->arena, json_array());
	b.moves = part_moves_none(r);
	DB_TRY(decide_all(r, &b));
	if (!b.dry_run && b.left_out > 0 && (!b.filtered || b.decided == 0))
		return reply_problem_list(r, &problem_bulk_refused, json_incref(b.refused));
	if (!b.dry_run)
		STEP(part_moves_follow(r, &b.course, &b.moves, b.decision.reason));
	return reply_json(r, 200,
	    json_pack("{s:b, s:I, s:I, s:I, s:I, s:O, s:O}", "dry_run", (int)b.dry_run, "decided", (json_int_t)b.decided, "eligible_after",
		(json_int_t)b.eligible_after, "turned", (json_int_t)b.turned, "left_out", (json_int_t)b.left_out, "touched", b.touched,
		"refused", b.refused));
}

static const struct input_field bulk_input[] = {
    {.name = "entries", .type = INPUT_ARRAY, .min = 1, .max = LIMIT_BULK},
    {.name = "filter", .type = INPUT_OBJECT, .texts = TEXT_FREE},
    {.name = "expected", .type = INPUT_INT, .min = 1, .max = LIMIT_BULK_FOUND},
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = eligibility_decisions},
    {.name = "reason", .type = INPUT_TEXT, .max = LIMIT_REASON},
    {.name = "note", .type = INPUT_TEXT, .max = LIMIT_REASON},
    {.name = "dry_run", .type = INPUT_BOOL, .required = true},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/editions/{edition}/eligibility/bulk", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 65536,
	bulk_input, NULL, bulk},
};

ROUTE_TABLE(eligibility_bulk_routes, rows);
