#include "judging/eligibility.h"

#include "judging/course/decision.h"
#include "judging/record/record.h"

#include <stdlib.h>
#include <string.h>

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
		fact_check_given(&explanation->rulebook.facts, &facts_at, FACT_INVESTMENT, facts);
		explanation->investments[i] = (struct subject_investment){json_string_value(json_object_get(json, "id")), facts};
	}
	explanation->subject.investments = explanation->investments;
	explanation->subject.investment_count = json_array_size(investments);
}

static void load_status(struct explanation *explanation, const struct place *root, const char *status)
{
	struct place at = place_key(root, "status");
	explanation->status = ENTRY_SUBMITTED;
	for (size_t i = 0; status && decision_statuses[i]; i++)
		if (strcmp(status, decision_statuses[i]) == 0) {
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
	fact_check_given(&explanation->rulebook.facts, &firm, FACT_FIRM, facts->firm_facts);
	fact_check_given(&explanation->rulebook.facts, &entry, FACT_ENTRY, facts->entry_facts);
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
	struct slab slab = {0};
	struct node *why = node_object(&slab);
	json_t *result = NULL;

	if (explanation_load(&explanation, rulebook, facts, errors)) {
		bool eligible = decision_eligible(&explanation.rulebook, &explanation.subject, explanation.status, facts->status_why, why);
		result = json_pack(
		    "{s:b, s:s?, s:o}", "eligible", (int)eligible, "division", explanation.subject.division, "why", node_json(why));
	}
	slab_free(&slab);
	explanation_free(&explanation);
	return result;
}

json_t *direct_advancement_explain(const json_t *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct explanation explanation;
	struct slab slab = {0};
	json_t *result = NULL;

	if (explanation_load(&explanation, rulebook, facts, errors)) {
		const struct rulebook *rules = &explanation.rulebook;
		result = json_array();
		for (size_t i = 0; i < rules->direct_count; i++) {
			const struct direct_rule *rule = &rules->direct[i];
			struct node *tree = node_object(&slab);
			bool holds = condition_holds(rule->when, &explanation.subject, tree);
			json_array_append_new(result, json_pack("{s:s, s:s, s:b, s:o}", "rule", rule->id, "to", rules->rounds[rule->to].id,
							  "holds", (int)holds, "why", node_json(tree)));
		}
	}
	slab_free(&slab);
	explanation_free(&explanation);
	return result;
}
