-- A published round with @ranked@ ranked entries, for the public list.
SET time_zone = '+00:00', FOREIGN_KEY_CHECKS = 0;
INSERT INTO computations (id, edition_id, round_id, rulebook_id, dossier, dossier_sha256, results, results_sha256, computed_by, computed_at)
  VALUES (1, 1, 1, 1, '{}', UNHEX(SHA2('{}', 256)), '{}', UNHEX(SHA2('{}', 256)), 1, UTC_TIMESTAMP(6));
INSERT INTO standings (computation_id, round_id, entry_id, group_key, place, score, ranked, ranked_of, outcome)
  SELECT 1, 1, seq, IF(seq % 2, 'startup', 'growth'), seq - 1, FORMAT(90 - seq / 20, 2), seq, @ranked@, 'ranked' FROM seq_1_to_@ranked@;
INSERT INTO publications (computation_id, round_id, number, published_by, published_at) VALUES (1, 1, 1, 1, UTC_TIMESTAMP(6));
UPDATE rounds SET state = 'published', computation_id = 1, public_computation_id = 1, published_at = UTC_TIMESTAMP(6) WHERE id = 1;
