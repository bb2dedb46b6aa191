/* The contest's own PKI, as files in one folder: a CA and a server certificate, both ECDSA P-256.
 *
 *   ca.key (0600)  ca.crt      the CA, valid for two years, for the server's names and no others (name constraints); renewed with the same key when
 *                              fewer than 30 days are left or a name is new, and then to be imported again
 *   server.key (0600)  server.crt   for the names it serves; made anew when the names change or fewer than 30 days are left
 *
 * Files are written beside and renamed, so that a crash leaves the old or the new one, never half of one. */
#ifndef CERTS_PKI_H
#define CERTS_PKI_H

#include <stddef.h>
#include <time.h>

/* Makes what is missing or due in FOLDER (created with mode 0700 if absent). NAMES are host names or IP addresses; the first is the
 * certificate's common name. NOW is the time in seconds since 1970. Returns 0, or -1 with a sentence in ERROR. */
int pki_prepare(const char *folder, const char *const *names, size_t count, time_t now, char error[256]);

#endif
