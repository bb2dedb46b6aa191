#include "core/request/problem.h"

#include <stddef.h>

#define PROBLEM(name, code, status, ...) const struct problem_kind name = {code, status, {__VA_ARGS__}};
#include "core/request/problem_table.h"
#undef PROBLEM

#define PROBLEM(name, ...) &name,
const struct problem_kind *const core_problems[] = {
#include "core/request/problem_table.h"
    NULL,
};
