/* A new version of the award list: computed from the facts as they are, kept as rows that never change. */
#include <string.h>

#include "api/awards/award_list_state.h"
#include "api/awards/award_lists.h"
#include "api/results/computation.h"
#include "api/rounds/result_check.h"
#include "api/rules/dossier_build.h"
#include "api/shared/edition_access.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

#define OBJECTIONS_MAX 500

/* Member KEY of the elements of ARRAY, by their member ID_KEY; arena's. */
static json_t *index_by(struct request *r, const json_t *array, const char *id_key)
{
	json_t *index = json_object(), *item;
	size_t i;

	json_array_foreach (array, i, item)
		json_object_set(index, json_string_value(json_object_get(item, id_key)), item);
	return arena_json(r->arena, index);
}

/* The awards as one array for the database, which turns it into rows in one statement. */
static json_t *award_row_array(struct request *r, const struct computation *c)
{
	json_t *entries = index_by(r, json_object_get(c->dossier, "entries"), "id"),
	       *firms = index_by(r, json_object_get(c->dossier, "firms"), "id"),
	       *eligibility = index_by(r, json_object_get(c->results, "eligibility"), "entry"), *rows = json_array(), *award;
	size_t i;

	json_array_foreach (json_object_get(c->results, "awards"), i, award) {
		const char *entry_id = json_string_value(json_object_get(award, "entry")),
			   *firm_id = json_string_value(json_object_get(award, "firm"));
		json_t *firm = json_object_get(firms, firm_id);
		json_array_append_new(rows,
		    json_pack("{s:I, s:I, s:I, s:O, s:O?, s:O?, s:O?, s:O, s:O, s:O, s:O, s:O*}", "place", (json_int_t)i, "entry",
			(json_int_t)dossier_row_id(entry_id, 'e'), "firm", (json_int_t)dossier_row_id(firm_id, 'f'), "firm_name",
			json_object_get(firm, "name"), "division", json_object_get(json_object_get(eligibility, entry_id), "division"),
			"industry", json_object_get(json_object_get(entries, entry_id), "industry"), "district",
			json_object_get(json_object_get(firm, "facts"), "district"), "group", json_object_get(award, "group"), "tier",
			json_object_get(award, "tier"), "rank", json_object_get(award, "rank"), "amount_fen",
			json_object_get(award, "amount_fen"), "why", json_object_get(award, "why")));
	}
	return arena_json(r->arena, rows);
}

static enum db_status insert_list(struct request *r, int64_t edition_id, int64_t number, const struct computation *c, int64_t *list_id)
{
	const json_t *budget = json_object_get(c->results, "budget");
	enum db_status status = sql_exec(r, NULL,
	    "INSERT INTO award_lists (edition_id, number, computation_id, why, budget_fen, allocated_fen, created_by, created_at)"
	    " VALUES (:edition_id, :number, :computation_id, :why, :budget_fen, :allocated_fen, :account, :now)",
	    P(edition_id), P(number), P(computation_id, c->id), P(why, input_text(r, "why")),
	    P(budget_fen, json_integer_value(json_object_get(budget, "budget_fen"))),
	    P(allocated_fen, json_integer_value(json_object_get(budget, "allocated_fen"))));

	if (status != DB_OK)
		return status;
	*list_id = db_insert_id(r->db);
	return sql_exec(r, NULL,
	    "INSERT INTO awards (award_list_id, place, entry_id, firm_id, firm_name, firm_code, division, industry, district, group_key,"
	    " tier,"
	    "  ranked, amount_fen, why)"
	    " SELECT :list_id, t.place, t.entry, t.firm, t.firm_name, f.code, t.division, t.industry, t.district, t.group_key, t.tier,"
	    " t.ranked,"
	    "  t.amount_fen, t.why"
	    " FROM JSON_TABLE(:rows, '$[*]' COLUMNS ("
	    "  place INT PATH '$.place', entry BIGINT PATH '$.entry', firm BIGINT PATH '$.firm', firm_name VARCHAR(200) PATH '$.firm_name',"
	    "  division VARCHAR(64) PATH '$.division', industry VARCHAR(64) PATH '$.industry', district VARCHAR(100) PATH '$.district',"
	    "  group_key VARCHAR(255) PATH '$.group', tier VARCHAR(64) PATH '$.tier', ranked INT PATH '$.rank',"
	    "  amount_fen BIGINT PATH '$.amount_fen', why JSON PATH '$.why')) t JOIN firms f ON f.id = t.firm",
	    P(list_id, *list_id), P(rows, award_row_array(r, c)));
}

/* The upheld objections that the version carries out now point to it. *FIT is false if one of them cannot. */
static enum db_status carry_out(struct request *r, int64_t edition_id, int64_t list_id, bool *fit)
{
	json_t *objections = input_json(r, "objections"), *id;
	size_t i;

	*fit = true;
	json_array_foreach (objections, i, id) {
		int64_t found;
		enum db_status status = sql_exec(r, &found,
		    "UPDATE objections SET award_list_id = :list_id WHERE id = :id AND edition_id = :edition_id AND state = 'upheld'"
		    " AND changes_list"
		    " AND award_list_id IS NULL",
		    P(list_id), P(id, json_integer_value(id)), P(edition_id));
		if (status != DB_OK)
			return status;
		*fit &= found == 1;
	}
	return DB_OK;
}

/* Whether a list can be made of what was computed. */
static enum handled check_complete(struct request *r, const struct computation *c)
{
	if (c->incomplete_at)
		return reply_problem(r, &problem_computation_incomplete, NULL, c->incomplete_at);
	if (!json_object_get(c->results, "budget"))
		return reply_problem(r, &problem_no_award, NULL);
	return GO_ON;
}

/* Whether every round's last result is public, or the first; what waits for a decision or for its publication is no ground for a list. */
static enum handled check_settled(struct request *r, int64_t edition_id)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT b.code, b.undecided FROM rounds b WHERE b.edition_id = :edition_id AND (b.undecided"
	    " OR (b.public_computation_id IS NOT NULL AND b.computation_id <> b.public_computation_id)) ORDER BY b.position LIMIT 1",
	    P(edition_id)));
	if (rows.count == 0)
		return GO_ON;
	return db_int(&rows, 0, 1) ? reply_problem(r, &problem_round_undecided, NULL)
				   : reply_problem(r, &problem_result_unpublished, NULL, db_text(&rows, 0, 0));
}

/* Whether the results that the rounds have are those that the facts give. */
static enum handled check_fresh(struct request *r, const struct computation *c)
{
	json_t *changed = arena_json(r->arena, json_array()), *code;
	const char *text = "";
	size_t i;

	DB_TRY(computation_changed_rounds(r, c->id, INT64_MAX, changed));
	if (json_array_size(changed) == 0)
		return GO_ON;
	json_array_foreach (changed, i, code)
		text = arena_printf(r->arena, "%s%s%s", text, i ? ", " : "", json_string_value(code));
	return reply_problem(r, &problem_results_stale, NULL, text);
}

static enum handled create(struct request *r)
{
	struct db_rows rows;
	struct computation c;
	int64_t edition_id = request_id_param(r, 0), list_id;
	bool fit;

	STEP(edition_may(r, edition_id, EDITION_CHANGE));
	/* Who makes versions at the same time is told apart by the unique number; the later one is run again or refused. */
	DB_TRY(sql_query(r, &rows,
	    "SELECT (SELECT b.code FROM rounds b WHERE b.edition_id = e.id AND b.state NOT IN ('computed', 'published')"
	    "  ORDER BY b.position LIMIT 1),"
	    "  (SELECT COALESCE(MAX(l.number), 0) + 1 FROM award_lists l WHERE l.edition_id = e.id)"
	    " FROM editions e WHERE e.id = :edition_id",
	    P(edition_id)));
	if (!db_is_null(&rows, 0, 0))
		return reply_problem(r, &problem_round_without_result, NULL, db_text(&rows, 0, 0));
	int64_t number = db_int(&rows, 0, 1);
	if (number > 1 && !input_text(r, "why"))
		return reply_problem(r, &problem_why_needed, "why");
	STEP(check_settled(r, edition_id));
	STEP(results_fresh(r, edition_id, INT64_MAX));
	STEP(computation_make(r, edition_id, NULL, &c));
	STEP(check_complete(r, &c));
	STEP(check_fresh(r, &c));
	switch (insert_list(r, edition_id, number, &c, &list_id)) {
	case DB_OK:
		computation_release(&c);
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_version, NULL);
	default:
		return HANDLED_DB_FAILED;
	}
	audit(r, (struct audit_event){.edition_id = edition_id,
		     .action = "award_list.create",
		     .object = "award_lists",
		     .object_id = list_id,
		     .reason = input_text(r, "why"),
		     .detail = json_pack("{s:I, s:I, s:s}", "number", (json_int_t)number, "computation", (json_int_t)c.id, "dossier_sha256",
			 c.dossier_sha256)});
	/* What is public stays so until the new version is; drafts give way at once. */
	DB_TRY(award_lists_supersede(r, edition_id, number, 1u << LIST_DRAFT | 1u << LIST_FIRST_APPROVED | 1u << LIST_APPROVED));
	DB_TRY(carry_out(r, edition_id, list_id, &fit));
	if (!fit)
		return reply_problem(r, &problem_objections_unfit, "objections");
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/award-lists/%lld", (long long)list_id));
	return award_list_show(r, list_id, 201);
}

static const struct input_field create_input[] = {
    {.name = "why", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    {.name = "objections", .type = INPUT_ARRAY, .max = OBJECTIONS_MAX},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/editions/{edition}/award-lists", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 32768, create_input,
	NULL, create},
};

ROUTE_TABLE(award_list_create_routes, rows);
