/* Saving a draft piece by piece: the most frequent write of all, one statement when nothing is in its way. */
#include <string.h>

#include "api/access.h"
#include "api/entries.h"
#include "api/entry_form.h"
#include "api/limits.h"
#include "api/state_names.h"
#include "core/route.h"

static const struct problem_kind problem_form = {"entry-form-invalid", 422,
	{"有些栏目填写有误，本次内容没有保存。", "有些欄位填寫有誤，本次內容沒有儲存。", "Some fields are wrong, so these changes were not saved."}};
static const struct problem_kind problem_form_size = {"entry-form-too-large", 422,
	{"报名表内容过大，请精简后再保存。", "報名表內容過大，請精簡後再儲存。", "The form as a whole is too large; please shorten it."}};

/* Nothing was saved: says why. */
static enum handled refuse(struct request *r, int64_t entry, int64_t expected)
{
	struct db_rows rows;
	int64_t me = r->actor.account_id;

	/* Locking, so that it sees what the update saw and not an older snapshot. */
	DB_TRY(db_query(r->db, r->arena, &rows,
	    "SELECT e.version, e.state, e.saved_at, a.name, " ENTRY_WINDOW_COLUMNS " FROM entries e JOIN editions d ON d.id = e.edition_id"
	    " LEFT JOIN accounts a ON a.id = e.saved_by WHERE e.id = ? AND " SQL_MEMBER("e.firm_id") " LOCK IN SHARE MODE", "ii", entry, me));
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

static enum handled save(struct request *r)
{
	int64_t entry = request_id_param(r, 0), expected = request_if_match(r), found = 0, me = r->actor.account_id;
	const char *title = new_text(r->json, "project_name"), *industry = new_text(r->json, "industry");

	if (!expected)
		return reply_problem(r, &problem_precondition_required, "If-Match");
	json_t *errors = entry_form_check(r->locale, r->json);
	if (json_array_size(errors) > 0)
		return reply_problem_list(r, &problem_form, errors);
	json_decref(errors);
	/* The edition is looked at and not locked, as a join would: the update of one table needs no temporary table, which halves its cost. */
	switch (db_exec(r->db, &found,
	    "UPDATE entries e SET e.form = JSON_MERGE_PATCH(e.form, ?),"
	    " e.title = IF(e.state = 'draft', COALESCE(?, e.title), e.title),"
	    " e.industry = IF(e.state = 'draft' AND ? IS NOT NULL, NULLIF(?, ''), e.industry),"
	    " e.version = e.version + 1, e.saved_at = ?, e.saved_by = ?"
	    " WHERE e.id = ? AND e.version = ? AND e.state <> 'withdrawn' AND " SQL_MEMBER("e.firm_id")
	    " AND EXISTS (SELECT 1 FROM editions d WHERE d.id = e.edition_id AND " SQL_ENTRY_WINDOW ")", "jssstiiiit", r->json,
	    title, industry, industry, r->arrived_at, me, entry, expected, me, r->arrived_at)) {
	case DB_OK:
		break;
	case DB_REFUSED:
		return reply_problem(r, &problem_form_size, NULL);
	default:
		return HANDLED_DB_FAILED;
	}
	if (found == 0)
		return refuse(r, entry, expected);
	reply_etag(r, expected + 1);
	return reply_json(r, 200, json_pack("{s:I, s:I, s:o}", "id", (json_int_t)entry, "version", (json_int_t)expected + 1, "saved_at",
	    time_json(r->arrived_at)));
}

static const struct route rows[] = {
	{METHOD_PATCH, "/api/v1/entries/{entry}", ROLE_CONTESTANT, ROUTE_WRITE | ROUTE_GROUPED, LIMIT_ENTRY_PIECE_BYTES, NULL, NULL, save},
};

ROUTE_TABLE(entry_save_routes, rows);
