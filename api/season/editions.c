/* Editions (届): made as drafts, edited until published. Publishing, closing and amending are in edition_states.c. */
#include "api/season/editions.h"
#include "api/shared/problems.h"

#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/zones.h"
#include "core/request/audit.h"
#include "core/request/route.h"

const char *edition_dates_conflict(const struct edition_dates *d)
{
	if (d->entries_open_at != TIME_NONE && d->entries_close_at != TIME_NONE && d->entries_open_at >= d->entries_close_at)
		return "entries_close_at";
	if (d->entries_close_at != TIME_NONE && d->corrections_close_at != TIME_NONE && d->corrections_close_at < d->entries_close_at)
		return "corrections_close_at";
	if (d->entries_open_at != TIME_NONE && d->investments_close_at != TIME_NONE && d->investments_close_at <= d->entries_open_at)
		return "investments_close_at";
	return NULL;
}

static enum handled list(struct request *r)
{
	struct db_rows rows, total;
	const char *state = request_query(r, "state"), *sort = request_query(r, "sort");
	int64_t contest = request_query_int(r, "contest", 0);

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.id, e.contest_id, c.title, e.code, e.title, e.state, e.entries_open_at, e.entries_close_at, " SQL_ZONE(
		"e.rulebook_id") " FROM editions e"
				 " JOIN contests c ON c.id = e.contest_id WHERE (:contest IS NULL OR e.contest_id = :contest) AND (:state IS NULL"
				 " OR e.state = :state)"
				 " AND " SQL_EDITION_VISIBLE " ORDER BY CASE WHEN :sort = 'code' THEN e.code END,"
				 " CASE WHEN :sort = 'entries_close_at' THEN e.entries_close_at END, e.id DESC" SQL_PAGE,
	    P(contest, ID(contest)), P(state), P(sort), PAGE(r)));
	DB_TRY(sql_query(r, &total,
	    "SELECT COUNT(*) FROM editions e WHERE (:contest IS NULL OR e.contest_id = :contest) AND (:state IS NULL OR e.state = :state)"
	    " AND " SQL_EDITION_VISIBLE,
	    P(contest, ID(contest)), P(state)));
	return reply_list(r,
	    db_json_rows(&rows, "iijsjstts", "id", "contest_id", "contest_title", "code", "title", "state", "entries_open_at",
		"entries_close_at", "timezone"),
	    db_int(&total, 0, 0));
}

/* Amendments stay visible to everybody; who made them is for organisers and auditors. */
static enum db_status amendments(struct request *r, int64_t edition, json_t **list)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT a.id, a.field, a.old_value, a.new_value, a.reason, a.amended_at, IF(" SQL_READER(
		"a.edition_id") ", a.amended_by, NULL)"
				" FROM amendments a WHERE a.edition_id = :edition ORDER BY a.id",
	    P(edition));

	if (status == DB_OK)
		*list = db_json_rows(&rows, "issssti", "id", "field", "old_value", "new_value", "reason", "amended_at", "amended_by");
	return status;
}

enum handled edition_show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;
	json_t *amended = NULL;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.id, e.contest_id, c.title, e.code, e.title, e.state, e.entries_open_at, e.entries_close_at, e.grace_seconds,"
	    " e.corrections_close_at, e.investments_close_at, e.version, e.created_at, b.id, b.number, LOWER(HEX(b.sha256)), e.mandates_required, " SQL_ZONE(
		"e.rulebook_id") " FROM editions e"
				 " JOIN contests c ON c.id = e.contest_id LEFT JOIN rulebooks b ON b.id = e.rulebook_id WHERE e.id = :id"
				 " AND " SQL_EDITION_VISIBLE,
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(amendments(r, id, &amended));
	json_t *edition = db_json_row(&rows, 0, "iijsjsttittit---bs", "id", "contest_id", "contest_title", "code", "title", "state",
	    "entries_open_at", "entries_close_at", "grace_seconds", "corrections_close_at", "investments_close_at", "version", "created_at",
	    "mandates_required", "timezone");
	json_object_set_new(edition, "rulebook",
	    db_is_null(&rows, 0, 13) ? json_null() : db_json_row(&rows, 0, "-------------iis--", "id", "number", "sha256"));
	json_object_set_new(edition, "amendments", amended);
	reply_etag(r, db_int(&rows, 0, 11));
	return reply_json(r, status, edition);
}

static enum handled get(struct request *r)
{
	return edition_show(r, request_id_param(r, 0), 200);
}

/* A date from the body: as given, cleared by null, as before if not mentioned. */
static int64_t date_or(const struct request *r, const char *name, int64_t before)
{
	return input_json(r, name) ? input_time(r, name) : before;
}

static struct edition_dates dates_from(const struct request *r, struct edition_dates before)
{
	return (struct edition_dates){
	    .entries_open_at = date_or(r, "entries_open_at", before.entries_open_at),
	    .entries_close_at = date_or(r, "entries_close_at", before.entries_close_at),
	    .corrections_close_at = date_or(r, "corrections_close_at", before.corrections_close_at),
	    .investments_close_at = date_or(r, "investments_close_at", before.investments_close_at),
	    .grace_seconds = input_int(r, "grace_seconds", before.grace_seconds),
	};
}

static enum handled create(struct request *r)
{
	struct db_rows may, contest;
	struct edition_dates d = dates_from(r, (struct edition_dates){TIME_NONE, TIME_NONE, TIME_NONE, TIME_NONE, 0});
	const char *conflict = edition_dates_conflict(&d);

	DB_TRY(sql_query(r, &may, "SELECT " SQL_FOUNDER));
	if (!db_int(&may, 0, 0))
		return reply_problem(r, &problem_forbidden, NULL);
	DB_TRY(sql_query(r, &contest, "SELECT 1 FROM contests WHERE id = :contest_id", P(contest_id, input_int(r, "contest_id", 0))));
	if (contest.count == 0)
		return reply_problem(r, &problem_contest_unknown, "contest_id");
	if (!code_valid(input_text(r, "code")))
		return reply_problem(r, &problem_code_invalid, "code");
	if (code_like_id(input_text(r, "code")))
		return reply_problem(r, &problem_code_like_id, "code");
	if (!localised_valid(input_json(r, "title"), LIMIT_NAME))
		return reply_problem(r, &problem_localised_text_invalid, "title", LIMIT_NAME);
	if (conflict)
		return reply_problem(r, &problem_edition_dates_invalid, conflict);
	switch (sql_exec(r, NULL,
	    "INSERT INTO editions (contest_id, code, title, entries_open_at, entries_close_at, grace_seconds, corrections_close_at,"
	    " investments_close_at, mandates_required, created_by, created_at) VALUES (:contest_id, :code, :title, :entries_open_at, :entries_close_at,"
	    " :grace_seconds, :corrections_close_at, :investments_close_at, :mandates_required, :account, :now)",
	    P(contest_id, input_int(r, "contest_id", 0)), P(code, input_text(r, "code")), P(title, input_json(r, "title")),
	    P(entries_open_at, TIME(d.entries_open_at)), P(entries_close_at, TIME(d.entries_close_at)), P(grace_seconds, d.grace_seconds),
	    P(corrections_close_at, TIME(d.corrections_close_at)), P(investments_close_at, TIME(d.investments_close_at)),
	    P(mandates_required, input_bool(r, "mandates_required", true)))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_edition_code_taken, "code");
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){
		     .edition_id = id, .action = "edition.create", .object = "editions", .object_id = id, .detail = json_incref(r->json)});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/editions/%lld", (long long)id));
	return edition_show(r, id, 201);
}

static enum handled patch(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows old;
	json_t *title = input_json(r, "title");

	STEP(request_has_version(r));
	DB_TRY(sql_query(r, &old,
	    "SELECT e.version, e.state = 'draft', e.title, e.entries_open_at, e.entries_close_at, e.corrections_close_at,"
	    " e.investments_close_at, e.grace_seconds, e.mandates_required"
	    " FROM editions e WHERE e.id = :id AND " SQL_ORGANIZER("e.id") " FOR UPDATE",
	    P(id)));
	if (old.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(request_matches(r, db_int(&old, 0, 0)));
	if (!db_int(&old, 0, 1))
		return reply_problem(r, &problem_edition_published, NULL);
	if (title && !localised_valid(title, LIMIT_NAME))
		return reply_problem(r, &problem_localised_text_invalid, "title", LIMIT_NAME);
	struct edition_dates d = dates_from(r,
	    (struct edition_dates){db_time(&old, 0, 3), db_time(&old, 0, 4), db_time(&old, 0, 5), db_time(&old, 0, 6), db_int(&old, 0, 7)});
	const char *conflict = edition_dates_conflict(&d);
	if (conflict)
		return reply_problem(r, &problem_edition_dates_invalid, conflict);
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE editions SET title = COALESCE(:title, title), entries_open_at = :entries_open_at,"
	    " entries_close_at = :entries_close_at, corrections_close_at = :corrections_close_at,"
	    " investments_close_at = :investments_close_at, grace_seconds = :grace_seconds, mandates_required = :mandates_required, version = version + 1 WHERE id = :id",
	    P(investments_close_at, TIME(d.investments_close_at)), P(title), P(entries_open_at, TIME(d.entries_open_at)),
	    P(entries_close_at, TIME(d.entries_close_at)), P(corrections_close_at, TIME(d.corrections_close_at)),
	    P(grace_seconds, d.grace_seconds), P(mandates_required, input_bool(r, "mandates_required", db_int(&old, 0, 8) != 0)), P(id)));
	audit(r, (struct audit_event){
		     .edition_id = id, .action = "edition.edit", .object = "editions", .object_id = id, .detail = json_incref(r->json)});
	return edition_show(r, id, 200);
}

static const char *const states[] = {"draft", "published", "closed", NULL};
static const char *const sorts[] = {"newest", "code", "entries_close_at", NULL};

static const struct input_field list_query[] = {
    {.name = "contest", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "sort", .type = INPUT_ENUM, .one_of = sorts},
    INPUT_PAGE,
    INPUT_END,
};

#define INPUT_DATES                                                                                                                    \
	{.name = "entries_open_at", .type = INPUT_TIME, .nullable = true},                                                             \
	    {.name = "entries_close_at", .type = INPUT_TIME, .nullable = true},                                                        \
	    {.name = "corrections_close_at", .type = INPUT_TIME, .nullable = true},                                                    \
	    {.name = "investments_close_at", .type = INPUT_TIME, .nullable = true}, {.name = "mandates_required", .type = INPUT_BOOL}, \
	{                                                                                                                              \
		.name = "grace_seconds", .type = INPUT_INT, .min = 0, .max = GRACE_MAX                                                 \
	}

static const struct input_field create_input[] = {
    {.name = "contest_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    {.name = "code", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_CODE},
    {.name = "title", .type = INPUT_OBJECT, .texts = TEXT_NAME, .required = true},
    INPUT_DATES,
    INPUT_END,
};

static const struct input_field patch_input[] = {
    {.name = "title", .type = INPUT_OBJECT, .texts = TEXT_NAME},
    INPUT_DATES,
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions", ROLE_PUBLIC, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/editions", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 4096, create_input, NULL, create},
    {METHOD_GET, "/api/v1/editions/{edition}", ROLE_PUBLIC, 0, 0, NULL, NULL, get},
    {METHOD_PATCH, "/api/v1/editions/{edition}", ROLE_ORGANIZER, ROUTE_WRITE, 4096, patch_input, NULL, patch},
};

ROUTE_TABLE(editions_routes, rows);
