#include "api/results/downstream.h"

#include <string.h>

#include "api/rounds/round_entries.h"
#include "api/rules/dossier_build.h"

/* ---- what changes ---- */

static json_t *ids_of(const json_t *in)
{
	json_t *ids = json_array(), *one;
	size_t i;

	json_array_foreach (in, i, one)
		json_array_append(ids, json_object_get(one, "entry_id"));
	return ids;
}

static enum db_status add_change(struct request *r, const struct round *later, const json_t *dossier, json_t *changes, bool *any)
{
	struct round_difference difference;
	enum db_status status = round_entries_compare(r, later, dossier, &difference);

	if (status != DB_OK)
		return status;
	bool some = json_array_size(difference.in) > 0 || json_array_size(difference.out) > 0;
	*any |= some;
	if (some || difference.errors)
		json_array_append_new(changes, json_pack("{s:I, s:s, s:s, s:b, s:o, s:O}", "round", (json_int_t)later->id, "code",
						   later->code, "state", round_state_text(later->state), "unknown",
						   difference.errors != NULL, "in", ids_of(difference.in), "out", difference.out));
	return DB_OK;
}

enum db_status downstream_changes(struct request *r, const struct round *round, json_t **changes, bool *any)
{
	struct db_rows rows;
	json_t *dossier;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id FROM rounds WHERE edition_id = :edition AND position > :position AND kind = 'judged' AND state <> 'planned'"
	    " ORDER BY position",
	    P(edition, round->edition_id), P(position, round->position));

	*changes = arena_json(r->arena, json_array());
	*any = false;
	if (status != DB_OK || rows.count == 0)
		return status;
	status = dossier_build(r, round->edition_id, &dossier);
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		struct round *later;
		status = round_get(r, db_int(&rows, i, 0), ROUND_MANAGE, &later);
		if (status == DB_OK && later)
			status = add_change(r, later, dossier, *changes, any);
	}
	if (status == DB_OK)
		json_object_clear(dossier);
	return status;
}

/* All entries of MEMBER ("in", "out") of the changes. */
static json_t *all_of(struct request *r, const json_t *changes, const char *member)
{
	json_t *all = arena_json(r->arena, json_array()), *change;
	size_t i;

	json_array_foreach (changes, i, change)
		json_array_extend(all, json_object_get(change, member));
	return all;
}

enum db_status downstream_keepable(struct request *r, const struct round *round, const json_t *changes, json_t **entries)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT DISTINCT s.entry_id FROM JSON_TABLE(:out, '$[*]' COLUMNS (entry_id BIGINT PATH '$')) t"
	    " JOIN standings s ON s.computation_id = :computation AND s.round_id = :round AND s.entry_id = t.entry_id"
	    " WHERE s.outcome IN ('eliminated', 'tied_at_cut', 'failed_requirement')"
	    " AND NOT EXISTS (SELECT 1 FROM departures d WHERE d.entry_id = s.entry_id) ORDER BY s.entry_id",
	    P(out, all_of(r, changes, "out")), P(computation, round->computation_id), P(round, round->id));

	*entries = arena_json(r->arena, json_array());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_array_append_new(*entries, db_json_int(&rows, i, 0));
	return status;
}

/* ---- for people ---- */

static enum db_status named(struct request *r, const struct round *round, json_t *change, const char *member)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT e.id, e.number, e.title, f.name, s.ranked, s.score, s.outcome,"
	    " (SELECT COUNT(*) FROM assignments a WHERE a.round_id = :later AND a.entry_id = e.id AND a.state = 'assigned'),"
	    " (SELECT COUNT(*) FROM sheets h WHERE h.round_id = :later AND h.entry_id = e.id AND h.state = 'handed_in')"
	    " FROM JSON_TABLE(:entries, '$[*]' COLUMNS (entry_id BIGINT PATH '$')) t JOIN entries e ON e.id = t.entry_id"
	    " JOIN firms f ON f.id = e.firm_id LEFT JOIN standings s ON s.computation_id = :computation AND s.round_id = :round"
	    "  AND s.entry_id = e.id ORDER BY e.id",
	    P(later, json_integer_value(json_object_get(change, "round"))), P(entries, json_object_get(change, member)),
	    P(computation, round->computation_id), P(round, round->id));

	if (status == DB_OK)
		json_object_set_new(change, member,
		    db_json_rows(&rows, "isssissii", "entry_id", "number", "title", "firm_name", "rank", "score", "outcome", "assigned",
			"handed_in"));
	return status;
}

static enum db_status concerned(struct request *r, const struct round *round, json_t *preview)
{
	struct db_rows lists, notices;
	enum db_status status = sql_query(r, &lists,
	    "SELECT id, number, state FROM award_lists WHERE edition_id = :edition AND state <> 'superseded' ORDER BY number",
	    P(edition, round->edition_id));

	if (status == DB_OK)
		status = sql_query(r, &notices,
		    "SELECT n.id, n.kind, n.title, b.code FROM notices n LEFT JOIN rounds b ON b.id = n.round_id"
		    " WHERE n.edition_id = :edition AND n.state = 'published' AND (n.award_list_id IS NOT NULL OR b.position >= :position)"
		    " ORDER BY n.id",
		    P(edition, round->edition_id), P(position, round->position));
	if (status != DB_OK)
		return status;
	json_object_set_new(preview, "award_lists", db_json_rows(&lists, "iis", "id", "number", "state"));
	json_object_set_new(preview, "notices", db_json_rows(&notices, "isjs", "id", "kind", "title", "round"));
	return DB_OK;
}

enum db_status downstream_preview(struct request *r, const struct round *round, const json_t *changes, json_t **preview)
{
	json_t *rounds = arena_json(r->arena, json_deep_copy(changes)), *keepable, *change;
	size_t i;
	enum db_status status = downstream_keepable(r, round, changes, &keepable);

	json_array_foreach (rounds, i, change) {
		if (status == DB_OK)
			status = named(r, round, change, "in");
		if (status == DB_OK)
			status = named(r, round, change, "out");
	}
	*preview = arena_json(r->arena, json_pack("{s:I, s:I, s:O, s:O}", "round", (json_int_t)round->id, "computation",
					    (json_int_t)round->computation_id, "rounds", rounds, "keepable", keepable));
	return status == DB_OK ? concerned(r, round, *preview) : status;
}

/* ---- kept with the round ---- */

enum db_status downstream_note(struct request *r, struct round *round, json_t **changes)
{
	bool any;
	enum db_status status = downstream_changes(r, round, changes, &any);

	if (status == DB_OK && any != round->undecided)
		status =
		    sql_exec(r, NULL, "UPDATE rounds SET undecided = :undecided WHERE id = :round", P(undecided, any), P(round, round->id));
	round->undecided = any;
	return status;
}
