# The rules, as pure functions: no socket, database, clock or globals.
noinst_LIBRARIES += libjudging.a
libjudging_a_SOURCES = \
	judging/errors.c judging/errors.h
JUDGING_LIBS = libjudging.a $(JANSSON_LIBS) $(GMP_LIBS) -lm
