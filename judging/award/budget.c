#include "judging/award/budget.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void grant_explain(struct grant *grant, const char *format, ...)
{
	char *text;
	va_list args;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	json_array_append_new(grant->why, json_string(text));
	free(text);
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
	for (size_t i = 0; i < record->prior_count; i++)
		for (size_t j = 0; j < award->prior_count; j++) {
			if (strcmp(award->prior[j].scheme, record->prior[i].scheme) != 0)
				continue;
			struct past *firm = &past[record->prior[i].firm];
			if (!award->prior[j].exclude) {
				firm->had += record->prior[i].fen;
			} else if (!firm->excluded || strcmp(award->prior[j].scheme, firm->excluded_by) < 0) {
				firm->excluded = true;
				firm->excluded_by = award->prior[j].scheme;
			}
		}
	return past;
}

static void keep_highest(struct grant **grants, size_t count)
{
	for (size_t i = 1; i < count; i++)
		grants[i]->dropped = true;
}

static void subtract_past(struct grant **grants, size_t count, const struct past *past)
{
	int128 had = past->had;
	for (size_t i = 0; i < count; i++) {
		if (past->excluded) {
			grant_explain(grants[i], "nothing: the firm has an award of %s", past->excluded_by);
			grants[i]->amount = 0;
			continue;
		}
		int64_t less = had < grants[i]->amount ? (int64_t)had : grants[i]->amount;
		if (less > 0)
			grant_explain(grants[i], "less %lld fen that the firm already had", (long long)less);
		grants[i]->amount -= less;
		had -= less;
	}
}

/* Takes what is above the cap, from the firm's smallest award first. */
static void apply_cap(struct grant **grants, size_t count, int64_t cap)
{
	int128 excess = -(int128)cap;
	for (size_t i = 0; i < count; i++)
		excess += grants[i]->amount;
	for (size_t i = count; i-- > 0 && excess > 0;) {
		int64_t less = excess < grants[i]->amount ? (int64_t)excess : grants[i]->amount;
		if (less > 0)
			grant_explain(grants[i], "less %lld fen above the firm's cap of %lld", (long long)less, (long long)cap);
		grants[i]->amount -= less;
		excess -= less;
	}
}

/* Steps 3 to 5 for the COUNT awards of one firm, ordered by compare_of_firm(). */
static void settle_firm(const struct award *award, struct grant **grants, size_t count, const struct past *past)
{
	if (award->highest_only) {
		keep_highest(grants, count);
		count = 1;
	}
	subtract_past(grants, count, past);
	if (award->has_cap) {
		qsort(grants, count, sizeof(struct grant *), compare_of_firm);
		apply_cap(grants, count, award->firm_cap);
	}
}

static void settle_firms(const struct record *record, struct grant *grants, size_t count)
{
	struct grant **list = memory_array(count, sizeof(struct grant *));
	struct past *past = past_of_firms(record);

	for (size_t i = 0; i < count; i++)
		list[i] = &grants[i];
	qsort(list, count, sizeof(struct grant *), compare_of_firm);
	for (size_t from = 0, to; from < count; from = to) {
		size_t firm = list[from]->firm;
		for (to = from; to < count && list[to]->firm == firm; to++)
			;
		settle_firm(record->rulebook.award, &list[from], to - from, &past[firm]);
	}
	free(past);
	free(list);
}

/* A share that was rounded down, and what the rounding took. */
struct reduced {
	struct grant *grant;
	int64_t before;   /* the amount asked for */
	int128 remainder; /* in fen / total */
};

static int compare_remainders(const void *a, const void *b)
{
	const struct reduced *x = a, *y = b;
	if (x->remainder != y->remainder)
		return x->remainder > y->remainder ? -1 : 1;
	if (x->before != y->before)
		return x->before > y->before ? -1 : 1;
	return x->grant->entry < y->grant->entry ? -1 : x->grant->entry > y->grant->entry;
}

static void pro_rata(const struct award *award, struct grant *grants, size_t count, int128 total)
{
	struct reduced *reduced = memory_array(count, sizeof *reduced);
	int128 left = award->budget;

	assert(total > 0 && total > award->budget);
	for (size_t i = 0; i < count; i++) {
		int128 share = (int128)grants[i].amount * award->budget; /* in fen / total; below 2^106 */
		int64_t units = (int64_t)(share / total / award->unit);
		reduced[i] = (struct reduced){&grants[i], grants[i].amount, share - (int128)units * award->unit * total};
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
	}
	for (size_t i = 0; i < count; i++)
		grant_explain(reduced[i].grant, "%lld of %lld fen: the budget's share, in units of %lld",
		    (long long)reduced[i].grant->amount, (long long)reduced[i].before, (long long)award->unit);
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

static void cut_from_bottom(const struct award *award, struct grant *grants, size_t count, int128 total)
{
	struct grant **list = memory_array(count, sizeof(struct grant *));
	for (size_t i = 0; i < count; i++)
		list[i] = &grants[i];
	qsort(list, count, sizeof(struct grant *), compare_from_bottom);
	for (size_t i = 0; i < count && total > award->budget; i++) {
		total -= list[i]->amount;
		if (list[i]->amount > 0)
			grant_explain(list[i], "nothing: the budget does not reach so far down the list");
		list[i]->amount = 0;
	}
	free(list);
}

static void fit_budget(const struct award *award, struct grant *grants, size_t count, struct judging_errors *errors)
{
	int128 total = budget_total(grants, count);
	mpz_t excess;
	mpq_t ratio;

	if (total <= award->budget)
		return;
	switch (award->over_budget) {
	case OVER_REFUSE:
		mpq_init(ratio);
		mpz_init(excess);
		decimal_set_ratio(ratio, total - award->budget, 1);
		decimal_round(excess, ratio, 0);
		char *text = decimal_text(excess, 0);
		judging_errors_add(errors, "rulebook.award.budget_fen", "the awards are over budget by %s fen", text);
		free(text);
		mpz_clear(excess);
		mpq_clear(ratio);
		return;
	case OVER_PRO_RATA:
		pro_rata(award, grants, count, total);
		break;
	case OVER_FROM_THE_BOTTOM:
		cut_from_bottom(award, grants, count, total);
		break;
	}
	assert(budget_total(grants, count) <= award->budget);
}

void budget_apply(const struct record *record, struct grant *grants, size_t count, struct judging_errors *errors)
{
	size_t kept = 0;
	struct grant *list = memory_array(count, sizeof *list);

	settle_firms(record, grants, count);
	/* what is dropped takes no part in sharing out the budget */
	size_t *origin = memory_array(count, sizeof *origin);
	for (size_t i = 0; i < count; i++)
		if (!grants[i].dropped) {
			origin[kept] = i;
			list[kept++] = grants[i];
		}
	fit_budget(record->rulebook.award, list, kept, errors);
	for (size_t i = 0; i < kept; i++)
		grants[origin[i]] = list[i];
	free(origin);
	free(list);
}
