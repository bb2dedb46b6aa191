/* Award lists (奖励名单): versions of an edition's list, their rows and sums. Making one is in award_list_create.c, moving it on in
 * award_list_steps.c. */
#include "api/awards/award_lists.h"
#include "api/awards/award_rows.h"
#include "api/results/computation.h"
#include "api/entry/mandates.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/staleness.h"
#include "core/request/route.h"

enum db_status award_list_unrepresented(struct request *r, int64_t list_id, json_t **firms)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT DISTINCT a.firm_id, a.firm_name FROM awards a JOIN award_lists l ON l.id = a.award_list_id"
	    " JOIN editions d ON d.id = l.edition_id WHERE a.award_list_id = :list_id AND d.mandates_required"
	    " AND NOT " SQL_REPRESENTED("a.firm_id", "l.edition_id") " ORDER BY a.firm_name, a.firm_id",
	    P(list_id));

	*firms = arena_json(r->arena, status == DB_OK ? db_json_rows(&rows, "is", "firm_id", "firm_name") : json_array());
	return status;
}

enum handled award_list_show(struct request *r, int64_t list_id, int status)
{
	struct db_rows rows;
	json_t *summary, *names;

	DB_TRY(sql_query(r, &rows,
	    "SELECT l.id, l.edition_id, l.number, l.state, l.why, l.computation_id, LOWER(HEX(c.dossier_sha256)), l.budget_fen,"
	    "  l.allocated_fen, l.budget_fen - l.allocated_fen, LOWER(HEX(l.csv_sha256)), LOWER(HEX(l.sheet_csv_sha256)), l.created_by, l.created_at, l.first_by, l.first_at,"
	    "  l.second_by, l.second_at, l.final_at,"
	    "  (SELECT MAX(n.id) FROM notices n WHERE n.award_list_id = l.id AND n.kind = 'award_list' AND n.withdrawn_at IS NULL),"
	    "  l.version, (SELECT a.name FROM accounts a WHERE a.id = l.created_by), (SELECT a.name FROM accounts a WHERE a.id = l.first_by),"
	    "  (SELECT a.name FROM accounts a WHERE a.id = l.second_by), b.body,"
	    "  l.state NOT IN ('final', 'superseded')"
	    " FROM award_lists l JOIN computations c ON c.id = l.computation_id JOIN rulebooks b ON b.id = c.rulebook_id"
	    " WHERE l.id = :list_id AND " SQL_READER("l.edition_id"),
	    P(list_id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(award_summary(r, list_id, &summary));
	json_t *changed = arena_json(r->arena, json_array());
	DB_TRY(computation_changed_rounds(r, db_int(&rows, 0, 5), INT64_MAX, changed));
	json_t *stale = arena_json(r->arena, json_array());
	if (db_int(&rows, 0, 25)) /* one that is final or replaced asks for nothing */
		DB_TRY(staleness_of_computation(r, db_int(&rows, 0, 5), &stale));
	json_t *unrepresented = arena_json(r->arena, json_array());
	if (db_int(&rows, 0, 25))
		DB_TRY(award_list_unrepresented(r, list_id, &unrepresented));
	json_t *list = db_json_row(&rows, 0, "iiissisiiissititittiisss--", "id", "edition", "number", "state", "why", "computation",
	    "dossier_sha256", "budget_fen", "allocated_fen", "remaining_fen", "csv_sha256", "sheet_csv_sha256", "created_by", "created_at",
	    "first_by", "first_at", "second_by", "second_at", "final_at", "notice", "version", "created_by_name", "first_by_name",
	    "second_by_name");
	names = arena_json(r->arena, db_json(&rows, 0, 24));
	json_object_set_new(list, "names", award_names(names));
	json_object_set(list, "summary", summary);
	json_object_set(list, "changed_rounds", changed);
	json_object_set(list, "stale", stale);
	json_object_set(list, "unrepresented", unrepresented);
	reply_etag(r, db_int(&rows, 0, 20));
	return reply_json(r, status, list);
}

static enum handled get(struct request *r)
{
	return award_list_show(r, request_id_param(r, 0), 200);
}

static enum handled list(struct request *r)
{
	struct db_rows rows, total;
	int64_t edition_id = request_id_param(r, 0);

	DB_TRY(sql_query(r, &total,
	    "SELECT COUNT(l.id) FROM editions e LEFT JOIN award_lists l ON l.edition_id = e.id WHERE e.id = :edition_id AND " SQL_READER(
		"e.id") " GROUP BY e.id",
	    P(edition_id)));
	if (total.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT l.id, l.number, l.state, l.why, l.computation_id, l.budget_fen, l.allocated_fen, l.created_at, l.final_at, l.version,"
	    "  (SELECT COUNT(*) FROM awards a WHERE a.award_list_id = l.id)"
	    " FROM award_lists l WHERE l.edition_id = :edition_id ORDER BY l.number DESC" SQL_PAGE,
	    P(edition_id), PAGE(r)));
	return reply_list(r,
	    db_json_rows(&rows, "iissiiittii", "id", "number", "state", "why", "computation", "budget_fen", "allocated_fen", "created_at",
		"final_at", "version", "awards"),
	    db_int(&total, 0, 0));
}

/* Whether the actor reads the list. */
static enum handled readable(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(
	    r, &rows, "SELECT 1 FROM award_lists l WHERE l.id = :id AND " SQL_READER("l.edition_id"), P(id, request_id_param(r, 0))));
	return rows.count > 0 ? GO_ON : reply_problem(r, &problem_not_found, NULL);
}

static enum handled awards(struct request *r)
{
	STEP(readable(r));
	return award_rows_reply(r, request_id_param(r, 0), AWARDS_STAFF);
}

static enum handled csv(struct request *r)
{
	STEP(readable(r));
	return award_csv_reply(r, request_id_param(r, 0), AWARD_CSV);
}

static enum handled sheet_csv(struct request *r)
{
	STEP(readable(r));
	return award_csv_reply(r, request_id_param(r, 0), AWARD_SHEET_CSV);
}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field award_query[] = {AWARD_QUERY, INPUT_END};

#define STAFF (ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/award-lists", STAFF, 0, 0, NULL, page_query, list},
    {METHOD_GET, "/api/v1/award-lists/{list}", STAFF, 0, 0, NULL, NULL, get},
    {METHOD_GET, "/api/v1/award-lists/{list}/awards", STAFF, 0, 0, NULL, award_query, awards},
    {METHOD_GET, "/api/v1/award-lists/{list}/awards.csv", STAFF, 0, 0, NULL, NULL, csv},
    {METHOD_GET, "/api/v1/award-lists/{list}/awards-for-spreadsheets.csv", STAFF, 0, 0, NULL, NULL, sheet_csv},
};

ROUTE_TABLE(award_lists_routes, rows);
