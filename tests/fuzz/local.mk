# Fuzz targets, one a parser of what strangers send: `make fuzz` in a folder configured with --enable-fuzzing CC=clang-19.
fuzz_targets = head http2 json_input tus_metadata dossier
EXTRA_PROGRAMS += tests/fuzz/head tests/fuzz/http2 tests/fuzz/json_input tests/fuzz/tus_metadata tests/fuzz/dossier
fuzz_link = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_head_SOURCES = tests/fuzz/head.c tests/fuzz/fuzz.h
tests_fuzz_head_LDADD = $(CORE_LIBS)
tests_fuzz_head_LDFLAGS = $(fuzz_link)
tests_fuzz_http2_SOURCES = tests/fuzz/http2.c tests/fuzz/fuzz.h
tests_fuzz_http2_LDADD = $(CORE_LIBS)
tests_fuzz_http2_LDFLAGS = $(fuzz_link)
tests_fuzz_json_input_SOURCES = tests/fuzz/json_input.c tests/fuzz/fuzz.h
tests_fuzz_json_input_LDADD = $(CORE_LIBS)
tests_fuzz_json_input_LDFLAGS = $(fuzz_link)
tests_fuzz_tus_metadata_SOURCES = tests/fuzz/tus_metadata.c tests/fuzz/fuzz.h
tests_fuzz_tus_metadata_LDADD = libapi.a $(CORE_LIBS)
tests_fuzz_tus_metadata_LDFLAGS = $(fuzz_link)
tests_fuzz_dossier_SOURCES = tests/fuzz/dossier.c tests/fuzz/fuzz.h
tests_fuzz_dossier_LDADD = $(JUDGING_LIBS)
tests_fuzz_dossier_LDFLAGS = $(fuzz_link)

# `make fuzz SECONDS=3600` runs all of them for an hour each, as many at once as -j says; `make fuzz-head` one.
SECONDS = 60
fuzz: $(fuzz_targets:%=fuzz-%)
fuzz-%: tests/fuzz/%
	@$(srcdir)/tests/fuzz/run $* $< $(SECONDS)
.PHONY: fuzz
