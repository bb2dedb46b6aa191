/* The amount of a tier for one entry, before anything is known of other awards or of the budget. */
#ifndef JUDGING_AWARD_AMOUNT_H
#define JUDGING_AWARD_AMOUNT_H

#include "judging/base/node.h"
#include "judging/record/record.h"

/* In fen. WHY, an object or NULL, gets how it came about (judging/base/why.h, where amount). */
int64_t amount_of(const struct record *, const struct amount *, size_t entry, struct node *why);

#endif
