#include "judging/rules/condition.h"

#include <string.h>

bool fact_path_load(const struct condition_scope *scope, const struct place *at, const json_t *json, struct fact_path *path)
{
	static const struct {
		const char *prefix;
		enum fact_source source;
	} SOURCES[] = {{"firm.", FACT_FIRM}, {"entry.", FACT_ENTRY}, {"investment.", FACT_INVESTMENT}};
	const char *text = check_text(at, json);

	if (!text)
		return false;
	if (strcmp(text, "division") == 0 || strcmp(text, "industry") == 0) {
		*path = (struct fact_path){.source = *text == 'd' ? FACT_DIVISION : FACT_INDUSTRY, .text = text};
		return true;
	}
	for (size_t i = 0; i < sizeof SOURCES / sizeof SOURCES[0]; i++) {
		size_t length = strlen(SOURCES[i].prefix);
		if (strncmp(text, SOURCES[i].prefix, length) != 0 || !text[length])
			continue;
		if (SOURCES[i].source == FACT_INVESTMENT && !scope->inside_where) {
			place_error(at, "%s is known only inside `where`", text);
			return false;
		}
		*path = (struct fact_path){.source = SOURCES[i].source, .name = text + length, .text = text};
		return true;
	}
	place_error(at, "\"%s\" is none of firm.NAME, entry.NAME, investment.NAME, division, industry", text);
	return false;
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
