/* Conflicts of interest that the program finds by itself: a judge's organisation is the firm, or has invested in it. */
#ifndef API_JUDGES_CONFLICTS_H
#define API_JUDGES_CONFLICTS_H

#include <stdint.h>

#include "core/request/request.h"

/* Compares the organisations of the edition's judges, by all the names that aliases give them, with the firms of its entries and the investors of their
 * declared investments, and records what is found as recusals of the source "computed", which wait for an organiser: until they are dismissed, the
 * judge gets no assignment for the entry and hands in no sheet for it. What was found before, and perhaps dismissed, is not recorded again. FIRM (0:
 * all) and JUDGE (0: all) narrow it to what has changed. The edition's rounds are locked, at least shared. */
__attribute__((warn_unused_result)) enum db_status conflicts_find(struct request *, int64_t edition_id, int64_t firm_id, int64_t judge_id);

#endif
