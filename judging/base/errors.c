#include "judging/base/errors.h"

#include "judging/base/slab.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void judging_errors_add(struct judging_errors *errors, const char *path, const char *format, ...)
{
	va_list args;
	char *message;

	va_start(args, format);
	if (vasprintf(&message, format, args) < 0)
		abort();
	va_end(args);
	if (errors->count == errors->capacity) {
		errors->capacity = errors->capacity ? 2 * errors->capacity : 8;
		errors->list = memory_grow(errors->list, errors->capacity, sizeof *errors->list);
	}
	char *copy = strdup(path);
	if (!copy)
		abort();
	errors->list[errors->count++] = (struct judging_error){copy, message};
}

void judging_errors_free(struct judging_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++) {
		free(errors->list[i].path);
		free(errors->list[i].message);
	}
	free(errors->list);
	*errors = (struct judging_errors){0};
}
