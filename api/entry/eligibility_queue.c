/* The organisers' queue of eligibility decisions, and deciding for many entries at once. */
#include <stdio.h>

#include "api/entry/eligibility.h"
#include "api/entry/entry_form.h"
#include "api/entry/mandates.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/route.h"

/* ---- the queue ---- */

/* A decision about an older submission than the one that counts is open again. */
#define OPEN "(x.entry_id IS NULL OR x.submission_id <> e.submission_id)"
/* Which entries stand on the page is found out from what they are filtered and sorted by, and counted in the same pass; firms are read for a search
 * only, submissions, whose rows are large, for those of the page only. */
#define QUEUE_FROM(firms, search)                                                                                                      \
	" FROM entries e" firms " LEFT JOIN eligibility_decisions x ON x.entry_id = e.id"                                              \
	" WHERE e.edition_id = :edition AND e.state = 'submitted'"                                                                     \
	" AND (:state IS NULL OR CASE :state WHEN 'open' THEN " OPEN " WHEN 'decided' THEN NOT " OPEN " ELSE x.decision = :state END)" \
	" AND (:industry IS NULL OR e.industry = :industry) AND (:returned IS NULL OR (e.returned_why IS NOT NULL) = :returned)"       \
	" AND (:represented IS NULL OR " SQL_REPRESENTED("e.firm_id", "e.edition_id") " = :represented)"                               \
										      " AND " search
#define QUEUE_SQL(from)                                                                                                                                                   \
	"SELECT e.id, e.number, e.title, e.industry, f.id, f.name, f.code, s.ordinal, s.arrived_at, e.returned_why IS NOT NULL, page.open,"                               \
	" x.decision, x.reason, x.note, x.decided_at, a.name, w.kind, " SQL_REPRESENTED("e.firm_id",                                                                      \
	    "e.edition_id") ","                                                                                                                                           \
			    " (SELECT m.state FROM mandates m WHERE m.edition_id = e.edition_id AND m.firm_id = e.firm_id AND m.account_id = s.submitted_by), page.total" \
			    " FROM (SELECT e.id, " OPEN " AS open, COUNT(*) OVER () AS total" from                                                                        \
			    " ORDER BY open DESC, e.number" SQL_PAGE ") page"                                                                                             \
			    " JOIN entries e ON e.id = page.id JOIN firms f ON f.id = e.firm_id JOIN submissions s ON s.id = e.submission_id"                             \
			    " LEFT JOIN eligibility_decisions x ON x.entry_id = e.id LEFT JOIN accounts a ON a.id = x.decided_by"                                         \
			    " LEFT JOIN decision_letters w ON w.waiting_for = e.id AND w.submission_id = e.submission_id"                                                 \
			    " ORDER BY page.open DESC, e.number"
enum { TOTAL = 19 }; /* its place in QUEUE_SQL */
#define QUEUE_ALL QUEUE_FROM("", ":q IS NULL")
#define QUEUE_FOUND QUEUE_FROM(" JOIN firms f ON f.id = e.firm_id", SQL_SEARCH("e.title, f.name, f.code, e.number"))

/* What the rule says, added to each item. */
static enum db_status add_rule(struct request *r, json_t *items)
{
	struct rule_subject *subjects = arena_alloc(r->arena, (json_array_size(items) + 1) * sizeof *subjects);
	json_t *entries = arena_json(r->arena, json_array()), *item;
	size_t i, count = 0;
	enum db_status status;

	json_array_foreach (items, i, item)
		json_array_append(entries, json_object_get(item, "entry_id"));
	status = rule_subjects_load(r, entries, subjects, &count);
	for (i = 0; i < count; i++) {
		json_t *rule = rule_eligibility(r, &subjects[i], false, NULL);
		item = json_array_get(items, i);
		json_object_set_new(item, "rule_eligible", rule ? json_incref(json_object_get(rule, "eligible")) : json_null());
		json_object_set_new(item, "division", rule ? json_incref(json_object_get(rule, "division")) : json_null());
	}
	return status;
}

static enum handled queue(struct request *r)
{
	int64_t edition = request_id_param(r, 0), total;
	const char *state = request_query(r, "decision"), *industry = request_query(r, "industry"), *q = request_query(r, "q");
	const char *returned = !request_query(r, "returned") ? NULL : query_true(r, "returned") ? "1" : "0";
	const char *represented = !request_query(r, "represented") ? NULL : query_true(r, "represented") ? "1" : "0";
	struct db_rows rows, count;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows, q ? QUEUE_SQL(QUEUE_FOUND) : QUEUE_SQL(QUEUE_ALL), P(edition), P(state), P(industry), P(returned),
	    P(represented), P(q), PAGE(r)));
	if (rows.count > 0) {
		total = db_int(&rows, 0, TOTAL);
	} else if (!page_tells_total(r, 0, &total)) { /* beyond the end */
		DB_TRY(sql_query(r, &count, q ? "SELECT COUNT(*)" QUEUE_FOUND : "SELECT COUNT(*)" QUEUE_ALL, P(edition), P(state),
		    P(industry), P(returned), P(represented), P(q)));
		total = db_int(&count, 0, 0);
	}
	json_t *items =
	    arena_json(r->arena, db_json_rows(&rows, "isssissitbbssstssbs-", "entry_id", "number", "title", "industry", "firm_id",
				     "firm_name", "firm_code", "ordinal", "submitted_at", "returned", "open", "decision", "reason", "note",
				     "decided_at", "decided_by", "waits", "represented", "mandate"));
	DB_TRY(add_rule(r, items));
	return reply_list(r, json_incref(items), total);
}

/* ---- many at once ---- */

struct bulk {
	int64_t edition_id;
	struct eligibility_decision decision;
	struct rounds_course course;
	json_t *touched, *refused; /* the request's */
};

static bool entries_valid(const json_t *entries)
{
	json_t *entry, *seen = json_object();
	size_t i;

	json_array_foreach (entries, i, entry) {
		char key[32];
		json_int_t id = json_integer_value(json_object_get(entry, "entry_id")),
			   ordinal = json_integer_value(json_object_get(entry, "ordinal"));
		snprintf(key, sizeof key, "%lld", (long long)id);
		if (id < 1 || ordinal < 1 || json_object_size(entry) != 2 || json_object_get(seen, key))
			break;
		json_object_set_new(seen, key, json_true());
	}
	json_decref(seen);
	return i == json_array_size(entries);
}

/* What the decision would do to one entry, as a row of the answer. */
static enum db_status preview(struct request *r, struct bulk *bulk, struct rule_subject *subject)
{
	struct db_rows rows;
	json_t *rule = rule_eligibility(r, subject, false, NULL), *before = rule_eligibility(r, subject, true, NULL);
	enum db_status status =
	    sql_query(r, &rows, "SELECT e.number, e.title, f.name FROM entries e JOIN firms f ON f.id = e.firm_id WHERE e.id = :entry_id",
		P(entry_id, subject->entry_id));

	if (status != DB_OK)
		return status;
	struct rule_subject then = *subject;
	then.decision = bulk->decision.decision;
	json_t *after = rule_eligibility(r, &then, true, NULL), *row = db_json_row(&rows, 0, "sss", "number", "title", "firm_name");
	json_object_set_new(row, "entry_id", json_integer(subject->entry_id));
	json_object_set_new(row, "decision_before", subject->decision ? json_string(subject->decision) : json_null());
	json_object_set(row, "rule_eligible", json_object_get(rule, "eligible"));
	json_object_set(row, "eligible_before", json_object_get(before, "eligible"));
	json_object_set(row, "eligible_after", json_object_get(after, "eligible"));
	json_object_set(row, "division", json_object_get(after, "division"));
	json_array_append_new(bulk->touched, row);
	return DB_OK;
}

static enum handled bulk_one(struct request *r, struct bulk *bulk, const json_t *entry, struct rule_subject *subject, bool dry_run)
{
	int64_t id = json_integer_value(json_object_get(entry, "entry_id"));
	enum eligibility_bar bar;
	json_t *outcome;

	DB_TRY(eligibility_prepare(r, &bulk->course, bulk->edition_id, id, json_integer_value(json_object_get(entry, "ordinal")),
	    bulk->decision.decision, subject, &bar));
	if (bar != ELIGIBILITY_FREE) {
		error_add(bulk->refused, arena_printf(r->arena, "%lld", (long long)id), eligibility_bar_text(r->locale, bar));
		return GO_ON;
	}
	DB_TRY(preview(r, bulk, subject));
	return dry_run ? GO_ON : eligibility_record(r, &bulk->course, subject, &bulk->decision, &outcome);
}

static enum handled bulk(struct request *r)
{
	struct bulk bulk = {.edition_id = request_id_param(r, 0)};
	struct rule_subject subject = {0};
	json_t *entries = input_json(r, "entries"), *entry;
	bool dry_run = input_bool(r, "dry_run", true);
	size_t i;

	STEP(edition_may(r, bulk.edition_id, EDITION_CHANGE));
	STEP(eligibility_input(r, &bulk.decision));
	if (!entries_valid(entries))
		return reply_problem(r, &problem_entry_list_invalid, "entries");
	DB_TRY(rounds_course(r, bulk.edition_id, &bulk.course));
	bulk.touched = arena_json(r->arena, json_array());
	bulk.refused = arena_json(r->arena, json_array());
	json_array_foreach (entries, i, entry)
		STEP(bulk_one(r, &bulk, entry, &subject, dry_run));
	if (!dry_run && json_array_size(bulk.refused))
		return reply_problem_list(r, &problem_bulk_refused, json_incref(bulk.refused));
	return reply_json(r, 200, json_pack("{s:b, s:O, s:O}", "dry_run", dry_run, "touched", bulk.touched, "refused", bulk.refused));
}

static const char *const queue_states[] = {"open", "decided", "follow_rule", "ineligible", "admitted", NULL};

static const struct input_field queue_query[] = {
    INPUT_PAGE,
    {.name = "decision", .type = INPUT_ENUM, .one_of = queue_states},
    {.name = "industry", .type = INPUT_TEXT, .min = 1, .max = LIMIT_CODE},
    {.name = "returned", .type = INPUT_BOOL},
    {.name = "represented", .type = INPUT_BOOL},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_END,
};

static const struct input_field bulk_input[] = {
    {.name = "entries", .type = INPUT_ARRAY, .required = true, .min = 1, .max = LIMIT_BULK},
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = eligibility_decisions},
    {.name = "reason", .type = INPUT_TEXT, .max = LIMIT_REASON},
    {.name = "note", .type = INPUT_TEXT, .max = LIMIT_REASON},
    {.name = "dry_run", .type = INPUT_BOOL, .required = true},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/eligibility", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, queue_query, queue},
    {METHOD_POST, "/api/v1/editions/{edition}/eligibility/bulk", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 65536,
	bulk_input, NULL, bulk},
};

ROUTE_TABLE(eligibility_queue_routes, rows);
