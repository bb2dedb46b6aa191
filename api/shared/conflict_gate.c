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

/* What is read about many as a whole: files, whose rows cannot be taken out, and what is looked at before an act on all. */
static const char *const wholes[] = {
    "/api/v1/rounds/{round}/opening",
    "/api/v1/editions/{edition}/dossier",
    "/api/v1/computations/{computation}/dossier",
    "/api/v1/computations/{computation}/results",
    "/api/v1/award-lists/{list}/awards.csv",
    "/api/v1/award-lists/{list}/awards-for-spreadsheets.csv",
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

static bool is_whole(const struct route *route)
{
	for (size_t i = 0; i < COUNT(wholes); i++)
		if (strcmp(wholes[i], route->path) == 0)
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
	size_t count;
	struct interest of[];
};

static enum db_status find_interests(struct request *r, struct interests **found)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT i.firm_id, i.edition_id, e.id, e.edition_id, e.state = 'submitted', " SQL_MEMBER(
		"i.firm_id") " FROM " SQL_INTERESTS " i"
			     " LEFT JOIN entries e ON e.firm_id = i.firm_id AND (i.edition_id IS NULL OR i.edition_id = e.edition_id)"
			     "  AND " SQL_READER("e.edition_id"));

	*found = NULL;
	if (status != DB_OK || rows.count == 0)
		return status;
	struct interests *all = arena_alloc(r->arena, sizeof *all + rows.count * sizeof all->of[0]);
	all->count = rows.count;
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

static enum handled pass(struct request *r, size_t place, int64_t id)
{
	struct db_rows rows;
	bool barred = false;

	if (id == 0)
		return GO_ON;
	if (places[place].about == ABOUT_MANY && !is_whole(r->route) && !((r->route->flags & ROUTE_WRITE) && for_office_only(r->route)))
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
		barred = in_any_of(r, db_int(&rows, 0, 0));
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

static enum handled ask(struct request *r)
{
	struct interests *found = NULL;
	size_t parameter = 0;

	r->at_gate = NULL;
	if (!(r->route->roles & OFFICE) || (r->route->roles & ROLE_PUBLIC) || !(r->actor.roles & (ROLE_ORGANIZER | ROLE_AUDITOR)))
		return GO_ON;
	DB_TRY(find_interests(r, &found));
	r->at_gate = found;
	if (found == NULL)
		return GO_ON;
	for (const char *at = strchr(r->route->path, '{'); at; at = strchr(at + 1, '{'), parameter++) {
		size_t length = strcspn(at + 1, "}"), place = place_of(at + 1, length);
		int64_t id = request_id_param(r, parameter);
		if (length == strlen("edition") && memcmp(at + 1, "edition", length) == 0)
			STEP(pass_edition(r, id));
		/* Whoever is asked to act for a firm answers for themselves. */
		else if (place < COUNT(places) &&
			 strncmp(r->route->path, "/api/v1/firm-invitations/", strlen("/api/v1/firm-invitations/")) != 0)
			STEP(pass(r, place, id));
	}
	for (size_t i = 0; for_office_only(r->route) && i < COUNT(members); i++) {
		const char *name = members[i].member;
		int64_t id = r->json ? input_int(r, name, 0) : request_query_int(r, name, 0);
		STEP(pass(r, place_of(members[i].parameter, strlen(members[i].parameter)), id));
	}
	return GO_ON;
}

/* ---- Out ---- */

/* An id: a number, or as in dossiers a letter before it ("e17"). */
static int64_t number_of(const json_t *object, const char *member)
{
	const json_t *value = json_object_get(object, member);
	const char *text = json_string_value(value);

	return text && (*text == 'e' || *text == 'f') ? strtoll(text + 1, NULL, 10) : json_integer_value(value);
}

/* Rows of the audit trail name what they are about by its table. */
static const struct {
	const char *table;
	const char *parameter;
} audited[] = {
    {"entries", "entry"},
    {"assignments", "assignment"},
    {"sheets", "sheet"},
    {"sheet_corrections", "correction"},
    {"recusals", "recusal"},
    {"decision_letters", "letter"},
    {"objections", "objection"},
    {"firms", "firm"},
    {"investments", "investment"},
    {"firm_claims", "claim"},
    {"late_admissions", "late_admission"},
    {"prior_awards", "award"},
    {"attachments", "attachment"},
};

static enum db_status audit_is_own(struct request *r, const json_t *row, bool *own)
{
	const char *table = json_string_value(json_object_get(row, "object"));
	int64_t id = number_of(row, "object_id");
	struct db_rows rows;

	*own = in_entry(r, number_of(json_object_get(row, "detail"), "entry"));
	for (size_t i = 0; table && !*own && i < COUNT(audited); i++) {
		if (strcmp(audited[i].table, table) != 0)
			continue;
		size_t place = place_of(audited[i].parameter, strlen(audited[i].parameter));
		enum db_status status = sql_query(r, &rows, places[place].sql, P(id));
		if (status != DB_OK)
			return status;
		*own = rows.count > 0 && (places[place].about == ABOUT_ENTRY ? in_entry(r, db_int(&rows, 0, 0))
									     : in_firm(r, db_int(&rows, 0, 0), db_int(&rows, 0, 1)));
	}
	return DB_OK;
}

static enum db_status is_own(struct request *r, const json_t *row, bool *own)
{
	*own = false;
	if (!json_is_object(row))
		return DB_OK;
	if (json_object_get(row, "object_id"))
		return audit_is_own(r, row, own);
	/* Items of the list of entries are entries. */
	bool is_entry = strcmp(r->route->path, "/api/v1/entries") == 0;
	*own = in_entry(r, number_of(row, "entry_id")) || in_entry(r, number_of(row, "entry")) ||
	       (is_entry && in_entry(r, number_of(row, "id"))) || in_firm(r, number_of(row, "firm_id"), number_of(row, "edition_id")) ||
	       in_firm(r, number_of(row, "firm"), 0);
	return DB_OK;
}

/* Takes such rows out of all arrays within; *WITHHELD counts them. */
static enum db_status sift(struct request *r, json_t *value, int64_t *withheld)
{
	enum db_status status = DB_OK;
	const char *name;
	json_t *inner;
	bool own;

	if (json_is_object(value)) {
		json_object_foreach (value, name, inner)
			if (status == DB_OK)
				status = sift(r, inner, withheld);
		return status;
	}
	for (size_t i = 0; status == DB_OK && i < json_array_size(value);) {
		inner = json_array_get(value, i);
		status = is_own(r, inner, &own);
		if (status == DB_OK && own) {
			json_array_remove(value, i);
			++*withheld;
			continue;
		}
		if (status == DB_OK)
			status = sift(r, inner, withheld);
		i++;
	}
	return status;
}

static enum db_status leave(struct request *r, json_t *body)
{
	int64_t withheld = 0;

	if (r->at_gate == NULL || (r->route->flags & ROUTE_WRITE) || !json_is_object(body))
		return DB_OK;
	enum db_status status = sift(r, body, &withheld);
	if (status == DB_OK && withheld > 0)
		reply_header(r, "Saitou-Withheld", arena_printf(r->arena, "%lld", (long long)withheld));
	return status;
}

const struct request_gate conflict_gate = {ask, leave};
