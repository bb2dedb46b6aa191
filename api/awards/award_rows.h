/* The rows of an award list as its readers see them: paged and filtered, summed up, and as a CSV file. */
#ifndef API_AWARDS_AWARD_ROWS_H
#define API_AWARDS_AWARD_ROWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/shared/limits.h"
#include "core/request/request.h"
#include "core/request/route.h"

/* Query arguments of a list of awards, besides those of a page; "whole" gives all rows in one answer. */
#define AWARD_QUERY                                                                                                            \
	{.name = "q", .type = INPUT_TEXT, .max = LIMIT_SEARCH}, {.name = "division", .type = INPUT_TEXT, .max = LIMIT_CODE},   \
	    {.name = "industry", .type = INPUT_TEXT, .max = LIMIT_CODE}, {.name = "district", .type = INPUT_TEXT, .max = 100}, \
	    {.name = "tier", .type = INPUT_TEXT, .max = LIMIT_CODE}, {.name = "whole", .type = INPUT_BOOL}, INPUT_PAGE

enum award_view {
	AWARDS_PUBLIC, /* the columns of the published list */
	AWARDS_STAFF   /* those and ids, group, rank and why */
};

/* Answers the request with a page of the list, by its query arguments. */
__attribute__((warn_unused_result)) enum handled award_rows_reply(struct request *, int64_t list_id, enum award_view);

/* A new object {"divisions": {id: name}, "industries": …, "tiers": …} with localised names out of a rulebook. */
json_t *award_names(const json_t *rulebook);

/* {"by_tier": [{"id", "awards", "amount_fen"}], "by_division": …, "by_industry": …, "by_district": …, "total": n}; arena's. */
__attribute__((warn_unused_result)) enum db_status award_summary(struct request *, int64_t list_id, json_t **summary);

enum award_file {
	AWARD_CSV, /* plain, as RFC 4180 has it: for programs */
	AWARD_SHEET_CSV, /* for who opens it in Excel, WPS or LibreOffice: what they would take for a number or a date is written ="91440101…", which they
			    show as it is (Microsoft's article Q97912: a text in quotes behind an equal sign) */
	AWARD_FILES,
};

/* The whole list as a CSV file in simplified Chinese: UTF-8 with BOM, CRLF, and cells that a spreadsheet might take for a formula made
 * harmless with an apostrophe. The same list gives the same bytes. They live in the arena. */
__attribute__((warn_unused_result)) enum db_status award_csv(
    struct request *, int64_t list_id, enum award_file, const char **bytes, size_t *length);

/* GO_ON if the list is what its notice said its hash was, or was on no notice yet. Else the answer is a problem, and the operators are told. */
__attribute__((warn_unused_result)) enum handled award_list_undamaged(struct request *, int64_t list_id);

/* Answers with that file, undamaged. */
__attribute__((warn_unused_result)) enum handled award_csv_reply(struct request *, int64_t list_id, enum award_file);

#endif
