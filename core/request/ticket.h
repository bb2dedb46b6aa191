/* What a request counts for while it is on its way. Moved, never copied: whoever has the one that is held gives it back to core/work/budget.h. */
#ifndef CORE_REQUEST_TICKET_H
#define CORE_REQUEST_TICKET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/request/route_class.h"

struct ticket {
	uint64_t address; /* of the client, as a number that stands for it; see budget_key() */
	uint64_t session; /* 0: none */
	uint64_t account; /* whose session it is, as far as that is known; 0: it is not */
	enum route_class of;
	bool held;
};

#endif
