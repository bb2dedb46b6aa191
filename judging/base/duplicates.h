/* Duplicate keys in JSON, with their paths. The JSON library can refuse them, but not say where they are. */
#ifndef JUDGING_BASE_DUPLICATES_H
#define JUDGING_BASE_DUPLICATES_H

#include "judging/base/errors.h"

#include <stddef.h>

/* Adds an error for every key that occurs again in its object. TEXT must be valid JSON apart from that. */
void duplicates_report(const char *text, size_t length, struct judging_errors *);

#endif
