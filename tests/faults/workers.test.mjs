// The worker pool (four workers), with rows locked by somebody else so that requests pile up:
// - log-ins hold one of four workers: others are answered meanwhile
// - waiting saves share transactions, never more than 64 in one, and each is answered
// - more than a session may have on its way, and more than fits the queue of a class, is refused at once with 503 and Retry-After, and everything
//   that was accepted is answered
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { limits } from '../api/bare.mjs';
import { password, startServer, until } from '../api/harness.mjs';

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
const classMetric = async (name, of) => Number((await owner.get('/metrics', { hold: false })).text.match(new RegExp(`^saitou_class_${name}\\{class="${of}"[^}]*\\} (\\d+)`, 'm'))[1]);
// Several sessions of the owner, from several addresses: nobody alone may have so much on their way.
async function sessions(count) {
	return Promise.all(
		Array.from({ length: count }, async (_, i) => {
			const client = server.client({ address: `127.0.0.${2 + (i % 4)}` });
			client.agent.maxSockets = 400;
			await client.login(owner.account.email, password);
			return client;
		}),
	);
}
const save = (id, tag = '"1"', who = owner) => who.patch(`/api/v1/entries/${id}`, { project_name: `项目 ${id}` }, { headers: { 'if-match': tag } });

test('log-ins hold one of four workers', async () => {
	const user = await server.account({ contestant: null });
	const lock = await locked(`INSERT INTO throttle (scope, subject, uses, window_ends_at) VALUES ('account', '${user.account.email}', 1, UTC_TIMESTAMP(6) + INTERVAL 1 DAY)`);
	const logins = Array.from({ length: 6 }, () => server.client().login(user.account.email, password));
	await until('a log-in to wait for the lock', () => waiting('INSERT INTO throttle') === 1);
	await until('the others to queue', async () => (await classMetric('waiting', 'hashing')) === 5);
	for (let i = 0; i < 20; i++) await owner.expect(200, 'GET', '/api/v1/me');
	// Whoever answered the last of them is busy for a moment longer than its client waits.
	await until('nobody but the log-in to be at work', async () => (await metric('workers_busy')) === 1);
	assert.equal(await classMetric('running', 'hashing'), 1);
	await lock.end();
	await Promise.all(logins);
});

test('waiting saves share transactions, never more than 64', async () => {
	const ids = drafts(150), first = ids.slice(0, 2), rest = ids.slice(2);
	const owners = await sessions(2);
	const lock = await locked(`SELECT entry_id FROM drafts WHERE entry_id IN (${first}) FOR UPDATE`);
	const [groups, requests] = [await metric('group_size_count'), await metric('group_size_sum')];
	const blocked = [];
	for (const [i, id] of first.entries()) {
		blocked.push(save(id));
		await until('a save to wait for the lock', () => waiting('UPDATE drafts') === i + 1);
	}
	const others = rest.map((id, i) => save(id, '"1"', owners[i % 2]));
	await until('the others to queue', async () => (await metric('queue_depth')) === rest.length);
	await lock.end();
	for (const answer of await Promise.all([...blocked, ...others])) assert.equal(answer.status, 200, answer.text);
	assert.equal((await metric('group_size_sum')) - requests, 150);
	const made = (await metric('group_size_count')) - groups;
	assert.ok(made >= 2 + Math.ceil(148 / 64) && made <= 20, `${made} transactions`);
	assert.equal(server.db.one('SELECT COUNT(*) n FROM drafts WHERE version = 2').n, '150');
});

test('more than a session may have on its way', async () => {
	const [id] = drafts(1);
	const [client] = await sessions(1);
	const lock = await locked(`SELECT entry_id FROM drafts WHERE entry_id = ${id} FOR UPDATE`);
	const answers = Array.from({ length: limits.HOT_SESSION + 5 }, () => save(id, '"1"', client));
	await until('the refusals', async () => (await refused('session')) === 5);
	await lock.end();
	const all = await Promise.all(answers);
	assert.equal(all.filter((a) => a.status === 503).length, 5);
	assert.equal(all.filter((a) => a.status === 200).length, 1);
});

const refused = async (why) => Number((await owner.get('/metrics', { hold: false })).text.match(new RegExp(`^saitou_class_refused_total\\{class="hot",why="${why}"\\} (\\d+)`, 'm'))[1]);

test('more than fits the queue', async () => {
	const ids = drafts(2);
	const owners = await sessions(4 * Math.ceil((limits.HOT_WAITING + 200) / limits.HOT_SESSION / 4));
	const lock = await locked(`SELECT entry_id FROM drafts WHERE entry_id IN (${ids}) FOR UPDATE`);
	const blocked = [];
	for (const [i, id] of ids.entries()) {
		blocked.push(save(id));
		await until('a save to wait for the lock', () => waiting('UPDATE drafts') === i + 1);
	}
	// Of the same drafts, so that whoever is let in while the queue fills, because one of the blocked has given up, is blocked as well.
	const answers = [];
	await until('the queue to fill', async () => {
		for (let i = 0; i < 64; i++) answers.push(save(ids[i % 2], '"1"', owners[answers.length % owners.length]));
		return (await refused('queue')) > 0;
	});
	assert.ok((await classMetric('waiting', 'hot')) <= limits.HOT_WAITING);
	await owner.expect(200, 'GET', '/api/v1/me'); // of another class
	await lock.end();
	const all = await Promise.all([...blocked, ...answers]);
	const overloaded = all.filter((a) => a.status === 503);
	for (const answer of overloaded) {
		assert.deepEqual([answer.json.code, answer.json.class], ['overloaded', 'hot']);
		assert.ok(Number(answer.headers['retry-after']) > 0, answer.text);
	}
	assert.equal(all.filter((a) => a.status === 200).length, ids.length, 'one save of each draft is in time');
	const late = all.filter((a) => a.status === 412).length;
	assert.ok(late >= limits.HOT_WAITING - ids.length, `${late} were accepted and answered`);
	assert.equal(late + ids.length + overloaded.length, all.length);
});
