/* Dossiers and results as files, and the public check of a file's hash: which version is it? */
#include <inttypes.h>
#include <string.h>

#include "api/results/computation.h"
#include "api/shared/access.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/stored.h"
#include "core/request/route.h"

#define SHA256_DIGITS 64

/* A download; the bytes are exactly those that were hashed. */
static enum handled reply_download(struct request *r, const char *filename, const char *bytes, size_t length)
{
	reply_header(r, "Content-Disposition", arena_printf(r->arena, "attachment; filename=\"%s\"", filename));
	return reply_bytes(r, 200, "application/json", bytes, length);
}

/* The dossier as it is now, whether or not anything can be computed from it. */
static enum handled current_dossier(struct request *r)
{
	struct db_rows rows;
	int64_t edition_id = request_id_param(r, 0);
	const char *text;
	size_t length;

	DB_TRY(sql_query(r, &rows, "SELECT e.code FROM editions e WHERE e.id = :edition_id AND " SQL_READER("e.id"), P(edition_id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(computation_dossier(r, edition_id, COMPUTE_ALL, &text, &length));
	if (!text)
		return reply_problem(r, &problem_no_rulebook, NULL);
	return reply_download(r, arena_printf(r->arena, "%s-dossier.json", db_text(&rows, 0, 0)), text, length);
}

/* ROWS: the edition's code, the text, its hash. */
static enum handled reply_stored(struct request *r, const struct db_rows *rows, const char *what)
{
	if (rows->count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	const char *text = db_text(rows, 0, 1);
	if (!stored_undamaged(r, "computations", request_id_param(r, 0), text, strlen(text), db_text(rows, 0, 2)))
		return reply_problem(r, &problem_stored_damaged, NULL);
	return reply_download(
	    r, arena_printf(r->arena, "%s-%" PRId64 "-%s.json", db_text(rows, 0, 0), request_id_param(r, 0), what), text, strlen(text));
}

static enum handled dossier(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.code, c.dossier, LOWER(HEX(c.dossier_sha256)) FROM computations c JOIN editions e ON e.id = c.edition_id WHERE c.id = :id AND " SQL_READER(
		"e.id"),
	    P(id, request_id_param(r, 0))));
	return reply_stored(r, &rows, "dossier");
}

static enum handled results(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.code, c.results, LOWER(HEX(c.results_sha256)) FROM computations c JOIN editions e ON e.id = c.edition_id WHERE c.id = :id AND " SQL_READER(
		"e.id"),
	    P(id, request_id_param(r, 0))));
	return reply_stored(r, &rows, "results");
}

/* ---- the check ---- */

static bool hash_of(const char *hex, unsigned char *bytes)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(hex) != SHA256_DIGITS)
		return false;
	for (size_t i = 0; i < SHA256_DIGITS; i++) {
		const char *digit = strchr(digits, hex[i] | 0x20);
		if (!digit || !*digit)
			return false;
		bytes[i / 2] = (unsigned char)(bytes[i / 2] << 4 | (unsigned char)(digit - digits));
	}
	return true;
}

/* Only what is public is recognised: computations that were published, in force or superseded, or that a notice stands on, lists that were on a notice. */
static enum handled check(struct request *r)
{
	unsigned char hash[SHA256_DIGITS / 2] = {0};
	struct db_rows rows;

	if (!hash_of(input_text(r, "sha256"), hash))
		return reply_problem(r, &problem_sha256_invalid, "sha256");
	DB_TRY(sql_query(r, &rows,
	    "SELECT IF(c.dossier_sha256 = :hash, 'dossier', 'results'), e.code, e.title, b.code, p.number,"
	    "  IF(p.computation_id = b.public_computation_id, 'in_force', 'superseded'), p.published_at"
	    " FROM computations c JOIN editions e ON e.id = c.edition_id JOIN publications p ON p.computation_id = c.id"
	    " JOIN rounds b ON b.id = p.round_id"
	    " WHERE (c.dossier_sha256 = :hash OR c.results_sha256 = :hash) AND e.state <> 'draft'"
	    " UNION ALL"
	    " SELECT CASE :hash WHEN l.csv_sha256 THEN 'award_list' WHEN l.sheet_csv_sha256 THEN 'award_list' WHEN c.dossier_sha256 THEN 'dossier' ELSE 'results' END, e.code,"
	    " e.title, NULL,"
	    "  l.number, l.state, (SELECT MIN(n.published_at) FROM notices n WHERE n.award_list_id = l.id)"
	    " FROM award_lists l JOIN computations c ON c.id = l.computation_id JOIN editions e ON e.id = l.edition_id"
	    " WHERE (l.csv_sha256 = :hash OR l.sheet_csv_sha256 = :hash OR c.dossier_sha256 = :hash OR c.results_sha256 = :hash) AND e.state <> 'draft'"
	    "  AND EXISTS (SELECT 1 FROM notices n WHERE n.award_list_id = l.id)"
	    " ORDER BY 7",
	    P(hash, BYTES(hash, sizeof hash))));
	return reply_json(r, 200,
	    json_pack("{s:b, s:o}", "known", rows.count > 0, "matches",
		db_json_rows(&rows, "ssjsist", "kind", "edition", "edition_title", "round", "number", "state", "published_at")));
}

static const struct input_field check_input[] = {
    {.name = "sha256", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_SHA256},
    INPUT_END,
};

#define STAFF (ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/dossier", STAFF, ROUTE_SLOW | ROUTE_SNAPSHOT, 0, NULL, NULL, current_dossier},
    {METHOD_GET, "/api/v1/computations/{computation}/dossier", STAFF, ROUTE_SLOW, 0, NULL, NULL, dossier},
    {METHOD_GET, "/api/v1/computations/{computation}/results", STAFF, ROUTE_SLOW, 0, NULL, NULL, results},
    {METHOD_POST, "/api/v1/public/results/check", ROLE_PUBLIC, 0, 1024, check_input, NULL, check},
};

ROUTE_TABLE(exports_routes, rows);
