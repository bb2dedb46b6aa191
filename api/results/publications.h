/* Publications: a round's standing as it was made public, version by version. A version is in force until the next one takes its place; all
 * stay readable, with what replaced them and why. */
#ifndef API_RESULTS_PUBLICATIONS_H
#define API_RESULTS_PUBLICATIONS_H

#include <stdint.h>

#include "api/results/notices.h"
#include "api/rounds/round_state.h"
#include "core/request/request.h"

/* A round that the public sees, by id or by the short names that stand in addresses (:edition_id, :edition_code, :round_id, :round_code). A
 * round may be called 5 by its rulebook: within its edition that name counts first. Of rounds b, editions e, and the publication p in force. */
#define SQL_PUBLIC_ROUND(columns)                                                                              \
	"SELECT " columns " FROM rounds b JOIN editions e ON e.id = b.edition_id"                              \
	" JOIN publications p ON p.computation_id = b.public_computation_id"                                   \
	" WHERE (e.id = :edition_id OR e.code = CONVERT(:edition_code USING ascii)) AND (b.code = :round_code" \
	"  OR (b.id = :round_id AND NOT EXISTS (SELECT 1 FROM rounds o WHERE o.edition_id = b.edition_id"      \
	"   AND o.code = :round_code))) AND e.state <> 'draft'"

/* Makes what was computed last of ROUND, whose row is locked, the publication in force: version *NUMBER, with REASON (public; needed from the
 * second version on), and with NOTICE where that has a title (its round and publication are filled in; *NOTICE_ID, else 0). Goes on if that
 * worked; answers 409 if it is the version in force already or has an open tie, 422 without a needed reason, and what notice_publish() answers. */
__attribute__((warn_unused_result)) enum handled publication_make(
    struct request *, struct round *, const char *reason, struct new_notice *, int64_t *number, int64_t *notice_id);

#endif
