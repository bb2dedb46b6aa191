/* core/db/migrate.h against a real MariaDB:
 * - this source tree's schema applies to an empty database, and a second run finds nothing to do
 * - routines and triggers need no DELIMITER; a later file is applied alone
 * - a changed, missing or doubly numbered file is refused; so is a folder without migrations
 * - a file that fails names itself and the statement, and the next run refuses until somebody has looked
 * - two at once: each is applied once, both succeed */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/log.h"
#include "core/db/migrate.h"
#include "tests/unit/database.h"

static struct arena *arena;
static struct db_target target;
static char folder[64];

static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	target = test_database();
	strcpy(folder, "/tmp/saitou-schema-XXXXXX");
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return system(arena_printf(arena = arena_new(), "rm -rf %s", folder)) == 0 ? (arena_free(arena), 0) : -1;
}

static void put(const char *name, const char *sql)
{
	FILE *file = fopen(arena_printf(arena, "%s/%s", folder, name), "w");
	assert_non_null(file);
	fputs(sql, file);
	fclose(file);
}

static void drop(const char *name)
{
	assert_int_equal(unlink(arena_printf(arena, "%s/%s", folder, name)), 0);
}

/* What a run printed, or "!" and why it failed. */
static const char *run(const char *from)
{
	char *printed = NULL;
	size_t length = 0;
	const char *mistake;
	FILE *out = open_memstream(&printed, &length);
	bool done = migrate(&target, from, arena, out, &mistake);
	fclose(out);
	const char *answer = done ? arena_strdup(arena, printed) : arena_printf(arena, "!%s", mistake);
	free(printed);
	return answer;
}

static void this_tree(void **state)
{
	(void)state;
	int64_t number;
	assert_memory_equal(run(test_schema_folder()), "applied 0001-foundation.sql\n", 28);
	assert_string_equal(run(test_schema_folder()), "");
	struct db *db = test_connection(&target);
	assert_int_equal(migrate_newest_applied(db, arena, &number), DB_OK);
	assert_int_equal(number, migrate_newest_file(test_schema_folder()));
	db_close(db);
}

static void one_by_one(void **state)
{
	(void)state;
	int64_t number;
	struct db *db = test_connection(&target);
	assert_int_equal(migrate_newest_applied(db, arena, &number), DB_OK);
	assert_int_equal(number, 0);
	put("0001-a.sql",
	    "-- a; comment\nCREATE TABLE a (x INT); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.x = 1; SET NEW.x ="
	    " NEW.x + 1; END;\n");
	put("README", "not a migration");
	put("0002-b.txt", "nor this");
	assert_string_equal(run(folder), "applied 0001-a.sql\n");
	put("0007-b.sql", "INSERT INTO a VALUES (9)");
	assert_int_equal(migrate_newest_file(folder), 7);
	assert_string_equal(run(folder), "applied 0007-b.sql\n");
	assert_int_equal(migrate_newest_applied(db, arena, &number), DB_OK);
	assert_int_equal(number, 7);
	struct db_rows rows;
	assert_int_equal(db_query(db, arena, &rows, "SELECT x FROM a"), DB_OK);
	assert_int_equal(db_int(&rows, 0, 0), 2);
	db_close(db);
}

static void refused(void **state)
{
	(void)state;
	assert_non_null(strstr(run(folder), "holds no migrations"));
	assert_non_null(strstr(run("/nonexistent"), "No such file or directory"));
	put("0001-a.sql", "CREATE TABLE a (x INT)");
	put("0002-b.sql", "CREATE TABLE b (x INT)");
	assert_string_equal(run(folder), "applied 0001-a.sql\napplied 0002-b.sql\n");
	put("0001-a.sql", "CREATE TABLE a (x BIGINT)");
	assert_non_null(strstr(run(folder), "0001-a.sql was changed after it had been applied"));
	drop("0001-a.sql");
	assert_non_null(strstr(run(folder), "0001-a.sql was applied, but the folder lacks it"));
	put("0001-a.sql", "CREATE TABLE a (x INT)");
	put("0002-c.sql", "CREATE TABLE c (x INT)");
	assert_non_null(strstr(run(folder), "0002-b.sql and 0002-c.sql have the same number"));
	drop("0002-c.sql");
	assert_string_equal(run(folder), "");
}

static void half_way(void **state)
{
	(void)state;
	put("0001-a.sql", "CREATE TABLE a (x INT); CREATE TABLE b (x INT); CREATE TABLE a (x INT); CREATE TABLE c (x INT)");
	assert_non_null(strstr(run(folder), "0001-a.sql, statement 3: error 1050"));
	assert_non_null(strstr(run(folder), "0001-a.sql failed half-way"));
}

static void *run_thread(void *answer)
{
	db_thread_start();
	struct arena *own = arena_new();
	const char *mistake;
	FILE *nowhere = fopen("/dev/null", "w");
	*(bool *)answer = migrate(&target, folder, own, nowhere, &mistake);
	fclose(nowhere);
	arena_free(own);
	db_thread_stop();
	return NULL;
}

static void two_at_once(void **state)
{
	(void)state;
	pthread_t threads[4];
	bool answers[4];
	put("0001-a.sql", "CREATE TABLE a (x INT); DO SLEEP(0.2)");
	put("0002-b.sql", "CREATE TABLE b (x INT)");
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, run_thread, &answers[i]);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 4; i++)
		assert_true(answers[i]);
	assert_string_equal(run(folder), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	if (!log_open("/dev/null", "error"))
		return 1;
	db_library_start();
	const struct CMUnitTest tests[] = {TEST(this_tree), TEST(one_by_one), TEST(refused), TEST(half_way), TEST(two_at_once)};
	return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
