# The resources: one file each, rows of the route table at its end.
noinst_LIBRARIES += libapi.a
libapi_a_SOURCES = \
	api/contests.c \
	api/dossier_build.c api/dossier_build.h \
	api/fields.c api/fields.h \
	api/routes.c api/routes.h
