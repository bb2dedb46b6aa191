/* Loading the dossier's rounds: score sheets, extras and the judges' own order of ties. */
#include "judging/record/record.h"

#include <stdlib.h>
#include <string.h>

/* One row of `sheets`, with its members found in a single pass: there may be a million of them. */
struct sheet_members {
	const json_t *entry, *judge, *panel, *points, *voided;
};

static void find_members(const struct place *at, const json_t *json, struct sheet_members *members)
{
	const char *key;
	json_t *value;

	*members = (struct sheet_members){0};
	json_object_foreach ((json_t *)json, key, value) {
		if (strcmp(key, "entry") == 0)
			members->entry = value;
		else if (strcmp(key, "judge") == 0)
			members->judge = value;
		else if (strcmp(key, "points") == 0)
			members->points = value;
		else if (strcmp(key, "panel") == 0)
			members->panel = value;
		else if (strcmp(key, "void") == 0)
			members->voided = value;
		else {
			struct place unknown = place_key(at, key);
			place_error(&unknown, "unknown key");
		}
	}
	if (!members->entry)
		check_missing(at, "entry");
	if (!members->judge)
		check_missing(at, "judge");
	if (!members->points)
		check_missing(at, "points");
}

/* A criterion of the round by its id; HINT is tried first: points mostly come in the rulebook's order. */
static size_t find_criterion(const struct round *round, const char *id, size_t hint)
{
	if (hint < round->criterion_count && round->criteria[hint].id && strcmp(round->criteria[hint].id, id) == 0)
		return hint;
	return ids_find(&round->criterion_ids, id);
}

/* Whose sheet it is, as far as it is known: what criteria there are on it hangs on that. */
struct author {
	bool division_known, judge_known;
	size_t division;
	const char *role;
};

/* CRITERION may be NULL, if it is not known which it is. */
static void load_one_criterion(const struct place *at, const struct criterion *criterion, const json_t *json, int64_t *points)
{
	char text[DECIMAL_TEXT], bound[DECIMAL_TEXT];

	if (!check_points(at, json, points) || !criterion)
		return;
	switch (criterion_check(criterion, *points)) {
	case POINTS_FINE:
		return;
	case POINTS_ABOVE_MAX:
		place_error(
		    at, "%s is above the maximum %s", decimal_show_scaled(*points, 2, text), decimal_show_scaled(criterion->max, 2, bound));
		break;
	case POINTS_OFF_STEP:
		place_error(at, "%s is not a multiple of %s", decimal_show_scaled(*points, 2, text),
		    decimal_show_scaled(criterion->step, 2, bound));
		break;
	}
	*points = 0;
}

/* What speaks against a criterion on a sheet, or NULL. */
static const char *not_for(const struct criterion *criterion, const struct author *author)
{
	if (criterion->for_unknown)
		return NULL;
	if (author->division_known && !criterion_for_division(criterion, author->division))
		return "this criterion does not apply to the entry's division";
	if (author->judge_known && !criterion_for_role(criterion, author->role))
		return "this criterion does not apply to the judge's role";
	return NULL;
}

/* Points by criterion. */
static void load_points(
    const struct place *at, const struct round *round, const json_t *json, const struct author *author, struct sheet *sheet)
{
	const char *key;
	json_t *value;
	size_t hint = 0;

	for (size_t i = 0; i < round->criterion_count; i++)
		sheet->points[i] = -1;
	if (!check_object(at, json))
		return;
	json_object_foreach ((json_t *)json, key, value) {
		struct place member = place_key(at, key);
		size_t position = find_criterion(round, key, hint);
		int64_t points = 0;
		if (position == IDS_NONE && round->criterion_ids.incomplete) {
			load_one_criterion(&member, NULL, value, &points);
			continue;
		}
		const char *fault = position == IDS_NONE ? "unknown criterion" : not_for(&round->criteria[position], author);
		if (fault) {
			place_error(&member, "%s", fault);
			continue;
		}
		hint = position + 1;
		load_one_criterion(&member, &round->criteria[position], value, &points);
		sheet->points[position] = points;
		if (round->totals_known)
			sheet->total += (int64_t)(points * round->criteria[position].weight);
	}
	for (size_t i = 0; author->division_known && author->judge_known && i < round->criterion_count; i++)
		if (sheet->points[i] < 0 && round->criteria[i].id && !round->criteria[i].for_unknown &&
		    !not_for(&round->criteria[i], author))
			check_missing(at, round->criteria[i].id);
}

/* Remembers the last id that was looked up: rows of one entry or judge often follow each other. */
struct lookup {
	const struct ids *ids;
	const char *noun;
	size_t position;
};

static size_t look_up(struct lookup *lookup, const struct place *at, const json_t *json)
{
	const char *id = json_string_value(json);
	if (!id || lookup->position == IDS_NONE || strcmp(lookup->ids->names[lookup->position], id) != 0)
		lookup->position = check_reference(at, json, lookup->ids, lookup->noun);
	return lookup->position;
}

struct sheet_loader {
	struct record *record;
	const struct round *round;
	struct round_record *rows;
	struct lookup entries, judges;
};

/* False if the row cannot be placed. */
static bool load_sheet(struct sheet_loader *loader, const struct place *at, const json_t *json, struct sheet *sheet)
{
	const struct record *record = loader->record;
	const struct round *round = loader->round;
	struct sheet_members members;

	if (!check_object(at, json))
		return false;
	find_members(at, json, &members);
	struct place entry_at = place_key(at, "entry"), judge_at = place_key(at, "judge"), panel_at = place_key(at, "panel"),
		     points_at = place_key(at, "points"), void_at = place_key(at, "void");
	size_t entry = look_up(&loader->entries, &entry_at, members.entry);
	size_t judge = look_up(&loader->judges, &judge_at, members.judge);
	const char *panel = check_id(&panel_at, members.panel);
	sheet->panel = panel ? (uint32_t)ids_add(&loader->rows->panels, panel, NULL) : RECORD_NONE;
	check_text(&void_at, members.voided);
	sheet->voided = members.voided;
	if (round->judged) {
		struct author author = {.division_known = entry != IDS_NONE && record->entries[entry].division_known,
		    .judge_known = judge != IDS_NONE,
		    .division = entry == IDS_NONE ? IDS_NONE : record->entries[entry].division,
		    .role = judge == IDS_NONE ? NULL : record->judge_roles[judge]};
		sheet->points = slab_take(&loader->record->slab, round->criterion_count, sizeof *sheet->points);
		load_points(&points_at, round, members.points, &author, sheet);
	}
	sheet->entry = (uint32_t)entry;
	sheet->judge = (uint32_t)judge;
	return entry != IDS_NONE && judge != IDS_NONE;
}

static int compare_sheets(const void *a, const void *b)
{
	const struct sheet *x = a, *y = b;
	if (x->voided != y->voided)
		return x->voided ? 1 : -1;
	if (x->judge != y->judge)
		return x->judge < y->judge ? -1 : 1;
	return x->input < y->input ? -1 : x->input > y->input;
}

/* Puts the COUNT sheets into the round's own array: by entry in one pass, then each entry's few by judge. */
static void sort_sheets(struct record *record, struct round_record *rows, const struct sheet *sheets, size_t count)
{
	size_t entries = record->entry_ids.count;

	rows->sheet_count = count;
	rows->sheets = slab_take(&record->slab, count, sizeof *rows->sheets);
	rows->first = slab_take(&record->slab, entries + 1, sizeof *rows->first);
	rows->counted = slab_take(&record->slab, entries, sizeof *rows->counted);
	for (size_t i = 0; i < count; i++)
		rows->first[sheets[i].entry + 1]++;
	for (size_t i = 0; i < entries; i++)
		rows->first[i + 1] += rows->first[i];
	uint32_t *next = memory_array(entries, sizeof *next);
	memcpy(next, rows->first, entries * sizeof *next);
	for (size_t i = 0; i < count; i++) {
		rows->sheets[next[sheets[i].entry]++] = sheets[i];
		if (!sheets[i].voided) {
			rows->counted[sheets[i].entry]++;
			rows->counted_count++;
		}
	}
	free(next);
	for (size_t i = 0; i < entries; i++)
		if (rows->first[i + 1] - rows->first[i] > 1)
			qsort(rows->sheets + rows->first[i], rows->first[i + 1] - rows->first[i], sizeof *rows->sheets, compare_sheets);
}

static void check_judged_twice(const struct record *record, const struct place *sheets_at, const struct round_record *rows)
{
	for (size_t i = 1; i < rows->sheet_count; i++) {
		const struct sheet *sheet = &rows->sheets[i], *before = sheet - 1;
		if (sheet->voided || before->voided || sheet->entry != before->entry || sheet->judge != before->judge)
			continue;
		struct place at = place_index(sheets_at, sheet->input);
		place_error(&at, "a second counted sheet of judge \"%s\" for entry \"%s\"", record->judge_ids.names[sheet->judge],
		    record->entries[sheet->entry].id);
	}
}

static void load_sheets(
    struct record *record, const struct place *up, const json_t *json, const struct round *round, struct round_record *rows)
{
	struct place at = place_key(up, "sheets");
	struct sheet_loader loader = {.record = record,
	    .round = round,
	    .rows = rows,
	    .entries = {&record->entry_ids, "entry", IDS_NONE},
	    .judges = {&record->judge_ids, "judge", IDS_NONE}};
	size_t count = 0;

	if (!check_array(&at, json, true))
		return;
	if (round->kind_known && !round->judged && json_array_size(json) > 0)
		place_error(&at, "an indicators round has no sheets");
	struct sheet *sheets = memory_array(json_array_size(json), sizeof *sheets);
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i);
		sheets[count] = (struct sheet){.input = (uint32_t)i};
		if (load_sheet(&loader, &element, json_array_get(json, i), &sheets[count]))
			count++;
	}
	sort_sheets(record, rows, sheets, count);
	free(sheets);
	check_judged_twice(record, &at, rows);
}

static int compare_extras(const void *a, const void *b)
{
	const struct extra *x = a, *y = b;
	if (x->entry != y->entry)
		return x->entry < y->entry ? -1 : 1;
	int order = strcmp(x->id, y->id);
	return order ? order : x->input < y->input ? -1 : x->input > y->input;
}

static void load_extras(struct record *record, const struct place *up, const json_t *json, struct round_record *rows)
{
	static const struct member_rule MEMBERS[] = {{"entry", true}, {"id", true}, {"points", true}, {0}};
	struct place at = place_key(up, "extras");

	if (!check_array(&at, json, true))
		return;
	rows->extras = slab_take(&record->slab, json_array_size(json), sizeof *rows->extras);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), entry_at = place_key(&element, "entry"), id_at = place_key(&element, "id"),
			     points = place_key(&element, "points");
		struct extra extra = {.input = i};
		if (!check_members(&element, object, MEMBERS))
			continue;
		size_t entry = check_reference(&entry_at, json_object_get(object, "entry"), &record->entry_ids, "entry");
		extra.id = check_id(&id_at, json_object_get(object, "id"));
		check_signed_points(&points, json_object_get(object, "points"), EXTRA_MOST, &extra.points);
		extra.entry = (uint32_t)entry;
		if (entry != IDS_NONE && extra.id)
			rows->extras[rows->extra_count++] = extra;
	}
	qsort(rows->extras, rows->extra_count, sizeof *rows->extras, compare_extras);
	for (size_t i = 1; i < rows->extra_count; i++) {
		const struct extra *extra = &rows->extras[i], *before = extra - 1;
		struct place element = place_index(&at, extra->input);
		if (extra->entry == before->entry && strcmp(extra->id, before->id) == 0)
			place_error(&element, "a second \"%s\" for entry \"%s\"", extra->id, record->entries[extra->entry].id);
	}
}

static void load_tie_order(struct record *record, const struct place *up, const json_t *json, struct round_record *rows)
{
	struct place at = place_key(up, "tie_order");

	if (!check_array(&at, json, true))
		return;
	rows->tie_positions = slab_take(&record->slab, record->entry_ids.count, sizeof *rows->tie_positions);
	for (size_t i = 0; i < record->entry_ids.count; i++)
		rows->tie_positions[i] = RECORD_NONE;
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i);
		size_t entry = check_reference(&element, json_array_get(json, i), &record->entry_ids, "entry");
		if (entry == IDS_NONE)
			continue;
		if (rows->tie_positions[entry] != RECORD_NONE)
			place_error(&element, "\"%s\" is listed twice", record->entries[entry].id);
		else
			rows->tie_positions[entry] = (uint32_t)i;
	}
}

static void load_added(
    struct record *record, const struct place *up, const json_t *json, const struct round *round, struct round_record *rows)
{
	static const struct member_rule MEMBERS[] = {{"entry", true}, {"why", true}, {0}};
	struct place at = place_key(up, "added");
	bool *seen = memory_array(record->entry_ids.count, sizeof *seen);

	if (check_array(&at, json, true) && round->last && json_array_size(json) > 0)
		place_error(&at, "nobody goes on from the last round");
	rows->added = slab_take(&record->slab, json_array_size(json), sizeof *rows->added);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), entry_at = place_key(&element, "entry"), why_at = place_key(&element, "why");
		if (!check_members(&element, object, MEMBERS))
			continue;
		const char *why = check_text(&why_at, json_object_get(object, "why"));
		size_t entry = check_reference(&entry_at, json_object_get(object, "entry"), &record->entry_ids, "entry");
		if (entry == IDS_NONE)
			continue;
		if (seen[entry])
			place_error(&element, "\"%s\" is listed twice", record->entries[entry].id);
		seen[entry] = true;
		rows->added[rows->added_count++] = (struct added){.entry = entry, .input = i, .why = why};
	}
	free(seen);
}

void record_load_rounds(struct record *record, const struct place *up, const json_t *dossier)
{
	static const struct member_rule MEMBERS[] = {
	    {"id", true}, {"sheets", false}, {"extras", false}, {"tie_order", false}, {"added", false}, {0}};
	const json_t *json = json_object_get(dossier, "rounds");
	struct place at = place_key(up, "rounds");
	struct ids ids = {0};

	record->rounds = slab_take(&record->slab, record->rulebook.round_count, sizeof *record->rounds);
	for (size_t i = 0; i < record->rulebook.round_count; i++)
		record->rounds[i].input = IDS_NONE;
	if (!check_array(&at, json, true))
		return;
	check_ids(&at, json, &ids);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), id = place_key(&element, "id");
		/* what cannot be assigned to a round is still checked, against a round of which nothing is known */
		struct round unknown = {0};
		struct round_record ignored = {0};
		if (!check_members(&element, object, MEMBERS))
			continue;
		const char *text = json_string_value(json_object_get(object, "id"));
		/* what stands under a duplicate id is checked against its round too, though it is not kept */
		size_t position = ids.names[i] ? check_reference(&id, json_object_get(object, "id"), &record->rulebook.round_ids, "round")
				  : text       ? ids_find(&record->rulebook.round_ids, text)
					       : IDS_NONE;
		struct round_record *rows = position != IDS_NONE && ids.names[i] ? &record->rounds[position] : &ignored;
		const struct round *round = position != IDS_NONE ? &record->rulebook.rounds[position] : &unknown;
		rows->input = i;
		if (round->judged && !json_object_get(object, "sheets"))
			check_missing(&element, "sheets");
		load_sheets(record, &element, json_object_get(object, "sheets"), round, rows);
		load_extras(record, &element, json_object_get(object, "extras"), rows);
		load_tie_order(record, &element, json_object_get(object, "tie_order"), rows);
		load_added(record, &element, json_object_get(object, "added"), round, rows);
		ids_free(&ignored.panels);
	}
	ids_free(&ids);
}

const struct sheet *record_sheets(const struct record *record, size_t round, size_t entry, size_t *count)
{
	const struct round_record *rows = &record->rounds[round];
	*count = rows->counted ? rows->counted[entry] : 0;
	return *count ? &rows->sheets[rows->first[entry]] : NULL;
}

static int compare_extra(const void *key, const void *element)
{
	const struct extra *x = key, *y = element;
	if (x->entry != y->entry)
		return x->entry < y->entry ? -1 : 1;
	return strcmp(x->id, y->id);
}

bool record_extra(const struct record *record, size_t round, size_t entry, const char *id, int64_t *points)
{
	const struct round_record *rows = &record->rounds[round];
	struct extra wanted = {.entry = (uint32_t)entry, .id = id};
	const struct extra *extra =
	    rows->extra_count ? bsearch(&wanted, rows->extras, rows->extra_count, sizeof wanted, compare_extra) : NULL;
	if (extra)
		*points = extra->points;
	return extra;
}
