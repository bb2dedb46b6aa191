# Tiers, amounts, the budget. Looks at: judging/base, judging/rules, judging/record, judging/course.
libjudging_a_SOURCES += \
	judging/award/amount.c judging/award/amount.h \
	judging/award/award.c judging/award/award.h \
	judging/award/budget.c judging/award/budget.h \
	judging/award/pool.c judging/award/pool.h
