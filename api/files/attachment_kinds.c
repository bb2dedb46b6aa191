#include "api/files/attachment_kinds.h"

#include <string.h>

#include "api/shared/limits.h"

#define PDF "application/pdf"
#define PNG "image/png"
#define JPEG "image/jpeg"
#define WEBP "image/webp"
#define PPT "application/vnd.ms-powerpoint"
#define PPTX "application/vnd.openxmlformats-officedocument.presentationml.presentation"

#define ENTRY (1u << OWNER_ENTRY)
#define INVESTMENT (1u << OWNER_INVESTMENT)
#define OBJECTION (1u << OWNER_OBJECTION)

static const struct attachment_kind kinds[] = {
    {"licence", ENTRY, 20 * MIB, 2, {PDF, PNG, JPEG}},
    {"roadshow", ENTRY, LIMIT_ATTACHMENT_BYTES, 1, {PDF, PPT, PPTX}},
    {"picture", ENTRY, 10 * MIB, 30, {PNG, JPEG, WEBP}},
    {"evidence", ENTRY | INVESTMENT | OBJECTION, 50 * MIB, 30, {PDF, PNG, JPEG}},
    {"other", ENTRY | INVESTMENT | OBJECTION, 20 * MIB, 10, {PDF, PNG, JPEG}},
};

const struct attachment_kind *attachment_kind(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

bool attachment_kind_takes(const struct attachment_kind *kind, const char *media_type)
{
	for (size_t i = 0; i < sizeof kind->types / sizeof kind->types[0] && kind->types[i]; i++)
		if (strcmp(kind->types[i], media_type) == 0)
			return true;
	return false;
}
