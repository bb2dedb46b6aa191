/* Uploads of people without an account: evidence for an objection, by the link that proved their address. A piece is no larger than what anybody may
 * send, so that nothing large is read before the link is known. */
#include "api/files/uploads.h"
#include "api/shared/limits.h"
#include "core/request/route.h"

static enum handled by_link(struct request *r, enum handled (*step)(struct request *, const struct objection_link *))
{
	struct objection_link link;

	STEP(objection_link_find(r, request_header(r, OBJECTION_LINK_HEADER), OBJECTION_LINK_HEADER, &link));
	return step(r, &link);
}

static enum handled create(struct request *r)
{
	return by_link(r, upload_create);
}

static enum handled progress(struct request *r)
{
	return by_link(r, upload_progress);
}

static enum handled piece(struct request *r)
{
	return by_link(r, upload_piece);
}

static enum handled terminate(struct request *r)
{
	return by_link(r, upload_terminate);
}

static enum handled overridden(struct request *r)
{
	return by_link(r, upload_overridden);
}

#define RECEIVING (ROUTE_WRITE | ROUTE_RAW_BODY | ROUTE_UPLOAD)

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/public/uploads", ROLE_PUBLIC, RECEIVING, LIMIT_OUTSIDE_PIECE_BYTES, NULL, NULL, create},
    {METHOD_HEAD, "/api/v1/public/uploads/{upload}", ROLE_PUBLIC, 0, 0, NULL, NULL, progress},
    {METHOD_PATCH, "/api/v1/public/uploads/{upload}", ROLE_PUBLIC, RECEIVING, LIMIT_OUTSIDE_PIECE_BYTES, NULL, NULL, piece},
    {METHOD_POST, "/api/v1/public/uploads/{upload}", ROLE_PUBLIC, RECEIVING, LIMIT_OUTSIDE_PIECE_BYTES, NULL, NULL, overridden},
    {METHOD_DELETE, "/api/v1/public/uploads/{upload}", ROLE_PUBLIC, ROUTE_WRITE | ROUTE_RAW_BODY, 0, NULL, NULL, terminate},
};

ROUTE_TABLE(outside_uploads_routes, rows);
