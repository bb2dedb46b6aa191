# Investments (以投代评), their verification, prior awards. Looks at: api/shared, api/people, api/season, api/rules, api/rounds, api/files, api/entry, api/judges, core, judging.
libapi_a_SOURCES += \
	api/investment/investment_states.c \
	api/investment/investment_verify.c \
	api/investment/investments.c api/investment/investments.h \
	api/investment/prior_awards.c \
	api/investment/routes.h
