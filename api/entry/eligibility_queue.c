/* The organisers' queue of eligibility decisions. Deciding for many of them at once is in eligibility_bulk.c. */
#include "api/entry/eligibility_queue.h"

#include <string.h>

#include "api/entry/entry_form.h"
#include "api/entry/mandates.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/route.h"

const char *const eligibility_states[] = {"open", "again", "decided", "follow_rule", "ineligible", "admitted", NULL};
const char *const eligibility_verdicts[] = {"eligible", "ineligible", "unclear", NULL};

/* A decision about an older submission than the one that counts is open again, and one of which what it rests on has changed (k). */
#define OPEN "(x.entry_id IS NULL OR x.submission_id <> e.submission_id OR k.entry_id IS NOT NULL)"
#define AGAIN "(x.entry_id IS NOT NULL AND k.entry_id IS NOT NULL)"
#define DECISIONS " LEFT JOIN eligibility_decisions x ON x.entry_id = e.id LEFT JOIN eligibility_findings k ON k.entry_id = e.id"
/* Which entries stand on the page is found out from what they are filtered and sorted by, and counted in the same pass; firms are read for a search
 * only, submissions, whose rows are large, for those of the page only. */
#define QUEUE_FROM(firms, search)                                                                                                            \
	" FROM entries e" firms DECISIONS " WHERE e.edition_id = :edition AND e.state = 'submitted' AND " SQL_OTHERS_ENTRY(                  \
	    "e.id") " AND (:state IS NULL OR CASE :state WHEN 'open' THEN " OPEN " WHEN 'again' THEN " AGAIN                                 \
		    " WHEN 'decided' THEN NOT " OPEN " ELSE x.decision = :state END)"                                                        \
		    " AND (:industry IS NULL OR e.industry = :industry) AND (:returned IS NULL OR (e.returned_why IS NOT NULL) = :returned)" \
		    " AND (:represented IS NULL OR " SQL_REPRESENTED("e.firm_id", "e.edition_id") " = :represented) AND " search
#define QUEUE_SQL(page)                                                                                                                                                                                      \
	"SELECT e.id, e.number, e.title, e.industry, f.id, f.name, f.code, s.ordinal, s.arrived_at, e.returned_why IS NOT NULL, page.open,"                                                                  \
	" x.decision, x.reason, x.note, x.decided_at, a.name, w.kind, " SQL_REPRESENTED("e.firm_id",                                                                                                         \
	    "e.edition_id") ", (SELECT m.state FROM mandates m WHERE m.edition_id = e.edition_id AND m.firm_id = e.firm_id AND m.account_id = s.submitted_by), k.finding, k.missing, page.total FROM (" page \
			    ") page"                                                                                                                                                                         \
			    " JOIN entries e ON e.id = page.id JOIN firms f ON f.id = e.firm_id JOIN submissions s ON s.id = e.submission_id" DECISIONS                                                      \
			    " LEFT JOIN accounts a ON a.id = x.decided_by"                                                                                                                                   \
			    " LEFT JOIN decision_letters w ON w.waiting_for = e.id AND w.submission_id = e.submission_id"                                                                                    \
			    " ORDER BY page.open DESC, e.number"
#define PAGE_OF(from) "SELECT e.id, " OPEN " AS open, COUNT(*) OVER () AS total" from " ORDER BY open DESC, e.number" SQL_PAGE
#define PAGE_OF_IDS                                                                                                   \
	"SELECT e.id, " OPEN " AS open, :total AS total FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) g" \
	" STRAIGHT_JOIN entries e ON e.id = g.id" DECISIONS
enum { TOTAL = 21 }; /* its place in QUEUE_SQL */
#define QUEUE_ALL QUEUE_FROM("", ":q IS NULL")
#define QUEUE_FOUND QUEUE_FROM(" JOIN firms f ON f.id = e.firm_id", SQL_SEARCH("e.title, f.name, f.code, e.number"))
#define IDS_OF(from) "SELECT e.id, " OPEN " AS open" from " ORDER BY open DESC, e.number"

#define FILTER_PARAMETERS(f) \
	P(state, (f)->state), P(industry, (f)->industry), P(returned, (f)->returned), P(represented, (f)->represented), P(q, (f)->q)

static json_t *ids_of(struct request *r, const struct rule_subject *subjects, size_t count)
{
	json_t *ids = arena_json(r->arena, json_array());

	for (size_t i = 0; i < count; i++)
		json_array_append_new(ids, json_integer((json_int_t)subjects[i].entry_id));
	return ids;
}

static const char *verdict_of(struct request *r, const struct rule_subject *subject)
{
	json_t *rule = rule_eligibility(r, subject, false, NULL);
	json_t *said = rule_verdict_json(rule);
	const char *verdict = json_is_null(said) ? "unclear" : json_is_true(said) ? "eligible" : "ineligible";

	json_decref(said);
	json_object_clear(rule); /* its reasons, of which nobody is told */
	return verdict;
}

enum db_status eligibility_found(
    struct request *r, int64_t edition, const struct eligibility_filter *f, struct rule_subject **subjects, size_t *count)
{
	struct db_rows rows;
	json_t *ids = arena_json(r->arena, json_array());
	size_t kept = 0;

	*count = 0;
	*subjects = NULL;
	enum db_status status = sql_query(r, &rows, f->q ? IDS_OF(QUEUE_FOUND) : IDS_OF(QUEUE_ALL), P(edition), FILTER_PARAMETERS(f));
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_array_append_new(ids, db_json_int(&rows, i, 0));
	if (status != DB_OK)
		return status;
	*subjects = arena_alloc(r->arena, (rows.count + 1) * sizeof **subjects);
	status = rule_subjects_load(r, ids, *subjects, count);
	for (size_t i = 0; status == DB_OK && f->rule && i < *count; i++)
		if (strcmp(verdict_of(r, &(*subjects)[i]), f->rule) == 0)
			(*subjects)[kept++] = (*subjects)[i];
	if (f->rule)
		*count = kept;
	return status;
}

/* What the rule says, added to each item, of which SUBJECTS are in the same order. */
static void add_rule(struct request *r, json_t *items, const struct rule_subject *subjects, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_t *rule = rule_eligibility(r, &subjects[i], false, NULL), *item = json_array_get(items, i);
		json_object_set_new(item, "rule_eligible", rule_verdict_json(rule));
		json_object_set_new(item, "division", rule ? json_incref(json_object_get(rule, "division")) : json_null());
	}
}

static json_t *items_of(struct request *r, const struct db_rows *rows)
{
	return arena_json(r->arena, db_json_rows(rows, "isssissitbbssstssbssj-", "entry_id", "number", "title", "industry", "firm_id",
					"firm_name", "firm_code", "ordinal", "submitted_at", "returned", "open", "decision", "reason",
					"note", "decided_at", "decided_by", "waits", "represented", "mandate", "finding", "missing"));
}

/* A page of those of which the rule says so: it is asked of all. */
static enum handled queue_by_rule(struct request *r, int64_t edition, const struct eligibility_filter *f)
{
	struct rule_subject *subjects;
	struct db_rows rows;
	size_t count, first, shown;

	DB_TRY(eligibility_found(r, edition, f, &subjects, &count));
	first = (size_t)page_offset(r) < count ? (size_t)page_offset(r) : count;
	shown = count - first < (size_t)page_limit(r) ? count - first : (size_t)page_limit(r);
	DB_TRY(sql_query(r, &rows, QUEUE_SQL(PAGE_OF_IDS), P(total, count), P(ids, ids_of(r, subjects + first, shown))));
	json_t *items = items_of(r, &rows);
	if (rows.count == shown) /* or one of them has been withdrawn in the meantime */
		add_rule(r, items, subjects + first, shown);
	return reply_list(r, json_incref(items), (int64_t)count);
}

/* As it is compared in SQL. */
static const char *asked_bool(const struct request *r, const char *name)
{
	return !request_query(r, name) ? NULL : query_true(r, name) ? "1" : "0";
}

static enum handled queue(struct request *r)
{
	int64_t edition = request_id_param(r, 0), total;
	const struct eligibility_filter f = {.state = request_query(r, "decision"),
	    .industry = request_query(r, "industry"),
	    .returned = asked_bool(r, "returned"),
	    .represented = asked_bool(r, "represented"),
	    .q = request_query(r, "q"),
	    .rule = request_query(r, "rule")};
	struct db_rows rows, counted;
	size_t count;

	STEP(edition_may(r, edition, EDITION_READ));
	if (f.rule)
		return queue_by_rule(r, edition, &f);
	DB_TRY(sql_query(
	    r, &rows, f.q ? QUEUE_SQL(PAGE_OF(QUEUE_FOUND)) : QUEUE_SQL(PAGE_OF(QUEUE_ALL)), P(edition), FILTER_PARAMETERS(&f), PAGE(r)));
	if (rows.count > 0) {
		total = db_int(&rows, 0, TOTAL);
	} else if (!page_tells_total(r, 0, &total)) { /* beyond the end */
		DB_TRY(sql_query(
		    r, &counted, f.q ? "SELECT COUNT(*)" QUEUE_FOUND : "SELECT COUNT(*)" QUEUE_ALL, P(edition), FILTER_PARAMETERS(&f)));
		total = db_int(&counted, 0, 0);
	}
	json_t *items = items_of(r, &rows), *ids = arena_json(r->arena, json_array()), *item;
	size_t i;
	json_array_foreach (items, i, item)
		json_array_append(ids, json_object_get(item, "entry_id"));
	struct rule_subject *subjects = arena_alloc(r->arena, (rows.count + 1) * sizeof *subjects);
	DB_TRY(rule_subjects_load(r, ids, subjects, &count));
	add_rule(r, items, subjects, count);
	return reply_list(r, json_incref(items), total);
}

static const struct input_field queue_query[] = {
    INPUT_PAGE,
    {.name = "decision", .type = INPUT_ENUM, .one_of = eligibility_states},
    {.name = "industry", .type = INPUT_TEXT, .min = 1, .max = LIMIT_CODE},
    {.name = "returned", .type = INPUT_BOOL},
    {.name = "represented", .type = INPUT_BOOL},
    {.name = "rule", .type = INPUT_ENUM, .one_of = eligibility_verdicts},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/eligibility", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, queue_query, queue},
};

ROUTE_TABLE(eligibility_queue_routes, rows);
