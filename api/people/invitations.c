/* Invitations: how judges, organisers, auditors and admins get their accounts. An organiser invites for the own edition, an admin for any. */
#include <string.h>

#include "api/people/account_states.h"
#include "api/people/account_links.h"
#include "api/people/account_mails.h"
#include "api/people/password_rule.h"
#include "api/people/account_tokens.h"
#include "api/people/grant_requests.h"
#include "api/people/invitations.h"
#include "api/people/role_names.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/quotas.h"
#include "core/mail/mail_text.h"
#include "core/request/audit.h"
#include "core/request/locale.h"
#include "core/request/route.h"

/* ---- Inviting ---- */

/* Whether BY, whose account is in use, may give a role for an edition (0: all): an admin everything, an organiser of that edition everything but
 * the admin's. */
static enum db_status may_invite(struct request *r, int64_t by, const char *role, int64_t edition_id, bool *may)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT EXISTS (SELECT 1 FROM accounts WHERE id = :by AND state = 'active')"
	    " AND (has_role(:by, 'admin', NULL) OR (:role <> 'admin' AND has_role(:by, 'organizer', :edition_id)))",
	    P(by), P(role), P(edition_id, ID(edition_id)));
	*may = status == DB_OK && db_int(&rows, 0, 0) == 1;
	return status;
}

/* "评委 (2023 年…)": the role, and the edition's title where there is one. *KNOWN: there is such an edition. */
static enum db_status describe(struct request *r, const char *role, int64_t edition_id, enum locale locale, const char **what, bool *known)
{
	struct db_rows rows;

	*what = role_title(role, locale);
	*known = true;
	if (edition_id == 0)
		return DB_OK;
	enum db_status status = sql_query(r, &rows, "SELECT title FROM editions WHERE id = :edition_id", P(edition_id));
	*known = status == DB_OK && rows.count == 1;
	if (!*known)
		return status;
	json_t *title = arena_json(r->arena, db_json(&rows, 0, 0));
	const char *text = json_string_value(json_object_get(title, locale_tags[locale]));
	if (text == NULL)
		text = json_string_value(json_object_get(title, locale_tags[LOCALE_ZH_CN]));
	if (text != NULL)
		*what = arena_printf(r->arena, locale == LOCALE_EN ? "%s (%s)" : "%s（%s）", *what, text);
	return DB_OK;
}

/* What became of the letter; one that was given up reaches nobody, and whoever invited should know. */
#define MAIL_STATE "(SELECT o.state FROM outbox o WHERE o.id = t.mail_id)"

static enum handled show(struct request *r, int status, int64_t id)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT t.id, t.email, t.name, t.locale, t.role, t.edition_id, t.invited_by, t.created_at, t.expires_at, t.used_at, " MAIL_STATE
	    " FROM account_tokens t WHERE t.id = :id",
	    P(id)));
	return reply_json(r, status,
	    db_json_row(&rows, 0, "issssiittts", "id", "email", "name", "locale", "role", "edition_id", "invited_by", "created_at",
		"expires_at", "used_at", "mail"));
}

enum handled invitation_send(
    struct request *r, const char *email, const char *name, const char *locale, const char *role, int64_t edition_id, int64_t *id)
{
	unsigned char hash[HASH_BYTES];
	char token[TOKEN_TEXT];
	const char *what;
	bool known;

	DB_TRY(describe(r, role, edition_id, locale_named(locale), &what, &known));
	if (!known)
		return reply_problem(r, &problem_not_found, "edition_id");
	STEP(quota_take_own(r, QUOTA_INVITATIONS, 1, NULL));
	token_new(token);
	token_hash(token, hash);
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO account_tokens (token_hash, purpose, email, name, locale, role, edition_id, invited_by, created_at, expires_at)"
	    " VALUES (:hash, 'invite', :email, :name, :locale, :role, :edition_id, :account, :now, :expires_at)",
	    P(hash, BYTES(hash, HASH_BYTES)), P(email), P(name), P(locale), P(role), P(edition_id, ID(edition_id)),
	    P(expires_at, TIME(r->arrived_at + INVITATION_US))));
	*id = db_insert_id(r->db);
	DB_TRY(account_mail(r, MAIL_INVITATION, locale_named(locale), email, name, token, what));
	DB_TRY(sql_exec(r, NULL, "UPDATE account_tokens SET mail_id = :mail WHERE id = :id", P(mail, db_insert_id(r->db)), P(id, *id)));
	audit(r, (struct audit_event){.edition_id = edition_id,
		     .action = "invitation.create",
		     .object = "account_tokens",
		     .object_id = *id,
		     .detail = json_pack("{s:s}", "role", role)});
	return GO_ON;
}

static enum handled create(struct request *r)
{
	const char *email = input_text(r, "email"), *role = input_text(r, "role");
	int64_t edition_id = input_int(r, "edition_id", 0), id = 0;
	bool may;

	if (!mail_address_valid(email))
		return reply_problem(r, &problem_email, "email");
	if (!role_fits_edition(role, edition_id))
		return reply_problem(r, &problem_admin_of_one_edition, "edition_id");
	DB_TRY(may_invite(r, r->actor.account_id, role, edition_id, &may));
	if (!may)
		return reply_problem(r, &problem_forbidden, NULL);
	STEP(invitation_send(r, email, input_text(r, "name"), input_text(r, "locale"), role, edition_id, &id));
	return show(r, 201, id);
}

/* ---- Open invitations ---- */

#define MINE                                                                                                                               \
	"t.purpose = 'invite' AND t.used_at IS NULL AND (has_role(:account, 'admin', NULL) OR has_role(:account, 'auditor', t.edition_id)" \
	" OR (t.role <> 'admin' AND has_role(:account, 'organizer', t.edition_id)))"

static enum handled list(struct request *r)
{
	int64_t edition = request_query_int(r, "edition", 0);
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows,
	    "SELECT t.id, t.email, t.name, t.locale, t.role, t.edition_id, t.invited_by, t.created_at, t.expires_at, t.used_at, " MAIL_STATE
	    " FROM account_tokens t WHERE " MINE " AND (:edition IS NULL OR t.edition_id = :edition) ORDER BY t.id DESC" SQL_PAGE,
	    P(edition, ID(edition)), PAGE(r)));
	DB_TRY(
	    sql_query(r, &total, "SELECT COUNT(*) FROM account_tokens t WHERE " MINE " AND (:edition IS NULL OR t.edition_id = :edition)",
		P(edition, ID(edition))));
	return reply_list(r,
	    db_json_rows(&rows, "issssiittts", "id", "email", "name", "locale", "role", "edition_id", "invited_by", "created_at",
		"expires_at", "used_at", "mail"),
	    db_int(&total, 0, 0));
}

static enum handled revoke(struct request *r)
{
	int64_t id = request_id_param(r, 0), me = r->actor.account_id;
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT t.edition_id, t.role FROM account_tokens t WHERE t.id = :id AND " MINE " FOR UPDATE", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	bool may;
	DB_TRY(may_invite(r, me, db_text(&rows, 0, 1), db_int(&rows, 0, 0), &may));
	if (!may)
		return reply_problem(r, &problem_forbidden, NULL);
	DB_TRY(sql_exec(r, NULL, "DELETE FROM account_tokens WHERE id = :id", P(id)));
	audit(r, (struct audit_event){.edition_id = db_int(&rows, 0, 0),
		     .action = "invitation.revoke",
		     .object = "account_tokens",
		     .object_id = id,
		     .detail = json_pack("{s:s}", "role", db_text(&rows, 0, 1))});
	return reply_empty(r, 204);
}

/* ---- Accepting ---- */

/* The invited account: the one that has the address, or a new one. An account that nobody has confirmed may have been registered by
 * somebody else, so it takes the name and password given now. */
static enum db_status put_account(struct request *r, const struct taken_token *t, const struct db_rows *old, const char *hash, int64_t *id)
{
	const char *name = input_text(r, "name");

	if (name == NULL)
		name = t->name;
	if (old->count == 0) {
		enum db_status status = sql_exec(r, NULL,
		    "INSERT INTO accounts (email, name, password_hash, locale, state, created_at, confirmed_at, privacy_consented_at)"
		    " VALUES (:email, :name, :hash, :locale, 'active', :now, :now, :privacy_consent)",
		    P(email, t->email), P(name), P(hash), P(locale, t->locale),
		    P(privacy_consent, TIME(input_bool(r, "privacy_consent", false) ? r->arrived_at : TIME_NONE)));
		*id = db_insert_id(r->db);
		return status;
	}
	*id = db_int(old, 0, 0);
	if (strcmp(db_text(old, 0, 1), "unconfirmed") != 0)
		return DB_OK;
	enum db_status status = state_must(r, &account_states, (&(struct state_row){*id, 0, db_text(old, 0, 1), NULL}), "accept_invitation",
	    WHY(NULL, NULL), P(name), P(hash));
	return status == DB_OK ? tokens_drop_confirm(r, *id) : status;
}

static enum handled accept(struct request *r)
{
	const char *password = input_text(r, "password");
	struct taken_token t;
	struct db_rows old;
	int64_t id;
	bool may = true, in_way;

	DB_TRY(token_take(r, "invite", input_text(r, "token"), &t));
	if (t.id == 0)
		return reply_problem(r, &problem_link, "token");
	if (t.invited_by != 0)
		DB_TRY(may_invite(r, t.invited_by, t.role, t.edition_id, &may));
	if (!may)
		return reply_problem(r, &problem_invitation_void, "token");
	DB_TRY(sql_query(r, &old, "SELECT id, state FROM accounts WHERE email_key = LOWER(:email) FOR UPDATE", P(email, t.email)));
	if (old.count > 0 && strcmp(db_text(&old, 0, 1), "disabled") == 0)
		return reply_problem(r, &problem_account_disabled, NULL);
	bool has_account = old.count > 0 && strcmp(db_text(&old, 0, 1), "active") == 0;
	if (!has_account && password == NULL)
		return reply_problem(r, &problem_details_needed, "password");
	if (!has_account)
		STEP(password_fits(r, password, t.email, input_text(r, "name")));
	DB_TRY(put_account(r, &t, &old, has_account ? NULL : password_hash(r->arena, password), &id));
	DB_TRY(judge_in_way(r->db, r->arena, id, t.role, t.edition_id, &in_way));
	if (in_way)
		return reply_problem(r, &problem_office_of_judge, NULL);
	bool office = role_is_office(t.role);
	if (office)
		DB_TRY(grant_request_put(r, id, t.role, t.edition_id, t.invited_by, NULL));
	else
		DB_TRY(sql_exec(r, NULL,
		    "INSERT IGNORE INTO grants (account_id, role, edition_id, granted_by, granted_at)"
		    " VALUES (:id, :role, :edition_id, :invited_by, :now)",
		    P(id), P(role, t.role), P(edition_id, ID(t.edition_id)), P(invited_by, ID(t.invited_by))));
	audit(r, (struct audit_event){.edition_id = t.edition_id,
		     .action = "invitation.accept",
		     .object = "accounts",
		     .object_id = id,
		     .detail = json_pack("{s:s, s:I}", "role", t.role, "invitation", (json_int_t)t.id)});
	return reply_json(r, 200, json_pack("{s:s, s:b, s:b}", "email", t.email, "has_account", has_account, "waits", office));
}

/* ---- Routes ---- */

static const struct input_field create_input[] = {
    {.name = "email", .type = INPUT_IDENTIFIER, .required = true, .min = 3, .max = LIMIT_EMAIL},
    {.name = "name", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_NAME},
    {.name = "role", .type = INPUT_ENUM, .required = true, .one_of = invited_role_names},
    {.name = "edition_id", .type = INPUT_INT, .nullable = true, .min = 1, .max = INT64_MAX},
    {.name = "locale", .type = INPUT_ENUM, .required = true, .one_of = locale_tags},
    INPUT_END,
};

static const struct input_field accept_input[] = {
    {.name = "token", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_TOKEN},
    {.name = "name", .type = INPUT_NAME, .min = 1, .max = LIMIT_NAME},
    {.name = "password", .type = INPUT_SECRET, .min = PASSWORD_MIN, .max = PASSWORD_MAX},
    {.name = "privacy_consent", .type = INPUT_BOOL},
    INPUT_END,
};

static const struct input_field list_query[] = {
    {.name = "edition", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_PAGE,
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/invitations", ROLE_ORGANIZER | ROLE_AUDITOR | ROLE_ADMIN, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/invitations", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 4096, create_input, NULL, create},
    {METHOD_POST, "/api/v1/invitations/acceptances", ROLE_PUBLIC, ROUTE_WRITE | ROUTE_HASHING, 4096, accept_input, NULL, accept},
    {METHOD_DELETE, "/api/v1/invitations/{invitation}", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 0, NULL, NULL, revoke},
};

ROUTE_TABLE(invitations_routes, rows);
