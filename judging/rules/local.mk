# The rulebook as structs: conditions, queries, rounds, awards. Looks at: judging/base.
libjudging_a_SOURCES += \
	judging/rules/condition.c judging/rules/condition.h \
	judging/rules/fact.c \
	judging/rules/query.c judging/rules/query.h \
	judging/rules/rulebook.c judging/rules/rulebook.h \
	judging/rules/rulebook_award.c \
	judging/rules/rulebook_round.c \
	judging/rules/rulebook_scoring.c \
	judging/rules/rules.h
