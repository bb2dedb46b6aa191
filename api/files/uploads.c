/* Resumable uploads by the tus protocol: an attachment's row is made, then filled piece by piece, each durable before it is acknowledged. */
#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "api/files/attachments.h"
#include "api/files/file_store.h"
#include "api/files/inspection.h"
#include "api/files/slides.h"
#include "api/files/sweep.h"
#include "api/files/tus.h"
#include "api/files/uploads.h"
#include "api/files/virus_scan.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/quotas.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* ---- finding ---- */

static enum db_status find(
    struct request *r, const struct objection_link *link, bool lock, struct attachment *a, const struct problem_kind **problem)
{
	return attachment_find(r, link, r->params[0], 0, lock, a, problem);
}

static bool is(const struct attachment *a, const char *state)
{
	return strcmp(a->state, state) == 0;
}

static bool finished(const struct attachment *a)
{
	return is(a, "stored") || is(a, "confirmed");
}

static bool gone(const struct request *r, const struct attachment *a)
{
	return !finished(a) && (!is(a, "uploading") || a->expires_at <= r->arrived_at);
}

/* ---- receiving ---- */

/* A complete upload on its way to its final name; in the request's arena. */
struct complete {
	const struct attachment *a;
	unsigned char hash[HASH_BYTES];
};

static json_t *told(const struct attachment *a, const char *media_type)
{
	json_t *detail = attachment_detail(a);

	json_object_set_new(detail, "media_type", json_string(media_type));
	return detail;
}

#define move(r, a, verb, type, ...)                                                                                                       \
	state_must(r, &attachment_states, (&(struct state_row){(a)->id, (a)->edition, (a)->state, NULL}), verb, WHY(NULL, told(a, type)), \
	    __VA_ARGS__)

static void move_file(struct request *r, void *pointer)
{
	const struct complete *c = pointer;

	/* If this fails the file is still found by its token, and the next sweep tries again. */
	if (file_store_finish(r->app->config->files, c->a->token, c->hash) != STORE_OK)
		log_event(LOG_ERROR, "file_store.finish", "{s:I, s:s}", "attachment", (json_int_t)c->a->id, "error", strerror(errno));
}

static void drop_file(struct request *r, void *pointer)
{
	const struct complete *c = pointer;

	file_store_remove_partial(r->app->config->files, c->a->token);
}

static enum handled store_failed(struct request *r, const struct attachment *a)
{
	log_event(LOG_ERROR, "file_store.failed", "{s:I, s:s}", "attachment", (json_int_t)a->id, "error", strerror(errno));
	return reply_problem(r, &problem_attachment_store, NULL);
}

/* The file holds less than was acknowledged (a restored backup): the client is asked to go on from there. */
static enum handled fall_back(struct request *r, const struct attachment *a, int64_t held)
{
	log_event(LOG_ERROR, "file_store.short", "{s:I, s:I, s:I}", "attachment", (json_int_t)a->id, "held", (json_int_t)held,
	    "acknowledged", (json_int_t)a->received);
	DB_TRY(sql_exec(r, NULL, "UPDATE attachments SET received = :held WHERE id = :id", P(held), P(id, a->id)));
	request_commit_anyway(r);
	return reply_problem(r, &problem_upload_offset, "Upload-Offset");
}

/* The content is not what belongs here: the file goes, and the row says so. */
static enum handled refuse(struct request *r, const struct complete *c, const char *type)
{
	const struct attachment_kind *kind = c->a->kind;
	json_t *allowed = json_array();

	DB_TRY(move(r, c->a, "refuse", type, P(type)));
	request_commit_anyway(r);
	request_after_commit(r, drop_file, (void *)c);
	for (size_t i = 0; i < sizeof kind->formats / sizeof kind->formats[0] && kind->formats[i]; i++)
		json_array_append_new(allowed, json_string(kind->formats[i]->media_type));
	problem_member(r, "allowed", allowed);
	return reply_problem(r, &problem_attachment_type, NULL, type);
}

/* It is what it says, and nobody should open it, or can. */
static enum handled refuse_content(struct request *r, const struct complete *c, const char *type, enum verdict_kind verdict)
{
	DB_TRY(move(r, c->a, "refuse", type, P(type)));
	request_commit_anyway(r);
	request_after_commit(r, drop_file, (void *)c);
	switch (verdict) {
	case VERDICT_ENCRYPTED:
		return reply_problem(r, &problem_attachment_encrypted, NULL);
	case VERDICT_MACROS:
		return reply_problem(r, &problem_attachment_macros, NULL);
	case VERDICT_LINKS:
		return reply_problem(r, &problem_attachment_links, NULL);
	case VERDICT_UNPACKED:
		return reply_problem(r, &problem_attachment_unpacked, NULL);
	case VERDICT_PIXELS:
		return reply_problem(r, &problem_attachment_pixels, NULL);
	case VERDICT_MIXED:
		return reply_problem(r, &problem_attachment_mixed, NULL);
	case VERDICT_BROKEN:
	case VERDICT_FINE:
	case VERDICTS:
	default:
		return reply_problem(r, &problem_attachment_broken, NULL);
	}
}

static enum handled refuse_infected(struct request *r, const struct complete *c, const char *type, const char *name)
{
	log_event(LOG_WARNING, "clamd.infected", "{s:I, s:s}", "attachment", (json_int_t)c->a->id, "found", name);
	DB_TRY(move(r, c->a, "refuse", type, P(type)));
	request_commit_anyway(r);
	request_after_commit(r, drop_file, (void *)c);
	return reply_problem(r, &problem_attachment_infected, NULL, name);
}

/* Shown to ClamAV, if the configuration says so. */
static enum handled scan(struct request *r, const struct complete *c, const char *type, int fd)
{
	const struct config *config = r->app->config;
	const char *name;

	if (config->clamd_socket == NULL)
		return GO_ON;
	switch (virus_scan(r->arena, config->clamd_socket, fd, &name)) {
	case SCAN_CLEAN:
		return GO_ON;
	case SCAN_INFECTED:
		return refuse_infected(r, c, type, name);
	case SCAN_UNKNOWN:
	default:
		if (strcmp(config->clamd_without, "take") != 0)
			return reply_problem(r, &problem_attachment_scanner, NULL); /* the last piece is sent again, and looked at again */
		log_event(LOG_WARNING, "clamd.taken_without", "{s:I}", "attachment", (json_int_t)c->a->id);
		return GO_ON;
	}
}

/* All bytes are there: find out what they are, and give the file its name by content once that is committed. */
static enum handled complete(struct request *r, const struct attachment *a)
{
	struct complete *c = arena_alloc(r->arena, sizeof *c);
	const char *root = r->app->config->files;
	int fd = file_store_open_partial(root, a->token);

	c->a = a;
	if (fd < 0)
		return store_failed(r, a);
	enum verdict_kind verdict;
	const char *type;
	bool known = inspection_of(r->arena, fd, &verdict, &type);
	enum handled scanned = known && verdict == VERDICT_FINE && attachment_kind_takes(a->kind, type) ? scan(r, c, type, fd) : GO_ON;
	close(fd);
	STEP(scanned);
	if (!known)
		return store_failed(r, a); /* the last piece is sent again, and looked at again */
	if (!attachment_kind_takes(a->kind, type) && verdict == VERDICT_FINE)
		return refuse(r, c, type);
	if (verdict != VERDICT_FINE)
		return refuse_content(r, c, type, verdict);
	if (file_store_hash(root, a->token, a->size, c->hash) != STORE_OK)
		return store_failed(r, a);
	DB_TRY(move(r, a, "store", type, P(type), P(hash, BYTES(c->hash, HASH_BYTES))));
	DB_TRY(slides_want(r, type, c->hash));
	request_after_commit(r, move_file, c);
	return GO_ON;
}

/* The body is the next piece of A: goes on when it is durable and counted. */
static enum handled receive(struct request *r, struct attachment *a)
{
	const struct problem_kind *problem;
	int64_t held, expires = r->arrived_at + LIMIT_UPLOAD_AGE;

	if ((int64_t)r->body_length > a->size - a->received)
		return reply_problem(r, &problem_too_large, NULL);
	if (!tus_checksum_fits(r, &problem))
		return reply_problem(r, problem, "Upload-Checksum");
	switch (file_store_put_partial(r->app->config->files, a->token, a->received, r->body, r->body_length, &held)) {
	case STORE_OK:
		break;
	case STORE_SHORT:
		return fall_back(r, a, held);
	default:
		return store_failed(r, a);
	}
	a->received += (int64_t)r->body_length;
	reply_header(r, "Upload-Offset", arena_printf(r->arena, "%" PRId64, a->received));
	if (a->received == a->size)
		return complete(r, a);
	DB_TRY(sql_exec(r, NULL, "UPDATE attachments SET received = :received, expires_at = :expires WHERE id = :id",
	    P(received, a->received), P(expires, TIME(expires)), P(id, a->id)));
	tus_expires(r, expires);
	return GO_ON;
}

/* ---- the methods ---- */

static enum handled options(struct request *r)
{
	reply_header(r, "Tus-Resumable", TUS_VERSION);
	reply_header(r, "Tus-Version", TUS_VERSION);
	reply_header(r, "Tus-Extension", TUS_EXTENSIONS);
	reply_header(r, "Tus-Checksum-Algorithm", TUS_CHECKSUMS);
	reply_header(r, "Tus-Max-Size", arena_printf(r->arena, "%lld", (long long)LIMIT_ATTACHMENT_BYTES));
	return reply_empty(r, 204);
}

static int64_t positive(const char *text)
{
	int64_t number = 0;

	if (!text || strlen(text) > 18 || strspn(text, "0123456789") != strlen(text))
		return 0;
	for (; *text; text++)
		number = 10 * number + (*text - '0');
	return number;
}

/* What the new upload is to be, from Upload-Length and Upload-Metadata. */
static enum handled read_metadata(struct request *r, const struct objection_link *link, struct attachment *a)
{
	const char *kind = tus_metadata(r, "kind"), *missing = NULL;

	for (a->owner = 0; a->owner < OWNERS; a->owner++)
		if ((a->owner_id = positive(tus_metadata(r, attachment_owner_names[a->owner]))) > 0)
			break;
	a->kind = kind ? attachment_kind(kind) : NULL;
	a->filename = tus_metadata(r, "filename");
	a->size = tus_number(r, "Upload-Length");
	if (a->owner == OWNERS)
		missing = "entry";
	else if (link && a->owner != OWNER_OBJECTION)
		missing = "objection";
	else if (!a->kind || !(a->kind->owners & 1u << a->owner) || (link && a->kind->outside_count_max == 0))
		missing = "kind";
	else if (!a->filename || text_blank(a->filename) || text_length(a->filename) > LIMIT_FILENAME)
		missing = "filename";
	if (a->size < 1)
		return reply_problem(r, &problem_upload_header, "Upload-Length", "Upload-Length");
	if (missing)
		return reply_problem(r, &problem_upload_metadata, missing, missing);
	int64_t most = link ? a->kind->outside_size_max : a->kind->size_max;
	if (a->size > most)
		return reply_problem(r, &problem_attachment_too_large, "Upload-Length", (long long)(most / MIB));
	return GO_ON;
}

/* Whether there is room for one more file of this size and kind, with the owner's row locked. */
static enum handled check_room(struct request *r, const struct objection_link *link, const struct attachment *a)
{
	int64_t count, bytes, most = link ? LIMIT_OUTSIDE_BYTES : LIMIT_OWNER_BYTES;
	int64_t count_max = link ? a->kind->outside_count_max : a->kind->count_max;
	struct db_rows unfinished;

	DB_TRY(attachment_owner_usage(r, a->owner, a->owner_id, a->kind->name, &count, &bytes));
	if (count >= count_max)
		return reply_problem(r, &problem_attachment_limit, "kind", (long long)count_max);
	if (bytes + a->size > most)
		return reply_problem(r, &problem_attachment_quota, "Upload-Length", (long long)(most / MIB));
	if (link) /* who has no account has no more unfinished ones than files */
		return GO_ON;
	DB_TRY(sql_query(
	    r, &unfinished, "SELECT COUNT(*) FROM attachments WHERE created_by = :account AND state = 'uploading' AND expires_at > :now"));
	if (db_int(&unfinished, 0, 0) >= LIMIT_UNFINISHED)
		return reply_problem(r, &problem_upload_limit, NULL, LIMIT_UNFINISHED);
	return GO_ON;
}

/* The firm whose the file will be; 0: an objection's or a claim's, which belongs to who files it. */
static enum db_status firm_of(struct request *r, const struct attachment *a, int64_t *firm)
{
	static const char *const firms[OWNERS] = {
	    [OWNER_ENTRY] = "SELECT firm_id FROM entries WHERE id = :owner",
	    [OWNER_INVESTMENT] = "SELECT firm_id FROM investments WHERE id = :owner",
	    [OWNER_MANDATE] = "SELECT firm_id FROM mandates WHERE id = :owner",
	};
	struct db_rows rows = {0};
	enum db_status status = firms[a->owner] ? sql_query(r, &rows, firms[a->owner], P(owner, a->owner_id)) : DB_OK;

	*firm = status == DB_OK && rows.count > 0 ? db_int(&rows, 0, 0) : 0;
	return status;
}

static enum handled check_quotas_outside(struct request *r, const struct objection_link *link, const struct attachment *a)
{
	STEP(quota_take_own(r, QUOTA_OUTSIDE_UPLOADS, 1, NULL));
	STEP(quota_take_own(r, QUOTA_OUTSIDE_BYTES, a->size, NULL));
	return quota_take(r, QUOTA_OUTSIDE_BYTES_SENDER, link->email, a->size, NULL);
}

static enum handled check_quotas(struct request *r, const struct objection_link *link, const struct attachment *a)
{
	int64_t firm;

	if (link)
		return check_quotas_outside(r, link, a);
	DB_TRY(firm_of(r, a, &firm));
	STEP(quota_take_own(r, QUOTA_UPLOADS, 1, NULL));
	STEP(quota_take_own(r, QUOTA_BYTES, a->size, NULL));
	if (firm == 0)
		return GO_ON;
	STEP(quota_take_firm(r, QUOTA_UPLOADS_FIRM, firm, 1, NULL));
	return quota_take_firm(r, QUOTA_BYTES_FIRM, firm, a->size, NULL);
}

/* :account is 0 for who has none. */
#define INSERT_FOR(owner)                                                                                                  \
	"INSERT INTO attachments (" owner ", token, edition_id, kind, filename, size, expires_at, created_by, created_at)" \
	" VALUES (:owner, :token, :edition, :kind, :filename, :size, :expires_at, NULLIF(:account, 0), :now)"

static enum db_status insert(struct request *r, struct attachment *a)
{
	static const char *const statements[OWNERS] = {
	    INSERT_FOR("entry_id"),
	    INSERT_FOR("investment_id"),
	    INSERT_FOR("objection_id"),
	    INSERT_FOR("mandate_id"),
	    INSERT_FOR("claim_id"),
	    INSERT_FOR("answer_id"),
	};
	char *token = arena_alloc(r->arena, TOKEN_TEXT);

	token_new(token);
	a->token = token;
	a->state = "uploading";
	a->expires_at = r->arrived_at + LIMIT_UPLOAD_AGE;
	enum db_status status = sql_exec(r, NULL, statements[a->owner], P(owner, a->owner_id), P(token), P(edition, ID(a->edition)),
	    P(kind, a->kind->name), P(filename, a->filename), P(size, a->size), P(expires_at, TIME(a->expires_at)));
	a->id = db_insert_id(r->db);
	return status;
}

/* Rubbish comes from uploads only, so whoever begins one takes it away, at most once in LIMIT_SWEEP_EVERY for a server. */
static void sweep_now_and_then(struct request *r, void *unused)
{
	static _Atomic int64_t next = 0;
	int64_t due = next;
	struct sweep_counts counts;

	(void)unused;
	if (clock_monotonic() < due || !atomic_compare_exchange_strong(&next, &due, clock_monotonic() + LIMIT_SWEEP_EVERY))
		return;
	enum db_status status = sweep(r->db, r->app->config->files, r->arrived_at, &counts);
	log_event(status == DB_OK ? LOG_INFO : LOG_WARNING, "files.swept", "{s:b, s:I, s:I, s:I, s:I}", "complete", status == DB_OK,
	    "expired", (json_int_t)counts.expired, "strays", (json_int_t)counts.strays, "finished", (json_int_t)counts.finished, "dropped",
	    (json_int_t)counts.dropped);
}

enum handled upload_create(struct request *r, const struct objection_link *link)
{
	struct attachment *a = arena_alloc(r->arena, sizeof *a);

	STEP(tus_begin(r));
	STEP(read_metadata(r, link, a));
	if (r->body_length > 0 && !tus_is_piece(r))
		return reply_problem(r, &problem_upload_type, "Content-Type");
	bool found;
	DB_TRY(attachment_owner_find(r, link, a->owner, a->owner_id, &found, &a->edition, &a->changeable));
	if (!found)
		return reply_problem(r, &problem_not_found, attachment_owner_names[a->owner]);
	if (!a->changeable)
		return reply_problem(r, &problem_attachments_closed, NULL);
	STEP(check_room(r, link, a));
	STEP(check_quotas(r, link, a));
	DB_TRY(insert(r, a));
	request_after_commit(r, sweep_now_and_then, NULL);
	json_t *detail = attachment_detail(a);
	json_object_set_new(detail, "size", json_integer(a->size));
	audit(
	    r, (struct audit_event){
		   .edition_id = a->edition, .action = "attachment.create", .object = "attachments", .object_id = a->id, .detail = detail});
	reply_header(r, "Location", arena_printf(r->arena, link ? "/api/v1/public/uploads/%s" : "/api/v1/uploads/%s", a->token));
	if (r->body_length == 0) {
		tus_expires(r, a->expires_at);
		return attachment_show(r, a->id, 201);
	}
	STEP(receive(r, a));
	return attachment_show(r, a->id, 201);
}

enum handled upload_progress(struct request *r, const struct objection_link *link)
{
	const struct problem_kind *problem;
	struct attachment a;

	STEP(tus_begin(r));
	DB_TRY(find(r, link, false, &a, &problem));
	if (!problem && gone(r, &a))
		problem = &problem_attachment_gone;
	if (problem)
		return reply_problem(r, problem, NULL);
	reply_header(r, "Upload-Offset", arena_printf(r->arena, "%" PRId64, a.received));
	reply_header(r, "Upload-Length", arena_printf(r->arena, "%" PRId64, a.size));
	reply_header(r, "Upload-Metadata",
	    arena_printf(r->arena, "%s,%s,%s",
		tus_metadata_pair(r->arena, attachment_owner_names[a.owner], arena_printf(r->arena, "%" PRId64, a.owner_id)),
		tus_metadata_pair(r->arena, "kind", a.kind->name), tus_metadata_pair(r->arena, "filename", a.filename)));
	reply_header(r, "Cache-Control", "no-store");
	if (is(&a, "uploading"))
		tus_expires(r, a.expires_at);
	return reply_empty(r, 200);
}

enum handled upload_piece(struct request *r, const struct objection_link *link)
{
	const struct problem_kind *problem;
	struct attachment *a = arena_alloc(r->arena, sizeof *a);
	int64_t offset = tus_number(r, "Upload-Offset");

	STEP(tus_begin(r));
	if (!tus_is_piece(r))
		return reply_problem(r, &problem_upload_type, "Content-Type");
	if (offset < 0)
		return reply_problem(r, &problem_upload_header, "Upload-Offset", "Upload-Offset");
	DB_TRY(find(r, link, true, a, &problem));
	if (!problem && gone(r, a))
		problem = &problem_attachment_gone;
	else if (!problem && (finished(a) || offset != a->received))
		problem = &problem_upload_offset;
	else if (!problem && !a->changeable)
		problem = &problem_attachments_closed;
	if (problem)
		return reply_problem(r, problem, NULL);
	STEP(receive(r, a));
	return reply_empty(r, 204);
}

enum handled upload_terminate(struct request *r, const struct objection_link *link)
{
	const struct problem_kind *problem;
	struct attachment a;

	STEP(tus_begin(r));
	DB_TRY(find(r, link, true, &a, &problem));
	if (problem)
		return reply_problem(r, problem, NULL);
	return attachment_remove(r, &a);
}

enum handled upload_overridden(struct request *r, const struct objection_link *link)
{
	const char *method = request_header(r, "X-HTTP-Method-Override");

	if (method && strcmp(method, "PATCH") == 0)
		return upload_piece(r, link);
	if (method && strcmp(method, "DELETE") == 0)
		return upload_terminate(r, link);
	return reply_problem(r, &problem_upload_header, "X-HTTP-Method-Override", "X-HTTP-Method-Override");
}

static enum handled create(struct request *r)
{
	return upload_create(r, NULL);
}

static enum handled progress(struct request *r)
{
	return upload_progress(r, NULL);
}

static enum handled piece(struct request *r)
{
	return upload_piece(r, NULL);
}

static enum handled terminate(struct request *r)
{
	return upload_terminate(r, NULL);
}

static enum handled overridden(struct request *r)
{
	return upload_overridden(r, NULL);
}

#define RECEIVING (ROUTE_WRITE | ROUTE_RAW_BODY | ROUTE_UPLOAD)

static const struct route rows[] = {
    {METHOD_OPTIONS, "/api/v1/uploads", ROLE_PUBLIC, ROUTE_ON_LOOP, 0, NULL, NULL, options},
    {METHOD_POST, "/api/v1/uploads", ROLE_ANY_ACCOUNT, RECEIVING, LIMIT_PIECE_BYTES, NULL, NULL, create},
    {METHOD_OPTIONS, "/api/v1/uploads/{upload}", ROLE_PUBLIC, ROUTE_ON_LOOP, 0, NULL, NULL, options},
    {METHOD_HEAD, "/api/v1/uploads/{upload}", ROLE_ANY_ACCOUNT, 0, 0, NULL, NULL, progress},
    {METHOD_PATCH, "/api/v1/uploads/{upload}", ROLE_ANY_ACCOUNT, RECEIVING, LIMIT_PIECE_BYTES, NULL, NULL, piece},
    {METHOD_POST, "/api/v1/uploads/{upload}", ROLE_ANY_ACCOUNT, RECEIVING, LIMIT_PIECE_BYTES, NULL, NULL, overridden},
    {METHOD_DELETE, "/api/v1/uploads/{upload}", ROLE_ANY_ACCOUNT, ROUTE_WRITE | ROUTE_RAW_BODY, 0, NULL, NULL, terminate},
};

ROUTE_TABLE(uploads_routes, rows);
