/* saitouctl explain FILE: the results that follow from a dossier and how each came about, in words. */
#include "tools/ctl.h"

#include "tools/explain.h"
#include "tools/read_file.h"

#include "judging/dossier.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

struct report {
	const struct words *words;
	const json_t *dossier, *results;
	const char *entry; /* the only one to be told of; NULL: all */
};

/* The row of ENTRY in a list of results; NULL if it has none. */
static const json_t *row_of(const json_t *rows, const char *entry)
{
	const json_t *row;
	size_t i;

	json_array_foreach (rows, i, row)
		if (strcmp(json_string_value(json_object_get(row, "entry")), entry) == 0)
			return row;
	return NULL;
}

static const char *firm_of(const json_t *dossier, const char *entry)
{
	const json_t *row;
	const char *firm = "";
	size_t i;

	json_array_foreach (json_object_get(dossier, "entries"), i, row)
		if (strcmp(json_string_value(json_object_get(row, "id")), entry) == 0)
			firm = json_string_value(json_object_get(row, "firm"));
	json_array_foreach (json_object_get(dossier, "firms"), i, row)
		if (strcmp(json_string_value(json_object_get(row, "id")), firm) == 0)
			return json_string_value(json_object_get(row, "name"));
	return firm;
}

static void standing(const struct report *report, const json_t *round, const json_t *row)
{
	const struct words *w = report->words;
	const char *score = json_string_value(json_object_get(row, "score")), *group = json_string_value(json_object_get(row, "group"));
	const json_t *rank = json_object_get(row, "rank");
	const char *facts = *group ? arena_printf(w->arena, " · %s", group) : "";

	if (score)
		facts = arena_printf(w->arena, "%s · %s", facts, words_say(w, "why.report.score", "score", score, NULL));
	if (json_is_integer(rank))
		facts = arena_printf(w->arena, "%s · %s", facts, words_say(w, "why.report.rank", "rank", explain_count(w, rank), NULL));
	const char *outcome =
	    words_say(w, arena_printf(w->arena, "rules.outcome.%s", json_string_value(json_object_get(row, "outcome"))), NULL);
	explain_line(stdout, 1, "%s%s · %s", words_name(w, "round", json_string_value(json_object_get(round, "id"))), facts, outcome);
	explain_why(w, stdout, 2, json_object_get(row, "why"), "");
}

static void awards(const struct report *report, const char *entry)
{
	const struct words *w = report->words;
	const json_t *row;
	size_t i;

	json_array_foreach (json_object_get(report->results, "awards"), i, row) {
		if (strcmp(json_string_value(json_object_get(row, "entry")), entry) != 0)
			continue;
		explain_line(stdout, 1, "%s",
		    words_say(w, "why.report.award", "tier", words_name(w, "tier", json_string_value(json_object_get(row, "tier"))),
			"amount", explain_money(w, json_object_get(row, "amount_fen")), NULL));
		explain_why(w, stdout, 2, json_object_get(row, "why"), "");
	}
}

static void entry(const struct report *report, const json_t *eligibility)
{
	const struct words *w = report->words;
	const char *id = json_string_value(json_object_get(eligibility, "entry"));
	const json_t *direct = row_of(json_object_get(report->results, "direct"), id), *round;
	size_t i;

	explain_line(stdout, 0, "%s  %s", id, firm_of(report->dossier, id));
	explain_why(w, stdout, 1, json_object_get(eligibility, "why"), "");
	if (direct)
		explain_why(w, stdout, 1, json_object_get(direct, "why"), "");
	json_array_foreach (json_object_get(report->results, "rounds"), i, round) {
		const json_t *row = row_of(json_object_get(round, "standings"), id);
		if (row)
			standing(report, round, row);
	}
	awards(report, id);
	putchar('\n');
}

/* Whether the entry that was asked for is among the results. */
static bool tell(const struct report *report)
{
	const struct words *w = report->words;
	const json_t *row, *budget = json_object_get(report->results, "budget");
	const char *until = json_string_value(json_object_get(report->results, "incomplete_at"));
	bool found = report->entry == NULL;
	size_t i;

	json_array_foreach (json_object_get(report->results, "eligibility"), i, row) {
		if (report->entry && strcmp(json_string_value(json_object_get(row, "entry")), report->entry) != 0)
			continue;
		entry(report, row);
		found = true;
	}
	if (until)
		explain_line(stdout, 0, "%s", words_say(w, "why.report.incomplete", "round", words_name(w, "round", until), NULL));
	if (budget)
		explain_line(stdout, 0, "%s",
		    words_say(w, "why.report.budget", "budget", explain_money(w, json_object_get(budget, "budget_fen")), "allocated",
			explain_money(w, json_object_get(budget, "allocated_fen")), "remaining",
			explain_money(w, json_object_get(budget, "remaining_fen")), NULL));
	return found;
}

static int explain(const json_t *dossier, const char *locale, const char *only)
{
	struct judging_errors errors = {0};
	struct words words;
	json_t *results = dossier_results(dossier, "", &errors);

	if (!results)
		return ctl_refuse(&errors);
	struct arena *arena = arena_new();
	int status = CTL_DONE;
	arena_json(arena, results);
	if (!words_open(&words, arena, locale, json_object_get(dossier, "rulebook")))
		status = ctl_fail("no words in the language \"%s\"; there are zh-CN, zh-Hant and en", locale);
	else if (!tell(&(struct report){&words, dossier, results, only}))
		status = ctl_fail("the dossier has no entry \"%s\"", only);
	arena_free(arena);
	if (fflush(stdout) != 0)
		status = ctl_fail("standard output: %s", strerror(errno));
	return status;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{"locale", required_argument, NULL, 'l'}, {"entry", required_argument, NULL, 'e'}, {0}};
	const char *locale = "zh-CN", *only = NULL;
	struct judging_errors errors = {0};
	size_t length;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l')
			locale = optarg;
		else if (option == 'e')
			only = optarg;
		else
			return CTL_USAGE;
	}
	if (optind + 1 != argc)
		return CTL_USAGE;
	char *text = read_file(argv[optind], &length);
	if (!text)
		return CTL_USAGE;
	json_t *dossier = dossier_parse(text, length, &errors);
	free(text);
	if (!dossier)
		return ctl_refuse(&errors);
	int status = explain(dossier, locale, only);
	json_decref(dossier);
	return status;
}

const struct ctl_command ctl_explain = {
    "explain", "[--locale LOCALE] [--entry ID] FILE", "tells in words how each result of a dossier came about (zh-CN, zh-Hant, en)", run};
