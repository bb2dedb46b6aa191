/* Assignment (judging/assign/assignment.h):
 * - every entry gets as many different judges as it needs; loads differ by at most one where everybody may score everything
 * - conflicts, taken pairs, panels and expertise are respected; preferred expertise gives way where it must
 * - a shortage names the entry and says how many judges fall out and why; the others get theirs all the same
 * - on thousands of small random problems nothing is better balanced (held against trying everything)
 * - loads that exist are evened out
 * - the same seed gives the same plan, whatever the order of the input; another seed mixes differently
 * - 5,044 entries, 5 judges each, 150 judges with expertise and conflicts: the balance that is possible, in well under a second */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "judging/assign/assignment.h"

#define MANY 6000

static uint64_t state_of_chance = 1;

static size_t chance(size_t below)
{
	state_of_chance = state_of_chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(state_of_chance >> 33) % below;
}

struct setting {
	struct assign_judge judges[160];
	struct assign_entry entries[MANY];
	struct assign_pair conflicts[MANY];
	struct assign_problem problem;
};

/* Judges 1, 2, … and entries 101, 102, …, nothing in the way. */
static struct setting *setting_new(size_t judges, size_t entries, int needed)
{
	struct setting *s = calloc(1, sizeof *s);

	assert_non_null(s);
	for (size_t j = 0; j < judges; j++)
		s->judges[j] = (struct assign_judge){.id = (int64_t)j + 1};
	for (size_t e = 0; e < entries; e++)
		s->entries[e] = (struct assign_entry){.id = (int64_t)e + 101, .panel = -1, .needed = needed};
	s->problem = (struct assign_problem){
	    .judges = s->judges, .judge_count = judges, .entries = s->entries, .entry_count = entries, .conflicts = s->conflicts};
	return s;
}

static void conflict(struct setting *s, size_t entry, size_t judge)
{
	s->conflicts[s->problem.conflict_count++] = (struct assign_pair){entry, judge};
}

static bool in_conflict(const struct setting *s, size_t entry, size_t judge)
{
	for (size_t i = 0; i < s->problem.conflict_count; i++) {
		if (s->conflicts[i].entry == entry && s->conflicts[i].judge == judge)
			return true;
	}
	return false;
}

static int64_t squares(const int64_t *loads, size_t count)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += loads[i] * loads[i];
	return sum;
}

static int64_t spread(const int64_t *loads, size_t count)
{
	int64_t low = loads[0], high = loads[0];

	for (size_t i = 1; i < count; i++) {
		low = loads[i] < low ? loads[i] : low;
		high = loads[i] > high ? loads[i] : high;
	}
	return high - low;
}

static size_t judges_of(const struct assign_plan *plan, size_t entry)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->pair_count; i++)
		count += plan->pairs[i].entry == entry;
	return count;
}

static bool has_pair(const struct assign_plan *plan, size_t entry, size_t judge)
{
	for (size_t i = 0; i < plan->pair_count; i++) {
		if (plan->pairs[i].entry == entry && plan->pairs[i].judge == judge)
			return true;
	}
	return false;
}

static void everybody_may(void **state)
{
	struct setting *s = setting_new(7, 23, 3);
	struct assign_plan plan;

	(void)state;
	assignment_plan(&s->problem, &plan);
	assert_int_equal(plan.pair_count, 69);
	assert_int_equal(plan.shortage_count, 0);
	for (size_t i = 1; i < plan.pair_count; i++) {
		const struct assign_pair *a = &plan.pairs[i - 1], *b = &plan.pairs[i];
		assert_true(a->entry < b->entry || (a->entry == b->entry && a->judge < b->judge));
	}
	assert_int_equal(spread(plan.loads, 7), 1);
	assignment_plan_free(&plan);
	free(s);
}

static void restrictions(void **state)
{
	static const int first[] = {1}, both[] = {1, 2};
	static const char *const biomed[] = {"biomed", NULL};
	struct setting *s = setting_new(5, 3, 2);
	struct assign_plan plan;
	struct assign_pair taken = {0, 0};

	(void)state;
	/* entry 0: panel 1, where judges 0, 1, 2 sit; 0 scores it already and 1 has a conflict */
	s->entries[0].panel = 1;
	for (size_t j = 0; j < 3; j++) {
		s->judges[j].panels = j == 2 ? both : first;
		s->judges[j].panel_count = j == 2 ? 2 : 1;
	}
	s->problem.taken = &taken;
	s->problem.taken_count = 1;
	conflict(s, 0, 1);
	/* entry 1: materials, which judges 3 and 4 do not know */
	s->entries[1].industry = "materials";
	s->judges[3].expertise = s->judges[4].expertise = biomed;
	/* entry 2: nobody is needed any more */
	s->entries[2].needed = -1;
	assignment_plan(&s->problem, &plan);
	assert_int_equal(plan.shortage_count, 1);
	const struct assign_shortage *shortage = &plan.shortages[0];
	assert_int_equal(shortage->entry, 0);
	assert_int_equal(shortage->needed, 2);
	assert_int_equal(shortage->possible, 1);
	assert_int_equal(shortage->judges, 3);
	assert_int_equal(shortage->taken, 1);
	assert_int_equal(shortage->conflicts, 1);
	assert_int_equal(shortage->no_expertise, 0);
	assert_true(has_pair(&plan, 0, 2));
	assert_int_equal(judges_of(&plan, 0), 1);
	assert_int_equal(judges_of(&plan, 1), 2);
	assert_false(has_pair(&plan, 1, 3) || has_pair(&plan, 1, 4));
	assert_int_equal(judges_of(&plan, 2), 0);
	assignment_plan_free(&plan);
	free(s);
}

static void expertise(void **state)
{
	static const char *const biomed[] = {"biomed", NULL}, *const none[] = {NULL};
	struct setting *s = setting_new(3, 1, 2);
	struct assign_plan plan;

	(void)state;
	s->entries[0].industry = "materials";
	s->judges[0].expertise = s->judges[1].expertise = biomed;
	s->judges[2].expertise = none; /* knows everything */
	assignment_plan(&s->problem, &plan);
	assert_int_equal(plan.shortage_count, 1);
	assert_int_equal(plan.shortages[0].no_expertise, 2);
	assert_int_equal(plan.pair_count, 1);
	assignment_plan_free(&plan);
	for (int mode = ASSIGN_PREFER; mode <= ASSIGN_IGNORE; mode++) {
		s->problem.expertise = (enum assign_expertise)mode;
		assignment_plan(&s->problem, &plan);
		assert_int_equal(plan.shortage_count, 0);
		assert_int_equal(plan.pair_count, 2);
		assignment_plan_free(&plan);
	}
	/* where experts suffice, only they are taken */
	s->entries[0].needed = 1;
	s->problem.expertise = ASSIGN_PREFER;
	assignment_plan(&s->problem, &plan);
	assert_true(has_pair(&plan, 0, 2));
	assignment_plan_free(&plan);
	free(s);
}

/* The smallest sum of squares over all ways to choose, entry by entry. */
static int64_t best_squares(const struct setting *s, size_t entry, size_t from, int needed, int64_t *loads)
{
	int64_t best = INT64_MAX;

	if (entry == s->problem.entry_count)
		return squares(loads, s->problem.judge_count);
	if (needed == 0)
		return best_squares(s, entry + 1, 0, entry + 1 < s->problem.entry_count ? s->entries[entry + 1].needed : 0, loads);
	for (size_t j = from; j < s->problem.judge_count; j++) {
		if (in_conflict(s, entry, j))
			continue;
		loads[j]++;
		int64_t here = best_squares(s, entry, j + 1, needed - 1, loads);
		loads[j]--;
		best = here < best ? here : best;
	}
	return best;
}

static void nothing_is_better(void **state)
{
	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t judges = 2 + chance(4), entries = 1 + chance(5);
		struct setting *s = setting_new(judges, entries, 0);
		int64_t loads[8];
		struct assign_plan plan;
		for (size_t j = 0; j < judges; j++)
			loads[j] = s->judges[j].load = (int64_t)chance(4);
		for (size_t e = 0; e < entries; e++) {
			int possible = 0;
			for (size_t j = 0; j < judges; j++) {
				if (chance(2))
					conflict(s, e, j);
				else
					possible++;
			}
			s->entries[e].needed = possible ? 1 + (int)chance((size_t)possible) : 0;
		}
		s->problem.seed = (uint64_t)round;
		assignment_plan(&s->problem, &plan);
		assert_int_equal(plan.shortage_count, 0);
		for (size_t i = 0; i < plan.pair_count; i++)
			assert_false(in_conflict(s, plan.pairs[i].entry, plan.pairs[i].judge));
		for (size_t e = 0; e < entries; e++)
			assert_int_equal(judges_of(&plan, e), s->entries[e].needed);
		assert_int_equal(squares(plan.loads, judges), best_squares(s, 0, 0, s->entries[0].needed, loads));
		assignment_plan_free(&plan);
		free(s);
	}
}

/* The plan as pairs of ids. */
static size_t pairs_by_id(const struct assign_problem *p, const struct assign_plan *plan, int64_t (*ids)[2])
{
	for (size_t i = 0; i < plan->pair_count; i++) {
		ids[i][0] = p->entries[plan->pairs[i].entry].id;
		ids[i][1] = p->judges[plan->pairs[i].judge].id;
	}
	return plan->pair_count;
}

static void order_does_not_matter(void **state)
{
	struct setting *s = setting_new(12, 60, 3);
	int64_t(*a)[2] = calloc(180, sizeof *a), (*b)[2] = calloc(180, sizeof *b);
	struct assign_plan plan;

	(void)state;
	s->problem.seed = 42;
	assignment_plan(&s->problem, &plan);
	size_t count = pairs_by_id(&s->problem, &plan, a);
	assignment_plan_free(&plan);
	for (size_t i = 0; i < 6; i++) {
		struct assign_judge judge = s->judges[i];
		s->judges[i] = s->judges[11 - i];
		s->judges[11 - i] = judge;
	}
	for (size_t i = 0; i < 30; i++) {
		struct assign_entry entry = s->entries[i];
		s->entries[i] = s->entries[59 - i];
		s->entries[59 - i] = entry;
	}
	assignment_plan(&s->problem, &plan);
	assert_int_equal(pairs_by_id(&s->problem, &plan, b), count);
	assert_memory_equal(a, b, count * sizeof *a);
	assignment_plan_free(&plan);
	s->problem.seed = 43;
	assignment_plan(&s->problem, &plan);
	pairs_by_id(&s->problem, &plan, b);
	assert_memory_not_equal(a, b, count * sizeof *a);
	assignment_plan_free(&plan);
	free(a);
	free(b);
	free(s);
}

static void a_real_contest(void **state)
{
	static const char *const industries[] = {"it", "biomed", "equipment", "materials", "energy", "environment"};
	static const char *known[150][3];
	struct setting *s = setting_new(150, 5044, 5);
	struct assign_plan plan;

	(void)state;
	for (size_t j = 0; j < 150; j++) {
		known[j][0] = industries[j % 6];
		known[j][1] = industries[(j / 6 + 1) % 6];
		s->judges[j].expertise = known[j];
	}
	for (size_t e = 0; e < 5044; e++) {
		s->entries[e].industry = industries[chance(6)];
		conflict(s, e, chance(150));
	}
	clock_t began = clock();
	assignment_plan(&s->problem, &plan);
	assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 5);
	assert_int_equal(plan.shortage_count, 0);
	assert_int_equal(plan.pair_count, 25220);
	assert_true(spread(plan.loads, 150) <= 1);
	assignment_plan_free(&plan);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everybody_may),
	    cmocka_unit_test(restrictions),
	    cmocka_unit_test(expertise),
	    cmocka_unit_test(nothing_is_better),
	    cmocka_unit_test(order_does_not_matter),
	    cmocka_unit_test(a_real_contest),
	};

	return cmocka_run_group_tests_name("assignment", tests, NULL, NULL);
}
