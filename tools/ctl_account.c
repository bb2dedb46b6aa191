/* Accounts from the command line: the first admin, and whoever cannot be invited by mail. */
#include "tools/ctl.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "api/people/account_states.h"
#include "api/people/account_links.h"
#include "api/people/password_rule.h"
#include "api/shared/independence.h"
#include "api/shared/problems.h"
#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/mail/mail_text.h"
#include "core/request/audit_trail.h"

struct wanted {
	const char *config, *email, *name, *role, *locale;
	const char *edition; /* code; NULL: all editions */
	bool password, invite;
	/* looked up */
	int64_t edition_id;
	int64_t now;
};

static bool parse(int argc, char **argv, struct wanted *w)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'}, {"email", required_argument, NULL, 'e'},
	    {"name", required_argument, NULL, 'n'}, {"role", required_argument, NULL, 'r'}, {"edition", required_argument, NULL, 'd'},
	    {"locale", required_argument, NULL, 'l'}, {"password-stdin", no_argument, NULL, 'p'}, {"invite", no_argument, NULL, 'i'}, {0}};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 'c':
			w->config = optarg;
			break;
		case 'e':
			w->email = optarg;
			break;
		case 'n':
			w->name = optarg;
			break;
		case 'r':
			w->role = optarg;
			break;
		case 'd':
			w->edition = optarg;
			break;
		case 'l':
			w->locale = optarg;
			break;
		case 'p':
			w->password = true;
			break;
		case 'i':
			w->invite = true;
			break;
		default:
			return false;
		}
	/* INSERT IGNORE would make nothing of an unknown role. */
	static const char *const roles[] = {"contestant", "judge", "organizer", "auditor", "admin"};
	bool known = false;
	for (size_t i = 0; w->role != NULL && i < sizeof roles / sizeof roles[0]; i++)
		known = known || strcmp(w->role, roles[i]) == 0;
	return known && optind == argc && w->config != NULL && w->email != NULL && w->name != NULL && w->password != w->invite;
}

/* A command that the database refused, or that failed: says why. */
static int refused(struct db *db)
{
	return ctl_fail("the database refused it: %s", db_error_text(db));
}

static int check_edition(const struct wanted *w)
{
	return role_fits_edition(w->role, w->edition_id) ? CTL_DONE : ctl_fail("%s", problem_admin_of_one_edition.detail[LOCALE_EN]);
}

static int find_edition(struct db *db, struct arena *arena, struct wanted *w)
{
	struct db_rows rows;
	if (w->edition == NULL)
		return CTL_DONE;
	if (db_query(db, arena, &rows, "SELECT id FROM editions WHERE code = :edition", P(edition, w->edition)) != DB_OK)
		return refused(db);
	if (rows.count == 0)
		return ctl_fail("there is no edition %s", w->edition);
	w->edition_id = db_int(&rows, 0, 0);
	return CTL_DONE;
}

/* ---- With a password ---- */

static int read_password(char password[PASSWORD_MAX + 2])
{
	if (fgets(password, PASSWORD_MAX + 2, stdin) == NULL)
		return ctl_fail("standard input holds no password");
	password[strcspn(password, "\r\n")] = '\0';
	size_t length = strlen(password);
	if (length < PASSWORD_MIN || length > PASSWORD_MAX)
		return ctl_fail("a password has %d to %d bytes", PASSWORD_MIN, PASSWORD_MAX);
	return CTL_DONE;
}

static enum db_status put_account(struct db *db, struct arena *arena, const struct wanted *w, const char *hash, int64_t *id)
{
	struct db_rows rows;
	enum db_status status =
	    db_query(db, arena, &rows, "SELECT id, state FROM accounts WHERE email_key = LOWER(:email) FOR UPDATE", P(email, w->email));
	if (status != DB_OK)
		return status;
	if (rows.count > 0) {
		*id = db_int(&rows, 0, 0);
		return state_try(db, &account_states, db_text(&rows, 0, 1), "set", NULL, P(name, w->name), P(hash), P(locale, w->locale),
		    P(now, TIME(w->now)), P(id, *id));
	}
	status = db_exec(db, NULL,
	    "INSERT INTO accounts (email, name, password_hash, locale, state, created_at, confirmed_at)"
	    " VALUES (:email, :name, :hash, :locale, 'active', :now, :now)",
	    P(email, w->email), P(name, w->name), P(hash), P(locale, w->locale), P(now, TIME(w->now)));
	*id = db_insert_id(db);
	return status;
}

/* *IN_WAY: the account judges where it is to hold an office; then nothing is committed. */
static enum db_status put_all(struct db *db, struct arena *arena, const struct wanted *w, const char *hash, bool *in_way)
{
	int64_t id;
	enum db_status status = db_begin(db);
	if (status == DB_OK)
		status = put_account(db, arena, w, hash, &id);
	if (status == DB_OK)
		status = judge_in_way(db, arena, id, w->role, w->edition_id, in_way);
	if (status == DB_OK && *in_way)
		return DB_OK;
	if (status == DB_OK)
		status = db_exec(db, NULL, "DELETE FROM sessions WHERE account_id = :id", P(id));
	if (status == DB_OK)
		status = db_exec(db, NULL,
		    "INSERT IGNORE INTO grants (account_id, role, edition_id, granted_at) VALUES (:id, :role, :edition_id, :now)", P(id),
		    P(role, w->role), P(edition_id, ID(w->edition_id)), P(now, TIME(w->now)));
	if (status == DB_OK)
		status = audit_write_one(db, arena,
		    (struct audit_event){.edition_id = w->edition_id,
			.action = "account.set",
			.object = "accounts",
			.object_id = id,
			.detail = json_pack("{s:s}", "role", w->role)},
		    w->now);
	return status == DB_OK ? db_commit(db) : status;
}

static int make_account(struct db *db, struct arena *arena, const struct wanted *w)
{
	char password[PASSWORD_MAX + 2];
	if (read_password(password) != CTL_DONE)
		return CTL_FAILED;
	/* As the pages' passwords are taken. */
	const char *taken = text_take(arena, TEXT_SECRET, password, strlen(password), &(struct text_fault){0});
	if (password_fault(arena, taken, w->email, w->name) != PASSWORD_FIT)
		return ctl_fail("%s", problem_password_obvious.detail[LOCALE_EN]);
	const char *hash = password_hash(arena, taken);
	bool in_way = false;
	secret_wipe(password, sizeof password);
	if (put_all(db, arena, w, hash, &in_way) != DB_OK)
		return refused(db);
	if (in_way)
		return ctl_fail("%s", problem_office_of_judge.detail[LOCALE_EN]);
	printf("%s can log in as %s\n", w->email, w->role);
	return CTL_DONE;
}

/* ---- By invitation ---- */

static int make_invitation(struct db *db, struct arena *arena, const struct wanted *w, const struct config *config)
{
	char token[TOKEN_TEXT];
	unsigned char hash[HASH_BYTES];
	token_new(token);
	token_hash(token, hash);
	enum db_status status = db_begin(db);
	if (status == DB_OK)
		status = db_exec(db, NULL,
		    "INSERT INTO account_tokens (token_hash, purpose, email, name, locale, role, edition_id, created_at, expires_at)"
		    " VALUES (:hash, 'invite', :email, :name, :locale, :role, :edition_id, :now, :expires_at)",
		    P(hash, BYTES(hash, HASH_BYTES)), P(email, w->email), P(name, w->name), P(locale, w->locale), P(role, w->role),
		    P(edition_id, ID(w->edition_id)), P(now, TIME(w->now)), P(expires_at, TIME(w->now + INVITATION_US)));
	if (status == DB_OK)
		status = audit_write_one(db, arena,
		    (struct audit_event){.edition_id = w->edition_id,
			.action = "account.invite",
			.object = "account_tokens",
			.detail = json_pack("{s:s}", "role", w->role)},
		    w->now);
	if (status == DB_OK)
		status = db_commit(db);
	if (status != DB_OK)
		return refused(db);
	printf("%s" LINK_INVITATION "\n", config->public_url, token);
	return CTL_DONE;
}

static int run(int argc, char **argv)
{
	struct wanted w = {.locale = "zh-CN", .now = clock_now()};
	if (!parse(argc, argv, &w))
		return CTL_USAGE;
	if (!mail_address_valid(w.email))
		return ctl_fail("%s is not a valid mail address", w.email);
	struct config *config = ctl_load(w.config);
	if (config == NULL)
		return CTL_FAILED;
	password_cost((unsigned)config->password_cost);
	struct db *db = ctl_connect(config);
	struct arena *arena = arena_new();
	int status = db == NULL ? CTL_FAILED : find_edition(db, arena, &w);
	if (status == CTL_DONE)
		status = check_edition(&w);
	if (status == CTL_DONE)
		status = w.invite ? make_invitation(db, arena, &w, config) : make_account(db, arena, &w);
	arena_free(arena);
	db_close(db);
	config_free(config);
	return status;
}

const struct ctl_command ctl_account = {"account",
    "--config FILE --email ADDRESS --name NAME --role ROLE [--edition CODE] [--locale LOCALE] --password-stdin|--invite",
    "makes an account with a password from standard input, or prints the link of an invitation", run};
