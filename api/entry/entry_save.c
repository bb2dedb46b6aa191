/* Saving a draft piece by piece: the most frequent write of all, one statement when nothing is in its way. */
#include <string.h>

#include "api/entry/entries.h"
#include "api/entry/entry_form.h"
#include "api/shared/access.h"
#include "api/shared/limits.h"
#include "api/shared/state_names.h"
#include "api/shared/problems.h"
#include "core/base/limits.h"
#include "core/request/route.h"

/* Nothing was saved: says why. */
static enum handled refuse(struct request *r, int64_t entry, int64_t expected)
{
	struct db_rows rows;

	/* Locking, so that it sees what the update saw and not an older snapshot. */
	DB_TRY(sql_query(r, &rows,
	    "SELECT e.version, e.state, e.saved_at, a.name, " ENTRY_WINDOW_COLUMNS " FROM entries e JOIN editions d ON d.id = e.edition_id"
	    " LEFT JOIN accounts a ON a.id = e.saved_by WHERE e.id = :entry AND " SQL_MEMBER("e.firm_id") " LOCK IN SHARE MODE",
	    P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (!strcmp(db_text(&rows, 0, 1), "withdrawn"))
		return reply_problem(r, &problem_conflict_state, NULL, state_name(r->locale, "entries", "withdrawn"));
	if (db_int(&rows, 0, 0) != expected)
		return entry_stale(r, db_int(&rows, 0, 0), db_time(&rows, 0, 2), db_text(&rows, 0, 3));
	return entry_window_problem(r, &rows, 4);
}

/* The text that PIECE gives the field NAME: "" if it takes it out, NULL if it does not mention it. */
static const char *new_text(const json_t *piece, const char *name)
{
	const json_t *value = json_object_get(piece, name);

	return value ? json_is_string(value) ? json_string_value(value) : "" : NULL;
}

/* The piece goes there as it came: it has been read and checked, and no member can be in it twice. */
#define UPDATE                                                                                              \
	"UPDATE entries e SET e.form = JSON_MERGE_PATCH(e.form, :body),"                                    \
	" e.title = IF(e.state = 'draft', COALESCE(:title, e.title), e.title),"                             \
	" e.industry = IF(e.state = 'draft' AND :industry IS NOT NULL, NULLIF(:industry, ''), e.industry)," \
	" e.version = e.version + 1, e.saved_at = :now, e.saved_by = :account"                              \
	" WHERE e.id = :entry AND e.version = :version AND e.state <> 'withdrawn'"
#define UPDATE_NAMES 7

static void fill(struct db_parameter *row, struct request *r)
{
	const char *title = new_text(r->json, "project_name"), *industry = new_text(r->json, "industry");
	const struct db_parameter values[UPDATE_NAMES] = {P(body, r->body), P(title), P(industry), P(now, TIME(r->arrived_at)),
	    P(account, r->actor.account_id), P(entry, request_id_param(r, 0)), P(version, request_if_match(r))};

	memcpy(row, values, sizeof values);
}

/* What has been found out for a request of a group: nothing, or this. */
static int saved_before, not_saved_before;

/* Not all of them were saved. Which ones, tells what the rows say now: they are locked by what was written. */
static enum db_status look_one_by_one(struct request *const *list, size_t count, bool go_on)
{
	for (size_t i = 0; i < count; i++) {
		struct request *r = list[i];
		struct db_rows rows;
		enum db_status status = sql_query(r, &rows,
		    "SELECT 1 FROM entries WHERE id = :id AND version = :version AND saved_at = :now AND saved_by = :account",
		    P(id, request_id_param(r, 0)), P(version, request_if_match(r) + 1));
		if (status != DB_OK)
			return status;
		if (rows.count > 0)
			r->prepared = &saved_before;
		else if (go_on)
			r->prepared = &not_saved_before;
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

/* Those of a group that can be saved together, as the beginning of LIST: two for one entry, and what has mistakes, is left to save_one(). */
static size_t gather(struct request *const *group, size_t size, struct request **list)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++) {
		struct request *r = group[i];
		json_t *errors = entry_form_check(r->locale, r->json);
		if (request_if_match(r) && json_array_size(errors) == 0 && !entry_among(list, count, r))
			list[count++] = r;
		json_decref(errors);
	}
	return count;
}

/* Leaves in LIST those who may save, now: the same conditions as in save_one(), decided once for all. */
static enum db_status keep_permitted(struct request **list, size_t *count)
{
	struct request *first = list[0];
	struct db_rows rows;
	json_t *wanted = arena_json(first->arena, json_array());

	for (size_t i = 0; i < *count; i++)
		json_array_append_new(wanted, json_pack("[i, I, I, I]", (int)i, (json_int_t)request_id_param(list[i], 0),
						  (json_int_t)list[i]->actor.account_id, (json_int_t)list[i]->arrived_at));
	enum db_status status = db_query(first->db, first->arena, &rows,
	    "SELECT t.i FROM JSON_TABLE(:wanted, '$[*]' COLUMNS (i INT PATH '$[0]', entry BIGINT PATH '$[1]', account BIGINT PATH '$[2]',"
	    "  at BIGINT PATH '$[3]')) t"
	    " STRAIGHT_JOIN entries e ON e.id = t.entry"
	    " STRAIGHT_JOIN firm_members fm ON fm.firm_id = e.firm_id AND fm.account_id = t.account"
	    " STRAIGHT_JOIN editions d ON d.id = e.edition_id"
	    " WHERE " SQL_ENTRY_WINDOW_AT("TIMESTAMPADD(MICROSECOND, t.at, '1970-01-01')") " ORDER BY t.i",
	    P(wanted));
	if (status == DB_OK) {
		*count = rows.count;
		for (size_t i = 0; i < rows.count; i++) /* in order: never moves one over another that is still needed */
			list[i] = list[db_int(&rows, i, 0)];
	}
	return status;
}

/* Saves what the requests of a group bring, in one round trip. */
static enum db_status save_together(struct request *const *group, size_t size)
{
	struct request *list[LIMIT_GROUP];
	size_t count = gather(group, size, list);
	struct arena *arena = group[0]->arena;
	int64_t found = 0;
	enum db_status status = count > 1 ? keep_permitted(list, &count) : DB_OK;

	if (status != DB_OK || count < 2)
		return status;
	struct db_parameter *values = arena_alloc(arena, count * UPDATE_NAMES * sizeof *values);
	for (size_t i = 0; i < count; i++)
		fill(values + i * UPDATE_NAMES, list[i]);
	status = db_exec_many(group[0]->db, arena, &found, UPDATE, UPDATE_NAMES, count, values);
	if (status == DB_FAILED)
		return status;
	if (status == DB_OK && found == (int64_t)count) {
		for (size_t i = 0; i < count; i++)
			list[i]->prepared = &saved_before;
		return DB_OK;
	}
	/* One that was refused kept those after it from being tried, and perhaps those before it from being saved. */
	return look_one_by_one(list, count, status == DB_OK);
}

/* The edition is looked at and not locked, as a join would: the update of one table needs no temporary table, which halves its cost. */
static enum db_status save_one(struct request *r, bool *refused, int64_t *found)
{
	const char *title = new_text(r->json, "project_name"), *industry = new_text(r->json, "industry");
	enum db_status status = sql_exec(r, found,
	    UPDATE " AND " SQL_MEMBER("e.firm_id") " AND EXISTS (SELECT 1 FROM editions d WHERE d.id = e.edition_id AND " SQL_ENTRY_WINDOW
						   ")",
	    P(body, r->body), P(title), P(industry), P(entry, request_id_param(r, 0)), P(version, request_if_match(r)));

	*refused = status == DB_REFUSED;
	return *refused ? DB_OK : status;
}

static enum handled save(struct request *r)
{
	int64_t entry = request_id_param(r, 0), expected = request_if_match(r), found = 1;
	bool refused = false;

	if (r->group && r == r->group[0])
		DB_TRY(save_together(r->group, r->group_size));
	STEP(request_has_version(r));
	if (!r->prepared) {
		json_t *errors = entry_form_check(r->locale, r->json);
		if (json_array_size(errors) > 0)
			return reply_problem_list(r, &problem_entry_form_invalid, errors);
		json_decref(errors);
		DB_TRY(save_one(r, &refused, &found));
	}
	if (refused)
		return reply_problem(r, &problem_entry_form_too_large, NULL);
	if (found == 0 || r->prepared == &not_saved_before)
		return refuse(r, entry, expected);
	reply_etag(r, expected + 1);
	return reply_json(r, 200,
	    json_pack(
		"{s:I, s:I, s:o}", "id", (json_int_t)entry, "version", (json_int_t)expected + 1, "saved_at", time_json(r->arrived_at)));
}

static const struct route rows[] = {
    {METHOD_PATCH, "/api/v1/entries/{entry}", ROLE_CONTESTANT, ROUTE_WRITE | ROUTE_GROUPED, LIMIT_ENTRY_PIECE_BYTES, NULL, NULL, save},
};

ROUTE_TABLE(entry_save_routes, rows);
