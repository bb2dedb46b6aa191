#include "judging/rulebook.h"

#include "judging/rulebook_view.h"

#include <stdlib.h>
#include <string.h>

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

const char *rulebook_timezone(const struct rulebook_view *view)
{
	return json_string_value(json_object_get(view->rulebook.json, "timezone"));
}

/* ---- facts ---- */

static bool find_source(const char *of, enum fact_source *source)
{
	static const char *const SOURCES[FACT_SOURCES] = {"firm", "entry", "investment"};
	for (int i = 0; i < FACT_SOURCES; i++)
		if (strcmp(SOURCES[i], of) == 0) {
			*source = (enum fact_source)i;
			return true;
		}
	return false;
}

/* What is declared of the fact, or NULL. */
static const struct fact_rule *declared(const struct rulebook *rulebook, const char *of, const char *name)
{
	enum fact_source source;
	size_t position = find_source(of, &source) ? ids_find(&rulebook->facts.names[source], name) : IDS_NONE;
	return position == IDS_NONE ? NULL : &rulebook->facts.rules[source][position];
}

/* The texts that a fact is compared with, as an array; of a date there are none. */
static json_t *texts_json(const json_t *use, const char *kind)
{
	const char *text;
	json_t *ignored, *list = json_array();

	if (kind && strcmp(kind, fact_kinds[KIND_DATE]) != 0)
		json_object_foreach (json_object_get(use, "texts"), text, ignored)
			json_array_append_new(list, json_string(text));
	return list;
}

static json_t *fact_json(const struct rulebook *rulebook, const char *path, bool required)
{
	const char *name = strchr(path, '.') + 1;
	const json_t *use = json_object_get(rulebook->used, path);
	json_t *of = json_stringn(path, (size_t)(name - path) - 1);
	const struct fact_rule *rule = declared(rulebook, json_string_value(of), name);
	const char *kind = rule                         ? fact_kinds[rule->kind]
			   : check_suffix(name, "_on")  ? fact_kinds[KIND_DATE]
			   : check_suffix(name, "_fen") ? fact_kinds[KIND_MONEY]
							: json_string_value(json_object_get(use, "kind"));
	return json_pack("{s:s, s:o, s:s, s:s*, s:b, s:O*, s:o}", "path", path, "of", of, "name", name, "kind", kind, "required",
	    (int)required, "declared", rule ? rule->json : NULL, "texts", texts_json(use, kind));
}

bool rulebook_knows_fact(const struct rulebook_view *view, const char *of, const char *name)
{
	enum fact_source source;
	return (find_source(of, &source) && !view->rulebook.facts.declared[source]) || declared(&view->rulebook, of, name);
}

enum rulebook_fact rulebook_check_fact(const struct rulebook_view *view, const char *of, const char *name, const json_t *value)
{
	const struct fact_rule *rule = declared(&view->rulebook, of, name);
	struct judging_errors errors = {0};
	struct place at = place_root(&errors);

	if (!rulebook_knows_fact(view, of, name))
		return RULEBOOK_FACT_UNKNOWN;
	bool fits = fact_check_kind(&at, name, rule, value);
	judging_errors_free(&errors);
	if (!fits)
		return rule && rule->kind == KIND_CHOICE ? RULEBOOK_FACT_NO_CHOICE : RULEBOOK_FACT_OTHER_KIND;
	enum fact_range range = rule ? fact_range(rule, value) : FACT_WITHIN;
	switch (range) {
	case FACT_BELOW:
		return RULEBOOK_FACT_BELOW;
	case FACT_ABOVE:
		return RULEBOOK_FACT_ABOVE;
	case FACT_WITHIN:
		break;
	}
	return RULEBOOK_FACT_FINE;
}

const json_t *rulebook_declared_fact(const struct rulebook_view *view, const char *of, const char *name)
{
	const struct fact_rule *rule = declared(&view->rulebook, of, name);
	return rule ? rule->json : NULL;
}

/* What the rules need to be told, from all places where a fact decides. */
static void gather_needs(const struct rulebook *rulebook, struct ids *needed, struct ids *optional)
{
	const struct award *award = rulebook->award;

	if (rulebook->eligibility)
		condition_needs(rulebook->eligibility, needed, optional, false);
	for (size_t i = 0; i < rulebook->division_ids.count; i++)
		condition_needs(rulebook->divisions[i].when, needed, optional, i > 0);
	for (size_t i = 0; i < rulebook->round_count; i++) {
		const struct round *round = &rulebook->rounds[i];
		if (round->require)
			condition_needs(round->require, needed, optional, false);
		for (size_t j = 0; j < round->indicator_count; j++)
			if (round->indicators[j].kind == INDICATOR_FACT)
				ids_add(needed, round->indicators[j].fact.text, NULL);
	}
	for (size_t i = 0; i < rulebook->direct_count; i++)
		condition_needs(rulebook->direct[i].when, needed, optional, true);
	for (size_t i = 0; award && i < award->pool_count; i++)
		if (award->pools[i].when)
			condition_needs(award->pools[i].when, needed, optional, true);
}

/* Adds to *WORTH, if not NULL, what the fact PATH can bring in the indicators of LIST, if that is more than it says yet; and to *ONE_OF, if they are
 * parts of a best_of, all facts of which one will do. */
static void find_worth(const struct round *round, const struct indicator *list, size_t count, bool parts, const char *path, json_t **worth,
    int64_t *most, json_t **one_of)
{
	for (size_t i = 0; i < count; i++) {
		const struct indicator *indicator = &list[i];
		find_worth(round, indicator->parts, indicator->part_count, true, path, worth, most, one_of);
		if (indicator->kind != INDICATOR_FACT || strcmp(indicator->fact.text, path) != 0)
			continue;
		int64_t points = indicator->otherwise;
		for (size_t j = 0; j < indicator->band_count; j++)
			points = indicator->bands[j].points > points ? indicator->bands[j].points : points;
		if (points > *most) {
			*most = points;
			json_decref(*worth);
			*worth = json_pack("{s:s, s:o}", "round", round->id, "points",
			    points % 100 ? json_real((double)points / 100) : json_integer(points / 100));
		}
		if (!parts || *one_of)
			continue;
		*one_of = json_array();
		for (size_t j = 0; j < count; j++)
			if (list[j].kind == INDICATOR_FACT)
				json_array_append_new(*one_of, json_string(list[j].fact.text));
	}
}

static void add_worth(const struct rulebook *rulebook, const char *path, bool required, json_t *fact)
{
	json_t *worth = NULL, *one_of = NULL;
	int64_t most = 0;

	for (size_t i = 0; i < rulebook->round_count; i++)
		find_worth(&rulebook->rounds[i], rulebook->rounds[i].indicators, rulebook->rounds[i].indicator_count, false, path, &worth,
		    &most, &one_of);
	if (worth)
		json_object_set_new(fact, "worth", worth);
	if (one_of && !required)
		json_object_set(fact, "one_of", one_of);
	json_decref(one_of);
}

json_t *rulebook_asked_facts(const struct rulebook_view *view)
{
	const struct rulebook *rulebook = &view->rulebook;
	const char **paths = memory_array(rulebook->asked.count, sizeof *paths);
	struct ids needed = {0}, optional = {0};
	json_t *facts = json_array();

	gather_needs(rulebook, &needed, &optional);
	for (size_t i = 0; i < rulebook->asked.count; i++)
		paths[i] = rulebook->asked.names[i];
	qsort(paths, rulebook->asked.count, sizeof *paths, ids_compare);
	for (size_t i = 0; i < rulebook->asked.count; i++) {
		bool required = ids_find(&needed, paths[i]) != IDS_NONE && ids_find(&optional, paths[i]) == IDS_NONE;
		json_t *fact = fact_json(rulebook, paths[i], required);
		add_worth(rulebook, paths[i], required, fact);
		json_array_append_new(facts, fact);
	}
	ids_free(&optional);
	ids_free(&needed);
	free(paths);
	return facts;
}

/* ---- forms ---- */

json_t *rulebook_round(const json_t *rulebook, const char *id)
{
	const json_t *rounds = json_object_get(rulebook, "rounds");
	for (size_t i = 0; i < json_array_size(rounds); i++) {
		const char *name = json_string_value(json_object_get(json_array_get(rounds, i), "id"));
		if (name && strcmp(name, id) == 0)
			return json_array_get(rounds, i);
	}
	return NULL;
}

const char *rulebook_round_id(const struct rulebook_view *view, size_t i)
{
	return i < view->rulebook.round_count ? view->rulebook.rounds[i].id : NULL;
}

const char *rulebook_round_kind(const struct rulebook_view *view, size_t i)
{
	return json_string_value(json_object_get(view->rulebook.rounds[i].json, "kind"));
}

size_t rulebook_round_position(const struct rulebook_view *view, const char *id)
{
	size_t position = ids_find(&view->rulebook.round_ids, id);
	return position == IDS_NONE ? view->rulebook.round_count : position;
}

static const struct round *find_round(const struct rulebook_view *view, const char *id)
{
	size_t number = ids_find(&view->rulebook.round_ids, id);
	return number == IDS_NONE ? NULL : &view->rulebook.rounds[number];
}

static struct rulebook_criterion show_criterion(const struct criterion *criterion)
{
	/* of a criterion without any points the weight does not matter, and may be any */
	return (struct rulebook_criterion){criterion->id, json_object_get(criterion->json, "name"), criterion->json, criterion->max,
	    criterion->step, criterion->max ? (int64_t)criterion->weight : 0};
}

size_t rulebook_all_criteria(const struct rulebook_view *view, const char *round_id, struct rulebook_criterion *list, size_t room)
{
	const struct round *round = find_round(view, round_id);
	size_t count = round ? round->criterion_count : 0;

	for (size_t i = 0; i < count && i < room; i++)
		list[i] = show_criterion(&round->criteria[i]);
	return count;
}

size_t rulebook_criteria(const struct rulebook_view *view, const char *round_id, const char *division, const char *role,
    struct rulebook_criterion *list, size_t room)
{
	const struct round *round = find_round(view, round_id);
	size_t count = 0, place = division ? ids_find(&view->rulebook.division_ids, division) : IDS_NONE;

	for (size_t i = 0; round && i < round->criterion_count; i++) {
		const struct criterion *criterion = &round->criteria[i];
		if (!criterion_for_division(criterion, place) || !criterion_for_role(criterion, role))
			continue;
		if (count < room)
			list[count] = show_criterion(criterion);
		count++;
	}
	return count;
}

void rulebook_sheets(const struct rulebook_view *view, const char *round_id, int64_t *needed, int64_t *judges)
{
	const struct round *round = find_round(view, round_id);

	*needed = round ? round->min_sheets : 0;
	*judges = round ? round->judges_per_entry : 0;
}

bool rulebook_replaces(const struct rulebook_view *view, const char *before)
{
	size_t position = rulebook_round_position(view, before);

	if (position == view->rulebook.round_count)
		return !(view->rulebook.award && view->rulebook.award->vacant);
	return position == 0 || view->rulebook.rounds[position - 1].next_in_rank;
}

bool rulebook_has_extra(const struct rulebook_view *view, const char *round_id, const char *id)
{
	const struct round *round = find_round(view, round_id);

	for (size_t i = 0; round && i < round->part_count; i++)
		if (round->parts[i].kind == PART_EXTRA && strcmp(round->parts[i].extra, id) == 0)
			return true;
	return false;
}

const json_t *rulebook_industries(const struct rulebook_view *view)
{
	return json_object_get(view->rulebook.json, "industries");
}

bool rulebook_has_industry(const struct rulebook_view *view, const char *id)
{
	return ids_find(&view->rulebook.industry_ids, id) != IDS_NONE;
}

const char *rulebook_division(const struct rulebook_view *view, size_t i)
{
	return i < view->rulebook.division_ids.count ? view->rulebook.division_ids.names[i] : NULL;
}

json_t *rulebook_roles(const struct rulebook_view *view)
{
	json_t *roles = json_object(), *list = json_array(), *ignored;
	const char *role;

	for (size_t i = 0; i < view->rulebook.round_count; i++) {
		const struct round *round = &view->rulebook.rounds[i];
		for (size_t j = 0; j < round->criterion_count; j++)
			for (size_t k = 0; k < round->criteria[j].roles.count; k++)
				json_object_set_new(roles, round->criteria[j].roles.names[k], json_null());
		for (size_t j = 0; j < round->weighted_roles.count; j++)
			json_object_set_new(roles, round->weighted_roles.names[j], json_null());
	}
	json_object_foreach (roles, role, ignored)
		json_array_append_new(list, json_string(role));
	json_decref(roles);
	return list;
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

int64_t rulebook_weigh(const struct rulebook_criterion *list, const int64_t *points, size_t count)
{
	int64_t total = 0; /* a rulebook allows at most 10^12 */
	for (size_t i = 0; i < count; i++)
		total += points[i] < 0 ? 0 : points[i] * list[i].weight;
	return total;
}

const char *rulebook_show(int64_t millionths, char text[RULEBOOK_TOTAL_SIZE])
{
	return decimal_show_scaled(millionths, 6, text);
}

const char *rulebook_total(const struct rulebook_criterion *list, const int64_t *points, size_t count, char text[RULEBOOK_TOTAL_SIZE])
{
	return rulebook_show(rulebook_weigh(list, points, count), text);
}
