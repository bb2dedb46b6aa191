#include "judging/eligibility.h"

#include "judging/case.h"
#include "judging/course/decision.h"
#include "judging/rulebook_view.h"

/* What is missing, if the answer hangs on it. */
static json_t *missing_json(const struct loaded_case *c, bool open)
{
	struct ids missing = {0};

	if (open)
		decision_missing(&c->rulebook, &c->subject, &missing);
	return case_paths(&missing);
}

static json_t *explain(const struct loaded_case *c, const struct eligibility_case *facts)
{
	struct slab slab = {0};
	struct node *why = node_object(&slab);
	bool eligible = decision_eligible(&c->rulebook, &c->subject, c->status, facts->status_why, why);
	bool open = !eligible && decision_prospect(&c->rulebook, &c->subject, c->status) == PROSPECT_OPEN;
	json_t *result = json_pack("{s:b, s:s?, s:o, s:o}", "eligible", (int)eligible, "division", c->subject.division, "missing",
	    missing_json(c, open), "why", node_json(why));

	slab_free(&slab);
	return result;
}

json_t *eligibility_explain(const json_t *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct loaded_case c;
	json_t *result = case_load(&c, rulebook, facts, errors) ? explain(&c, facts) : NULL;

	case_free(&c);
	return result;
}

json_t *eligibility_explain_by(const struct rulebook_view *view, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct loaded_case c;
	json_t *result = case_load_by(&c, &view->rulebook, facts, errors) ? explain(&c, facts) : NULL;

	case_free(&c);
	return result;
}

json_t *direct_advancement_explain(const json_t *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct loaded_case c;
	struct slab slab = {0};
	json_t *result = NULL;

	if (case_load(&c, rulebook, facts, errors)) {
		const struct rulebook *rules = &c.rulebook;
		result = json_array();
		for (size_t i = 0; i < rules->direct_count; i++) {
			const struct direct_rule *rule = &rules->direct[i];
			struct node *tree = node_object(&slab);
			bool holds = condition_holds(rule->when, &c.subject, tree);
			json_array_append_new(result, json_pack("{s:s, s:s, s:b, s:o}", "rule", rule->id, "to", rules->rounds[rule->to].id,
							  "holds", (int)holds, "why", node_json(tree)));
		}
	}
	slab_free(&slab);
	case_free(&c);
	return result;
}
