/* Routes of this folder: investments (以投代评), their verification, prior awards. What it may look at stands in local.mk. */
#ifndef API_INVESTMENT_ROUTES_H
#define API_INVESTMENT_ROUTES_H

#include "core/request/route.h"

extern const struct route_table investments_routes;
extern const struct route_table investment_verify_routes;
extern const struct route_table prior_awards_routes;

#define INVESTMENT_ROUTES &investments_routes, &investment_verify_routes, &prior_awards_routes

#endif
