/* The names of time zones in the IANA database (tzdata), as data: judging opens no files, and a dossier means the same on a machine whose tzdata
 * is older. */
#ifndef JUDGING_BASE_TIMEZONES_H
#define JUDGING_BASE_TIMEZONES_H

#include <stdbool.h>

/* Whether NAME is one, such as "Asia/Shanghai". */
bool timezone_exists(const char *name);

#endif
