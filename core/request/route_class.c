#include "core/request/route_class.h"

#include "core/base/limits.h"
#include "core/request/route.h"

/* clang-format off */
const struct class_limits class_limits[ROUTE_CLASSES] = {
    [CLASS_HOT] = {"hot", 16, LIMIT_HOT_WAITING, LIMIT_HOT_ADDRESS, LIMIT_HOT_SESSION, LIMIT_HOT_ACCOUNT, LIMIT_HOT_BODIES, LIMIT_RETRY_AFTER_S, false},
    [CLASS_ORDINARY] = {"ordinary", LIMIT_ORDINARY_WORKERS, LIMIT_ORDINARY_WAITING, LIMIT_ORDINARY_ADDRESS, LIMIT_ORDINARY_SESSION, LIMIT_ORDINARY_ACCOUNT,
	LIMIT_ORDINARY_BODIES, LIMIT_RETRY_AFTER_S, false},
    [CLASS_SLOW] = {"slow", LIMIT_SLOW_WORKERS, LIMIT_SLOW_WAITING, LIMIT_SLOW_ADDRESS, LIMIT_SLOW_SESSION, LIMIT_SLOW_ACCOUNT, LIMIT_SLOW_BODIES,
	LIMIT_SLOW_RETRY_AFTER_S, true},
    [CLASS_HASHING] = {"hashing", LIMIT_HEAVY_WORKERS, LIMIT_HASHING_WAITING, LIMIT_HASHING_ADDRESS, LIMIT_HASHING_SESSION, LIMIT_HASHING_ACCOUNT,
	LIMIT_HASHING_BODIES, LIMIT_HASHING_RETRY_AFTER_S, true},
    [CLASS_UPLOAD] = {"upload", LIMIT_HEAVY_WORKERS, LIMIT_UPLOAD_WAITING, LIMIT_UPLOAD_ADDRESS, LIMIT_UPLOAD_SESSION, LIMIT_UPLOAD_ACCOUNT,
	LIMIT_UPLOAD_BODIES, LIMIT_UPLOAD_RETRY_AFTER_S, true},
};
/* clang-format on */

enum route_class route_class(const struct route *route)
{
	static const struct {
		unsigned flag;
		enum route_class of;
	} classes[] = {{ROUTE_GROUPED, CLASS_HOT}, {ROUTE_SLOW, CLASS_SLOW}, {ROUTE_HASHING, CLASS_HASHING}, {ROUTE_UPLOAD, CLASS_UPLOAD}};

	for (size_t i = 0; route != NULL && i < sizeof(classes) / sizeof(classes[0]); i++)
		if (route->flags & classes[i].flag)
			return classes[i].of;
	return CLASS_ORDINARY;
}
