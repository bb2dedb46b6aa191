/* Checks on members of a body that several resources share, beyond what the route's input table can say. */
#ifndef API_SHARED_FIELDS_H
#define API_SHARED_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/request/request.h"

/* A localised text: an object with zh-CN and perhaps zh-Hant and en, each of 1 to MAX characters, without control characters; with a MAX
 * up to LIMIT_LINE, of one line. */
bool localised_valid(const json_t *, size_t max);
/* A short name for addresses, 1 to 64 characters: "guangzhou-2023". */
bool code_valid(const char *);
/* Characters (code points) in UTF-8. */
size_t text_length(const char *);

/* A list of ids: integers from 1 on. */
bool ids_valid(const json_t *);

/* A filter of a list that is also sorted by COLUMN or something made of it: the column equals the parameter NAME, or that is NULL. The function around the comparison matters: once a prepared statement has run with the bare comparison reduced to
 * column = constant, MariaDB 10.11 has dropped the column from ORDER BY for good, and later runs without the filter come unsorted. */
#define SQL_FILTER(column, name) "(:" name " IS NULL OR COALESCE(" column " = :" name ", FALSE))"

/* The text search of a list: one of COLUMNS (joined by commas) contains :q, in capitals or not; everything if :q is NULL. A text to search for is
 * one line, so that it never runs from one column into the next. */
#define SQL_SEARCH(columns) "(:q IS NULL OR LOCATE(LOWER(:q), LOWER(CONCAT_WS('\\n', " columns "))) > 0)"

/* {"items": ITEMS, "total": TOTAL}, status 200; ITEMS is stolen. */
enum handled reply_list(struct request *, json_t *items, int64_t total);
/* The page asked for: limit (default 50) and offset (default 0). */
int64_t page_limit(const struct request *);
int64_t page_offset(const struct request *);
/* Whether a page with COUNT rows tells by itself how many there are in all, *TOTAL: it is the last one, and not beyond the end. Then nobody counts. */
bool page_tells_total(const struct request *, size_t count, int64_t *total);
/* Page and offset as parameters of a statement that ends in SQL_PAGE. */
#define SQL_PAGE " LIMIT :limit OFFSET :offset"
#define PAGE(r) P(limit, page_limit(r)), P(offset, page_offset(r))
/* Position in CHOICES (NULL-terminated, as in the route's table) of the query argument NAME; 0 if it is not given. */
size_t query_choice(const struct request *, const char *name, const char *const *choices);
/* Whether the boolean query argument NAME is true. */
bool query_true(const struct request *, const char *name);

#endif
