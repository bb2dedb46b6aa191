#include "api/states.h"

#include "api/awards/award_list_state.h"
#include "api/awards/objections.h"
#include "api/entry/entry_states.h"
#include "api/entry/firm_claims.h"
#include "api/entry/firm_states.h"
#include "api/entry/late_admissions.h"
#include "api/entry/mandates.h"
#include "api/files/attachments.h"
#include "api/files/slides.h"
#include "api/investment/investments.h"
#include "api/judges/judging_states.h"
#include "api/people/account_states.h"
#include "api/results/notices.h"
#include "api/results/takeovers.h"
#include "api/rounds/assignment_states.h"
#include "api/rounds/round_state.h"
#include "api/rules/rulebook_states.h"
#include "api/season/editions.h"
#include "core/mail/mailer.h"

/* In the order in which rows are locked by whoever locks several: downwards in this list, those of one table by their ids. An edition is the
 * exception: everybody shares its row, and may do so at any time, since whoever holds it alone (publishing, amending, closing) locks nothing
 * behind it but rulebooks. The heads of the audit trail come last of all, by the worker. */
const struct state_machine *const state_machines[] = {
    &judged_round_states,
    &indicator_round_states,
    &edition_states,
    &rulebook_states,
    &rulebook_amendment_states,
    &takeover_states,
    &award_list_states,
    &notice_states,
    &objection_states,
    &late_admission_states,
    &firm_states,
    &firm_claim_states,
    &entry_states,
    &investment_states,
    &mandate_states,
    &judge_states,
    &recusal_states,
    &assignment_states,
    &sheet_states,
    &correction_states,
    &attachment_states,
    &rendition_states,
    &account_states,
    &outbox_states,
};

const size_t state_machines_count = sizeof state_machines / sizeof state_machines[0];
