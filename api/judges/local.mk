# Judges, recusals, assignments, score sheets. Looks at: api/shared, api/people, api/season, api/rules, api/rounds, api/files, api/entry, core, judging.
libapi_a_SOURCES += \
	api/judges/assignment_batches.c \
	api/judges/assignments.c \
	api/judges/conflicts.c api/judges/conflicts.h \
	api/judges/organisation_aliases.c \
	api/judges/organisation_names.c api/judges/organisation_names.h \
	api/judges/firm_claim_decisions.c \
	api/judges/joining.c api/judges/joining.h \
	api/judges/judges.c \
	api/judges/judging_states.h \
	api/judges/judging_desk.c \
	api/judges/queue_events.c \
	api/judges/recusals.c api/judges/recusals.h \
	api/judges/routes.h \
	api/judges/sheet_corrections.c \
	api/judges/sheet_save.c \
	api/judges/sheets.c api/judges/sheets.h
