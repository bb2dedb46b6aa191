// Sheets handed in together, in one transaction (they wait for the round's lock while somebody else holds it):
// - each gets its own answer: saved, the same again, refused for its points, its assignment, a recusal, a draft that is completed
// - what is saved is what was sent, text and number alike, with one audit row each, and the chain is intact
// - one that another transaction was quicker with is still answered rightly, and so are the others
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startServer, until } from './harness.mjs';
import { openWithAll, points, season, sheetOf } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const waiting = () => Number(server.db.one("SELECT COUNT(*) n FROM information_schema.processlist WHERE db = ? AND info LIKE '%FROM rounds WHERE id%LOCK IN SHARE MODE%' AND id <> CONNECTION_ID()", server.db.name).n);
const metric = async (client, name) => Number((await client.get('/metrics')).text.match(new RegExp(`^saitou_${name} ([\\d.]+)`, 'm'))[1]);

// Two hand-ins that keep the groups' places busy, then SENDS, which queue up and make one group once END lets the round's lock go.
async function together(made, round, judge, [one, two], sends, end = 'ROLLBACK', change = 'DO 0') {
	const lock = server.sqlSession();
	await lock.run(`BEGIN; SELECT id FROM rounds WHERE id = ${round} FOR UPDATE; ${change}`);
	const first = [one, two].map(async (entry, i) => {
		if (i > 0) await until('one to wait', () => waiting() === 1);
		return judge.client.post(`${sheetOf(round, entry)}/hand-in`, { points: points.startup });
	});
	await until('two to wait', () => waiting() === 2);
	const answers = [];
	for (const [i, send] of sends.entries()) {
		answers.push(send());
		await until('it to queue', async () => (await metric(made.organizer, 'queue_depth')) === i + 1);
	}
	const groups = await metric(made.organizer, 'group_size_count');
	await lock.end(end);
	for (const answer of await Promise.all(first)) assert.equal(answer.status, 201, answer.text);
	const all = await Promise.all(answers);
	assert.equal((await metric(made.organizer, 'group_size_count')) - groups, 3, 'one group');
	return all;
}

test('each gets its own answer', async () => {
	const made = await season(server, { judges: 4, entries: ['startup', 'startup', 'startup', 'growth', 'startup', 'growth'] });
	const [a, b, c, d, e, f] = made.entries;
	const round = await openWithAll(made);
	const [blocker, one, two, three] = made.judges;
	const post = (judge, entry, values, comment = '', headers = {}) => () => judge.client.post(`${sheetOf(round, entry)}/hand-in`, { points: values, comment }, { headers });
	const odd = '引号 " 反斜线 \\ 换行\n😀 \'; -- ${x}';
	await one.client.expect(201, 'PUT', sheetOf(round, c), { points: { technology: 1 } });
	await three.client.expect(201, 'POST', '/api/v1/recusals', { entry_id: a, kind: 'kinship', statement: '亲属' });
	const answers = await together(made, round, blocker, [a, b], [
		post(one, a, points.startup, odd),
		post(one, a, points.startup, odd), // the same again
		post(one, b, points.startup),
		post(one, c, points.startup), // completes a draft
		post(one, d, points.growth), // another division
		post(two, d, points.startup), // incomplete there
		post(two, e, points.growth), // superfluous there
		post(two, a, { technology: 31, market: 1 }), // above the maximum
		post(three, a, points.startup), // recused
		post(three, b, { technology: 27.1 - 0.1, market: 0.25 * 2 }, '三'),
		post(three, c, points.startup, '', { 'if-match': '"4"' }), // of no version
		post(two, 999999, points.startup), // no such entry
		post(two, f, { technology: 0, market: 20, finance: 0.5 }, '末'),
	]);
	assert.deepEqual(answers.map((x) => [x.status, x.json.code ?? x.json.total]), [
		[201, '36.5'], [200, '36.5'], [201, '36.5'], [200, '36.5'], [201, '35.115'], [422, 'invalid'], [422, 'invalid'], [422, 'invalid'], [409, 'recused'],
		[201, '27.25'], [412, 'version'], [404, 'not-found'], [201, '10.5'],
	]);
	assert.deepEqual(answers[1].json, answers[0].json);
	assert.deepEqual([answers[0].headers.etag, answers[3].headers.etag], ['"1"', '"2"']);
	const read = await one.client.expect(200, 'GET', sheetOf(round, a));
	assert.deepEqual([read.sheet.comment, read.sheet.points, read.sheet.handed_in_at], [odd, points.startup, answers[0].json.handed_in_at]);
	assert.deepEqual((await three.client.expect(200, 'GET', sheetOf(round, b))).sheet.points, { technology: 27, market: 0.5 });
	assert.equal(server.db.one("SELECT COUNT(*) n FROM sheets WHERE round_id = ? AND state = 'handed_in'", round).n, '8');
	const audited = server.db.query("SELECT object_id, detail FROM audit WHERE edition_id = ? AND action = 'sheet.hand_in' ORDER BY seq", made.edition);
	assert.equal(audited.length, 8);
	const mine = audited.find((row) => Number(row.object_id) === answers[12].json.sheet_id);
	assert.deepEqual(JSON.parse(mine.detail), { round, entry: f, version: 1, points: '{"technology":0,"market":20,"finance":0.5}' });
	assert.equal((await made.auditor.get(`/api/v1/audit/verify?edition=${made.edition}`)).json.intact, true);
});

test('a round that was locked meanwhile takes none', async () => {
	const made = await season(server, { judges: 2, entries: Array(4).fill('startup') });
	const round = await openWithAll(made);
	const [blocker, judge] = made.judges;
	const sends = made.entries.map((entry) => () => judge.client.post(`${sheetOf(round, entry)}/hand-in`, { points: points.startup }));
	await assert.rejects(together(made, round, blocker, made.entries, sends, 'COMMIT', `UPDATE rounds SET state = 'locked' WHERE id = ${round}`), /round-not-open/);
	await until('all to be answered', async () => (await metric(made.organizer, 'workers_busy')) === 0);
	assert.equal(server.db.one('SELECT COUNT(*) n FROM sheets WHERE round_id = ?', round).n, '0');
});

test('one that was there already', async () => {
	const made = await season(server, { judges: 2, entries: Array(5).fill('startup') });
	const round = await openWithAll(made);
	const [blocker, judge] = made.judges;
	const sends = made.entries.map((entry) => () => judge.client.post(`${sheetOf(round, entry)}/hand-in`, { points: points.startup }));
	const insert = `INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, comment, saved_at, handed_in_at) SELECT id, round_id, entry_id, judge_id, 'handed_in', '{"technology":1,"market":2}', '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM assignments WHERE round_id = ${round} AND entry_id = ${made.entries[2]} AND judge_id = ${judge.id}`;
	const answers = await together(made, round, blocker, made.entries, sends, 'COMMIT', insert);
	assert.deepEqual(answers.map((x) => x.json.code ?? x.status), [201, 201, 'sheet-handed-in', 201, 201]);
});
