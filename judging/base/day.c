#include "judging/base/day.h"

#include <string.h>

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

bool day_parse(const char *text, int64_t *day)
{
	static const int BEFORE[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
	int year, month, date;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !figures(text, 4, &year) || !figures(text + 5, 2, &month) ||
	    !figures(text + 8, 2, &date))
		return false;
	if (year < 1 || month < 1 || month > 12 || date < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (date > BEFORE[month] - BEFORE[month - 1] + (leap && month == 2))
		return false;
	int past = year - 1;
	*day = INT64_C(365) * past + past / 4 - past / 100 + past / 400 + BEFORE[month - 1] + (leap && month > 2) + date;
	return true;
}
