#include "judging/base/why.h"

/* Members that several codes share. */
#define OPTIONAL true, NULL
#define NEEDED false, NULL
#define PLACE                           \
	{"rank", WHY_COUNT, NEEDED},    \
	{                               \
		"of", WHY_COUNT, NEEDED \
	}
/* How the seats of a group came about, and how many better ones were barred by a minimum or left. */
#define SEATS                                                                                                             \
	{"seats", WHY_COUNT, NEEDED}, {"seats_rule", WHY_COUNT, OPTIONAL}, {"within", WHY_COUNT, OPTIONAL},               \
	    {"share", WHY_SHARE, OPTIONAL}, {"share_rounding", WHY_WORD, OPTIONAL}, {"share_seats", WHY_COUNT, OPTIONAL}, \
	{                                                                                                                 \
		"barred_above", WHY_COUNT, OPTIONAL                                                                       \
	}
/* Lists, and how many rows of them are not shown. Those of `ties` and `steps` are few by their nature. */
#define LIST(name, optional, of)                 \
	{name, WHY_LIST, optional, of},          \
	{                                        \
		name "_more", WHY_MORE, OPTIONAL \
	}
/* What may stand in every standing's why. */
#define STANDING {"ties", WHY_LIST, true, "ties"}, LIST("dropped", true, "dropped"), LIST("no_award", true, "no_award")
#define AMOUNT {"amount_fen", WHY_MONEY, NEEDED}
#define QUERY {"investments", WHY_CONDITION, true, "query"}
#define LIMITS                                   \
	{"cap_fen", WHY_MONEY, OPTIONAL},        \
	{                                        \
		"floor_fen", WHY_MONEY, OPTIONAL \
	}

const struct why_row why_codes[WHY_CODES] = {
    /* eligibility */
    [WHY_ELIGIBLE] = {"eligible", "eligibility", "it has a division and meets the rule for taking part",
	{LIST("divisions", false, "divisions"), {"eligibility", WHY_CONDITION, OPTIONAL}, LIST("direct", true, "direct")}},
    [WHY_NO_DIVISION] = {"no_division", "eligibility", "no division's condition holds; `admitted` does not help",
	{LIST("divisions", false, "divisions"), {"eligibility", WHY_CONDITION, OPTIONAL}, {"decision", WHY_WORD, OPTIONAL},
	    {"reason", WHY_TEXT, OPTIONAL}}},
    [WHY_RULE_NOT_MET] = {"rule_not_met", "eligibility", "the rule for taking part is not met",
	{LIST("divisions", false, "divisions"), {"eligibility", WHY_CONDITION, NEEDED}}},
    [WHY_ADMITTED] = {"admitted", "eligibility", "admitted by the organiser's decision, whatever the rule says",
	{LIST("divisions", false, "divisions"), {"eligibility", WHY_CONDITION, OPTIONAL}, {"decision", WHY_WORD, NEEDED},
	    {"reason", WHY_TEXT, OPTIONAL}, LIST("direct", true, "direct")}},
    [WHY_INELIGIBLE] = {"ineligible", "eligibility", "not eligible by the organiser's decision",
	{LIST("divisions", false, "divisions"), {"eligibility", WHY_CONDITION, OPTIONAL}, {"decision", WHY_WORD, NEEDED},
	    {"reason", WHY_TEXT, OPTIONAL}}},
    [WHY_UNDECIDED] = {"undecided", "eligibility", "it cannot be said: it hangs on facts that are missing, so it takes no part",
	{LIST("divisions", false, "divisions"), {"eligibility", WHY_CONDITION, OPTIONAL}, {"decision", WHY_WORD, OPTIONAL},
	    {"reason", WHY_TEXT, OPTIONAL}}},
    /* direct advancement: the whole why of a row, or in `direct` of an eligible entry that takes no rule */
    [WHY_DIRECT_MET] = {"direct_met", "direct", "the rule's condition holds: it advances directly",
	{{"rule", WHY_RULE, NEEDED}, {"to", WHY_ROUND, NEEDED}, {"when", WHY_CONDITION, NEEDED}}},
    [WHY_DIRECT_NOT_MET] = {"direct_not_met", "direct", "the rule's condition does not hold",
	{{"rule", WHY_RULE, NEEDED}, {"to", WHY_ROUND, NEEDED}, {"when", WHY_CONDITION, NEEDED}}},
    [WHY_DIRECT_LEFT] = {"direct_left", "direct", "the rule is not asked: the entry left before the round it leads to",
	{{"rule", WHY_RULE, NEEDED}, {"to", WHY_ROUND, NEEDED}, {"as", WHY_WORD, NEEDED}, {"before", WHY_ROUND, NEEDED},
	    {"reason", WHY_TEXT, OPTIONAL}}},
    /* standings */
    [WHY_SKIPPED] = {"skipped", "standing", "its group has fewer participants than the round asks for: all advance unjudged",
	{{"count", WHY_COUNT, NEEDED}, {"skip_below", WHY_COUNT, NEEDED}, STANDING}},
    [WHY_FAILED_REQUIREMENT] = {"failed_requirement", "standing", "it does not meet what the round requires",
	{{"require", WHY_CONDITION, NEEDED}, STANDING}},
    [WHY_RANKED] = {"ranked", "standing", "its rank in the last round", {PLACE, STANDING}},
    [WHY_SEATS_FOR_ALL] = {"seats_for_all", "standing", "it advances: the round limits no seats", {PLACE, STANDING}},
    [WHY_WITHIN_SEATS] = {"within_seats", "standing", "it advances: its rank is within the seats", {PLACE, SEATS, STANDING}},
    [WHY_TIED_ALL] = {"tied_all", "standing", "it advances: tied over the last seat, all who are tied advance",
	{PLACE, SEATS, {"tied", WHY_COUNT, NEEDED}, STANDING}},
    [WHY_BEYOND_SEATS] = {"beyond_seats", "standing", "eliminated: better ones take the seats",
	{PLACE, SEATS, {"left", WHY_NODE, OPTIONAL}, {"wildcard", WHY_NODE, OPTIONAL}, STANDING}},
    [WHY_TIED_NONE] = {"tied_none", "standing", "eliminated: tied over the last seat, none of those tied advances",
	{PLACE, SEATS, {"tied", WHY_COUNT, NEEDED}, {"left", WHY_NODE, OPTIONAL}, {"wildcard", WHY_NODE, OPTIONAL}, STANDING}},
    [WHY_TIED_OPEN] = {"tied_open", "standing", "tied over the last seat: waits for the judges' own order",
	{PLACE, SEATS, {"tied", WHY_COUNT, NEEDED}, STANDING}},
    [WHY_BELOW_MINIMUM] = {"below_minimum", "standing", "eliminated whatever its rank: below a minimum",
	{PLACE, LIST("failed", false, "failed"), {"left", WHY_NODE, OPTIONAL}, STANDING}},
    [WHY_SUBSTITUTE] = {"substitute", "standing", "it advances in place of one that left",
	{PLACE, SEATS, {"tied", WHY_COUNT, OPTIONAL}, {"left_above", WHY_COUNT, NEEDED}, STANDING}},
    [WHY_WILDCARD] = {"wildcard", "standing", "it advances as one of the best of all groups who had no seat",
	{PLACE, SEATS, {"tied", WHY_COUNT, OPTIONAL}, {"wildcard_rank", WHY_COUNT, NEEDED}, {"wildcard_of", WHY_COUNT, NEEDED},
	    {"wildcard_seats", WHY_COUNT, NEEDED}, STANDING}},
    [WHY_WILDCARD_OPEN] = {"wildcard_open", "standing", "tied over the last wildcard: waits for the judges' own order",
	{PLACE, SEATS, {"tied", WHY_COUNT, NEEDED}, {"wildcard_rank", WHY_COUNT, NEEDED}, {"wildcard_of", WHY_COUNT, NEEDED},
	    {"wildcard_seats", WHY_COUNT, NEEDED}, STANDING}},
    [WHY_ADDED] = {"added", "standing", "it advances beside the seats, by a decision",
	{{"rank", WHY_COUNT, OPTIONAL}, {"of", WHY_COUNT, OPTIONAL}, {"otherwise", WHY_WORD, NEEDED}, {"reason", WHY_TEXT, NEEDED},
	    STANDING}},
    [WHY_LEFT] = {"left", "standing", "it left before the next round (also in `left` of one that would not have advanced)",
	{{"as", WHY_WORD, NEEDED}, {"before", WHY_ROUND, NEEDED}, {"reason", WHY_TEXT, OPTIONAL}, {"replaced", WHY_FLAG, NEEDED},
	    {"rank", WHY_COUNT, OPTIONAL}, {"of", WHY_COUNT, OPTIONAL}, STANDING}},
    /* parts of a standing's why */
    [WHY_MIN_SCORE] = {"min_score", "failed", "the score is below the minimum",
	{{"score", WHY_SCORE, NEEDED}, {"limit", WHY_POINTS, NEEDED}}},
    [WHY_MIN_VALUE] = {"min_value", "failed", "a value is below its minimum, or the entry has none",
	{{"value_of", WHY_VALUE_NAME, NEEDED}, {"value", WHY_SCORE, OPTIONAL}, {"limit", WHY_POINTS, NEEDED}}},
    [WHY_WILDCARD_FROM_RANK] = {"wildcard_from_rank", "wildcard", "no wildcard: they begin at a later rank",
	{{"from_rank", WHY_COUNT, NEEDED}}},
    [WHY_WILDCARD_BEYOND_SEATS] = {"wildcard_beyond_seats", "wildcard", "no wildcard: better ones take them",
	{PLACE, {"seats", WHY_COUNT, NEEDED}}},
    [WHY_WILDCARD_TIED_NONE] = {"wildcard_tied_none", "wildcard", "no wildcard: tied over the last, none of those tied gets one",
	{PLACE, {"seats", WHY_COUNT, NEEDED}, {"tied", WHY_COUNT, NEEDED}}},
    [WHY_TIE_RULE] = {"tie_rule", "ties", "of two equal scores a tie rule decided; a value that is missing comes last",
	{{"with", WHY_ENTRY, NEEDED}, {"before", WHY_FLAG, NEEDED}, {"rule", WHY_VALUE_NAME, NEEDED}, {"value", WHY_SCORE, OPTIONAL},
	    {"other_value", WHY_SCORE, OPTIONAL}}},
    [WHY_TIE_ORDER] = {"tie_order", "ties", "of two equal scores the judges' own order decided",
	{{"with", WHY_ENTRY, NEEDED}, {"before", WHY_FLAG, NEEDED}}},
    [WHY_TIE_EQUAL] = {"tie_equal", "ties", "equal in everything: they share the rank", {{"with", WHY_ENTRY, NEEDED}}},
    [WHY_DROPPED_HIGH] = {"dropped_high", "dropped", "among the highest, which do not count",
	{{"judge", WHY_JUDGE, NEEDED}, {"criterion", WHY_CRITERION, OPTIONAL}, {"value", WHY_SCORE, NEEDED}}},
    [WHY_DROPPED_LOW] = {"dropped_low", "dropped", "among the lowest, which do not count",
	{{"judge", WHY_JUDGE, NEEDED}, {"criterion", WHY_CRITERION, OPTIONAL}, {"value", WHY_SCORE, NEEDED}}},
    /* awards */
    [WHY_AWARD] = {"award", "award", "its rank is within the seats of the tier",
	{PLACE, {"pool", WHY_POOL, NEEDED}, {"seats", WHY_COUNT, NEEDED}, {"seats_left", WHY_COUNT, NEEDED},
	    {"min_score", WHY_POINTS, OPTIONAL}, {"rank_by", WHY_VALUE_NAME, OPTIONAL}, {"value", WHY_SCORE, OPTIONAL},
	    {"when", WHY_CONDITION, OPTIONAL}, {"amount", WHY_NODE, NEEDED}, {"steps", WHY_LIST, true, "steps"}}},
    [WHY_AWARD_TIED] = {"award_tied", "award", "tied over the tier's last seat: all who are tied get the higher tier",
	{PLACE, {"pool", WHY_POOL, NEEDED}, {"seats", WHY_COUNT, NEEDED}, {"seats_left", WHY_COUNT, NEEDED}, {"tied", WHY_COUNT, NEEDED},
	    {"min_score", WHY_POINTS, OPTIONAL}, {"rank_by", WHY_VALUE_NAME, OPTIONAL}, {"value", WHY_SCORE, OPTIONAL},
	    {"when", WHY_CONDITION, OPTIONAL}, {"amount", WHY_NODE, NEEDED}, {"steps", WHY_LIST, true, "steps"}}},
    [WHY_AMOUNT_FIXED] = {"amount_fixed", "amount", "the tier's amount", {AMOUNT}},
    [WHY_AMOUNT_BY_DIVISION] = {"amount_by_division", "amount", "the tier's amount for the division",
	{{"division", WHY_DIVISION, NEEDED}, AMOUNT}},
    [WHY_AMOUNT_SHARE] = {"amount_share", "amount", "a share of what was found, rounded down, at most the cap, nothing below the floor",
	{QUERY, {"share", WHY_SHARE, NEEDED}, {"product_fen", WHY_NUMBER, NEEDED}, LIMITS, AMOUNT}},
    [WHY_AMOUNT_STEP] = {"amount_step", "amount", "the highest step that was reached", {QUERY, {"at_least", WHY_NUMBER, NEEDED}, AMOUNT}},
    [WHY_AMOUNT_NO_STEP] = {"amount_no_step", "amount", "no step was reached", {QUERY, {"lowest", WHY_NUMBER, OPTIONAL}, AMOUNT}},
    [WHY_AMOUNT_BRACKETS] = {"amount_brackets", "amount",
	"a share of what lies in each bracket, the sum rounded down, within cap and floor",
	{QUERY, LIST("brackets", false, "brackets"), {"product_fen", WHY_NUMBER, NEEDED}, LIMITS, AMOUNT}},
    [WHY_AMOUNT_SUM] = {"amount_sum", "amount", "several amounts together, at most the cap",
	{LIST("parts", false, "amount"), {"cap_fen", WHY_MONEY, OPTIONAL}, AMOUNT}},
    [WHY_AMOUNT_MISSING] = {"amount_missing", "amount", "nothing: there is no value to take it of", {QUERY, AMOUNT}},
    [WHY_PRIOR_EXCLUDED] = {"prior_excluded", "steps", "nothing: the firm has an award of this scheme",
	{{"scheme", WHY_SCHEME, NEEDED}, {"before_fen", WHY_MONEY, NEEDED}, AMOUNT}},
    [WHY_PRIOR_TOPPED_UP] = {"prior_topped_up", "steps", "less what the firm already had",
	{{"had_fen", WHY_MONEY, NEEDED}, {"less_fen", WHY_MONEY, NEEDED}, {"before_fen", WHY_MONEY, NEEDED}, AMOUNT}},
    [WHY_FIRM_CAP] = {"firm_cap", "steps", "less what is above the most that a firm may have",
	{{"cap_fen", WHY_MONEY, NEEDED}, {"less_fen", WHY_MONEY, NEEDED}, {"before_fen", WHY_MONEY, NEEDED}, AMOUNT}},
    [WHY_PRO_RATA] = {"pro_rata", "steps", "the budget is short: its share of it, in units",
	{{"budget_fen", WHY_MONEY, NEEDED}, {"total_fen", WHY_MONEY, NEEDED}, {"unit_fen", WHY_MONEY, NEEDED},
	    {"extra_unit", WHY_FLAG, NEEDED}, {"before_fen", WHY_MONEY, NEEDED}, AMOUNT}},
    [WHY_FROM_THE_BOTTOM] = {"from_the_bottom", "steps", "nothing: the budget does not reach so far down the list",
	{{"budget_fen", WHY_MONEY, NEEDED}, {"total_fen", WHY_MONEY, NEEDED}, {"before_fen", WHY_MONEY, NEEDED}, AMOUNT}},
    /* why a pool gave an entry of its round nothing: in `no_award` of its standing there */
    [WHY_NO_AWARD_OUTCOME] = {"no_award_outcome", "no_award", "the pool is for other outcomes, or for those with a rank",
	{{"pool", WHY_POOL, NEEDED}, {"outcome", WHY_WORD, NEEDED}}},
    [WHY_NO_AWARD_WHEN] = {"no_award_when", "no_award", "it does not meet the pool's condition",
	{{"pool", WHY_POOL, NEEDED}, {"when", WHY_CONDITION, NEEDED}}},
    [WHY_NO_AWARD_EARLIER] = {"no_award_earlier", "no_award", "it has an award, or a vacated seat, of an earlier pool",
	{{"pool", WHY_POOL, NEEDED}, {"earlier_pool", WHY_POOL, NEEDED}}},
    [WHY_NO_AWARD_LEFT] = {"no_award_left", "no_award", "it left",
	{{"pool", WHY_POOL, NEEDED}, {"as", WHY_WORD, NEEDED}, {"before", WHY_ROUND, NEEDED}, {"reason", WHY_TEXT, OPTIONAL}}},
    [WHY_NO_AWARD_NO_VALUE] = {"no_award_no_value", "no_award", "it has no value of the sort the pool ranks by",
	{{"pool", WHY_POOL, NEEDED}, {"rank_by", WHY_VALUE_NAME, NEEDED}}},
    [WHY_NO_AWARD_SEATS] = {"no_award_seats", "no_award", "better ones take the seats",
	{{"pool", WHY_POOL, NEEDED}, PLACE, {"seats", WHY_COUNT, NEEDED}}},
    [WHY_NO_AWARD_TIED] = {"no_award_tied", "no_award", "tied over a tier's last seats, which are too few for all and stay empty",
	{{"pool", WHY_POOL, NEEDED}, PLACE, {"seats", WHY_COUNT, NEEDED}, {"tier", WHY_TIER, NEEDED}, {"tied", WHY_COUNT, NEEDED},
	    {"seats_left", WHY_COUNT, NEEDED}}},
    [WHY_NO_AWARD_MIN_SCORE] = {"no_award_min_score", "no_award", "its score is below what every tier that had a seat asks for",
	{{"pool", WHY_POOL, NEEDED}, PLACE, {"score", WHY_SCORE, NEEDED}, {"limit", WHY_POINTS, NEEDED}, {"tier", WHY_TIER, NEEDED}}},
    [WHY_NO_AWARD_VACATED] = {"no_award_vacated", "no_award", "it left and is not replaced: its seat of the tier stays empty",
	{{"pool", WHY_POOL, NEEDED}, PLACE, {"tier", WHY_TIER, NEEDED}, {"as", WHY_WORD, NEEDED}, {"before", WHY_ROUND, NEEDED},
	    {"reason", WHY_TEXT, OPTIONAL}}},
    [WHY_NO_AWARD_REPEAT] = {"no_award_repeat", "no_award", "one award a firm: it keeps a larger one, and this seat stays empty",
	{{"pool", WHY_POOL, NEEDED}, PLACE, {"tier", WHY_TIER, NEEDED}, AMOUNT, {"kept_entry", WHY_ENTRY, NEEDED},
	    {"kept_tier", WHY_TIER, NEEDED}, {"kept_fen", WHY_MONEY, NEEDED}}},
    /* investments that a query does not count: in `not_counted` of its node */
    [WHY_COUNT_NO_DAY] = {"no_day", "not_counted", "it has no date of the name that the window is about",
	{{"investment", WHY_INVESTMENT, OPTIONAL}, {"by", WHY_FACT_NAME, NEEDED}}},
    [WHY_COUNT_BEFORE] = {"before_window", "not_counted", "it lies before the window",
	{{"investment", WHY_INVESTMENT, OPTIONAL}, {"by", WHY_FACT_NAME, NEEDED}, {"day", WHY_DAY, NEEDED}, {"from", WHY_DAY, NEEDED}}},
    [WHY_COUNT_AFTER] = {"after_window", "not_counted", "it lies after the window",
	{{"investment", WHY_INVESTMENT, OPTIONAL}, {"by", WHY_FACT_NAME, NEEDED}, {"day", WHY_DAY, NEEDED}, {"to", WHY_DAY, NEEDED}}},
    [WHY_COUNT_WHERE] = {"where_not_met", "not_counted", "it does not meet the query's condition",
	{{"investment", WHY_INVESTMENT, OPTIONAL}, {"where", WHY_CONDITION, NEEDED}}},
    [WHY_COUNT_NO_NUMBER] = {"no_number", "not_counted", "the fact that is added up (or the largest taken of) is missing or no number",
	{{"investment", WHY_INVESTMENT, OPTIONAL}, {"name", WHY_FACT_NAME, NEEDED}}},
};

#define HOLDS {"holds", WHY_FLAG, NEEDED}
/* The comparison: one of these, with the value that is meant for the division; or another fact, {"fact", "times", "saw" or "missing"}. */
#define COMPARED                                                                                                                    \
	{"at_least", WHY_VALUE, OPTIONAL}, {"at_most", WHY_VALUE, OPTIONAL}, {"above", WHY_VALUE, OPTIONAL},                        \
	    {"below", WHY_VALUE, OPTIONAL}, {"equals", WHY_VALUE, OPTIONAL}, {"one_of", WHY_LIST, true, "value"},                   \
	    {"one_of_count", WHY_COUNT, OPTIONAL}, {"present", WHY_FLAG, OPTIONAL}, {"division_without_value", WHY_FLAG, OPTIONAL}, \
	    {"saw", WHY_VALUE, OPTIONAL},                                                                                           \
	{                                                                                                                           \
		"missing", WHY_FLAG, OPTIONAL                                                                                       \
	}

const struct why_row why_nodes[] = {
    {"all", "condition", "all of them must hold", {LIST("all", false, "condition"), HOLDS}},
    {"any", "condition", "one of them must hold", {LIST("any", false, "condition"), HOLDS}},
    {"not", "condition", "it must not hold", {{"not", WHY_CONDITION, OPTIONAL}, {"not_more", WHY_MORE, OPTIONAL}, HOLDS}},
    {"fact", "condition", "a fact and what it is compared with; a longer list than is shown is given by its length only",
	{{"fact", WHY_FACT, NEEDED}, COMPARED, HOLDS}},
    {"investments", "condition", "what was found among the firm's investments and what that is compared with",
	{{"investments", WHY_CONDITION, false, "query"}, COMPARED, HOLDS}},
    {"query", "query", "the query (`sum`, `max` or `count`, the window's days as they came out) and what it counted",
	{{"sum", WHY_FACT_NAME, OPTIONAL}, {"max", WHY_FACT_NAME, OPTIONAL}, {"count", WHY_FLAG, OPTIONAL}, {"by", WHY_FACT_NAME, OPTIONAL},
	    {"from", WHY_DAY, OPTIONAL}, {"to", WHY_DAY, OPTIONAL}, {"from_missing", WHY_FACT, OPTIONAL},
	    {"to_missing", WHY_FACT, OPTIONAL}, {"value", WHY_NUMBER, OPTIONAL}, LIST("counted", true, "counted"),
	    LIST("not_counted", true, "not_counted")}},
    {"counted", "counted", "an investment that counts, with its part of the sum",
	{{"investment", WHY_INVESTMENT, OPTIONAL}, {"value", WHY_NUMBER, OPTIONAL}, {"day", WHY_DAY, OPTIONAL}}},
    {"division_tried", "divisions", "a division and whether its condition holds; the first that does is taken",
	{{"division", WHY_DIVISION, NEEDED}, {"when", WHY_CONDITION, NEEDED}}},
    {"bracket", "brackets", "a bracket, what lies in it and its share",
	{{"above", WHY_NUMBER, NEEDED}, {"share", WHY_SHARE, NEEDED}, {"within", WHY_NUMBER, NEEDED}}},
    {0},
};

struct node *why_new(struct slab *slab, enum why_code code)
{
	struct node *why = node_object(slab);
	why_put_code(why, code);
	return why;
}

struct node *why_row(struct node *list, enum why_code code)
{
	struct node *why = node_row(list);
	why_put_code(why, code);
	return why;
}

struct node *why_in(struct node *object, const char *key, enum why_code code)
{
	struct node *why = node_object_in(object, key);
	why_put_code(why, code);
	return why;
}

void why_put_code(struct node *why, enum why_code code)
{
	node_put_text(why, "code", why_codes[code].code);
}

static json_t *row_json(const struct why_row *row)
{
	static const char *const KINDS[] = {"count", "pool", "money", "points", "score", "share", "number", "value", "day", "flag", "text",
	    "word", "entry", "judge", "round", "division", "rule", "criterion", "tier", "scheme", "investment", "value_name", "fact",
	    "fact_name", "condition", "why", "list", "more"};
	json_t *members = json_array();

	for (const struct why_member *member = row->members; member->name; member++)
		json_array_append_new(members, json_pack("{s:s, s:s, s:b, s:s*}", "name", member->name, "kind", KINDS[member->kind],
						   "optional", (int)member->optional, "of", member->of));
	return json_pack("{s:s, s:s, s:s, s:o}", "code", row->code, "where", row->where, "says", row->says, "members", members);
}

json_t *why_table(void)
{
	json_t *codes = json_array(), *nodes = json_array();
	for (size_t i = 0; i < WHY_CODES; i++)
		json_array_append_new(codes, row_json(&why_codes[i]));
	for (const struct why_row *row = why_nodes; row->code; row++)
		json_array_append_new(nodes, row_json(row));
	return json_pack("{s:o, s:o, s:{s:i, s:i, s:i}}", "codes", codes, "nodes", nodes, "shown", "list", NODE_SHOWN, "in_all",
	    NODE_SHOWN_IN_ALL, "text", NODE_TEXT);
}
