#include "core/request/audit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/json_text.h"
#include "core/base/secret.h"
#include "core/request/audit_trail.h"

void audit(struct request *r, struct audit_event event)
{
	struct audit_row *row = arena_alloc(r->arena, sizeof *row);
	row->event = event;
	row->event.action = arena_strdup(r->arena, event.action);
	row->event.object = arena_strdup(r->arena, event.object);
	row->event.reason = event.reason == NULL ? NULL : arena_strdup(r->arena, event.reason);
	row->event.detail = arena_json(r->arena, event.detail);
	row->next = r->exchange->audit;
	r->exchange->audit = row;
}

/* ---- The hash ---- */

/* One row as it is hashed and stored. */
struct link {
	int64_t edition_id, seq, at, account_id, roles, object_id;
	const char *address, *request_id, *action, *object, *reason, *detail;
};

static json_t *nullable_text(const char *text)
{
	return text == NULL ? json_null() : json_string(text);
}

static json_t *link_json(const struct link *l)
{
	json_t *account = l->account_id == 0 ? json_null() : json_integer(l->account_id);
	json_t *array = json_pack("[I, I, I, o, I, s, s, s, s, I, o, o]", (json_int_t)l->edition_id, (json_int_t)l->seq, (json_int_t)l->at,
	    account, (json_int_t)l->roles, l->address, l->request_id, l->action, l->object, (json_int_t)l->object_id,
	    nullable_text(l->reason), nullable_text(l->detail));
	if (array == NULL)
		fatal("an audit row is not UTF-8, or out of memory");
	return array;
}

static void link_hash(const unsigned char prev[HASH_BYTES], const json_t *link, unsigned char hash[HASH_BYTES])
{
	char *text = json_dumps(link, JSON_COMPACT);
	if (text == NULL)
		fatal("out of memory");
	size_t length = strlen(text);
	unsigned char *bytes = malloc(HASH_BYTES + length + 1);
	if (bytes == NULL)
		fatal("out of memory");
	memcpy(bytes, prev, HASH_BYTES);
	memcpy(bytes + HASH_BYTES, text, length + 1);
	sha256(bytes, HASH_BYTES + length, hash);
	free(bytes);
	free(text);
}

/* ---- Appending ---- */

/* Locks the chain's head and reads it; makes it if this is the chain's first row. */
static enum db_status lock_head(struct db *db, struct arena *arena, int64_t edition_id, int64_t *seq, unsigned char hash[HASH_BYTES])
{
	static const char select[] = "SELECT seq, hash FROM audit_heads WHERE edition_id = :edition_id FOR UPDATE";
	struct db_rows rows;
	enum db_status status = db_query(db, arena, &rows, select, P(edition_id));
	if (status == DB_OK && rows.count == 0) {
		status = db_exec(db, NULL,
		    "INSERT IGNORE INTO audit_heads (edition_id, seq, hash) VALUES (:edition_id, 0, REPEAT(X'00', 32))", P(edition_id));
		if (status == DB_OK)
			status = db_query(db, arena, &rows, select, P(edition_id));
	}
	if (status != DB_OK)
		return status;
	*seq = db_int(&rows, 0, 0);
	memcpy(hash, db_text(&rows, 0, 1), HASH_BYTES);
	return DB_OK;
}

static enum db_status move_head(struct db *db, int64_t edition_id, int64_t seq, const unsigned char hash[HASH_BYTES])
{
	return db_exec(db, NULL, "UPDATE audit_heads SET seq = :seq, hash = :hash WHERE edition_id = :edition_id", P(seq),
	    P(hash, BYTES(hash, HASH_BYTES)), P(edition_id));
}

#define INSERT                                                                                                                                 \
	"INSERT INTO audit (edition_id, seq, at, account_id, roles, address, request_id, action, object, object_id, reason, detail,"           \
	" prev_hash, hash) VALUES (:edition, :seq, :at, :account, :roles, :address, :request, :action, :object, :object_id, :reason, :detail," \
	" :prev, :hash)"
#define INSERT_NAMES 14

static void fill(struct db_parameter *row, const struct link *l, const unsigned char *prev, const unsigned char *hash)
{
	const struct db_parameter values[INSERT_NAMES] = {P(edition, l->edition_id), P(seq, l->seq), P(at, TIME(l->at)),
	    P(account, ID(l->account_id)), P(roles, l->roles), P(address, l->address), P(request, l->request_id), P(action, l->action),
	    P(object, l->object), P(object_id, l->object_id), P(reason, l->reason), P(detail, l->detail), P(prev, BYTES(prev, HASH_BYTES)),
	    P(hash, BYTES(hash, HASH_BYTES))};

	memcpy(row, values, sizeof values);
}

/* All links of one edition, in one statement; each gets its place in the chain. */
static enum db_status append(struct db *db, struct arena *arena, struct link *links, size_t count)
{
	struct db_parameter *values = arena_alloc(arena, count * INSERT_NAMES * sizeof *values);
	unsigned char(*hashes)[HASH_BYTES] = arena_alloc(arena, (count + 1) * sizeof *hashes);
	int64_t seq, appended;
	enum db_status status = lock_head(db, arena, links[0].edition_id, &seq, hashes[0]);
	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < count; i++) {
		links[i].seq = ++seq;
		json_t *row = link_json(&links[i]);
		link_hash(hashes[i], row, hashes[i + 1]);
		json_decref(row);
		fill(values + i * INSERT_NAMES, &links[i], hashes[i], hashes[i + 1]);
	}
	status = db_exec_many(db, arena, &appended, INSERT, INSERT_NAMES, count, values);
	return status == DB_OK ? move_head(db, links[0].edition_id, seq, hashes[count]) : status;
}

static const char *detail_text(struct arena *arena, const json_t *detail)
{
	if (detail == NULL)
		return NULL;
	char *text = json_text(detail);
	arena_defer(arena, free, text);
	return text;
}

static void take_event(struct link *l, struct arena *arena, const struct audit_event *event)
{
	l->edition_id = event->edition_id;
	l->action = event->action;
	l->object = event->object;
	l->object_id = event->object_id;
	l->reason = event->reason;
	l->detail = detail_text(arena, event->detail);
}

static int by_edition(const void *a, const void *b)
{
	const struct link *x = a, *y = b;
	if (x->edition_id != y->edition_id)
		return x->edition_id < y->edition_id ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static size_t count_rows(const struct exchange *x)
{
	size_t count = 0;
	for (const struct audit_row *row = x->audit; row != NULL; row = row->next)
		count++;
	return count;
}

/* The links of one exchange, oldest first, behind FILLED others; seq holds the order for sorting. */
static size_t take_links(struct exchange *x, struct link *links, size_t filled, struct arena *arena)
{
	const struct request *r = &x->request;
	size_t count = count_rows(x), place = filled + count;
	for (const struct audit_row *row = x->audit; row != NULL; row = row->next) {
		struct link *l = &links[--place];
		*l = (struct link){.seq = (int64_t)place,
		    .at = r->arrived_at,
		    .account_id = r->actor.account_id,
		    .roles = (int64_t)((r->actor.roles & r->route->roles & ROLE_ANY_ACCOUNT) >> 1),
		    .address = r->address,
		    .request_id = r->id};
		take_event(l, arena, &row->event);
	}
	return count;
}

enum db_status audit_write(struct db *db, struct exchange *const *list, size_t count)
{
	struct arena *arena = list[0]->request.arena;
	size_t total = 0, filled = 0;
	for (size_t i = 0; i < count; i++)
		total += count_rows(list[i]);
	if (total == 0)
		return DB_OK;
	struct link *links = arena_alloc(arena, total * sizeof *links);
	for (size_t i = 0; i < count; i++)
		filled += take_links(list[i], links, filled, arena);
	/* Always the smaller edition first, so that two never wait for each other. */
	qsort(links, total, sizeof *links, by_edition);
	for (size_t first = 0, end; first < total; first = end) {
		for (end = first + 1; end < total && links[end].edition_id == links[first].edition_id;)
			end++;
		enum db_status status = append(db, arena, links + first, end - first);
		if (status != DB_OK)
			return status;
	}
	return DB_OK;
}

enum db_status audit_write_one(struct db *db, struct arena *arena, struct audit_event event, int64_t at)
{
	struct link link = {.at = at, .address = "command line", .request_id = ""};
	event.detail = arena_json(arena, event.detail);
	take_event(&link, arena, &event);
	return append(db, arena, &link, 1);
}

/* ---- Checking ---- */

#define BATCH 1000

static struct link link_of(const struct db_rows *rows, size_t row)
{
	return (struct link){.edition_id = db_int(rows, row, 0),
	    .seq = db_int(rows, row, 1),
	    .at = db_time(rows, row, 2),
	    .account_id = db_int(rows, row, 3),
	    .roles = db_int(rows, row, 4),
	    .address = db_text(rows, row, 5),
	    .request_id = db_text(rows, row, 6),
	    .action = db_text(rows, row, 7),
	    .object = db_text(rows, row, 8),
	    .object_id = db_int(rows, row, 9),
	    .reason = db_text(rows, row, 10),
	    .detail = db_text(rows, row, 11)};
}

/* Checks row ROW behind the row whose place and hash are SEQ and HASH, and moves both on. NULL, or what is wrong. */
static const char *check_link(const struct db_rows *rows, size_t row, int64_t *seq, unsigned char hash[HASH_BYTES])
{
	struct link link = link_of(rows, row);
	unsigned char computed[HASH_BYTES];
	if (link.seq != *seq + 1)
		return "rows are missing before it";
	if (memcmp(db_text(rows, row, 12), hash, HASH_BYTES) != 0)
		return "it does not follow the row before it";
	json_t *json = link_json(&link);
	link_hash(hash, json, computed);
	json_decref(json);
	if (memcmp(db_text(rows, row, 13), computed, HASH_BYTES) != 0)
		return "its content does not fit its hash";
	*seq = link.seq;
	memcpy(hash, computed, HASH_BYTES);
	return NULL;
}

static enum db_status walk_chain(
    struct db *db, struct arena *arena, int64_t edition_id, int64_t *seq, unsigned char hash[HASH_BYTES], struct audit_verdict *verdict)
{
	*seq = 0;
	memset(hash, 0, HASH_BYTES);
	for (size_t count = BATCH; count == BATCH;) {
		struct db_rows rows;
		struct arena *batch = arena_new();
		enum db_status status = db_query(db, batch, &rows,
		    "SELECT edition_id, seq, at, account_id, roles + 0, address, request_id, action, object, object_id, reason, detail,"
		    " prev_hash, hash FROM audit WHERE edition_id = :edition_id AND seq > :seq ORDER BY seq LIMIT 1000",
		    P(edition_id), P(seq, *seq));
		count = status == DB_OK ? rows.count : 0;
		for (size_t row = 0; row < count && verdict->broken == NULL; row++) {
			const char *wrong = check_link(&rows, row, seq, hash);
			verdict->rows++;
			if (wrong != NULL)
				verdict->broken = arena_printf(
				    arena, "edition %lld, row %lld: %s", (long long)edition_id, (long long)db_int(&rows, row, 1), wrong);
		}
		arena_free(batch);
		if (status != DB_OK || verdict->broken != NULL)
			return status;
	}
	return DB_OK;
}

/* What is wrong with the end of a chain that was walked up to SEQ and HASH; row ROW of HEADS is its head as it was before the walk. NULL: nothing. */
static enum db_status check_end(struct db *db, struct arena *arena, const struct db_rows *heads, size_t row, int64_t seq,
    const unsigned char hash[HASH_BYTES], const char **wrong)
{
	long long edition_id = db_int(heads, row, 0);
	struct db_rows now;
	*wrong = NULL;
	if (db_is_null(heads, row, 1)) {
		*wrong = arena_printf(arena, "edition %lld: the chain has no head", edition_id);
	} else if (seq < db_int(heads, row, 1)) {
		*wrong = arena_printf(arena, "edition %lld, row %lld: the last rows are missing", edition_id, (long long)seq + 1);
	} else if (seq == db_int(heads, row, 1)) {
		if (memcmp(hash, db_text(heads, row, 2), HASH_BYTES) != 0)
			*wrong = arena_printf(arena, "edition %lld: the head does not fit the last row", edition_id);
	} else {
		/* Rows that were appended since the heads were read are well, if the head is with them now. */
		enum db_status status =
		    db_query(db, arena, &now, "SELECT seq FROM audit_heads WHERE edition_id = :edition_id", P(edition_id));
		if (status != DB_OK)
			return status;
		if (now.count == 0 || seq > db_int(&now, 0, 0))
			*wrong =
			    arena_printf(arena, "edition %lld, row %lld: it lies behind the end of the chain", edition_id, (long long)seq);
	}
	return DB_OK;
}

/* Of all editions if ALL, else of the one. */
static enum db_status verify(struct db *db, struct arena *arena, bool all, int64_t edition, struct audit_verdict *verdict)
{
	struct db_rows heads;
	*verdict = (struct audit_verdict){0};
	enum db_status status = db_query(db, arena, &heads,
	    "SELECT e.edition_id, h.seq, h.hash FROM (SELECT edition_id FROM audit_heads UNION SELECT DISTINCT edition_id FROM audit) e"
	    " LEFT JOIN audit_heads h ON h.edition_id = e.edition_id WHERE :all OR e.edition_id = :edition ORDER BY e.edition_id",
	    P(all), P(edition));
	for (size_t row = 0; status == DB_OK && verdict->broken == NULL && row < heads.count; row++) {
		int64_t seq, edition_id = db_int(&heads, row, 0);
		unsigned char hash[HASH_BYTES];
		verdict->chains++;
		status = walk_chain(db, arena, edition_id, &seq, hash, verdict);
		if (status != DB_OK || verdict->broken != NULL)
			break;
		status = check_end(db, arena, &heads, row, seq, hash, &verdict->broken);
	}
	return status;
}

enum db_status audit_verify(struct db *db, struct arena *arena, struct audit_verdict *verdict)
{
	return verify(db, arena, true, 0, verdict);
}

enum db_status audit_verify_edition(struct db *db, struct arena *arena, int64_t edition_id, struct audit_verdict *verdict)
{
	return verify(db, arena, false, edition_id, verdict);
}
