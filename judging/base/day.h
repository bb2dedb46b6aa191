/* Calendar days of the proleptic Gregorian calendar, written YYYY-MM-DD. */
#ifndef JUDGING_BASE_DAY_H
#define JUDGING_BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

/* *DAY = a count of days such that the next day is one more. False if TEXT is not a real day of the years 0001 to 9999 in that form. */
bool day_parse(const char *text, int64_t *day);

/* The day MONTHS later (or earlier), cut to that month's last, and then DAYS later. False if the result lies outside the years 0001 to 9999.
 * MONTHS and DAYS are of magnitude below 2^53. */
bool day_add(int64_t day, int64_t months, int64_t days, int64_t *result);

/* DAY, which is of the years 0001 to 9999, as YYYY-MM-DD. */
void day_text(int64_t day, char text[11]);

#endif
