#include "judging/course/groups.h"

#include <stdlib.h>
#include <string.h>

/* The one panel of the entry's counted sheets; "" for none. */
static const char *panel_of(const struct contest *contest, size_t round, size_t entry)
{
	size_t count;
	const struct sheet *sheets = record_sheets(contest->record, round, entry, &count);
	uint32_t panel = RECORD_NONE;

	for (size_t i = 0; i < count; i++) {
		if (sheets[i].panel == RECORD_NONE || sheets[i].panel == panel)
			continue;
		if (panel != RECORD_NONE) {
			contest_error(contest, round, "the sheets of entry \"%s\" name several panels", contest->record->entries[entry].id);
			break;
		}
		panel = sheets[i].panel;
	}
	return panel == RECORD_NONE ? "" : contest->record->rounds[round].panels.names[panel];
}

static const char *group_value(const struct contest *contest, const struct group_rule *rule, size_t round, size_t entry, bool takes_part)
{
	struct subject subject = record_subject(contest->record, entry);
	const char *text = NULL;
	switch (rule->kind) {
	case GROUP_DIVISION:
		text = subject.division;
		break;
	case GROUP_INDUSTRY:
		text = subject.industry;
		break;
	case GROUP_PANEL:
		text = takes_part ? panel_of(contest, round, entry) : "";
		break;
	case GROUP_FACT:
		text = fact_text(&rule->fact, &subject);
		break;
	}
	return text ? text : "";
}

const char *groups_key(struct contest *contest, const struct grouping *grouping, size_t round, size_t entry, bool takes_part)
{
	const char *few[8], **values = grouping->count > 8 ? memory_array(grouping->count, sizeof *values) : few;
	size_t length = 0;

	for (size_t i = 0; i < grouping->count; i++) {
		values[i] = group_value(contest, &grouping->rules[i], round, entry, takes_part);
		length += strlen(values[i]) + 1;
	}
	char *key = slab_take(&contest->slab, length + 1, 1), *end = key;
	for (size_t i = 0; i < grouping->count; i++) {
		if (i)
			*end++ = '/';
		end = stpcpy(end, values[i]);
	}
	if (values != few)
		free(values);
	return key;
}

struct keyed {
	const char *key;
	uint32_t entry;
	bool failed;
};

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : x->entry < y->entry ? -1 : x->entry > y->entry;
}

static bool begins_group(const struct keyed *list, size_t position)
{
	return position == 0 || strcmp(list[position].key, list[position - 1].key) != 0;
}

/* LIST is sorted. */
static size_t count_groups(const struct keyed *list, size_t count)
{
	size_t groups = 0;
	for (size_t i = 0; i < count; i++)
		groups += begins_group(list, i);
	return groups;
}

static void fill_standing(const struct contest *contest, struct round_run *run, size_t position, const struct keyed *list)
{
	const struct keyed *keyed = &list[position];
	struct standing *standing = &run->standings[position];
	const struct round *round = run->round;
	standing->entry = keyed->entry;
	standing->failed = keyed->failed;
	standing->sheets = record_sheets(contest->record, round->number, keyed->entry, &standing->sheet_count);
	mpq_init(standing->score);
	mpz_init(standing->rounded);
	run->of[keyed->entry] = (uint32_t)position;
	if (begins_group(list, position))
		run->groups[run->group_count++] = (struct group){.key = keyed->key, .first = position};
	standing->group = run->group_count - 1;
	run->groups[standing->group].count++;
}

void groups_make(struct contest *contest, struct round_run *run, size_t number, const uint32_t *entries, const bool *failed, size_t count,
    bool with_panels)
{
	const struct round *round = &contest->record->rulebook.rounds[number];
	size_t entry_count = contest->record->entry_ids.count;
	struct keyed *keyed = memory_array(count, sizeof *keyed);

	for (size_t i = 0; i < count; i++)
		keyed[i] = (struct keyed){groups_key(contest, &round->groups, number, entries[i], with_panels), entries[i], failed[i]};
	qsort(keyed, count, sizeof *keyed, compare_keyed);
	run->round = round;
	run->count = count;
	run->standings = slab_take(&contest->slab, count, sizeof *run->standings);
	run->groups = slab_take(&contest->slab, count_groups(keyed, count), sizeof *run->groups);
	run->of = slab_take(&contest->slab, entry_count, sizeof *run->of);
	for (size_t i = 0; i < entry_count; i++)
		run->of[i] = RECORD_NONE;
	for (size_t i = 0; i < count; i++)
		fill_standing(contest, run, i, keyed);
	for (size_t i = 0; i < run->group_count; i++)
		run->groups[i].skipped = run->groups[i].count < (size_t)round->skip_below;
	/* a group that skips the round does so as a whole: nobody in it is asked for the round's requirement */
	for (size_t i = 0; i < count; i++)
		run->standings[i].failed &= !run->groups[run->standings[i].group].skipped;
	free(keyed);
}
