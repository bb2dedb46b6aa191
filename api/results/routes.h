/* Routes of this folder: computations, standings, derivations, exports, publications. What it may look at stands in local.mk. */
#ifndef API_RESULTS_ROUTES_H
#define API_RESULTS_ROUTES_H

#include "core/request/route.h"

extern const struct route_table computations_routes;
extern const struct route_table derivation_routes;
extern const struct route_table exports_routes;
extern const struct route_table publications_routes;
extern const struct route_table standings_routes;
extern const struct route_table takeovers_routes;

#define RESULTS_ROUTES &computations_routes, &derivation_routes, &exports_routes, &publications_routes, &standings_routes, &takeovers_routes

#endif
