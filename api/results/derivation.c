/* How one entry's score, rank and outcome in a round came about: the sheets, then every step, as written down when it was computed. */
#include <string.h>

#include "api/shared/access.h"
#include "core/request/route.h"

enum { COLUMN_JUDGES = 15, COLUMN_STAFF };

/* Adds to each sheet its judge: who it was for staff, null for the firm. */
static void name_judges(json_t *sheets, json_t *judges)
{
	json_t *sheet;
	size_t i;

	json_array_foreach (sheets, i, sheet) {
		if (judges)
			json_object_update(sheet, json_array_get(judges, i));
		else
			json_object_update_new(sheet, json_pack("{s:n, s:n}", "judge", "organisation"));
	}
}

static enum handled get(struct request *r)
{
	struct db_rows rows;
	/* Who holds no such role in any edition need not be asked about this one. */
	bool perhaps_staff = (r->actor.roles & (ROLE_ORGANIZER | ROLE_AUDITOR)) != 0;

	DB_TRY(sql_query(r, &rows,
	    "SELECT b.id, b.code, b.kind, s.computation_id, LOWER(HEX(c.dossier_sha256)), s.entry_id, s.group_key, s.score, s.ranked, s.ranked_of,"
	    "  s.outcome, s.why, COALESCE(d.sheets, '[]'), COALESCE(d.steps, '[]'), c.rule, COALESCE(d.judges, '[]'),"
	    "  :perhaps_staff AND " SQL_READER(
		"b.edition_id") ","
				"  (SELECT JSON_ARRAYAGG(o.entry_id ORDER BY o.place) FROM standings o WHERE o.computation_id = s.computation_id"
				"    AND o.round_id = s.round_id AND o.group_key = s.group_key AND o.ranked = s.ranked AND o.entry_id <> s.entry_id)"
				" FROM rounds b JOIN standings s ON s.computation_id = b.computation_id AND s.round_id = b.id"
				" JOIN computations c ON c.id = b.computation_id JOIN entries t ON t.id = s.entry_id"
				" LEFT JOIN derivations d ON d.computation_id = s.computation_id AND d.entry_id = s.entry_id"
				" WHERE b.id = :round AND s.entry_id = :entry"
				" AND ((b.state = 'published' AND " SQL_MEMBER("t.firm_id") ") OR (:perhaps_staff AND " SQL_READER(
				    "b.edition_id") "))",
	    P(perhaps_staff), P(round, request_id_param(r, 0)), P(entry, request_id_param(r, 1))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	bool staff = db_int(&rows, 0, COLUMN_STAFF);
	json_t *answer = db_json_row(&rows, 0, "issisissiisjjjj--j", "round", "code", "kind", "computation", "dossier_sha256", "entry",
	    "group", "score", "rank", "of", "outcome", "why", "sheets", "steps", "rule", "same_rank");
	name_judges(json_object_get(answer, "sheets"), staff ? arena_json(r->arena, db_json(&rows, 0, COLUMN_JUDGES)) : NULL);
	if (json_is_null(json_object_get(answer, "same_rank")))
		json_object_set_new(answer, "same_rank", json_array());
	return reply_json(r, 200, answer);
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/standings/{entry}", ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
};

ROUTE_TABLE(derivation_routes, rows);
