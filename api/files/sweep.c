#include "api/files/sweep.h"

#include "api/files/attachments.h"
#include "api/files/file_store.h"
#include "core/base/clock.h"
#include "core/db/db_connection.h"
#include "core/request/audit_trail.h"

/* A partial file younger than this may belong to a row that is not committed yet. */
#define YOUNG_US (INT64_C(3600) * SECOND_US)
/* A removed file stays so long: somebody may be downloading it. */
#define REMOVED_US (INT64_C(3600) * SECOND_US)

/* A file that a living row has, or that was part of a submission, or evidence somebody has decided upon. */
#define NEEDED                                                                             \
	"(a.state IN ('stored', 'confirmed')"                                              \
	" OR EXISTS (SELECT 1 FROM submission_attachments s WHERE s.attachment_id = a.id)" \
	" OR EXISTS (SELECT 1 FROM investments i WHERE i.id = a.investment_id AND i.first_by IS NOT NULL))"

struct sweeper {
	struct db *db;
	struct arena *arena;
	const char *root;
	int64_t now;
	struct sweep_counts *counts;
	enum db_status status;
};

/* One upload: its row, the audit trail, then the file. A piece that arrives meanwhile has either locked the row, and renewed it, or finds it
 * expired. */
static enum db_status expire(struct sweeper *s, int64_t id, int64_t edition, const char *token)
{
	int64_t found;
	enum db_status status = db_begin(s->db);

	if (status == DB_OK)
		status = state_try(s->db, &attachment_states, "uploading", "expire", &found, P(id), P(now, TIME(s->now)));
	if (status == DB_OK && found)
		status = audit_write_one(s->db, s->arena,
		    (struct audit_event){.edition_id = edition, .action = "attachment.expire", .object = "attachments", .object_id = id},
		    s->now);
	if (status == DB_OK)
		status = db_commit(s->db);
	if (status != DB_OK) {
		db_rollback(s->db);
		return status;
	}
	if (found) {
		file_store_remove_partial(s->root, token);
		s->counts->expired++;
	}
	return DB_OK;
}

static enum db_status expire_all(struct sweeper *s)
{
	struct db_rows rows;
	enum db_status status = db_query(s->db, s->arena, &rows,
	    "SELECT id, edition_id, token FROM attachments WHERE state = 'uploading' AND expires_at <= :now ORDER BY expires_at LIMIT 1000",
	    P(now, TIME(s->now)));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		status = expire(s, db_int(&rows, i, 0), db_int(&rows, i, 1), db_text(&rows, i, 2));
	return status;
}

/* A partial file belongs to an upload under way, to one that is complete and was not moved, or to nobody. */
static void look_at_partial(const char *token, void *pointer)
{
	struct sweeper *s = pointer;
	struct db_rows rows;

	if (s->status != DB_OK)
		return;
	s->status = db_query(s->db, s->arena, &rows, "SELECT state = 'uploading', sha256 FROM attachments WHERE token = :token", P(token));
	if (s->status != DB_OK)
		return;
	if (rows.count > 0 && !db_is_null(&rows, 0, 1)) {
		if (file_store_finish(s->root, token, (const unsigned char *)db_text(&rows, 0, 1)) == STORE_OK)
			s->counts->finished++;
	} else if (rows.count == 0 || !db_int(&rows, 0, 0)) {
		file_store_remove_partial(s->root, token);
		s->counts->strays++;
	}
}

struct question {
	struct sweeper *sweeper;
	const char *hash;
};

/* When the database does not answer, the file is needed. */
static bool needed(void *pointer)
{
	struct question *q = pointer;
	struct db_rows rows;

	q->sweeper->status = db_query(q->sweeper->db, q->sweeper->arena, &rows,
	    "SELECT (SELECT COUNT(*) FROM attachments a WHERE a.sha256 = :hash AND " NEEDED ")"
	    " + (SELECT COUNT(*) FROM renditions WHERE pdf_sha256 = :hash)",
	    P(hash, BYTES(q->hash, HASH_BYTES)));
	return q->sweeper->status != DB_OK || db_int(&rows, 0, 0) > 0;
}

/* Slides that are gone need no PDF. */
static enum db_status drop_rendition(struct sweeper *s, const char *source)
{
	struct db_rows rows;
	enum db_status status = db_query(s->db, s->arena, &rows,
	    "DELETE FROM renditions WHERE source_sha256 = :source RETURNING pdf_sha256", P(source, BYTES(source, HASH_BYTES)));

	if (status == DB_OK && rows.count > 0 && !db_is_null(&rows, 0, 0)) {
		struct question question = {s, db_text(&rows, 0, 0)};
		file_store_remove(s->root, (const unsigned char *)question.hash, needed, &question);
		status = s->status;
	}
	return status;
}

static enum db_status drop_removed(struct sweeper *s)
{
	struct db_rows rows;
	enum db_status status = db_query(s->db, s->arena, &rows,
	    "SELECT DISTINCT a.sha256 FROM attachments a WHERE a.state = 'removed' AND a.removed_at <= :removed_at AND a.sha256 IS NOT NULL"
	    " AND NOT EXISTS (SELECT 1 FROM attachments b WHERE b.sha256 = a.sha256 AND b.state IN ('stored', 'confirmed'))"
	    " AND NOT " NEEDED " LIMIT 1000",
	    P(removed_at, TIME(s->now - REMOVED_US)));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		struct question question = {s, db_text(&rows, i, 0)};
		if (!file_store_remove(s->root, (const unsigned char *)question.hash, needed, &question))
			continue;
		status = db_exec(s->db, NULL, "UPDATE attachments SET sha256 = NULL WHERE sha256 = :hash AND state = 'removed'",
		    P(hash, BYTES(question.hash, HASH_BYTES)));
		if (status == DB_OK)
			status = drop_rendition(s, question.hash);
		s->counts->dropped++;
	}
	return status;
}

enum db_status sweep(struct db *db, const char *root, int64_t now, struct sweep_counts *counts)
{
	struct sweeper s = {db, arena_new(), root, now, counts, DB_OK};

	*counts = (struct sweep_counts){0};
	s.status = expire_all(&s);
	if (s.status == DB_OK)
		file_store_each_partial(root, now - YOUNG_US, look_at_partial, &s);
	if (s.status == DB_OK)
		s.status = drop_removed(&s);
	arena_free(s.arena);
	return s.status;
}
