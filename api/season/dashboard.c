/* An edition at a glance, for organisers and auditors: how many of what, what waits for whom, which dates come. */
#include "api/shared/access.h"
#include "api/shared/staleness.h"
#include "core/request/route.h"

static enum db_status entries(struct request *r, int64_t edition, json_t *dashboard)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT COUNT(CASE WHEN n.state = 'draft' THEN 1 END), COUNT(CASE WHEN n.state = 'submitted' THEN 1 END),"
	    " COUNT(CASE WHEN n.state = 'withdrawn' THEN 1 END), COUNT(CASE WHEN n.returned_why IS NOT NULL AND n.state = 'submitted' THEN 1 END),"
	    " COUNT(CASE WHEN n.state = 'submitted' AND d.entry_id IS NULL THEN 1 END),"
	    " COUNT(CASE WHEN n.state = 'submitted' AND d.submission_id <> n.submission_id THEN 1 END),"
	    " COUNT(CASE WHEN n.state = 'submitted' AND d.decision = 'follow_rule' AND d.rule_eligible THEN 1 END),"
	    " COUNT(CASE WHEN n.state = 'submitted' AND d.decision = 'follow_rule' AND NOT d.rule_eligible THEN 1 END),"
	    " COUNT(CASE WHEN n.state = 'submitted' AND d.decision = 'admitted' THEN 1 END),"
	    " COUNT(CASE WHEN n.state = 'submitted' AND d.decision = 'ineligible' THEN 1 END),"
	    " COUNT(CASE WHEN n.state = 'submitted' AND d.entry_id IS NOT NULL THEN k.entry_id END),"
	    " COUNT(CASE WHEN n.state = 'submitted' AND d.entry_id IS NULL THEN k.entry_id END)"
	    " FROM entries n LEFT JOIN eligibility_decisions d ON d.entry_id = n.id LEFT JOIN eligibility_findings k ON k.entry_id = n.id WHERE n.edition_id = :edition",
	    P(edition));

	if (status != DB_OK)
		return status;
	json_object_set_new(dashboard, "entries", db_json_row(&rows, 0, "iiii--------", "draft", "submitted", "withdrawn", "returned"));
	json_object_set_new(dashboard, "eligibility",
	    db_json_row(&rows, 0, "----iiiiiiii", "undecided", "outdated", "rule_eligible", "rule_ineligible", "admitted", "refused",
		"again", "missing"));
	return DB_OK;
}

/* Sheets are counted by their round; those of assignments that were released since, which are few, are taken off again. */
#define HANDED_IN                                                                                                         \
	"((SELECT COUNT(*) FROM sheets h WHERE h.round_id = o.id AND h.state = 'handed_in')"                              \
	" - (SELECT COUNT(*) FROM assignments s STRAIGHT_JOIN sheets h ON h.assignment_id = s.id WHERE s.round_id = o.id" \
	"     AND s.state = 'released' AND h.state = 'handed_in'))"

static enum db_status rounds(struct request *r, int64_t edition, json_t *dashboard)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT c.*, c.expected - c.handed_in FROM (SELECT o.id, o.code, o.position, o.kind, o.state, o.opens_at, o.closes_at,"
	    " (SELECT COUNT(*) FROM round_entries t WHERE t.round_id = o.id) AS entries,"
	    " (SELECT COUNT(*) FROM round_entries t WHERE t.round_id = o.id AND t.skips) AS skipping,"
	    " (SELECT COUNT(*) FROM assignments s WHERE s.round_id = o.id AND s.state = 'assigned') AS expected,"
	    " " HANDED_IN " AS handed_in, COALESCE(o.computation_id = o.public_computation_id, FALSE) AS published,"
	    " o.undecided, (SELECT MAX(t.id) FROM takeovers t WHERE t.round_id = o.id AND t.state = 'proposed') AS takeover,"
	    " (SELECT p.number FROM publications p WHERE p.computation_id = o.public_computation_id) AS publication"
	    " FROM rounds o WHERE o.edition_id = :edition) c ORDER BY c.position",
	    P(edition));
	json_t *all, *list, *round;
	size_t i;

	if (status == DB_OK)
		status = staleness_of_rounds(r, edition, &all);
	if (status != DB_OK)
		return status;
	list = db_json_rows(&rows, "isissttiiiibbiii", "id", "code", "position", "kind", "state", "opens_at", "closes_at", "entries",
	    "entries_skipping", "sheets_expected", "sheets_handed_in", "published", "undecided", "takeover", "publication",
	    "sheets_missing");
	json_array_foreach (list, i, round) {
		const json_t *staleness = staleness_of(all, json_integer_value(json_object_get(round, "id")));
		json_object_set(round, "stale", json_object_get(staleness, "stale"));
		json_object_set(round, "rests_on", json_object_get(staleness, "rests_on"));
	}
	json_object_set_new(dashboard, "rounds", list);
	return DB_OK;
}

static enum db_status waiting(struct request *r, int64_t edition, json_t *dashboard)
{
	struct db_rows investments, others;
	enum db_status status = sql_query(r, &investments,
	    "SELECT COUNT(CASE WHEN state = 'declared' THEN 1 END), COUNT(CASE WHEN state = 'first_verified' THEN 1 END),"
	    " COUNT(CASE WHEN state = 'verified' THEN 1 END), COUNT(CASE WHEN state = 'rejected' THEN 1 END)"
	    " FROM investments WHERE edition_id = :edition",
	    P(edition));

	if (status == DB_OK)
		status = sql_query(r, &others,
		    "SELECT (SELECT COUNT(*) FROM recusals WHERE edition_id = :edition AND state = 'open'),"
		    " (SELECT COUNT(*) FROM sheet_corrections c JOIN sheets h ON h.assignment_id = c.sheet_id JOIN rounds o ON o.id = h.round_id"
		    "   WHERE o.edition_id = :edition AND c.state = 'requested'),"
		    " (SELECT COUNT(*) FROM objections WHERE edition_id = :edition AND state = 'filed'),"
		    " (SELECT COUNT(*) FROM decision_letters l JOIN entries e ON e.id = l.entry_id WHERE l.edition_id = :edition"
		    "   AND l.release_id IS NULL AND e.state = 'submitted' AND e.submission_id = l.submission_id),"
		    " (SELECT COUNT(*) FROM mandates m JOIN firm_members h ON h.firm_id = m.firm_id AND h.account_id = m.account_id"
		    "   WHERE m.edition_id = :edition AND m.state = 'proved'),"
		    " (SELECT COUNT(*) FROM firm_claims c JOIN firms f ON f.jurisdiction = c.jurisdiction AND f.code = c.code"
		    "   WHERE c.state IN ('filed', 'proposed', 'reversing')"
		    "   AND EXISTS (SELECT 1 FROM entries n WHERE n.firm_id = f.id AND n.edition_id = :edition))",
		    P(edition));
	if (status != DB_OK)
		return status;
	json_object_set_new(
	    dashboard, "investments", db_json_row(&investments, 0, "iiii", "declared", "first_verified", "verified", "rejected"));
	json_object_set_new(dashboard, "waiting",
	    db_json_row(&others, 0, "iiiiii", "recusals", "corrections", "objections", "untold", "mandates", "claims"));
	return DB_OK;
}

/* What one person has proposed, or computed, and another decides; of award lists only the newest, older drafts wait for nobody. */
static enum db_status proposals(struct request *r, int64_t edition, json_t *dashboard)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT (SELECT COUNT(*) FROM rulebook_amendments WHERE edition_id = :edition AND state = 'proposed'),"
	    " (SELECT COUNT(*) FROM late_admissions WHERE edition_id = :edition AND state = 'asked' AND until_at > :now),"
	    " (SELECT COUNT(*) FROM takeovers t JOIN rounds o ON o.id = t.round_id WHERE o.edition_id = :edition AND t.state = 'proposed'),"
	    " (SELECT COUNT(*) FROM award_lists a WHERE a.edition_id = :edition AND a.state IN ('draft', 'first_approved')"
	    "   AND NOT EXISTS (SELECT 1 FROM award_lists l WHERE l.edition_id = a.edition_id AND l.number > a.number))",
	    P(edition));

	if (status == DB_OK)
		json_object_set_new(
		    dashboard, "proposals", db_json_row(&rows, 0, "iiii", "amendments", "late_admissions", "takeovers", "award_lists"));
	return status;
}

/* Award lists, those that are final too, that were computed from what has changed since, and the notices that show them. */
static enum db_status stale_lists(struct request *r, int64_t edition, json_t *dashboard)
{
	struct db_rows rows;
	json_t *list = json_array(), *causes;
	enum db_status status = sql_query(r, &rows,
	    "SELECT l.id, l.number, l.state, l.computation_id, EXISTS (SELECT 1 FROM notices n WHERE n.award_list_id = l.id AND n.withdrawn_at IS NULL)"
	    " FROM award_lists l WHERE l.edition_id = :edition AND l.state <> 'superseded' ORDER BY l.number",
	    P(edition));

	json_object_set_new(dashboard, "stale_lists", list);
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		status = staleness_of_computation(r, db_int(&rows, i, 3), &causes);
		if (status == DB_OK && json_array_size(causes) > 0)
			json_array_append_new(list, db_json_row(&rows, i, "iis-b", "id", "number", "state", "noticed"));
	}
	return status;
}

/* Everything with a date, past and to come, in order of time. */
static enum db_status deadlines(struct request *r, int64_t edition, json_t *dashboard)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT 'entries_open', NULL, entries_open_at AS at FROM editions WHERE id = :edition AND entries_open_at IS NOT NULL"
	    " UNION ALL SELECT 'entries_close', NULL, entries_close_at FROM editions WHERE id = :edition AND entries_close_at IS NOT NULL"
	    " UNION ALL SELECT 'corrections_close', NULL, corrections_close_at FROM editions"
	    "   WHERE id = :edition AND corrections_close_at IS NOT NULL"
	    " UNION ALL SELECT 'investments_close', NULL, investments_close_at FROM editions"
	    "   WHERE id = :edition AND investments_close_at IS NOT NULL"
	    " UNION ALL SELECT 'round_opens', id, opens_at FROM rounds WHERE edition_id = :edition AND opens_at IS NOT NULL"
	    " UNION ALL SELECT 'round_closes', id, closes_at FROM rounds WHERE edition_id = :edition AND closes_at IS NOT NULL"
	    " UNION ALL SELECT 'notice_ends', id, ends_at FROM notices"
	    "   WHERE edition_id = :edition AND ends_at IS NOT NULL AND withdrawn_at IS NULL ORDER BY at",
	    P(edition));

	if (status == DB_OK)
		json_object_set_new(dashboard, "deadlines", db_json_rows(&rows, "sit", "what", "object_id", "at"));
	return status;
}

static enum handled get(struct request *r)
{
	static enum db_status (*const parts[])(struct request *, int64_t, json_t *) = {
	    entries, rounds, stale_lists, waiting, proposals, deadlines};
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT id, state FROM editions WHERE id = :edition AND " SQL_READER("id"), P(edition)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	json_t *dashboard = arena_json(r->arena, db_json_row(&rows, 0, "is", "edition_id", "edition_state"));
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		DB_TRY(parts[i](r, edition, dashboard));
	return reply_json(r, 200, json_incref(dashboard));
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/dashboard", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
};

ROUTE_TABLE(dashboard_routes, rows);
