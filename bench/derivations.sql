-- The day of publication: a round with @ranked@ ranked entries in two groups, five sheets each, of firms that the 64 contestants act for.
SET time_zone = '+00:00', FOREIGN_KEY_CHECKS = 0;
INSERT INTO firm_members (firm_id, account_id, added_at) SELECT seq, 101 + seq % 64, UTC_TIMESTAMP(6) FROM seq_1_to_@ranked@;
INSERT INTO computations (id, edition_id, round_id, rulebook_id, rule, dossier, dossier_sha256, results, results_sha256, computed_by, computed_at)
  SELECT 2, 1, 1, id, JSON_EXTRACT(body, '$.rounds[0]'), '{}', UNHEX(SHA2('{}', 256)), '{}', UNHEX(SHA2('{}', 256)), 1, UTC_TIMESTAMP(6)
    FROM rulebooks WHERE id = 1;
INSERT INTO standings (computation_id, round_id, entry_id, group_key, place, score, ranked, ranked_of, outcome, why)
  SELECT 2, 1, seq, IF(seq % 2, 'startup', 'growth'), seq - 1, FORMAT(90 - seq / 400, 2), (seq + 1) DIV 2, @ranked@ DIV 2 + 1, 'eliminated',
         JSON_OBJECT('code', 'beyond_seats', 'rank', (seq + 1) DIV 2, 'of', @ranked@ DIV 2 + 1, 'seats', 9, 'score', FORMAT(90 - seq / 400, 2)) FROM seq_1_to_@ranked@;
SET @sheet = '{"panel":"A","points":{"technology":27.5,"model":21,"market":16.5,"team":12,"finance":8},"total":"85.000000","void":null,"judge":null,"organisation":null}';
SET @judge = '{"judge":1,"organisation":"单位"}';
INSERT INTO derivations (computation_id, entry_id, answer, judges, tied)
  SELECT 2, seq, CONCAT('{"group":"', IF(seq % 2, 'startup', 'growth'), '","score":"85.00","rank":', (seq + 1) DIV 2, ',"of":2522,"outcome":"eliminated",',
         '"why":{"code":"beyond_seats","rank":', (seq + 1) DIV 2, ',"of":2522,"seats":9,"score":"85.00"},"sheets":[', @sheet, REPEAT(CONCAT(',', @sheet), 4), '],',
         '"steps":[{"step":"aggregate","value":"85.000000"},{"step":"score","value":"85.000000"},{"step":"tie","name":"criterion:technology","value":"27.500000"}]}'),
         CONCAT('[', @judge, REPEAT(CONCAT(',', @judge), 4), ']'), FALSE FROM seq_1_to_@ranked@;
INSERT INTO publications (computation_id, round_id, number, published_by, published_at) VALUES (2, 1, 1, 1, UTC_TIMESTAMP(6));
UPDATE rounds SET state = 'published', computation_id = 2, public_computation_id = 2, published_at = UTC_TIMESTAMP(6) WHERE id = 1;
