/* Limits of the contest's resources, with their reasons. Those of the server itself are in core/base/limits.h. */
#ifndef API_SHARED_LIMITS_H
#define API_SHARED_LIMITS_H

#include "core/base/clock.h"

#define MIB (INT64_C(1024) * 1024)

/* ---- attachments ---- */
#define LIMIT_ATTACHMENT_BYTES (100 * MIB) /* a roadshow file: what contests announce */
#define LIMIT_PIECE_BYTES (4 * MIB)        /* of an upload in one request, held in memory */
#define LIMIT_SCAN_MS 30000                /* clamd looks at an upload: seconds for a hundred megabytes */
#define LIMIT_SCAN_PING_MS 5000            /* a sign of life of it */
#define LIMIT_OWNER_BYTES (400 * MIB)      /* all files of one entry, investment or objection */
#define LIMIT_INSPECT_MS 60000             /* to open an upload, which takes ten seconds of a processor at most (inspect/cage.c) */
/* Evidence of who has no account, but a mailed link: what an objection needs; pieces are as small as what anybody may send (core/base/limits.h). */
#define LIMIT_OUTSIDE_FILES 10                            /* of one objection */
#define LIMIT_OUTSIDE_FILE_BYTES (20 * MIB)               /* one of them */
#define LIMIT_OUTSIDE_BYTES (50 * MIB)                    /* all of them */
#define LIMIT_OUTSIDE_PIECE_BYTES (64 * 1024)             /* in one request */
#define LIMIT_UNFINISHED 20                               /* uploads of one account at once: nobody picks more files at a time */
#define LIMIT_UPLOAD_AGE (INT64_C(24) * 3600 * SECOND_US) /* without a new piece; then the upload expires */
#define LIMIT_SWEEP_EVERY (INT64_C(3600) * SECOND_US)     /* expired uploads and removed files are taken away so often */

/* ---- slides as PDF ---- */
#define LIMIT_SLIDES_SECONDS 180         /* of processor time, and of time, for one file: two hundred slides take twenty */
#define LIMIT_SLIDES_MEMORY (4096 * MIB) /* address space of the program, most of it libraries */
#define LIMIT_SLIDES_BYTES (2 * LIMIT_ATTACHMENT_BYTES)
#define LIMIT_SLIDES_ATTEMPTS 5 /* that said nothing of the file; then it is given up */
#define LIMIT_SLIDES_LOOK_S 60  /* how often it is looked for what came from another server, or is to be tried again */

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
                                          the constraint drafts_form_size */
#define LIMIT_FACTS 100     /* of a firm, an entry or an investment: far more than any rulebook names */
#define LIMIT_FACT_NAME 64  /* characters */
#define LIMIT_FACT_TEXT 200 /* characters */
#define LIMIT_RELEASE 10000 /* decisions told in one act: all of a large edition, in one transaction of some seconds */
#define LIMIT_LATE_ADMISSION (INT64_C(60) * 86400 * SECOND_US) /* how far ahead its end may lie: an exception, and no second season */
#define LIMIT_BULK 500         /* entries decided on in one request, if each is named: what a person can look through */
#define LIMIT_BULK_FOUND 30000 /* … if a filter finds them: six of the largest editions there were */
#define LIMIT_FILTER_BYTES 400 /* a text of such a filter: LIMIT_SEARCH characters of four bytes */

#define LIMIT_EXTRA_POINTS 1000000 /* from elsewhere, for one part: what a dossier may hold (judging/rules/rules.h) */

/* ---- texts, in characters ---- */
#define LIMIT_REASON 2000      /* why somebody did something, kept in the audit trail: a page */
#define LIMIT_STATEMENT 10000  /* of an objection: what its evidence does not say */
#define LIMIT_DECISION 4000    /* the reasons of the decision on an objection, which it goes out with */
#define LIMIT_CLAIM 4000       /* what is said for a claim of a firm, and against it */
#define LIMIT_COMMENT 4000     /* of a judge on a sheet */
#define LIMIT_SOURCE 200       /* a notice of the State Council with its title, number and date */
#define LIMIT_NAME 100         /* of a person, a contest, an edition: what fits a heading and a column */
#define LIMIT_ORGANISATION 200 /* a firm, fund or school with its full name */
#define LIMIT_JUDGE_ROLE 64    /* an id of the rulebook, such as chief */
#define LIMIT_CONTACT 200      /* a telephone number or address */
#define LIMIT_EMAIL 254        /* RFC 5321: the longest that can be delivered to */
#define LIMIT_CODE 64          /* short names of editions, divisions, industries, schemes, rounds: as wide as their columns */
#define LIMIT_SEARCH 100       /* what a list is searched for */
#define LIMIT_GROUP_KEY 255    /* of a group of a round: as wide as its column */
#define LIMIT_PANEL_CODE 32    /* as wide as its column */
#define LIMIT_ENTRY_NUMBER 80  /* as wide as its column */
#define LIMIT_FIRM_CODE 100    /* as it is typed; in its canonical form it is no longer than LIMIT_CODE */
#define LIMIT_SHA256 100       /* as it is pasted, to be told what is wrong with it; a right one has 64 digits */
#define LIMIT_RECEIPT 16000    /* the text of a receipt that somebody holds, in characters: far more than its files and investments take */
#define LIMIT_FILENAME 255     /* what file systems allow */
#define LIMIT_TOKEN 100        /* of a link: what token_new() makes, and some */
#define LIMIT_NOTICE_TITLE 200
#define LIMIT_NOTICE_BODY 20000
#define LIMIT_JUDGES_PER_ENTRY 50 /* assigned in one go: more than sit on any panel */
#define LIMIT_WHOLE 100000        /* rows of a list that is asked for whole */

#endif
