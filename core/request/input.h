/* Checks of JSON bodies and query arguments against a route's tables, before its handler sees them. */
#ifndef CORE_REQUEST_INPUT_H
#define CORE_REQUEST_INPUT_H

#include <stdbool.h>

#include "core/request/exchange.h"

/* Parses the query (exchange->query) and, unless the route takes raw bodies, the body (request.json), and checks both. False if there are
 * mistakes: then the exchange has its reply, which names all of them. */
__attribute__((warn_unused_result)) bool input_check(struct exchange *);

#endif
