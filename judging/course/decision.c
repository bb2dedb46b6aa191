#include "judging/course/decision.h"

#include "judging/base/why.h"

const char *const decision_statuses[] = {"submitted", "ineligible", "admitted", NULL};

static enum why_code code_of(const struct subject *subject, enum entry_status status, bool meets)
{
	if (status == ENTRY_INELIGIBLE)
		return WHY_INELIGIBLE;
	if (!subject->division)
		return WHY_NO_DIVISION;
	if (status == ENTRY_ADMITTED)
		return WHY_ADMITTED;
	return meets ? WHY_ELIGIBLE : WHY_RULE_NOT_MET;
}

bool decision_eligible(const struct rulebook *rulebook, const struct subject *subject, enum entry_status status, const char *status_why,
    struct slab *slab, struct node **why)
{
	struct node *tree = NULL;
	bool meets = !rulebook->eligibility || condition_holds(rulebook->eligibility, subject, slab, &tree);

	if (slab) {
		struct node *divisions = node_list(slab);
		record_division(rulebook, subject, divisions);
		*why = why_new(slab, code_of(subject, status, meets));
		node_put_node(*why, "divisions", divisions);
		node_put_node(*why, "eligibility", tree);
		if (status != ENTRY_SUBMITTED) {
			node_put_text(*why, "decision", decision_statuses[status]);
			node_put_text(*why, "reason", status_why);
		}
	}
	if (status != ENTRY_SUBMITTED)
		meets = status == ENTRY_ADMITTED;
	return meets && subject->division;
}

size_t decision_direct(const struct rulebook *rulebook, const struct subject *subject, size_t left_before)
{
	for (size_t i = 0; i < rulebook->direct_count; i++)
		if (left_before > rulebook->direct[i].to && condition_holds(rulebook->direct[i].when, subject, NULL, NULL))
			return i;
	return IDS_NONE;
}

struct node *decision_explain_direct(
    const struct direct_rule *rule, const struct rulebook *rulebook, const struct subject *subject, struct slab *slab)
{
	struct node *tree = NULL;
	bool holds = condition_holds(rule->when, subject, slab, &tree);
	struct node *why = why_new(slab, holds ? WHY_DIRECT_MET : WHY_DIRECT_NOT_MET);

	node_put_text(why, "rule", rule->id);
	node_put_text(why, "to", rulebook->rounds[rule->to].id);
	node_put_node(why, "when", tree);
	return why;
}
