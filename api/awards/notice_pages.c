/* Notices (公示) as the public reads them, and what organisers do with them. */
#include <string.h>

#include "api/awards/award_list_state.h"
#include "api/awards/award_rows.h"
#include "api/results/notices.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/zones.h"

static const char *const kinds[] = {"award_list", "standings", "final_list", "text", NULL};

static enum handled show(struct request *, int64_t id, int status);

/* An award list whose notice is withdrawn waits for a new one. The list is locked before its notice, as by whoever makes it final; what is
 * final stays public until a newer version takes its place. */
static enum handled withdraw(struct request *r)
{
	struct db_rows rows;
	struct award_list *list = NULL;
	int64_t id = request_id_param(r, 0);

	DB_TRY(sql_query(
	    r, &rows, "SELECT n.edition_id, n.award_list_id FROM notices n WHERE n.id = :id AND " SQL_ORGANIZER("n.edition_id"), P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	int64_t edition = db_int(&rows, 0, 0);
	if (!db_is_null(&rows, 0, 1))
		DB_TRY(award_list_get(r, db_int(&rows, 0, 1), &list));
	STEP(edition_goes_on(r, edition));
	DB_TRY(sql_query(r, &rows, "SELECT n.state, n.kind FROM notices n WHERE n.id = :id FOR UPDATE", P(id)));
	STEP(state_ready(r, &notice_states, db_text(&rows, 0, 0), "withdraw"));
	if (list && list->state == LIST_FINAL)
		return state_refused(r, &award_list_states, award_list_state_text(list->state));
	DB_TRY(notice_withdraw(r, edition, id, input_text(r, "reason")));
	if (list && list->state == LIST_NOTICED && strcmp(db_text(&rows, 0, 1), "award_list") == 0)
		DB_TRY(award_list_move(r, list, LIST_APPROVED, input_text(r, "reason"), json_pack("{s:I}", "notice", (json_int_t)id)));
	return show(r, id, 200);
}

/* A notice that is only a text; lists are published with what they show. */
static enum handled create(struct request *r)
{
	struct new_notice notice = {.edition_id = request_id_param(r, 0),
	    .kind = NOTICE_TEXT,
	    .title = input_json(r, "title"),
	    .body = input_json(r, "body"),
	    .working_days = input_int(r, "working_days", 0)};
	int64_t id;

	STEP(edition_may(r, notice.edition_id, EDITION_CHANGE));
	STEP(notice_publish(r, &notice, &id));
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/public/notices/%lld", (long long)id));
	return show(r, id, 201);
}

/* ---- what the public reads ---- */

static enum handled list(struct request *r)
{
	struct db_rows rows, total;
	const char *edition = request_query(r, "edition"), *kind = request_query(r, "kind");

	DB_TRY(sql_query(r, &total,
	    "SELECT COUNT(*) FROM notices n JOIN editions e ON e.id = n.edition_id"
	    " WHERE e.state <> 'draft' AND (:edition IS NULL OR e.code = CONVERT(:edition USING ascii))"
	    " AND (:kind IS NULL OR n.kind = :kind)",
	    P(edition), P(kind)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT n.id, e.code, e.title, n.kind, n.title, n.published_at, n.working_days, n.ends_at, n.withdrawn_at, " SQL_ZONE(
		"e.rulebook_id") " FROM notices n JOIN editions e ON e.id = n.edition_id WHERE e.state <> 'draft' AND (:edition IS NULL"
				 " OR e.code = CONVERT(:edition USING ascii))"
				 " AND (:kind IS NULL OR n.kind = :kind) ORDER BY n.id DESC" SQL_PAGE,
	    P(edition), P(kind), PAGE(r)));
	return reply_list(r,
	    db_json_rows(&rows, "isjsjtitts", "id", "edition", "edition_title", "kind", "title", "published_at", "working_days", "ends_at",
		"withdrawn_at", "timezone"),
	    db_int(&total, 0, 0));
}

/* The list that a notice is about: sums and the names of what its rows refer to; JSON null if it shows none (any more). */
static enum db_status shown_list(struct request *r, const struct db_rows *notice, json_t **shown)
{
	struct db_rows rows;
	json_t *summary;
	int64_t list_id = db_int(notice, 0, 12);

	*shown = json_null();
	if (list_id == 0 || !db_is_null(notice, 0, 8))
		return DB_OK;
	enum db_status status = sql_query(r, &rows,
	    "SELECT l.number, l.state, LOWER(HEX(l.csv_sha256)), LOWER(HEX(l.sheet_csv_sha256)), LOWER(HEX(c.dossier_sha256)), l.budget_fen, l.allocated_fen, b.body"
	    " FROM award_lists l JOIN computations c ON c.id = l.computation_id JOIN rulebooks b ON b.id = c.rulebook_id"
	    " WHERE l.id = :list_id",
	    P(list_id));
	if (status == DB_OK)
		status = award_summary(r, list_id, &summary);
	if (status != DB_OK)
		return status;
	*shown = db_json_row(
	    &rows, 0, "issssii-", "number", "state", "csv_sha256", "sheet_csv_sha256", "dossier_sha256", "budget_fen", "allocated_fen");
	json_object_set_new(*shown, "names", award_names(arena_json(r->arena, db_json(&rows, 0, 7))));
	json_object_set(*shown, "summary", summary);
	return DB_OK;
}

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;
	json_t *shown;

	DB_TRY(sql_query(r, &rows,
	    "SELECT n.id, e.code, e.title, n.kind, n.title, n.published_at, n.working_days, n.ends_at, n.withdrawn_at, n.withdrawn_why,"
	    " n.body,"
	    "  b.code, n.award_list_id, p.number, " SQL_ZONE(
		"e.rulebook_id") " FROM notices n JOIN editions e ON e.id = n.edition_id LEFT JOIN rounds b ON b.id = n.round_id"
				 " LEFT JOIN publications p ON p.computation_id = n.computation_id"
				 " WHERE n.id = :id AND e.state <> 'draft'",
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (db_int(&rows, 0, 12) && db_is_null(&rows, 0, 8))
		STEP(award_list_undamaged(r, db_int(&rows, 0, 12)));
	DB_TRY(shown_list(r, &rows, &shown));
	json_t *notice = db_json_row(&rows, 0, "isjsjtittsjs-is", "id", "edition", "edition_title", "kind", "title", "published_at",
	    "working_days", "ends_at", "withdrawn_at", "withdrawn_why", "body", "round", "publication", "timezone");
	json_object_set_new(notice, "award_list", shown);
	return reply_json(r, status, notice);
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

/* The award list that the notice shows; 0 if there is none, or none any more. */
static enum db_status list_of(struct request *r, int64_t *list_id)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT n.award_list_id FROM notices n JOIN editions e ON e.id = n.edition_id"
	    " WHERE n.id = :id AND e.state <> 'draft' AND n.withdrawn_at IS NULL AND n.award_list_id IS NOT NULL",
	    P(id, request_id_param(r, 0)));

	*list_id = status == DB_OK && rows.count > 0 ? db_int(&rows, 0, 0) : 0;
	return status;
}

static enum handled awards(struct request *r)
{
	int64_t list_id;

	DB_TRY(list_of(r, &list_id));
	if (!list_id)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(award_list_undamaged(r, list_id));
	return award_rows_reply(r, list_id, AWARDS_PUBLIC);
}

static enum handled file(struct request *r, enum award_file which)
{
	int64_t list_id;

	DB_TRY(list_of(r, &list_id));
	if (!list_id)
		return reply_problem(r, &problem_not_found, NULL);
	return award_csv_reply(r, list_id, which);
}

static enum handled csv(struct request *r)
{
	return file(r, AWARD_CSV);
}

static enum handled sheet_csv(struct request *r)
{
	return file(r, AWARD_SHEET_CSV);
}

static const struct input_field list_query[] = {
    {.name = "edition", .type = INPUT_TEXT, .max = LIMIT_CODE},
    {.name = "kind", .type = INPUT_ENUM, .one_of = kinds},
    INPUT_PAGE,
    INPUT_END,
};

static const struct input_field award_query[] = {AWARD_QUERY, INPUT_END};
static const struct input_field create_input[] = {NOTICE_INPUT(true), INPUT_END};

static const struct input_field withdraw_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/public/notices", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, list_query, list},
    {METHOD_GET, "/api/v1/public/notices/{notice}", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, NULL, get},
    {METHOD_GET, "/api/v1/public/notices/{notice}/awards", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, award_query, awards},
    {METHOD_GET, "/api/v1/public/notices/{notice}/awards.csv", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, NULL, csv},
    {METHOD_GET, "/api/v1/public/notices/{notice}/awards-for-spreadsheets.csv", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, NULL, sheet_csv},
    {METHOD_POST, "/api/v1/editions/{edition}/notices", ROLE_ORGANIZER, ROUTE_WRITE, 131072, create_input, NULL, create},
    {METHOD_POST, "/api/v1/notices/{notice}/withdraw", ROLE_ORGANIZER, ROUTE_WRITE, 16384, withdraw_input, NULL, withdraw},
};

ROUTE_TABLE(notices_routes, rows);
