/* The judge's own desk: who I am as a judge, the pledge (评审承诺), my queue of entries to score. */
#include <string.h>

#include "api/judges/routes.h"
#include "api/rules/criteria.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/problems.h"
#include "api/shared/zones.h"
#include "core/request/audit.h"

static enum handled me(struct request *r)
{
	struct db_rows rows, rounds;

	DB_TRY(sql_query(r, &rows,
	    "SELECT j.id, j.edition_id, e.code, e.title, j.organisation, j.expertise, j.pledged_at, j.state, " SQL_ZONE(
		"e.rulebook_id") " FROM judges j JOIN editions e ON e.id = j.edition_id WHERE j.account_id = :account ORDER BY j.id DESC"));
	json_t *items = db_json_rows(&rows, "iisjsjtss", "judge_id", "edition_id", "edition_code", "edition_title", "organisation",
	    "expertise", "pledged_at", "state", "timezone");
	size_t i;
	json_t *item;
	json_array_foreach (items, i, item) {
		enum db_status status = sql_query(r, &rounds,
		    "SELECT r.id, r.code, r.state, r.opens_at, r.closes_at, COUNT(a.id), COALESCE(SUM(s.state = 'handed_in'), 0)"
		    " FROM rounds r JOIN assignments a ON a.round_id = r.id AND a.judge_id = :judge AND a.state = 'assigned'"
		    " LEFT JOIN sheets s ON s.assignment_id = a.id GROUP BY r.id ORDER BY r.position",
		    P(judge, db_int(&rows, i, 0)));
		if (status != DB_OK) {
			json_decref(items);
			return HANDLED_DB_FAILED;
		}
		json_object_set_new(item, "rounds",
		    db_json_rows(&rounds, "issttii", "round_id", "code", "state", "opens_at", "closes_at", "assigned", "handed_in"));
	}
	return reply_list(r, items, (int64_t)rows.count);
}

/* Giving the pledge twice is giving it once: the first time stands. */
static enum handled pledge(struct request *r)
{
	int64_t edition = input_int(r, "edition_id", 0), changed;
	struct db_rows rows;

	DB_TRY(sql_exec(r, &changed,
	    "UPDATE judges SET pledged_at = :now WHERE edition_id = :edition AND account_id = :account AND state = 'active'"
	    " AND pledged_at IS NULL"
	    " AND (SELECT e.state FROM editions e WHERE e.id = edition_id) <> 'closed'",
	    P(edition)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT id, edition_id, pledged_at FROM judges WHERE edition_id = :edition AND account_id = :account AND state = 'active'",
	    P(edition)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, "edition_id");
	if (db_is_null(&rows, 0, 2))
		return reply_problem(r, &problem_edition_closed, NULL);
	if (changed > 0)
		audit(r, (struct audit_event){
			     .edition_id = edition, .action = "judge.pledge", .object = "judges", .object_id = db_int(&rows, 0, 0)});
	return reply_json(r, 200, db_json_row(&rows, 0, "iit", "judge_id", "edition_id", "pledged_at"));
}

/* ---- the queue ---- */

#define BANDS 10

/* How a judge has scored so far: sheets handed in that count, by total. */
struct distribution {
	int64_t count, sum, lowest, highest; /* millionths */
	int64_t bands[BANDS];                /* from 0 to the highest possible total, in equal parts */
};

static int64_t highest_possible(const struct criteria *criteria, const struct marks *marks)
{
	int64_t total = 0;

	for (size_t i = 0; i < criteria->count; i++) {
		if (marks->points[i] != MARK_NONE)
			total += criteria->list[i].weight * criteria->list[i].max;
	}
	return total;
}

static void count_sheet(struct distribution *d, const struct criteria *criteria, const struct marks *marks)
{
	int64_t total = marks_total(criteria, marks), possible = highest_possible(criteria, marks);
	int64_t band = possible > 0 ? total * BANDS / possible : 0;

	d->lowest = d->count == 0 || total < d->lowest ? total : d->lowest;
	d->highest = d->count == 0 || total > d->highest ? total : d->highest;
	d->count++;
	d->sum += total;
	d->bands[band < BANDS ? band : BANDS - 1]++;
}

static json_t *distribution_json(struct request *r, const struct distribution *d)
{
	json_t *bands = json_array();

	for (int i = 0; i < BANDS; i++)
		json_array_append_new(bands, json_integer(d->bands[i]));
	if (d->count == 0)
		return json_pack("{s:i, s:n, s:n, s:n, s:o}", "count", 0, "lowest", "highest", "mean", "bands", bands);
	/* The mean is for looking at: to hundredths of a point. */
	int64_t mean = (d->sum / d->count + 5000) / 10000 * 10000;
	return json_pack("{s:I, s:s, s:s, s:s, s:o}", "count", (json_int_t)d->count, "lowest", total_text(r, d->lowest), "highest",
	    total_text(r, d->highest), "mean", total_text(r, mean), "bands", bands);
}

/* Columns of the queue. */
enum { A_STATE = 1, S_STATE = 11, S_VOID_WHY = 14, POINTS = 15 };

/* Adds the total to the item of a sheet that has been started, and counts it if it was handed in and is not void. */
static void add_total(struct request *r, const struct criteria *criteria, const struct db_rows *rows, size_t row, json_t *item,
    struct distribution *distribution)
{
	struct marks marks;

	if (db_is_null(rows, row, POINTS)) {
		json_object_set_new(item, "total", json_null());
		return;
	}
	marks_read(r, criteria, arena_json(r->arena, db_json(rows, row, POINTS)), &marks, arena_json(r->arena, json_array()));
	json_object_set_new(item, "total", json_string(total_text(r, marks_total(criteria, &marks))));
	if (strcmp(db_text(rows, row, S_STATE), "handed_in") == 0 && db_is_null(rows, row, S_VOID_WHY))
		count_sheet(distribution, criteria, &marks);
}

static enum handled queue(struct request *r)
{
	int64_t round_id = request_query_int(r, "round", 0);
	const struct criteria *criteria;
	struct distribution distribution = {0};
	struct db_rows round, rows;

	DB_TRY(sql_query(r, &round,
	    "SELECT r.id, r.code, r.state, r.opens_at, r.closes_at, j.id, j.pledged_at FROM rounds r"
	    " JOIN judges j ON j.edition_id = r.edition_id"
	    " WHERE r.id = :round_id AND j.account_id = :account AND j.state = 'active'",
	    P(round_id)));
	DB_TRY(criteria_get(r, round_id, &criteria));
	if (round.count == 0 || !criteria)
		return reply_problem(r, &problem_not_found, "round");
	DB_TRY(sql_query(r, &rows,
	    "SELECT a.id, a.state, e.id, e.number, e.title, e.industry, f.name, p.code, n.draw,"
	    "  (SELECT MIN(x.state) FROM recusals x WHERE x.judge_id = a.judge_id AND x.entry_id = e.id AND x.state <> 'dismissed'),"
	    "  s.assignment_id, s.state, s.version, s.handed_in_at, s.void_why, s.points"
	    " FROM assignments a JOIN entries e ON e.id = a.entry_id JOIN firms f ON f.id = e.firm_id"
	    " JOIN round_entries n ON n.round_id = a.round_id AND n.entry_id = a.entry_id"
	    " LEFT JOIN panels p ON p.id = n.panel_id LEFT JOIN sheets s ON s.assignment_id = a.id"
	    " WHERE a.round_id = :round_id AND a.judge_id = :judge AND (a.state = 'assigned' OR s.state IS NOT NULL)"
	    " ORDER BY p.code, n.draw, e.number, e.id",
	    P(round_id), P(judge, db_int(&round, 0, 5))));
	json_t *items = db_json_rows(&rows, "isisssssisisits-", "assignment_id", "assignment", "entry_id", "number", "title", "industry",
	    "firm_name", "panel", "draw", "recusal", "sheet_id", "sheet_state", "version", "handed_in_at", "void_why");
	int64_t expected = 0, handed_in = 0, drafts = 0, closes_at = db_time(&round, 0, 4);
	for (size_t i = 0; i < rows.count; i++) {
		const char *state = db_text(&rows, i, S_STATE);
		bool expects = strcmp(db_text(&rows, i, A_STATE), "assigned") == 0;
		expected += expects;
		handed_in += expects && state && strcmp(state, "handed_in") == 0;
		drafts += expects && state && strcmp(state, "draft") == 0;
		add_total(r, criteria, &rows, i, json_array_get(items, i), &distribution);
	}
	json_t *left =
	    closes_at == TIME_NONE ? json_null() : json_integer(closes_at > r->arrived_at ? (closes_at - r->arrived_at) / SECOND_US : 0);
	return reply_json(r, 200,
	    json_pack("{s:o, s:{s:I, s:I, s:I}, s:o, s:o, s:o, s:I}", "round",
		db_json_row(&round, 0, "isstt-t", "id", "code", "state", "opens_at", "closes_at", "pledged_at"), "progress", "assigned",
		(json_int_t)expected, "handed_in", (json_int_t)handed_in, "drafts", (json_int_t)drafts, "seconds_left", left,
		"distribution", distribution_json(r, &distribution), "items", items, "total", (json_int_t)rows.count));
}

static const struct input_field pledge_input[] = {
    {.name = "edition_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

static const struct input_field queue_query[] = {
    {.name = "round", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/judging/me", ROLE_JUDGE, 0, 0, NULL, NULL, me},
    {METHOD_POST, "/api/v1/judging/pledge", ROLE_JUDGE, ROUTE_WRITE, 1024, pledge_input, NULL, pledge},
    {METHOD_GET, "/api/v1/judging/queue", ROLE_JUDGE, 0, 0, NULL, queue_query, queue},
};

ROUTE_TABLE(judging_desk_routes, rows);
