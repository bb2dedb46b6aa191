/* Other names of organisations (单位别名), as organisers record them: by these, too, the organisations of judges are compared with firms and investors. */
#include "api/judges/conflicts.h"
#include "api/judges/organisation_names.h"
#include "api/judges/routes.h"
#include "api/rounds/round_state.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

#include <string.h>

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows,
	    "SELECT x.id, x.name, x.alias, (SELECT c.name FROM accounts c WHERE c.id = x.recorded_by), x.recorded_at FROM organisation_aliases x"
	    " WHERE x.edition_id = :edition ORDER BY x.name, x.id" SQL_PAGE,
	    P(edition), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM organisation_aliases WHERE edition_id = :edition", P(edition)));
	return reply_list(r, db_json_rows(&rows, "issst", "id", "name", "alias", "recorded_by", "recorded_at"), db_int(&total, 0, 0));
}

static enum handled add(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	const char *name = input_text(r, "name"), *alias = input_text(r, "alias");

	STEP(edition_may(r, edition, EDITION_CHANGE));
	DB_TRY(rounds_lock(r, edition));
	if (!*organisation_key(r->arena, name) || !*organisation_key(r->arena, alias) ||
	    strcmp(organisation_key(r->arena, name), organisation_key(r->arena, alias)) == 0)
		return reply_problem(r, &problem_alias_same, "alias");
	switch (sql_exec(r, NULL,
	    "INSERT INTO organisation_aliases (edition_id, name, alias, recorded_by, recorded_at) VALUES (:edition, :name, :alias, :account, :now)",
	    P(edition), P(name), P(alias))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_alias_exists, "alias");
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "organisation_alias.add",
		     .object = "organisation_aliases",
		     .object_id = id,
		     .detail = json_pack("{s:s, s:s}", "name", name, "alias", alias)});
	DB_TRY(conflicts_find(r, edition, 0, 0));
	return reply_json(r, 201, json_pack("{s:I, s:s, s:s}", "id", (json_int_t)id, "name", name, "alias", alias));
}

/* What was found by it stays until an organiser dismisses it. */
static enum handled remove_alias(struct request *r)
{
	int64_t edition = request_id_param(r, 0), id = request_id_param(r, 1);
	struct db_rows rows;

	STEP(edition_may(r, edition, EDITION_CHANGE));
	DB_TRY(sql_query(r, &rows, "SELECT name, alias FROM organisation_aliases WHERE id = :id AND edition_id = :edition FOR UPDATE",
	    P(id), P(edition)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_exec(r, NULL, "DELETE FROM organisation_aliases WHERE id = :id", P(id)));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "organisation_alias.remove",
		     .object = "organisation_aliases",
		     .object_id = id,
		     .detail = json_pack("{s:s, s:s}", "name", db_text(&rows, 0, 0), "alias", db_text(&rows, 0, 1))});
	return reply_empty(r, 204);
}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field add_input[] = {
    {.name = "name", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_ORGANISATION},
    {.name = "alias", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_ORGANISATION},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/organisation-aliases", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, page_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/organisation-aliases", ROLE_ORGANIZER, ROUTE_WRITE, 4096, add_input, NULL, add},
    {METHOD_DELETE, "/api/v1/editions/{edition}/organisation-aliases/{alias}", ROLE_ORGANIZER, ROUTE_WRITE, 0, NULL, NULL, remove_alias},
};

ROUTE_TABLE(organisation_aliases_routes, rows);
