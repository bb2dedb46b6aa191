/* What a condition comes to as long as facts are missing, and which facts it asks about. */
#include "judging/rules/condition.h"

#include "judging/rules/condition_tree.h"
#include "judging/rules/query.h"

static bool is_missing(const struct fact_path *path, const struct subject *subject)
{
	return path->name ? !fact_value(path, subject) : !fact_text(path, subject);
}

/* Whether a comparison hangs on a fact that is not stated. With `present` missing is an answer. */
static bool leaf_open(const struct condition *condition, const struct subject *subject)
{
	if (condition->comparison == PRESENT)
		return false;
	if (condition->by_division && !subject->division)
		return true;
	if (condition->query)
		return query_open(condition->query, subject, NULL);
	return is_missing(&condition->fact, subject) || (condition->with_fact && is_missing(&condition->other, subject));
}

enum prospect condition_prospect(const struct condition *condition, const struct subject *subject)
{
	enum prospect part;
	bool open = false;

	switch (condition->kind) {
	case CONDITION_NOT:
		part = condition_prospect(condition->parts[0], subject);
		return part == PROSPECT_OPEN ? PROSPECT_OPEN : part == PROSPECT_YES ? PROSPECT_NO : PROSPECT_YES;
	case CONDITION_ALL:
	case CONDITION_ANY:
		for (size_t i = 0; i < condition->count; i++) {
			part = condition_prospect(condition->parts[i], subject);
			if (part == (condition->kind == CONDITION_ALL ? PROSPECT_NO : PROSPECT_YES))
				return part;
			open |= part == PROSPECT_OPEN;
		}
		return open ? PROSPECT_OPEN : condition->kind == CONDITION_ALL ? PROSPECT_YES : PROSPECT_NO;
	case CONDITION_FACT:
	case CONDITION_INVESTMENTS:
		break;
	}
	return leaf_open(condition, subject) ? PROSPECT_OPEN : condition_holds(condition, subject, NULL) ? PROSPECT_YES : PROSPECT_NO;
}

/* Whether it is compared with true or false: a question that is answered with yes or no. */
static bool asks_yes_or_no(const struct condition *condition)
{
	if (condition->with_fact || condition->query)
		return false;
	if (!condition->by_division)
		return json_is_boolean(condition->value.json);
	for (size_t i = 0; i < condition->divisions->count; i++)
		if (json_is_boolean(condition->by_division[i].json))
			return true;
	return false;
}

/* Under NOT an `all` is one of several ways out, as an `any` is without. */
static void needs(const struct condition *condition, struct ids *needed, struct ids *optional, bool negated, bool alternative)
{
	if (condition->kind == CONDITION_INVESTMENTS) {
		query_needs(condition->query, needed, optional);
		return;
	}
	if (condition->kind != CONDITION_FACT) {
		bool either = condition->kind != CONDITION_NOT && (condition->kind == CONDITION_ANY) != negated;
		for (size_t i = 0; i < condition->count; i++)
			needs(condition->parts[i], needed, optional, negated != (condition->kind == CONDITION_NOT), alternative || either);
		return;
	}
	if (condition->comparison == PRESENT) {
		ids_add(optional, condition->fact.text, NULL);
		return;
	}
	if (alternative && !asks_yes_or_no(condition))
		return;
	ids_add(needed, condition->fact.text, NULL);
	if (condition->with_fact)
		ids_add(needed, condition->other.text, NULL);
}

void condition_needs(const struct condition *condition, struct ids *needed, struct ids *optional, bool alternative)
{
	needs(condition, needed, optional, false, alternative);
}

void condition_missing(const struct condition *condition, const struct subject *subject, struct ids *missing)
{
	for (size_t i = 0; i < condition->count; i++)
		condition_missing(condition->parts[i], subject, missing);
	if (condition->kind == CONDITION_INVESTMENTS)
		query_open(condition->query, subject, missing);
	if (condition->kind != CONDITION_FACT || condition->comparison == PRESENT)
		return;
	if (is_missing(&condition->fact, subject))
		ids_add(missing, condition->fact.text, NULL);
	if (condition->with_fact && is_missing(&condition->other, subject))
		ids_add(missing, condition->other.text, NULL);
}
