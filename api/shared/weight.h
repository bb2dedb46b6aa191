/* What large computations weigh: the memory that a request of a ROUTE_SLOW route takes while it runs, by how much stands in its edition's tables. */
#ifndef API_SHARED_WEIGHT_H
#define API_SHARED_WEIGHT_H

#include "core/request/route.h"

extern const struct request_scale computation_scale;

/* Fatal if a ROUTE_SLOW route has no parameter by which its edition is found, and is not known to be light. */
void weight_covers(const struct route_table *const *tables, size_t count);

#endif
