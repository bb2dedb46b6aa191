#include "judging/award/budget.h"

#include "judging/base/why.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A step of GRANT, whose amount was BEFORE and is now what it is; its other members are the caller's. */
static struct node *add_step(struct contest *contest, struct grant *grant, enum why_code code, int64_t before)
{
	struct node *step = contest_why_row(contest, &grant->steps, code);
	node_put_integer(step, "before_fen", before);
	node_put_integer(step, "amount_fen", grant->amount);
	return step;
}

int128 budget_total(const struct grant *grants, size_t count)
{
	int128 total = 0;
	for (size_t i = 0; i < count; i++)
		total += grants[i].dropped ? 0 : grants[i].amount;
	return total;
}

/* A firm's awards, the largest first; then the earlier pool, the better rank, the smaller entry id. */
static int compare_of_firm(const void *a, const void *b)
{
	const struct grant *x = *(struct grant *const *)a, *y = *(struct grant *const *)b;
	if (x->firm != y->firm)
		return x->firm < y->firm ? -1 : 1;
	if (x->amount != y->amount)
		return x->amount > y->amount ? -1 : 1;
	if (x->pool != y->pool)
		return x->pool < y->pool ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* A firm's money from earlier awards, as far as the rulebook minds. */
struct past {
	bool excluded;
	const char *excluded_by;
	int128 had; /* fen, to be topped up only */
};

static struct past *past_of_firms(const struct record *record)
{
	const struct award *award = record->rulebook.award;
	struct past *past = memory_array(record->firm_ids.count, sizeof *past);
	struct ids schemes = {0};

	for (size_t i = 0; i < award->prior_count; i++)
		ids_add(&schemes, award->prior[i].scheme, NULL);
	for (size_t i = 0; i < record->prior_count; i++) {
		size_t scheme = ids_find(&schemes, record->prior[i].scheme);
		struct past *firm = &past[record->prior[i].firm];
		if (scheme == IDS_NONE)
			continue;
		const struct prior_rule *rule = &award->prior[scheme];
		if (!rule->exclude) {
			firm->had += record->prior[i].fen;
		} else if (!firm->excluded || strcmp(rule->scheme, firm->excluded_by) < 0) {
			firm->excluded = true;
			firm->excluded_by = rule->scheme;
		}
	}
	ids_free(&schemes);
	return past;
}

/* Drops all but the first of those that are not special, and moves what is left to the front. How many that is. */
static size_t keep_highest(struct contest *contest, struct grant **grants, size_t count)
{
	const struct award *award = contest->record->rulebook.award;
	const struct grant *kept = NULL;
	size_t left = 0;

	for (size_t i = 0; i < count; i++) {
		struct grant *grant = grants[i];
		if (grant->special || !kept) {
			kept = grant->special ? kept : grant;
			grants[left++] = grant;
			continue;
		}
		struct node *why = contest_why_row(contest, &grant->standing->no_award, WHY_NO_AWARD_REPEAT);
		grant->dropped = true;
		node_put_integer(why, "pool", (int64_t)grant->pool);
		node_put_integer(why, "rank", (int64_t)grant->rank);
		node_put_integer(why, "of", (int64_t)grant->of);
		node_put_text(why, "tier", award->pools[grant->pool].tiers[grant->tier].id);
		node_put_integer(why, "amount_fen", grant->amount);
		node_put_text(why, "kept_entry", contest->record->entries[kept->entry].id);
		node_put_text(why, "kept_tier", award->pools[kept->pool].tiers[kept->tier].id);
		node_put_integer(why, "kept_fen", kept->amount);
	}
	return left;
}

static void subtract_past(struct contest *contest, struct grant **grants, size_t count, const struct past *past)
{
	int128 had = past->had;
	for (size_t i = 0; i < count; i++) {
		int64_t before = grants[i]->amount;
		if (past->excluded) {
			grants[i]->amount = 0;
			node_put_text(add_step(contest, grants[i], WHY_PRIOR_EXCLUDED, before), "scheme", past->excluded_by);
			continue;
		}
		int64_t less = had < before ? (int64_t)had : before;
		grants[i]->amount -= less;
		had -= less;
		if (less == 0)
			continue;
		struct node *step = add_step(contest, grants[i], WHY_PRIOR_TOPPED_UP, before);
		node_put_integer(step, "less_fen", less);
		node_put_integer(step, "had_fen", past->had > INT64_MAX ? INT64_MAX : (int64_t)past->had);
	}
}

/* Takes what is above the cap, from the firm's smallest award first. */
static void apply_cap(struct contest *contest, struct grant **grants, size_t count, int64_t cap)
{
	int128 excess = -(int128)cap;
	for (size_t i = 0; i < count; i++)
		excess += grants[i]->amount;
	for (size_t i = count; i-- > 0 && excess > 0;) {
		int64_t before = grants[i]->amount, less = excess < before ? (int64_t)excess : before;
		grants[i]->amount -= less;
		excess -= less;
		if (less == 0)
			continue;
		struct node *step = add_step(contest, grants[i], WHY_FIRM_CAP, before);
		node_put_integer(step, "less_fen", less);
		node_put_integer(step, "cap_fen", cap);
	}
}

/* Steps 3 to 5 for the COUNT awards of one firm, ordered by compare_of_firm(). */
static void settle_firm(struct contest *contest, struct grant **grants, size_t count, const struct past *past)
{
	const struct award *award = contest->record->rulebook.award;
	if (award->highest_only)
		count = keep_highest(contest, grants, count);
	subtract_past(contest, grants, count, past);
	if (award->has_cap) {
		qsort(grants, count, sizeof(struct grant *), compare_of_firm);
		apply_cap(contest, grants, count, award->firm_cap);
	}
}

static void settle_firms(struct contest *contest, struct grant *grants, size_t count)
{
	struct grant **list = memory_array(count, sizeof(struct grant *));
	struct past *past = past_of_firms(contest->record);

	for (size_t i = 0; i < count; i++)
		list[i] = &grants[i];
	qsort(list, count, sizeof(struct grant *), compare_of_firm);
	for (size_t from = 0, to; from < count; from = to) {
		size_t firm = list[from]->firm;
		for (to = from; to < count && list[to]->firm == firm; to++)
			;
		settle_firm(contest, &list[from], to - from, &past[firm]);
	}
	free(past);
	free(list);
}

/* A share that was rounded down, and what the rounding took. */
struct reduced {
	struct grant *grant;
	int64_t before;   /* the amount asked for */
	int128 remainder; /* in fen / total */
	bool extra_unit;
};

static int compare_remainders(const void *a, const void *b)
{
	const struct reduced *x = a, *y = b;
	if (x->remainder != y->remainder)
		return x->remainder > y->remainder ? -1 : 1;
	if (x->before != y->before)
		return x->before > y->before ? -1 : 1;
	if (x->grant->entry != y->grant->entry)
		return x->grant->entry < y->grant->entry ? -1 : 1;
	return x->grant->pool < y->grant->pool ? -1 : x->grant->pool > y->grant->pool;
}

/* The budget was too small for TOTAL. */
static void put_shortage(struct node *step, const struct award *award, int128 total)
{
	node_put_integer(step, "budget_fen", award->budget);
	node_put_integer(step, "total_fen", total > INT64_MAX ? INT64_MAX : (int64_t)total);
}

static void pro_rata(struct contest *contest, struct grant *grants, size_t count, int128 total)
{
	const struct award *award = contest->record->rulebook.award;
	struct reduced *reduced = memory_array(count, sizeof *reduced);
	int128 left = award->budget;

	assert(total > 0 && total > award->budget);
	for (size_t i = 0; i < count; i++) {
		int128 share = (int128)grants[i].amount * award->budget; /* in fen / total; below 2^106 */
		int64_t units = (int64_t)(share / total / award->unit);
		reduced[i] = (struct reduced){&grants[i], grants[i].amount, share - (int128)units * award->unit * total, false};
		grants[i].amount = units * award->unit;
		left -= grants[i].amount;
	}
	qsort(reduced, count, sizeof *reduced, compare_remainders);
	for (size_t i = 0; i < count && left >= award->unit; i++) {
		struct grant *grant = reduced[i].grant;
		if (reduced[i].before - grant->amount < award->unit)
			continue; /* a unit more would be above the amount itself */
		grant->amount += award->unit;
		left -= award->unit;
		reduced[i].extra_unit = true;
	}
	for (size_t i = 0; i < count; i++) {
		struct node *step = add_step(contest, reduced[i].grant, WHY_PRO_RATA, reduced[i].before);
		put_shortage(step, award, total);
		node_put_integer(step, "unit_fen", award->unit);
		node_put_flag(step, "extra_unit", reduced[i].extra_unit);
	}
	free(reduced);
}

/* Whose award goes first when the list is cut from the bottom. */
static int compare_from_bottom(const void *a, const void *b)
{
	const struct grant *x = *(struct grant *const *)a, *y = *(struct grant *const *)b;
	if (x->pool != y->pool)
		return x->pool > y->pool ? -1 : 1;
	if (x->tier != y->tier)
		return x->tier > y->tier ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	return x->entry > y->entry ? -1 : x->entry < y->entry;
}

static void cut_from_bottom(struct contest *contest, struct grant *grants, size_t count, int128 total)
{
	const struct award *award = contest->record->rulebook.award;
	struct grant **list = memory_array(count, sizeof(struct grant *));
	int128 asked = total;

	for (size_t i = 0; i < count; i++)
		list[i] = &grants[i];
	qsort(list, count, sizeof(struct grant *), compare_from_bottom);
	for (size_t i = 0; i < count && total > award->budget; i++) {
		int64_t before = list[i]->amount;
		total -= before;
		list[i]->amount = 0;
		if (before > 0)
			put_shortage(add_step(contest, list[i], WHY_FROM_THE_BOTTOM, before), award, asked);
	}
	free(list);
}

static void refuse(const struct award *award, int128 total, struct judging_errors *errors)
{
	mpq_t excess;
	mpz_t whole;

	mpq_init(excess);
	mpz_init(whole);
	decimal_set_ratio(excess, total - award->budget, 100); /* words say yuan, never fen */
	decimal_round(whole, excess, 2);
	char *text = decimal_text(whole, 2);
	judging_errors_add(errors, "rulebook.award.budget_fen", "the awards are over budget by CNY %s", text);
	free(text);
	mpz_clear(whole);
	mpq_clear(excess);
}

static void fit_budget(struct contest *contest, struct grant *grants, size_t count)
{
	const struct award *award = contest->record->rulebook.award;
	int128 total = budget_total(grants, count);

	if (total <= award->budget)
		return;
	switch (award->over_budget) {
	case OVER_REFUSE:
		refuse(award, total, contest->errors);
		return;
	case OVER_PRO_RATA:
		pro_rata(contest, grants, count, total);
		break;
	case OVER_FROM_THE_BOTTOM:
		cut_from_bottom(contest, grants, count, total);
		break;
	}
	assert(budget_total(grants, count) <= award->budget);
}

void budget_apply(struct contest *contest, struct grant *grants, size_t count)
{
	size_t kept = 0;
	struct grant *list = memory_array(count, sizeof *list);
	size_t *origin = memory_array(count, sizeof *origin);

	settle_firms(contest, grants, count);
	/* what is dropped takes no part in sharing out the budget */
	for (size_t i = 0; i < count; i++)
		if (!grants[i].dropped) {
			origin[kept] = i;
			list[kept++] = grants[i];
		}
	fit_budget(contest, list, kept);
	for (size_t i = 0; i < kept; i++)
		grants[origin[i]] = list[i];
	for (size_t i = 0; i < count; i++)
		node_put_node(grants[i].why, "steps", grants[i].steps);
	free(origin);
	free(list);
}
