#include "judging/base/errors.h"

#include "judging/base/slab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The next value of ARGS as the conversion at AT shows it; *LENGTH is that of the conversion. */
static char *take_value(const char *at, size_t *length, va_list *args)
{
	char *value = NULL;
	int written = -1;

	if (strncmp(at, "%s", 2) == 0) {
		*length = 2;
		const char *text = va_arg(*args, const char *);
		value = strdup(text ? text : "");
		written = value ? 0 : -1;
	} else if (strncmp(at, "%d", 2) == 0) {
		*length = 2;
		written = asprintf(&value, "%d", va_arg(*args, int));
	} else if (strncmp(at, "%ld", 3) == 0) {
		*length = 3;
		written = asprintf(&value, "%ld", va_arg(*args, long));
	} else if (strncmp(at, "%lld", 4) == 0) {
		*length = 4;
		written = asprintf(&value, "%lld", va_arg(*args, long long));
	} else if (strncmp(at, "%zu", 3) == 0) {
		*length = 3;
		written = asprintf(&value, "%zu", va_arg(*args, size_t));
	}
	if (written < 0)
		abort();
	return value;
}

static struct judging_error *fresh(struct judging_errors *errors, const char *path, const char *round, const char *format)
{
	if (errors->count == errors->capacity) {
		errors->capacity = errors->capacity ? 2 * errors->capacity : 8;
		errors->list = memory_grow(errors->list, errors->capacity, sizeof *errors->list);
	}
	struct judging_error *error = &errors->list[errors->count++];
	*error = (struct judging_error){.path = strdup(path), .pattern = format, .round = round ? strdup(round) : NULL};
	if (!error->path || (round && !error->round))
		abort();
	return error;
}

void judging_errors_addv(struct judging_errors *errors, const char *path, const char *round, const char *format, va_list args)
{
	struct judging_error *error = fresh(errors, path, round, format);
	size_t size, length;
	va_list values;

	FILE *out = open_memstream(&error->message, &size);
	if (!out)
		abort();
	if (round)
		fprintf(out, "round \"%s\": ", round);
	va_copy(values, args);
	for (const char *at = format; *at; at += length) {
		length = 1;
		if (*at != '%') {
			fputc(*at, out);
			continue;
		}
		if (error->value_count == JUDGING_ERROR_VALUES)
			abort();
		char *value = take_value(at, &length, &values);
		fputs(value, out);
		error->values[error->value_count++] = value;
	}
	va_end(values);
	if (fclose(out) != 0)
		abort();
}

void judging_errors_add(struct judging_errors *errors, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	judging_errors_addv(errors, path, NULL, format, args);
	va_end(args);
}

void judging_errors_free(struct judging_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++) {
		free(errors->list[i].path);
		free(errors->list[i].message);
		free(errors->list[i].round);
		for (size_t j = 0; j < errors->list[i].value_count; j++)
			free(errors->list[i].values[j]);
	}
	free(errors->list);
	*errors = (struct judging_errors){0};
}
