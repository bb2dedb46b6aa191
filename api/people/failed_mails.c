/* Letters that reached nobody: the mail server refused them for good (550), or they were tried for days. Whoever sent one sees it, and so do who reads the
 * edition that it belongs to and admins; it can be sent once more. What a letter was about stands in the audit trail, in the row of its request; its
 * text, which may hold somebody's link, is shown to nobody. */
#include "api/shared/access.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/quotas.h"
#include "core/mail/mail.h"
#include "core/mail/mailer.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* The first row that the request left: found by account and time, which the trail is indexed by. */
#define FROM_FAILED                                                                                                                       \
	" FROM outbox o LEFT JOIN audit u ON u.account_id <=> o.sent_by AND u.at = o.created_at AND u.request_id = o.request_id"          \
	" AND NOT EXISTS (SELECT 1 FROM audit v WHERE v.account_id <=> o.sent_by AND v.at = o.created_at AND v.request_id = o.request_id" \
	"  AND (v.edition_id, v.seq) < (u.edition_id, u.seq)) LEFT JOIN accounts a ON a.id = o.sent_by"
/* One's own, and those of an office, but not those about what one has an interest in. */
#define VISIBLE                                                                                                                      \
	"o.state = 'failed' AND (o.sent_by = :account OR ((has_role(:account, 'admin', NULL) OR has_role(:account, 'auditor', NULL)" \
	" OR (u.edition_id > 0 AND " SQL_READER("u.edition_id") ")) AND " SQL_OTHERS_RECORD("u.object", "u.object_id", "u.detail") "))"
#define FILTERED VISIBLE " AND (:edition IS NULL OR u.edition_id = :edition) AND " SQL_SEARCH("o.recipient, o.subject")
#define COLUMNS \
	"SELECT o.id, o.recipient, o.subject, u.action, NULLIF(u.edition_id, 0), o.sent_by, a.name, o.created_at, o.attempts, o.last_error"

static enum handled list(struct request *r)
{
	const char *q = request_query(r, "q");
	int64_t edition = request_query_int(r, "edition", 0);
	bool interested = conflict_gate_interested(r);
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows, COLUMNS FROM_FAILED " WHERE " FILTERED " ORDER BY o.id DESC" SQL_PAGE, P(q), P(edition, ID(edition)),
	    P(interested), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FROM_FAILED " WHERE " FILTERED, P(q), P(edition, ID(edition)), P(interested)));
	return reply_list(r,
	    db_json_rows(&rows, "isssiistis", "id", "recipient", "subject", "action", "edition_id", "sent_by", "sent_by_name", "created_at",
		"attempts", "error"),
	    db_int(&total, 0, 0));
}

/* As it was written, to the same address: who finds that wrong sends what it was about anew. */
static enum handled resend(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	bool interested = conflict_gate_interested(r);
	struct db_rows found, locked;

	DB_TRY(sql_query(r, &found,
	    "SELECT COALESCE(u.edition_id, 0), o.recipient, o.sent_by = :account OR has_role(:account, 'admin', NULL)"
	    " OR (u.edition_id > 0 AND " SQL_ORGANIZER("u.edition_id") ")" FROM_FAILED " WHERE o.id = :id AND " VISIBLE,
	    P(id), P(interested)));
	if (found.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (!db_int(&found, 0, 2))
		return reply_problem(r, &problem_forbidden, NULL);
	DB_TRY(sql_query(r, &locked, "SELECT state FROM outbox WHERE id = :id FOR UPDATE", P(id)));
	struct state_row row = {id, db_int(&found, 0, 0), db_text(&locked, 0, 0), NULL};
	STEP(state_ready(r, &outbox_states, row.state, "resend"));
	STEP(quota_take(r, QUOTA_MAILS_RECIPIENT, db_text(&found, 0, 1), 1, NULL));
	STEP(state_move(r, &outbox_states, &row, "resend", WHY(NULL, NULL)));
	mail_sent_soon(r);
	return reply_empty(r, 204);
}

static const struct input_field list_query[] = {
    {.name = "edition", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "q", .type = INPUT_TEXT, .max = LIMIT_SEARCH},
    INPUT_PAGE,
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/failed-mails", ROLE_ANY_ACCOUNT, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/failed-mails/{mail}/resend", ROLE_ANY_ACCOUNT, ROUTE_WRITE, 0, NULL, NULL, resend},
};

ROUTE_TABLE(failed_mails_routes, rows);
