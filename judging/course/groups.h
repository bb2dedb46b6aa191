/* Groups of a round or of a pool of awards: their keys, and who is in which. */
#ifndef JUDGING_COURSE_GROUPS_H
#define JUDGING_COURSE_GROUPS_H

#include "judging/course/run.h"

/* The key of the group an entry belongs to by GROUPING in a round. An entry that does not take part in the round has no panel there, whatever
 * sheets were recorded. Lives in the contest's slab. */
const char *groups_key(struct contest *, const struct grouping *, size_t round, size_t entry, bool takes_part);

/* Sets up RUN with the COUNT entries (in text order) that take part in the round, grouped; decides which groups skip it. FAILED tells by
 * position in ENTRIES who did not meet the requirement. Without WITH_PANELS everybody's panel is empty. */
void groups_make(
    struct contest *, struct round_run *run, size_t round, const uint32_t *entries, const bool *failed, size_t count, bool with_panels);

#endif
