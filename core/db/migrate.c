#include "core/db/migrate.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/log.h"
#include "core/base/secret.h"

#define DIGITS 4
#define WAIT_SECONDS 60 /* for another migration that runs at the same time */

struct file {
	int64_t number;
	const char *name; /* "0001-foundation.sql" */
	const char *text;
	size_t length;
	unsigned char hash[HASH_BYTES];
};

struct files {
	size_t count;
	struct file list[10000]; /* as many as four digits can name */
};

/* ---- The folder ---- */

/* 0 if it is not the name of a migration. */
static int64_t number_of(const char *name)
{
	size_t length = strlen(name);
	for (int i = 0; i < DIGITS; i++)
		if (!isdigit((unsigned char)name[i]))
			return 0;
	if (name[DIGITS] != '-' || length < DIGITS + 6 || strcmp(name + length - 4, ".sql") != 0)
		return 0;
	return strtol(name, NULL, 10);
}

static int is_migration(const struct dirent *entry)
{
	return number_of(entry->d_name) > 0;
}

int64_t migrate_newest_file(const char *folder)
{
	struct dirent **entries;
	int64_t newest = 0;
	int count = scandir(folder, &entries, is_migration, alphasort);
	for (int i = 0; i < count; i++) {
		newest = number_of(entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return newest;
}

static bool read_schema_file(struct arena *arena, const char *path, struct file *file)
{
	FILE *stream = fopen(path, "re");
	if (stream == NULL)
		return false;
	size_t room = 0;
	char *text = NULL;
	/* No SQL file holds a NUL, so this reads it whole. */
	ssize_t length = getdelim(&text, &room, '\0', stream);
	bool whole = length >= 0 && feof(stream);
	fclose(stream);
	if (whole) {
		file->text = arena_memdup(arena, text, (size_t)length);
		file->length = (size_t)length;
		sha256(file->text, file->length, file->hash);
	}
	free(text);
	return whole;
}

static bool read_folder(const char *folder, struct arena *arena, struct files *files, const char **mistake)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_migration, alphasort);
	if (count <= 0)
		*mistake = arena_printf(arena, "%s: %s", folder, count < 0 ? strerror(errno) : "holds no migrations");
	for (int i = 0; i < count; i++) {
		struct file *file = &files->list[files->count];
		file->name = arena_strdup(arena, entries[i]->d_name);
		file->number = number_of(file->name);
		free(entries[i]);
		const char *path = arena_printf(arena, "%s/%s", folder, file->name);
		if (*mistake == NULL && files->count > 0 && file[-1].number == file->number)
			*mistake = arena_printf(arena, "%s and %s have the same number", file[-1].name, file->name);
		if (*mistake == NULL && !read_schema_file(arena, path, file))
			*mistake = arena_printf(arena, "%s cannot be read: %s", path, strerror(errno));
		if (*mistake == NULL)
			files->count++;
	}
	if (count >= 0)
		free(entries);
	return *mistake == NULL;
}

/* ---- The database ---- */

#define MAKE_TABLE                                                               \
	"CREATE TABLE IF NOT EXISTS schema_migrations ("                         \
	" number INT NOT NULL PRIMARY KEY,"                                      \
	" name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL," \
	" sha256 BINARY(32) NOT NULL COMMENT 'of the file',"                     \
	" started_at DATETIME(6) NOT NULL,"                                      \
	" finished_at DATETIME(6) NULL COMMENT 'NULL: it failed half-way'"       \
	") STATS_PERSISTENT=0 COMMENT 'which files of schema/ were applied'"

enum db_status migrate_newest_applied(struct db *db, struct arena *arena, int64_t *number)
{
	struct db_rows rows;
	*number = 0;
	enum db_status status = db_query(db, arena, &rows,
	    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'schema_migrations'");
	if (status != DB_OK || db_int(&rows, 0, 0) == 0)
		return status;
	status = db_query(db, arena, &rows, "SELECT COALESCE(MAX(number), 0) FROM schema_migrations WHERE finished_at IS NOT NULL");
	if (status == DB_OK)
		*number = db_int(&rows, 0, 0);
	return status;
}

static bool failed(struct db *db, struct arena *arena, const char *doing, const char **mistake)
{
	*mistake = arena_printf(arena, "%s: error %u: %s", doing, db_error_number(db), db_error_text(db));
	return false;
}

/* Compares what was applied with the files; *NEXT is the first file that was not. */
static bool check_applied(struct db *db, const struct files *files, struct arena *arena, size_t *next, const char **mistake)
{
	struct db_rows rows;
	*next = 0;
	if (db_query(db, arena, &rows, "SELECT number, name, sha256, finished_at FROM schema_migrations ORDER BY number") != DB_OK)
		return failed(db, arena, "reading schema_migrations", mistake);
	for (size_t row = 0; row < rows.count; row++) {
		const struct file *file = &files->list[row];
		if (db_is_null(&rows, row, 3))
			*mistake = arena_printf(arena,
			    "%s failed half-way; restore the database, or repair it by hand and set finished_at in "
			    "schema_migrations",
			    db_text(&rows, row, 1));
		else if (row >= files->count || file->number != db_int(&rows, row, 0))
			*mistake = arena_printf(arena, "%s was applied, but the folder lacks it", db_text(&rows, row, 1));
		else if (memcmp(file->hash, db_text(&rows, row, 2), HASH_BYTES) != 0)
			*mistake = arena_printf(arena, "%s was changed after it had been applied; put changes into a new file", file->name);
		if (*mistake != NULL)
			return false;
		*next = row + 1;
	}
	return true;
}

static bool apply(struct db *db, const struct file *file, struct arena *arena, const char **mistake)
{
	size_t done;
	if (db_exec(db, NULL,
		"INSERT INTO schema_migrations (number, name, sha256, started_at) VALUES (:number, :name, :hash, UTC_TIMESTAMP(6))",
		P(number, file->number), P(name, file->name), P(hash, BYTES(file->hash, HASH_BYTES))) != DB_OK)
		return failed(db, arena, file->name, mistake);
	if (db_script(db, file->text, file->length, &done) != DB_OK)
		return failed(db, arena, arena_printf(arena, "%s, statement %zu", file->name, done + 1), mistake);
	if (db_exec(db, NULL, "UPDATE schema_migrations SET finished_at = UTC_TIMESTAMP(6) WHERE number = :number",
		P(number, file->number)) != DB_OK)
		return failed(db, arena, file->name, mistake);
	return true;
}

static bool apply_all(struct db *db, const struct files *files, struct arena *arena, FILE *out, const char **mistake)
{
	struct db_rows rows;
	size_t next;
	/* The lock is the server's, not the database's: its name carries the database. */
	if (db_query(db, arena, &rows, "SELECT GET_LOCK(CONCAT('saitou.', DATABASE()), :seconds)", P(seconds, WAIT_SECONDS)) != DB_OK)
		return failed(db, arena, "taking the lock", mistake);
	if (db_int(&rows, 0, 0) != 1) {
		*mistake = "another migration is running";
		return false;
	}
	if (db_exec(db, NULL, MAKE_TABLE) != DB_OK)
		return failed(db, arena, "making schema_migrations", mistake);
	if (!check_applied(db, files, arena, &next, mistake))
		return false;
	for (; next < files->count; next++) {
		if (!apply(db, &files->list[next], arena, mistake))
			return false;
		fprintf(out, "applied %s\n", files->list[next].name);
	}
	return true;
}

bool migrate(const struct db_target *target, const char *folder, struct arena *arena, FILE *out, const char **mistake)
{
	char why[512];
	struct files *files = arena_alloc(arena, sizeof *files);
	*mistake = NULL;
	if (!read_folder(folder, arena, files, mistake))
		return false;
	struct db *db = db_open_for_scripts(target, why, sizeof why);
	if (db == NULL) {
		*mistake = arena_printf(arena, "the database cannot be reached: %s", why);
		return false;
	}
	bool done = apply_all(db, files, arena, out, mistake);
	db_close(db); /* gives the lock back */
	return done;
}
