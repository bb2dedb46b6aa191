#include "api/entry/firm_number.h"
#include "api/shared/problems.h"

#include <string.h>

static struct firm_number refused(const struct problem_kind *problem, size_t position)
{
	return (struct firm_number){FIRM_NUMBER_REFUSED, problem, (int)position};
}

struct firm_number firm_number_check(const char *jurisdiction, const char *text, char code[REGISTRATION_MAX + 1])
{
	size_t length = registration_normalise(text, code);

	if (length == 0)
		return refused(&problem_registration_number_invalid, 0);
	if (!strcmp(jurisdiction, "HK"))
		return hong_kong_number(code) ? (struct firm_number){.verdict = FIRM_NUMBER_TAKEN} : refused(&problem_hong_kong_number, 0);
	if (strcmp(jurisdiction, "CN") != 0)
		return (struct firm_number){.verdict = FIRM_NUMBER_TAKEN};
	uscc_without_hyphens(code);
	struct uscc_report report = uscc_check(code);
	if (!report.right_length)
		return refused(&problem_uscc_length, strlen(code));
	if (report.wrong_character)
		return refused(&problem_uscc_character, report.wrong_character);
	if (!report.organisation_holds)
		return (struct firm_number){FIRM_NUMBER_IN_QUESTION, &problem_uscc_organisation_check, 17};
	if (!report.check_holds)
		return (struct firm_number){FIRM_NUMBER_IN_QUESTION, &problem_uscc_check, 18};
	return (struct firm_number){.verdict = FIRM_NUMBER_TAKEN};
}

json_t *firm_number_explanation(enum locale locale, const struct firm_number *number)
{
	if (number->verdict == FIRM_NUMBER_TAKEN)
		return NULL;
	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"") return json_sprintf(
	    number->problem->detail[locale], number->position);
	_Pragma("GCC diagnostic pop")
}
