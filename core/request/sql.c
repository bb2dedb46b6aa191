#include "core/request/request.h"

/* What every statement of a request may name without being given it. */
struct known {
	struct db_parameter list[4];
};

static struct known known(const struct request *r)
{
	return (struct known){{db_integer("account", r->actor.account_id), db_time_value("now", TIME(r->arrived_at)),
	    db_time_value("last", TIME(r->decided_at)), {0}}};
}

enum db_status sql_exec_list(struct request *r, int64_t *affected, const char *sql, const struct db_parameter *list)
{
	struct known also = known(r);

	return db_exec_given(r->db, affected, sql, (struct db_given){list, also.list});
}

enum db_status sql_query_list(struct request *r, struct db_rows *rows, const char *sql, const struct db_parameter *list)
{
	struct known also = known(r);

	return db_query_given(r->db, r->arena, rows, sql, (struct db_given){list, also.list});
}
