/* Routes of this folder: attachments: uploads in pieces, storage, downloads. What it may look at stands in local.mk. */
#ifndef API_FILES_ROUTES_H
#define API_FILES_ROUTES_H

#include "core/request/route.h"

extern const struct route_table attachment_kinds_routes;
extern const struct route_table attachments_routes;
extern const struct route_table uploads_routes;
extern const struct route_table outside_uploads_routes;
extern const struct route_table downloads_routes;

#define FILES_ROUTES &attachment_kinds_routes, &attachments_routes, &uploads_routes, &outside_uploads_routes, &downloads_routes

#endif
