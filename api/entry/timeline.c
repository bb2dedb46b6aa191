/* The course of an entry as its firm may know it: what it did, what was decided, what has been published. */
#include <string.h>

#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "core/request/route.h"

struct timeline {
	struct request *r;
	int64_t entry;
	json_t *items; /* the request's */
};

static void add(const struct timeline *t, const char *kind, const struct db_rows *rows, size_t row, size_t at_column, json_t *detail)
{
	json_array_append_new(
	    t->items, json_pack("{s:s, s:o, s:o}", "kind", kind, "at", db_json_time(rows, row, at_column), "detail", detail));
}

/* ---- what happened, kind by kind; time is always the first column ---- */

static enum db_status submissions(const struct timeline *t)
{
	struct db_rows rows;
	enum db_status status = db_query(t->r->db, t->r->arena, &rows,
	    "SELECT arrived_at, ordinal, LOWER(HEX(sha256)) FROM submissions WHERE entry_id = :entry", P(entry, t->entry));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		add(t, "submitted", &rows, i, 0, db_json_row(&rows, i, "-is", "ordinal", "sha256"));
	return status;
}

static enum db_status returns(const struct timeline *t)
{
	struct db_rows rows;
	enum db_status status = db_query(t->r->db, t->r->arena, &rows,
	    "SELECT at, CASE action WHEN 'entry.return' THEN 'returned' WHEN 'entry.restore' THEN 'restored' ELSE 'withdrawn' END, reason FROM audit"
	    " WHERE object = 'entries' AND object_id = :entry"
	    " AND action IN ('entry.return', 'entry.withdraw', 'entry.restore')",
	    P(entry, t->entry));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		add(t, db_text(&rows, i, 1), &rows, i, 0, db_json_row(&rows, i, "--s", "reason"));
	return status;
}

/* As they were told; what waits to be told is not there yet. */
static enum db_status decisions(const struct timeline *t)
{
	struct db_rows rows;
	enum db_status status = db_query(t->r->db, t->r->arena, &rows,
	    "SELECT told_at, decision, reason, rule_eligible, rule_why, corrects_at FROM decision_letters"
	    " WHERE entry_id = :entry AND release_id IS NOT NULL AND kind <> 'return' ORDER BY id",
	    P(entry, t->entry));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		if (db_is_null(&rows, i, 1))
			add(t, "decision_withdrawn", &rows, i, 0, db_json_row(&rows, i, "--s--t", "reason", "corrects_at"));
		else
			add(t, "eligibility", &rows, i, 0,
			    db_json_row(&rows, i, "-ssbjt", "decision", "reason", "rule_eligible", "rule_why", "corrects_at"));
	return status;
}

static enum db_status departure(const struct timeline *t)
{
	struct db_rows rows;
	enum db_status status = db_query(t->r->db, t->r->arena, &rows,
	    "SELECT recorded_at, before_code, departed_as, reason FROM departures WHERE entry_id = :entry", P(entry, t->entry));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		add(t, "left", &rows, i, 0, db_json_row(&rows, i, "-sss", "before", "as", "reason"));
	return status;
}

/* Mean points by criterion over the sheets that counted, of one publication: as they were when it was computed. */
static enum db_status own_scores(const struct timeline *t, int64_t computation, json_t **scores)
{
	struct db_rows rows;
	enum db_status status = db_query(t->r->db, t->r->arena, &rows,
	    "SELECT c.criterion, CAST(AVG(JSON_VALUE(s.points, CONCAT('$.\"', c.criterion, '\"'))) AS DECIMAL(12, 4)), COUNT(*) FROM derivations d"
	    " JOIN JSON_TABLE(d.answer, '$.sheets[*]' COLUMNS (points JSON PATH '$.points', void VARCHAR(64) PATH '$.void')) s"
	    " JOIN JSON_TABLE(JSON_KEYS(s.points), '$[*]' COLUMNS (criterion VARCHAR(64) PATH '$')) c"
	    " WHERE d.computation_id = :computation AND d.entry_id = :entry AND s.void IS NULL GROUP BY c.criterion ORDER BY c.criterion",
	    P(computation), P(entry, t->entry));

	if (status == DB_OK)
		*scores = db_json_rows(&rows, "sji", "criterion", "mean", "sheets");
	return status;
}

/* Only what has been published, from the publication in force. */
static enum db_status rounds(const struct timeline *t)
{
	struct db_rows rows;
	enum db_status status = db_query(t->r->db, t->r->arena, &rows,
	    "SELECT o.published_at, o.code, s.group_key, s.score, s.ranked, s.outcome, o.public_computation_id FROM rounds o"
	    " JOIN standings s ON s.computation_id = o.public_computation_id AND s.round_id = o.id"
	    " WHERE s.entry_id = :entry",
	    P(entry, t->entry));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		json_t *detail = db_json_row(&rows, i, "-sssis-", "round", "group", "score", "rank", "outcome"), *scores = NULL;
		status = own_scores(t, db_int(&rows, i, 6), &scores);
		json_object_set_new(detail, "criteria", scores ? scores : json_array());
		add(t, "round", &rows, i, 0, detail);
	}
	return status;
}

/* Known with the first publication of a computation that says so. */
static enum db_status advanced_directly(const struct timeline *t)
{
	struct db_rows rows;
	enum db_status status = db_query(t->r->db, t->r->arena, &rows,
	    "SELECT o.published_at, a.to_code, a.rule, a.why FROM rounds o JOIN direct_advancements a ON a.computation_id = o.public_computation_id"
	    " WHERE a.entry_id = :entry ORDER BY o.published_at LIMIT 1",
	    P(entry, t->entry));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		add(t, "direct_advancement", &rows, i, 0, db_json_row(&rows, i, "-ssj", "to", "rule", "why"));
	return status;
}

static enum db_status awards(const struct timeline *t)
{
	struct db_rows rows;
	enum db_status status = db_query(t->r->db, t->r->arena, &rows,
	    "SELECT n.published_at, w.tier, w.group_key, w.ranked, w.amount_fen, l.number, l.state, n.ends_at FROM notices n"
	    " JOIN award_lists l ON l.id = n.award_list_id JOIN awards w ON w.award_list_id = l.id"
	    " WHERE w.entry_id = :entry AND n.kind = 'award_list' AND n.withdrawn_at IS NULL",
	    P(entry, t->entry));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		add(t, "award_noticed", &rows, i, 0,
		    db_json_row(
			&rows, i, "-ssiiist", "tier", "group", "rank", "amount_fen", "list_number", "list_state", "objections_until"));
	return status;
}

/* In the order of time; stable, so that what was added first comes first. */
static json_t *in_order(struct request *r, json_t *items)
{
	json_t *sorted = json_array(), *item;
	size_t i, k;

	json_array_foreach (items, i, item) {
		const char *at = json_string_value(json_object_get(item, "at"));
		for (k = json_array_size(sorted); k > 0; k--) {
			const char *before = json_string_value(json_object_get(json_array_get(sorted, k - 1), "at"));
			if (!at || !before || strcmp(before, at) <= 0)
				break;
		}
		json_array_insert(sorted, k, item);
	}
	return arena_json(r->arena, sorted);
}

static enum handled get(struct request *r)
{
	static enum db_status (*const parts[])(const struct timeline *) = {
	    submissions,
	    returns,
	    decisions,
	    advanced_directly,
	    rounds,
	    departure,
	    awards,
	};
	struct timeline t = {.r = r, .entry = request_id_param(r, 0)};
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT 1 FROM entries e WHERE e.id = :entry AND (" SQL_MEMBER("e.firm_id") " OR " SQL_READER("e.edition_id") ")",
	    P(entry, t.entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	t.items = arena_json(r->arena, json_array());
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		DB_TRY(parts[i](&t));
	json_t *sorted = in_order(r, t.items);
	return reply_list(r, json_incref(sorted), (int64_t)json_array_size(sorted));
}

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/entries/{entry}/timeline", READERS, 0, 0, NULL, NULL, get},
};

ROUTE_TABLE(timeline_routes, rows);
