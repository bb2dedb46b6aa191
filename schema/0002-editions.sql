-- Contests, editions, rulebooks and the calendar.

CREATE TABLE contests (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE COMMENT 'short name for addresses: guangzhou',
  title JSON NOT NULL COMMENT 'localised text: {"zh-CN": …}',
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'optimistic lock',
  created_at DATETIME(6) NOT NULL
) STATS_PERSISTENT=0 COMMENT 'a series, held once a year or more (赛事)';

CREATE TABLE editions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  contest_id BIGINT NOT NULL,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE COMMENT 'for addresses: guangzhou-2023',
  title JSON NOT NULL,
  state ENUM('draft', 'published', 'closed') NOT NULL DEFAULT 'draft' COMMENT 'draft: seen by organisers only; closed: nothing changes any more',
  entries_open_at DATETIME(6) NULL,
  entries_close_at DATETIME(6) NULL COMMENT 'the deadline, as announced; changed by amendment only once published',
  grace_seconds INT NOT NULL DEFAULT 0 COMMENT 'a request that arrived up to so much after the deadline still counts',
  corrections_close_at DATETIME(6) NULL COMMENT 'until when a returned entry may be corrected',
  mandates_required BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'whether somebody must have been confirmed to act for each firm before it is awarded; asked for unless whoever makes the edition says otherwise',
  investments_close_at DATETIME(6) NULL COMMENT 'until when investments may be declared (以投代评); NULL: as long as entries may be corrected',
  rulebook_id BIGINT NULL COMMENT 'the version in force',
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'optimistic lock',
  created_by BIGINT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT editions_contest FOREIGN KEY (contest_id) REFERENCES contests (id),
  CONSTRAINT editions_creator FOREIGN KEY (created_by) REFERENCES accounts (id),
  CONSTRAINT editions_dates CHECK (entries_close_at IS NULL OR entries_open_at IS NULL OR entries_open_at < entries_close_at),
  CONSTRAINT editions_code_no_id CHECK (code NOT REGEXP '^[0-9]+$'),
  CONSTRAINT editions_grace CHECK (grace_seconds BETWEEN 0 AND 86400)
) STATS_PERSISTENT=0 COMMENT 'one run of a contest (届)';

ALTER TABLE grants ADD CONSTRAINT grants_edition FOREIGN KEY (edition_id) REFERENCES editions (id);
ALTER TABLE account_tokens ADD CONSTRAINT account_tokens_edition FOREIGN KEY (edition_id) REFERENCES editions (id);

CREATE TABLE rulebooks (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  number INT NOT NULL COMMENT 'version: 1, 2, … within the edition',
  body JSON NOT NULL COMMENT 'the rulebook as the dossier format says; valid when state is not draft',
  timezone VARCHAR(64) AS (LEFT(JSON_VALUE(body, '$.timezone'), 64)) STORED COMMENT 'by whose clock its dates are; of a draft whatever it says',
  sha256 BINARY(32) NOT NULL COMMENT 'of the canonical form of body',
  state ENUM('draft', 'frozen') NOT NULL DEFAULT 'draft' COMMENT 'frozen: never edited again',
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'optimistic lock for edits of a draft',
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  frozen_by BIGINT NULL,
  frozen_at DATETIME(6) NULL,
  UNIQUE KEY rulebooks_number (edition_id, number),
  CONSTRAINT rulebooks_edition FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT rulebooks_creator FOREIGN KEY (created_by) REFERENCES accounts (id),
  CONSTRAINT rulebooks_freezer FOREIGN KEY (frozen_by) REFERENCES accounts (id),
  CONSTRAINT rulebooks_frozen CHECK ((state = 'frozen') = (frozen_at IS NOT NULL))
) STATS_PERSISTENT=0 COMMENT 'everything an organiser may set, as data (赛制)';

ALTER TABLE editions ADD CONSTRAINT editions_rulebook FOREIGN KEY (rulebook_id) REFERENCES rulebooks (id);

CREATE TABLE amendments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  field VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'entries_close_at, grace_seconds, …',
  old_value VARCHAR(255) NULL,
  new_value VARCHAR(255) NULL,
  reason VARCHAR(2000) NOT NULL COMMENT 'public',
  amended_by BIGINT NOT NULL,
  amended_at DATETIME(6) NOT NULL,
  KEY amendments_edition (edition_id, id),
  CONSTRAINT amendments_of FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT amendments_by FOREIGN KEY (amended_by) REFERENCES accounts (id),
  CONSTRAINT amendments_reason CHECK (CHAR_LENGTH(reason) > 0)
) STATS_PERSISTENT=0 COMMENT 'changes of announced dates and of the rulebook in force, and firms admitted late, visible to the public for good';

CREATE TABLE rulebook_amendments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  rulebook_id BIGINT NOT NULL COMMENT 'the version that is proposed, frozen',
  base_id BIGINT NOT NULL COMMENT 'the version in force when it was proposed',
  state ENUM('proposed', 'approved', 'rejected', 'withdrawn') NOT NULL DEFAULT 'proposed' COMMENT 'approved: in force from then on',
  changed JSON NOT NULL COMMENT 'members of the rulebook that differ: ["rounds", "award"]',
  reason VARCHAR(2000) NOT NULL COMMENT 'public once approved',
  proposed_by BIGINT NOT NULL,
  proposed_at DATETIME(6) NOT NULL,
  decided_by BIGINT NULL, decided_at DATETIME(6) NULL, decided_why VARCHAR(2000) NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY rulebook_amendments_edition (edition_id, state),
  CONSTRAINT rulebook_amendments_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT rulebook_amendments_rulebook FOREIGN KEY (rulebook_id) REFERENCES rulebooks (id),
  CONSTRAINT rulebook_amendments_base FOREIGN KEY (base_id) REFERENCES rulebooks (id),
  CONSTRAINT rulebook_amendments_proposer FOREIGN KEY (proposed_by) REFERENCES accounts (id),
  CONSTRAINT rulebook_amendments_decider FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT rulebook_amendments_reason CHECK (CHAR_LENGTH(reason) > 0),
  CONSTRAINT rulebook_amendments_two_people CHECK (state <> 'approved' OR decided_by <> proposed_by),
  CONSTRAINT rulebook_amendments_decided CHECK ((state = 'proposed') = (decided_by IS NULL))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'changes of the rulebook after the first round has begun: proposed by one organiser, approved by another (规则修订)';

CREATE TABLE calendar_days (
  day DATE NOT NULL PRIMARY KEY,
  working BOOLEAN NOT NULL COMMENT 'a weekday off, or a weekend day worked (调休)',
  name VARCHAR(100) NULL
) STATS_PERSISTENT=0 COMMENT 'exceptions from Monday to Friday, for periods in working days';
