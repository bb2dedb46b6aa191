#include "api/rounds/result_check.h"

#include <string.h>

#include "api/rounds/round_state.h"
#include "api/rounds/routes.h"
#include "api/rules/dossier_build.h"
#include "api/rules/mistake_words.h"
#include "api/shared/problems.h"
#include "api/shared/staleness.h"
#include "core/base/limits.h"
#include "core/request/route.h"
#include "judging/dossier.h"

#define SHOWN "100"

/* ---- computing again ---- */

static json_t *results_now(struct request *r, json_t *dossier, json_t **faults)
{
	struct judging_errors errors = {0};
	json_t *results = dossier_results(dossier, "", &errors);

	if (results) {
		judging_errors_free(&errors);
		return arena_json(r->arena, results);
	}
	*faults = arena_json(r->arena, json_array());
	mistakes_add(r, *faults, &errors, LIMIT_INPUT_ERRORS, "field", "detail");
	judging_errors_free(&errors);
	return NULL;
}

static json_t *standings_of(const json_t *results, const char *code)
{
	json_t *round;
	size_t i;

	json_array_foreach (json_object_get(results, "rounds"), i, round) {
		if (strcmp(json_string_value(json_object_get(round, "id")), code) == 0)
			return json_object_get(round, "standings");
	}
	return NULL;
}

/* Standings as rows for the database: entry, group, score, rank, outcome. */
static json_t *rows_of(struct request *r, const json_t *standings)
{
	json_t *rows = json_array(), *one;
	size_t i;

	json_array_foreach (standings, i, one)
		json_array_append_new(
		    rows, json_pack("[I, O, O, O, O]", (json_int_t)dossier_row_id(json_string_value(json_object_get(one, "entry")), 'e'),
			      json_object_get(one, "group"), json_object_get(one, "score"), json_object_get(one, "rank"),
			      json_object_get(one, "outcome")));
	return arena_json(r->arena, rows);
}

#define NOW                                                                                                  \
	"JSON_TABLE(:rows, '$[*]' COLUMNS (entry_id BIGINT PATH '$[0]', group_key VARCHAR(255) PATH '$[1]'," \
	" score VARCHAR(40) PATH '$[2]', ranked INT PATH '$[3]', outcome VARCHAR(32) PATH '$[4]'))"
#define THEN " standings o ON o.computation_id = b.computation_id AND o.round_id = b.id"
#define DIFFERENT                                                                                                 \
	"(NOT (n.group_key COLLATE utf8mb4_bin <=> o.group_key AND n.score <=> o.score AND n.ranked <=> o.ranked" \
	" AND n.outcome <=> o.outcome) AND NOT " SQL_LEFT_SINCE ")"
#define DIFFERENCES                                                                                                                    \
	" FROM (SELECT n.entry_id AS id, o.ranked AS was_ranked, o.outcome AS was_outcome, n.ranked, n.outcome FROM rounds b"          \
	"  JOIN " NOW " n LEFT JOIN" THEN " AND o.entry_id = n.entry_id WHERE b.id = :round AND (o.entry_id IS NULL OR " DIFFERENT ")" \
	" UNION ALL SELECT o.entry_id, o.ranked, o.outcome, NULL, NULL FROM rounds b JOIN" THEN " LEFT JOIN " NOW                      \
	" n ON n.entry_id = o.entry_id WHERE b.id = :round AND n.entry_id IS NULL) d"

/* Adds "total" and "items" to ONE, a round that may be stale. */
static enum db_status compare(struct request *r, json_t *one, const json_t *standings)
{
	int64_t round = json_integer_value(json_object_get(one, "round"));
	json_t *now = rows_of(r, standings);
	struct db_rows total, rows;
	enum db_status status = sql_query(r, &total, "SELECT COUNT(*)" DIFFERENCES, P(round), P(rows, now));

	if (status == DB_OK)
		status = sql_query(r, &rows,
		    "SELECT d.id, e.number, e.title, d.was_ranked, d.was_outcome, d.ranked, d.outcome" DIFFERENCES
		    " JOIN entries e ON e.id = d.id ORDER BY d.id LIMIT " SHOWN,
		    P(round), P(rows, now));
	if (status != DB_OK)
		return status;
	json_object_set_new(one, "total", db_json_int(&total, 0, 0));
	json_object_set_new(
	    one, "items", db_json_rows(&rows, "issisis", "entry_id", "number", "title", "rank", "outcome", "rank_now", "outcome_now"));
	return DB_OK;
}

/* As far as the trail went when the facts were read, the round's computation is what they give. */
static enum db_status remember(struct request *r, int64_t round, int64_t audit_seq)
{
	return sql_exec(r, NULL,
	    "INSERT INTO result_checks (computation_id, audit_seq) SELECT b.computation_id, :audit_seq FROM rounds b WHERE b.id = :round"
	    " ON DUPLICATE KEY UPDATE audit_seq = GREATEST(audit_seq, VALUES(audit_seq))",
	    P(round), P(audit_seq));
}

/* The rounds up to LAST_POSITION that have a cause; *LAST is the position of the last one. */
static enum db_status suspects(struct request *r, int64_t edition_id, int64_t last_position, json_t **list, int64_t *last)
{
	json_t *rounds, *one;
	size_t i;
	enum db_status status = staleness_of_rounds(r, edition_id, &rounds);

	*list = arena_json(r->arena, json_array());
	if (status != DB_OK)
		return status;
	json_array_foreach (rounds, i, one) {
		if ((int64_t)i > last_position || json_array_size(json_object_get(one, "stale")) == 0)
			continue;
		json_object_del(one, "rests_on");
		json_object_set_new(one, "total", json_integer(0));
		json_object_set_new(one, "items", json_array());
		json_array_append(*list, one);
		*last = (int64_t)i;
	}
	return DB_OK;
}

enum db_status results_check(struct request *r, int64_t edition_id, int64_t last_position, struct result_check *check)
{
	json_t *list, *one, *dossier, *results;
	struct db_rows end;
	int64_t last = 0;
	size_t i;
	enum db_status status = suspects(r, edition_id, last_position, &list, &last);

	*check = (struct result_check){.stale = arena_json(r->arena, json_array())};
	if (status != DB_OK || json_array_size(list) == 0)
		return status;
	status = sql_query(r, &end, "SELECT COALESCE(MAX(h.seq), 0) FROM audit_heads h WHERE h.edition_id = :edition_id", P(edition_id));
	if (status == DB_OK)
		status = dossier_build_until(r, edition_id, last, &dossier);
	if (status != DB_OK || !dossier)
		return status;
	results = results_now(r, dossier, &check->errors);
	json_object_clear(dossier);
	json_array_foreach (list, i, one) {
		if (results) {
			status = compare(r, one, standings_of(results, json_string_value(json_object_get(one, "code"))));
			if (status != DB_OK)
				return status;
		}
		if (!results || json_integer_value(json_object_get(one, "total")) > 0) {
			json_array_append(check->stale, one);
			continue;
		}
		status = remember(r, json_integer_value(json_object_get(one, "round")), db_int(&end, 0, 0));
		if (status != DB_OK)
			return status;
	}
	json_object_clear(results);
	return DB_OK;
}

static const char *codes_of(struct request *r, const json_t *list)
{
	const char *text = "";
	json_t *one;
	size_t i;

	json_array_foreach (list, i, one)
		text = arena_printf(r->arena, "%s%s%s", text, i ? ", " : "", json_string_value(json_object_get(one, "code")));
	return text;
}

enum handled results_fresh(struct request *r, int64_t edition_id, int64_t last_position)
{
	struct result_check check;

	DB_TRY(results_check(r, edition_id, last_position, &check));
	if (json_array_size(check.stale) == 0)
		return GO_ON;
	problem_member(r, "rounds", json_incref(check.stale));
	return reply_problem(r, &problem_results_stale, NULL, codes_of(r, check.stale));
}

static enum handled check_round(struct request *r)
{
	struct result_check check;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	if (!round || !round->computation_id)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(results_check(r, round->edition_id, round->position, &check));
	return reply_json(r, 200,
	    json_pack("{s:b, s:O, s:o}", "stale", staleness_of(check.stale, round->id) != NULL, "rounds", check.stale, "errors",
		check.errors ? json_incref(check.errors) : json_array()));
}

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/rounds/{round}/check", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 0, NULL, NULL, check_round},
};

ROUTE_TABLE(result_check_routes, rows);
