#include "api/shared/problems.h"

#include <stddef.h>

#define PROBLEM(name, code, status, ...) const struct problem_kind name = {code, status, {__VA_ARGS__}};
#include "api/shared/problem_table.h"
#undef PROBLEM

#define PROBLEM(name, ...) &name,
const struct problem_kind *const api_problems[] = {
#include "api/shared/problem_table.h"
    NULL,
};
