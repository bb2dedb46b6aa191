/* One case loaded and checked, for what is asked of it before there is a dossier: eligibility.c and yield.c. */
#ifndef JUDGING_CASE_H
#define JUDGING_CASE_H

#include "judging/base/errors.h"
#include "judging/eligibility_case.h"
#include "judging/record/record.h"

struct loaded_case {
	struct rulebook rulebook;
	bool borrowed; /* the rulebook is somebody else's */
	struct subject_investment *investments;
	struct subject subject; /* with its division */
	enum entry_status status;
};

/* False with errors; case_free() is needed in any case. */
bool case_load(struct loaded_case *, const json_t *rulebook, const struct eligibility_case *, struct judging_errors *);
/* The same by a rulebook that is loaded already, and outlives the case. */
bool case_load_by(struct loaded_case *, const struct rulebook *, const struct eligibility_case *, struct judging_errors *);
void case_free(struct loaded_case *);

/* PATHS of facts in text order, as a new array; frees them. What is no fact by name, an industry that is not chosen yet, is among them. */
json_t *case_paths(struct ids *paths);

#endif
