/* The kinds of RFC 9457 problems: what one is, and those of core itself. */
#ifndef CORE_REQUEST_PROBLEM_H
#define CORE_REQUEST_PROBLEM_H

enum locale { LOCALE_ZH_CN, LOCALE_ZH_HANT, LOCALE_EN, LOCALES };

/* One kind of problem. The type URI is "/problems/" + code. */
struct problem_kind {
	const char *code;            /* stable, kebab-case: "deadline-passed" */
	int status;                  /* HTTP status */
	const char *detail[LOCALES]; /* a sentence a contestant understands; printf format, same arguments in all */
};

/* problem_not_found is the kind with the code "not-found"; problem_table.h has them all. */
#define PROBLEM(name, ...) extern const struct problem_kind name;
#include "core/request/problem_table.h"
#undef PROBLEM

/* All of them; NULL at the end. */
extern const struct problem_kind *const core_problems[];

#endif
