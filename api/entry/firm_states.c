#include "api/entry/firm_states.h"

static const struct state states[] = {
    {"active", {"正常", "正常", "active"}, true},
    {"code_in_question", {"代码待确认", "代碼待確認", "code in question"}, true},
};

static const struct state_move moves[] = {
    {"accept_code", "code_in_question", "active", "firm.accept_code", ROLE_ORGANIZER,
	STATE_SET("firms", ", code_accepted_by = :account, code_accepted_why = :reason, version = version + 1"), NULL, NULL},
};

STATE_MACHINE(firm_states, "firms", states, moves, .begins = STATES("active", "code_in_question"));
