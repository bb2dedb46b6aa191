#include "core/request/throttle.h"

#include <string.h>

#include "core/base/limits.h"
#include "core/db/db_connection.h"
#include "core/request/address.h"

/* Of a row that is there already: it counts. A window that ends a minute later than one that begins now was begun by another clock. */
#define COUNTS "window_ends_at > :now AND window_ends_at <= VALUE(window_ends_at) + INTERVAL 1 MINUTE"

/* Each count sweeps away a few that are forgotten. */
static enum db_status sweep(struct request *r)
{
	return sql_exec(r, NULL, "DELETE FROM throttle WHERE window_ends_at < :window_ends_at LIMIT 4",
	    P(window_ends_at, TIME(r->arrived_at - LIMIT_THROTTLE_WINDOW_US)));
}

/* ---- log-ins ---- */

struct login_rule {
	const char *scope;
	int64_t free;   /* tries */
	int64_t most_s; /* of the wait after one */
};

static const struct login_rule by_stranger[] = {
    {"address", LIMIT_LOGINS_ADDRESS, LIMIT_LOGIN_WAIT_S},
    {"account", LIMIT_LOGINS_ACCOUNT, LIMIT_LOGIN_WAIT_ACCOUNT_S},
    {"login", LIMIT_LOGINS_PAIR, LIMIT_LOGIN_WAIT_S},
    {NULL},
};
static const struct login_rule by_device[] = {{"device", LIMIT_LOGINS_PAIR, LIMIT_LOGIN_WAIT_S}, {NULL}};

static const char *subject_of(struct request *r, const struct login_rule *rule, const char *email, const char *device)
{
	const char *address = address_subject(r->arena, r->address);

	if (strcmp(rule->scope, "address") == 0)
		return address;
	if (strcmp(rule->scope, "account") == 0)
		return email;
	if (strcmp(rule->scope, "device") == 0)
		return device;
	return arena_printf(r->arena, "%s %s", address, email);
}

/* The row, locked; a count that is forgotten is nought. */
static enum db_status look_at(struct request *r, const char *scope, const char *subject, int64_t *uses, int64_t *next_at)
{
	struct db_rows rows;
	enum db_status status = sql_exec(r, NULL,
	    "INSERT INTO throttle (scope, subject, uses, window_ends_at) VALUES (:scope, LOWER(:subject), 0, :window_ends_at)"
	    " ON DUPLICATE KEY UPDATE uses = IF(" COUNTS ", uses, 0), next_at = IF(" COUNTS ", next_at, NULL),"
	    " window_ends_at = IF(" COUNTS ", GREATEST(window_ends_at, VALUE(window_ends_at)), VALUE(window_ends_at))",
	    P(scope), P(subject), P(window_ends_at, TIME(r->arrived_at + LIMIT_THROTTLE_WINDOW_US)));

	if (status == DB_OK)
		status = sql_query(r, &rows, "SELECT uses, next_at FROM throttle WHERE scope = :scope AND subject = LOWER(:subject)",
		    P(scope), P(subject));
	if (status == DB_OK) {
		*uses = db_int(&rows, 0, 0);
		*next_at = db_time(&rows, 0, 1);
	}
	return status;
}

/* When the next may be tried, after so many: TIME_NONE: at once. */
static int64_t next_after(const struct login_rule *rule, int64_t uses, int64_t now)
{
	int64_t over = uses - rule->free, wait = over > 20 ? rule->most_s : INT64_C(1) << (over < 1 ? 0 : over - 1);

	return over < 0 ? TIME_NONE : now + (wait < rule->most_s ? wait : rule->most_s) * SECOND_US;
}

static enum db_status count_try(struct request *r, const struct login_rule *rule, const char *subject, int64_t uses)
{
	return sql_exec(r, NULL, "UPDATE throttle SET uses = :uses, next_at = :next_at WHERE scope = :scope AND subject = LOWER(:subject)",
	    P(uses), P(next_at, TIME(next_after(rule, uses, r->arrived_at))), P(scope, rule->scope), P(subject));
}

static enum db_status count_tries(struct request *r, const struct login_rule *rules, const char *email, const char *device, int64_t *wait_s)
{
	int64_t uses[3], next_at, wait = 0;
	enum db_status status = DB_OK;

	for (size_t i = 0; status == DB_OK && rules[i].scope != NULL; i++) {
		status = look_at(r, rules[i].scope, subject_of(r, &rules[i], email, device), &uses[i], &next_at);
		if (status == DB_OK && next_at != TIME_NONE && next_at - r->arrived_at > wait)
			wait = next_at - r->arrived_at;
	}
	for (size_t i = 0; status == DB_OK && wait == 0 && rules[i].scope != NULL; i++)
		status = count_try(r, &rules[i], subject_of(r, &rules[i], email, device), uses[i] + 1);
	*wait_s = (wait + SECOND_US - 1) / SECOND_US;
	return status;
}

enum db_status throttle_login(struct request *r, const char *email, const char *device, int64_t *wait_s)
{
	enum db_status status = sweep(r);

	if (status == DB_OK)
		status = count_tries(r, device == NULL ? by_stranger : by_device, email, device, wait_s);
	if (status == DB_OK)
		status = db_commit(r->db);
	return status == DB_OK ? db_begin(r->db) : status;
}

static enum db_status forget(struct request *r, const char *scope, const char *subject)
{
	return sql_exec(r, NULL, "DELETE FROM throttle WHERE scope = :scope AND subject = LOWER(:subject)", P(scope), P(subject));
}

enum db_status throttle_login_succeeded(struct request *r, const char *email, const char *device)
{
	const struct login_rule *rules = device == NULL ? by_stranger : by_device;
	enum db_status status = DB_OK;

	for (size_t i = 0; status == DB_OK && rules[i].scope != NULL; i++) {
		const char *subject = subject_of(r, &rules[i], email, device);

		if (strcmp(rules[i].scope, "address") != 0)
			status = forget(r, rules[i].scope, subject);
		else
			status = sql_exec(r, NULL,
			    "UPDATE throttle SET uses = GREATEST(uses - 1, 0), next_at = IF(uses < :free, NULL, next_at)"
			    " WHERE scope = 'address' AND subject = :subject",
			    P(free, rules[i].free), P(subject));
	}
	return status;
}

enum db_status throttle_login_forget(struct request *r, const char *email)
{
	enum db_status status = forget(r, "account", email);

	return status == DB_OK ? forget(r, "login", arena_printf(r->arena, "%s %s", address_subject(r->arena, r->address), email)) : status;
}

/* ---- the others ---- */

enum db_status throttle_count(
    struct request *r, const char *scope, const char *subject, int64_t amount, int64_t limit, int64_t window_us, int64_t *again_at)
{
	struct db_rows rows;
	enum db_status status = sweep(r);

	*again_at = TIME_NONE;
	/* The order of assignments matters: uses is decided by the window as it was. */
	if (status == DB_OK)
		status = sql_exec(r, NULL,
		    "INSERT INTO throttle (scope, subject, uses, window_ends_at) VALUES (:scope, LOWER(:subject), :amount, :window_ends_at)"
		    " ON DUPLICATE KEY UPDATE uses = IF(" COUNTS ", uses + :amount, :amount),"
		    " window_ends_at = IF(" COUNTS ", window_ends_at, VALUE(window_ends_at))",
		    P(scope), P(subject), P(amount), P(window_ends_at, TIME(r->arrived_at + window_us)));
	if (status == DB_OK)
		status = sql_query(r, &rows, "SELECT uses, window_ends_at FROM throttle WHERE scope = :scope AND subject = LOWER(:subject)",
		    P(scope), P(subject));
	if (status != DB_OK || db_int(&rows, 0, 0) <= limit)
		return status;
	*again_at = db_time(&rows, 0, 1);
	return sql_exec(r, NULL, "UPDATE throttle SET uses = uses - :amount WHERE scope = :scope AND subject = LOWER(:subject)", P(amount),
	    P(scope), P(subject));
}
