#include "api/awards/award_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/shared/conflict_gate.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/stored.h"
#include "core/base/arena.h"
#include "core/base/fatal.h"
#include "core/request/locale.h"
#include "judging/rulebook.h"

#define FILTERED                                                                                                                                                      \
	" FROM awards a LEFT JOIN entries e ON e.id = a.entry_id WHERE a.award_list_id = :list_id"                                                                    \
	" AND " SQL_SEARCH(                                                                                                                                           \
	    "a.firm_name, a.firm_code") " AND (:division IS NULL OR a.division = :division) AND (:industry IS NULL OR a.industry = :industry) AND (:district IS NULL" \
					" OR a.district = :district)"                                                                                                 \
					" AND (:tier IS NULL OR a.tier = :tier) AND (NOT :interested OR " SQL_OTHERS_FIRM(                                            \
					    "a.firm_id", "(SELECT l.edition_id FROM award_lists l WHERE l.id = :list_id)") ")"

#define COLUMNS                                                                                                   \
	"SELECT a.place + 1, a.firm_name, a.firm_code, a.division, a.industry, a.district, a.tier, a.amount_fen," \
	"  a.entry_id, e.number, e.title, a.firm_id, a.group_key, a.ranked, a.why"
#define TOTALS "SELECT COUNT(*), CAST(COALESCE(SUM(a.amount_fen), 0) AS SIGNED)"

enum handled award_rows_reply(struct request *r, int64_t list_id, enum award_view view)
{
	const char *q = request_query(r, "q"), *division = request_query(r, "division"), *industry = request_query(r, "industry"),
		   *district = request_query(r, "district"), *tier = request_query(r, "tier"), *whole = request_query(r, "whole");
	bool all = whole && strcmp(whole, "true") == 0;
	int64_t limit = all ? LIMIT_WHOLE : page_limit(r), offset = all ? 0 : page_offset(r);
	bool interested = view == AWARDS_STAFF && conflict_gate_interested(r);
	struct db_rows rows, total;
	json_t *items;

	DB_TRY(sql_query(r, &total, TOTALS FILTERED, P(list_id), P(q), P(division), P(industry), P(district), P(tier), P(interested)));
	if (!q && !division && !industry && !district && !tier && !interested) /* the whole list: places are what pages count by */
		DB_TRY(sql_query(r, &rows,
		    COLUMNS " FROM awards a LEFT JOIN entries e ON e.id = a.entry_id WHERE a.award_list_id = :list_id"
			    " AND a.place >= :offset AND a.place < :offset + :limit ORDER BY a.place",
		    P(list_id), P(limit), P(offset)));
	else
		DB_TRY(sql_query(r, &rows, COLUMNS FILTERED " ORDER BY a.place" SQL_PAGE, P(list_id), P(q), P(division), P(industry),
		    P(district), P(tier), P(interested), P(limit), P(offset)));
	if (view == AWARDS_STAFF)
		items = db_json_rows(&rows, "issssssiissisij", "place", "firm_name", "firm_code", "division", "industry", "district",
		    "tier", "amount_fen", "entry", "entry_number", "title", "firm", "group", "rank", "why");
	else
		items = db_json_rows(
		    &rows, "issssssi-------", "place", "firm_name", "firm_code", "division", "industry", "district", "tier", "amount_fen");
	return reply_json(r, 200,
	    json_pack("{s:o, s:I, s:I}", "items", items, "total", (json_int_t)db_int(&total, 0, 0), "amount_fen",
		(json_int_t)db_int(&total, 0, 1)));
}

json_t *award_names(const json_t *rulebook)
{
	json_t *all = rulebook_names(rulebook);
	json_t *names = json_pack("{s:O, s:O, s:O}", "divisions", json_object_get(all, "division"), "industries",
	    json_object_get(all, "industry"), "tiers", json_object_get(all, "tier"));

	json_decref(all);
	return names;
}

/* ---- sums ---- */

enum db_status award_summary(struct request *r, int64_t list_id, json_t **summary)
{
	static const char *const by[] = {"by_tier", "by_division", "by_industry", "by_district"};
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT 0, a.tier, COUNT(*), CAST(SUM(a.amount_fen) AS SIGNED), MIN(a.place) FROM awards a"
	    " WHERE a.award_list_id = :list_id GROUP BY a.tier"
	    " UNION ALL SELECT 1, a.division, COUNT(*), CAST(SUM(a.amount_fen) AS SIGNED), MIN(a.place) FROM awards a"
	    " WHERE a.award_list_id = :list_id"
	    "  GROUP BY a.division"
	    " UNION ALL SELECT 2, a.industry, COUNT(*), CAST(SUM(a.amount_fen) AS SIGNED), MIN(a.place) FROM awards a"
	    " WHERE a.award_list_id = :list_id"
	    "  GROUP BY a.industry"
	    " UNION ALL SELECT 3, a.district, COUNT(*), CAST(SUM(a.amount_fen) AS SIGNED), MIN(a.place) FROM awards a"
	    " WHERE a.award_list_id = :list_id"
	    "  GROUP BY a.district"
	    " ORDER BY 1, 5",
	    P(list_id));
	json_int_t total = 0;

	*summary = arena_json(r->arena, json_object());
	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < sizeof by / sizeof by[0]; i++)
		json_object_set_new(*summary, by[i], json_array());
	for (size_t i = 0; i < rows.count; i++) {
		int64_t which = db_int(&rows, i, 0);
		json_array_append_new(json_object_get(*summary, by[which]), db_json_row(&rows, i, "-sii-", "id", "awards", "amount_fen"));
		if (which == 0)
			total += db_int(&rows, i, 2);
	}
	json_object_set_new(*summary, "total", json_integer(total));
	return DB_OK;
}

/* ---- CSV ---- */

struct csv {
	FILE *out;
	enum award_file file;
	const json_t *names;
};

/* Whether a spreadsheet could read a number, an exponent or a date in it (914401E17, 1-2, 00123): begins with a digit, and has nothing else that is
 * not found in one. */
static bool like_number(const char *cell)
{
	return strchr("0123456789", *cell) != NULL && *cell != '\0' && strspn(cell, "0123456789eE.,:/- ") == strlen(cell);
}

static void put_quoted(FILE *out, const char *cell)
{
	for (; *cell; cell++) {
		if (*cell == '"')
			fputc('"', out);
		fputc(*cell, out);
	}
}

/* Quoted, quotes doubled (RFC 4180). A cell that begins like a formula gets an apostrophe, which spreadsheets take as "this is text". What goes into
 * a formula of ours has no quotes and nothing that begins one. */
static void put_cell(const struct csv *csv, const char *cell)
{
	fputc('"', csv->out);
	if (csv->file == AWARD_SHEET_CSV && like_number(cell)) {
		fprintf(csv->out, "=\"\"%s\"\"", cell);
	} else {
		if (*cell && strchr("=+-@\t\r\n", *cell))
			fputc('\'', csv->out);
		put_quoted(csv->out, cell);
	}
	fputs("\",", csv->out);
}

/* The file is in simplified Chinese. */
static void put_name(const struct csv *csv, const char *of, const char *id)
{
	put_cell(csv, id ? rulebook_name(csv->names, of, id, locale_tags[LOCALE_ZH_CN]) : "");
}

static void put_row(const struct csv *csv, const struct db_rows *rows, size_t i)
{
	int64_t fen = db_int(rows, i, 7);

	fprintf(csv->out, "%" PRId64 ",", db_int(rows, i, 0));
	put_cell(csv, db_text(rows, i, 1));
	put_cell(csv, db_text(rows, i, 2));
	put_name(csv, "division", db_text(rows, i, 3));
	put_name(csv, "industry", db_text(rows, i, 4));
	put_cell(csv, db_is_null(rows, i, 5) ? "" : db_text(rows, i, 5));
	put_name(csv, "tier", db_text(rows, i, 6));
	fprintf(csv->out, "\"%" PRId64 ".%02" PRId64 "\"\r\n", fen / 100, fen % 100); /* an amount is a number in both */
}

enum db_status award_csv(struct request *r, int64_t list_id, enum award_file file, const char **bytes, size_t *length)
{
	struct db_rows rows, rulebook;
	char *buffer = NULL;
	enum db_status status = sql_query(r, &rulebook,
	    "SELECT b.body FROM award_lists l JOIN computations c ON c.id = l.computation_id JOIN rulebooks b ON b.id = c.rulebook_id"
	    " WHERE l.id = :list_id",
	    P(list_id));

	if (status != DB_OK)
		return status;
	status = sql_query(r, &rows,
	    "SELECT place + 1, firm_name, firm_code, division, industry, district, tier, amount_fen FROM awards"
	    " WHERE award_list_id = :list_id"
	    " ORDER BY place",
	    P(list_id));
	if (status != DB_OK)
		return status;
	json_t *body = arena_json(r->arena, rulebook.count > 0 ? db_json(&rulebook, 0, 0) : json_object());
	json_t *names = arena_json(r->arena, rulebook_names(body));
	struct csv csv = {open_memstream(&buffer, length), file, names};
	if (!csv.out)
		fatal("out of memory");
	fputs("\xEF\xBB\xBF序号,企业名称,统一社会信用代码,组别,行业,所属区,奖项,拟补助金额（元）\r\n", csv.out);
	for (size_t i = 0; i < rows.count; i++)
		put_row(&csv, &rows, i);
	if (fclose(csv.out) != 0)
		fatal("out of memory");
	arena_defer(r->arena, free, buffer);
	*bytes = buffer;
	return DB_OK;
}

static enum handled csv_undamaged(struct request *r, int64_t list_id, enum award_file file, const char *bytes, size_t length)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT LOWER(HEX(csv_sha256)), LOWER(HEX(sheet_csv_sha256)) FROM award_lists WHERE id = :list_id AND csv_sha256 IS NOT NULL",
	    P(list_id)));
	return rows.count == 0 || stored_undamaged(r, "award_lists", list_id, bytes, length, db_text(&rows, 0, file == AWARD_SHEET_CSV))
		   ? GO_ON
		   : reply_problem(r, &problem_stored_damaged, NULL);
}

enum handled award_list_undamaged(struct request *r, int64_t list_id)
{
	const char *bytes;
	size_t length;

	DB_TRY(award_csv(r, list_id, AWARD_CSV, &bytes, &length));
	return csv_undamaged(r, list_id, AWARD_CSV, bytes, length);
}

enum handled award_csv_reply(struct request *r, int64_t list_id, enum award_file file)
{
	static const char *const endings[AWARD_FILES] = {[AWARD_CSV] = "", [AWARD_SHEET_CSV] = "-for-spreadsheets"};
	const char *bytes;
	size_t length;

	DB_TRY(award_csv(r, list_id, file, &bytes, &length));
	STEP(csv_undamaged(r, list_id, file, bytes, length));
	reply_header(r, "Content-Disposition",
	    arena_printf(r->arena, "attachment; filename=\"award-list-%" PRId64 "%s.csv\"", list_id, endings[file]));
	return reply_bytes(r, 200, "text/csv; charset=utf-8", bytes, length);
}
