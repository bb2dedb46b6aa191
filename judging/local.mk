# The rules, as pure functions: no socket, database, clock or globals. Looks at: judging/base, judging/rules, judging/record, judging/course, judging/award.
# Its face stands here; the levels below look down only.
noinst_LIBRARIES += libjudging.a
# No fused multiply-add: doubles are rounded the same way on every machine.
libjudging_a_CFLAGS = $(AM_CFLAGS) -ffp-contract=off
libjudging_a_SOURCES = \
	judging/case.c judging/case.h \
	judging/derivation.c judging/derivation.h \
	judging/dossier.c judging/dossier.h \
	judging/eligibility.c judging/eligibility.h judging/eligibility_case.h \
	judging/participants.c judging/participants.h \
	judging/results.c \
	judging/rulebook.c judging/rulebook_names.c judging/rulebook.h judging/rulebook_view.h \
	judging/yield.c judging/yield.h
include judging/base/local.mk
include judging/rules/local.mk
include judging/record/local.mk
include judging/course/local.mk
include judging/award/local.mk
include judging/assign/local.mk
JUDGING_LIBS = libjudging.a $(JANSSON_LIBS) $(GMP_LIBS) -lm

# Unit tests.
judging_tests = \
	tests/unit/judging_assignment \
	tests/unit/judging_awards \
	tests/unit/judging_canonical \
	tests/unit/judging_conditions \
	tests/unit/judging_dossiers \
	tests/unit/judging_growth \
	tests/unit/judging_random \
	tests/unit/judging_rounds \
	tests/unit/judging_rulebook \
	tests/unit/judging_severity \
	tests/unit/judging_validation \
	tests/unit/judging_why \
	tests/unit/judging_yield
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
tests_unit_judging_growth_SOURCES = tests/unit/judging_growth.c $(judging_help)
tests_unit_judging_growth_LDADD = $(judging_test_libs)
tests_unit_judging_growth_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=memory_array -Wl,--wrap=slab_take \
	-Wl,--wrap=condition_holds -Wl,--wrap=decimal_set -Wl,--wrap=ranking_reaches -Wl,--wrap=strcmp
tests_unit_judging_random_SOURCES = tests/unit/judging_random.c $(judging_help)
tests_unit_judging_random_LDADD = $(judging_test_libs)
tests_unit_judging_rounds_SOURCES = tests/unit/judging_rounds.c $(judging_help)
tests_unit_judging_rounds_LDADD = $(judging_test_libs)
tests_unit_judging_severity_SOURCES = tests/unit/judging_severity.c $(judging_help)
tests_unit_judging_severity_LDADD = $(judging_test_libs)
tests_unit_judging_validation_SOURCES = tests/unit/judging_validation.c $(judging_help)
tests_unit_judging_validation_LDADD = $(judging_test_libs)
tests_unit_judging_why_SOURCES = tests/unit/judging_why.c $(judging_help)
tests_unit_judging_why_LDADD = $(judging_test_libs)
tests_unit_judging_rulebook_SOURCES = tests/unit/judging_rulebook.c $(judging_help)
tests_unit_judging_rulebook_LDADD = $(judging_test_libs)
tests_unit_judging_yield_SOURCES = tests/unit/judging_yield.c $(judging_help)
tests_unit_judging_yield_LDADD = $(judging_test_libs)
