/* Attachments: what the files about uploading, listing and downloading them share. */
#ifndef API_FILES_ATTACHMENTS_H
#define API_FILES_ATTACHMENTS_H

#include "api/files/attachment_kinds.h"
#include "api/shared/objection_link.h"
#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine attachment_states;

struct attachment {
	int64_t id, edition; /* the latter 0: of no edition */
	const char *token;
	const struct attachment_kind *kind;
	const char *filename;
	int64_t size, received;
	const char *state; /* as in the column */
	int64_t expires_at;
	enum attachment_owner owner;
	int64_t owner_id;
	bool changeable; /* the actor may add to and take from the owner's files now */
};

/* What somebody may do with the owner's files: people of the firm with those of its entries while these may be edited, and of its
 * investments until they are verified; whoever objects with those of the objection until it is decided; who acts for a firm with
 * those of their mandate unless it is being looked at or confirmed; who claims a firm with those of the claim until it is filed, and who holds the firm
 * with those of their answer within its time. *FOUND is whether the actor has a part in it, *EDITION 0 if it is of none.
 * LINK not NULL: by who has that link, whose are the objections that were filed by it, and nothing else. */
__attribute__((warn_unused_result)) enum db_status attachment_owner_find(
    struct request *, const struct objection_link *, enum attachment_owner, int64_t id, bool *found, int64_t *edition, bool *changeable);
/* Locks the owner's row and counts its live files: of this kind, and the bytes of all. */
__attribute__((warn_unused_result)) enum db_status attachment_owner_usage(
    struct request *, enum attachment_owner, int64_t id, const char *kind, int64_t *count, int64_t *bytes);

/* The attachment for somebody who may change its owner's files (locked until the transaction ends if LOCK). *PROBLEM is &problem_not_found
 * for everybody else. TOKEN wins over ID; LINK as above. */
__attribute__((warn_unused_result)) enum db_status attachment_find(struct request *, const struct objection_link *, const char *token,
    int64_t id, bool lock, struct attachment *, const struct problem_kind **problem);

/* The row of the attachment for the engine, and what its audit row tells (a new object). */
struct state_row attachment_row(const struct attachment *);
json_t *attachment_detail(const struct attachment *);

/* Takes a locked attachment away and answers 204, or says why not (confirmed, or the owner can no longer be changed). */
enum handled attachment_remove(struct request *, const struct attachment *);

/* Answers with one attachment. */
enum handled attachment_show(struct request *, int64_t id, int status);

/* ---- SQL ---- */

/* The submission that counts names this file. */
#define SQL_ATTACHMENT_SUBMITTED                                                                                 \
	"EXISTS (SELECT 1 FROM submission_attachments sa JOIN entries se ON se.submission_id = sa.submission_id" \
	" WHERE sa.attachment_id = a.id)"

/* The actor judges entry ENTRY in a round that has opened, and has no recusal about it. */
#define SQL_JUDGES_ENTRY(entry)                                                                                            \
	"EXISTS (SELECT 1 FROM judges jj JOIN assignments ja ON ja.judge_id = jj.id JOIN rounds jr ON jr.id = ja.round_id" \
	" WHERE jj.account_id = :account AND jj.state = 'active' AND ja.entry_id = " entry " AND ja.state = 'assigned'"    \
	" AND jr.state <> 'planned' AND NOT EXISTS (SELECT 1 FROM recusals jc WHERE jc.judge_id = jj.id"                   \
	" AND jc.entry_id = ja.entry_id AND jc.state <> 'dismissed'))"

/* The actor may see attachment a: organisers and auditors, people of the firm, whoever objects or claims, and judges the roadshow
 * and pictures as submitted. */
#define SQL_ATTACHMENT_VISIBLE                                                                                                                                      \
	"(" SQL_READER("a.edition_id") " OR EXISTS (SELECT 1 FROM entries ve WHERE ve.id = a.entry_id AND " SQL_MEMBER(                                             \
	    "ve.firm_id") ")"                                                                                                                                       \
			  " OR EXISTS (SELECT 1 FROM investments vi WHERE vi.id = a.investment_id AND " SQL_MEMBER(                                                 \
			      "vi.firm_id") ")"                                                                                                                     \
					    " OR EXISTS (SELECT 1 FROM objections vo"                                                                               \
					    " WHERE vo.id = a.objection_id AND vo.account_id = :account)"                                                           \
					    " OR EXISTS (SELECT 1 FROM mandates vm"                                                                                 \
					    " WHERE vm.id = a.mandate_id AND vm.account_id = :account)"                                                             \
					    " OR EXISTS (SELECT 1 FROM firm_claims vc LEFT JOIN firms vf ON " SQL_CLAIMED_FIRM("vc",                                \
						"vf") " WHERE vc.id = COALESCE(a.claim_id, a.answer_id) AND ((a.claim_id IS NOT NULL AND vc.claimed_by = :account)" \
						      " OR (a.answer_id IS NOT NULL AND a.created_at >= COALESCE(vf.held_since, vf.created_at) AND " SQL_MEMBER(    \
							  "vf.id") ")"                                                                                              \
								   " OR (vc.filed_at IS NOT NULL AND vc.claimed_by <> :account AND " SQL_CLAIM_STAFF(               \
								       "vf.id") ")))"                                                                               \
										" OR (a.kind IN ('roadshow', 'picture') AND " SQL_ATTACHMENT_SUBMITTED              \
										" AND " SQL_JUDGES_ENTRY("a.entry_id") "))"

/* Its file can be had. */
#define SQL_ATTACHMENT_READABLE "(a.state IN ('stored', 'confirmed') OR (a.state = 'removed' AND " SQL_ATTACHMENT_SUBMITTED "))"

#endif
