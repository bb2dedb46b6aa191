#include "api/rounds/round_opening.h"

#include <stdlib.h>
#include <string.h>

#include "api/rounds/routes.h"
#include "api/shared/problems.h"
#include "core/base/secret.h"
#include "judging/base/canonical.h"

/* How many of each kind are shown; the totals, and what is acknowledged, are all of them. */
#define SHOWN 50

/* Submitted entries that have not left; what else is asked follows. Columns of every kind: id, number, title, firm, and a text that changes when the
 * matter does. */
#define ENTRIES(changes, joins)                                                                                                   \
	"SELECT e.id, e.number, e.title, f.name, CAST(" changes " AS CHAR) FROM entries e JOIN firms f ON f.id = e.firm_id" joins \
	" WHERE e.edition_id = :edition AND e.state = 'submitted' AND NOT EXISTS (SELECT 1 FROM departures d WHERE d.entry_id = e.id)"
#define BY_NUMBER " ORDER BY e.number"

/* What was found of the entry (api/rules/eligibility_findings.h), and whether that keeps it out although nobody has decided so: it cannot be decided for
 * want of facts, or it was admitted and no division takes it any more. */
#define FOUND " JOIN eligibility_findings k ON k.entry_id = e.id"
#define IN_VAIN "EXISTS (SELECT 1 FROM eligibility_findings v WHERE v.entry_id = e.id AND v.finding IN ('missing', 'no_division'))"

/* What may be undecided, in the order in which it is shown, and what becomes of it. Once the first round has begun only what leads into later rounds
 * waits for anything. */
static const struct kind {
	const char *what, *becomes, *sql;
	bool always; /* not before the first round only */
} kinds[] = {
    {"eligibility_undecided", "as_the_rule_says",
	ENTRIES("e.submission_id",
	    " LEFT JOIN eligibility_decisions x ON x.entry_id = e.id") " AND x.entry_id IS NULL AND NOT " IN_VAIN BY_NUMBER,
	false},
    {"eligibility_outdated", "earlier_decision_stands",
	ENTRIES("e.submission_id",
	    " JOIN eligibility_decisions x ON x.entry_id = e.id") " AND x.submission_id <> e.submission_id AND NOT " IN_VAIN BY_NUMBER,
	false},
    {"eligibility_in_vain", "takes_no_part", ENTRIES("CONCAT(e.submission_id, k.finding, k.missing)", FOUND) " AND " IN_VAIN BY_NUMBER,
	false},
    {"eligibility_changed", "as_the_rule_says",
	ENTRIES(
	    "CONCAT(e.submission_id, k.found_at)", FOUND) " AND k.finding = 'changed' AND NOT EXISTS (SELECT 1 FROM eligibility_decisions x"
							  " WHERE x.entry_id = e.id AND x.submission_id <> e.submission_id)" BY_NUMBER,
	false},
    {"entry_returned", "earlier_submission_counts", ENTRIES("e.version", "") " AND e.returned_why IS NOT NULL" BY_NUMBER, false},
    {"investment_pending", "not_counted",
	"SELECT i.id, NULL, i.investor, f.name, CONCAT(i.state, i.version) FROM investments i JOIN firms f ON f.id = i.firm_id"
	" WHERE i.edition_id = :edition AND i.state IN ('declared', 'first_verified') AND EXISTS (SELECT 1 FROM entries e"
	"  WHERE e.firm_id = i.firm_id AND e.edition_id = i.edition_id AND e.state = 'submitted') ORDER BY i.id",
	true},
    {"late_admission", "may_join_until_published",
	"SELECT l.id, e.number, COALESCE(e.title, ''), f.name, CONCAT(l.state, l.until_at) FROM late_admissions l JOIN firms f ON f.id = l.firm_id"
	" LEFT JOIN entries e ON e.id = l.entry_id WHERE l.edition_id = :edition AND l.state IN ('asked', 'granted') AND l.until_at > :now"
	" ORDER BY l.id",
	true},
    {"firm_code", "takes_no_part",
	"SELECT e.id, f.code, e.title, f.name, CAST(f.version AS CHAR) FROM entries e JOIN firms f ON f.id = e.firm_id"
	" WHERE e.edition_id = :edition AND e.state = 'draft' AND f.state = 'code_in_question' ORDER BY e.id",
	false},
};

static json_t *items_json(const struct db_rows *rows)
{
	json_t *items = json_array();

	for (size_t i = 0; i < rows->count && i < SHOWN; i++)
		json_array_append_new(items, db_json_row(rows, i, "isss-", "id", "number", "title", "firm_name"));
	return items;
}

/* Adds what is undecided of kind K, and to MARKS what it is that was looked at. */
static enum db_status look(struct request *r, const struct round *round, size_t k, json_t *undecided, json_t *marks)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, kinds[k].sql, P(edition, round->edition_id));

	if (status != DB_OK || rows.count == 0)
		return status;
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(marks, json_pack("[s, I, s]", kinds[k].what, (json_int_t)db_int(&rows, i, 0), db_text(&rows, i, 4)));
	json_array_append_new(undecided, json_pack("{s:s, s:s, s:I, s:o}", "what", kinds[k].what, "becomes", kinds[k].becomes, "total",
					     (json_int_t)rows.count, "items", items_json(&rows)));
	return DB_OK;
}

/* {"round_id", "undecided": [{"what", "becomes", "total", "items"}], "acknowledge"}, the request's; the last is null if nothing is undecided. */
static enum db_status opening(struct request *r, const struct round *round, json_t **answer)
{
	json_t *undecided = arena_json(r->arena, json_array()), *marks = arena_json(r->arena, json_array());
	const char *mark = NULL;
	size_t length;

	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum db_status status = round->position == 0 || kinds[k].always ? look(r, round, k, undecided, marks) : DB_OK;
		if (status != DB_OK)
			return status;
	}
	if (json_array_size(marks) > 0) {
		char *text = canonical_json(marks, &length);
		mark = sha256_hex(r->arena, text, length);
		free(text);
	}
	*answer = arena_json(
	    r->arena, json_pack("{s:I, s:O, s:s?}", "round_id", (json_int_t)round->id, "undecided", undecided, "acknowledge", mark));
	return DB_OK;
}

enum handled round_opening_seen(struct request *r, const struct round *round, const char *acknowledged, json_t **undecided)
{
	json_t *shown, *kind;
	size_t i;

	DB_TRY(opening(r, round, &shown));
	*undecided = arena_json(r->arena, json_object());
	json_array_foreach (json_object_get(shown, "undecided"), i, kind)
		json_object_set(*undecided, json_string_value(json_object_get(kind, "what")), json_object_get(kind, "total"));
	const char *mark = json_string_value(json_object_get(shown, "acknowledge"));
	if (!mark || (acknowledged && strcmp(mark, acknowledged) == 0))
		return GO_ON;
	problem_member(r, "opening", json_incref(shown));
	return reply_problem(r, acknowledged ? &problem_opening_changed : &problem_opening_unacknowledged, NULL);
}

static enum handled preview(struct request *r)
{
	struct round *round;
	json_t *answer;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (!round)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(opening(r, round, &answer));
	return reply_json(r, 200, json_incref(answer));
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/opening", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, preview},
};

ROUTE_TABLE(round_opening_routes, rows);
