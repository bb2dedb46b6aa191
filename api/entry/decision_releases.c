/* Telling firms what was decided about their entries: the letters that wait, each of them as its firm will get it, and their release in one act. */
#include <stdlib.h>
#include <string.h>

#include "api/entry/decision_letters.h"
#include "api/entry/entry_form.h"
#include "api/entry/entry_states.h"
#include "api/rounds/round_state.h"
#include "api/shared/access.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/letters.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/zones.h"
#include "core/base/secret.h"
#include "core/request/audit.h"
#include "core/request/locale.h"
#include "core/request/route.h"

/* ---- which letters ---- */

/* Whether a letter can be told now: it is about the submission that counts, what it says of its eligibility is so still, and what it asks of the firm can
 * still be done. */
#define TELLABLE                                                                                                                             \
	"(e.state = 'submitted' AND l.submission_id = e.submission_id AND (l.kind <> 'eligibility'"                                          \
	" OR NOT EXISTS (SELECT 1 FROM eligibility_findings k WHERE k.entry_id = e.id)) AND (l.kind <> 'return' OR (:now <= " SQL_MEND_UNTIL \
	" AND NOT EXISTS (SELECT 1 FROM rounds o WHERE o.edition_id = e.edition_id AND o.state <> 'planned'))))"
/* The earlier letter about the same submission, if there is one: this one corrects it. */
#define CORRECTS                                                                                                             \
	"(SELECT MAX(t.told_at) FROM decision_letters t WHERE t.entry_id = l.entry_id AND t.submission_id = l.submission_id" \
	" AND t.release_id IS NOT NULL)"
#define MEMBERS "FROM firm_members m JOIN accounts p ON p.id = m.account_id WHERE m.firm_id = e.firm_id AND p.state = 'active'"
#define TABLES                                                                                          \
	" FROM decision_letters l JOIN entries e ON e.id = l.entry_id JOIN firms f ON f.id = e.firm_id" \
	" JOIN editions d ON d.id = l.edition_id"
/* What an organiser's filter finds; letters to a firm of one's own are for others. */
#define FILTERED                                                                                                                    \
	TABLES                                                                                                                      \
	" WHERE l.edition_id = :edition AND (l.release_id = :release OR (:release IS NULL AND l.release_id IS NULL))"               \
	" AND " SQL_OTHERS_ENTRY("l.entry_id") " AND (:outcome IS NULL OR :outcome = CASE WHEN l.kind <> 'eligibility' THEN l.kind" \
					       " WHEN l.eligible THEN 'eligible' ELSE 'ineligible' END)"                            \
					       " AND (:industry IS NULL OR e.industry = :industry) AND " SQL_SEARCH(                \
						   "e.title, f.name, f.code, e.number")
#define FILTER_PARAMETERS(r)                                                                         \
	P(release, ID(request_query_int(r, "release", 0))), P(outcome, request_query(r, "outcome")), \
	    P(industry, request_query(r, "industry")), P(q, request_query(r, "q"))

/* Who looked at a list of letters and tells them all names them by this. */
static const char *fingerprint(struct request *r, const struct db_rows *ids)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ids->count; i++)
		json_array_append_new(list, json_integer((json_int_t)db_int(ids, i, 0)));
	char *text = json_dumps(arena_json(r->arena, list), JSON_COMPACT);
	const char *hex = sha256_hex(r->arena, text, strlen(text));
	free(text);
	return hex;
}

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0), recipients = 0, letters = 0;
	struct db_rows rows, total, ids;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows,
	    "SELECT l.id, l.entry_id, e.number, e.title, f.name, e.industry, l.kind, l.decision, l.eligible, l.reason, l.note, l.decided_at,"
	    " (SELECT a.name FROM accounts a WHERE a.id = l.decided_by), l.told_at,"
	    " IF(l.release_id IS NULL, " CORRECTS ", l.corrects_at), l.release_id IS NULL AND " TELLABLE ", (SELECT COUNT(*) " MEMBERS
	    ")" FILTERED " ORDER BY l.entry_id, l.id" SQL_PAGE,
	    P(edition), FILTER_PARAMETERS(r), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FILTERED, P(edition), FILTER_PARAMETERS(r)));
	DB_TRY(sql_query(r, &ids,
	    "SELECT l.id, (SELECT COUNT(*) " MEMBERS ")" FILTERED " AND l.release_id IS NULL AND " TELLABLE " ORDER BY l.entry_id",
	    P(edition), FILTER_PARAMETERS(r)));
	for (size_t i = 0; i < ids.count; i++, letters++)
		recipients += db_int(&ids, i, 1);
	json_t *items = db_json_rows(&rows, "iissssssbsststtbi", "id", "entry_id", "number", "title", "firm_name", "industry", "kind",
	    "decision", "eligible", "reason", "note", "decided_at", "decided_by", "told_at", "corrects_at", "tellable", "recipients");
	return reply_json(r, 200,
	    json_pack("{s:o, s:I, s:I, s:I, s:s}", "items", items, "total", (json_int_t)db_int(&total, 0, 0), "letters",
		(json_int_t)letters, "recipients", (json_int_t)recipients, "fingerprint", fingerprint(r, &ids)));
}

/* ---- one letter ---- */

#define WORD_COLUMNS "l.kind, l.eligible, e.number, e.title, l.reason, " SQL_MEND_UNTIL ", " SQL_ZONE("d.rulebook_id")
enum { KIND, ELIGIBLE, NUMBER, TITLE, REASON, UNTIL, ZONE, CORRECTS_AT, FIRST_OWN };

static struct letter_view view_of(const struct db_rows *rows, size_t row)
{
	return (struct letter_view){.kind = db_text(rows, row, KIND),
	    .eligible = db_int(rows, row, ELIGIBLE) != 0,
	    .number = db_text(rows, row, NUMBER),
	    .title = db_text(rows, row, TITLE),
	    .reason = db_text(rows, row, REASON),
	    .mend_until = db_time(rows, row, UNTIL),
	    .zone = zone_of(db_text(rows, row, ZONE)),
	    .corrects_at = db_time(rows, row, CORRECTS_AT)};
}

static enum handled preview(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows rows, people;
	const char *subject, *text, *wanted = request_query(r, "locale");

	DB_TRY(sql_query(r, &rows,
	    "SELECT " WORD_COLUMNS ", IF(l.release_id IS NULL, " CORRECTS ", l.corrects_at), e.firm_id" TABLES
	    " WHERE l.id = :id AND " SQL_READER("l.edition_id"),
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	struct letter_view view = view_of(&rows, 0);
	enum locale locale = wanted ? locale_named(wanted) : r->locale;
	decision_letter_words(r, &view, locale, &subject, &text);
	DB_TRY(sql_query(r, &people,
	    "SELECT p.name, p.email, p.locale FROM firm_members m JOIN accounts p ON p.id = m.account_id WHERE m.firm_id = :firm"
	    " AND p.state = 'active' ORDER BY p.id",
	    P(firm, db_int(&rows, 0, FIRST_OWN))));
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:s, s:s, s:o}", "id", (json_int_t)id, "locale", locale_tags[locale], "subject", subject, "text", text,
		"recipients", db_json_rows(&people, "sss", "name", "email", "locale")));
}

/* ---- telling ---- */

#define GIVEN(list) "JSON_TABLE(:" list ", '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) g"

/* The letters to tell, [id, …], and their entries, in the order of the latter: those that were chosen, or all that the filter finds as they were looked at. */
static enum handled chosen(struct request *r, int64_t edition, json_t **entries, json_t **letters)
{
	const char *seen = input_text(r, "fingerprint");
	struct db_rows ids;
	bool all = input_json(r, "letters") == NULL;

	if (all == (seen == NULL) || (!all && !ids_valid(input_json(r, "letters"))))
		return reply_problem(r, &problem_letters_unchosen, "letters");
	*letters = arena_json(r->arena, json_array());
	*entries = arena_json(r->arena, json_array());
	if (all)
		DB_TRY(sql_query(r, &ids, "SELECT l.id, l.entry_id" FILTERED " AND " TELLABLE " ORDER BY l.entry_id", P(edition),
		    P(release, ID(INT64_C(0))), P(outcome, input_text(r, "outcome")), P(industry, input_text(r, "industry")),
		    P(q, input_text(r, "q"))));
	else
		DB_TRY(sql_query(r, &ids,
		    "SELECT l.id, l.entry_id FROM decision_letters l JOIN entries e ON e.id = l.entry_id JOIN editions d ON d.id = l.edition_id"
		    " JOIN " GIVEN("letters") " ON g.id = l.id"
					      " WHERE l.edition_id = :edition AND l.release_id IS NULL AND NOT " SQL_INTEREST(
						  "e.firm_id", "e.edition_id") " AND " TELLABLE " ORDER BY l.entry_id",
		    P(letters, input_json(r, "letters")), P(edition)));
	if (all ? strcmp(fingerprint(r, &ids), seen) != 0 : ids.count != json_array_size(input_json(r, "letters")))
		return reply_problem(r, &problem_letters_changed, all ? "fingerprint" : "letters");
	if (ids.count == 0 || ids.count > LIMIT_RELEASE)
		return reply_problem(r, &problem_letters_number, "letters", LIMIT_RELEASE);
	for (size_t i = 0; i < ids.count; i++)
		json_array_append_new(*letters, json_integer((json_int_t)db_int(&ids, i, 0))),
		    json_array_append_new(*entries, json_integer((json_int_t)db_int(&ids, i, 1)));
	return GO_ON;
}

/* Locks the entries of the letters, drafts first, then the letters; *SAME is false if one of them is not what it was. */
static enum db_status lock_letters(struct request *r, json_t *entries, json_t *letters, struct db_rows *rows, bool *same)
{
	struct db_rows locked;
	enum db_status status = sql_query(r, &locked,
	    "SELECT e.id FROM " GIVEN("entries") " STRAIGHT_JOIN drafts w ON w.entry_id = g.id STRAIGHT_JOIN entries e ON e.id = w.entry_id"
						 " ORDER BY g.place FOR UPDATE",
	    P(entries));

	if (status == DB_OK)
		status = sql_query(r, &locked,
		    "SELECT l.id FROM " GIVEN("letters") " STRAIGHT_JOIN decision_letters l ON l.id = g.id ORDER BY g.place FOR UPDATE",
		    P(letters));
	if (status == DB_OK)
		status = sql_query(r, rows,
		    "SELECT " WORD_COLUMNS ", " CORRECTS ", e.firm_id, e.id, e.state" TABLES
		    " JOIN " GIVEN("letters") " ON g.id = l.id WHERE l.release_id IS NULL AND " TELLABLE " ORDER BY l.entry_id",
		    P(letters));
	*same = status == DB_OK && rows->count == json_array_size(letters);
	return status;
}

static enum db_status tell(struct request *r, int64_t edition, const struct db_rows *rows, size_t row)
{
	const char *subject[LOCALES], *text[LOCALES];
	struct letter_view view = view_of(rows, row);
	enum db_status status = DB_OK;

	if (strcmp(view.kind, "return") == 0)
		status = entry_move(r, &(struct entry_move){.entry_id = db_int(rows, row, FIRST_OWN + 1),
					   .edition_id = edition,
					   .state = db_text(rows, row, FIRST_OWN + 2),
					   .verb = ENTRY_RETURN,
					   .reason = view.reason});
	if (status != DB_OK)
		return status;
	for (enum locale locale = 0; locale < LOCALES; locale++)
		decision_letter_words(r, &view, locale, &subject[locale], &text[locale]);
	return letter_made_to_firm(r, db_int(rows, row, FIRST_OWN), NULL, subject, text);
}

#define MAILS(state) "(SELECT COUNT(*) FROM outbox o WHERE o.request_id = x.request_id AND o.state = '" state "')"
#define RELEASE_COLUMNS                                                                                                            \
	"SELECT x.id, x.edition_id, x.released_at, (SELECT a.name FROM accounts a WHERE a.id = x.released_by), x.letters, " MAILS( \
	    "waiting") ", " MAILS("sent") ", " MAILS("failed") " FROM releases x WHERE "
#define RELEASE_SHAPE "iitsiiii", "id", "edition_id", "released_at", "released_by", "letters", "mails_waiting", "mails_sent", "mails_failed"

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, RELEASE_COLUMNS "x.id = :id AND " SQL_READER("x.edition_id"), P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, status, db_json_row(&rows, 0, RELEASE_SHAPE));
}

static enum handled get_release(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

static enum handled releases(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows, RELEASE_COLUMNS "x.edition_id = :edition ORDER BY x.id DESC" SQL_PAGE, P(edition), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM releases x WHERE x.edition_id = :edition", P(edition)));
	return reply_list(r, db_json_rows(&rows, RELEASE_SHAPE), db_int(&total, 0, 0));
}

static enum handled release(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	json_t *entries = NULL, *letters = NULL;
	struct db_rows rows;
	bool begun, same;

	DB_TRY(rounds_begun(r, edition, &begun)); /* which stay as they are: whether an entry can still be returned rests on them */
	STEP(edition_may(r, edition, EDITION_CHANGE));
	STEP(chosen(r, edition, &entries, &letters));
	DB_TRY(lock_letters(r, entries, letters, &rows, &same));
	if (!same)
		return reply_problem(r, &problem_letters_changed, NULL);
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO releases (edition_id, released_by, released_at, letters, request_id)"
	    " VALUES (:edition, :account, :now, :count, :request)",
	    P(edition), P(count, rows.count), P(request, r->id)));
	int64_t id = db_insert_id(r->db);
	for (size_t i = 0; i < rows.count; i++)
		DB_TRY(tell(r, edition, &rows, i));
	/* Worked out before the UPDATE, which changes what it is worked out from. */
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE decision_letters l JOIN " GIVEN(
		"letters") " ON g.id = l.id"
			   " LEFT JOIN (SELECT t.entry_id, t.submission_id, MAX(t.told_at) AS at FROM decision_letters t WHERE t.edition_id = :edition"
			   "  AND t.release_id IS NOT NULL GROUP BY t.entry_id, t.submission_id) c"
			   " ON c.entry_id = l.entry_id AND c.submission_id = l.submission_id"
			   " SET l.corrects_at = c.at, l.release_id = :id, l.told_at = :now",
	    P(letters), P(edition), P(id)));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "decisions.release",
		     .object = "releases",
		     .object_id = id,
		     .detail = json_pack("{s:O}", "letters", letters)});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/releases/%lld", (long long)id));
	return show(r, id, 201);
}

static const char *const outcomes[] = {"eligible", "ineligible", "return", "withdrawal", NULL};

#define FILTERS                                                                    \
	{.name = "outcome", .type = INPUT_ENUM, .one_of = outcomes},               \
	    {.name = "industry", .type = INPUT_TEXT, .min = 1, .max = LIMIT_CODE}, \
	{                                                                          \
		.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH     \
	}

static const struct input_field list_query[] = {
    INPUT_PAGE,
    FILTERS,
    {.name = "release", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};
static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field preview_query[] = {
    {.name = "locale", .type = INPUT_ENUM, .one_of = locale_tags},
    INPUT_END,
};
static const struct input_field release_input[] = {
    FILTERS,
    {.name = "letters", .type = INPUT_ARRAY, .min = 1, .max = LIMIT_BULK},
    {.name = "fingerprint", .type = INPUT_IDENTIFIER, .min = 64, .max = 64},
    INPUT_END,
};

#define DESK (ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/decision-letters", DESK, 0, 0, NULL, list_query, list},
    {METHOD_GET, "/api/v1/decision-letters/{letter}", DESK, 0, 0, NULL, preview_query, preview},
    {METHOD_GET, "/api/v1/editions/{edition}/releases", DESK, 0, 0, NULL, page_query, releases},
    {METHOD_POST, "/api/v1/editions/{edition}/releases", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW, 16384, release_input, NULL, release},
    {METHOD_GET, "/api/v1/releases/{release}", DESK, 0, 0, NULL, NULL, get_release},
};

ROUTE_TABLE(decision_releases_routes, rows);
