#include "judging/course/decision.h"

#include "judging/base/why.h"

const char *const decision_statuses[] = {"submitted", "ineligible", "admitted", NULL};

/* Whether a division is certain, certain not to be, or open; the first that holds counts, unless one before it is open. */
static enum prospect division_prospect(const struct rulebook *rulebook, const struct subject *subject)
{
	for (size_t i = 0; i < rulebook->division_ids.count; i++) {
		enum prospect verdict = condition_prospect(rulebook->divisions[i].when, subject);
		if (verdict != PROSPECT_NO)
			return verdict;
	}
	return PROSPECT_NO;
}

enum prospect decision_prospect(const struct rulebook *rulebook, const struct subject *subject, enum entry_status status)
{
	enum prospect division = division_prospect(rulebook, subject), rule = PROSPECT_YES;

	if (rulebook->eligibility && status == ENTRY_SUBMITTED)
		rule = condition_prospect(rulebook->eligibility, subject);
	if (status == ENTRY_INELIGIBLE || division == PROSPECT_NO || rule == PROSPECT_NO)
		return PROSPECT_NO;
	return division == PROSPECT_OPEN || rule == PROSPECT_OPEN ? PROSPECT_OPEN : PROSPECT_YES;
}

void decision_missing(const struct rulebook *rulebook, const struct subject *subject, struct ids *missing)
{
	if (rulebook->eligibility)
		condition_missing(rulebook->eligibility, subject, missing);
	for (size_t i = 0; i < rulebook->division_ids.count; i++)
		condition_missing(rulebook->divisions[i].when, subject, missing);
}

static enum why_code code_of(const struct rulebook *rulebook, const struct subject *subject, enum entry_status status, bool meets)
{
	if (status == ENTRY_INELIGIBLE)
		return WHY_INELIGIBLE;
	if (subject->division && (meets || status == ENTRY_ADMITTED))
		return status == ENTRY_ADMITTED ? WHY_ADMITTED : WHY_ELIGIBLE;
	if (decision_prospect(rulebook, subject, status) == PROSPECT_OPEN)
		return WHY_UNDECIDED;
	return subject->division ? WHY_RULE_NOT_MET : WHY_NO_DIVISION;
}

bool decision_eligible(
    const struct rulebook *rulebook, const struct subject *subject, enum entry_status status, const char *status_why, struct node *why)
{
	if (why)
		record_division(rulebook, subject, node_list_in(why, "divisions"));
	bool meets = !rulebook->eligibility || condition_holds(rulebook->eligibility, subject, node_object_in(why, "eligibility"));
	if (why)
		why_put_code(why, code_of(rulebook, subject, status, meets));
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
