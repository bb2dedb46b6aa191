/* A dossier as it was recorded, checked and turned into structs: firms, investments, entries, and the sheets of every round.
 *
 * Firms, judges and entries stand in text order of their ids, so that comparing two positions compares the ids, and nothing computed from
 * here depends on the order of the dossier's arrays. All texts and facts are borrowed from the JSON, which must outlive the record. */
#ifndef JUDGING_RECORD_RECORD_H
#define JUDGING_RECORD_RECORD_H

#include "judging/rules/rules.h"

#define RECORD_NONE UINT32_MAX

struct firm {
	const char *id;
	const json_t *facts;
	size_t input; /* position in the dossier's array, for paths */
	struct subject_investment *investments;
	size_t investment_count;
	struct query_memory *memory; /* NULL: none, as it has one entry or few investments; freed with the record */
	bool faulty;                 /* it or one of its investments has a fault, so that conditions about it cannot be trusted */
};

enum entry_status { ENTRY_SUBMITTED, ENTRY_INELIGIBLE, ENTRY_ADMITTED };

struct entry {
	const char *id;
	const json_t *facts;
	size_t input;
	size_t firm;
	const char *industry; /* NULL: none */
	enum entry_status status;
	const char *why;     /* of the organiser's decision; may be NULL */
	size_t division;     /* IDS_NONE: none */
	bool division_known; /* nothing that it hangs on has a fault */
	bool left;
	size_t left_before;   /* round, or the number of rounds for the award */
	enum outcome left_as; /* withdrawn, disqualified or forfeited */
	bool replaced;
	const char *left_why; /* may be NULL */
};

struct sheet {
	uint32_t entry, judge, panel; /* panel may be RECORD_NONE */
	uint32_t input;
	bool voided;
	int64_t total;   /* millionths of a point, at most 10^12: weight times points */
	int64_t *points; /* by criterion, in hundredths; -1 where the criterion does not apply */
};

struct extra {
	uint32_t entry;
	const char *id;
	int64_t points; /* hundredths */
	size_t input;
};

/* An entry that a decision lets through beside the seats. */
struct added {
	size_t entry, input;
	const char *why;
};

struct round_record {
	size_t input; /* position in the dossier's array; IDS_NONE if it has no such round */
	size_t sheet_count, counted_count;
	struct sheet *sheets; /* by entry; counted ones first, by judge */
	uint32_t *first;      /* by entry: its first sheet; one more element for the end */
	uint32_t *counted;    /* by entry: how many of its sheets are counted */
	struct ids panels;
	size_t extra_count;
	struct extra *extras;    /* by entry, id */
	uint32_t *tie_positions; /* by entry: position in tie_order, RECORD_NONE if not listed; NULL without tie_order */
	size_t added_count;
	struct added *added; /* as they stand in the dossier */
};

struct prior_award {
	size_t firm;
	const char *scheme;
	int64_t fen;
};

struct record {
	struct slab slab;
	struct rulebook rulebook;
	struct ids firm_ids, judge_ids, entry_ids; /* sorted, by position */
	size_t *firm_inputs, *judge_inputs, *entry_inputs;
	const char **judge_roles; /* by judge; NULL: none */
	struct firm *firms;
	struct entry *entries;
	struct round_record *rounds; /* by round of the rulebook */
	size_t prior_count;
	struct prior_award *prior;
};

/* Checks a whole dossier and loads it; every fault is added to ERRORS. With any, *RECORD is good for record_free() only, which is needed
 * in any case. */
void record_load(struct record *, const json_t *dossier, struct judging_errors *);

void record_free(struct record *);

/* The counted sheets of an entry in a round; *COUNT tells how many. */
const struct sheet *record_sheets(const struct record *, size_t round, size_t entry, size_t *count);

/* The points given to an entry in a round as the extra ID; false if there are none. */
bool record_extra(const struct record *, size_t round, size_t entry, const char *id, int64_t *points);

/* Whom conditions about this entry are about, with its division as far as it is known. */
struct subject record_subject(const struct record *, size_t entry);

/* The division of SUBJECT by the first condition that holds, or IDS_NONE. WHY, a list or NULL, gets every condition tried. */
size_t record_division(const struct rulebook *, const struct subject *, struct node *why);

/* Part of loading, in its own file: the dossier's rounds with sheets, extras and tie_order. */
void record_load_rounds(struct record *, const struct place *, const json_t *dossier);

#endif
