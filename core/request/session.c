#include "core/request/session.h"

#include <string.h>

#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/request/cookie.h"
#include "core/request/locale.h"

#define COOKIE_ATTRIBUTES "; Path=/; Secure; HttpOnly; SameSite=Lax"
#define SEEN_EVERY_US (60 * SECOND_US)

/* The cookie's value, TOKEN_TEXT - 1 characters long; NULL if the client sent none, or something else. */
const char *session_claim(const struct request *r)
{
	return request_cookie(r, SESSION_COOKIE, TOKEN_TEXT - 1);
}

bool session_claimed(const struct request *r)
{
	return session_claim(r) != NULL;
}

/* ---- Who asks ---- */

/* One letter of SQL for one and for many, so that the columns stay the same. */
#define COLUMNS                                                                                \
	"SELECT s.token_hash, s.id, s.account_id, a.name, a.locale + 0,"                       \
	" (SELECT BIT_OR(1 << (g.role + 0)) FROM grants g WHERE g.account_id = s.account_id)," \
	" s.last_seen_at, s.expires_at "
#define ACCOUNT " JOIN accounts a ON a.id = s.account_id AND a.state = 'active' "

enum { TOKEN_HASH, SESSION_ID, ACCOUNT_ID, NAME, LOCALE, ROLES, LAST_SEEN_AT, EXPIRES_AT };

struct presented {
	bool given;
	unsigned char hash[HASH_BYTES];
};

static enum db_status find_sessions(
    struct db *db, struct arena *arena, const struct presented *tokens, size_t count, size_t given, struct db_rows *rows)
{
	size_t first = 0;
	while (!tokens[first].given)
		first++;
	if (given == 1)
		return db_query(db, arena, rows, COLUMNS "FROM sessions s" ACCOUNT "WHERE s.token_hash = :hash",
		    P(hash, BYTES(tokens[first].hash, HASH_BYTES)));
	json_t *hashes = arena_json(arena, json_array());
	for (size_t i = first; i < count; i++) {
		char text[2 * HASH_BYTES + 1];
		if (!tokens[i].given)
			continue;
		hash_text(tokens[i].hash, text);
		if (json_array_append_new(hashes, json_string(text)) != 0)
			fatal("out of memory");
	}
	return db_query(db, arena, rows,
	    COLUMNS "FROM JSON_TABLE(:hashes, '$[*]' COLUMNS (hash VARCHAR(64) PATH '$')) t"
		    " STRAIGHT_JOIN sessions s ON s.token_hash = UNHEX(t.hash)" ACCOUNT,
	    P(hashes));
}

static enum db_status note_seen(struct db *db, int64_t session_id, int64_t at)
{
	return db_exec(db, NULL, "UPDATE sessions SET last_seen_at = GREATEST(last_seen_at, :at) WHERE id = :session_id", P(at, TIME(at)),
	    P(session_id));
}

/* Takes the actor from a row, if the session still lives. */
static enum db_status take_actor(struct db *db, struct request *r, const struct db_rows *rows, size_t row)
{
	int64_t idle = r->arrived_at - db_time(rows, row, LAST_SEEN_AT);
	enum locale ignored;
	if (r->arrived_at >= db_time(rows, row, EXPIRES_AT) || idle > r->app->config->session_idle_us)
		return DB_OK;
	r->actor = (struct actor){.account_id = db_int(rows, row, ACCOUNT_ID),
	    .session_id = db_int(rows, row, SESSION_ID),
	    .roles = ROLE_PUBLIC | (unsigned)db_int(rows, row, ROLES),
	    .name = arena_strdup(r->arena, db_text(rows, row, NAME))};
	if (!locale_accepted(request_header(r, "Accept-Language"), &ignored))
		r->locale = (enum locale)(db_int(rows, row, LOCALE) - 1);
	return idle > SEEN_EVERY_US && !r->exchange->again ? note_seen(db, r->actor.session_id, r->arrived_at) : DB_OK;
}

enum db_status session_resolve(struct db *db, struct exchange *const *list, size_t count)
{
	struct presented tokens[LIMIT_GROUP];
	struct arena *arena = list[0]->request.arena;
	struct db_rows rows;
	size_t given = 0;

	for (size_t i = 0; i < count; i++) {
		struct request *r = &list[i]->request;
		const char *cookie = session_claim(r);
		r->actor = (struct actor){.roles = ROLE_PUBLIC};
		tokens[i].given = cookie != NULL;
		if (cookie != NULL)
			token_hash(cookie, tokens[i].hash);
		given += cookie != NULL;
	}
	if (given == 0)
		return DB_OK;
	enum db_status status = find_sessions(db, arena, tokens, count, given, &rows);
	for (size_t i = 0; status == DB_OK && i < count; i++)
		for (size_t row = 0; tokens[i].given && row < rows.count; row++)
			if (memcmp(tokens[i].hash, db_text(&rows, row, TOKEN_HASH), HASH_BYTES) == 0) {
				status = take_actor(db, &list[i]->request, &rows, row);
				break;
			}
	return status;
}

/* ---- Beginning and ending ---- */

enum db_status session_create(struct request *r, int64_t account_id)
{
	char token[TOKEN_TEXT];
	unsigned char hash[HASH_BYTES];
	int64_t total = r->app->config->session_total_us;

	if (r->actor.session_id != 0) {
		enum db_status ended = sql_exec(r, NULL, "DELETE FROM sessions WHERE id = :session_id", P(session_id, r->actor.session_id));
		if (ended != DB_OK)
			return ended;
	}
	/* Each log-in sweeps away a few sessions that have ended. */
	enum db_status status = sql_exec(r, NULL, "DELETE FROM sessions WHERE expires_at < :now LIMIT 4");
	if (status != DB_OK)
		return status;
	token_new(token);
	token_hash(token, hash);
	status = sql_exec(r, NULL,
	    "INSERT INTO sessions (token_hash, account_id, created_at, last_seen_at, expires_at, address)"
	    " VALUES (:hash, :account_id, :now, :now, :expires_at, :address)",
	    P(hash, BYTES(hash, HASH_BYTES)), P(account_id), P(expires_at, TIME(r->arrived_at + total)), P(address, r->address));
	if (status == DB_OK)
		reply_header(r, "Set-Cookie",
		    arena_printf(r->arena, SESSION_COOKIE "=%s" COOKIE_ATTRIBUTES "; Max-Age=%lld", token, (long long)(total / SECOND_US)));
	secret_wipe(token, sizeof token);
	return status;
}

enum db_status session_destroy(struct request *r)
{
	reply_header(r, "Set-Cookie", SESSION_COOKIE "=" COOKIE_ATTRIBUTES "; Max-Age=0");
	if (r->actor.session_id == 0)
		return DB_OK;
	return sql_exec(r, NULL, "DELETE FROM sessions WHERE id = :session_id", P(session_id, r->actor.session_id));
}

enum db_status session_destroy_all(struct db *db, int64_t account_id, int64_t except_session_id)
{
	return db_exec(db, NULL, "DELETE FROM sessions WHERE account_id = :account_id AND id <> :except_session_id", P(account_id),
	    P(except_session_id));
}
