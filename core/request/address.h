/* Client addresses as what is counted by them knows them. */
#ifndef CORE_REQUEST_ADDRESS_H
#define CORE_REQUEST_ADDRESS_H

#include "core/base/arena.h"

/* Of ADDRESS, an IP in text: itself, or, as one household or firm has a /64 of IPv6, the first of that; in the arena where it differs. */
const char *address_subject(struct arena *, const char *address);

#endif
