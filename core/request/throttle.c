#include "core/request/throttle.h"

#include "core/base/limits.h"
#include "core/request/address.h"

enum db_status throttle_login(struct request *r, const char *email, int64_t *wait_s)
{
	struct db_rows rows;
	*wait_s = 0;
	enum db_status status = sql_query(r, &rows,
	    "SELECT COALESCE(MAX(window_ends_at), :now) FROM throttle WHERE window_ends_at > :now AND"
	    " (scope = 'account' AND subject = LOWER(:email) AND uses >= :per_account OR scope = 'address' AND subject = :subject"
	    " AND uses >= :per_address)",
	    P(email), P(per_account, LIMIT_LOGINS_ACCOUNT), P(subject, address_subject(r->arena, r->address)),
	    P(per_address, LIMIT_LOGINS_ADDRESS));
	if (status == DB_OK)
		*wait_s = (db_time(&rows, 0, 0) - r->arrived_at + SECOND_US - 1) / SECOND_US;
	return status;
}

/* The order of assignments matters: uses is decided by the window as it was. Each count sweeps away a few that are forgotten. */
static enum db_status count_use(struct request *r, const char *scope, const char *subject)
{
	enum db_status status = sql_exec(r, NULL, "DELETE FROM throttle WHERE window_ends_at < :window_ends_at LIMIT 4",
	    P(window_ends_at, TIME(r->arrived_at - LIMIT_THROTTLE_WINDOW_US)));
	if (status != DB_OK)
		return status;
	return sql_exec(r, NULL,
	    "INSERT INTO throttle (scope, subject, uses, window_ends_at) VALUES (:scope, LOWER(:subject), 1, :window_ends_at)"
	    " ON DUPLICATE KEY UPDATE uses = IF(window_ends_at > :now, uses + 1, 1),"
	    " window_ends_at = IF(window_ends_at > :now, window_ends_at, VALUE(window_ends_at))",
	    P(scope), P(subject), P(window_ends_at, TIME(r->arrived_at + LIMIT_THROTTLE_WINDOW_US)));
}

enum db_status throttle_login_failed(struct request *r, const char *email)
{
	enum db_status status = count_use(r, "account", email);
	return status == DB_OK ? count_use(r, "address", address_subject(r->arena, r->address)) : status;
}

enum db_status throttle_login_succeeded(struct request *r, const char *email)
{
	return sql_exec(r, NULL, "DELETE FROM throttle WHERE scope = 'account' AND subject = LOWER(:email)", P(email));
}

static enum db_status count_and_compare(struct request *r, const char *scope, const char *subject, int64_t limit, bool *allowed)
{
	struct db_rows rows;
	enum db_status status = count_use(r, scope, subject);
	if (status == DB_OK)
		status = sql_query(
		    r, &rows, "SELECT uses FROM throttle WHERE scope = :scope AND subject = LOWER(:subject)", P(scope), P(subject));
	*allowed = status == DB_OK && db_int(&rows, 0, 0) <= limit;
	return status;
}

enum db_status throttle_mail(struct request *r, const char *email, bool *allowed)
{
	return count_and_compare(r, "mail", email, LIMIT_MAILS_RECIPIENT, allowed);
}

enum db_status throttle_lookup(struct request *r, bool *allowed)
{
	return count_and_compare(r, "lookup", arena_printf(r->arena, "%lld", (long long)r->actor.account_id), LIMIT_LOOKUPS, allowed);
}
