-- Saving and handing in a sheet: the hottest write, so locks, checks and the write are one call.

-- Answers one row whose column status is a word (see api/sheets.c); nothing has been written unless it is 'saved'.
--
-- The round's row is locked in share mode first. Whoever changes a round, its assignments, recusals or departures locks that row
-- exclusively first, so nothing that is checked here can change before the commit, and no other row needs a lock. Only two requests
-- for the same sheet can meet: the unique key on the assignment or the version decides, and the loser looks again.
CREATE PROCEDURE sheet_save(
  IN p_account BIGINT,
  IN p_round BIGINT,
  IN p_entry BIGINT,
  IN p_rulebook BIGINT,           -- whose criteria the points were checked against
  IN p_divisions TEXT,            -- '/startup/growth/': divisions for which the points are complete; NULL: all
  IN p_points LONGTEXT,           -- canonical text
  IN p_comment VARCHAR(4000),
  IN p_hand_in BOOLEAN,
  IN p_if_match BIGINT,           -- version that was read; 0: none given
  IN p_arrived DATETIME(6)
)
  MODIFIES SQL DATA SQL SECURITY INVOKER
  COMMENT 'saves a draft or hands a sheet in'
main: BEGIN
  DECLARE v_status VARCHAR(20) DEFAULT NULL;
  DECLARE v_edition, v_rulebook, v_judge, v_assignment, v_sheet, v_version BIGINT;
  DECLARE v_state, v_judge_state, v_sheet_state, v_assignment_state VARCHAR(20);
  DECLARE v_division VARCHAR(64);
  DECLARE v_closes, v_pledged, v_handed_in DATETIME(6);
  DECLARE v_points LONGTEXT;
  DECLARE v_comment VARCHAR(4000);
  DECLARE v_recused, v_same BOOLEAN DEFAULT FALSE;
  DECLARE v_tries INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR 1062 SET v_sheet = NULL;

  SELECT edition_id, state, closes_at INTO v_edition, v_state, v_closes FROM rounds WHERE id = p_round LOCK IN SHARE MODE;

  attempt: LOOP
    SET v_assignment = NULL, v_sheet = NULL, v_status = NULL, v_tries = v_tries + 1;
    SELECT j.id, j.state, j.pledged_at, e.rulebook_id, a.id, a.state, n.division, s.id, s.state, s.version, s.points, s.comment,
           s.handed_in_at,
           EXISTS (SELECT 1 FROM recusals x WHERE x.judge_id = j.id AND x.entry_id = p_entry AND x.state <> 'dismissed')
      INTO v_judge, v_judge_state, v_pledged, v_rulebook, v_assignment, v_assignment_state, v_division, v_sheet, v_sheet_state,
           v_version, v_points, v_comment, v_handed_in, v_recused
      FROM judges j
      JOIN editions e ON e.id = j.edition_id
      JOIN assignments a ON a.round_id = p_round AND a.entry_id = p_entry AND a.judge_id = j.id
      JOIN round_entries n ON n.round_id = p_round AND n.entry_id = p_entry
      LEFT JOIN sheets s ON s.assignment_id = a.id
     WHERE j.edition_id = v_edition AND j.account_id = p_account;

    SET v_same = COALESCE(v_points = p_points AND v_comment = p_comment, FALSE);
    SET v_status = CASE
      WHEN v_assignment IS NULL THEN 'not_found'
      WHEN p_hand_in AND v_sheet_state = 'handed_in' AND v_same THEN 'same'
      WHEN v_judge_state <> 'active' THEN 'dismissed'
      WHEN v_state <> 'open' THEN 'round_state'
      WHEN v_closes IS NOT NULL AND p_arrived > v_closes THEN 'late'
      WHEN v_recused THEN 'recused'
      WHEN v_assignment_state <> 'assigned' THEN 'released'
      WHEN v_pledged IS NULL THEN 'no_pledge'
      WHEN v_rulebook <> p_rulebook THEN 'rulebook'
      WHEN p_divisions IS NOT NULL AND COALESCE(LOCATE(CONCAT('/', v_division, '/'), p_divisions), 0) = 0 THEN 'division'
      WHEN v_sheet IS NULL AND p_if_match <> 0 THEN 'version'
      WHEN v_sheet IS NOT NULL AND p_if_match <> 0 AND p_if_match <> v_version THEN 'version'
      WHEN v_sheet_state = 'handed_in' AND NOT p_hand_in THEN 'handed_in'
      WHEN v_sheet_state = 'handed_in' AND p_if_match = 0 THEN 'handed_in'
      WHEN v_sheet_state = 'draft' AND NOT p_hand_in AND p_if_match = 0 THEN 'unread'
      ELSE NULL
    END;
    IF v_status IS NOT NULL THEN
      LEAVE attempt;
    END IF;

    IF v_sheet IS NULL THEN
      SET v_sheet = 0;
      INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, comment, version, saved_at, handed_in_at)
      VALUES (v_assignment, p_round, p_entry, v_judge, IF(p_hand_in, 'handed_in', 'draft'), p_points, p_comment, 1, p_arrived,
              IF(p_hand_in, p_arrived, NULL));
      IF v_sheet = 0 THEN
        SET v_sheet = LAST_INSERT_ID(), v_version = 1, v_status = 'saved';
      END IF;
    ELSE
      UPDATE sheets
         SET state = IF(p_hand_in, 'handed_in', 'draft'), points = p_points, comment = p_comment, version = version + 1,
             saved_at = p_arrived, handed_in_at = IF(p_hand_in, p_arrived, NULL)
       WHERE id = v_sheet AND version = v_version;
      IF ROW_COUNT() = 1 THEN
        SET v_version = v_version + 1, v_status = 'saved';
      END IF;
    END IF;
    IF v_status IS NOT NULL THEN
      SET v_handed_in = IF(p_hand_in, p_arrived, NULL);
      LEAVE attempt;
    END IF;
    IF v_tries = 3 THEN
      SET v_status = 'version';
      LEAVE attempt;
    END IF;
  END LOOP;

  SELECT v_status AS status, v_edition AS edition_id, v_rulebook AS rulebook_id, v_division AS division, v_sheet AS sheet_id,
         v_version AS version, v_handed_in AS handed_in_at, v_state AS round_state, v_closes AS closes_at,
         v_sheet_state AS sheet_state;
END;
