-- An edition of @n@ submitted entries as an organiser's desk sees it when it is over: forms of 6 KB, decisions, a computed round, sheets of a
-- quarter of the entries, an award list of a quarter. Its organiser's session token is 'benchdesk', padded to 43 characters.
-- Ids begin at 1000000 × @n@, so that editions of several sizes fit into one database.
SET time_zone = '+00:00', FOREIGN_KEY_CHECKS = 0;
SET @now = UTC_TIMESTAMP(6), @from = 1000000 * @n@, @edition = @n@;

INSERT INTO accounts (id, email, name, state, created_at, confirmed_at) VALUES (@from, 'desk@n@@example.com', '组织者', 'active', @now, @now);
INSERT INTO grants (account_id, role, edition_id) VALUES (@from, 'organizer', NULL);
INSERT INTO sessions (token_hash, account_id, created_at, last_seen_at, expires_at, address)
  VALUES (UNHEX(SHA2(RPAD('benchdesk@n@x', 43, 'x'), 256)), @from, @now, @now, @now + INTERVAL 1 DAY, '127.0.0.1');
INSERT INTO editions (id, contest_id, code, title, state, entries_open_at, entries_close_at, rulebook_id, created_by, created_at)
  VALUES (@edition, 1, 'desk-@n@', '{"zh-CN": "测量"}', 'published', @now - INTERVAL 60 DAY, @now - INTERVAL 30 DAY, @edition, @from, @now);
INSERT INTO rulebooks (id, edition_id, number, body, sha256, state, created_by, created_at, frozen_by, frozen_at)
  SELECT @edition, @edition, 1, body, sha256, 'frozen', @from, @now, @from, @now FROM rulebooks WHERE id = 1;
INSERT INTO rounds (id, edition_id, code, position, kind, state, opens_at, closes_at)
  VALUES (@from, @edition, 'semi', 0, 'judged', 'closed', @now - INTERVAL 20 DAY, @now - INTERVAL 10 DAY);
INSERT INTO firms (id, jurisdiction, code, name, created_by, created_at)
  SELECT @from + seq, 'other', CONCAT('K@n@-', seq), CONCAT('广州第', seq, '科技有限公司'), @from, @now FROM seq_1_to_@n@;
INSERT INTO firm_members (firm_id, account_id, added_at) SELECT @from + seq, 101 + seq % 64, @now FROM seq_1_to_@n@;

INSERT INTO entries (id, edition_id, firm_id, state, title, industry, submission_id, number, created_by, created_at)
  SELECT @from + seq, @edition, @from + seq, IF(seq % 50, 'submitted', 'draft'), CONCAT('项目', seq * 7919 % @n@, '号'), 'it', IF(seq % 50, @from + seq, NULL),
         IF(seq % 50, CONCAT('DESK-@n@-', LPAD(seq, 6, '0')), NULL), 101 + seq % 64, @now - INTERVAL 40 DAY FROM seq_1_to_@n@;
SET @text = REPEAT('本项目研发工业视觉缺陷检测系统，已完成第三代样机。', 80);
UPDATE drafts SET form = JSON_OBJECT('project_name', '项目', 'industry', 'it', 'product', @text), saved_at = @now - INTERVAL 40 DAY + INTERVAL entry_id * 7919 % @n@ SECOND
 WHERE entry_id BETWEEN @from + 1 AND @from + @n@;
INSERT INTO submissions (id, entry_id, ordinal, arrived_at, submitted_by, body, firm_facts, entry_facts, sha256)
  SELECT @from + seq, @from + seq, 1, @now - INTERVAL 39 DAY + INTERVAL seq * 7907 % @n@ SECOND, 101 + seq % 64, JSON_OBJECT('form', JSON_OBJECT('product', @text)),
         IF(seq % 2, '{"registered_on": "2023-05-01"}', '{"registered_on": "2015-05-01"}'), '{}', UNHEX(SHA2(seq, 256)) FROM seq_1_to_@n@ WHERE seq % 50;
INSERT INTO eligibility_decisions (entry_id, submission_id, rule_eligible, rule_why, decision, reason, decided_by, decided_at)
  SELECT @from + seq, @from + seq, TRUE, '{"eligibility": {"holds": true}}', 'follow_rule', '', @from, @now - INTERVAL 25 DAY FROM seq_1_to_@n@ WHERE seq % 50 AND seq % 20;
INSERT INTO investments (edition_id, firm_id, investor, facts, created_by, created_at)
  SELECT @edition, @from + seq, '基金', '{"received_fen": 100000000, "registered_on": "2025-06-01"}', @from, @now FROM seq_1_to_@n@ WHERE seq % 20 = 0;

INSERT INTO judges (id, edition_id, account_id, organisation, pledged_at, created_at) SELECT @from + seq, @edition, seq, CONCAT('单位', seq), @now, @now FROM seq_1_to_64;
INSERT INTO round_entries (round_id, entry_id, via, group_key, division)
  SELECT @from, @from + seq, 'first', IF(seq % 2, 'startup', 'growth'), IF(seq % 2, 'startup', 'growth') FROM seq_1_to_@n@ WHERE seq % 50;
INSERT INTO assignments (round_id, entry_id, judge_id, assigned_by, assigned_at)
  SELECT @from, @from + e.seq, @from + 1 + (e.seq + j.seq) % 64, @from, @now FROM seq_1_to_@n@ e JOIN seq_1_to_5 j WHERE e.seq % 4 = 1 AND e.seq % 50;
INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, saved_at, handed_in_at)
  SELECT id, round_id, entry_id, judge_id, 'handed_in', '{"technology":27.5,"model":21,"market":16.5,"team":12,"finance":8}', @now, @now FROM assignments WHERE round_id = @from;

INSERT INTO computations (id, edition_id, round_id, rulebook_id, dossier, dossier_sha256, results, results_sha256, computed_by, computed_at)
  VALUES (@from, @edition, @from, @edition, '{}', UNHEX(SHA2('{}', 256)), '{}', UNHEX(SHA2('{}', 256)), @from, @now);
INSERT INTO standings (computation_id, round_id, entry_id, group_key, place, score, ranked, ranked_of, outcome, why)
  SELECT @from, @from, @from + seq, IF(seq % 2, 'startup', 'growth'), seq - 1 - seq DIV 50, FORMAT(90 - seq / @n@, 2), seq DIV 2 + 1, @n@, IF(seq % 4, 'eliminated', 'advanced'),
         JSON_OBJECT('code', 'beyond_seats', 'rank', seq, 'of', @n@, 'seats', 9, 'score', '85.50', 'text', REPEAT('x', 300)) FROM seq_1_to_@n@ WHERE seq % 50;
INSERT INTO publications (computation_id, round_id, number, published_by, published_at) VALUES (@from, @from, 1, @from, @now);
UPDATE rounds SET state = 'published', computation_id = @from, public_computation_id = @from, published_at = @now WHERE id = @from;
INSERT INTO award_lists (id, edition_id, number, computation_id, state, budget_fen, allocated_fen, created_by, created_at)
  VALUES (@from, @edition, 1, @from, 'draft', 10000000000, 5000000000, @from, @now);
INSERT INTO awards (award_list_id, place, entry_id, firm_id, firm_name, firm_code, division, industry, district, group_key, tier, ranked, amount_fen, why)
  SELECT @from, seq DIV 4 - 1, @from + seq, @from + seq, CONCAT('广州第', seq, '科技有限公司'), CONCAT('K@n@-', seq), IF(seq % 8, 'growth', 'startup'), 'it',
         CONCAT('第', seq % 11, '区'), '', 'merit', seq DIV 4 + 1, 5000000, JSON_OBJECT('code', 'seat', 'text', REPEAT('x', 300)) FROM seq_1_to_@n@ WHERE seq % 4 = 0;
ANALYZE TABLE entries, drafts, submissions, standings, awards, eligibility_decisions, assignments, sheets, round_entries, firms, investments;
