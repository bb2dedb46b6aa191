/* Contestants' way in: register, prove the address, set a forgotten password anew.
 *
 * Nobody learns here who has an account: the answers are the same, and so is the time they take (the password is hashed first). */
#include <string.h>

#include "api/people/account_states.h"
#include "api/people/account_links.h"
#include "api/people/account_mails.h"
#include "api/people/account_tokens.h"
#include "api/people/me.h"
#include "api/people/password_rule.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/quotas.h"
#include "core/base/limits.h"
#include "core/mail/mail_text.h"
#include "core/request/audit.h"
#include "core/request/locale.h"
#include "core/request/route.h"
#include "core/request/session.h"
#include "core/request/throttle.h"

/* Counts the letter, and goes on if it may go out. */
static enum handled mail_allowed(struct request *r, const char *email)
{
	STEP(quota_take_own(r, QUOTA_MAILS_ADDRESS, 1, NULL));
	return quota_take(r, QUOTA_MAILS_RECIPIENT, email, 1, "email");
}

static enum handled mail_is_on_its_way(struct request *r)
{
	return reply_json(r, 202, json_pack("{s:s}", "email", input_text(r, "email")));
}

/* ---- Registering ---- */

static enum db_status find_account(struct request *r, const char *email, struct db_rows *rows)
{
	return sql_query(
	    r, rows, "SELECT id, state, email, name, locale FROM accounts WHERE email_key = LOWER(:email) FOR UPDATE", P(email));
}

enum { ID, STATE, EMAIL, NAME, LOCALE };

static bool has_state(const struct db_rows *rows, const char *state)
{
	return rows->count > 0 && strcmp(db_text(rows, 0, STATE), state) == 0;
}

/* The account that the registration waits for. One that is there stays as it is: who registers has not proved yet that the address is theirs. */
static enum db_status put_unconfirmed(struct request *r, const struct db_rows *old, const struct registration *registration, int64_t *id)
{
	if (old->count > 0) {
		*id = db_int(old, 0, ID);
		return DB_OK;
	}
	enum db_status status = sql_exec(r, NULL,
	    "INSERT INTO accounts (email, name, locale, created_at, privacy_consented_at) VALUES (:email, :name, :locale, :now, :now)",
	    P(email, input_text(r, "email")), P(name, registration->name), P(locale, registration->locale));
	*id = db_insert_id(r->db);
	return status;
}

/* The letter calls its reader by the address: the name is a stranger's word, and could be any. */
static enum handled start_confirmation(struct request *r, const struct db_rows *old, const char *hash)
{
	struct registration registration = {.name = input_text(r, "name"), .locale = input_text(r, "locale"), .password_hash = hash};
	char token[TOKEN_TEXT];
	int64_t id;

	switch (put_unconfirmed(r, old, &registration, &id)) {
	case DB_OK:
		break;
	case DB_DUPLICATE: /* the same person twice at the same moment: the other request sends the mail */
		return mail_is_on_its_way(r);
	default:
		return HANDLED_DB_FAILED;
	}
	DB_TRY(token_issue_confirm(r, id, &registration, token));
	DB_TRY(account_mail(r, old->count > 0 ? MAIL_CONFIRM_AGAIN : MAIL_CONFIRM, locale_named(registration.locale),
	    input_text(r, "email"), input_text(r, "email"), token, NULL));
	audit(r, (struct audit_event){.action = "account.register", .object = "accounts", .object_id = id});
	return mail_is_on_its_way(r);
}

static enum handled register_account(struct request *r)
{
	const char *email = input_text(r, "email");
	struct db_rows old;

	if (!mail_address_valid(email))
		return reply_problem(r, &problem_email, "email");
	if (!input_bool(r, "privacy_consent", false))
		return reply_problem(r, &problem_privacy_consent, "privacy_consent");
	STEP(password_fits(r, input_text(r, "password"), email, input_text(r, "name")));
	const char *hash = password_hash(r->arena, input_text(r, "password"));
	STEP(mail_allowed(r, email));
	DB_TRY(find_account(r, email, &old));
	if (old.count == 0 || has_state(&old, "unconfirmed"))
		return start_confirmation(r, &old, hash);
	if (has_state(&old, "active"))
		DB_TRY(account_mail(r, MAIL_ALREADY_REGISTERED, locale_named(db_text(&old, 0, LOCALE)), db_text(&old, 0, EMAIL),
		    db_text(&old, 0, NAME), NULL, NULL));
	return mail_is_on_its_way(r);
}

/* ---- Confirming ---- */

/* The address is proved: the account becomes active, and its owner a contestant. */
static enum db_status activate(struct request *r, int64_t id)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT state FROM accounts WHERE id = :id FOR UPDATE", P(id));
	if (status == DB_OK && state_may(&account_states, db_text(&rows, 0, 0), "confirm"))
		status =
		    state_must(r, &account_states, (&(struct state_row){id, 0, db_text(&rows, 0, 0), NULL}), "confirm", WHY(NULL, NULL));
	if (status == DB_OK)
		status =
		    sql_exec(r, NULL, "INSERT IGNORE INTO grants (account_id, role, granted_at) VALUES (:id, 'contestant', :now)", P(id));
	return status == DB_OK ? tokens_drop_confirm(r, id) : status;
}

/* NAME may be NULL. */
static enum db_status find_email(struct request *r, int64_t id, const char **email, const char **name)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT email, name FROM accounts WHERE id = :id", P(id));

	*email = status == DB_OK ? db_text(&rows, 0, 0) : NULL;
	if (name)
		*name = status == DB_OK ? db_text(&rows, 0, 1) : NULL;
	return status;
}

static enum handled reply_confirmed(struct request *r, const char *email)
{
	return reply_json(r, 200, json_pack("{s:s}", "email", email));
}

/* The link brings the registration that it was sent for, and ends the others. It takes both the mail and the password: anybody can register
 * anybody's address, and must not get an account because its owner opens what comes in. */
static enum handled confirm(struct request *r)
{
	struct taken_token taken;
	const char *email;

	DB_TRY(token_find(r, "confirm", input_text(r, "token"), &taken));
	if (taken.id == 0)
		return reply_problem(r, &problem_link, "token");
	DB_TRY(find_email(r, taken.account_id, &email, NULL));
	STEP(login_allowed(r, email, NULL));
	if (!password_matches(taken.password_hash, input_text(r, "password")))
		return reply_problem(r, &problem_registration_password, "password");
	DB_TRY(token_take(r, "confirm", input_text(r, "token"), &taken)); /* counting the try has let go of it */
	if (taken.id == 0)
		return reply_problem(r, &problem_link, "token");
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE accounts SET name = :name, locale = :locale, password_hash = :password_hash"
	    " WHERE id = :account_id AND state = 'unconfirmed'",
	    P(name, taken.name), P(locale, taken.locale), P(password_hash, taken.password_hash), P(account_id, taken.account_id)));
	DB_TRY(activate(r, taken.account_id));
	DB_TRY(throttle_login_succeeded(r, email, NULL));
	audit(r, (struct audit_event){.action = "account.confirm", .object = "accounts", .object_id = taken.account_id});
	return reply_confirmed(r, email);
}

/* ---- A forgotten password ---- */

/* The account that has the address or, where none has, any: another one for each address, so that many who ask at once do not wait for each other
 * where those with accounts would not. *ID is 0 if there is no account at all. */
static enum db_status account_or_any(struct request *r, const char *email, const struct db_rows *account, bool there, int64_t *id)
{
	struct db_rows any;
	enum db_status status =
	    sql_query(r, &any, "SELECT MIN(id) FROM accounts WHERE id > CRC32(:email) MOD (SELECT MAX(id) FROM accounts)", P(email));

	*id = there ? db_int(account, 0, ID) : status == DB_OK ? db_int(&any, 0, 0) : 0;
	return status;
}

/* For an address without an account the same is done, statement by statement, as for one with, and taken back at the end: it takes as long. */
static enum handled ask_for_reset(struct request *r)
{
	const char *email = input_text(r, "email");
	struct db_rows account;
	char token[TOKEN_TEXT];
	int64_t id;

	if (!mail_address_valid(email))
		return reply_problem(r, &problem_email, "email");
	STEP(mail_allowed(r, email));
	DB_TRY(find_account(r, email, &account));
	bool there = account.count > 0 && !has_state(&account, "disabled");
	const char *to = there ? db_text(&account, 0, EMAIL) : email;
	const char *name = there && !has_state(&account, "unconfirmed") ? db_text(&account, 0, NAME) : to;
	DB_TRY(account_or_any(r, email, &account, there, &id));
	if (!id)
		return mail_is_on_its_way(r);
	DB_TRY(sql_exec(r, NULL, "SAVEPOINT asked"));
	DB_TRY(token_issue_reset(r, id, token));
	DB_TRY(account_mail(r, MAIL_RESET, there ? locale_named(db_text(&account, 0, LOCALE)) : r->locale, to, name, token, NULL));
	DB_TRY(there ? sql_exec(r, NULL, "RELEASE SAVEPOINT asked") : sql_exec(r, NULL, "ROLLBACK TO asked"));
	return mail_is_on_its_way(r);
}

static enum handled reset(struct request *r)
{
	struct taken_token taken;
	const char *email, *name;

	DB_TRY(token_take(r, "reset", input_text(r, "token"), &taken));
	if (taken.id == 0)
		return reply_problem(r, &problem_link, "token");
	DB_TRY(find_email(r, taken.account_id, &email, &name));
	STEP(password_fits(r, input_text(r, "password"), email, name)); /* refused, the link stays good */
	const char *hash = password_hash(r->arena, input_text(r, "password"));
	DB_TRY(sql_exec(r, NULL, "UPDATE accounts SET password_hash = :hash, version = version + 1 WHERE id = :account_id", P(hash),
	    P(account_id, taken.account_id)));
	DB_TRY(activate(r, taken.account_id));
	DB_TRY(session_destroy_all(r->db, taken.account_id, 0));
	DB_TRY(throttle_login_forget(r, email));
	audit(r, (struct audit_event){.action = "account.reset_password", .object = "accounts", .object_id = taken.account_id});
	return reply_confirmed(r, email);
}

/* ---- Routes ---- */

static const struct input_field register_input[] = {
    {.name = "email", .type = INPUT_IDENTIFIER, .required = true, .min = 3, .max = LIMIT_EMAIL},
    {.name = "name", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_NAME},
    {.name = "password", .type = INPUT_SECRET, .required = true, .min = PASSWORD_MIN, .max = PASSWORD_MAX},
    {.name = "locale", .type = INPUT_ENUM, .required = true, .one_of = locale_tags},
    {.name = "privacy_consent", .type = INPUT_BOOL, .required = true},
    INPUT_END,
};

static const struct input_field confirm_input[] = {
    {.name = "token", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_TOKEN},
    {.name = "password", .type = INPUT_SECRET, .required = true, .min = 1, .max = PASSWORD_MAX},
    INPUT_END,
};

static const struct input_field email_input[] = {
    {.name = "email", .type = INPUT_IDENTIFIER, .required = true, .min = 3, .max = LIMIT_EMAIL},
    INPUT_END,
};

static const struct input_field reset_input[] = {
    {.name = "token", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_TOKEN},
    {.name = "password", .type = INPUT_SECRET, .required = true, .min = PASSWORD_MIN, .max = PASSWORD_MAX},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/accounts", ROLE_PUBLIC, ROUTE_WRITE | ROUTE_HASHING, 4096, register_input, NULL, register_account},
    {METHOD_POST, "/api/v1/accounts/confirmations", ROLE_PUBLIC, ROUTE_WRITE | ROUTE_HASHING, 4096, confirm_input, NULL, confirm},
    {METHOD_POST, "/api/v1/password-resets", ROLE_PUBLIC, ROUTE_WRITE, 1024, email_input, NULL, ask_for_reset},
    {METHOD_POST, "/api/v1/password-resets/completions", ROLE_PUBLIC, ROUTE_WRITE | ROUTE_HASHING, 4096, reset_input, NULL, reset},
};

ROUTE_TABLE(accounts_routes, rows);
