/* Routes of this folder: judges, recusals, assignments, score sheets. What it may look at stands in local.mk. */
#ifndef API_JUDGES_ROUTES_H
#define API_JUDGES_ROUTES_H

#include "core/request/route.h"

extern const struct route_table judges_routes;
extern const struct route_table joining_routes;
extern const struct route_table firm_claim_decisions_routes;
extern const struct route_table judging_desk_routes;
extern const struct route_table queue_events_routes;
extern const struct route_table organisation_aliases_routes;
extern const struct route_table recusals_routes;
extern const struct route_table sheets_routes;
extern const struct route_table assignments_routes;
extern const struct route_table assignment_batches_routes;
extern const struct route_table sheet_corrections_routes;

#define JUDGES_ROUTES                                                                                                        \
	&judges_routes, &joining_routes, &firm_claim_decisions_routes, &judging_desk_routes, &queue_events_routes,           \
	    &organisation_aliases_routes, &recusals_routes, &sheets_routes, &assignments_routes, &assignment_batches_routes, \
	    &sheet_corrections_routes

#endif
