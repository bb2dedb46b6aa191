// Evidence of people who object without an account, by the link that was mailed to them:
// - it is uploaded in pieces to an objection that was filed by the link, listed by it, and taken back by it; a half one goes on where it stopped
// - who handles the objection reads it; other organisers, judges, contestants, strangers and who has another link do not
// - no other route takes the link, and the link's routes take nothing but such evidence
// - what a file is, is seen by its content, as everywhere
// - pieces are no larger than what anybody may send; files, their number and all of an objection's together are bounded
// - so is what comes from one client address, and from one mail address
// - once the objection is decided or withdrawn, or the link is none any more, nothing is added or taken away
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publishedEdition } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { brokenPdf, create, html, pdf, piece, png, tus } from './upload_fixtures.mjs';

const MIB = 1024 * 1024;
const PIECE = 64 * 1024;
const OUTSIDE = '/api/v1/public/uploads';
let server, organizer, anyone, edition, notice;

before(async () => {
	server = await startServer({ config: 'mails_per_address = 0\n' });
	organizer = await server.account({ organizer: null });
	anyone = server.client();
	edition = await publishedEdition(organizer);
	notice = await organizer.expect(201, 'POST', `/api/v1/editions/${edition.id}/notices`, { title: { 'zh-CN': '拟奖励名单公示' }, working_days: 5 });
});
after(() => server?.stop());

const refused = (answer, status, code, field) => assert.deepEqual([answer.status, answer.json?.code, ...(field ? [answer.json?.field] : [])], [status, code, ...(field ? [field] : [])], answer.text);
let serial = 0;
const file = (token, from = anyone) => from.expect(201, 'POST', '/api/v1/public/objections', { token, real_name: '路人甲', statement: '名单第三名的注册日期与企业公示系统不符，请核查。' });

// Somebody with a link and what they filed by it; ADDRESS: where they sit.
async function outsider(address) {
	const email = `outsider${++serial}@street.example`;
	const client = server.client(address ? { address } : undefined);
	await client.expect(202, 'POST', `/api/v1/public/notices/${notice.id}/objection-links`, { email, privacy_consent: true });
	const token = (await server.mailTo(email, /objections#/)).text.replace(/=\r?\n/g, '').match(/objections#token=([\w-]+)/)[1];
	return { email, client, token, objection: (await file(token, client)).id };
}
const link = (who) => ({ 'saitou-link': who.token });
const metadata = (pairs) => Object.entries(pairs).map(([k, v]) => `${k} ${Buffer.from(String(v)).toString('base64')}`).join(',');
const begin = (who, size, pairs = {}, headers = {}, body = undefined) =>
	who.client.request('POST', OUTSIDE, {
		headers: tus({ 'upload-length': String(size), 'upload-metadata': metadata({ objection: who.objection, kind: 'evidence', filename: '证据.pdf', ...pairs }), ...link(who), ...(body ? { 'content-type': 'application/offset+octet-stream' } : {}), ...headers }),
		body,
	});
const put = (who, where, offset, bytes, headers = {}) => piece(who.client, where, offset, bytes, { ...link(who), ...headers });
const cancel = (who, where) => who.client.request('DELETE', where, { headers: tus(link(who)) });
async function upload(who, bytes, pairs) {
	const made = await begin(who, bytes.length, pairs);
	assert.equal(made.status, 201, made.text);
	const where = made.headers.location;
	let last;
	for (let at = 0; at < bytes.length; at += PIECE) {
		last = await put(who, where, at, bytes.subarray(at, at + PIECE));
		if (last.status !== 204) break;
	}
	return { id: made.json.id, where, last };
}
const listed = (who, objection = who.objection, token = who.token) => who.client.post(`/api/v1/public/objections/${objection}/attachments`, { token });
const takeBack = (who, id, objection = who.objection, token = who.token) => who.client.post(`/api/v1/public/objections/${objection}/attachments/${id}/remove`, { token });
const states = async (who) => (await listed(who)).json.items.map((f) => [f.id, f.state]);

test('evidence comes in by the link, and is taken back by it', async () => {
	const who = await outsider();
	const bytes = pdf(150_000);
	const { id, last } = await upload(who, bytes);
	assert.equal(last.status, 204, last.text);
	const { items } = (await listed(who)).json;
	assert.deepEqual(items.map((f) => [f.id, f.objection_id, f.kind, f.filename, f.size, f.state, f.media_type]), [[id, who.objection, 'evidence', '证据.pdf', 150_000, 'stored', 'application/pdf']]);
	const got = await organizer.get(`/api/v1/attachments/${id}`);
	assert.deepEqual([got.status, Buffer.compare(got.bytes, bytes)], [200, 0]);
	assert.deepEqual((await organizer.get(`/api/v1/objections/${who.objection}/attachments`)).json.items.map((f) => f.id), [id]);
	assert.equal((await takeBack(who, id)).status, 204);
	assert.deepEqual(await states(who), []);
	refused(await takeBack(who, id), 410, 'attachment-gone');
	const rows = server.db.query("SELECT action, account_id FROM audit WHERE object = 'attachments' AND object_id = ? ORDER BY seq", id);
	assert.deepEqual(rows.map((row) => [row.action, row.account_id]), [['attachment.create', null], ['attachment.store', null], ['attachment.remove', null]]);
});

test('a half one goes on where it stopped, or is cancelled', async () => {
	const who = await outsider();
	const bytes = pdf(PIECE + 1000);
	const made = await begin(who, bytes.length, {}, {}, bytes.subarray(0, PIECE));
	assert.deepEqual([made.status, made.headers['upload-offset']], [201, String(PIECE)], made.text);
	const where = made.headers.location;
	assert.ok(where.startsWith(`${OUTSIDE}/`));
	const head = await who.client.request('HEAD', where, { headers: tus(link(who)) });
	assert.deepEqual([head.status, head.headers['upload-offset'], head.headers['upload-length']], [200, String(PIECE), String(bytes.length)]);
	refused(await put(who, where, 0, bytes.subarray(0, 10)), 409, 'upload-offset');
	assert.deepEqual(await states(who), [[made.json.id, 'uploading']]);
	const rest = await who.client.request('POST', where, { headers: tus({ ...link(who), 'x-http-method-override': 'PATCH', 'upload-offset': String(PIECE), 'content-type': 'application/offset+octet-stream' }), body: bytes.subarray(PIECE) });
	assert.equal(rest.status, 204, rest.text);
	assert.deepEqual(await states(who), [[made.json.id, 'stored']]);
	const other = await begin(who, 5000);
	assert.equal((await cancel(who, other.headers.location)).status, 204);
	assert.equal((await listed(who)).json.items.length, 1);
});

test('nobody else reads or touches it', async () => {
	const [who, stranger] = [await outsider(), await outsider()];
	const { id, where } = await upload(who, pdf(3000));
	const half = (await begin(who, 9000)).headers.location;
	for (const client of [await server.account({ contestant: null }), await server.account({ judge: edition.id }), await server.account({ organizer: (await publishedEdition(organizer)).id }), anyone]) {
		for (const target of [`/api/v1/attachments/${id}`, `/api/v1/objections/${who.objection}/attachments`]) assert.ok([401, 403, 404].includes((await client.get(target)).status), target);
		assert.notEqual((await client.request('HEAD', where.replace('/public', ''), { headers: tus() })).status, 200);
	}
	refused(await listed(stranger, who.objection), 404, 'not-found');
	refused(await takeBack(stranger, id, who.objection), 404, 'not-found');
	refused(await takeBack(stranger, id, stranger.objection), 404, 'not-found');
	refused(await begin(stranger, 1000, { objection: who.objection }), 404, 'not-found', 'objection');
	refused(await put(stranger, half, 0, Buffer.alloc(10)), 404, 'not-found');
	refused(await cancel(stranger, half), 404, 'not-found');
	assert.equal((await stranger.client.request('HEAD', half, { headers: tus(link(stranger)) })).status, 404);
	for (const token of ['none', undefined]) {
		const nobody = { ...who, token };
		refused(await begin(nobody, 1000), 410, 'link', 'Saitou-Link');
		refused(await put(nobody, half, 0, Buffer.alloc(10)), 410, 'link');
		refused(await cancel(nobody, half), 410, 'link');
	}
	refused(await listed(who, who.objection, 'none'), 410, 'link');
	// A log-in is no link: that of an organiser neither, who may read it all.
	refused(await begin({ ...who, client: organizer, token: 'none' }, 1000), 410, 'link');
});

test('the link is good for this, and this is good for the link', async () => {
	const who = await outsider();
	refused(await create(who.client, { objection: who.objection, kind: 'evidence', filename: 'a.pdf' }, 1000, link(who)), 401, 'unauthenticated');
	refused(await begin(who, 1000, { kind: 'other' }), 422, 'upload-metadata', 'kind');
	refused(await begin(who, 1000, { kind: 'roadshow' }), 422, 'upload-metadata', 'kind');
	refused(await begin(who, 1000, { objection: '', entry: 1 }), 422, 'upload-metadata', 'objection');
	refused(await begin(who, 1000, { filename: ' ' }), 422, 'upload-metadata', 'filename');
});

test('what it is, is seen by its content', async () => {
	const who = await outsider();
	refused((await upload(who, html())).last, 415, 'attachment-type');
	refused((await upload(who, brokenPdf(3000))).last, 422, 'attachment-broken');
	assert.equal((await upload(who, png(), { filename: '截图.png' })).last.status, 204);
	assert.equal((await listed(who)).json.items.length, 1);
});

test('one objection’s evidence is bounded', async () => {
	const who = await outsider('127.0.0.11');
	const { outside } = (await anyone.get('/api/v1/attachment-kinds')).json.items.find((k) => k.kind === 'evidence');
	assert.deepEqual(outside, { size_max: 20 * MIB, count_max: 10 });
	refused(await begin(who, outside.size_max + 1), 413, 'attachment-too-large');
	const large = [];
	for (let i = 0; i < 2; i++) large.push((await begin(who, outside.size_max)).headers.location);
	refused(await begin(who, 10 * MIB + 1), 409, 'attachment-quota');
	for (const where of large) await cancel(who, where);
	for (let i = 0; i < outside.count_max; i++) assert.equal((await begin(who, 1000)).status, 201);
	refused(await begin(who, 1000), 409, 'attachment-limit');
	const second = await file(who.token);
	assert.equal((await begin({ ...who, objection: second.id }, 1000)).status, 201, 'another objection has room of its own');
});

test('no piece is larger than what anybody may send', async () => {
	const who = await outsider('127.0.0.12');
	const made = await begin(who, 3 * PIECE);
	const answer = await put(who, made.headers.location, 0, Buffer.alloc(PIECE + 1)).catch((error) => ({ status: 413, json: { code: 'too-large' }, text: String(error) }));
	refused(answer, 413, 'too-large');
	assert.equal((await put(who, made.headers.location, 0, Buffer.alloc(PIECE))).status, 204);
});

test('what comes from one mail address, and from one client address, is bounded', async () => {
	const round = async (who) => {
		const made = await begin(who, 20 * MIB);
		if (made.status === 201) assert.equal((await cancel(who, made.headers.location)).status, 204);
		return made;
	};
	const [first, second, third] = [await outsider('127.0.0.13'), await outsider('127.0.0.13'), await outsider('127.0.0.13')];
	for (const who of [first, second]) {
		for (let i = 0; i < 10; i++) assert.equal((await round(who)).status, 201);
		const more = await round(who);
		refused(more, 429, 'too-many-uploads');
		assert.ok(Number(more.headers['retry-after']) > 0);
	}
	for (let i = 0; i < 5; i++) assert.equal((await round(third)).status, 201);
	refused(await round(third), 429, 'too-many-uploads');
	assert.equal((await round({ ...third, client: server.client({ address: '127.0.0.14' }) })).status, 201, 'elsewhere they may');
	const many = await outsider('127.0.0.15');
	for (let i = 0; i < 60; i++) await cancel(many, (await begin(many, 1)).headers.location);
	refused(await begin(many, 1), 429, 'too-many-uploads');
});

test('after the decision nothing is added or taken away', async () => {
	for (const end of [(who) => organizer.expect(200, 'POST', `/api/v1/objections/${who.objection}/decide`, { decision: 'dismissed', reason: '经核对无误' }), (who) => who.client.expect(200, 'POST', `/api/v1/public/objections/${who.objection}/withdraw`, { token: who.token })]) {
		const who = await outsider('127.0.0.16');
		const { id } = await upload(who, pdf(3000));
		const half = (await begin(who, 9000)).headers.location;
		await end(who);
		refused(await begin(who, 1000), 409, 'attachments-closed');
		refused(await put(who, half, 0, Buffer.alloc(10)), 409, 'attachments-closed');
		refused(await takeBack(who, id), 409, 'attachments-closed');
		assert.equal((await listed(who)).json.items[0].state, 'stored', 'and what was there stays');
		server.db.query('UPDATE objection_links SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE email = ?', who.email);
		refused(await listed(who), 410, 'link');
	}
});
