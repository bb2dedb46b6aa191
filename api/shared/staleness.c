#include "api/shared/staleness.h"

#include <string.h>

#include "api/shared/fields.h"

/* Causes, and the actions of the audit trail behind them. */
#define CAUSES_OF(X)                                     \
	X("sheet_corrected", "sheet.approve_correction") \
	X("recusal_decided", "recusal.uphold")           \
	X("recusal_decided", "recusal.dismiss")          \
	X("departure", "departure.record")               \
	X("departure", "departure.revoke")               \
	X("tie_order", "round.tie_order")                \
	X("extras", "extras.record")                     \
	X("added_seat", "added_seat.revoke")             \
	X("eligibility", "entry.eligibility")            \
	X("eligibility", "entry.submit")                 \
	X("eligibility", "entry.return")                 \
	X("eligibility", "entry.withdraw")               \
	X("investment", "investment.second_verify")      \
	X("investment", "investment.reject")             \
	X("investment", "investment.withdraw")           \
	X("judge_changed", "judge.edit")                 \
	X("rulebook", "rulebook.use")                    \
	X("rulebook", "rulebook_amendment.approve")      \
	X("earlier_result", "round.compute")             \
	X("earlier_result", "takeover.approve")          \
	X("prior_award", "prior_award.record")           \
	X("prior_award", "prior_award.remove")

#define ROW(code, action) {code, action},
static const struct cause {
	const char *code, *action;
} causes[] = {CAUSES_OF(ROW)};

/* As a list of constants, which each row is compared with at one stroke. */
#define QUOTED(code, action) "'" action "', "
#define ACTIONS "(" CAUSES_OF(QUOTED) "'')"

#define CAUSES (sizeof causes / sizeof causes[0])

/* The first round, by position, whose result may have changed by an audit row a; NULL: none (prior awards and amendments, which leave
 * begun rounds as they are, are for lists only). That somebody leaves after a round, and who comes into a seat because of it, is no change of its result. */
#define TOUCHES                                                                                                                              \
	"CASE a.action"                                                                                                                      \
	" WHEN 'sheet.approve_correction' THEN (SELECT o.position FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id"    \
	"   JOIN rounds o ON o.id = s.round_id WHERE k.id = a.object_id)"                                                                    \
	" WHEN 'recusal.uphold' THEN " RECUSED " WHEN 'recusal.dismiss' THEN " RECUSED " WHEN 'departure.record' THEN " BEFORE               \
	" WHEN 'departure.revoke' THEN " BEFORE " - (JSON_VALUE(a.detail, '$.before') <> 'award')"                                           \
	" WHEN 'round.tie_order' THEN " OWN " WHEN 'extras.record' THEN " OWN " WHEN 'added_seat.revoke' THEN " OWN                          \
	" WHEN 'round.compute' THEN " OWN " + 1"                                                                                             \
	" WHEN 'takeover.approve' THEN (SELECT o.position + 1 FROM takeovers t JOIN rounds o ON o.id = t.round_id WHERE t.id = a.object_id)" \
	" WHEN 'prior_award.record' THEN NULL WHEN 'prior_award.remove' THEN NULL"                                                           \
	" WHEN 'rulebook_amendment.approve' THEN NULL ELSE 0 END"
#define OWN "(SELECT o.position FROM rounds o WHERE o.id = a.object_id)"
#define RECUSED                                                                                                        \
	"(SELECT MIN(o.position) FROM recusals x JOIN sheets s ON s.judge_id = x.judge_id AND s.entry_id = x.entry_id" \
	" AND s.state = 'handed_in' JOIN rounds o ON o.id = s.round_id WHERE x.id = a.object_id)"
#define BEFORE                                                                                                                        \
	"COALESCE((SELECT o.position FROM rounds o WHERE o.edition_id = a.edition_id AND o.code = JSON_VALUE(a.detail, '$.before'))," \
	" (SELECT MAX(o.position) + 1 FROM rounds o WHERE o.edition_id = a.edition_id))"

/* What is known of the edition's trail behind SEQ. Columns in the order of the enum. */
enum { ACTION, SEQ, AT, FROM_POSITION };

static enum db_status read_trail(struct request *r, int64_t edition_id, int64_t seq, struct db_rows *rows)
{
	return sql_query(r, rows,
	    "SELECT a.action, a.seq, a.at, " TOUCHES " FROM audit a FORCE INDEX (PRIMARY)"
	    " WHERE a.edition_id = :edition_id AND a.seq > :seq AND a.action IN " ACTIONS " ORDER BY a.seq",
	    P(edition_id), P(seq));
}

static const char *code_of(const char *action)
{
	for (size_t i = 0; i < CAUSES; i++)
		if (strcmp(causes[i].action, action) == 0)
			return causes[i].code;
	return "other";
}

static void count(json_t *list, const struct db_rows *rows, size_t row)
{
	const char *code = code_of(db_text(rows, row, ACTION));
	json_t *cause;
	size_t i;

	json_array_foreach (list, i, cause) {
		if (strcmp(json_string_value(json_object_get(cause, "cause")), code) != 0)
			continue;
		json_object_set_new(cause, "count", json_integer(json_integer_value(json_object_get(cause, "count")) + 1));
		json_object_set_new(cause, "at", db_json_time(rows, row, AT));
		return;
	}
	json_array_append_new(list, json_pack("{s:s, s:i, s:o}", "cause", code, "count", 1, "at", db_json_time(rows, row, AT)));
}

/* Causes behind SEQ for a round at POSITION; none without a computation. */
static json_t *causes_for(const struct db_rows *trail, int64_t seq, int64_t position)
{
	json_t *list = json_array();

	for (size_t i = 0; i < trail->count; i++)
		if (db_int(trail, i, SEQ) > seq && !db_is_null(trail, i, FROM_POSITION) && db_int(trail, i, FROM_POSITION) <= position)
			count(list, trail, i);
	return list;
}

#define KNOWN_SEQ "GREATEST(c.audit_seq, COALESCE((SELECT k.audit_seq FROM result_checks k WHERE k.computation_id = c.id), 0))"

enum db_status staleness_of_rounds(struct request *r, int64_t edition_id, json_t **rounds)
{
	struct db_rows list, trail;
	int64_t from = INT64_MAX;
	enum db_status status = sql_query(r, &list,
	    "SELECT b.id, b.code, b.position, " KNOWN_SEQ
	    ", b.computation_id IS NOT NULL AND NOT b.computation_id <=> b.public_computation_id,"
	    " b.undecided FROM rounds b LEFT JOIN computations c ON c.id = b.computation_id WHERE b.edition_id = :edition_id ORDER BY b.position",
	    P(edition_id));

	for (size_t i = 0; status == DB_OK && i < list.count; i++)
		if (!db_is_null(&list, i, 3) && db_int(&list, i, 3) < from)
			from = db_int(&list, i, 3);
	if (status == DB_OK)
		status = read_trail(r, edition_id, from, &trail);
	if (status != DB_OK)
		return status;
	*rounds = arena_json(r->arena, json_array());
	json_t *unsettled = json_array();
	for (size_t i = 0; i < list.count; i++) {
		json_t *own = db_is_null(&list, i, 3) ? json_array() : causes_for(&trail, db_int(&list, i, 3), db_int(&list, i, 2));
		bool open = json_array_size(own) > 0 || db_int(&list, i, 4) || db_int(&list, i, 5);
		json_array_append_new(*rounds, json_pack("{s:I, s:o, s:o, s:o}", "round", (json_int_t)db_int(&list, i, 0), "code",
						   db_json_text(&list, i, 1), "stale", own, "rests_on", json_copy(unsettled)));
		if (open)
			json_array_append_new(unsettled, db_json_text(&list, i, 1));
	}
	json_decref(unsettled);
	return DB_OK;
}

json_t *staleness_of(const json_t *rounds, int64_t round_id)
{
	json_t *one;
	size_t i;

	json_array_foreach (rounds, i, one) {
		if (json_integer_value(json_object_get(one, "round")) == round_id)
			return one;
	}
	return NULL;
}

enum db_status staleness_of_computation(struct request *r, int64_t computation_id, json_t **list)
{
	struct db_rows rows, trail;
	enum db_status status =
	    sql_query(r, &rows, "SELECT c.edition_id, c.audit_seq FROM computations c WHERE c.id = :computation_id", P(computation_id));

	*list = arena_json(r->arena, json_array());
	if (status != DB_OK || rows.count == 0)
		return status;
	status = read_trail(r, db_int(&rows, 0, 0), db_int(&rows, 0, 1), &trail);
	for (size_t i = 0; status == DB_OK && i < trail.count; i++)
		count(*list, &trail, i);
	return status;
}
