/* Saving sheets, drafts and handed in, one or many: all of a group that shares a transaction are decided by one statement and the new ones
 * written by one; a sheet that comes alone is a group of one.
 *
 * The row of the round is locked in share mode first. Whoever changes a round, its assignments, recusals or departures locks that row
 * exclusively first, so nothing that is decided here can change before the commit, and no other row needs a lock. Only two requests for the
 * same sheet can meet: the unique key on the assignment or the version decides, and the loser looks again. */
#include "api/judges/sheets.h"

#include <string.h>

#include "core/base/limits.h"
#include "core/request/request.h"

#define TRIES 3

struct candidate {
	struct request *r;
	struct sheet_saved *sheet;
	int64_t assignment_id, judge_id;
	bool write; /* decided, and to be written */
};

struct candidates {
	struct arena *arena;
	bool hand_in;
	size_t count;
	struct candidate list[LIMIT_GROUP];
};

enum db_status sheet_role(struct request *r, struct sheet_saved *sheet, bool hand_in)
{
	struct db_rows rows;

	sheet->role = NULL;
	if (!hand_in || !sheet->criteria->by_role)
		return DB_OK;
	enum db_status status = sql_query(r, &rows,
	    "SELECT j.role FROM rounds r STRAIGHT_JOIN judges j ON j.edition_id = r.edition_id AND j.account_id = :account"
	    " WHERE r.id = :round LOCK IN SHARE MODE",
	    P(round, request_id_param(r, 0)));
	if (status == DB_OK && rows.count > 0)
		sheet->role = db_text(&rows, 0, 0);
	return status;
}

bool sheet_read(struct request *r, struct sheet_saved *sheet, bool hand_in, json_t *errors)
{
	const struct criteria *criteria = sheet->criteria;

	marks_read(r, criteria, input_json(r, "points"), &sheet->marks, errors);
	sheet->comment = input_text(r, "comment") ? input_text(r, "comment") : "";
	sheet->divisions = hand_in ? marks_divisions(r, criteria, &sheet->marks, sheet->role) : NULL;
	if (hand_in && !sheet->divisions)
		marks_complete(r, criteria, &sheet->marks, NULL, sheet->role, errors);
	if (json_array_size(errors) > 0 || (sheet->divisions && strcmp(sheet->divisions, "/") == 0))
		return false;
	sheet->points = marks_text(r, criteria, &sheet->marks);
	return true;
}

static bool there_already(const struct candidates *all, const struct request *r)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].r->actor.account_id == r->actor.account_id &&
		    request_id_param(all->list[i].r, 0) == request_id_param(r, 0) &&
		    request_id_param(all->list[i].r, 1) == request_id_param(r, 1))
			return true;
	return false;
}

/* Those whose points can be saved. The second for one sheet waits for its turn, and what has mistakes is refused then. */
static enum db_status gather(struct candidates *all, struct request *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct request *r = list[i];
		struct sheet_saved *sheet = arena_alloc(r->arena, sizeof *sheet);
		*sheet = (struct sheet_saved){.hand_in = all->hand_in, .handed_in_at = TIME_NONE, .closes_at = TIME_NONE};
		enum db_status status = criteria_get(r, request_id_param(r, 0), &sheet->criteria);
		if (status != DB_OK)
			return status;
		if (!sheet->criteria || there_already(all, r))
			continue;
		status = sheet_role(r, sheet, all->hand_in);
		if (status != DB_OK)
			return status;
		if (sheet_read(r, sheet, all->hand_in, arena_json(r->arena, json_array())))
			all->list[all->count++] = (struct candidate){.r = r, .sheet = sheet};
	}
	return DB_OK;
}

static enum db_status lock_rounds(const struct candidates *all)
{
	struct db_rows round;
	int64_t locked = 0;

	for (size_t i = 0; i < all->count; i++) {
		int64_t round_id = request_id_param(all->list[i].r, 0);
		if (round_id == locked)
			continue;
		enum db_status status = db_query(
		    all->list[i].r->db, all->arena, &round, "SELECT 1 FROM rounds WHERE id = :round_id LOCK IN SHARE MODE", P(round_id));
		if (status != DB_OK)
			return status;
		locked = round_id;
	}
	return DB_OK;
}

static json_t *wanted(const struct candidates *all)
{
	json_t *rows = arena_json(all->arena, json_array());

	for (size_t i = 0; i < all->count; i++) {
		struct request *r = all->list[i].r;
		json_array_append_new(rows, json_pack("[i, I, I, I, I, I, s?]", (int)i, (json_int_t)request_id_param(r, 0),
						(json_int_t)request_id_param(r, 1), (json_int_t)r->actor.account_id,
						(json_int_t)r->arrived_at, (json_int_t)request_if_match(r), all->list[i].sheet->divisions));
	}
	return rows;
}

enum {
	I,
	EDITION,
	ASSIGNMENT,
	JUDGE,
	DIVISION,
	ROUND_STATE_NOW,
	CLOSES_AT,
	SHEET,
	VERSION,
	SHEET_STATE,
	HANDED_IN_AT,
	POINTS,
	COMMENT,
	VERDICT
};

static void take_verdict(struct candidate *c, const struct db_rows *rows, size_t row)
{
	struct sheet_saved *sheet = c->sheet;

	c->assignment_id = db_int(rows, row, ASSIGNMENT);
	c->judge_id = db_int(rows, row, JUDGE);
	sheet->edition_id = db_int(rows, row, EDITION);
	sheet->division = db_text(rows, row, DIVISION);
	sheet->round_state = db_text(rows, row, ROUND_STATE_NOW);
	sheet->closes_at = db_time(rows, row, CLOSES_AT);
	sheet->sheet_id = db_int(rows, row, SHEET);
	sheet->version = db_int(rows, row, VERSION);
	sheet->state_before = db_text(rows, row, SHEET_STATE);
	sheet->handed_in_at = db_time(rows, row, HANDED_IN_AT);
	sheet->verdict = db_text(rows, row, VERDICT);
	/* Sent twice: the same receipt, whatever has happened since. */
	if (sheet->hand_in && sheet->handed_in_at != TIME_NONE && strcmp(db_text(rows, row, POINTS), sheet->points) == 0 &&
	    strcmp(db_text(rows, row, COMMENT), sheet->comment) == 0)
		sheet->verdict = "same";
	c->write = strcmp(sheet->verdict, "saved") == 0;
	if (!c->write)
		c->r->prepared = sheet;
}

/* Who may save, and what stands in the way of the others. */
static enum db_status decide(struct candidates *all)
{
	struct db_rows rows;

	for (size_t i = 0; i < all->count; i++) {
		all->list[i].sheet->verdict = "not_found";
		all->list[i].write = false;
	}
	enum db_status status = db_query(all->list[0].r->db, all->arena, &rows,
	    "SELECT t.i, r.edition_id, a.id, j.id, n.division, r.state, r.closes_at, s.id, s.version, s.state, s.handed_in_at, s.points,"
	    "  s.comment, CASE"
	    "  WHEN j.state <> 'active' THEN 'dismissed'"
	    "  WHEN r.state <> 'open' THEN 'round_state'"
	    "  WHEN TIMESTAMPADD(MICROSECOND, t.at, '1970-01-01') > r.closes_at THEN 'late'"
	    "  WHEN a.recused THEN 'recused'"
	    "  WHEN a.state <> 'assigned' THEN 'released'"
	    "  WHEN j.pledged_at IS NULL THEN 'no_pledge'"
	    "  WHEN t.divisions IS NOT NULL AND COALESCE(LOCATE(CONCAT('/', n.division, '/'), t.divisions), 0) = 0 THEN 'division'"
	    "  WHEN s.others_seen_at IS NOT NULL THEN 'seen'"
	    "  WHEN t.known <> 0 AND NOT t.known <=> s.version THEN 'version'"
	    "  WHEN s.state = 'handed_in' AND (NOT :hand_in OR t.known = 0) THEN 'handed_in'"
	    "  WHEN s.state = 'draft' AND NOT :hand_in AND t.known = 0 THEN 'unread'"
	    "  ELSE 'saved' END"
	    " FROM JSON_TABLE(:wanted, '$[*]' COLUMNS (i BIGINT PATH '$[0]', round BIGINT PATH '$[1]', entry BIGINT PATH '$[2]',"
	    "  account BIGINT PATH '$[3]', at BIGINT PATH '$[4]', known BIGINT PATH '$[5]', divisions TEXT PATH '$[6]')) t"
	    " STRAIGHT_JOIN rounds r ON r.id = t.round"
	    " STRAIGHT_JOIN judges j ON j.edition_id = r.edition_id AND j.account_id = t.account"
	    " STRAIGHT_JOIN assignments a ON a.round_id = t.round AND a.entry_id = t.entry AND a.judge_id = j.id"
	    " LEFT JOIN round_entries n ON n.round_id = t.round AND n.entry_id = t.entry"
	    " LEFT JOIN sheets s ON s.assignment_id = a.id",
	    P(wanted, wanted(all)), P(hand_in, all->hand_in));

	for (size_t row = 0; status == DB_OK && row < rows.count; row++)
		take_verdict(&all->list[db_int(&rows, row, I)], &rows, row);
	for (size_t i = 0; status == DB_OK && i < all->count; i++)
		if (!all->list[i].write)
			all->list[i].r->prepared = all->list[i].sheet;
	return status;
}

static void written(struct candidate *c, int64_t sheet_id)
{
	struct sheet_saved *sheet = c->sheet;

	sheet->sheet_id = sheet_id;
	sheet->version++;
	sheet->handed_in_at = sheet->hand_in ? c->r->arrived_at : TIME_NONE;
	c->r->prepared = sheet;
}

static json_t *sheets_to_insert(const struct candidates *all)
{
	json_t *rows = arena_json(all->arena, json_array());

	for (size_t i = 0; i < all->count; i++) {
		const struct candidate *c = &all->list[i];
		if (c->write && !c->sheet->state_before)
			json_array_append_new(
			    rows, json_pack("[I, I, I, I, s, s, I]", (json_int_t)c->assignment_id, (json_int_t)request_id_param(c->r, 0),
				      (json_int_t)request_id_param(c->r, 1), (json_int_t)c->judge_id, c->sheet->points, c->sheet->comment,
				      (json_int_t)c->r->arrived_at));
	}
	return rows;
}

static enum db_status insert(struct candidates *all)
{
	struct db_rows rows;
	json_t *sheets = sheets_to_insert(all);
	if (json_array_size(sheets) == 0)
		return DB_OK;
	enum db_status status = db_query(all->list[0].r->db, all->arena, &rows,
	    "INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, comment, version, saved_at, handed_in_at)"
	    " SELECT assignment, round, entry, judge, IF(:hand_in, 'handed_in', 'draft'), points, comment, 1,"
	    "  TIMESTAMPADD(MICROSECOND, at, '1970-01-01'), IF(:hand_in, TIMESTAMPADD(MICROSECOND, at, '1970-01-01'), NULL)"
	    " FROM JSON_TABLE(:sheets, '$[*]' COLUMNS (assignment BIGINT PATH '$[0]', round BIGINT PATH '$[1]', entry BIGINT PATH '$[2]',"
	    "  judge BIGINT PATH '$[3]', points LONGTEXT PATH '$[4]', comment VARCHAR(4000) PATH '$[5]', at BIGINT PATH '$[6]')) t"
	    " RETURNING assignment_id, id",
	    P(sheets), P(hand_in, all->hand_in));

	for (size_t row = 0; status == DB_OK && row < rows.count; row++)
		for (size_t i = 0; i < all->count; i++)
			if (all->list[i].write && all->list[i].assignment_id == db_int(&rows, row, 0))
				written(&all->list[i], db_int(&rows, row, 1));
	/* Another transaction was quicker with one of them: then each looks again for itself. */
	return status == DB_DUPLICATE ? DB_OK : status;
}

static enum db_status change(struct candidates *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct candidate *c = &all->list[i];
		int64_t changed = 0;
		if (!c->write || !c->sheet->state_before)
			continue;
		enum db_status status = sql_exec(c->r, &changed,
		    "UPDATE sheets SET state = IF(:hand_in, 'handed_in', 'draft'), points = :points, comment = :comment, version = version + 1,"
		    "  saved_at = :now, handed_in_at = IF(:hand_in, :now, NULL)"
		    " WHERE id = :sheet AND version = :version AND others_seen_at IS NULL",
		    P(hand_in, all->hand_in), P(points, c->sheet->points), P(comment, c->sheet->comment), P(sheet, c->sheet->sheet_id),
		    P(version, c->sheet->version));
		if (status != DB_OK)
			return status;
		if (changed == 1)
			written(c, c->sheet->sheet_id);
	}
	return DB_OK;
}

enum db_status sheets_save(struct request *const *list, size_t count, bool hand_in)
{
	struct candidates all = {.arena = list[0]->arena, .hand_in = hand_in};
	enum db_status status = gather(&all, list, count);

	if (status != DB_OK || all.count == 0)
		return status;
	status = lock_rounds(&all);
	for (int tries = 0; status == DB_OK && tries < (count == 1 ? TRIES : 1) && !all.list[0].r->prepared; tries++) {
		status = decide(&all);
		if (status == DB_OK)
			status = insert(&all);
		if (status == DB_OK)
			status = change(&all);
	}
	if (status == DB_OK && count == 1 && !list[0]->prepared) {
		all.list[0].sheet->verdict = "version";
		list[0]->prepared = all.list[0].sheet;
	}
	return status;
}
