#include "judging/course/eligibility.h"

#include "judging/course/contest.h"

#include <stdlib.h>
#include <string.h>

static const char *const STATUSES[] = {"submitted", "ineligible", "admitted"};

bool eligibility_decide(
    const struct rulebook *rulebook, const struct subject *subject, enum entry_status status, const char *status_why, json_t **why)
{
	bool eligible = true;

	if (why) {
		json_t *divisions = json_array();
		record_division(rulebook, subject, divisions);
		*why = json_pack("{s:o}", "divisions", divisions);
	}
	if (rulebook->eligibility) {
		json_t *tree = NULL;
		eligible = condition_holds(rulebook->eligibility, subject, why ? &tree : NULL);
		if (why)
			json_object_set_new(*why, "eligibility", tree);
	}
	if (status != ENTRY_SUBMITTED) {
		eligible = status == ENTRY_ADMITTED;
		if (why)
			json_object_set_new(*why, "decision", json_string(STATUSES[status]));
		if (why && status_why)
			json_object_set_new(*why, "reason", json_string(status_why));
	}
	return eligible && subject->division;
}

/* A rulebook and the facts of one case, loaded and checked. */
struct explanation {
	struct rulebook rulebook;
	struct subject_investment *investments;
	struct subject subject;
	enum entry_status status;
};

static void load_investments(struct explanation *explanation, const struct place *root, const json_t *investments)
{
	struct place at = place_key(root, "investments");
	if (!check_array(&at, investments, true))
		return;
	explanation->investments = memory_array(json_array_size(investments), sizeof *explanation->investments);
	for (size_t i = 0; i < json_array_size(investments); i++) {
		const json_t *json = json_array_get(investments, i), *facts = json_object_get(json, "facts");
		struct place element = place_index(&at, i), facts_at = place_key(&element, "facts");
		check_object(&element, json);
		check_facts(&facts_at, facts);
		explanation->investments[i] = (struct subject_investment){json_string_value(json_object_get(json, "id")), facts};
	}
	explanation->subject.investments = explanation->investments;
	explanation->subject.investment_count = json_array_size(investments);
}

static void load_status(struct explanation *explanation, const struct place *root, const char *status)
{
	struct place at = place_key(root, "status");
	explanation->status = ENTRY_SUBMITTED;
	for (size_t i = 0; status && i < sizeof STATUSES / sizeof STATUSES[0]; i++)
		if (strcmp(status, STATUSES[i]) == 0) {
			explanation->status = (enum entry_status)i;
			return;
		}
	if (status)
		place_error(&at, "\"%s\" is none of submitted, ineligible, admitted", status);
}

/* False with errors; explanation_free() is needed in any case. */
static bool explanation_load(
    struct explanation *explanation, const json_t *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct place root = place_root(errors), firm = place_key(&root, "firm_facts"), entry = place_key(&root, "entry_facts");
	size_t before = errors->count;

	*explanation = (struct explanation){0};
	rulebook_load(&explanation->rulebook, &root, rulebook);
	check_facts(&firm, facts->firm_facts);
	check_facts(&entry, facts->entry_facts);
	explanation->subject =
	    (struct subject){.firm_facts = facts->firm_facts, .entry_facts = facts->entry_facts, .industry = facts->industry};
	load_investments(explanation, &root, facts->investments);
	load_status(explanation, &root, facts->status);
	if (errors->count != before)
		return false;
	size_t division = record_division(&explanation->rulebook, &explanation->subject, NULL);
	if (division != IDS_NONE)
		explanation->subject.division = explanation->rulebook.divisions[division].id;
	return true;
}

static void explanation_free(struct explanation *explanation)
{
	free(explanation->investments);
	rulebook_free(&explanation->rulebook);
}

json_t *eligibility_explain(const json_t *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct explanation explanation;
	json_t *result = NULL, *why;

	if (explanation_load(&explanation, rulebook, facts, errors)) {
		bool eligible =
		    eligibility_decide(&explanation.rulebook, &explanation.subject, explanation.status, facts->status_why, &why);
		result = json_pack("{s:b, s:s?, s:o}", "eligible", eligible, "division", explanation.subject.division, "why", why);
	}
	explanation_free(&explanation);
	return result;
}

json_t *direct_advancement_explain(const json_t *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct explanation explanation;
	json_t *result = NULL;

	if (explanation_load(&explanation, rulebook, facts, errors)) {
		const struct rulebook *rules = &explanation.rulebook;
		result = json_array();
		for (size_t i = 0; i < rules->direct_count; i++) {
			json_t *why = NULL;
			bool holds = condition_holds(rules->direct[i].when, &explanation.subject, &why);
			json_array_append_new(result, json_pack("{s:s, s:s, s:b, s:o}", "rule", rules->direct[i].id, "to",
							  rules->rounds[rules->direct[i].to].id, "holds", holds, "why", why));
		}
	}
	explanation_free(&explanation);
	return result;
}
