/* Which attachments an entry's submission needs and takes: 营业执照 and the rest, frozen by their SHA-256. */
#ifndef API_ENTRY_ENTRY_ATTACHMENTS_H
#define API_ENTRY_ENTRY_ATTACHMENTS_H

#include <jansson.h>

#include "core/request/request.h"

/* For the form: a new array of {kind, label, required}. */
json_t *entry_attachments_describe(enum locale);

/* 营业执照 for "licence"; "" for no kind. */
const char *entry_attachment_label(const char *kind, enum locale);

/* What is stored for the entry: *LIST, the request's, of {kind, filename, size, media_type, sha256}, in order of kind and id; *IDS, likewise, of
 * the same in the same order. */
__attribute__((warn_unused_result)) enum db_status entry_attachments_stored(
    struct request *, int64_t entry_id, json_t **list, json_t **ids);

/* Adds to each of INVESTMENTS, an array of {"id"}, its `evidence`, shaped like the list above, and to IDS what that is. */
__attribute__((warn_unused_result)) enum db_status entry_attachments_evidence(struct request *, json_t *investments, json_t *ids);

/* Writes down that the submission names the attachments IDS: from now on their files stay. */
__attribute__((warn_unused_result)) enum db_status entry_attachments_freeze(struct request *, int64_t submission_id, json_t *ids);

/* Adds to ERRORS what a submission with the stored LIST still lacks, as {"field": "attachments.licence", "detail"}. */
void entry_attachments_missing(enum locale, const json_t *list, json_t *errors);

#endif
