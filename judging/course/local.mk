# Eligibility, scores, ranks and advancement, round after round. Looks at: judging/base, judging/rules, judging/record.
libjudging_a_SOURCES += \
	judging/course/adjust.c judging/course/adjust.h \
	judging/course/advancement.c judging/course/advancement.h \
	judging/course/aggregate.c judging/course/aggregate.h \
	judging/course/borda.c judging/course/borda.h \
	judging/course/contest.c judging/course/contest.h \
	judging/course/decision.c judging/course/decision.h \
	judging/course/elimination.c judging/course/elimination.h \
	judging/course/groups.c judging/course/groups.h \
	judging/course/indicators.c judging/course/indicators.h \
	judging/course/ranking.c judging/course/ranking.h \
	judging/course/run.c judging/course/run.h \
	judging/course/scoring.c judging/course/scoring.h \
	judging/course/seats.c judging/course/seats.h \
	judging/course/severity.c judging/course/severity.h \
	judging/course/watch.c judging/course/watch.h
