/* Opening and closing connections and transactions: for the worker, the mailer, migrations and saitouctl. Handlers use db.h only. */
#ifndef CORE_DB_DB_CONNECTION_H
#define CORE_DB_DB_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/db/db.h"

struct config;

/* Where the database is. SOCKET, if not NULL, wins over host and port. Over TCP the server's certificate is always verified
 * against TLS_CA, and its name against HOST. The texts must outlive the connection. */
struct db_target {
	const char *socket;
	const char *host;
	unsigned port;
	const char *tls_ca;
	const char *user;
	const char *password; /* NULL: none (unix_socket authentication) */
	const char *database;
};

/* The one that the operator configured. */
struct db_target db_target_of(const struct config *);

/* Once, before any thread is started. */
void db_library_start(void);
/* Once in each thread that uses a connection. */
void db_thread_start(void);
void db_thread_stop(void);

/* Opens a connection: UTC, utf8mb4, strict mode, READ COMMITTED, no automatic reconnection. NULL if that fails, with the reason in WHY. */
struct db *db_open(const struct db_target *, char *why, size_t size);
/* The same for whole scripts of statements (db_script), without a limit to how long a statement runs. */
struct db *db_open_for_scripts(const struct db_target *, char *why, size_t size);
void db_close(struct db *);

/* The same to find out whether the database answers at all: given up after LIMIT_DB_PULSE_SECONDS without a byte, and not subject to db_silence(). */
struct db *db_open_briefly(const struct db_target *, char *why, size_t size);
/* The database is said not to answer: every statement that waits for it ends at once as on a lost connection, in whatever thread, and none is connected
 * any more, until it is said to answer again. */
void db_silence(bool silent);
bool db_silent(void);

__attribute__((warn_unused_result)) enum db_status db_begin(struct db *);
/* The same, and all plain reads see the database as it was at the first of them (REPEATABLE READ). */
__attribute__((warn_unused_result)) enum db_status db_begin_snapshot(struct db *);
/* DB_FAILED with db_lost(): nobody knows whether it was committed. DB_FAILED otherwise: it was not. */
__attribute__((warn_unused_result)) enum db_status db_commit(struct db *);
/* Gives up the transaction; on a lost connection the server does it. */
void db_rollback(struct db *);

/* The connection is of no use any more: close it and open another. */
bool db_lost(const struct db *);
/* The last failure undid the transaction, or allows us to undo it and run it again: deadlock, lock wait, lost connection. */
bool db_rerunnable(const struct db *);
/* Whether the last error says that the database takes nothing at the moment, though it answers: it is full, or has no quorum. */
bool db_unwilling(const struct db *);
/* Whether the connection keeps a buffer of more than LIMIT_DB_BUFFER since a large row went through it: it never gives it back. */
bool db_swollen(const struct db *);
/* Asks the server whether it is there; marks the connection as lost if not. */
bool db_ping(struct db *);
/* While READ_ONLY is set, db_exec() refuses: a route without ROUTE_WRITE changes nothing. */
void db_set_read_only(struct db *, bool read_only);

/* Number and text of the last error; 0 and "" if there was none. */
unsigned db_error_number(const struct db *);
const char *db_error_text(const struct db *);

/* Runs every statement of SCRIPT, which may hold routines and triggers without DELIMITER. On failure DONE says how many statements
 * succeeded. Only on a connection of db_open_for_scripts(). */
__attribute__((warn_unused_result)) enum db_status db_script(struct db *, const char *script, size_t length, size_t *done);

#endif
