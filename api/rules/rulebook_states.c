#include "api/rules/rulebook_states.h"

static const struct state states[] = {
    {"draft", {"草稿", "草稿", "draft"}, false},
    {"frozen", {"已定稿", "已定稿", "frozen"}, true},
};

static const struct state_move moves[] = {
    {"freeze", "draft", "frozen", "rulebook.freeze", ROLE_ORGANIZER,
	STATE_SET("rulebooks", ", frozen_by = :account, frozen_at = :now, version = version + 1"), NULL, NULL},
};

STATE_MACHINE(rulebook_states, "rulebooks", states, moves, .begins = STATES("draft"));
