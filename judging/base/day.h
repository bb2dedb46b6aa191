/* Calendar days of the proleptic Gregorian calendar, written YYYY-MM-DD. */
#ifndef JUDGING_BASE_DAY_H
#define JUDGING_BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

/* *DAY = a count of days such that the next day is one more. False if TEXT is not a real day of the years 0001 to 9999 in that form. */
bool day_parse(const char *text, int64_t *day);

#endif
