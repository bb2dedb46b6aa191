#include "judging/rulebook.h"

#include "judging/rules/rules.h"

#include <stdlib.h>
#include <string.h>

struct rulebook_view {
	struct rulebook rulebook;
};

bool rulebook_validate(const json_t *json, struct judging_errors *errors)
{
	struct rulebook rulebook;
	struct place root = place_root(errors);
	size_t before = errors->count;

	rulebook_load(&rulebook, &root, json);
	rulebook_free(&rulebook);
	return errors->count == before;
}

struct rulebook_view *rulebook_open(const json_t *json, struct judging_errors *errors)
{
	struct rulebook_view *view = memory_array(1, sizeof *view);
	struct place root = place_root(errors);
	size_t before = errors->count;

	rulebook_load(&view->rulebook, &root, json);
	if (errors->count == before)
		return view;
	rulebook_close(view);
	return NULL;
}

void rulebook_close(struct rulebook_view *view)
{
	if (view)
		rulebook_free(&view->rulebook);
	free(view);
}

/* ---- facts ---- */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is declared of the fact, or NULL. */
static const struct fact_rule *declared(const struct rulebook *rulebook, const char *of, const char *name)
{
	static const char *const SOURCES[FACT_SOURCES] = {"firm", "entry", "investment"};
	for (size_t i = 0; i < FACT_SOURCES; i++) {
		size_t position = strcmp(SOURCES[i], of) == 0 ? ids_find(&rulebook->facts.names[i], name) : IDS_NONE;
		if (position != IDS_NONE)
			return &rulebook->facts.rules[i][position];
	}
	return NULL;
}

static json_t *fact_json(const struct rulebook *rulebook, const char *path, bool required)
{
	const char *name = strchr(path, '.') + 1;
	json_t *of = json_stringn(path, (size_t)(name - path) - 1);
	const struct fact_rule *rule = declared(rulebook, json_string_value(of), name);
	const char *kind = rule                         ? fact_kinds[rule->kind]
			   : check_suffix(name, "_on")  ? fact_kinds[KIND_DATE]
			   : check_suffix(name, "_fen") ? fact_kinds[KIND_MONEY]
							: NULL;
	return json_pack("{s:s, s:o, s:s, s:s*, s:b, s:O*}", "path", path, "of", of, "name", name, "kind", kind, "required", (int)required,
	    "declared", rule ? rule->json : NULL);
}

json_t *rulebook_asked_facts(const struct rulebook_view *view)
{
	const struct rulebook *rulebook = &view->rulebook;
	const char **paths = memory_array(rulebook->asked.count, sizeof *paths);
	struct ids needed = {0}, optional = {0};
	json_t *facts = json_array();

	if (rulebook->eligibility)
		condition_needs(rulebook->eligibility, &needed, &optional);
	if (rulebook->division_ids.count)
		condition_needs(rulebook->divisions[0].when, &needed, &optional);
	for (size_t i = 0; i < rulebook->asked.count; i++)
		paths[i] = rulebook->asked.names[i];
	qsort(paths, rulebook->asked.count, sizeof *paths, compare_texts);
	for (size_t i = 0; i < rulebook->asked.count; i++) {
		bool required = ids_find(&needed, paths[i]) != IDS_NONE && ids_find(&optional, paths[i]) == IDS_NONE;
		json_array_append_new(facts, fact_json(rulebook, paths[i], required));
	}
	ids_free(&optional);
	ids_free(&needed);
	free(paths);
	return facts;
}

/* ---- forms ---- */

size_t rulebook_criteria(const struct rulebook_view *view, const char *round_id, const char *division, const char *role,
    struct rulebook_criterion *list, size_t room)
{
	const struct rulebook *rulebook = &view->rulebook;
	size_t number = ids_find(&rulebook->round_ids, round_id), count = 0;
	size_t place = division ? ids_find(&rulebook->division_ids, division) : IDS_NONE;

	if (number == IDS_NONE)
		return 0;
	const struct round *round = &rulebook->rounds[number];
	for (size_t i = 0; i < round->criterion_count; i++) {
		const struct criterion *criterion = &round->criteria[i];
		if (!criterion_for_division(criterion, place) || !criterion_for_role(criterion, role))
			continue;
		if (count < room)
			/* of a criterion without any points the weight does not matter, and may be any */
			list[count] = (struct rulebook_criterion){criterion->id, json_object_get(criterion->json, "name"), criterion->max,
			    criterion->step, criterion->max ? (int64_t)criterion->weight : 0};
		count++;
	}
	return count;
}

enum rulebook_points rulebook_check_points(const struct rulebook_criterion *criterion, const json_t *points, int64_t *hundredths)
{
	const struct criterion rule = {.max = criterion->max, .step = criterion->step};
	int128 value;

	switch (decimal_scaled(points, 2, &value)) {
	case DECIMAL_NO_NUMBER:
		return RULEBOOK_NO_NUMBER;
	case DECIMAL_TOO_FINE:
		return RULEBOOK_TOO_FINE;
	case DECIMAL_TOO_LARGE:
		return RULEBOOK_OUT_OF_RANGE;
	case DECIMAL_OK:
		break;
	}
	if (value < 0)
		return RULEBOOK_OUT_OF_RANGE;
	*hundredths = (int64_t)value;
	switch (criterion_check(&rule, *hundredths)) {
	case POINTS_ABOVE_MAX:
		return RULEBOOK_ABOVE_MAX;
	case POINTS_OFF_STEP:
		return RULEBOOK_OFF_STEP;
	case POINTS_FINE:
		break;
	}
	return RULEBOOK_POINTS_FINE;
}

const char *rulebook_total(const struct rulebook_criterion *list, const int64_t *points, size_t count, char text[RULEBOOK_TOTAL_SIZE])
{
	int64_t total = 0; /* millionths; a rulebook allows at most 10^12 */
	for (size_t i = 0; i < count; i++)
		total += points[i] < 0 ? 0 : points[i] * list[i].weight;
	return decimal_show_scaled(total, 6, text);
}

const char *rulebook_text(const json_t *localised, const char *locale)
{
	const char *text = json_string_value(json_object_get(localised, locale)), *key, *first = NULL;
	json_t *value;

	if (!text)
		text = json_string_value(json_object_get(localised, "zh-CN"));
	if (text)
		return text;
	json_object_foreach ((json_t *)localised, key, value)
		if (!first || strcmp(key, first) < 0)
			first = key;
	return first ? json_string_value(json_object_get(localised, first)) : NULL;
}
