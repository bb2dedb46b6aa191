#include "api/shared/conflict_gate.h"

#include <stdlib.h>
#include <string.h>

#include "api/shared/access.h"
#include "api/shared/problems.h"
#include "core/base/fatal.h"

#define OFFICE (ROLE_ORGANIZER | ROLE_AUDITOR | ROLE_ADMIN)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- What a route is about ---- */

enum about {
	ABOUT_NONE,  /* no entry, or many of which the handler leaves out its own */
	ABOUT_ENTRY, /* SQL: entry */
	ABOUT_FIRM,  /* SQL: firm, edition (NULL: all) */
	ABOUT_MANY   /* SQL: edition; acts only */
};

/* What a parameter of a path speaks of. */
static const struct {
	const char *parameter, *sql;
	enum about about;
} places[] = {
    {"entry", "SELECT x.id FROM entries x WHERE x.id = :id", ABOUT_ENTRY},
    {"assignment", "SELECT x.entry_id FROM assignments x WHERE x.id = :id", ABOUT_ENTRY},
    {"sheet", "SELECT x.entry_id FROM sheets x WHERE x.assignment_id = :id", ABOUT_ENTRY},
    {"correction", "SELECT s.entry_id FROM sheet_corrections x JOIN sheets s ON s.assignment_id = x.sheet_id WHERE x.id = :id",
	ABOUT_ENTRY},
    {"recusal", "SELECT x.entry_id FROM recusals x WHERE x.id = :id", ABOUT_ENTRY},
    {"letter", "SELECT x.entry_id FROM decision_letters x WHERE x.id = :id", ABOUT_ENTRY},
    {"objection", "SELECT x.entry_id FROM objections x WHERE x.id = :id", ABOUT_ENTRY},
    {"firm", "SELECT x.id, NULL FROM firms x WHERE x.id = :id", ABOUT_FIRM},
    {"investment", "SELECT x.firm_id, x.edition_id FROM investments x WHERE x.id = :id", ABOUT_FIRM},
    {"mandate", "SELECT x.firm_id, x.edition_id FROM mandates x WHERE x.id = :id", ABOUT_FIRM},
    {"claim", "SELECT f.id, NULL FROM firm_claims x JOIN firms f ON f.jurisdiction = x.jurisdiction AND f.code = x.code WHERE x.id = :id",
	ABOUT_FIRM},
    {"late_admission", "SELECT x.firm_id, x.edition_id FROM late_admissions x WHERE x.id = :id", ABOUT_FIRM},
    {"award", "SELECT x.firm_id, x.edition_id FROM prior_awards x WHERE x.id = :id", ABOUT_FIRM},
    {"attachment",
	"SELECT COALESCE(e.firm_id, i.firm_id, oe.firm_id, md.firm_id, cf.id), x.edition_id FROM attachments x LEFT JOIN entries e ON e.id = x.entry_id"
	" LEFT JOIN investments i ON i.id = x.investment_id LEFT JOIN mandates md ON md.id = x.mandate_id LEFT JOIN objections o ON o.id = x.objection_id"
	" LEFT JOIN firm_claims c ON c.id = COALESCE(x.claim_id, x.answer_id) LEFT JOIN firms cf ON cf.jurisdiction = c.jurisdiction AND cf.code = c.code AND NOT (x.claim_id IS NOT NULL AND c.claimed_by = :account)"
	" LEFT JOIN entries oe ON oe.id = o.entry_id WHERE x.id = :id",
	ABOUT_FIRM},
    {"round", "SELECT x.edition_id FROM rounds x WHERE x.id = :id", ABOUT_MANY},
    {"panel", "SELECT x.edition_id FROM panels p JOIN rounds x ON x.id = p.round_id WHERE p.id = :id", ABOUT_MANY},
    {"takeover", "SELECT x.edition_id FROM takeovers t JOIN rounds x ON x.id = t.round_id WHERE t.id = :id", ABOUT_MANY},
    {"list", "SELECT x.edition_id FROM award_lists x WHERE x.id = :id", ABOUT_MANY},
    {"notice", "SELECT x.edition_id FROM notices x WHERE x.id = :id", ABOUT_MANY},
    {"computation", "SELECT x.edition_id FROM computations x WHERE x.id = :id", ABOUT_MANY},
    {"rulebook", "SELECT x.edition_id FROM rulebooks x WHERE x.id = :id", ABOUT_MANY},
    {"amendment", "SELECT x.edition_id FROM rulebook_amendments x WHERE x.id = :id", ABOUT_MANY},
};

/* Of an edition as a whole (see below), of people, of records, or of what stands before it in the path. */
static const char *const others[] = {"edition", "release", "judge", "account", "grant", "request", "invitation", "tie", "mail", "alias",
    "batch", "contest", "day", "year", "ordinal", "upload", "code", "number"};

/* Members of bodies and queries. */
static const struct {
	const char *member, *parameter;
} members[] = {{"entry_id", "entry"}, {"firm_id", "firm"}};

#define EDITION "/api/v1/editions/{edition}"

/* Acts on an edition as a whole: those about all that take part, and those that are not. */
static const struct {
	const char *path;
	enum about about;
} acts[] = {
    {EDITION "/award-lists", ABOUT_MANY},
    {EDITION "/notices", ABOUT_MANY},
    {EDITION "/rulebooks", ABOUT_MANY},
    {EDITION "/rulebook-amendments", ABOUT_MANY},
    {EDITION "/organisation-aliases", ABOUT_MANY},
    {EDITION "/organisation-aliases/{alias}", ABOUT_MANY},
    {EDITION, ABOUT_NONE}, /* its names and dates, which are everybody's */
    {EDITION "/publish", ABOUT_NONE},
    {EDITION "/close", ABOUT_NONE},
    {EDITION "/amendments", ABOUT_NONE},
    {EDITION "/judges", ABOUT_NONE},
    {EDITION "/recusals", ABOUT_NONE}, /* their bodies name the entry, or the firm */
    {EDITION "/departures", ABOUT_NONE},
    {EDITION "/prior-awards", ABOUT_NONE},
    {EDITION "/late-admissions", ABOUT_NONE},  /* or a firm's code, which the handler looks up */
    {EDITION "/eligibility/bulk", ABOUT_NONE}, /* they leave out their own */
    {EDITION "/releases", ABOUT_NONE},
    {EDITION "/mandates/confirm", ABOUT_NONE},
};

#define ROUND "/api/v1/rounds/{round}"

/* What is read about many as a whole: files, whose rows cannot be taken out, what is looked at before an act on all, and rankings, whose gaps tell of who is
 * missing, until everybody may read them. */
static const struct {
	const char *path;
	enum opens { OPENS_NEVER, OPENS_WITH_ROUND, OPENS_WITH_LIST } opens;
} wholes[] = {
    {ROUND "/opening", OPENS_NEVER},
    {ROUND "/standings", OPENS_WITH_ROUND},
    {EDITION "/dossier", OPENS_NEVER},
    {"/api/v1/computations/{computation}/dossier", OPENS_NEVER},
    {"/api/v1/computations/{computation}/results", OPENS_NEVER},
    {"/api/v1/award-lists/{list}/awards", OPENS_WITH_LIST},
    {"/api/v1/award-lists/{list}/awards.csv", OPENS_NEVER},
    {"/api/v1/award-lists/{list}/awards-for-spreadsheets.csv", OPENS_NEVER},
};

/* Finds a row once everybody may read it. */
static const char *const open_sql[] = {
    [OPENS_NEVER] = "SELECT 1 FROM DUAL WHERE :id IS NULL",
    [OPENS_WITH_ROUND] = "SELECT 1 FROM rounds x WHERE x.id = :id AND x.computation_id = x.public_computation_id",
    [OPENS_WITH_LIST] = "SELECT 1 FROM award_lists x WHERE x.id = :id AND x.state IN ('noticed', 'final')",
};

/* Lists whose SQL leaves out what the reader has an interest in. */
static const char *const lists[] = {
    "/api/v1/entries",
    "/api/v1/firms",
    "/api/v1/investments",
    "/api/v1/audit",
    "/api/v1/failed-mails",
    "/api/v1/firm-claims",
    EDITION "/audit",
    EDITION "/corrections",
    EDITION "/decision-letters",
    EDITION "/departures",
    EDITION "/direct-advancements",
    EDITION "/eligibility",
    EDITION "/late-admissions",
    EDITION "/mandates",
    EDITION "/objections",
    EDITION "/prior-awards",
    EDITION "/recusals",
    ROUND "/assignments",
    ROUND "/entries",
    ROUND "/extras",
    ROUND "/standings",
    "/api/v1/award-lists/{list}/awards",
};

/* Position of the parameter that is LENGTH long, or COUNT(places). */
static size_t place_of(const char *parameter, size_t length)
{
	size_t i = 0;

	while (i < COUNT(places) && (strlen(places[i].parameter) != length || memcmp(places[i].parameter, parameter, length) != 0))
		i++;
	return i;
}

static bool known(const char *parameter, size_t length)
{
	bool found = place_of(parameter, length) < COUNT(places);

	for (size_t i = 0; !found && i < COUNT(others); i++)
		found = strlen(others[i]) == length && memcmp(others[i], parameter, length) == 0;
	return found;
}

/* Position of the route among the wholes, or COUNT(wholes). */
static size_t whole_of(const struct route *route)
{
	size_t i = 0;

	while (i < COUNT(wholes) && strcmp(wholes[i].path, route->path) != 0)
		i++;
	return i;
}

static bool is_whole(const struct route *route)
{
	return whole_of(route) < COUNT(wholes);
}

static bool leaves_out(const struct route *route)
{
	for (size_t i = 0; i < COUNT(lists); i++)
		if (strcmp(lists[i], route->path) == 0)
			return true;
	return false;
}

static size_t act_of(const struct route *route)
{
	size_t i = 0;

	while (i < COUNT(acts) && strcmp(acts[i].path, route->path) != 0)
		i++;
	return i;
}

/* Whoever is asked to act for a firm answers for themselves. */
static bool is_invitation(const struct route *route)
{
	static const char start[] = "/api/v1/firm-invitations/";

	return strncmp(route->path, start, strlen(start)) == 0;
}

static bool for_office_only(const struct route *route)
{
	return (route->roles & ~(unsigned)OFFICE) == 0;
}

static bool acts_on_edition(const struct route *route)
{
	return for_office_only(route) && (route->flags & ROUTE_WRITE) != 0 && strncmp(route->path, EDITION, strlen(EDITION)) == 0;
}

void conflict_gate_covers(const struct route_table *const *tables, size_t count)
{
	for (size_t t = 0; t < count; t++)
		for (size_t i = 0; i < tables[t]->count; i++) {
			const struct route *route = &tables[t]->rows[i];
			for (const char *at = strchr(route->path, '{'); at; at = strchr(at + 1, '{'))
				if ((route->roles & OFFICE) && !known(at + 1, strcspn(at + 1, "}")))
					fatal("the gate of conflicts does not know what %s is about", route->path);
			if (acts_on_edition(route) && act_of(route) == COUNT(acts))
				fatal("the gate of conflicts does not know whether %s is about all entries", route->path);
			if ((route->roles & OFFICE) && !(route->roles & ROLE_PUBLIC) && (route->flags & ROUTE_GROUPED))
				fatal("%s shares a transaction and would pass by the gate of conflicts", route->path);
		}
}

/* ---- What the actor has an interest in ---- */

struct interest {
	int64_t firm;
	int64_t edition; /* 0: in all */
	int64_t entry;   /* of an edition that the actor runs or audits; 0: none */
	int64_t entry_edition;
	bool takes_part;
	bool member;
};

struct interests {
	int64_t asked; /* the edition that the request is about; 0: none, or several */
	size_t count;
	struct interest of[];
};

#define FOUND_IN(interests)                                                                       \
	"SELECT i.firm_id, i.edition_id, e.id, e.edition_id, e.state = 'submitted', " SQL_MEMBER( \
	    "i.firm_id") " FROM " interests " i LEFT JOIN entries e ON e.firm_id = i.firm_id"     \
			 " AND (i.edition_id IS NULL OR i.edition_id = e.edition_id) AND " SQL_READER("e.edition_id")

enum look { LOOK, LOOK_AND_HOLD }; /* the latter at what is there now, kept so until the transaction ends */

/* *FOUND: NULL if there are none. */
static enum db_status find_interests(struct request *r, enum look look, struct interests **found)
{
	static const char *const sql[] = {[LOOK] = FOUND_IN(SQL_INTERESTS), [LOOK_AND_HOLD] = FOUND_IN(SQL_INTERESTS_HELD)};
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, sql[look]);

	*found = NULL;
	if (status != DB_OK || rows.count == 0)
		return status;
	struct interests *all = arena_alloc(r->arena, sizeof *all + rows.count * sizeof all->of[0]);
	*all = (struct interests){.count = rows.count};
	for (size_t i = 0; i < rows.count; i++)
		all->of[i] = (struct interest){.firm = db_int(&rows, i, 0),
		    .edition = db_int(&rows, i, 1),
		    .entry = db_int(&rows, i, 2),
		    .entry_edition = db_int(&rows, i, 3),
		    .takes_part = db_int(&rows, i, 4) == 1,
		    .member = db_int(&rows, i, 5) == 1};
	*found = all;
	return DB_OK;
}

/* Whether what INTEREST keeps from is kept by one of ALL as well. */
static bool covered(const struct interests *all, const struct interest *interest)
{
	for (size_t i = 0; all && i < all->count; i++)
		if (all->of[i].firm == interest->firm && all->of[i].edition == interest->edition &&
		    (interest->entry == 0 || (all->of[i].entry == interest->entry && all->of[i].takes_part >= interest->takes_part)))
			return true;
	return false;
}

/* Of whom a route serves a firm's members, they are asked nothing: they get what their firm gets. */
static bool counts(const struct route *route, const struct interest *i)
{
	return !(i->member && (route->roles & ROLE_CONTESTANT));
}

static bool in_entry(const struct request *r, int64_t entry)
{
	const struct interests *all = r->at_gate;

	for (size_t i = 0; i < all->count; i++)
		if (entry != 0 && all->of[i].entry == entry && counts(r->route, &all->of[i]))
			return true;
	return false;
}

static bool in_firm(const struct request *r, int64_t firm, int64_t edition)
{
	const struct interests *all = r->at_gate;

	for (size_t i = 0; i < all->count; i++)
		if (firm != 0 && all->of[i].firm == firm && (edition == 0 || all->of[i].edition == 0 || all->of[i].edition == edition) &&
		    counts(r->route, &all->of[i]))
			return true;
	return false;
}

static bool in_any_of(const struct request *r, int64_t edition)
{
	const struct interests *all = r->at_gate;

	for (size_t i = 0; i < all->count; i++)
		if (all->of[i].entry_edition == edition && all->of[i].takes_part)
			return true;
	return false;
}

/* ---- In ---- */

/* Whether a whole has become everybody's. */
static enum db_status is_open(struct request *r, int64_t id, bool *open)
{
	enum opens opens = is_whole(r->route) ? wholes[whole_of(r->route)].opens : OPENS_NEVER;
	struct db_rows rows = {0};
	enum db_status status = opens == OPENS_NEVER ? DB_OK : sql_query(r, &rows, open_sql[opens], P(id));

	*open = status == DB_OK && rows.count > 0;
	return status;
}

static enum handled pass(struct request *r, struct interests *all, size_t place, int64_t id)
{
	struct db_rows rows;
	bool barred = false, open = false;

	if (id == 0)
		return GO_ON;
	DB_TRY(sql_query(r, &rows, places[place].sql, P(id)));
	if (rows.count == 0)
		return GO_ON;
	switch (places[place].about) {
	case ABOUT_ENTRY:
		barred = in_entry(r, db_int(&rows, 0, 0));
		break;
	case ABOUT_FIRM:
		barred = in_firm(r, db_int(&rows, 0, 0), db_int(&rows, 0, 1));
		break;
	case ABOUT_MANY:
		all->asked = db_int(&rows, 0, 0);
		DB_TRY(is_open(r, id, &open));
		barred = ((is_whole(r->route) && !open) || ((r->route->flags & ROUTE_WRITE) && for_office_only(r->route))) &&
			 in_any_of(r, all->asked);
		break;
	case ABOUT_NONE:
	default:
		break;
	}
	return barred ? reply_problem(r, &problem_own_firm, NULL) : GO_ON;
}

static enum handled pass_edition(struct request *r, int64_t edition)
{
	size_t act = act_of(r->route);
	bool all = is_whole(r->route) || (acts_on_edition(r->route) && act < COUNT(acts) && acts[act].about == ABOUT_MANY);

	return all && in_any_of(r, edition) ? reply_problem(r, &problem_own_firm, NULL) : GO_ON;
}

static bool is_asked(const struct request *r)
{
	return (r->route->roles & OFFICE) && !(r->route->roles & ROLE_PUBLIC) && (r->actor.roles & (ROLE_ORGANIZER | ROLE_AUDITOR));
}

static enum handled ask(struct request *r)
{
	struct interests *found = NULL;
	size_t parameter = 0;

	r->at_gate = NULL;
	if (!is_asked(r))
		return GO_ON;
	DB_TRY(find_interests(r, LOOK, &found));
	r->at_gate = found;
	if (found == NULL)
		return GO_ON;
	found->asked = request_query_int(r, "edition_id", 0);
	for (const char *at = strchr(r->route->path, '{'); at; at = strchr(at + 1, '{'), parameter++) {
		size_t length = strcspn(at + 1, "}"), place = place_of(at + 1, length);
		int64_t id = request_id_param(r, parameter);
		if (length == strlen("edition") && memcmp(at + 1, "edition", length) == 0) {
			found->asked = id;
			STEP(pass_edition(r, id));
		} else if (place < COUNT(places) && !is_invitation(r->route)) {
			STEP(pass(r, found, place, id));
		}
	}
	for (size_t i = 0; for_office_only(r->route) && i < COUNT(members); i++) {
		const char *name = members[i].member;
		int64_t id = r->json ? input_int(r, name, 0) : request_query_int(r, name, 0);
		STEP(pass(r, found, place_of(members[i].parameter, strlen(members[i].parameter)), id));
	}
	return GO_ON;
}

/* Whoever declares a tie, or accepts to act for a firm, makes the interest by the act itself. */
static bool makes_interest(const struct route *route)
{
	return is_invitation(route) || strcmp(route->path, "/api/v1/me/ties") == 0;
}

static enum db_status hold(struct request *r, bool *holds)
{
	struct interests *now = NULL;

	*holds = true;
	if (!is_asked(r) || makes_interest(r->route))
		return DB_OK;
	enum db_status status = find_interests(r, LOOK_AND_HOLD, &now);
	for (size_t i = 0; status == DB_OK && now && i < now->count; i++)
		*holds = *holds && covered(r->at_gate, &now->of[i]);
	return status;
}

bool conflict_gate_interested(const struct request *r)
{
	return r->at_gate != NULL;
}

/* ---- Out ---- */

/* An id: a number, or as in dossiers a letter before it ("e17"). */
static int64_t number_of(const json_t *object, const char *member)
{
	const json_t *value = json_object_get(object, member);
	const char *text = json_string_value(value);

	return text && (*text == 'e' || *text == 'f') ? strtoll(text + 1, NULL, 10) : json_integer_value(value);
}

/* Whether a row of a list, wherever in an answer, is about such an entry or firm. What has a number and a title is an entry. */
static bool is_own(const struct request *r, const json_t *row)
{
	if (json_object_get(row, "number") && json_object_get(row, "title") && in_entry(r, number_of(row, "id")))
		return true;
	return in_entry(r, number_of(row, "entry_id")) || in_entry(r, number_of(row, "entry")) ||
	       in_firm(r, number_of(row, "firm_id"), number_of(row, "edition_id")) || in_firm(r, number_of(row, "firm"), 0);
}

/* Takes such rows out of all arrays within: of lists inside of answers, which are not paged. */
static void sift(const struct request *r, json_t *value)
{
	const char *name;
	json_t *inner;

	if (json_is_object(value))
		json_object_foreach (value, name, inner)
			sift(r, inner);
	for (size_t i = 0; i < json_array_size(value);) {
		inner = json_array_get(value, i);
		if (json_is_object(inner) && is_own(r, inner)) {
			json_array_remove(value, i);
			continue;
		}
		sift(r, inner);
		i++;
	}
}

/* Of how many firms nothing is shown here: of all in which the reader has an interest, in the edition asked for. */
static int64_t firms_kept_from(const struct request *r)
{
	const struct interests *all = r->at_gate;
	int64_t firms = 0;

	for (size_t i = 0; i < all->count; i++) {
		bool seen = all->asked != 0 && all->of[i].edition != 0 && all->of[i].edition != all->asked;
		for (size_t before = 0; !seen && before < i; before++)
			seen = all->of[before].firm == all->of[i].firm &&
			       (all->asked == 0 || all->of[before].edition == 0 || all->of[before].edition == all->asked);
		firms += !seen && counts(r->route, &all->of[i]);
	}
	return firms;
}

static void leave(struct request *r, json_t *body)
{
	json_t *items = json_object_get(body, "items"), *total = json_object_get(body, "total");

	if (r->at_gate == NULL || (r->route->flags & ROUTE_WRITE))
		return;
	size_t there = json_array_size(items);
	sift(r, body);
	if (json_is_integer(total))
		json_integer_set(total, json_integer_value(total) - (json_int_t)(there - json_array_size(items)));
	if (leaves_out(r->route) && firms_kept_from(r) > 0)
		reply_header(r, "Saitou-Withheld", arena_printf(r->arena, "%lld", (long long)firms_kept_from(r)));
}

const struct request_gate conflict_gate = {ask, hold, leave};
