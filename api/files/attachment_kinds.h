/* Kinds of attachments: whose, which formats, how large, how many. The pages are told of them by GET /api/v1/attachment-kinds. */
#ifndef API_FILES_ATTACHMENT_KINDS_H
#define API_FILES_ATTACHMENT_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

/* What an attachment belongs to; the order is that of the owners in uploads.c. */
enum attachment_owner { OWNER_ENTRY, OWNER_INVESTMENT, OWNER_OBJECTION, OWNER_MANDATE, OWNER_CLAIM, OWNER_ANSWER, OWNERS };
/* Name of the owner in Upload-Metadata: "entry". */
extern const char *const attachment_owner_names[OWNERS];

struct file_format {
	const char *media_type;    /* as saitou-inspect sees it, by content */
	const char *name;          /* as people call it, in any language */
	const char *extensions[2]; /* of names, for a page's file chooser only: a name decides nothing */
};

struct attachment_kind {
	const char *name;  /* as in the column kind */
	unsigned owners;   /* bits 1 << enum attachment_owner */
	int64_t size_max;  /* bytes of one file */
	int64_t count_max; /* files of this kind that one owner may have, unfinished uploads included */
	const struct file_format *formats[4];
	/* Of an objection of somebody without an account, for whom only a mailed link speaks; 0: none. */
	int64_t outside_size_max, outside_count_max;
};

/* NULL if there is none of that name. */
const struct attachment_kind *attachment_kind(const char *name);
bool attachment_kind_takes(const struct attachment_kind *, const char *media_type);

/* The name under which a file is saved: whatever its owner called it, programs go by the end, which is that of what the file was found to be. */
const char *attachment_download_name(struct arena *, const char *filename, const char *media_type);

#endif
