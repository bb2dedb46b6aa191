// What is uploaded is opened by a program of its own before it is taken, and what cannot be opened, or should not be, is refused at once with the reason:
// - good files of every kind are taken: also a PDF that every viewer mends, and a presentation with hyperlinks
// - PDFs that are broken, cut short, or behind something else; that want a password; files with an archive at their end
// - presentations with macros, by name or by type; that fetch what is elsewhere; that unpack to hundreds of times their size; whose parts are broken
// - pictures of too many pixels, or cut short
// - what is refused is gone, and the place is free for another
// - when the program cannot be started, or is ended from outside, nobody can tell: 503, the upload is kept, and complete when it can be
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { entry, firm, publishedEdition } from './fixtures.mjs';
import { build, startServer } from './harness.mjs';
import { archive, brokenPdf, create, jpeg, ole, pdf, piece, png, ppt, pptx, progress, upload, webp, zip } from './upload_fixtures.mjs';

let server, client, edition, firmId;
before(async () => {
	server = await startServer();
	const organizer = await server.account({ organizer: null });
	client = await server.account();
	edition = (await publishedEdition(organizer)).id;
	firmId = firm(server, [client]);
});
after(() => server?.stop());

const newEntry = () => entry(server, edition, firmId, client);
const rels = (type, target, mode) => ({ 'ppt/_rels/presentation.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/></Relationships>` });
const types = (content) => ({ '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/ppt/presentation.xml" ContentType="${content}"/></Types>` });
// A PDF without its table of objects, as mails and old programs leave it: viewers find them by themselves.
const untabled = () => Buffer.from(pdf(2000).toString('latin1').replace(/xref\n0 5\n[\s\S]*?trailer/, 'trailer'), 'latin1');
// Width and height as the head of a PNG tells them.
function pngOf(width, height) {
	const bytes = png();
	bytes.writeUInt32BE(width, 16);
	bytes.writeUInt32BE(height, 20);
	let crc = ~0;
	for (const byte of bytes.subarray(12, 29)) {
		crc ^= byte;
		for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	bytes.writeUInt32BE(~crc >>> 0, 29);
	return bytes;
}
// Encrypted with an empty owner's and a user's password of its own: the keys are made up, which is what a wrong password looks like.
const encrypted = () => Buffer.from(`%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n5 0 obj<</Filter/Standard/V 1/R 2/O<${'ab'.repeat(32)}>/U<${'cd'.repeat(32)}>/P -4>>endobj\ntrailer<</Root 1 0 R/Encrypt 5 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]>>\n%%EOF\n`, 'latin1');

test('good files are taken', async () => {
	for (const [kind, bytes] of [
		['evidence', pdf(5000)],
		['evidence', untabled()],
		['evidence', png()],
		['evidence', jpeg()],
		['picture', webp()],
		['picture', pngOf(5000, 10000)],
		['roadshow', ppt()],
		['roadshow', pptx()],
		['roadshow', pptx(rels('hyperlink', 'https://example.com/', 'External'))],
		['roadshow', pptx(rels('image', 'media/a.png'))],
		['roadshow', pptx({ 'ppt/slides/slide1.xml': { deflate: Buffer.alloc(20e6, '<p/>') } })],
	]) {
		const { last, id } = await upload(client, { entry: newEntry(), kind }, bytes);
		assert.equal(last.status, 204, `${kind} ${last.text}`);
		assert.equal(server.db.one('SELECT state FROM attachments WHERE id = ?', id).state, 'stored');
	}
});

test('what cannot be opened, or should not be', async () => {
	const cut = pdf(3000);
	for (const [kind, bytes, code] of [
		['evidence', brokenPdf(), 'attachment-broken'],
		['evidence', cut.subarray(0, 1500), 'attachment-broken'],
		['evidence', encrypted(), 'attachment-encrypted'],
		['evidence', Buffer.concat([Buffer.from('\n\n'), pdf(2000)]), 'attachment-mixed'],
		['evidence', Buffer.concat([pdf(2000), archive()]), 'attachment-mixed'],
		['evidence', Buffer.concat([png(), archive()]), 'attachment-mixed'],
		['evidence', Buffer.concat([jpeg(), pdf(2000)]), 'attachment-mixed'],
		['roadshow', pptx({ 'ppt/vbaProject.bin': 'x' }), 'attachment-macros'],
		['roadshow', pptx(types('application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml')), 'attachment-macros'],
		['roadshow', pptx(rels('image', 'https://example.com/x.png', 'External')), 'attachment-links'],
		['roadshow', pptx(rels('attachedTemplate', 'file://server/t.potm', 'External')), 'attachment-links'],
		['roadshow', pptx({ 'ppt/media/a.xml': { deflate: Buffer.alloc(200e6) } }), 'attachment-unpacked'],
		['roadshow', pptx({ '[Content_Types].xml': '<Types' }), 'attachment-broken'],
		['roadshow', pptx({ '[Content_Types].xml': '<!DOCTYPE Types [<!ENTITY a "b">]><Types>&a;</Types>' }), 'attachment-broken'],
		['roadshow', zip({ 'ppt/presentation.xml': '<p/>' }), 'attachment-broken'],
		['picture', pngOf(20001, 1), 'attachment-pixels'],
		['picture', pngOf(10000, 5001), 'attachment-pixels'],
		['picture', png().subarray(0, 45), 'attachment-broken'],
		['picture', jpeg().subarray(0, 100), 'attachment-broken'],
		['roadshow', Buffer.concat([ppt(), Buffer.from('EncryptedSummary', 'utf16le')]), 'attachment-encrypted'],
		['roadshow', ole(), 'attachment-type'],
	]) {
		const owner = newEntry();
		const { last, id, where } = await upload(client, { entry: owner, kind }, bytes);
		assert.deepEqual([last.status, last.json?.code], [code === 'attachment-type' ? 415 : 422, code], last.text);
		assert.ok(last.json.detail.length > 20);
		assert.equal(server.db.one('SELECT state FROM attachments WHERE id = ?', id).state, 'removed');
		assert.ok(!existsSync(path.join(server.folder, 'files/partial', where.split('/').pop())));
		if (kind === 'roadshow') assert.equal((await upload(client, { entry: owner, kind }, pptx())).last.status, 204);
	}
});

test('a program that cannot be started, or is ended', async () => {
	// A server of its own, beside which the program can be taken away.
	const folder = mkdtempSync(path.join(tmpdir(), 'saitou-inspect-'));
	copyFileSync(path.join(build, 'saitoud'), path.join(folder, 'saitoud'));
	chmodSync(path.join(folder, 'saitoud'), 0o755);
	const beside = path.join(folder, 'saitou-inspect');
	// The harness starts saitoud of the build: this takes its arguments to the other.
	writeFileSync(path.join(folder, 'instead'), `#!/bin/sh\nshift\nexec "${path.join(folder, 'saitoud')}" "$@"\n`, { mode: 0o755 });
	const alone = await startServer({ wrapper: [path.join(folder, 'instead')] });
	try {
		assert.match(readFileSync(alone.log, 'utf8'), /inspection\.cannot/, 'the log says so at the start');
		const organizer = await alone.account({ organizer: null });
		const somebody = await alone.account();
		const of = { entry: entry(alone, (await publishedEdition(organizer)).id, firm(alone, [somebody]), somebody), kind: 'evidence', filename: '证明.pdf' };
		const bytes = pdf(3000);
		const begun = await create(somebody, of, bytes.length);
		const where = begun.headers.location;
		assert.equal((await piece(somebody, where, 0, bytes.subarray(0, 1000))).status, 204);
		const failed = async () => {
			const last = await piece(somebody, where, 1000, bytes.subarray(1000));
			assert.deepEqual([last.status, last.json?.code], [503, 'attachment-store']);
			assert.equal((await progress(somebody, where)).headers['upload-offset'], '1000');
		};
		await failed();
		for (const script of ['exit 3', 'kill -KILL $$', 'printf r >&4; kill -KILL $$', 'printf r >&4; kill -SYS $$']) {
			writeFileSync(beside, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
			await failed();
		}
		// One that falls over the file after it had said that it was ready: that was the file.
		const other = await create(somebody, of, 1000, {}, pdf(1000).subarray(0, 500));
		writeFileSync(beside, '#!/bin/sh\nprintf r >&4; kill -SEGV $$\n', { mode: 0o755 });
		const fallen = await piece(somebody, other.headers.location, 500, pdf(1000).subarray(500));
		assert.deepEqual([fallen.status, fallen.json?.code], [422, 'attachment-broken']);
		unlinkSync(beside);
		symlinkSync(path.join(build, 'saitou-inspect'), beside);
		assert.equal((await piece(somebody, where, 1000, bytes.subarray(1000))).status, 204);
		assert.deepEqual((await somebody.get(`/api/v1/attachments/${begun.json.id}`)).bytes, bytes);
	} finally {
		await alone.stop();
		rmSync(folder, { recursive: true });
	}
});

test('the program is shut in', () => {
	// Without a file it ends by itself; what it may call is held by its filter, which is in force before it reads.
	const said = execFileSync('sh', ['-c', `exec "${path.join(build, 'saitou-inspect')}" 3</dev/null 4>&1`], { encoding: 'latin1' });
	assert.equal(said[0], 'r');
});
