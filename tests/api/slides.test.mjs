// Slides as PDF, made by LibreOffice in a confined process:
// - a PPTX of an entry becomes a PDF, and says how far that is; its readers get it, in parts too, others do not
// - the same bytes uploaded twice are made once
// - what LibreOffice can make nothing of is said to be impossible, and is had as it is; nothing is left of the tries
// - slides that are removed take their PDF with them
// - the server stops while slides are being made, and another makes them
// - a confined process has no network, sees no files but the system's, writes only to its folder, and ends what it was not to be
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { build, startServer, until } from './harness.mjs';
import { draft, edition, firm } from './entry_fixtures.mjs';
import { pptx, upload } from './upload_fixtures.mjs';
import { presentation } from './slides_fixture.mjs';

let server, owner, entry;
const patience = 120000; // LibreOffice starts twice the first time, on a machine that is busy
const at = (id, how = '') => `/api/v1/attachments/${id}${how}`;
const files = () => path.join(server.folder, 'files');
const shown = async (id) => (await owner.get(`/api/v1/entries/${entry.id}/attachments`)).json.items.find((a) => a.id === id);
const settled = (id) => until('the slides to be made or given up', async () => !['waiting', null].includes((await shown(id)).as_pdf), patience);
const left = () => readdirSync(files()).filter((name) => name.startsWith('slides-'));

before(async () => {
	server = await startServer();
	const made = edition(server);
	owner = await server.account({ contestant: null });
	entry = await draft(owner, made.id, (await firm(owner)).id);
});
after(() => server?.stop());

const bring = async (bytes, filename = '路演.pptx') => {
	const { id, last } = await upload(owner, { entry: entry.id, kind: 'roadshow', filename }, bytes);
	assert.equal(last.status, 204);
	return id;
};

test('a PPTX becomes a PDF', async () => {
	const bytes = presentation(['智能装备', '市场']);
	const id = await bring(bytes);
	assert.ok(['waiting', 'made'].includes((await shown(id)).as_pdf));
	await settled(id);
	assert.equal((await shown(id)).as_pdf, 'made');
	const pdf = await owner.get(at(id, '/as-pdf'));
	assert.equal(pdf.status, 200);
	assert.equal(pdf.headers['content-type'], 'application/pdf');
	assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-');
	assert.match(decodeURIComponent(pdf.headers['content-disposition']), /路演\.pptx\.pdf/);
	const part = await owner.get(at(id, '/as-pdf'), { headers: { range: 'bytes=1-4' } });
	assert.deepEqual([part.status, part.bytes.toString()], [206, 'PDF-']);
	const stranger = await server.account({ contestant: null });
	assert.equal((await stranger.get(at(id, '/as-pdf'))).status, 404);
	assert.deepEqual(left(), []);

	// The same once more: made already. Then both are removed, and the next sweep takes the PDF with them.
	assert.equal((await owner.delete(at(id))).status, 204);
	const again = await bring(bytes);
	assert.equal((await shown(again)).as_pdf, 'made');
	assert.deepEqual((await owner.get(at(again, '/as-pdf'))).bytes, pdf.bytes);
	assert.equal((await owner.delete(at(again))).status, 204);
	const { hash } = server.db.one('SELECT LOWER(HEX(pdf_sha256)) AS hash FROM renditions');
	const stored = path.join(files(), hash.slice(0, 2), hash.slice(2, 4), hash);
	assert.ok(existsSync(stored));
	server.db.query('UPDATE attachments SET removed_at = removed_at - INTERVAL 2 HOUR WHERE entry_id = ?', entry.id);
	execFileSync(path.join(build, 'saitouctl'), ['sweep', '--config', server.config]);
	assert.ok(!existsSync(stored));
	assert.deepEqual(server.db.query('SELECT id FROM renditions'), []);
});

test('what is no presentation in truth', async () => {
	const bytes = pptx();
	const id = await bring(bytes);
	await settled(id);
	assert.equal((await shown(id)).as_pdf, 'impossible');
	assert.equal((await owner.get(at(id, '/as-pdf'))).status, 404);
	assert.deepEqual((await owner.get(at(id))).bytes, bytes);
	assert.deepEqual(left(), []);
	assert.match((await server.client().get('/metrics')).text, /saitou_slides_failed_total [1-9]/);
	assert.equal((await owner.delete(at(id))).status, 204);
});

test('the server stops in the middle', async () => {
	const id = await bring(presentation(['一', '二', '三']));
	await until('LibreOffice to be at work', () => left().length > 0, patience);
	assert.deepEqual(await server.terminate(), { code: 0, signal: null });
	assert.deepEqual(left(), []);
	assert.equal(server.db.one('SELECT COUNT(*) AS n FROM renditions WHERE state = ?', 'waiting').n, '1');
	server.db.query('UPDATE renditions SET next_attempt_at = UTC_TIMESTAMP(6)'); // as if the time that the first had for it were over
	await server.start();
	await settled(id);
	assert.equal((await shown(id)).as_pdf, 'made');
});

test('a confined process', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'saitou-confined-'));
	const outside = path.join(server.folder, 'secret');
	writeFileSync(outside, 'secret');
	const listener = net.createServer((socket) => socket.destroy());
	await new Promise((done) => listener.listen(0, '127.0.0.1', done));
	const shell = (script) => spawnSync(path.join(build, 'saitoud'), ['--confined', folder, '/bin/bash', '-c', script], { encoding: 'utf8', timeout: 60000 });
	try {
		const inside = shell('echo written >here && cat here');
		assert.deepEqual([inside.status, inside.stdout], [0, 'written\n']);
		assert.notEqual(shell(`exec 3<>/dev/tcp/127.0.0.1/${listener.address().port}`).status, 0);
		assert.equal(spawnSync('/bin/bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${listener.address().port}`]).status, 0, 'outside it can be reached');
		// Files are closed by Landlock, which a kernel may be without: then the folder is all that a process is told of.
		if (hasLandlock()) {
			assert.notEqual(shell(`cat ${outside}`).status, 0);
			assert.notEqual(shell(`echo changed >${outside}`).status, 0);
			assert.notEqual(shell('cat /etc/hostname').status, 0);
		}
		assert.equal(readFileSync(outside, 'utf8'), 'secret');
		assert.notEqual(shell('exec /does/not/exist').status, 0);
		assert.equal(spawnSync(path.join(build, 'saitoud'), ['--confined', path.join(folder, 'nowhere'), '/bin/true']).status, 71);
	} finally {
		listener.close();
		rmSync(folder, { recursive: true, force: true });
	}
});

function hasLandlock() {
	try {
		return readFileSync('/sys/kernel/security/lsm', 'utf8').includes('landlock');
	} catch {
		return false; // nobody can tell here
	}
}
