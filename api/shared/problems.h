/* The kinds of refusals of api/: problem_firm_unknown is the kind with the code "firm-unknown". problem_table.h has them all. */
#ifndef API_SHARED_PROBLEMS_H
#define API_SHARED_PROBLEMS_H

#include "core/request/problem.h"

#define PROBLEM(name, ...) extern const struct problem_kind name;
#include "api/shared/problem_table.h"
#undef PROBLEM

/* All of them; NULL at the end. */
extern const struct problem_kind *const api_problems[];

#endif
