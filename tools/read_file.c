#include "tools/read_file.h"

#include "tools/ctl.h"

#include "core/base/memory.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *read_file(const char *path, size_t *length)
{
	bool given = strcmp(path, "-") == 0;
	FILE *in = given ? stdin : fopen(path, "rb");
	char *text = NULL;
	size_t capacity = 0;

	if (!in) {
		ctl_fail("%s: %s", path, strerror(errno));
		return NULL;
	}
	for (*length = 0;;) {
		if (*length == capacity) {
			capacity = capacity ? 2 * capacity : 1 << 16;
			text = memory_resize(text, capacity);
		}
		size_t got = fread(text + *length, 1, capacity - *length, in);
		*length += got;
		if (got == 0 || feof(in) || ferror(in))
			break;
	}
	bool failed = ferror(in);
	if (failed)
		ctl_fail("%s: %s", path, strerror(errno));
	if (!given)
		fclose(in);
	if (failed) {
		free(text);
		return NULL;
	}
	return text;
}
