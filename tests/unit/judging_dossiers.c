/* Whole dossiers with known results (tests/data/dossiers):
 * - a dossier that is spoilt is refused, and every place that must be named is
 * - every other dossier gives the results that an independent implementation gives, or is refused where it must be
 * - the results are the same bytes after all arrays and all keys of the dossier have been shuffled, and so is the canonical dossier
 * - the canonical form of a dossier, read again, gives the same results */
#include "tests/unit/judging_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOSSIERS = 96, ALL = 120 }; /* those after DOSSIERS are spoilt */

/* Removes what implementations may word as they like. */
static void strip(json_t *json)
{
	const char *key;
	json_t *member;
	json_object_del(json, "why");
	json_object_foreach (json, key, member)
		strip(member);
	for (size_t i = 0; i < json_array_size(json); i++)
		strip(json_array_get(json, i));
}

static void known_results(void **state)
{
	(void)state;
	for (int i = 0; i < DOSSIERS; i++) {
		json_t *dossier = help_sample(i, ".json"), *expected = help_sample(i, ".expected.json");
		struct judging_errors errors = {0};
		json_t *results = dossier_results(dossier, "00", &errors);
		if (json_object_get(expected, "error")) {
			assert_null(results);
			assert_true(errors.count > 0);
		} else {
			assert_non_null(results);
			strip(results);
			json_object_del(results, "format");
			json_object_del(results, "dossier_sha256");
			char *got = canonical_json(results, NULL), *wanted = canonical_json(expected, NULL);
			if (strcmp(got, wanted) != 0)
				print_error("dossier %d\n", i);
			assert_string_equal(got, wanted);
			free(got);
			free(wanted);
		}
		judging_errors_free(&errors);
		json_decref(results);
		json_decref(expected);
		json_decref(dossier);
	}
}

/* Whether an error is at PATH or below it. */
static bool named(const struct judging_errors *errors, const char *path)
{
	size_t length = strlen(path);
	for (size_t i = 0; i < errors->count; i++)
		if (strncmp(errors->list[i].path, path, length) == 0 &&
		    (!errors->list[i].path[length] || strchr(".[", errors->list[i].path[length])))
			return true;
	return false;
}

static void known_refusals(void **state)
{
	(void)state;
	for (int i = DOSSIERS; i < ALL; i++) {
		json_t *dossier = help_sample(i, ".json"), *refused = help_sample(i, ".refused.json"),
		       *paths = json_object_get(refused, "paths"), *path;
		struct judging_errors errors = {0};
		size_t j;
		assert_null(dossier_results(dossier, "00", &errors));
		json_array_foreach (paths, j, path)
			if (!named(&errors, json_string_value(path)))
				fail_msg("%d: %s is not named, but %s: %s", i, json_string_value(path), errors.list[0].path,
				    errors.list[0].message);
		assert_int_equal(errors.count, json_array_size(paths)); /* and nothing else is said to be wrong */
		judging_errors_free(&errors);
		json_decref(refused);
		json_decref(dossier);
	}
}

static void shuffle_array(json_t *array)
{
	for (size_t i = json_array_size(array); i > 1; i--) {
		size_t j = (size_t)random() % i;
		json_t *a = json_incref(json_array_get(array, i - 1)), *b = json_incref(json_array_get(array, j));
		json_array_set_new(array, i - 1, b);
		json_array_set_new(array, j, a);
	}
}

/* A deep copy with the keys of every object in another order. */
static json_t *shuffle_keys(const json_t *json)
{
	if (json_is_array(json)) {
		json_t *copy = json_array();
		for (size_t i = 0; i < json_array_size(json); i++)
			json_array_append_new(copy, shuffle_keys(json_array_get(json, i)));
		return copy;
	}
	if (!json_is_object(json))
		return json_deep_copy(json);
	json_t *keys = json_array(), *copy = json_object(), *value;
	const char *key;
	json_object_foreach ((json_t *)json, key, value)
		json_array_append_new(keys, json_string(key));
	shuffle_array(keys);
	for (size_t i = 0; i < json_array_size(keys); i++) {
		key = json_string_value(json_array_get(keys, i));
		json_object_set_new(copy, key, shuffle_keys(json_object_get(json, key)));
	}
	json_decref(keys);
	return copy;
}

static json_t *shuffle(const json_t *dossier)
{
	static const char *const ARRAYS[] = {"firms", "investments", "judges", "entries", "rounds", "prior_awards"};
	json_t *copy = shuffle_keys(dossier), *rounds = json_object_get(copy, "rounds");
	for (size_t i = 0; i < sizeof ARRAYS / sizeof ARRAYS[0]; i++)
		shuffle_array(json_object_get(copy, ARRAYS[i]));
	for (size_t i = 0; i < json_array_size(rounds); i++) {
		shuffle_array(json_object_get(json_array_get(rounds, i), "sheets"));
		shuffle_array(json_object_get(json_array_get(rounds, i), "extras"));
	}
	return copy;
}

/* The published text of the results, or "refused". */
static char *published(const json_t *dossier)
{
	struct judging_errors errors = {0};
	json_t *results = dossier_results(dossier, "00", &errors);
	char *text = results ? canonical_json(results, NULL) : strdup("refused");
	judging_errors_free(&errors);
	json_decref(results);
	return text;
}

static void order_never_matters(void **state)
{
	(void)state;
	srandom(2026);
	for (int i = 0; i < DOSSIERS; i++) {
		json_t *dossier = help_sample(i, ".json");
		char *before = published(dossier), *canonical = dossier_canonical(dossier, NULL);
		for (int j = 0; j < 3; j++) {
			json_t *shuffled = shuffle(dossier);
			char *after = published(shuffled), *canonical_after = dossier_canonical(shuffled, NULL);
			assert_string_equal(after, before);
			assert_string_equal(canonical_after, canonical);
			free(after);
			free(canonical_after);
			json_decref(shuffled);
		}
		free(before);
		free(canonical);
		json_decref(dossier);
	}
}

static void canonical_dossier_means_the_same(void **state)
{
	(void)state;
	for (int i = 0; i < DOSSIERS; i++) {
		struct judging_errors errors = {0};
		size_t length;
		json_t *dossier = help_sample(i, ".json");
		char *canonical = dossier_canonical(dossier, &length);
		json_t *again = dossier_parse(canonical, length, &errors);
		assert_non_null(again);
		char *a = published(dossier), *b = published(again), *twice = dossier_canonical(again, NULL);
		assert_string_equal(a, b);
		assert_string_equal(canonical, twice);
		free(a);
		free(b);
		free(twice);
		free(canonical);
		json_decref(again);
		json_decref(dossier);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_results),
	    cmocka_unit_test(known_refusals),
	    cmocka_unit_test(order_never_matters),
	    cmocka_unit_test(canonical_dossier_means_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
