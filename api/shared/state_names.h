/* States by their names in tables and JSON, in words for the sentences of problems. */
#ifndef API_SHARED_STATE_NAMES_H
#define API_SHARED_STATE_NAMES_H

#include "core/request/problem.h"

/* The state of a row of TABLE in words: state_name(LOCALE_EN, "rounds", "planned") is "not started". Unknown ones come back as they are. */
const char *state_name(enum locale, const char *table, const char *state);

/* The position of TEXT, what a column "state" of TABLE holds, among the COUNT texts of its states; it is one of them, or the program ends. */
int state_index(const char *table, const char *const texts[], int count, const char *text);

#endif
