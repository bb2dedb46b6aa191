/* Checks on members of a body that several resources share, beyond what the route's input table can say. */
#ifndef API_SHARED_FIELDS_H
#define API_SHARED_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/request/request.h"

/* A localised text: an object with zh-CN and perhaps zh-Hant and en, none blank, each of at most MAX characters. */
bool localised_valid(const json_t *, size_t max);
/* A short name for addresses, 1 to 64 characters: "guangzhou-2023". */
bool code_valid(const char *);

/* Whether a code could be taken for an id, where an address may have either. */
bool code_like_id(const char *);

/* A list of ids: integers from 1 on. */
bool ids_valid(const json_t *);

/* A filter of a list that is also sorted by COLUMN or something made of it: the column equals the parameter NAME, or that is NULL. The
 * function around the comparison matters: once a prepared statement has run with the bare comparison reduced to column = constant,
 * MariaDB 10.11 has dropped the column from ORDER BY for good, and later runs without the filter come unsorted. */
#define SQL_FILTER(column, name) "(:" name " IS NULL OR COALESCE(" column " = :" name ", FALSE))"

/* TEXT (utf8mb4) as it is compared when people search: full-width and half-width forms, capitals, accents, and brackets （） () are the same, and
 * white space is not there. It is the primary weights of the Unicode Collation Algorithm, two bytes a letter (four an ideograph). */
#define SQL_FOLDED(text) \
	"WEIGHT_STRING(REPLACE(REPLACE(REPLACE(" text ", ' ', ''), '\xc2\xa0', ''), '\xe3\x80\x80', '') COLLATE utf8mb4_uca1400_ai_ci)"
/* The text search of a list, and there is no other: one of COLUMNS (joined by commas) contains :q, both folded; everything if :q is NULL. A text to
 * search for is one line, so that it never runs from one column into the next. The SELECT has :q folded once and not for every row: so the search
 * costs 1.06 times what LOCATE() of LOWER() did (41.8 and 39.3 ms for 20,176 rows, in MariaDB 10.11). A NULL has no character set until it
 * is converted. */
#define SQL_SEARCH(columns) \
	"(:q IS NULL OR LOCATE((SELECT " SQL_FOLDED("CONVERT(:q USING utf8mb4)") "), " SQL_FOLDED("CONCAT_WS('\\n', " columns ")") ") > 0)"
/* A filter on a COLUMN in ASCII (codes, words of ours): equals the parameter NAME, or that is NULL. What people type may be any text,
 * with which such a column cannot be compared as it stands. */
#define SQL_ASCII_FILTER(column, name) "(:" name " IS NULL OR CONVERT(" column " USING utf8mb4) = :" name ")"

/* {"items": ITEMS, "total": TOTAL}, status 200; ITEMS is stolen. */
enum handled reply_list(struct request *, json_t *items, int64_t total);
/* The page asked for: limit (default 50) and offset (default 0). */
int64_t page_limit(const struct request *);
int64_t page_offset(const struct request *);
/* Whether a page with COUNT rows tells by itself how many there are in all, *TOTAL: it is the last one, and not beyond the end. Then
 * nobody counts. */
bool page_tells_total(const struct request *, size_t count, int64_t *total);
/* Page and offset as parameters of a statement that ends in SQL_PAGE. */
#define SQL_PAGE " LIMIT :limit OFFSET :offset"
#define PAGE(r) P(limit, page_limit(r)), P(offset, page_offset(r))
/* The same for a list without end, in the order of a unique KEY: rows that were seen are not counted again. The statement has SQL_AFTER(key) or
 * SQL_BEFORE(key) (the newest first) in its WHERE and ends in ORDER BY and SQL_PAGE_AFTER. */
#define SQL_AFTER(key) key " > COALESCE(:after, -1)"
#define SQL_BEFORE(key) key " < COALESCE(:after, 9223372036854775807)"
#define SQL_PAGE_AFTER " LIMIT :limit"
/* One row more than is asked for: it tells whether there are others. */
#define PAGE_AFTER(r) P(after, ID(request_query_int(r, "after", 0))), P(limit, page_limit(r) + 1)
/* Whether the list is asked for from its beginning: only then its rows are counted. */
bool page_first(const struct request *);
/* {"items": ITEMS without the row too many, "next": what to give as "after" for the rows behind these, or null, "total": TOTAL, or null unless
 * page_first()}, status 200; ITEMS is stolen, and KEY is the member by which the list is ordered. */
enum handled reply_list_after(struct request *, json_t *items, const char *key, int64_t total);
/* Position in CHOICES (NULL-terminated, as in the route's table) of the query argument NAME; 0 if it is not given. */
size_t query_choice(const struct request *, const char *name, const char *const *choices);
/* Whether the boolean query argument NAME is true. */
bool query_true(const struct request *, const char *name);

#endif
