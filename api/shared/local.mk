# Checks, access conditions, letters and limits that several stages share. Looks at: core.
libapi_a_SOURCES += \
	api/shared/access.h \
	api/shared/conflict_gate.c api/shared/conflict_gate.h api/shared/interests.h \
	api/shared/edition_access.c api/shared/edition_access.h \
	api/shared/error_list.c api/shared/error_list.h \
	api/shared/fields.c api/shared/fields.h \
	api/shared/independence.c api/shared/independence.h \
	api/shared/letters.c api/shared/letters.h \
	api/shared/limits.h \
	api/shared/objection_link.c api/shared/objection_link.h \
	api/shared/phone.c api/shared/phone.h \
	api/shared/problem_table.h \
	api/shared/problems.c api/shared/problems.h \
	api/shared/quotas.c api/shared/quotas.h \
	api/shared/say.h \
	api/shared/staleness.c api/shared/staleness.h \
	api/shared/stored.c api/shared/stored.h \
	api/shared/weight.c api/shared/weight.h \
	api/shared/zones.c api/shared/zones.h
