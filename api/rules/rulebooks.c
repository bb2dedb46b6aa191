/* Rulebooks (赛制): drafts that may still hold mistakes, frozen versions, and the one in force. */
#include <stdlib.h>
#include <string.h>

#include "api/rules/eligibility_findings.h"
#include "api/rules/mistake_words.h"
#include "api/rules/rulebook_in_force.h"
#include "api/rules/rulebook_mistakes.h"
#include "api/rules/rulebook_states.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/say.h"
#include "core/base/zone.h"
#include "core/base/secret.h"
#include "core/request/audit.h"
#include "core/request/route.h"
#include "judging/base/canonical.h"
#include "judging/base/timezones.h"
#include "judging/rulebook.h"

#define RULEBOOK_BYTES (1024 * 1024)

json_t *rulebook_mistakes(struct request *r, const json_t *body, const char *name, const char *message)
{
	struct judging_errors errors = {0};
	json_t *list = json_array();

	rulebook_validate(body, &errors);
	mistakes_add(r, list, &errors, SIZE_MAX, name, message);
	judging_errors_free(&errors);
	/* judging knows the names of zones, and this machine what they mean. */
	const char *zone = json_string_value(json_object_get(body, "timezone"));
	if (zone && timezone_exists(zone) && !zone_find(zone))
		json_array_append_new(
		    list, json_pack("{s:s, s:s}", name, "timezone", message,
			      SAY(r, "本服务器没有时区“%s”的资料（tzdata），请联系系统管理员。",
				  "本伺服器沒有時區「%s」的資料（tzdata），請聯絡系統管理員。",
				  "This server knows nothing of the time zone “%s” (tzdata); please ask its operator.", zone)));
	return list;
}

/* The text that is stored and hashed, in the arena. */
static const char *canonical(struct request *r, const json_t *body, unsigned char hash[HASH_BYTES])
{
	size_t length;
	char *text = canonical_json(body, &length);

	arena_defer(r->arena, free, text);
	sha256(text, length, hash);
	return text;
}

static enum handled validate(struct request *r)
{
	json_t *errors = rulebook_mistakes(r, input_json(r, "body"), "path", "message");

	return reply_json(r, 200, json_pack("{s:b, s:o}", "valid", json_array_size(errors) == 0, "errors", errors));
}

#define COLUMNS                                                                                               \
	"b.id, b.edition_id, b.number, b.state, LOWER(HEX(b.sha256)), b.version, b.created_at, b.frozen_at, " \
	"e.rulebook_id <=> b.id"
#define SHAPE "iiissittb"
#define NAMES "id", "edition_id", "number", "state", "sha256", "version", "created_at", "frozen_at", "in_force"

static enum handled list(struct request *r)
{
	struct db_rows edition, rows;
	int64_t id = request_id_param(r, 0);

	DB_TRY(sql_query(r, &edition,
	    "SELECT COUNT(b.id) FROM editions e LEFT JOIN rulebooks b ON b.edition_id = e.id"
	    " WHERE e.id = :id AND " SQL_READER("e.id") " GROUP BY e.id",
	    P(id)));
	if (edition.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS " FROM rulebooks b JOIN editions e ON e.id = b.edition_id WHERE b.edition_id = :id"
	    " ORDER BY b.number DESC" SQL_PAGE,
	    P(id), PAGE(r)));
	return reply_list(r, db_json_rows(&rows, SHAPE, NAMES), db_int(&edition, 0, 0));
}

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS ", b.body FROM rulebooks b JOIN editions e ON e.id = b.edition_id"
	    " WHERE b.id = :id AND " SQL_READER("b.edition_id"),
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	json_t *rulebook = db_json_row(&rows, 0, SHAPE "j", NAMES, "body");
	json_object_set_new(rulebook, "errors", rulebook_mistakes(r, json_object_get(rulebook, "body"), "path", "message"));
	reply_etag(r, db_int(&rows, 0, 5));
	return reply_json(r, status, rulebook);
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

/* What everybody may read: the version in force of a published edition. */
static enum handled in_force(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT b.id, b.edition_id, b.number, LOWER(HEX(b.sha256)), b.frozen_at, b.body FROM editions e"
	    " JOIN rulebooks b ON b.id = e.rulebook_id WHERE e.id = :id AND e.state <> 'draft'",
	    P(id, request_id_param(r, 0))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, 200, db_json_row(&rows, 0, "iiistj", "id", "edition_id", "number", "sha256", "frozen_at", "body"));
}

static enum handled create(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	unsigned char hash[HASH_BYTES];
	struct db_rows e;

	/* The edition's row is locked so that two drafts made at once get two numbers. */
	DB_TRY(sql_query(
	    r, &e, "SELECT state = 'closed' FROM editions WHERE id = :edition AND " SQL_ORGANIZER("id") " FOR UPDATE", P(edition)));
	if (e.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (db_int(&e, 0, 0))
		return reply_problem(r, &problem_edition_closed, NULL);
	const char *text = canonical(r, input_json(r, "body"), hash);
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO rulebooks (edition_id, number, body, sha256, created_by, created_at)"
	    " SELECT :edition, COALESCE(MAX(number), 0) + 1, :text, :hash, :account, :now FROM rulebooks WHERE edition_id = :edition",
	    P(edition), P(text), P(hash, BYTES(hash, HASH_BYTES))));
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "rulebook.create",
		     .object = "rulebooks",
		     .object_id = id,
		     .detail = json_pack("{s:s}", "sha256", sha256_hex(r->arena, text, strlen(text)))});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/rulebooks/%lld", (long long)id));
	return show(r, id, 201);
}

/* A rulebook locked for a change, with its edition's row, in that order. */
struct locked {
	int64_t edition, number, in_force; /* IN_FORCE: number of the version that is; 0: none */
	const char *sha256;
	bool frozen, published, closed;
	json_t *body; /* borrowed */
};

/* Finds, locks and checks what every change asks: that the actor organises the edition, and has read the present version.
 * *PROBLEM is set, with the field at fault, if one of these fails. */
static enum db_status lock(struct request *r, struct locked *b, const struct problem_kind **problem)
{
	int64_t expected = request_if_match(r);
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT b.edition_id, LOWER(HEX(b.sha256)), b.state = 'frozen', e.state = 'closed', b.body, b.version, b.number,"
	    " e.state = 'published', (SELECT f.number FROM rulebooks f WHERE f.id = e.rulebook_id) FROM editions e"
	    " JOIN rulebooks b ON b.edition_id = e.id WHERE b.id = :id AND " SQL_ORGANIZER("e.id") " FOR UPDATE",
	    P(id, request_id_param(r, 0)));

	*problem = NULL;
	if (status != DB_OK)
		return status;
	if (rows.count == 0) {
		*problem = &problem_not_found;
		return DB_OK;
	}
	*b = (struct locked){
	    .edition = db_int(&rows, 0, 0),
	    .number = db_int(&rows, 0, 6),
	    .in_force = db_int(&rows, 0, 8),
	    .sha256 = db_text(&rows, 0, 1),
	    .frozen = db_int(&rows, 0, 2),
	    .published = db_int(&rows, 0, 7),
	    .closed = db_int(&rows, 0, 3),
	    .body = arena_json(r->arena, db_json(&rows, 0, 4)),
	};
	if (!expected)
		*problem = &problem_precondition_required;
	else if (expected != db_int(&rows, 0, 5))
		*problem = &problem_version;
	else if (b->closed)
		*problem = &problem_edition_closed;
	return DB_OK;
}

static enum handled put(struct request *r)
{
	const struct problem_kind *problem;
	unsigned char hash[HASH_BYTES];
	struct locked b;

	DB_TRY(lock(r, &b, &problem));
	if (!problem && b.frozen)
		problem = &problem_rulebook_frozen;
	if (problem)
		return reply_problem(r, problem, NULL);
	const char *text = canonical(r, input_json(r, "body"), hash);
	DB_TRY(sql_exec(r, NULL, "UPDATE rulebooks SET body = :text, sha256 = :hash, version = version + 1 WHERE id = :id", P(text),
	    P(hash, BYTES(hash, HASH_BYTES)), P(id, request_id_param(r, 0))));
	audit(r, (struct audit_event){.edition_id = b.edition,
		     .action = "rulebook.edit",
		     .object = "rulebooks",
		     .object_id = request_id_param(r, 0),
		     .detail = json_pack("{s:s, s:s}", "old_sha256", b.sha256, "sha256", sha256_hex(r->arena, text, strlen(text)))});
	return show(r, request_id_param(r, 0), 200);
}

static enum handled freeze(struct request *r)
{
	const struct problem_kind *problem;
	struct locked b;

	DB_TRY(lock(r, &b, &problem));
	if (!problem && b.frozen)
		problem = &problem_rulebook_frozen;
	if (problem)
		return reply_problem(r, problem, NULL);
	json_t *errors = rulebook_mistakes(r, b.body, "field", "detail");
	if (json_array_size(errors) > 0)
		return reply_problem_list(r, &problem_rulebook_invalid, errors);
	json_decref(errors);
	DB_TRY(state_must(r, &rulebook_states, (&(struct state_row){request_id_param(r, 0), b.edition, "draft", NULL}), "freeze",
	    WHY(input_text(r, "reason"), json_pack("{s:s}", "sha256", b.sha256))));
	return show(r, request_id_param(r, 0), 200);
}

/* The rounds of the edition as the rulebook says; those of the version before go, for none of them has opened. */
static enum db_status plan_rounds(struct request *r, const struct locked *b)
{
	const struct rulebook_view *rulebook = rulebook_of(r, b->body);
	enum db_status status = sql_exec(r, NULL,
	    "DELETE p FROM panel_judges p JOIN panels n ON n.id = p.panel_id JOIN rounds o ON o.id = n.round_id"
	    " WHERE o.edition_id = :edition",
	    P(edition, b->edition));

	if (status == DB_OK)
		status = sql_exec(r, NULL, "DELETE n FROM panels n JOIN rounds o ON o.id = n.round_id WHERE o.edition_id = :edition",
		    P(edition, b->edition));
	if (status == DB_OK)
		status = sql_exec(r, NULL, "DELETE FROM rounds WHERE edition_id = :edition", P(edition, b->edition));
	for (size_t position = 0; status == DB_OK && rulebook && rulebook_round_id(rulebook, position); position++)
		status =
		    sql_exec(r, NULL, "INSERT INTO rounds (edition_id, code, position, kind) VALUES (:edition, :code, :position, :kind)",
			P(edition, b->edition), P(code, rulebook_round_id(rulebook, position)), P(position),
			P(kind, rulebook_round_kind(rulebook, position)));
	return status;
}

/* Whoever read the rules of a published edition can see that they were replaced, when and why. */
static enum db_status amend(struct request *r, const struct locked *b)
{
	return sql_exec(r, NULL,
	    "INSERT INTO amendments (edition_id, field, old_value, new_value, reason, amended_by, amended_at)"
	    " VALUES (:edition, 'rulebook', :in_force, :number, :reason, :account, :now)",
	    P(edition, b->edition), P(in_force, b->in_force), P(number, b->number), P(reason, input_text(r, "reason")));
}

static enum handled use(struct request *r)
{
	const struct problem_kind *problem;
	struct db_rows begun;
	struct locked b;

	/* Rounds first, as by whoever opens or computes one. */
	DB_TRY(sql_query(r, &begun,
	    "SELECT id FROM rounds WHERE edition_id = (SELECT edition_id FROM rulebooks WHERE id = :id) ORDER BY id FOR UPDATE",
	    P(id, request_id_param(r, 0))));
	DB_TRY(lock(r, &b, &problem));
	if (!problem && !b.frozen)
		problem = &problem_rulebook_not_frozen;
	if (problem)
		return reply_problem(r, problem, NULL);
	DB_TRY(sql_query(r, &begun,
	    "SELECT id FROM rounds WHERE edition_id = :edition AND (state <> 'planned' OR computation_id IS NOT NULL) LIMIT 1 FOR UPDATE",
	    P(edition, b.edition)));
	if (begun.count > 0)
		return reply_problem(r, &problem_rulebook_in_use, NULL);
	if (b.published && !input_text(r, "reason"))
		return reply_problem(r, &problem_rulebook_reason_needed, "reason");
	DB_TRY(plan_rounds(r, &b));
	if (b.published)
		DB_TRY(amend(r, &b));
	DB_TRY(sql_exec(r, NULL, "UPDATE editions SET rulebook_id = :rulebook, version = version + 1 WHERE id = :edition",
	    P(rulebook, request_id_param(r, 0)), P(edition, b.edition)));
	DB_TRY(eligibility_review_edition(r, b.edition));
	audit(r, (struct audit_event){.edition_id = b.edition,
		     .action = "rulebook.use",
		     .object = "rulebooks",
		     .object_id = request_id_param(r, 0),
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:s}", "sha256", b.sha256)});
	return show(r, request_id_param(r, 0), 200);
}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};

static const struct input_field body_input[] = {
    {.name = "body", .type = INPUT_OBJECT, .texts = TEXT_NAME, .required = true},
    INPUT_END,
};

static const struct input_field reason_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

#define READERS (ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/rulebooks/validate", READERS | ROLE_ADMIN, 0, RULEBOOK_BYTES, body_input, NULL, validate},
    {METHOD_GET, "/api/v1/editions/{edition}/rulebooks", READERS, 0, 0, NULL, page_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/rulebooks", ROLE_ORGANIZER, ROUTE_WRITE, RULEBOOK_BYTES, body_input, NULL, create},
    {METHOD_GET, "/api/v1/editions/{edition}/rulebook", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, NULL, in_force},
    {METHOD_GET, "/api/v1/rulebooks/{rulebook}", READERS, 0, 0, NULL, NULL, get},
    {METHOD_PUT, "/api/v1/rulebooks/{rulebook}", ROLE_ORGANIZER, ROUTE_WRITE, RULEBOOK_BYTES, body_input, NULL, put},
    {METHOD_POST, "/api/v1/rulebooks/{rulebook}/freeze", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, freeze},
    {METHOD_POST, "/api/v1/rulebooks/{rulebook}/use", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW, 16384, reason_input, NULL, use},
};

ROUTE_TABLE(rulebooks_routes, rows);
