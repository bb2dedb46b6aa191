/* Ranks and adjusts by severity 1,000,000 sheets (200,000 entries × 5, of 2,000 judges), beside reading the same rows from MariaDB; and a
 * quarter and a sixteenth of that, to see how it grows. Prints rows "what|goal|figure".
 * Usage: bench-judging SOCKET DATABASE */
#include <jansson.h>
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "judging/course/contest.h"
#include "judging/record/record.h"

#define PER_ENTRY 5
#define RUNS 3

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *why)
{
	fprintf(stderr, "bench-judging: %s\n", why);
	exit(1);
}

/* Judge number K of entry E: five different ones, in ever new combinations, so that everybody is connected to everybody. */
static long judge_of(long e, long k, long judges)
{
	long apart = 1 + e / judges % (judges / PER_ENTRY - 1);

	return (e * 7 + k * apart) % judges;
}

static json_t *rulebook(void)
{
	return json_pack(
	    "{s:{s:s}, s:s, s:[{s:s, s:{s:s, s:b}}], s:[{s:s, s:s, s:[{s:s, s:i, s:f}, {s:s, s:i, s:f}], s:{s:s}, s:s, s:s, s:i}]}",
	    "title", "en", "bench", "timezone", "Asia/Shanghai", "divisions", "id", "all", "when", "fact", "firm.x", "present", 0, "rounds",
	    "id", "r", "kind", "judged", "criteria", "id", "a", "max", 60, "step", 0.5, "id", "b", "max", 40, "step", 0.5, "aggregate",
	    "method", "mean", "adjust", "severity", "components", "accept", "min_sheets", 1);
}

static json_t *dossier(long entries, long judges)
{
	json_t *firms = json_array(), *list = json_array(), *jury = json_array(), *sheets = json_array();
	char id[24], other[24];

	for (long j = 0; j < judges; j++) {
		snprintf(id, sizeof id, "j%ld", j);
		json_array_append_new(jury, json_pack("{s:s, s:s}", "id", id, "organisation", "o"));
	}
	for (long e = 0; e < entries; e++) {
		snprintf(id, sizeof id, "f%ld", e);
		snprintf(other, sizeof other, "e%ld", e);
		json_array_append_new(firms, json_pack("{s:s, s:s}", "id", id, "name", "n"));
		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s, s:s}", "id", other, "firm", id, "industry", "i", "status", "submitted"));
		for (long k = 0; k < PER_ENTRY; k++) {
			snprintf(id, sizeof id, "j%ld", judge_of(e, k, judges));
			json_array_append_new(
			    sheets, json_pack("{s:s, s:s, s:{s:f, s:f}}", "entry", other, "judge", id, "points", "a",
					(double)((e * 31 + k * 17) % 121) / 2, "b", (double)((e * 13 + k * 29) % 81) / 2));
		}
	}
	json_t *rules = rulebook();
	json_object_set_new(rules, "industries", json_pack("[{s:s}]", "id", "i"));
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:[{s:s, s:o}]}", "format", "saitou-dossier/1", "rulebook", rules, "firms", firms,
	    "judges", jury, "entries", list, "rounds", "id", "r", "sheets", sheets);
}

/* Seconds for scores, adjustment, ranks and outcomes of sheets that are in memory. Who is eligible is known by then, and explained elsewhere. */
static double judge(const struct record *record)
{
	struct judging_errors errors = {0};
	struct contest contest;

	contest_start(&contest, record, &errors, true);
	double start = now();
	contest_run(&contest, 1);
	double end = now();
	contest_free(&contest);
	if (errors.count > 0)
		die(errors.list[0].message);
	judging_errors_free(&errors);
	return end - start;
}

static void query(MYSQL *mysql, const char *sql)
{
	if (mysql_query(mysql, sql) != 0)
		die(mysql_error(mysql));
}

/* Seconds to read the rows and turn them into numbers. */
static double read_rows(MYSQL *mysql, long entries)
{
	char sql[128];
	double start = now();
	long total = 0;

	snprintf(sql, sizeof sql, "SELECT entry, judge, a, b FROM bench_sheets WHERE entry < %ld", entries);
	query(mysql, sql);
	MYSQL_RES *result = mysql_store_result(mysql);
	if (!result)
		die(mysql_error(mysql));
	for (MYSQL_ROW row; (row = mysql_fetch_row(result));)
		for (int i = 0; i < 4; i++)
			total += strtol(row[i], NULL, 10);
	mysql_free_result(result);
	return total ? now() - start : 0;
}

static int by_value(const void *a, const void *b)
{
	return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static double median(double *values)
{
	qsort(values, RUNS, sizeof *values, by_value);
	return values[RUNS / 2];
}

static void measure(MYSQL *mysql, long entries, const char *goal)
{
	struct judging_errors errors = {0};
	struct record record;
	double judged[RUNS], read[RUNS];
	json_t *json = dossier(entries, entries / 100);

	if (!json)
		die("cannot make the dossier");
	record_load(&record, json, &errors);
	if (errors.count > 0) {
		fprintf(stderr, "%s: ", errors.list[0].path);
		die(errors.list[0].message);
	}
	for (int i = 0; i < RUNS; i++) {
		read[i] = read_rows(mysql, entries);
		judged[i] = judge(&record);
	}
	double a = median(judged), b = median(read);
	printf("judging: %ld sheets, severity / reading them|%s|%.2f× (%.2f s against %.2f s)\n", entries * PER_ENTRY, goal, a / b, a, b);
	record_free(&record);
	json_decref(json);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	MYSQL *mysql = mysql_init(NULL);
	if (!mysql_real_connect(mysql, NULL, "root", NULL, argv[2], 0, argv[1], 0))
		die(mysql_error(mysql));
	query(mysql,
	    "CREATE OR REPLACE TABLE bench_sheets (entry INT NOT NULL, judge INT NOT NULL, a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (entry, judge))");
	query(mysql, "INSERT INTO bench_sheets SELECT (seq - 1) DIV 5, (seq - 1) % 5, seq * 31 % 121, seq * 13 % 81 FROM seq_1_to_1000000");
	measure(mysql, 12500, "–");
	measure(mysql, 50000, "–");
	measure(mysql, 200000, "≤ 1×");
	mysql_close(mysql);
	return 0;
}
