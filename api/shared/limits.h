/* Limits of the contest's resources, with their reasons. Those of the server itself are in core/base/limits.h. */
#ifndef API_SHARED_LIMITS_H
#define API_SHARED_LIMITS_H

#include "core/base/clock.h"

#define MIB (INT64_C(1024) * 1024)

/* ---- attachments ---- */
#define LIMIT_ATTACHMENT_BYTES (100 * MIB)                /* a roadshow file: what contests announce */
#define LIMIT_PIECE_BYTES (4 * MIB)                       /* of an upload in one request, held in memory */
#define LIMIT_OWNER_BYTES (400 * MIB)                     /* all files of one entry, investment or objection */
#define LIMIT_UNFINISHED 20                               /* uploads of one account at once: nobody picks more files at a time */
#define LIMIT_UPLOAD_AGE (INT64_C(24) * 3600 * SECOND_US) /* without a new piece; then the upload expires */
#define LIMIT_SWEEP_EVERY (INT64_C(3600) * SECOND_US)     /* expired uploads and removed files are taken away so often */

/* ---- results ---- */
#define LIMIT_OBJECTION_SETTLE \
	(INT64_C(120) * SECOND_US) /* an objection that arrived within the period is committed so soon, however slow the
                                                             client and long the queue; only then can a list be final */

/* ---- firms and entries ---- */
#define LIMIT_FIRM_MEMBERS 50         /* who act for one firm: more is a mistake, and each gets every letter */
#define LIMIT_ENTRIES_PER_FIRM 20     /* in an edition, drafts included, where the rulebook sets no limit */
#define LIMIT_INVESTMENTS_PER_FIRM 50 /* in an edition: each has to be verified by two people */
#define LIMIT_ENTRY_PIECE_BYTES \
	131072              /* a piece of the form: the whole of it written as \uXXXX, and some; the merged form is held by
                                          the constraint entries_form_size */
#define LIMIT_FACTS 100     /* of a firm, an entry or an investment: far more than any rulebook names */
#define LIMIT_FACT_NAME 64  /* characters */
#define LIMIT_FACT_TEXT 200 /* characters */
#define LIMIT_BULK 500      /* entries decided on in one request: what a person can look through, and one transaction */

#endif
