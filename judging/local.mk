# The rules, as pure functions: no socket, database, clock or globals.
noinst_LIBRARIES += libjudging.a
# No fused multiply-add: doubles are rounded the same way on every machine.
libjudging_a_CFLAGS = $(AM_CFLAGS) -ffp-contract=off
libjudging_a_SOURCES = \
	judging/assignment.c judging/assignment.h \
	judging/adjust.c \
	judging/advancement.c \
	judging/slab.c judging/slab.h \
	judging/award.c \
	judging/budget.c judging/budget.h \
	judging/canonical.c judging/canonical.h \
	judging/check.c judging/check.h \
	judging/condition.c judging/condition.h \
	judging/contest.c judging/contest.h \
	judging/day.c judging/day.h \
	judging/decimal.c judging/decimal.h \
	judging/derivation.c judging/derivation.h \
	judging/dossier.c judging/dossier.h \
	judging/duplicates.c judging/duplicates.h \
	judging/eligibility.c judging/eligibility.h \
	judging/errors.c judging/errors.h \
	judging/fact.c \
	judging/groups.c \
	judging/ids.c judging/ids.h \
	judging/indicators.c \
	judging/participants.c judging/participants.h \
	judging/query.c judging/query.h \
	judging/ranking.c judging/ranking.h \
	judging/record.c judging/record.h \
	judging/record_rounds.c \
	judging/results.c \
	judging/rulebook.c judging/rulebook.h judging/rules.h \
	judging/rulebook_award.c \
	judging/rulebook_round.c \
	judging/rulebook_scoring.c \
	judging/scoring.c \
	judging/severity.c judging/severity.h \
	judging/uscc.c judging/uscc.h
JUDGING_LIBS = libjudging.a $(JANSSON_LIBS) $(GMP_LIBS) -lm

# Unit tests.
judging_tests = \
	tests/unit/judging_assignment \
	tests/unit/judging_awards \
	tests/unit/judging_canonical \
	tests/unit/judging_conditions \
	tests/unit/judging_dossiers \
	tests/unit/judging_random \
	tests/unit/judging_rounds \
	tests/unit/judging_severity \
	tests/unit/judging_validation \
	tests/unit/uscc
if HAVE_CMOCKA
check_PROGRAMS += $(judging_tests)
endif
judging_help = tests/unit/judging_help.c tests/unit/judging_help.h
judging_test_libs = $(JUDGING_LIBS) $(CMOCKA_LIBS)
tests_unit_judging_assignment_SOURCES = tests/unit/judging_assignment.c
tests_unit_judging_assignment_LDADD = $(judging_test_libs)
tests_unit_judging_awards_SOURCES = tests/unit/judging_awards.c $(judging_help)
tests_unit_judging_awards_LDADD = $(judging_test_libs)
tests_unit_judging_canonical_SOURCES = tests/unit/judging_canonical.c $(judging_help)
tests_unit_judging_canonical_LDADD = $(judging_test_libs)
tests_unit_judging_conditions_SOURCES = tests/unit/judging_conditions.c $(judging_help)
tests_unit_judging_conditions_LDADD = $(judging_test_libs)
tests_unit_judging_dossiers_SOURCES = tests/unit/judging_dossiers.c $(judging_help)
tests_unit_judging_dossiers_LDADD = $(judging_test_libs)
tests_unit_judging_random_SOURCES = tests/unit/judging_random.c $(judging_help)
tests_unit_judging_random_LDADD = $(judging_test_libs)
tests_unit_judging_rounds_SOURCES = tests/unit/judging_rounds.c $(judging_help)
tests_unit_judging_rounds_LDADD = $(judging_test_libs)
tests_unit_judging_severity_SOURCES = tests/unit/judging_severity.c $(judging_help)
tests_unit_judging_severity_LDADD = $(judging_test_libs)
tests_unit_judging_validation_SOURCES = tests/unit/judging_validation.c $(judging_help)
tests_unit_judging_validation_LDADD = $(judging_test_libs)
tests_unit_uscc_SOURCES = tests/unit/uscc.c
tests_unit_uscc_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_uscc_LDADD = $(judging_test_libs)
