# The resources, in a folder for each stage of a contest. Looks at: api/shared, api/people, api/season, api/rules, api/rounds, api/files, api/entry, api/judges, api/investment, api/results, api/awards, core.
# Each stage may look at shared and at the stages before it, never back.
noinst_LIBRARIES += libapi.a
libapi_a_SOURCES = api/routes.c api/routes.h api/states.c api/states.h api/versions.c api/versions.h
include api/shared/local.mk
include api/people/local.mk
include api/season/local.mk
include api/rules/local.mk
include api/rounds/local.mk
include api/files/local.mk
include api/entry/local.mk
include api/judges/local.mk
include api/investment/local.mk
include api/results/local.mk
include api/awards/local.mk
API_LIBS = libapi.a $(MAGIC_LIBS) $(ZXCVBN_LIBS)
