# Contests, editions and their dates, the calendar of working days, the audit trail as it is read. Looks at: api/shared, api/people, core.
libapi_a_SOURCES += \
	api/season/audit_log.c \
	api/season/calendar.c \
	api/season/contests.c \
	api/season/dashboard.c \
	api/season/edition_events.c \
	api/season/edition_states.c \
	api/season/editions.c api/season/editions.h \
	api/season/routes.h \
	api/season/working_days.c api/season/working_days.h
