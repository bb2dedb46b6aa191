-- Accounts, roles, sessions, one-time tokens, outgoing mail, and the audit trail.

-- Text compares byte by byte unless a column says otherwise; every later table inherits this.
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE accounts (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email VARCHAR(254) NOT NULL COMMENT 'as its owner wrote it; mail goes here',
  email_key VARCHAR(254) AS (LOWER(email)) PERSISTENT COMMENT 'by which it is unique and looked up',
  name VARCHAR(100) NOT NULL COMMENT 'the person''s name',
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'scrypt$N$r$p$salt$hash; NULL: cannot log in, not confirmed yet',
  locale ENUM('zh-CN', 'zh-Hant', 'en') NOT NULL DEFAULT 'zh-CN' COMMENT 'language of mails',
  state ENUM('unconfirmed', 'active', 'disabled') NOT NULL DEFAULT 'unconfirmed',
  created_at DATETIME(6) NOT NULL,
  confirmed_at DATETIME(6) NULL COMMENT 'when the address was proved to be theirs',
  privacy_consented_at DATETIME(6) NULL COMMENT 'when they agreed to the privacy notice',
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'optimistic lock (ETag)',
  UNIQUE KEY accounts_email (email_key),
  CONSTRAINT accounts_email_form CHECK (email LIKE '_%@_%'),
  CONSTRAINT accounts_active CHECK (state <> 'active' OR confirmed_at IS NOT NULL)
) STATS_PERSISTENT=0 COMMENT 'people who can log in';

CREATE TABLE grants (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  role ENUM('contestant', 'judge', 'organizer', 'auditor', 'admin') NOT NULL COMMENT 'the order is that of enum role in core/request/request.h',
  edition_id BIGINT NULL COMMENT 'NULL: all editions',
  edition_key BIGINT AS (COALESCE(edition_id, 0)) VIRTUAL COMMENT 'so that the unique key sees NULL as a value',
  granted_by BIGINT NULL COMMENT 'NULL: by registering, or on the command line',
  confirmed_by BIGINT NULL COMMENT 'of an office: the second person',
  granted_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'row_start of the first version, by which saitouctl verify (api/versions.c) knows whether a row''s history is whole; every versioned table has it',
  UNIQUE KEY grants_once (account_id, role, edition_key),
  KEY grants_edition_role (edition_id, role),
  CONSTRAINT grants_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT grants_granter FOREIGN KEY (granted_by) REFERENCES accounts (id),
  CONSTRAINT grants_confirmer FOREIGN KEY (confirmed_by) REFERENCES accounts (id),
  CONSTRAINT grants_two_people CHECK (confirmed_by IS NULL OR (confirmed_by <> account_id AND confirmed_by <> COALESCE(granted_by, 0)))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'who may act in which role; no role implies another';

CREATE FUNCTION has_role(account BIGINT, wanted VARCHAR(16), edition BIGINT) RETURNS BOOLEAN
  DETERMINISTIC READS SQL DATA SQL SECURITY INVOKER -- within a statement, so that constant arguments are looked up once
  COMMENT 'whether the account holds the role for the edition (NULL: for all editions)'
  RETURN EXISTS (
    SELECT 1 FROM grants
     WHERE account_id = account AND role = wanted AND (edition_id IS NULL OR edition_id = edition));

-- What was given once counts, whether or not it was taken away since.
CREATE FUNCTION apart(one BIGINT, other BIGINT, edition BIGINT) RETURNS BOOLEAN
  DETERMINISTIC READS SQL DATA SQL SECURITY INVOKER
  COMMENT 'whether two people are two pairs of eyes in an edition: not one person, and neither has given the other an office in it'
  RETURN one <> other AND NOT EXISTS (
    SELECT 1 FROM grants FOR SYSTEM_TIME ALL g
     WHERE g.role IN ('organizer', 'auditor', 'admin') AND (g.edition_id IS NULL OR g.edition_id = edition)
       AND ((g.account_id = one AND g.granted_by = other) OR (g.account_id = other AND g.granted_by = one)));

CREATE TABLE grant_requests (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  role ENUM('organizer', 'auditor', 'admin') NOT NULL,
  edition_id BIGINT NULL COMMENT 'NULL: all editions',
  edition_key BIGINT AS (COALESCE(edition_id, 0)) VIRTUAL,
  asked_by BIGINT NULL COMMENT 'who invited or would give it; NULL: the command line',
  reason VARCHAR(2000) NULL,
  asked_at DATETIME(6) NOT NULL,
  UNIQUE KEY grant_requests_once (account_id, role, edition_key),
  CONSTRAINT grant_requests_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT grant_requests_asker FOREIGN KEY (asked_by) REFERENCES accounts (id)
) STATS_PERSISTENT=0 COMMENT 'offices that a second person has to confirm before they are held';

CREATE TABLE sessions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  token_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie',
  account_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_seen_at DATETIME(6) NOT NULL COMMENT 'to the minute, for the idle limit',
  expires_at DATETIME(6) NOT NULL COMMENT 'the end whatever happens',
  address VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'where the login came from',
  UNIQUE KEY sessions_token (token_hash),
  KEY sessions_account (account_id),
  KEY sessions_expiry (expires_at),
  CONSTRAINT sessions_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id)
) STATS_PERSISTENT=0 COMMENT 'who is logged in';

CREATE TABLE account_tokens (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  token_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the token in the mail',
  purpose ENUM('confirm', 'reset', 'invite') NOT NULL,
  account_id BIGINT NULL COMMENT 'confirm, reset: whose',
  email VARCHAR(254) NULL COMMENT 'invite: to whom',
  name VARCHAR(100) NULL COMMENT 'confirm: as registered; invite: name to begin with',
  locale ENUM('zh-CN', 'zh-Hant', 'en') NULL COMMENT 'confirm, invite: language of the mail',
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'confirm: as registered, until the link is used',
  role ENUM('contestant', 'judge', 'organizer', 'auditor', 'admin') NULL COMMENT 'invite: which role',
  edition_id BIGINT NULL COMMENT 'invite: for which edition; NULL: all',
  invited_by BIGINT NULL COMMENT 'NULL: on the command line',
  mail_id BIGINT NULL COMMENT 'invite: the letter in the outbox; NULL: on the command line',
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL COMMENT 'a token works once',
  UNIQUE KEY account_tokens_hash (token_hash),
  KEY account_tokens_email (email, purpose),
  KEY account_tokens_account (account_id, purpose),
  KEY account_tokens_expiry (expires_at),
  CONSTRAINT account_tokens_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT account_tokens_inviter FOREIGN KEY (invited_by) REFERENCES accounts (id),
  CONSTRAINT account_tokens_purpose CHECK (CASE purpose WHEN 'invite' THEN email IS NOT NULL AND role IS NOT NULL ELSE account_id IS NOT NULL END),
  CONSTRAINT account_tokens_registration CHECK (purpose <> 'confirm' OR used_at IS NOT NULL OR (name IS NOT NULL AND locale IS NOT NULL AND password_hash IS NOT NULL))
) STATS_PERSISTENT=0 COMMENT 'one-time links sent by mail';

CREATE TABLE throttle (
  scope VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'account, address, login, device: log-ins that did not succeed by account, by client address, by both and by known device; others: rows of api/shared/quotas.c, and people looked up by account',
  subject VARCHAR(320) NOT NULL COMMENT 'lower-case mail address, client address (IPv6: its /64), both, name of the device, or id of the account that looks',
  uses BIGINT NOT NULL COMMENT 'within the window; of some scopes bytes',
  window_ends_at DATETIME(6) NOT NULL COMMENT 'then the count starts anew',
  next_at DATETIME(6) NULL COMMENT 'log-ins: none may be tried before; NULL: at once',
  PRIMARY KEY (scope, subject),
  KEY throttle_end (window_ends_at)
) STATS_PERSISTENT=0 COMMENT 'what may not be tried without end';

CREATE TABLE secrets (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  value BINARY(32) NOT NULL
) STATS_PERSISTENT=0 COMMENT 'keys that all instances of the server sign with, made when first needed';

CREATE TABLE steady_time (
  one TINYINT NOT NULL PRIMARY KEY,
  at DATETIME(6) NOT NULL COMMENT 'by the clock of a server that has watched it for jumps',
  CONSTRAINT steady_time_one CHECK (one = 1)
) STATS_PERSISTENT=0 COMMENT 'written twice a minute while a server runs: files are deleted by no other clock';

CREATE TABLE outbox (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  recipient VARCHAR(254) NOT NULL,
  subject VARCHAR(200) NOT NULL,
  body TEXT NOT NULL COMMENT 'plain text',
  about VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'a newer mail about the same to the same recipient takes the place of one that waits; NULL: each is sent',
  state ENUM('waiting', 'sent', 'failed') NOT NULL DEFAULT 'waiting' COMMENT 'failed: given up',
  attempts INT NOT NULL DEFAULT 0,
  next_attempt_at DATETIME(6) NOT NULL,
  last_error VARCHAR(500) NULL,
  request_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sent_by BIGINT NULL COMMENT 'who did what it tells of; NULL: nobody who was logged in',
  created_at DATETIME(6) NOT NULL COMMENT 'when that request arrived: with request_id and sent_by it finds the row of the audit trail',
  sent_at DATETIME(6) NULL,
  KEY outbox_waiting (state, next_attempt_at),
  KEY outbox_request (request_id, state),
  KEY outbox_failed (state, id),
  KEY outbox_about (recipient, about, created_at),
  CONSTRAINT outbox_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
  CONSTRAINT outbox_one_line CHECK (recipient NOT REGEXP '[[:cntrl:]]' AND subject NOT REGEXP '[[:cntrl:]]')
) STATS_PERSISTENT=0 COMMENT 'mail to be sent: written in the transaction that causes it';

CREATE TABLE audit_heads (
  edition_id BIGINT NOT NULL PRIMARY KEY COMMENT '0: what belongs to no edition',
  seq BIGINT NOT NULL COMMENT 'of the last row; 0: none yet',
  hash BINARY(32) NOT NULL COMMENT 'of the last row; zeros: none yet'
) STATS_PERSISTENT=0 COMMENT 'the end of each audit chain, locked by whoever appends';

-- No foreign key to accounts: its lock, taken behind that of the head, could deadlock with whoever changes the account.
CREATE TABLE audit (
  edition_id BIGINT NOT NULL COMMENT '0: of no edition',
  seq BIGINT NOT NULL COMMENT '1, 2, … without gaps within the edition',
  at DATETIME(6) NOT NULL COMMENT 'when the request arrived',
  account_id BIGINT NULL COMMENT 'who; NULL: nobody logged in',
  roles SET('contestant', 'judge', 'organizer', 'auditor', 'admin') NOT NULL COMMENT 'roles by which the request was let in',
  address VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'from where',
  request_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'object and verb: entry.submit',
  object VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'table of what changed',
  object_id BIGINT NOT NULL,
  reason VARCHAR(4000) NULL COMMENT 'why, in the words of who did it',
  detail JSON NULL COMMENT 'what changed; no personal data beyond ids',
  prev_hash BINARY(32) NOT NULL COMMENT 'hash of the row before; zeros for the first',
  hash BINARY(32) NOT NULL COMMENT 'SHA-256 of prev_hash and the canonical text of this row (core/request/audit.c)',
  PRIMARY KEY (edition_id, seq),
  KEY audit_object (object, object_id),
  KEY audit_account (account_id, at)
) STATS_PERSISTENT=0 COMMENT 'every change of state: a chain per edition that saitouctl verify walks';

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_never_changes';

CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_never_shrinks';

-- The head moves only over rows that are there, each following the one before. Asked once for all rows of a transaction, and not by a
-- trigger for each: that took three quarters of the time of appending a row.
CREATE TRIGGER audit_heads_follow_rows BEFORE UPDATE ON audit_heads FOR EACH ROW
BEGIN
  IF NEW.edition_id <> OLD.edition_id OR NEW.seq <= OLD.seq OR NEW.seq - OLD.seq <> (
      SELECT COUNT(*) FROM audit a LEFT JOIN audit b ON b.edition_id = a.edition_id AND b.seq = a.seq - 1
       WHERE a.edition_id = OLD.edition_id AND a.seq > OLD.seq AND a.seq <= NEW.seq
         AND a.prev_hash = IF(a.seq = OLD.seq + 1, OLD.hash, b.hash) AND (a.seq < NEW.seq OR a.hash = NEW.hash)) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_heads_follow_rows';
  END IF;
END;

CREATE TRIGGER audit_heads_stay BEFORE DELETE ON audit_heads FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_heads_stay';
