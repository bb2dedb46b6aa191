#include "api/results/computation.h"

#include <stdlib.h>
#include <string.h>

#include "api/results/derivation_rows.h"
#include "api/rounds/result_check.h"
#include "api/rules/dossier_build.h"
#include "api/rules/mistake_words.h"
#include "api/shared/problems.h"
#include "core/base/limits.h"
#include "core/base/secret.h"
#include "judging/base/canonical.h"
#include "judging/base/errors.h"
#include "judging/derivation.h"
#include "judging/dossier.h"
#include "judging/rulebook.h"

/* A malloc'd text moves into the arena's care. */
static const char *keep(struct request *r, char *text)
{
	arena_defer(r->arena, free, text);
	return text;
}

enum db_status computation_dossier(struct request *r, int64_t edition_id, int64_t last_position, const char **text, size_t *length)
{
	json_t *dossier;
	enum db_status status = dossier_build_until(r, edition_id, last_position, &dossier);

	*text = NULL;
	if (status == DB_OK && dossier) {
		*text = keep(r, dossier_canonical(dossier, length));
		json_object_clear(dossier);
	}
	return status;
}

static enum handled refuse(struct request *r, struct judging_errors *errors)
{
	json_t *list = json_array();

	mistakes_add(r, list, errors, LIMIT_INPUT_ERRORS, "field", "detail");
	problem_member(r, "total_errors", json_integer((json_int_t)errors->count));
	judging_errors_free(errors);
	return reply_problem_list(r, &problem_dossier_invalid, list);
}

/* *STEPS: how the scores of ROUND came about; NULL without one, or if it is not reached. */
static enum handled compute(struct request *r, int64_t edition_id, const struct round *round, struct computation *c, json_t **steps)
{
	struct judging_errors errors = {0};

	*c = (struct computation){0};
	DB_TRY(computation_dossier(r, edition_id, round ? round->position : COMPUTE_ALL, &c->dossier_text, &c->dossier_length));
	if (!c->dossier_text)
		return reply_problem(r, &problem_no_rulebook, NULL);
	/* Read back, so that the paths of mistakes count positions as in the exported file, and so that what is computed is what is stored. */
	c->dossier = arena_json(r->arena, json_loadb(c->dossier_text, c->dossier_length, JSON_ALLOW_NUL, NULL));
	c->dossier_sha256 = sha256_hex(r->arena, c->dossier_text, c->dossier_length);
	c->results = arena_json(r->arena, dossier_results(c->dossier, c->dossier_sha256, &errors));
	if (!c->results)
		return refuse(r, &errors);
	judging_errors_free(&errors);
	/* A file of one line, as `saitouctl recompute` prints it: the hash that is published is that of the file. */
	c->results_text = arena_printf(r->arena, "%s\n", keep(r, canonical_json(c->results, &c->results_length)));
	c->results_length++;
	c->incomplete_at = json_string_value(json_object_get(c->results, "incomplete_at"));
	if (round)
		*steps = arena_json(r->arena, dossier_derivations(c->dossier, round->code));
	return GO_ON;
}

void computation_release(struct computation *c)
{
	json_object_clear(c->dossier);
	json_object_clear(c->results);
}

json_t *computation_round(const struct computation *c, const char *code)
{
	json_t *round;
	size_t i;

	json_array_foreach (json_object_get(c->results, "rounds"), i, round) {
		if (strcmp(json_string_value(json_object_get(round, "id")), code) == 0)
			return round;
	}
	return NULL;
}

static json_int_t entry_row(const json_t *of)
{
	return dossier_row_id(json_string_value(json_object_get(of, "entry")), 'e');
}

/* All standings as one array for the database, which turns it into rows in one statement. */
static json_t *standing_rows(const struct computation *c)
{
	json_t *rows = json_array(), *round, *standing;
	size_t i, place;

	json_array_foreach (json_object_get(c->results, "rounds"), i, round) {
		json_t *standings = json_object_get(round, "standings"), *ranked = ranked_by_group(standings);
		json_array_foreach (standings, place, standing) {
			json_t *group = json_object_get(standing, "group");
			json_array_append_new(
			    rows, json_pack("{s:O, s:I, s:O, s:I, s:O, s:O, s:O, s:O, s:O*}", "round", json_object_get(round, "id"),
				      "entry", entry_row(standing), "group", group, "place", (json_int_t)place, "score",
				      json_object_get(standing, "score"), "rank", json_object_get(standing, "rank"), "of",
				      json_object_get(ranked, json_string_value(group)), "outcome", json_object_get(standing, "outcome"),
				      "why", json_object_get(standing, "why")));
		}
		json_decref(ranked);
	}
	return rows;
}

static json_t *direct_rows(const struct computation *c)
{
	json_t *rows = json_array(), *direct;
	size_t i;

	json_array_foreach (json_object_get(c->results, "direct"), i, direct)
		json_array_append_new(
		    rows, json_pack("{s:I, s:O, s:O, s:O*}", "entry", entry_row(direct), "to", json_object_get(direct, "to"), "rule",
			      json_object_get(direct, "rule"), "why", json_object_get(direct, "why")));
	return rows;
}

/* The end of the edition's audit trail as the snapshot has it: whatever is recorded behind it has changed since the facts were read. */
static enum db_status trail_end(struct request *r, int64_t edition_id, int64_t *seq)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT COALESCE(MAX(h.seq), 0) FROM audit_heads h WHERE h.edition_id = :edition_id", P(edition_id));

	*seq = status == DB_OK ? db_int(&rows, 0, 0) : 0;
	return status;
}

/* Whether the round's last computation has the same bytes. */
static enum db_status compare_last(struct request *r, const struct round *round, struct computation *c)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT LOWER(HEX(c.dossier_sha256)), LOWER(HEX(c.results_sha256)) FROM computations c WHERE c.id = :computation_id",
	    P(computation_id, round->computation_id));

	if (status != DB_OK || rows.count == 0 || !c->dossier_sha256)
		return status;
	c->unchanged = strcmp(db_text(&rows, 0, 0), c->dossier_sha256) == 0 &&
		       strcmp(db_text(&rows, 0, 1), sha256_hex(r->arena, c->results_text, c->results_length)) == 0;
	if (c->unchanged)
		c->id = round->computation_id;
	return DB_OK;
}

static enum db_status store(struct request *r, int64_t edition_id, const struct round *round, struct computation *c, const json_t *steps)
{
	const json_t *rule = round ? rulebook_round(json_object_get(c->dossier, "rulebook"), round->code) : NULL;
	unsigned char dossier_hash[HASH_BYTES], results_hash[HASH_BYTES];
	enum db_status status;

	sha256(c->dossier_text, c->dossier_length, dossier_hash);
	sha256(c->results_text, c->results_length, results_hash);
	status = sql_exec(r, NULL,
	    "INSERT INTO computations (edition_id, round_id, rulebook_id, rule, dossier, dossier_sha256, results, results_sha256, incomplete_at,"
	    "  audit_seq, computed_by, computed_at)"
	    " SELECT e.id, :round_id, e.rulebook_id, :rule, :dossier_text, :dossier_hash, :results_text, :results_hash, :incomplete_at,"
	    " :audit_seq, :account, :now FROM editions e WHERE e.id = :edition_id",
	    P(round_id, ID(round ? round->id : 0)), P(rule), P(dossier_text, c->dossier_text),
	    P(dossier_hash, BYTES(dossier_hash, sizeof dossier_hash)), P(results_text, c->results_text),
	    P(results_hash, BYTES(results_hash, sizeof results_hash)), P(incomplete_at, c->incomplete_at), P(audit_seq, c->audit_seq),
	    P(edition_id));
	if (status != DB_OK)
		return status;
	c->id = db_insert_id(r->db);
	json_t *rows = standing_rows(c);
	status = sql_exec(r, NULL,
	    "INSERT INTO standings (computation_id, round_id, entry_id, group_key, place, score, ranked, ranked_of, outcome, why)"
	    " SELECT :computation_id, r.id, t.entry, t.group_key, t.place, t.score, t.ranked, t.ranked_of, t.outcome, t.why"
	    " FROM JSON_TABLE(:rows, '$[*]' COLUMNS ("
	    "  round_code VARCHAR(64) PATH '$.round', entry BIGINT PATH '$.entry', group_key VARCHAR(255) PATH '$.group',"
	    "  place INT PATH '$.place', score VARCHAR(40) PATH '$.score', ranked INT PATH '$.rank', ranked_of INT PATH '$.of',"
	    "  outcome VARCHAR(32) PATH '$.outcome', why JSON PATH '$.why')) t"
	    " JOIN rounds r ON r.edition_id = :edition_id AND r.code = t.round_code COLLATE utf8mb4_bin",
	    P(computation_id, c->id), P(rows), P(edition_id));
	json_decref(rows);
	if (status == DB_OK && steps)
		status = derivation_rows_store(
		    r, c->id, c->dossier, round->code, json_object_get(computation_round(c, round->code), "standings"), steps);
	if (status != DB_OK)
		return status;
	return sql_exec(r, NULL,
	    "INSERT INTO direct_advancements (computation_id, entry_id, to_code, rule, why)"
	    " SELECT :computation_id, t.entry, t.to_code, t.rule, t.why"
	    " FROM JSON_TABLE(:rows, '$[*]' COLUMNS (entry BIGINT PATH '$.entry', to_code VARCHAR(64) PATH '$.to',"
	    "  rule VARCHAR(64) PATH '$.rule', why JSON PATH '$.why')) t",
	    P(computation_id, c->id), P(rows, arena_json(r->arena, direct_rows(c))));
}

enum handled computation_make(struct request *r, int64_t edition_id, const struct round *round, struct computation *c)
{
	json_t *steps = NULL;

	STEP(compute(r, edition_id, round, c, &steps));
	DB_TRY(trail_end(r, edition_id, &c->audit_seq));
	if (round)
		DB_TRY(compare_last(r, round, c));
	if (!c->unchanged)
		DB_TRY(store(r, edition_id, round, c, steps));
	json_object_clear(steps);
	return GO_ON;
}

enum db_status computation_changed_rounds(struct request *r, int64_t computation_id, int64_t last_position, json_t *codes)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT b.code FROM computations c JOIN rounds b ON b.edition_id = c.edition_id"
	    " WHERE c.id = :computation_id AND b.position <= :last_position AND b.computation_id IS NOT NULL AND ("
	    " (SELECT COUNT(*) FROM standings o WHERE o.computation_id = b.computation_id AND o.round_id = b.id) <>"
	    " (SELECT COUNT(*) FROM standings n WHERE n.computation_id = c.id AND n.round_id = b.id)"
	    " OR EXISTS (SELECT 1 FROM standings o LEFT JOIN standings n"
	    "   ON n.computation_id = c.id AND n.round_id = o.round_id AND n.entry_id = o.entry_id"
	    "   WHERE o.computation_id = b.computation_id AND o.round_id = b.id AND NOT (n.score <=> o.score AND n.ranked <=> o.ranked"
	    "    AND n.group_key <=> o.group_key AND n.outcome <=> o.outcome)"
	    "    AND NOT " SQL_LEFT_SINCE "))"
	    " ORDER BY b.position",
	    P(computation_id), P(last_position));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_array_append_new(codes, db_json_text(&rows, i, 0));
	return status;
}
