/* core/db/db.h against a real MariaDB:
 * - every kind of parameter arrives, every kind of column comes back, NULLs too; times keep their microseconds
 * - a name may stand more than once and is given once, in any order; what is given twice, not at all, or for nothing is fatal
 * - rows become JSON by shape
 * - one statement with many rows of parameters: each kind, NULLs too; a refusal is told, and those after it are not run; then one row again
 * - INSERT … RETURNING, insert ids, rows found though not changed
 * - UNIQUE, CHECK, foreign key, NOT NULL, range, length and SIGNAL are told apart and name what refused; the transaction goes on
 * - CALL with and without a result leaves the connection usable
 * - more statements than the cache keeps
 * - a deadlock and a lock wait may be run again, a lost connection too, and it says that it is lost; a syntax error may not
 * - a commit on a lost connection is unknown
 * - a read-only route cannot write
 * - strict mode, UTC, READ COMMITTED, utf8mb4 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "tests/unit/database.h"

static struct db_target target;
static struct db *db;
static struct arena *arena;

static const char schema[] =
    "CREATE TABLE parents (id BIGINT PRIMARY KEY);"
    "CREATE TABLE things (id BIGINT AUTO_INCREMENT PRIMARY KEY, parent_id BIGINT NULL, code VARCHAR(20) NULL, amount INT NOT NULL DEFAULT 0,"
    " at DATETIME(6) NULL, bytes VARBINARY(100) NULL, body JSON NULL, price DECIMAL(10, 2) NULL, day DATE NULL, flag BOOLEAN NULL,"
    " UNIQUE KEY things_code (code), CONSTRAINT things_amount CHECK (amount >= 0),"
    " CONSTRAINT things_parent FOREIGN KEY (parent_id) REFERENCES parents (id));"
    "CREATE PROCEDURE quiet(IN a INT) BEGIN INSERT INTO things (amount) VALUES (a); END;"
    "CREATE PROCEDURE loud(IN a INT) BEGIN INSERT INTO things (amount) VALUES (a); SELECT a + 1 AS next; SELECT a + 2 AS other; END;"
    "CREATE PROCEDURE grumpy() BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'round-closed'; END;"
    "INSERT INTO parents VALUES (1)";

static int begin_all(void **state)
{
	(void)state;
	char why[512];
	size_t done;
	db_library_start();
	target = test_database();
	struct db *scripts = db_open_for_scripts(&target, why, sizeof why);
	if (scripts == NULL || db_script(scripts, schema, strlen(schema), &done) != DB_OK)
		return -1;
	db_close(scripts);
	assert_int_equal(done, 6);
	return 0;
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	db = test_connection(&target);
	return db_exec(db, NULL, "DELETE FROM things") == DB_OK ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	db_close(db);
	arena_free(arena);
	return 0;
}

#define OK(call) assert_int_equal((call), DB_OK)

static void every_kind_goes_there_and_back(void **state)
{
	(void)state;
	struct db_rows rows;
	int64_t at = INT64_C(1771234567123456);
	json_t *body = json_pack("{s:[i, s]}", "a", 1, "赛投");
	OK(db_exec(db, NULL,
	    "INSERT INTO things (parent_id, code, amount, at, bytes, body, price, day, flag)"
	    " VALUES (:parent, :code, :amount, :at, :bytes, :body, '12.50', '2026-02-28', TRUE)",
	    P(parent, ID(1)), P(code, "赛投 \"'\\"), P(amount, 7), P(at, TIME(at)), P(bytes, BYTES("\0\1\2", 3)), P(body)));
	OK(db_exec(db, NULL, "INSERT INTO things (parent_id, code, at, bytes, body) VALUES (:parent, :code, :at, :bytes, :body)",
	    P(parent, ID(0)), P(code, NULL), P(at, TIME(TIME_NONE)), P(bytes, BYTES(NULL, 0)), P(body, NULL)));
	OK(db_query(db, arena, &rows,
	    "SELECT parent_id, code, amount, at, bytes, body, price, day, flag, COUNT(*) OVER (), SUM(amount) OVER ()"
	    " FROM things ORDER BY id"));
	assert_int_equal(rows.count, 2);
	assert_int_equal(db_int(&rows, 0, 0), 1);
	assert_string_equal(db_text(&rows, 0, 1), "赛投 \"'\\");
	assert_int_equal(db_int(&rows, 0, 2), 7);
	assert_int_equal(db_time(&rows, 0, 3), at);
	assert_memory_equal(db_text(&rows, 0, 4), "\0\1\2", 4);
	assert_int_equal(rows.values[4].length, 3);
	json_t *back = arena_json(arena, db_json(&rows, 0, 5));
	assert_true(json_equal(back, body));
	json_decref(body);
	assert_string_equal(db_text(&rows, 0, 6), "12.50");
	assert_string_equal(db_text(&rows, 0, 7), "2026-02-28");
	assert_int_equal(db_int(&rows, 0, 8), 1);
	assert_int_equal(db_int(&rows, 0, 9), 2);
	assert_int_equal(db_int(&rows, 0, 10), 7);
	for (size_t column = 0; column < 9; column++)
		assert_int_equal(db_is_null(&rows, 1, column), column != 2);
	assert_int_equal(db_time(&rows, 1, 3), TIME_NONE);
	assert_int_equal(db_int(&rows, 1, 0), 0);
	assert_null(db_text(&rows, 1, 1));
}

static void names_stand_as_often_as_needed(void **state)
{
	(void)state;
	struct db_rows rows;
	const char *code = "a:b";
	const struct db_parameter also[] = {P(amount, 3), P(more, 4), {0}};
	OK(db_query(db, arena, &rows, "SELECT :code, :amount, ':amount', :code, :amount + 1", P(amount, 3), P(code)));
	assert_string_equal(db_text(&rows, 0, 0), "a:b");
	assert_int_equal(db_int(&rows, 0, 1), 3);
	assert_string_equal(db_text(&rows, 0, 2), ":amount");
	assert_string_equal(db_text(&rows, 0, 3), "a:b");
	assert_int_equal(db_int(&rows, 0, 4), 4);
	OK(db_query_given(db, arena, &rows, "SELECT :code, :amount", (struct db_given){DB_LIST(P(code)), also}));
	assert_int_equal(db_int(&rows, 0, 1), 3);
}

/* Whether the statement ends the process. Each is run in one of its own, with a connection of its own. */
static bool is_fatal(const char *sql, const struct db_parameter *list)
{
	int ended = 0;
	pid_t child = fork();
	if (child == 0) {
		struct db_rows rows;
		struct db *own = test_connection(&target);
		_exit(db_query_given(own, arena, &rows, sql, (struct db_given){list, NULL}) == DB_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &ended, 0), child);
	return WIFSIGNALED(ended) && WTERMSIG(ended) == SIGABRT;
}

static void names_and_values_must_fit(void **state)
{
	(void)state;
	assert_false(is_fatal("SELECT :a + :b", DB_LIST(P(b, 1), P(a, 2))));
	assert_true(is_fatal("SELECT :a + :b ", DB_LIST(P(b, 1))));
	assert_true(is_fatal("SELECT :a + :b  ", DB_LIST(P(b, 1), P(a, 2), P(c, 3))));
	assert_true(is_fatal("SELECT :a + :b   ", DB_LIST(P(b, 1), P(a, 2), P(a, 2))));
	assert_true(is_fatal("SELECT :a + ?", DB_LIST(P(a, 2))));
}

static void rows_become_json(void **state)
{
	(void)state;
	struct db_rows rows;
	OK(db_exec(db, NULL,
	    "INSERT INTO things (code, amount, at, body, flag) VALUES ('a', 1, '2026-03-01 04:05:06.5', '{\"x\":2}', FALSE), (NULL, 2,"
	    " NULL, NULL, NULL)"));
	OK(db_query(db, arena, &rows, "SELECT code, amount, at, body, flag, id FROM things ORDER BY id"));
	json_t *list = arena_json(arena, db_json_rows(&rows, "sitjb-", "code", "amount", "at", "body", "flag"));
	char *text = json_dumps(list, JSON_COMPACT);
	assert_string_equal(text, "[{\"code\":\"a\",\"amount\":1,\"at\":\"2026-03-01T04:05:06.500000Z\",\"body\":{\"x\":2},\"flag\":false},"
				  "{\"code\":null,\"amount\":2,\"at\":null,\"body\":null,\"flag\":null}]");
	free(text);
	json_t *one = arena_json(arena, db_json_row(&rows, 1, "-i----", "amount"));
	assert_int_equal(json_integer_value(json_object_get(one, "amount")), 2);
}

static void many_rows_at_once(void **state)
{
	(void)state;
	static const char sql[] = "INSERT INTO things (code, amount, at) VALUES (:code, :amount, :at)";
	struct db_rows rows;
	int64_t affected, at = INT64_C(1771234567123456);
	const struct db_parameter values[] = {
	    P(code, "赛投 \"'\\"),
	    P(amount, 1),
	    P(at, TIME(at)),
	    P(code, NULL),
	    P(amount, 2),
	    P(at, TIME(TIME_NONE)),
	    P(code, ""),
	    P(amount, INT32_MAX),
	    P(at, TIME(at - 1)),
	};
	const struct db_parameter refused[] = {
	    P(code, NULL),
	    P(at, TIME(TIME_NONE)),
	    P(amount, 3),
	    P(code, NULL),
	    P(at, TIME(TIME_NONE)),
	    P(amount, -1),
	    P(code, NULL),
	    P(at, TIME(TIME_NONE)),
	    P(amount, 4),
	};

	OK(db_exec_many(db, arena, &affected, sql, 3, 3, values));
	assert_int_equal(affected, 3);
	assert_int_equal(db_exec_many(db, arena, &affected, sql, 3, 3, refused), DB_REFUSED);
	assert_string_equal(db_refused_by(db), "things_amount");
	OK(db_exec(db, &affected, sql, P(code, "one"), P(amount, 5), P(at, TIME(at))));
	assert_int_equal(affected, 1);
	OK(db_query(db, arena, &rows, "SELECT code, amount, at FROM things WHERE amount NOT IN (3, 4) ORDER BY id"));
	assert_int_equal(rows.count, 4);
	assert_string_equal(db_text(&rows, 0, 0), "赛投 \"'\\");
	assert_int_equal(db_time(&rows, 0, 2), at);
	assert_true(db_is_null(&rows, 1, 0) && db_is_null(&rows, 1, 2));
	assert_string_equal(db_text(&rows, 2, 0), "");
	assert_int_equal(db_int(&rows, 2, 1), INT32_MAX);
	assert_int_equal(db_time(&rows, 2, 2), at - 1);
	assert_int_equal(db_int(&rows, 3, 1), 5);
	OK(db_query(db, arena, &rows, "SELECT 1 FROM things WHERE amount = 4"));
	assert_int_equal(rows.count, 0);
	OK(db_exec_many(db, arena, &affected, "UPDATE things SET amount = :amount WHERE amount = :amount OR amount = :other", 2, 2,
	    (const struct db_parameter[]){P(amount, 1), P(other, 99), P(amount, 9), P(other, 77)}));
	assert_int_equal(affected, 1); /* found, though not changed */
}

static void ids_and_counts(void **state)
{
	(void)state;
	struct db_rows rows;
	int64_t affected;
	OK(db_exec(db, &affected, "INSERT INTO things (code) VALUES (:code)", P(code, "a")));
	assert_int_equal(affected, 1);
	int64_t id = db_insert_id(db);
	OK(db_query(db, arena, &rows, "SELECT id FROM things"));
	assert_int_equal(db_int(&rows, 0, 0), id);
	OK(db_exec(db, &affected, "UPDATE things SET code = 'a' WHERE id = :id", P(id)));
	assert_int_equal(affected, 1);
	OK(db_exec(db, &affected, "UPDATE things SET code = 'a' WHERE id = :id", P(id, id + 1000)));
	assert_int_equal(affected, 0);
	OK(db_query(db, arena, &rows, "INSERT INTO things (code) VALUES (:code) RETURNING id, code", P(code, "b")));
	assert_string_equal(db_text(&rows, 0, 1), "b");
	OK(db_query(db, arena, &rows, "SELECT id FROM things WHERE code = 'nobody'"));
	assert_int_equal(rows.count, 0);
}

static void refusals_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		enum db_status status;
		const char *by;
	} cases[] = {
	    {"INSERT INTO things (code) VALUES ('a\\' for key \\'')", DB_DUPLICATE, "things_code"},
	    {"INSERT INTO things (amount) VALUES (-1)", DB_REFUSED, "things_amount"},
	    {"INSERT INTO things (parent_id) VALUES (99)", DB_REFUSED, "things_parent"},
	    {"DELETE FROM parents", DB_REFUSED, "things_parent"},
	    {"INSERT INTO things (amount) VALUES (NULL)", DB_REFUSED, "amount"},
	    {"INSERT INTO things (amount) VALUES (99999999999)", DB_REFUSED, "amount"},
	    {"INSERT INTO things (code) VALUES ('123456789012345678901')", DB_REFUSED, "code"},
	    {"INSERT INTO things (body) VALUES ('{')", DB_REFUSED, "things.body"},
	    {"INSERT INTO things (day) VALUES ('2026-02-30')", DB_REFUSED, "day"},
	    {"CALL grumpy()", DB_REFUSED, "round-closed"},
	};
	struct db_rows rows;
	OK(db_begin(db));
	OK(db_exec(db, NULL, "INSERT INTO things (code, parent_id) VALUES ('a\\' for key \\'', 1)"));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		enum db_status status = db_exec(db, NULL, cases[i].sql);
		if (status != cases[i].status || strcmp(db_refused_by(db), cases[i].by) != 0)
			print_error("%s: %d, %s, %s\n", cases[i].sql, (int)status, db_refused_by(db), db_error_text(db));
		assert_int_equal(status, cases[i].status);
		assert_string_equal(db_refused_by(db), cases[i].by);
		assert_false(db_rerunnable(db));
	}
	OK(db_query(db, arena, &rows, "SELECT COUNT(*) FROM things"));
	assert_string_equal(db_refused_by(db), "");
	assert_int_equal(db_int(&rows, 0, 0), 1);
	OK(db_commit(db));
}

static void calls_leave_the_connection_usable(void **state)
{
	(void)state;
	struct db_rows rows;
	for (int64_t i = 0; i < 3; i++) {
		OK(db_exec(db, NULL, "CALL quiet(:i)", P(i)));
		OK(db_query(db, arena, &rows, "CALL loud(:i)", P(i)));
		assert_int_equal(rows.count, 1);
		assert_int_equal(db_int(&rows, 0, 0), i + 1);
		OK(db_exec(db, NULL, "CALL loud(:i)", P(i)));
		assert_int_equal(db_query(db, arena, &rows, "CALL grumpy()"), DB_REFUSED);
	}
	OK(db_query(db, arena, &rows, "SELECT COUNT(*) FROM things"));
	assert_int_equal(db_int(&rows, 0, 0), 9);
}

static void more_statements_than_are_kept(void **state)
{
	(void)state;
	static char literals[2 * LIMIT_DB_STATEMENTS + 1][32];
	const int count = 2 * LIMIT_DB_STATEMENTS + 1;
	struct db_rows rows;
	for (int turn = 0; turn < 2; turn++)
		for (int i = 0; i < count; i++) {
			if (turn == 0)
				snprintf(literals[i], sizeof literals[i], "SELECT %d + :more", i);
			OK(db_query(db, arena, &rows, literals[i], P(more, 1)));
			assert_int_equal(db_int(&rows, 0, 0), i + 1);
		}
	OK(db_query(db, arena, &rows, "SHOW SESSION STATUS LIKE 'Com_stmt_close'"));
	assert_int_equal(atoi(db_text(&rows, 0, 1)), 4 * LIMIT_DB_STATEMENTS);
}

static void lock_trouble_may_be_run_again(void **state)
{
	(void)state;
	struct db *other = test_connection(&target);
	OK(db_exec(other, NULL, "INSERT INTO things (id, code) VALUES (1, 'a')"));
	OK(db_exec(other, NULL, "SET innodb_lock_wait_timeout = 1"));
	OK(db_begin(db));
	OK(db_exec(db, NULL, "UPDATE things SET amount = 1 WHERE id = 1"));
	OK(db_begin(other));
	assert_int_equal(db_exec(other, NULL, "UPDATE things SET amount = 2 WHERE id = 1"), DB_FAILED);
	assert_int_equal(db_error_number(other), 1205);
	assert_true(db_rerunnable(other));
	assert_false(db_lost(other));
	db_rollback(other);
	assert_true(db_rerunnable(other));
	OK(db_commit(db));
	db_close(other);
}

static void a_lost_connection_says_so(void **state)
{
	(void)state;
	struct db_rows rows;
	struct db *other = test_connection(&target);
	OK(db_query(other, arena, &rows, "SELECT CONNECTION_ID()"));
	int64_t id = db_int(&rows, 0, 0);
	OK(db_begin(other));
	OK(db_exec(other, NULL, "INSERT INTO things (code) VALUES ('lost')"));
	char *sql = arena_printf(arena, "KILL %lld", (long long)id);
	OK(db_exec(db, NULL, sql));
	assert_int_equal(db_commit(other), DB_FAILED);
	assert_true(db_lost(other));
	assert_true(db_rerunnable(other));
	db_rollback(other);
	assert_int_equal(db_query(other, arena, &rows, "SELECT 1"), DB_FAILED);
	assert_false(db_ping(other));
	db_close(other);
	OK(db_query(db, arena, &rows, "SELECT COUNT(*) FROM things WHERE code = 'lost'"));
	assert_int_equal(db_int(&rows, 0, 0), 0);
}

static void a_mistake_may_not_be_run_again(void **state)
{
	(void)state;
	struct db_rows rows;
	assert_int_equal(db_query(db, arena, &rows, "SELECT nonsense FROM nowhere"), DB_FAILED);
	assert_false(db_rerunnable(db));
	assert_false(db_lost(db));
	OK(db_query(db, arena, &rows, "SELECT 1"));
}

static void read_only_means_it(void **state)
{
	(void)state;
	struct db_rows rows;
	db_set_read_only(db, true);
	assert_int_equal(db_exec(db, NULL, "INSERT INTO things (code) VALUES ('x')"), DB_FAILED);
	assert_false(db_rerunnable(db));
	OK(db_query(db, arena, &rows, "SELECT COUNT(*) FROM things"));
	assert_int_equal(db_int(&rows, 0, 0), 0);
	db_set_read_only(db, false);
	OK(db_exec(db, NULL, "INSERT INTO things (code) VALUES ('x')"));
}

static void the_session_is_as_promised(void **state)
{
	(void)state;
	struct db_rows rows;
	OK(db_query(db, arena, &rows,
	    "SELECT @@time_zone, @@tx_isolation, @@sql_mode, @@collation_connection, @@character_set_client, TIMESTAMPDIFF(SECOND,"
	    " NOW(), UTC_TIMESTAMP())"));
	assert_string_equal(db_text(&rows, 0, 0), "+00:00");
	assert_string_equal(db_text(&rows, 0, 1), "READ-COMMITTED");
	assert_non_null(strstr(db_text(&rows, 0, 2), "STRICT_ALL_TABLES"));
	assert_string_equal(db_text(&rows, 0, 3), "utf8mb4_bin");
	assert_string_equal(db_text(&rows, 0, 4), "utf8mb4");
	assert_int_equal(db_int(&rows, 0, 5), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	if (!log_open("/dev/null", "error"))
		return 1;
	const struct CMUnitTest tests[] = {
	    TEST(every_kind_goes_there_and_back),
	    TEST(names_stand_as_often_as_needed),
	    TEST(names_and_values_must_fit),
	    TEST(rows_become_json),
	    TEST(many_rows_at_once),
	    TEST(ids_and_counts),
	    TEST(refusals_are_told_apart),
	    TEST(calls_leave_the_connection_usable),
	    TEST(more_statements_than_are_kept),
	    TEST(lock_trouble_may_be_run_again),
	    TEST(a_lost_connection_says_so),
	    TEST(a_mistake_may_not_be_run_again),
	    TEST(read_only_means_it),
	    TEST(the_session_is_as_promised),
	};
	return cmocka_run_group_tests_name("db", tests, begin_all, NULL);
}
