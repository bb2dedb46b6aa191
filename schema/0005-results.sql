-- Computations, standings, award lists, notices, objections.

CREATE TABLE computations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  round_id BIGINT NULL COMMENT 'made for this round; NULL: made for an award list',
  rulebook_id BIGINT NOT NULL COMMENT 'by which it was computed, for the names of divisions, industries and tiers',
  rule JSON NULL COMMENT 'the round it was made for, as its rulebook has it; for derivations',
  dossier LONGTEXT NOT NULL COMMENT 'canonical JSON, byte for byte as hashed',
  dossier_sha256 BINARY(32) NOT NULL,
  results LONGTEXT NOT NULL COMMENT 'canonical JSON',
  results_sha256 BINARY(32) NOT NULL,
  incomplete_at VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'the round before which the computation stopped',
  audit_seq BIGINT NOT NULL DEFAULT 0 COMMENT 'end of the edition''s audit trail when the facts were read: what is recorded after it may have changed them',
  computed_by BIGINT NOT NULL,
  computed_at DATETIME(6) NOT NULL,
  KEY computations_edition (edition_id, id),
  KEY computations_dossier (dossier_sha256),
  KEY computations_results (results_sha256),
  CONSTRAINT computations_rulebook FOREIGN KEY (rulebook_id) REFERENCES rulebooks (id),
  CONSTRAINT computations_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT computations_by FOREIGN KEY (computed_by) REFERENCES accounts (id),
  CONSTRAINT computations_round FOREIGN KEY (round_id) REFERENCES rounds (id)
) STATS_PERSISTENT=0 COMMENT 'what was computed from which facts; rows are never changed';

CREATE TABLE publications (
  computation_id BIGINT NOT NULL PRIMARY KEY COMMENT 'what was published; each once at most',
  round_id BIGINT NOT NULL COMMENT 'for which it was made',
  number INT NOT NULL COMMENT 'version: 1, 2, …; the highest is in force',
  reason VARCHAR(2000) NULL COMMENT 'why it took the place of the one before; public',
  published_by BIGINT NOT NULL,
  published_at DATETIME(6) NOT NULL,
  UNIQUE KEY publications_number (round_id, number),
  CONSTRAINT publications_computation FOREIGN KEY (computation_id) REFERENCES computations (id),
  CONSTRAINT publications_round FOREIGN KEY (round_id) REFERENCES rounds (id),
  CONSTRAINT publications_by FOREIGN KEY (published_by) REFERENCES accounts (id),
  CONSTRAINT publications_reason CHECK (number = 1 OR CHAR_LENGTH(reason) > 0)
) STATS_PERSISTENT=0 COMMENT 'versions of a round''s standing as they were made public; rows are never changed, and all stay readable';

CREATE TABLE result_checks (
  computation_id BIGINT NOT NULL PRIMARY KEY,
  audit_seq BIGINT NOT NULL COMMENT 'end of the audit trail up to which the facts are known to give the same standing',
  CONSTRAINT result_checks_computation FOREIGN KEY (computation_id) REFERENCES computations (id)
) STATS_PERSISTENT=0 COMMENT 'what exact checks have found unchanged, so that they need not be made again';

CREATE TABLE takeovers (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  round_id BIGINT NOT NULL COMMENT 'whose result has changed',
  computation_id BIGINT NOT NULL COMMENT 'by which others take part in later rounds',
  choice ENUM('take_over', 'keep_seat', 'supplementary') NOT NULL COMMENT 'later rounds follow; they follow, and who was in stays beside; they follow, and those that had ended are opened for who comes in',
  changes JSON NOT NULL COMMENT 'who comes in and who goes out, by later round: as the second person must find it',
  reason VARCHAR(2000) NOT NULL COMMENT 'public, with the new version',
  state ENUM('proposed', 'approved', 'rejected', 'withdrawn') NOT NULL DEFAULT 'proposed',
  proposed_by BIGINT NOT NULL,
  proposed_at DATETIME(6) NOT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(6) NULL,
  decision_why VARCHAR(2000) NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY takeovers_round (round_id, state),
  CONSTRAINT takeovers_round_fk FOREIGN KEY (round_id) REFERENCES rounds (id),
  CONSTRAINT takeovers_computation FOREIGN KEY (computation_id) REFERENCES computations (id),
  CONSTRAINT takeovers_proposer FOREIGN KEY (proposed_by) REFERENCES accounts (id),
  CONSTRAINT takeovers_decider FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT takeovers_two_people CHECK (state IN ('proposed', 'withdrawn') OR decided_by <> proposed_by),
  CONSTRAINT takeovers_decided CHECK ((state = 'proposed') = (decided_at IS NULL))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'what becomes of later rounds when a result on which they rest changes: proposed by one organiser, decided by another';

CREATE TABLE added_seats (
  round_id BIGINT NOT NULL COMMENT 'from which the entry goes on beside the seats',
  entry_id BIGINT NOT NULL,
  takeover_id BIGINT NOT NULL COMMENT 'which decided so',
  added_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  PRIMARY KEY (round_id, entry_id),
  CONSTRAINT added_seats_round FOREIGN KEY (round_id) REFERENCES rounds (id),
  CONSTRAINT added_seats_entry FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT added_seats_takeover FOREIGN KEY (takeover_id) REFERENCES takeovers (id)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'member added of the dossier';

CREATE TABLE standings (
  computation_id BIGINT NOT NULL,
  round_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  group_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  place INT NOT NULL COMMENT 'order in the results: 0, 1, …',
  score VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'with exactly the round''s decimals',
  ranked INT NULL COMMENT 'the rank',
  ranked_of INT NOT NULL COMMENT 'how many have a rank in its group',
  outcome VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  why JSON NULL,
  PRIMARY KEY (computation_id, round_id, entry_id),
  KEY standings_order (computation_id, round_id, place),
  KEY standings_rank (computation_id, round_id, group_key, ranked),
  KEY standings_entry (entry_id),
  CONSTRAINT standings_computation FOREIGN KEY (computation_id) REFERENCES computations (id),
  CONSTRAINT standings_round FOREIGN KEY (round_id) REFERENCES rounds (id),
  CONSTRAINT standings_entry_fk FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT standings_rank CHECK (ranked BETWEEN 1 AND ranked_of)
) STATS_PERSISTENT=0 COMMENT 'score, rank and outcome of an entry in a round (排名, 晋级), as rows for lists';

CREATE TABLE derivations (
  computation_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  answer JSON NOT NULL COMMENT 'what its firm gets to read, word for word: the standing, its sheets without their judges, and the steps from these or the indicators to the score (judging/derivation.h)',
  judges JSON NOT NULL COMMENT 'who handed in the sheets, in the same order: judge, organisation',
  tied BOOLEAN NOT NULL COMMENT 'others of its group have the same rank: standings say who',
  PRIMARY KEY (computation_id, entry_id),
  CONSTRAINT derivations_computation FOREIGN KEY (computation_id) REFERENCES computations (id),
  CONSTRAINT derivations_entry FOREIGN KEY (entry_id) REFERENCES entries (id)
) STATS_PERSISTENT=0 COMMENT 'how the scores of the round that a computation was made for came about, as everybody asks for them on the day of publication';

CREATE TABLE direct_advancements (
  computation_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  to_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'the round it enters',
  rule VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'id in the rulebook',
  why JSON NULL,
  PRIMARY KEY (computation_id, entry_id),
  CONSTRAINT direct_advancements_computation FOREIGN KEY (computation_id) REFERENCES computations (id),
  CONSTRAINT direct_advancements_entry FOREIGN KEY (entry_id) REFERENCES entries (id)
) STATS_PERSISTENT=0 COMMENT 'entries that reach a later round by investment (直接晋级), as rows for lists';

CREATE TABLE award_lists (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  number INT NOT NULL COMMENT 'version: 1, 2, …',
  computation_id BIGINT NOT NULL,
  state ENUM('draft', 'first_approved', 'approved', 'noticed', 'final', 'superseded') NOT NULL DEFAULT 'draft',
  why VARCHAR(2000) NULL COMMENT 'why this version was made (an objection decided, …); needed from the second on',
  budget_fen BIGINT NOT NULL,
  allocated_fen BIGINT NOT NULL,
  csv_sha256 BINARY(32) NULL COMMENT 'of the list as a CSV file, from the notice on',
  sheet_csv_sha256 BINARY(32) NULL COMMENT '… and as the one for spreadsheets',
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  first_by BIGINT NULL, first_at DATETIME(6) NULL,
  second_by BIGINT NULL, second_at DATETIME(6) NULL,
  final_at DATETIME(6) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY award_lists_number (edition_id, number),
  KEY award_lists_csv (csv_sha256),
  KEY award_lists_sheet_csv (sheet_csv_sha256),
  CONSTRAINT award_lists_edition FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT award_lists_computation FOREIGN KEY (computation_id) REFERENCES computations (id),
  CONSTRAINT award_lists_creator FOREIGN KEY (created_by) REFERENCES accounts (id),
  CONSTRAINT award_lists_first FOREIGN KEY (first_by) REFERENCES accounts (id),
  CONSTRAINT award_lists_second FOREIGN KEY (second_by) REFERENCES accounts (id),
  CONSTRAINT award_lists_two_people CHECK (second_by IS NULL OR (first_by IS NOT NULL AND first_by <> second_by)),
  CONSTRAINT award_lists_why CHECK (number = 1 OR CHAR_LENGTH(why) > 0),
  CONSTRAINT award_lists_budget CHECK (allocated_fen BETWEEN 0 AND budget_fen),
  CONSTRAINT award_lists_approved CHECK (state NOT IN ('approved', 'noticed', 'final') OR second_by IS NOT NULL)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'versions of the award list';

CREATE TABLE awards (
  award_list_id BIGINT NOT NULL,
  place INT NOT NULL COMMENT 'order in the list: 0, 1, …',
  entry_id BIGINT NOT NULL,
  firm_id BIGINT NOT NULL,
  firm_name VARCHAR(200) NOT NULL COMMENT 'as it was when the list was made, like all that follows',
  firm_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  division VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  industry VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  district VARCHAR(100) NULL,
  group_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  tier VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  ranked INT NOT NULL,
  amount_fen BIGINT NOT NULL,
  why JSON NULL,
  PRIMARY KEY (award_list_id, place),
  KEY awards_entry (entry_id),
  CONSTRAINT awards_list FOREIGN KEY (award_list_id) REFERENCES award_lists (id),
  CONSTRAINT awards_entry_fk FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT awards_firm FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT awards_rank CHECK (ranked >= 1),
  CONSTRAINT awards_amount CHECK (amount_fen BETWEEN 0 AND 9007199254740991)
) STATS_PERSISTENT=0 COMMENT 'rows of an award list (奖项, 资金分配)';

CREATE TABLE notices (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  kind ENUM('award_list', 'standings', 'final_list', 'text') NOT NULL,
  award_list_id BIGINT NULL,
  round_id BIGINT NULL,
  computation_id BIGINT NULL COMMENT 'standings: the publication that it shows, for good',
  title JSON NOT NULL,
  body JSON NOT NULL COMMENT 'localised text shown above the list',
  working_days INT NULL COMMENT 'length of the objection period; NULL: none',
  published_at DATETIME(6) NOT NULL,
  ends_at DATETIME(6) NULL COMMENT 'end of the last working day there, by the time zone of the rulebook',
  published_by BIGINT NOT NULL,
  state ENUM('published', 'withdrawn') NOT NULL DEFAULT 'published',
  withdrawn_at DATETIME(6) NULL,
  withdrawn_why VARCHAR(2000) NULL,
  KEY notices_edition (edition_id, published_at),
  CONSTRAINT notices_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT notices_list FOREIGN KEY (award_list_id) REFERENCES award_lists (id),
  CONSTRAINT notices_round FOREIGN KEY (round_id) REFERENCES rounds (id),
  CONSTRAINT notices_publication FOREIGN KEY (computation_id) REFERENCES publications (computation_id),
  CONSTRAINT notices_by FOREIGN KEY (published_by) REFERENCES accounts (id),
  CONSTRAINT notices_about CHECK (CASE kind WHEN 'text' THEN TRUE WHEN 'standings' THEN round_id IS NOT NULL AND computation_id IS NOT NULL ELSE award_list_id IS NOT NULL END),
  CONSTRAINT notices_period CHECK ((working_days IS NULL) = (ends_at IS NULL)),
  CONSTRAINT notices_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_why IS NULL) AND (state = 'withdrawn') = (withdrawn_at IS NOT NULL))
) STATS_PERSISTENT=0 COMMENT 'lists published for a number of days (公示)';

CREATE TABLE objections (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  notice_id BIGINT NOT NULL,
  entry_id BIGINT NULL COMMENT 'the entry it is about, if one',
  account_id BIGINT NULL COMMENT 'who objects, by real name; NULL: somebody without an account',
  objector_email VARCHAR(254) NULL COMMENT 'personal: of somebody without an account, proved by a link that was sent there',
  objector_locale ENUM('zh-CN', 'zh-Hant', 'en') NULL COMMENT 'the language of their letters',
  real_name VARCHAR(100) NOT NULL COMMENT 'personal: never public, never in a dossier',
  contact VARCHAR(200) NOT NULL COMMENT 'personal',
  statement TEXT NOT NULL,
  state ENUM('filed', 'upheld', 'dismissed', 'withdrawn') NOT NULL DEFAULT 'filed',
  decision_why VARCHAR(4000) NULL,
  changes_list BOOLEAN NULL COMMENT 'an upheld one: whether the list must change, which takes a new version',
  award_list_id BIGINT NULL COMMENT 'the new version that carries out the decision',
  filed_at DATETIME(6) NOT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(6) NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY objections_edition (edition_id, state),
  KEY objections_notice_state (notice_id, state),
  KEY objections_account_key (account_id),
  KEY objections_objector_key (notice_id, objector_email),
  CONSTRAINT objections_notice FOREIGN KEY (notice_id) REFERENCES notices (id),
  CONSTRAINT objections_entry FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT objections_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT objections_decider FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT objections_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT objections_list FOREIGN KEY (award_list_id) REFERENCES award_lists (id),
  CONSTRAINT objections_objector CHECK ((account_id IS NULL) = (objector_email IS NOT NULL) AND (objector_email IS NULL) = (objector_locale IS NULL)),
  CONSTRAINT objections_decided CHECK ((state IN ('upheld', 'dismissed')) = (decided_at IS NOT NULL)),
  CONSTRAINT objections_change CHECK ((state = 'upheld') = (changes_list IS NOT NULL)),
  CONSTRAINT objections_carried_out CHECK (award_list_id IS NULL OR changes_list)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'objections to a notice (异议)';

CREATE TABLE objection_links (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  token_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the token in the mail',
  notice_id BIGINT NOT NULL,
  email VARCHAR(254) NOT NULL COMMENT 'personal: whose it is; whoever has the link reads the mail that goes there',
  locale ENUM('zh-CN', 'zh-Hant', 'en') NOT NULL COMMENT 'the language of the letters',
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  UNIQUE KEY objection_links_hash (token_hash),
  KEY objection_links_expiry (expires_at),
  CONSTRAINT objection_links_notice FOREIGN KEY (notice_id) REFERENCES notices (id)
) STATS_PERSISTENT=0 COMMENT 'links by which somebody without an account objects to a notice and follows what becomes of it';

ALTER TABLE attachments ADD CONSTRAINT attachments_objection FOREIGN KEY (objection_id) REFERENCES objections (id);
ALTER TABLE rounds ADD CONSTRAINT rounds_computation FOREIGN KEY (computation_id) REFERENCES computations (id);
ALTER TABLE rounds ADD CONSTRAINT rounds_publication FOREIGN KEY (public_computation_id) REFERENCES publications (computation_id);
