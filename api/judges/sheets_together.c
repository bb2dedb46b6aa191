/* Handing in many sheets at once: the group that shares a transaction, in three statements instead of one call for each.
 *
 * Only the common case is taken: the first sheet of a judge who may score, complete, in an open round. It is decided as in sheet_save
 * (schema/0006), under the same lock on the round's row; whatever else there is goes to the procedure, which says what is the matter. */
#include "api/judges/sheets.h"

#include <string.h>

#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/request/request.h"

struct candidate {
	struct request *r;
	struct sheet_saved *saved;
	int64_t edition_id, entry_id, judge_id, assignment_id; /* assignment_id: 0 unless the judge may hand this sheet in */
	const char *division;
};

struct candidates {
	struct arena *arena;
	size_t count;
	struct candidate list[LIMIT_GROUP];
};

/* Whether the points are complete for the entry's division, or for all where that makes no difference. */
static bool complete_for(const struct candidate *c)
{
	const char *fits = marks_divisions(c->r, c->saved->criteria, &c->saved->marks);

	if (!fits)
		return true; /* well_formed() has seen to that */
	return c->division && strstr(fits, arena_printf(c->r->arena, "/%s/", c->division)) != NULL;
}

/* Whether the points can be complete: without errors, and for all divisions if criteria do not depend on them. */
static bool well_formed(struct request *r, struct sheet_saved *saved)
{
	json_t *errors = arena_json(r->arena, json_array());

	marks_read(r, saved->criteria, input_json(r, "points"), &saved->marks, errors);
	if (!saved->criteria->by_division)
		marks_complete(r, saved->criteria, &saved->marks, NULL, errors);
	return json_array_size(errors) == 0;
}

static bool there_already(const struct candidates *all, const struct request *r)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].r->actor.account_id == r->actor.account_id && all->list[i].entry_id == request_id_param(r, 1) &&
		    all->list[i].saved->criteria->round_id == request_id_param(r, 0))
			return true;
	return false;
}

static enum db_status gather(struct candidates *all, struct request *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct request *r = list[i];
		struct sheet_saved *saved = arena_alloc(r->arena, sizeof *saved);
		enum db_status status = criteria_get(r, request_id_param(r, 0), &saved->criteria);
		if (status != DB_OK)
			return status;
		if (saved->criteria && request_if_match(r) == 0 && well_formed(r, saved) && !there_already(all, r))
			all->list[all->count++] = (struct candidate){.r = r, .saved = saved, .entry_id = request_id_param(r, 1)};
	}
	return DB_OK;
}

/* Locks the rounds as sheet_save does, and gives their edition to the candidates that came in time. */
static enum db_status lock_rounds(struct candidates *all)
{
	struct db_rows round = {0};
	int64_t locked = 0;

	for (size_t i = 0; i < all->count; i++) {
		struct candidate *c = &all->list[i];
		int64_t round_id = c->saved->criteria->round_id;
		if (round_id != locked) {
			enum db_status status = db_query(c->r->db, all->arena, &round,
			    "SELECT edition_id, state = 'open', closes_at FROM rounds WHERE id = :round_id LOCK IN SHARE MODE",
			    P(round_id));
			if (status != DB_OK)
				return status;
			locked = round_id;
		}
		if (round.count > 0 && db_int(&round, 0, 1) && (db_is_null(&round, 0, 2) || c->r->arrived_at <= db_time(&round, 0, 2)))
			c->edition_id = db_int(&round, 0, 0);
	}
	return DB_OK;
}

static json_t *wanted(const struct candidates *all)
{
	json_t *rows = arena_json(all->arena, json_array());

	for (size_t i = 0; i < all->count; i++) {
		const struct candidate *c = &all->list[i];
		if (c->edition_id)
			json_array_append_new(
			    rows, json_pack("[i, I, I, I, I]", (int)i, (json_int_t)c->edition_id, (json_int_t)c->saved->criteria->round_id,
				      (json_int_t)c->entry_id, (json_int_t)c->r->actor.account_id));
	}
	return rows;
}

/* Finds the assignments of those who may score and have no sheet yet. */
static enum db_status find_assignments(struct candidates *all)
{
	struct db_rows rows;
	enum db_status status = db_query(all->list[0].r->db, all->arena, &rows,
	    "SELECT t.i, j.id, a.id, n.division FROM JSON_TABLE(:wanted, '$[*]' COLUMNS (i BIGINT PATH '$[0]', edition BIGINT PATH '$[1]',"
	    "  round BIGINT PATH '$[2]', entry BIGINT PATH '$[3]', account BIGINT PATH '$[4]')) t"
	    " STRAIGHT_JOIN judges j ON j.edition_id = t.edition AND j.account_id = t.account AND j.state = 'active'"
	    " AND j.pledged_at IS NOT NULL"
	    " STRAIGHT_JOIN assignments a ON a.round_id = t.round AND a.entry_id = t.entry AND a.judge_id = j.id AND a.state = 'assigned'"
	    "  AND NOT a.recused"
	    " STRAIGHT_JOIN round_entries n ON n.round_id = t.round AND n.entry_id = t.entry"
	    " LEFT JOIN sheets s ON s.assignment_id = a.id WHERE s.id IS NULL",
	    P(wanted, wanted(all)));

	for (size_t row = 0; status == DB_OK && row < rows.count; row++) {
		struct candidate *c = &all->list[db_int(&rows, row, 0)];
		c->division = db_text(&rows, row, 3);
		if (!complete_for(c))
			continue;
		c->judge_id = db_int(&rows, row, 1);
		c->assignment_id = db_int(&rows, row, 2);
	}
	return status;
}

static json_t *sheets_to_insert(const struct candidates *all)
{
	json_t *rows = arena_json(all->arena, json_array());

	for (size_t i = 0; i < all->count; i++) {
		const struct candidate *c = &all->list[i];
		const char *comment = input_text(c->r, "comment");
		if (!c->assignment_id)
			continue;
		c->saved->points = marks_text(c->r, c->saved->criteria, &c->saved->marks);
		json_array_append_new(rows, json_pack("[I, I, I, I, s, s, I]", (json_int_t)c->assignment_id,
						(json_int_t)c->saved->criteria->round_id, (json_int_t)c->entry_id, (json_int_t)c->judge_id,
						c->saved->points, comment ? comment : "", (json_int_t)c->r->arrived_at));
	}
	return rows;
}

/* The row that sheet_save would have answered. */
static void prepare(struct candidate *c, int64_t sheet_id)
{
	struct db_value *row = arena_alloc(c->r->arena, SHEET_COLUMNS * sizeof *row);

	for (size_t i = 0; i < SHEET_COLUMNS; i++)
		row[i] = (struct db_value){.null = true};
	row[STATUS] = (struct db_value){.text = "saved", .length = strlen("saved")};
	row[EDITION] = (struct db_value){.integer = c->edition_id};
	row[SHEET] = (struct db_value){.integer = sheet_id};
	row[VERSION] = (struct db_value){.integer = 1};
	row[HANDED_IN_AT] = (struct db_value){.integer = c->r->arrived_at};
	c->saved->row = (struct db_rows){.count = 1, .columns = SHEET_COLUMNS, .values = row};
	c->r->prepared = c->saved;
}

static enum db_status insert(struct candidates *all)
{
	struct db_rows rows;
	json_t *sheets = sheets_to_insert(all);
	if (json_array_size(sheets) == 0)
		return DB_OK;
	enum db_status status = db_query(all->list[0].r->db, all->arena, &rows,
	    "INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, comment, version, saved_at, handed_in_at)"
	    " SELECT assignment, round, entry, judge, 'handed_in', points, comment, 1, TIMESTAMPADD(MICROSECOND, at, '1970-01-01'),"
	    "  TIMESTAMPADD(MICROSECOND, at, '1970-01-01')"
	    " FROM JSON_TABLE(:sheets, '$[*]' COLUMNS (assignment BIGINT PATH '$[0]', round BIGINT PATH '$[1]', entry BIGINT PATH '$[2]',"
	    "  judge BIGINT PATH '$[3]', points LONGTEXT PATH '$[4]', comment VARCHAR(4000) PATH '$[5]', at BIGINT PATH '$[6]')) t"
	    " RETURNING assignment_id, id",
	    P(sheets));

	for (size_t row = 0; status == DB_OK && row < rows.count; row++)
		for (size_t i = 0; i < all->count; i++)
			if (all->list[i].assignment_id == db_int(&rows, row, 0))
				prepare(&all->list[i], db_int(&rows, row, 1));
	/* Another transaction was quicker with one of them: then each is looked at for itself. */
	return status == DB_DUPLICATE ? DB_OK : status;
}

enum db_status sheets_hand_in_together(struct request *const *list, size_t count)
{
	struct candidates all = {.arena = list[0]->arena};
	enum db_status status = gather(&all, list, count);

	if (status != DB_OK || all.count < 2)
		return status;
	status = lock_rounds(&all);
	if (status == DB_OK)
		status = find_assignments(&all);
	if (status == DB_OK)
		status = insert(&all);
	return status;
}
