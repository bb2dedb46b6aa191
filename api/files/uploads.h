/* The steps of an upload by the tus protocol, for who is logged in and for who has a mailed link. */
#ifndef API_FILES_UPLOADS_H
#define API_FILES_UPLOADS_H

#include "api/shared/objection_link.h"
#include "core/request/request.h"

/* Handlers. LINK is NULL: the actor's upload; else that of who has the link, to an objection that was filed by it. */
enum handled upload_create(struct request *, const struct objection_link *link);
enum handled upload_progress(struct request *, const struct objection_link *link);
enum handled upload_piece(struct request *, const struct objection_link *link);
enum handled upload_terminate(struct request *, const struct objection_link *link);
/* For clients whose proxies let no PATCH or DELETE through: the method is named in a header, as the protocol says. */
enum handled upload_overridden(struct request *, const struct objection_link *link);

#endif
