-- Firms, entries with their submissions, attachments, eligibility, investments.

CREATE TABLE firms (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  jurisdiction ENUM('CN', 'HK', 'MO', 'other') NOT NULL DEFAULT 'CN',
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'CN: unified social credit code (USCC), upper case; elsewhere the registration number',
  name VARCHAR(200) NOT NULL,
  code_accepted_by BIGINT NULL COMMENT 'organiser who accepted a code that fails its check digits',
  code_accepted_why VARCHAR(2000) NULL,
  state ENUM('active', 'code_in_question') NOT NULL DEFAULT 'active' COMMENT 'code_in_question: the code fails its check and no organiser has accepted it yet; cannot submit',
  version BIGINT NOT NULL DEFAULT 1,
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  held_since DATETIME(6) NULL COMMENT 'when a claim last put it into other hands; NULL: never',
  UNIQUE KEY firms_code (jurisdiction, code),
  KEY firms_made (created_by, created_at),
  KEY firms_name (name),
  CONSTRAINT firms_creator FOREIGN KEY (created_by) REFERENCES accounts (id),
  CONSTRAINT firms_acceptor FOREIGN KEY (code_accepted_by) REFERENCES accounts (id),
  CONSTRAINT firms_uscc CHECK (jurisdiction <> 'CN' OR code REGEXP '^[0-9A-Z]{18}$'),
  CONSTRAINT firms_accepted CHECK ((code_accepted_by IS NULL) = (code_accepted_why IS NULL))
) STATS_PERSISTENT=0 COMMENT 'firms (企业), one row each for all editions';

CREATE TABLE firm_members (
  firm_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  added_at DATETIME(6) NOT NULL,
  PRIMARY KEY (firm_id, account_id),
  KEY firm_members_account (account_id),
  CONSTRAINT firm_members_firm FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT firm_members_of FOREIGN KEY (account_id) REFERENCES accounts (id)
) STATS_PERSISTENT=0 COMMENT 'who acts for a firm';

CREATE TABLE former_members (
  account_id BIGINT NOT NULL,
  firm_id BIGINT NOT NULL,
  edition_id BIGINT NOT NULL COMMENT 'in which the firm had an entry when they left',
  left_at DATETIME(6) NOT NULL,
  PRIMARY KEY (account_id, firm_id, edition_id),
  CONSTRAINT former_members_of FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT former_members_firm FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT former_members_edition FOREIGN KEY (edition_id) REFERENCES editions (id)
) STATS_PERSISTENT=0 COMMENT 'who acted for a firm while an edition went on: leaving the firm does not free them to decide about it there (api/shared/interests.h)';

CREATE TABLE firm_invitations (
  firm_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  invited_by BIGINT NOT NULL,
  invited_at DATETIME(6) NOT NULL,
  PRIMARY KEY (firm_id, account_id),
  KEY firm_invitations_account (account_id),
  CONSTRAINT firm_invitations_firm FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT firm_invitations_invited FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT firm_invitations_inviter FOREIGN KEY (invited_by) REFERENCES accounts (id)
) STATS_PERSISTENT=0 COMMENT 'who was asked to act for a firm and has not consented yet; nothing follows from it';

CREATE TABLE firm_claims (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  jurisdiction ENUM('CN', 'HK', 'MO', 'other') NOT NULL DEFAULT 'CN',
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'as in firms, whether or not anybody has registered it: the claim is on whatever firm has this code',
  firm_name VARCHAR(200) NOT NULL COMMENT 'as the claimant''s licence has it',
  claimed_by BIGINT NOT NULL,
  begun_at DATETIME(6) NOT NULL,
  state ENUM('begun', 'filed', 'proposed', 'upheld', 'reversing', 'refused', 'withdrawn', 'settled', 'reversed') NOT NULL DEFAULT 'begun' COMMENT 'begun: its files come in; proposed, reversing: a second person has to confirm; settled: the claimant could register the code',
  statement VARCHAR(4000) NULL COMMENT 'by the claimant, as filed',
  filed_at DATETIME(6) NULL,
  answer VARCHAR(4000) NULL COMMENT 'by who holds the firm',
  answered_by BIGINT NULL,
  answered_at DATETIME(6) NULL,
  proposed_by BIGINT NULL COMMENT 'the first of two, of the last step that took two',
  proposed_at DATETIME(6) NULL,
  proposed_why VARCHAR(2000) NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(6) NULL,
  reason VARCHAR(2000) NULL COMMENT 'of the decision, for both sides',
  reversed_by BIGINT NULL,
  reversed_at DATETIME(6) NULL,
  reversed_why VARCHAR(2000) NULL COMMENT 'for both sides',
  version BIGINT NOT NULL DEFAULT 1,
  open_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin AS (IF(state IN ('begun', 'filed', 'proposed'), code, NULL)) PERSISTENT COMMENT 'so that somebody has one at a time',
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY firm_claims_open (claimed_by, jurisdiction, open_code),
  KEY firm_claims_code (jurisdiction, code, state),
  CONSTRAINT firm_claims_claimant FOREIGN KEY (claimed_by) REFERENCES accounts (id),
  CONSTRAINT firm_claims_answerer FOREIGN KEY (answered_by) REFERENCES accounts (id),
  CONSTRAINT firm_claims_proposer FOREIGN KEY (proposed_by) REFERENCES accounts (id),
  CONSTRAINT firm_claims_decider FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT firm_claims_reverser FOREIGN KEY (reversed_by) REFERENCES accounts (id),
  CONSTRAINT firm_claims_filed CHECK ((statement IS NULL) = (filed_at IS NULL) AND (filed_at IS NOT NULL OR state IN ('begun', 'withdrawn', 'settled'))),
  CONSTRAINT firm_claims_answered CHECK ((answer IS NULL) = (answered_by IS NULL)),
  CONSTRAINT firm_claims_decided CHECK ((state IN ('upheld', 'reversing', 'refused', 'reversed')) = (decided_by IS NOT NULL)),
  CONSTRAINT firm_claims_reversed CHECK ((state = 'reversed') = (reversed_by IS NOT NULL)),
  CONSTRAINT firm_claims_proposed CHECK (state NOT IN ('proposed', 'reversing') OR proposed_by IS NOT NULL),
  CONSTRAINT firm_claims_two_people CHECK ((decided_by IS NULL OR decided_by <> claimed_by) AND (state <> 'upheld' OR proposed_by IS NULL OR decided_by <> proposed_by) AND (state <> 'reversed' OR proposed_by IS NULL OR reversed_by <> proposed_by))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'claims of codes that somebody else has registered, by who says that the firm is theirs (认领)';

CREATE TABLE firm_claim_people (
  claim_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  added_at DATETIME(6) NOT NULL COMMENT 'as in firm_members',
  PRIMARY KEY (claim_id, account_id),
  KEY firm_claim_people_account (account_id),
  CONSTRAINT firm_claim_people_claim FOREIGN KEY (claim_id) REFERENCES firm_claims (id),
  CONSTRAINT firm_claim_people_of FOREIGN KEY (account_id) REFERENCES accounts (id)
) STATS_PERSISTENT=0 COMMENT 'who acted for a firm until the claim was upheld; if it is reversed, they do again';

CREATE TABLE staff_ties (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  jurisdiction ENUM('CN', 'HK', 'MO', 'other') NOT NULL DEFAULT 'CN',
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the firm, as in firms, whether or not it has registered yet',
  kind ENUM('employment', 'shareholding', 'own_fund', 'rival_investment', 'kinship', 'teacher_student', 'schoolmate', 'colleague', 'business', 'advisory', 'other') NOT NULL,
  statement VARCHAR(2000) NOT NULL,
  declared_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY staff_ties_once (account_id, jurisdiction, code, kind),
  KEY staff_ties_firm (jurisdiction, code),
  CONSTRAINT staff_ties_account FOREIGN KEY (account_id) REFERENCES accounts (id)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'ties to firms that organisers and auditors have declared of themselves: they take no part in what concerns those (api/shared/conflict_gate.h)';

CREATE TABLE entries (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  firm_id BIGINT NOT NULL,
  state ENUM('draft', 'submitted', 'withdrawn') NOT NULL DEFAULT 'draft' COMMENT 'draft: never submitted',
  title VARCHAR(50) NOT NULL DEFAULT '' COMMENT '项目名称, for lists: as last submitted, of a draft as last saved',
  industry VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'id in the rulebook: as last submitted, of a draft as last saved',
  submission_id BIGINT NULL COMMENT 'what counts: the last submission',
  number VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL UNIQUE COMMENT 'given at the first submission, kept for good: GUANGZHOU-2023-000123',
  returned_why VARCHAR(2000) NULL COMMENT 'sent back for correction by an organiser, who says what to mend; NULL otherwise',
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'that of the draft when this row last changed',
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  withdrawn_at DATETIME(6) NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY entries_edition (edition_id, state, id),
  KEY entries_firm (firm_id, edition_id),
  CONSTRAINT entries_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT entries_firm_fk FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT entries_creator FOREIGN KEY (created_by) REFERENCES accounts (id),
  CONSTRAINT entries_submitted CHECK (state <> 'submitted' OR (submission_id IS NOT NULL AND number IS NOT NULL)),
  CONSTRAINT entries_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'a firm''s project in one edition (参赛项目)';

CREATE TABLE drafts (
  entry_id BIGINT NOT NULL PRIMARY KEY,
  form JSON NOT NULL DEFAULT '{}' COMMENT 'the entry form as last saved, by field; see api/entry/entry_form.c',
  version BIGINT NOT NULL DEFAULT 1 COMMENT 'optimistic lock of form and entry (ETag): every saving counts, and every move of the entry',
  saved_at DATETIME(6) NOT NULL COMMENT 'when the form was last saved',
  saved_by BIGINT NOT NULL,
  CONSTRAINT drafts_entry FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT drafts_saver FOREIGN KEY (saved_by) REFERENCES accounts (id),
  CONSTRAINT drafts_form_size CHECK (LENGTH(form) <= 262144)
) STATS_PERSISTENT=0 COMMENT 'the form of an entry as people type it, apart from the entry, whose history keeps what was submitted and decided. Whoever locks both locks the draft first';

CREATE TRIGGER entries_have_drafts AFTER INSERT ON entries FOR EACH ROW
  INSERT INTO drafts (entry_id, saved_at, saved_by) VALUES (NEW.id, NEW.created_at, NEW.created_by);

CREATE TABLE entry_numbers (
  edition_id BIGINT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL COMMENT 'last number given to an entry',
  CONSTRAINT entry_numbers_edition FOREIGN KEY (edition_id) REFERENCES editions (id)
) STATS_PERSISTENT=0 COMMENT 'numbers of entries, apart from editions so that submitting does not lock the edition';

CREATE TABLE submissions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  entry_id BIGINT NOT NULL,
  ordinal INT NOT NULL COMMENT '1 for the first submission of the entry, …',
  arrived_at DATETIME(6) NOT NULL COMMENT 'the server''s time when the request''s head had arrived',
  submitted_by BIGINT NOT NULL,
  submitted_as VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'their name as it was then, on the receipt; the body has no personal data',
  body JSON NOT NULL COMMENT 'canonical JSON of what was submitted: form, attachments by SHA-256, investments',
  firm_facts JSON NOT NULL COMMENT 'facts of the firm as the rulebook names them',
  entry_facts JSON NOT NULL,
  sha256 BINARY(32) NOT NULL COMMENT 'of body, as on the receipt',
  UNIQUE KEY submissions_ordinal (entry_id, ordinal),
  KEY submissions_of_entry (entry_id, id, arrived_at),
  CONSTRAINT submissions_entry FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT submissions_by FOREIGN KEY (submitted_by) REFERENCES accounts (id)
) STATS_PERSISTENT=0 COMMENT 'every submission ever acknowledged; rows are never changed';

ALTER TABLE entries ADD CONSTRAINT entries_submission FOREIGN KEY (id, submission_id) REFERENCES submissions (entry_id, id);

CREATE TABLE investments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  firm_id BIGINT NOT NULL,
  investor VARCHAR(200) NOT NULL,
  investor_is_person BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'a natural person: the name stays out of dossiers and lists',
  facts JSON NOT NULL COMMENT 'registered_on, received_fen, kind, … as the rulebook names them',
  state ENUM('declared', 'first_verified', 'verified', 'rejected', 'withdrawn') NOT NULL DEFAULT 'declared',
  first_by BIGINT NULL, first_at DATETIME(6) NULL, first_why VARCHAR(2000) NULL,
  second_by BIGINT NULL, second_at DATETIME(6) NULL, second_why VARCHAR(2000) NULL,
  rejected_why VARCHAR(2000) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  created_by BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY investments_firm (firm_id, edition_id),
  KEY investments_edition (edition_id, state, id),
  CONSTRAINT investments_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT investments_firm_fk FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT investments_creator FOREIGN KEY (created_by) REFERENCES accounts (id),
  CONSTRAINT investments_first FOREIGN KEY (first_by) REFERENCES accounts (id),
  CONSTRAINT investments_second FOREIGN KEY (second_by) REFERENCES accounts (id),
  CONSTRAINT investments_two_people CHECK (second_by IS NULL OR (first_by IS NOT NULL AND second_by <> first_by)),
  CONSTRAINT investments_verified CHECK (state <> 'verified' OR second_by IS NOT NULL)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'money received for new equity, with evidence and a verification by two (投资)';

CREATE TABLE mandates (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  firm_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  state ENUM('claimed', 'proved', 'confirmed', 'refused', 'revoked') NOT NULL DEFAULT 'claimed' COMMENT 'claimed: by entering; proved: a letter of authorisation waits to be looked at',
  reason VARCHAR(2000) NULL COMMENT 'of the decision; of refused and revoked for the person',
  decided_by BIGINT NULL,
  decided_at DATETIME(6) NULL,
  version BIGINT NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY mandates_once (edition_id, firm_id, account_id),
  KEY mandates_firm (firm_id, edition_id),
  KEY mandates_state (edition_id, state),
  CONSTRAINT mandates_edition FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT mandates_firm_fk FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT mandates_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT mandates_decider FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT mandates_decided CHECK ((state IN ('confirmed', 'refused', 'revoked')) = (decided_by IS NOT NULL)),
  CONSTRAINT mandates_two_people CHECK (decided_by IS NULL OR decided_by <> account_id),
  CONSTRAINT mandates_reason CHECK (state NOT IN ('refused', 'revoked') OR CHAR_LENGTH(reason) > 0)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'whether who acts for a firm in an edition has shown that they may (代表资格)';

CREATE TABLE renditions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  source_sha256 BINARY(32) NOT NULL UNIQUE COMMENT 'of the slides, as attachments name them',
  state ENUM('waiting', 'made', 'impossible') NOT NULL DEFAULT 'waiting',
  pdf_sha256 BINARY(32) NULL COMMENT 'names the file',
  pdf_size BIGINT NULL COMMENT 'bytes',
  attempts INT NOT NULL DEFAULT 0,
  next_attempt_at DATETIME(6) NOT NULL COMMENT 'until then it is being made, or left alone',
  made_at DATETIME(6) NULL,
  KEY renditions_waiting (state, next_attempt_at),
  KEY renditions_pdf (pdf_sha256),
  CONSTRAINT renditions_made CHECK ((state = 'made') = (pdf_sha256 IS NOT NULL AND pdf_size IS NOT NULL AND made_at IS NOT NULL))
) STATS_PERSISTENT=0 COMMENT 'slides as PDF, for whoever cannot open them';

CREATE TABLE attachments (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  token VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE COMMENT 'unguessable name in upload addresses',
  edition_id BIGINT NULL COMMENT 'NULL: of a claim, which is of no edition',
  entry_id BIGINT NULL,
  investment_id BIGINT NULL,
  objection_id BIGINT NULL,
  mandate_id BIGINT NULL,
  claim_id BIGINT NULL COMMENT 'the claimant''s',
  answer_id BIGINT NULL COMMENT 'the claim that it answers: of who holds the firm',
  kind ENUM('licence', 'roadshow', 'picture', 'evidence', 'other', 'authorisation') NOT NULL,
  filename VARCHAR(255) NOT NULL COMMENT 'as the uploader named it; never used on disk',
  size BIGINT NOT NULL COMMENT 'bytes, as announced at creation',
  received BIGINT NOT NULL DEFAULT 0 COMMENT 'bytes on disk and durable: Upload-Offset',
  state ENUM('uploading', 'stored', 'confirmed', 'removed', 'expired') NOT NULL DEFAULT 'uploading' COMMENT 'confirmed: immutable from now on',
  media_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'by content, once stored',
  sha256 BINARY(32) NULL COMMENT 'once stored; names the file',
  expires_at DATETIME(6) NULL COMMENT 'of an unfinished upload',
  created_by BIGINT NULL COMMENT 'NULL: somebody without an account, by the link with which they objected',
  created_at DATETIME(6) NOT NULL,
  stored_at DATETIME(6) NULL,
  removed_at DATETIME(6) NULL COMMENT 'the file stays if a submission names it',
  KEY attachments_entry (entry_id, id),
  KEY attachments_investment (investment_id, id),
  KEY attachments_objection (objection_id, id),
  KEY attachments_mandate (mandate_id, id),
  KEY attachments_claim (claim_id, id),
  KEY attachments_answer (answer_id, id),
  KEY attachments_expiry (state, expires_at),
  KEY attachments_sha256 (sha256),
  KEY attachments_file (id, sha256),
  KEY attachments_unfinished (created_by, state),
  CONSTRAINT attachments_edition FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT attachments_entry_fk FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT attachments_investment_fk FOREIGN KEY (investment_id) REFERENCES investments (id),
  CONSTRAINT attachments_mandate_fk FOREIGN KEY (mandate_id) REFERENCES mandates (id),
  CONSTRAINT attachments_claim_fk FOREIGN KEY (claim_id) REFERENCES firm_claims (id),
  CONSTRAINT attachments_answer_fk FOREIGN KEY (answer_id) REFERENCES firm_claims (id),
  CONSTRAINT attachments_creator FOREIGN KEY (created_by) REFERENCES accounts (id),
  CONSTRAINT attachments_one_owner CHECK ((entry_id IS NOT NULL) + (investment_id IS NOT NULL) + (objection_id IS NOT NULL) + (mandate_id IS NOT NULL) + (claim_id IS NOT NULL) + (answer_id IS NOT NULL) = 1),
  CONSTRAINT attachments_of_edition CHECK ((edition_id IS NULL) = (claim_id IS NOT NULL OR answer_id IS NOT NULL)),
  CONSTRAINT attachments_outside CHECK (created_by IS NOT NULL OR objection_id IS NOT NULL),
  CONSTRAINT attachments_size CHECK (size BETWEEN 1 AND 104857600 AND received BETWEEN 0 AND size),
  CONSTRAINT attachments_removed CHECK ((state = 'removed') = (removed_at IS NOT NULL)),
  CONSTRAINT attachments_stored CHECK (state NOT IN ('stored', 'confirmed') OR (sha256 IS NOT NULL AND media_type IS NOT NULL AND received = size))
) STATS_PERSISTENT=0 COMMENT 'files of entries, investments, objections, mandates and claims';

CREATE TABLE submission_attachments (
  submission_id BIGINT NOT NULL,
  attachment_id BIGINT NOT NULL,
  sha256 BINARY(32) NOT NULL COMMENT 'of the file, as in the submission''s body; kept, so that the file stays',
  PRIMARY KEY (submission_id, attachment_id),
  KEY submission_attachments_file (attachment_id, sha256),
  CONSTRAINT submission_attachments_submission FOREIGN KEY (submission_id) REFERENCES submissions (id),
  CONSTRAINT submission_attachments_file_fk FOREIGN KEY (attachment_id, sha256) REFERENCES attachments (id, sha256)
) STATS_PERSISTENT=0 COMMENT 'which files a submission names; rows are never changed';

CREATE TABLE eligibility_decisions (
  entry_id BIGINT NOT NULL PRIMARY KEY,
  submission_id BIGINT NOT NULL COMMENT 'what was looked at',
  rule_eligible BOOLEAN NOT NULL COMMENT 'what the rule said',
  rule_why JSON NOT NULL COMMENT 'the rule''s explanation at that time',
  division VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'that the entry had by the rule then',
  decision ENUM('follow_rule', 'ineligible', 'admitted') NOT NULL COMMENT 'follow_rule: as the rule says; the others override it',
  reason VARCHAR(2000) NOT NULL COMMENT 'for the firm',
  note VARCHAR(2000) NOT NULL DEFAULT '' COMMENT 'for organisers and auditors only: never in letters, pages of the firm, dossiers',
  decided_by BIGINT NOT NULL,
  decided_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  CONSTRAINT eligibility_entry FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT eligibility_submission FOREIGN KEY (entry_id, submission_id) REFERENCES submissions (entry_id, id),
  CONSTRAINT eligibility_by FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT eligibility_reason CHECK (decision = 'follow_rule' OR CHAR_LENGTH(reason) > 0)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'the organiser''s decisions on eligibility (资格审查), in force from when they are made; firms know those that decision_letters has told';

CREATE TABLE eligibility_findings (
  entry_id BIGINT NOT NULL PRIMARY KEY,
  finding ENUM('missing', 'no_division', 'changed') NOT NULL COMMENT 'see api/rules/rule_check.h',
  missing JSON NOT NULL COMMENT 'paths of the facts that are asked about and not stated',
  found_at DATETIME(6) NOT NULL,
  CONSTRAINT eligibility_findings_entry FOREIGN KEY (entry_id) REFERENCES entries (id)
) STATS_PERSISTENT=0 COMMENT 'submitted entries that are to be decided, or decided again, since what their decision rests on is missing or has changed; derived, and renewed in the transaction of each act that changes it';

CREATE TABLE releases (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  released_by BIGINT NOT NULL,
  released_at DATETIME(6) NOT NULL,
  letters INT NOT NULL,
  request_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of its mails in the outbox',
  KEY releases_edition (edition_id, id),
  CONSTRAINT releases_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT releases_by FOREIGN KEY (released_by) REFERENCES accounts (id)
) STATS_PERSISTENT=0 COMMENT 'decisions told to firms in one act (发布通知)';

CREATE TABLE decision_letters (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'another decision is another letter: who has looked at the number has looked at what it says',
  edition_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  kind ENUM('eligibility', 'return', 'withdrawal') NOT NULL COMMENT 'withdrawal: a decision that was told is taken back, and no other made yet',
  submission_id BIGINT NOT NULL COMMENT 'what was looked at',
  decision ENUM('follow_rule', 'ineligible', 'admitted') NULL,
  eligible BOOLEAN NULL COMMENT 'rule and decision taken together',
  rule_eligible BOOLEAN NULL,
  rule_why JSON NULL,
  division VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'as in eligibility_decisions',
  reason VARCHAR(2000) NOT NULL COMMENT 'for the firm',
  note VARCHAR(2000) NOT NULL COMMENT 'for organisers and auditors only',
  decided_by BIGINT NOT NULL,
  decided_at DATETIME(6) NOT NULL,
  release_id BIGINT NULL COMMENT 'NULL: waits to be told',
  told_at DATETIME(6) NULL,
  corrects_at DATETIME(6) NULL COMMENT 'when the letter was told that this one corrects',
  waiting_for BIGINT AS (IF(release_id IS NULL, entry_id, NULL)) PERSISTENT COMMENT 'so that one letter waits for an entry',
  UNIQUE KEY decision_letters_waiting (waiting_for),
  KEY decision_letters_entry (entry_id, id),
  KEY decision_letters_edition (edition_id, release_id),
  CONSTRAINT decision_letters_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT decision_letters_submission FOREIGN KEY (entry_id, submission_id) REFERENCES submissions (entry_id, id),
  CONSTRAINT decision_letters_by FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT decision_letters_release FOREIGN KEY (release_id) REFERENCES releases (id),
  CONSTRAINT decision_letters_told CHECK ((release_id IS NULL) = (told_at IS NULL)),
  CONSTRAINT decision_letters_kind CHECK ((kind = 'eligibility') = (decision IS NOT NULL) AND (decision IS NULL) = (rule_why IS NULL) AND (decision IS NULL) = (eligible IS NULL))
) STATS_PERSISTENT=0 COMMENT 'what organisers decided about an entry, and whether its firm has been told; deciding and telling are two acts';

CREATE TABLE late_admissions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  firm_id BIGINT NOT NULL,
  entry_id BIGINT NULL COMMENT 'the draft it is for; NULL: its firm may begin one',
  state ENUM('asked', 'granted', 'used', 'refused', 'withdrawn', 'lapsed') NOT NULL DEFAULT 'asked' COMMENT 'used: submitted late. What is past until_at has lapsed, whether or not it says so here',
  until_at DATETIME(6) NOT NULL COMMENT 'may be worked on, submitted and sent back for correction until then',
  reason VARCHAR(2000) NOT NULL COMMENT 'public once granted',
  asked_by BIGINT NOT NULL, asked_at DATETIME(6) NOT NULL,
  decided_by BIGINT NULL, decided_at DATETIME(6) NULL, decided_why VARCHAR(2000) NULL,
  withdrawn_by BIGINT NULL, withdrawn_at DATETIME(6) NULL, withdrawn_why VARCHAR(2000) NULL,
  used_at DATETIME(6) NULL COMMENT 'first submitted',
  open_for BIGINT AS (IF(state IN ('asked', 'granted'), firm_id, NULL)) PERSISTENT COMMENT 'so that a firm has one at a time',
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  UNIQUE KEY late_admissions_open (edition_id, open_for),
  KEY late_admissions_entry (entry_id, state, until_at),
  KEY late_admissions_firm (firm_id, edition_id),
  CONSTRAINT late_admissions_edition FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT late_admissions_firm_fk FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT late_admissions_entry_fk FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT late_admissions_asker FOREIGN KEY (asked_by) REFERENCES accounts (id),
  CONSTRAINT late_admissions_decider FOREIGN KEY (decided_by) REFERENCES accounts (id),
  CONSTRAINT late_admissions_withdrawer FOREIGN KEY (withdrawn_by) REFERENCES accounts (id),
  CONSTRAINT late_admissions_reason CHECK (CHAR_LENGTH(reason) > 0),
  CONSTRAINT late_admissions_two_people CHECK (decided_by IS NULL OR decided_by <> asked_by),
  CONSTRAINT late_admissions_granted CHECK (state NOT IN ('granted', 'used') OR decided_by IS NOT NULL),
  CONSTRAINT late_admissions_used CHECK ((state = 'used') = (used_at IS NOT NULL) AND (state <> 'used' OR entry_id IS NOT NULL)),
  CONSTRAINT late_admissions_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_by IS NOT NULL))
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'one entry of one firm let in after the deadline (逾期受理): asked for by one organiser, granted by another';

CREATE TABLE prior_awards (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  edition_id BIGINT NOT NULL,
  firm_id BIGINT NOT NULL,
  scheme VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'as in the rulebook''s award.prior',
  amount_fen BIGINT NOT NULL,
  source VARCHAR(2000) NOT NULL COMMENT 'where this is known from',
  recorded_by BIGINT NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  history_from TIMESTAMP(6) NOT NULL INVISIBLE DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'as in grants',
  KEY prior_awards_edition (edition_id, firm_id),
  CONSTRAINT prior_awards_edition_fk FOREIGN KEY (edition_id) REFERENCES editions (id),
  CONSTRAINT prior_awards_firm FOREIGN KEY (firm_id) REFERENCES firms (id),
  CONSTRAINT prior_awards_by FOREIGN KEY (recorded_by) REFERENCES accounts (id),
  CONSTRAINT prior_awards_amount CHECK (amount_fen BETWEEN 0 AND 9007199254740991)
) STATS_PERSISTENT=0 WITH SYSTEM VERSIONING COMMENT 'money that firms already had from other schemes, for exclusion and top-up';
