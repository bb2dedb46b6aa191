/* What a rulebook_view (judging/rulebook.h) is, for those here who compute by one. */
#ifndef JUDGING_RULEBOOK_VIEW_H
#define JUDGING_RULEBOOK_VIEW_H

#include "judging/rules/rules.h"

struct rulebook_view {
	struct rulebook rulebook;
};

#endif
