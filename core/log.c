#include "core/log.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"

static const char *const level_names[] = {"debug", "info", "warning", "error"};

/* Set once at start, before threads; the descriptor keeps its number when the file is opened again. */
static char *log_path;
static int log_fd = STDERR_FILENO;
static atomic_int log_level = LOG_INFO;

static int open_path(void)
{
	return open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

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
	if (path == NULL)
		return true;
	log_path = strdup(path);
	if (log_path == NULL)
		fatal("out of memory");
	log_fd = open_path();
	return log_fd >= 0;
}

void log_reopen(void)
{
	int fd;

	if (log_path == NULL)
		return;
	fd = open_path();
	/* dup3() swaps the file under the number in one step, so writers need no lock. */
	if (fd < 0 || dup3(fd, log_fd, O_CLOEXEC) < 0)
		log_event(LOG_ERROR, "log.reopen", "{s:s, s:s}", "path", log_path, "error", strerror(errno));
	else
		log_event(LOG_INFO, "log.reopen", "{s:s}", "path", log_path);
	if (fd >= 0)
		close(fd);
}

bool log_enabled(enum log_level level)
{
	return (int)level >= atomic_load_explicit(&log_level, memory_order_relaxed);
}

void log_line(enum log_level level, const char *line, unsigned long length)
{
	if (!log_enabled(level))
		return;
	while (length > 0) {
		ssize_t written = write(log_fd, line, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return; /* a full disk must not stop the contest; there is nobody left to tell */
		line += written;
		length -= (unsigned long)written;
	}
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

void fatal(const char *format, ...)
{
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	log_event(LOG_ERROR, "fatal", "{s:s}", "message", message);
	abort();
}
