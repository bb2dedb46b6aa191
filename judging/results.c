/* From a dossier to its results, written as canonical JSON row by row: what explains a row lives no longer than it takes to write it. */
#include "judging/award/award.h"
#include "judging/course/contest.h"
#include "judging/course/ranking.h"
#include "judging/dossier.h"

#include <stdlib.h>
#include <string.h>

enum { FLUSH_FROM = 15 * 1024 };

struct writing {
	struct contest *contest;
	dossier_sink *sink;
	void *to;
	struct canonical_text text; /* what has not gone to the sink yet */
	struct slab slab;           /* of the row that is written */
	bool first;                 /* in the array at hand */
};

static void put(struct writing *writing, const char *bytes)
{
	canonical_put_bytes(&writing->text, bytes, strlen(bytes));
}

static void flush(struct writing *writing)
{
	writing->sink(writing->to, writing->text.text, writing->text.length);
	writing->text.length = 0;
}

static void begin_array(struct writing *writing, const char *before)
{
	put(writing, before);
	put(writing, "[");
	writing->first = true;
}

static void put_row(struct writing *writing, struct node *row)
{
	if (!writing->first)
		put(writing, ",");
	writing->first = false;
	node_write(row, &writing->text);
	slab_reset(&writing->slab);
	if (writing->text.length > FLUSH_FROM)
		flush(writing);
}

static void put_eligibility(struct writing *writing)
{
	const struct contest *contest = writing->contest;
	const struct record *record = contest->record;

	begin_array(writing, "\"eligibility\":");
	for (size_t i = 0; i < record->entry_ids.count; i++) {
		struct node *row = node_object(&writing->slab);
		struct subject subject = record_subject(record, i);
		if (subject.division)
			node_put_name(row, "division", subject.division);
		else
			node_put_null(row, "division");
		node_put_flag(row, "eligible", contest->eligible[i]);
		node_put_name(row, "entry", record->entries[i].id);
		contest_why_eligible(contest, i, node_object_in(row, "why"));
		put_row(writing, row);
	}
	put(writing, "]");
}

static void put_direct(struct writing *writing)
{
	const struct contest *contest = writing->contest;
	const struct rulebook *rulebook = &contest->record->rulebook;

	begin_array(writing, "\"direct\":");
	for (size_t i = 0; i < contest->record->entry_ids.count; i++) {
		if (contest->direct[i] == IDS_NONE)
			continue;
		const struct direct_rule *rule = &rulebook->direct[contest->direct[i]];
		struct node *row = node_object(&writing->slab);
		node_put_name(row, "entry", contest->record->entries[i].id);
		node_put_name(row, "rule", rule->id);
		node_put_name(row, "to", rulebook->rounds[rule->to].id);
		contest_why_direct(contest, i, node_object_in(row, "why"));
		put_row(writing, row);
	}
	put(writing, "]");
}

static int compare_standings(const void *a, const void *b)
{
	const struct standing *x = *(struct standing *const *)a, *y = *(struct standing *const *)b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	size_t rank = x->rank - 1, other = y->rank - 1; /* 0 wraps around: null comes last */
	if (rank != other)
		return rank < other ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* What decided between the standing at POSITION of the sorted list and its neighbours. */
static struct node *explain_ties(struct writing *writing, const struct round_run *run, struct standing **list, size_t position)
{
	const struct standing *standing = list[position];
	struct node *ties = node_list(&writing->slab);

	for (size_t i = position ? position - 1 : 0; i < run->count && i <= position + 1; i++)
		if (i != position && standing->rank && list[i]->rank && list[i]->group == standing->group)
			ranking_explain(writing->contest, run, standing, list[i], ties);
	return node_is_empty(ties) ? NULL : ties;
}

static void put_standing(struct writing *writing, const struct round_run *run, struct standing **list, size_t position)
{
	struct standing *standing = list[position];
	struct node *row = node_object(&writing->slab);
	char *score = standing->has_score ? decimal_text(standing->rounded, run->round->decimals) : NULL;

	node_put_name(row, "entry", writing->contest->record->entries[standing->entry].id);
	node_put_name(row, "group", run->groups[standing->group].key);
	node_put_name(row, "outcome", rulebook_outcomes[standing->outcome]);
	if (standing->rank)
		node_put_integer(row, "rank", (int64_t)standing->rank);
	else
		node_put_null(row, "rank");
	if (score)
		node_put_name(row, "score", score);
	else
		node_put_null(row, "score");
	node_put_node(standing->why, "dropped", standing->dropped);
	node_put_node(standing->why, "no_award", standing->no_award);
	node_put_node(standing->why, "ties", explain_ties(writing, run, list, position));
	node_put_node(row, "why", standing->why);
	put_row(writing, row);
	free(score);
}

/* With severity: into how many components each group falls that did not skip the round. */
static void put_components(struct writing *writing, const struct round_run *run)
{
	struct node *components = node_object(&writing->slab);

	for (size_t i = 0; i < run->group_count && run->round->judged && run->round->adjust == ADJUST_SEVERITY; i++)
		if (!run->groups[i].skipped)
			node_put_integer(components, run->groups[i].key, (int64_t)run->groups[i].components);
	if (!node_is_empty(components)) {
		put(writing, "\"components\":");
		node_write(components, &writing->text);
		put(writing, ",");
	}
	slab_reset(&writing->slab);
}

static void put_round(struct writing *writing, const struct round_run *run)
{
	struct standing **list = memory_array(run->count, sizeof(struct standing *));

	for (size_t i = 0; i < run->count; i++)
		list[i] = &run->standings[i];
	qsort(list, run->count, sizeof(struct standing *), compare_standings);
	put(writing, "{");
	put_components(writing, run);
	put(writing, "\"id\":");
	canonical_put_string(&writing->text, run->round->id, strlen(run->round->id));
	begin_array(writing, ",\"standings\":");
	for (size_t i = 0; i < run->count; i++)
		put_standing(writing, run, list, i);
	put(writing, "]}");
	free(list);
}

static void put_rounds(struct writing *writing)
{
	put(writing, "\"rounds\":[");
	for (size_t i = 0; i < writing->contest->complete; i++) {
		if (i)
			put(writing, ",");
		put_round(writing, &writing->contest->runs[i]);
	}
	put(writing, "]");
}

static void put_grant(struct writing *writing, const struct grant *grant)
{
	const struct record *record = writing->contest->record;
	struct node *row = node_object(&writing->slab);

	node_put_integer(row, "amount_fen", grant->amount);
	node_put_name(row, "entry", record->entries[grant->entry].id);
	node_put_name(row, "firm", record->firms[grant->firm].id);
	node_put_name(row, "group", grant->group);
	node_put_integer(row, "rank", (int64_t)grant->rank);
	node_put_name(row, "tier", record->rulebook.award->pools[grant->pool].tiers[grant->tier].id);
	node_put_node(row, "why", grant->why);
	put_row(writing, row);
}

static void put_awards(struct writing *writing, const struct award_list *awards)
{
	struct node *budget;

	begin_array(writing, "\"awards\":");
	for (size_t i = 0; i < awards->count; i++)
		if (!awards->grants[i].dropped)
			put_grant(writing, &awards->grants[i]);
	put(writing, "],\"budget\":");
	budget = node_object(&writing->slab);
	node_put_integer(budget, "budget_fen", awards->budget);
	node_put_integer(budget, "allocated_fen", awards->allocated);
	node_put_integer(budget, "remaining_fen", awards->budget - awards->allocated);
	node_write(budget, &writing->text);
	slab_reset(&writing->slab);
	put(writing, ",");
}

/* What is computed, and where it goes. */
struct output {
	dossier_name *name;
	dossier_sink *sink;
	void *to;
};

/* Everything, its members in the order of their names. AWARDS NULL: none; STOP NULL: complete. */
static void write_results(struct contest *contest, const struct award_list *awards, const char *stop, const struct output *output)
{
	struct writing writing = {.contest = contest, .sink = output->sink, .to = output->to};
	const char *sha256;

	put(&writing, "{");
	if (awards)
		put_awards(&writing, awards);
	put_direct(&writing);
	put(&writing, ",\"dossier_sha256\":");
	sha256 = output->name(output->to);
	canonical_put_string(&writing.text, sha256, strlen(sha256));
	put(&writing, ",");
	put_eligibility(&writing);
	put(&writing, ",\"format\":\"saitou-results/1\",");
	if (stop) {
		put(&writing, "\"incomplete_at\":");
		canonical_put_string(&writing.text, stop, strlen(stop));
		put(&writing, ",");
	}
	put_rounds(&writing);
	put(&writing, "}");
	flush(&writing);
	slab_free(&writing.slab);
	free(writing.text.text);
}

/* Nothing is written before it is certain that there is no error. */
static bool compute(struct contest *contest, const struct output *output)
{
	const struct rulebook *rulebook = &contest->record->rulebook;
	struct award_list awards = {0};
	size_t before = contest->errors->count, stop = contest_run(contest, rulebook->round_count);
	bool complete = stop == rulebook->round_count && contest->errors->count == before;
	bool has_awards = complete && rulebook->award && award_list_make(contest, &awards);
	bool good = contest->errors->count == before;

	if (good)
		write_results(
		    contest, has_awards ? &awards : NULL, stop < rulebook->round_count ? rulebook->rounds[stop].id : NULL, output);
	award_list_free(&awards);
	return good;
}

static bool compute_dossier(const json_t *dossier, const struct output *output, struct judging_errors *errors)
{
	struct record record;
	struct contest contest;
	size_t before = errors->count;
	bool good = false;

	record_load(&record, dossier, errors);
	if (errors->count == before) {
		contest_start(&contest, &record, errors, true);
		good = compute(&contest, output);
		contest_free(&contest);
	}
	record_free(&record);
	return good;
}

bool dossier_results_write(const json_t *dossier, dossier_name *name, dossier_sink *sink, void *to, struct judging_errors *errors)
{
	struct output output = {.name = name, .sink = sink, .to = to};
	return compute_dossier(dossier, &output, errors);
}

/* Results in one piece, of a dossier whose name is known. */
struct whole {
	struct canonical_text text;
	const char *sha256;
};

static const char *known(void *to)
{
	const struct whole *whole = to;

	return whole->sha256;
}

static void append(void *to, const char *bytes, size_t count)
{
	struct whole *whole = to;

	canonical_put_bytes(&whole->text, bytes, count);
}

char *dossier_results_text(const json_t *dossier, const char *dossier_sha256, size_t *length, struct judging_errors *errors)
{
	struct whole whole = {.sha256 = dossier_sha256};
	struct output output = {.name = known, .sink = append, .to = &whole};

	if (!compute_dossier(dossier, &output, errors)) {
		free(whole.text.text);
		return NULL;
	}
	canonical_put_bytes(&whole.text, "", 1);
	*length = whole.text.length - 1;
	return whole.text.text;
}

json_t *dossier_results(const json_t *dossier, const char *dossier_sha256, struct judging_errors *errors)
{
	size_t length;
	char *text = dossier_results_text(dossier, dossier_sha256, &length, errors);
	json_t *results = text ? json_loadb(text, length, JSON_ALLOW_NUL, NULL) : NULL;
	free(text);
	return results;
}
