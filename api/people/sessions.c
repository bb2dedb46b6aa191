/* Logging in and out. */
#include <string.h>

#include "api/people/account_links.h"
#include "api/people/me.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/secret.h"
#include "core/request/audit.h"
#include "core/request/device.h"
#include "core/request/route.h"
#include "core/request/session.h"
#include "core/request/throttle.h"

/* An address without an account takes the same time and gets the same answer as a wrong password. The state of the account is told only
 * to who knows the password; while nothing is confirmed, that of the newest registration. */
static enum handled log_in(struct request *r)
{
	const char *email = input_text(r, "email");
	struct db_rows rows;
	const char *device = NULL;

	DB_TRY(sql_query(r, &rows,
	    "SELECT id, IF(state = 'unconfirmed', (SELECT t.password_hash FROM account_tokens t WHERE t.account_id = accounts.id"
	    " AND t.purpose = 'confirm' AND t.used_at IS NULL ORDER BY t.id DESC LIMIT 1), password_hash), state"
	    " FROM accounts WHERE email_key = LOWER(:email)",
	    P(email)));
	const char *stored = rows.count == 0 ? NULL : db_text(&rows, 0, 1);
	if (stored != NULL)
		DB_TRY(device_known(r, db_int(&rows, 0, 0), stored, &device));
	STEP(login_allowed(r, email, device));
	if (!password_matches(stored, input_text(r, "password")))
		return reply_problem(r, &problem_password, NULL);
	const char *state = db_text(&rows, 0, 2);
	if (strcmp(state, "unconfirmed") == 0)
		return reply_problem(r, &problem_unconfirmed, NULL);
	if (strcmp(state, "active") != 0)
		return reply_problem(r, &problem_account_disabled, NULL);
	int64_t id = db_int(&rows, 0, 0);
	DB_TRY(throttle_login_succeeded(r, email, device));
	DB_TRY(session_create(r, id));
	DB_TRY(device_remember(r, id, stored));
	r->actor.account_id = id;
	audit(r, (struct audit_event){.action = "session.begin", .object = "accounts", .object_id = id});
	return reply_me(r, 200, id);
}

static enum handled log_out(struct request *r)
{
	DB_TRY(session_destroy(r));
	if (r->actor.account_id != 0)
		audit(r, (struct audit_event){.action = "session.end", .object = "accounts", .object_id = r->actor.account_id});
	return reply_empty(r, 204);
}

static enum handled log_out_everywhere(struct request *r)
{
	int64_t id = r->actor.account_id;

	DB_TRY(session_destroy(r));
	if (id != 0) {
		DB_TRY(session_destroy_all(r->db, id, 0));
		audit(r, (struct audit_event){.action = "session.end_all", .object = "accounts", .object_id = id});
	}
	return reply_empty(r, 204);
}

static const struct input_field log_in_input[] = {
    {.name = "email", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_EMAIL},
    {.name = "password", .type = INPUT_SECRET, .required = true, .min = 1, .max = PASSWORD_MAX},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/sessions", ROLE_PUBLIC, ROUTE_WRITE | ROUTE_HASHING, 4096, log_in_input, NULL, log_in},
    {METHOD_DELETE, "/api/v1/sessions", ROLE_PUBLIC, ROUTE_WRITE, 0, NULL, NULL, log_out_everywhere},
    {METHOD_DELETE, "/api/v1/sessions/current", ROLE_PUBLIC, ROUTE_WRITE, 0, NULL, NULL, log_out},
};

ROUTE_TABLE(sessions_routes, rows);
