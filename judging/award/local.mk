# Tiers, amounts, the budget. Looks at: judging/base, judging/rules, judging/record, judging/course.
libjudging_a_SOURCES += \
	judging/award/award.c \
	judging/award/budget.c judging/award/budget.h
