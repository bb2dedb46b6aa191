#include "api/people/role_names.h"

#include <stddef.h>
#include <string.h>

const char *const role_names[] = {"contestant", "judge", "organizer", "auditor", "admin", NULL};
const char *const invited_role_names[] = {"judge", "organizer", "auditor", "admin", NULL};

const char *role_title(const char *name, enum locale locale)
{
	static const char *const titles[][LOCALES] = {
	    {"参赛者", "參賽者", "contestant"},
	    {"评委", "評委", "judge"},
	    {"赛务人员", "賽務人員", "organiser"},
	    {"审计员", "稽核員", "auditor"},
	    {"系统管理员", "系統管理員", "administrator"},
	};

	for (size_t i = 0; role_names[i] != NULL; i++)
		if (strcmp(role_names[i], name) == 0)
			return titles[i][locale];
	return name;
}
