/* Judges (评委) of an edition, as organizers see them: added, described, dismissed, taken back. */
#include <string.h>

#include "api/judges/conflicts.h"
#include "api/judges/judging_states.h"
#include "api/judges/routes.h"
#include "api/rounds/assignment_states.h"
#include "api/rounds/round_state.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

#define EXPERTISE_MAX 50

#define COLUMNS                                                                                                                               \
	"SELECT j.id, j.edition_id, j.account_id, c.name, c.email, j.organisation, j.expertise, j.role, j.pledged_at, j.state, j.created_at," \
	" (SELECT COUNT(*) FROM assignments a WHERE a.judge_id = j.id AND a.state = 'assigned'),"                                             \
	" (SELECT COUNT(*) FROM sheets s WHERE s.judge_id = j.id AND s.state = 'handed_in')"                                                  \
	" FROM judges j JOIN accounts c ON c.id = j.account_id WHERE "
#define SHAPE                                                                                                                           \
	"iiisssjststii", "id", "edition_id", "account_id", "name", "email", "organisation", "expertise", "role", "pledged_at", "state", \
	    "created_at", "assigned", "handed_in"

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	const char *state = request_query(r, "state"), *search = request_query(r, "q");
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
#define FILTER                                                             \
	"j.edition_id = :edition AND (:state IS NULL OR j.state = :state)" \
	" AND " SQL_SEARCH("c.name, j.organisation, c.email")
	DB_TRY(sql_query(r, &rows, COLUMNS FILTER " ORDER BY j.id" SQL_PAGE, P(edition), P(state), P(q, search), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM judges j JOIN accounts c ON c.id = j.account_id WHERE " FILTER, P(edition),
	    P(state), P(q, search)));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

/* Who accepted an invitation, or was given the role, and is not entered as a judge of the edition yet. */
static enum handled candidates(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
#define CANDIDATES                                                                                                                         \
	" FROM accounts c JOIN grants g ON g.account_id = c.id AND g.role = 'judge' AND (g.edition_id = :edition OR g.edition_id IS NULL)" \
	" WHERE c.state = 'active' AND NOT EXISTS (SELECT 1 FROM judges j WHERE j.edition_id = :edition AND j.account_id = c.id)"
	DB_TRY(sql_query(r, &rows,
	    "SELECT c.id, c.name, c.email, MIN(g.granted_at)" CANDIDATES " GROUP BY c.id, c.name, c.email ORDER BY 4, 1" SQL_PAGE,
	    P(edition), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(DISTINCT c.id)" CANDIDATES, P(edition)));
	return reply_list(r, db_json_rows(&rows, "isst", "account_id", "name", "email", "granted_at"), db_int(&total, 0, 0));
}

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS "j.id = :id AND " SQL_READER("j.edition_id"), P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, status, db_json_row(&rows, 0, SHAPE));
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

/* Expertise: different industries of the rulebook in force (any text while there is none). */
static enum db_status expertise_valid(struct request *r, int64_t edition, const json_t *expertise, bool *valid)
{
	struct db_rows rows;
	size_t i;
	json_t *one, *seen = arena_json(r->arena, json_object()), *known = arena_json(r->arena, json_object());

	enum db_status status = sql_query(r, &rows,
	    "SELECT JSON_EXTRACT(b.body, '$.industries') FROM editions e JOIN rulebooks b ON b.id = e.rulebook_id WHERE e.id = :edition",
	    P(edition));
	*valid = false;
	if (status != DB_OK)
		return status;
	bool has_list = rows.count > 0 && !db_is_null(&rows, 0, 0);
	json_t *industries = has_list ? arena_json(r->arena, db_json(&rows, 0, 0)) : NULL;
	json_array_foreach (industries, i, one) {
		const char *id = json_string_value(json_object_get(one, "id"));
		if (id)
			json_object_set_new(known, id, json_true());
	}
	json_array_foreach (expertise, i, one) {
		const char *id = json_string_value(one);
		if (!id || !*id || json_object_get(seen, id) || (has_list && !json_object_get(known, id)))
			return DB_OK;
		json_object_set_new(seen, id, json_true());
	}
	*valid = true;
	return DB_OK;
}

/* The role of a judge: one that the rulebook in force names (any text while there is none in force); NULL and "" are none. */
static enum db_status role_valid(struct request *r, int64_t edition, const char *role, bool *valid)
{
	const struct rulebook_view *rulebook;
	json_t *known;
	size_t i;

	*valid = true;
	if (!role || !*role)
		return DB_OK;
	enum db_status status = rulebook_in_force(r, edition, &rulebook);
	if (status != DB_OK || !rulebook)
		return status;
	json_t *roles = arena_json(r->arena, rulebook_roles(rulebook));
	*valid = false;
	json_array_foreach (roles, i, known)
		*valid |= strcmp(json_string_value(known), role) == 0;
	return DB_OK;
}

static enum handled add(struct request *r)
{
	int64_t edition = request_id_param(r, 0), account = input_int(r, "account_id", 0);
	const char *email = input_text(r, "email");
	json_t *expertise = input_json(r, "expertise");
	struct db_rows rows;
	bool valid, in_office;

	STEP(edition_may(r, edition, EDITION_CHANGE));
	DB_TRY(rounds_lock(r, edition));
	if ((account != 0) == (email != NULL))
		return reply_problem(r, &problem_judge_account_missing, "account_id");
	DB_TRY(expertise_valid(r, edition, expertise, &valid));
	if (!valid)
		return reply_problem(r, &problem_expertise_invalid, "expertise");
	DB_TRY(role_valid(r, edition, input_text(r, "role"), &valid));
	if (!valid)
		return reply_problem(r, &problem_judge_role_unknown, "role");
	DB_TRY(sql_query(r, &rows,
	    "SELECT c.id FROM accounts c WHERE (c.id = :person OR c.email_key = LOWER(:email)) AND c.state = 'active'"
	    " AND has_role(c.id, 'judge', :edition)",
	    P(person, account), P(email), P(edition)));
	if (rows.count == 0)
		return reply_problem(r, &problem_judge_account_unknown, email ? "email" : "account_id");
	account = db_int(&rows, 0, 0);
	DB_TRY(account_in_office(r, account, edition, &in_office));
	if (in_office)
		return reply_problem(r, &problem_judge_in_office, email ? "email" : "account_id");
	switch (sql_exec(r, NULL,
	    "INSERT INTO judges (edition_id, account_id, organisation, expertise, role, created_at)"
	    " VALUES (:edition, :person, :organisation, :expertise, NULLIF(:role, ''), :now)",
	    P(edition), P(person, account), P(organisation, input_text(r, "organisation")),
	    P(expertise, expertise ? expertise : arena_json(r->arena, json_array())), P(role, input_text(r, "role")))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_judge_exists, email ? "email" : "account_id");
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "judge.add",
		     .object = "judges",
		     .object_id = id,
		     .detail = json_pack("{s:I}", "account", (json_int_t)account)});
	DB_TRY(conflicts_find(r, edition, 0, id));
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/judges/%lld", (long long)id));
	return show(r, id, 201);
}

/* Locks a judge's row, if the actor may change it (else 404, or 409 if the edition is closed). */
static enum handled lock_judge(struct request *r, int64_t id, struct db_rows *rows)
{
	DB_TRY(sql_query(
	    r, rows, "SELECT edition_id, state, organisation, expertise, account_id, role FROM judges WHERE id = :id FOR UPDATE", P(id)));
	if (rows->count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return edition_may(r, db_int(rows, 0, 0), EDITION_CHANGE);
}

/* Another role asks for other criteria and may weigh otherwise: it stays as it is once a sheet was handed in with it. The rounds are locked. */
static enum handled role_may_change(struct request *r, int64_t id, const struct db_rows *judge)
{
	const char *role = input_text(r, "role"), *old = db_is_null(judge, 0, 5) ? "" : db_text(judge, 0, 5);
	struct db_rows rows;
	bool valid;

	if (!role || strcmp(role, old) == 0)
		return GO_ON;
	DB_TRY(role_valid(r, db_int(judge, 0, 0), role, &valid));
	if (!valid)
		return reply_problem(r, &problem_judge_role_unknown, "role");
	DB_TRY(sql_query(r, &rows, "SELECT 1 FROM sheets WHERE judge_id = :id AND state = 'handed_in' LIMIT 1 LOCK IN SHARE MODE", P(id)));
	return rows.count > 0 ? reply_problem(r, &problem_judge_role_fixed, "role") : GO_ON;
}

static enum handled patch(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	json_t *expertise = input_json(r, "expertise");
	struct db_rows rows;
	bool valid;

	if (input_text(r, "role") || input_text(r, "organisation")) {
		DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM judges WHERE id = :id AND " SQL_ORGANIZER("edition_id"), P(id)));
		if (rows.count > 0)
			DB_TRY(rounds_lock(r, db_int(&rows, 0, 0)));
	}
	STEP(lock_judge(r, id, &rows));
	STEP(role_may_change(r, id, &rows));
	DB_TRY(expertise_valid(r, db_int(&rows, 0, 0), expertise, &valid));
	if (!valid)
		return reply_problem(r, &problem_expertise_invalid, "expertise");
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE judges SET organisation = COALESCE(:organisation, organisation), expertise = COALESCE(:expertise, expertise),"
	    " role = IF(:role IS NULL, role, NULLIF(:role, '')) WHERE id = :id",
	    P(organisation, input_text(r, "organisation")), P(expertise), P(role, input_text(r, "role")), P(id)));
	audit(r, (struct audit_event){.edition_id = db_int(&rows, 0, 0),
		     .action = "judge.edit",
		     .object = "judges",
		     .object_id = id,
		     .detail = json_pack("{s:o, s:O*, s:o, s:s*}", "old_expertise", db_json(&rows, 0, 3), "expertise", expertise,
			 "old_role", db_json_text(&rows, 0, 5), "role", input_text(r, "role"))});
	if (input_text(r, "organisation"))
		DB_TRY(conflicts_find(r, db_int(&rows, 0, 0), 0, id));
	return show(r, id, 200);
}

static const struct state judge_state[] = {
    {"active", {"在任", "在任", "active"}, true},
    {"dismissed", {"已解聘", "已解聘", "dismissed"}, true},
};

static const struct state_move moves[] = {
    {"dismiss", "active", "dismissed", "judge.dismiss", ROLE_ORGANIZER, STATE_SET("judges", ""), NULL, NULL},
    {"reinstate", "dismissed", "active", "judge.reinstate", ROLE_ORGANIZER, STATE_SET("judges", ""), NULL, NULL},
};

STATE_MACHINE(judge_states, "judges", judge_state, moves, .begins = STATES("active"), .guard = edition_guard);

/* Dismissal releases what is still to be scored in rounds that take sheets; what was handed in stays and counts. */
static enum handled dismiss(struct request *r)
{
	int64_t id = request_id_param(r, 0), released;
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM judges WHERE id = :id AND " SQL_ORGANIZER("edition_id"), P(id)));
	if (rows.count > 0)
		DB_TRY(rounds_lock(r, db_int(&rows, 0, 0)));
	STEP(lock_judge(r, id, &rows));
	struct state_row row = {id, db_int(&rows, 0, 0), db_text(&rows, 0, 1), NULL};
	STEP(state_ready(r, &judge_states, row.state, "dismiss"));
	DB_TRY(state_move_many(r, &assignment_states, "assigned", "release", &released,
	    STATE_SET_WHERE("assignments", ", released_why = :why",
		"judge_id = :judge AND EXISTS (SELECT 1 FROM rounds r WHERE r.id = assignments.round_id AND r.state IN ('open', 'locked'))"
		" AND NOT EXISTS (SELECT 1 FROM sheets s WHERE s.assignment_id = assignments.id AND s.state = 'handed_in')"),
	    P(why, input_text(r, "reason")), P(judge, id)));
	STEP(state_move(
	    r, &judge_states, &row, "dismiss", WHY(input_text(r, "reason"), json_pack("{s:I}", "released", (json_int_t)released))));
	return show(r, id, 200);
}

static enum handled reinstate(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows rows;
	bool in_office;

	DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM judges WHERE id = :id AND " SQL_ORGANIZER("edition_id"), P(id)));
	if (rows.count > 0)
		DB_TRY(rounds_lock(r, db_int(&rows, 0, 0)));
	STEP(lock_judge(r, id, &rows));
	struct state_row row = {id, db_int(&rows, 0, 0), db_text(&rows, 0, 1), NULL};
	STEP(state_ready(r, &judge_states, row.state, "reinstate"));
	DB_TRY(account_in_office(r, db_int(&rows, 0, 4), db_int(&rows, 0, 0), &in_office));
	if (in_office)
		return reply_problem(r, &problem_judge_in_office, NULL);
	STEP(state_move(r, &judge_states, &row, "reinstate", WHY(input_text(r, "reason"), NULL)));
	DB_TRY(conflicts_find(r, row.edition_id, 0, id));
	return show(r, id, 200);
}

static const char *const states[] = {"active", "dismissed", NULL};

static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_END,
};

static const struct input_field page_query[] = {
    INPUT_PAGE,
    INPUT_END,
};

static const struct input_field add_input[] = {
    {.name = "account_id", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "email", .type = INPUT_IDENTIFIER, .min = 3, .max = LIMIT_EMAIL},
    {.name = "organisation", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_ORGANISATION},
    {.name = "expertise", .type = INPUT_ARRAY, .texts = TEXT_LINE, .min = 0, .max = EXPERTISE_MAX},
    {.name = "role", .type = INPUT_IDENTIFIER, .min = 0, .max = LIMIT_JUDGE_ROLE},
    INPUT_END,
};

static const struct input_field patch_input[] = {
    {.name = "organisation", .type = INPUT_NAME, .min = 1, .max = LIMIT_ORGANISATION},
    {.name = "expertise", .type = INPUT_ARRAY, .texts = TEXT_LINE, .min = 0, .max = EXPERTISE_MAX},
    {.name = "role", .type = INPUT_IDENTIFIER, .min = 0, .max = LIMIT_JUDGE_ROLE},
    INPUT_END,
};

static const struct input_field reason_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/judges", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/judges", ROLE_ORGANIZER, ROUTE_WRITE, 16384, add_input, NULL, add},
    {METHOD_GET, "/api/v1/editions/{edition}/judge-candidates", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, page_query, candidates},
    {METHOD_GET, "/api/v1/judges/{judge}", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
    {METHOD_PATCH, "/api/v1/judges/{judge}", ROLE_ORGANIZER, ROUTE_WRITE, 16384, patch_input, NULL, patch},
    {METHOD_POST, "/api/v1/judges/{judge}/dismiss", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, dismiss},
    {METHOD_POST, "/api/v1/judges/{judge}/reinstate", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, reinstate},
};

ROUTE_TABLE(judges_routes, rows);
