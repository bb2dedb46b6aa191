/* Prints a dossier of COUNT entrants that go through the rounds of schema/rulebooks/guangzhou-2023.json, sheets and all.
 * Usage: bench-dossier RULEBOOK COUNT */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judging/dossier.h"
#include "judging/participants.h"
#include "tools/demo_people.h"

#define JUDGES 150
#define SEED 2023

static void id_text(char id[24], char kind, long n)
{
	snprintf(id, 24, "%c%ld", kind, n);
}

static json_t *facts(const struct demo_firm *f)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:f, s:f, s:f, s:I, s:I}", "district", f->district, "registered_on", f->registered_on,
	    "staff", (json_int_t)f->staff, "revenue_fen", (json_int_t)f->revenue_fen, "assets_fen", (json_int_t)f->assets_fen,
	    "technical_staff_share", (double)(f->technical_staff * 100 / f->staff) / 100, "rd_to_sales",
	    (double)(f->rd_fen * 100 / f->revenue_fen) / 100, "rd_to_costs", (double)(f->rd_fen * 100 / f->costs_fen) / 100, "ip_class_1",
	    (json_int_t)f->ip_class_1, "ip_class_2", (json_int_t)f->ip_class_2);
}

static void add_firm(json_t *dossier, const json_t *industries, long n)
{
	struct demo_firm firm;
	char f[24], e[24];

	demo_firm(&firm, SEED, (int)(n % DEMO_MOST_FIRMS), (int)json_array_size(industries), 2023);
	id_text(f, 'f', n);
	id_text(e, 'e', n);
	json_array_append_new(
	    json_object_get(dossier, "firms"), json_pack("{s:s, s:s, s:o}", "id", f, "name", firm.name, "facts", facts(&firm)));
	json_array_append_new(
	    json_object_get(dossier, "entries"), json_pack("{s:s, s:s, s:O, s:{s:s}, s:s}", "id", e, "firm", f, "industry",
						     json_object_get(json_array_get(industries, (size_t)firm.industry), "id"), "facts",
						     "submitted_on", "2023-07-01", "status", "submitted"));
}

static json_t *points(const json_t *criteria, struct demo_random *random)
{
	json_t *points = json_object(), *criterion;
	size_t i;

	json_array_foreach ((json_t *)criteria, i, criterion) {
		int64_t most = (int64_t)(2 * json_number_value(json_object_get(criterion, "max")));
		json_object_set_new(points, json_string_value(json_object_get(criterion, "id")),
		    json_real((double)demo_between(random, most / 2, most) / 2));
	}
	return points;
}

/* Sheets of a round for those who have come so far. */
static void add_round(json_t *dossier, const json_t *rules, size_t number)
{
	struct judging_errors errors = {0};
	struct demo_random random = demo_random(SEED, 1000000 + number);
	json_t *sheets = json_array(), *item;
	size_t i;
	char judge[24];

	json_t *who = round_participants(dossier, json_string_value(json_object_get(rules, "id")), &errors);
	if (!who) {
		fprintf(stderr, "bench-dossier: %s: %s\n", errors.list[0].path, errors.list[0].message);
		exit(1);
	}
	json_array_foreach (who, i, item)
		for (int64_t k = 0; k < json_integer_value(json_object_get(rules, "judges_per_entry")); k++) {
			id_text(judge, 'j', (long)((int64_t)i * 7 + k * 11) % JUDGES);
			json_array_append_new(sheets, json_pack("{s:O, s:s, s:o}", "entry", json_object_get(item, "entry"), "judge", judge,
							  "points", points(json_object_get(rules, "criteria"), &random)));
		}
	json_array_append_new(
	    json_object_get(dossier, "rounds"), json_pack("{s:O, s:o}", "id", json_object_get(rules, "id"), "sheets", sheets));
	json_decref(who);
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *rules = argc == 3 ? json_load_file(argv[1], 0, &error) : NULL, *round;
	char judge[24];
	size_t i;

	if (!rules)
		return 2;
	json_array_foreach (json_object_get(rules, "rounds"), i, round) /* nobody is there to confer about ties */
		if (json_object_get(round, "tie_at_cut"))
			json_object_set_new(round, "tie_at_cut", json_string("none"));
	json_object_set_new(json_object_get(rules, "award"), "over_budget", json_string("pro_rata"));
	json_t *dossier = json_pack(
	    "{s:s, s:O, s:[], s:[], s:[], s:[]}", "format", "saitou-dossier/1", "rulebook", rules, "firms", "judges", "entries", "rounds");
	for (int j = 0; j < JUDGES; j++) {
		id_text(judge, 'j', j);
		json_array_append_new(json_object_get(dossier, "judges"), json_pack("{s:s, s:s}", "id", judge, "organisation", "测评机构"));
	}
	for (long n = 0; n < strtol(argv[2], NULL, 10); n++)
		add_firm(dossier, json_object_get(rules, "industries"), n);
	json_array_foreach (json_object_get(rules, "rounds"), i, round)
		if (json_object_get(round, "criteria"))
			add_round(dossier, round, i);
	json_dumpf(dossier, stdout, JSON_COMPACT);
	return 0;
}
