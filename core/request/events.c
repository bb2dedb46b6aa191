#include "core/request/events.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/request/exchange.h"
#include "core/request/route.h"

void event_write(FILE *out, const struct event_source *source, const struct event_row *row)
{
	json_t *data = source->tell(row);

	if (data == NULL)
		return;
	fprintf(out, "id: %lld\nevent: change\ndata: ", (long long)row->seq);
	if (json_dumpf(data, out, JSON_COMPACT) != 0)
		fatal("out of memory");
	fputs("\n\n", out);
	json_decref(data);
}

void event_write_reset(FILE *out, int64_t seq)
{
	fprintf(out, "id: %lld\nevent: reset\ndata: {}\n\n", (long long)seq);
}

enum db_status event_rows(struct db *db, struct arena *arena, int64_t edition, int64_t seq, struct event_row **list, size_t *count)
{
	struct db_rows rows;
	enum db_status status = db_query(db, arena, &rows,
	    "SELECT seq, action, object, object_id FROM audit WHERE edition_id = :edition AND seq > :seq ORDER BY seq LIMIT :most",
	    P(edition), P(seq), P(most, LIMIT_EVENTS_AT_ONCE + 1));

	if (status != DB_OK)
		return status;
	*list = arena_alloc(arena, (rows.count + 1) * sizeof(**list));
	*count = rows.count;
	for (size_t i = 0; i < rows.count; i++)
		(*list)[i] = (struct event_row){db_int(&rows, i, 0), db_text(&rows, i, 1), db_text(&rows, i, 2), db_int(&rows, i, 3)};
	return DB_OK;
}

enum db_status event_last(struct db *db, struct arena *arena, int64_t edition, int64_t *seq)
{
	struct db_rows rows;
	enum db_status status = db_query(db, arena, &rows, "SELECT seq FROM audit_heads WHERE edition_id = :edition", P(edition));

	*seq = status == DB_OK && rows.count > 0 ? db_int(&rows, 0, 0) : 0;
	return status;
}

/* Where the client left off; -1: it never was here. */
static int64_t last_heard(const struct request *r)
{
	const char *text = request_header(r, "Last-Event-ID");
	char *end;
	long long seq = text == NULL ? -1 : strtoll(text, &end, 10);

	return text == NULL || end == text || *end != '\0' || seq < 0 ? -1 : seq;
}

/* What was missed since SEQ, up to LAST. */
static enum db_status catch_up(struct request *r, FILE *out, const struct event_source *source, int64_t edition, int64_t seq, int64_t last)
{
	struct event_row *rows;
	size_t count;

	if (seq > last || last - seq > LIMIT_EVENTS_AT_ONCE) {
		event_write_reset(out, last);
		return DB_OK;
	}
	enum db_status status = event_rows(r->db, r->arena, edition, seq, &rows, &count);
	for (size_t i = 0; status == DB_OK && i < count && rows[i].seq <= last; i++)
		event_write(out, source, &rows[i]);
	return status;
}

/* What is said first: how soon to come back when the connection is lost, where the stream stands, and what was missed. */
static enum db_status first_words(struct request *r, const struct event_source *source, int64_t edition, int64_t *last, char **text)
{
	int64_t heard = last_heard(r);
	enum db_status status = event_last(r->db, r->arena, edition, last);
	size_t length;
	FILE *out;

	if (status != DB_OK)
		return status;
	out = open_memstream(text, &length);
	if (out == NULL)
		fatal("out of memory");
	fprintf(out, "retry: %d\n\n", LIMIT_EVENTS_RETRY_MS);
	if (heard >= 0 && heard != *last)
		status = catch_up(r, out, source, edition, heard, *last);
	fprintf(out, "id: %lld\nevent: open\ndata: {}\n\n", (long long)*last);
	if (fclose(out) != 0)
		fatal("out of memory");
	arena_defer(r->arena, free, *text);
	return status;
}

enum handled reply_events(struct request *r, const struct event_source *source, int64_t edition)
{
	int64_t last = 0;
	char *text = NULL;

	if (!(r->route->flags & ROUTE_STREAM))
		fatal("route %s is no stream", r->route->path);
	if (!r->exchange->again && first_words(r, source, edition, &last, &text) != DB_OK)
		return HANDLED_DB_FAILED;
	reply_header(r, "X-Accel-Buffering", "no"); /* to proxies: pass on what comes, when it comes */
	reply_bytes(r, 200, "text/event-stream", text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
	r->exchange->reply.events = (struct event_stream){source, edition, last};
	return HANDLED;
}
