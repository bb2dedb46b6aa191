# Eligibility, scores, ranks and advancement, round after round. Looks at: judging/base, judging/rules, judging/record.
libjudging_a_SOURCES += \
	judging/course/adjust.c \
	judging/course/advancement.c \
	judging/course/contest.c judging/course/contest.h \
	judging/course/derivation.c judging/course/derivation.h \
	judging/course/eligibility.c judging/course/eligibility.h \
	judging/course/groups.c \
	judging/course/indicators.c \
	judging/course/ranking.c judging/course/ranking.h \
	judging/course/scoring.c \
	judging/course/severity.c judging/course/severity.h
