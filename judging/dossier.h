/* Dossiers: everything a result depends on, as one JSON document; and the result computed from it.
 *
 * A result is a pure function of the dossier: the same dossier gives the same bytes on every machine, whatever the order of its arrays. */
#ifndef JUDGING_DOSSIER_H
#define JUDGING_DOSSIER_H

#include "judging/base/errors.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Parses a dossier. NULL with errors if TEXT is no JSON in UTF-8 (a byte order mark is named as such), if an object in it has a key twice, or
 * if it has a number that no program can hold: then all duplicates are reported with their paths, and whatever else dossier_validate()
 * finds. The caller owns the result (json_decref). */
json_t *dossier_parse(const char *text, size_t length, struct judging_errors *);

/* Checks a whole dossier without computing anything; true if it has no fault. All faults are added with their paths. Faults that only show
 * when computing (such as too few sheets for an entry that takes part) are reported by dossier_results(). */
bool dossier_validate(const json_t *dossier, struct judging_errors *);

/* The dossier's canonical form (RFC 8785) with its own arrays sorted, malloc'd; *LENGTH (may be NULL) is without the NUL. Its SHA-256
 * names the dossier: two dossiers that differ in nothing but the order of their arrays have the same. */
char *dossier_canonical(const json_t *dossier, size_t *length);

/* Takes COUNT bytes of a text, one piece after the other. */
typedef void dossier_sink(void *to, const char *bytes, size_t count);

/* The same canonical form, in pieces of some kilobytes: SINK gets TO with each. */
void dossier_canonical_write(const json_t *dossier, dossier_sink *sink, void *to);

/* Gives the results as published, canonical JSON, to SINK, which gets TO with every piece. The first piece comes when no error can come any
 * more. NAME is asked, with TO, for the SHA-256 of the dossier's canonical form in hexadecimal when it is to be written, so that it may be
 * found meanwhile. False with errors. */
typedef const char *dossier_name(void *to);
bool dossier_results_write(const json_t *dossier, dossier_name *name, dossier_sink *sink, void *to, struct judging_errors *);

/* The same as one text, malloc'd; *LENGTH is without the NUL. DOSSIER_SHA256 is put in as it is. NULL with errors.
 *
 * To learn whether a judged round can be closed, build the dossier and call this: an error at "rounds[i]" names each entry that has too few
 * sheets or else cannot be scored. */
char *dossier_results_text(const json_t *dossier, const char *dossier_sha256, size_t *length, struct judging_errors *);

/* The same, read back as an object of its own, which the caller owns. */
json_t *dossier_results(const json_t *dossier, const char *dossier_sha256, struct judging_errors *);

#endif
