/* The tus 1.0.0 protocol for resumable uploads (https://tus.io/protocols/resumable-upload): its headers, without any storage. */
#ifndef API_FILES_TUS_H
#define API_FILES_TUS_H

#include "core/request/request.h"

#define TUS_VERSION "1.0.0"
#define TUS_EXTENSIONS "creation,creation-with-upload,termination,checksum,expiration"
#define TUS_CHECKSUMS "sha1,sha256"
#define TUS_PIECE_TYPE "application/offset+octet-stream"

/* Adds Tus-Resumable to the answer. If the request does not speak 1.0.0, the answer is 412. */
__attribute__((warn_unused_result)) enum handled tus_begin(struct request *);

/* A header that is a whole number from 0 to 2^53; -1 if it is missing or is not. */
int64_t tus_number(const struct request *, const char *header);

/* Value of KEY in Upload-Metadata, decoded, in the arena; NULL if it is missing, badly encoded or not UTF-8 text without control characters. */
const char *tus_metadata(struct request *, const char *key);
/* One "key value" pair of Upload-Metadata. */
const char *tus_metadata_pair(struct arena *, const char *key, const char *value);

/* Whether the body is what Upload-Checksum says; also if there is no such header. Otherwise *PROBLEM is what to answer. */
bool tus_checksum_fits(struct request *, const struct problem_kind **problem);

/* Whether the body is declared as a piece of an upload. */
bool tus_is_piece(const struct request *);

/* Adds Upload-Expires. */
void tus_expires(struct request *, int64_t at);

#endif
