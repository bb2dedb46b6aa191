# Who scores what. Looks at: judging/base.
libjudging_a_SOURCES += \
	judging/assign/assignment.c judging/assign/assignment.h
