/* What is wrong with a rulebook, for answers. */
#ifndef API_RULES_RULEBOOK_MISTAKES_H
#define API_RULES_RULEBOOK_MISTAKES_H

#include <jansson.h>

#include "core/request/request.h"

/* All mistakes of a rulebook as [{NAME: path, MESSAGE: sentence in the caller's language}, …], the caller's; an empty list if it is valid. */
json_t *rulebook_mistakes(struct request *r, const json_t *body, const char *name, const char *message);

#endif
