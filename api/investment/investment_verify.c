/* Verification of investments by two different organisers, and what follows for direct advancement (直接晋级). */
#include <stdio.h>
#include <string.h>

#include "api/entry/part_change.h"
#include "api/rules/rule_check.h"
#include "api/investment/investments.h"
#include "api/rounds/round_state.h"
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

/* What a decision would do: LIST as above for the audit; PARTS for people, [{"entry_id", "number", "title", "from", "to", "running", "sheets"}] of entries
 * whose part in the rounds changes, FROM and TO being the round in which it begins (null: takes no part). REFUSED if it may not. */
struct effect {
	json_t *list, *parts; /* the request's */
	const struct problem_kind *refused;
	struct part_change *changes; /* the arena's */
	size_t count;                /* of them */
};

static json_t *code_json(const struct rounds_course *course, int64_t part)
{
	return course->all && part < (int64_t)course->count ? json_string(course->all[part].code) : json_null();
}

/* What becomes of the round that runs; NULL: nothing. */
static const char *running_word(const struct rounds_course *course, const struct part_change *change)
{
	if (change->verdict == PART_CORRECTS)
		return "corrects";
	if (!course->running || !part_touches_running(course, change))
		return NULL;
	return change->fresh <= course->running->position ? "joins" : "leaves";
}

/* The entry's part goes from OLD to FRESH: adds it, and finds out whether the rounds allow it. */
static enum db_status add_part(struct request *r, const struct rounds_course *course, const struct db_rows *entry, size_t row, int64_t old,
    int64_t fresh, struct effect *effect)
{
	const struct round *running = course->running;
	struct part_change change = {.entry_id = db_int(entry, row, 0), .old = old, .fresh = fresh};
	struct db_rows sheets;
	enum db_status status =
	    sql_query(r, &sheets, "SELECT COUNT(*) FROM sheets WHERE round_id = :round AND entry_id = :entry AND state = 'handed_in'",
		P(round, running ? running->id : 0), P(entry, db_int(entry, row, 0)));

	if (status != DB_OK)
		return status;
	status = part_judge(r, course, &change);
	if (status != DB_OK)
		return status;
	if (change.verdict == PART_FINAL)
		effect->refused = &problem_advancement_would_change;
	else if (change.verdict == PART_CLOSED && !effect->refused)
		effect->refused = &problem_running_round_closed;
	effect->changes[effect->count++] = change;
	json_array_append_new(
	    effect->parts, json_pack("{s:o, s:o, s:o, s:o, s:o, s:s?, s:o}", "entry_id", db_json_int(entry, row, 0), "number",
			       db_json_text(entry, row, 1), "title", db_json_text(entry, row, 2), "from", code_json(course, old), "to",
			       code_json(course, fresh), "running", running_word(course, &change), "sheets", db_json_int(&sheets, 0, 0)));
	return DB_OK;
}

/* What follows for the firm's submitted entries once the verb is done; LIST has {"entry", "rule", "to", "holds_before", "holds"}. */
static enum db_status consequences(
    struct request *r, const struct investment *i, const struct rounds_course *course, enum investment_verb verb, struct effect *effect)
{
	struct db_rows entries;
	bool verified = verb == INVESTMENT_SECOND_VERIFY, gone = verb == INVESTMENT_REJECT;
	enum db_status status = sql_query(r, &entries,
	    "SELECT e.id, e.number, e.title, l.before_code FROM entries e LEFT JOIN departures l ON l.entry_id = e.id"
	    " WHERE e.firm_id = :firm_id AND e.edition_id = :edition_id AND e.state = 'submitted' ORDER BY e.id",
	    P(firm_id, i->firm_id), P(edition_id, i->edition_id));

	*effect = (struct effect){.list = arena_json(r->arena, json_array()), .parts = arena_json(r->arena, json_array())};
	if (status == DB_OK)
		effect->changes = arena_alloc(r->arena, (entries.count + 1) * sizeof *effect->changes);
	for (size_t e = 0; status == DB_OK && e < entries.count; e++) {
		struct rule_subject subject = {0};
		bool found;
		status = rule_subject_load(r, db_int(&entries, e, 0), RULE_SUBMISSION, &subject, &found);
		if (status != DB_OK || !found)
			continue;
		json_t *before = rule_direct_advancement(r, &subject, NULL), *rule;
		int64_t old = rule_part(r, &subject, before, db_text(&entries, e, 3));
		suppose(subject.investments, i->id, verified, gone);
		json_t *after = rule_direct_advancement(r, &subject, NULL);
		int64_t fresh = rule_part(r, &subject, after, db_text(&entries, e, 3));
		size_t k;
		json_array_foreach (after, k, rule)
			json_array_append_new(
			    effect->list, json_pack("{s:I, s:O, s:O, s:b, s:b}", "entry", (json_int_t)db_int(&entries, e, 0), "rule",
					      json_object_get(rule, "rule"), "to", json_object_get(rule, "to"), "holds_before",
					      json_is_true(json_object_get(json_array_get(before, k), "holds")), "holds",
					      json_is_true(json_object_get(rule, "holds"))));
		if (old != fresh)
			status = add_part(r, course, &entries, e, old, fresh, effect);
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

/* Whoever's part changes joins rounds or leaves them, as far as that happens at once. */
static enum handled follow(struct request *r, const struct rounds_course *course, const struct effect *effect)
{
	struct part_moves moves = part_moves_none(r);

	for (size_t i = 0; i < effect->count; i++)
		part_moves_add(&moves, course, &effect->changes[i]);
	return part_moves_follow(r, course, &moves, input_text(r, "reason"));
}

static enum db_status course_of(struct request *r, int64_t investment, struct rounds_course *course)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT edition_id FROM investments WHERE id = :investment", P(investment));

	*course = (struct rounds_course){0};
	return status == DB_OK && rows.count > 0 ? rounds_course(r, db_int(&rows, 0, 0), course) : status;
}

/* Locks the investment that the request names, and how far its edition is before it. */
static enum handled look(struct request *r, struct rounds_course *course, struct investment *i)
{
	bool found;

	DB_TRY(course_of(r, request_id_param(r, 0), course));
	DB_TRY(investment_lock(r, request_id_param(r, 0), i, &found));
	if (!found)
		return reply_problem(r, &problem_not_found, NULL);
	return edition_may(r, i->edition_id, EDITION_CHANGE);
}

static enum handled decide(struct request *r, enum investment_verb verb)
{
	struct rounds_course course;
	struct investment i;
	struct effect effect;

	STEP(look(r, &course, &i));
	STEP(check_step(r, &i, verb));
	DB_TRY(consequences(r, &i, &course, verb, &effect));
	if (effect.refused)
		return reply_problem(r, effect.refused, NULL);
	DB_TRY(investment_move(
	    r, &i, verb, input_text(r, "reason"), json_pack("{s:O, s:O}", "direct_advancement", effect.list, "parts", effect.parts)));
	STEP(follow(r, &course, &effect));
	return investment_show(r, i.id, 200);
}

static const char *const decisions[] = {"verify", "reject", NULL};

/* Before it is decided: whose part in which rounds it changes, and whether it still may. */
static enum handled effect_of(struct request *r)
{
	const char *decision = request_query(r, "decision");
	struct rounds_course course;
	struct investment i;
	struct effect effect;

	STEP(look(r, &course, &i));
	enum investment_verb verb = decision && strcmp(decision, "reject") == 0 ? INVESTMENT_REJECT : INVESTMENT_SECOND_VERIFY;
	DB_TRY(consequences(r, &i, &course, verb, &effect));
	return reply_json(r, 200,
	    json_pack("{s:I, s:b, s:s?, s:O}", "investment_id", (json_int_t)i.id, "possible", (int)!effect.refused, "code",
		effect.refused ? effect.refused->code : NULL, "entries", effect.parts));
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
		subject.decided = subject.told;
	json_t *rules = rule_direct_advancement(r, &subject, &faults),
	       *outcome = rules ? rule_eligibility(r, &subject, true, &faults) : NULL;
	if (!rules || !outcome)
		return rule_faulty(r, faults);
	json_t *eligible = json_object_get(outcome, "eligible");
	json_t *taken = json_is_true(eligible)
			    ? json_object_get(rule_taken(rulebook_of(r, subject.rulebook), rules, db_text(&rows, 0, 0)), "rule")
			    : NULL;
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:O, s:O, s:O, s:O?}", "entry_id", (json_int_t)entry, "basis", subject.ordinal ? "submission" : "draft",
		"eligible", eligible, "division", json_object_get(outcome, "division"), "rules", rules, "takes", taken));
}

static const struct input_field reason_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field effect_query[] = {
    {.name = "decision", .type = INPUT_ENUM, .one_of = decisions},
    INPUT_END,
};

#define DECIDES (ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT)
#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/investments/{investment}/first-verify", ROLE_ORGANIZER, DECIDES, 16384, reason_input, NULL, first_verify},
    {METHOD_POST, "/api/v1/investments/{investment}/second-verify", ROLE_ORGANIZER, DECIDES, 16384, reason_input, NULL, second_verify},
    {METHOD_POST, "/api/v1/investments/{investment}/reject", ROLE_ORGANIZER, DECIDES, 16384, reason_input, NULL, reject},
    {METHOD_GET, "/api/v1/investments/{investment}/effect", ROLE_ORGANIZER, 0, 0, NULL, effect_query, effect_of},
    {METHOD_GET, "/api/v1/entries/{entry}/direct-advancement", READERS, 0, 0, NULL, NULL, direct_advancement},
};

ROUTE_TABLE(investment_verify_routes, rows);
