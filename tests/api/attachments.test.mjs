// Attachments once they are there:
// - downloads: whole, in one range, only if changed; named in UTF-8; never as a page; shown in the browser only as PDF, PNG or JPEG, without rights
// - the firm, the edition's organisers and auditors see them; other firms, other editions' organisers and the public do not
// - a judge sees roadshow and pictures as submitted, of entries assigned in a round that has opened, unless a recusal stands
// - a confirmed roadshow can be neither removed nor replaced
// - removed files are gone, but what a submission names stays for those who look at the submission
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { draftEdition, entry, firm, publishedEdition, sha256 } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { create, jpeg, pdf, png, pptx, tus, upload, webp } from './upload_fixtures.mjs';

let server, organizer, auditor, contestant, edition, firmId;

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	auditor = await server.account({ auditor: null });
	contestant = await server.account();
	edition = (await publishedEdition(organizer)).id;
	firmId = firm(server, [contestant]);
});
after(() => server?.stop());

const code = (answer) => answer.json?.code;
const newEntry = () => entry(server, edition, firmId, contestant);
const at = (id) => `/api/v1/attachments/${id}`;
const list = async (client, id) => (await client.get(`/api/v1/entries/${id}/attachments`)).json?.items;

// As if the entry had been submitted with these files.
function submit(id, hashes) {
	const ordinal = Number(server.db.one('SELECT COUNT(*) + 1 AS n FROM submissions WHERE entry_id = ?', id).n);
	server.db.query("INSERT INTO submissions (entry_id, ordinal, arrived_at, submitted_by, body, firm_facts, entry_facts, sha256) VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, '{}', '{}', REPEAT('x', 32))", id, ordinal, contestant.account.id, { attachments: hashes });
	server.db.query(`INSERT INTO submission_attachments (submission_id, attachment_id, sha256) SELECT MAX(s.id), a.id, a.sha256 FROM submissions s JOIN attachments a ON a.entry_id = s.entry_id
		WHERE s.entry_id = ? AND a.state IN ('stored', 'confirmed') AND LOCATE(LOWER(HEX(a.sha256)), ?) > 0 GROUP BY a.id`, id, hashes.join());
	server.db.query("UPDATE entries SET state = 'submitted', number = ?, submission_id = (SELECT MAX(id) FROM submissions WHERE entry_id = ?) WHERE id = ?", `N${id}`, id, id);
}

async function newJudge() {
	const client = await server.account({ judge: edition });
	server.db.query("INSERT INTO judges (edition_id, account_id, organisation, created_at) VALUES (?, ?, '某基金', UTC_TIMESTAMP(6))", edition, client.account.id);
	client.judge = Number(server.db.one('SELECT MAX(id) AS id FROM judges').id);
	return client;
}

const roundId = () => Number(server.db.one('SELECT id FROM rounds WHERE edition_id = ? AND position = 1', edition).id);

function assign(judge, id) {
	server.db.query("INSERT INTO round_entries (round_id, entry_id, via, group_key) VALUES (?, ?, 'first', '')", roundId(), id);
	server.db.query('INSERT INTO assignments (round_id, entry_id, judge_id, assigned_by, assigned_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))', roundId(), id, judge.judge, organizer.account.id);
}

test('a download carries its name, type and hash, and is never a page', async () => {
	const bytes = pdf(3000);
	const { id } = await upload(contestant, { entry: newEntry(), kind: 'evidence', filename: '营业 执照"1".html' }, bytes);
	const got = await contestant.get(at(id));
	assert.equal(got.status, 200);
	assert.deepEqual(got.bytes, bytes);
	assert.equal(got.headers['content-type'], 'application/pdf');
	assert.equal(got.headers.etag, `"${sha256(bytes)}"`);
	assert.equal(got.headers['accept-ranges'], 'bytes');
	assert.equal(got.headers['x-content-type-options'], 'nosniff');
	assert.match(got.headers['content-security-policy'], /^sandbox; default-src 'none'$/);
	assert.equal(got.headers['content-disposition'], `attachment; filename="attachment-${id}"; filename*=UTF-8''%E8%90%A5%E4%B8%9A%20%E6%89%A7%E7%85%A7%221%22.html.pdf`);
	const head = await contestant.request('HEAD', at(id));
	assert.deepEqual([head.status, head.length, head.headers['content-length']], [200, 0, '3000']);
});

test('only PDF, PNG and JPEG may be shown in the browser', async () => {
	const owner = newEntry();
	for (const [make, kind, how] of [[pdf, 'evidence', 'inline'], [png, 'picture', 'inline'], [jpeg, 'picture', 'inline'], [webp, 'picture', 'attachment'], [pptx, 'roadshow', 'attachment']]) {
		const { id } = await upload(contestant, { entry: owner, kind }, make());
		const got = await contestant.get(`${at(id)}?inline=true`);
		assert.equal(got.headers['content-disposition'].split(';')[0], how, make.name);
		assert.match(got.headers['content-security-policy'], /sandbox/);
		assert.equal((await contestant.get(`${at(id)}?inline=false`)).headers['content-disposition'].split(';')[0], 'attachment');
	}
});

test('one range is answered in part, anything else as a whole or not at all', async () => {
	const bytes = pdf(1000);
	const { id } = await upload(contestant, { entry: newEntry(), kind: 'evidence' }, bytes);
	const get = (range, headers = {}) => contestant.get(at(id), { headers: { range, ...headers } });
	const part = async (range, first, last) => {
		const got = await get(range);
		assert.equal(got.status, 206, range);
		assert.equal(got.headers['content-range'], `bytes ${first}-${last}/1000`, range);
		assert.deepEqual(got.bytes, bytes.subarray(first, last + 1), range);
	};
	await part('bytes=0-0', 0, 0);
	await part('bytes=100-199', 100, 199);
	await part('bytes=900-', 900, 999);
	await part('bytes=900-5000', 900, 999);
	await part('bytes=-10', 990, 999);
	await part('bytes=-5000', 0, 999);
	for (const range of ['bytes=1000-', 'bytes=5000-6000', 'bytes=-0']) {
		const got = await get(range);
		assert.deepEqual([got.status, got.headers['content-range']], [416, 'bytes */1000'], range);
	}
	for (const range of ['bytes=0-1,5-6', 'bytes=9-3', 'bytes=-', 'bytes=a-b', 'lines=1-2', 'bytes=0-1x', 'bytes=99999999999999999999-']) {
		const got = await get(range);
		assert.deepEqual([got.status, got.length], [200, 1000], range);
	}
	const etag = `"${sha256(bytes)}"`;
	assert.equal((await get('bytes=0-9', { 'if-range': etag })).status, 206);
	assert.equal((await get('bytes=0-9', { 'if-range': '"other"' })).status, 200);
	assert.equal((await get('bytes=0-9', { 'if-range': `W/${etag}` })).status, 200);
	const unchanged = await contestant.get(at(id), { headers: { 'if-none-match': etag } });
	assert.deepEqual([unchanged.status, unchanged.length], [304, 0]);
	assert.equal((await contestant.get(at(id), { headers: { 'if-none-match': '"other"' } })).status, 200);
});

test('a large file arrives whole', async () => {
	const bytes = pdf(30 * 1024 * 1024);
	const { id } = await upload(contestant, { entry: newEntry(), kind: 'roadshow', filename: 'roadshow.pdf' }, bytes);
	assert.equal(sha256((await contestant.get(at(id))).bytes), sha256(bytes));
});

test('the firm, its organisers and auditors see files; others do not', async () => {
	const owner = newEntry();
	const { id } = await upload(contestant, { entry: owner, kind: 'licence', filename: '执照.pdf' }, pdf());
	const unfinished = await create(contestant, { entry: owner, kind: 'evidence', filename: 'a.pdf' }, 100);
	const colleague = await server.account();
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firmId, colleague.account.id);
	const local = await server.account({ organizer: edition });
	const rival = await server.account();
	firm(server, [rival]);
	const elsewhere = await server.account({ organizer: (await draftEdition(organizer)).id });

	for (const client of [contestant, colleague, organizer, auditor, local]) assert.equal((await client.get(at(id))).status, 200);
	for (const client of [rival, elsewhere, await newJudge(), await server.account({ admin: null })]) {
		assert.equal((await client.get(at(id))).status, 404);
		assert.equal((await client.get(`/api/v1/entries/${owner}/attachments`)).status, 404);
		assert.equal((await client.delete(at(id))).status, 404);
		assert.equal((await client.post(`${at(id)}/confirm`)).status, 404);
	}
	assert.equal((await server.client().get(at(id))).status, 401);
	assert.deepEqual((await list(contestant, owner)).map((a) => [a.state, a.upload !== null]), [['stored', false], ['uploading', true]]);
	assert.equal((await list(contestant, owner))[1].upload, unfinished.headers.location.split('/').pop());
	assert.deepEqual((await list(colleague, owner)).map((a) => a.upload), [null, null]);
	for (const client of [organizer, auditor]) assert.deepEqual((await list(client, owner)).map((a) => a.id), [id]);
	for (const client of [organizer, auditor, local]) assert.equal((await client.delete(at(id))).status, 404);
	assert.equal((await contestant.get(at(unfinished.json.id))).status, 404);
	assert.equal((await contestant.get(at(999999))).status, 404);
});

test('a judge sees roadshow and pictures as submitted, once the round has opened', async () => {
	const owner = newEntry();
	const files = { roadshow: pdf(500), picture: png(), licence: pdf(600) };
	const ids = {};
	for (const [kind, bytes] of Object.entries(files)) ids[kind] = (await upload(contestant, { entry: owner, kind }, bytes)).id;
	submit(owner, Object.values(files).map(sha256));
	ids.late = (await upload(contestant, { entry: owner, kind: 'picture' }, png())).id;
	const judge = await newJudge();
	const sees = async () => (await list(judge, owner))?.map((a) => a.id);

	assert.equal(await sees(), undefined);
	assign(judge, owner);
	assert.equal(await sees(), undefined); // planned
	server.db.query("UPDATE rounds SET state = 'open' WHERE id = ?", roundId());
	try {
		assert.deepEqual(await sees(), [ids.roadshow, ids.picture]);
		for (const [kind, status] of [['roadshow', 200], ['picture', 200], ['licence', 404], ['late', 404]]) assert.equal((await judge.get(at(ids[kind]))).status, status, kind);
		const idle = await newJudge();
		assert.equal((await idle.get(at(ids.roadshow))).status, 404);

		const recusal = (state) => server.db.query("REPLACE INTO recusals (edition_id, judge_id, entry_id, kind, source, statement, state, declared_by, declared_at, decided_at) VALUES (?, ?, ?, 'kinship', 'declared', '亲属', ?, ?, UTC_TIMESTAMP(6), IF(? = 'open', NULL, UTC_TIMESTAMP(6)))", edition, judge.judge, owner, state, judge.account.id, state);
		for (const [state, status] of [['open', 404], ['upheld', 404], ['dismissed', 200]]) {
			recusal(state);
			assert.equal((await judge.get(at(ids.roadshow))).status, status, state);
		}
		server.db.query("UPDATE assignments SET state = 'released', released_why = '回避' WHERE judge_id = ?", judge.judge);
		assert.equal((await judge.get(at(ids.roadshow))).status, 404);
		server.db.query("UPDATE assignments SET state = 'assigned', released_why = NULL WHERE judge_id = ?", judge.judge);
		server.db.query("UPDATE judges SET state = 'dismissed' WHERE id = ?", judge.judge);
		assert.equal((await judge.get(at(ids.roadshow))).status, 404);
	} finally {
		server.db.query("UPDATE rounds SET state = 'planned' WHERE id = ?", roundId());
	}
});

test('a confirmed roadshow can be neither removed nor replaced', async () => {
	const owner = newEntry();
	const unfinished = await create(contestant, { entry: owner, kind: 'roadshow', filename: 'a.pdf' }, 100);
	assert.equal(code(await contestant.post(`${at(unfinished.json.id)}/confirm`)), 'attachment-not-confirmable');
	await contestant.delete(unfinished.headers.location, { headers: tus() });
	const licence = await upload(contestant, { entry: owner, kind: 'licence' }, pdf());
	assert.equal(code(await contestant.post(`${at(licence.id)}/confirm`)), 'attachment-not-confirmable');

	const { id, where } = await upload(contestant, { entry: owner, kind: 'roadshow' }, pdf());
	assert.equal((await organizer.post(`${at(id)}/confirm`)).status, 404);
	assert.equal((await contestant.post(`${at(id)}/confirm`)).json.state, 'confirmed');
	assert.equal((await contestant.post(`${at(id)}/confirm`)).json.state, 'confirmed'); // once is enough, twice does no harm
	assert.equal(code(await contestant.delete(at(id))), 'attachment-confirmed');
	assert.equal(code(await contestant.delete(where, { headers: tus() })), 'attachment-confirmed');
	assert.equal(code(await create(contestant, { entry: owner, kind: 'roadshow', filename: 'b.pdf' }, 100)), 'attachment-limit');
	assert.equal((await contestant.get(at(id))).status, 200);
});

test('a removed file is gone, but a submission keeps what it names', async () => {
	const owner = newEntry();
	const [kept, gone] = [png(), png()];
	const one = await upload(contestant, { entry: owner, kind: 'picture', filename: 'kept.png' }, kept);
	submit(owner, [sha256(kept)]);
	const two = await upload(contestant, { entry: owner, kind: 'picture', filename: 'gone.png' }, gone);
	assert.deepEqual((await list(contestant, owner)).map((a) => a.submitted), [true, false]);
	for (const { id } of [one, two]) assert.equal((await contestant.delete(at(id))).status, 204);
	assert.equal(code(await contestant.delete(at(two.id))), 'attachment-gone');
	assert.equal((await contestant.get(at(two.id))).status, 404);
	for (const client of [contestant, organizer]) {
		assert.deepEqual((await list(client, owner)).map((a) => [a.filename, a.state, a.submitted]), [['kept.png', 'removed', true]]);
		assert.deepEqual((await client.get(at(one.id))).bytes, kept);
	}
	submit(owner, []);
	assert.equal((await organizer.get(at(one.id))).status, 404);
	assert.deepEqual(await list(organizer, owner), []);
});
