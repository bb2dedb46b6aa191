/* saitoud --check-config: all that can be known before the server starts, at once. */
#ifndef TOOLS_CONFIG_CHECK_H
#define TOOLS_CONFIG_CHECK_H

#include "core/base/config.h"

/* Tries what the configuration, read from PATH, names: certificate and key, pages, folders, the port, the database with its schema and settings, the mail
 * server. Each fault is a line on standard error; what can be lived with, but should not be, is a line that begins with "warning". Nothing is changed.
 * Returns an exit code: 0 without a fault, and then says so on standard output. */
int config_check(const struct config *, const char *path);

#endif
