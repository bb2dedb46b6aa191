/* The kinds of RFC 9457 problems. Each module keeps its own as constants; those that core itself needs are here. */
#ifndef CORE_REQUEST_PROBLEM_H
#define CORE_REQUEST_PROBLEM_H

enum locale { LOCALE_ZH_CN, LOCALE_ZH_HANT, LOCALE_EN, LOCALES };

/* One kind of problem. The type URI is "/problems/" + code. */
struct problem_kind {
	const char *code;            /* stable, kebab-case: "deadline-passed" */
	int status;                  /* HTTP status */
	const char *detail[LOCALES]; /* a sentence a contestant understands; printf format, same arguments in all */
};

extern const struct problem_kind problem_bad_request;           /* 400 */
extern const struct problem_kind problem_unauthenticated;       /* 401: log in first */
extern const struct problem_kind problem_forbidden;             /* 403 */
extern const struct problem_kind problem_not_found;             /* 404 */
extern const struct problem_kind problem_conflict_state;        /* 409: not possible in the present state; one %s: the state */
extern const struct problem_kind problem_version;               /* 412: somebody else saved meanwhile */
extern const struct problem_kind problem_precondition_required; /* 428: If-Match is missing */
extern const struct problem_kind problem_invalid;               /* 422: several fields, see errors */
extern const struct problem_kind problem_invalid_field;         /* 422: one %s: what is wrong with the field */
extern const struct problem_kind problem_too_large;             /* 413 */
extern const struct problem_kind problem_media_type;            /* 415 */
extern const struct problem_kind problem_too_many;              /* 429 */
extern const struct problem_kind problem_internal;              /* 500 */
extern const struct problem_kind problem_overloaded;            /* 503 */

#endif
