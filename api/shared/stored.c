#include "api/shared/stored.h"

#include <string.h>

#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/request/metrics.h"

bool stored_undamaged(struct request *r, const char *table, int64_t id, const char *bytes, size_t length, const char *hex)
{
	const char *is = sha256_hex(r->arena, bytes, length);

	if (strcmp(is, hex) == 0)
		return true;
	log_event(LOG_ERROR, "stored.damaged", "{s:s, s:I, s:s, s:s}", "table", table, "id", (json_int_t)id, "published", hex, "is", is);
	metrics_add(METRIC_DAMAGED, 1);
	return false;
}
