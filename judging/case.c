#include "judging/case.h"

#include "judging/course/decision.h"

#include <stdlib.h>
#include <string.h>

static void load_investments(struct loaded_case *c, const struct place *root, const json_t *investments)
{
	struct place at = place_key(root, "investments");
	if (!check_array(&at, investments, true))
		return;
	c->investments = memory_array(json_array_size(investments), sizeof *c->investments);
	for (size_t i = 0; i < json_array_size(investments); i++) {
		const json_t *json = json_array_get(investments, i), *facts = json_object_get(json, "facts");
		struct place element = place_index(&at, i), facts_at = place_key(&element, "facts");
		check_object(&element, json);
		fact_check_given(&c->rulebook.facts, &facts_at, FACT_INVESTMENT, facts);
		c->investments[i] = (struct subject_investment){json_string_value(json_object_get(json, "id")), facts};
	}
	c->subject.investments = c->investments;
	c->subject.investment_count = json_array_size(investments);
}

static void load_status(struct loaded_case *c, const struct place *root, const char *status)
{
	struct place at = place_key(root, "status");
	c->status = ENTRY_SUBMITTED;
	for (size_t i = 0; status && decision_statuses[i]; i++)
		if (strcmp(status, decision_statuses[i]) == 0) {
			c->status = (enum entry_status)i;
			return;
		}
	if (status)
		place_error(&at, "\"%s\" is none of submitted, ineligible, admitted", status);
}

/* What is not the rulebook; BEFORE errors there were when it all began. */
static bool load_facts(struct loaded_case *c, const struct eligibility_case *facts, struct judging_errors *errors, size_t before)
{
	struct place root = place_root(errors), firm = place_key(&root, "firm_facts"), entry = place_key(&root, "entry_facts");

	fact_check_given(&c->rulebook.facts, &firm, FACT_FIRM, facts->firm_facts);
	fact_check_given(&c->rulebook.facts, &entry, FACT_ENTRY, facts->entry_facts);
	c->subject = (struct subject){.firm_facts = facts->firm_facts, .entry_facts = facts->entry_facts, .industry = facts->industry};
	load_investments(c, &root, facts->investments);
	load_status(c, &root, facts->status);
	if (errors->count != before)
		return false;
	size_t division = record_division(&c->rulebook, &c->subject, NULL);
	if (division != IDS_NONE)
		c->subject.division = c->rulebook.divisions[division].id;
	return true;
}

bool case_load(struct loaded_case *c, const json_t *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct place root = place_root(errors);
	size_t before = errors->count;

	*c = (struct loaded_case){0};
	rulebook_load(&c->rulebook, &root, rulebook);
	return load_facts(c, facts, errors, before);
}

bool case_load_by(
    struct loaded_case *c, const struct rulebook *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	*c = (struct loaded_case){.rulebook = *rulebook, .borrowed = true};
	return load_facts(c, facts, errors, errors->count);
}

void case_free(struct loaded_case *c)
{
	free(c->investments);
	if (!c->borrowed)
		rulebook_free(&c->rulebook);
}

json_t *case_paths(struct ids *paths)
{
	json_t *list = json_array();

	if (paths->count > 1)
		qsort(paths->names, paths->count, sizeof *paths->names, ids_compare);
	for (size_t i = 0; i < paths->count; i++)
		json_array_append_new(list, json_string(paths->names[i]));
	ids_free(paths);
	return list;
}
