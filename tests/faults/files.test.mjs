// The folder of files in trouble, seen by clients: something else stands in its place.
// - what would be read or written is answered with 503 attachment-store, nothing of it is acknowledged, and other requests go on
// - so is an upload whose type nobody can tell, as libmagic's patterns are away: the file is kept, and complete once they are back
// - once the folder is back, an upload goes on where it was, and what was there is read
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { entry, firm, publishedEdition } from '../api/fixtures.mjs';
import { startServer } from '../api/harness.mjs';
import { create, pdf, piece, progress, upload } from '../api/upload_fixtures.mjs';

let server, contestant, evidence;
before(async () => {
	server = await startServer();
	const organizer = await server.account({ organizer: null });
	contestant = await server.account();
	const edition = (await publishedEdition(organizer)).id;
	evidence = { entry: entry(server, edition, firm(server, [contestant]), contestant), kind: 'evidence', filename: '证明.pdf' };
});
after(() => server?.stop());

test('without its folder', async () => {
	const bytes = pdf(3000);
	const there = await upload(contestant, evidence, pdf(2000));
	const begun = await create(contestant, evidence, bytes.length);
	const where = begun.headers.location;
	assert.equal((await piece(contestant, where, 0, bytes.subarray(0, 1000))).status, 204);
	const folder = path.join(server.folder, 'files');
	const failed = (answer) => assert.deepEqual([answer.status, answer.json.code], [503, 'attachment-store']);
	renameSync(folder, `${folder}.away`);
	writeFileSync(folder, '');
	failed(await contestant.get(`/api/v1/attachments/${there.id}`));
	failed(await piece(contestant, where, 1000, bytes.subarray(1000)));
	failed(await create(contestant, evidence, bytes.length, {}, bytes));
	assert.equal((await progress(contestant, where)).headers['upload-offset'], '1000');
	assert.equal((await contestant.get('/readyz')).status, 200);
	unlinkSync(folder);
	renameSync(`${folder}.away`, folder);
	assert.equal((await contestant.get(`/api/v1/attachments/${there.id}`)).status, 200);
	assert.equal((await piece(contestant, where, 1000, bytes.subarray(1000))).status, 204);
	assert.deepEqual((await contestant.get(`/api/v1/attachments/${begun.json.id}`)).bytes, bytes);
});

test('without the patterns by which files are told apart', async () => {
	const patterns = path.join(tmpdir(), `saitou-magic-${process.pid}.mgc`);
	const blind = await startServer({ wrapper: ['env', `MAGIC=${patterns}`] });
	try {
		assert.match(readFileSync(blind.log, 'utf8'), /inspection\.cannot/, 'the log says so at the start');
		const organizer = await blind.account({ organizer: null });
		const client = await blind.account();
		const edition = (await publishedEdition(organizer)).id;
		const owner = { entry: entry(blind, edition, firm(blind, [client]), client), kind: 'evidence', filename: '证明.pdf' };
		const bytes = pdf(3000);
		const begun = await create(client, owner, bytes.length);
		const where = begun.headers.location;
		assert.equal((await piece(client, where, 0, bytes.subarray(0, 1000))).status, 204);
		const last = await piece(client, where, 1000, bytes.subarray(1000));
		assert.deepEqual([last.status, last.json.code], [503, 'attachment-store']);
		assert.equal((await progress(client, where)).headers['upload-offset'], '1000', 'nothing is lost, nothing acknowledged');
		copyFileSync(['/usr/lib/file/magic.mgc', '/usr/share/misc/magic.mgc', '/usr/share/file/magic.mgc'].find((f) => existsSync(f)), patterns);
		assert.equal((await piece(client, where, 1000, bytes.subarray(1000))).status, 204);
	} finally {
		await blind.stop();
		if (existsSync(patterns)) unlinkSync(patterns);
	}
});
