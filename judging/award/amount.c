#include "judging/award/amount.h"

#include "judging/base/why.h"

/* One amount while it is found. */
struct finding {
	const struct record *record;
	const struct amount *amount;
	size_t entry;
	struct node *why; /* NULL: nobody wants to know */
};

/* Floor(product), at most the cap, 0 below the floor. */
static int64_t limit(struct finding *finding, const mpq_t product)
{
	const struct amount *amount = finding->amount;
	mpz_t whole;

	mpz_init(whole);
	mpz_fdiv_q(whole, mpq_numref(product), mpq_denref(product));
	if (mpz_cmp_si(whole, amount->cap) > 0)
		mpz_set_si(whole, amount->cap);
	if (mpz_cmp_si(whole, amount->floor) < 0)
		mpz_set_ui(whole, 0);
	int64_t fen = mpz_get_si(whole); /* the cap is at most 2^53 - 1, the floor at least 0 */
	mpz_clear(whole);
	node_put_number(finding->why, "product_fen", product);
	if (amount->has_cap)
		node_put_integer(finding->why, "cap_fen", amount->cap);
	if (amount->has_floor)
		node_put_integer(finding->why, "floor_fen", amount->floor);
	return fen;
}

static int64_t by_share(struct finding *finding, const mpq_t value)
{
	mpq_t share;

	why_put_code(finding->why, WHY_AMOUNT_SHARE);
	node_put_json(finding->why, "share", finding->amount->share);
	mpq_init(share);
	decimal_set(share, finding->amount->share);
	mpq_mul(share, share, value);
	int64_t fen = limit(finding, share);
	mpq_clear(share);
	return fen;
}

static bool above(const mpq_t value, const json_t *number, bool or_equal)
{
	mpq_t bound;
	mpq_init(bound);
	decimal_set(bound, number);
	int order = mpq_cmp(value, bound);
	mpq_clear(bound);
	return order > 0 || (or_equal && order == 0);
}

/* The highest step reached, by halves; of equal steps the first. */
static const struct amount_step *find_step(const struct amount *amount, const mpq_t value)
{
	size_t from = 0, to = amount->step_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (above(value, amount->steps[middle].at_least, true))
			to = middle;
		else
			from = middle + 1;
	}
	return from < amount->step_count ? &amount->steps[from] : NULL;
}

static int64_t by_steps(struct finding *finding, const mpq_t value)
{
	const struct amount *amount = finding->amount;
	const struct amount_step *step = find_step(amount, value);

	why_put_code(finding->why, step ? WHY_AMOUNT_STEP : WHY_AMOUNT_NO_STEP);
	if (step)
		node_put_json(finding->why, "at_least", step->at_least);
	else if (amount->step_count)
		node_put_json(finding->why, "lowest", amount->steps[amount->step_count - 1].at_least);
	return step ? step->fen : 0;
}

/* How many brackets VALUE reaches into, by halves. */
static size_t brackets_reached(const struct amount *amount, const mpq_t value)
{
	size_t from = 0, to = amount->bracket_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (above(value, amount->brackets[middle].above, false))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* What of VALUE lies in bracket NUMBER, of REACHED ones. */
static void within_bracket(const struct amount *amount, size_t number, size_t reached, const mpq_t value, mpq_t within)
{
	mpq_t bound;
	mpq_init(bound);
	decimal_set(bound, amount->brackets[number].above);
	if (number + 1 < reached)
		decimal_set(within, amount->brackets[number + 1].above);
	else
		mpq_set(within, value);
	mpq_sub(within, within, bound);
	mpq_clear(bound);
}

static int64_t by_brackets(struct finding *finding, const mpq_t value)
{
	const struct amount *amount = finding->amount;
	struct node *list = node_list_in(finding->why, "brackets");
	size_t reached = brackets_reached(amount, value);
	mpq_t sum, within;

	why_put_code(finding->why, WHY_AMOUNT_BRACKETS);
	mpq_inits(sum, within, NULL);
	for (size_t i = 0; list && i < reached; i++) {
		struct node *row = node_row(list);
		if (!row)
			continue;
		within_bracket(amount, i, reached, value, within);
		node_put_json(row, "above", amount->brackets[i].above);
		node_put_json(row, "share", amount->brackets[i].share);
		node_put_number(row, "within", within);
	}
	if (reached) {
		within_bracket(amount, reached - 1, reached, value, within);
		decimal_set(sum, amount->brackets[reached - 1].share);
		mpq_mul(sum, sum, within);
		mpq_add(sum, sum, amount->brackets[reached - 1].below);
	}
	int64_t fen = limit(finding, sum);
	mpq_clears(sum, within, NULL);
	return fen;
}

static int64_t of_query(struct finding *finding)
{
	struct subject subject = record_subject(finding->record, finding->entry);
	struct node *query = node_object_in(finding->why, "investments");
	int64_t fen = 0;
	mpq_t value;

	mpq_init(value);
	if (query_value(finding->amount->of, &subject, value, query) != QUERY_VALUE)
		why_put_code(finding->why, WHY_AMOUNT_MISSING);
	else if (finding->amount->kind == AMOUNT_SHARE)
		fen = by_share(finding, value);
	else if (finding->amount->kind == AMOUNT_STEPS)
		fen = by_steps(finding, value);
	else
		fen = by_brackets(finding, value);
	mpq_clear(value);
	return fen;
}

static int64_t of_parts(struct finding *finding)
{
	const struct amount *amount = finding->amount;
	struct node *list = node_list_in(finding->why, "parts");
	int128 sum = 0;

	why_put_code(finding->why, WHY_AMOUNT_SUM);
	for (size_t i = 0; i < amount->part_count; i++)
		sum += amount_of(finding->record, &amount->parts[i], finding->entry, node_row(list));
	if (amount->has_cap) {
		node_put_integer(finding->why, "cap_fen", amount->cap);
		if (sum > amount->cap)
			sum = amount->cap;
	}
	return sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
}

int64_t amount_of(const struct record *record, const struct amount *amount, size_t entry, struct node *why)
{
	struct finding finding = {record, amount, entry, why};
	size_t division = record->entries[entry].division;
	int64_t fen = 0;

	switch (amount->kind) {
	case AMOUNT_FEN:
		why_put_code(why, WHY_AMOUNT_FIXED);
		fen = amount->fen;
		break;
	case AMOUNT_BY_DIVISION:
		why_put_code(why, WHY_AMOUNT_BY_DIVISION);
		node_put_text(why, "division", record->rulebook.divisions[division].id);
		fen = amount->by_division[division];
		break;
	case AMOUNT_SHARE:
	case AMOUNT_STEPS:
	case AMOUNT_BRACKETS:
		fen = of_query(&finding);
		break;
	case AMOUNT_SUM:
		fen = of_parts(&finding);
		break;
	}
	node_put_integer(why, "amount_fen", fen);
	return fen;
}
