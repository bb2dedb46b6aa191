/* Attachments: lists, confirming, removing. Bytes come in through uploads.c and go out through downloads.c. */
#include "api/files/attachments.h"
#include "api/shared/problems.h"

#include <string.h>

#include "api/files/file_store.h"
#include "api/files/slides.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/request/audit.h"
#include "core/request/route.h"

#define FOUND                                                                                                                                                     \
	"SELECT id, edition_id, token, kind, filename, size, received, state, expires_at, entry_id, investment_id, objection_id, mandate_id, claim_id, answer_id" \
	" FROM attachments "

static enum db_status find_row(struct request *r, const char *token, int64_t id, bool lock, struct db_rows *rows)
{
	if (token && lock)
		return sql_query(r, rows, FOUND "WHERE token = :token FOR UPDATE", P(token));
	if (token)
		return sql_query(r, rows, FOUND "WHERE token = :token", P(token));
	if (lock)
		return sql_query(r, rows, FOUND "WHERE id = :id FOR UPDATE", P(id));
	return sql_query(r, rows, FOUND "WHERE id = :id", P(id));
}

enum db_status attachment_find(struct request *r, const struct objection_link *link, const char *token, int64_t id, bool lock,
    struct attachment *a, const struct problem_kind **problem)
{
	struct db_rows rows;
	enum db_status status = find_row(r, token, id, lock, &rows);
	int64_t edition;
	bool found;

	*problem = &problem_not_found;
	if (status != DB_OK || rows.count == 0)
		return status;
	*a = (struct attachment){
	    .id = db_int(&rows, 0, 0),
	    .edition = db_int(&rows, 0, 1),
	    .token = db_text(&rows, 0, 2),
	    .kind = attachment_kind(db_text(&rows, 0, 3)),
	    .filename = db_text(&rows, 0, 4),
	    .size = db_int(&rows, 0, 5),
	    .received = db_int(&rows, 0, 6),
	    .state = db_text(&rows, 0, 7),
	    .expires_at = db_time(&rows, 0, 8),
	    .owner = !db_is_null(&rows, 0, 9)    ? OWNER_ENTRY
		     : !db_is_null(&rows, 0, 10) ? OWNER_INVESTMENT
		     : !db_is_null(&rows, 0, 11) ? OWNER_OBJECTION
		     : !db_is_null(&rows, 0, 12) ? OWNER_MANDATE
		     : !db_is_null(&rows, 0, 13) ? OWNER_CLAIM
						 : OWNER_ANSWER,
	};
	a->owner_id = db_int(&rows, 0, 9 + (size_t)a->owner);
	status = attachment_owner_find(r, link, a->owner, a->owner_id, &found, &edition, &a->changeable);
	if (found)
		*problem = NULL;
	return status;
}

/* ---- reading ---- */

/* By when an upload must be whole: what was begun in time may be finished within the grace period. NULL: whole already, or no date ends it. */
#define FINISH_BY                                                                                                               \
	" (SELECT " SQL_ENTRY_CLOSES " + INTERVAL d.grace_seconds SECOND FROM entries e JOIN editions d ON d.id = e.edition_id" \
	" WHERE e.id = a.entry_id AND a.state = 'uploading')"

#define COLUMNS                                                                                                                                                    \
	"a.id, a.entry_id, a.investment_id, a.objection_id, a.mandate_id, a.claim_id, a.answer_id, a.kind, a.filename, a.size, a.received, a.state, a.media_type," \
	" LOWER(HEX(a.sha256)), " SQL_ATTACHMENT_SUBMITTED ", " SQL_SLIDES_STATE                                                                                   \
	", a.created_at, a.stored_at, a.removed_at, a.expires_at,"                                                                                                 \
	" IF(a.state = 'uploading' AND a.created_by = :account, a.token, NULL)," FINISH_BY
#define SHAPE "iiiiiiissiisssbsttttst"

/* "is": db_json_rows() and db_json_row() take the same names. */
#define NAMES                                                                                                                             \
	"id", "entry_id", "investment_id", "objection_id", "mandate_id", "claim_id", "answer_id", "kind", "filename", "size", "received", \
	    "state", "media_type", "sha256", "submitted", "as_pdf", "created_at", "stored_at", "removed_at", "expires_at", "upload",      \
	    "finish_by"

enum handled attachment_show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS " FROM attachments a WHERE a.id = :id", P(id), SLIDES_PARAMETER));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, status, db_json_row(&rows, 0, SHAPE, NAMES));
}

/* Unfinished uploads are listed for those who can resume or remove them, that is not for judges, organisers and auditors. */
#define LISTED \
	" AND " SQL_ATTACHMENT_VISIBLE " AND (" SQL_ATTACHMENT_READABLE " OR (a.state = 'uploading' AND :uploading_too)) ORDER BY a.id"

static enum handled reply_rows(struct request *r, const struct db_rows *rows)
{
	return reply_list(r, db_json_rows(rows, SHAPE, NAMES), (int64_t)rows->count);
}

static enum handled list_of_entry(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows may, rows;

	DB_TRY(sql_query(r, &may,
	    "SELECT " SQL_MEMBER("e.firm_id") " FROM entries e WHERE e.id = :id AND (" SQL_READER("e.edition_id") " OR " SQL_MEMBER(
		"e.firm_id") " OR " SQL_JUDGES_ENTRY("e.id") ")",
	    P(id)));
	if (may.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS " FROM attachments a WHERE a.entry_id = :id" LISTED, P(id),
	    P(uploading_too, db_int(&may, 0, 0)), SLIDES_PARAMETER));
	return reply_rows(r, &rows);
}

static enum handled list_of_investment(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows may, rows;

	DB_TRY(sql_query(r, &may,
	    "SELECT " SQL_MEMBER("i.firm_id") " FROM investments i WHERE i.id = :id AND (" SQL_READER("i.edition_id") " OR " SQL_MEMBER(
		"i.firm_id") ")",
	    P(id)));
	if (may.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS " FROM attachments a WHERE a.investment_id = :id" LISTED, P(id),
	    P(uploading_too, db_int(&may, 0, 0)), SLIDES_PARAMETER));
	return reply_rows(r, &rows);
}

static enum handled list_of_objection(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows may, rows;

	DB_TRY(sql_query(r, &may,
	    "SELECT o.account_id = :account FROM objections o WHERE o.id = :id AND (" SQL_READER(
		"o.edition_id") " OR o.account_id = :account)",
	    P(id)));
	if (may.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS " FROM attachments a WHERE a.objection_id = :id" LISTED, P(id),
	    P(uploading_too, db_int(&may, 0, 0)), SLIDES_PARAMETER));
	return reply_rows(r, &rows);
}

static enum handled list_of_mandate(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows may, rows;

	DB_TRY(sql_query(r, &may,
	    "SELECT m.account_id = :account FROM mandates m WHERE m.id = :id AND (" SQL_READER(
		"m.edition_id") " OR m.account_id = :account)",
	    P(id)));
	if (may.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS " FROM attachments a WHERE a.mandate_id = :id" LISTED, P(id),
	    P(uploading_too, db_int(&may, 0, 0)), SLIDES_PARAMETER));
	return reply_rows(r, &rows);
}

/* Both sides of a claim, each to itself, and both to who decides. */

static enum handled claim_files(struct request *r, const struct db_rows *may, bool answer, bool own)
{
	struct db_rows rows;
	int64_t id = request_id_param(r, 0);

	if (may->count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS
	    " FROM attachments a WHERE IF(:answer, a.answer_id, a.claim_id) = :id AND (a.claim_id = :id OR a.answer_id = :id)" LISTED,
	    P(id), P(answer, (int64_t)answer), P(uploading_too, (int64_t)own), SLIDES_PARAMETER));
	return reply_rows(r, &rows);
}

static enum handled list_of_own_claim(struct request *r)
{
	struct db_rows may;

	DB_TRY(sql_query(r, &may, "SELECT 1 FROM firm_claims WHERE id = :id AND claimed_by = :account", P(id, request_id_param(r, 0))));
	return claim_files(r, &may, false, true);
}

static enum handled list_of_own_answer(struct request *r)
{
	struct db_rows may;

	DB_TRY(sql_query(r, &may,
	    "SELECT 1 FROM firm_claims c JOIN firms f ON " SQL_CLAIMED_FIRM(
		"c", "f") " WHERE c.id = :id AND c.filed_at IS NOT NULL AND c.claimed_by <> :account AND " SQL_MEMBER("f.id"),
	    P(id, request_id_param(r, 0))));
	return claim_files(r, &may, true, true);
}

static enum handled list_to_decider(struct request *r, bool answer)
{
	struct db_rows may;

	DB_TRY(sql_query(r, &may,
	    "SELECT 1 FROM firm_claims c JOIN firms f ON " SQL_CLAIMED_FIRM(
		"c", "f") " WHERE c.id = :id AND c.filed_at IS NOT NULL AND c.claimed_by <> :account AND " SQL_CLAIM_STAFF("f.id"),
	    P(id, request_id_param(r, 0))));
	return claim_files(r, &may, answer, false);
}

static enum handled list_of_claim(struct request *r)
{
	return list_to_decider(r, false);
}

static enum handled list_of_answer(struct request *r)
{
	return list_to_decider(r, true);
}

/* Of an objection that was filed by the link: what is there or on its way. */
static enum handled list_by_link(struct request *r)
{
	int64_t id = request_id_param(r, 0), edition;
	struct objection_link link;
	struct db_rows rows;
	bool found, changeable;

	STEP(objection_link_find(r, input_text(r, "token"), "token", &link));
	DB_TRY(attachment_owner_find(r, &link, OWNER_OBJECTION, id, &found, &edition, &changeable));
	if (!found)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS " FROM attachments a WHERE a.objection_id = :id"
	    " AND (a.state IN ('stored', 'confirmed') OR (a.state = 'uploading' AND a.expires_at > :now)) ORDER BY a.id",
	    P(id), SLIDES_PARAMETER));
	return reply_rows(r, &rows);
}

/* ---- changing ---- */

static enum handled confirm(struct request *r)
{
	const struct problem_kind *problem;
	struct attachment a;

	DB_TRY(attachment_find(r, NULL, NULL, request_id_param(r, 0), true, &a, &problem));
	if (problem)
		return reply_problem(r, problem, NULL);
	if (strcmp(a.state, "confirmed") == 0)
		return attachment_show(r, a.id, 200);
	if (strcmp(a.state, "stored") != 0 || strcmp(a.kind->name, "roadshow") != 0)
		return reply_problem(r, &problem_attachment_not_confirmable, NULL);
	if (!a.changeable)
		return reply_problem(r, &problem_attachments_closed, NULL);
	struct state_row row = attachment_row(&a);
	STEP(state_move(r, &attachment_states, &row, "confirm", WHY(NULL, attachment_detail(&a))));
	return attachment_show(r, a.id, 200);
}

static void drop_partial(struct request *r, void *token)
{
	file_store_remove_partial(r->app->config->files, token);
}

enum handled attachment_remove(struct request *r, const struct attachment *a)
{
	if (strcmp(a->state, "confirmed") == 0)
		return reply_problem(r, &problem_attachment_confirmed, NULL);
	if (strcmp(a->state, "uploading") != 0 && strcmp(a->state, "stored") != 0)
		return reply_problem(r, &problem_attachment_gone, NULL);
	if (!a->changeable)
		return reply_problem(r, &problem_attachments_closed, NULL);
	struct state_row row = attachment_row(a);
	STEP(state_move(r, &attachment_states, &row, "remove", WHY(NULL, attachment_detail(a))));
	/* A finished file may be named by a submission, or lie under its partial name for a moment; the sweep takes what nobody needs. */
	if (strcmp(a->state, "uploading") == 0)
		request_after_commit(r, drop_partial, arena_strdup(r->arena, a->token));
	return reply_empty(r, 204);
}

static enum handled remove_attachment(struct request *r)
{
	const struct problem_kind *problem;
	struct attachment a;

	DB_TRY(attachment_find(r, NULL, NULL, request_id_param(r, 0), true, &a, &problem));
	if (problem)
		return reply_problem(r, problem, NULL);
	return attachment_remove(r, &a);
}

static enum handled remove_by_link(struct request *r)
{
	const struct problem_kind *problem;
	struct objection_link link;
	struct attachment a;

	STEP(objection_link_find(r, input_text(r, "token"), "token", &link));
	DB_TRY(attachment_find(r, &link, NULL, request_id_param(r, 1), true, &a, &problem));
	if (problem || a.owner_id != request_id_param(r, 0))
		return reply_problem(r, &problem_not_found, NULL);
	return attachment_remove(r, &a);
}

static const struct input_field link_input[] = {
    {.name = "token", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_TOKEN},
    INPUT_END,
};

#define CLAIM_READERS (ROLE_ORGANIZER | ROLE_AUDITOR | ROLE_ADMIN)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/entries/{entry}/attachments", ROLE_ANY_ACCOUNT, 0, 0, NULL, NULL, list_of_entry},
    {METHOD_GET, "/api/v1/investments/{investment}/attachments", ROLE_ANY_ACCOUNT, 0, 0, NULL, NULL, list_of_investment},
    {METHOD_GET, "/api/v1/objections/{objection}/attachments", ROLE_ANY_ACCOUNT, 0, 0, NULL, NULL, list_of_objection},
    {METHOD_GET, "/api/v1/mandates/{mandate}/attachments", ROLE_ANY_ACCOUNT, 0, 0, NULL, NULL, list_of_mandate},
    {METHOD_GET, "/api/v1/me/firm-claims/{claim}/attachments", ROLE_CONTESTANT, 0, 0, NULL, NULL, list_of_own_claim},
    {METHOD_GET, "/api/v1/me/claimed-firms/{claim}/attachments", ROLE_CONTESTANT, 0, 0, NULL, NULL, list_of_own_answer},
    {METHOD_GET, "/api/v1/firm-claims/{claim}/attachments", CLAIM_READERS, 0, 0, NULL, NULL, list_of_claim},
    {METHOD_GET, "/api/v1/firm-claims/{claim}/answer-attachments", CLAIM_READERS, 0, 0, NULL, NULL, list_of_answer},
    {METHOD_POST, "/api/v1/public/objections/{objection}/attachments", ROLE_PUBLIC, 0, 1024, link_input, NULL, list_by_link},
    {METHOD_POST, "/api/v1/public/objections/{objection}/attachments/{attachment}/remove", ROLE_PUBLIC, ROUTE_WRITE, 1024, link_input, NULL,
	remove_by_link},
    {METHOD_POST, "/api/v1/attachments/{attachment}/confirm", ROLE_ANY_ACCOUNT, ROUTE_WRITE, 0, NULL, NULL, confirm},
    {METHOD_DELETE, "/api/v1/attachments/{attachment}", ROLE_ANY_ACCOUNT, ROUTE_WRITE, 0, NULL, NULL, remove_attachment},
};

ROUTE_TABLE(attachments_routes, rows);
