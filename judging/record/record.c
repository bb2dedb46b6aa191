#include "judging/record/record.h"

#include <stdlib.h>
#include <string.h>

/* The ids of the array DOSSIER.KEY in text order into IDS, and for each the place where it stands into *INPUTS. The array itself, or NULL. */
static const json_t *load_ids(
    struct record *record, const struct place *up, const json_t *dossier, const char *key, struct ids *ids, size_t **inputs)
{
	const json_t *json = json_object_get(dossier, key);
	struct place at = place_key(up, key);
	struct ids by_input = {0};
	size_t count = 0;

	if (!check_array(&at, json, true))
		return NULL;
	check_ids(&at, json, &by_input);
	const char **names = memory_array(by_input.count, sizeof *names);
	for (size_t i = 0; i < by_input.count; i++)
		if (by_input.names[i])
			names[count++] = by_input.names[i];
	qsort(names, count, sizeof *names, ids_compare);
	*inputs = slab_take(&record->slab, count, sizeof **inputs);
	for (size_t i = 0; i < count; i++) {
		ids_add(ids, names[i], NULL);
		(*inputs)[i] = ids_find(&by_input, names[i]);
	}
	free(names);
	ids_free(&by_input);
	return json;
}

/* Where the element at position INPUT of a sorted array belongs; IDS_NONE if its id is missing, faulty or a duplicate. */
static size_t sorted_position(const struct ids *ids, const size_t *inputs, const json_t *element, size_t input)
{
	const char *id = json_string_value(json_object_get(element, "id"));
	size_t position = id ? ids_find(ids, id) : IDS_NONE;
	return position != IDS_NONE && inputs[position] == input ? position : IDS_NONE;
}

static void load_firms(struct record *record, const struct place *up, const json_t *dossier)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", true}, {"facts", false}, {0}};
	const json_t *json = load_ids(record, up, dossier, "firms", &record->firm_ids, &record->firm_inputs);
	struct place at = place_key(up, "firms");

	record->firms = slab_take(&record->slab, record->firm_ids.count, sizeof *record->firms);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), name = place_key(&element, "name"), facts = place_key(&element, "facts");
		if (!check_members(&element, object, MEMBERS))
			continue;
		check_text(&name, json_object_get(object, "name"));
		size_t before = at.errors->count;
		fact_check_given(&record->rulebook.facts, &facts, FACT_FIRM, json_object_get(object, "facts"));
		size_t position = sorted_position(&record->firm_ids, record->firm_inputs, object, i);
		if (position != IDS_NONE)
			record->firms[position] = (struct firm){.id = record->firm_ids.names[position],
			    .facts = json_object_get(object, "facts"),
			    .input = i,
			    .faulty = at.errors->count != before};
	}
}

struct owned {
	size_t firm;
	struct subject_investment investment;
};

static int compare_owned(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;
	if (x->firm != y->firm)
		return x->firm < y->firm ? -1 : 1;
	return strcmp(x->investment.id, y->investment.id);
}

/* Hands every firm its investments, in text order of their ids. */
static void share_out(struct record *record, struct owned *owned, size_t count)
{
	qsort(owned, count, sizeof *owned, compare_owned);
	struct subject_investment *investments = slab_take(&record->slab, count, sizeof *investments);
	for (size_t i = 0; i < count; i++) {
		struct firm *firm = &record->firms[owned[i].firm];
		investments[i] = owned[i].investment;
		if (!firm->investments)
			firm->investments = &investments[i];
		firm->investment_count++;
	}
}

static void load_investments(struct record *record, const struct place *up, const json_t *dossier)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"firm", true}, {"investor", true}, {"facts", false}, {0}};
	const json_t *json = json_object_get(dossier, "investments");
	struct place at = place_key(up, "investments");
	struct ids ids = {0};
	size_t count = 0;

	if (!check_array(&at, json, true))
		return;
	check_ids(&at, json, &ids);
	struct owned *owned = memory_array(json_array_size(json), sizeof *owned);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), firm = place_key(&element, "firm"), investor = place_key(&element, "investor"),
			     facts = place_key(&element, "facts");
		if (!check_members(&element, object, MEMBERS))
			continue;
		size_t position = check_reference(&firm, json_object_get(object, "firm"), &record->firm_ids, "firm");
		check_text(&investor, json_object_get(object, "investor"));
		size_t before = at.errors->count;
		fact_check_given(&record->rulebook.facts, &facts, FACT_INVESTMENT, json_object_get(object, "facts"));
		if (position != IDS_NONE && (!ids.names[i] || at.errors->count != before))
			record->firms[position].faulty = true;
		if (position != IDS_NONE && ids.names[i])
			owned[count++] = (struct owned){position, {ids.names[i], json_object_get(object, "facts")}};
	}
	share_out(record, owned, count);
	free(owned);
	ids_free(&ids);
}

static void load_judges(struct record *record, const struct place *up, const json_t *dossier)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"organisation", true}, {"role", false}, {0}};
	const json_t *json = load_ids(record, up, dossier, "judges", &record->judge_ids, &record->judge_inputs);
	struct place at = place_key(up, "judges");

	record->judge_roles = slab_take(&record->slab, record->judge_ids.count, sizeof *record->judge_roles);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), organisation = place_key(&element, "organisation"),
			     role_at = place_key(&element, "role");
		if (!check_members(&element, object, MEMBERS))
			continue;
		check_text(&organisation, json_object_get(object, "organisation"));
		const char *role = check_text(&role_at, json_object_get(object, "role"));
		size_t position = sorted_position(&record->judge_ids, record->judge_inputs, object, i);
		if (position != IDS_NONE)
			record->judge_roles[position] = role;
	}
}

static void load_left(struct record *record, const struct place *up, const json_t *json, struct entry *entry)
{
	static const struct member_rule MEMBERS[] = {{"before", true}, {"as", true}, {"replaced", false}, {"why", false}, {0}};
	static const char *const WORDS[] = {"withdrawn", "disqualified", "forfeited", NULL};
	struct place at = place_key(up, "left");
	struct place before = place_key(&at, "before"), as = place_key(&at, "as"), replaced = place_key(&at, "replaced"),
		     why = place_key(&at, "why");
	const char *text = json_string_value(json_object_get(json, "before"));
	int word = 0;

	if (!json || !check_members(&at, json, MEMBERS))
		return;
	entry->left = entry->replaced = true;
	if (text && strcmp(text, "award") == 0)
		entry->left_before = record->rulebook.round_count;
	else
		entry->left_before = check_reference(&before, json_object_get(json, "before"), &record->rulebook.round_ids, "round");
	check_word(&as, json_object_get(json, "as"), WORDS, &word);
	if (record->rulebook.award && entry->left_before == record->rulebook.round_count)
		entry->replaced = !record->rulebook.award->vacant;
	entry->left_as = (enum outcome)(OUTCOME_WITHDRAWN + word);
	check_flag(&replaced, json_object_get(json, "replaced"), &entry->replaced);
	entry->left_why = check_text(&why, json_object_get(json, "why"));
}

static void load_entry(struct record *record, const struct place *at, const json_t *json, struct entry *entry)
{
	static const struct member_rule MEMBERS[] = {
	    {"id", true}, {"firm", true}, {"industry", false}, {"facts", false}, {"status", true}, {"why", false}, {"left", false}, {0}};
	static const char *const STATUSES[] = {"submitted", "ineligible", "admitted", NULL};
	struct place firm = place_key(at, "firm"), industry = place_key(at, "industry"), facts = place_key(at, "facts"),
		     status = place_key(at, "status"), why = place_key(at, "why");
	int word = ENTRY_SUBMITTED;

	entry->division = IDS_NONE;
	entry->firm = IDS_NONE;
	if (!check_members(at, json, MEMBERS))
		return;
	size_t before = at->errors->count;
	if (record->rulebook.has_industries && !json_object_get(json, "industry"))
		check_missing(at, "industry");
	entry->firm = check_reference(&firm, json_object_get(json, "firm"), &record->firm_ids, "firm");
	entry->industry = json_string_value(json_object_get(json, "industry"));
	if (!record->rulebook.has_industries) /* a rulebook that lists none leaves them open */
		check_id(&industry, json_object_get(json, "industry"));
	else
		check_reference(&industry, json_object_get(json, "industry"), &record->rulebook.industry_ids, "industry");
	entry->facts = json_object_get(json, "facts");
	fact_check_given(&record->rulebook.facts, &facts, FACT_ENTRY, entry->facts);
	entry->division_known = record->rulebook.divisions_sound && at->errors->count == before && entry->firm != IDS_NONE &&
				!record->firms[entry->firm].faulty;
	check_word(&status, json_object_get(json, "status"), STATUSES, &word);
	entry->status = (enum entry_status)word;
	entry->why = check_text(&why, json_object_get(json, "why"));
	if (entry->status != ENTRY_SUBMITTED && !json_object_get(json, "why"))
		place_error(&why, "is missing: a decision of the organiser needs its reason");
	load_left(record, at, json_object_get(json, "left"), entry);
}

static void load_entries(struct record *record, const struct place *up, const json_t *dossier)
{
	const json_t *json = load_ids(record, up, dossier, "entries", &record->entry_ids, &record->entry_inputs);
	struct place at = place_key(up, "entries");
	int64_t *per_firm = memory_array(record->firm_ids.count, sizeof *per_firm);

	record->entries = slab_take(&record->slab, record->entry_ids.count, sizeof *record->entries);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), firm = place_key(&element, "firm");
		struct entry entry = {.input = i};
		load_entry(record, &element, object, &entry);
		if (entry.firm != IDS_NONE && entry.status != ENTRY_INELIGIBLE &&
		    ++per_firm[entry.firm] > record->rulebook.entries_per_firm)
			place_error(&firm, "firm \"%s\" has more than %lld entries", record->firm_ids.names[entry.firm],
			    (long long)record->rulebook.entries_per_firm);
		size_t position = sorted_position(&record->entry_ids, record->entry_inputs, object, i);
		if (position != IDS_NONE) {
			entry.id = record->entry_ids.names[position];
			record->entries[position] = entry;
		}
	}
	free(per_firm);
}

/* What groups are made of must be text that can stand in a key. */
static void check_group_fact(const struct record *record, const struct place *root, const struct fact_path *path)
{
	bool of_firm = path->source == FACT_FIRM;
	struct place array = place_key(root, of_firm ? "firms" : "entries");

	for (size_t j = 0; j < (of_firm ? record->firm_ids.count : record->entry_ids.count); j++) {
		const json_t *fact = json_object_get(of_firm ? record->firms[j].facts : record->entries[j].facts, path->name);
		struct place element = place_index(&array, of_firm ? record->firms[j].input : record->entries[j].input);
		struct place facts = place_key(&element, "facts"), member = place_key(&facts, path->name);
		if (!fact || json_is_null(fact))
			continue;
		if (json_is_string(fact))
			check_no_slash(&member, json_string_value(fact));
		else
			place_error(&member, "groups are made of it, so it must be a text");
	}
}

/* DONE holds the facts that were checked for another round or pool. */
static void check_group_facts(const struct record *record, const struct place *root, const struct grouping *grouping, struct ids *done)
{
	for (size_t i = 0; i < grouping->count; i++) {
		bool fresh = false;
		if (grouping->rules[i].kind == GROUP_FACT && grouping->rules[i].fact.name)
			ids_add(done, grouping->rules[i].fact.text, &fresh);
		if (fresh)
			check_group_fact(record, root, &grouping->rules[i].fact);
	}
}

static void check_all_group_facts(const struct record *record, const struct place *root)
{
	struct ids done = {0};
	for (size_t i = 0; i < record->rulebook.round_count; i++)
		check_group_facts(record, root, &record->rulebook.rounds[i].groups, &done);
	for (size_t i = 0; record->rulebook.award && i < record->rulebook.award->pool_count; i++)
		check_group_facts(record, root, &record->rulebook.award->pools[i].groups, &done);
	ids_free(&done);
}

/* What was amended, when and why: no result depends on it. */
static void check_amendments(const struct place *up, const json_t *dossier)
{
	static const struct member_rule MEMBERS[] = {{"on", true}, {"what", true}, {"why", true}, {0}};
	const json_t *json = json_object_get(dossier, "amendments");
	struct place at = place_key(up, "amendments");

	if (!json || !check_array(&at, json, true))
		return;
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		int64_t day;
		struct place element = place_index(&at, i), on = place_key(&element, "on"), what = place_key(&element, "what"),
			     why = place_key(&element, "why");
		if (!check_members(&element, object, MEMBERS))
			continue;
		check_day(&on, json_object_get(object, "on"), &day);
		check_text(&what, json_object_get(object, "what"));
		check_text(&why, json_object_get(object, "why"));
	}
}

static void load_prior(struct record *record, const struct place *up, const json_t *dossier)
{
	static const struct member_rule MEMBERS[] = {{"firm", true}, {"scheme", true}, {"amount_fen", true}, {0}};
	const json_t *json = json_object_get(dossier, "prior_awards");
	struct place at = place_key(up, "prior_awards");

	if (!check_array(&at, json, true))
		return;
	record->prior = slab_take(&record->slab, json_array_size(json), sizeof *record->prior);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), firm = place_key(&element, "firm"), scheme = place_key(&element, "scheme"),
			     fen = place_key(&element, "amount_fen");
		struct prior_award *prior = &record->prior[record->prior_count++];
		if (!check_members(&element, object, MEMBERS))
			continue;
		prior->firm = check_reference(&firm, json_object_get(object, "firm"), &record->firm_ids, "firm");
		prior->scheme = check_text(&scheme, json_object_get(object, "scheme"));
		check_money(&fen, json_object_get(object, "amount_fen"), &prior->fen);
	}
}

size_t record_division(const struct rulebook *rulebook, const struct subject *subject, struct node *why)
{
	struct subject undecided = *subject;
	undecided.division = NULL;
	for (size_t i = 0; i < rulebook->division_ids.count; i++) {
		struct node *row = node_row(why);
		node_put_text(row, "division", rulebook->divisions[i].id);
		if (condition_holds(rulebook->divisions[i].when, &undecided, node_object_in(row, "when")))
			return i;
	}
	return IDS_NONE;
}

struct subject record_subject(const struct record *record, size_t position)
{
	const struct entry *entry = &record->entries[position];
	const struct firm *firm = &record->firms[entry->firm];
	return (struct subject){
	    .firm_facts = firm->facts,
	    .entry_facts = entry->facts,
	    .division = entry->division == IDS_NONE ? NULL : record->rulebook.divisions[entry->division].id,
	    .industry = entry->industry,
	    .investments = firm->investments,
	    .investment_count = firm->investment_count,
	    .memory = firm->memory,
	};
}

/* Queries of firms with many investments and several entries are remembered. */
static void remember_queries(struct record *record)
{
	enum { MANY = 32 };
	bool *entered = memory_array(record->firm_ids.count, sizeof *entered);

	for (size_t i = 0; i < record->entry_ids.count; i++) {
		size_t position = record->entries[i].firm;
		if (position == IDS_NONE)
			continue;
		struct firm *firm = &record->firms[position];
		if (entered[position] && !firm->memory && firm->investment_count > MANY)
			firm->memory = query_memory_new(&record->slab, record->rulebook.query_count);
		entered[position] = true;
	}
	free(entered);
}

static void decide_divisions(struct record *record)
{
	for (size_t i = 0; i < record->entry_ids.count; i++) {
		if (!record->entries[i].division_known)
			continue;
		struct subject subject = record_subject(record, i);
		record->entries[i].division = record_division(&record->rulebook, &subject, NULL);
	}
}

void record_load(struct record *record, const json_t *dossier, struct judging_errors *errors)
{
	static const struct member_rule MEMBERS[] = {{"format", true}, {"rulebook", true}, {"firms", true}, {"investments", false},
	    {"judges", true}, {"entries", true}, {"rounds", true}, {"prior_awards", false}, {"amendments", false}, {0}};
	struct place root = place_root(errors), format = place_key(&root, "format"), rulebook = place_key(&root, "rulebook");

	*record = (struct record){0};
	if (!check_members(&root, dossier, MEMBERS))
		return;
	const char *version = check_text(&format, json_object_get(dossier, "format"));
	if (version && strcmp(version, "saitou-dossier/1") != 0)
		place_error(&format, "must be \"saitou-dossier/1\"");
	rulebook_load(&record->rulebook, &rulebook, json_object_get(dossier, "rulebook"));
	load_firms(record, &root, dossier);
	load_investments(record, &root, dossier);
	load_judges(record, &root, dossier);
	load_entries(record, &root, dossier);
	remember_queries(record);
	decide_divisions(record);
	check_all_group_facts(record, &root);
	record_load_rounds(record, &root, dossier);
	load_prior(record, &root, dossier);
	check_amendments(&root, dossier);
}

void record_free(struct record *record)
{
	for (size_t i = 0; record->rounds && i < record->rulebook.round_count; i++)
		ids_free(&record->rounds[i].panels);
	for (size_t i = 0; record->firms && i < record->firm_ids.count; i++)
		query_memory_free(record->firms[i].memory);
	ids_free(&record->firm_ids);
	ids_free(&record->judge_ids);
	ids_free(&record->entry_ids);
	rulebook_free(&record->rulebook);
	slab_free(&record->slab);
}
