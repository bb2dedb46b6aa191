// The worker pool (four workers), with rows locked by somebody else so that requests pile up:
// - slow routes hold at most half of the workers: others are answered meanwhile
// - waiting saves share transactions, never more than 64 in one, and each is answered
// - more than fits the queue is refused at once with 503 and Retry-After, and everything that was accepted is answered
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { limits } from '../api/bare.mjs';
import { password, startServer, until } from '../api/harness.mjs';

const { QUEUE } = limits;
let server, owner, firm;

before(async () => {
	server = await startServer();
	owner = await server.account({ contestant: null });
	const db = server.db;
	db.query('INSERT INTO contests (id, code, title, created_at) VALUES (1, \'drafts\', \'{"zh-CN":"赛"}\', UTC_TIMESTAMP(6))');
	db.query('INSERT INTO editions (id, contest_id, code, title, state, entries_open_at, entries_close_at, created_at) VALUES (1, 1, \'drafts\', \'{"zh-CN":"届"}\', \'published\', UTC_TIMESTAMP(6) - INTERVAL 1 DAY, UTC_TIMESTAMP(6) + INTERVAL 1 DAY, UTC_TIMESTAMP(6))');
	firm = db.one("INSERT INTO firms (jurisdiction, code, name, created_by, created_at) VALUES ('other', 'F1', '企业', ?, UTC_TIMESTAMP(6)) RETURNING id", owner.account.id).id;
	db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm, owner.account.id);
});
after(() => server?.stop());

// Runs SQL in a transaction and keeps its locks until end().
async function locked(sql) {
	const lock = server.sqlSession();
	await lock.run(`BEGIN; ${sql}`);
	return lock;
}
const waiting = (statement) => Number(server.db.one('SELECT COUNT(*) n FROM information_schema.processlist WHERE db = ? AND info LIKE ?', server.db.name, `${statement}%`).n);
const metric = async (name) => Number((await owner.get('/metrics', { hold: false })).text.match(new RegExp(`^saitou_${name} ([\\d.]+)`, 'm'))[1]);
const drafts = (n) => Array.from({ length: n }, () => Number(server.db.one("INSERT INTO entries (edition_id, firm_id, created_by, created_at) VALUES (1, ?, ?, UTC_TIMESTAMP(6)) RETURNING id", firm, owner.account.id).id));
const save = (id, tag = '"1"') => owner.patch(`/api/v1/entries/${id}`, { project_name: `项目 ${id}` }, { headers: { 'if-match': tag } });

test('slow routes hold at most half of the workers', async () => {
	const user = await server.account({ contestant: null });
	const lock = await locked(`INSERT INTO throttle VALUES ('account', '${user.account.email}', 1, UTC_TIMESTAMP(6))`);
	const logins = Array.from({ length: 6 }, () => server.client().login(user.account.email, password));
	await until('two log-ins to wait for the lock', () => waiting('DELETE FROM throttle WHERE scope') === 2);
	for (let i = 0; i < 20; i++) await owner.expect(200, 'GET', '/api/v1/me');
	assert.equal(await metric('workers_busy'), 2);
	await lock.end();
	await Promise.all(logins);
});

test('waiting saves share transactions, never more than 64', async () => {
	const ids = drafts(150), first = ids.slice(0, 2), rest = ids.slice(2);
	owner.agent.maxSockets = 200;
	const lock = await locked(`SELECT entry_id FROM drafts WHERE entry_id IN (${first}) FOR UPDATE`);
	const [groups, requests] = [await metric('group_size_count'), await metric('group_size_sum')];
	const blocked = [];
	for (const [i, id] of first.entries()) {
		blocked.push(save(id));
		await until('a save to wait for the lock', () => waiting('UPDATE drafts') === i + 1);
	}
	const others = rest.map((id) => save(id));
	await until('the others to queue', async () => (await metric('queue_depth')) === rest.length);
	await lock.end();
	for (const answer of await Promise.all([...blocked, ...others])) assert.equal(answer.status, 200, answer.text);
	assert.equal((await metric('group_size_sum')) - requests, 150);
	const made = (await metric('group_size_count')) - groups;
	assert.ok(made >= 2 + Math.ceil(148 / 64) && made <= 20, `${made} transactions`);
	assert.equal(server.db.one('SELECT COUNT(*) n FROM drafts WHERE version = 2').n, '150');
});

test('more than fits the queue', async () => {
	const ids = drafts(2);
	owner.agent.maxSockets = 4 * QUEUE;
	const lock = await locked(`SELECT entry_id FROM drafts WHERE entry_id IN (${ids}) FOR UPDATE`);
	const blocked = [];
	for (const [i, id] of ids.entries()) {
		blocked.push(save(id));
		await until('a save to wait for the lock', () => waiting('UPDATE drafts') === i + 1);
	}
	// Of the same drafts, so that whoever is let in while the queue fills, because one of the blocked has given up, is blocked as well.
	const answers = [];
	const refused = () => metric('requests_overloaded_total');
	await until('the queue to fill', async () => {
		for (let i = 0; i < 64; i++) answers.push(save(ids[i % 2]));
		return (await refused()) > 0;
	});
	assert.ok((await metric('queue_depth')) <= QUEUE);
	await lock.end();
	const all = await Promise.all([...blocked, ...answers]);
	const overloaded = all.filter((a) => a.status === 503);
	for (const answer of overloaded) assert.ok(answer.json.code === 'overloaded' && Number(answer.headers['retry-after']) > 0, answer.text);
	assert.equal(all.filter((a) => a.status === 200).length, ids.length, 'one save of each draft is in time');
	const late = all.filter((a) => a.status === 412).length;
	assert.ok(late >= QUEUE - ids.length, `${late} were accepted and answered`);
	assert.equal(late + ids.length + overloaded.length, all.length);
});
