/* The same writes as the server's, as raw SQL without any server: CONNECTIONS threads, each with its own connection, one transaction a
 * write, for SECONDS seconds. Prints writes per second.
 * Usage: raw SOCKET DATABASE sheets|audited|autosave CONNECTIONS SECONDS FIRST
 *   sheets    a procedure of its own for the common case, judges × entries from FIRST upwards
 *   audited   the same with the row of the audit trail that the server writes, in its chain
 *   autosave  the row of a draft, changed as a PATCH changes it, without asking who may; FIRST is the version that all drafts have, of which
 *             each firm has BENCH_DRAFTS (in the environment)
 * A write that finds nothing to write ends it. */
#include <mysql.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define JUDGES 64
#define FIRMS 64

static const char *socket_path, *database;
static bool sheets, audited;
static long first;
static long each; /* drafts of a firm */
static double seconds;
static atomic_long next, done;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

static MYSQL_STMT *prepare(MYSQL *mysql, const char *sql)
{
	MYSQL_STMT *statement = mysql_stmt_init(mysql);

	if (mysql_stmt_prepare(statement, sql, strlen(sql)) != 0)
		die(sql, mysql_stmt_error(statement));
	return statement;
}

static MYSQL_BIND number(long long *value)
{
	return (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = value};
}

static MYSQL_BIND words(char *text)
{
	return (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING, .buffer = text, .buffer_length = strlen(text)};
}

static void execute(MYSQL_STMT *statement, MYSQL_BIND *binds)
{
	if (mysql_stmt_bind_param(statement, binds) != 0 || mysql_stmt_execute(statement) != 0)
		die("execute", mysql_stmt_error(statement));
}

/* Handing in a first sheet as somebody would write it who has but one connection: locks, checks and the writes in one call. */
static const char procedure[] =
    "CREATE OR REPLACE PROCEDURE raw_sheet(p_account BIGINT, p_round BIGINT, p_entry BIGINT, p_points LONGTEXT, p_audited BOOLEAN) BEGIN"
    " DECLARE v_edition, v_judge, v_assignment, v_seq BIGINT;"
    " DECLARE v_open, v_may BOOLEAN DEFAULT FALSE;"
    " DECLARE v_prev, v_hash BINARY(32);"
    " DECLARE v_request CHAR(32) DEFAULT MD5(UUID());"
    " DECLARE v_detail LONGTEXT;"
    " START TRANSACTION;"
    " SELECT edition_id, state = 'open' AND (closes_at IS NULL OR UTC_TIMESTAMP(6) <= closes_at) INTO v_edition, v_open"
    "  FROM rounds WHERE id = p_round LOCK IN SHARE MODE;"
    " SELECT j.id, a.id, s.state IS NULL AND j.state = 'active' AND j.pledged_at IS NOT NULL AND a.state = 'assigned' AND NOT a.recused"
    "  INTO v_judge, v_assignment, v_may FROM judges j"
    "  JOIN assignments a ON a.round_id = p_round AND a.entry_id = p_entry AND a.judge_id = j.id"
    "  LEFT JOIN sheets s ON s.assignment_id = a.id WHERE j.edition_id = v_edition AND j.account_id = p_account;"
    " IF NOT (v_open AND v_may) THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a sheet was not saved'; END IF;"
    " INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, comment, version, saved_at, handed_in_at)"
    "  VALUES (v_assignment, p_round, p_entry, v_judge, 'handed_in', p_points, '', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6));"
    " IF p_audited THEN"
    "  SELECT seq + 1, hash INTO v_seq, v_prev FROM audit_heads WHERE edition_id = v_edition FOR UPDATE;"
    "  SET v_detail = JSON_OBJECT('round', p_round, 'entry', p_entry, 'version', 1, 'points', p_points);"
    "  SET v_hash = UNHEX(SHA2(CONCAT(v_prev, JSON_ARRAY(v_edition, v_seq, p_account, v_request, 'sheet.hand_in', v_assignment, v_detail)), 256));"
    "  INSERT INTO audit (edition_id, seq, at, account_id, roles, address, request_id, action, object, object_id, detail, prev_hash, hash)"
    "   VALUES (v_edition, v_seq, UTC_TIMESTAMP(6), p_account, 'judge', '127.0.0.1', v_request, 'sheet.hand_in', 'sheets', v_assignment,"
    "   v_detail, v_prev, v_hash);"
    "  UPDATE audit_heads SET seq = v_seq, hash = v_hash WHERE edition_id = v_edition;"
    " END IF;"
    " COMMIT;"
    " END";
/* The chain's first link, which the server makes when it is needed. */
static const char head[] = "INSERT IGNORE INTO audit_heads (edition_id, seq, hash) SELECT id, 0, REPEAT(X'00', 32) FROM editions";

static void run(MYSQL *mysql, const char *sql)
{
	if (mysql_query(mysql, sql) != 0)
		die(sql, mysql_error(mysql));
}

static void make_procedure(void)
{
	MYSQL *mysql = mysql_init(NULL);

	if (!mysql_real_connect(mysql, NULL, "root", NULL, database, 0, socket_path, 0))
		die("connect", mysql_error(mysql));
	run(mysql, procedure);
	run(mysql, head);
	mysql_close(mysql);
}

static void sheet(MYSQL_STMT *statement, long n)
{
	long long judge = n % JUDGES + 1, entry = first + n / JUDGES;
	char points[256];

	snprintf(points, sizeof points, "{\"technology\":%g,\"model\":%g,\"market\":%g,\"team\":%g,\"finance\":%g}",
	    (double)(n * 7 % 61) / 2, (double)(n * 11 % 51) / 2, (double)(n * 13 % 41) / 2, (double)(n * 17 % 31) / 2,
	    (double)(n * 19 % 21) / 2);
	long long with_audit = audited;
	MYSQL_BIND binds[] = {number(&judge), number(&entry), words(points), number(&with_audit)};
	execute(statement, binds); /* what is not saved is an error of the procedure */
}

static void autosave(MYSQL_STMT *statement, long n)
{
	static const char sentence[] = "本项目研发工业视觉缺陷检测系统，已完成第三代样机。";
	long drafts = FIRMS * each;
	long long entry = 100001 + n % drafts, version = first + n / drafts, account = 101 + n % drafts / each;
	char patch[4096];
	size_t length = (size_t)snprintf(patch, sizeof patch, "{\"product\":\"%ld", n);

	for (int i = 0; i < 20; i++)
		length += (size_t)snprintf(patch + length, sizeof patch - length, "%s", sentence);
	snprintf(patch + length, sizeof patch - length, "\"}");
	MYSQL_BIND binds[] = {words(patch), number(&account), number(&entry), number(&version)};
	execute(statement, binds);
	if (mysql_stmt_affected_rows(statement) != 1)
		die("a draft was not saved", "");
}

static void *client(void *unused)
{
	MYSQL *mysql = mysql_init(NULL);
	double end;

	(void)unused;
	if (!mysql_real_connect(mysql, NULL, "root", NULL, database, 0, socket_path, CLIENT_MULTI_RESULTS))
		die("connect", mysql_error(mysql));
	run(mysql, "SET NAMES utf8mb4 COLLATE utf8mb4_bin");
	run(mysql, "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED'");
	MYSQL_STMT *statement =
	    sheets
		? prepare(mysql, "CALL raw_sheet(?, 1, ?, ?, ?)")
		: prepare(mysql,
		      "UPDATE drafts SET form = JSON_MERGE_PATCH(form, ?), version = version + 1, saved_at = UTC_TIMESTAMP(6), saved_by = ? WHERE entry_id = ? AND version = ?");
	for (end = now() + seconds; now() < end; atomic_fetch_add(&done, 1))
		(sheets ? sheet : autosave)(statement, atomic_fetch_add(&next, 1));
	mysql_stmt_close(statement);
	mysql_close(mysql);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[256];

	if (argc != 7)
		return 2;
	socket_path = argv[1];
	database = argv[2];
	audited = strcmp(argv[3], "audited") == 0;
	sheets = audited || strcmp(argv[3], "sheets") == 0;
	size_t count = strtoul(argv[4], NULL, 10);
	seconds = strtod(argv[5], NULL);
	first = strtol(argv[6], NULL, 10);
	each = getenv("BENCH_DRAFTS") ? strtol(getenv("BENCH_DRAFTS"), NULL, 10) : 40;
	if (count < 1 || count > 256 || each < 1)
		return 2;
	mysql_library_init(0, NULL, NULL);
	if (sheets)
		make_procedure();
	double start = now();
	for (size_t i = 0; i < count; i++)
		pthread_create(&threads[i], NULL, client, NULL);
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	printf("%.0f\n", (double)atomic_load(&done) / (now() - start));
	return 0;
}
