#include "judging/course/adjust.h"

#include "judging/course/severity.h"

#include <math.h>
#include <stdlib.h>

static double total_points(int64_t millionths)
{
	return (double)millionths / 1e6;
}

/* Millionths, rounded half away from zero; the extra thousandth of a millionth keeps results that should end in exactly 5 from
 * hanging on the last bit of a double. From here on the score is exact. */
static void set_score(struct standing *standing, double x)
{
	double millionths = floor(fabs(x) * 1e6 + 0.5 + 1e-3);
	mpq_set_d(standing->score, x < 0 ? -millionths : millionths);
	mpz_set_ui(mpq_denref(standing->score), 1000000);
	mpq_canonicalize(standing->score);
}

/* The one panel of the entry's sheets, or RECORD_NONE with an error. */
static uint32_t one_panel(const struct contest *contest, const struct round *round, const struct standing *standing)
{
	const char *id = contest->record->entries[standing->entry].id;
	uint32_t panel = RECORD_NONE;

	for (size_t i = 0; i < standing->sheet_count; i++) {
		if (standing->sheets[i].panel == RECORD_NONE || standing->sheets[i].panel == panel)
			continue;
		if (panel != RECORD_NONE) {
			contest_error(contest, round->number, "the sheets of entry \"%s\" name several panels", id);
			return RECORD_NONE;
		}
		panel = standing->sheets[i].panel;
	}
	if (panel == RECORD_NONE)
		contest_error(contest, round->number, "the sheets of entry \"%s\" name no panel", id);
	return panel;
}

/* The scores of a panel's entries in one group. */
struct panel_sum {
	double sum;
	size_t count;
	bool positive;
};

/* A judge's totals in one group. */
struct judge_sum {
	double sum, squares; /* squares: of the deviations from the mean */
	size_t count;
	int64_t lowest, highest;
};

/* Room for all groups of a round, of which there may be as many as judges: zeroed before each of them, where it was used only. */
struct adjust_room {
	struct panel_sum *panels; /* by panel of the round */
	struct judge_sum *judges; /* by judge of the dossier */
	uint32_t *numbers;        /* by judge: 0, or 1 + its number in the group */
};

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static void panel_factor(struct contest *contest, struct round_run *run, const struct group *group, struct panel_sum *sums)
{
	const struct ids *names = &contest->record->rounds[run->round->number].panels;
	struct standing *standings = &run->standings[group->first];
	uint32_t *panel_of = memory_array(group->count, sizeof *panel_of), *panels = memory_array(group->count, sizeof *panels);
	size_t before = contest->errors->count, count = 0;
	double sum = 0;

	for (size_t i = 0; i < group->count; i++) {
		panel_of[i] = one_panel(contest, run->round, &standings[i]);
		if (panel_of[i] == RECORD_NONE)
			continue;
		struct panel_sum *panel = &sums[panel_of[i]];
		double score = decimal_double(standings[i].score);
		sum += score;
		panel->sum += score;
		if (panel->count++ == 0)
			panels[count++] = panel_of[i];
		panel->positive |= mpq_sgn(standings[i].score) > 0;
	}
	qsort(panels, count, sizeof *panels, compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (!sums[panels[i]].positive)
			contest_error(contest, run->round->number, "the mean of panel \"%s\" in group \"%s\" is 0", names->names[panels[i]],
			    group->key);
	double mean = sum / (double)group->count;
	for (size_t i = 0; i < group->count && contest->errors->count == before; i++) {
		const struct panel_sum *panel = &sums[panel_of[i]];
		set_score(&standings[i], decimal_double(standings[i].score) * (mean / (panel->sum / (double)panel->count)));
	}
	for (size_t i = 0; i < count; i++)
		sums[panels[i]] = (struct panel_sum){0};
	free(panels);
	free(panel_of);
}

static void add_total(struct judge_sum *judge, int64_t total)
{
	if (!judge->count || total < judge->lowest)
		judge->lowest = total;
	if (!judge->count || total > judge->highest)
		judge->highest = total;
	judge->sum += total_points(total);
	judge->count++;
}

static void add_deviation(struct judge_sum *judge, int64_t total)
{
	double deviation = total_points(total) - judge->sum / (double)judge->count;
	judge->squares += deviation * deviation;
}

static double z_of(const struct judge_sum *judge, int64_t total)
{
	double deviation = sqrt(judge->squares / (double)judge->count);
	if (judge->lowest == judge->highest || deviation == 0)
		return 0;
	return (total_points(total) - judge->sum / (double)judge->count) / deviation;
}

/* A group of several entries of which no judge tells two apart says nothing. */
static bool tells_apart(const struct round_run *run, const struct group *group, const struct judge_sum *judges)
{
	const struct standing *standings = &run->standings[group->first];
	for (size_t i = 0; i < group->count; i++)
		for (size_t j = 0; j < standings[i].sheet_count; j++) {
			const struct judge_sum *judge = &judges[standings[i].sheets[j].judge];
			if (judge->lowest != judge->highest)
				return true;
		}
	return group->count < 2;
}

static void z_score(struct contest *contest, struct round_run *run, const struct group *group, struct judge_sum *judges)
{
	struct standing *standings = &run->standings[group->first];
	struct judge_sum all = {0};

	for (size_t i = 0; i < group->count; i++)
		for (size_t j = 0; j < standings[i].sheet_count; j++) {
			add_total(&judges[standings[i].sheets[j].judge], standings[i].sheets[j].total);
			add_total(&all, standings[i].sheets[j].total);
		}
	for (size_t i = 0; i < group->count; i++)
		for (size_t j = 0; j < standings[i].sheet_count; j++) {
			add_deviation(&judges[standings[i].sheets[j].judge], standings[i].sheets[j].total);
			add_deviation(&all, standings[i].sheets[j].total);
		}
	if (!tells_apart(run, group, judges))
		contest_error(contest, run->round->number, "in group \"%s\" no judge has two different totals", group->key);
	double mean = all.sum / (double)all.count, spread = sqrt(all.squares / (double)all.count);
	for (size_t i = 0; i < group->count; i++) {
		double sum = 0;
		for (size_t j = 0; j < standings[i].sheet_count; j++)
			sum += z_of(&judges[standings[i].sheets[j].judge], standings[i].sheets[j].total);
		set_score(&standings[i], mean + spread * (sum / (double)standings[i].sheet_count));
	}
	for (size_t i = 0; i < group->count; i++)
		for (size_t j = 0; j < standings[i].sheet_count; j++)
			judges[standings[i].sheets[j].judge] = (struct judge_sum){0};
}

/* Numbers the judges of the COUNT standings in text order, and puts who they are into LIST. How many they are. */
static size_t number_judges(const struct standing *standings, size_t count, uint32_t *numbers, uint32_t *list)
{
	size_t judges = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < standings[i].sheet_count; j++) {
			uint32_t judge = standings[i].sheets[j].judge;
			if (!numbers[judge])
				list[judges++] = judge;
			numbers[judge] = 1;
		}
	qsort(list, judges, sizeof *list, compare_numbers);
	for (size_t i = 0; i < judges; i++)
		numbers[list[i]] = (uint32_t)i + 1;
	return judges;
}

static void severity(struct contest *contest, struct round_run *run, struct group *group, uint32_t *numbers)
{
	struct standing *standings = &run->standings[group->first];
	size_t cell_count = 0;

	for (size_t i = 0; i < group->count; i++)
		cell_count += standings[i].sheet_count;
	struct severity_cell *cells = memory_array(cell_count, sizeof *cells);
	double *scores = memory_array(group->count, sizeof *scores);
	uint32_t *list = memory_array(cell_count, sizeof *list);
	size_t judges = number_judges(standings, group->count, numbers, list);
	struct severity_cell *cell = cells;
	for (size_t i = 0; i < group->count; i++)
		for (size_t j = 0; j < standings[i].sheet_count; j++)
			*cell++ = (struct severity_cell){
			    (uint32_t)i, numbers[standings[i].sheets[j].judge] - 1, total_points(standings[i].sheets[j].total)};
	group->components = severity_solve(cells, cell_count, group->count, judges, scores);
	if (group->components > 1 && !run->round->accept_components)
		contest_error(contest, run->round->number, "group \"%s\" falls into %zu components that no judge connects", group->key,
		    group->components);
	for (size_t i = 0; i < group->count; i++)
		set_score(&standings[i], scores[i]);
	for (size_t i = 0; i < judges; i++)
		numbers[list[i]] = 0;
	free(list);
	free(scores);
	free(cells);
}

static void adjust_group(struct contest *contest, struct round_run *run, struct group *group, struct adjust_room *room)
{
	switch (run->round->adjust) {
	case ADJUST_NONE:
		break;
	case ADJUST_PANEL_FACTOR:
		panel_factor(contest, run, group, room->panels);
		break;
	case ADJUST_Z_SCORE:
		z_score(contest, run, group, room->judges);
		break;
	case ADJUST_SEVERITY:
		severity(contest, run, group, room->numbers);
		break;
	}
}

void adjust_groups(struct contest *contest, struct round_run *run)
{
	const struct record *record = contest->record;
	size_t before = contest->errors->count, judges = record->judge_ids.count;
	struct adjust_room room = {.panels = memory_array(record->rounds[run->round->number].panels.count, sizeof *room.panels),
	    .judges = memory_array(judges, sizeof *room.judges),
	    .numbers = memory_array(judges, sizeof *room.numbers)};

	for (size_t i = 0; i < run->group_count && contest->errors->count == before; i++)
		if (!run->groups[i].skipped)
			adjust_group(contest, run, &run->groups[i], &room);
	free(room.numbers);
	free(room.judges);
	free(room.panels);
}
