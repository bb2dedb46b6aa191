/* What was published with a SHA-256, before it is given out again. */
#ifndef API_SHARED_STORED_H
#define API_SHARED_STORED_H

#include "core/request/request.h"

/* Whether BYTES have the hash HEX (lower case) that went with them. If not, that is logged as an error and counted (saitou_damaged_total): somebody
 * has changed the row ID of TABLE, or the disk has. */
bool stored_undamaged(struct request *, const char *table, int64_t id, const char *bytes, size_t length, const char *hex);

#endif
