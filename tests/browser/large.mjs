// An edition as large as the largest recorded one, 5,044 submitted entries, made by a few statements.
import { Season } from '../api/results_fixture.mjs';

export const ENTRIES = 5044;

export function largeEdition(server) {
	const season = new Season(server, []);
	const at = '2026-01-05 09:30:00';
	server.db.query(
		`INSERT INTO firms (jurisdiction, code, name, created_by, created_at) SELECT 'other', CONCAT('L-', seq), CONCAT('广州第', seq, '科技有限公司'), ?, ? FROM seq_1_to_${ENTRIES};
		INSERT INTO entries (edition_id, firm_id, title, industry, created_by, created_at)
			SELECT ?, id, CONCAT('项目', id), 'biomed', ?, ? FROM firms WHERE code LIKE 'L-%';
		INSERT INTO submissions (entry_id, ordinal, arrived_at, submitted_by, body, firm_facts, entry_facts, sha256)
			SELECT id, 1, ?, created_by, '{}', '{"registered_on": "2023-05-01", "share": 0.6, "listed": false, "district": "天河区"}', '{}', UNHEX(REPEAT('00', 32)) FROM entries WHERE edition_id = ?;
		UPDATE entries e JOIN submissions s ON s.entry_id = e.id SET e.state = 'submitted', e.submission_id = s.id, e.number = CONCAT('L-', LPAD(e.id, 6, '0')) WHERE e.edition_id = ?`,
		season.admin, at, season.edition, season.admin, at, at, season.edition, season.edition,
	);
	return season;
}
