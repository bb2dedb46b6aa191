-- A judged round in full swing: 64 judges, @entries@ entries, every judge assigned to every entry; 64 contestants with @drafts@ drafts each.
-- Session tokens are 'benchjudge…' and 'benchfirm…', padded to 43 characters.
SET time_zone = '+00:00', FOREIGN_KEY_CHECKS = 0;
SET @now = UTC_TIMESTAMP(6);

INSERT INTO accounts (id, email, name, state, created_at, confirmed_at)
  SELECT seq, CONCAT('bench', seq, '@example.com'), CONCAT('测试', seq), 'active', @now, @now FROM seq_1_to_200;
INSERT INTO contests (id, code, title, created_at) VALUES (1, 'bench', '{"zh-CN": "测量"}', @now);
INSERT INTO editions (id, contest_id, code, title, state, entries_open_at, entries_close_at, rulebook_id, created_by, created_at)
  VALUES (1, 1, 'bench', '{"zh-CN": "测量"}', 'published', @now - INTERVAL 1 DAY, @now + INTERVAL 1 DAY, 1, 1, @now);
INSERT INTO grants (account_id, role, edition_id) SELECT seq, 'judge', 1 FROM seq_1_to_64;
INSERT INTO grants (account_id, role, edition_id) SELECT 100 + seq, 'contestant', NULL FROM seq_1_to_64;
INSERT INTO grants (account_id, role, edition_id) VALUES (200, 'organizer', NULL);
INSERT INTO sessions (token_hash, account_id, created_at, last_seen_at, expires_at, address)
  SELECT UNHEX(SHA2(RPAD(CONCAT('benchjudge', LPAD(seq, 3, '0')), 43, 'x'), 256)), seq, @now, @now, @now + INTERVAL 1 DAY, '127.0.0.1' FROM seq_1_to_64
  UNION ALL
  SELECT UNHEX(SHA2(RPAD('benchdesk001', 43, 'x'), 256)), 200, @now, @now, @now + INTERVAL 1 DAY, '127.0.0.1'
  UNION ALL
  SELECT UNHEX(SHA2(RPAD(CONCAT('benchfirm', LPAD(seq, 3, '0')), 43, 'x'), 256)), 100 + seq, @now, @now, @now + INTERVAL 1 DAY, '127.0.0.1' FROM seq_1_to_64;

SET @rulebook = '{"title": {"zh-CN": "测量"}, "timezone": "Asia/Shanghai",
  "divisions": [{"id": "startup", "name": {"zh-CN": "初创"}, "when": {"fact": "firm.registered_on", "at_least": "2022-01-01"}},
                {"id": "growth", "name": {"zh-CN": "成长"}, "when": {"fact": "firm.registered_on", "below": "2022-01-01"}}],
  "industries": [{"id": "it", "name": {"zh-CN": "信息"}}],
  "rounds": [{"id": "semi", "name": {"zh-CN": "半决赛"}, "kind": "judged", "groups": ["division"], "min_sheets": 1,
    "criteria": [{"id": "technology", "name": {"zh-CN": "技术"}, "max": 30, "step": 0.5}, {"id": "model", "name": {"zh-CN": "模式"}, "max": 25, "step": 0.5},
                 {"id": "market", "name": {"zh-CN": "市场"}, "max": 20, "step": 0.5}, {"id": "team", "name": {"zh-CN": "团队"}, "max": 15, "step": 0.5},
                 {"id": "finance", "name": {"zh-CN": "财务"}, "max": 10, "step": 0.5}],
    "aggregate": {"method": "mean"}}]}';
INSERT INTO rulebooks (id, edition_id, number, body, sha256, state, created_by, created_at, frozen_by, frozen_at)
  VALUES (1, 1, 1, @rulebook, UNHEX(SHA2(@rulebook, 256)), 'frozen', 1, @now, 1, @now);
INSERT INTO rounds (id, edition_id, code, position, kind, state, opens_at, closes_at)
  VALUES (1, 1, 'semi', 0, 'judged', 'open', @now - INTERVAL 1 HOUR, @now + INTERVAL 1 DAY);
INSERT INTO judges (id, edition_id, account_id, organisation, pledged_at, created_at)
  SELECT seq, 1, seq, CONCAT('单位', seq), @now, @now FROM seq_1_to_64;

INSERT INTO firms (id, jurisdiction, code, name, created_by, created_at)
  SELECT seq, 'other', CONCAT('B', seq), CONCAT('测量企业', seq), 101, @now FROM seq_1_to_@entries@;
INSERT INTO firms (id, jurisdiction, code, name, created_by, created_at)
  SELECT 200000 + seq, 'other', CONCAT('D', seq), CONCAT('草稿企业', seq), 100 + seq, @now FROM seq_1_to_64;
INSERT INTO firm_members (firm_id, account_id, added_at) SELECT 200000 + seq, 100 + seq, @now FROM seq_1_to_64;

INSERT INTO entries (id, edition_id, firm_id, state, title, industry, submission_id, number, created_by, created_at)
  SELECT seq, 1, seq, 'submitted', CONCAT('项目', seq), 'it', seq, CONCAT('BENCH-', seq), 101, @now FROM seq_1_to_@entries@;
INSERT INTO submissions (id, entry_id, ordinal, arrived_at, submitted_by, body, firm_facts, entry_facts, sha256)
  SELECT seq, seq, 1, @now, 101, '{}', IF(seq % 2, '{"registered_on": "2023-05-01"}', '{"registered_on": "2015-05-01"}'), '{}', UNHEX(SHA2('{}', 256)) FROM seq_1_to_@entries@;
INSERT INTO round_entries (round_id, entry_id, via, group_key, division)
  SELECT 1, seq, 'first', IF(seq % 2, 'startup', 'growth'), IF(seq % 2, 'startup', 'growth') FROM seq_1_to_@entries@;
INSERT INTO assignments (round_id, entry_id, judge_id, assigned_by, assigned_at)
  SELECT 1, e.seq, j.seq, 1, @now FROM seq_1_to_@entries@ e JOIN seq_1_to_64 j;

INSERT INTO entries (id, edition_id, firm_id, state, title, created_by, created_at)
  SELECT 100000 + (f.seq - 1) * @drafts@ + d.seq, 1, 200000 + f.seq, 'draft', '', 100 + f.seq, @now FROM seq_1_to_64 f JOIN seq_1_to_@drafts@ d;
