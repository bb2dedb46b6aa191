/* The rulebook: everything an organiser may set. */
#ifndef JUDGING_RULEBOOK_H
#define JUDGING_RULEBOOK_H

#include "judging/base/errors.h"

#include <jansson.h>
#include <stdbool.h>

/* Checks a rulebook on its own; true if it has no fault. All faults are added, with paths relative to the rulebook
 * ("rounds[0].advance.share"). */
bool rulebook_validate(const json_t *rulebook, struct judging_errors *);

#endif
