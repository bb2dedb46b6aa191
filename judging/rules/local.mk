# The rulebook as structs: facts, conditions, queries, rounds, awards. Looks at: judging/base.
libjudging_a_SOURCES += \
	judging/rules/condition.c judging/rules/condition.h \
	judging/rules/condition_load.c judging/rules/condition_tree.h \
	judging/rules/condition_open.c \
	judging/rules/fact.c judging/rules/fact.h \
	judging/rules/grouping.c \
	judging/rules/query.c judging/rules/query.h \
	judging/rules/rulebook.c \
	judging/rules/rulebook_amount.c \
	judging/rules/rulebook_award.c \
	judging/rules/rulebook_indicators.c \
	judging/rules/rulebook_round.c \
	judging/rules/rulebook_scoring.c \
	judging/rules/rulebook_ties.c \
	judging/rules/rules.h
