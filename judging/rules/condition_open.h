/* Conditions while facts are still to be stated: what is certain already, what is open, and which facts a condition asks for. A result never hangs on
 * this: in a dossier a missing fact makes a comparison false, whatever might have been stated. */
#ifndef JUDGING_RULES_CONDITION_OPEN_H
#define JUDGING_RULES_CONDITION_OPEN_H

#include "judging/rules/condition.h"

/* OPEN: it hangs on facts that are missing. Without any missing it is what condition_holds() says. */
enum verdict { VERDICT_NO, VERDICT_YES, VERDICT_OPEN };
enum verdict condition_verdict(const struct condition *, const struct subject *);

/* Adds to NEEDED the paths of facts that always have a say: compared outside alternatives (`any`, and `all` under `not`), or compared with true or
 * false, which is a question to be answered wherever it stands; and what queries need of investments. To OPTIONAL those asked about with `present`,
 * of which none is an answer, too. With ALTERNATIVE the whole is one way among others. */
void condition_needs(const struct condition *, struct ids *needed, struct ids *optional, bool alternative);

/* Adds to MISSING the paths of all facts that it compares, other than with `present`, and that the subject has not. */
void condition_missing(const struct condition *, const struct subject *, struct ids *missing);

#endif
