/* What the files db*.c share. */
#ifndef CORE_DB_DB_PRIVATE_H
#define CORE_DB_DB_PRIVATE_H

#include <mysql.h>

#include "core/base/limits.h"
#include "core/db/db_connection.h"

/* Open addressing with twice the room. */
#define STATEMENT_SLOTS (LIMIT_DB_STATEMENTS * 2)

struct statement {
	const char *sql; /* address of the literal; NULL: free slot */
	char *text;      /* a copy: what stands at the address must not change */
	MYSQL_STMT *stmt;
};

struct db {
	MYSQL *mysql;
	struct statement statements[STATEMENT_SLOTS];
	size_t statement_count;
	int64_t insert_id;
	bool lost;
	bool read_only;
	unsigned error; /* of the last statement */
	char error_text[MYSQL_ERRMSG_SIZE];
	char refused_by[MYSQL_ERRMSG_SIZE];
};

/* Notes an error of the connection or of a statement and says of which class it is. */
enum db_status db_note_error(struct db *, unsigned number, const char *sqlstate, const char *text);
enum db_status db_note_statement_error(struct db *, MYSQL_STMT *);
void db_clear_error(struct db *);
/* The statement of SQL, prepared now or before. */
enum db_status db_prepared(struct db *, const char *sql, MYSQL_STMT **);
/* False, and logged, in a route that only reads. */
bool db_may_write(struct db *, const char *sql);
MYSQL_TIME db_time_parameter(int64_t us);
void db_close_statements(struct db *);

#endif
