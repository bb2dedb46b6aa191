/* Routes of this folder: contests, editions and their dates, the calendar of working days, the audit trail as it is read. What it may
 * look at stands in local.mk. */
#ifndef API_SEASON_ROUTES_H
#define API_SEASON_ROUTES_H

#include "core/request/route.h"

extern const struct route_table contests_routes;
extern const struct route_table editions_routes;
extern const struct route_table edition_states_routes;
extern const struct route_table calendar_routes;
extern const struct route_table audit_log_routes;
extern const struct route_table dashboard_routes;
extern const struct route_table edition_events_routes;

#define SEASON_ROUTES                                                                                                       \
	&contests_routes, &editions_routes, &edition_states_routes, &calendar_routes, &audit_log_routes, &dashboard_routes, \
	    &edition_events_routes

#endif
