# Unit tests: one program for each module, run by `make check`. Those of core that need a MariaDB take the one in SAITOU_SOCKET,
# or start one of their own.
if HAVE_CMOCKA
core_tests = tests/unit/db_test
check_PROGRAMS += $(core_tests)

tests_unit_db_test_SOURCES = tests/unit/db_test.c tests/unit/database.c tests/unit/database.h
tests_unit_db_test_LDADD = $(CORE_LIBS) $(CMOCKA_LIBS)
endif
