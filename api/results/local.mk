# Computations, standings, derivations, exports, publishing notices. Looks at: api/shared, api/people, api/season, api/rules, api/rounds, api/files, api/entry, api/judges, api/investment, core, judging.
libapi_a_SOURCES += \
	api/results/computation.c api/results/computation.h \
	api/results/computations.c \
	api/results/derivation.c \
	api/results/derivation_rows.c api/results/derivation_rows.h \
	api/results/downstream.c api/results/downstream.h \
	api/results/exports.c \
	api/results/notices.c api/results/notices.h \
	api/results/publications.c api/results/publications.h \
	api/results/routes.h \
	api/results/standings.c \
	api/results/takeover_follow.c api/results/takeover_follow.h \
	api/results/takeovers.c api/results/takeovers.h
