#include "api/results/derivation_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/rules/dossier_build.h"
#include "api/rules/round_rules.h"
#include "core/base/json_text.h"

/* Rows that go to the database at a time: some hundred kilobytes. */
#define BATCH 256

/* What the sheet's points come to by the weights of RULE, with six decimals. Points have two decimals and weights four, so this is exact. */
static json_t *total_json(const json_t *rule, const json_t *points)
{
	long long total = 0;
	json_t *criterion;
	size_t i;

	json_array_foreach (json_object_get(rule, "criteria"), i, criterion) {
		const json_t *weight = json_object_get(criterion, "weight");
		const json_t *given = json_object_get(points, json_string_value(json_object_get(criterion, "id")));
		total += llround((weight ? json_number_value(weight) : 1) * 10000) * llround(json_number_value(given) * 100);
	}
	return json_sprintf("%lld.%06lld", total / 1000000, total % 1000000);
}

/* The sheets of the round by entry: {"e1": {"sheets": […], "judges": […]}}; the request's. */
static json_t *sheets_by_entry(struct request *r, const json_t *dossier, const char *code, const json_t *rule)
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
				of = json_pack("{s:[], s:[]}", "sheets", "judges");
				json_object_set_new(by_entry, entry, of);
			}
			json_array_append_new(json_object_get(of, "sheets"),
			    json_pack("{s:O?, s:O, s:o, s:O?}", "panel", json_object_get(sheet, "panel"), "points", points, "total",
				total_json(rule, points), "void", json_object_get(sheet, "void")));
			json_array_append_new(
			    json_object_get(of, "judges"), json_pack("{s:I, s:O?}", "judge", (json_int_t)dossier_row_id(judge, 'j'),
							       "organisation", json_object_get(organisations, judge)));
		}
	}
	return by_entry;
}

#define COLUMNS 5

struct batch {
	struct arena *arena; /* of its own: the request's would keep the texts of all */
	size_t count;
	struct db_parameter values[BATCH * COLUMNS];
};

static const char *text_of(struct batch *batch, const json_t *list)
{
	char *text;

	if (!list)
		return "[]";
	text = json_text(list);
	arena_defer(batch->arena, free, text);
	return text;
}

static enum db_status insert(struct request *r, struct batch *batch)
{
	int64_t inserted;
	enum db_status status = DB_OK;

	if (batch->count > 0)
		status = db_exec_many(r->db, batch->arena, &inserted,
		    "INSERT INTO derivations (computation_id, entry_id, sheets, judges, steps) VALUES (:computation, :entry, :sheets, :judges, :steps)",
		    COLUMNS, batch->count, batch->values);
	batch->count = 0;
	arena_free(batch->arena);
	batch->arena = arena_new();
	return status;
}

enum db_status derivation_rows_store(
    struct request *r, int64_t computation_id, const json_t *dossier, const char *code, const json_t *standings, const json_t *steps)
{
	json_t *rule = rulebook_round(json_object_get(dossier, "rulebook"), code), *sheets = sheets_by_entry(r, dossier, code, rule),
	       *standing;
	struct batch *batch = arena_alloc(r->arena, sizeof *batch);
	enum db_status status = DB_OK;
	size_t i;

	batch->arena = arena_new();
	json_array_foreach (standings, i, standing) {
		const char *entry = json_string_value(json_object_get(standing, "entry"));
		const json_t *of = json_object_get(sheets, entry);
		const struct db_parameter row[COLUMNS] = {P(computation, computation_id), P(entry, dossier_row_id(entry, 'e')),
		    P(sheets, text_of(batch, json_object_get(of, "sheets"))), P(judges, text_of(batch, json_object_get(of, "judges"))),
		    P(steps, text_of(batch, json_object_get(steps, entry)))};
		memcpy(batch->values + batch->count++ * COLUMNS, row, sizeof row);
		if (batch->count == BATCH)
			status = insert(r, batch);
		if (status != DB_OK)
			break;
	}
	if (status == DB_OK)
		status = insert(r, batch);
	arena_free(batch->arena);
	json_object_clear(sheets); /* here, and not with the request's arena on the loop, which it would hold up */
	return status;
}
