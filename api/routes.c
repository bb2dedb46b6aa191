#include "api/routes.h"

#include "api/criteria.h"

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
	&entries_routes,
	&entry_save_routes,
	&entry_submit_routes,
	&receipts_routes,
	&eligibility_routes,
	&eligibility_queue_routes,
	&history_routes,
	&investments_routes,
	&investment_verify_routes,
	&prior_awards_routes,
	&timeline_routes,
	&judges_routes,
	&judging_desk_routes,
	&recusals_routes,
	&sheets_routes,
	&attachments_routes,
	&uploads_routes,
	&downloads_routes,
	&rulebook_preview_routes,
	&rulebooks_routes,
	&award_list_create_routes,
	&award_list_steps_routes,
	&award_lists_routes,
	&computations_routes,
	&derivation_routes,
	&exports_routes,
	&notices_routes,
	&objections_routes,
	&standings_routes,
	&rounds_routes,
	&round_close_routes,
	&round_progress_routes,
	&panels_routes,
	&assignments_routes,
	&assignment_batches_routes,
	&sheet_corrections_routes,
	&extras_routes,
	&departures_routes,
};

const size_t api_routes_count = sizeof api_routes / sizeof api_routes[0];

void api_end(void)
{
	criteria_end();
}
