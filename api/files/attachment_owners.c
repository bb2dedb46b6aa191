/* Whose attachments are, and what their people may do with them. */
#include "api/files/attachments.h"
#include "api/shared/access.h"

const char *const attachment_owner_names[OWNERS] = {"entry", "investment", "objection"};

/* The statements of one owner. FIND takes the time of arrival, the id and the account; LOCK the id; USAGE the kind, the id and the time. */
static const struct owner {
	const char *find, *lock, *usage;
} owners[OWNERS] = {
    [OWNER_ENTRY] =
	{
	    "SELECT e.edition_id, e.state <> 'withdrawn' AND " SQL_ENTRY_WINDOW " FROM entries e JOIN editions d ON d.id = e.edition_id"
	    " WHERE e.id = ? AND " SQL_MEMBER("e.firm_id"),
	    "SELECT id FROM entries WHERE id = ? FOR UPDATE",
	    "SELECT COUNT(CASE WHEN kind = ? THEN 1 END), CAST(COALESCE(SUM(size), 0) AS SIGNED) FROM attachments WHERE entry_id = ?"
	    " AND (state IN ('stored', 'confirmed') OR (state = 'uploading' AND expires_at > ?))",
	},
    [OWNER_INVESTMENT] =
	{
	    "SELECT i.edition_id, i.state = 'declared' AND d.state = 'published' AND ? >= d.entries_open_at FROM investments i"
	    " JOIN editions d ON d.id = i.edition_id WHERE i.id = ? AND " SQL_MEMBER("i.firm_id"),
	    "SELECT id FROM investments WHERE id = ? FOR UPDATE",
	    "SELECT COUNT(CASE WHEN kind = ? THEN 1 END), CAST(COALESCE(SUM(size), 0) AS SIGNED) FROM attachments WHERE investment_id = ?"
	    " AND (state IN ('stored', 'confirmed') OR (state = 'uploading' AND expires_at > ?))",
	},
    [OWNER_OBJECTION] =
	{
	    "SELECT o.edition_id, o.state = 'filed' AND ? >= o.filed_at FROM objections o WHERE o.id = ? AND o.account_id = ?",
	    "SELECT id FROM objections WHERE id = ? FOR UPDATE",
	    "SELECT COUNT(CASE WHEN kind = ? THEN 1 END), CAST(COALESCE(SUM(size), 0) AS SIGNED) FROM attachments WHERE objection_id = ?"
	    " AND (state IN ('stored', 'confirmed') OR (state = 'uploading' AND expires_at > ?))",
	},
};

enum db_status attachment_owner_find(struct request *r, enum attachment_owner owner, int64_t id, int64_t *edition, bool *changeable)
{
	struct db_rows rows;
	enum db_status status = db_query(r->db, r->arena, &rows, owners[owner].find, "tii", r->arrived_at, id, r->actor.account_id);

	*edition = 0;
	*changeable = false;
	if (status == DB_OK && rows.count > 0) {
		*edition = db_int(&rows, 0, 0);
		*changeable = db_int(&rows, 0, 1);
	}
	return status;
}

enum db_status attachment_owner_usage(
    struct request *r, enum attachment_owner owner, int64_t id, const char *kind, int64_t *count, int64_t *bytes)
{
	struct db_rows rows;
	enum db_status status = db_query(r->db, r->arena, &rows, owners[owner].lock, "i", id);

	if (status == DB_OK)
		status = db_query(r->db, r->arena, &rows, owners[owner].usage, "sit", kind, id, r->arrived_at);
	if (status == DB_OK) {
		*count = db_int(&rows, 0, 0);
		*bytes = db_int(&rows, 0, 1);
	}
	return status;
}
