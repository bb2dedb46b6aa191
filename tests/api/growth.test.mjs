// How the work of an answer grows, by MariaDB's own count of rows and by bytes, which no load of the machine changes: an edition of 315 entries, then
// beside it one of 1,260, then one of 5,040.
// - every GET of staff, judge, contestant and public reads and sends for four times as much no more than six times as much, or little; what compares each
//   with each would be sixteen times as much
// - so do a preview of a rulebook and the computation of a round, which read no more than a few dozen rows for each entry
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { deskEdition, deskFixture, roundOf } from './desk_fixture.mjs';
import { askEverything, rowsRead } from './every_get.mjs';
import { startMariadb, startServer } from './harness.mjs';

const sizes = [315, 1260, 5040];
const most = 6; // all tables together grow fivefold from the first to the second
const few = { rows: 12, bytes: 3 }; // for each entry: whoever reads no more may choose between two good ways as it grows
const perEntry = 60;

let folder, mariadb, server;
const sql = (text) => execFileSync('mariadb', ['--no-defaults', '-N', '-S', mariadb.socket, server.db.name], { input: text, encoding: 'utf8' });

before(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'saitou-growth-'));
	mariadb = startMariadb(path.join(folder, 'mariadb'));
	server = await startServer({ mariadb });
	deskFixture(server);
});
after(async () => {
	await server?.stop();
	mariadb.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function compute(n) {
	const client = await server.account({ organizer: null }, { client: { hold: false } }); // the desk's own has declared investments
	const body = JSON.parse(server.db.one('SELECT body FROM rulebooks WHERE id = ?', n).body);
	const found = {};
	for (const [what, target, json] of [['preview', `/api/v1/editions/${n}/rulebooks/preview`, { body }], ['compute', `/api/v1/rounds/${roundOf(n)}/compute`, {}]]) {
		const before = rowsRead(sql);
		const answer = await client.post(target, json);
		assert.equal(answer.status, 200, answer.text.slice(0, 500));
		found[what] = { target, rows: rowsRead(sql) - before, bytes: answer.bytes.length };
	}
	client.close();
	return found;
}

test('four times as much of everything', { timeout: 900000 }, async () => {
	const found = [];
	for (const n of sizes) {
		deskEdition(server, n);
		sql(`INSERT INTO grants (account_id, role, edition_id) VALUES (${roundOf(n)}, 'auditor', NULL), (${roundOf(n)}, 'admin', NULL)`);
		found.push({ ...(await askEverything(server, sql, n)), ...(await compute(n)) });
	}
	const [first] = found;
	const answered = Object.keys(first).filter((name) => found.every((of) => of[name]));
	assert.ok(answered.length > 90, `only ${answered.length} answered at every size`);
	const steep = found.slice(1).flatMap((larger, i) =>
		Object.entries(larger).flatMap(([name, now]) => {
			const before = found[i][name];
			if (!before) return []; // of which there is none in the first
			return ['rows', 'bytes'].filter((what) => now[what] > Math.max(most * before[what], few[what] * sizes[i + 1])).map((what) => `${now.target}: ${before[what]} → ${now[what]} ${what}`);
		}),
	);
	assert.deepEqual(steep, []);
	const [, , last] = found;
	for (const what of ['preview', 'compute']) {
		assert.ok(last[what].rows > sizes[2], 'rows are counted');
		assert.ok(last[what].rows < perEntry * sizes[2], `${what} read ${last[what].rows} rows`);
	}
});
