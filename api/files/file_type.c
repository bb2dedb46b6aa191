#include "api/files/file_type.h"

#include <errno.h>
#include <magic.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "core/base/log.h"

#define EMPTY "application/octet-stream" /* as libmagic calls what it knows nothing of */

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

/* libmagic's patterns, read once. One who looks at a time: it takes a millisecond, and an upload's end is rare. */
static magic_t magic; /* under the lock; NULL: they could not be read yet */
static pthread_mutex_t magic_lock = PTHREAD_MUTEX_INITIALIZER;

/* Under the lock. */
static bool load(void)
{
	if (magic)
		return true;
	magic = magic_open(MAGIC_MIME_TYPE);
	if (magic && magic_load(magic, NULL) == 0)
		return true;
	log_event(LOG_ERROR, "file_type.no_patterns", "{s:s?}", "error", magic ? magic_error(magic) : strerror(errno));
	if (magic)
		magic_close(magic);
	magic = NULL;
	return false;
}

void file_type_begin(void)
{
	pthread_mutex_lock(&magic_lock);
	(void)load(); /* what failed is tried again when it is needed */
	pthread_mutex_unlock(&magic_lock);
}

void file_type_end(void)
{
	if (magic)
		magic_close(magic);
	magic = NULL;
}

/* NULL: nobody can tell at the moment. */
static const char *by_magic(struct arena *arena, const char *bytes, size_t length)
{
	const char *type = NULL;

	pthread_mutex_lock(&magic_lock);
	if (load()) {
		const char *seen = magic_buffer(magic, bytes, length);
		if (seen)
			type = arena_strdup(arena, seen);
		else
			log_event(LOG_ERROR, "file_type.unknown", "{s:s?}", "error", magic_error(magic));
	}
	pthread_mutex_unlock(&magic_lock);
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

	if (fstat(fd, &file) != 0)
		return NULL;
	if (file.st_size == 0)
		return EMPTY;
	char *bytes = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return NULL;
	found = presentation(bytes, (size_t)file.st_size);
	const char *type = found ? found->type : by_magic(arena, bytes, (size_t)file.st_size);
	munmap(bytes, (size_t)file.st_size);
	return type;
}
