/* The languages of sentences: their one list, and which of them a client asks for. */
#ifndef CORE_REQUEST_LOCALE_H
#define CORE_REQUEST_LOCALE_H

#include <stdbool.h>

#include "core/request/problem.h"

/* The tag of each, NULL at the end: as in Content-Language, in the keys of localised texts, and in the columns "locale", whose ENUM has them in
 * this order. */
extern const char *const locale_tags[];

/* The one with that tag; zh-CN, in which everything is written first, for any other text and for NULL. */
enum locale locale_named(const char *tag);

/* Of an Accept-Language header (NULL allowed) the one of our languages that is wanted most; false if it names none. */
bool locale_accepted(const char *accept, enum locale *);

#endif
