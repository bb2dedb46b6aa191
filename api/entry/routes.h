/* Routes of this folder: firms, entries, submissions and receipts, eligibility. What it may look at stands in local.mk. */
#ifndef API_ENTRY_ROUTES_H
#define API_ENTRY_ROUTES_H

#include "core/request/route.h"

extern const struct route_table firms_routes;
extern const struct route_table firm_invitations_routes;
extern const struct route_table firm_claims_routes;
extern const struct route_table firm_claim_answers_routes;
extern const struct route_table firm_claim_queue_routes;
extern const struct route_table entries_routes;
extern const struct route_table entry_restore_routes;
extern const struct route_table entry_save_routes;
extern const struct route_table entry_submit_routes;
extern const struct route_table entry_yield_routes;
extern const struct route_table receipts_routes;
extern const struct route_table mandates_routes;
extern const struct route_table eligibility_routes;
extern const struct route_table eligibility_bulk_routes;
extern const struct route_table eligibility_queue_routes;
extern const struct route_table decision_releases_routes;
extern const struct route_table late_admissions_routes;
extern const struct route_table history_routes;
extern const struct route_table timeline_routes;
extern const struct route_table staff_ties_routes;

#define ENTRY_ROUTES                                                                                                                 \
	&firms_routes, &firm_invitations_routes, &firm_claims_routes, &firm_claim_answers_routes, &firm_claim_queue_routes,          \
	    &entries_routes, &entry_restore_routes, &entry_save_routes, &entry_submit_routes, &entry_yield_routes, &receipts_routes, \
	    &eligibility_routes, &eligibility_queue_routes, &eligibility_bulk_routes, &mandates_routes, &decision_releases_routes,   \
	    &late_admissions_routes, &history_routes, &timeline_routes, &staff_ties_routes

#endif
