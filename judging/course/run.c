#include "judging/course/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void contest_error(const struct contest *contest, size_t round, const char *format, ...)
{
	struct place root = place_root(contest->errors), array = place_key(&root, "rounds");
	size_t input = contest->record->rounds[round].input;
	struct place at = place_index(&array, input);
	va_list args;

	va_start(args, format);
	place_errorv(input == IDS_NONE ? &array : &at, contest->record->rulebook.rounds[round].id, format, args);
	va_end(args);
}

bool contest_left_before(const struct contest *contest, size_t entry, size_t round)
{
	return contest->record->entries[entry].left && contest->record->entries[entry].left_before <= round;
}

struct slab *contest_why_slab(struct contest *contest)
{
	return contest->explains ? &contest->slab : NULL;
}

struct node *contest_why_row(struct contest *contest, struct node **list, enum why_code code)
{
	if (!*list)
		*list = node_list(contest_why_slab(contest));
	return why_row(*list, code);
}

void contest_why_left(const struct contest *contest, struct node *why, const struct entry *entry)
{
	const struct rulebook *rulebook = &contest->record->rulebook;
	node_put_text(why, "as", rulebook_outcomes[entry->left_as]);
	node_put_text(why, "before", entry->left_before < rulebook->round_count ? rulebook->rounds[entry->left_before].id : "award");
	node_put_text(why, "reason", entry->left_why);
}
