/* Of which class a route is: jobs of one class wait in a queue of their own and run within a limit of their own, so that no kind of work can turn
 * away the requests of another. The limits stand in core/base/limits.h, with their reasons. */
#ifndef CORE_REQUEST_ROUTE_CLASS_H
#define CORE_REQUEST_ROUTE_CLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct route;

enum route_class {
	CLASS_HOT,      /* ROUTE_GROUPED: what many save at the same time */
	CLASS_ORDINARY, /* all that no flag says otherwise of */
	CLASS_SLOW,     /* ROUTE_SLOW: computations, exports */
	CLASS_HASHING,  /* ROUTE_HASHING: passwords; open to everybody, and slow on purpose */
	CLASS_UPLOAD,   /* ROUTE_UPLOAD: pieces of files, large in memory */
	ROUTE_CLASSES
};

struct class_limits {
	const char *name;
	size_t workers;     /* of sixteen workers, so many may run it at once; at least one of any number */
	size_t waiting;     /* jobs in its queue */
	size_t per_address; /* requests of one client address that are on their way, from their heads to their answers … */
	size_t per_session; /* … of one session … */
	size_t per_account; /* … and of all sessions of one account */
	int64_t bodies;     /* bytes of their bodies, unfinished ones and those of waiting and running jobs */
	int retry_after;    /* seconds that a client is told to wait */
	bool heavy;         /* all heavy classes together leave a worker to the others */
};

extern const struct class_limits class_limits[ROUTE_CLASSES];

/* NULL (no route) is ordinary. */
enum route_class route_class(const struct route *);

#endif
