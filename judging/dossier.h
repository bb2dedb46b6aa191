/* Dossiers: everything a result depends on, as one JSON document; and the result computed from it.
 *
 * A result is a pure function of the dossier: the same dossier gives the same bytes on every machine, whatever the order of its arrays. */
#ifndef JUDGING_DOSSIER_H
#define JUDGING_DOSSIER_H

#include "judging/base/errors.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Parses a dossier. NULL with errors if TEXT is no JSON in UTF-8, or if an object in it has a key twice: then all duplicates are reported
 * with their paths, and whatever else dossier_validate() finds. The caller owns the result (json_decref). */
json_t *dossier_parse(const char *text, size_t length, struct judging_errors *);

/* Checks a whole dossier without computing anything; true if it has no fault. All faults are added with their paths. Faults that only show
 * when computing (such as too few sheets for an entry that takes part) are reported by dossier_results(). */
bool dossier_validate(const json_t *dossier, struct judging_errors *);

/* The dossier's canonical form (RFC 8785) with its own arrays sorted, malloc'd; *LENGTH (may be NULL) is without the NUL. Its SHA-256
 * names the dossier: two dossiers that differ in nothing but the order of their arrays have the same. */
char *dossier_canonical(const json_t *dossier, size_t *length);

/* The results object. DOSSIER_SHA256 is the hash of dossier_canonical() in hexadecimal, which is put in as it is. NULL with errors. The
 * caller owns the object; canonical_json() of it is the published form. It shares parts with DOSSIER by reference, so neither may be
 * changed while the other is in use.
 *
 * To learn whether a judged round can be closed, build the dossier and call this: an error at "rounds[i]" names each entry that has too few
 * sheets or else cannot be scored. */
json_t *dossier_results(const json_t *dossier, const char *dossier_sha256, struct judging_errors *);

#endif
