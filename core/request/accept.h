/* Headers that list what a client takes, with how much it likes it: "gzip;q=0.5, *;q=0" (RFC 9110, 12.4.2 and 12.5). No I/O. */
#ifndef CORE_REQUEST_ACCEPT_H
#define CORE_REQUEST_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>

/* One member of the list. */
struct accepted {
	const char *name; /* in the header; not terminated */
	size_t length;    /* above 0 */
	int quality;      /* thousandths, 0 to 1000: 0 refuses; 1000 if it says nothing, 0 if it says what cannot be read */
};

/* Takes the next member off *HEADER, which may be NULL; false: there are no more. */
bool accept_next(const char **header, struct accepted *);

/* Whether Accept-Encoding (NULL: there is none) takes CODING: by its name, else by "*". */
bool accept_coding(const char *header, const char *coding);

#endif
