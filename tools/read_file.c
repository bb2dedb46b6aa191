#include "tools/read_file.h"

#include "tools/ctl.h"

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
			char *grown = realloc(text, capacity);
			if (!grown)
				abort();
			text = grown;
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

int ctl_refuse(struct judging_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++)
		fprintf(stderr, "%s: %s\n", errors->list[i].path, errors->list[i].message);
	judging_errors_free(errors);
	return CTL_FAILED;
}
