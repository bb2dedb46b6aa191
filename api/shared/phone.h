/* Telephone numbers as people type and paste them. */
#ifndef API_SHARED_PHONE_H
#define API_SHARED_PHONE_H

#include "core/base/arena.h"

/* TEXT (UTF-8) as it is kept, in the arena: full-width characters become half-width, dashes hyphens, white space one blank, and what nobody
 * sees (the marks of direction that address books copy along) goes. NULL if that is no number: at least 5 digits, with blanks, hyphens and
 * brackets, a plus before the country's code, and perhaps an extension of at most 6 digits behind 转, 分机, 内线, ext., # or *. */
const char *phone_take(struct arena *, const char *text);

#endif
