/* Every route of the API, stage by stage.
 *
 * Each file with handlers ends in ROUTE_TABLE(NAME_routes, rows); its table is declared in its folder's routes.h, and routes.c joins them. */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "core/base/config.h"
#include "core/request/route.h"

/* All of them: api_routes_count tables. */
extern const struct route_table *const api_routes[];
extern const size_t api_routes_count;

/* Reads what handlers need of the machine, and starts what works beside them: before the first request. The configuration must outlive it. */
void api_begin(const struct config *);
/* Ends that, and frees what handlers keep in memory from one request to the next: when no request can come any more. */
void api_end(void);

#endif
