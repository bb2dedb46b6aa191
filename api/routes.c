#include "api/routes.h"

#include "api/awards/routes.h"
#include "api/entry/routes.h"
#include "api/files/inspection.h"
#include "api/files/routes.h"
#include "api/files/slides.h"
#include "api/files/virus_scan.h"
#include "api/investment/routes.h"
#include "api/judges/routes.h"
#include "api/people/routes.h"
#include "api/results/routes.h"
#include "api/rounds/routes.h"
#include "api/rules/criteria.h"
#include "api/rules/routes.h"
#include "api/season/routes.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/weight.h"

const struct route_table *const api_routes[] = {
    PEOPLE_ROUTES,
    SEASON_ROUTES,
    RULES_ROUTES,
    ROUNDS_ROUTES,
    FILES_ROUTES,
    ENTRY_ROUTES,
    JUDGES_ROUTES,
    INVESTMENT_ROUTES,
    RESULTS_ROUTES,
    AWARDS_ROUTES,
};

const size_t api_routes_count = sizeof api_routes / sizeof api_routes[0];

void api_begin(const struct config *config)
{
	conflict_gate_covers(api_routes, api_routes_count);
	weight_covers(api_routes, api_routes_count);
	inspection_begin();
	virus_scan_begin(config->clamd_socket);
	slides_begin(config);
}

void api_end(void)
{
	slides_end();
	criteria_end();
}
