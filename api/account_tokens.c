#include "api/account_tokens.h"

const struct problem_kind problem_link = {"link", 410,
    {"此链接已失效：可能已使用过，或已超过有效期。请重新申请。", "此連結已失效：可能已使用過，或已超過有效期。請重新申請。",
	"This link does not work any more: it was used already, or is too old. Please ask for a new one."}};

enum db_status token_issue(struct request *r, const char *purpose, int64_t account_id, int64_t lifetime, char token[TOKEN_TEXT])
{
	unsigned char hash[HASH_BYTES];
	enum db_status status = db_exec(
	    r->db, NULL, "DELETE FROM account_tokens WHERE account_id = ? AND purpose = ? AND used_at IS NULL", "is", account_id, purpose);
	if (status != DB_OK)
		return status;
	token_new(token);
	token_hash(token, hash);
	return db_exec(r->db, NULL,
	    "INSERT INTO account_tokens (token_hash, purpose, account_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)", "bsitt", hash,
	    (size_t)HASH_BYTES, purpose, account_id, r->arrived_at, r->arrived_at + lifetime);
}

enum db_status token_take(struct request *r, const char *purpose, const char *token, struct taken_token *taken)
{
	struct db_rows rows;
	unsigned char hash[HASH_BYTES];

	*taken = (struct taken_token){0};
	token_hash(token, hash);
	enum db_status status = db_query(r->db, r->arena, &rows,
	    "SELECT id, account_id, email, name, locale, role, edition_id, invited_by FROM account_tokens"
	    " WHERE token_hash = ? AND purpose = ? AND used_at IS NULL AND expires_at > ? FOR UPDATE",
	    "bst", hash, (size_t)HASH_BYTES, purpose, r->arrived_at);
	if (status != DB_OK || rows.count == 0)
		return status;
	*taken = (struct taken_token){.id = db_int(&rows, 0, 0), .account_id = db_int(&rows, 0, 1), .email = db_text(&rows, 0, 2),
	    .name = db_text(&rows, 0, 3), .locale = db_text(&rows, 0, 4), .role = db_text(&rows, 0, 5), .edition_id = db_int(&rows, 0, 6),
	    .invited_by = db_int(&rows, 0, 7)};
	return db_exec(r->db, NULL, "UPDATE account_tokens SET used_at = ? WHERE id = ?", "ti", r->arrived_at, taken->id);
}
