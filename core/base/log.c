#include "core/base/log.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/log_file.h"

static const char *const level_names[] = {"debug", "info", "warning", "error"};

static atomic_int log_level = LOG_INFO;

bool log_open(const char *path, const char *level)
{
	size_t i = 0;

	while (i < sizeof(level_names) / sizeof(level_names[0]) && strcmp(level_names[i], level) != 0)
		i++;
	if (i == sizeof(level_names) / sizeof(level_names[0])) {
		errno = EINVAL;
		return false;
	}
	atomic_store(&log_level, (int)i);
	return log_file_open(path);
}

void log_reopen(void)
{
	const char *path = log_file_path();

	if (path == NULL)
		return;
	if (log_file_reopen())
		log_event(LOG_INFO, "log.reopen", "{s:s}", "path", path);
	else
		log_event(LOG_ERROR, "log.reopen", "{s:s, s:s}", "path", path, "error", strerror(errno));
}

bool log_enabled(enum log_level level)
{
	return (int)level >= atomic_load_explicit(&log_level, memory_order_relaxed);
}

void log_line(enum log_level level, const char *line, unsigned long length)
{
	if (log_enabled(level))
		log_file_write(line, length);
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
	json_t *line, *more = NULL;
	va_list arguments;
	json_error_t error;
	char *text;

	if (!log_enabled(level))
		return;
	line = json_object();
	json_object_set_new(line, "time", time_json(clock_now()));
	json_object_set_new(line, "level", json_string(level_names[level]));
	json_object_set_new(line, "event", json_string(event));
	if (format != NULL) {
		va_start(arguments, format);
		more = json_vpack_ex(&error, 0, format, arguments);
		va_end(arguments);
		if (more == NULL) /* a wrong format, or text that is not UTF-8 */
			more = json_pack("{s:s+}", "unprintable", error.text, "");
		json_object_update(line, more);
		json_decref(more);
	}
	text = json_dumps(line, JSON_COMPACT);
	json_decref(line);
	if (text != NULL) {
		size_t length = strlen(text);

		text[length] = '\n'; /* in the place of the NUL */
		log_line(level, text, length + 1);
	}
	free(text);
}
