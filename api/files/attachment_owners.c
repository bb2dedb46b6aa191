/* Whose attachments are, and what their people may do with them. */
#include "api/files/attachments.h"
#include "api/shared/access.h"

const char *const attachment_owner_names[OWNERS] = {"entry", "investment", "objection", "mandate", "claim", "answer"};

#define USED_BY(owner)                                                                                                                   \
	"SELECT COUNT(CASE WHEN kind = :kind THEN 1 END), CAST(COALESCE(SUM(size), 0) AS SIGNED) FROM attachments WHERE " owner " = :id" \
	" AND (state IN ('stored', 'confirmed') OR (state = 'uploading' AND expires_at > :now))"
/* Changeable while nobody has decided about it. */
#define OBJECTION_BY(who)                                                                                         \
	"SELECT o.edition_id, o.state = 'filed' AND :now >= o.filed_at AND d.state <> 'closed' FROM objections o" \
	" JOIN editions d ON d.id = o.edition_id WHERE o.id = :id AND " who

/* The statements of one owner. All take the owner's :id, USAGE the :kind of attachment too. */
static const struct owner {
	const char *find, *lock, *usage;
} owners[OWNERS] = {
    [OWNER_ENTRY] =
	{
	    "SELECT e.edition_id, e.state <> 'withdrawn' AND " SQL_ENTRY_WINDOW " FROM entries e JOIN editions d ON d.id = e.edition_id"
	    " WHERE e.id = :id AND " SQL_MEMBER("e.firm_id"),
	    "SELECT id FROM entries WHERE id = :id FOR UPDATE",
	    USED_BY("entry_id"),
	},
    [OWNER_INVESTMENT] =
	{
	    "SELECT i.edition_id, i.state = 'declared' AND d.state = 'published' AND :now >= d.entries_open_at FROM investments i"
	    " JOIN editions d ON d.id = i.edition_id WHERE i.id = :id AND " SQL_MEMBER("i.firm_id"),
	    "SELECT id FROM investments WHERE id = :id FOR UPDATE",
	    USED_BY("investment_id"),
	},
    [OWNER_OBJECTION] =
	{
	    OBJECTION_BY("o.account_id = :account"),
	    "SELECT id FROM objections WHERE id = :id FOR UPDATE",
	    USED_BY("objection_id"),
	},
    [OWNER_MANDATE] =
	{
	    "SELECT m.edition_id, m.state IN ('claimed', 'refused', 'revoked') AND d.state <> 'closed' FROM mandates m"
	    " JOIN editions d ON d.id = m.edition_id WHERE m.id = :id AND m.account_id = :account AND " SQL_MEMBER("m.firm_id"),
	    "SELECT id FROM mandates WHERE id = :id FOR UPDATE",
	    USED_BY("mandate_id"),
	},
    [OWNER_CLAIM] =
	{
	    "SELECT NULL, c.state = 'begun' FROM firm_claims c WHERE c.id = :id AND c.claimed_by = :account",
	    "SELECT id FROM firm_claims WHERE id = :id FOR UPDATE",
	    USED_BY("claim_id"),
	},
    [OWNER_ANSWER] =
	{
	    "SELECT NULL, c.state IN ('filed', 'proposed') AND :last <= " SQL_CLAIM_ANSWER_UNTIL
	    " FROM firm_claims c JOIN firms f ON " SQL_CLAIMED_FIRM(
		"c", "f") " WHERE c.id = :id AND c.filed_at IS NOT NULL AND " SQL_MEMBER("f.id"),
	    "SELECT id FROM firm_claims WHERE id = :id FOR UPDATE",
	    USED_BY("answer_id"),
	},
};

/* As OWNER_OBJECTION, for who has a link. */
static enum db_status find_outside(
    struct request *r, const struct objection_link *link, enum attachment_owner owner, int64_t id, struct db_rows *rows)
{
	*rows = (struct db_rows){0};
	if (owner != OWNER_OBJECTION)
		return DB_OK;
	return sql_query(r, rows, OBJECTION_BY("o.notice_id = :notice AND o.objector_email = :email"), P(id), P(notice, link->notice_id),
	    P(email, link->email));
}

enum db_status attachment_owner_find(struct request *r, const struct objection_link *link, enum attachment_owner owner, int64_t id,
    bool *found, int64_t *edition, bool *changeable)
{
	struct db_rows rows;
	enum db_status status = link ? find_outside(r, link, owner, id, &rows) : sql_query(r, &rows, owners[owner].find, P(id));

	*found = status == DB_OK && rows.count > 0;
	*edition = 0;
	*changeable = false;
	if (*found) {
		*edition = db_int(&rows, 0, 0);
		*changeable = db_int(&rows, 0, 1);
	}
	return status;
}

enum db_status attachment_owner_usage(
    struct request *r, enum attachment_owner owner, int64_t id, const char *kind, int64_t *count, int64_t *bytes)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, owners[owner].lock, P(id));

	if (status == DB_OK)
		status = sql_query(r, &rows, owners[owner].usage, P(kind), P(id));
	if (status == DB_OK) {
		*count = db_int(&rows, 0, 0);
		*bytes = db_int(&rows, 0, 1);
	}
	return status;
}
