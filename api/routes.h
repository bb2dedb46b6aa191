/* Every route of the API, file by file.
 *
 * Each api/NAME.c ends in ROUTE_TABLE(NAME_routes, rows); its table is declared here and joined in routes.c. */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "core/route.h"

extern const struct route_table accounts_routes;
extern const struct route_table sessions_routes;
extern const struct route_table me_routes;
extern const struct route_table invitations_routes;
extern const struct route_table account_admin_routes;
extern const struct route_table contests_routes;
extern const struct route_table editions_routes;
extern const struct route_table edition_states_routes;
extern const struct route_table calendar_routes;
extern const struct route_table audit_log_routes;
extern const struct route_table dashboard_routes;
extern const struct route_table firms_routes;
extern const struct route_table entries_routes;
extern const struct route_table entry_save_routes;
extern const struct route_table entry_submit_routes;
extern const struct route_table receipts_routes;
extern const struct route_table eligibility_routes;
extern const struct route_table eligibility_queue_routes;
extern const struct route_table history_routes;
extern const struct route_table investments_routes;
extern const struct route_table investment_verify_routes;
extern const struct route_table prior_awards_routes;
extern const struct route_table timeline_routes;
extern const struct route_table judges_routes;
extern const struct route_table judging_desk_routes;
extern const struct route_table recusals_routes;
extern const struct route_table sheets_routes;
extern const struct route_table attachments_routes;
extern const struct route_table uploads_routes;
extern const struct route_table downloads_routes;
extern const struct route_table rulebook_preview_routes;
extern const struct route_table rulebooks_routes;
extern const struct route_table award_list_create_routes;
extern const struct route_table award_list_steps_routes;
extern const struct route_table award_lists_routes;
extern const struct route_table computations_routes;
extern const struct route_table derivation_routes;
extern const struct route_table exports_routes;
extern const struct route_table notices_routes;
extern const struct route_table objections_routes;
extern const struct route_table standings_routes;
extern const struct route_table rounds_routes;
extern const struct route_table round_close_routes;
extern const struct route_table round_progress_routes;
extern const struct route_table panels_routes;
extern const struct route_table assignments_routes;
extern const struct route_table assignment_batches_routes;
extern const struct route_table sheet_corrections_routes;
extern const struct route_table extras_routes;
extern const struct route_table departures_routes;

/* All of them: api_routes_count tables. */
extern const struct route_table *const api_routes[];
extern const size_t api_routes_count;

/* Frees what handlers keep in memory from one request to the next: when no request can come any more. */
void api_end(void);

#endif
