/* Roles by their names in tables and JSON. */
#ifndef API_PEOPLE_ROLE_NAMES_H
#define API_PEOPLE_ROLE_NAMES_H

#include "core/request/problem.h"

/* All, in the order of enum role; NULL-terminated, to serve as one_of of an input field. */
extern const char *const role_names[];
/* Those given by invitation: all but the contestant, who registers. */
extern const char *const invited_role_names[];

/* The role in words: "评委". Unknown names come back as they are. */
const char *role_title(const char *name, enum locale);

#endif
