#include "api/results/derivation_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/rules/criteria.h"
#include "api/rules/dossier_build.h"
#include "core/base/json_text.h"

/* Rows that go to the database at a time: some hundred kilobytes. */
#define BATCH 256

/* The criteria of a round, to add up sheets by. */
struct form {
	size_t count;
	struct rulebook_criterion list[CRITERIA_MAX];
};

/* What the sheet's points come to by the weights. They hold to the rules: the computation has seen to that. */
static json_t *total_json(const struct form *form, const json_t *points)
{
	int64_t hundredths[CRITERIA_MAX];
	char text[RULEBOOK_TOTAL_SIZE];

	for (size_t i = 0; i < form->count; i++)
		if (rulebook_check_points(&form->list[i], json_object_get(points, form->list[i].id), &hundredths[i]) !=
		    RULEBOOK_POINTS_FINE)
			hundredths[i] = -1;
	return json_string(rulebook_total(form->list, hundredths, form->count, text));
}

/* The sheets of the round by entry: {"e1": {"sheets": […], "judges": […]}}; the request's. */
static json_t *sheets_by_entry(struct request *r, const json_t *dossier, const char *code, const struct form *form)
{
	json_t *organisations = arena_json(r->arena, json_object()), *by_entry = arena_json(r->arena, json_object()), *item, *sheet;
	size_t i, k;

	json_array_foreach (json_object_get(dossier, "judges"), i, item)
		json_object_set(organisations, json_string_value(json_object_get(item, "id")), json_object_get(item, "organisation"));
	json_array_foreach (json_object_get(dossier, "rounds"), i, item) {
		if (strcmp(json_string_value(json_object_get(item, "id")), code) != 0)
			continue;
		json_array_foreach (json_object_get(item, "sheets"), k, sheet) {
			const char *entry = json_string_value(json_object_get(sheet, "entry")),
				   *judge = json_string_value(json_object_get(sheet, "judge"));
			json_t *of = json_object_get(by_entry, entry), *points = json_object_get(sheet, "points");
			if (!of) {
				of = json_pack("{s:[], s:[]}", "sheets", "judges"); /* of the same order */
				json_object_set_new(by_entry, entry, of);
			}
			json_array_append_new(json_object_get(of, "sheets"),
			    json_pack("{s:O?, s:O, s:o, s:O?, s:n, s:n}", "panel", json_object_get(sheet, "panel"), "points", points,
				"total", total_json(form, points), "void", json_object_get(sheet, "void"), "judge", "organisation"));
			json_array_append_new(
			    json_object_get(of, "judges"), json_pack("{s:I, s:O?}", "judge", (json_int_t)dossier_row_id(judge, 'j'),
							       "organisation", json_object_get(organisations, judge)));
		}
	}
	return by_entry;
}

/* ---- ranks ---- */

json_t *ranked_by_group(const json_t *standings)
{
	json_t *ranked = json_object(), *standing;
	size_t i;

	json_array_foreach (standings, i, standing) {
		const char *group = json_string_value(json_object_get(standing, "group"));
		json_int_t before = json_integer_value(json_object_get(ranked, group));
		json_object_set_new(ranked, group, json_integer(before + json_is_integer(json_object_get(standing, "rank"))));
	}
	return ranked;
}

static void rank_text(const json_t *standing, char *text, size_t size)
{
	snprintf(text, size, "%lld", (long long)json_integer_value(json_object_get(standing, "rank")));
}

/* How many have which rank of which group: {"startup": {"1": 1, "2": 3}}; the request's. */
static json_t *count_ranks(struct request *r, const json_t *standings)
{
	json_t *groups = arena_json(r->arena, json_object()), *standing;
	size_t i;

	json_array_foreach (standings, i, standing) {
		const char *group = json_string_value(json_object_get(standing, "group"));
		json_t *ranks = json_object_get(groups, group);
		char rank[24];
		if (!ranks) {
			ranks = json_object();
			json_object_set_new(groups, group, ranks);
		}
		rank_text(standing, rank, sizeof rank);
		json_object_set_new(ranks, rank, json_integer(json_integer_value(json_object_get(ranks, rank)) + 1));
	}
	return groups;
}

/* How many of its group have the rank of STANDING, which is one of them; 0 if it has none. */
static json_int_t having_its_rank(const json_t *groups, const json_t *standing)
{
	const json_t *ranks = json_object_get(groups, json_string_value(json_object_get(standing, "group")));
	char rank[24];

	if (!json_is_integer(json_object_get(standing, "rank")))
		return 0;
	rank_text(standing, rank, sizeof rank);
	return json_integer_value(json_object_get(ranks, rank));
}

/* ---- rows ---- */

#define COLUMNS 5

struct batch {
	struct arena *arena; /* of its own: the request's would keep the texts of all */
	size_t count;
	struct db_parameter values[BATCH * COLUMNS];
};

static const char *text_of(struct batch *batch, const json_t *value)
{
	char *text;

	if (!value)
		return "[]";
	text = json_text(value);
	arena_defer(batch->arena, free, text);
	return text;
}

/* STANDING with its SHEETS and STEPS (NULL: none) as its firm gets it, of a group in which so many are RANKED. */
static const char *answer(struct batch *batch, const json_t *standing, json_int_t ranked, json_t *sheets, json_t *steps)
{
	json_t *answer = json_pack("{s:O, s:O?, s:O?, s:I, s:O?, s:O?, s:o, s:o}", "group", json_object_get(standing, "group"), "score",
	    json_object_get(standing, "score"), "rank", json_object_get(standing, "rank"), "of", ranked, "outcome",
	    json_object_get(standing, "outcome"), "why", json_object_get(standing, "why"), "sheets",
	    sheets ? json_incref(sheets) : json_array(), "steps", steps ? json_incref(steps) : json_array());
	const char *text = text_of(batch, answer);

	json_decref(answer);
	return text;
}

static enum db_status insert(struct request *r, struct batch *batch)
{
	int64_t inserted;
	enum db_status status = DB_OK;

	if (batch->count > 0)
		status = db_exec_many(r->db, batch->arena, &inserted,
		    "INSERT INTO derivations (computation_id, entry_id, answer, judges, tied) VALUES (:computation, :entry, :answer, :judges, :tied)",
		    COLUMNS, batch->count, batch->values);
	batch->count = 0;
	arena_free(batch->arena);
	batch->arena = arena_new();
	return status;
}

enum db_status derivation_rows_store(
    struct request *r, int64_t computation_id, const json_t *dossier, const char *code, const json_t *standings, const json_t *steps)
{
	struct judging_errors errors = {0};
	struct rulebook_view *view = rulebook_open(json_object_get(dossier, "rulebook"), &errors);
	struct form form;
	form.count = view ? rulebook_all_criteria(view, code, form.list, CRITERIA_MAX) : 0;
	form.count = form.count > CRITERIA_MAX ? 0 : form.count;
	json_t *sheets = sheets_by_entry(r, dossier, code, &form), *ranks = count_ranks(r, standings), *ranked = ranked_by_group(standings),
	       *standing;
	rulebook_close(view);
	judging_errors_free(&errors);
	struct batch *batch = arena_alloc(r->arena, sizeof *batch);
	enum db_status status = DB_OK;
	size_t i;

	batch->arena = arena_new();
	json_array_foreach (standings, i, standing) {
		const char *entry = json_string_value(json_object_get(standing, "entry"));
		const json_t *of = json_object_get(sheets, entry);
		json_int_t in_group = json_integer_value(json_object_get(ranked, json_string_value(json_object_get(standing, "group"))));
		const struct db_parameter row[COLUMNS] = {P(computation, computation_id), P(entry, dossier_row_id(entry, 'e')),
		    P(answer, answer(batch, standing, in_group, json_object_get(of, "sheets"), json_object_get(steps, entry))),
		    P(judges, text_of(batch, json_object_get(of, "judges"))), P(tied, having_its_rank(ranks, standing) > 1)};
		memcpy(batch->values + batch->count++ * COLUMNS, row, sizeof row);
		if (batch->count == BATCH)
			status = insert(r, batch);
		if (status != DB_OK)
			break;
	}
	if (status == DB_OK)
		status = insert(r, batch);
	arena_free(batch->arena);
	json_decref(ranked);
	json_object_clear(ranks);
	json_object_clear(sheets); /* here, and not with the request's arena on the loop, which it would hold up */
	return status;
}
