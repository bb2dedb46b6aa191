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

bool decision_eligible(
    const struct rulebook *rulebook, const struct subject *subject, enum entry_status status, const char *status_why, struct node *why)
{
	if (why)
		record_division(rulebook, subject, node_list_in(why, "divisions"));
	bool meets = !rulebook->eligibility || condition_holds(rulebook->eligibility, subject, node_object_in(why, "eligibility"));
	why_put_code(why, code_of(subject, status, meets));
	if (status != ENTRY_SUBMITTED) {
		node_put_text(why, "decision", decision_statuses[status]);
		node_put_text(why, "reason", status_why);
	}
	if (status != ENTRY_SUBMITTED)
		meets = status == ENTRY_ADMITTED;
	return meets && subject->division;
}

size_t decision_direct(const struct rulebook *rulebook, const struct subject *subject, size_t left_before)
{
	for (size_t i = 0; i < rulebook->direct_count; i++)
		if (left_before > rulebook->direct[i].to && condition_holds(rulebook->direct[i].when, subject, NULL))
			return i;
	return IDS_NONE;
}

void decision_explain_direct(
    const struct direct_rule *rule, const struct rulebook *rulebook, const struct subject *subject, struct node *why)
{
	bool holds = condition_holds(rule->when, subject, node_object_in(why, "when"));

	why_put_code(why, holds ? WHY_DIRECT_MET : WHY_DIRECT_NOT_MET);
	node_put_text(why, "rule", rule->id);
	node_put_text(why, "to", rulebook->rounds[rule->to].id);
}
