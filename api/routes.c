#include "api/routes.h"

const struct route_table *const api_routes[] = {
	&contests_routes,
	&editions_routes,
	&edition_states_routes,
	&calendar_routes,
	&audit_log_routes,
	&dashboard_routes,
	&firms_routes,
};

const size_t api_routes_count = sizeof api_routes / sizeof api_routes[0];
