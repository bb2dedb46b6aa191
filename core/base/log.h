/* The log: one JSON object a line, each with time, level and event; to a file or standard error. Any thread may write.
 *
 * A line is one write(2) in append mode, so lines of several threads or processes never mix. */
#ifndef CORE_BASE_LOG_H
#define CORE_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* PATH NULL: standard error. LEVEL: "debug", "info", "warning" or "error"; what lies below is not written.
 * False if the file cannot be opened (errno is set) or the level is unknown (errno EINVAL). */
__attribute__((warn_unused_result)) bool log_open(const char *path, const char *level);
/* Opens the same path again after it was rotated away; keeps the old file if that fails, and says so. */
void log_reopen(void);
bool log_enabled(enum log_level);

/* EVENT is "noun.verb" ("db.lost"). FORMAT and what follows are json_pack()'s for one object, or NULL:
 * log_event(LOG_WARNING, "db.lost", "{s:s, s:i}", "error", text, "code", 2006). A format that does not fit is fatal. */
void log_event(enum log_level, const char *event, const char *format, ...);
/* LINE is a whole JSON object with its newline, made by the caller: for what is written on every request. */
void log_line(enum log_level, const char *line, unsigned long length);

#endif
