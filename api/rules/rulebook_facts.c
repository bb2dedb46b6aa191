#include "api/rules/rulebook_facts.h"

#include <string.h>

/* How the form asks for a fact of each kind. */
static const struct {
	const char *kind, *type;
} types[] = {
    {"date", "day"},
    {"money", "money"},
    {"yes_no", "boolean"},
    {"number", "number"},
    {"integer", "number"},
    {"share", "number"},
    {"text", "text"},
    {"choice", "text"},
};

static const char *type_of(const char *kind)
{
	for (size_t i = 0; kind && i < sizeof types / sizeof types[0]; i++)
		if (strcmp(types[i].kind, kind) == 0)
			return types[i].type;
	return "any";
}

/* The texts that may be chosen: those declared, else those the rules compare it with. */
static json_t *values_json(const json_t *fact)
{
	const json_t *choices = json_object_get(json_object_get(fact, "declared"), "choices");

	if (!choices)
		return json_incref(json_object_get(fact, "texts"));
	json_t *values = json_array();
	for (size_t i = 0; i < json_array_size(choices); i++)
		json_array_append(values, json_object_get(json_array_get(choices, i), "id"));
	return values;
}

json_t *rulebook_facts(const struct rulebook_view *view)
{
	json_t *asked = view ? rulebook_asked_facts(view) : json_array(), *facts = json_object(), *fact;
	size_t i;

	json_array_foreach (asked, i, fact)
		json_object_set_new(facts, json_string_value(json_object_get(fact, "path")),
		    json_pack("{s:s, s:O, s:o, s:O*, s:O*, s:O*}", "type", type_of(json_string_value(json_object_get(fact, "kind"))),
			"required", json_object_get(fact, "required"), "values", values_json(fact), "declared",
			json_object_get(fact, "declared"), "worth", json_object_get(fact, "worth"), "one_of",
			json_object_get(fact, "one_of")));
	json_decref(asked);
	return facts;
}
