# Unit tests: one program for each module, run by `make check`. Those of core that need a MariaDB take the one in SAITOU_SOCKET,
# or start one of their own.
if HAVE_CMOCKA
core_tests = tests/unit/accept_test tests/unit/arena_test tests/unit/budget_test tests/unit/cache_test tests/unit/clock_test tests/unit/zone_test tests/unit/config_test tests/unit/db_test tests/unit/etag_test tests/unit/gate_test \
	tests/unit/input_test tests/unit/json_text_test tests/unit/route_test tests/unit/mail_text_test tests/unit/migrate_test tests/unit/secret_test \
	tests/unit/sql_names_test tests/unit/text_test tests/unit/ticket_keys_test tests/unit/phone tests/unit/uscc
check_PROGRAMS += $(core_tests)
core_test_libs = $(CORE_LIBS) $(CMOCKA_LIBS)

tests_unit_accept_test_SOURCES = tests/unit/accept_test.c
tests_unit_accept_test_LDADD = $(core_test_libs)
tests_unit_arena_test_SOURCES = tests/unit/arena_test.c
tests_unit_arena_test_LDADD = $(core_test_libs)
tests_unit_budget_test_SOURCES = tests/unit/budget_test.c
tests_unit_budget_test_LDADD = $(core_test_libs)
tests_unit_cache_test_SOURCES = tests/unit/cache_test.c
tests_unit_cache_test_LDADD = $(core_test_libs)
tests_unit_zone_test_SOURCES = tests/unit/zone_test.c
tests_unit_zone_test_LDADD = $(core_test_libs)
tests_unit_clock_test_SOURCES = tests/unit/clock_test.c
tests_unit_clock_test_LDADD = $(core_test_libs)
tests_unit_config_test_SOURCES = tests/unit/config_test.c
tests_unit_config_test_LDADD = $(core_test_libs)
tests_unit_db_test_SOURCES = tests/unit/db_test.c tests/unit/database.c tests/unit/database.h
tests_unit_db_test_LDADD = $(core_test_libs)
tests_unit_etag_test_SOURCES = tests/unit/etag_test.c
tests_unit_etag_test_LDADD = $(core_test_libs)
tests_unit_gate_test_SOURCES = tests/unit/gate_test.c
tests_unit_gate_test_LDADD = $(core_test_libs)
tests_unit_input_test_SOURCES = tests/unit/input_test.c
tests_unit_input_test_LDADD = $(core_test_libs)
tests_unit_json_text_test_SOURCES = tests/unit/json_text_test.c
tests_unit_json_text_test_LDADD = $(core_test_libs)
tests_unit_mail_text_test_SOURCES = tests/unit/mail_text_test.c
tests_unit_mail_text_test_LDADD = $(core_test_libs)
tests_unit_migrate_test_SOURCES = tests/unit/migrate_test.c tests/unit/database.c tests/unit/database.h
tests_unit_migrate_test_LDADD = $(core_test_libs)
tests_unit_route_test_SOURCES = tests/unit/route_test.c
tests_unit_route_test_LDADD = $(core_test_libs)
tests_unit_secret_test_SOURCES = tests/unit/secret_test.c
tests_unit_secret_test_LDADD = $(core_test_libs)
tests_unit_sql_names_test_SOURCES = tests/unit/sql_names_test.c
tests_unit_sql_names_test_LDADD = $(core_test_libs)
tests_unit_text_test_SOURCES = tests/unit/text_test.c
tests_unit_text_test_LDADD = $(core_test_libs)
tests_unit_ticket_keys_test_SOURCES = tests/unit/ticket_keys_test.c
tests_unit_ticket_keys_test_LDADD = $(core_test_libs)
tests_unit_phone_SOURCES = tests/unit/phone.c
tests_unit_phone_LDADD = libapi.a $(core_test_libs)
tests_unit_uscc_SOURCES = tests/unit/uscc.c
tests_unit_uscc_LDADD = libapi.a $(core_test_libs)
endif
include tests/fuzz/local.mk
