/* Standings (排名): all of a round for organiser and auditor, the published ones for everybody, one's own for a contestant. How one entry's
 * score came about is in derivation.c. */
#include <string.h>

#include "api/results/publications.h"
#include "api/shared/access.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "core/request/route.h"

static const char *const outcomes[] = {"advanced", "advanced_as_substitute", "advanced_as_wildcard", "advanced_as_added", "skipped",
    "eliminated", "tied_at_cut", "failed_requirement", "withdrawn", "disqualified", "forfeited", "ranked", NULL};

/* Of the round with its standing in force. */
#define NAMED " JOIN entries t ON t.id = s.entry_id JOIN firms f ON f.id = t.firm_id"
#define FILTERED(names, search)                                                                                             \
	" FROM standings s" names                                                                                           \
	" WHERE s.computation_id = :computation_id AND s.round_id = :round_id AND (:group IS NULL OR s.group_key = :group)" \
	" AND (:outcome IS NULL OR s.outcome = :outcome)"                                                                   \
	" AND " search
#define FOUND FILTERED(NAMED, SQL_SEARCH("f.name, t.title, t.number"))
/* The same without what the reader of the office has an interest in. */
#define OTHERS(names, search) FILTERED(names, search " AND " SQL_OTHERS_ENTRY("s.entry_id"))
#define OTHERS_FOUND OTHERS(NAMED, SQL_SEARCH("f.name, t.title, t.number"))

struct page {
	const char *group, *outcome, *q;
	bool others; /* and not what the reader has an interest in */
	int64_t limit, offset;
};

static struct page page_of(const struct request *r)
{
	const char *whole = request_query(r, "whole");
	bool all = whole && strcmp(whole, "true") == 0;

	return (struct page){request_query(r, "group"), request_query(r, "outcome"), request_query(r, "q"), conflict_gate_interested(r),
	    all ? LIMIT_WHOLE : page_limit(r), all ? 0 : page_offset(r)};
}

#define COLUMNS "SELECT t.id, t.number, t.title, f.id, f.name, s.group_key, s.ranked, s.score, s.outcome, s.why"
#define BY_PLACE " ORDER BY s.place" SQL_PAGE
#define OF_ROUND " WHERE s.computation_id = :computation_id AND s.round_id = :round_id"

static const char *const count_all[] = {"SELECT COUNT(*)" FILTERED("", ":q IS NULL"), "SELECT COUNT(*)" FOUND};
static const char *const count_others[] = {"SELECT COUNT(*)" OTHERS("", ":q IS NULL"), "SELECT COUNT(*)" OTHERS_FOUND};

/* The whole standing, where places are what pages count by: none before the page is read. */
static enum db_status find_all(
    struct request *r, int64_t computation_id, int64_t round_id, const struct page *p, struct db_rows *rows, int64_t *total)
{
	struct db_rows count;
	enum db_status status = sql_query(r, rows,
	    COLUMNS " FROM standings s" NAMED OF_ROUND " AND s.place >= :offset AND s.place < :offset + :limit ORDER BY s.place",
	    P(computation_id), P(round_id), P(limit, p->limit), P(offset, p->offset));

	if (status == DB_OK)
		status =
		    sql_query(r, &count, "SELECT COALESCE(MAX(s.place) + 1, 0) FROM standings s" OF_ROUND, P(computation_id), P(round_id));
	if (status == DB_OK)
		*total = db_int(&count, 0, 0);
	return status;
}

static enum db_status find(struct request *r, int64_t computation_id, int64_t round_id, struct db_rows *rows, int64_t *total)
{
	struct page p = page_of(r);
	struct db_rows count;
	enum db_status status;

	if (!p.group && !p.outcome && !p.q && !p.others)
		return find_all(r, computation_id, round_id, &p, rows, total);
	status = sql_query(r, rows, p.others ? COLUMNS OTHERS_FOUND BY_PLACE : COLUMNS FOUND BY_PLACE, P(computation_id), P(round_id),
	    P(group, p.group), P(outcome, p.outcome), P(q, p.q), P(limit, p.limit), P(offset, p.offset));
	*total = p.offset + (int64_t)rows->count;
	if (status != DB_OK || ((int64_t)rows->count < p.limit && (rows->count > 0 || p.offset == 0)))
		return status;
	status = sql_query(r, &count, p.others ? count_others[p.q != NULL] : count_all[p.q != NULL], P(computation_id), P(round_id),
	    P(group, p.group), P(outcome, p.outcome), P(q, p.q));
	if (status == DB_OK)
		*total = db_int(&count, 0, 0);
	return status;
}

/* ---- organiser and auditor ---- */

static enum handled list(struct request *r)
{
	struct db_rows round, rows;
	int64_t total = 0;

	DB_TRY(sql_query(r, &round,
	    "SELECT b.id, b.code, b.state, b.computation_id, LOWER(HEX(c.dossier_sha256)), c.computed_at, p.number,"
	    " COALESCE(b.public_computation_id = b.computation_id, FALSE)"
	    " FROM rounds b LEFT JOIN computations c ON c.id = b.computation_id"
	    " LEFT JOIN publications p ON p.computation_id = b.public_computation_id WHERE b.id = :id AND " SQL_READER("b.edition_id"),
	    P(id, request_id_param(r, 0))));
	if (round.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(find(r, db_int(&round, 0, 3), db_int(&round, 0, 0), &rows, &total));
	return reply_json(r, 200,
	    json_pack("{s:o, s:I, s:o}", "items",
		db_json_rows(
		    &rows, "issississj", "entry", "number", "title", "firm", "firm_name", "group", "rank", "score", "outcome", "why"),
		"total", (json_int_t)total, "round",
		db_json_row(&round, 0, "issistib", "id", "code", "state", "computation", "dossier_sha256", "computed_at", "publication",
		    "published")));
}

/* ---- everybody ---- */

/* One version of a round's standing: NUMBER, or 0: the one in force. */
static enum handled reply_publication(struct request *r, int64_t number)
{
	struct db_rows round, rows, publication;
	int64_t total;

	DB_TRY(sql_query(r, &round, SQL_PUBLIC_ROUND("b.id, b.code, b.position, b.kind, e.code, e.title"),
	    P(edition_id, request_id_param(r, 0)), P(edition_code, r->params[0]), P(round_id, request_id_param(r, 1)),
	    P(round_code, r->params[1])));
	if (round.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &publication,
	    "SELECT JSON_EXTRACT(k.body, CONCAT('$.rounds[', :position, '].name')), p.published_at, LOWER(HEX(c.dossier_sha256)),"
	    "  p.number, p.reason, q.number, q.published_at, q.reason, p.computation_id"
	    " FROM rounds b JOIN publications p ON p.round_id = b.id JOIN computations c ON c.id = p.computation_id"
	    " JOIN rulebooks k ON k.id = c.rulebook_id LEFT JOIN publications q ON q.round_id = b.id AND q.number = p.number + 1"
	    " WHERE b.id = :round_id AND IF(:number = 0, p.computation_id = b.public_computation_id, p.number = :number)",
	    P(position, db_int(&round, 0, 2)), P(round_id, db_int(&round, 0, 0)), P(number)));
	if (publication.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(find(r, db_int(&publication, 0, 8), db_int(&round, 0, 0), &rows, &total));
	json_t *about = db_json_row(&round, 0, "is-ssj", "id", "code", "kind", "edition", "edition_title");
	json_t *version = db_json_row(&publication, 0, "jtsis----", "name", "published_at", "dossier_sha256", "number", "reason");
	json_object_update_missing(about, version);
	json_decref(version);
	json_object_set_new(about, "superseded",
	    db_is_null(&publication, 0, 5) ? json_null() : db_json_row(&publication, 0, "-----its-", "number", "published_at", "reason"));
	return reply_json(r, 200,
	    json_pack("{s:o, s:I, s:o}", "items",
		db_json_rows(&rows, "-ss-ssiss-", "number", "title", "firm_name", "group", "rank", "score", "outcome"), "total",
		(json_int_t)total, "round", about));
}

static enum handled list_public(struct request *r)
{
	return reply_publication(r, 0);
}

static enum handled list_version(struct request *r)
{
	int64_t number = request_id_param(r, 2);

	return number > 0 ? reply_publication(r, number) : reply_problem(r, &problem_not_found, NULL);
}

static enum handled list_direct_public(struct request *r)
{
	struct db_rows edition, rows;

	/* Of the newest standing that is public: what it was computed with. */
	DB_TRY(sql_query(r, &edition,
	    "SELECT (SELECT b.public_computation_id FROM rounds b WHERE b.edition_id = e.id AND b.public_computation_id IS NOT NULL"
	    " ORDER BY b.position DESC LIMIT 1)"
	    " FROM editions e WHERE (e.id = :id OR e.code = CONVERT(:edition_code USING ascii)) AND e.state <> 'draft'",
	    P(id, request_id_param(r, 0)), P(edition_code, r->params[0])));
	if (edition.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT t.number, t.title, f.name, d.to_code, d.rule FROM direct_advancements d JOIN entries t ON t.id = d.entry_id"
	    " JOIN firms f ON f.id = t.firm_id WHERE d.computation_id = :computation ORDER BY d.entry_id",
	    P(computation, db_int(&edition, 0, 0))));
	return reply_list(r, db_json_rows(&rows, "sssss", "number", "title", "firm_name", "to", "rule"), (int64_t)rows.count);
}

static enum handled list_direct(struct request *r)
{
	struct db_rows edition, rows;

	DB_TRY(sql_query(r, &edition,
	    "SELECT (SELECT MAX(c.id) FROM computations c WHERE c.edition_id = e.id) FROM editions e WHERE e.id = :id AND " SQL_READER(
		"e.id"),
	    P(id, request_id_param(r, 0))));
	if (edition.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT t.id, t.number, t.title, f.id, f.name, d.to_code, d.rule, d.why FROM direct_advancements d"
	    " JOIN entries t ON t.id = d.entry_id"
	    " JOIN firms f ON f.id = t.firm_id WHERE d.computation_id = :computation AND " SQL_OTHERS_ENTRY(
		"d.entry_id") " ORDER BY d.entry_id",
	    P(computation, db_int(&edition, 0, 0))));
	return reply_list(
	    r, db_json_rows(&rows, "ississsj", "entry", "number", "title", "firm", "firm_name", "to", "rule", "why"), (int64_t)rows.count);
}

/* ---- a contestant's own ---- */

static enum handled list_own(struct request *r)
{
	struct db_rows entry, rows;
	int64_t entry_id = request_id_param(r, 0);

	DB_TRY(sql_query(r, &entry,
	    "SELECT 1 FROM entries t WHERE t.id = :entry_id AND (EXISTS (SELECT 1 FROM firm_members m"
	    " WHERE m.firm_id = t.firm_id AND m.account_id = :account)"
	    " OR " SQL_READER("t.edition_id") ")",
	    P(entry_id)));
	if (entry.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT b.id, b.code, JSON_EXTRACT(k.body, CONCAT('$.rounds[', b.position, '].name')), b.published_at, s.group_key, s.ranked,"
	    "  s.ranked_of, s.score, s.outcome, s.why"
	    " FROM standings s JOIN rounds b ON b.id = s.round_id AND b.public_computation_id = s.computation_id"
	    " JOIN computations c ON c.id = s.computation_id JOIN rulebooks k ON k.id = c.rulebook_id"
	    " WHERE s.entry_id = :entry_id ORDER BY b.position",
	    P(entry_id)));
	return reply_list(r,
	    db_json_rows(&rows, "isjtsiissj", "round", "code", "name", "published_at", "group", "rank", "of", "score", "outcome", "why"),
	    (int64_t)rows.count);
}

#define STANDINGS_QUERY                                                                                                             \
	{.name = "group", .type = INPUT_TEXT, .max = LIMIT_GROUP_KEY}, {.name = "outcome", .type = INPUT_ENUM, .one_of = outcomes}, \
	    {.name = "q", .type = INPUT_TEXT, .max = LIMIT_SEARCH}, {.name = "whole", .type = INPUT_BOOL}, INPUT_PAGE

static const struct input_field list_query[] = {STANDINGS_QUERY, INPUT_END};

#define STAFF (ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/standings", STAFF, 0, 0, NULL, list_query, list},
    {METHOD_GET, "/api/v1/editions/{edition}/direct-advancements", STAFF, 0, 0, NULL, NULL, list_direct},
    {METHOD_GET, "/api/v1/entries/{entry}/standings", ROLE_CONTESTANT | STAFF, 0, 0, NULL, NULL, list_own},
    {METHOD_GET, "/api/v1/public/editions/{edition}/rounds/{round}/standings", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, list_query, list_public},
    {METHOD_GET, "/api/v1/public/editions/{edition}/rounds/{round}/publications/{number}/standings", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL,
	list_query, list_version},
    {METHOD_GET, "/api/v1/public/editions/{edition}/direct-advancements", ROLE_PUBLIC, ROUTE_CACHED, 0, NULL, NULL, list_direct_public},
};

ROUTE_TABLE(standings_routes, rows);
