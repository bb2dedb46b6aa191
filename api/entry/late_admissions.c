/* Asking for, granting, refusing and withdrawing late admissions, and who sees them. Their life stands in late_admission_states.c, what a late entry may do to
 * rounds that have begun in late_admission_course.c. */
#include "api/entry/late_admissions.h"

#include <string.h>

#include "api/entry/firm_number.h"
#include "api/shared/access.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/letters.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/zones.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* ---- showing ---- */

/* What is past its time has lapsed, whether or not anybody has said so since. */
#define SHOWN_STATE "IF(l.state IN ('asked', 'granted') AND :last > l.until_at + INTERVAL d.grace_seconds SECOND, 'lapsed', l.state)"
#define FROM                                                                                                                            \
	" FROM late_admissions l JOIN editions d ON d.id = l.edition_id JOIN firms f ON f.id = l.firm_id LEFT JOIN entries e ON e.id =" \
	" l.entry_id "
#define COLUMNS                                                                                                                       \
	"SELECT l.id, l.edition_id, l.firm_id, f.name, f.code, l.entry_id, e.number, e.title, " SHOWN_STATE ", l.until_at, l.reason," \
	" (SELECT a.name FROM accounts a WHERE a.id = l.asked_by), l.asked_by, l.asked_at,"                                           \
	" (SELECT a.name FROM accounts a WHERE a.id = l.decided_by), l.decided_at, l.decided_why,"                                    \
	" (SELECT a.name FROM accounts a WHERE a.id = l.withdrawn_by), l.withdrawn_at, l.withdrawn_why, l.used_at" FROM               \
	"WHERE " SQL_READER("l.edition_id") " AND "
#define SHAPE "iiississstssitstsstst"
#define NAMES                                                                                                                              \
	"id", "edition_id", "firm_id", "firm_name", "firm_code", "entry_id", "entry_number", "entry_title", "state", "until_at", "reason", \
	    "asked_by", "asked_by_id", "asked_at", "decided_by", "decided_at", "decided_why", "withdrawn_by", "withdrawn_at",              \
	    "withdrawn_why", "used_at"

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS "l.id = :id", P(id)));
	return rows.count > 0 ? reply_json(r, status, db_json_row(&rows, 0, SHAPE, NAMES)) : reply_problem(r, &problem_not_found, NULL);
}

#define OF_EDITION "l.edition_id = :edition AND " SQL_OTHERS_FIRM("l.firm_id", "l.edition_id")

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows, COLUMNS OF_EDITION " ORDER BY l.id DESC" SQL_PAGE, P(edition), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM late_admissions l WHERE " OF_EDITION, P(edition)));
	return reply_list(r, db_json_rows(&rows, SHAPE, NAMES), db_int(&total, 0, 0));
}

/* Those of one's own firms that were granted, for as long as they are of use or say how an entry came in. */
static enum handled own(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT l.id, l.edition_id, d.title, l.firm_id, f.name, l.entry_id, l.state, l.until_at, l.reason, " SQL_ZONE("d.rulebook_id")
		FROM "WHERE l.firm_id IN (SELECT m.firm_id FROM firm_members m WHERE m.account_id = :account) AND (l.state = 'used'"
		     " OR (l.state = 'granted' AND d.state = 'published' AND :last <= l.until_at + INTERVAL d.grace_seconds SECOND))"
		     " ORDER BY l.id DESC LIMIT 100"));
	return reply_list(r,
	    db_json_rows(&rows, "iijisistss", "id", "edition_id", "edition_title", "firm_id", "firm_name", "entry_id", "state", "until_at",
		"reason", "timezone"),
	    (int64_t)rows.count);
}

/* ---- what it is about ---- */

struct sight {
	int64_t edition, firm, entry; /* the last 0: none yet */
	const char *firm_name, *title;
	struct rounds_course course;
	json_t *entrances; /* the request's */
};

/* Nobody decides about a firm in which they have an interest, or which they have registered: it may be named by its code, which the gate does not see. */
static enum handled disinterested(struct request *r, int64_t edition, int64_t firm)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT " SQL_INTEREST("f.id", ":edition") " OR f.created_by = :account FROM firms f WHERE f.id = :firm",
	    P(edition), P(firm)));
	return rows.count > 0 && db_int(&rows, 0, 0) ? reply_problem(r, &problem_own_firm, NULL) : GO_ON;
}

/* Locks how far the edition is, and finds out whether anything can still come in. */
static enum handled look_at_course(struct request *r, struct sight *s)
{
	bool possible;

	DB_TRY(late_entrances(r, s->edition, &s->course, &s->entrances, &possible));
	if (possible)
		return GO_ON;
	problem_member(r, "entrances", json_incref(s->entrances));
	return reply_problem(r, &problem_late_admission_too_late, NULL);
}

/* Entries are closed, and the edition is not. */
static enum handled is_late(struct request *r, int64_t edition)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT state = 'published', entries_close_at, :last > entries_close_at + INTERVAL grace_seconds SECOND, " SQL_ZONE(
		"rulebook_id") " FROM editions"
			       " WHERE id = :edition",
	    P(edition)));
	if (!db_int(&rows, 0, 0))
		return reply_problem(r, &problem_edition_not_published, NULL);
	if (db_int(&rows, 0, 2))
		return GO_ON;
	return reply_problem(
	    r, &problem_late_admission_not_late, NULL, deadline_said(r, r->locale, zone_of(db_text(&rows, 0, 3)), db_time(&rows, 0, 1)));
}

/* The firm by its code, or by its draft. */
static enum handled find_firm(struct request *r, const char *jurisdiction, const char *text, int64_t entry, struct sight *s)
{
	char code[REGISTRATION_MAX + 1] = "";
	struct db_rows rows;

	if (entry) {
		DB_TRY(sql_query(r, &rows,
		    "SELECT f.id, f.name FROM entries e JOIN firms f ON f.id = e.firm_id WHERE e.id = :entry AND e.edition_id = :edition",
		    P(entry), P(edition, s->edition)));
		if (rows.count == 0)
			return reply_problem(r, &problem_late_admission_entry, "entry_id");
	} else {
		if (!text)
			return reply_problem(r, &problem_late_admission_firm, "code");
		struct firm_number number = firm_number_check(jurisdiction ? jurisdiction : "CN", text, code);
		if (number.verdict == FIRM_NUMBER_REFUSED)
			return reply_problem(r, number.problem, "code", number.position);
		DB_TRY(sql_query(r, &rows, "SELECT id, name FROM firms WHERE jurisdiction = :jurisdiction AND code = :code",
		    P(jurisdiction, jurisdiction ? jurisdiction : "CN"), P(code)));
		if (rows.count == 0)
			return reply_problem(r, &problem_late_admission_firm, "code");
	}
	s->firm = db_int(&rows, 0, 0);
	s->firm_name = db_text(&rows, 0, 1);
	return disinterested(r, s->edition, s->firm);
}

enum { E_ID, E_STATE, E_TITLE, E_NUMBER };

static enum handled has_entry(struct request *r, const struct db_rows *entries, size_t row)
{
	problem_member(r, "entry_id", db_json_int(entries, row, E_ID));
	return reply_problem(r, &problem_late_admission_has_entry, NULL, db_text(entries, row, E_NUMBER));
}

/* Which entry of the firm it is for: ENTRY, else its one draft, else none yet. */
static enum handled find_entry(struct request *r, int64_t entry, struct sight *s)
{
	struct db_rows entries, most;
	size_t drafts = 0, submitted = SIZE_MAX, chosen = SIZE_MAX;

	DB_TRY(sql_query(r, &entries,
	    "SELECT e.id, e.state, e.title, e.number FROM entries e WHERE e.firm_id = :firm AND e.edition_id = :edition"
	    " AND e.state <> 'withdrawn' ORDER BY e.id",
	    P(firm, s->firm), P(edition, s->edition)));
	for (size_t i = 0; i < entries.count; i++) {
		bool draft = strcmp(db_text(&entries, i, E_STATE), "draft") == 0;
		if (!draft)
			submitted = i;
		drafts += draft;
		if (draft && (!entry || db_int(&entries, i, E_ID) == entry))
			chosen = i;
		if (!draft && db_int(&entries, i, E_ID) == entry)
			return has_entry(r, &entries, i);
	}
	/* Facts of a firm hold for all its entries, so a late one would change what the others rest on. */
	if (submitted != SIZE_MAX && s->course.running)
		return has_entry(r, &entries, submitted);
	if (entry && chosen == SIZE_MAX)
		return reply_problem(r, &problem_late_admission_entry, "entry_id");
	if (!entry && drafts > 1)
		return reply_problem(r, &problem_late_admission_choose, "entry_id", (int)drafts);
	if (chosen != SIZE_MAX) {
		s->entry = db_int(&entries, chosen, E_ID);
		s->title = db_text(&entries, chosen, E_TITLE);
		return GO_ON;
	}
	DB_TRY(sql_query(r, &most,
	    "SELECT :count >= COALESCE(JSON_VALUE(b.body, '$.entries_per_firm'), :otherwise) FROM editions d LEFT JOIN rulebooks b"
	    " ON b.id = d.rulebook_id WHERE d.id = :edition",
	    P(count, (int64_t)entries.count), P(otherwise, LIMIT_ENTRIES_PER_FIRM), P(edition, s->edition)));
	return db_int(&most, 0, 0) && submitted != SIZE_MAX ? has_entry(r, &entries, submitted) : GO_ON;
}

static enum handled look(struct request *r, const char *jurisdiction, const char *code, int64_t entry, struct sight *s)
{
	*s = (struct sight){.edition = request_id_param(r, 0)};
	STEP(edition_may(r, s->edition, EDITION_READ));
	DB_TRY(rounds_course(r, s->edition, &s->course));
	STEP(edition_may(r, s->edition, EDITION_CHANGE));
	STEP(is_late(r, s->edition));
	STEP(find_firm(r, jurisdiction, code, entry, s));
	STEP(find_entry(r, entry, s));
	return look_at_course(r, s);
}

static json_t *seen(const struct sight *s)
{
	return json_pack("{s:I, s:s, s:o, s:s?, s:O}", "firm_id", (json_int_t)s->firm, "firm_name", s->firm_name, "entry_id",
	    s->entry ? json_integer(s->entry) : json_null(), "entry_title", s->title, "entrances", s->entrances);
}

/* Before it is asked for: whom it is about, and where the entry could still come in. */
static enum handled preview(struct request *r)
{
	struct sight s = {0};

	STEP(look(r, request_query(r, "jurisdiction"), request_query(r, "code"), request_query_int(r, "entry_id", 0), &s));
	return reply_json(r, 200, seen(&s));
}

/* ---- asking ---- */

/* Those of the firm that nobody can use any more make room. */
static enum db_status lapse(struct request *r, const struct sight *s)
{
	static const char *const from[] = {"asked", "granted"};
	enum db_status status = DB_OK;

	for (size_t i = 0; status == DB_OK && i < sizeof from / sizeof from[0]; i++)
		status = state_move_many(r, &late_admission_states, from[i], "lapse", NULL,
		    STATE_SET_WHERE("late_admissions", "",
			"edition_id = :edition AND firm_id = :firm AND :now > until_at + INTERVAL (SELECT d.grace_seconds FROM editions d"
			" WHERE d.id = :edition) SECOND"),
		    P(edition, s->edition), P(firm, s->firm));
	return status;
}

static enum handled ask(struct request *r)
{
	int64_t until = input_time(r, "until_at");
	const char *reason = input_text(r, "reason");
	struct sight s = {0};
	struct db_rows open;

	STEP(look(r, input_text(r, "jurisdiction"), input_text(r, "code"), input_int(r, "entry_id", 0), &s));
	if (until <= r->arrived_at || until > r->arrived_at + LIMIT_LATE_ADMISSION)
		return reply_problem(r, &problem_late_admission_until, "until_at", (int)(LIMIT_LATE_ADMISSION / (86400 * SECOND_US)));
	DB_TRY(lapse(r, &s));
	DB_TRY(sql_query(r, &open,
	    "SELECT id FROM late_admissions WHERE edition_id = :edition AND firm_id = :firm AND state IN ('asked', 'granted') FOR UPDATE",
	    P(edition, s.edition), P(firm, s.firm)));
	if (open.count > 0)
		return reply_problem(r, &problem_late_admission_pending, NULL);
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO late_admissions (edition_id, firm_id, entry_id, until_at, reason, asked_by, asked_at)"
	    " VALUES (:edition, :firm, :entry, :until_at, :reason, :account, :now)",
	    P(edition, s.edition), P(firm, s.firm), P(entry, ID(s.entry)), P(until_at, TIME(until)), P(reason)));
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = s.edition,
		     .action = "late_admission.ask",
		     .object = "late_admissions",
		     .object_id = id,
		     .reason = reason,
		     .detail = json_pack("{s:I, s:o, s:o}", "firm", (json_int_t)s.firm, "entry",
			 s.entry ? json_integer(s.entry) : json_null(), "until_at", time_json(until))});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/late-admissions/%lld", (long long)id));
	return show(r, id, 201);
}

/* ---- deciding ---- */

/* What stands around the firm's name in the subject; in the text before the name, the end, the reason and the address. */
static const struct words {
	const char *subject[LOCALES], *text[LOCALES][4];
} granted_words = {
    {" 获准逾期报名", " 獲准逾期報名", " may still enter"},
    {{"主办单位准许 ", " 在报名截止之后填写并提交一个参赛项目，截止 ", "。\n\n理由：", "\n\n请登录办理："},
	{"主辦單位准許 ", " 在報名截止之後填寫並提交一個參賽項目，截止 ", "。\n\n理由：", "\n\n請登入辦理："},
	{"The organisers allow ", " to fill in and submit one entry after the deadline, until ", ".\n\nReason: ", "\n\nPlease log in: "}},
};
static const struct words withdrawn_words = {
    {" 的逾期报名许可已撤回", " 的逾期報名許可已撤回", " may no longer enter late"},
    {{"主办单位撤回了准许 ", " 逾期报名的决定，原定截止 ", "。\n\n理由：", "\n\n"},
	{"主辦單位撤回了准許 ", " 逾期報名的決定，原定截止 ", "。\n\n理由：", "\n\n"},
	{"The organisers have withdrawn their leave for ", " to enter late, which was until ", ".\n\nReason: ", "\n\n"}},
};

static enum db_status tell_firm(
    struct request *r, const struct late_admission *late, const struct words *words, const char *firm, const char *reason)
{
	const char *subject[LOCALES], *text[LOCALES];
	const struct zone *zone;
	enum db_status status = edition_zone(r, late->edition_id, &zone);

	for (enum locale locale = 0; locale < LOCALES; locale++) {
		const char *const *part = words->text[locale];
		subject[locale] = arena_printf(r->arena, "%s%s", firm, words->subject[locale]);
		text[locale] = arena_printf(r->arena, "%s%s%s%s%s%s%s%s/my\n", part[0], firm, part[1],
		    deadline_said(r, locale, zone, late->until_at), part[2], reason, part[3], r->app->config->public_url);
	}
	return status == DB_OK ? letter_made_to_firm(r, late->firm_id, NULL, subject, text) : status;
}

/* What everybody may read for good, and what the firm is told. */
static enum db_status tell(struct request *r, const struct late_admission *late, bool granted, const char *reason)
{
	const char *text = time_text(r->arena, late->until_at), *old = granted ? NULL : text, *new = granted ? text : NULL;
	struct db_rows firm;
	enum db_status status = sql_exec(r, NULL,
	    "INSERT INTO amendments (edition_id, field, old_value, new_value, reason, amended_by, amended_at)"
	    " VALUES (:edition, 'late_admission', :old, :new, :reason, :account, :now)",
	    P(edition, late->edition_id), P(old), P(new), P(reason));

	if (status == DB_OK)
		status = sql_query(r, &firm, "SELECT name FROM firms WHERE id = :firm", P(firm, late->firm_id));
	if (status != DB_OK)
		return status;
	return tell_firm(r, late, granted ? &granted_words : &withdrawn_words, db_text(&firm, 0, 0), reason);
}

/* Locks how far its edition is and its row; 404 if there is none or the actor may not. */
static enum handled find(struct request *r, struct sight *s, struct late_admission *late)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM late_admissions WHERE id = :id AND " SQL_ORGANIZER("edition_id"),
	    P(id, request_id_param(r, 0))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	*s = (struct sight){.edition = db_int(&rows, 0, 0)};
	DB_TRY(rounds_course(r, s->edition, &s->course));
	STEP(edition_may(r, s->edition, EDITION_CHANGE));
	DB_TRY(late_admission_lock(r, request_id_param(r, 0), late));
	if (!late->id)
		return reply_problem(r, &problem_not_found, NULL);
	s->firm = late->firm_id;
	return disinterested(r, s->edition, late->firm_id);
}

static enum handled move(struct request *r, struct late_admission *late, const char *verb)
{
	struct state_row row = {late->id, late->edition_id, late->state, late};

	STEP(state_move(r, &late_admission_states, &row, verb, WHY(input_text(r, "reason"), NULL)));
	return GO_ON;
}

static enum handled grant(struct request *r)
{
	struct late_admission late = {0};
	struct sight s = {0};
	bool apart;

	STEP(find(r, &s, &late));
	STEP(state_ready(r, &late_admission_states, late.state, "grant"));
	if (late.asked_by == r->actor.account_id)
		return reply_problem(r, &problem_same_person, NULL);
	DB_TRY(people_apart(r, late.asked_by, late.edition_id, &apart));
	if (!apart)
		return reply_problem(r, &problem_not_apart, NULL);
	STEP(find_entry(r, late.entry_id, &s));
	STEP(look_at_course(r, &s));
	STEP(move(r, &late, "grant"));
	DB_TRY(tell(r, &late, true, late.reason));
	if (s.entry && !late.entry_id)
		DB_TRY(late_admission_begin(r, &late, s.entry));
	return show(r, late.id, 200);
}

static enum handled refuse(struct request *r)
{
	struct late_admission late = {0};
	struct sight s = {0};

	STEP(find(r, &s, &late));
	STEP(move(r, &late, "refuse"));
	return show(r, late.id, 200);
}

static enum handled withdraw(struct request *r)
{
	struct late_admission late = {.state = ""};
	struct sight s = {0};

	STEP(find(r, &s, &late));
	bool granted = strcmp(late.state, "granted") == 0;
	STEP(move(r, &late, granted ? "withdraw" : "take_back"));
	if (granted)
		DB_TRY(tell(r, &late, false, input_text(r, "reason")));
	return show(r, late.id, 200);
}

/* Where its entry could come in as things are: for both who decide. */
static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

static enum handled entrances(struct request *r)
{
	struct sight s = {0};
	struct db_rows rows;
	bool possible;

	DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM late_admissions WHERE id = :id AND " SQL_READER("edition_id"),
	    P(id, request_id_param(r, 0))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	s.edition = db_int(&rows, 0, 0);
	DB_TRY(rounds_course(r, s.edition, &s.course));
	DB_TRY(late_entrances(r, s.edition, &s.course, &s.entrances, &possible));
	return reply_json(r, 200, json_pack("{s:b, s:O}", "possible", (int)possible, "entrances", s.entrances));
}

static const char *const jurisdictions[] = {"CN", "HK", "MO", "other", NULL};

#define WHOM                                                                               \
	{.name = "entry_id", .type = INPUT_INT, .min = 1, .max = INT64_MAX},               \
	    {.name = "jurisdiction", .type = INPUT_ENUM, .one_of = jurisdictions},         \
	{                                                                                  \
		.name = "code", .type = INPUT_IDENTIFIER, .min = 1, .max = LIMIT_FIRM_CODE \
	}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field preview_query[] = {WHOM, INPUT_END};
static const struct input_field ask_input[] = {
    WHOM,
    {.name = "until_at", .type = INPUT_TIME, .required = true},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field reason_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field grant_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

#define READERS (ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/late-admissions", ROLE_CONTESTANT, 0, 0, NULL, NULL, own},
    {METHOD_GET, "/api/v1/editions/{edition}/late-admissions", READERS, 0, 0, NULL, page_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/late-admissions", ROLE_ORGANIZER, ROUTE_WRITE, 16384, ask_input, NULL, ask},
    {METHOD_GET, "/api/v1/editions/{edition}/late-admissions/preview", ROLE_ORGANIZER, 0, 0, NULL, preview_query, preview},
    {METHOD_GET, "/api/v1/late-admissions/{late_admission}", READERS, 0, 0, NULL, NULL, get},
    {METHOD_GET, "/api/v1/late-admissions/{late_admission}/entrances", READERS, 0, 0, NULL, NULL, entrances},
    {METHOD_POST, "/api/v1/late-admissions/{late_admission}/grant", ROLE_ORGANIZER, ROUTE_WRITE, 16384, grant_input, NULL, grant},
    {METHOD_POST, "/api/v1/late-admissions/{late_admission}/refuse", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, refuse},
    {METHOD_POST, "/api/v1/late-admissions/{late_admission}/withdraw", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, withdraw},
};

ROUTE_TABLE(late_admissions_routes, rows);
