#include "api/rounds/round_entries.h"

#include "api/rounds/assignment_states.h"
#include "api/rules/dossier_build.h"
#include "api/rules/mistake_words.h"
#include "api/shared/problems.h"
#include "api/shared/staleness.h"
#include "core/base/fatal.h"
#include "judging/participants.h"

enum handled round_sync_refused(struct request *r, const struct round_sync *sync)
{
	return reply_problem_list(r, &problem_participants_unknown, json_incref(sync->errors));
}

/* What an entry's judges have not handed in is taken back if it takes no part, and given again if it does. */
static enum db_status follow_assignments(struct request *r, const struct round *round, int64_t entry)
{
	enum db_status status = state_move_many(r, &assignment_states, "assigned", "release", NULL,
	    STATE_SET_WHERE("assignments", ", released_why = 'takes_no_part'",
		"round_id = :round AND entry_id = :entry AND EXISTS (SELECT 1 FROM round_entries n WHERE n.round_id = :round"
		" AND n.entry_id = :entry AND NOT n.takes_part) AND NOT EXISTS (SELECT 1 FROM sheets s"
		" WHERE s.assignment_id = assignments.id AND s.state = 'handed_in')"),
	    P(round, round->id), P(entry));

	if (status != DB_OK)
		return status;
	return state_move_many(r, &assignment_states, "released", "assign", NULL,
	    STATE_SET_WHERE("assignments", ", released_why = NULL",
		"round_id = :round AND entry_id = :entry AND released_why = 'takes_no_part' AND EXISTS (SELECT 1 FROM round_entries n"
		" WHERE n.round_id = :round AND n.entry_id = :entry AND n.takes_part)"),
	    P(round, round->id), P(entry));
}

enum handled round_entries_follow(struct request *r, struct round *round, const json_t *entries, const char *reason)
{
	struct round_sync sync;
	json_t *entry;
	size_t i;

	if (json_array_size(entries) == 0)
		return GO_ON;
	if (round->judged) {
		DB_TRY(round_entries_sync(r, round, &sync));
		if (sync.errors)
			return round_sync_refused(r, &sync);
		json_array_foreach (entries, i, entry)
			DB_TRY(follow_assignments(r, round, json_integer_value(entry)));
	}
	DB_TRY(round_outdate(r, round, reason));
	return GO_ON;
}

static json_t *errors_json(struct request *r, const struct judging_errors *errors)
{
	json_t *list = json_array();

	mistakes_add(r, list, errors, SIZE_MAX, "field", "detail");
	return list;
}

/* Participants as short rows for JSON_TABLE: [entry id, via, group, division, skips]. */
static json_t *rows_of(const json_t *participants)
{
	json_t *rows = json_array(), *one;
	size_t i;

	json_array_foreach (participants, i, one) {
		const char *id = json_string_value(json_object_get(one, "entry"));
		int64_t entry = dossier_row_id(id, 'e');
		if (!entry)
			fatal("participant '%s' is no entry", id ? id : "");
		json_array_append_new(
		    rows, json_pack("[I, O, O, O, i]", (json_int_t)entry, json_object_get(one, "via"), json_object_get(one, "group"),
			      json_object_get(one, "division"), json_is_true(json_object_get(one, "skips"))));
	}
	return rows;
}

/* By id, who takes part; a set. */
static enum db_status present_entries(struct request *r, int64_t round_id, json_t **set)
{
	struct db_rows rows;
	enum db_status status = sql_query(
	    r, &rows, "SELECT entry_id FROM round_entries WHERE round_id = :round_id AND takes_part ORDER BY entry_id", P(round_id));

	*set = arena_json(r->arena, json_object());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_object_set_new(*set, arena_printf(r->arena, "%lld", (long long)db_int(&rows, i, 0)), db_json_int(&rows, i, 0));
	return status;
}

static void compare(struct request *r, const json_t *participants, json_t *present, struct round_difference *difference)
{
	json_t *one, *entry;
	const char *key;
	size_t i;

	json_array_foreach (participants, i, one) {
		int64_t id = dossier_row_id(json_string_value(json_object_get(one, "entry")), 'e');
		if (json_object_del(present, arena_printf(r->arena, "%lld", (long long)id)) == 0)
			continue;
		json_array_append_new(
		    difference->in, json_pack("{s:I, s:O, s:O, s:O}", "entry_id", (json_int_t)id, "via", json_object_get(one, "via"),
					"group", json_object_get(one, "group"), "skips", json_object_get(one, "skips")));
	}
	json_object_foreach (present, key, entry)
		json_array_append(difference->out, entry);
}

enum db_status round_entries_compare(
    struct request *r, const struct round *round, const json_t *dossier, struct round_difference *difference)
{
	struct judging_errors errors = {0};
	json_t *present, *participants = dossier ? arena_json(r->arena, round_participants(dossier, round->code, &errors)) : NULL;

	*difference = (struct round_difference){.in = arena_json(r->arena, json_array()), .out = arena_json(r->arena, json_array())};
	if (!participants) {
		difference->errors = arena_json(r->arena, errors_json(r, &errors));
		judging_errors_free(&errors);
		return DB_OK;
	}
	judging_errors_free(&errors);
	enum db_status status = present_entries(r, round->id, &present);
	if (status == DB_OK)
		compare(r, participants, present, difference);
	json_array_clear(participants);
	return status;
}

enum handled round_entries_settled(struct request *r, const struct round *round)
{
	struct round_difference difference;
	json_t *dossier, *all;

	DB_TRY(staleness_of_rounds(r, round->edition_id, &all));
	if (json_array_size(json_object_get(staleness_of(all, round->id), "rests_on")) == 0)
		return GO_ON;
	DB_TRY(dossier_build(r, round->edition_id, &dossier));
	DB_TRY(round_entries_compare(r, round, dossier, &difference));
	json_object_clear(dossier);
	/* That it cannot be said is found out by what is asked for, with the reasons. */
	if (difference.errors || (json_array_size(difference.in) == 0 && json_array_size(difference.out) == 0))
		return GO_ON;
	return reply_problem(r, &problem_participants_changed, NULL);
}

static enum db_status count_rows(struct request *r, int64_t round_id, int64_t *count)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT COUNT(*) FROM round_entries WHERE round_id = :round_id", P(round_id));

	*count = status == DB_OK ? db_int(&rows, 0, 0) : 0;
	return status;
}

enum db_status round_entries_sync(struct request *r, const struct round *round, struct round_sync *sync)
{
	struct judging_errors errors = {0};
	json_t *dossier;
	int64_t before, after;

	*sync = (struct round_sync){0};
	enum db_status status = dossier_build(r, round->edition_id, &dossier);
	if (status != DB_OK)
		return status;
	json_t *participants = dossier ? arena_json(r->arena, round_participants(dossier, round->code, &errors)) : NULL;
	json_object_clear(dossier); /* here, and not with the arena on the loop, which it would hold up */
	if (!participants) {
		sync->errors = arena_json(r->arena, errors_json(r, &errors));
		judging_errors_free(&errors);
		return DB_OK;
	}
	judging_errors_free(&errors);
	sync->entries = (int64_t)json_array_size(participants);
	status = count_rows(r, round->id, &before);
	if (status == DB_OK)
		status = sql_exec(r, NULL, "UPDATE round_entries SET takes_part = FALSE WHERE round_id = :round", P(round, round->id));
	if (status == DB_OK)
		status = sql_exec(r, NULL,
		    "INSERT INTO round_entries (round_id, entry_id, via, group_key, division, skips)"
		    " SELECT :round, t.entry_id, t.via, t.group_key, t.division, t.skips FROM JSON_TABLE(:rows, '$[*]' COLUMNS ("
		    "  entry_id BIGINT PATH '$[0]', via VARCHAR(20) PATH '$[1]', group_key VARCHAR(255) PATH '$[2]',"
		    "  division VARCHAR(64) PATH '$[3]', skips INT PATH '$[4]')) t"
		    " ON DUPLICATE KEY UPDATE group_key = VALUES(group_key), division = VALUES(division), skips = VALUES(skips),"
		    " takes_part = TRUE",
		    P(round, round->id), P(rows, arena_json(r->arena, rows_of(participants))));
	if (status == DB_OK)
		status = count_rows(r, round->id, &after);
	if (status == DB_OK)
		sync->added = after - before;
	return status;
}
