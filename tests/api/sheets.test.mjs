// Sheets, as their judge and as others see them:
// - a judge reads the form with the entry's material; not without an assignment, and no material with a recusal
// - a draft is created, saved again with If-Match, refused without (428) and with a stale one (412)
// - points are held against the criteria: all mistakes at once, by field, whatever the size of a number; divisions decide which criteria apply
// - of points and totals the server says what the table says that the judge's page is held to (web/test/points.json)
// - handing in answers with a receipt; the same again is the same sheet; another one needs the version that was read
// - refused: without pledge, before opening, after locking, after the deadline, with a recusal, when released, when dismissed
// - two requests for one sheet at once make one sheet
// - many judges at once: every acknowledged sheet is there, with its audit row
// - once locking is acknowledged no sheet comes in, and every sheet acknowledged before is there
// - other judges' sheets are seen only after one's own was handed in and the judge said so; organizers and auditors see all; contestants nothing
// - who has looked at the others' sheets cannot change their own any more, also after the round was opened again
// - an organizer who judges the entry sees what a judge sees
// - corrections after locking: asked for by one organizer, approved by another; both versions stay; of a sheet that does not count there is nothing to correct
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { startServer } from './harness.mjs';
import { addJudge, handIn, openWithAll, points, rejected, rulebook, season, sheetOf } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

test('a judge reads what there is to score', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [judge] = made.judges;
	const sheet = await judge.client.expect(200, 'GET', sheetOf(round, made.entries[0]));
	assert.equal(sheet.entry.form.product, '机密');
	assert.equal(sheet.entry.division, 'startup');
	assert.deepEqual(sheet.criteria.map((c) => c.id), ['technology', 'market']);
	assert.equal(sheet.sheet, null);
	await rejected(404, 'not-found', judge.client.get(sheetOf(made.rounds.final, made.entries[0])));
	await rejected(404, 'not-found', judge.client.get(sheetOf(round, 999999)));
	const stranger = await addJudge(server, made);
	await rejected(404, 'not-found', stranger.client.get(sheetOf(round, made.entries[0])));
	await judge.client.expect(201, 'POST', '/api/v1/recusals', { entry_id: made.entries[0], kind: 'kinship', statement: '亲属' });
	const hidden = await judge.client.expect(200, 'GET', sheetOf(round, made.entries[0]));
	assert.equal(hidden.entry.form, null);
	assert.equal(hidden.recusal, 'open');
});

test('drafts', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const { client } = made.judges[0];
	const target = sheetOf(round, made.entries[0]);
	const first = await client.put(target, { points: { technology: 10 }, comment: '开头' });
	assert.equal(first.status, 201);
	assert.equal(first.headers.etag, '"1"');
	assert.equal(first.json.state, 'draft');
	await rejected(428, 'precondition-required', client.put(target, { points: { technology: 11 } }));
	const second = await client.put(target, { points: { technology: 11, market: 3.5 }, comment: '改' }, { headers: { 'if-match': '"1"' } });
	assert.equal(second.status, 200);
	assert.equal(second.json.version, 2);
	assert.equal((await client.put(target, { points: {} }, { headers: { 'if-match': '"1"' } })).status, 412);
	const read = await client.expect(200, 'GET', target);
	assert.deepEqual(read.sheet.points, { technology: 11, market: 3.5 });
	assert.equal(read.sheet.comment, '改');
	assert.equal(read.sheet.total, '12.75');
	await handIn(made, made.judges[1], round, made.entries[0], points.startup);
	const answer = await client.post(`${target}/hand-in`, { points: points.startup });
	assert.equal(answer.status, 200, 'a draft is handed in');
	await rejected(409, 'sheet-handed-in', client.put(target, { points: {} }, { headers: { 'if-match': answer.headers.etag } }));
});

test('points are held against the criteria', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const { client } = made.judges[0];
	const refused = async (entry, values) => (await rejected(422, 'invalid', client.post(`${sheetOf(round, entry)}/hand-in`, { points: values }))).errors.map((e) => e.field).sort();
	const [startup, , growth] = made.entries;
	assert.deepEqual([...new Set(await refused(startup, { technology: 30.5, market: -1, taste: 3 }))], ['points.market', 'points.taste', 'points.technology']);
	assert.deepEqual([...new Set(await refused(startup, { technology: 10.25, market: 1.001 }))], ['points.market', 'points.technology'], 'step and decimals');
	assert.deepEqual([...new Set(await refused(startup, { technology: '10', market: null }))], ['points.market', 'points.technology'], 'no numbers');
	assert.deepEqual(await refused(startup, { technology: 10 }), ['points.market'], 'one is missing');
	assert.deepEqual(await refused(startup, points.growth), ['points.finance'], 'one is superfluous in this division');
	assert.deepEqual(await refused(growth, points.startup), ['points.finance'], 'one is missing in this division');
	const receipt = await handIn(made, made.judges[0], round, growth, points.growth);
	assert.equal(receipt.total, '35.115');
	assert.deepEqual(receipt.points, points.growth);
	assert.deepEqual(JSON.parse(server.db.one('SELECT points FROM sheets WHERE assignment_id = ?', receipt.sheet_id).points), points.growth);
	await rejected(422, 'invalid', client.put(sheetOf(round, startup), { points: { technology: 31 } }));
	// Numbers of every size, as JSON writes them; what was given is said as it is.
	for (const number of ['1e15', '9007199254740991', '90071992547409.91', '9223372036854775807', '-9223372036854775808', '1e300', '-1e300', '1e-300', '30.000000001', '-0.5', '[]', '{}']) {
		const body = `{"points":{"technology":${number},"market":1}}`, sent = { body, headers: { 'content-type': 'application/json' }, hold: false };
		for (const [method, target] of [['PUT', sheetOf(round, startup)], ['POST', `${sheetOf(round, startup)}/hand-in`]]) {
			const { errors } = await rejected(422, 'invalid', client.request(method, target, sent));
			assert.deepEqual([...new Set(errors.map((e) => e.field))], ['points.technology'], number);
			if (number === '1e15') assert.equal(errors[0].detail, '1000000000000000 is above the maximum 30.');
		}
	}
	await rejected(422, 'invalid', client.put(sheetOf(round, startup), { points: {}, comment: '长'.repeat(4001) }));
	await client.expect(201, 'PUT', sheetOf(round, startup), { points: {}, comment: '长'.repeat(4000) });
	await rejected(422, 'invalid', client.put(sheetOf(round, startup), { points: [], note: 1 }));
});

test('points and totals as the table has them', async () => {
	const table = JSON.parse(readFileSync(new URL('../../web/test/points.json', import.meta.url), 'utf8'));
	const made = await season(server, { rules: { ...rulebook, rounds: rulebook.rounds.map((r) => ({ ...r, criteria: table.criteria })) }, entries: table.cases.map(() => 'startup'), judges: 1 });
	const id = await openWithAll(made);
	for (const [i, { name, points: given, faults, total }] of table.cases.entries()) {
		const answer = await made.judges[0].client.post(`${sheetOf(id, made.entries[i])}/hand-in`, { points: given });
		assert.deepEqual([...new Set(answer.json.errors?.map((e) => e.field.replace('points.', '')) ?? [])].sort(), faults, name);
		if (total !== undefined) assert.equal(answer.json.total, total, name);
	}
});

test('handing in, once and again', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const { client } = made.judges[0];
	const target = `${sheetOf(round, made.entries[0])}/hand-in`;
	const first = await client.post(target, { points: points.startup, comment: '好' });
	assert.equal(first.status, 201);
	const again = await client.post(target, { points: { market: 18, technology: 27.5 }, comment: '好' });
	assert.equal(again.status, 200);
	assert.deepEqual(again.json, first.json, 'the same receipt');
	await rejected(409, 'sheet-handed-in', client.post(target, { points: { technology: 1, market: 1 } }));
	const changed = await client.post(target, { points: { technology: 1, market: 1 } }, { headers: { 'if-match': first.headers.etag } });
	assert.equal(changed.status, 200);
	assert.equal(changed.json.version, 2);
	assert.equal((await client.post(target, { points: points.startup }, { headers: { 'if-match': '"1"' } })).status, 412);
	assert.equal(server.db.one('SELECT COUNT(*) n FROM sheets WHERE round_id = ? AND entry_id = ?', round, made.entries[0]).n, '1');
	assert.deepEqual(server.db.query("SELECT action FROM audit WHERE object = 'sheets' AND object_id = ? ORDER BY seq", first.json.sheet_id).map((a) => a.action), ['sheet.hand_in', 'sheet.change']);
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	await rejected(409, 'round-not-open', client.post(target, { points: points.startup }, { headers: { 'if-match': '"2"' } }));
	assert.equal((await client.post(target, { points: { technology: 1, market: 1 } })).status, 200, 'a retry finds its sheet even then');
});

test('refusals', async () => {
	const made = await season(server, { pledged: false });
	const round = await openWithAll(made);
	const [one, two, three] = made.judges;
	const [entry, other] = made.entries;
	const to = (judge, e) => judge.client.post(`${sheetOf(round, e)}/hand-in`, { points: points.startup });
	await rejected(409, 'pledge-missing', to(one, entry));
	for (const judge of made.judges) await judge.client.expect(200, 'POST', '/api/v1/judging/pledge', { edition_id: made.edition });
	await rejected(404, 'not-found', made.judges[0].client.post(`${sheetOf(made.rounds.final, entry)}/hand-in`, { points: points.startup }));
	await rejected(404, 'not-found', made.judges[0].client.post(`${sheetOf(987654, entry)}/hand-in`, { points: points.startup }));
	await one.client.expect(201, 'POST', '/api/v1/recusals', { entry_id: entry, kind: 'advisory', statement: '顾问' });
	await rejected(409, 'recused', to(one, entry));
	const mine = (await made.organizer.expect(200, 'GET', `/api/v1/rounds/${round}/assignments?judge=${one.id}&entry=${other}`)).items[0];
	await made.organizer.expect(200, 'POST', `/api/v1/assignments/${mine.id}/release`, { reason: '换人' });
	await rejected(409, 'assignment-released', to(one, other));
	await made.organizer.expect(200, 'POST', `/api/v1/judges/${two.id}/dismiss`, { reason: '离职' });
	await rejected(409, 'judge-dismissed', to(two, entry));
	server.db.query('UPDATE rounds SET closes_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?', round);
	const late = await rejected(409, 'round-deadline-passed', to(three, entry));
	const told = new Date(Date.parse(`${late.detail.match(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)[0].replace(' ', 'T')}+08:00`)); // Beijing time
	assert.ok(Math.abs(Date.now() - told) < 600e3, late.detail);
	for (const client of [made.organizer, made.auditor, await server.account()]) assert.equal((await client.post(`${sheetOf(round, entry)}/hand-in`, { points: points.startup })).status, 403);
});

test('two requests at once make one sheet', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const target = `${sheetOf(round, made.entries[0])}/hand-in`;
	const answers = await Promise.all(Array.from({ length: 16 }, () => made.judges[0].client.post(target, { points: points.startup })));
	assert.deepEqual([...new Set(answers.map((a) => a.status))].sort(), [200, 201]);
	assert.equal(answers.filter((a) => a.status === 201).length, 1);
	assert.equal(new Set(answers.map((a) => JSON.stringify(a.json))).size, 1);
	const clash = `${sheetOf(round, made.entries[1])}/hand-in`;
	const mixed = await Promise.all(Array.from({ length: 16 }, (_, i) => made.judges[0].client.post(clash, { points: { technology: i, market: i } })));
	assert.equal(mixed.filter((a) => a.status === 201).length, 1);
	assert.equal(mixed.filter((a) => a.status === 409).length, 15);
});

test('many at once: what was acknowledged is there', async () => {
	const made = await season(server, { judges: 6, entries: Array(20).fill('startup') });
	const round = await openWithAll(made);
	const answers = await Promise.all(made.judges.flatMap((judge) => made.entries.map((entry) => judge.client.post(`${sheetOf(round, entry)}/hand-in`, { points: points.startup }))));
	assert.deepEqual([...new Set(answers.map((a) => a.status))], [201]);
	assert.equal(new Set(answers.map((a) => a.json.sheet_id)).size, 120);
	assert.equal(server.db.one("SELECT COUNT(*) n FROM sheets WHERE round_id = ? AND state = 'handed_in'", round).n, '120');
	assert.equal(server.db.one("SELECT COUNT(*) n FROM audit WHERE edition_id = ? AND action = 'sheet.hand_in'", made.edition).n, '120');
});

test('locking in the middle of it', async () => {
	const made = await season(server, { judges: 4, entries: Array(20).fill('startup') });
	const round = await openWithAll(made);
	const pairs = made.judges.flatMap((judge) => made.entries.map((entry) => [judge, entry]));
	const sending = pairs.map(([judge, entry]) => judge.client.post(`${sheetOf(round, entry)}/hand-in`, { points: points.startup }));
	await Promise.race(sending);
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	const then = server.db.one("SELECT COUNT(*) n FROM sheets WHERE round_id = ? AND state = 'handed_in'", round).n;
	const answers = await Promise.all(sending);
	const accepted = answers.filter((a) => a.status === 201).length;
	assert.ok(answers.every((a) => a.status === 201 || a.json.code === 'round-not-open'));
	assert.equal(String(accepted), then, 'none after the lock');
	assert.equal(server.db.one("SELECT COUNT(*) n FROM sheets WHERE round_id = ? AND state = 'handed_in'", round).n, then);
});

test('who sees whose sheets', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [one, two] = made.judges;
	const [entry] = made.entries;
	const target = `/api/v1/entries/${entry}/sheets`;
	await handIn(made, one, round, entry, points.startup);
	await two.client.put(sheetOf(round, entry), { points: { technology: 1 } });
	await rejected(409, 'sheet-own-first', two.client.get(target));
	await rejected(409, 'sheet-own-first', two.client.post(`${sheetOf(round, entry)}/look`));
	await rejected(409, 'sheet-look-first', one.client.get(target));
	await one.client.expect(200, 'POST', `${sheetOf(round, entry)}/look`);
	assert.deepEqual((await one.client.expect(200, 'GET', target)).items.map((s) => [s.judge_id, s.own, s.judge_name]), [[one.id, true, null]], 'a draft is nobody else\'s');
	await two.client.expect(200, 'POST', `${sheetOf(round, entry)}/hand-in`, { points: { technology: 1, market: 2 } });
	await two.client.expect(200, 'POST', `${sheetOf(round, entry)}/look`);
	const seen = await two.client.expect(200, 'GET', `${target}?round=${round}`);
	assert.deepEqual(seen.items.map((s) => [s.judge_id, s.total]), [[one.id, '36.5'], [two.id, '2']]);
	const all = await made.auditor.expect(200, 'GET', target);
	assert.ok(all.items.every((s) => s.judge_name));
	const stranger = await addJudge(server, made);
	await rejected(404, 'not-found', stranger.client.get(target));
	await rejected(404, 'not-found', stranger.client.post(`${sheetOf(round, entry)}/look`));
	assert.equal((await (await server.account()).get(target)).status, 403);
	const elsewhere = await season(server, { judges: 1 });
	await rejected(404, 'not-found', elsewhere.organizer.get(target));
	assert.deepEqual((await made.organizer.expect(200, 'GET', `/api/v1/entries/${made.entries[1]}/sheets`)).items, []);
});

test('who has looked at the others\' sheets keeps their own', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [judge] = made.judges;
	const [entry] = made.entries;
	const target = sheetOf(round, entry);
	const change = (values, version) => judge.client.post(`${target}/hand-in`, { points: values }, { headers: { 'if-match': `"${version}"` } });
	await handIn(made, judge, round, entry, { technology: 1, market: 1 });
	assert.equal((await change(points.startup, 1)).status, 200, 'not looked yet');
	const first = await judge.client.expect(200, 'POST', `${target}/look`);
	assert.deepEqual(await judge.client.expect(200, 'POST', `${target}/look`), first, 'the first look stands');
	await rejected(409, 'sheet-others-seen', change({ technology: 2, market: 2 }, 2));
	assert.equal((await judge.client.post(`${target}/hand-in`, { points: points.startup })).status, 200, 'the same sheet is the same sheet');
	const own = await judge.client.expect(200, 'GET', target);
	assert.equal(own.sheet.others_seen_at, first.others_seen_at);
	assert.deepEqual(own.sheet.points, points.startup);
	assert.equal(server.db.one("SELECT COUNT(*) n FROM audit WHERE action = 'sheet.look' AND object_id = ?", first.sheet_id).n, '1');
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/reopen`, { reason: '还有评委未交' });
	await rejected(409, 'sheet-others-seen', change({ technology: 2, market: 2 }, 2));
	await judge.client.expect(201, 'POST', '/api/v1/recusals', { entry_id: entry, kind: 'kinship', statement: '亲属' });
	await rejected(409, 'recused', judge.client.post(`${target}/look`));
	await rejected(409, 'sheet-own-first', judge.client.get(`/api/v1/entries/${entry}/sheets`));
});

test('looking and changing at once', async () => {
	const made = await season(server, { judges: 1, entries: Array(12).fill('startup') });
	const round = await openWithAll(made);
	const [judge] = made.judges;
	for (const entry of made.entries) await handIn(made, judge, round, entry, { technology: 1, market: 1 });
	await Promise.all(made.entries.map(async (entry) => {
		const target = sheetOf(round, entry);
		const changing = judge.client.post(`${target}/hand-in`, { points: points.startup }, { headers: { 'if-match': '"1"' } });
		await judge.client.expect(200, 'POST', `${target}/look`);
		const seen = await judge.client.expect(200, 'GET', `/api/v1/entries/${entry}/sheets`);
		await changing;
		const then = await judge.client.expect(200, 'GET', target);
		assert.deepEqual(then.sheet.points, seen.items[0].points, 'nothing changes after the look');
	}));
});

test('an organizer who judges an entry', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [entry] = made.entries;
	const [one, two] = made.judges;
	server.db.query("INSERT INTO grants (account_id, role, edition_id) VALUES (?, 'organizer', ?)", one.client.account.id, made.edition);
	const target = `/api/v1/entries/${entry}/sheets`;
	await handIn(made, two, round, entry, points.startup);
	await rejected(409, 'sheet-own-first', one.client.get(target));
	await handIn(made, one, round, entry, points.startup);
	await rejected(409, 'sheet-look-first', one.client.get(target));
	await one.client.expect(200, 'POST', `${sheetOf(round, entry)}/look`);
	assert.equal((await one.client.expect(200, 'GET', target)).total, 2);
	assert.equal((await made.organizer.expect(200, 'GET', target)).total, 2);
});

test('corrections after locking', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [entry] = made.entries;
	const receipt = await handIn(made, made.judges[0], round, entry, points.startup);
	const target = `/api/v1/sheets/${receipt.sheet_id}/corrections`;
	const ask = { points: { technology: 17.5, market: 18 }, reason: '誊写错误' };
	await rejected(409, 'round-state', made.organizer.post(target, ask));
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	await rejected(422, 'correction-same-points', made.organizer.post(target, { points: points.startup, reason: '无' }));
	for (const technology of [99, 1e15, 1e300]) await rejected(422, 'invalid', made.organizer.post(target, { points: { technology, market: 1 }, reason: '无' }));
	const asked = await made.organizer.expect(201, 'POST', target, ask);
	await rejected(409, 'correction-pending', made.second.post(target, ask));
	const decide = `/api/v1/corrections/${asked.id}/decide`;
	await rejected(409, 'correction-same-person', made.organizer.post(decide, { decision: 'approved', reason: '自批' }));
	assert.equal((await made.auditor.post(decide, { decision: 'approved', reason: '审计' })).status, 403);
	const done = await made.second.expect(200, 'POST', decide, { decision: 'approved', reason: '核对原件' });
	assert.equal(done.state, 'approved');
	assert.deepEqual(done.old_points, points.startup);
	assert.equal((await made.second.post(decide, { decision: 'rejected', reason: '再决定' })).status, 409);
	const [sheet] = (await made.auditor.expect(200, 'GET', `/api/v1/entries/${entry}/sheets`)).items;
	assert.deepEqual(sheet.points, ask.points);
	const versions = server.db.query('SELECT points FROM sheets FOR SYSTEM_TIME ALL WHERE assignment_id = ? ORDER BY version', receipt.sheet_id);
	assert.deepEqual(versions.map((v) => JSON.parse(v.points).technology), [27.5, 17.5], 'both versions stay');
	const again = await made.second.expect(201, 'POST', target, { points: points.startup, reason: '还原' });
	await made.organizer.expect(200, 'POST', `/api/v1/corrections/${again.id}/decide`, { decision: 'rejected', reason: '不必' });
	const list = await made.auditor.expect(200, 'GET', `/api/v1/editions/${made.edition}/corrections?round=${round}`);
	assert.deepEqual(list.items.map((c) => c.state), ['rejected', 'approved']);
});

test('nothing to correct', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [entry] = made.entries;
	const [one, two] = made.judges;
	const receipt = await handIn(made, one, round, entry, points.startup);
	await two.client.expect(201, 'PUT', sheetOf(round, entry), { points: { technology: 3 } });
	const draft = server.db.one('SELECT assignment_id AS id FROM sheets WHERE round_id = ? AND judge_id = ?', round, two.id).id;
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	const ask = { points: { technology: 17.5, market: 18 }, reason: '誊写错误' };
	await rejected(409, 'correction-no-sheet', made.organizer.post(`/api/v1/sheets/${draft}/corrections`, ask));
	const asked = await made.organizer.expect(201, 'POST', `/api/v1/sheets/${receipt.sheet_id}/corrections`, ask);
	const recusal = await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/recusals`, { judge_id: one.id, entry_id: entry, kind: 'other', statement: '待查' });
	await made.second.expect(200, 'POST', `/api/v1/recusals/${recusal.id}/decide`, { decision: 'upheld', reason: '属实' });
	await rejected(409, 'correction-no-sheet', made.second.post(`/api/v1/corrections/${asked.id}/decide`, { decision: 'approved', reason: '核对原件' }));
	await made.second.expect(200, 'POST', `/api/v1/corrections/${asked.id}/decide`, { decision: 'rejected', reason: '评分表已作废' });
});
