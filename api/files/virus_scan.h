/* Uploads shown to ClamAV, where the configuration names clamd's socket: INSTREAM of clamd(8), over a Unix socket, a connection a file. clamd reads the
 * bytes from us, so it needs no right to our files. */
#ifndef API_FILES_VIRUS_SCAN_H
#define API_FILES_VIRUS_SCAN_H

#include "core/base/arena.h"

enum scan {
	SCAN_CLEAN,
	SCAN_INFECTED,
	SCAN_UNKNOWN, /* nobody can tell at the moment: clamd is away, hangs, or would not look; the log says why */
};

/* Shows it the whole file behind FD, from its beginning. *NAME becomes that of what was found, in the arena. At most LIMIT_SCAN_MS. */
__attribute__((warn_unused_result)) enum scan virus_scan(struct arena *, const char *socket, int fd, const char **name);

/* Asks clamd for a sign of life and its version; NULL: it answers, and *VERSION says which, in the arena; else what is wrong. */
const char *virus_scanner_fault(struct arena *, const char *socket, const char **version);

/* Says in the log whether it is there; nothing if SOCKET is NULL. */
void virus_scan_begin(const char *socket);

#endif
