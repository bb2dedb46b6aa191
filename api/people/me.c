/* The account of who asks: look, change name and language, change the password. */
#include "api/people/me.h"
#include "api/shared/problems.h"

#include "api/people/account_links.h"
#include "api/people/account_mails.h"
#include "api/people/password_rule.h"
#include "api/shared/limits.h"
#include "core/base/secret.h"
#include "core/request/audit.h"
#include "core/request/device.h"
#include "core/request/locale.h"
#include "core/request/route.h"
#include "core/request/session.h"
#include "core/request/throttle.h"

enum handled reply_me(struct request *r, int status, int64_t account_id)
{
	struct db_rows account, roles;

	DB_TRY(sql_query(r, &account, "SELECT id, email, name, locale, version FROM accounts WHERE id = :account_id", P(account_id)));
	if (account.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &roles,
	    "SELECT g.role, g.edition_id, e.code, e.title FROM grants g LEFT JOIN editions e ON e.id = g.edition_id"
	    " WHERE g.account_id = :account_id"
	    " ORDER BY g.role + 0, g.edition_id",
	    P(account_id)));
	json_t *body = db_json_row(&account, 0, "isssi", "id", "email", "name", "locale", "version");
	json_object_set_new(body, "roles", db_json_rows(&roles, "sisj", "role", "edition_id", "edition_code", "edition_title"));
	reply_etag(r, db_int(&account, 0, 4));
	return reply_json(r, status, body);
}

static enum handled get(struct request *r)
{
	if (r->actor.account_id == 0)
		return reply_problem(r, &problem_unauthenticated, NULL);
	return reply_me(r, 200, r->actor.account_id);
}

static enum handled patch(struct request *r)
{
	int64_t expected = request_if_match(r), id = r->actor.account_id, found;

	if (id == 0)
		return reply_problem(r, &problem_unauthenticated, NULL);
	if (expected == 0)
		return reply_problem(r, &problem_precondition_required, "If-Match");
	DB_TRY(sql_exec(r, &found,
	    "UPDATE accounts SET name = COALESCE(:name, name), locale = COALESCE(:locale, locale), version = version + 1"
	    " WHERE id = :id AND version = :expected",
	    P(name, input_text(r, "name")), P(locale, input_text(r, "locale")), P(id), P(expected)));
	if (found == 0)
		return reply_problem(r, &problem_version, "If-Match");
	audit(r, (struct audit_event){.action = "account.edit", .object = "accounts", .object_id = id});
	return reply_me(r, 200, id);
}

/* ---- Passwords ---- */

enum handled login_allowed(struct request *r, const char *email, const char *device)
{
	int64_t wait_s;

	DB_TRY(throttle_login(r, email, device, &wait_s));
	if (wait_s == 0)
		return GO_ON;
	reply_header(r, "Retry-After", arena_printf(r->arena, "%lld", (long long)wait_s));
	return reply_problem(r, &problem_too_many_logins, NULL, (long long)wait_s);
}

static enum handled change_password(struct request *r)
{
	int64_t id = r->actor.account_id;
	struct db_rows rows;
	const char *device;

	if (id == 0)
		return reply_problem(r, &problem_unauthenticated, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT email, password_hash, name FROM accounts WHERE id = :id", P(id)));
	const char *email = db_text(&rows, 0, 0), *stored = db_text(&rows, 0, 1);
	STEP(password_fits(r, input_text(r, "password"), email, db_text(&rows, 0, 2))); /* costs no try */
	DB_TRY(device_known(r, id, stored, &device));
	STEP(login_allowed(r, email, device));
	if (!password_matches(stored, input_text(r, "old_password")))
		return reply_problem(r, &problem_password, "old_password");
	DB_TRY(throttle_login_succeeded(r, email, device));
	const char *hash = password_hash(r->arena, input_text(r, "password"));
	DB_TRY(sql_exec(r, NULL, "UPDATE accounts SET password_hash = :hash, version = version + 1 WHERE id = :id", P(hash), P(id)));
	DB_TRY(session_destroy_all(r->db, id, r->actor.session_id));
	DB_TRY(device_remember(r, id, hash));
	audit(r, (struct audit_event){.action = "account.change_password", .object = "accounts", .object_id = id});
	return reply_empty(r, 204);
}

static const struct input_field patch_input[] = {
    {.name = "name", .type = INPUT_NAME, .min = 1, .max = LIMIT_NAME},
    {.name = "locale", .type = INPUT_ENUM, .one_of = locale_tags},
    INPUT_END,
};

static const struct input_field password_input[] = {
    {.name = "old_password", .type = INPUT_SECRET, .required = true, .min = 1, .max = PASSWORD_MAX},
    {.name = "password", .type = INPUT_SECRET, .required = true, .min = PASSWORD_MIN, .max = PASSWORD_MAX},
    INPUT_END,
};

/* Open to the public as far as the table goes, because an account may hold no role (any more); the handlers want somebody logged in. */
static const struct route rows[] = {
    {METHOD_GET, "/api/v1/me", ROLE_PUBLIC, 0, 0, NULL, NULL, get},
    {METHOD_PATCH, "/api/v1/me", ROLE_PUBLIC, ROUTE_WRITE, 1024, patch_input, NULL, patch},
    {METHOD_PUT, "/api/v1/me/password", ROLE_PUBLIC, ROUTE_WRITE | ROUTE_HASHING, 4096, password_input, NULL, change_password},
};

ROUTE_TABLE(me_routes, rows);
