/* Contests (赛事): the series that editions belong to. */
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* The public knows a contest from its first published edition on; whoever works on editions knows all. */
#define MAY_SEE                                                                               \
	"(EXISTS (SELECT 1 FROM editions e WHERE e.contest_id = c.id AND e.state <> 'draft')" \
	" OR EXISTS (SELECT 1 FROM grants g WHERE g.account_id = :account AND g.role IN ('organizer', 'auditor', 'admin')))"

static enum handled list(struct request *r)
{
	struct db_rows rows, total;

	DB_TRY(sql_query(
	    r, &rows, "SELECT c.id, c.code, c.title, c.created_at FROM contests c WHERE " MAY_SEE " ORDER BY c.code" SQL_PAGE, PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM contests c WHERE " MAY_SEE));
	return reply_list(r, db_json_rows(&rows, "isjt", "id", "code", "title", "created_at"), db_int(&total, 0, 0));
}

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(
	    r, &rows, "SELECT c.id, c.code, c.title, c.created_at, c.version FROM contests c WHERE c.id = :id AND " MAY_SEE, P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	reply_etag(r, db_int(&rows, 0, 4));
	return reply_json(r, status, db_json_row(&rows, 0, "isjti", "id", "code", "title", "created_at", "version"));
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

static enum handled create(struct request *r)
{
	struct db_rows may;

	DB_TRY(sql_query(r, &may, "SELECT " SQL_FOUNDER));
	if (!db_int(&may, 0, 0))
		return reply_problem(r, &problem_forbidden, NULL);
	if (!code_valid(input_text(r, "code")))
		return reply_problem(r, &problem_code_invalid, "code");
	if (!localised_valid(input_json(r, "title"), LIMIT_NAME))
		return reply_problem(r, &problem_localised_text_invalid, "title", LIMIT_NAME);
	switch (sql_exec(r, NULL, "INSERT INTO contests (code, title, created_at) VALUES (:code, :title, :now)",
	    P(code, input_text(r, "code")), P(title, input_json(r, "title")))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_contest_code_taken, "code");
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.action = "contest.create",
		     .object = "contests",
		     .object_id = id,
		     .detail = json_pack("{s:s, s:O}", "code", input_text(r, "code"), "title", input_json(r, "title"))});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/contests/%lld", (long long)id));
	return show(r, id, 201);
}

static enum handled patch(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows old;

	STEP(request_has_version(r));
	DB_TRY(sql_query(r, &old, "SELECT version, title FROM contests WHERE id = :id AND " SQL_FOUNDER " FOR UPDATE", P(id)));
	if (old.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(request_matches(r, db_int(&old, 0, 0)));
	if (!localised_valid(input_json(r, "title"), LIMIT_NAME))
		return reply_problem(r, &problem_localised_text_invalid, "title", LIMIT_NAME);
	DB_TRY(sql_exec(
	    r, NULL, "UPDATE contests SET title = :title, version = version + 1 WHERE id = :id", P(title, input_json(r, "title")), P(id)));
	audit(r, (struct audit_event){.action = "contest.edit",
		     .object = "contests",
		     .object_id = id,
		     .detail = json_pack("{s:o, s:O}", "old_title", db_json(&old, 0, 1), "title", input_json(r, "title"))});
	return show(r, id, 200);
}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};

static const struct input_field create_input[] = {
    {.name = "code", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_CODE},
    {.name = "title", .type = INPUT_OBJECT, .texts = TEXT_NAME, .required = true},
    INPUT_END,
};

static const struct input_field patch_input[] = {
    {.name = "title", .type = INPUT_OBJECT, .texts = TEXT_NAME, .required = true},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/contests", ROLE_PUBLIC, 0, 0, NULL, page_query, list},
    {METHOD_POST, "/api/v1/contests", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 4096, create_input, NULL, create},
    {METHOD_GET, "/api/v1/contests/{contest}", ROLE_PUBLIC, 0, 0, NULL, NULL, get},
    {METHOD_PATCH, "/api/v1/contests/{contest}", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 4096, patch_input, NULL, patch},
};

ROUTE_TABLE(contests_routes, rows);
