#include "api/rules/rule_check.h"

#include <string.h>

#include "api/rules/asked_facts.h"
#include "api/rules/entry_facts.h"
#include "api/rules/mistake_words.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/problems.h"
#include "api/shared/zones.h"
#include "judging/eligibility.h"
#include "judging/yield.h"

/* The entries whose ids :entries lists, in that order. Facts of the firm hold for all its entries: those of the submission that arrived last. */
#define ENTRIES \
	"JSON_TABLE(:entries, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) given STRAIGHT_JOIN entries e ON e.id = given.id"
#define SUBJECT_SQL                                                                                                                                 \
	"SELECT e.id, e.edition_id, e.firm_id, IF(:draft OR e.submission_id IS NULL, w.form, NULL), e.industry, s.id, s.ordinal, s.entry_facts,"    \
	" COALESCE((SELECT s2.firm_facts FROM entries e2 JOIN submissions s2 ON s2.id = e2.submission_id WHERE e2.firm_id = e.firm_id"              \
	"  AND e2.edition_id = e.edition_id AND e2.state = 'submitted' ORDER BY s2.arrived_at DESC, s2.id DESC LIMIT 1), s.firm_facts),"            \
	" x.decision, x.decision <> 'ineligible' AND (x.rule_eligible OR x.decision = 'admitted'), x.division, t.decision, t.eligible, t.division," \
	" n.finding, s.arrived_at FROM " ENTRIES " JOIN drafts w ON w.entry_id = e.id LEFT JOIN submissions s ON s.id = e.submission_id"            \
	" LEFT JOIN eligibility_decisions x ON x.entry_id = e.id LEFT JOIN eligibility_findings n ON n.entry_id = e.id"                             \
	" LEFT JOIN decision_letters t ON t.id = (SELECT MAX(l.id) FROM decision_letters l"                                                         \
	"  WHERE l.entry_id = e.id AND l.release_id IS NOT NULL AND l.kind <> 'return') ORDER BY given.place"
enum subject_column {
	S_ENTRY,
	S_EDITION,
	S_FIRM,
	S_FORM,
	S_INDUSTRY,
	S_SUBMISSION,
	S_ORDINAL,
	S_ENTRY_FACTS,
	S_FIRM_FACTS,
	S_DECISION, /* with the next two a struct rule_decision */
	S_ELIGIBLE,
	S_DIVISION,
	S_TOLD, /* likewise */
	S_TOLD_ELIGIBLE,
	S_TOLD_DIVISION,
	S_FINDING,
	S_ARRIVED
};

static struct rule_decision decision_of(const struct db_rows *rows, size_t row, size_t column)
{
	return (struct rule_decision){db_text(rows, row, column), db_int(rows, row, column + 1) != 0, db_text(rows, row, column + 2)};
}

static enum db_status load_rulebook(struct request *r, int64_t edition_id, json_t **rulebook)
{
	struct db_rows rows;
	enum db_status status;

	if (*rulebook)
		return DB_OK;
	status = sql_query(
	    r, &rows, "SELECT b.body FROM editions d JOIN rulebooks b ON b.id = d.rulebook_id WHERE d.id = :edition_id", P(edition_id));
	if (status == DB_OK && rows.count)
		*rulebook = arena_json(r->arena, db_json(&rows, 0, 0));
	return status;
}

/* As in the dossier: what was rejected or withdrawn does not exist, and whether it is verified is a fact. */
static enum db_status load_investments(
    struct request *r, const json_t *entries, const struct asked_facts *asked, struct rule_subject *subjects, size_t count)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT given.place - 1, i.id, i.facts, i.state = 'verified' FROM " ENTRIES
	    " STRAIGHT_JOIN investments i ON i.firm_id = e.firm_id AND i.edition_id = e.edition_id"
	    " WHERE i.state NOT IN ('rejected', 'withdrawn') ORDER BY given.place, i.id",
	    P(entries));

	for (size_t i = 0; i < count; i++)
		subjects[i].investments = arena_json(r->arena, json_array());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		int64_t entry = json_integer_value(json_array_get(entries, (size_t)db_int(&rows, i, 0)));
		size_t k = 0;
		while (k < count && subjects[k].entry_id != entry)
			k++;
		if (k == count)
			continue;
		json_t *facts = asked_facts_of_investment(asked, arena_json(r->arena, db_json(&rows, i, 2)), db_int(&rows, i, 3) != 0);
		json_array_append_new(subjects[k].investments,
		    json_pack("{s:o, s:o}", "id", json_sprintf("i%lld", (long long)db_int(&rows, i, 1)), "facts", facts));
	}
	return status;
}

static void take_facts(struct request *r, const struct db_rows *rows, size_t row, bool draft, const struct asked_facts *asked,
    const struct zone *zone, struct rule_subject *subject)
{
	json_t *form, *firm, *entry;

	if (!draft) {
		subject->ordinal = db_int(rows, row, S_ORDINAL);
		subject->submission_id = db_int(rows, row, S_SUBMISSION);
		subject->industry = db_text(rows, row, S_INDUSTRY);
		firm = arena_json(r->arena, db_json(rows, row, S_FIRM_FACTS));
		entry = arena_json(r->arena, db_json(rows, row, S_ENTRY_FACTS));
		/* As the dossier says it, by the rulebook that is asked now. */
		json_object_set_new(entry, "submitted_on", json_string(zone_day(r->arena, zone, db_time(rows, row, S_ARRIVED))));
	} else {
		form = arena_json(r->arena, db_json(rows, row, S_FORM));
		subject->industry = json_string_value(json_object_get(form, "industry"));
		firm = json_object_get(form, "firm_facts");
		entry = arena_json(r->arena, entry_facts_stated(form, zone_day(r->arena, zone, r->arrived_at)));
	}
	subject->firm_facts = arena_json(r->arena, asked_facts_take(asked, OWNER_FIRM, firm));
	subject->entry_facts = arena_json(r->arena, asked_facts_take(asked, OWNER_ENTRY, entry));
}

static enum db_status load(
    struct request *r, const json_t *entries, enum rule_basis basis, json_t *rulebook, struct rule_subject *subjects, size_t *count)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, SUBJECT_SQL, P(entries), P(draft, basis == RULE_DRAFT));

	*count = status == DB_OK ? rows.count : 0;
	if (*count == 0)
		return status;
	status = load_rulebook(r, db_int(&rows, 0, S_EDITION), &rulebook);
	const struct rulebook_view *view = rulebook_of(r, rulebook);
	const struct asked_facts asked = asked_facts_of(r, view);
	for (size_t i = 0; i < rows.count; i++) {
		subjects[i] = (struct rule_subject){
		    .entry_id = db_int(&rows, i, S_ENTRY),
		    .edition_id = db_int(&rows, i, S_EDITION),
		    .firm_id = db_int(&rows, i, S_FIRM),
		    .decided = decision_of(&rows, i, S_DECISION),
		    .told = decision_of(&rows, i, S_TOLD),
		    .found = db_text(&rows, i, S_FINDING),
		    .rulebook = rulebook,
		    .view = view,
		};
		take_facts(r, &rows, i, basis == RULE_DRAFT || db_is_null(&rows, i, S_SUBMISSION), &asked, zone_of_rulebook(rulebook),
		    &subjects[i]);
	}
	return status == DB_OK ? load_investments(r, entries, &asked, subjects, rows.count) : status;
}

enum db_status rule_subject_load(struct request *r, int64_t entry_id, enum rule_basis basis, struct rule_subject *subject, bool *found)
{
	size_t count;
	enum db_status status =
	    load(r, arena_json(r->arena, json_pack("[I]", (json_int_t)entry_id)), basis, subject->rulebook, subject, &count);

	*found = count > 0;
	return status;
}

enum db_status rule_subjects_load(struct request *r, const json_t *entries, struct rule_subject *subjects, size_t *count)
{
	return load(r, entries, RULE_SUBMISSION, NULL, subjects, count);
}

static struct eligibility_case case_of(const struct rule_subject *subject, bool decided)
{
	const char *decision = decided ? subject->decided.decision : NULL;
	bool overridden = decision && strcmp(decision, "follow_rule") != 0;

	return (struct eligibility_case){
	    .firm_facts = subject->firm_facts,
	    .entry_facts = subject->entry_facts,
	    .industry = subject->industry,
	    .investments = subject->investments,
	    .status = overridden ? decision : "submitted",
	    .status_why = overridden ? "decision" : NULL,
	};
}

/* Takes over what judging answered: RESULT, or ERRORS as a list. */
static json_t *taken(struct request *r, json_t *result, struct judging_errors *errors, json_t **faults)
{
	if (faults) {
		*faults = arena_json(r->arena, json_array());
		mistakes_add(r, *faults, errors, SIZE_MAX, "field", "detail");
	}
	judging_errors_free(errors);
	return arena_json(r->arena, result);
}

json_t *rule_eligibility(struct request *r, const struct rule_subject *subject, bool decided, json_t **faults)
{
	struct judging_errors errors = {0};
	struct eligibility_case c = case_of(subject, decided);

	return taken(r,
	    subject->view       ? eligibility_explain_by(subject->view, &c, &errors)
	    : subject->rulebook ? eligibility_explain(subject->rulebook, &c, &errors)
				: NULL,
	    &errors, faults);
}

bool rule_says_eligible(const json_t *outcome)
{
	return json_is_true(json_object_get(outcome, "eligible"));
}

json_t *rule_verdict_json(const json_t *rule)
{
	return !rule || json_array_size(json_object_get(rule, "missing")) > 0 ? json_null() : json_boolean(rule_says_eligible(rule));
}

const char *rule_finding(const struct rule_subject *subject, const json_t *outcome)
{
	const struct rule_decision *decided = &subject->decided;
	const char *division = json_string_value(json_object_get(outcome, "division"));
	bool eligible = rule_says_eligible(outcome), refused = decided->decision && strcmp(decided->decision, "ineligible") == 0;

	if (!outcome || refused)
		return NULL;
	if (json_array_size(json_object_get(outcome, "missing")) > 0)
		return "missing";
	if (decided->decision && strcmp(decided->decision, "admitted") == 0 && !eligible)
		return "no_division";
	if (!decided->decision || (eligible == decided->eligible && !eligible))
		return NULL;
	return eligible != decided->eligible || (decided->division && strcmp(decided->division, division) != 0) ? "changed" : NULL;
}

json_t *rule_direct_advancement(struct request *r, const struct rule_subject *subject, json_t **faults)
{
	struct judging_errors errors = {0};
	struct eligibility_case c = case_of(subject, true);

	return taken(r, subject->rulebook ? direct_advancement_explain(subject->rulebook, &c, &errors) : NULL, &errors, faults);
}

/* The investments as if they were verified; the request's. */
static json_t *as_verified(struct request *r, const json_t *investments)
{
	json_t *copy = arena_json(r->arena, json_deep_copy(investments)), *investment;
	size_t i;

	json_array_foreach (copy, i, investment) {
		json_t *facts = json_object_get(investment, "facts");
		if (json_object_get(facts, "verified"))
			json_object_set_new(facts, "verified", json_true());
	}
	return copy;
}

json_t *rule_yield(struct request *r, const struct rule_subject *subject, bool verified, json_t **faults)
{
	struct judging_errors errors = {0};
	struct eligibility_case c = case_of(subject, false);

	if (verified)
		c.investments = as_verified(r, subject->investments);
	return taken(r, subject->rulebook ? case_yield(subject->rulebook, &c, &errors) : NULL, &errors, faults);
}

json_t *rule_taken(const struct rulebook_view *rulebook, const json_t *rules, const char *left_before)
{
	json_t *rule;
	size_t i;

	json_array_foreach (rules, i, rule) {
		size_t to = rulebook_round_position(rulebook, json_string_value(json_object_get(rule, "to")));
		if (json_is_true(json_object_get(rule, "holds")) && (!left_before || to < rulebook_round_position(rulebook, left_before)))
			return rule;
	}
	return NULL;
}

int64_t rule_part(struct request *r, const struct rule_subject *subject, const json_t *rules, const char *left_before)
{
	const struct rulebook_view *rulebook = rulebook_of(r, subject->rulebook);
	const json_t *rule = rulebook ? rule_taken(rulebook, rules, left_before) : NULL;

	if (!json_is_true(json_object_get(rule_eligibility(r, subject, true, NULL), "eligible")))
		return INT64_MAX;
	return rule ? (int64_t)rulebook_round_position(rulebook, json_string_value(json_object_get(rule, "to"))) : 0;
}

enum handled rule_faulty(struct request *r, json_t *faults)
{
	return reply_problem_list(r, &problem_rule_not_applicable, json_incref(faults));
}
