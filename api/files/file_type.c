#include "api/files/file_type.h"

#include <magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define UNKNOWN "application/octet-stream"

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

static const char *by_magic(struct arena *arena, int fd)
{
	magic_t magic = magic_open(MAGIC_MIME_TYPE);
	const char *type = NULL;

	if (magic && magic_load(magic, NULL) == 0)
		type = magic_descriptor(magic, fd);
	type = arena_strdup(arena, type ? type : UNKNOWN);
	if (magic)
		magic_close(magic);
	return type;
}

static const struct container *presentation(const char *bytes, size_t length)
{
	for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++) {
		const struct container *c = &containers[i];
		if (length > c->head_length && memcmp(bytes, c->head, c->head_length) == 0)
			return memmem(bytes, length, c->name, c->name_length) ? c : NULL;
	}
	return NULL;
}

const char *file_type(struct arena *arena, int fd)
{
	const struct container *found;
	struct stat file;

	if (fstat(fd, &file) != 0 || file.st_size == 0)
		return UNKNOWN;
	char *bytes = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return UNKNOWN;
	found = presentation(bytes, (size_t)file.st_size);
	munmap(bytes, (size_t)file.st_size);
	return found ? found->type : by_magic(arena, fd);
}
