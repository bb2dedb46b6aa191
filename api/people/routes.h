/* Routes of this folder: accounts, sessions, invitations, roles. What it may look at stands in local.mk. */
#ifndef API_PEOPLE_ROUTES_H
#define API_PEOPLE_ROUTES_H

#include "core/request/route.h"

extern const struct route_table accounts_routes;
extern const struct route_table sessions_routes;
extern const struct route_table me_routes;
extern const struct route_table invitations_routes;
extern const struct route_table account_admin_routes;
extern const struct route_table grant_requests_routes;
extern const struct route_table failed_mails_routes;

#define PEOPLE_ROUTES                                                                                                       \
	&accounts_routes, &sessions_routes, &me_routes, &invitations_routes, &account_admin_routes, &grant_requests_routes, \
	    &failed_mails_routes

#endif
