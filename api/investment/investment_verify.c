/* Verification of investments by two different organisers, and what follows for direct advancement (直接晋级). */
#include <stdio.h>
#include <string.h>

#include "api/entry/rule_check.h"
#include "api/investment/investments.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/route.h"

/* ---- what the rules make of it ---- */

/* The facts of investment ID as they will be: verified (or not), or gone. */
static void suppose(json_t *investments, int64_t id, bool verified, bool gone)
{
	char name[32];
	json_t *investment;
	size_t i;

	snprintf(name, sizeof name, "i%lld", (long long)id);
	json_array_foreach (investments, i, investment) {
		if (strcmp(json_string_value(json_object_get(investment, "id")), name) != 0)
			continue;
		if (gone)
			json_array_remove(investments, i);
		else if (json_object_get(
			     json_object_get(investment, "facts"), "verified")) /* not where the rulebook declares no such fact */
			json_object_set_new(json_object_get(investment, "facts"), "verified", json_boolean(verified));
		return;
	}
}

/* [{"entry", "rule", "to", "holds_before", "holds"}] over the firm's submitted entries, the request's; *CHANGES if any rule holds otherwise than
 * before once the verb is done. */
static enum db_status consequences(struct request *r, const struct investment *i, enum investment_verb verb, json_t **list, bool *changes)
{
	struct db_rows entries;
	bool verified = verb == INVESTMENT_SECOND_VERIFY, gone = verb == INVESTMENT_REJECT;
	enum db_status status = sql_query(r, &entries,
	    "SELECT id FROM entries WHERE firm_id = :firm_id AND edition_id = :edition_id AND state = 'submitted' ORDER BY id",
	    P(firm_id, i->firm_id), P(edition_id, i->edition_id));

	*list = arena_json(r->arena, json_array());
	*changes = false;
	for (size_t e = 0; status == DB_OK && e < entries.count; e++) {
		struct rule_subject subject = {0};
		bool found;
		status = rule_subject_load(r, db_int(&entries, e, 0), RULE_SUBMISSION, &subject, &found);
		if (status != DB_OK || !found)
			continue;
		json_t *before = rule_direct_advancement(r, &subject, NULL), *rule;
		suppose(subject.investments, i->id, verified, gone);
		json_t *after = rule_direct_advancement(r, &subject, NULL);
		size_t k;
		json_array_foreach (after, k, rule) {
			bool held = json_is_true(json_object_get(json_array_get(before, k), "holds")),
			     holds = json_is_true(json_object_get(rule, "holds"));
			*changes |= held != holds;
			json_array_append_new(*list,
			    json_pack("{s:I, s:O, s:O, s:b, s:b}", "entry", (json_int_t)db_int(&entries, e, 0), "rule",
				json_object_get(rule, "rule"), "to", json_object_get(rule, "to"), "holds_before", held, "holds", holds));
		}
	}
	return status;
}

/* ---- decisions ---- */

/* Whether the actor can do it now. */
static enum handled check_step(struct request *r, const struct investment *i, enum investment_verb verb)
{
	bool verifies = verb != INVESTMENT_REJECT, apart;

	STEP(request_has_version(r));
	STEP(investment_ready(r, i, verb));
	STEP(request_matches(r, i->version));
	if (i->own || i->declared)
		return reply_problem(r, &problem_own_firm, NULL);
	if (verb == INVESTMENT_SECOND_VERIFY && i->first_by == r->actor.account_id)
		return reply_problem(r, &problem_second_person_required, NULL);
	if (verb == INVESTMENT_SECOND_VERIFY) {
		DB_TRY(people_apart(r, i->first_by, i->edition_id, &apart));
		if (!apart)
			return reply_problem(r, &problem_not_apart, NULL);
	}
	if (verifies && i->evidence == 0)
		return reply_problem(r, &problem_evidence_missing, NULL);
	return GO_ON;
}

static enum handled decide(struct request *r, enum investment_verb verb)
{
	struct investment i;
	json_t *list;
	bool found, changes;

	DB_TRY(investment_lock(r, request_id_param(r, 0), &i, &found));
	if (!found)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(edition_may(r, i.edition_id, EDITION_CHANGE));
	STEP(check_step(r, &i, verb));
	DB_TRY(consequences(r, &i, verb, &list, &changes));
	if (changes && i.begun)
		return reply_problem(r, &problem_advancement_would_change, NULL);
	DB_TRY(investment_move(r, &i, verb, input_text(r, "reason"), json_pack("{s:O}", "direct_advancement", list)));
	return investment_show(r, i.id, 200);
}

static enum handled first_verify(struct request *r)
{
	return decide(r, INVESTMENT_FIRST_VERIFY);
}

static enum handled second_verify(struct request *r)
{
	return decide(r, INVESTMENT_SECOND_VERIFY);
}

static enum handled reject(struct request *r)
{
	return decide(r, INVESTMENT_REJECT);
}

/* ---- direct advancement of an entry ---- */

/* The rule that the entry takes: the first that holds among those whose round it can still reach. NULL if none. LEFT_BEFORE may be NULL. */
static json_t *rule_taken(const struct rulebook_view *rulebook, const json_t *rules, const char *left_before)
{
	json_t *rule;
	size_t i;

	json_array_foreach (rules, i, rule) {
		size_t to = rulebook_round_position(rulebook, json_string_value(json_object_get(rule, "to")));
		if (json_is_true(json_object_get(rule, "holds")) && (!left_before || to < rulebook_round_position(rulebook, left_before)))
			return json_object_get(rule, "rule");
	}
	return NULL;
}

static enum handled direct_advancement(struct request *r)
{
	struct rule_subject subject = {0};
	struct db_rows rows;
	json_t *faults;
	bool found;
	int64_t entry = request_id_param(r, 0);

	DB_TRY(sql_query(r, &rows,
	    "SELECT l.before_code, " SQL_MEMBER("e.firm_id") " FROM entries e LEFT JOIN departures l ON l.entry_id = e.id WHERE e.id = :entry AND (" SQL_MEMBER(
		"e.firm_id") " OR " SQL_READER("e.edition_id") ")",
	    P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(rule_subject_load(r, entry, RULE_SUBMISSION, &subject, &found));
	if (db_int(&rows, 0, 1))
		subject.decision = subject.told;
	json_t *rules = rule_direct_advancement(r, &subject, &faults),
	       *outcome = rules ? rule_eligibility(r, &subject, true, &faults) : NULL;
	if (!rules || !outcome)
		return rule_faulty(r, faults);
	json_t *eligible = json_object_get(outcome, "eligible");
	json_t *taken = json_is_true(eligible) ? rule_taken(rulebook_of(r, subject.rulebook), rules, db_text(&rows, 0, 0)) : NULL;
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:O, s:O, s:O, s:O?}", "entry_id", (json_int_t)entry, "basis", subject.ordinal ? "submission" : "draft",
		"eligible", eligible, "division", json_object_get(outcome, "division"), "rules", rules, "takes", taken));
}

static const struct input_field reason_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/investments/{investment}/first-verify", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, first_verify},
    {METHOD_POST, "/api/v1/investments/{investment}/second-verify", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, second_verify},
    {METHOD_POST, "/api/v1/investments/{investment}/reject", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, reject},
    {METHOD_GET, "/api/v1/entries/{entry}/direct-advancement", READERS, 0, 0, NULL, NULL, direct_advancement},
};

ROUTE_TABLE(investment_verify_routes, rows);
