#include "core/db/db_private.h"

#include <errmsg.h>
#include <fcntl.h>
#include <mysqld_error.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"

/* MariaDB's own numbers that mysqld_error.h does not always carry. */
#define ERROR_CHECK_FAILED 4025 /* CONSTRAINT … failed */
#define ERROR_CONNECTION_KILLED 1927
#define ERROR_LOST_EXTENDED 2055 /* lost connection, with the system's errno */

struct db_target db_target_of(const struct config *c)
{
	return (struct db_target){.socket = c->database_socket,
	    .host = c->database_host,
	    .port = c->database_port,
	    .tls_ca = c->database_ca,
	    .user = c->database_user,
	    .password = c->database_password,
	    .database = c->database_name};
}

void db_library_start(void)
{
	if (mysql_library_init(0, NULL, NULL) != 0)
		fatal("the MariaDB library does not start");
}

void db_thread_start(void)
{
	if (mysql_thread_init() != 0)
		fatal("the MariaDB library does not start in a thread");
}

void db_thread_stop(void)
{
	mysql_thread_end();
}

/* use_stat_tables: statistics that somebody had collected once, and that nobody keeps fresh, decide no plan.
 * split_materialized: a table that a query groups for itself is made once; MariaDB may take it for cheaper to make it anew for every row that it is joined with,
 * and then reads each round's sheets once for every judge there is.
 * innodb_snapshot_isolation: a snapshot does not lock or change a row that is newer than itself; the transaction is run again (ER_CHECKREAD). */
static const char session_settings[] =
    "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', innodb_lock_wait_timeout = 10,"
    " /*M!101108 innodb_snapshot_isolation = ON, */"
    " use_stat_tables = 'never', optimizer_switch = 'split_materialized=off',"
    " sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'";

/* ---- All connections, for who finds that the database does not answer ---- */

static struct {
	pthread_mutex_t lock;
	struct db *first;
	atomic_bool silent;
} all = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The library closes its descriptor whenever it likes; a second one stays until we close it. */
static void enlist(struct db *db)
{
	db->wire = fcntl(mysql_get_socket(db->mysql), F_DUPFD_CLOEXEC, 0);
	pthread_mutex_lock(&all.lock);
	db->next = all.first;
	if (all.first != NULL)
		all.first->previous = db;
	all.first = db;
	if (atomic_load(&all.silent) && db->wire >= 0)
		shutdown(db->wire, SHUT_RDWR);
	pthread_mutex_unlock(&all.lock);
}

static void strike(struct db *db)
{
	pthread_mutex_lock(&all.lock);
	if (db->previous != NULL)
		db->previous->next = db->next;
	else if (all.first == db)
		all.first = db->next;
	if (db->next != NULL)
		db->next->previous = db->previous;
	pthread_mutex_unlock(&all.lock);
	if (db->wire >= 0)
		close(db->wire);
}

void db_silence(bool silent)
{
	pthread_mutex_lock(&all.lock);
	atomic_store(&all.silent, silent);
	for (struct db *db = silent ? all.first : NULL; db != NULL; db = db->next)
		if (db->wire >= 0)
			shutdown(db->wire, SHUT_RDWR);
	pthread_mutex_unlock(&all.lock);
}

bool db_silent(void)
{
	return atomic_load(&all.silent);
}

/* ---- Opening and closing ---- */

static void set_options(MYSQL *mysql, const struct db_target *target, unsigned connect_seconds, unsigned statement_seconds)
{
	enum mysql_protocol_type tcp = MYSQL_PROTOCOL_TCP;
	my_bool off = 0, on = 1;
	char limit[64];

	/* The server gives up before the client does, or the statement would go on, and hold its locks, with nobody waiting for it. */
	snprintf(limit, sizeof limit, "SET max_statement_time = %u", statement_seconds > 10 ? statement_seconds - 5 : statement_seconds);
	mysql_options(mysql, MYSQL_INIT_COMMAND, limit);
	mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
	mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &statement_seconds);
	mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &statement_seconds);
	mysql_options(mysql, MYSQL_OPT_RECONNECT, &off);
	mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	/* One collation for literals, parameters and tables, so that none meet that cannot be compared. */
	mysql_options(mysql, MYSQL_INIT_COMMAND, "SET NAMES utf8mb4 COLLATE utf8mb4_bin");
	mysql_options(mysql, MYSQL_INIT_COMMAND, session_settings);
	if (target->socket == NULL) {
		mysql_options(mysql, MYSQL_OPT_PROTOCOL, &tcp); /* or "localhost" would mean a socket */
		mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &on);
		mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
		mysql_options(mysql, MYSQL_OPT_SSL_CA, target->tls_ca);
		mysql_options(mysql, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
	}
}

static struct db *open_connection(
    const struct db_target *target, unsigned connect_seconds, unsigned statement_seconds, unsigned long flags, char *why, size_t size)
{
	struct db *db = calloc(1, sizeof *db);
	if (db == NULL)
		fatal("out of memory");
	db->wire = -1;
	db->mysql = mysql_init(NULL);
	if (db->mysql == NULL)
		fatal("out of memory");
	set_options(db->mysql, target, connect_seconds, statement_seconds);
	if (mysql_real_connect(db->mysql, target->socket == NULL ? target->host : NULL, target->user, target->password, target->database,
		target->socket == NULL ? target->port : 0, target->socket, flags) == NULL) {
		snprintf(why, size, "%s", mysql_error(db->mysql));
		db_close(db);
		return NULL;
	}
	return db;
}

struct db *db_open(const struct db_target *target, char *why, size_t size)
{
	if (db_silent()) {
		snprintf(why, size, "the database does not answer");
		return NULL;
	}
	struct db *db = open_connection(
	    target, LIMIT_DB_CONNECT_SECONDS, LIMIT_DB_STATEMENT_SECONDS, CLIENT_FOUND_ROWS | CLIENT_MULTI_RESULTS, why, size);
	if (db != NULL)
		enlist(db);
	return db;
}

struct db *db_open_briefly(const struct db_target *target, char *why, size_t size)
{
	return open_connection(
	    target, LIMIT_DB_PULSE_CONNECT_SECONDS, LIMIT_DB_PULSE_SECONDS, CLIENT_FOUND_ROWS | CLIENT_MULTI_RESULTS, why, size);
}

struct db *db_open_for_scripts(const struct db_target *target, char *why, size_t size)
{
	return open_connection(
	    target, LIMIT_DB_CONNECT_SECONDS, 0, CLIENT_FOUND_ROWS | CLIENT_MULTI_RESULTS | CLIENT_MULTI_STATEMENTS, why, size);
}

void db_close_statements(struct db *db)
{
	for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
		if (db->statements[i].stmt != NULL)
			mysql_stmt_close(db->statements[i].stmt);
		sql_names_free(db->statements[i].names);
		free(db->statements[i].text);
		db->statements[i] = (struct statement){0};
	}
	db->statement_count = 0;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_close_statements(db);
	mysql_close(db->mysql);
	strike(db);
	free(db);
}

/* ---- Errors ---- */

void db_clear_error(struct db *db)
{
	db->error = 0;
	db->error_text[0] = '\0';
	db->refused_by[0] = '\0';
}

static bool is_lost(unsigned number)
{
	switch (number) {
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case ERROR_LOST_EXTENDED:
	case CR_COMMANDS_OUT_OF_SYNC: /* our own fault, but only a new connection helps */
	case ER_SERVER_SHUTDOWN:
	case ERROR_CONNECTION_KILLED:
	case CR_CONNECTION_ERROR:
	case CR_CONN_HOST_ERROR:
		return true;
	default:
		return false;
	}
}

/* Copies the LAST text between OPEN and CLOSE in MESSAGE, or the first one. */
static void copy_between(char *into, size_t size, const char *message, const char *open, char close, bool last)
{
	const char *start = NULL;
	for (const char *at = strstr(message, open); at != NULL; at = strstr(at + 1, open)) {
		start = at + strlen(open);
		if (!last)
			break;
	}
	const char *end = start == NULL ? NULL : strchr(start, close);
	if (end == NULL) {
		into[0] = '\0';
		return;
	}
	snprintf(into, size, "%.*s", (int)(end - start), start);
}

enum db_status db_note_error(struct db *db, unsigned number, const char *sqlstate, const char *text)
{
	db->error = number;
	snprintf(db->error_text, sizeof db->error_text, "%s", text);
	char *by = db->refused_by;
	size_t size = sizeof db->refused_by;

	if (strcmp(sqlstate, "45000") == 0) {
		snprintf(by, size, "%s", text);
		return DB_REFUSED;
	}
	switch (number) {
	case ER_DUP_ENTRY:
		copy_between(by, size, text, "for key '", '\'', true); /* the value before it may hold anything */
		return DB_DUPLICATE;
	case ERROR_CHECK_FAILED:
		copy_between(by, size, text, "CONSTRAINT `", '`', false);
		return DB_REFUSED;
	case ER_NO_REFERENCED_ROW:
	case ER_NO_REFERENCED_ROW_2:
	case ER_ROW_IS_REFERENCED:
	case ER_ROW_IS_REFERENCED_2:
		copy_between(by, size, text, "CONSTRAINT `", '`', false);
		return DB_REFUSED;
	case ER_BAD_NULL_ERROR:
	case ER_WARN_DATA_OUT_OF_RANGE:
	case ER_DATA_TOO_LONG:
		copy_between(by, size, text, "olumn '", '\'', true);
		return DB_REFUSED;
	case ER_NO_DEFAULT_FOR_FIELD:
		copy_between(by, size, text, "Field '", '\'', true);
		return DB_REFUSED;
	case ER_TRUNCATED_WRONG_VALUE:
	case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
	case WARN_DATA_TRUNCATED:
		copy_between(by, size, text, "olumn '", '\'', true);
		if (by[0] == '\0')
			copy_between(by, size, text, "`.`", '`', true); /* for column `database`.`table`.`column` */
		return DB_REFUSED;
	case ER_DATA_OUT_OF_RANGE:
		return DB_REFUSED;
	default:
		break;
	}
	if (is_lost(number))
		db->lost = true;
	log_event(db_rerunnable(db) ? LOG_WARNING : LOG_ERROR, "db.failed", "{s:i, s:s}", "number", (int)number, "error", text);
	return DB_FAILED;
}

bool db_swollen(const struct db *db)
{
	return db->mysql->net.max_packet > LIMIT_DB_BUFFER;
}

bool db_lost(const struct db *db)
{
	return db->lost;
}

bool db_rerunnable(const struct db *db)
{
	switch (db->error) {
	case ER_LOCK_DEADLOCK:
	case ER_CHECKREAD:
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_AUTOINC_READ_FAILED: /* what a deadlock is called when an INSERT … SELECT meets it at the table's counter */
		return true;
	default:
		return db->lost;
	}
}

bool db_unwilling(const struct db *db)
{
	switch (db->error) {
	case ER_UNKNOWN_COM_ERROR:         /* 1047: a node of a cluster that has lost its quorum */
	case ER_RECORD_FILE_FULL:          /* 1114 */
	case ER_DISK_FULL:                 /* 1021 */
	case ER_LOCK_TABLE_FULL:           /* 1206 */
	case ER_OPTION_PREVENTS_STATEMENT: /* 1290: read-only, as a replica is */
		return true;
	default:
		return false;
	}
}

unsigned db_error_number(const struct db *db)
{
	return db->error;
}

const char *db_error_text(const struct db *db)
{
	return db->error_text;
}

const char *db_refused_by(struct db *db)
{
	return db->refused_by;
}

/* ---- Transactions ---- */

static enum db_status command(struct db *db, const char *sql)
{
	db_clear_error(db);
	if (db->lost)
		return db_note_error(db, CR_SERVER_GONE_ERROR, "HY000", "the connection is lost");
	if (mysql_real_query(db->mysql, sql, strlen(sql)) != 0)
		return db_note_error(db, mysql_errno(db->mysql), mysql_sqlstate(db->mysql), mysql_error(db->mysql));
	return DB_OK;
}

enum db_status db_begin(struct db *db)
{
	return command(db, "START TRANSACTION");
}

enum db_status db_begin_snapshot(struct db *db)
{
	enum db_status status = command(db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
	return status == DB_OK ? db_begin(db) : status;
}

enum db_status db_commit(struct db *db)
{
	return command(db, "COMMIT");
}

void db_rollback(struct db *db)
{
	/* Keeps the error that led here: db_rerunnable() is asked afterwards. */
	if (!db->lost && mysql_real_query(db->mysql, "ROLLBACK", 8) != 0)
		db->lost = true;
}

bool db_ping(struct db *db)
{
	if (!db->lost && mysql_ping(db->mysql) != 0)
		db->lost = true;
	return !db->lost;
}

void db_set_read_only(struct db *db, bool read_only)
{
	db->read_only = read_only;
}

enum db_status db_script(struct db *db, const char *script, size_t length, size_t *done)
{
	*done = 0;
	db_clear_error(db);
	int more = mysql_real_query(db->mysql, script, length) == 0 ? 0 : 1;
	while (more == 0) {
		MYSQL_RES *result = mysql_store_result(db->mysql);
		if (result != NULL)
			mysql_free_result(result);
		if (mysql_errno(db->mysql) != 0)
			break;
		(*done)++;
		more = mysql_next_result(db->mysql);
	}
	if (mysql_errno(db->mysql) != 0)
		return db_note_error(db, mysql_errno(db->mysql), mysql_sqlstate(db->mysql), mysql_error(db->mysql));
	return DB_OK;
}
