/* The names of values to rank by, and of earlier rounds. */
#include "judging/rules/rules.h"

#include <string.h>

static size_t find(const struct place *at, const struct ids *ids, const char *noun, const char *id)
{
	size_t position = ids_find(ids, id);
	if (position == IDS_NONE && !ids->incomplete)
		place_error(at, "unknown %s \"%s\"", noun, id);
	return position;
}

size_t rulebook_earlier_round(struct rulebook *rulebook, const struct place *at, const struct round *round, const char *id)
{
	size_t position = find(at, &rulebook->round_ids, "round", id);
	if (position == IDS_NONE)
		return 0;
	if (position >= round->number) {
		place_error(at, "round \"%s\" is not earlier", id);
		return 0;
	}
	return position;
}

/* most:PATH and least:PATH, of a firm or an entry. */
static void load_fact(struct rulebook *rulebook, const struct place *at, const char *path, struct tie_rule *rule)
{
	struct rule_scope scope = rulebook_scope(rulebook);
	json_t *text = json_string(path);
	struct fact_path found = {0};

	if (fact_path_load(&scope, at, text, &found)) {
		if (found.source != FACT_FIRM && found.source != FACT_ENTRY)
			place_error(at, "names a fact of firm or entry");
		else
			fact_note_use(&scope, path, KIND_NUMBER, NULL);
		/* the path ends where the rule's own text does, which lives as long as the rulebook */
		rule->fact = (struct fact_path){found.source, found.name ? path + (found.name - found.text) : NULL, path};
	}
	json_decref(text);
}

void rulebook_load_tie_rule(
    struct rulebook *rulebook, const struct place *at, const struct round *round, const char *text, bool with_facts, struct tie_rule *rule)
{
	*rule = (struct tie_rule){.kind = TIE_SUM, .text = text};
	if (strcmp(text, "sum") == 0)
		return;
	if (strcmp(text, "highest") == 0) {
		rule->kind = TIE_HIGHEST;
	} else if (strncmp(text, "criterion:", 10) == 0) {
		rule->kind = TIE_CRITERION;
		rule->index = find(at, &round->criterion_ids, "criterion", text + 10);
	} else if (strncmp(text, "indicator:", 10) == 0) {
		rule->kind = TIE_INDICATOR;
		rule->index = find(at, &round->indicator_ids, "indicator", text + 10);
	} else if (strncmp(text, "round:", 6) == 0) {
		rule->kind = TIE_ROUND;
		rule->index = rulebook_earlier_round(rulebook, at, round, text + 6);
	} else if (strncmp(text, "extra:", 6) == 0) {
		rule->kind = TIE_EXTRA;
		check_no_slash(at, text + 6);
	} else if (with_facts && strncmp(text, "most:", 5) == 0) {
		rule->kind = TIE_MOST;
		load_fact(rulebook, at, text + 5, rule);
	} else if (with_facts && strncmp(text, "least:", 6) == 0) {
		rule->kind = TIE_LEAST;
		load_fact(rulebook, at, text + 6, rule);
	} else {
		place_error(at, "\"%s\" is none of criterion:ID, indicator:ID, round:ID, extra:ID, sum, highest%s", text,
		    with_facts ? ", most:PATH, least:PATH" : "");
	}
}
