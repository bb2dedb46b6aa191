#include "judging/base/day.h"

#include <stdio.h>
#include <string.h>

/* Days before each month of a year without a leap day. */
static const int BEFORE[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

enum { LAST_DAY = 3652059 }; /* 9999-12-31 */

struct date {
	int64_t year;
	int month, day; /* from 1 */
};

static bool figures(const char *text, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*value = 10 * *value + (text[i] - '0');
	}
	return true;
}

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int64_t year, int month)
{
	return BEFORE[month] - BEFORE[month - 1] + (is_leap(year) && month == 2);
}

static int64_t floor_divide(int64_t number, int64_t divisor)
{
	return number / divisor - (number % divisor < 0);
}

static int64_t count_days(struct date date)
{
	int64_t past = date.year - 1;
	return INT64_C(365) * past + floor_divide(past, 4) - floor_divide(past, 100) + floor_divide(past, 400) + BEFORE[date.month - 1] +
	       (is_leap(date.year) && date.month > 2) + date.day;
}

/* DAY from 1 to LAST_DAY. */
static struct date date_of(int64_t day)
{
	struct date date = {.year = (day - 1) / 366 + 1, .month = 1};
	while (count_days((struct date){date.year + 1, 1, 1}) <= day) /* a few years at most: 366 days are nearly a year */
		date.year++;
	int64_t rest = day - count_days((struct date){date.year, 1, 1});
	for (; rest >= days_of_month(date.year, date.month); date.month++)
		rest -= days_of_month(date.year, date.month);
	date.day = (int)rest + 1;
	return date;
}

bool day_parse(const char *text, int64_t *day)
{
	int year, month, date;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !figures(text, 4, &year) || !figures(text + 5, 2, &month) ||
	    !figures(text + 8, 2, &date))
		return false;
	if (year < 1 || month < 1 || month > 12 || date < 1 || date > days_of_month(year, month))
		return false;
	*day = count_days((struct date){year, month, date});
	return true;
}

bool day_add(int64_t day, int64_t months, int64_t days, int64_t *result)
{
	struct date date = date_of(day);
	int64_t month = date.year * 12 + date.month - 1 + months;

	date.year = floor_divide(month, 12);
	date.month = (int)(month - 12 * date.year) + 1;
	if (date.day > days_of_month(date.year, date.month))
		date.day = days_of_month(date.year, date.month);
	*result = count_days(date) + days; /* far below 2^62 */
	return *result >= 1 && *result <= LAST_DAY;
}

void day_text(int64_t day, char text[11])
{
	struct date date = date_of(day);
	snprintf(text, 11, "%04u-%02u-%02u", (unsigned)date.year % 10000, (unsigned)date.month % 100, (unsigned)date.day % 100);
}
