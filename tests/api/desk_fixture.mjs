// Editions of any size as bench/ has them: entries with their forms, decisions, a published round, an award list.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './harness.mjs';

// By a client of its own: server.db would go on without foreign keys.
function play(server, sql) {
	execFileSync('mariadb', ['--no-defaults', '--default-character-set=utf8mb4', '-S', server.mariadb.socket, server.db.name], { input: sql });
}
const script = (file, sizes) => Object.entries(sizes).reduce((sql, [what, n]) => sql.replaceAll(`@${what}@`, String(n)), readFileSync(path.join(root, 'bench', file), 'utf8'));

// A sheet of each entry that has none yet: its round can be computed again.
const sheets = (n) => `
	INSERT INTO assignments (round_id, entry_id, judge_id, assigned_by, assigned_at)
		SELECT round_id, entry_id, round_id + 1 + entry_id % 64, round_id, UTC_TIMESTAMP(6) FROM round_entries p
		WHERE round_id = ${roundOf(n)} AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.round_id = p.round_id AND a.entry_id = p.entry_id);
	INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, saved_at, handed_in_at)
		SELECT a.id, round_id, entry_id, judge_id, 'handed_in', '{"technology":20,"model":20,"market":16,"team":12,"finance":8}', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
		FROM assignments a WHERE round_id = ${roundOf(n)} AND NOT EXISTS (SELECT 1 FROM sheets s WHERE s.assignment_id = a.id);`;

// The edition of N entries has the id N; its round, its computation and its award list have this one.
export const roundOf = (n) => n * 1000000;

// What all editions rest on; once.
export const deskFixture = (server) => play(server, script('fixture.sql', { entries: 16, drafts: 1 }));
export const deskEdition = (server, n) => play(server, script('desk.sql', { n }) + sheets(n));
export function deskEditions(server, ...sizes) {
	deskFixture(server);
	for (const n of sizes) deskEdition(server, n);
}
