/* Routes of this folder: rulebooks, what they ask for, and the dossier they are applied to. What it may look at stands in local.mk. */
#ifndef API_RULES_ROUTES_H
#define API_RULES_ROUTES_H

#include "core/request/route.h"

extern const struct route_table rulebook_amendments_routes;
extern const struct route_table rulebook_preview_routes;
extern const struct route_table rulebooks_routes;

#define RULES_ROUTES &rulebook_amendments_routes, &rulebook_preview_routes, &rulebooks_routes

#endif
