#include "api/file_type.h"

#include <magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNKNOWN "application/octet-stream"
#define PPTX "application/vnd.openxmlformats-officedocument.presentationml.presentation"
/* A ZIP archive's directory is its last part; a presentation of a few hundred slides has less. */
#define DIRECTORY_BYTES (256 * 1024)

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

/* Whether the last part of the file names ppt/presentation.xml. */
static bool lists_presentation(struct arena *arena, int fd)
{
	struct stat file;

	if (fstat(fd, &file) != 0)
		return false;
	size_t length = file.st_size < DIRECTORY_BYTES ? (size_t)file.st_size : DIRECTORY_BYTES;
	char *bytes = arena_alloc(arena, length + 1);
	ssize_t got = pread(fd, bytes, length, file.st_size - (off_t)length);
	return got > 0 && memmem(bytes, (size_t)got, "ppt/presentation.xml", strlen("ppt/presentation.xml"));
}

const char *file_type(struct arena *arena, int fd)
{
	char head[4] = {0};
	const char *type = by_magic(arena, fd);

	if (strcmp(type, PPTX) == 0 || pread(fd, head, sizeof head, 0) != (ssize_t)sizeof head)
		return type;
	return memcmp(head, "PK\3\4", sizeof head) == 0 && lists_presentation(arena, fd) ? PPTX : type;
}
