/* Limits of the contest's resources, with their reasons. Those of the server itself are in core/limits.h. */
#ifndef API_LIMITS_H
#define API_LIMITS_H

#include "core/clock.h"

#define MIB (INT64_C(1024) * 1024)

/* ---- attachments ---- */
#define LIMIT_ATTACHMENT_BYTES (100 * MIB) /* a roadshow file: what contests announce */
#define LIMIT_PIECE_BYTES (4 * MIB)        /* of an upload in one request, held in memory */
#define LIMIT_OWNER_BYTES (400 * MIB)      /* all files of one entry, investment or objection */
#define LIMIT_UNFINISHED 20                /* uploads of one account at once: nobody picks more files at a time */
#define LIMIT_UPLOAD_AGE (INT64_C(24) * 3600 * SECOND_US) /* without a new piece; then the upload expires */
#define LIMIT_SWEEP_EVERY (INT64_C(3600) * SECOND_US)         /* expired uploads and removed files are taken away so often */

#endif
