/* Routes of this folder: rounds from opening to publication, their panels, extras and departures. What it may look at stands in local.mk. */
#ifndef API_ROUNDS_ROUTES_H
#define API_ROUNDS_ROUTES_H

#include "core/request/route.h"

extern const struct route_table rounds_routes;
extern const struct route_table result_check_routes;
extern const struct route_table round_close_routes;
extern const struct route_table round_opening_routes;
extern const struct route_table round_progress_routes;
extern const struct route_table panels_routes;
extern const struct route_table extras_routes;
extern const struct route_table departures_routes;
extern const struct route_table departure_revoke_routes;

#define ROUNDS_ROUTES                                                                                                             \
	&rounds_routes, &result_check_routes, &round_close_routes, &round_opening_routes, &round_progress_routes, &panels_routes, \
	    &extras_routes, &departures_routes, &departure_revoke_routes

#endif
