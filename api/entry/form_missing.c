#include "api/entry/form_missing.h"

#include <string.h>

#include "api/entry/entry_form.h"
#include "api/rules/fact_order.h"
#include "api/rules/rulebook_facts.h"

/* A fact as the rulebook needs it: there if required, and of the type its conditions compare. What is declared is held against that apart. */
static void check_needed_fact(const struct form_check *c, const char *owner, const char *name, const json_t *value, const json_t *fact)
{
	const char *type = json_string_value(json_object_get(fact, "type"));

	if (!form_filled(value)) {
		if (json_is_true(json_object_get(fact, "required")))
			form_fault(c, owner, name, FAULT_MISSING, 0, 0);
		return;
	}
	if (json_object_get(fact, "declared"))
		return;
	if (!strcmp(type, "number") && !json_is_number(value))
		form_fault(c, owner, name, FAULT_FACT_NUMBER, 0, 0);
	else if (!strcmp(type, "boolean") && !json_is_boolean(value))
		form_fault(c, owner, name, FAULT_FACT_BOOL, 0, 0);
	else if (!strcmp(type, "text") && !json_is_string(value))
		form_fault(c, owner, name, FAULT_FACT_TEXT, 0, 0);
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

void form_investment_missing(
    struct request *r, const char *field, const json_t *facts, const struct rulebook_view *rulebook, json_t *errors)
{
	const struct form_check c = {.arena = r->arena, .locale = r->locale, .errors = errors};
	json_t *asked = arena_json(r->arena, rulebook_facts(rulebook)), *fact;
	const char *path;

	json_object_foreach (asked, path, fact)
		if (!strncmp(path, "investment.", 11) && strcmp(path, "investment.verified") != 0)
			check_needed_fact(&c, field, path + 11, json_object_get(facts, path + 11), fact);
}

json_t *entry_form_missing(struct request *r, const json_t *form, const struct rulebook_view *rulebook)
{
	const struct form_check c = {.arena = r->arena, .locale = r->locale, .errors = entry_form_faults(r, form, rulebook)};

	check_stated_facts(r, &c, form, rulebook);
	entry_form_declared(r, form, rulebook, c.errors);
	fact_order_check(r, "firm", "firm_facts", json_object_get(form, "firm_facts"), NULL, c.errors);
	return c.errors;
}
