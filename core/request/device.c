#include "core/request/device.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/request/cookie.h"

#define COOKIE "__Host-saitou-device"
#define NAME "%lld.%lld.%s" /* account, second of issue, random; a dot and the signature follow */

/* The key that all instances sign with; whoever needs it first makes it. */
static enum db_status find_key(struct request *r, unsigned char key[HASH_BYTES])
{
	struct db_rows rows;
	unsigned char fresh[HASH_BYTES];
	enum db_status status = sql_query(r, &rows, "SELECT value FROM secrets WHERE name = 'device'");

	if (status != DB_OK)
		return status;
	if (rows.count == 0) {
		random_bytes(fresh, sizeof fresh);
		status = sql_exec(
		    r, NULL, "INSERT IGNORE INTO secrets (name, value) VALUES ('device', :fresh)", P(fresh, BYTES(fresh, sizeof fresh)));
		if (status == DB_OK)
			status = sql_query(r, &rows, "SELECT value FROM secrets WHERE name = 'device' LOCK IN SHARE MODE");
		if (status != DB_OK)
			return status;
	}
	memcpy(key, db_text(&rows, 0, 0), HASH_BYTES);
	return DB_OK;
}

/* With another password the signature is another. */
static enum db_status sign(struct request *r, const char *name, const char *password_hash, char text[2 * HASH_BYTES + 1])
{
	unsigned char key[HASH_BYTES], mac[HASH_BYTES];
	const char *what = arena_printf(r->arena, "%s %s", name, password_hash);
	enum db_status status = find_key(r, key);

	if (status == DB_OK) {
		mac_sha256(key, what, strlen(what), mac);
		hash_text(mac, text);
	}
	secret_wipe(key, sizeof key);
	return status;
}

enum db_status device_known(struct request *r, int64_t account_id, const char *password_hash, const char **device)
{
	char *cookie = request_cookie(r, COOKIE, 0), *dot = cookie == NULL ? NULL : strrchr(cookie, '.'), text[2 * HASH_BYTES + 1];
	char *second = cookie == NULL ? NULL : strchr(cookie, '.');

	*device = NULL;
	if (dot == NULL || password_hash == NULL || second == dot || strlen(dot + 1) != 2 * HASH_BYTES)
		return DB_OK;
	*dot = '\0';
	int64_t age = r->arrived_at / SECOND_US - strtoll(second + 1, NULL, 10);
	if (strtoll(cookie, NULL, 10) != account_id || age < 0 || age > LIMIT_DEVICE_S)
		return DB_OK;
	enum db_status status = sign(r, cookie, password_hash, text);
	if (status == DB_OK && secret_equal(text, dot + 1, 2 * HASH_BYTES))
		*device = cookie;
	return status;
}

enum db_status device_remember(struct request *r, int64_t account_id, const char *password_hash)
{
	char token[TOKEN_TEXT], text[2 * HASH_BYTES + 1];

	token_new(token);
	const char *name = arena_printf(r->arena, NAME, (long long)account_id, (long long)(r->arrived_at / SECOND_US), token);
	enum db_status status = sign(r, name, password_hash, text);
	if (status == DB_OK)
		reply_header(r, "Set-Cookie",
		    arena_printf(r->arena, COOKIE "=%s.%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%lld", name, text,
			(long long)LIMIT_DEVICE_S));
	return status;
}
