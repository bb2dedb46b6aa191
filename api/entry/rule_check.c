#include "api/entry/rule_check.h"

#include <string.h>

#include "api/entry/entry_form.h"
#include "api/shared/problems.h"
#include "judging/eligibility.h"

/* Facts of the firm hold for all its entries: those of the submission that arrived last. */
#define SUBJECT_SQL                                                                                                                                                              \
	"SELECT e.edition_id, e.firm_id, w.form, e.industry, s.id, s.ordinal, s.entry_facts,"                                                                                    \
	" COALESCE((SELECT s2.firm_facts FROM entries e2 JOIN submissions s2 ON s2.id = e2.submission_id WHERE e2.firm_id = e.firm_id"                                           \
	"  AND e2.edition_id = e.edition_id AND e2.state = 'submitted' ORDER BY s2.arrived_at DESC, s2.id DESC LIMIT 1), s.firm_facts),"                                         \
	" x.decision FROM entries e JOIN drafts w ON w.entry_id = e.id LEFT JOIN submissions s ON s.id = e.submission_id LEFT JOIN eligibility_decisions x ON x.entry_id = e.id" \
	" WHERE e.id = :entry_id"
enum subject_column { S_EDITION, S_FIRM, S_FORM, S_INDUSTRY, S_SUBMISSION, S_ORDINAL, S_ENTRY_FACTS, S_FIRM_FACTS, S_DECISION };

static enum db_status load_rulebook(struct request *r, struct rule_subject *subject)
{
	struct db_rows rows;
	enum db_status status;

	if (subject->rulebook)
		return DB_OK;
	status = sql_query(r, &rows, "SELECT b.body FROM editions d JOIN rulebooks b ON b.id = d.rulebook_id WHERE d.id = :edition_id",
	    P(edition_id, subject->edition_id));
	if (status == DB_OK && rows.count)
		subject->rulebook = arena_json(r->arena, db_json(&rows, 0, 0));
	return status;
}

/* As in the dossier: what was rejected or withdrawn does not exist, and whether it is verified is a fact. */
static enum db_status load_investments(struct request *r, struct rule_subject *subject)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id, facts, state = 'verified' FROM investments WHERE firm_id = :firm_id AND edition_id = :edition_id"
	    " AND state NOT IN ('rejected', 'withdrawn')"
	    " ORDER BY id",
	    P(firm_id, subject->firm_id), P(edition_id, subject->edition_id));

	if (status != DB_OK)
		return status;
	subject->investments = arena_json(r->arena, json_array());
	for (size_t i = 0; i < rows.count; i++) {
		json_t *facts = db_json(&rows, i, 1);
		json_object_set_new(facts, "verified", json_boolean(db_int(&rows, i, 2)));
		json_array_append_new(subject->investments,
		    json_pack("{s:o, s:o}", "id", json_sprintf("i%lld", (long long)db_int(&rows, i, 0)), "facts", facts));
	}
	return DB_OK;
}

static void take_facts(struct request *r, const struct db_rows *rows, bool draft, struct rule_subject *subject)
{
	if (!draft) {
		subject->ordinal = db_int(rows, 0, S_ORDINAL);
		subject->submission_id = db_int(rows, 0, S_SUBMISSION);
		subject->firm_facts = arena_json(r->arena, db_json(rows, 0, S_FIRM_FACTS));
		subject->entry_facts = arena_json(r->arena, db_json(rows, 0, S_ENTRY_FACTS));
		subject->industry = db_text(rows, 0, S_INDUSTRY);
		return;
	}
	json_t *form = arena_json(r->arena, db_json(rows, 0, S_FORM));
	subject->firm_facts = json_object_get(form, "firm_facts");
	subject->entry_facts = arena_json(r->arena, entry_facts_stated(form, day_in_shanghai(r->arena, r->arrived_at)));
	subject->industry = json_string_value(json_object_get(form, "industry"));
}

enum db_status rule_subject_load(struct request *r, int64_t entry_id, enum rule_basis basis, struct rule_subject *subject, bool *found)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, SUBJECT_SQL, P(entry_id));

	*found = status == DB_OK && rows.count > 0;
	if (!*found)
		return status;
	*subject = (struct rule_subject){
	    .entry_id = entry_id,
	    .edition_id = db_int(&rows, 0, S_EDITION),
	    .firm_id = db_int(&rows, 0, S_FIRM),
	    .decision = db_text(&rows, 0, S_DECISION),
	    .rulebook = subject->rulebook,
	};
	take_facts(r, &rows, basis == RULE_DRAFT || db_is_null(&rows, 0, S_SUBMISSION), subject);
	status = load_rulebook(r, subject);
	return status == DB_OK ? load_investments(r, subject) : status;
}

static struct eligibility_case case_of(const struct rule_subject *subject, bool decided)
{
	bool overridden = decided && subject->decision && strcmp(subject->decision, "follow_rule") != 0;

	return (struct eligibility_case){
	    .firm_facts = subject->firm_facts,
	    .entry_facts = subject->entry_facts,
	    .industry = subject->industry,
	    .investments = subject->investments,
	    .status = overridden ? subject->decision : "submitted",
	    .status_why = overridden ? "decision" : NULL,
	};
}

/* Takes over what judging answered: RESULT, or ERRORS as a list. */
static json_t *taken(struct request *r, json_t *result, struct judging_errors *errors, json_t **faults)
{
	if (faults) {
		*faults = arena_json(r->arena, json_array());
		for (size_t i = 0; i < errors->count; i++)
			error_add(*faults, errors->list[i].path, "%s", errors->list[i].message);
	}
	judging_errors_free(errors);
	return arena_json(r->arena, result);
}

json_t *rule_eligibility(struct request *r, const struct rule_subject *subject, bool decided, json_t **faults)
{
	struct judging_errors errors = {0};
	struct eligibility_case c = case_of(subject, decided);

	return taken(r, subject->rulebook ? eligibility_explain(subject->rulebook, &c, &errors) : NULL, &errors, faults);
}

json_t *rule_direct_advancement(struct request *r, const struct rule_subject *subject, json_t **faults)
{
	struct judging_errors errors = {0};
	struct eligibility_case c = case_of(subject, true);

	return taken(r, subject->rulebook ? direct_advancement_explain(subject->rulebook, &c, &errors) : NULL, &errors, faults);
}

enum handled rule_faulty(struct request *r, json_t *faults)
{
	return reply_problem_list(r, &problem_rule_not_applicable, json_incref(faults));
}
