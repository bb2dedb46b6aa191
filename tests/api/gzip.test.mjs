// Answers made smaller by gzip (core/request/gzip.h), over HTTP/1.1 and HTTP/2.
//
// - a public answer that is kept: as it is and compressed, the same content, each with its own ETag, and 304 for that one only; HEAD; Vary
// - who takes gzip by name or "*" gets it, who refuses it ("q=0") or says nothing does not
// - from LIMIT_GZIP_KEPT_BYTES on; a smaller answer stays plain, as do problems
// - another large answer is compressed for who takes it, from LIMIT_GZIP_BYTES on; not when another site had the browser ask, not with a version
// - with a cookie but no word where the request comes from (Safari before 16.4) an answer to one stays plain; what is kept for everybody does not
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import https from 'node:https';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { limits } from './bare.mjs';
import { draftEdition, entry, firm, publishedEdition, rulebook } from './fixtures.mjs';
import { startServer } from './harness.mjs';

let server, organizer, edition, kept, list;
before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	// Titles are what such answers are made of: the same characters again and again.
	const title = { 'zh-CN': '创新创业大赛赛制'.repeat(12) };
	const rounds = rulebook().rounds.map((round) => ({ ...round, name: { 'zh-CN': '初赛复赛决赛'.repeat(12) } }));
	edition = (await publishedEdition(organizer, {}, rulebook({ title, rounds }))).id;
	kept = `/api/v1/editions/${edition}/rulebook`;
	const contestant = await server.account();
	for (let i = 0; i < 60; i++) entry(server, edition, firm(server, [contestant], `广州测试科技有限公司第${i}号`), contestant);
	list = `/api/v1/entries?edition_id=${edition}&limit=500`;
});
after(() => server?.stop());

const cookieOf = (client) => [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
const over1 = (client, target, headers = {}, method = 'GET') =>
	new Promise((done, fail) => {
		const all = { 'accept-language': client.language, cookie: cookieOf(client), ...headers };
		const r = https.request(new URL(target, server.url), { method, headers: all, agent: false, rejectUnauthorized: false }, (answer) => {
			const pieces = [];
			answer.on('data', (piece) => pieces.push(piece)).on('end', () => done({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(pieces), length: Buffer.concat(pieces).length }));
		});
		r.on('error', fail).end();
	});
// The same as over1, on a connection of its own.
async function over2(client, target, headers = {}, method = 'GET') {
	const c = http2.connect(server.url, { rejectUnauthorized: false });
	try {
		return await new Promise((done, fail) => {
			const pieces = [];
			const r = c.request({ ':path': target, ':method': method, 'accept-language': client.language, cookie: cookieOf(client), ...headers });
			let head;
			r.on('response', (h) => (head = h)).on('data', (piece) => pieces.push(piece)).on('error', fail);
			r.on('end', () => done({ status: head[':status'], headers: head, bytes: Buffer.concat(pieces), length: Buffer.concat(pieces).length }));
		});
	} finally {
		c.close();
	}
}
const gzip = { 'accept-encoding': 'gzip' };
const own = { 'sec-fetch-site': 'same-origin' };
const anybody = () => server.client();

for (const [version, ask] of [['HTTP/1.1', over1], ['HTTP/2', over2]]) {
	test(`${version}: what is kept for everybody has two variants`, async () => {
		const plain = await ask(anybody(), kept);
		const packed = await ask(anybody(), kept, { 'accept-encoding': 'deflate, GZIP;q=0.5, br' });
		assert.deepEqual([plain.status, packed.status], [200, 200]);
		assert.ok(plain.length >= limits.GZIP_KEPT_BYTES, `${plain.length} bytes`);
		assert.deepEqual([plain.headers['content-encoding'], packed.headers['content-encoding']], [undefined, 'gzip']);
		assert.ok(packed.length < plain.length / 2, `${packed.length} of ${plain.length} bytes`);
		assert.equal(gunzipSync(packed.bytes).toString(), plain.bytes.toString());
		for (const answer of [plain, packed]) {
			assert.equal(answer.headers.vary, 'Accept-Encoding');
			assert.match(answer.headers.etag, /^"[^"]+"$/);
			assert.equal(Number(answer.headers['content-length']), answer.length);
			assert.equal(answer.headers['content-type'], 'application/json');
		}
		assert.notEqual(plain.headers.etag, packed.headers.etag);
		for (const [answer, other, accept] of [[plain, packed, {}], [packed, plain, gzip]]) {
			const known = await ask(anybody(), kept, { ...accept, 'if-none-match': `"x", W/${answer.headers.etag}` });
			assert.deepEqual([known.status, known.length, known.headers.etag, known.headers.vary], [304, 0, answer.headers.etag, 'Accept-Encoding']);
			assert.equal((await ask(anybody(), kept, { ...accept, 'if-none-match': other.headers.etag })).status, 200);
			const head = await ask(anybody(), kept, accept, 'HEAD');
			assert.deepEqual([head.status, head.length, head.headers.etag, Number(head.headers['content-length'])], [200, 0, answer.headers.etag, answer.length]);
		}
	});

	test(`${version}: who refuses it does not get it`, async () => {
		for (const target of [kept, list])
			for (const [accept, coding] of [['gzip;q=0', undefined], ['*;q=0', undefined], ['identity', undefined], ['x-gzip', undefined], ['gzip;q=0, *', undefined], ['*', 'gzip'], ['br, gzip;q=0.001', 'gzip']])
				assert.equal((await ask(organizer, target, { ...own, 'accept-encoding': accept })).headers['content-encoding'], coding, `${target}: ${accept}`);
	});

	test(`${version}: small answers and problems stay plain`, async () => {
		for (const [target, status] of [[`/api/v1/public/notices?edition=${edition}`, 200], ['/api/v1/public/notices/999999', 404]]) {
			const answer = await ask(anybody(), target, gzip);
			assert.deepEqual([answer.status, answer.headers['content-encoding'], answer.headers.vary], [status, undefined, undefined]);
		}
		const few = await ask(organizer, list.replace('limit=500', 'limit=10'), { ...gzip, ...own });
		assert.equal(few.headers['content-encoding'], undefined);
		assert.ok(few.length < limits.GZIP_BYTES, `${few.length} bytes`);
	});

	test(`${version}: a large answer to one is compressed for who takes it`, async () => {
		const plain = await ask(organizer, list);
		const packed = await ask(organizer, list, { ...gzip, ...own });
		assert.ok(plain.length >= limits.GZIP_BYTES, `${plain.length} bytes`);
		assert.deepEqual([plain.status, packed.status, plain.headers['content-encoding'], packed.headers['content-encoding']], [200, 200, undefined, 'gzip']);
		assert.deepEqual([packed.headers.vary, packed.headers['cache-control']], ['Accept-Encoding', 'no-store']);
		assert.equal(gunzipSync(packed.bytes).toString(), plain.bytes.toString());
		const head = await ask(organizer, list, { ...gzip, ...own }, 'HEAD');
		assert.deepEqual([head.headers['content-encoding'], Number(head.headers['content-length']), head.length], ['gzip', packed.length, 0]);
		for (const site of ['same-origin', 'none', 'same-site', 'cross-site']) {
			const answer = await ask(organizer, list, { ...gzip, 'sec-fetch-site': site });
			assert.equal(answer.headers['content-encoding'], site === 'same-origin' || site === 'none' ? 'gzip' : undefined, site);
		}
		assert.equal((await ask(organizer, list, { ...gzip, ...own, origin: 'https://elsewhere.example' })).headers['content-encoding'], undefined);
	});

	test(`${version}: a browser that sends a session but does not say who had it ask gets an answer to one as it is`, async () => {
		const ours = new URL(server.url).origin;
		for (const silent of [{}, { origin: ours }, { referer: `${ours}/` }]) {
			const answer = await ask(organizer, list, { ...gzip, ...silent });
			assert.equal(answer.status, 200);
			assert.ok(answer.length >= limits.GZIP_BYTES, `${answer.length} bytes`);
			assert.deepEqual([answer.headers['content-encoding'], JSON.parse(answer.bytes).items.length], [undefined, 60], JSON.stringify(silent));
		}
		assert.equal((await ask(organizer, list, { ...gzip, origin: ours, ...own })).headers['content-encoding'], 'gzip');
		assert.equal((await ask(organizer, kept, gzip)).headers['content-encoding'], 'gzip', 'what everybody may read');
	});
}

test('an answer with a version stays plain: its tag is sent back in If-Match', async () => {
	const { id } = await draftEdition(organizer);
	const body = rulebook({ title: { 'zh-CN': '赛制'.repeat(limits.GZIP_BYTES / 6 + 1) } });
	const written = await organizer.post(`/api/v1/editions/${id}/rulebooks`, { body }, { headers: { ...gzip, ...own }, hold: false });
	assert.equal(written.status, 201, written.text.slice(0, 300));
	for (const answer of [written, await over1(organizer, `/api/v1/rulebooks/${written.json.id}`, { ...gzip, ...own })]) {
		assert.ok(answer.length >= limits.GZIP_BYTES, `${answer.length} bytes`);
		assert.deepEqual([answer.headers['content-encoding'], answer.headers.etag], [undefined, `"${written.json.version}"`]);
	}
});
