/* How one entry's score, rank and outcome in a round came about: the sheets, then every step, from the dossier that was computed. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "api/rules/dossier_build.h"
#include "api/rules/round_rules.h"
#include "api/shared/access.h"
#include "core/request/route.h"
#include "judging/derivation.h"

/* What the sheet's points come to by the weights of RULE, with six decimals. Points have two decimals and weights four, so this is exact. */
static json_t *total_json(const json_t *rule, const json_t *points)
{
	long long total = 0;
	json_t *criterion;
	size_t i;

	json_array_foreach (json_object_get(rule, "criteria"), i, criterion) {
		const json_t *weight = json_object_get(criterion, "weight");
		const json_t *given = json_object_get(points, json_string_value(json_object_get(criterion, "id")));
		total += llround((weight ? json_number_value(weight) : 1) * 10000) * llround(json_number_value(given) * 100);
	}
	return json_sprintf("%lld.%06lld", total / 1000000, total % 1000000);
}

/* The entry's sheets in the round CODE of the dossier; the judges stay unnamed without ORGANISATIONS. */
static json_t *sheets_json(const json_t *dossier, const char *code, const char *entry, const json_t *rule, const json_t *organisations)
{
	json_t *sheets = json_array(), *round, *sheet;
	size_t i, k;

	json_array_foreach (json_object_get(dossier, "rounds"), i, round) {
		if (strcmp(json_string_value(json_object_get(round, "id")), code) != 0)
			continue;
		json_array_foreach (json_object_get(round, "sheets"), k, sheet) {
			const char *judge = json_string_value(json_object_get(sheet, "judge"));
			if (strcmp(json_string_value(json_object_get(sheet, "entry")), entry) != 0)
				continue;
			json_array_append_new(
			    sheets, json_pack("{s:o, s:O?, s:O?, s:O, s:o, s:O?}", "judge",
					organisations ? json_integer((json_int_t)dossier_row_id(judge, 'j')) : json_null(), "organisation",
					json_object_get(organisations, judge), "panel", json_object_get(sheet, "panel"), "points",
					json_object_get(sheet, "points"), "total", total_json(rule, json_object_get(sheet, "points")),
					"void", json_object_get(sheet, "void")));
		}
	}
	return sheets;
}

static json_t *organisations_by_judge(struct request *r, const json_t *dossier)
{
	json_t *organisations = arena_json(r->arena, json_object()), *judge;
	size_t i;

	json_array_foreach (json_object_get(dossier, "judges"), i, judge)
		json_object_set(organisations, json_string_value(json_object_get(judge, "id")), json_object_get(judge, "organisation"));
	return organisations;
}

/* Other entries of the group with the same rank, and how many are ranked in it. */
static enum db_status neighbours(struct request *r, const struct db_rows *standing, json_t *same_rank, int64_t *ranked)
{
	struct db_rows rows, count;
	int64_t computation_id = db_int(standing, 0, 3), round_id = db_int(standing, 0, 0), entry_id = request_id_param(r, 1);
	enum db_status status = sql_query(r, &count,
	    "SELECT COUNT(*) FROM standings WHERE computation_id = :computation_id AND round_id = :round_id"
	    " AND group_key = :group_key AND ranked IS NOT NULL",
	    P(computation_id), P(round_id), P(group_key, db_text(standing, 0, 5)));

	if (status == DB_OK)
		status = sql_query(r, &rows,
		    "SELECT entry_id FROM standings WHERE computation_id = :computation_id AND round_id = :round_id"
		    " AND group_key = :group_key AND ranked = :ranked AND entry_id <> :entry_id"
		    " ORDER BY place",
		    P(computation_id), P(round_id), P(group_key, db_text(standing, 0, 5)), P(ranked, db_int(standing, 0, 7)), P(entry_id));
	if (status != DB_OK)
		return status;
	*ranked = db_int(&count, 0, 0);
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(same_rank, db_json_int(&rows, i, 0));
	return DB_OK;
}

static enum handled get(struct request *r)
{
	struct db_rows rows, stored;
	int64_t entry_id = request_id_param(r, 1), ranked;
	json_t *same_rank = arena_json(r->arena, json_array());

	DB_TRY(sql_query(r, &rows,
	    "SELECT b.id, b.code, b.kind, s.computation_id, LOWER(HEX(c.dossier_sha256)), s.group_key, s.score, s.ranked, s.outcome, s.why,"
	    "  " SQL_READER("b.edition_id") " FROM rounds b JOIN standings s ON s.computation_id = b.computation_id AND s.round_id = b.id"
					    " JOIN computations c ON c.id = b.computation_id JOIN entries t ON t.id = s.entry_id"
					    " WHERE b.id = :id AND s.entry_id = :entry_id AND (" SQL_READER(
						"b.edition_id") " OR b.state = 'published' AND EXISTS"
								"  (SELECT 1 FROM firm_members m"
								" WHERE m.firm_id = t.firm_id AND m.account_id = :account))",
	    P(id, request_id_param(r, 0)), P(entry_id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(neighbours(r, &rows, same_rank, &ranked));
	DB_TRY(sql_query(r, &stored, "SELECT dossier FROM computations WHERE id = :id", P(id, db_int(&rows, 0, 3))));

	json_t *dossier = arena_json(r->arena, db_json(&stored, 0, 0));
	const char *code = db_text(&rows, 0, 1), *entry = dossier_id(r, 'e', entry_id);
	json_t *rule = rulebook_round(json_object_get(dossier, "rulebook"), code);
	json_t *organisations = db_int(&rows, 0, 10) ? organisations_by_judge(r, dossier) : NULL;
	json_t *steps = dossier_derivation(dossier, code, entry);
	json_t *answer = db_json_row(
	    &rows, 0, "ississsisj-", "round", "code", "kind", "computation", "dossier_sha256", "group", "score", "rank", "outcome", "why");
	json_object_set_new(answer, "entry", json_integer((json_int_t)entry_id));
	json_object_set_new(answer, "of", json_integer((json_int_t)ranked));
	json_object_set(answer, "rule", rule);
	json_object_set_new(answer, "sheets", sheets_json(dossier, code, entry, rule, organisations));
	json_object_set_new(answer, "steps", steps ? steps : json_array());
	json_object_set(answer, "same_rank", same_rank);
	json_object_clear(dossier); /* here, and not with the arena on the loop, which it would hold up */
	return reply_json(r, 200, answer);
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/standings/{entry}", ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR, ROUTE_SLOW, 0, NULL, NULL,
	get},
};

ROUTE_TABLE(derivation_routes, rows);
