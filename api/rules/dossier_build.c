#include "api/rules/dossier_build.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/rules/asked_facts.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/zones.h"
#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/request/route.h"

struct build {
	struct request *r;
	int64_t edition_id;
	int64_t last_position; /* of the rounds whose sheets, extras and tie orders are taken in */
	json_t *rulebook;      /* borrowed; NULL: the one in force */
	json_t *dossier;
	const struct zone *zone; /* of the rulebook */
	struct asked_facts asked;
	json_t *rounds;     /* object: code → the round's object in the dossier */
	int64_t *entry_ids; /* of its entries, ascending */
	size_t entry_count;
};

#define PASS(call)                               \
	do {                                     \
		enum db_status status_ = (call); \
		if (status_ != DB_OK)            \
			return status_;          \
	} while (0)

int64_t dossier_row_id(const char *id, char letter)
{
	char *end;

	if (!id || id[0] != letter || id[1] < '1' || id[1] > '9')
		return 0;
	int64_t row = strtoll(id + 1, &end, 10);
	return *end ? 0 : row;
}

const char *dossier_id(struct request *r, char letter, int64_t row_id)
{
	return arena_printf(r->arena, "%c%" PRId64, letter, row_id);
}

static json_t *id_json(char letter, int64_t row_id)
{
	return json_sprintf("%c%" PRId64, letter, row_id);
}

static const char *day_of(const struct build *b, int64_t at)
{
	return zone_day(b->r->arena, b->zone, at);
}

/* A reference to a decision that stands in the tables; free text could name people. */
static json_t *reference_json(
    const struct build *b, const char *what, int64_t at, const struct db_rows *rows, size_t row, size_t audit_column)
{
	if (db_is_null(rows, row, audit_column))
		return json_sprintf("%s of %s", what, day_of(b, at));
	return json_sprintf("%s of %s, audit %" PRId64, what, day_of(b, at), db_int(rows, row, audit_column));
}

static json_t *list(const struct build *b, const char *name)
{
	return json_object_get(b->dossier, name);
}

/* Takes over FACTS, of which there are as many as entries. */
static json_t *asked(const struct build *b, enum fact_owner owner, json_t *facts)
{
	json_t *taken = asked_facts_take(&b->asked, owner, facts);

	json_decref(facts);
	return taken;
}

/* ---- the tables ---- */

static enum db_status load_rulebook(struct build *b)
{
	json_t *rulebook = b->rulebook ? json_incref(b->rulebook) : NULL;
	struct db_rows rows;

	if (!rulebook) {
		PASS(db_query(b->r->db, b->r->arena, &rows,
		    "SELECT b.body FROM editions e JOIN rulebooks b ON b.id = e.rulebook_id WHERE e.id = :edition_id",
		    P(edition_id, b->edition_id)));
		if (rows.count == 0)
			return DB_OK;
		rulebook = db_json(&rows, 0, 0);
	}
	b->zone = zone_of_rulebook(rulebook);
	b->dossier =
	    arena_json(b->r->arena, json_pack("{s:s, s:o, s:[], s:[], s:[], s:[], s:[], s:[]}", "format", "saitou-dossier/1", "rulebook",
					rulebook, "firms", "investments", "judges", "entries", "rounds", "prior_awards"));
	b->asked = asked_facts_of(b->r, rulebook_of(b->r, rulebook));
	return DB_OK;
}

static json_t *entry_json(const struct build *b, const struct db_rows *rows, size_t row)
{
	json_t *facts = asked(b, OWNER_ENTRY, db_json(rows, row, 6));
	const char *decision = db_text(rows, row, 7);

	if (b->asked.submitted_on)
		json_object_set_new(facts, "submitted_on", json_string(day_of(b, db_time(rows, row, 4))));
	json_t *entry = json_pack(
	    "{s:o, s:o, s:o}", "id", id_json('e', db_int(rows, row, 0)), "firm", id_json('f', db_int(rows, row, 1)), "facts", facts);
	if (!db_is_null(rows, row, 3))
		json_object_set_new(entry, "industry", db_json_text(rows, row, 3));
	if (!decision || strcmp(decision, "follow_rule") == 0) {
		json_object_set_new(entry, "status", json_string("submitted"));
	} else {
		json_object_set_new(entry, "status", json_string(decision));
		json_object_set_new(entry, "why", reference_json(b, "decision", db_time(rows, row, 8), rows, row, 9));
	}
	if (!db_is_null(rows, row, 10))
		json_object_set_new(entry, "left",
		    json_pack("{s:s, s:s, s:b, s:o}", "before", db_text(rows, row, 10), "as", db_text(rows, row, 11), "replaced",
			(int)db_int(rows, row, 12), "why", reference_json(b, "departure", db_time(rows, row, 13), rows, row, 14)));
	return entry;
}

/* Number of the audit row that recorded a decision, by the time of its request; NULL if there is none. Asked for decisions only that are told with it. Left
 * to itself the optimizer walks the edition's whole trail for every entry, because MAX(seq) is the end of its primary key. */
#define AUDIT_SEQ(table, action, id, at)                                                               \
	"(SELECT MAX(a.seq) FROM audit a FORCE INDEX (audit_object) WHERE a.edition_id = e.edition_id" \
	" AND a.object = '" table "' AND a.object_id = " id " AND a.action = '" action "' AND a.at = " at ")"

static int by_number(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static bool has_entry(const struct build *b, int64_t id)
{
	return bsearch(&id, b->entry_ids, b->entry_count, sizeof id, by_number) != NULL;
}

/* An entry's place: with those of its firm, the submission that arrived last behind the others. */
struct entry_place {
	int64_t key[3]; /* firm, arrival, submission */
	size_t row;
};

static int by_place(const void *left, const void *right)
{
	const struct entry_place *a = left, *b = right;

	for (size_t i = 0; i < sizeof a->key / sizeof a->key[0]; i++)
		if (a->key[i] != b->key[i])
			return a->key[i] < b->key[i] ? -1 : 1;
	return 0;
}

/* In the order in which entries stand; sorted here, for the database would write rows of this size to a disk first. */
static struct entry_place *places_of(struct build *b, const struct db_rows *rows)
{
	struct entry_place *places = arena_alloc(b->r->arena, (rows->count + 1) * sizeof *places);

	b->entry_ids = arena_alloc(b->r->arena, (rows->count + 1) * sizeof *b->entry_ids);
	b->entry_count = rows->count;
	for (size_t i = 0; i < rows->count; i++) {
		places[i] = (struct entry_place){{db_int(rows, i, 1), db_time(rows, i, 4), db_int(rows, i, 15)}, i};
		b->entry_ids[i] = db_int(rows, i, 0);
	}
	qsort(places, rows->count, sizeof *places, by_place);
	qsort(b->entry_ids, b->entry_count, sizeof *b->entry_ids, by_number);
	return places;
}

/* Entries that count, with their firms: of a firm with several, the facts of the submission that arrived last hold. */
static enum db_status load_entries(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows,
	    "SELECT e.id, e.firm_id, f.name, e.industry, s.arrived_at, s.firm_facts, s.entry_facts,"
	    "  d.decision, d.decided_at, IF(d.decision <> 'follow_rule', " AUDIT_SEQ("entries", "entry.eligibility", "d.entry_id",
		"d.decided_at") ", NULL), l.before_code, l.departed_as, l.replaced, l.recorded_at,"
				" IF(l.entry_id IS NULL, NULL, " AUDIT_SEQ("departures", "departure.record", "l.entry_id",
				    "l.recorded_at") "), s.id FROM entries e STRAIGHT_JOIN submissions s ON s.id = e.submission_id"
						     " STRAIGHT_JOIN firms f ON f.id = e.firm_id"
						     " LEFT JOIN eligibility_decisions d ON d.entry_id = e.id LEFT"
						     " JOIN departures l ON l.entry_id = e.id"
						     " WHERE e.edition_id = :edition_id AND (e.state = 'submitted' OR l.entry_id IS NOT NULL)",
	    P(edition_id, b->edition_id)));
	const struct entry_place *places = places_of(b, &rows);
	for (size_t k = 0; k < rows.count; k++) {
		size_t i = places[k].row;
		json_array_append_new(list(b, "entries"), entry_json(b, &rows, i));
		if (k + 1 < rows.count && places[k].key[0] == places[k + 1].key[0])
			continue;
		json_array_append_new(list(b, "firms"), json_pack("{s:o, s:s, s:o}", "id", id_json('f', db_int(&rows, i, 1)), "name",
							    db_text(&rows, i, 2), "facts", asked(b, OWNER_FIRM, db_json(&rows, i, 5))));
	}
	return DB_OK;
}

static enum db_status load_investments(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows,
	    "SELECT i.id, i.firm_id, IF(i.investor_is_person, 'natural person', i.investor), i.facts, i.state = 'verified'"
	    " FROM investments i"
	    " WHERE i.edition_id = :edition_id AND i.state NOT IN ('rejected', 'withdrawn') AND i.firm_id IN"
	    "  (SELECT e.firm_id FROM entries e LEFT JOIN departures l ON l.entry_id = e.id"
	    "   WHERE e.edition_id = i.edition_id AND e.submission_id IS NOT NULL AND (e.state = 'submitted' OR l.entry_id IS NOT NULL))",
	    P(edition_id, b->edition_id)));
	for (size_t i = 0; i < rows.count; i++) {
		json_t *facts =
		    asked_facts_of_investment(&b->asked, arena_json(b->r->arena, db_json(&rows, i, 3)), db_int(&rows, i, 4) != 0);
		json_array_append_new(
		    list(b, "investments"), json_pack("{s:o, s:o, s:s, s:o}", "id", id_json('i', db_int(&rows, i, 0)), "firm",
						id_json('f', db_int(&rows, i, 1)), "investor", db_text(&rows, i, 2), "facts", facts));
	}
	return DB_OK;
}

static enum db_status load_prior_awards(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows,
	    "SELECT p.firm_id, p.scheme, p.amount_fen FROM prior_awards p"
	    " WHERE p.edition_id = :edition_id AND p.firm_id IN"
	    "  (SELECT e.firm_id FROM entries e LEFT JOIN departures l ON l.entry_id = e.id"
	    "   WHERE e.edition_id = p.edition_id AND e.submission_id IS NOT NULL AND (e.state = 'submitted' OR l.entry_id IS NOT NULL))",
	    P(edition_id, b->edition_id)));
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(
		    list(b, "prior_awards"), json_pack("{s:o, s:s, s:I}", "firm", id_json('f', db_int(&rows, i, 0)), "scheme",
						 db_text(&rows, i, 1), "amount_fen", (json_int_t)db_int(&rows, i, 2)));
	return DB_OK;
}

static enum db_status load_judges(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows, "SELECT id, organisation, role FROM judges WHERE edition_id = :edition_id",
	    P(edition_id, b->edition_id)));
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(
		    list(b, "judges"), json_pack("{s:o, s:s, s:s*}", "id", id_json('j', db_int(&rows, i, 0)), "organisation",
					   db_text(&rows, i, 1), "role", db_is_null(&rows, i, 2) ? NULL : db_text(&rows, i, 2)));
	return DB_OK;
}

/* The member LIST_NAME of the round CODE; the round and the list come into being with their first row. */
static json_t *round_list(struct build *b, const char *code, const char *list_name)
{
	json_t *round = json_object_get(b->rounds, code);

	if (!round) {
		round = json_pack("{s:s, s:[]}", "id", code, "sheets");
		json_object_set_new(b->rounds, code, round);
		json_array_append(list(b, "rounds"), round);
	}
	json_t *rows = json_object_get(round, list_name);
	if (!rows) {
		rows = json_array();
		json_object_set_new(round, list_name, rows);
	}
	return rows;
}

/* The word for a sheet that does not count is a code; anything else might be free text. */
static const char *void_word(const char *why)
{
	return why[strspn(why, "abcdefghijklmnopqrstuvwxyz_")] ? "void" : why;
}

static enum db_status load_sheets(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows,
	    "SELECT r.code, s.entry_id, s.judge_id, p.code, s.points, s.void_why"
	    " FROM rounds r STRAIGHT_JOIN sheets s ON s.round_id = r.id AND s.state = 'handed_in'"
	    " STRAIGHT_JOIN assignments a ON a.id = s.assignment_id LEFT JOIN panels p ON p.id = a.panel_id"
	    " WHERE r.edition_id = :edition_id AND r.position <= :last_position",
	    P(edition_id, b->edition_id), P(last_position, b->last_position)));
	for (size_t i = 0; i < rows.count; i++) {
		if (!has_entry(b, db_int(&rows, i, 1)))
			continue;
		json_t *sheet = json_pack("{s:o, s:o, s:o}", "entry", id_json('e', db_int(&rows, i, 1)), "judge",
		    id_json('j', db_int(&rows, i, 2)), "points", db_json(&rows, i, 4));
		if (!db_is_null(&rows, i, 3))
			json_object_set_new(sheet, "panel", db_json_text(&rows, i, 3));
		if (!db_is_null(&rows, i, 5))
			json_object_set_new(sheet, "void", json_string(void_word(db_text(&rows, i, 5))));
		json_array_append_new(round_list(b, db_text(&rows, i, 0), "sheets"), sheet);
	}
	return DB_OK;
}

/* Rows x of TABLE about entries in rounds r that the dossier holds. */
#define FROM_ROUNDS(table)                                                                                               \
	" FROM rounds r JOIN " table " x ON x.round_id = r.id JOIN entries e ON e.id = x.entry_id"                       \
	" LEFT JOIN departures l ON l.entry_id = e.id WHERE r.edition_id = :edition_id AND r.position <= :last_position" \
	" AND (e.state = 'submitted' OR l.entry_id IS NOT NULL)"

static enum db_status load_extras(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows, "SELECT r.code, x.entry_id, x.code, x.points" FROM_ROUNDS("extras"),
	    P(edition_id, b->edition_id), P(last_position, b->last_position)));
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(
		    round_list(b, db_text(&rows, i, 0), "extras"), json_pack("{s:o, s:s, s:o}", "entry", id_json('e', db_int(&rows, i, 1)),
								       "id", db_text(&rows, i, 2), "points", db_json(&rows, i, 3)));
	return DB_OK;
}

static enum db_status load_tie_orders(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows,
	    "SELECT code, tie_order FROM rounds WHERE edition_id = :edition_id AND position <= :last_position AND tie_order IS NOT NULL",
	    P(edition_id, b->edition_id), P(last_position, b->last_position)));
	for (size_t i = 0; i < rows.count; i++) {
		json_t *order = db_json(&rows, i, 1), *entry;
		size_t k;

		json_array_foreach (order, k, entry)
			json_array_append_new(round_list(b, db_text(&rows, i, 0), "tie_order"), id_json('e', json_integer_value(entry)));
		json_decref(order);
	}
	return DB_OK;
}

/* Amendments of the rulebook are public, with their reasons; without any the member is left out. */
static enum db_status load_amendments(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows,
	    "SELECT amended_at, old_value, new_value, reason FROM amendments WHERE edition_id = :edition_id AND field = 'rulebook' ORDER BY id",
	    P(edition_id, b->edition_id)));
	for (size_t i = 0; i < rows.count; i++) {
		if (i == 0)
			json_object_set_new(b->dossier, "amendments", json_array());
		json_array_append_new(
		    list(b, "amendments"), json_pack("{s:s, s:o, s:s}", "on", day_of(b, db_time(&rows, i, 0)), "what",
					       json_sprintf("rulebook %s in place of %s", db_text(&rows, i, 2), db_text(&rows, i, 1)),
					       "why", db_text(&rows, i, 3)));
	}
	return DB_OK;
}

static enum db_status load_added(struct build *b)
{
	struct db_rows rows;

	PASS(db_query(b->r->db, b->r->arena, &rows, "SELECT r.code, x.entry_id, x.takeover_id, x.added_at" FROM_ROUNDS("added_seats"),
	    P(edition_id, b->edition_id), P(last_position, b->last_position)));
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(round_list(b, db_text(&rows, i, 0), "added"),
		    json_pack("{s:o, s:o}", "entry", id_json('e', db_int(&rows, i, 1)), "why",
			json_sprintf("decision %" PRId64 " of %s", db_int(&rows, i, 2), day_of(b, db_time(&rows, i, 3)))));
	return DB_OK;
}

static enum db_status load_all(struct build *b)
{
	static enum db_status (*const load[])(struct build *) = {
	    load_entries,
	    load_investments,
	    load_prior_awards,
	    load_judges,
	    load_sheets,
	    load_extras,
	    load_tie_orders,
	    load_added,
	    load_amendments,
	};

	PASS(load_rulebook(b));
	if (!b->dossier)
		return DB_OK;
	b->rounds = arena_json(b->r->arena, json_object());
	for (size_t i = 0; i < sizeof load / sizeof load[0]; i++)
		PASS(load[i](b));
	return DB_OK;
}

static enum db_status build(struct build *b, json_t **dossier)
{
	if (!(b->r->route->flags & ROUTE_SNAPSHOT))
		fatal("a dossier is built outside a snapshot, in %s", b->r->route->path);
	enum db_status status = load_all(b);
	*dossier = status == DB_OK ? b->dossier : NULL;
	return status;
}

enum db_status dossier_build(struct request *r, int64_t edition_id, json_t **dossier)
{
	return dossier_build_until(r, edition_id, INT64_MAX, dossier);
}

enum db_status dossier_build_until(struct request *r, int64_t edition_id, int64_t last_position, json_t **dossier)
{
	struct build b = {.r = r, .edition_id = edition_id, .last_position = last_position};

	return build(&b, dossier);
}

enum db_status dossier_build_with(struct request *r, int64_t edition_id, int64_t last_position, json_t *rulebook, json_t **dossier)
{
	struct build b = {.r = r, .edition_id = edition_id, .last_position = last_position, .rulebook = rulebook};

	return build(&b, dossier);
}
