/* Entries (参赛项目): the form an edition asks for, making a draft, lists, and one entry as a whole. */
#include "api/entry/entries.h"
#include "api/shared/interests.h"
#include "api/shared/problems.h"

#include <string.h>

#include "api/entry/entry_attachments.h"
#include "api/entry/entry_form.h"
#include "api/entry/late_admissions.h"
#include "api/entry/mandates.h"
#include "api/rules/entry_facts.h"
#include "api/rules/fact_bounds.h"
#include "api/rules/rulebook_facts.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/zones.h"
#include "core/base/limits.h"
#include "core/request/audit.h"
#include "core/request/route.h"

enum handled entry_window_problem(struct request *r, const struct db_rows *rows, size_t column)
{
	int64_t opens = db_time(rows, 0, column + 1), closes = db_time(rows, 0, column + 2);
	const struct zone *zone;

	if (strcmp(db_text(rows, 0, column), "published") != 0 || opens == TIME_NONE || closes == TIME_NONE)
		return reply_problem(r, &problem_edition_not_running, NULL);
	DB_TRY(edition_zone(r, db_int(rows, 0, column + 3), &zone));
	problem_member(r, "arrived_at", time_json(r->arrived_at));
	if (r->decided_at != r->arrived_at)
		problem_member(r, "complete_at", time_json(r->decided_at + LIMIT_BODY_LATE_S * SECOND_US));
	problem_member(r, "opens_at", time_json(opens));
	problem_member(r, "closes_at", time_json(closes));
	if (r->arrived_at < opens)
		return reply_problem(r, &problem_entries_not_open, NULL, time_said(r, r->locale, zone, opens));
	return reply_problem(r, &problem_deadline_passed, NULL, deadline_said(r, r->locale, zone, closes));
}

enum handled entry_stale(struct request *r, int64_t version, int64_t saved_at, const char *saved_by)
{
	problem_member(r, "version", json_integer(version));
	problem_member(r, "saved_at", time_json(saved_at));
	problem_member(r, "saved_by", saved_by ? json_string(saved_by) : json_null());
	return reply_problem(r, &problem_version, "If-Match");
}

/* ---- the form ---- */

/* The facts as a list: [{path, name, owner, type, required, values, source, bounds, declared}]. */
static json_t *facts_list(struct request *r, const struct rulebook_view *rulebook)
{
	json_t *facts = rulebook_facts(rulebook), *list = json_array(), *fact;
	const char *path;

	json_object_foreach (facts, path, fact) {
		const char *dot = strchr(path, '.'), *source = strncmp(path, "entry.", 6) ? NULL : entry_fact_source(dot + 1);
		if (!strcmp(path, "investment.verified"))
			source = "server";
		json_t *row = json_pack("{s:s, s:s%, s:s, s:s}", "path", path, "owner", path, (size_t)(dot - path), "name", dot + 1,
		    "source", source ? source : "stated");
		const struct fact_bounds bounds = fact_bounds_of(r, rulebook, json_string_value(json_object_get(row, "owner")), dot + 1);
		json_object_update(row, fact);
		/* A rule that says no more of it leaves what its name says. */
		if (bounds.unit != UNIT_NUMBER && !strcmp(json_string_value(json_object_get(row, "type")), "any"))
			json_object_set_new(row, "type", json_string("number"));
		json_object_set_new(row, "bounds", fact_bounds_json(&bounds));
		json_array_append_new(list, row);
	}
	json_decref(facts);
	return list;
}

static enum handled form(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.id, e.entries_open_at, e.entries_close_at, e.grace_seconds, e.corrections_close_at, b.body FROM editions e"
	    " LEFT JOIN rulebooks b ON b.id = e.rulebook_id WHERE e.id = :id AND " SQL_EDITION_VISIBLE,
	    P(id, request_id_param(r, 0))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	const struct rulebook_view *rulebook = rulebook_of(r, arena_json(r->arena, db_json(&rows, 0, 5)));
	const json_t *industries = rulebook ? rulebook_industries(rulebook) : NULL;
	json_t *answer =
	    db_json_row(&rows, 0, "ittit-", "edition_id", "entries_open_at", "entries_close_at", "grace_seconds", "corrections_close_at");
	json_object_set_new(answer, "fields", entry_form_describe(r->locale));
	json_object_set_new(answer, "facts", facts_list(r, rulebook));
	json_object_set_new(answer, "industries", industries ? json_incref((json_t *)industries) : json_array());
	json_object_set_new(answer, "attachments", entry_attachments_describe(r->locale));
	return reply_json(r, 200, answer);
}

/* ---- a new draft ---- */

static enum handled create(struct request *r)
{
	int64_t edition = input_int(r, "edition_id", 0), firm = input_int(r, "firm_id", 0);
	struct late_admission late = {0};
	struct db_rows mine, rules, others;

	DB_TRY(late_admission_of_firm(r, edition, firm, &late));
	if (late.id)
		DB_TRY(late_admission_lock(r, late.id, &late));
	bool admitted = late.id && strcmp(late.state, "granted") == 0 && late.entry_id == 0;
	/* The firm's row is the lock under which its entries are counted. */
	DB_TRY(sql_query(r, &mine, "SELECT f.id FROM firms f WHERE f.id = :firm AND " SQL_MEMBER("f.id") " FOR UPDATE", P(firm)));
	if (mine.count == 0)
		return reply_problem(r, &problem_firm_unknown, "firm_id");
	DB_TRY(sql_query(r, &rules,
	    "SELECT d.state, d.entries_open_at, d.entries_close_at, d.id, COALESCE(JSON_VALUE(b.body, '$.entries_per_firm'), :otherwise),"
	    " COALESCE(d.state = 'published' AND :now BETWEEN d.entries_open_at"
	    " AND d.entries_close_at + INTERVAL d.grace_seconds SECOND, FALSE)"
	    " FROM editions d LEFT JOIN rulebooks b ON b.id = d.rulebook_id WHERE d.id = :edition AND d.state <> 'draft' LOCK IN SHARE MODE",
	    P(otherwise, LIMIT_ENTRIES_PER_FIRM), P(edition)));
	if (rules.count == 0)
		return reply_problem(r, &problem_edition_unknown, "edition_id");
	if (!db_int(&rules, 0, 5) && !admitted)
		return entry_window_problem(r, &rules, 0);
	DB_TRY(sql_query(r, &others,
	    "SELECT COUNT(*), COUNT(*) >= :most FROM entries WHERE firm_id = :firm AND edition_id = :edition"
	    " AND state <> 'withdrawn' LOCK IN SHARE MODE",
	    P(most, db_text(&rules, 0, 4)), P(firm), P(edition)));
	if (db_int(&others, 0, 1))
		return reply_problem(r, &problem_entries_per_firm, "firm_id", (int)db_int(&others, 0, 0));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO entries (edition_id, firm_id, created_by, created_at)"
	    " VALUES (:edition, :firm, :account, :now)",
	    P(edition), P(firm)));
	int64_t id = db_insert_id(r->db);
	if (admitted)
		DB_TRY(late_admission_begin(r, &late, id));
	DB_TRY(mandate_claim(r, edition, firm));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "entry.create",
		     .object = "entries",
		     .object_id = id,
		     .detail = json_pack("{s:I}", "firm_id", (json_int_t)firm)});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/entries/%lld", (long long)id));
	return entry_show(r, id, 201);
}

/* ---- one entry ---- */

enum handled entry_show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.id, e.edition_id, d.code, e.firm_id, f.name, f.state, e.state, e.title, e.industry, w.form, e.number, e.returned_why,"
	    " COALESCE(w.saved_at > s.arrived_at, FALSE), COALESCE(e.state <> 'withdrawn' AND " SQL_ENTRY_WINDOW
	    ", FALSE), " SQL_ENTRY_CLOSES ","
	    " d.grace_seconds, w.version, e.created_at, w.saved_at, e.withdrawn_at, s.ordinal, s.arrived_at, LOWER(HEX(s.sha256))"
	    ", la.until_at, la.reason, la.state, " SQL_ZONE(
		"d.rulebook_id") " FROM entries e JOIN drafts w ON w.entry_id = e.id JOIN editions d ON d.id = e.edition_id"
				 " JOIN firms f ON f.id = e.firm_id LEFT JOIN submissions s ON s.id = e.submission_id LEFT JOIN late_admissions la ON la.id ="
				 " (SELECT MAX(l.id) FROM late_admissions l WHERE l.entry_id = e.id AND l.state IN ('granted', 'used'))"
				 " WHERE e.id = :id AND (" SQL_MEMBER("e.firm_id") " OR " SQL_READER("e.edition_id") ")",
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	json_t *entry = db_json_row(&rows, 0, "iisisssssjssbbtiittt------s", "id", "edition_id", "edition_code", "firm_id", "firm_name",
	    "firm_state", "state", "title", "industry", "form", "number", "returned_why", "unsubmitted_changes", "editable", "closes_at",
	    "grace_seconds", "version", "created_at", "saved_at", "withdrawn_at", "timezone");
	json_object_set_new(entry, "submission",
	    db_is_null(&rows, 0, 20) ? json_null()
				     : db_json_row(&rows, 0, "--------------------its----", "ordinal", "arrived_at", "sha256"));
	json_object_set_new(entry, "late_admission",
	    db_is_null(&rows, 0, 23) ? json_null() : db_json_row(&rows, 0, "-----------------------tss-", "until_at", "reason", "state"));
	reply_etag(r, db_int(&rows, 0, 16));
	return reply_json(r, status, entry);
}

static enum handled get(struct request *r)
{
	return entry_show(r, request_id_param(r, 0), 200);
}

/* ---- lists ---- */

/* Filters shared by both lists; each is skipped when its argument is not given. Firms are joined for a search only. */
#define WITH_FIRM " JOIN firms f ON f.id = e.firm_id"
#define ALL ":q IS NULL"
#define FOUND SQL_SEARCH("e.title, f.name, f.code, e.number")
#define LIST_FILTER(search) " AND (:state IS NULL OR e.state = :state) AND (:industry IS NULL OR e.industry = :industry) AND " search
#define LIST_COLUMNS                                                                                                                    \
	"e.id, e.edition_id, e.firm_id, f.name, f.code, e.state, e.title, e.industry, e.number, e.returned_why IS NOT NULL, s.ordinal," \
	" s.arrived_at,"                                                                                                                \
	" w.saved_at, w.version, COALESCE(e.state <> 'withdrawn' AND (SELECT " SQL_ENTRY_WINDOW                                         \
	" FROM editions d WHERE d.id = e.edition_id), FALSE), (SELECT " SQL_ZONE(                                                       \
	    "d.rulebook_id") " FROM editions d WHERE d.id = e.edition_id)"
#define LIST_PAGE(order) " ORDER BY " order ", e.id" SQL_PAGE

/* All of an edition, for who may read it; or those of one's own firms, of one edition or all. */
#define EDITION_WHERE(search) " WHERE e.edition_id = :edition AND " SQL_OTHERS_OR_ACTED_FOR_ENTRY("e.id") LIST_FILTER(search)
#define OWN_WHERE(search)                                                                                                \
	" WHERE e.firm_id IN (SELECT m.firm_id FROM firm_members m WHERE m.account_id = :account) AND (:edition IS NULL" \
	" OR e.edition_id = :edition)" LIST_FILTER(search)
/* Which entries stand on the page is found out from what they are filtered and sorted by; drafts and submissions, whose rows are large, are read for
 * those of the page only, unless one sorts by them (JOINS). */
#define LIST_SQL(joins, where, order)                                                                                                       \
	"SELECT " LIST_COLUMNS " FROM (SELECT e.id FROM entries e" joins where LIST_PAGE(                                                   \
	    order) ") page JOIN entries e ON e.id = page.id"                                                                                \
		   " JOIN drafts w ON w.entry_id = e.id JOIN firms f ON f.id = e.firm_id LEFT JOIN submissions s ON s.id = e.submission_id" \
		   " ORDER BY " order ", e.id"
#define COUNT_SQL(joins, where) "SELECT COUNT(*) FROM entries e" joins where
/* Two rows of the table below: for everything, and for a search. */
#define SORT_SQL(joins, joins_found, order)                                                                        \
	{LIST_SQL(joins, OWN_WHERE(ALL), order), LIST_SQL(joins, EDITION_WHERE(ALL), order)},                      \
	{                                                                                                          \
		LIST_SQL(joins_found, OWN_WHERE(FOUND), order), LIST_SQL(joins_found, EDITION_WHERE(FOUND), order) \
	}
/* By an index that has the time in it, so that no submission is opened. */
#define BY_SUBMISSION " LEFT JOIN submissions s FORCE INDEX (submissions_of_entry) ON s.entry_id = e.id AND s.id = e.submission_id"
#define BY_DRAFT " JOIN drafts w ON w.entry_id = e.id"

static const char *const sorts[] = {
    "number",
    "-number",
    "title",
    "-title",
    "firm_name",
    "-firm_name",
    "submitted_at",
    "-submitted_at",
    "saved_at",
    "-saved_at",
    NULL,
};
static const struct {
	const char *own, *all;
} list_sql[] = {
    SORT_SQL("", WITH_FIRM, "e.number"),
    SORT_SQL("", WITH_FIRM, "e.number DESC"),
    SORT_SQL("", WITH_FIRM, "e.title"),
    SORT_SQL("", WITH_FIRM, "e.title DESC"),
    SORT_SQL(WITH_FIRM, WITH_FIRM, "f.name"),
    SORT_SQL(WITH_FIRM, WITH_FIRM, "f.name DESC"),
    SORT_SQL(BY_SUBMISSION, WITH_FIRM BY_SUBMISSION, "s.arrived_at"),
    SORT_SQL(BY_SUBMISSION, WITH_FIRM BY_SUBMISSION, "s.arrived_at DESC"),
    SORT_SQL(BY_DRAFT, WITH_FIRM BY_DRAFT, "w.saved_at"),
    SORT_SQL(BY_DRAFT, WITH_FIRM BY_DRAFT, "w.saved_at DESC"),
};
static const struct {
	const char *own, *all;
} count_sql[] = {
    {COUNT_SQL("", OWN_WHERE(ALL)), COUNT_SQL("", EDITION_WHERE(ALL))},
    {COUNT_SQL(WITH_FIRM, OWN_WHERE(FOUND)), COUNT_SQL(WITH_FIRM, EDITION_WHERE(FOUND))},
};

static enum db_status list_rows(struct request *r, bool all, struct db_rows *rows, int64_t *total)
{
	int64_t edition = request_query_int(r, "edition_id", 0);
	const char *state = request_query(r, "state"), *industry = request_query(r, "industry"), *q = request_query(r, "q");
	size_t found = q ? 1 : 0, row = 2 * query_choice(r, "sort", sorts) + found;
	struct db_rows count;
	enum db_status status =
	    sql_query(r, rows, all ? list_sql[row].all : list_sql[row].own, P(edition, ID(edition)), P(state), P(industry), P(q), PAGE(r));

	if (status != DB_OK || page_tells_total(r, rows->count, total))
		return status;
	status =
	    sql_query(r, &count, all ? count_sql[found].all : count_sql[found].own, P(edition, ID(edition)), P(state), P(industry), P(q));
	if (status == DB_OK)
		*total = db_int(&count, 0, 0);
	return status;
}

static enum handled list(struct request *r)
{
	int64_t edition = request_query_int(r, "edition_id", 0);
	struct db_rows rows, may;
	int64_t total;

	/* Roles are looked up once, not per row. */
	DB_TRY(sql_query(r, &may, "SELECT :edition IS NOT NULL AND " SQL_READER(":edition"), P(edition, ID(edition))));
	DB_TRY(list_rows(r, db_int(&may, 0, 0) && !query_true(r, "mine"), &rows, &total));
	return reply_list(r,
	    db_json_rows(&rows, "iiissssssbittibs", "id", "edition_id", "firm_id", "firm_name", "firm_code", "state", "title", "industry",
		"number", "returned", "submissions", "submitted_at", "saved_at", "version", "editable", "timezone"),
	    total);
}

static const char *const states[] = {"draft", "submitted", "withdrawn", NULL};

static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "edition_id", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "industry", .type = INPUT_TEXT, .min = 1, .max = LIMIT_CODE},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    {.name = "sort", .type = INPUT_ENUM, .one_of = sorts},
    {.name = "mine", .type = INPUT_BOOL},
    INPUT_END,
};

static const struct input_field create_input[] = {
    {.name = "edition_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    {.name = "firm_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/entry-form", ROLE_PUBLIC, 0, 0, NULL, NULL, form},
    {METHOD_GET, "/api/v1/entries", READERS, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/entries", ROLE_CONTESTANT, ROUTE_WRITE, 1024, create_input, NULL, create},
    {METHOD_GET, "/api/v1/entries/{entry}", READERS, 0, 0, NULL, NULL, get},
};

ROUTE_TABLE(entries_routes, rows);
