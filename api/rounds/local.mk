# Rounds from opening to publication, their panels, extras and departures. Looks at: api/shared, api/people, api/season, api/rules, core, judging.
libapi_a_SOURCES += \
	api/rounds/assignment_states.c api/rounds/assignment_states.h \
	api/rounds/departure_revoke.c \
	api/rounds/departures.c api/rounds/departures.h \
	api/rounds/extras.c \
	api/rounds/panels.c \
	api/rounds/result_check.c api/rounds/result_check.h \
	api/rounds/round_close.c \
	api/rounds/round_entries.c api/rounds/round_entries.h \
	api/rounds/round_opening.c api/rounds/round_opening.h \
	api/rounds/round_progress.c \
	api/rounds/round_state.c api/rounds/round_state.h \
	api/rounds/rounds.c \
	api/rounds/routes.h
