#include "api/routes.h"

const struct route_table *const api_routes[] = {
	&accounts_routes,
	&sessions_routes,
	&me_routes,
	&invitations_routes,
	&account_admin_routes,
	&contests_routes,
	&editions_routes,
	&edition_states_routes,
	&calendar_routes,
	&audit_log_routes,
	&dashboard_routes,
	&firms_routes,
	&judges_routes,
	&judging_desk_routes,
	&recusals_routes,
	&sheets_routes,
	&attachments_routes,
	&uploads_routes,
	&downloads_routes,
	&rulebooks_routes,
	&award_list_create_routes,
	&award_list_steps_routes,
	&award_lists_routes,
	&computations_routes,
	&exports_routes,
	&notices_routes,
	&objections_routes,
	&standings_routes,
};

const size_t api_routes_count = sizeof api_routes / sizeof api_routes[0];
