# The rules, as pure functions: no socket, database, clock or globals.
noinst_LIBRARIES += libjudging.a
libjudging_a_SOURCES = \
	judging/errors.c judging/errors.h \
	judging/uscc.c judging/uscc.h
JUDGING_LIBS = libjudging.a $(JANSSON_LIBS) $(GMP_LIBS) -lm

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/uscc
endif
tests_unit_uscc_SOURCES = tests/unit/uscc.c
tests_unit_uscc_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_uscc_LDADD = $(JUDGING_LIBS) $(CMOCKA_LIBS)
