/* How far a round is, for organizers: over all, per panel, per judge. */
#include "api/rounds/round_state.h"
#include "api/rounds/routes.h"

/* Sheets of the assignments a that are expected. */
#define COUNTS "COUNT(a.id), COALESCE(SUM(s.state = 'handed_in'), 0), COALESCE(SUM(s.state = 'draft'), 0)"
#define ASSIGNED " FROM assignments a LEFT JOIN sheets s ON s.assignment_id = a.id WHERE a.round_id = :round AND a.state = 'assigned'"

static enum handled progress(struct request *r)
{
	struct db_rows all, entries, panels, judges;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (!round || !round->judged)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &all, "SELECT " COUNTS ASSIGNED, P(round, round->id)));
	DB_TRY(sql_query(r, &entries,
	    "SELECT COALESCE(SUM(takes_part AND NOT skips), 0), COALESCE(SUM(takes_part AND skips), 0), COALESCE(SUM(NOT takes_part), 0)"
	    " FROM round_entries WHERE round_id = :round",
	    P(round, round->id)));
	DB_TRY(sql_query(r, &panels,
	    "SELECT p.id, p.code, (SELECT COUNT(*) FROM round_entries n WHERE n.panel_id = p.id AND n.takes_part), COALESCE(c.assigned, 0),"
	    " COALESCE(c.handed_in, 0), COALESCE(c.drafts, 0) FROM panels p LEFT JOIN (SELECT a.panel_id, COUNT(a.id) AS assigned,"
	    "  SUM(s.state = 'handed_in') AS handed_in, SUM(s.state = 'draft') AS drafts" ASSIGNED
	    " GROUP BY a.panel_id) c ON c.panel_id = p.id"
	    " WHERE p.round_id = :round ORDER BY p.code",
	    P(round, round->id)));
	DB_TRY(sql_query(r, &judges,
	    "SELECT j.id, c.name, j.organisation, j.pledged_at, j.state, k.assigned, k.handed_in, k.drafts, k.last"
	    " FROM (SELECT a.judge_id, COUNT(a.id) AS assigned, COALESCE(SUM(s.state = 'handed_in'), 0) AS handed_in,"
	    "  COALESCE(SUM(s.state = 'draft'), 0) AS drafts, MAX(s.handed_in_at) AS last" ASSIGNED " GROUP BY a.judge_id) k"
	    " JOIN judges j ON j.id = k.judge_id JOIN accounts c ON c.id = j.account_id ORDER BY k.handed_in / k.assigned, j.id",
	    P(round, round->id)));
	json_t *left = round->closes_at == TIME_NONE
			   ? json_null()
			   : json_integer(round->closes_at > r->arrived_at ? (round->closes_at - r->arrived_at) / SECOND_US : 0);
	return reply_json(r, 200,
	    json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "state", round_state_text(round->state), "closes_at",
		time_json(round->closes_at), "seconds_left", left, "sheets", db_json_row(&all, 0, "iii", "assigned", "handed_in", "drafts"),
		"entries", db_json_row(&entries, 0, "iii", "to_score", "skipping", "left"), "panels",
		db_json_rows(&panels, "isiiii", "panel_id", "code", "entries", "assigned", "handed_in", "drafts"), "judges",
		db_json_rows(&judges, "isstsiiit", "judge_id", "name", "organisation", "pledged_at", "state", "assigned", "handed_in",
		    "drafts", "last_handed_in_at")));
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/progress", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, progress},
};

ROUTE_TABLE(round_progress_routes, rows);
