#include "inspect/kind.h"

#include <magic.h>
#include <string.h>

/* Containers in which office programs write presentations, each with a name that only a presentation has in its directory. The programs
 * order and fill containers in more ways than libmagic's patterns know; the directory does not lie. */
static const struct container {
	const char *type;
	const char *head;
	size_t head_length;
	const char *name;
	size_t name_length;
} containers[] = {
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "PK\3\4", 4, "ppt/presentation.xml", 20},
    {"application/vnd.ms-powerpoint", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8,
	"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c\0u\0m\0e\0n\0t\0\0\0", 40},
};

static magic_t magic;

bool kind_begin(void)
{
	magic = magic_open(MAGIC_MIME_TYPE);
	return magic != NULL && magic_load(magic, NULL) == 0;
}

const char *kind_of(const char *bytes, size_t length)
{
	for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++) {
		const struct container *c = &containers[i];
		if (length > c->head_length && memcmp(bytes, c->head, c->head_length) == 0 &&
		    memmem(bytes, length, c->name, c->name_length))
			return c->type;
	}
	return length == 0 ? "application/octet-stream" : magic_buffer(magic, bytes, length);
}

#define PDF_WITHIN 1024   /* a viewer looks so far for the head of a PDF */
#define ZIP_END 22        /* the record at the end of an archive, and behind it a comment of at most … */
#define ZIP_COMMENT 65535 /* … and whatever programs overlook */
#define ZIP_AFTER 16

/* The archive's last record, as programs look for it: from the end, with a comment that reaches about there. */
static bool ends_as_zip(const char *bytes, size_t length)
{
	size_t first = length > ZIP_END + ZIP_COMMENT + ZIP_AFTER ? length - ZIP_END - ZIP_COMMENT - ZIP_AFTER : 0;

	for (const char *at = bytes + first; (at = memmem(at, (size_t)(bytes + length - at), "PK\5\6", 4)) != NULL; at++) {
		size_t left = (size_t)(bytes + length - at);
		size_t comment = left < ZIP_END ? 0 : (unsigned char)at[20] | (size_t)(unsigned char)at[21] << 8;
		if (left >= ZIP_END + comment && left <= ZIP_END + comment + ZIP_AFTER)
			return true;
	}
	return false;
}

bool kind_mixed(const char *media_type, const char *bytes, size_t length)
{
	const char *pdf = memmem(bytes, length < PDF_WITHIN ? length : PDF_WITHIN, "%PDF-", 5);
	bool is_pdf = strcmp(media_type, "application/pdf") == 0, is_zip = length > 4 && memcmp(bytes, "PK\3\4", 4) == 0;

	if (is_pdf ? pdf != bytes : pdf != NULL)
		return true;
	return !is_zip && ends_as_zip(bytes, length);
}
