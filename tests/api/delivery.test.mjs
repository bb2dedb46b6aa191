// How answers travel, on a server with a database.
//
// - a public list is made once in each loop for all who ask within LIMIT_CACHE_MS or wait for it, whatever their session; ETag and 304; a change
//   shows after that
// - a kept answer is no answer to what is refused: a body, however it comes
// - an answer made by a logged-in person's request holds nothing that only that person may see
// - large files are sent in pieces: many slow downloads cost little memory, and end when their client does, leaving no descriptor open
// - what is sent ahead of an answer is bounded
// - uploads are bounded in number for a session, in bytes for all together, unfinished ones too: beyond that, 503, and other requests go on
// - SIGTERM waits for a download
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Raw, limits, until } from './bare.mjs';
import { draftEdition, entry, firm, publishedEdition, sha256 } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { FLAG, Frames, data, headers, usual } from './http2_frames.mjs';
import { pdf, upload } from './upload_fixtures.mjs';

let server, organizer, contestant, file, where;

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	contestant = await server.account();
	const edition = (await publishedEdition(organizer)).id;
	file = pdf(12 << 20);
	const { id } = await upload(contestant, { entry: entry(server, edition, firm(server, [contestant]), contestant), kind: 'roadshow', filename: 'r.pdf' }, file);
	where = `/api/v1/attachments/${id}`;
	server.edition = edition;
});
after(() => server?.stop());

const cookie = (client) => `Cookie: ${[...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ')}\r\n`;
const get = (target, headers = '') => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
const status = (field) => Number(readFileSync(`/proc/${server.process.pid}/status`, 'utf8').match(new RegExp(`^${field}:\\s+(\\d+)`, 'm'))[1]);
const descriptors = () => readdirSync(`/proc/${server.process.pid}/fd`).length;
async function metric(name) {
	const answer = await server.client({ hold: false }).get('/metrics');
	return Number(answer.text.match(new RegExp(`^${name} (\\d+)`, 'm'))[1]);
}

test('a public list is made once for all who ask', async () => {
	const target = `/api/v1/public/notices?edition=${server.edition}`;
	const counted = async () => [await metric('saitou_cache_misses_total'), await metric('saitou_cache_hits_total')];
	const [misses, hits] = await counted();
	// While nobody can read the table, everybody comes to wait.
	const lock = server.sqlSession();
	await lock.run('LOCK TABLES notices WRITE');
	const asking = Array.from({ length: 100 }, (_, i) => [server.client(), organizer, contestant][i % 3].get(target));
	await until('all to wait', async () => (await counted()).reduce((a, b) => a + b) - misses - hits === 100);
	await lock.end('UNLOCK TABLES');
	const answers = await Promise.all(asking);
	for (const answer of answers) {
		assert.equal(answer.status, 200);
		assert.equal(answer.text, answers[0].text);
		assert.equal(answer.headers.etag, answers[0].headers.etag);
		assert.equal(answer.headers['cache-control'], 'no-cache');
	}
	const made = (await counted())[0] - misses;
	assert.ok(made === 1 || made === 2, `${made} were made`); // two loops
	const again = await contestant.get(target, { headers: { 'if-none-match': answers[0].headers.etag }, hold: false });
	assert.deepEqual([again.status, again.length], [304, 0]);
});

test('a kept answer is none to a request with a body', async () => {
	const target = `/api/v1/public/notices?edition=${server.edition}`;
	const ask2 = async (...frames) => {
		const c = await Frames.open(server.port);
		c.send(headers(1, { ...usual, ':path': target }, FLAG.END_HEADERS), ...frames);
		const answer = await c.answer(1);
		c.close();
		return answer;
	};
	for (let i = 0; i < 4; i++) {
		const raw = await Raw.open(server.port);
		const kept = await raw.send(get(target)).answer(); // from now on, on this loop
		const refused = await raw.send(get(target, 'Content-Length: 5\r\n') + 'hello').answer();
		assert.deepEqual([kept.status, refused.status, refused.json.code], [200, 413, 'too-large']);
		raw.close();
		const [whole, late] = [await ask2(data(1, 'hello')), await ask2(data(1, ''))];
		assert.deepEqual([whole.json.code, late.body.toString()], ['too-large', kept.text]);
	}
});

test('a change shows when the kept answer is too old', async () => {
	const target = `/api/v1/editions/${server.edition}/rulebook`;
	const old = await server.client().get(target);
	await until('a newly made answer', async () => {
		const before = await metric('saitou_cache_misses_total');
		await server.client().get(target);
		return (await metric('saitou_cache_misses_total')) > before;
	}, limits.CACHE_MS * 5);
	assert.equal((await server.client().get(target)).status, old.status);
});

test('nobody sees through the eyes of another', async () => {
	// An edition that is still a draft is there for its organiser only.
	const draft = await draftEdition(organizer);
	const target = `/api/v1/editions/${draft.id}/rulebook`;
	const [seen, unseen] = [await organizer.get(target), await server.client().get(target)];
	assert.equal(seen.status, unseen.status);
	assert.equal(seen.status, 404);
});

test('slow downloads cost little memory, and leave nothing behind', async () => {
	const quiet = descriptors();
	const before = status('VmRSS');
	const slow = [];
	for (let i = 0; i < 40; i++) {
		const raw = await Raw.open(server.port);
		raw.socket.pause();
		raw.send(get(where, cookie(contestant)));
		slow.push(raw);
	}
	await until('all files to be open', () => descriptors() >= quiet + 80);
	const grown = status('VmRSS') - before;
	// 40 × 12 MiB would be 480 MiB. A sanitizer keeps freed memory for a while, hence the room.
	assert.ok(grown < 120 * 1024, `${grown} KiB for 40 downloads`);
	slow[0].socket.resume();
	const whole = await slow.shift().answer();
	assert.equal(sha256(whole.body), sha256(file));
	for (const raw of slow) raw.close();
	await until('the files to be closed', () => descriptors() <= quiet + 2);
});

test('what is sent ahead of an answer is bounded', async () => {
	const raw = await Raw.open(server.port);
	raw.socket.pause();
	raw.send(get(where, cookie(contestant)));
	const before = status('VmRSS');
	for (let i = 0; i < 64; i++) raw.send(Buffer.alloc(1 << 20, 'x'));
	await until('the server to hang up', () => raw.socket.destroyed || raw.closed);
	const grown = status('VmRSS') - before;
	assert.ok(grown < 40 * 1024, `${grown} KiB for 65536 KiB sent ahead`); // room for what a sanitizer keeps of the answer's pieces
	assert.ok(raw.bytes.length < file.length, 'nobody who does so gets the whole answer');
	raw.close();
});

const piece = 4 << 20;
const pieceHead = (who) => `PATCH /api/v1/uploads/1 HTTP/1.1\r\nHost: localhost\r\n${cookie(who)}Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: ${piece}\r\n\r\n`;
const unfinished = async (who, address = '127.0.0.1') => {
	const raw = await Raw.open(server.port, { localAddress: address });
	raw.send(pieceHead(who));
	await new Promise((done) => raw.socket.write(Buffer.alloc(piece - 1), done));
	return raw;
};
const overloaded = (answer) => assert.deepEqual([answer.status, answer.json.code, answer.json.class, answer.headers['retry-after']], [503, 'overloaded', 'upload', String(limits.UPLOAD_RETRY_AFTER_S)]);
const inMemory = () => metric('saitou_class_body_bytes\\{class="upload"\\}');

test('unfinished uploads of a session are bounded', async () => {
	const open = [];
	for (let i = 0; i < limits.UPLOAD_SESSION; i++) open.push(await unfinished(contestant));
	await until('all to be here', async () => (await inMemory()) === limits.UPLOAD_SESSION * (piece - 1));
	const more = await Raw.open(server.port);
	overloaded(await more.send(pieceHead(contestant)).answer());
	for (const raw of open) assert.equal(raw.bytes.length, 0, 'the others go on');
	for (const raw of [more, ...open]) raw.close();
	await until('their bytes to be free', async () => (await inMemory()) === 0);
});

test('the bytes of all uploads are bounded together', async () => {
	const most = Math.floor(limits.UPLOAD_BODIES / piece);
	const open = [];
	for (let i = 0; i * limits.UPLOAD_SESSION < most + limits.UPLOAD_SESSION; i++) {
		const who = await server.account();
		for (let j = 0; j < limits.UPLOAD_SESSION; j++) open.push(await unfinished(who, `127.0.0.${2 + (i % 4)}`));
	}
	const refused = await until('a refusal', () => open.find((r) => r.bytes.length > 0));
	overloaded(await refused.answer());
	assert.ok((await inMemory()) <= limits.UPLOAD_BODIES + piece);
	await contestant.expect(200, 'GET', '/api/v1/me');
	for (const raw of open) raw.close();
	await until('room again', async () => {
		const raw = await unfinished(contestant);
		const next = await raw.send('x').answer();
		raw.close();
		return next.status !== 503;
	});
});

test('SIGTERM waits for a download', async () => {
	const raw = await Raw.open(server.port);
	raw.send(get(where, cookie(contestant)));
	await until('it to have begun', () => raw.bytes.length > 0);
	raw.socket.pause();
	const ended = server.terminate();
	setTimeout(() => raw.socket.resume(), 500);
	const answer = await raw.answer();
	assert.equal(sha256(answer.body), sha256(file));
	assert.deepEqual(await ended, { code: 0, signal: null });
	await server.start();
});
