# Programs of the measurements: built by "make bench" only.
bench_programs = bench-dossier bench-idle bench-judging bench-listeners bench-raw
EXTRA_PROGRAMS = $(bench_programs)
bench_dossier_SOURCES = bench/dossier.c tools/demo_people.c tools/demo_people.h
bench_dossier_LDADD = libapi.a $(JUDGING_LIBS) $(CORE_LIBS)
bench_idle_SOURCES = bench/idle.c
bench_idle_LDADD = $(OPENSSL_LIBS)
bench_judging_SOURCES = bench/judging.c
bench_judging_LDADD = $(JUDGING_LIBS) $(MARIADB_LIBS)
bench_listeners_SOURCES = bench/listeners.c
bench_listeners_LDADD = $(OPENSSL_LIBS)
bench_raw_SOURCES = bench/raw.c
bench_raw_LDADD = $(MARIADB_LIBS)
CLEANFILES += $(EXTRA_PROGRAMS)
bench: $(bench_programs)
.PHONY: bench
