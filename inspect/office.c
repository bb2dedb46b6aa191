#include <expat.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#include "inspect/content.h"

#define PIECE 65536

/* ---- what XML says ---- */

struct reading {
	XML_Parser parser;         /* NULL: this member is only unpacked */
	bool macros, links, types; /* found: a macro's type, a relation to what is outside, a list of types */
};

static const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return "";
}

static bool ends(const char *text, const char *with)
{
	size_t length = strlen(text), end = strlen(with);

	return length >= end && strcasecmp(text + length - end, with) == 0;
}

/* Of [Content_Types].xml and of the .rels files (ECMA-376, part 2). A hyperlink is followed by who clicks it; all other relations by the program. */
static void element(void *context, const char *name, const char **attributes)
{
	struct reading *r = context;
	const char *colon = strrchr(name, ':'), *local = colon ? colon + 1 : name;

	if (strcmp(local, "Types") == 0)
		r->types = true;
	if (strcasestr(attribute(attributes, "ContentType"), "macroEnabled") ||
	    strcasestr(attribute(attributes, "ContentType"), "vbaProject") || ends(attribute(attributes, "Type"), "/vbaProject"))
		r->macros = true;
	if (strcmp(local, "Relationship") == 0 && strcasecmp(attribute(attributes, "TargetMode"), "External") == 0 &&
	    !ends(attribute(attributes, "Type"), "/hyperlink"))
		r->links = true;
}

/* No office program writes a DTD, and entities unpack, too. */
static void doctype(void *context, const char *name, const char *system, const char *public, int internal)
{
	struct reading *r = context;

	(void)name, (void)system, (void)public, (void)internal;
	XML_StopParser(r->parser, XML_FALSE);
}

/* ---- members ---- */

/* Unpacks one member; adds to *TOTAL. */
static enum verdict_kind unpack(zip_t *archive, zip_uint64_t index, size_t packed, size_t *total, struct reading *r)
{
	static char piece[PIECE];
	zip_file_t *file = zip_fopen_index(archive, index, 0);
	zip_int64_t got = -1;
	bool good = true;

	if (!file)
		return VERDICT_BROKEN;
	while (good && (got = zip_fread(file, piece, sizeof piece)) > 0) {
		*total += (size_t)got;
		if (*total > LIMIT_UNPACKED || (*total > LIMIT_RATIO_FROM && *total / LIMIT_RATIO > packed))
			return VERDICT_UNPACKED;
		good = !r->parser || XML_Parse(r->parser, piece, (int)got, XML_FALSE) == XML_STATUS_OK;
	}
	if (good && r->parser)
		good = XML_Parse(r->parser, "", 0, XML_TRUE) == XML_STATUS_OK;
	return zip_fclose(file) == 0 && got == 0 && good ? VERDICT_FINE : VERDICT_BROKEN;
}

static enum verdict_kind look_at_member(zip_t *archive, zip_uint64_t index, size_t packed, size_t *total, struct reading *r)
{
	struct zip_stat status;

	if (zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &status) != 0 || !(status.valid & ZIP_STAT_NAME))
		return VERDICT_BROKEN;
	if (status.valid & ZIP_STAT_ENCRYPTION_METHOD && status.encryption_method != ZIP_EM_NONE)
		return VERDICT_ENCRYPTED;
	if (strcasestr(status.name, "vbaProject.bin") || strcasestr(status.name, "vbaData.xml"))
		return VERDICT_MACROS;
	bool said = ends(status.name, ".rels") || strcasecmp(status.name, "[Content_Types].xml") == 0;
	r->parser = said ? XML_ParserCreate(NULL) : NULL;
	if (r->parser) {
		XML_SetUserData(r->parser, r);
		XML_SetStartElementHandler(r->parser, element);
		XML_SetStartDoctypeDeclHandler(r->parser, doctype);
	}
	enum verdict_kind kind = unpack(archive, index, packed, total, r);
	if (r->parser)
		XML_ParserFree(r->parser);
	return kind;
}

enum verdict_kind office_content(const char *bytes, size_t length)
{
	zip_error_t error;
	struct reading r = {0};
	size_t total = 0;

	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &error);
	zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (!archive)
		return VERDICT_BROKEN;
	zip_int64_t count = zip_get_num_entries(archive, 0);
	if (count > LIMIT_MEMBERS)
		return VERDICT_UNPACKED;
	for (zip_int64_t i = 0; i < count; i++) {
		enum verdict_kind kind = look_at_member(archive, (zip_uint64_t)i, length, &total, &r);
		if (kind != VERDICT_FINE)
			return kind;
	}
	if (!r.types || zip_name_locate(archive, "ppt/presentation.xml", 0) < 0)
		return VERDICT_BROKEN;
	return r.macros ? VERDICT_MACROS : r.links ? VERDICT_LINKS : VERDICT_FINE;
}

/* ---- the older container ---- */

/* A name of its directory is UTF-16, little end first. */
static bool has_name(const char *bytes, size_t length, const char *name)
{
	char wide[128];
	size_t count = strlen(name);

	for (size_t i = 0; i < count; i++) {
		wide[2 * i] = name[i];
		wide[2 * i + 1] = '\0';
	}
	return memmem(bytes, length, wide, 2 * count) != NULL;
}

enum verdict_kind ole_content(const char *bytes, size_t length)
{
	if (has_name(bytes, length, "EncryptedSummary") || has_name(bytes, length, "EncryptedPackage"))
		return VERDICT_ENCRYPTED;
	return has_name(bytes, length, "_VBA_PROJECT") ? VERDICT_MACROS : VERDICT_FINE;
}
