-- Saving and handing in a sheet: the hottest write, so locks, checks and the write are one call.

-- Answers one row whose column status is a word (see api/judges/sheets.c); nothing has been written unless it is 'saved'.
--
-- The round's row is locked in share mode first. Whoever changes a round, its assignments, recusals or departures locks that row
-- exclusively first, so nothing that is checked here can change before the commit, and no other row needs a lock. Only two requests
-- for the same sheet can meet: the unique key on the assignment or the version decides, and the loser looks again.
--
-- A first sheet of a judge who may score costs one look-up and one insertion; what exactly stands in the way is found out only when
-- something does. (Measured: every table of the look-up costs about 20 µs, the list of refusals 50.)
CREATE PROCEDURE sheet_save(
  IN p_account BIGINT,
  IN p_round BIGINT,
  IN p_entry BIGINT,
  IN p_divisions TEXT,            -- '/startup/growth/': divisions for which the points are complete; NULL: all
  IN p_points LONGTEXT,           -- canonical text
  IN p_comment VARCHAR(4000),
  IN p_hand_in BOOLEAN,
  IN p_if_match BIGINT,           -- version that was read; 0: none given
  IN p_arrived DATETIME(6)
)
  MODIFIES SQL DATA SQL SECURITY INVOKER
  COMMENT 'saves a draft or hands a sheet in'
BEGIN
  DECLARE v_status, v_state, v_judge_state, v_sheet_state, v_assignment_state VARCHAR(20);
  DECLARE v_edition, v_judge, v_assignment, v_sheet, v_version BIGINT;
  DECLARE v_division VARCHAR(64);
  DECLARE v_closes, v_pledged, v_handed_in, v_seen DATETIME(6);
  DECLARE v_open, v_may, v_recused, v_same BOOLEAN DEFAULT FALSE;
  DECLARE v_tries INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR 1062 SET v_sheet = NULL;

  SELECT edition_id, state = 'open' AND (closes_at IS NULL OR p_arrived <= closes_at) INTO v_edition, v_open
    FROM rounds WHERE id = p_round LOCK IN SHARE MODE;
  IF p_divisions IS NOT NULL THEN
    SELECT division, v_open AND COALESCE(LOCATE(CONCAT('/', division, '/'), p_divisions), 0) > 0 INTO v_division, v_open
      FROM round_entries WHERE round_id = p_round AND entry_id = p_entry;
  END IF;

  WHILE v_status IS NULL DO
    SET v_assignment = NULL, v_sheet = NULL, v_tries = v_tries + 1;
    SELECT j.id, a.id, s.id, j.state = 'active' AND j.pledged_at IS NOT NULL AND a.state = 'assigned' AND NOT a.recused
      INTO v_judge, v_assignment, v_sheet, v_may
      FROM judges j
      JOIN assignments a ON a.round_id = p_round AND a.entry_id = p_entry AND a.judge_id = j.id
      LEFT JOIN sheets s ON s.assignment_id = a.id
     WHERE j.edition_id = v_edition AND j.account_id = p_account;

    IF v_assignment IS NULL THEN
      SET v_status = 'not_found';
    ELSEIF v_sheet IS NULL AND v_may AND v_open AND p_if_match = 0 THEN
      SET v_sheet = 0;
      INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, comment, version, saved_at, handed_in_at)
      VALUES (v_assignment, p_round, p_entry, v_judge, IF(p_hand_in, 'handed_in', 'draft'), p_points, p_comment, 1, p_arrived,
              IF(p_hand_in, p_arrived, NULL));
      IF v_sheet = 0 THEN
        SET v_sheet = LAST_INSERT_ID(), v_version = 1, v_status = 'saved';
      END IF;
    ELSE
      SELECT r.state, r.closes_at, j.state, j.pledged_at, a.state, a.recused, s.state, s.version, s.handed_in_at,
             s.others_seen_at, COALESCE(s.points = p_points AND s.comment = p_comment, FALSE)
        INTO v_state, v_closes, v_judge_state, v_pledged, v_assignment_state, v_recused, v_sheet_state, v_version, v_handed_in, v_seen,
             v_same
        FROM assignments a JOIN rounds r ON r.id = a.round_id JOIN judges j ON j.id = a.judge_id LEFT JOIN sheets s ON s.id = v_sheet
       WHERE a.id = v_assignment;
      SET v_status = CASE
        WHEN p_hand_in AND v_sheet_state = 'handed_in' AND v_same THEN 'same'
        WHEN v_judge_state <> 'active' THEN 'dismissed'
        WHEN v_state <> 'open' THEN 'round_state'
        WHEN p_arrived > v_closes THEN 'late'
        WHEN v_recused THEN 'recused'
        WHEN v_assignment_state <> 'assigned' THEN 'released'
        WHEN v_pledged IS NULL THEN 'no_pledge'
        WHEN NOT v_open THEN 'division'
        WHEN v_seen IS NOT NULL THEN 'seen'
        WHEN p_if_match <> 0 AND NOT p_if_match <=> v_version THEN 'version'
        WHEN v_sheet_state = 'handed_in' AND (NOT p_hand_in OR p_if_match = 0) THEN 'handed_in'
        WHEN v_sheet_state = 'draft' AND NOT p_hand_in AND p_if_match = 0 THEN 'unread'
        WHEN v_tries = 3 THEN 'version'
      END;
      IF v_status IS NULL THEN
        UPDATE sheets
           SET state = IF(p_hand_in, 'handed_in', 'draft'), points = p_points, comment = p_comment, version = version + 1,
               saved_at = p_arrived, handed_in_at = IF(p_hand_in, p_arrived, NULL)
         WHERE id = v_sheet AND version = v_version AND others_seen_at IS NULL;
        IF ROW_COUNT() = 1 THEN
          SET v_version = v_version + 1, v_status = 'saved';
        END IF;
      END IF;
    END IF;
  END WHILE;

  IF v_status = 'saved' THEN
    SET v_handed_in = IF(p_hand_in, p_arrived, NULL);
  END IF;
  SELECT v_status AS status, v_edition AS edition_id, v_division AS division, v_sheet AS sheet_id, v_version AS version,
         v_handed_in AS handed_in_at, v_state AS round_state, v_closes AS closes_at, v_sheet_state AS sheet_state;
END;
