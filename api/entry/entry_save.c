/* Saving a draft piece by piece: the most frequent write of all. Who may is asked once for all that wait at the same time, and their pieces go to
 * the database in one round trip; a piece that comes alone goes the same way. */
#include <string.h>

#include "api/entry/entries.h"
#include "api/entry/entry_form.h"
#include "api/entry/entry_states.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/access.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/limits.h"
#include "core/request/route.h"

/* Nothing was saved: says why. */
static enum handled refuse(struct request *r, int64_t entry, int64_t expected)
{
	struct db_rows rows;

	/* Locking, so that it sees what the update saw and not an older snapshot. */
	DB_TRY(sql_query(r, &rows,
	    "SELECT w.version, e.state, w.saved_at, (SELECT a.name FROM accounts a WHERE a.id = w.saved_by), " ENTRY_WINDOW_COLUMNS
	    " FROM " ENTRY_WITH_DRAFT " JOIN editions d ON d.id = e.edition_id"
	    " WHERE w.entry_id = :entry AND " SQL_MEMBER("e.firm_id") " LOCK IN SHARE MODE",
	    P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (!strcmp(db_text(&rows, 0, 1), "withdrawn"))
		return state_refused(r, &entry_states, "withdrawn");
	if (db_int(&rows, 0, 0) != expected)
		return entry_stale(r, db_int(&rows, 0, 0), db_time(&rows, 0, 2), db_text(&rows, 0, 3));
	return entry_window_problem(r, &rows, 4);
}

/* What a request brings and what came of it, in its `prepared`. */
struct saving {
	const struct entry_piece *piece;
	enum { NOTHING_YET, SAVED, NOT_SAVED, TOO_LARGE } outcome;
};

static struct saving *saving_of(struct request *r)
{
	struct saving *s = r->prepared;

	if (!s) {
		r->prepared = s = arena_alloc(r->arena, sizeof *s);
		*s = (struct saving){.piece = entry_form_take(r)};
	}
	return s;
}

/* Whether all of the piece was refused. */
static bool nothing_good(const struct entry_piece *piece)
{
	return json_array_size(piece->refused) > 0 && json_object_size(piece->values) == 0;
}

/* No member can be in the piece twice: it has been parsed. */
#define UPDATE                                                                                                                \
	"UPDATE drafts SET form = JSON_MERGE_PATCH(form, :body), version = version + 1, saved_at = :now, saved_by = :account" \
	" WHERE entry_id = :entry AND version = :version"
#define UPDATE_NAMES 5

static void fill(struct db_parameter *row, struct request *r)
{
	const struct db_parameter values[UPDATE_NAMES] = {P(body, saving_of(r)->piece->body), P(now, TIME(r->arrived_at)),
	    P(account, r->actor.account_id), P(entry, request_id_param(r, 0)), P(version, request_if_match(r))};

	memcpy(row, values, sizeof values);
}

/* Not all of them were saved. Which ones, tells what the rows say now: they are locked by what was written. */
static enum db_status look_one_by_one(struct request *const *list, size_t count, bool go_on)
{
	for (size_t i = 0; i < count; i++) {
		struct request *r = list[i];
		struct db_rows rows;
		enum db_status status = sql_query(r, &rows,
		    "SELECT 1 FROM drafts WHERE entry_id = :entry AND version = :version AND saved_at = :now AND saved_by = :account",
		    P(entry, request_id_param(r, 0)), P(version, request_if_match(r) + 1));
		if (status != DB_OK)
			return status;
		if (rows.count > 0)
			saving_of(r)->outcome = SAVED;
		else if (go_on)
			saving_of(r)->outcome = NOT_SAVED;
	}
	return DB_OK;
}

static bool entry_among(struct request *const *list, size_t count, const struct request *r)
{
	for (size_t i = 0; i < count; i++)
		if (request_id_param(list[i], 0) == request_id_param(r, 0))
			return true;
	return false;
}

/* Those of a group that can be saved together, as the beginning of LIST. The second piece for one entry waits for its turn, and what has
 * nothing but mistakes is refused then. */
static size_t gather(struct request *const *group, size_t size, struct request **list)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++) {
		struct request *r = group[i];
		if (request_if_match(r) && !nothing_good(saving_of(r)->piece) && !entry_among(list, count, r))
			list[count++] = r;
	}
	return count;
}

/* Leaves in LIST those who may save, now. What this rests on can change until the update: the entry with a new version of its draft, which the
 * update then does not find; who belongs to the firm and the edition's dates without, a moment after these requests arrived. */
static enum db_status keep_permitted(struct request **list, size_t *count)
{
	struct request *first = list[0];
	struct db_rows rows;
	json_t *wanted = arena_json(first->arena, json_array());

	for (size_t i = 0; i < *count; i++)
		json_array_append_new(
		    wanted, json_pack("[i, I, I, I, I]", (int)i, (json_int_t)request_id_param(list[i], 0),
				(json_int_t)list[i]->actor.account_id, (json_int_t)list[i]->arrived_at, (json_int_t)list[i]->decided_at));
	enum db_status status = db_query(first->db, first->arena, &rows,
	    "SELECT t.i FROM JSON_TABLE(:wanted, '$[*]' COLUMNS (i INT PATH '$[0]', entry BIGINT PATH '$[1]', account BIGINT PATH '$[2]',"
	    "  at BIGINT PATH '$[3]', last BIGINT PATH '$[4]')) t"
	    " STRAIGHT_JOIN entries e ON e.id = t.entry AND e.state <> 'withdrawn'"
	    " STRAIGHT_JOIN firm_members fm ON fm.firm_id = e.firm_id AND fm.account_id = t.account"
	    " STRAIGHT_JOIN editions d ON d.id = e.edition_id"
	    " WHERE " SQL_ENTRY_WINDOW_AT(
		"TIMESTAMPADD(MICROSECOND, t.at, '1970-01-01')", "TIMESTAMPADD(MICROSECOND, t.last, '1970-01-01')") " ORDER BY t.i",
	    P(wanted));
	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < *count; i++)
		saving_of(list[i])->outcome = NOT_SAVED;
	*count = rows.count;
	for (size_t i = 0; i < rows.count; i++) { /* in order: never moves one over another that is still needed */
		list[i] = list[db_int(&rows, i, 0)];
		saving_of(list[i])->outcome = NOTHING_YET;
	}
	return DB_OK;
}

/* Saves the pieces of LIST, each for another entry, as far as they may be saved, and says so in each one's `prepared`. Where it says nothing yet
 * (another of the list was refused), the request has to be tried alone. */
static enum db_status save_pieces(struct request **list, size_t count)
{
	struct arena *arena = list[0]->arena;
	int64_t found = 0;
	enum db_status status = keep_permitted(list, &count);

	if (status != DB_OK || count == 0)
		return status;
	struct db_parameter *values = arena_alloc(arena, count * UPDATE_NAMES * sizeof *values);
	for (size_t i = 0; i < count; i++)
		fill(values + i * UPDATE_NAMES, list[i]);
	status = db_exec_many(list[0]->db, arena, &found, UPDATE, UPDATE_NAMES, count, values);
	if (status == DB_FAILED)
		return status;
	if (status == DB_OK && found == (int64_t)count) {
		for (size_t i = 0; i < count; i++)
			saving_of(list[i])->outcome = SAVED;
		return DB_OK;
	}
	if (count == 1) {
		saving_of(list[0])->outcome = status == DB_OK ? NOT_SAVED : TOO_LARGE;
		return DB_OK;
	}
	/* One that was refused kept those after it from being tried, and perhaps those before it from being saved. */
	return look_one_by_one(list, count, status == DB_OK);
}

/* The text that PIECE gives the field NAME: "" if it takes it out, NULL if it does not mention it. */
static const char *new_text(const json_t *piece, const char *name)
{
	const json_t *value = json_object_get(piece, name);

	return value ? json_is_string(value) ? json_string_value(value) : "" : NULL;
}

/* As long as an entry has not been submitted, lists call it by what its draft says. */
static enum db_status name_entry(struct request *r, const json_t *piece)
{
	const char *title = new_text(piece, "project_name"), *industry = new_text(piece, "industry");

	if (!title && !industry)
		return DB_OK;
	return sql_exec(r, NULL,
	    "UPDATE entries SET title = COALESCE(:title, title), industry = IF(:industry IS NULL, industry, NULLIF(:industry, '')),"
	    " version = :version WHERE id = :entry AND state = 'draft'",
	    P(title), P(industry), P(version, request_if_match(r) + 1), P(entry, request_id_param(r, 0)));
}

/* What the rulebook in force says against facts of this piece, which is saved all the same: they may be half typed, and are refused only when they
 * are submitted. The request's. */
static enum db_status notices(struct request *r, int64_t entry, const json_t *piece, json_t **list)
{
	const struct rulebook_view *rulebook;
	struct db_rows rows;

	*list = arena_json(r->arena, json_array());
	if (!entry_form_states_facts(piece))
		return DB_OK;
	enum db_status status = sql_query(r, &rows, "SELECT edition_id FROM entries WHERE id = :entry", P(entry));
	if (status == DB_OK && rows.count > 0)
		status = rulebook_in_force(r, db_int(&rows, 0, 0), &rulebook);
	if (status == DB_OK && rows.count > 0)
		entry_form_declared(r, piece, rulebook, *list);
	return status;
}

static enum handled save(struct request *r)
{
	json_t *noticed;
	int64_t entry = request_id_param(r, 0), expected = request_if_match(r);

	if (r->group && r == r->group[0]) {
		struct request *list[LIMIT_GROUP];
		size_t count = gather(r->group, r->group_size, list);
		if (count > 0)
			DB_TRY(save_pieces(list, count));
	}
	STEP(request_has_version(r));
	const struct saving *saving = saving_of(r);
	const struct entry_piece *piece = saving->piece;
	if (nothing_good(piece))
		return reply_problem_list(r, &problem_entry_form_invalid, json_incref(piece->refused));
	if (saving->outcome == NOTHING_YET)
		DB_TRY(save_pieces(&(struct request *){r}, 1));
	if (saving->outcome == TOO_LARGE)
		return reply_problem(r, &problem_entry_form_too_large, NULL);
	if (saving->outcome == NOT_SAVED)
		return refuse(r, entry, expected);
	DB_TRY(name_entry(r, piece->values));
	DB_TRY(notices(r, entry, piece->values, &noticed));
	reply_etag(r, expected + 1);
	return reply_json(r, 200,
	    json_pack("{s:I, s:I, s:o, s:O, s:O}", "id", (json_int_t)entry, "version", (json_int_t)expected + 1, "saved_at",
		time_json(r->arrived_at), "notices", noticed, "refused", piece->refused));
}

static const struct route rows[] = {
    {METHOD_PATCH, "/api/v1/entries/{entry}", ROLE_CONTESTANT, ROUTE_WRITE | ROUTE_GROUPED, LIMIT_ENTRY_PIECE_BYTES, NULL, NULL, save},
};

ROUTE_TABLE(entry_save_routes, rows);
