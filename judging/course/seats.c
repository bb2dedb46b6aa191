#include "judging/course/seats.h"

#include "judging/course/groups.h"

void seats_count_within(struct contest *contest, const struct round_run *run)
{
	const struct direct_rule *rules = contest->record->rulebook.direct;
	struct ids keys = {0};

	for (size_t i = 0; i < run->group_count; i++)
		ids_add(&keys, run->groups[i].key, NULL);
	for (size_t i = 0; i < contest->record->entry_ids.count; i++) {
		const struct direct_rule *rule = contest->direct[i] == IDS_NONE ? NULL : &rules[contest->direct[i]];
		if (!rule || !rule->within || rule->to != run->round->number + 1)
			continue;
		size_t group = ids_find(&keys, groups_key(contest, &run->round->groups, run->round->number, i, false));
		if (group != IDS_NONE)
			run->groups[group].within++;
	}
	ids_free(&keys);
}

/* share × ranked, rounded as the rulebook says, then within share_min and share_max. */
static int64_t seats_by_share(const struct advance *advance, size_t ranked)
{
	mpq_t product, count;
	mpz_t whole;
	mpq_inits(product, count, NULL);
	mpz_init(whole);
	decimal_set(product, advance->share);
	mpq_set_ui(count, ranked, 1);
	mpq_mul(product, product, count);
	if (advance->share_rounding == ROUND_HALF_UP)
		decimal_round(whole, product, 0);
	else if (advance->share_rounding == ROUND_UP)
		mpz_cdiv_q(whole, mpq_numref(product), mpq_denref(product));
	else
		mpz_fdiv_q(whole, mpq_numref(product), mpq_denref(product));
	int64_t seats = mpz_get_si(whole); /* at most as many as are ranked */
	mpz_clear(whole);
	mpq_clears(product, count, NULL);
	if (seats < advance->share_min)
		seats = advance->share_min;
	return seats < advance->share_max ? seats : advance->share_max;
}

void seats_limit(const struct round *round, struct group *group)
{
	const struct advance *advance = &round->advance;
	if (advance->seats.given) {
		group->seats_rule = seats_of(&advance->seats, group->key);
		int64_t seats = group->seats_rule - group->within;
		group->limited = true;
		group->seats = seats > 0 ? seats : 0;
	}
	if (advance->share) {
		group->seats_share = seats_by_share(advance, group->ranked);
		if (!group->limited || group->seats_share < group->seats)
			group->seats = group->seats_share;
		group->limited = true;
	}
}

void seats_cut(enum tie_at_cut at_cut, int64_t seats, const size_t *ranks, size_t count, enum verdict *verdicts, uint32_t *tied)
{
	size_t most = (uint64_t)seats < count ? (size_t)seats : count;
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && ranks[to] == ranks[from]; to++)
			;
		bool spans = from < most && to > most;
		enum verdict verdict = to <= most ? VERDICT_IN : VERDICT_OUT;
		if (spans)
			verdict = at_cut == CUT_ALL ? VERDICT_IN : at_cut == CUT_RESOLVE ? VERDICT_OPEN : VERDICT_OUT;
		for (size_t i = from; i < to; i++) {
			verdicts[i] = verdict;
			tied[i] = spans ? (uint32_t)(to - from) : 0;
		}
	}
}
