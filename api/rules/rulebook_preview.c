/* What a rulebook would make of an edition's recorded facts, beside what the one in force makes of them. Nothing is stored. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "api/rules/rulebook_preview.h"

#include "api/rules/dossier_build.h"
#include "api/rules/mistake_words.h"
#include "api/rules/rulebook_begun.h"
#include "api/shared/access.h"
#include "core/base/secret.h"
#include "core/request/route.h"
#include "judging/base/errors.h"
#include "judging/dossier.h"

#define RULEBOOK_BYTES (1024 * 1024)
#define FAULTS_MAX 50
#define CHANGES_MAX 100

/* One rulebook applied. RESULTS is NULL if the facts make no result with it; FAULTS then says why. All in the arena. */
struct outcome {
	json_t *dossier, *results, *faults;
	size_t fault_count;
};

/* "rounds[1].sheets[40].points.team" → "rounds[].sheets[].points.team": one kind of fault, however many facts have it. Places within the
 * rulebook are kept, for its author must find them. */
static const char *kind_of_path(struct request *r, const char *path)
{
	char *kind = arena_strdup(r->arena, path), *to = kind;

	if (strncmp(path, "rulebook", strlen("rulebook")) == 0)
		return kind;
	for (const char *from = path; *from; from++) {
		bool in_brackets = to > kind && to[-1] == '[';
		if (!(in_brackets && isdigit((unsigned char)*from)))
			*to++ = *from;
	}
	*to = '\0';
	return kind;
}

static json_t *fault_kinds(struct request *r, const struct judging_errors *errors)
{
	json_t *by_kind = arena_json(r->arena, json_object()), *list = json_array();

	for (size_t i = 0; i < errors->count; i++) {
		const char *path = kind_of_path(r, errors->list[i].path);
		json_t *known = json_object_get(by_kind, path);
		if (known) {
			json_object_set_new(known, "count", json_integer(json_integer_value(json_object_get(known, "count")) + 1));
		} else if (json_array_size(list) < FAULTS_MAX) {
			known = json_pack("{s:s, s:s, s:i}", "path", path, "message", mistake_text(r, &errors->list[i]), "count", 1);
			json_object_set(by_kind, path, known);
			json_array_append_new(list, known);
		}
	}
	return arena_json(r->arena, list);
}

/* Who left before a round that RULEBOOK does not have has left before what comes in its place, as an amendment would have it. */
static enum db_status departures_follow(struct request *r, int64_t edition_id, json_t *dossier, const json_t *rulebook)
{
	struct rulebook_progress progress;
	struct db_rows rows;
	json_t *in_force, *entry;
	size_t i;
	enum db_status status = rulebook_progress(r, edition_id, &progress);

	if (status == DB_OK)
		status = sql_query(r, &rows,
		    "SELECT b.body FROM editions e JOIN rulebooks b ON b.id = e.rulebook_id WHERE e.id = :edition_id", P(edition_id));
	if (status != DB_OK || rows.count == 0)
		return status;
	in_force = arena_json(r->arena, db_json(&rows, 0, 0));
	json_array_foreach (json_object_get(dossier, "entries"), i, entry) {
		json_t *left = json_object_get(entry, "left");
		const char *before = json_string_value(json_object_get(left, "before"));
		if (before)
			json_object_set_new(left, "before", json_string(rulebook_successor(&progress, in_force, rulebook, before)));
	}
	return DB_OK;
}

static enum db_status apply(struct request *r, int64_t edition_id, int64_t last_position, json_t *rulebook, struct outcome *o)
{
	struct judging_errors errors = {0};
	enum db_status status = rulebook ? dossier_build_with(r, edition_id, last_position, rulebook, &o->dossier)
					 : dossier_build_until(r, edition_id, last_position, &o->dossier);

	if (status != DB_OK || !o->dossier)
		return status;
	if (rulebook) {
		status = departures_follow(r, edition_id, o->dossier, rulebook);
		if (status != DB_OK)
			return status;
	}
	size_t length;
	char *text = dossier_canonical(o->dossier, &length);
	o->results = arena_json(r->arena, dossier_results(o->dossier, sha256_hex(r->arena, text, length), &errors));
	free(text);
	o->fault_count = errors.count;
	o->faults = fault_kinds(r, &errors);
	judging_errors_free(&errors);
	return DB_OK;
}

/* ---- numbers of one side ---- */

static void add_to(json_t *counts, const char *key, json_int_t n)
{
	json_object_set_new(counts, key, json_integer(json_integer_value(json_object_get(counts, key)) + n));
}

static json_t *eligibility_numbers(const json_t *results)
{
	json_t *divisions = json_object(), *entry;
	json_int_t eligible = 0, all = 0;
	size_t i;

	json_array_foreach (json_object_get(results, "eligibility"), i, entry) {
		const char *division = json_string_value(json_object_get(entry, "division"));
		all++;
		if (!json_is_true(json_object_get(entry, "eligible")))
			continue;
		eligible++;
		if (division)
			add_to(divisions, division, 1);
	}
	return json_pack("{s:I, s:I, s:o}", "eligible", eligible, "ineligible", all - eligible, "divisions", divisions);
}

static json_t *round_numbers(const json_t *results)
{
	json_t *list = json_array(), *round, *standing;
	size_t i, k;

	json_array_foreach (json_object_get(results, "rounds"), i, round) {
		json_t *outcomes = json_object(), *standings = json_object_get(round, "standings");
		json_array_foreach (standings, k, standing)
			add_to(outcomes, json_string_value(json_object_get(standing, "outcome")), 1);
		json_array_append_new(list, json_pack("{s:O, s:I, s:o}", "round", json_object_get(round, "id"), "entries",
						(json_int_t)json_array_size(standings), "outcomes", outcomes));
	}
	return list;
}

/* Tiers in the order in which they are filled, with their number of awards and their money. */
static json_t *award_numbers(struct request *r, const json_t *results)
{
	json_t *awards = json_object_get(results, "awards"), *tiers, *by_id, *award;
	size_t i;

	if (!awards)
		return json_null();
	tiers = json_array();
	by_id = arena_json(r->arena, json_object());
	json_array_foreach (awards, i, award) {
		const char *id = json_string_value(json_object_get(award, "tier"));
		json_t *tier = json_object_get(by_id, id);
		if (!tier) {
			tier = json_pack("{s:s, s:i, s:i}", "tier", id, "awards", 0, "amount_fen", 0);
			json_object_set(by_id, id, tier);
			json_array_append_new(tiers, tier);
		}
		add_to(tier, "awards", 1);
		add_to(tier, "amount_fen", json_integer_value(json_object_get(award, "amount_fen")));
	}
	return json_pack("{s:I, s:o, s:O*}", "awards", (json_int_t)json_array_size(awards), "tiers", tiers, "budget",
	    json_object_get(results, "budget"));
}

static json_t *numbers(struct request *r, const struct outcome *o)
{
	if (!o->dossier)
		return json_null();
	json_t *answer =
	    json_pack("{s:b, s:O, s:I}", "computed", o->results != NULL, "faults", o->faults, "fault_count", (json_int_t)o->fault_count);
	json_t *stopped = json_object_get(o->results, "incomplete_at"), *direct = json_object_get(o->results, "direct");
	json_object_set_new(answer, "incomplete_at", stopped ? json_incref(stopped) : json_null());
	json_object_set_new(answer, "eligibility", o->results ? eligibility_numbers(o->results) : json_null());
	json_object_set_new(answer, "direct", o->results ? json_integer((json_int_t)json_array_size(direct)) : json_null());
	json_object_set_new(answer, "rounds", round_numbers(o->results));
	json_object_set_new(answer, "awards", award_numbers(r, o->results));
	return answer;
}

/* ---- differences ---- */

static json_t *by_entry(struct request *r, const json_t *array)
{
	json_t *index = json_object(), *item;
	size_t i;

	json_array_foreach (array, i, item)
		json_object_set(index, json_string_value(json_object_get(item, "entry")), item);
	return arena_json(r->arena, index);
}

/* The members MEMBERS (NULL-terminated) of OF, or null if there is no OF. */
static json_t *pick(const json_t *of, const char *const *members)
{
	json_t *picked = json_object();

	if (!of) {
		json_decref(picked);
		return json_null();
	}
	for (; *members; members++) {
		json_t *value = json_object_get(of, *members);
		json_object_set_new(picked, *members, value ? json_incref(value) : json_null());
	}
	return picked;
}

struct difference {
	struct request *r;
	json_t *named; /* entry's id → array of the changes that are still to get its number, title and firm */
	const char *const *members;
	json_t *items;
	json_int_t total;
};

static void compare(struct difference *d, const char *entry, const json_t *before, const json_t *after)
{
	json_t *old = pick(before, d->members), *fresh = pick(after, d->members);

	if (json_equal(old, fresh) || d->total++ >= CHANGES_MAX) {
		json_decref(old);
		json_decref(fresh);
		return;
	}
	json_t *item = json_pack("{s:I, s:o, s:o}", "entry_id", (json_int_t)dossier_row_id(entry, 'e'), "before", old, "after", fresh);
	json_t *same = json_object_get(d->named, entry);
	if (!same) {
		same = json_array();
		json_object_set_new(d->named, entry, same);
	}
	json_array_append(same, item);
	json_array_append_new(d->items, item);
}

/* {"total", "items"}: entries of which one of the MEMBERS is not the same in both lists, or which are in one of them only. */
static json_t *changes(struct request *r, json_t *named, const json_t *before, const json_t *after, const char *const *members)
{
	struct difference d = {.r = r, .named = named, .members = members, .items = json_array()};
	json_t *old = by_entry(r, before), *fresh = by_entry(r, after), *item;
	const char *entry;

	json_object_foreach (fresh, entry, item)
		compare(&d, entry, json_object_get(old, entry), item);
	json_object_foreach (old, entry, item) {
		if (!json_object_get(fresh, entry))
			compare(&d, entry, item, NULL);
	}
	return json_pack("{s:I, s:o}", "total", d.total, "items", d.items);
}

static json_t *standings_of(const json_t *results, const char *code)
{
	json_t *round;
	size_t i;

	json_array_foreach (json_object_get(results, "rounds"), i, round) {
		if (strcmp(json_string_value(json_object_get(round, "id")), code) == 0)
			return json_object_get(round, "standings");
	}
	return NULL;
}

static void round_changes(struct request *r, json_t *named, json_t *list, const char *code, const json_t *before, const json_t *after)
{
	static const char *const members[] = {"outcome", "rank", "score", NULL};
	json_t *change = changes(r, named, standings_of(before, code), standings_of(after, code), members);

	json_object_set_new(change, "round", json_string(code));
	json_array_append_new(list, change);
}

static json_t *all_changes(struct request *r, json_t *named, const json_t *before, const json_t *after)
{
	static const char *const verdict[] = {"eligible", "division", NULL}, *const award[] = {"tier", "amount_fen", NULL};
	json_t *rounds = json_array(), *round;
	size_t i;

	json_array_foreach (json_object_get(after, "rounds"), i, round)
		round_changes(r, named, rounds, json_string_value(json_object_get(round, "id")), before, after);
	json_array_foreach (json_object_get(before, "rounds"), i, round) {
		const char *code = json_string_value(json_object_get(round, "id"));
		if (!standings_of(after, code))
			round_changes(r, named, rounds, code, before, after);
	}
	return json_pack("{s:o, s:o, s:o}", "eligibility",
	    changes(r, named, json_object_get(before, "eligibility"), json_object_get(after, "eligibility"), verdict), "rounds", rounds,
	    "awards", changes(r, named, json_object_get(before, "awards"), json_object_get(after, "awards"), award));
}

/* Number, title and firm into every change. */
static enum db_status give_names(struct request *r, json_t *named)
{
	json_t *ids = json_array(), *same, *item;
	struct db_rows rows;
	const char *entry;
	size_t k;

	json_object_foreach (named, entry, same)
		json_array_append_new(ids, json_integer((json_int_t)dossier_row_id(entry, 'e')));
	enum db_status status = sql_query(r, &rows,
	    "SELECT e.id, e.number, e.title, f.name FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) t"
	    " JOIN entries e ON e.id = t.id JOIN firms f ON f.id = e.firm_id",
	    P(ids, arena_json(r->arena, ids)));
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		json_array_foreach (json_object_get(named, dossier_id(r, 'e', db_int(&rows, i, 0))), k, item) {
			json_object_set_new(item, "number", db_json_text(&rows, i, 1));
			json_object_set_new(item, "title", db_json_text(&rows, i, 2));
			json_object_set_new(item, "firm_name", db_json_text(&rows, i, 3));
		}
	}
	return status;
}

enum handled rulebook_preview_answer(struct request *r, int64_t edition, json_t *body)
{
	struct outcome now = {0}, then = {0};
	struct db_rows rows;
	json_t *differences = NULL;

	/* Sheets of a round that is still being judged are too few for any result; they are left out. */
	DB_TRY(sql_query(r, &rows,
	    "SELECT (SELECT MAX(o.position) FROM rounds o WHERE o.edition_id = e.id AND o.state IN"
	    " ('closed', 'computed', 'published')), b.number FROM editions e LEFT JOIN rulebooks b ON b.id = e.rulebook_id"
	    " WHERE e.id = :edition AND " SQL_READER("e.id"),
	    P(edition)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	int64_t last = db_is_null(&rows, 0, 0) ? -1 : db_int(&rows, 0, 0);
	DB_TRY(apply(r, edition, last, NULL, &now));
	DB_TRY(apply(r, edition, last, body, &then));
	if (now.results && then.results) {
		json_t *named = arena_json(r->arena, json_object());
		differences = arena_json(r->arena, all_changes(r, named, now.results, then.results));
		DB_TRY(give_names(r, named));
	}
	json_t *answer = json_pack("{s:o, s:o, s:o, s:O?}", "in_force_number", db_json_int(&rows, 0, 1), "in_force", numbers(r, &now),
	    "proposed", numbers(r, &then), "differences", differences);
	/* Emptied here rather than by the arena, which would do it on the loop. */
	json_object_clear(now.dossier);
	json_object_clear(then.dossier);
	json_object_clear(now.results);
	json_object_clear(then.results);
	return reply_json(r, 200, answer);
}

static enum handled preview(struct request *r)
{
	return rulebook_preview_answer(r, request_id_param(r, 0), input_json(r, "body"));
}

static const struct input_field body_input[] = {
    {.name = "body", .type = INPUT_OBJECT, .texts = TEXT_NAME, .required = true},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/editions/{edition}/rulebooks/preview", ROLE_ORGANIZER | ROLE_AUDITOR, ROUTE_SLOW | ROUTE_SNAPSHOT,
	RULEBOOK_BYTES, body_input, NULL, preview},
};

ROUTE_TABLE(rulebook_preview_routes, rows);
