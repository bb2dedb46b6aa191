# Rulebooks, what they ask for, and the dossier they are applied to. Looks at: api/shared, api/people, api/season, core, judging.
libapi_a_SOURCES += \
	api/rules/asked_facts.c api/rules/asked_facts.h \
	api/rules/criteria.c api/rules/criteria.h \
	api/rules/declared_facts.c api/rules/declared_facts.h \
	api/rules/dossier_build.c api/rules/dossier_build.h \
	api/rules/eligibility_findings.c api/rules/eligibility_findings.h \
	api/rules/entry_facts.c api/rules/entry_facts.h \
	api/rules/fact_bounds.c api/rules/fact_bounds.h \
	api/rules/fact_order.c api/rules/fact_order.h \
	api/rules/mistake_words.c api/rules/mistake_words.h \
	api/rules/round_rules.c api/rules/round_rules.h \
	api/rules/routes.h \
	api/rules/rule_check.c api/rules/rule_check.h \
	api/rules/rulebook_amendments.c api/rules/rulebook_mistakes.h \
	api/rules/rulebook_begun.c api/rules/rulebook_begun.h \
	api/rules/rulebook_facts.c api/rules/rulebook_facts.h \
	api/rules/rulebook_in_force.c api/rules/rulebook_in_force.h \
	api/rules/rulebook_preview.c api/rules/rulebook_preview.h \
	api/rules/rulebook_states.c api/rules/rulebook_states.h \
	api/rules/rulebooks.c
