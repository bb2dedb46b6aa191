/* Saving sheets, drafts and handed in, one or many: all of a group that shares a transaction are decided by one statement and the new ones
 * written by one; a sheet that comes alone is a group of one.
 *
 * The row of the round is locked in share mode first. Whoever changes a round, its assignments, recusals or departures locks that row
 * exclusively first, so nothing that is decided here can change before the commit, and no other row needs a lock. Only two requests for the
 * same sheet can meet: the unique key on the assignment or the version decides, and the loser looks again. */
#include "api/judges/sheets.h"

#include <string.h>

#include "api/judges/judging_states.h"
#include "core/base/limits.h"
#include "core/request/request.h"

#define TRIES 3

struct candidate {
	struct request *r;
	struct sheet_saved *sheet;
	int64_t judge_id;
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
		const struct request *r = all->list[i].r;
		json_array_append_new(rows, json_pack("[i, I, I, I]", (int)i, (json_int_t)request_id_param(r, 0),
						(json_int_t)request_id_param(r, 1), (json_int_t)r->actor.account_id));
	}
	return rows;
}

enum {
	I,
	EDITION,
	ROUND_STATE_NOW,
	NOT_LATE,
	CLOSES_AT,
	DIVISION,
	JUDGE,
	JUDGE_ACTIVE,
	PLEDGED,
	ASSIGNMENT,
	ASSIGNED,
	RECUSED,
	VERSION,
	SHEET_STATE,
	HANDED_IN_AT,
	SEEN,
	POINTS,
	COMMENT
};

/* DIVISIONS is "/startup/growth/". */
static bool complete_for(const char *divisions, const char *division)
{
	size_t length = division ? strlen(division) : 0;
	const char *at = division ? strstr(divisions, division) : NULL;

	while (at && !(at[-1] == '/' && at[length] == '/'))
		at = strstr(at + 1, division);
	return at != NULL;
}

/* What stands in the way of saving, the first of these: a word of the refusals in api/judges/sheets.c, or "saved". */
static const char *verdict_of(const struct candidate *c, const struct db_rows *rows, size_t row)
{
	const struct sheet_saved *sheet = c->sheet;
	bool known = request_if_match(c->r) != 0, handed_in = sheet->state_before && strcmp(sheet->state_before, "handed_in") == 0;
	const struct {
		bool stands;
		const char *verdict;
	} list[] = {
	    {!db_int(rows, row, JUDGE_ACTIVE), "dismissed"},
	    {strcmp(sheet->round_state, "open") != 0, "round_state"},
	    {db_int(rows, row, NOT_LATE), "supplementary"},
	    {sheet->closes_at != TIME_NONE && c->r->decided_at > sheet->closes_at, "late"},
	    {db_int(rows, row, RECUSED), "recused"},
	    {!db_int(rows, row, ASSIGNED), "released"},
	    {!db_int(rows, row, PLEDGED), "no_pledge"},
	    {sheet->divisions && !complete_for(sheet->divisions, sheet->division), "division"},
	    {db_int(rows, row, SEEN), "seen"},
	    {known && (!sheet->state_before || request_if_match(c->r) != sheet->version), "version"},
	    {handed_in && (!sheet->hand_in || !known), "handed_in"},
	    {sheet->state_before && !handed_in && !sheet->hand_in && !known, "unread"},
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (list[i].stands)
			return list[i].verdict;
	return "saved";
}

static void take_row(struct candidate *c, const struct db_rows *rows, size_t row)
{
	struct sheet_saved *sheet = c->sheet;

	c->judge_id = db_int(rows, row, JUDGE);
	sheet->edition_id = db_int(rows, row, EDITION);
	sheet->division = db_text(rows, row, DIVISION);
	sheet->round_state = db_text(rows, row, ROUND_STATE_NOW);
	sheet->closes_at = db_time(rows, row, CLOSES_AT);
	sheet->sheet_id = db_int(rows, row, ASSIGNMENT);
	sheet->version = db_int(rows, row, VERSION);
	sheet->state_before = db_text(rows, row, SHEET_STATE);
	sheet->handed_in_at = db_time(rows, row, HANDED_IN_AT);
	sheet->verdict = verdict_of(c, rows, row);
	/* Sent twice: the same receipt, whatever has happened since. */
	if (sheet->hand_in && sheet->handed_in_at != TIME_NONE && strcmp(db_text(rows, row, POINTS), sheet->points) == 0 &&
	    strcmp(db_text(rows, row, COMMENT), sheet->comment) == 0)
		sheet->verdict = "same";
	c->write = strcmp(sheet->verdict, "saved") == 0;
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
	    "SELECT t.i, r.edition_id, r.state, r.supplementary AND NOT n.late, r.closes_at, n.division, j.id, j.state = 'active', j.pledged_at IS NOT NULL, a.id,"
	    "  a.state = 'assigned', a.recused, s.version, s.state, s.handed_in_at, s.others_seen_at IS NOT NULL, s.points, s.comment"
	    " FROM JSON_TABLE(:wanted, '$[*]' COLUMNS (i BIGINT PATH '$[0]', round BIGINT PATH '$[1]', entry BIGINT PATH '$[2]',"
	    "  account BIGINT PATH '$[3]')) t"
	    " STRAIGHT_JOIN rounds r ON r.id = t.round"
	    " STRAIGHT_JOIN judges j ON j.edition_id = r.edition_id AND j.account_id = t.account"
	    " STRAIGHT_JOIN assignments a ON a.round_id = t.round AND a.entry_id = t.entry AND a.judge_id = j.id"
	    " LEFT JOIN round_entries n ON n.round_id = t.round AND n.entry_id = t.entry"
	    " LEFT JOIN sheets s ON s.assignment_id = a.id",
	    P(wanted, wanted(all)));

	for (size_t row = 0; status == DB_OK && row < rows.count; row++)
		take_row(&all->list[db_int(&rows, row, I)], &rows, row);
	for (size_t i = 0; status == DB_OK && i < all->count; i++)
		if (!all->list[i].write)
			all->list[i].r->prepared = all->list[i].sheet;
	return status;
}

static void written(struct candidate *c)
{
	struct sheet_saved *sheet = c->sheet;

	sheet->version++;
	sheet->handed_in_at = sheet->hand_in ? c->r->arrived_at : TIME_NONE;
	c->r->prepared = sheet;
}

#define INSERT                                                                                                                      \
	"INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, comment, version, saved_at, handed_in_at)" \
	" VALUES (:assignment, :round, :entry, :judge, :state, :points, :comment, 1, :at, :handed_in_at)"
#define INSERT_NAMES 9

static void fill(struct db_parameter *row, const struct candidate *c, bool hand_in)
{
	const struct db_parameter values[INSERT_NAMES] = {P(assignment, c->sheet->sheet_id), P(round, request_id_param(c->r, 0)),
	    P(entry, request_id_param(c->r, 1)), P(judge, c->judge_id), P(state, hand_in ? "handed_in" : "draft"),
	    P(points, c->sheet->points), P(comment, c->sheet->comment), P(at, TIME(c->r->arrived_at)),
	    P(handed_in_at, TIME(hand_in ? c->r->arrived_at : TIME_NONE))};

	memcpy(row, values, sizeof values);
}

static bool is_new(const struct candidate *c)
{
	return c->write && !c->sheet->state_before;
}

static enum db_status insert(struct candidates *all)
{
	struct db_parameter *values = arena_alloc(all->arena, all->count * INSERT_NAMES * sizeof *values);
	int64_t inserted;
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		if (is_new(&all->list[i]))
			fill(values + INSERT_NAMES * count++, &all->list[i], all->hand_in);
	if (count == 0)
		return DB_OK;
	enum db_status status = db_exec_many(all->list[0].r->db, all->arena, &inserted, INSERT, INSERT_NAMES, count, values);
	for (size_t i = 0; status == DB_OK && i < all->count; i++)
		if (is_new(&all->list[i]))
			written(&all->list[i]);
	/* Another transaction was quicker with one of them, and so none was inserted: then each looks again for itself. */
	return status == DB_DUPLICATE ? DB_OK : status;
}

static const struct state states[] = {
    {"draft", {"草稿", "草稿", "draft"}, true},
    {"handed_in", {"已提交", "已提交", "handed in"}, true},
};

#define SET(columns)                                                                                                        \
	STATE_SET_WHERE("sheets", ", points = :points, comment = :comment, version = version + 1, saved_at = :now" columns, \
	    "assignment_id = :sheet AND version = :version AND others_seen_at IS NULL")

/* Who saves, and what stands in the way, decide() has found out for all at once; the audit rows are those of the requests. */
static const struct state_move moves[] = {
    {"save", "draft", "draft", NULL, ROLE_JUDGE, SET(""), NULL, NULL},
    {"hand_in", "draft", "handed_in", NULL, ROLE_JUDGE, SET(", handed_in_at = :now"), NULL, NULL},
    {"hand_in", "handed_in", "handed_in", NULL, ROLE_JUDGE, SET(", handed_in_at = :now"), NULL, NULL}, /* changed while the round is open */
};

STATE_MACHINE(sheet_states, "sheets", states, moves, .begins = STATES("draft", "handed_in"));

static enum db_status change(struct candidates *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct candidate *c = &all->list[i];
		int64_t changed = 0;
		if (!c->write || !c->sheet->state_before)
			continue;
		enum db_status status = state_try(c->r->db, &sheet_states, c->sheet->state_before, all->hand_in ? "hand_in" : "save",
		    &changed, P(points, c->sheet->points), P(comment, c->sheet->comment), P(sheet, c->sheet->sheet_id),
		    P(version, c->sheet->version), P(now, TIME(c->r->arrived_at)));
		if (status != DB_OK)
			return status;
		if (changed == 1)
			written(c);
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
