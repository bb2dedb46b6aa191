/* A whole season, played through the API by made-up people: what happens in it, step by step. Every step ends the program if the server
 * refuses something that should have gone through. */
#ifndef TOOLS_DEMO_SEASON_H
#define TOOLS_DEMO_SEASON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "tools/demo_client.h"
#include "tools/demo_people.h"
#include "tools/demo_progress.h"

struct demo_contestant {
	struct demo_user user;
	json_int_t firm_id, entry_id;
	double merit;
};

struct demo_season {
	struct demo_server server;
	uint64_t seed;
	const char *password; /* of everybody */
	const char *code;     /* of the edition; "": one that is free is made up */
	const char *stage[3]; /* what there is to do in it, added to the edition's title: zh-CN, zh-Hant, en */
	const char *rulebook; /* file */
	int firms, judges, threads;
	int first_person; /* number of the first firm and judge: seasons side by side use different people */
	bool small;       /* seats cut down to the number of firms */
	/* the cast */
	struct demo_user admin, organizer, second_organizer, auditor;
	struct demo_contestant *contestants; /* firms of them */
	struct demo_user *jury;              /* judges of them */
	/* what came to be */
	json_int_t edition_id;
	char made_up_code[32];
	json_t *rules;  /* the rulebook's body */
	json_t *merits; /* entry id as text → merit */
	int year;
};

/* Organisers and auditor: invited by one admin and confirmed by another, who both exist already. Once for all seasons. */
void demo_staff(struct demo_season *, const char *admin_email, const char *second_email);
/* Contest, edition, rulebook in force, open for entries until CLOSES_IN_DAYS from now. */
void demo_open_edition(struct demo_season *, int closes_in_days);
/* Judges are invited, accept, are added to the edition and give their pledge. */
void demo_invite_judges(struct demo_season *);
/* Contestants register, confirm, fill in the form piece by piece, upload, declare investments and submit; the last DRAFTS of them do not submit. */
void demo_enter(struct demo_season *, int drafts);
/* The deadline is amended to now, so that judging can begin. */
void demo_close_entries(struct demo_season *);
/* The last UNDECIDED entries and investments are left for somebody else to decide. */
void demo_review(struct demo_season *, int undecided);

/* The round's id by its code; ends the program if there is none. */
json_int_t demo_round(struct demo_season *, const char *code);
void demo_round_compute(struct demo_season *, const char *code);
/* Opens a judged round, assigns, and hands in SHARE of the sheets (1: all). */
void demo_round_judge(struct demo_season *, const char *code, double share);
/* Locks, closes, computes (deciding ties at the cut) and publishes. */
void demo_round_finish(struct demo_season *, const char *code);

/* Draft, two approvals, notice; prints the list's figures to standard output. Returns the list's id. */
json_int_t demo_award(struct demo_season *);
/* Saves dossier.json and results.json of the award list's computation in FOLDER. */
void demo_export(struct demo_season *, json_int_t list, const char *folder);

void demo_season_free(struct demo_season *);

#endif
