#include "api/files/attachment_kinds.h"

#include <string.h>
#include <strings.h>

#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "core/request/route.h"

static const struct file_format pdf = {"application/pdf", "PDF", {".pdf"}};
static const struct file_format png = {"image/png", "PNG", {".png"}};
static const struct file_format jpeg = {"image/jpeg", "JPEG", {".jpg", ".jpeg"}};
static const struct file_format webp = {"image/webp", "WebP", {".webp"}};
static const struct file_format ppt = {"application/vnd.ms-powerpoint", "PPT", {".ppt"}};
static const struct file_format pptx = {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "PPTX", {".pptx"}};

#define ENTRY (1u << OWNER_ENTRY)
#define INVESTMENT (1u << OWNER_INVESTMENT)
#define OBJECTION (1u << OWNER_OBJECTION)
#define MANDATE (1u << OWNER_MANDATE)
#define CLAIM (1u << OWNER_CLAIM | 1u << OWNER_ANSWER)

static const struct attachment_kind kinds[] = {
    {"licence", ENTRY | MANDATE | CLAIM, 20 * MIB, 2, {&pdf, &png, &jpeg}, 0, 0},
    {"roadshow", ENTRY, LIMIT_ATTACHMENT_BYTES, 1, {&pdf, &ppt, &pptx}, 0, 0},
    {"picture", ENTRY, 10 * MIB, 30, {&png, &jpeg, &webp}, 0, 0},
    {"evidence", ENTRY | INVESTMENT | OBJECTION | CLAIM, 50 * MIB, 30, {&pdf, &png, &jpeg}, LIMIT_OUTSIDE_FILE_BYTES, LIMIT_OUTSIDE_FILES},
    {"other", ENTRY | INVESTMENT | OBJECTION, 20 * MIB, 10, {&pdf, &png, &jpeg}, 0, 0},
    {"authorisation", MANDATE | CLAIM, 20 * MIB, 3, {&pdf, &png, &jpeg}, 0, 0},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const struct attachment_kind *attachment_kind(const char *name)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

/* The format of a media type; NULL: none that any kind takes. */
static const struct file_format *format_of(const char *media_type)
{
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t i = 0; i < COUNT(kinds[k].formats) && kinds[k].formats[i]; i++)
			if (strcmp(kinds[k].formats[i]->media_type, media_type) == 0)
				return kinds[k].formats[i];
	return NULL;
}

const char *attachment_download_name(struct arena *arena, const char *filename, const char *media_type)
{
	const struct file_format *format = format_of(media_type);
	const char *dot = strrchr(filename, '.');

	if (!format)
		return filename;
	for (size_t i = 0; dot && i < COUNT(format->extensions) && format->extensions[i]; i++)
		if (strcasecmp(dot, format->extensions[i]) == 0)
			return filename;
	return arena_printf(arena, "%s%s", filename, format->extensions[0]);
}

bool attachment_kind_takes(const struct attachment_kind *kind, const char *media_type)
{
	for (size_t i = 0; i < COUNT(kind->formats) && kind->formats[i]; i++)
		if (strcmp(kind->formats[i]->media_type, media_type) == 0)
			return true;
	return false;
}

/* ---- as said to the pages ---- */

static json_t *describe_format(const struct file_format *format)
{
	json_t *extensions = json_array();

	for (size_t i = 0; i < COUNT(format->extensions) && format->extensions[i]; i++)
		json_array_append_new(extensions, json_string(format->extensions[i]));
	return json_pack("{s:s, s:s, s:o}", "media_type", format->media_type, "name", format->name, "extensions", extensions);
}

static json_t *describe_kind(const struct attachment_kind *kind)
{
	json_t *owners = json_array(), *formats = json_array();

	for (unsigned owner = 0; owner < OWNERS; owner++)
		if (kind->owners & (1u << owner))
			json_array_append_new(owners, json_string(attachment_owner_names[owner]));
	for (size_t i = 0; i < COUNT(kind->formats) && kind->formats[i]; i++)
		json_array_append_new(formats, describe_format(kind->formats[i]));
	json_t *outside = kind->outside_count_max > 0 ? json_pack("{s:I, s:I}", "size_max", (json_int_t)kind->outside_size_max, "count_max",
							    (json_int_t)kind->outside_count_max)
						      : json_null();
	return json_pack("{s:s, s:o, s:I, s:I, s:o, s:o}", "kind", kind->name, "owners", owners, "size_max", (json_int_t)kind->size_max,
	    "count_max", (json_int_t)kind->count_max, "outside", outside, "formats", formats);
}

static enum handled list(struct request *r)
{
	json_t *items = json_array();

	for (size_t i = 0; i < COUNT(kinds); i++)
		json_array_append_new(items, describe_kind(&kinds[i]));
	return reply_list(r, items, (int64_t)COUNT(kinds));
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/attachment-kinds", ROLE_PUBLIC, ROUTE_ON_LOOP, 0, NULL, NULL, list},
};

ROUTE_TABLE(attachment_kinds_routes, rows);
