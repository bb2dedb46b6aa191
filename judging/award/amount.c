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

/* The highest step reached; of equal steps the first. */
static int64_t by_steps(struct finding *finding, const mpq_t value)
{
	const struct amount *amount = finding->amount;
	const struct amount_step *best = NULL, *lowest = NULL;
	mpq_t bound;

	mpq_init(bound);
	for (size_t i = 0; i < amount->step_count; i++) {
		const struct amount_step *step = &amount->steps[i];
		double at_least = json_number_value(step->at_least);
		if (!lowest || at_least < json_number_value(lowest->at_least))
			lowest = step;
		decimal_set(bound, step->at_least);
		if (mpq_cmp(value, bound) >= 0 && (!best || at_least > json_number_value(best->at_least)))
			best = step;
	}
	mpq_clear(bound);
	why_put_code(finding->why, best ? WHY_AMOUNT_STEP : WHY_AMOUNT_NO_STEP);
	if (best)
		node_put_json(finding->why, "at_least", best->at_least);
	else if (lowest)
		node_put_json(finding->why, "lowest", lowest->at_least);
	return best ? best->fen : 0;
}

/* Adds the share of what of VALUE lies above the bracket's bound and not above NEXT's (NULL: the last) to SUM. */
static void add_bracket(
    const struct amount_bracket *bracket, const struct amount_bracket *next, const mpq_t value, mpq_t sum, struct node *list)
{
	mpq_t top, bound;

	mpq_inits(top, bound, NULL);
	decimal_set(bound, bracket->above);
	mpq_set(top, value);
	if (next) {
		decimal_set(top, next->above);
		if (mpq_cmp(value, top) < 0)
			mpq_set(top, value);
	}
	mpq_sub(top, top, bound);
	if (mpq_sgn(top) > 0) {
		struct node *row = node_row(list);
		node_put_json(row, "above", bracket->above);
		node_put_json(row, "share", bracket->share);
		node_put_number(row, "within", top);
		decimal_set(bound, bracket->share);
		mpq_mul(top, top, bound);
		mpq_add(sum, sum, top);
	}
	mpq_clears(top, bound, NULL);
}

static int64_t by_brackets(struct finding *finding, const mpq_t value)
{
	const struct amount *amount = finding->amount;
	struct node *list = node_list_in(finding->why, "brackets");
	mpq_t sum;

	why_put_code(finding->why, WHY_AMOUNT_BRACKETS);
	mpq_init(sum);
	for (size_t i = 0; i < amount->bracket_count; i++)
		add_bracket(&amount->brackets[i], i + 1 < amount->bracket_count ? &amount->brackets[i + 1] : NULL, value, sum, list);
	int64_t fen = limit(finding, sum);
	mpq_clear(sum);
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
