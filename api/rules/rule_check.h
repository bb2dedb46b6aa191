/* What the rulebook in force says of one entry as it stands in the tables: eligibility, division, direct advancement. It agrees with the
 * results computed from the edition's dossier, which takes the same facts from the same rows. */
#ifndef API_ENTRY_RULE_CHECK_H
#define API_ENTRY_RULE_CHECK_H

#include <jansson.h>
#include <stdbool.h>

#include "api/rules/rulebook_in_force.h"
#include "core/request/request.h"
#include "judging/rulebook.h"

enum rule_basis {
	RULE_SUBMISSION, /* the last submission; the draft as long as there is none */
	RULE_DRAFT       /* the form as last saved */
};

/* An organiser's decision and what it came to at that time. */
struct rule_decision {
	const char *decision; /* "follow_rule", "ineligible", "admitted"; NULL: none yet */
	bool eligible;
	const char *division; /* NULL: none, or not known */
};

/* Everything a rule can ask about, the request's. */
struct rule_subject {
	int64_t entry_id, edition_id, firm_id;
	int64_t ordinal; /* of the submission taken; 0: the draft */
	int64_t submission_id;
	json_t *rulebook;                 /* NULL: none in force */
	const struct rulebook_view *view; /* the same, open; NULL: none that could be opened */
	json_t *firm_facts, *entry_facts, *investments;
	const char *industry;         /* or NULL */
	struct rule_decision decided; /* in force */
	struct rule_decision told;    /* that which its firm has been told */
	const char *found;            /* as in eligibility_findings.h, when it was last looked at */
};

/* Loads the subject; *FOUND is false if there is no such entry. Who asks has been checked by the caller. A rulebook loaded before (for a list of
 * entries of one edition) may stand in SUBJECT->rulebook. */
__attribute__((warn_unused_result)) enum db_status rule_subject_load(
    struct request *, int64_t entry_id, enum rule_basis, struct rule_subject *, bool *found);

/* The same for a list of ids of entries of one edition, each once, by RULE_SUBMISSION: fills in SUBJECTS in the order of the list, without those that
 * do not exist, and *COUNT. Takes three queries however many they are. */
__attribute__((warn_unused_result)) enum db_status rule_subjects_load(
    struct request *, const json_t *entries, struct rule_subject *subjects, size_t *count);

/* {"eligible", "division", "missing", "why"}, the request's, as of eligibility_explain() (judging/eligibility.h): as the rule says, or (DECIDED) with the organiser's decision taken into account. NULL
 * if there is no rulebook in force or it cannot be applied to these facts; then *FAULTS, if not NULL, is an array of {"field",
 * "detail"}, the request's. */
json_t *rule_eligibility(struct request *, const struct rule_subject *, bool decided, json_t **faults);

bool rule_says_eligible(const json_t *outcome);

/* Of what the rule says alone: true, false, or null where it can say nothing; a new reference. RULE may be NULL. */
json_t *rule_verdict_json(const json_t *rule);

/* What makes that the entry is to be decided, or decided again, OUTCOME being what rule and decision say now (NULL allowed):
 *   "missing"      it cannot be decided, for facts are missing that the rule asks for: it takes no part, and its firm is not told that it is not eligible
 *   "no_division"  it was admitted, and no division takes it any more: the same
 *   "changed"      it was decided, and what the decision came to is not so any more: it takes part, or does not, or in another division
 * NULL: nothing; also where an organiser has decided that it is not eligible, whatever the rule says. */
const char *rule_finding(const struct rule_subject *, const json_t *outcome);

/* [{"rule", "to", "holds", "why"}], the request's; NULL as above. */
json_t *rule_direct_advancement(struct request *, const struct rule_subject *, json_t **faults);

/* Of such a list the rule that the entry takes: the first that holds among those whose round it can still reach. NULL if none. LEFT_BEFORE may be NULL. */
json_t *rule_taken(const struct rulebook_view *, const json_t *rules, const char *left_before);

/* From which round on, by position, the entry takes part by such a list (NULL: none); INT64_MAX if never. */
int64_t rule_part(struct request *, const struct rule_subject *, const json_t *rules, const char *left_before);

/* What the facts come to, as of case_yield() (judging/yield.h); with VERIFIED as if all investments that are declared were verified. The request's; NULL
 * as above. */
json_t *rule_yield(struct request *, const struct rule_subject *, bool verified, json_t **faults);

/* 409 for such faults. */
enum handled rule_faulty(struct request *, json_t *faults);

#endif
