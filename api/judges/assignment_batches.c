/* Bulk assignment: a plan made by the rules (judging/assign/assignment.h), looked at first (dry run), carried out as a batch, undone as one. */
#include <stdlib.h>
#include <string.h>

#include "api/judges/conflicts.h"
#include "api/judges/routes.h"
#include "api/rounds/round_entries.h"
#include "api/rounds/round_state.h"
#include "api/rules/criteria.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/fatal.h"
#include "core/base/secret.h"
#include "core/request/audit.h"
#include "judging/assign/assignment.h"

#define SHORTAGES_SHOWN 200

/* ---- the problem, from the tables ---- */

struct loaded {
	struct assign_problem problem;
	struct db_rows judges, entries;
};

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Rows come sorted by id, so positions are found by halving. */
static size_t position_of(const struct db_rows *rows, int64_t id)
{
	size_t low = 0, high = rows->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int64_t here = db_int(rows, middle, 0);
		int order = compare_ids(&here, &id);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

/* A JSON array of texts as a NULL-terminated list. */
static const char *const *texts(struct request *r, json_t *array)
{
	const char **list = arena_alloc(r->arena, (json_array_size(array) + 1) * sizeof *list);
	size_t i, count = 0;
	json_t *one;

	arena_json(r->arena, array);
	json_array_foreach (array, i, one) {
		if (json_is_string(one))
			list[count++] = json_string_value(one);
	}
	return list;
}

static enum db_status load_judges(struct request *r, const struct round *round, struct loaded *l)
{
	struct db_rows panels;
	enum db_status status = sql_query(r, &l->judges,
	    "SELECT j.id, j.expertise, (SELECT COUNT(*) FROM assignments a"
	    " WHERE a.judge_id = j.id AND a.round_id = :round AND a.state = 'assigned'),"
	    " c.name FROM judges j JOIN accounts c ON c.id = j.account_id"
	    " WHERE j.edition_id = :edition_id AND j.state = 'active' ORDER BY j.id",
	    P(round, round->id), P(edition_id, round->edition_id));

	if (status == DB_OK)
		status = sql_query(r, &panels,
		    "SELECT m.judge_id, m.panel_id FROM panel_judges m JOIN panels p ON p.id = m.panel_id WHERE p.round_id = :round"
		    " ORDER BY m.judge_id",
		    P(round, round->id));
	if (status != DB_OK)
		return status;
	struct assign_judge *judges = arena_alloc(r->arena, l->judges.count * sizeof *judges + 1);
	for (size_t j = 0, p = 0; j < l->judges.count; j++) {
		int64_t id = db_int(&l->judges, j, 0);
		while (p < panels.count && db_int(&panels, p, 0) < id)
			p++;
		size_t first = p;
		while (p < panels.count && db_int(&panels, p, 0) == id)
			p++;
		int *seats = arena_alloc(r->arena, (p - first) * sizeof *seats + 1);
		for (size_t i = first; i < p; i++)
			seats[i - first] = (int)db_int(&panels, i, 1);
		judges[j] = (struct assign_judge){.id = id,
		    .load = db_int(&l->judges, j, 2),
		    .panels = seats,
		    .panel_count = p - first,
		    .expertise = texts(r, db_json(&l->judges, j, 1))};
	}
	l->problem.judges = judges;
	l->problem.judge_count = l->judges.count;
	return DB_OK;
}

static enum db_status load_entries(struct request *r, const struct round *round, int64_t wanted, struct loaded *l)
{
	enum db_status status = sql_query(r, &l->entries,
	    "SELECT n.entry_id, COALESCE(n.panel_id, -1), e.industry, e.number, e.title,"
	    " (SELECT COUNT(*) FROM assignments a WHERE a.round_id = n.round_id AND a.entry_id = n.entry_id AND a.state = 'assigned')"
	    " FROM round_entries n JOIN entries e ON e.id = n.entry_id WHERE n.round_id = :round AND NOT n.skips AND n.takes_part"
	    " ORDER BY n.entry_id",
	    P(round, round->id));

	if (status != DB_OK)
		return status;
	struct assign_entry *entries = arena_alloc(r->arena, l->entries.count * sizeof *entries + 1);
	for (size_t e = 0; e < l->entries.count; e++)
		entries[e] = (struct assign_entry){.id = db_int(&l->entries, e, 0),
		    .panel = (int)db_int(&l->entries, e, 1),
		    .industry = db_text(&l->entries, e, 2),
		    .needed = (int)(wanted - db_int(&l->entries, e, 5))};
	l->problem.entries = entries;
	l->problem.entry_count = l->entries.count;
	return DB_OK;
}

/* Rows of entry and judge as positions; pairs of others than the loaded ones are left out. */
static const struct assign_pair *pairs_of(struct request *r, const struct loaded *l, const struct db_rows *rows, size_t *count)
{
	struct assign_pair *pairs = arena_alloc(r->arena, rows->count * sizeof *pairs + 1);

	*count = 0;
	for (size_t i = 0; i < rows->count; i++) {
		size_t entry = position_of(&l->entries, db_int(rows, i, 0)), judge = position_of(&l->judges, db_int(rows, i, 1));
		if (entry != SIZE_MAX && judge != SIZE_MAX)
			pairs[(*count)++] = (struct assign_pair){entry, judge};
	}
	return pairs;
}

static enum db_status load_pairs(struct request *r, const struct round *round, struct loaded *l)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT entry_id, judge_id FROM recusals WHERE edition_id = :edition_id AND state <> 'dismissed'"
	    " UNION SELECT e.id, j.id FROM judges j JOIN firm_members m ON m.account_id = j.account_id"
	    "  JOIN entries e ON e.firm_id = m.firm_id AND e.edition_id = j.edition_id WHERE j.edition_id = :edition_id",
	    P(edition_id, round->edition_id));

	if (status != DB_OK)
		return status;
	l->problem.conflicts = pairs_of(r, l, &rows, &l->problem.conflict_count);
	status = sql_query(r, &rows, "SELECT entry_id, judge_id FROM assignments WHERE round_id = :round", P(round, round->id));
	if (status == DB_OK)
		l->problem.taken = pairs_of(r, l, &rows, &l->problem.taken_count);
	return status;
}

static enum assign_expertise expertise_of(const char *text)
{
	if (!text || strcmp(text, "require") == 0)
		return ASSIGN_REQUIRE;
	return strcmp(text, "prefer") == 0 ? ASSIGN_PREFER : ASSIGN_IGNORE;
}

/* ---- the plan, as JSON ---- */

static json_t *shortages_json(const struct loaded *l, const struct assign_plan *plan)
{
	json_t *list = json_array();

	for (size_t i = 0; i < plan->shortage_count && i < SHORTAGES_SHOWN; i++) {
		const struct assign_shortage *s = &plan->shortages[i];
		json_array_append_new(
		    list, json_pack("{s:I, s:o, s:o, s:i, s:i, s:i, s:i, s:i, s:i}", "entry_id",
			      (json_int_t)db_int(&l->entries, s->entry, 0), "number", db_json_text(&l->entries, s->entry, 3), "title",
			      db_json_text(&l->entries, s->entry, 4), "needed", s->needed, "possible", s->possible, "judges", s->judges,
			      "taken", s->taken, "conflicts", s->conflicts, "no_expertise", s->no_expertise));
	}
	return list;
}

static json_t *loads_json(const struct loaded *l, const struct assign_plan *plan)
{
	json_t *list = json_array();

	for (size_t j = 0; j < l->judges.count; j++)
		json_array_append_new(list, json_pack("{s:I, s:o, s:I, s:I}", "judge_id", (json_int_t)db_int(&l->judges, j, 0), "name",
						db_json_text(&l->judges, j, 3), "before", (json_int_t)l->problem.judges[j].load, "after",
						(json_int_t)plan->loads[j]));
	return list;
}

/* [[entry, judge], …] as text: for the answer, for the insertion and for the fingerprint. */
static json_t *pairs_json(const struct loaded *l, const struct assign_plan *plan)
{
	json_t *list = json_array();

	for (size_t i = 0; i < plan->pair_count; i++)
		json_array_append_new(list, json_pack("[I, I]", (json_int_t)l->problem.entries[plan->pairs[i].entry].id,
						(json_int_t)l->problem.judges[plan->pairs[i].judge].id));
	return list;
}

static const char *fingerprint_of(struct request *r, const json_t *pairs)
{
	char *text = json_dumps(pairs, JSON_COMPACT);

	if (!text)
		fatal("pairs cannot be written");
	const char *hex = sha256_hex(r->arena, text, strlen(text));
	free(text);
	return hex;
}

/* ---- carrying it out ---- */

static enum db_status insert_batch(struct request *r, const struct round *round, json_t *pairs, int64_t *batch)
{
	struct db_rows rows;
	/* Numbers of undone batches are not given again. */
	enum db_status status = sql_query(r, &rows,
	    "SELECT COALESCE(MAX(batch), 0) + 1 FROM assignments FOR SYSTEM_TIME ALL WHERE round_id = :round", P(round, round->id));

	if (status != DB_OK)
		return status;
	*batch = db_int(&rows, 0, 0);
	return sql_exec(r, NULL,
	    "INSERT INTO assignments (round_id, entry_id, judge_id, panel_id, batch, assigned_by, assigned_at)"
	    " SELECT n.round_id, n.entry_id, t.judge_id, n.panel_id, :batch, :account, :now"
	    " FROM JSON_TABLE(:pairs, '$[*]' COLUMNS (entry_id BIGINT PATH '$[0]', judge_id BIGINT PATH '$[1]')) t"
	    " JOIN round_entries n ON n.round_id = :round AND n.entry_id = t.entry_id",
	    P(batch, *batch), P(pairs), P(round, round->id));
}

/* Refuses or carries out PLAN, and makes the answer. */
static enum handled answer(struct request *r, struct round *round, const struct loaded *l, const struct assign_plan *plan)
{
	bool dry_run = input_bool(r, "dry_run", false);
	const char *expected = input_text(r, "fingerprint");
	json_t *pairs = arena_json(r->arena, pairs_json(l, plan));
	const char *fingerprint = fingerprint_of(r, pairs);
	int64_t batch = 0;

	if (!dry_run && plan->shortage_count > 0 && !input_bool(r, "partial", false)) {
		problem_member(r, "shortages", shortages_json(l, plan));
		return reply_problem(r, &problem_assignment_short, NULL, plan->shortage_count);
	}
	if (!dry_run && expected && strcmp(expected, fingerprint) != 0)
		return reply_problem(r, &problem_assignment_plan_changed, "fingerprint");
	if (!dry_run && plan->pair_count > 0) {
		DB_TRY(insert_batch(r, round, pairs, &batch));
		audit(r, (struct audit_event){.edition_id = round->edition_id,
			     .action = "assignment.batch",
			     .object = "rounds",
			     .object_id = round->id,
			     .detail = json_pack("{s:I, s:I, s:s, s:I}", "batch", (json_int_t)batch, "assignments",
				 (json_int_t)plan->pair_count, "fingerprint", fingerprint, "seed", (json_int_t)l->problem.seed)});
	}
	return reply_json(r, dry_run || !batch ? 200 : 201,
	    json_pack("{s:b, s:o, s:I, s:s, s:o, s:I, s:o, s:o}", "dry_run", dry_run, "batch", batch ? json_integer(batch) : json_null(),
		"assignments", (json_int_t)plan->pair_count, "fingerprint", fingerprint, "shortages", shortages_json(l, plan),
		"shortage_total", (json_int_t)plan->shortage_count, "loads", loads_json(l, plan), "pairs",
		dry_run ? json_incref(pairs) : json_array()));
}

static enum handled assign(struct request *r)
{
	const struct criteria *criteria;
	struct loaded l = {.problem = {.expertise = expertise_of(input_text(r, "expertise"))}};
	struct assign_plan plan;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_OPEN)));
	DB_TRY(criteria_get(r, round->id, &criteria));
	int64_t wanted = input_int(r, "judges_per_entry", criteria ? criteria->judges_per_entry : 0);
	if (wanted <= 0)
		return reply_problem(r, &problem_assignment_how_many, "judges_per_entry");
	/* Without a seed of its own each round mixes its judges differently. */
	l.problem.seed = (uint64_t)input_int(r, "seed", round->id);
	DB_TRY(conflicts_find(r, round->edition_id, 0, 0));
	DB_TRY(load_judges(r, round, &l));
	DB_TRY(load_entries(r, round, wanted, &l));
	DB_TRY(load_pairs(r, round, &l));
	assignment_plan(&l.problem, &plan);
	enum handled handled = answer(r, round, &l, &plan);
	assignment_plan_free(&plan);
	return handled;
}

static enum handled undo(struct request *r)
{
	int64_t batch = request_id_param(r, 1), removed;
	struct db_rows rows;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_OPEN) | ROUND_IN(ROUND_LOCKED)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT COUNT(*), COALESCE(SUM(s.state = 'handed_in'), 0) FROM assignments a LEFT JOIN sheets s ON s.assignment_id = a.id"
	    " WHERE a.round_id = :round AND a.batch = :batch",
	    P(round, round->id), P(batch)));
	if (db_int(&rows, 0, 0) == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (db_int(&rows, 0, 1) > 0)
		return reply_problem(r, &problem_batch_scored, NULL, (long long)db_int(&rows, 0, 1));
	/* Drafts go with their assignment; system versioning keeps them. */
	DB_TRY(sql_exec(r, NULL,
	    "DELETE FROM sheets WHERE assignment_id IN (SELECT id FROM assignments WHERE round_id = :round AND batch = :batch)",
	    P(round, round->id), P(batch)));
	DB_TRY(sql_exec(r, &removed, "DELETE FROM assignments WHERE round_id = :round AND batch = :batch", P(round, round->id), P(batch)));
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "assignment.undo",
		     .object = "rounds",
		     .object_id = round->id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:I, s:I}", "batch", (json_int_t)batch, "assignments", (json_int_t)removed)});
	return reply_json(r, 200, json_pack("{s:I, s:I}", "batch", (json_int_t)batch, "removed", (json_int_t)removed));
}

/* Batches that still have assignments, newest first. */
static enum handled list(struct request *r)
{
	struct db_rows rows;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (round == NULL)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT a.batch, MIN(a.assigned_at), COUNT(*), COALESCE(SUM(a.state = 'released'), 0), COALESCE(SUM(s.state = 'handed_in'), 0)"
	    " FROM assignments a LEFT JOIN sheets s ON s.assignment_id = a.id WHERE a.round_id = :round AND a.batch IS NOT NULL"
	    " GROUP BY a.batch ORDER BY a.batch DESC",
	    P(round, round->id)));
	return reply_json(r, 200,
	    json_pack("{s:o, s:I}", "items", db_json_rows(&rows, "itiii", "batch", "assigned_at", "assignments", "released", "handed_in"),
		"total", (json_int_t)rows.count));
}

static const char *const expertise[] = {"require", "prefer", "ignore", NULL};

static const struct input_field assign_input[] = {
    {.name = "dry_run", .type = INPUT_BOOL, .required = true},
    {.name = "judges_per_entry", .type = INPUT_INT, .min = 1, .max = LIMIT_JUDGES_PER_ENTRY},
    {.name = "expertise", .type = INPUT_ENUM, .one_of = expertise},
    {.name = "partial", .type = INPUT_BOOL},
    {.name = "seed", .type = INPUT_INT, .min = 0, .max = INT64_MAX},
    {.name = "fingerprint", .type = INPUT_IDENTIFIER, .min = 64, .max = 64},
    INPUT_END,
};
static const struct input_field undo_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/assignment-batches", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, list},
    {METHOD_POST, "/api/v1/rounds/{round}/assignment-batches", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW, 4096, assign_input, NULL, assign},
    {METHOD_POST, "/api/v1/rounds/{round}/assignment-batches/{batch}/undo", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW, 16384, undo_input,
	NULL, undo},
};

ROUTE_TABLE(assignment_batches_routes, rows);
