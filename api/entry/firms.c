/* Firms (企业): registration by number, members who act for them and how they are invited, and the check of a code while it is typed. */
#include <string.h>

#include "api/entry/firm_claims.h"
#include "api/entry/firm_number.h"
#include "api/entry/firm_states.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/quotas.h"
#include "core/mail/mail.h"
#include "core/request/audit.h"
#include "core/request/locale.h"
#include "core/request/route.h"

#define IS_MEMBER SQL_MEMBER("f.id")
/* Who organises or audits an edition knows the firms that have entered it, and acts on them; who does so for all editions, all of them. To say who acts for
 * a firm, or to rename it, is to have a hold of all its entries, so that takes the organiser of every edition in which it has one; its code is accepted
 * by any of them. */
#define IN_EDITION(roles) SQL_OFFICE_OF_FIRM("f.id", roles)
#define ACCEPTS_CODE IN_EDITION("'organizer'")
#define IS_ORGANIZER    \
	"(" IN_EDITION( \
	    "'organizer'") " AND NOT EXISTS (SELECT 1 FROM entries n WHERE n.firm_id = f.id AND NOT has_role(:account, 'organizer', n.edition_id)))"
#define IS_STAFF IN_EDITION("'organizer', 'auditor'")

#define FIRM_COLUMNS "f.id, f.jurisdiction, f.code, f.name, f.state, f.code_accepted_why, f.version, f.created_at"

static json_t *firm_json(const struct db_rows *rows, size_t row)
{
	return db_json_row(
	    rows, row, "isssssit", "id", "jurisdiction", "code", "name", "state", "code_accepted_why", "version", "created_at");
}

/* The firm with its members, for who may see it. */
static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows, members, invited;

	DB_TRY(sql_query(r, &rows, "SELECT " FIRM_COLUMNS " FROM firms f WHERE f.id = :id AND (" IS_MEMBER " OR " IS_STAFF ")", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &members,
	    "SELECT a.id, a.name, a.email, m.added_at FROM firm_members m JOIN accounts a ON a.id = m.account_id WHERE m.firm_id = :id"
	    " ORDER BY m.added_at, a.id",
	    P(id)));
	/* Of who has not consented only what the inviter wrote is told. */
	DB_TRY(sql_query(r, &invited,
	    "SELECT a.id, a.email, v.invited_at FROM firm_invitations v JOIN accounts a ON a.id = v.account_id WHERE v.firm_id = :id"
	    " ORDER BY v.invited_at, a.id",
	    P(id)));
	json_t *firm = firm_json(&rows, 0);
	json_object_set_new(firm, "invitations", db_json_rows(&invited, "ist", "account_id", "email", "invited_at"));
	json_object_set_new(firm, "members", db_json_rows(&members, "isst", "account_id", "name", "email", "added_at"));
	reply_etag(r, db_int(&rows, 0, 6));
	return reply_json(r, status, firm);
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

/* ---- list ---- */

#define LIST_WHERE                                                                                                                   \
	" FROM firms f WHERE (" IS_MEMBER " OR (NOT :only_mine AND " IS_STAFF " AND f.id NOT IN (SELECT firm_id FROM " SQL_INTERESTS \
	" mine))) AND (:state IS NULL OR f.state = :state)"                                                                          \
	" AND " SQL_SEARCH("f.name, f.code")
#define LIST_SQL(order) "SELECT " FIRM_COLUMNS LIST_WHERE " ORDER BY " order ", f.id" SQL_PAGE

static const char *const list_sorts[] = {"name", "-name", "created_at", "-created_at", "code", NULL};
static const char *const list_sql[] = {
    LIST_SQL("f.name"),
    LIST_SQL("f.name DESC"),
    LIST_SQL("f.created_at"),
    LIST_SQL("f.created_at DESC"),
    LIST_SQL("f.code"),
};

static enum handled list(struct request *r)
{
	const char *state = request_query(r, "state"), *q = request_query(r, "q");
	int64_t only_mine = query_true(r, "mine");
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows, list_sql[query_choice(r, "sort", list_sorts)], P(only_mine), P(state), P(q), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" LIST_WHERE, P(only_mine), P(state), P(q)));
	json_t *items = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(items, firm_json(&rows, i));
	return reply_list(r, items, db_int(&total, 0, 0));
}

/* ---- registration ---- */

/* Says that the code is taken, and nothing of by whom; nor does anybody try out codes without end. */
static enum handled refuse_duplicate(struct request *r)
{
	request_commit_anyway(r);
	STEP(quota_take_own(r, QUOTA_LOOKUPS, 1, NULL));
	return reply_problem(r, &problem_firm_registered, "code");
}

static enum handled create(struct request *r)
{
	const char *jurisdiction = input_text(r, "jurisdiction"), *name = input_text(r, "name");
	char code[REGISTRATION_MAX + 1];
	struct firm_number number = firm_number_check(jurisdiction, input_text(r, "code"), code);

	if (number.verdict == FIRM_NUMBER_REFUSED || (number.verdict == FIRM_NUMBER_IN_QUESTION && !input_bool(r, "insist", false)))
		return reply_problem(r, number.problem, "code", number.position);
	const char *state = number.verdict == FIRM_NUMBER_IN_QUESTION ? "code_in_question" : "active";
	switch (sql_exec(r, NULL,
	    "INSERT INTO firms (jurisdiction, code, name, state, created_by, created_at)"
	    " VALUES (:jurisdiction, :code, :name, :state, :account, :now)",
	    P(jurisdiction), P(code), P(name), P(state))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return refuse_duplicate(r);
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	STEP(quota_take_own(r, QUOTA_FIRMS, 1, NULL)); /* only what would be registered counts */
	DB_TRY(sql_exec(r, NULL, "INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (:id, :account, :now)", P(id)));
	audit(
	    r, (struct audit_event){.action = "firm.register",
		   .object = "firms",
		   .object_id = id,
		   .detail = json_pack("{s:s, s:s, s:s, s:s}", "jurisdiction", jurisdiction, "code", code, "name", name, "state", state)});
	DB_TRY(firm_claims_registered(r, jurisdiction, code));
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/firms/%lld", (long long)id));
	return show(r, id, 201);
}

static enum handled rename_firm(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	const char *name = input_text(r, "name");
	struct db_rows old;

	STEP(request_has_version(r));
	DB_TRY(sql_query(
	    r, &old, "SELECT f.version, f.name FROM firms f WHERE f.id = :id AND (" IS_MEMBER " OR " IS_ORGANIZER ") FOR UPDATE", P(id)));
	if (old.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(request_matches(r, db_int(&old, 0, 0)));
	DB_TRY(sql_exec(r, NULL, "UPDATE firms SET name = :name, version = version + 1 WHERE id = :id", P(name), P(id)));
	audit(r, (struct audit_event){.action = "firm.rename",
		     .object = "firms",
		     .object_id = id,
		     .detail = json_pack("{s:s, s:s}", "old_name", db_text(&old, 0, 1), "name", name)});
	return show(r, id, 200);
}

static enum handled accept_code(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows old;

	DB_TRY(sql_query(r, &old, "SELECT f.state FROM firms f WHERE f.id = :id AND " ACCEPTS_CODE " FOR UPDATE", P(id)));
	if (old.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(state_move(
	    r, &firm_states, (&(struct state_row){id, 0, db_text(&old, 0, 0), NULL}), "accept_code", WHY(input_text(r, "reason"), NULL)));
	return show(r, id, 200);
}

/* ---- members ---- */

/* Locks the firm for a change of its members, by one of them or an organiser. */
static enum db_status lock_members(struct request *r, int64_t firm, struct db_rows *members)
{
	enum db_status status = sql_query(
	    r, members, "SELECT f.id FROM firms f WHERE f.id = :firm AND (" IS_MEMBER " OR " IS_ORGANIZER ") FOR UPDATE", P(firm));

	if (status != DB_OK || members->count == 0)
		return status;
	return sql_query(r, members, "SELECT account_id FROM firm_members WHERE firm_id = :firm FOR UPDATE", P(firm));
}

/* Without the names of the firm and of who invites, which are what a stranger wrote. */
static const char *const invitation_subject[LOCALES] = {
    "有企业邀请您代表它参赛", "有企業邀請您代表它參賽", "A firm invites you to act for it"};
static const char *const invitation_text[LOCALES] = {
    "有企业邀请您成为代表它操作的人员。请登录后在“参赛项目”页查看，同意之前不会产生任何效果。\n\n如果您不认识这家企业，请拒绝或不予理会。\n",
    "有企業邀請您成為代表它操作的人員。請登入後在「參賽項目」頁查看，同意之前不會產生任何效果。\n\n如果您不認識這家企業，請拒絕或不予理會。\n",
    "A firm invites you to act for it. Log in and look at your entries; nothing follows before you agree.\n\nIf you do not know the firm, decline"
    " or ignore this.\n"};

/* Asks somebody to act for the firm; they are a member once they consent. */
static enum handled invite_member(struct request *r)
{
	int64_t firm = request_id_param(r, 0);
	struct db_rows members, account, invited;

	DB_TRY(lock_members(r, firm, &members));
	if (members.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(quota_take_own(r, QUOTA_LOOKUPS, 1, NULL));
	DB_TRY(sql_query(r, &account, "SELECT id, locale, email FROM accounts WHERE email_key = LOWER(:email) AND state = 'active'",
	    P(email, input_text(r, "email"))));
	if (account.count == 0) {
		request_commit_anyway(r);
		return reply_problem(r, &problem_member_account_unknown, "email");
	}
	DB_TRY(sql_query(r, &invited, "SELECT account_id FROM firm_invitations WHERE firm_id = :firm FOR UPDATE", P(firm)));
	if (members.count + invited.count >= LIMIT_FIRM_MEMBERS)
		return reply_problem(r, &problem_too_many_members, NULL, LIMIT_FIRM_MEMBERS);
	int64_t person = db_int(&account, 0, 0);
	for (size_t i = 0; i < members.count; i++)
		if (db_int(&members, i, 0) == person) /* as wished */
			return show(r, firm, 200);
	switch (sql_exec(r, NULL,
	    "INSERT INTO firm_invitations (firm_id, account_id, invited_by, invited_at) VALUES (:firm, :person, :account, :now)", P(firm),
	    P(person))) {
	case DB_OK:
		break;
	case DB_DUPLICATE: /* is invited already */
		return show(r, firm, 200);
	default:
		return HANDLED_DB_FAILED;
	}
	audit(r, (struct audit_event){.action = "firm.invite",
		     .object = "firms",
		     .object_id = firm,
		     .detail = json_pack("{s:I}", "account_id", (json_int_t)person)});
	enum locale locale = locale_named(db_text(&account, 0, 1));
	DB_TRY(mail_queue(r, db_text(&account, 0, 2), invitation_subject[locale], invitation_text[locale]));
	return show(r, firm, 200);
}

static enum handled remove_member(struct request *r)
{
	int64_t firm = request_id_param(r, 0), account = request_id_param(r, 1), removed;
	struct db_rows members;

	DB_TRY(lock_members(r, firm, &members));
	if (members.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	bool known = false;
	for (size_t i = 0; i < members.count; i++)
		known |= db_int(&members, i, 0) == account;
	if (!known)
		return reply_problem(r, &problem_not_found, NULL);
	if (members.count == 1)
		return reply_problem(r, &problem_last_member, NULL);
	DB_TRY(
	    sql_exec(r, &removed, "DELETE FROM firm_members WHERE firm_id = :firm AND account_id = :member", P(firm), P(member, account)));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT IGNORE INTO former_members (account_id, firm_id, edition_id, left_at) SELECT :member, e.firm_id, e.edition_id, :now"
	    " FROM entries e JOIN editions d ON d.id = e.edition_id AND d.state <> 'closed' WHERE e.firm_id = :firm",
	    P(firm), P(member, account)));
	audit(r, (struct audit_event){.action = "firm.remove_member",
		     .object = "firms",
		     .object_id = firm,
		     .detail = json_pack("{s:I}", "account_id", (json_int_t)account)});
	return reply_empty(r, 204);
}

/* ---- a code while it is typed ---- */

static enum handled check_uscc(struct request *r)
{
	char code[REGISTRATION_MAX + 1];
	struct firm_number number = firm_number_check("CN", r->params[0], code);
	struct uscc_report report = uscc_check(code);
	json_t *wrong = json_array();

	if (report.wrong_character)
		json_array_append_new(wrong, json_integer((json_int_t)report.wrong_character));
	if (report.right_length && !report.wrong_character && !report.organisation_holds)
		json_array_append_new(wrong, json_integer(17));
	if (report.right_length && !report.wrong_character && !report.check_holds)
		json_array_append_new(wrong, json_integer(18));
	return reply_json(r, 200,
	    json_pack("{s:s, s:b, s:b, s:o, s:o?, s:s?, s:s?}", "code", code, "valid", report.valid, "right_length", report.right_length,
		"wrong_positions", wrong, "explanation", firm_number_explanation(r->locale, &number), "province", uscc_province(code),
		"district", uscc_district(code)));
}

static const char *const jurisdictions[] = {"CN", "HK", "MO", "other", NULL};
static const char *const states[] = {"active", "code_in_question", NULL};

static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "sort", .type = INPUT_ENUM, .one_of = list_sorts},
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    {.name = "mine", .type = INPUT_BOOL},
    INPUT_END,
};

static const struct input_field create_input[] = {
    {.name = "jurisdiction", .type = INPUT_ENUM, .required = true, .one_of = jurisdictions},
    {.name = "code", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_FIRM_CODE},
    {.name = "name", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_ORGANISATION},
    {.name = "insist", .type = INPUT_BOOL},
    INPUT_END,
};

static const struct input_field rename_input[] = {
    {.name = "name", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_ORGANISATION},
    INPUT_END,
};

static const struct input_field reason_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field member_input[] = {
    {.name = "email", .type = INPUT_IDENTIFIER, .required = true, .min = 3, .max = LIMIT_EMAIL},
    INPUT_END,
};

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)
#define WRITERS (ROLE_CONTESTANT | ROLE_ORGANIZER)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/firms", READERS, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/firms", ROLE_CONTESTANT, ROUTE_WRITE, 4096, create_input, NULL, create},
    {METHOD_GET, "/api/v1/firms/{firm}", READERS, 0, 0, NULL, NULL, get},
    {METHOD_PATCH, "/api/v1/firms/{firm}", WRITERS, ROUTE_WRITE, 4096, rename_input, NULL, rename_firm},
    {METHOD_POST, "/api/v1/firms/{firm}/accept-code", ROLE_ORGANIZER, ROUTE_WRITE, 8192, reason_input, NULL, accept_code},
    {METHOD_POST, "/api/v1/firms/{firm}/members", WRITERS, ROUTE_WRITE, 4096, member_input, NULL, invite_member},
    {METHOD_DELETE, "/api/v1/firms/{firm}/members/{account}", WRITERS, ROUTE_WRITE, 0, NULL, NULL, remove_member},
    {METHOD_GET, "/api/v1/uscc/{code}", ROLE_PUBLIC, ROUTE_ON_LOOP, 0, NULL, NULL, check_uscc},
};

ROUTE_TABLE(firms_routes, rows);
