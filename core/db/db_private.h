/* What the files db*.c share. */
#ifndef CORE_DB_DB_PRIVATE_H
#define CORE_DB_DB_PRIVATE_H

#include <mysql.h>

#include "core/base/limits.h"
#include "core/db/db_connection.h"
#include "core/db/sql_names.h"

/* Open addressing with twice the room. */
#define STATEMENT_SLOTS (LIMIT_DB_STATEMENTS * 2)

struct statement {
	const char *sql; /* address of the literal; NULL: free slot */
	char *text;      /* a copy: what stands at the address must not change */
	struct sql_names *names;
	MYSQL_STMT *stmt;
};

struct db {
	MYSQL *mysql;
	struct db *next, *previous; /* of all that are open */
	int wire;                   /* a second descriptor of its socket, to be shut down from another thread; -1: none */
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
enum db_status db_prepared(struct db *, const char *sql, const struct statement **);
/* False, and logged, in a route that only reads. */
bool db_may_write(struct db *, const char *sql);
MYSQL_TIME db_time_parameter(int64_t us);

/* The values of one statement as the library takes them: a cell for each name, and for each place a copy of its name's. */
struct parameters {
	MYSQL_BIND places[LIMIT_DB_PARAMETERS];
	struct parameter_cell {
		MYSQL_BIND bind;
		bool given;
		int64_t integer;
		MYSQL_TIME time;
		char *json; /* to be freed */
	} cells[LIMIT_DB_PARAMETERS];
};
/* Fatal if what is given is not what the statement names. To be dropped by db_drop_parameters(). */
void db_take_parameters(struct parameters *, const struct statement *, struct db_given);
void db_drop_parameters(struct parameters *, const struct statement *);
void db_close_statements(struct db *);

#endif
