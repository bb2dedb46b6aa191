# Firms, investments, entries and sheets of one dossier. Looks at: judging/base, judging/rules.
libjudging_a_SOURCES += \
	judging/record/record.c judging/record/record.h \
	judging/record/record_rounds.c
