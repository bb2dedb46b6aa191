// saitoud killed with SIGKILL in the middle of a load:
// - every sheet and every save that was acknowledged is there afterwards, as it was acknowledged
// - what was not acknowledged is there whole or not at all
// - the audit chains are intact
// - it starts again at once and goes on
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test, { after, before } from 'node:test';
import { saitouctl, startServer } from '../api/harness.mjs';
import { openWithAll, season, sheetOf } from '../api/judging_fixture.mjs';

let server;
before(async () => {
	server = await startServer();
});
after(() => server?.stop());

test('every acknowledged sheet outlives kill -9', { timeout: 900000 }, async () => {
	const made = await season(server, { judges: 4, entries: Array.from({ length: 30 }, () => 'startup') });
	const round = await openWithAll(made);
	const work = made.entries.flatMap((entry) => made.judges.map((judge) => ({ entry, judge })));
	const acknowledged = new Map(); // "entry/judge" → points of technology
	const points = (n) => ({ technology: (n % 61) / 2, market: 10 });

	for (const killAfter of [5, 31, 64]) {
		let killed = false;
		const goal = acknowledged.size + killAfter;
		const before = new Set(acknowledged.keys());
		await Promise.all(
			made.judges.map(async (judge) => {
				for (const [n, item] of work.entries()) {
					if (killed) return;
					const key = `${item.entry}/${judge.id}`;
					if (item.judge !== judge || acknowledged.has(key)) continue;
					const answer = await judge.client.post(`${sheetOf(round, item.entry)}/hand-in`, { points: points(n), comment: '' }).catch(() => undefined);
					// The sheet may have been handed in without its answer having arrived before an earlier kill: then it is the same one.
					if (answer && [200, 201].includes(answer.status)) acknowledged.set(key, points(n).technology);
					if (acknowledged.size >= goal && !killed) {
						killed = true;
						await server.kill();
					}
				}
			}),
		);
		assert.ok(killed, 'the load ended before the kill');
		assert.ok(acknowledged.size > before.size);
		await server.start();
		const rows = new Map(server.db.query("SELECT entry_id, judge_id, JSON_VALUE(points, '$.technology') t, state FROM sheets WHERE round_id = ?", round).map((r) => [`${r.entry_id}/${r.judge_id}`, r]));
		for (const [key, technology] of acknowledged) {
			assert.equal(rows.get(key)?.state, 'handed_in', key);
			assert.equal(Number(rows.get(key).t), technology, key);
		}
		const audited = Number(server.db.one("SELECT COUNT(*) n FROM audit WHERE action = 'sheet.hand_in' AND edition_id = ?", made.edition).n);
		assert.equal(audited, rows.size, 'a sheet and its audit row are there together or not at all');
		assert.match(execFileSync(saitouctl, ['verify', '--config', server.config], { encoding: 'utf8' }), /intact/);
	}
});
