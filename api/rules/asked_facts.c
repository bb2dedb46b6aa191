#include "api/rules/asked_facts.h"

#include <string.h>

static const char *const owners[FACT_OWNERS] = {"firm", "entry", "investment"};

struct asked_facts asked_facts_of(struct request *r, const struct rulebook_view *view)
{
	struct asked_facts asked = {0};
	json_t *fact;
	size_t i;

	for (int owner = 0; owner < FACT_OWNERS; owner++)
		asked.names[owner] = arena_json(r->arena, json_object());
	if (!view)
		return asked;
	json_t *all = arena_json(r->arena, rulebook_asked_facts(view));
	json_array_foreach (all, i, fact)
		for (int owner = 0; owner < FACT_OWNERS; owner++)
			if (strcmp(json_string_value(json_object_get(fact, "of")), owners[owner]) == 0)
				json_object_set_new(asked.names[owner], json_string_value(json_object_get(fact, "name")), json_true());
	if (rulebook_knows_fact(view, "firm", "district"))
		json_object_set_new(asked.names[OWNER_FIRM], "district", json_true());
	asked.submitted_on = rulebook_knows_fact(view, "entry", "submitted_on");
	asked.verified = rulebook_knows_fact(view, "investment", "verified");
	return asked;
}

json_t *asked_facts_take(const struct asked_facts *asked, enum fact_owner owner, const json_t *stated)
{
	json_t *taken = json_object(), *fact;
	const char *name;

	/* jansson's iterator only reads; it has no const form. */
	json_object_foreach ((json_t *)stated, name, fact)
		if (!json_is_null(fact) && json_object_get(asked->names[owner], name))
			json_object_set(taken, name, fact);
	return taken;
}

json_t *asked_facts_of_investment(const struct asked_facts *asked, const json_t *stated, bool verified)
{
	json_t *taken = asked_facts_take(asked, OWNER_INVESTMENT, stated);

	if (asked->verified)
		json_object_set_new(taken, "verified", json_boolean(verified));
	return taken;
}
