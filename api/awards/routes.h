/* Routes of this folder: the award list from draft to final, its notice, objections. What it may look at stands in local.mk. */
#ifndef API_AWARDS_ROUTES_H
#define API_AWARDS_ROUTES_H

#include "core/request/route.h"

extern const struct route_table award_list_create_routes;
extern const struct route_table award_list_steps_routes;
extern const struct route_table award_lists_routes;
extern const struct route_table notices_routes;
extern const struct route_table objections_routes;
extern const struct route_table public_pages_routes;

#define AWARDS_ROUTES \
	&award_list_create_routes, &award_list_steps_routes, &award_lists_routes, &notices_routes, &objections_routes, &public_pages_routes

#endif
