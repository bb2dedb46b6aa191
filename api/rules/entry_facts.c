#include "api/rules/entry_facts.h"

#include <string.h>

const char *const entry_facts_of_form[] = {
    "technology_field", "channel", "invest_instead_of_review", "financing_wan", "equity_percent", NULL};

const char *entry_fact_source(const char *name)
{
	if (!strcmp(name, "submitted_on"))
		return "server";
	for (const char *const *own = entry_facts_of_form; *own; own++)
		if (!strcmp(*own, name))
			return "form";
	return NULL;
}

json_t *entry_facts_stated(const json_t *form, const char *submitted_on)
{
	json_t *facts = json_object();

	json_object_update(facts, json_object_get(form, "entry_facts"));
	for (const char *const *own = entry_facts_of_form; *own; own++)
		json_object_set(facts, *own, json_object_get(form, *own));
	json_object_set_new(facts, "submitted_on", json_string(submitted_on));
	return facts;
}
