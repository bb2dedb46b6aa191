// Who is let in when many come: classes of requests, budgets of addresses and sessions, bodies of strangers, silent connections.
//
// - a body larger than LIMIT_BODY_UNKNOWN comes only from whom a session belongs to that may: others are answered when the head is here, in HTTP/1.1 and
//   HTTP/2; 64 of them leave uploads alone; 100 Continue waits for that, and nothing that was sent ahead is lost
// - log-ins that wait turn away nobody's other requests, and one address cannot fill their queue: another address is still let in
// - a refusal for want of room says of which class, and when to come again; /metrics counts it by class and reason
// - bytes of bodies are counted from when they come until the answer, and then are free
// - when all connections are taken, the oldest silent one of the address that has most makes room; whoever has asked something stays
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Raw, limits, startBare, until } from './bare.mjs';
import { entry, firm, publishedEdition } from './fixtures.mjs';
import { password, startServer } from './harness.mjs';
import { FLAG, Frames, data, headers, usual } from './http2_frames.mjs';
import { pdf, upload } from './upload_fixtures.mjs';

let server, contestant, judge, mine;
before(async () => {
	server = await startServer();
	const organizer = await server.account({ organizer: null });
	[contestant, judge] = [await server.account(), await server.account({ judge: null })];
	const edition = (await publishedEdition(organizer)).id;
	mine = entry(server, edition, firm(server, [contestant]), contestant);
});
after(() => server?.stop());

const get = (target, headers = '') => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
const cookieOf = (client) => [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
const piece = (cookie, length, more = '') =>
	`PATCH /api/v1/uploads/1 HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n${more}Content-Length: ${length}\r\n\r\n`;
const stranger = `__Host-saitou=${'x'.repeat(43)}`;
async function metric(name) {
	const { text } = await server.client({ hold: false }).get('/metrics');
	return Number(text.match(new RegExp(`^saitou_${name.replace(/[{}]/g, '\\$&')} (\\d+)`, 'm'))[1]);
}

const form = (cookie, length) =>
	`PATCH /api/v1/entries/${mine} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

test('a large body of whom no session belongs to, or who may not, is refused when its head is here', async () => {
	for (const [head, status, code] of [[piece(stranger, 1 << 20), 401, 'unauthenticated'], [form(stranger, 100000), 401, 'unauthenticated'], [form(cookieOf(judge), 100000), 403, 'forbidden']]) {
		const raw = await Raw.open(server.port);
		const answer = await raw.send(head).answer();
		assert.deepEqual([answer.status, answer.json.code], [status, code]);
		raw.close();
	}
	const small = await Raw.open(server.port);
	small.send(piece(stranger, limits.BODY_UNKNOWN)).send(Buffer.alloc(limits.BODY_UNKNOWN));
	assert.equal((await small.answer()).status, 401);
	small.close();
});

test('the same in HTTP/2, whether its length is said or not', async () => {
	const c = await Frames.open(server.port);
	const fields = { ...usual, ':method': 'PATCH', ':path': '/api/v1/uploads/1', 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
	c.send(headers(1, { ...fields, cookie: stranger, 'content-length': 1 << 20 }, FLAG.END_HEADERS));
	assert.equal((await c.answer(1)).json.status, 401);
	c.send(headers(3, { ...fields, cookie: stranger }, FLAG.END_HEADERS));
	assert.equal((await c.answer(3)).json.status, 401);
	// Of somebody: what comes before the session is known is kept.
	c.send(Buffer.concat([headers(5, { ...fields, cookie: cookieOf(contestant) }, FLAG.END_HEADERS), data(5, Buffer.alloc(10000), 0), data(5, Buffer.alloc(6000))]));
	assert.equal((await c.answer(5)).json.status, 404);
	c.close();
});

test('100 Continue comes when the session is known, and what was sent ahead is not lost', async () => {
	const raw = await Raw.open(server.port);
	raw.send(piece(cookieOf(contestant), 1 << 20, 'Expect: 100-continue\r\n'));
	while (!raw.bytes.includes('100 Continue\r\n\r\n')) await raw.wait('100 Continue');
	raw.bytes = raw.bytes.subarray(raw.bytes.indexOf('\r\n\r\n') + 4);
	raw.send(Buffer.alloc(1 << 20)).send(get('/healthz'));
	assert.equal((await raw.answer()).status, 404);
	assert.equal((await raw.answer()).status, 200);
	raw.close();
});

test('64 bodies with made-up cookies leave uploads alone', async () => {
	const open = [];
	for (let i = 0; i < 64; i++) {
		const raw = await Raw.open(server.port, { localAddress: '127.0.0.2' });
		raw.send(piece(stranger, 4 << 20)).send(Buffer.alloc(65536));
		open.push(raw);
	}
	const file = pdf(5 << 20);
	const { id } = await upload(contestant, { entry: mine, kind: 'roadshow', filename: 'r.pdf' }, file);
	assert.ok(id);
	for (const raw of open) assert.equal((await raw.answer()).status, 401);
	for (const raw of open) raw.close();
	await until('nothing of it in memory', async () => (await metric('class_body_bytes{class="upload"}')) === 0);
});

test('log-ins that wait turn away nobody else, and one address does not fill their queue', async () => {
	const user = await server.account();
	const lock = server.sqlSession();
	await lock.run(`BEGIN; INSERT INTO throttle (scope, subject, uses, window_ends_at) VALUES ('account', '${user.account.email}', 1, UTC_TIMESTAMP(6) + INTERVAL 1 DAY)`);
	const logIn = (address) => server.client({ address, hold: false });
	const crowd = logIn('127.0.0.9');
	crowd.agent.maxSockets = 200;
	const body = { email: user.account.email, password };
	const answers = Array.from({ length: limits.HASHING_ADDRESS + 7 }, () => crowd.post('/api/v1/sessions', body));
	await until('the refusals', async () => (await metric('class_refused_total{class="hashing",why="address"}')) === 7);
	assert.equal(await metric('class_running{class="hashing"}'), 1);
	const other = logIn('127.0.0.10').post('/api/v1/sessions', body);
	await until('somebody from elsewhere to wait as well', async () => (await metric('class_waiting{class="hashing"}')) === limits.HASHING_ADDRESS);
	for (let i = 0; i < 20; i++) await contestant.expect(200, 'GET', '/api/v1/me');
	await lock.end();
	const all = await Promise.all(answers);
	assert.equal((await other).status === 503, false);
	const refused = all.filter((a) => a.status === 503);
	assert.equal(refused.length, 7);
	for (const { json, headers } of refused) assert.deepEqual([json.code, json.class, headers['retry-after']], ['overloaded', 'hashing', String(limits.HASHING_RETRY_AFTER_S)]);
	assert.equal(await metric('class_waiting{class="hashing"}'), 0);
});

test('silent connections make room, the oldest of the busiest address first', async () => {
	const bare = await startBare({ config: 'connections = 40\nloops = 1' });
	const spoken = await Raw.open(bare.port, { localAddress: '127.0.0.2' });
	assert.equal((await spoken.send(get('/healthz')).answer()).status, 200);
	const silent = [];
	const gone = new Set();
	for (let i = 0; i < 39; i++) {
		const address = i < 3 ? '127.0.0.3' : '127.0.0.4';
		const socket = await new Promise((done, fail) => {
			const s = net.connect({ port: bare.port, host: '127.0.0.1', localAddress: address }, () => done(s));
			s.on('error', fail);
		});
		socket.on('close', () => gone.add(i)).on('error', () => {});
		silent.push(socket);
	}
	const fresh = [];
	for (let i = 0; i < 10; i++) {
		fresh.push(await Raw.open(bare.port, { localAddress: '127.0.0.5' }));
		assert.equal((await fresh.at(-1).send(get('/healthz')).answer()).status, 200);
	}
	await until('ten to be gone', () => gone.size >= 10);
	assert.deepEqual([...gone].slice(0, 10), Array.from({ length: 10 }, (_, i) => i + 3));
	assert.equal((await spoken.send(get('/healthz')).answer()).status, 200);
	for (const raw of [spoken, ...fresh]) raw.close();
	for (const socket of silent) socket.destroy();
	await bare.stop();
});
