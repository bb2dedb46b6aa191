/* Kinds of attachments: whose, which types, how large, how many. */
#ifndef API_FILES_ATTACHMENT_KINDS_H
#define API_FILES_ATTACHMENT_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an attachment belongs to; the order is that of the owners in uploads.c. */
enum attachment_owner { OWNER_ENTRY, OWNER_INVESTMENT, OWNER_OBJECTION, OWNERS };

struct attachment_kind {
	const char *name;     /* as in the column kind */
	unsigned owners;      /* bits 1 << enum attachment_owner */
	int64_t size_max;     /* bytes of one file */
	int64_t count_max;    /* files of this kind that one owner may have, unfinished uploads included */
	const char *types[4]; /* media types, by content */
};

/* NULL if there is none of that name. */
const struct attachment_kind *attachment_kind(const char *name);
bool attachment_kind_takes(const struct attachment_kind *, const char *media_type);

#endif
