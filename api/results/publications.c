#include "api/results/publications.h"

#include "api/results/routes.h"
#include "api/rounds/result_check.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* *NUMBER: of the next version. */
static enum handled check_new(struct request *r, const struct round *round, const char *reason, int64_t *number)
{
	struct db_rows rows;

	if (round->computation_id == round->public_computation_id)
		return reply_problem(r, &problem_publication_in_force, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT COALESCE(MAX(p.number), 0) + 1, EXISTS (SELECT 1 FROM standings s WHERE s.computation_id = :computation_id"
	    " AND s.round_id = :round_id AND s.outcome = 'tied_at_cut') FROM publications p WHERE p.round_id = :round_id",
	    P(computation_id, round->computation_id), P(round_id, round->id)));
	*number = db_int(&rows, 0, 0);
	if (db_int(&rows, 0, 1))
		return reply_problem(r, &problem_publication_tied, NULL);
	return *number > 1 && !reason ? reply_problem(r, &problem_publication_reason_needed, "reason") : GO_ON;
}

enum handled publication_make(
    struct request *r, struct round *round, const char *reason, struct new_notice *notice, int64_t *number, int64_t *notice_id)
{
	*notice_id = 0;
	*number = 0;
	STEP(check_new(r, round, reason, number));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO publications (computation_id, round_id, number, reason, published_by, published_at)"
	    " VALUES (:computation_id, :round_id, :number, :reason, :account, :now)",
	    P(computation_id, round->computation_id), P(round_id, round->id), P(number, *number), P(reason)));
	notice->kind = NOTICE_STANDINGS;
	notice->edition_id = round->edition_id;
	notice->round_id = round->id;
	notice->computation_id = round->computation_id;
	if (notice->title)
		STEP(notice_publish(r, notice, notice_id));
	DB_TRY(round_move(r, round, "publish", reason,
	    json_pack("{s:I, s:I, s:I}", "computation", (json_int_t)round->computation_id, "number", (json_int_t)*number, "notice",
		(json_int_t)*notice_id)));
	round->published_at = r->arrived_at;
	round->public_computation_id = round->computation_id;
	return GO_ON;
}

/* From now on the standing is public; with a title also as a notice, with a period for objections if working days are given. */
static enum handled publish(struct request *r)
{
	struct round *round;
	struct new_notice notice = {
	    .title = input_json(r, "title"), .body = input_json(r, "body"), .working_days = input_int(r, "working_days", 0)};
	int64_t number, notice_id;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_COMPUTED) | ROUND_IN(ROUND_PUBLISHED)));
	if (round->undecided)
		return reply_problem(r, &problem_round_undecided, NULL);
	STEP(results_fresh(r, round->edition_id, round->position));
	STEP(publication_make(r, round, input_text(r, "reason"), &notice, &number, &notice_id));
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:o, s:I, s:o}", "round", (json_int_t)round->id, "state", round_state_text(round->state), "published_at",
		time_json(round->published_at), "number", (json_int_t)number, "notice",
		notice_id ? json_integer((json_int_t)notice_id) : json_null()));
}

/* ---- all versions, for everybody ---- */

static enum handled list(struct request *r)
{
	struct db_rows round, rows;

	DB_TRY(sql_query(r, &round, SQL_PUBLIC_ROUND("b.id"), P(edition_id, request_id_param(r, 0)), P(edition_code, r->params[0]),
	    P(round_id, request_id_param(r, 1)), P(round_code, r->params[1])));
	if (round.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT p.number, p.published_at, p.reason, LOWER(HEX(c.dossier_sha256)), LOWER(HEX(c.results_sha256)),"
	    "  p.computation_id = b.public_computation_id,"
	    "  (SELECT JSON_ARRAYAGG(n.id ORDER BY n.id) FROM notices n WHERE n.computation_id = p.computation_id AND n.withdrawn_at IS NULL)"
	    " FROM publications p JOIN computations c ON c.id = p.computation_id JOIN rounds b ON b.id = p.round_id"
	    " WHERE p.round_id = :round_id ORDER BY p.number DESC",
	    P(round_id, db_int(&round, 0, 0))));
	json_t *items = db_json_rows(
		   &rows, "itsssbj", "number", "published_at", "reason", "dossier_sha256", "results_sha256", "in_force", "notices"),
	       *item;
	size_t i;
	json_array_foreach (items, i, item) {
		if (json_is_null(json_object_get(item, "notices")))
			json_object_set_new(item, "notices", json_array());
	}
	return reply_list(r, items, (int64_t)rows.count);
}

static const struct input_field publish_input[] = {
    NOTICE_INPUT(false),
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/rounds/{round}/publish", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 65536, publish_input, NULL,
	publish},
    {METHOD_GET, "/api/v1/public/editions/{edition}/rounds/{round}/publications", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, NULL, list},
};

ROUTE_TABLE(publications_routes, rows);
