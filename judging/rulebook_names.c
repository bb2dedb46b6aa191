#include "judging/rulebook.h"

#include <string.h>

static const char *filled(const json_t *localised, const char *locale)
{
	const char *text = json_string_value(json_object_get(localised, locale));
	return text && *text ? text : NULL;
}

const char *rulebook_text(const json_t *localised, const char *locale)
{
	static const char *const OTHERWISE[] = {"zh-CN", "zh-Hant", "en"};
	const char *text = filled(localised, locale), *key, *first = NULL;
	json_t *value;

	for (size_t i = 0; !text && i < sizeof OTHERWISE / sizeof OTHERWISE[0]; i++)
		text = filled(localised, OTHERWISE[i]);
	if (text)
		return text;
	json_object_foreach ((json_t *)localised, key, value)
		if (filled(localised, key) && (!first || strcmp(key, first) < 0))
			first = key;
	return first ? filled(localised, first) : NULL;
}

static void take(json_t *names, const char *of, const json_t *items)
{
	json_t *item, *all = json_object_get(names, of);
	size_t i;

	json_array_foreach ((json_t *)items, i, item) {
		const char *id = json_string_value(json_object_get(item, "id"));
		json_t *name = json_object_get(item, "name");
		if (id)
			json_object_set_new(all, id, json_is_object(name) ? json_incref(name) : json_object());
	}
}

json_t *rulebook_names(const json_t *rulebook)
{
	json_t *names = json_pack("{s:{}, s:{}, s:{}, s:{}, s:{}, s:{}}", "division", "industry", "round", "criterion", "rule", "tier");
	const json_t *rounds = json_object_get(rulebook, "rounds"), *pools = json_object_get(json_object_get(rulebook, "award"), "pools");

	take(names, "division", json_object_get(rulebook, "divisions"));
	take(names, "industry", json_object_get(rulebook, "industries"));
	take(names, "rule", json_object_get(rulebook, "direct_advancement"));
	take(names, "round", rounds);
	for (size_t i = 0; i < json_array_size(rounds); i++) {
		take(names, "criterion", json_object_get(json_array_get(rounds, i), "criteria"));
		take(names, "criterion", json_object_get(json_array_get(rounds, i), "indicators"));
	}
	for (size_t i = 0; i < json_array_size(pools); i++)
		take(names, "tier", json_object_get(json_array_get(pools, i), "tiers"));
	return names;
}

const char *rulebook_name(const json_t *names, const char *of, const char *id, const char *locale)
{
	const char *name = rulebook_text(json_object_get(json_object_get(names, of), id), locale);
	return name ? name : id;
}
