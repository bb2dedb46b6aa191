#include "api/rounds/assignment_states.h"

#include "api/shared/edition_access.h"

static const struct state states[] = {
    {"assigned", {"已分派", "已分派", "assigned"}, true},
    {"released", {"已收回", "已收回", "released"}, true},
};

static const struct state_move moves[] = {
    {"release", "assigned", "released", "assignment.release", ROLE_ORGANIZER, STATE_SET("assignments", ", released_why = :reason"), NULL,
	NULL},
    {"assign", "released", "assigned", NULL, ROLE_ORGANIZER, NULL, NULL, NULL},
};

STATE_MACHINE(assignment_states, "assignments", states, moves, .begins = STATES("assigned"), .guard = edition_guard);
