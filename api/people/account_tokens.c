#include "api/people/account_tokens.h"

#include "api/people/account_links.h"

static enum db_status issue(
    struct request *r, const char *purpose, int64_t account_id, int64_t lifetime, const struct registration *of, char token[TOKEN_TEXT])
{
	unsigned char hash[HASH_BYTES];

	token_new(token);
	token_hash(token, hash);
	return sql_exec(r, NULL,
	    "INSERT INTO account_tokens (token_hash, purpose, account_id, name, locale, password_hash, created_at, expires_at)"
	    " VALUES (:hash, :purpose, :account_id, :name, :locale, :password_hash, :now, :expires_at)",
	    P(hash, BYTES(hash, HASH_BYTES)), P(purpose), P(account_id), P(name, of ? of->name : NULL), P(locale, of ? of->locale : NULL),
	    P(password_hash, of ? of->password_hash : NULL), P(expires_at, TIME(r->arrived_at + lifetime)));
}

enum db_status token_issue_reset(struct request *r, int64_t account_id, char token[TOKEN_TEXT])
{
	enum db_status status = sql_exec(
	    r, NULL, "DELETE FROM account_tokens WHERE account_id = :account_id AND purpose = 'reset' AND used_at IS NULL", P(account_id));

	return status == DB_OK ? issue(r, "reset", account_id, RESET_US, NULL, token) : status;
}

enum db_status token_issue_confirm(struct request *r, int64_t account_id, const struct registration *registration, char token[TOKEN_TEXT])
{
	enum db_status status = sql_exec(r, NULL,
	    "DELETE FROM account_tokens WHERE account_id = :account_id AND purpose = 'confirm' AND used_at IS NULL AND expires_at <= :now",
	    P(account_id));

	return status == DB_OK ? issue(r, "confirm", account_id, CONFIRM_US, registration, token) : status;
}

enum db_status tokens_drop_confirm(struct request *r, int64_t account_id)
{
	return sql_exec(r, NULL, "DELETE FROM account_tokens WHERE account_id = :account_id AND purpose = 'confirm' AND used_at IS NULL",
	    P(account_id));
}

enum db_status token_find(struct request *r, const char *purpose, const char *token, struct taken_token *taken)
{
	struct db_rows rows;
	unsigned char hash[HASH_BYTES];

	*taken = (struct taken_token){0};
	token_hash(token, hash);
	enum db_status status = sql_query(r, &rows,
	    "SELECT id, account_id, email, name, locale, role, edition_id, invited_by, password_hash FROM account_tokens"
	    " WHERE token_hash = :hash AND purpose = :purpose AND used_at IS NULL AND expires_at > :now FOR UPDATE",
	    P(hash, BYTES(hash, HASH_BYTES)), P(purpose));
	if (status != DB_OK || rows.count == 0)
		return status;
	*taken = (struct taken_token){.id = db_int(&rows, 0, 0),
	    .account_id = db_int(&rows, 0, 1),
	    .email = db_text(&rows, 0, 2),
	    .name = db_text(&rows, 0, 3),
	    .locale = db_text(&rows, 0, 4),
	    .role = db_text(&rows, 0, 5),
	    .edition_id = db_int(&rows, 0, 6),
	    .invited_by = db_int(&rows, 0, 7),
	    .password_hash = db_text(&rows, 0, 8)};
	return DB_OK;
}

enum db_status token_spend(struct request *r, const struct taken_token *taken)
{
	return sql_exec(r, NULL, "UPDATE account_tokens SET used_at = :now, password_hash = NULL WHERE id = :taken", P(taken, taken->id));
}

enum db_status token_take(struct request *r, const char *purpose, const char *token, struct taken_token *taken)
{
	enum db_status status = token_find(r, purpose, token, taken);

	return status == DB_OK && taken->id != 0 ? token_spend(r, taken) : status;
}
