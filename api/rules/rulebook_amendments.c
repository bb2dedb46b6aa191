/* Amendments (规则修订): another version of the rulebook for what has not begun, once the first round has. One organiser proposes it with a public reason,
 * another approves; what has begun stays as it was. */
#include <string.h>

#include "api/rules/rulebook_begun.h"
#include "api/rules/rulebook_mistakes.h"
#include "api/rules/rulebook_preview.h"
#include "api/rules/rulebook_states.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/error_list.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"
#include "judging/rulebook.h"

static const struct state states[] = {
    {"proposed", {"待决定", "待決定", "to be decided"}, false},
    {"approved", {"已生效", "已生效", "in force"}, true},
    {"rejected", {"未通过", "未通過", "rejected"}, true},
    {"withdrawn", {"已撤回", "已撤回", "withdrawn"}, true},
};

#define DECIDED STATE_SET("rulebook_amendments", ", decided_by = :account, decided_at = :now, decided_why = :reason")

static const struct state_move moves[] = {
    {"approve", "proposed", "approved", "rulebook_amendment.approve", ROLE_ORGANIZER, DECIDED, NULL, NULL},
    {"reject", "proposed", "rejected", "rulebook_amendment.reject", ROLE_ORGANIZER, DECIDED, NULL, NULL},
    {"withdraw", "proposed", "withdrawn", "rulebook_amendment.withdraw", ROLE_ORGANIZER, DECIDED, NULL, NULL},
};

STATE_MACHINE(rulebook_amendment_states, "rulebook_amendments", states, moves, .begins = STATES("proposed"), .guard = edition_guard);

/* ---- what has begun ---- */

static const struct begun_words {
	const char *begun;
	const char *detail[LOCALES];
} begun_words[] = {
    {"first_round", {"第一轮已经开始，这一部分不能再改。", "第一輪已經開始，這一部分不能再改。",
			"The first round has begun, so this part stays as it is."}},
    {"round", {"该轮已经开始，不能再改。", "該輪已經開始，不能再改。", "This round has begun, so it stays as it is."}},
    {"award_list", {"奖励名单已经公示，资金分配不能再改。", "獎勵名單已經公示，資金分配不能再改。",
		       "An award list has been published, so the award stays as it is."}},
};

/* Goes on if PROPOSED leaves alone what has begun; otherwise the answer is REFUSAL with every part that it does not. */
static enum handled leaves_begun(struct request *r, const struct problem_kind *refusal, const struct rulebook_progress *progress,
    const json_t *in_force, const json_t *proposed)
{
	json_t *changes = rulebook_begun_changes(r, progress, in_force, proposed), *errors, *change;
	size_t i, k;

	if (json_array_size(changes) == 0)
		return GO_ON;
	errors = json_array();
	json_array_foreach (changes, i, change) {
		const char *part = json_string_value(json_object_get(change, "part")),
			   *id = json_string_value(json_object_get(change, "id"));
		for (k = 0; strcmp(begun_words[k].begun, json_string_value(json_object_get(change, "begun"))) != 0; k++)
			;
		const char *words = rulebook_part_words(r, in_force, proposed, part, id);
		error_add(errors, id ? arena_printf(r->arena, "%s.%s", part, id) : part,
		    arena_printf(r->arena, r->locale == LOCALE_EN ? "%s: %s" : "%s：%s", words, begun_words[k].detail[r->locale]));
	}
	problem_member(r, "begun", json_incref(changes));
	return reply_problem_list(r, refusal, errors);
}

/* ---- showing ---- */

#define COLUMNS                                                                                                                                        \
	"SELECT a.id, a.edition_id, a.state, a.reason, a.rulebook_id, n.number, a.base_id, o.number, a.changed, p.name, a.proposed_by,"                \
	" a.proposed_at, d.name, a.decided_at, a.decided_why FROM rulebook_amendments a JOIN rulebooks n ON n.id = a.rulebook_id"                      \
	" JOIN rulebooks o ON o.id = a.base_id JOIN accounts p ON p.id = a.proposed_by LEFT JOIN accounts d ON d.id = a.decided_by WHERE " SQL_READER( \
	    "a.edition_id") " AND "
#define SHAPE                                                                                                                   \
	"iissiiiijsitsts", "id", "edition_id", "state", "reason", "rulebook_id", "number", "base_id", "base_number", "changed", \
	    "proposed_by", "proposed_by_id", "proposed_at", "decided_by", "decided_at", "decided_why"

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS "a.id = :id", P(id)));
	return rows.count > 0 ? reply_json(r, status, db_json_row(&rows, 0, SHAPE)) : reply_problem(r, &problem_not_found, NULL);
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows, COLUMNS "a.edition_id = :edition ORDER BY a.id DESC" SQL_PAGE, P(edition), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM rulebook_amendments WHERE edition_id = :edition", P(edition)));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

/* A version that is or was in force, for everybody: what an amendment changed can be read for good. */
static enum handled version(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT b.id, b.edition_id, b.number, LOWER(HEX(b.sha256)), b.frozen_at, b.body FROM editions e"
	    " JOIN rulebooks b ON b.edition_id = e.id AND b.number = :number WHERE e.id = :edition AND e.state <> 'draft'"
	    " AND (b.id = e.rulebook_id OR EXISTS (SELECT 1 FROM amendments a WHERE a.edition_id = e.id AND a.field = 'rulebook'"
	    "  AND CAST(b.number AS CHAR CHARACTER SET ascii) IN (a.old_value, a.new_value)))",
	    P(edition, request_id_param(r, 0)), P(number, request_id_param(r, 1))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, 200, db_json_row(&rows, 0, "iiistj", "id", "edition_id", "number", "sha256", "frozen_at", "body"));
}

/* ---- proposing ---- */

/* What a proposal or a decision looks at, locked. */
struct sight {
	int64_t edition, in_force; /* the latter a rulebook's id */
	const json_t *in_force_body;
	struct rulebook_progress progress;
};

/* Locks rounds and edition, in that order, and reads how far it is. HANDLED with 404 or 409 if the actor may not. */
static enum handled look(struct request *r, int64_t edition, struct sight *sight)
{
	struct db_rows rows;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows, "SELECT id FROM rounds WHERE edition_id = :edition ORDER BY id FOR UPDATE", P(edition)));
	DB_TRY(sql_query(
	    r, &rows, "SELECT state, rulebook_id FROM editions WHERE id = :edition AND " SQL_ORGANIZER("id") " FOR UPDATE", P(edition)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (strcmp(db_text(&rows, 0, 0), "published") != 0)
		return reply_problem(
		    r, strcmp(db_text(&rows, 0, 0), "closed") == 0 ? &problem_edition_closed : &problem_edition_not_published, NULL);
	*sight = (struct sight){.edition = edition, .in_force = db_int(&rows, 0, 1)};
	DB_TRY(sql_query(r, &rows, "SELECT body FROM rulebooks WHERE id = :in_force FOR UPDATE", P(in_force, sight->in_force)));
	sight->in_force_body = rows.count > 0 ? arena_json(r->arena, db_json(&rows, 0, 0)) : NULL;
	DB_TRY(rulebook_progress(r, edition, &sight->progress));
	return GO_ON;
}

static enum handled propose(struct request *r)
{
	int64_t edition = request_id_param(r, 0), rulebook = input_int(r, "rulebook_id", 0);
	struct db_rows rows, pending;
	struct sight sight = {0};

	STEP(look(r, edition, &sight));
	if (sight.progress.rounds == 0)
		return reply_problem(r, &problem_amendment_not_begun, NULL);
	DB_TRY(sql_query(r, &pending,
	    "SELECT id FROM rulebook_amendments WHERE edition_id = :edition AND state = 'proposed' LIMIT 1 FOR UPDATE", P(edition)));
	if (pending.count > 0)
		return reply_problem(r, &problem_amendment_pending, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT state, body FROM rulebooks WHERE id = :rulebook AND edition_id = :edition FOR UPDATE",
	    P(rulebook), P(edition)));
	if (rows.count == 0)
		return reply_problem(r, &problem_amendment_rulebook_unknown, "rulebook_id");
	json_t *body = arena_json(r->arena, db_json(&rows, 0, 1)), *errors = rulebook_mistakes(r, body, "field", "detail");
	if (json_array_size(errors) > 0)
		return reply_problem_list(r, &problem_rulebook_invalid, errors);
	json_decref(errors);
	json_t *changed = rulebook_changed_parts(r, sight.in_force_body, body);
	if (json_array_size(changed) == 0)
		return reply_problem(r, &problem_amendment_nothing, "rulebook_id");
	STEP(leaves_begun(r, &problem_amendment_begun, &sight.progress, sight.in_force_body, body));
	struct state_row row = {rulebook, edition, db_text(&rows, 0, 0), NULL};
	if (state_may(&rulebook_states, row.state, "freeze"))
		DB_TRY(state_must(r, &rulebook_states, &row, "freeze", WHY(input_text(r, "reason"), NULL)));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO rulebook_amendments (edition_id, rulebook_id, base_id, changed, reason, proposed_by, proposed_at)"
	    " VALUES (:edition, :rulebook, :base, :changed, :reason, :account, :now)",
	    P(edition), P(rulebook), P(base, sight.in_force), P(changed), P(reason, input_text(r, "reason"))));
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "rulebook_amendment.propose",
		     .object = "rulebook_amendments",
		     .object_id = id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack(
			 "{s:I, s:I, s:O}", "rulebook", (json_int_t)rulebook, "in_force", (json_int_t)sight.in_force, "changed", changed)});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/rulebook-amendments/%lld", (long long)id));
	return show(r, id, 201);
}

/* ---- deciding ---- */

/* A proposal, locked. */
struct proposal {
	int64_t id, rulebook, base, proposed_by;
	const char *state, *reason;
	json_t *body;
};

static enum handled proposal_of(struct request *r, struct sight *sight, struct proposal *p)
{
	struct db_rows rows;
	int64_t id = request_id_param(r, 0);

	DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM rulebook_amendments WHERE id = :id", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(look(r, db_int(&rows, 0, 0), sight));
	DB_TRY(sql_query(r, &rows,
	    "SELECT a.rulebook_id, a.base_id, a.proposed_by, a.state, a.reason, b.body FROM rulebook_amendments a"
	    " JOIN rulebooks b ON b.id = a.rulebook_id WHERE a.id = :id FOR UPDATE",
	    P(id)));
	*p = (struct proposal){id, db_int(&rows, 0, 0), db_int(&rows, 0, 1), db_int(&rows, 0, 2), db_text(&rows, 0, 3),
	    db_text(&rows, 0, 4), arena_json(r->arena, db_json(&rows, 0, 5))};
	return GO_ON;
}

static enum handled move(struct request *r, const struct sight *sight, const struct proposal *p, const char *verb, json_t *detail)
{
	struct state_row row = {p->id, sight->edition, p->state, NULL};

	STEP(state_move(r, &rulebook_amendment_states, &row, verb, WHY(input_text(r, "reason"), detail)));
	return show(r, p->id, 200);
}

/* The rounds that have not begun, as the proposed rulebook has them: [{"code", "kind", "position"}]. */
static json_t *rounds_to_come(struct request *r, const struct sight *sight, const json_t *body)
{
	json_t *list = arena_json(r->arena, json_array()), *round;
	size_t i;

	json_array_foreach (json_object_get(body, "rounds"), i, round)
		if ((int64_t)i >= sight->progress.rounds)
			json_array_append_new(list, json_pack("{s:O, s:O, s:I}", "code", json_object_get(round, "id"), "kind",
							json_object_get(round, "kind"), "position", (json_int_t)i));
	return list;
}

#define TO_COME                                                                                                         \
	"JSON_TABLE(:rounds, '$[*]' COLUMNS (code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$.code'," \
	" kind VARCHAR(16) PATH '$.kind', position INT PATH '$.position')) t"
#define GONE                                                                                                               \
	"o.edition_id = :edition AND o.position >= :begun AND NOT EXISTS (SELECT 1 FROM " TO_COME " WHERE t.code = o.code" \
	" AND t.kind = CAST(o.kind AS CHAR))"

/* Rounds that have not begun follow the rulebook; those that stay keep their dates and panels. */
static enum db_status rounds_follow(struct request *r, const struct sight *sight, const json_t *body)
{
	json_t *rounds = rounds_to_come(r, sight, body);
	int64_t edition = sight->edition, begun = sight->progress.rounds;
	enum db_status status = sql_exec(r, NULL,
	    "DELETE p FROM panel_judges p JOIN panels n ON n.id = p.panel_id JOIN rounds o ON o.id = n.round_id WHERE " GONE, P(edition),
	    P(begun), P(rounds));

	if (status == DB_OK)
		status = sql_exec(
		    r, NULL, "DELETE n FROM panels n JOIN rounds o ON o.id = n.round_id WHERE " GONE, P(edition), P(begun), P(rounds));
	if (status == DB_OK)
		status = sql_exec(r, NULL, "DELETE o FROM rounds o WHERE " GONE, P(edition), P(begun), P(rounds));
	/* Out of each other's way first: no two are ever in one place. */
	if (status == DB_OK)
		status =
		    sql_exec(r, NULL, "UPDATE rounds SET position = position + 1000000 WHERE edition_id = :edition AND position >= :begun",
			P(edition), P(begun));
	if (status == DB_OK)
		status = sql_exec(r, NULL,
		    "UPDATE rounds o JOIN " TO_COME " ON t.code = o.code SET o.position = t.position, o.version = o.version + 1"
		    " WHERE o.edition_id = :edition AND o.position >= 1000000",
		    P(edition), P(rounds));
	if (status != DB_OK)
		return status;
	return sql_exec(r, NULL,
	    "INSERT INTO rounds (edition_id, code, position, kind) SELECT :edition, t.code, t.position, t.kind FROM " TO_COME
	    " WHERE NOT EXISTS (SELECT 1 FROM rounds o WHERE o.edition_id = :edition AND o.code = t.code)",
	    P(edition), P(rounds));
}

/* Who left before a round that is no more has left before what comes in its place. MOVED: [{"entry", "before", "now"}], the request's. */
static enum db_status departures_follow(struct request *r, const struct sight *sight, const json_t *body, json_t **moved)
{
	struct db_rows rows;
	enum db_status status = sql_query(
	    r, &rows, "SELECT entry_id, before_code FROM departures WHERE edition_id = :edition FOR UPDATE", P(edition, sight->edition));

	*moved = arena_json(r->arena, json_array());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		const char *before = db_text(&rows, i, 1), *now = rulebook_successor(&sight->progress, sight->in_force_body, body, before);
		if (strcmp(before, now) == 0)
			continue;
		status = sql_exec(r, NULL, "UPDATE departures SET before_code = :now_code WHERE entry_id = :entry", P(now_code, now),
		    P(entry, db_int(&rows, i, 0)));
		json_array_append_new(
		    *moved, json_pack("{s:I, s:s, s:s}", "entry", (json_int_t)db_int(&rows, i, 0), "before", before, "now", now));
	}
	return status;
}

/* Whoever decides is another than who proposed, and neither gave the other an office. */
static enum handled apart(struct request *r, const struct sight *sight, const struct proposal *p)
{
	bool are_apart;

	if (p->proposed_by == r->actor.account_id)
		return reply_problem(r, &problem_same_person, NULL);
	DB_TRY(people_apart(r, p->proposed_by, sight->edition, &are_apart));
	return are_apart ? GO_ON : reply_problem(r, &problem_not_apart, NULL);
}

static enum handled approve(struct request *r)
{
	struct sight sight = {0};
	struct proposal p = {0};
	json_t *moved;

	STEP(proposal_of(r, &sight, &p));
	STEP(state_ready(r, &rulebook_amendment_states, p.state, "approve"));
	STEP(apart(r, &sight, &p));
	if (p.base != sight.in_force)
		return reply_problem(r, &problem_amendment_base_changed, NULL);
	STEP(leaves_begun(r, &problem_amendment_overtaken, &sight.progress, sight.in_force_body, p.body));
	DB_TRY(rounds_follow(r, &sight, p.body));
	DB_TRY(departures_follow(r, &sight, p.body, &moved));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO amendments (edition_id, field, old_value, new_value, reason, amended_by, amended_at)"
	    " SELECT :edition, 'rulebook', o.number, n.number, :why, :proposed_by, :now FROM rulebooks o JOIN rulebooks n"
	    " WHERE o.id = :base AND n.id = :rulebook",
	    P(edition, sight.edition), P(why, p.reason), P(proposed_by, p.proposed_by), P(base, p.base), P(rulebook, p.rulebook)));
	DB_TRY(sql_exec(r, NULL, "UPDATE editions SET rulebook_id = :rulebook, version = version + 1 WHERE id = :edition",
	    P(rulebook, p.rulebook), P(edition, sight.edition)));
	return move(r, &sight, &p, "approve",
	    json_pack("{s:I, s:I, s:O}", "rulebook", (json_int_t)p.rulebook, "replaced", (json_int_t)p.base, "departures", moved));
}

static enum handled reject(struct request *r)
{
	struct sight sight = {0};
	struct proposal p = {0};

	STEP(proposal_of(r, &sight, &p));
	STEP(state_ready(r, &rulebook_amendment_states, p.state, "reject"));
	STEP(apart(r, &sight, &p));
	return move(r, &sight, &p, "reject", NULL);
}

static enum handled withdraw(struct request *r)
{
	struct sight sight = {0};
	struct proposal p = {0};

	STEP(proposal_of(r, &sight, &p));
	STEP(state_ready(r, &rulebook_amendment_states, p.state, "withdraw"));
	if (p.proposed_by != r->actor.account_id)
		return reply_problem(r, &problem_forbidden, NULL);
	return move(r, &sight, &p, "withdraw", NULL);
}

/* What it would change in this edition, for both who decide. */
static enum handled preview(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT a.edition_id, b.body FROM rulebook_amendments a JOIN rulebooks b ON b.id = a.rulebook_id WHERE a.id = :id"
	    " AND " SQL_READER("a.edition_id"),
	    P(id, request_id_param(r, 0))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return rulebook_preview_answer(r, db_int(&rows, 0, 0), arena_json(r->arena, db_json(&rows, 0, 1)));
}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field propose_input[] = {
    {.name = "rulebook_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field reason_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field approve_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

#define READERS (ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/rulebook/{number}", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, NULL, version},
    {METHOD_GET, "/api/v1/editions/{edition}/rulebook-amendments", READERS, 0, 0, NULL, page_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/rulebook-amendments", ROLE_ORGANIZER, ROUTE_WRITE, 16384, propose_input, NULL, propose},
    {METHOD_GET, "/api/v1/rulebook-amendments/{amendment}", READERS, 0, 0, NULL, NULL, get},
    {METHOD_GET, "/api/v1/rulebook-amendments/{amendment}/preview", READERS, ROUTE_SLOW | ROUTE_SNAPSHOT, 0, NULL, NULL, preview},
    {METHOD_POST, "/api/v1/rulebook-amendments/{amendment}/approve", ROLE_ORGANIZER, ROUTE_WRITE, 16384, approve_input, NULL, approve},
    {METHOD_POST, "/api/v1/rulebook-amendments/{amendment}/reject", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, reject},
    {METHOD_POST, "/api/v1/rulebook-amendments/{amendment}/withdraw", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, withdraw},
};

ROUTE_TABLE(rulebook_amendments_routes, rows);
