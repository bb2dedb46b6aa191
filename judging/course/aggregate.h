/* One score out of several sheets: mean, weighted mean, median, trimmed mean; of whole sheets or criterion by criterion. Exact. */
#ifndef JUDGING_COURSE_AGGREGATE_H
#define JUDGING_COURSE_AGGREGATE_H

#include "judging/course/run.h"

/* One value of a judge. */
struct aggregate_value {
	int64_t value;
	uint32_t sheet; /* of the standing's */
};

/* Room for the values of one entry's sheets, which grows; starts as {0}, ends with free(). */
struct aggregate_room {
	struct aggregate_value *values;
	size_t size;
};

/* Sets the standing's score, sum and highest. False with an error if it has too few sheets or a criterion without any points. */
bool aggregate_score(struct contest *, const struct round *, struct standing *, struct aggregate_room *);

#endif
