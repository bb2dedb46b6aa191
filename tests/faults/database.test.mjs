// The database in trouble, seen by clients. Between saitoud and MariaDB stands a relay that cuts connections where the test says.
// - a connection lost before COMMIT: the request is answered as if nothing had happened, and its work is done once
// - lost during COMMIT, whether it arrived or not: 503 outcome-unknown, and what is in the database is whole
// - a group of saves that loses its connection: each client is answered, each save is there once
// - a full table, no quorum, read-only: 503 with Retry-After, nothing is written, and afterwards all goes on
// - all connections killed while idle: the next requests do not notice
// - a request that meets trouble every time is run four times and then answered 503 with Retry-After
// - a deadlock in which the request loses: it is run again
// - MariaDB away for a moment: requests wait for it; if it stays away they get 503 with Retry-After, /readyz says so, and all recovers
// - a MariaDB that hangs: /readyz says so within five seconds, every request is answered 503 within fifteen, those that come later sooner, and all goes
//   on by itself when it answers again
// - settings that may lose what was acknowledged are named in the log, and saitou_database_durable is 0
// - MariaDB killed under load: every acknowledged write is there afterwards, and the audit chain is intact
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { saitouctl, startMariadb, startServer, until } from '../api/harness.mjs';
import { startRelay } from './relay.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'saitou-faults-'));
let mariadb, relay, server, admin;

before(async () => {
	mariadb = startMariadb(path.join(folder, 'mariadb'));
	relay = await startRelay(path.join(folder, 'relay'), mariadb.socket);
	server = await startServer({ mariadb, config: `database_socket = "${relay.at}"\n` });
	admin = await server.account({ admin: null });
});
after(async () => {
	await server?.stop();
	await relay?.stop();
	mariadb?.stop();
	rmSync(folder, { recursive: true, force: true });
});

let serial = 0;
const create = (client = admin) => {
	const code = `c${++serial}`;
	return client.post('/api/v1/contests', { code, title: { 'zh-CN': '赛' } }).then((answer) => ({ code, ...answer }));
};
const count = (code) => Number(server.db.one('SELECT COUNT(*) n FROM contests WHERE code = ?', code).n);
const audited = () => Number(server.db.one("SELECT COUNT(*) n FROM audit WHERE action = 'contest.create'").n);
const intact = () => assert.match(execFileSync(saitouctl, ['verify', '--config', server.config], { encoding: 'utf8' }), /all intact/);

test('a connection lost before COMMIT', async () => {
	for (let skip = 0; skip < 4; skip++) {
		for (const when of ['before', 'after']) {
			const rows = audited(), cuts = relay.cuts;
			await relay.cut(when, 'execute', skip);
			const answer = await create();
			assert.equal(relay.cuts, cuts + 1);
			assert.deepEqual([answer.status, count(answer.code), audited() - rows], [201, 1, 1], `${when} statement ${skip}`);
		}
	}
	intact();
});

test('a connection lost during COMMIT', async () => {
	for (const [when, there] of [['before', 0], ['after', 1]]) {
		const rows = audited();
		await relay.cut(when, 'commit');
		const answer = await create();
		assert.deepEqual([answer.status, answer.json.code], [503, 'outcome-unknown']);
		assert.match(answer.json.detail, /Please look before you repeat it/);
		await until('the transaction to be over', () => count(answer.code) === there);
		assert.deepEqual([count(answer.code), audited() - rows], [there, there]);
	}
	intact();
});

async function drafts(n) {
	const owner = await server.account({ contestant: null });
	const db = server.db;
	db.query('INSERT IGNORE INTO contests (id, code, title, created_at) VALUES (900, \'drafts\', \'{"zh-CN":"赛"}\', UTC_TIMESTAMP(6))');
	db.query('INSERT IGNORE INTO editions (id, contest_id, code, title, state, entries_open_at, entries_close_at, created_at) VALUES (900, 900, \'drafts\', \'{"zh-CN":"届"}\', \'published\', UTC_TIMESTAMP(6) - INTERVAL 1 DAY, UTC_TIMESTAMP(6) + INTERVAL 1 DAY, UTC_TIMESTAMP(6))');
	const firm = db.one("INSERT INTO firms (jurisdiction, code, name, created_by, created_at) VALUES ('other', ?, '企业', ?, UTC_TIMESTAMP(6)) RETURNING id", `F${++serial}`, owner.account.id).id;
	db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm, owner.account.id);
	const ids = [];
	for (let i = 0; i < n; i++) ids.push(Number(db.one("INSERT INTO entries (edition_id, firm_id, created_by, created_at) VALUES (900, ?, ?, UTC_TIMESTAMP(6)) RETURNING id", firm, owner.account.id).id));
	return { owner, ids };
}

test('a group of saves that loses its connection', async () => {
	const { owner, ids } = await drafts(24);
	const save = (id, name) => owner.patch(`/api/v1/entries/${id}`, { project_name: name }, { headers: { 'if-match': '"1"' } });
	for (const [skip, status] of [[2, 200], ['commit', 503]]) {
		await relay.cut('before', skip === 'commit' ? 'commit' : 'execute', skip === 'commit' ? 0 : skip);
		const some = ids.splice(0, 12);
		const answers = await Promise.all(some.map((id) => save(id, `项目 ${id}`)));
		let unknown = 0;
		for (const [i, answer] of answers.entries()) {
			if (answer.status === 503) {
				assert.equal(answer.json.code, 'outcome-unknown');
				unknown++;
			} else assert.equal(answer.status, 200, answer.text);
			const row = server.db.one('SELECT w.version, e.title FROM drafts w JOIN entries e ON e.id = w.entry_id WHERE e.id = ?', some[i]);
			assert.deepEqual([row.version, row.title], answer.status === 200 ? ['2', `项目 ${some[i]}`] : ['1', '']);
		}
		assert.ok(status === 503 ? unknown > 0 : unknown === 0);
	}
});

test('in a group each is answered for itself', async () => {
	const { owner, ids } = await drafts(16);
	const save = (id, tag, json) => owner.patch(`/api/v1/entries/${id}`, json, { headers: { 'if-match': tag } });
	const answers = await Promise.all(ids.map((id, i) => save(id, i % 4 === 1 ? '"7"' : '"1"', i % 4 === 2 ? { project_name: 7 } : { project_name: `名 ${i}` })));
	for (const [i, answer] of answers.entries()) {
		assert.equal(answer.status, [200, 412, 422, 200][i % 4], answer.text);
		assert.equal(server.db.one('SELECT version FROM drafts WHERE entry_id = ?', ids[i]).version, answer.status === 200 ? '2' : '1');
	}
	const metrics = (await admin.get('/metrics', { hold: false })).text;
	assert.ok(metrics.length > 0);
});

test('a database that takes nothing', async () => {
	for (const number of [1047, 1114, 1021, 1206, 1290]) {
		for (const [what, skip] of [['execute', 0], ['execute', 2], ['commit', 0]]) {
			const rows = audited();
			await relay.refuse(number, what, skip);
			const answer = await create();
			assert.deepEqual([answer.status, answer.json.code, count(answer.code), audited() - rows], [503, 'database-unavailable', 0, 0], `${number} at ${what} ${skip}`);
			assert.ok(Number(answer.headers['retry-after']) > 0);
			assert.equal((await create()).status, 201);
		}
	}
	intact();
});

test('all connections killed while idle', async () => {
	const own = server.db.query('SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()', server.db.name);
	assert.ok(own.length >= 4);
	for (const { id } of own) server.db.query(`KILL ${Number(id)}`);
	const answers = await Promise.all(Array.from({ length: 12 }, () => create()));
	for (const answer of answers) assert.deepEqual([answer.status, count(answer.code)], [201, 1]);
	assert.equal((await admin.get('/readyz', { hold: false })).status, 200);
});

test('a deadlock that the request loses', async () => {
	const user = await server.account({ contestant: null });
	const tag = (await user.get('/api/v1/me')).headers.etag;
	const other = server.sqlSession();
	// Heavy with changes, so that the database gives up the request's transaction and not this one.
	await other.run('BEGIN; SELECT seq FROM audit_heads WHERE edition_id = 0 FOR UPDATE');
	await other.run("INSERT INTO throttle (scope, subject, uses, window_ends_at) SELECT 'mail', seq, 1, UTC_TIMESTAMP(6) FROM seq_1_to_2000");
	const reply = user.patch('/api/v1/me', { name: '死锁' }, { headers: { 'if-match': tag } });
	await until('the request to wait for the audit chain', () => server.db.one("SELECT COUNT(*) n FROM information_schema.processlist WHERE info LIKE 'SELECT seq, hash FROM audit_heads%' AND time_ms > 50").n === '1');
	await other.run(`UPDATE accounts SET locale = 'en' WHERE id = ${user.account.id}`);
	await other.end();
	const answer = await reply;
	assert.deepEqual([answer.status, answer.json.name], [200, '死锁']);
	assert.equal(server.db.one('SELECT version FROM accounts WHERE id = ?', user.account.id).version, '2');
	assert.match((await admin.get('/metrics', { hold: false })).text, /rerun/i);
	intact();
});

test('a request that meets trouble every time', async () => {
	// A trigger that speaks like a deadlock, for one short name only.
	const other = server.sqlSession();
	await other.run(`DELIMITER //
CREATE TRIGGER trouble BEFORE INSERT ON contests FOR EACH ROW
  IF NEW.code = 'trouble' THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'again'; END IF //
DELIMITER ;
DO 0`);
	await other.end();
	const reruns = async () => Number((await admin.get('/metrics', { hold: false })).text.match(/^saitou_reruns_total (\d+)/m)[1]);
	const before = await reruns();
	const answer = await admin.post('/api/v1/contests', { code: 'trouble', title: { 'zh-CN': '赛' } });
	assert.deepEqual([answer.status, answer.json.code], [503, 'overloaded']);
	assert.ok(Number(answer.headers['retry-after']) > 0);
	assert.equal((await reruns()) - before, 3);
	server.db.query('DROP TRIGGER trouble');
	assert.equal((await admin.post('/api/v1/contests', { code: 'trouble', title: { 'zh-CN': '赛' } })).status, 201);
	server.db.query("DELETE FROM contests WHERE code = 'trouble'");
});

test('MariaDB away, for a moment and for longer', async () => {
	// Away for a moment: it is the relay that goes, because a request waits five seconds and a busy machine may not start MariaDB in them.
	const failures = () => readFileSync(server.log, 'utf8').split('db.connect_failed').length;
	const before = failures();
	await relay.away();
	const waiting = create();
	await until('the request to meet a database that is away', () => failures() > before);
	await relay.back();
	const answer = await waiting;
	assert.deepEqual([answer.status, count(answer.code)], [201, 1]);

	mariadb.stop();
	const refused = await Promise.all(Array.from({ length: 8 }, () => create()));
	for (const each of refused) {
		assert.deepEqual([each.status, each.json.code], [503, 'database-unavailable']);
		assert.ok(Number(each.headers['retry-after']) > 0);
	}
	assert.equal((await admin.get('/readyz', { hold: false })).status, 503);
	assert.equal((await admin.get('/healthz', { hold: false })).status, 200);
	mariadb.start();
	await until('the server to be ready again', async () => (await admin.get('/readyz', { hold: false })).status === 200);
	for (const each of refused) assert.equal(count(each.code), 0);
	assert.equal((await create()).status, 201);
});

test('a MariaDB that hangs', async () => {
	const timed = async (promise, from = performance.now()) => ({ answer: await promise, seconds: (performance.now() - from) / 1000 });
	const ready = async () => (await admin.get('/readyz', { hold: false })).status;
	await relay.silent();
	const start = performance.now();
	const writes = Array.from({ length: 8 }, () => timed(create()));
	const reads = Array.from({ length: 8 }, () => timed(admin.get('/api/v1/me')));
	await until('/readyz to say so', async () => (await ready()) === 503);
	assert.ok(performance.now() - start < 5000, `${performance.now() - start} ms`);
	assert.equal((await admin.get('/healthz', { hold: false })).status, 200);
	for (const { answer, seconds } of await Promise.all([...writes, ...reads])) {
		assert.deepEqual([answer.status, answer.json.code], [503, 'database-unavailable']);
		assert.ok(Number(answer.headers['retry-after']) > 0);
		assert.ok(seconds < 15, `${seconds} s`);
	}
	const later = await timed(create());
	assert.equal(later.answer.status, 503);
	assert.ok(later.seconds < 10, `${later.seconds} s`);
	await relay.speak();
	await until('the server to be ready again', async () => (await ready()) === 200);
	assert.equal((await create()).status, 201);
	const lines = readFileSync(server.log, 'utf8');
	for (const event of ['db.silent', 'db.answers_again']) assert.match(lines, new RegExp(`"event": ?"${event}"`));
});

test('settings that may lose what was acknowledged', async () => {
	const durable = async () => (await admin.get('/metrics', { hold: false })).text.match(/^saitou_database_durable (\d)/m)[1];
	await until('the settings to be known', async () => (await durable()) === '1');
	server.db.query('SET GLOBAL innodb_flush_log_at_trx_commit = 2');
	await relay.away();
	await relay.back(); // they are read with each new connection
	await until('the settings to be known', async () => (await durable()) === '0');
	assert.match(readFileSync(server.log, 'utf8'), /"event": ?"db.not_durable".*innodb_flush_log_at_trx_commit is 2, not 1/);
	server.db.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
	await relay.away();
	await relay.back();
	await until('the settings to be good', async () => (await durable()) === '1');
	await until('the server to be ready', async () => (await admin.get('/readyz', { hold: false })).status === 200);
});

test('MariaDB killed under load', async () => {
	const acknowledged = [], unknown = [], refused = [];
	let going = true;
	const load = async () => {
		while (going) {
			const answer = await create();
			if (answer.status === 201) acknowledged.push(answer.code);
			else if (answer.json?.code === 'outcome-unknown') unknown.push(answer.code);
			else if (answer.status === 503) refused.push(answer.code);
			else throw new Error(`${answer.status}: ${answer.text}`);
		}
	};
	const clients = Array.from({ length: 8 }, load);
	for (let round = 0; round < 2; round++) {
		const before = acknowledged.length;
		await until('some load', () => acknowledged.length >= before + 100);
		await mariadb.kill();
		mariadb.start();
	}
	const before = acknowledged.length;
	await until('load after the second start', () => acknowledged.length >= before + 50);
	going = false;
	await Promise.all(clients);
	const there = new Set(server.db.query('SELECT code FROM contests').map((row) => row.code));
	assert.deepEqual(acknowledged.filter((code) => !there.has(code)), []);
	assert.deepEqual(refused.filter((code) => there.has(code)), []);
	assert.equal(audited() - 1, server.db.query("SELECT code FROM contests WHERE code LIKE 'c%'").length); // one was called trouble
	intact();
});
