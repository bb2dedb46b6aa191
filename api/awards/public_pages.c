/* What searchers and previews read of the public's pages before any script of theirs has run: titles, descriptions, pictures, the map of the site; and
 * that a page of something that is not there is answered with 404. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/shared/problems.h"
#include "api/shared/zones.h"
#include "api/shared/say.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/net/static.h"
#include "core/request/locale.h"
#include "core/request/route.h"

/* Searchers read up to 50,000 addresses of one map; nobody has so many. */
#define MAP_ROWS "20000"

/* A localised column in the caller's language, else in Chinese. */
#define SAID(column)                                                                                                             \
	"COALESCE(JSON_VALUE(" column ", CONCAT('$.\"', :tag, '\"')), JSON_VALUE(" column ", '$.\"zh-CN\"'), JSON_VALUE(" column \
	", '$.*'), '')"
#define TAG P(tag, locale_tags[r->locale])
#define IS_EDITION "(e.id = :id OR e.code = CONVERT(:code USING ascii)) AND e.state <> 'draft'"

/* TEXT as it may stand in HTML and XML, between tags and in quotes. */
static const char *escaped(struct request *r, const char *text)
{
	char *safe;
	size_t length;
	FILE *out = open_memstream(&safe, &length);

	if (!out)
		fatal("no memory for a page");
	for (; *text; text++) {
		if (strchr("&<>\"'", *text))
			fprintf(out, "&#%d;", *text);
		else
			fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
	}
	if (fclose(out) != 0)
		fatal("no memory for a page");
	arena_defer(r->arena, free, safe);
	return safe;
}

/* One part of an address (RFC 3986, 2.3). */
static const char *part(struct request *r, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *encoded = arena_alloc(r->arena, 3 * strlen(text) + 1), *to = encoded;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (isalnum(c) || strchr("-._~", c)) {
			*to++ = (char)c;
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	*to = '\0';
	return encoded;
}

static const char *site_name(const struct request *r)
{
	return r->locale == LOCALE_EN ? "saitou" : r->locale == LOCALE_ZH_HANT ? "賽投" : "赛投";
}

/* PATH: below the public address, its parts encoded. */
static enum handled show(struct request *r, const char *title, const char *description, const char *path)
{
	const char *url = escaped(r, arena_printf(r->arena, "%s%s", r->app->config->public_url, path));
	const char *picture = escaped(r, arena_printf(r->arena, "%s/share.png", r->app->config->public_url));

	title = escaped(r, title);
	description = escaped(r, description);
	return pages_show(
	    r, arena_printf(r->arena,
		   "<title>%s · %s</title>\n<meta name=\"description\" content=\"%s\">\n<link rel=\"canonical\" href=\"%s\">\n"
		   "<meta property=\"og:type\" content=\"website\">\n<meta property=\"og:site_name\" content=\"%s\">\n"
		   "<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:description\" content=\"%s\">\n"
		   "<meta property=\"og:url\" content=\"%s\">\n<meta property=\"og:image\" content=\"%s\">\n"
		   "<meta itemprop=\"image\" content=\"%s\">\n<meta name=\"twitter:card\" content=\"summary\">",
		   title, site_name(r), description, url, site_name(r), title, description, url, picture, picture));
}

/* ---- editions ---- */

struct shown_edition {
	const char *title, *about, *path;
	int64_t id, rulebook;
};

static enum handled find_edition(struct request *r, struct shown_edition *found)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.id, e.code, " SAID("e.title") ", " SAID("c.title") ", e.entries_close_at, e.rulebook_id, " SQL_ZONE(
		"e.rulebook_id") " FROM editions e JOIN contests c ON c.id = e.contest_id WHERE " IS_EDITION,
	    P(id, request_id_param(r, 0)), P(code, r->params[0]), TAG));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	const char *contest = db_text(&rows, 0, 3),
		   *until =
		       db_is_null(&rows, 0, 4) ? NULL : deadline_said(r, r->locale, zone_of(db_text(&rows, 0, 6)), db_time(&rows, 0, 4));
	*found = (struct shown_edition){.id = db_int(&rows, 0, 0),
	    .title = db_text(&rows, 0, 2),
	    .about = SAY(r, "%s：报名、赛制、成绩与获奖名单公示。", "%s：報名、賽制、成績與獲獎名單公示。",
		"%s: entering, rules, results and award lists.", contest),
	    .path = arena_printf(r->arena, "/editions/%s", part(r, db_text(&rows, 0, 1))),
	    .rulebook = db_int(&rows, 0, 5)};
	if (until)
		found->about = SAY(r, "%s报名截止：%s。", "%s報名截止：%s。", "%s Entries close at %s.", found->about, until);
	return GO_ON;
}

static enum handled edition(struct request *r)
{
	struct shown_edition e = {0};

	STEP(find_edition(r, &e));
	return show(r, e.title, e.about, e.path);
}

static enum handled rules(struct request *r)
{
	struct shown_edition e = {0};

	STEP(find_edition(r, &e));
	if (!e.rulebook)
		return reply_problem(r, &problem_not_found, NULL);
	return show(r, SAY(r, "赛制 · %s", "賽制 · %s", "Rules · %s", e.title), e.about, arena_printf(r->arena, "%s/rules", e.path));
}

static enum handled rules_changes(struct request *r)
{
	struct shown_edition e = {0};

	STEP(find_edition(r, &e));
	if (!e.rulebook)
		return reply_problem(r, &problem_not_found, NULL);
	return show(r, SAY(r, "赛制修订 · %s", "賽制修訂 · %s", "Amendments of the rules · %s", e.title), e.about,
	    arena_printf(r->arena, "%s/rules/changes", e.path));
}

/* The name that the rulebook in force gives a round; its id where it gives none. */
static enum db_status name_of_round(struct request *r, int64_t rulebook, const char *round, const char **name)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT " SAID(
		"t.name") " FROM rulebooks b JOIN JSON_TABLE(b.body, '$.rounds[*]' COLUMNS (id VARCHAR(64) PATH '$.id', name JSON PATH"
			  " '$.name')) t WHERE b.id = :rulebook AND t.id = CONVERT(:round USING utf8mb4) COLLATE utf8mb4_bin",
	    P(rulebook), P(round), TAG);

	*name = status == DB_OK && rows.count > 0 && *db_text(&rows, 0, 0) ? db_text(&rows, 0, 0) : round;
	return status;
}

/* NUMBER 0: what is public now. */
static enum handled show_standings(struct request *r, int64_t number)
{
	struct shown_edition e = {0};
	struct db_rows rows;
	const char *name = "", *round = r->params[1];

	STEP(find_edition(r, &e));
	DB_TRY(sql_query(r, &rows,
	    "SELECT 1 FROM rounds b WHERE b.edition_id = :edition AND b.code = CONVERT(:round USING utf8mb4) COLLATE utf8mb4_bin"
	    " AND IF(:number = 0, b.public_computation_id IS NOT NULL,"
	    "  EXISTS (SELECT 1 FROM publications p WHERE p.round_id = b.id AND p.number = :number))",
	    P(edition, e.id), P(round), P(number)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(name_of_round(r, e.rulebook, round, &name));
	return show(r, SAY(r, "%s成绩 · %s", "%s成績 · %s", "Results: %s · %s", name, e.title), e.about,
	    arena_printf(r->arena, "%s/standings/%s", e.path, part(r, round)));
}

static enum handled standings(struct request *r)
{
	return show_standings(r, 0);
}

static enum handled standings_version(struct request *r)
{
	int64_t number = request_id_param(r, 2);

	return number > 0 ? show_standings(r, number) : reply_problem(r, &problem_not_found, NULL);
}

/* ---- notices ---- */

static enum handled notice(struct request *r)
{
	struct db_rows rows;
	int64_t id = request_id_param(r, 0);

	DB_TRY(sql_query(r, &rows,
	    "SELECT " SAID("n.title") ", " SAID("e.title") ", LEFT(" SAID(
		"n.body") ", 150)"
			  " FROM notices n JOIN editions e ON e.id = n.edition_id WHERE n.id = :id AND e.state <> 'draft'",
	    P(id), TAG));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	const char *body = db_text(&rows, 0, 2), *edition_title = db_text(&rows, 0, 1);
	return show(r, arena_printf(r->arena, "%s · %s", db_text(&rows, 0, 0), edition_title), *body ? body : edition_title,
	    arena_printf(r->arena, "/notices/%lld", (long long)id));
}

/* ---- for searchers ---- */

/* Writes the addresses in ROWS: a path, and up to two parts that follow it. */
static void write_map(struct request *r, FILE *out, const struct db_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const char *path = arena_printf(r->arena, "%s%s%s%s", r->app->config->public_url, db_text(rows, i, 0),
		    part(r, db_text(rows, i, 1)), db_text(rows, i, 2));
		fprintf(out, "<url><loc>%s%s</loc></url>\n", escaped(r, path), part(r, db_text(rows, i, 3)));
	}
}

static enum handled site_map(struct request *r)
{
	struct db_rows editions, rules_of, rounds, notices;
	char *text;
	size_t length;

	DB_TRY(sql_query(
	    r, &editions, "SELECT '/editions/', code, '', '' FROM editions WHERE state <> 'draft' ORDER BY id DESC LIMIT " MAP_ROWS));
	DB_TRY(sql_query(r, &rules_of,
	    "SELECT '/editions/', code, '/rules', '' FROM editions WHERE state <> 'draft' AND rulebook_id IS NOT NULL ORDER BY id DESC LIMIT " MAP_ROWS));
	DB_TRY(sql_query(r, &rounds,
	    "SELECT '/editions/', e.code, '/standings/', b.code FROM rounds b JOIN editions e ON e.id = b.edition_id"
	    " WHERE e.state <> 'draft' AND b.public_computation_id IS NOT NULL ORDER BY b.id DESC LIMIT " MAP_ROWS));
	DB_TRY(sql_query(r, &notices,
	    "SELECT '/notices/', CAST(n.id AS CHAR), '', '' FROM notices n JOIN editions e ON e.id = n.edition_id"
	    " WHERE e.state <> 'draft' AND n.withdrawn_at IS NULL ORDER BY n.id DESC LIMIT " MAP_ROWS));
	FILE *out = open_memstream(&text, &length);
	if (!out)
		fatal("no memory for a page");
	const char *site = escaped(r, r->app->config->public_url);
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n", out);
	fprintf(out, "<url><loc>%s/</loc></url>\n<url><loc>%s/notices</loc></url>\n<url><loc>%s/check</loc></url>\n", site, site, site);
	write_map(r, out, &editions);
	write_map(r, out, &rules_of);
	write_map(r, out, &rounds);
	write_map(r, out, &notices);
	fputs("</urlset>\n", out);
	if (fclose(out) != 0)
		fatal("no memory for a page");
	arena_defer(r->arena, free, text);
	return reply_bytes(r, 200, "application/xml; charset=utf-8", text, length);
}

static enum handled robots(struct request *r)
{
	return pages_show_text(r, "/robots.txt", arena_printf(r->arena, "\nSitemap: %s/sitemap.xml\n", r->app->config->public_url));
}

#define FOR_ALL (ROUTE_CACHED | ROUTE_PAGE)

static const struct route rows[] = {
    {METHOD_GET, "/editions/{edition}", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, edition},
    {METHOD_GET, "/editions/{edition}/rules", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, rules},
    {METHOD_GET, "/editions/{edition}/rules/changes", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, rules_changes},
    {METHOD_GET, "/editions/{edition}/standings/{round}", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, standings},
    {METHOD_GET, "/editions/{edition}/standings/{round}/versions/{number}", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, standings_version},
    {METHOD_GET, "/notices/{notice}", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, notice},
    {METHOD_GET, "/notices/{notice}/objection", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, notice},
    {METHOD_GET, "/sitemap.xml", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, site_map},
    {METHOD_GET, "/robots.txt", ROLE_PUBLIC, FOR_ALL, 0, NULL, NULL, robots},
};

ROUTE_TABLE(public_pages_routes, rows);
