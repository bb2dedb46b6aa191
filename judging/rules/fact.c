#include "judging/rules/fact.h"

#include "judging/base/canonical.h"

#include <string.h>

const char *const fact_kinds[] = {"money", "number", "integer", "share", "date", "text", "choice", "yes_no", NULL};

static const char *const SOURCES[FACT_SOURCES] = {"firm", "entry", "investment"};

/* `date` for names in _on, `money` for names in _fen, and both for no others. */
static bool check_kind_of_name(const struct place *at, const struct fact_rule *rule)
{
	bool day = check_suffix(rule->name, "_on"), money = check_suffix(rule->name, "_fen");
	if (day != (rule->kind == KIND_DATE))
		place_error(at, day ? "a name in _on is a date" : "a date's name ends in _on");
	else if (money != (rule->kind == KIND_MONEY))
		place_error(at, money ? "a name in _fen is money" : "money's name ends in _fen");
	return day == (rule->kind == KIND_DATE) && money == (rule->kind == KIND_MONEY);
}

/* A bound, which must be what the fact itself may be. */
static bool check_number_of_kind(const struct place *at, enum fact_kind kind, const json_t *json)
{
	char text[DECIMAL_TEXT];
	int64_t ignored;
	switch (kind) {
	case KIND_MONEY:
		return check_money(at, json, &ignored);
	case KIND_INTEGER:
		return check_integer(at, json, -DECIMAL_MAX_INTEGER, DECIMAL_MAX_INTEGER, &ignored);
	case KIND_SHARE:
		if (!check_number(at, json))
			return false;
		if (json_number_value(json) >= 0 && json_number_value(json) <= 1)
			return true;
		place_error(at, "%s is not a share from 0 to 1", canonical_number(json, text));
		return false;
	default:
		return check_number(at, json);
	}
}

static void load_choices(struct fact_rule *rule, const struct place *up, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", false}, {0}};
	struct place at = place_key(up, "choices");

	rule->choices.incomplete = !json_is_array(json);
	if (!check_array(&at, json, true))
		return;
	check_ids(&at, json, &rule->choices);
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i), name = place_key(&element, "name");
		if (check_members(&element, json_array_get(json, i), MEMBERS))
			check_localised(&name, json_object_get(json_array_get(json, i), "name"));
	}
}

static void load_rule(struct fact_rule *rule, const struct place *at, const json_t *json)
{
	static const struct member_rule PLAIN[] = {{"kind", true}, {"name", false}, {0}};
	static const struct member_rule NUMERIC[] = {{"kind", true}, {"name", false}, {"min", false}, {"max", false}, {0}};
	static const struct member_rule ANY[] = {{"kind", true}, {"name", false}, {"min", false}, {"max", false}, {"choices", false}, {0}};
	static const struct member_rule CHOICE[] = {{"kind", true}, {"name", false}, {"choices", true}, {0}};
	struct place kind_at = place_key(at, "kind"), name = place_key(at, "name"), min = place_key(at, "min"), max = place_key(at, "max"),
		     choices = place_key(at, "choices");
	int kind = KIND_TEXT;

	if (!check_object(at, json))
		return;
	check_localised(&name, json_object_get(json, "name"));
	if (!check_word(&kind_at, json_object_get(json, "kind"), fact_kinds, &kind)) {
		/* what belongs to it depends on its kind, but of whatever kind, its bounds are numbers and its choices are a list */
		check_members(at, json, ANY);
		check_number(&min, json_object_get(json, "min"));
		check_number(&max, json_object_get(json, "max"));
		check_array(&choices, json_object_get(json, "choices"), true);
		return;
	}
	rule->kind = (enum fact_kind)kind;
	check_members(at, json, kind <= KIND_SHARE ? NUMERIC : kind == KIND_CHOICE ? CHOICE : PLAIN);
	rule->kind_known = check_kind_of_name(&kind_at, rule);
	if (kind == KIND_CHOICE)
		load_choices(rule, at, json_object_get(json, "choices"));
	if (kind <= KIND_SHARE && check_number_of_kind(&min, rule->kind, json_object_get(json, "min")))
		rule->min = json_object_get(json, "min");
	if (kind <= KIND_SHARE && check_number_of_kind(&max, rule->kind, json_object_get(json, "max")))
		rule->max = json_object_get(json, "max");
}

void fact_rules_load(struct fact_rules *facts, struct slab *slab, const struct place *at, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {{"firm", false}, {"entry", false}, {"investment", false}, {0}};
	const char *name;
	json_t *member;

	if (!json || !check_members(at, json, MEMBERS))
		return;
	for (int i = 0; i < FACT_SOURCES; i++) {
		const json_t *list = json_object_get(json, SOURCES[i]);
		struct place source = place_key(at, SOURCES[i]);
		facts->declared[i] = !list || json_is_object(list);
		if (!check_object(&source, list))
			continue;
		facts->rules[i] = slab_take(slab, json_object_size(list), sizeof *facts->rules[i]);
		json_object_foreach ((json_t *)list, name, member) {
			struct place element = place_key(&source, name);
			struct fact_rule *rule = &facts->rules[i][ids_add(&facts->names[i], name, NULL)];
			rule->name = name;
			rule->json = member;
			load_rule(rule, &element, member);
		}
	}
}

void fact_rules_free(struct fact_rules *facts)
{
	for (int i = 0; i < FACT_SOURCES; i++) {
		for (size_t j = 0; j < facts->names[i].count; j++)
			ids_free(&facts->rules[i][j].choices);
		ids_free(&facts->names[i]);
	}
}

const char *fact_check_name(const struct rule_scope *scope, const struct place *at, enum fact_source source, const char *name)
{
	char *path = slab_take(scope->slab, strlen(SOURCES[source]) + strlen(name) + 2, 1);
	stpcpy(stpcpy(stpcpy(path, SOURCES[source]), "."), name);
	ids_add(scope->asked, path, NULL);
	if (scope->facts->declared[source] && ids_find(&scope->facts->names[source], name) == IDS_NONE)
		place_error(at, "the rulebook declares no fact %s.%s", SOURCES[source], name);
	return path;
}

void fact_note_use(const struct rule_scope *scope, const char *path, enum fact_kind kind, const char *text)
{
	json_t *use = json_object_get(scope->used, path);

	if (!use) {
		use = json_pack("{s:s, s:{}}", "kind", fact_kinds[kind], "texts");
		json_object_set_new(scope->used, path, use);
	}
	if (text)
		json_object_set_new(json_object_get(use, "texts"), text, json_null());
}

const char *fact_check_measured(const struct rule_scope *scope, const struct place *at, const char *name)
{
	const char *path = fact_check_name(scope, at, FACT_INVESTMENT, name);

	fact_note_use(scope, path, KIND_NUMBER, NULL);
	return path;
}

bool fact_path_load(const struct rule_scope *scope, const struct place *at, const json_t *json, struct fact_path *path)
{
	const char *text = check_text(at, json);

	if (!text)
		return false;
	if (strcmp(text, "division") == 0 || strcmp(text, "industry") == 0) {
		*path = (struct fact_path){.source = *text == 'd' ? FACT_DIVISION : FACT_INDUSTRY, .text = text};
		return true;
	}
	for (int i = 0; i < FACT_SOURCES; i++) {
		size_t length = strlen(SOURCES[i]);
		if (strncmp(text, SOURCES[i], length) != 0 || text[length] != '.' || !text[length + 1])
			continue;
		if (i == FACT_INVESTMENT && !scope->inside_where) {
			place_error(at, "%s is known only inside `where`", text);
			return false;
		}
		*path = (struct fact_path){.source = (enum fact_source)i, .name = text + length + 1, .text = text};
		fact_check_name(scope, at, path->source, path->name);
		return true;
	}
	place_error(at, "\"%s\" is none of firm.NAME, entry.NAME, investment.NAME, division, industry", text);
	return false;
}

/* What holds of any fact, by its name. */
static bool check_by_name(const struct place *at, const char *name, const json_t *value)
{
	int64_t ignored;
	if (check_suffix(name, "_on"))
		return check_day(at, value, &ignored);
	if (check_suffix(name, "_fen"))
		return check_money(at, value, &ignored);
	if (json_is_number(value))
		return check_number(at, value);
	if (json_is_string(value) || json_is_boolean(value))
		return true;
	place_error(at, "must be a text, a number, true, false or null");
	return false;
}

bool fact_check_kind(const struct place *at, const char *name, const struct fact_rule *rule, const json_t *value)
{
	bool ignored;

	if (!check_by_name(at, name, value))
		return false;
	if (!rule)
		return true;
	switch (rule->kind) {
	case KIND_DATE: /* both by its name */
	case KIND_MONEY:
		return true;
	case KIND_NUMBER:
	case KIND_INTEGER:
	case KIND_SHARE:
		return check_number_of_kind(at, rule->kind, value);
	case KIND_TEXT:
		return check_text(at, value);
	case KIND_CHOICE:
		return check_reference(at, value, &rule->choices, "choice") != IDS_NONE;
	case KIND_YES_NO:
		return check_flag(at, value, &ignored);
	}
	return true;
}

enum fact_range fact_range(const struct fact_rule *rule, const json_t *value)
{
	/* canonical decimals order as the doubles they are written for */
	if (rule->min && json_number_value(value) < json_number_value(rule->min))
		return FACT_BELOW;
	return rule->max && json_number_value(value) > json_number_value(rule->max) ? FACT_ABOVE : FACT_WITHIN;
}

static void check_given(const struct place *at, const char *name, const struct fact_rule *rule, const json_t *value)
{
	char text[DECIMAL_TEXT], bound[DECIMAL_TEXT];

	if (!fact_check_kind(at, name, rule, value) || !rule)
		return;
	switch (fact_range(rule, value)) {
	case FACT_WITHIN:
		break;
	case FACT_BELOW:
		place_error(at, "%s is below the least, %s", canonical_number(value, text), canonical_number(rule->min, bound));
		break;
	case FACT_ABOVE:
		place_error(at, "%s is above the most, %s", canonical_number(value, text), canonical_number(rule->max, bound));
		break;
	}
}

void fact_check_given(const struct fact_rules *rules, const struct place *at, enum fact_source source, const json_t *facts)
{
	const char *name;
	json_t *value;

	if (!check_object(at, facts))
		return;
	json_object_foreach ((json_t *)facts, name, value) {
		struct place member = place_key(at, name);
		size_t position = ids_find(&rules->names[source], name);
		if (rules->declared[source] && position == IDS_NONE)
			place_error(&member, "the rulebook declares no such fact");
		if (json_is_null(value))
			continue; /* a fact that is null is missing */
		check_given(&member, name,
		    position != IDS_NONE && rules->rules[source][position].kind_known ? &rules->rules[source][position] : NULL, value);
	}
}

const json_t *fact_value(const struct fact_path *path, const struct subject *subject)
{
	const json_t *facts = NULL;
	switch (path->source) {
	case FACT_FIRM:
		facts = subject->firm_facts;
		break;
	case FACT_ENTRY:
		facts = subject->entry_facts;
		break;
	case FACT_INVESTMENT:
		facts = subject->investment_facts;
		break;
	case FACT_DIVISION:
	case FACT_INDUSTRY:
		return NULL;
	}
	const json_t *fact = json_object_get(facts, path->name);
	return json_is_null(fact) ? NULL : fact;
}

const char *fact_text(const struct fact_path *path, const struct subject *subject)
{
	if (path->source == FACT_DIVISION)
		return subject->division;
	if (path->source == FACT_INDUSTRY)
		return subject->industry;
	return json_string_value(fact_value(path, subject));
}
