# The resources: one file each, rows of the route table at its end.
noinst_LIBRARIES += libapi.a
libapi_a_SOURCES = \
	api/access.h \
	api/audit_log.c \
	api/calendar.c \
	api/contests.c \
	api/criteria.c api/criteria.h \
	api/dashboard.c \
	api/dossier_build.c api/dossier_build.h \
	api/edition_access.c api/edition_access.h \
	api/edition_states.c \
	api/editions.c api/editions.h \
	api/entry_form.c api/entry_form.h \
	api/fields.c api/fields.h \
	api/firm_number.c api/firm_number.h \
	api/firms.c \
	api/judges.c \
	api/judging_desk.c \
	api/recusals.c \
	api/round_rules.c api/round_rules.h \
	api/round_state.c api/round_state.h \
	api/routes.c api/routes.h \
	api/rulebook_facts.c api/rulebook_facts.h \
	api/sheets.c \
	api/working_days.c api/working_days.h
