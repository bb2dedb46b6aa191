#include "api/entry/form_missing.h"

#include <string.h>

#include "api/entry/entry_form.h"
#include "api/rules/entry_facts.h"
#include "api/rules/fact_order.h"
#include "api/rules/rulebook_facts.h"

/* The types of values that the rules compare, and what is said of another. */
static const struct {
	const char *type;
	enum fault fault;
} compared[] = {{"number", FAULT_FACT_NUMBER}, {"boolean", FAULT_FACT_BOOL}, {"text", FAULT_FACT_TEXT}};

static bool is_of_type(const json_t *value, enum fault otherwise)
{
	return otherwise == FAULT_FACT_NUMBER ? json_is_number(value)
	       : otherwise == FAULT_FACT_BOOL ? json_is_boolean(value)
					      : json_is_string(value);
}

/* What is wrong with the type of VALUE; false: nothing. */
static bool is_other_type(const json_t *fact, const json_t *value, enum fault *fault)
{
	const char *type = json_string_value(json_object_get(fact, "type"));

	if (!type || json_object_get(fact, "declared"))
		return false;
	for (size_t i = 0; i < sizeof compared / sizeof compared[0]; i++) {
		*fault = compared[i].fault;
		if (!strcmp(compared[i].type, type))
			return !is_of_type(value, *fault);
	}
	return false;
}

bool form_fact_fits(const json_t *fact, const json_t *value)
{
	enum fault fault;

	return !is_other_type(fact, value, &fault);
}

/* A fact as the rulebook needs it: there if required, and of the type its conditions compare. What is declared is held against that apart. */
static void check_needed_fact(const struct form_check *c, const char *owner, const char *name, const json_t *value, const json_t *fact)
{
	enum fault fault;

	if (!form_filled(value)) {
		if (json_is_true(json_object_get(fact, "required")))
			form_fault(c, owner, name, FAULT_MISSING, 0, 0);
	} else if (is_other_type(fact, value, &fault))
		form_fault(c, owner, name, fault, 0, 0);
}

/* The fact of a firm or project that PATH names, as the form states it. */
static const json_t *stated_fact(const json_t *form, const char *path)
{
	const char *owner = !strncmp(path, "firm.", 5) ? "firm_facts" : !strncmp(path, "entry.", 6) ? "entry_facts" : NULL;

	if (owner && *owner == 'e' && entry_fact_source(path + 6))
		return json_object_get(form, path + 6);
	return owner ? json_object_get(json_object_get(form, owner), strchr(path, '.') + 1) : NULL;
}

/* Facts of which one will do, and none is there: said at the first of them. */
static void check_one_of(const struct form_check *c, const json_t *form, const char *path, const json_t *one_of)
{
	for (size_t i = 0; i < json_array_size(one_of); i++)
		if (form_filled(stated_fact(form, json_string_value(json_array_get(one_of, i)))))
			return;
	if (!strcmp(json_string_value(json_array_get(one_of, 0)), path))
		form_fault(c, *path == 'f' ? "firm_facts" : "entry_facts", strchr(path, '.') + 1, FAULT_ONE_OF, 0, 0);
}

static void check_stated_facts(struct request *r, const struct form_check *c, const json_t *form, const struct rulebook_view *rulebook)
{
	json_t *facts = arena_json(r->arena, rulebook_facts(rulebook)), *fact;
	const char *path;

	json_object_foreach (facts, path, fact) {
		if (json_object_get(fact, "one_of") && strncmp(path, "investment.", 11) != 0)
			check_one_of(c, form, path, json_object_get(fact, "one_of"));
		if (!strncmp(path, "firm.", 5))
			check_needed_fact(c, "firm_facts", path + 5, json_object_get(json_object_get(form, "firm_facts"), path + 5), fact);
		else if (!strncmp(path, "entry.", 6) && !entry_fact_source(path + 6))
			check_needed_fact(
			    c, "entry_facts", path + 6, json_object_get(json_object_get(form, "entry_facts"), path + 6), fact);
	}
}

/* What the rules ask of an investment, held against FACTS; LACKING: also what is not there. */
static void check_investment(
    struct request *r, const char *field, const json_t *facts, const struct rulebook_view *rulebook, bool lacking, json_t *errors)
{
	const struct form_check c = {.arena = r->arena, .locale = r->locale, .errors = errors};
	json_t *asked = arena_json(r->arena, rulebook_facts(rulebook)), *fact;
	const char *path;

	json_object_foreach (asked, path, fact) {
		if (strncmp(path, "investment.", 11) != 0 || !strcmp(path, "investment.verified"))
			continue;
		const json_t *value = json_object_get(facts, path + 11);
		if (lacking || form_filled(value))
			check_needed_fact(&c, field, path + 11, value, fact);
	}
}

void form_investment_missing(
    struct request *r, const char *field, const json_t *facts, const struct rulebook_view *rulebook, json_t *errors)
{
	check_investment(r, field, facts, rulebook, true, errors);
}

void form_investment_types(struct request *r, const char *field, const json_t *facts, const struct rulebook_view *rulebook, json_t *errors)
{
	check_investment(r, field, facts, rulebook, false, errors);
}

json_t *entry_form_missing(struct request *r, const json_t *form, const struct rulebook_view *rulebook)
{
	const struct form_check c = {.arena = r->arena, .locale = r->locale, .errors = entry_form_faults(r, form, rulebook)};

	check_stated_facts(r, &c, form, rulebook);
	entry_form_declared(r, form, rulebook, c.errors);
	fact_order_check(r, "firm", "firm_facts", json_object_get(form, "firm_facts"), NULL, c.errors);
	return c.errors;
}
