#include "api/shared/independence.h"

#include <string.h>

static enum db_status lock_account(struct db *db, struct arena *arena, int64_t account_id)
{
	struct db_rows rows;

	return db_query(db, arena, &rows, "SELECT id FROM accounts WHERE id = :account_id FOR UPDATE", P(account_id));
}

enum db_status account_in_office(struct request *r, int64_t account_id, int64_t edition_id, bool *in_office)
{
	struct db_rows rows;
	enum db_status status = lock_account(r->db, r->arena, account_id);

	if (status == DB_OK)
		status = sql_query(r, &rows,
		    "SELECT has_role(:account_id, 'organizer', :edition_id) OR has_role(:account_id, 'auditor', :edition_id)"
		    " OR has_role(:account_id, 'admin', NULL)",
		    P(account_id), P(edition_id));
	*in_office = status == DB_OK && db_int(&rows, 0, 0) == 1;
	return status;
}

bool role_fits_edition(const char *role, int64_t edition_id)
{
	return edition_id == 0 || strcmp(role, "admin") != 0;
}

enum db_status judge_in_way(struct db *db, struct arena *arena, int64_t account_id, const char *role, int64_t edition_id, bool *in_way)
{
	struct db_rows rows;

	*in_way = false;
	if (strcmp(role, "contestant") == 0 || strcmp(role, "judge") == 0)
		return DB_OK;
	enum db_status status = lock_account(db, arena, account_id);
	if (status == DB_OK)
		status = db_query(db, arena, &rows,
		    "SELECT EXISTS (SELECT 1 FROM judges j JOIN editions e ON e.id = j.edition_id"
		    " WHERE j.account_id = :account_id AND j.state = 'active'"
		    " AND (j.edition_id = :edition_id OR (:edition_id IS NULL AND e.state <> 'closed')))",
		    P(account_id), P(edition_id, ID(edition_id)));
	*in_way = status == DB_OK && db_int(&rows, 0, 0) == 1;
	return status;
}

enum db_status people_apart(struct request *r, int64_t first, int64_t edition_id, bool *apart)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT apart(:first, :account, :edition_id)", P(first), P(edition_id));

	*apart = status == DB_OK && db_int(&rows, 0, 0) == 1;
	return status;
}
