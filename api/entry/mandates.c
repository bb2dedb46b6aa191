#include "api/entry/mandates.h"

#include <stdlib.h>
#include <string.h>

#include "api/shared/access.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/edition_access.h"
#include "api/shared/error_list.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/text.h"
#include "core/mail/mail.h"
#include "core/request/audit.h"
#include "core/request/locale.h"
#include "core/request/route.h"

static const struct state states[] = {
    {"claimed", {"未提供证明", "未提供證明", "not proved"}, true},
    {"proved", {"待确认", "待確認", "to be confirmed"}, true},
    {"confirmed", {"已确认", "已確認", "confirmed"}, true},
    {"refused", {"未通过", "未通過", "refused"}, true},
    {"revoked", {"已撤销", "已撤銷", "revoked"}, true},
};

#define SET(columns) STATE_SET("mandates", columns ", version = version + 1")
#define DECIDED SET(", reason = :reason, decided_by = :account, decided_at = :now")
#define PROVED SET(", reason = NULL, decided_by = NULL, decided_at = NULL")

static guard_fn letter_there, others_firm;

static const struct state_move moves[] = {
    {"prove", "claimed", "proved", "mandate.prove", ROLE_CONTESTANT, PROVED, letter_there, NULL},
    {"prove", "refused", "proved", "mandate.prove", ROLE_CONTESTANT, PROVED, letter_there, NULL},
    {"prove", "revoked", "proved", "mandate.prove", ROLE_CONTESTANT, PROVED, letter_there, NULL},
    {"confirm", "claimed", "confirmed", "mandate.confirm", ROLE_ORGANIZER, DECIDED, others_firm, NULL},
    {"confirm", "proved", "confirmed", "mandate.confirm", ROLE_ORGANIZER, DECIDED, others_firm, NULL},
    {"confirm", "refused", "confirmed", "mandate.confirm", ROLE_ORGANIZER, DECIDED, others_firm, NULL},
    {"confirm", "revoked", "confirmed", "mandate.confirm", ROLE_ORGANIZER, DECIDED, others_firm, NULL},
    {"refuse", "claimed", "refused", "mandate.refuse", ROLE_ORGANIZER, DECIDED, others_firm, NULL},
    {"refuse", "proved", "refused", "mandate.refuse", ROLE_ORGANIZER, DECIDED, others_firm, NULL},
    {"revoke", "confirmed", "revoked", "mandate.revoke", ROLE_ORGANIZER, DECIDED, others_firm, NULL},
};

STATE_MACHINE(mandate_states, "mandates", states, moves, .begins = STATES("claimed"), .guard = edition_guard);

/* A mandate as found; the object of its state_row. */
struct mandate {
	int64_t firm_id, account_id;
};

static enum handled letter_there(struct request *r, const struct state_row *row)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT 1 FROM attachments WHERE mandate_id = :mandate AND kind = 'authorisation' AND state IN ('stored', 'confirmed') LIMIT 1",
	    P(mandate, row->id)));
	return rows.count > 0 ? GO_ON : reply_problem(r, &problem_authorisation_missing, "attachments.authorisation");
}

/* Nobody confirms themselves; who else has an interest in the firm does not pass the gate (api/shared/conflict_gate.h). */
static enum handled others_firm(struct request *r, const struct state_row *row)
{
	const struct mandate *m = row->object;

	return m->account_id == r->actor.account_id ? reply_problem(r, &problem_own_firm, NULL) : GO_ON;
}

enum db_status mandate_claim(struct request *r, int64_t edition_id, int64_t firm_id)
{
	int64_t made;
	enum db_status status = sql_exec(r, &made,
	    "INSERT IGNORE INTO mandates (edition_id, firm_id, account_id, created_at) VALUES (:edition_id, :firm_id, :account, :now)",
	    P(edition_id), P(firm_id));

	if (status == DB_OK && made == 1)
		audit(r, (struct audit_event){.edition_id = edition_id,
			     .action = "mandate.claim",
			     .object = "mandates",
			     .object_id = db_insert_id(r->db),
			     .detail = json_pack("{s:I}", "firm", (json_int_t)firm_id)});
	return status;
}

/* ---- reading ---- */

#define COLUMNS                                                                                                                        \
	"m.id, m.edition_id, m.firm_id, f.name, f.code, m.account_id, a.name, a.email, m.state, m.reason, m.created_at, m.decided_at," \
	" (SELECT COUNT(*) FROM attachments t WHERE t.mandate_id = m.id AND t.state IN ('stored', 'confirmed')),"                      \
	" EXISTS (SELECT 1 FROM firm_members fm WHERE fm.firm_id = m.firm_id AND fm.account_id = m.account_id)"
#define SHAPE                                                                                                                        \
	"iiississssttib", "id", "edition_id", "firm_id", "firm_name", "firm_code", "account_id", "name", "email", "state", "reason", \
	    "created_at", "decided_at", "files", "acts"
#define FROM " FROM mandates m JOIN firms f ON f.id = m.firm_id JOIN accounts a ON a.id = m.account_id"

static enum handled show(struct request *r, int64_t id)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS FROM " WHERE m.id = :id", P(id)));
	return rows.count > 0 ? reply_json(r, 200, db_json_row(&rows, 0, SHAPE)) : reply_problem(r, &problem_not_found, NULL);
}

#define FILTER                                                                                                 \
	" WHERE m.edition_id = :edition AND " SQL_OTHERS_FIRM("m.firm_id", "m.edition_id") " AND " SQL_FILTER( \
	    "m.state", "state") " AND " SQL_SEARCH("f.name, f.code, a.name, a.email")

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	const char *state = request_query(r, "state"), *q = request_query(r, "q");
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS FROM FILTER " ORDER BY m.state = 'proved' DESC, m.id" SQL_PAGE, P(edition), P(state),
	    P(q), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FROM FILTER, P(edition), P(state), P(q)));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

/* Of the firm of one entry, for those who act for it. */
static enum handled show_of_entry(struct request *r, int64_t entry)
{
	struct db_rows rows, about;

	DB_TRY(sql_query(r, &about,
	    "SELECT e.firm_id, e.edition_id, d.mandates_required, " SQL_REPRESENTED("e.firm_id",
		"e.edition_id") ", (SELECT o.id FROM mandates o WHERE o.edition_id = e.edition_id AND o.firm_id = e.firm_id AND o.account_id = :account)"
				" FROM entries e JOIN editions d ON d.id = e.edition_id WHERE e.id = :entry AND (" SQL_MEMBER(
				    "e.firm_id") " OR " SQL_READER("e.edition_id") ")",
	    P(entry)));
	if (about.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS FROM " WHERE m.firm_id = :firm AND m.edition_id = :edition ORDER BY m.id",
	    P(firm, db_int(&about, 0, 0)), P(edition, db_int(&about, 0, 1))));
	json_t *answer = db_json_row(&about, 0, "--bbi", "required", "represented", "mine");
	json_object_set_new(answer, "items", db_json_rows(&rows, SHAPE));
	return reply_json(r, 200, answer);
}

static enum handled of_entry(struct request *r)
{
	return show_of_entry(r, request_id_param(r, 0));
}

/* ---- by who acts for the firm ---- */

static enum handled claim(struct request *r)
{
	int64_t entry = request_id_param(r, 0);
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.edition_id, e.firm_id, d.state = 'closed' FROM entries e JOIN editions d ON d.id = e.edition_id WHERE e.id = :entry AND " SQL_MEMBER(
		"e.firm_id"),
	    P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (db_int(&rows, 0, 2))
		return reply_problem(r, &problem_edition_closed, NULL);
	DB_TRY(mandate_claim(r, db_int(&rows, 0, 0), db_int(&rows, 0, 1)));
	return show_of_entry(r, entry);
}

static enum handled prove(struct request *r)
{
	struct db_rows rows;
	struct mandate m;

	DB_TRY(sql_query(r, &rows,
	    "SELECT m.id, m.edition_id, m.state, m.firm_id FROM mandates m WHERE m.id = :mandate AND m.account_id = :account AND " SQL_MEMBER(
		"m.firm_id") " FOR UPDATE",
	    P(mandate, request_id_param(r, 0))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	m = (struct mandate){db_int(&rows, 0, 3), r->actor.account_id};
	struct state_row row = {db_int(&rows, 0, 0), db_int(&rows, 0, 1), db_text(&rows, 0, 2), &m};
	if (strcmp(row.state, "proved") == 0) /* sent again */
		return show(r, row.id);
	STEP(state_move(r, &mandate_states, &row, "prove", WHY(NULL, NULL)));
	return show(r, row.id);
}

/* ---- by organisers ---- */

static const char *const decisions[] = {"confirm", "refuse", "revoke", NULL};

static const char *const letter_subject[LOCALES] = {
    "您代表企业参赛的资格未获确认", "您代表企業參賽的資格未獲確認", "Your authority to act for a firm was not confirmed"};
/* Before the firm's name, behind it, and behind the reason. */
static const char *const letter_text[LOCALES][3] = {
    {"您好：\n\n您以“", "”代表身份参赛的资格未获确认。原因：\n\n", "\n\n您可以登录后在项目页补交授权委托书，再次申请确认。\n"},
    {"您好：\n\n您以「", "」代表身份參賽的資格未獲確認。原因：\n\n", "\n\n您可以登入後在項目頁補交授權委託書，再次申請確認。\n"},
    {"Your authority to act for “", "” was not confirmed. The reason:\n\n",
	"\n\nYou may log in, add a letter of authorisation on the entry's page and ask again.\n"},
};

static enum db_status tell(struct request *r, int64_t id, const char *reason)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT f.name, a.email, a.locale" FROM " WHERE m.id = :id AND a.state = 'active'", P(id));

	if (status != DB_OK || rows.count == 0)
		return status;
	enum locale locale = locale_named(db_text(&rows, 0, 2));
	const char *const *text = letter_text[locale];
	return mail_queue(r, db_text(&rows, 0, 1), letter_subject[locale],
	    arena_printf(r->arena, "%s%s%s%s%s", text[0], db_text(&rows, 0, 0), text[1], reason, text[2]));
}

static enum handled decide(struct request *r)
{
	const char *decision = input_text(r, "decision"), *reason = input_text(r, "reason");
	bool confirms = strcmp(decision, "confirm") == 0;
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT m.id, m.edition_id, m.state, m.firm_id, m.account_id FROM mandates m WHERE m.id = :mandate AND " SQL_ORGANIZER(
		"m.edition_id") " FOR UPDATE",
	    P(mandate, request_id_param(r, 0))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (!confirms && (!reason || text_blank(reason)))
		return reply_problem(r, &problem_reason_required, "reason");
	struct mandate m = {db_int(&rows, 0, 3), db_int(&rows, 0, 4)};
	struct state_row row = {db_int(&rows, 0, 0), db_int(&rows, 0, 1), db_text(&rows, 0, 2), &m};
	STEP(state_move(r, &mandate_states, &row, decision, WHY(reason, NULL)));
	if (!confirms)
		DB_TRY(tell(r, row.id, reason));
	return show(r, row.id);
}

static const char *const refusals[][LOCALES] = {
    {"本届赛事没有这个已提交的项目。", "本屆賽事沒有這個已提交的項目。", "This edition has no such submitted entry."},
    {"此事涉及您所代表的企业，须由其他赛务人员处理。", "此事涉及您所代表的企業，須由其他賽務人員處理。",
	"This concerns a firm that you act for; another organiser must do it."},
    {"提交该项目的人已不代表该企业，请其现任代表申请确认。", "提交該項目的人已不代表該企業，請其現任代表申請確認。",
	"Who submitted the entry no longer acts for the firm; one of those who do must ask to be confirmed."},
};

/* The mandate of who submitted the entry, which is made here if entering has not. */
static enum handled confirm_one(struct request *r, int64_t edition, int64_t entry, json_t *refused, int64_t *confirmed)
{
	struct db_rows rows, found;
	const char *field = arena_printf(r->arena, "%lld", (long long)entry);

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.firm_id, s.submitted_by, " SQL_INTEREST("e.firm_id",
		"e.edition_id") ","
				" EXISTS (SELECT 1 FROM firm_members h WHERE h.firm_id = e.firm_id AND h.account_id = s.submitted_by)"
				" FROM entries e JOIN submissions s ON s.id = e.submission_id WHERE e.id = :entry AND e.edition_id = :edition AND e.state = 'submitted'",
	    P(entry), P(edition)));
	size_t why = rows.count == 0 ? 0 : db_int(&rows, 0, 2) ? 1 : 2;
	if (rows.count == 0 || db_int(&rows, 0, 2) || !db_int(&rows, 0, 3)) {
		error_add(refused, field, refusals[why][r->locale]);
		return GO_ON;
	}
	struct mandate m = {db_int(&rows, 0, 0), db_int(&rows, 0, 1)};
	DB_TRY(sql_exec(r, NULL,
	    "INSERT IGNORE INTO mandates (edition_id, firm_id, account_id, created_at) VALUES (:edition, :firm, :person, :now)", P(edition),
	    P(firm, m.firm_id), P(person, m.account_id)));
	DB_TRY(sql_query(r, &found,
	    "SELECT id, state FROM mandates WHERE edition_id = :edition AND firm_id = :firm AND account_id = :person FOR UPDATE",
	    P(edition), P(firm, m.firm_id), P(person, m.account_id)));
	struct state_row row = {db_int(&found, 0, 0), edition, db_text(&found, 0, 1), &m};
	if (strcmp(row.state, "confirmed") == 0)
		return GO_ON;
	++*confirmed;
	return state_move(r, &mandate_states, &row, "confirm", WHY(input_text(r, "reason"), NULL));
}

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Those of the entries listed, all or none. */
static enum handled confirm_many(struct request *r)
{
	int64_t edition = request_id_param(r, 0), confirmed = 0;
	const json_t *entries = input_json(r, "entries");
	size_t count = json_array_size(entries);
	int64_t *ids = arena_alloc(r->arena, (count + 1) * sizeof *ids);
	json_t *refused = arena_json(r->arena, json_array());

	STEP(edition_may(r, edition, EDITION_CHANGE));
	for (size_t i = 0; i < count; i++)
		ids[i] = json_integer_value(json_array_get(entries, i));
	qsort(ids, count, sizeof *ids, by_number); /* locked in one order by all */
	for (size_t i = 0; i < count; i++)
		STEP(confirm_one(r, edition, ids[i], refused, &confirmed));
	if (json_array_size(refused))
		return reply_problem_list(r, &problem_bulk_refused, json_incref(refused));
	return reply_json(r, 200, json_pack("{s:I}", "confirmed", (json_int_t)confirmed));
}

static const char *const state_names[] = {"claimed", "proved", "confirmed", "refused", "revoked", NULL};

static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "state", .type = INPUT_ENUM, .one_of = state_names},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_END,
};

static const struct input_field decide_input[] = {
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = decisions},
    {.name = "reason", .type = INPUT_TEXT, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field confirm_input[] = {
    {.name = "entries", .type = INPUT_ARRAY, .required = true, .min = 1, .max = LIMIT_BULK},
    {.name = "reason", .type = INPUT_TEXT, .max = LIMIT_REASON},
    INPUT_END,
};

#define STAFF (ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/mandates", STAFF, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/mandates/confirm", ROLE_ORGANIZER, ROUTE_WRITE, 16384, confirm_input, NULL, confirm_many},
    {METHOD_POST, "/api/v1/mandates/{mandate}/decide", ROLE_ORGANIZER, ROUTE_WRITE, 8192, decide_input, NULL, decide},
    {METHOD_POST, "/api/v1/mandates/{mandate}/prove", ROLE_CONTESTANT, ROUTE_WRITE, 0, NULL, NULL, prove},
    {METHOD_GET, "/api/v1/entries/{entry}/mandates", ROLE_CONTESTANT | STAFF, 0, 0, NULL, NULL, of_entry},
    {METHOD_POST, "/api/v1/entries/{entry}/mandates", ROLE_CONTESTANT, ROUTE_WRITE, 0, NULL, NULL, claim},
};

ROUTE_TABLE(mandates_routes, rows);
