-- Judges, recusals, rounds, panels, assignments, sheets.

CREATE TABLE judges (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  organisation VARCHAR(200) NOT NULL,
  expertise JSON NOT NULL DEFAULT '[]' COMMENT 'industries of the rulebook; empty: any',
  role VARCHAR(64) NULL COMMENT 'one that the rulebook names, such as chief; decides which criteria a sheet asks for, and what it weighs',
  pledged_at DATETIME(6) NULL COMMENT 'when the judge gave the pledge (评审承诺); needed before the first sheet',
  state ENUM('active', 'dismissed') NOT NULL DEFAULT 'active',
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY judges_account (edition_id, account_id),
  CONSTRAINT judges_edition FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT judges_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id)
) STATS_PERSISTENT=0 COMMENT 'judges of an edition (评委)';

CREATE TABLE organisation_aliases (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  name VARCHAR(200) NOT NULL,
  alias VARCHAR(200) NOT NULL COMMENT 'another name of the same organisation',
  recorded_by BIGINT NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY organisation_aliases_once (edition_id, name, alias),
  CONSTRAINT organisation_aliases_edition FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT organisation_aliases_by FOREIGN KEY (recorded_by) REFERENCES accounts (id)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'names of one organisation, by which judges'' organisations are compared with firms and investors (单位别名)';

CREATE TABLE recusals (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  judge_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  kind ENUM('employment', 'shareholding', 'own_fund', 'rival_investment', 'kinship', 'teacher_student', 'schoolmate', 'colleague', 'business', 'advisory', 'other') NOT NULL,
  source ENUM('declared', 'found', 'computed') NOT NULL COMMENT 'by the judge, by an organiser, or by the program (api/judges/conflicts.c)',
  statement VARCHAR(2000) NOT NULL COMMENT 'computed: the name that is the judge''s organisation''s',
  evidence JSON NULL COMMENT 'computed: organisation and name as they were compared, and the investment, if it is its investor''s',
  state ENUM('open', 'upheld', 'dismissed') NOT NULL DEFAULT 'open' COMMENT 'an open one blocks new assignments and handing in',
  decision_why VARCHAR(2000) NULL,
  declared_by BIGINT NOT NULL COMMENT 'computed: who added or changed what it was found by',
  declared_at DATETIME(6) NOT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(6) NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY recusals_pair (judge_id, entry_id, kind),
  KEY recusals_edition (edition_id, state),
  KEY recusals_entry_judge (entry_id, judge_id),
  CONSTRAINT recusals_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT recusals_declarer FOREIGN KEY (declared_by) REFERENCES accounts (id),
  CONSTRAINT recusals_decider FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT recusals_judge FOREIGN KEY (judge_id) REFERENCES judges (id),
  CONSTRAINT recusals_entry FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT recusals_decided CHECK ((state = 'open') = (decided_at IS NULL)),
  CONSTRAINT recusals_evidence CHECK ((source = 'computed') = (evidence IS NOT NULL))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'a judge who must not score an entry (回避)';

CREATE TABLE rounds (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'id in the rulebook',
  position INT NOT NULL COMMENT '0 for the first',
  kind ENUM('judged', 'indicators') NOT NULL,
  state ENUM('planned', 'open', 'locked', 'closed', 'computed', 'published') NOT NULL DEFAULT 'planned',
  opens_at DATETIME(6) NULL COMMENT 'planned',
  closes_at DATETIME(6) NULL COMMENT 'sheets that arrive later are refused',
  tie_order JSON NULL COMMENT 'entry ids, best first: the judges'' own decision',
  tie_order_why VARCHAR(2000) NULL,
  computation_id BIGINT NULL COMMENT 'made last: what organisers work with',
  public_computation_id BIGINT NULL COMMENT 'the publication in force: what everybody else sees, until another takes its place',
  published_at DATETIME(6) NULL COMMENT 'of the publication in force',
  undecided BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'by what was computed last, others take part in a later round that has begun: two have to decide what becomes of it',
  supplementary BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'open only for entries that came in later (补充评审)',
  version BIGINT NOT NULL DEFAULT 1,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY rounds_code (edition_id, code),
  UNIQUE KEY rounds_position (edition_id, position),
  CONSTRAINT rounds_edition FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT rounds_place CHECK (position >= 0),
  CONSTRAINT rounds_published CHECK ((published_at IS NULL) = (public_computation_id IS NULL) AND (state <> 'published' OR public_computation_id IS NOT NULL))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'rounds (轮次)';

CREATE TABLE panels (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  round_id BIGINT NOT NULL,
  code VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'as in the dossier: A',
  drawn_at DATETIME(6) NULL COMMENT 'when the order of appearance was drawn; from then on its entries stay as they are',
  UNIQUE KEY panels_code (round_id, code),
  CONSTRAINT panels_round FOREIGN KEY (round_id) REFERENCES rounds (id)
) STATS_PERSISTENT=0 COMMENT 'judges who score together (评审组)';

CREATE TABLE panel_judges (
  panel_id BIGINT NOT NULL,
  judge_id BIGINT NOT NULL,
  PRIMARY KEY (panel_id, judge_id),
  CONSTRAINT panel_judges_panel FOREIGN KEY (panel_id) REFERENCES panels (id),
  CONSTRAINT panel_judges_judge FOREIGN KEY (judge_id) REFERENCES judges (id)
) STATS_PERSISTENT=0;

CREATE TABLE round_entries (
  round_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  via ENUM('first', 'advanced', 'substitute', 'wildcard', 'added', 'skipped', 'direct') NOT NULL COMMENT 'how it came here',
  group_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  division VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'decides which criteria apply',
  skips BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'its group is too small and skips the round: no sheets needed',
  takes_part BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'FALSE once it has left, or a substitute was not needed after all',
  late BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'came in when an earlier result was corrected',
  panel_id BIGINT NULL,
  draw INT NULL COMMENT 'drawn order of appearance in the panel: 1, 2, …',
  signed_in_at DATETIME(6) NULL COMMENT 'when the entry signed in for its appearance (签到)',
  PRIMARY KEY (round_id, entry_id),
  KEY round_entries_entry (entry_id),
  CONSTRAINT round_entries_round FOREIGN KEY (round_id) REFERENCES rounds (id),
  CONSTRAINT round_entries_entry_fk FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT round_entries_panel FOREIGN KEY (panel_id) REFERENCES panels (id),
  CONSTRAINT round_entries_draw CHECK (draw >= 1)
) STATS_PERSISTENT=0 COMMENT 'who takes part in a round, fixed when it opens';

CREATE TABLE assignments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  round_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  judge_id BIGINT NOT NULL,
  panel_id BIGINT NULL,
  state ENUM('assigned', 'released') NOT NULL DEFAULT 'assigned' COMMENT 'released: no sheet is expected any more',
  released_why VARCHAR(2000) NULL,
  recused BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'an open or upheld recusal stands between judge and entry; kept so by api/judges/recusals.c',
  batch BIGINT NULL COMMENT 'bulk assignment that made it, for undo',
  assigned_by BIGINT NOT NULL,
  assigned_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY assignments_triple (round_id, entry_id, judge_id),
  KEY assignments_batch (round_id, batch),
  KEY assignments_state (round_id, state),
  KEY assignments_judge (judge_id, round_id, state),
  CONSTRAINT assignments_entry FOREIGN KEY (round_id, entry_id) REFERENCES round_entries (round_id, entry_id),
  CONSTRAINT assignments_assigner FOREIGN KEY (assigned_by) REFERENCES accounts (id),
  CONSTRAINT assignments_judge_fk FOREIGN KEY (judge_id) REFERENCES judges (id),
  CONSTRAINT assignments_panel FOREIGN KEY (panel_id) REFERENCES panels (id),
  CONSTRAINT assignments_released CHECK ((state = 'released') = (released_why IS NOT NULL))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'one judge, one entry, one round (评审任务)';

CREATE TABLE sheets (
  -- That the three repeat the assignment's, the one INSERT that makes sheets sees to. A composite foreign key would hold it, but costs each
  -- sheet an index entry of four columns more here and one more look-up: measured, 5 to 7 µs of 40 (twenty rows a statement), in the hottest write of all.
  assignment_id BIGINT NOT NULL PRIMARY KEY COMMENT 'each has one sheet at most, which goes by the same number; its round, entry and judge the next three repeat',
  round_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  judge_id BIGINT NOT NULL,
  state ENUM('draft', 'handed_in') NOT NULL DEFAULT 'draft',
  points JSON NOT NULL DEFAULT '{}' COMMENT 'by criterion',
  comment VARCHAR(4000) NOT NULL DEFAULT '',
  void_why VARCHAR(64) NULL COMMENT 'kept and not counted: recused, taken_over (its entry no longer takes part)',
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'optimistic lock',
  saved_at DATETIME(6) NOT NULL,
  handed_in_at DATETIME(6) NULL,
  others_seen_at DATETIME(6) NULL WITHOUT SYSTEM VERSIONING COMMENT 'when its judge first looked at the others'' sheets of the entry: from then on they cannot change their own',
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY sheets_round (round_id, state, entry_id),
  KEY sheets_judge (judge_id, round_id),
  CONSTRAINT sheets_assignment FOREIGN KEY (assignment_id) REFERENCES assignments (id),
  CONSTRAINT sheets_handed_in CHECK ((state = 'handed_in') = (handed_in_at IS NOT NULL)),
  CONSTRAINT sheets_seen CHECK (others_seen_at IS NULL OR state = 'handed_in')
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'the points of one judge for one entry (评分表)';

CREATE TABLE sheet_corrections (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  sheet_id BIGINT NOT NULL,
  old_points JSON NOT NULL,
  new_points JSON NOT NULL,
  reason VARCHAR(2000) NOT NULL,
  state ENUM('requested', 'approved', 'rejected') NOT NULL DEFAULT 'requested',
  requested_by BIGINT NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(6) NULL,
  decision_why VARCHAR(2000) NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY sheet_corrections_sheet (sheet_id, id),
  CONSTRAINT sheet_corrections_sheet_fk FOREIGN KEY (sheet_id) REFERENCES sheets (assignment_id),
  CONSTRAINT sheet_corrections_asker FOREIGN KEY (requested_by) REFERENCES accounts (id),
  CONSTRAINT sheet_corrections_decider FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT sheet_corrections_two_people CHECK (decided_by IS NULL OR decided_by <> requested_by),
  CONSTRAINT sheet_corrections_decided CHECK ((state = 'requested') = (decided_by IS NULL))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'corrections after locking: asked for by one organiser, approved by another';

CREATE TABLE extras (
  round_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'as in parts extra:ID: popularity',
  points DECIMAL(12, 2) NOT NULL,
  recorded_by BIGINT NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  PRIMARY KEY (round_id, entry_id, code),
  CONSTRAINT extras_entry FOREIGN KEY (round_id, entry_id) REFERENCES round_entries (round_id, entry_id),
  CONSTRAINT extras_by FOREIGN KEY (recorded_by) REFERENCES accounts (id),
  CONSTRAINT extras_points CHECK (points BETWEEN -1000000 AND 1000000)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'points from elsewhere, such as the audience';

CREATE TABLE departures (
  entry_id BIGINT NOT NULL PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  before_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'round from which on it takes no part, or award',
  departed_as ENUM('withdrawn', 'disqualified', 'forfeited') NOT NULL,
  replaced BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'whether its seat may go to a substitute',
  replaced_why VARCHAR(2000) NULL COMMENT 'why not as the rulebook says; NULL: as it says',
  reason VARCHAR(2000) NOT NULL,
  recorded_by BIGINT NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY departures_edition (edition_id),
  CONSTRAINT departures_entry FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT departures_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT departures_by FOREIGN KEY (recorded_by) REFERENCES accounts (id),
  CONSTRAINT departures_reason CHECK (CHAR_LENGTH(reason) > 0)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'entries that left the contest (member left of the dossier)';
