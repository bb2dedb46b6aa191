#include "api/routes.h"

const struct route_table *const api_routes[] = {
	&contests_routes,
};

const size_t api_routes_count = sizeof api_routes / sizeof api_routes[0];
