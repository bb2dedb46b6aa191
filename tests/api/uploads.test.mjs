// Resumable uploads, request by request (tests with a real client are in tus_client.test.mjs):
// - the server says what it can do, and refuses other versions of the protocol
// - an upload begins for somebody of the entry's firm while the entry may be edited, for a known kind, name and size
// - a piece must continue where the last one ended, be a piece, fit its checksum, and be neither too large nor too much
// - progress is told by HEAD, uncached, and survives a kill -9 of the server: what was acknowledged is there
// - a longer file than acknowledged is cut, a shorter one makes the client go back
// - anybody may learn what each kind may be, and that is what is taken: the formats, the size to the byte, the owners, the number
// - the type is decided by content; what does not belong is refused and removed
// - the same bytes are kept once, under their SHA-256
// - uploads are cancelled, expire, and are swept away, by the server itself and by saitouctl sweep
// - the numbers and sizes of files are limited: by kind, by owner, by account
// - investments and objections have files too, until they are decided
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { entry, firm, inDays, publishedEdition, sha256 } from './fixtures.mjs';
import { saitouctl, startServer } from './harness.mjs';
import { PIECE, archive, create, html, jpeg, ole, pdf, piece, png, ppt, pptx, progress, tus, upload, webp } from './upload_fixtures.mjs';

let server, organizer, contestant, other, edition, entryId, firmId;

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	contestant = await server.account();
	other = await server.account();
	edition = (await publishedEdition(organizer)).id;
	firmId = firm(server, [contestant]);
	entryId = entry(server, edition, firmId, contestant);
});
after(() => server?.stop());

const code = (answer) => answer.json?.code;
const newEntry = () => entry(server, edition, firmId, contestant);
const files = (...parts) => path.join(server.folder, 'files', ...parts);
const stored = (hash) => files(hash.slice(0, 2), hash.slice(2, 4), hash);
const partial = (where) => files('partial', where.split('/').pop());
const row = (id) => server.db.one('SELECT state, received, media_type, LOWER(HEX(sha256)) AS hash FROM attachments WHERE id = ?', id);
const evidence = (fields = {}) => ({ entry: entryId, kind: 'evidence', filename: '证明.pdf', ...fields });

test('the server says what it can do', async () => {
	const answer = await server.client().request('OPTIONS', '/api/v1/uploads');
	assert.equal(answer.status, 204);
	assert.equal(answer.headers['tus-resumable'], '1.0.0');
	assert.equal(answer.headers['tus-version'], '1.0.0');
	assert.equal(answer.headers['tus-max-size'], '104857600');
	assert.deepEqual(answer.headers['tus-extension'].split(',').sort(), ['checksum', 'creation', 'creation-with-upload', 'expiration', 'termination']);
	assert.equal(answer.headers['tus-checksum-algorithm'], 'sha1,sha256');
	const made = await create(contestant, evidence({ entry: newEntry() }), 100);
	const ofOne = await server.client().request('OPTIONS', made.headers.location);
	assert.deepEqual([ofOne.status, ofOne.headers['tus-extension']], [204, answer.headers['tus-extension']]);
});

test('another version of the protocol is refused, and each answer names ours', async () => {
	for (const version of [undefined, '0.2.2']) {
		const refused = await create(contestant, evidence(), 100, { 'tus-resumable': version }, undefined, false);
		assert.equal(refused.status, 412);
		assert.equal(refused.headers['tus-version'], '1.0.0');
		assert.equal(refused.headers['tus-resumable'], '1.0.0');
	}
	const made = await create(contestant, evidence({ entry: newEntry() }), 100);
	for (const answer of [made, await progress(contestant, made.headers.location), await piece(contestant, made.headers.location, 5, 'x'), await piece(contestant, made.headers.location, 0, 'x'), await contestant.delete(made.headers.location, { headers: tus() })])
		assert.equal(answer.headers['tus-resumable'], '1.0.0', String(answer.status));
	const patched = await contestant.request('PATCH', made.headers.location, { headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }, body: 'x', hold: false });
	assert.equal(patched.status, 412);
});

test('an upload needs an owner, a kind, a name and a size that fit', async () => {
	const refused = async (pairs, length, headers) => {
		const answer = await create(contestant, pairs, length, headers, undefined, false);
		return [answer.status, code(answer)];
	};
	const good = evidence();
	assert.deepEqual(await refused({ ...good, entry: 'x' }, 10), [422, 'upload-metadata']);
	assert.deepEqual(await refused({ kind: 'evidence', filename: 'a' }, 10), [422, 'upload-metadata']);
	assert.deepEqual(await refused({ ...good, kind: 'video' }, 10), [422, 'upload-metadata']);
	assert.deepEqual(await refused({ ...good, filename: '' }, 10), [422, 'upload-metadata']);
	assert.deepEqual(await refused({ ...good, filename: '\n\u200b' }, 10), [422, 'upload-metadata']);
	assert.deepEqual(await refused({ ...good, filename: '名'.repeat(256) }, 10), [422, 'upload-metadata']);
	assert.deepEqual(await refused(good, 10, { 'upload-metadata': 'entry !!!' }), [422, 'upload-metadata']);
	assert.deepEqual(await refused(good, 10, { 'upload-metadata': undefined }), [422, 'upload-metadata']);
	assert.deepEqual(await refused(good, 0), [400, 'upload-header']);
	assert.deepEqual(await refused(good, 'abc'), [400, 'upload-header']);
	assert.deepEqual(await refused(good, 1, { 'upload-length': undefined }), [400, 'upload-header']);
	assert.deepEqual(await refused(good, 50 * 1048576 + 1), [413, 'attachment-too-large']);
	assert.deepEqual(await refused({ ...good, kind: 'roadshow' }, 100 * 1048576 + 1), [413, 'attachment-too-large']);
	assert.equal((await create(contestant, { entry: newEntry(), kind: 'roadshow', filename: '名'.repeat(255) }, 100 * 1048576)).status, 201);
});

test('only the firm\'s people upload, and only while the entry may be edited', async () => {
	const id = newEntry();
	assert.equal((await create(server.client(), evidence({ entry: id }), 10)).status, 401);
	for (const client of [other, organizer]) assert.equal((await create(client, evidence({ entry: id }), 10)).status, 404);
	const made = await create(contestant, evidence({ entry: id }), 10);
	for (const answer of [await progress(other, made.headers.location), await piece(other, made.headers.location, 0, 'x'), await other.delete(made.headers.location, { headers: tus() })])
		assert.equal(answer.status, 404);
	server.db.query("UPDATE entries SET state = 'withdrawn', withdrawn_at = UTC_TIMESTAMP(6) WHERE id = ?", id);
	assert.equal(code(await create(contestant, evidence({ entry: id }), 10)), 'attachments-closed');
	assert.equal(code(await piece(contestant, made.headers.location, 0, 'x')), 'attachments-closed');

	const late = (await publishedEdition(organizer, { entries_close_at: inDays(-1) })).id;
	const closed = entry(server, late, firmId, contestant);
	assert.equal(code(await create(contestant, evidence({ entry: closed }), 10)), 'attachments-closed');
	server.db.query('UPDATE entries SET returned_why = ? WHERE id = ?', '请补充', closed);
	server.db.query('UPDATE editions SET corrections_close_at = UTC_TIMESTAMP(6) + INTERVAL 1 DAY WHERE id = ?', late);
	assert.equal((await create(contestant, evidence({ entry: closed }), 10)).status, 201);
});

test('what was begun in time may be finished within the grace period, which is said', async () => {
	const own = await publishedEdition(organizer, { grace_seconds: 600 });
	const id = entry(server, own.id, firmId, contestant);
	const made = await create(contestant, evidence({ entry: id }), 4);
	const closes = new Date(own.entries_close_at).getTime();
	assert.equal(new Date(made.json.finish_by).getTime(), closes + 600000);
	server.db.query('UPDATE editions SET entries_close_at = UTC_TIMESTAMP(6) - INTERVAL 5 MINUTE WHERE id = ?', own.id); // five minutes ago, five are left
	const [listed] = (await contestant.get(`/api/v1/entries/${id}/attachments`)).json.items;
	assert.ok(Math.abs(new Date(listed.finish_by) - Date.now() - 300000) < 60000, listed.finish_by);
	assert.equal((await piece(contestant, made.headers.location, 0, '%P')).status, 204);
	server.db.query('UPDATE editions SET grace_seconds = 60 WHERE id = ?', own.id);
	assert.equal(code(await piece(contestant, made.headers.location, 2, 'DF')), 'attachments-closed');
	server.db.query('UPDATE editions SET grace_seconds = 3600 WHERE id = ?', own.id);
	const last = await piece(contestant, made.headers.location, 2, 'DF');
	assert.notEqual(code(last), 'attachments-closed'); // whole: now it is looked at
	assert.deepEqual((await contestant.get(`/api/v1/entries/${id}/attachments`)).json.items.map((a) => a.finish_by).filter(Boolean), []);
});

test('a piece continues where the last one ended, and is a piece', async () => {
	const bytes = pdf(1000);
	const made = await create(contestant, evidence({ entry: newEntry() }), bytes.length);
	const where = made.headers.location;
	assert.match(where, /^\/api\/v1\/uploads\/[A-Za-z0-9_-]{43}$/);
	assert.ok(Date.parse(made.headers['upload-expires']) > Date.now() + 3600e3);

	assert.equal((await piece(contestant, where, 0, bytes.subarray(0, 400), { 'content-type': 'application/octet-stream' }, false)).status, 415);
	assert.equal(code(await piece(contestant, where, 0, 'x', { 'upload-offset': undefined }, false)), 'upload-header');
	assert.equal(code(await piece(contestant, where, 0, 'x', { 'upload-offset': '-1' }, false)), 'upload-header');
	const first = await piece(contestant, where, 0, bytes.subarray(0, 400));
	assert.deepEqual([first.status, first.headers['upload-offset']], [204, '400']);
	assert.ok(first.headers['upload-expires']);
	for (const offset of [0, 399, 401, 1000]) assert.equal(code(await piece(contestant, where, offset, 'x')), 'upload-offset');
	assert.equal(code(await piece(contestant, where, 400, Buffer.alloc(601))), 'too-large');
	const seen = await progress(contestant, where);
	assert.deepEqual([seen.status, seen.headers['upload-offset'], seen.headers['upload-length'], seen.headers['cache-control']], [200, '400', '1000', 'no-store']);
	assert.match(seen.headers['upload-metadata'], /filename 6K\+B5piOLnBkZg==/);
	const last = await piece(contestant, where, 400, bytes.subarray(400));
	assert.deepEqual([last.status, last.headers['upload-offset']], [204, '1000']);
	assert.equal(code(await piece(contestant, where, 1000, 'x')), 'upload-offset');
	assert.equal((await progress(contestant, where)).headers['upload-offset'], '1000');
	assert.equal(row(made.json.id).hash, sha256(bytes));
});

test('a piece has at most 4 MiB', async () => {
	const made = await create(contestant, evidence({ entry: newEntry() }), 3 * PIECE);
	assert.equal((await piece(contestant, made.headers.location, 0, Buffer.alloc(PIECE + 1), {}, false)).status, 413);
	assert.equal((await piece(contestant, made.headers.location, 0, Buffer.alloc(PIECE))).status, 204);
});

test('a checksum is held against the piece', async () => {
	const bytes = pdf(300);
	const made = await create(contestant, evidence({ entry: newEntry() }), bytes.length);
	const where = made.headers.location;
	const sum = (algorithm, data) => ({ 'upload-checksum': `${algorithm} ${createHash(algorithm).update(data).digest('base64')}` });

	const damaged = await piece(contestant, where, 0, bytes.subarray(0, 100), sum('sha1', 'something else'));
	assert.deepEqual([damaged.status, code(damaged)], [460, 'upload-checksum']);
	assert.equal((await piece(contestant, where, 0, bytes.subarray(0, 100), { 'upload-checksum': 'sha1 short' })).status, 460);
	assert.equal(code(await piece(contestant, where, 0, bytes.subarray(0, 100), sum('md5', bytes.subarray(0, 100)))), 'upload-checksum-algorithm');
	assert.equal((await progress(contestant, where)).headers['upload-offset'], '0');
	assert.equal((await piece(contestant, where, 0, bytes.subarray(0, 100), sum('sha1', bytes.subarray(0, 100)))).status, 204);
	assert.equal((await piece(contestant, where, 100, bytes.subarray(100), sum('sha256', bytes.subarray(100)))).status, 204);
	assert.equal(row(made.json.id).state, 'stored');
});

test('the first piece may come with the creation, and may be all', async () => {
	const bytes = pdf(500);
	const whole = await create(contestant, evidence({ entry: newEntry() }), bytes.length, {}, bytes);
	assert.equal(whole.status, 201);
	assert.equal(whole.headers['upload-offset'], '500');
	assert.deepEqual([whole.json.state, whole.json.media_type, whole.json.sha256], ['stored', 'application/pdf', sha256(bytes)]);
	const part = await create(contestant, evidence({ entry: newEntry() }), bytes.length, {}, bytes.subarray(0, 200));
	assert.deepEqual([part.status, part.headers['upload-offset'], part.json.state], [201, '200', 'uploading']);
	assert.equal((await piece(contestant, part.headers.location, 200, bytes.subarray(200))).status, 204);
	assert.equal((await create(contestant, evidence(), 100, { 'content-type': 'text/plain' }, 'x', false)).status, 415);
});

test('the method may be named in a header', async () => {
	const bytes = pdf(100);
	const made = await create(contestant, evidence({ entry: newEntry() }), bytes.length);
	const send = (headers, body) => contestant.request('POST', made.headers.location, { headers: tus({ 'content-type': 'application/offset+octet-stream', ...headers }), body, hold: false });
	assert.equal((await send({ 'x-http-method-override': 'PATCH', 'upload-offset': '0' }, bytes.subarray(0, 50))).status, 204);
	assert.equal((await send({ 'x-http-method-override': 'GET' })).status, 400);
	assert.equal((await send({ 'x-http-method-override': 'DELETE' })).status, 204);
	assert.equal((await progress(contestant, made.headers.location)).status, 410);
});

test('what each kind may be is said, and is what is taken', async () => {
	const said = await server.client().expect(200, 'GET', '/api/v1/attachment-kinds');
	assert.deepEqual(said.items.map((k) => [k.kind, k.formats.map((f) => f.name).join(' ')]), [['licence', 'PDF PNG JPEG'], ['roadshow', 'PDF PPT PPTX'], ['picture', 'PNG JPEG WebP'], ['evidence', 'PDF PNG JPEG'], ['other', 'PDF PNG JPEG'], ['authorisation', 'PDF PNG JPEG']]);
	assert.equal(said.total, 6);
	const makers = { '.pdf': pdf, '.png': png, '.jpg': jpeg, '.jpeg': jpeg, '.webp': webp, '.ppt': ppt, '.pptx': pptx };
	server.db.query("INSERT INTO investments (edition_id, firm_id, investor, facts, created_by, created_at) VALUES (?, ?, '某基金', '{}', ?, UTC_TIMESTAMP(6))", edition, firmId, contestant.account.id);
	const investment = Number(server.db.one('SELECT MAX(id) AS id FROM investments').id);
	for (const { kind, owners, size_max, count_max, formats } of said.items) {
		const entry = newEntry();
		const { mine } = await contestant.expect(200, 'POST', `/api/v1/entries/${entry}/mandates`);
		const file = { ...(owners.includes('entry') ? { entry } : { mandate: mine }), kind, filename: 'a' };
		const take = (bytes) => upload(contestant, file, bytes);
		for (const { media_type, extensions } of formats)
			for (const extension of extensions) {
				const done = await take(makers[extension]());
				assert.deepEqual([done.last.status, row(done.id).media_type], [204, media_type], `${extension} as ${kind}`);
				assert.equal((await contestant.delete(`/api/v1/attachments/${done.id}`)).status, 204);
			}
		const largest = await create(contestant, file, size_max);
		assert.equal(largest.status, 201, kind);
		assert.equal((await contestant.delete(`/api/v1/attachments/${largest.json.id}`)).status, 204);
		assert.equal(code(await create(contestant, file, size_max + 1)), 'attachment-too-large', kind);
		assert.ok(owners.includes('entry') || owners.includes('mandate'), kind);
		assert.equal((await create(contestant, { investment, kind, filename: 'a' }, 10, {}, undefined, false)).status, owners.includes('investment') ? 201 : 422, kind);
		for (let i = 0; i < count_max; i++) assert.equal((await take(makers[formats[0].extensions[0]]())).last.status, 204, `${kind} ${i}`);
		assert.equal(code(await create(contestant, file, 10)), 'attachment-limit', kind);
	}
});

test('the type is decided by content, and what does not belong is refused and removed', async () => {
	const owner = newEntry();
	const kinds = { licence: [pdf, png, jpeg], roadshow: [pdf, ppt, pptx], picture: [png, jpeg, webp], evidence: [pdf, png, jpeg], other: [pdf, png, jpeg] };
	const all = [pdf, png, jpeg, webp, ppt, pptx, html, archive, ole];
	for (const [kind, makers] of Object.entries(kinds))
		for (const make of all) {
			const done = await upload(contestant, { entry: owner, kind, filename: 'innocent.pdf' }, make());
			const what = `${make.name} as ${kind}`;
			if (makers.includes(make)) {
				assert.equal(done.last.status, 204, what);
				assert.equal((await contestant.delete(`/api/v1/attachments/${done.id}`)).status, 204);
			} else {
				assert.deepEqual([done.last.status, code(done.last)], [415, 'attachment-type'], what);
				assert.ok(done.last.json.allowed.length > 0);
				assert.equal(row(done.id).state, 'removed', what);
				assert.ok(!existsSync(partial(done.where)), what);
				assert.equal((await progress(contestant, done.where)).status, 410);
			}
		}
});

test('the same bytes are kept once, under their SHA-256', async () => {
	const bytes = pdf(5 * 1024 * 1024);
	const one = await upload(contestant, evidence({ entry: newEntry() }), bytes);
	const two = await upload(contestant, evidence({ entry: newEntry() }), bytes);
	const hash = sha256(bytes);
	assert.deepEqual([row(one.id).hash, row(two.id).hash], [hash, hash]);
	assert.equal(sha256(readFileSync(stored(hash))), hash);
	for (const done of [one, two]) assert.ok(!existsSync(partial(done.where)));
});

test('what was acknowledged survives kill -9, and a longer file is cut back', async () => {
	const bytes = pdf(2 * PIECE + 1000);
	const made = await create(contestant, evidence({ entry: newEntry() }), bytes.length);
	const where = made.headers.location;
	assert.equal((await piece(contestant, where, 0, bytes.subarray(0, PIECE))).status, 204);
	await server.kill();
	appendFileSync(partial(where), 'written, but never acknowledged');
	await server.start();
	assert.equal((await progress(contestant, where)).headers['upload-offset'], String(PIECE));
	assert.equal((await piece(contestant, where, PIECE, bytes.subarray(PIECE, 2 * PIECE))).status, 204);
	assert.equal((await piece(contestant, where, 2 * PIECE, bytes.subarray(2 * PIECE))).status, 204);
	assert.equal(row(made.json.id).hash, sha256(bytes));
});

test('a file shorter than acknowledged makes the client go back', async () => {
	const bytes = pdf(1000);
	const made = await create(contestant, evidence({ entry: newEntry() }), bytes.length);
	const where = made.headers.location;
	await piece(contestant, where, 0, bytes.subarray(0, 600));
	truncateSync(partial(where), 250);
	assert.equal(code(await piece(contestant, where, 600, bytes.subarray(600))), 'upload-offset');
	assert.equal((await progress(contestant, where)).headers['upload-offset'], '250');
	assert.equal((await piece(contestant, where, 250, bytes.subarray(250))).status, 204);
	assert.equal(row(made.json.id).hash, sha256(bytes));
});

test('an upload is cancelled, with its bytes', async () => {
	const made = await create(contestant, evidence({ entry: newEntry() }), 1000, {}, pdf(500));
	assert.ok(existsSync(partial(made.headers.location)));
	assert.equal((await contestant.delete(made.headers.location, { headers: tus() })).status, 204);
	assert.ok(!existsSync(partial(made.headers.location)));
	assert.equal((await progress(contestant, made.headers.location)).status, 410);
	assert.equal((await contestant.delete(made.headers.location, { headers: tus() })).status, 410);
	assert.equal((await piece(contestant, made.headers.location, 500, 'x')).status, 410);
	assert.equal((await progress(contestant, '/api/v1/uploads/' + 'x'.repeat(43))).status, 404);
});

const sweep = () => execFileSync(saitouctl, ['sweep', '--config', server.config], { encoding: 'utf8' });

test('an expired upload is gone, and swept away', async () => {
	const made = await create(contestant, evidence({ entry: newEntry() }), 1000, {}, pdf(500));
	const where = made.headers.location;
	server.db.query('UPDATE attachments SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR WHERE id = ?', made.json.id);
	assert.equal((await progress(contestant, where)).status, 410);
	assert.equal((await piece(contestant, where, 500, 'x')).status, 410);
	assert.match(sweep(), /1 uploads expired/);
	assert.equal(row(made.json.id).state, 'expired');
	assert.ok(!existsSync(partial(where)));
	const trail = (await organizer.get(`/api/v1/editions/${edition}/audit?object=attachments&object_id=${made.json.id}`)).json.items;
	assert.deepEqual(trail.map((t) => t.action), ['attachment.expire', 'attachment.create']);
	assert.match(sweep(), /^0 uploads expired/);
});

test('the server sweeps by itself when an upload begins', async () => {
	const made = await create(contestant, evidence({ entry: newEntry() }), 1000, {}, pdf(500));
	server.db.query('UPDATE attachments SET expires_at = UTC_TIMESTAMP(6) WHERE id = ?', made.json.id);
	await server.terminate(); // it has swept within the last hour
	await server.start();
	await create(contestant, evidence({ entry: newEntry() }), 10);
	assert.equal(row(made.json.id).state, 'expired');
	assert.ok(!existsSync(partial(made.headers.location)));
});

test('the sweep finishes what a crash left, and removes strays and unneeded files, no others', async () => {
	const owner = newEntry();
	const live = await create(contestant, evidence({ entry: owner }), 1000, {}, pdf(500));
	const kept = await upload(contestant, evidence({ entry: owner }), pdf(700));
	const dropped = await upload(contestant, evidence({ entry: owner }), pdf(800));
	const shared = pdf(900);
	const twice = [await upload(contestant, evidence({ entry: owner }), shared), await upload(contestant, evidence({ entry: owner }), shared)];
	for (const id of [dropped.id, twice[0].id]) assert.equal((await contestant.delete(`/api/v1/attachments/${id}`)).status, 204);
	server.db.query("UPDATE attachments SET removed_at = UTC_TIMESTAMP(6) - INTERVAL 2 HOUR WHERE state = 'removed'");
	// As after a crash between the commit and the renaming.
	const hash = row(kept.id).hash;
	const bytes = readFileSync(stored(hash));
	execFileSync('mv', [stored(hash), partial(kept.where)]);
	assert.deepEqual((await contestant.get(`/api/v1/attachments/${kept.id}`)).bytes, bytes);
	writeFileSync(files('partial', 'stray'), 'x');
	writeFileSync(files('partial', 'young'), 'x');
	const old = new Date(Date.now() - 7200e3);
	for (const f of [partial(kept.where), partial(live.headers.location), files('partial', 'stray')]) utimesSync(f, old, old);
	const droppedHash = row(dropped.id).hash;
	sweep();
	assert.ok(existsSync(stored(hash)));
	assert.ok(!existsSync(files('partial', 'stray')));
	assert.ok(existsSync(files('partial', 'young')));
	assert.ok(existsSync(partial(live.headers.location)));
	assert.ok(!existsSync(stored(droppedHash)));
	assert.ok(existsSync(stored(sha256(shared))));
	assert.deepEqual((await contestant.get(`/api/v1/attachments/${kept.id}`)).bytes, bytes);
	assert.deepEqual(readdirSync(path.dirname(stored(droppedHash))).filter((f) => f.startsWith(droppedHash)), []);
});

test('files are limited by kind, by owner and by account', async () => {
	const owner = newEntry();
	const first = await create(contestant, { entry: owner, kind: 'roadshow', filename: 'a.pdf' }, 100);
	assert.equal(code(await create(contestant, { entry: owner, kind: 'roadshow', filename: 'b.pdf' }, 100)), 'attachment-limit');
	await contestant.delete(first.headers.location, { headers: tus() });
	assert.equal((await create(contestant, { entry: owner, kind: 'roadshow', filename: 'b.pdf' }, 100)).status, 201);

	const busy = await server.account();
	const [full, second] = [entry(server, edition, firm(server, [busy]), busy), entry(server, edition, firm(server, [busy]), busy)];
	for (let i = 0; i < 8; i++) assert.equal((await create(busy, evidence({ entry: full }), 50 * 1048576)).status, 201);
	assert.equal(code(await create(busy, evidence({ entry: full }), 1)), 'attachment-quota');
	for (let i = 8; i < 20; i++) assert.equal((await create(busy, evidence({ entry: second }), 10)).status, 201);
	assert.equal(code(await create(busy, evidence({ entry: second }), 10)), 'upload-limit');
	server.db.query('UPDATE attachments SET expires_at = UTC_TIMESTAMP(6) WHERE created_by = ?', busy.account.id);
	assert.equal((await create(busy, evidence({ entry: full }), 1)).status, 201);
});

test('two creations at once do not pass a limit together', async () => {
	const owner = newEntry();
	const answers = await Promise.all(Array.from({ length: 6 }, () => create(contestant, { entry: owner, kind: 'roadshow', filename: 'a.pdf' }, 100)));
	assert.equal(answers.filter((a) => a.status === 201).length, 1);
});

test('the same piece sent twice at once is one piece', async () => {
	const bytes = pdf(2000);
	const made = await create(contestant, evidence({ entry: newEntry() }), bytes.length);
	const answers = await Promise.all(Array.from({ length: 4 }, () => piece(contestant, made.headers.location, 0, bytes.subarray(0, 1000))));
	assert.deepEqual(answers.map((a) => a.status).sort(), [204, 409, 409, 409]);
	await piece(contestant, made.headers.location, 1000, bytes.subarray(1000));
	assert.equal(row(made.json.id).hash, sha256(bytes));
});

test('an investment has files of its firm until somebody verifies it', async () => {
	server.db.query("INSERT INTO investments (edition_id, firm_id, investor, facts, created_by, created_at) VALUES (?, ?, '某基金', '{}', ?, UTC_TIMESTAMP(6))", edition, firmId, contestant.account.id);
	const investment = Number(server.db.one('SELECT MAX(id) AS id FROM investments').id);
	assert.equal((await create(other, { investment, kind: 'evidence', filename: 'a.pdf' }, 10)).status, 404);
	assert.equal((await create(contestant, { investment, kind: 'roadshow', filename: 'a.pdf' }, 10, {}, undefined, false)).status, 422);
	const done = await upload(contestant, { investment, kind: 'evidence', filename: '回单.pdf' }, pdf());
	assert.equal(done.last.status, 204);
	assert.deepEqual((await organizer.get(`/api/v1/investments/${investment}/attachments`)).json.items.map((a) => a.filename), ['回单.pdf']);
	assert.equal((await other.get(`/api/v1/investments/${investment}/attachments`)).status, 404);
	assert.equal((await other.get(`/api/v1/attachments/${done.id}`)).status, 404);
	server.db.query("UPDATE investments SET state = 'first_verified', first_by = ?, first_at = UTC_TIMESTAMP(6) WHERE id = ?", organizer.account.id, investment);
	assert.equal(code(await create(contestant, { investment, kind: 'evidence', filename: 'a.pdf' }, 10)), 'attachments-closed');
	assert.equal(code(await contestant.delete(`/api/v1/attachments/${done.id}`)), 'attachments-closed');
	assert.equal((await contestant.get(`/api/v1/attachments/${done.id}`)).status, 200);
});

test('an objection has files of whoever objects until it is decided', async () => {
	server.db.query("INSERT INTO notices (edition_id, kind, title, body, published_at, published_by) VALUES (?, 'text', '{}', '{}', UTC_TIMESTAMP(6), ?)", edition, organizer.account.id);
	const notice = server.db.one('SELECT MAX(id) AS id FROM notices').id;
	server.db.query("INSERT INTO objections (edition_id, notice_id, account_id, real_name, contact, statement, filed_at) VALUES (?, ?, ?, '张三', 'x', '不实', UTC_TIMESTAMP(6))", edition, Number(notice), other.account.id);
	const objection = Number(server.db.one('SELECT MAX(id) AS id FROM objections').id);
	assert.equal((await create(contestant, { objection, kind: 'evidence', filename: 'a.pdf' }, 10)).status, 404);
	const done = await upload(other, { objection, kind: 'evidence', filename: 'a.png' }, png());
	assert.equal(done.last.status, 204);
	for (const [client, status] of [[other, 200], [organizer, 200], [contestant, 404]]) {
		assert.equal((await client.get(`/api/v1/objections/${objection}/attachments`)).status, status);
		assert.equal((await client.get(`/api/v1/attachments/${done.id}`)).status, status);
	}
	server.db.query("UPDATE objections SET state = 'dismissed', decided_at = UTC_TIMESTAMP(6) WHERE id = ?", objection);
	assert.equal(code(await create(other, { objection, kind: 'evidence', filename: 'a.png' }, 10)), 'attachments-closed');
});

test('uploads leave their trail, without names of files', async () => {
	const owner = newEntry();
	const done = await upload(contestant, { entry: owner, kind: 'roadshow', filename: '秘密.pdf' }, pdf());
	await contestant.expect(200, 'POST', `/api/v1/attachments/${done.id}/confirm`);
	const trail = (await organizer.get(`/api/v1/editions/${edition}/audit?action=attachment.&object_id=${done.id}`)).json.items;
	assert.deepEqual(trail.map((t) => t.action), ['attachment.confirm', 'attachment.store', 'attachment.create']);
	assert.ok(!JSON.stringify(trail).includes('秘密'));
	assert.equal(trail[2].detail.entry, owner);
});
