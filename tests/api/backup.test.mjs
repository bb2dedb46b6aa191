// Backup and restore by `saitou-backup`, one command each:
// - saved while people write, restored elsewhere into an empty database: entries, their history, files, receipts, dossiers and the audit trail are as they were
// - what is restored is one moment of the database: an entry and its newest version in the history agree
// - the restored installation serves, and takes up where it was
// - a folder that exists is not written to; a database or a folder of files that is not empty is not filled
// - a backup of which a byte has changed is refused, and so is an unfinished one; a file that does not fit its name ends a backup
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { draft, edition, firm, form, save, submit } from './entry_fixtures.mjs';
import { root, saitouctl, startServer } from './harness.mjs';
import { pdf, upload } from './upload_fixtures.mjs';

let server, organizer, contestant, season, entry, evidence;
const tool = path.join(root, 'tools/saitou-backup');
const environment = { ...process.env, SAITOUCTL: saitouctl };
const run = (...args) => spawnSync('sh', [tool, args[0], '--config', server.config, ...args.slice(1)], { encoding: 'utf8', env: environment });
const place = (name) => path.join(server.folder, name);
const refused = (done, words) => assert.ok(done.status === 1 && words.test(done.stderr), `${done.status}: ${done.stderr}`);

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	contestant = await server.account();
	season = edition(server);
	const draftOf = await draft(contestant, season.id, (await firm(contestant)).id);
	await upload(contestant, { entry: draftOf.id, kind: 'licence', filename: '执照.pdf' }, pdf());
	const saved = await save(contestant, draftOf, { ...form, project_name: '引号 \' " \\ 与换行' });
	assert.equal((await submit(contestant, { id: draftOf.id, version: saved.json.version })).status, 201);
	entry = draftOf;
	evidence = pdf(300000);
	await upload(contestant, { entry: entry.id, kind: 'roadshow', filename: '路演 "终版".pdf' }, evidence);
});
after(() => server.stop());

// All that somebody can see of the installation.
async function seen() {
	const files = await contestant.expect(200, 'GET', `/api/v1/entries/${entry.id}/attachments`);
	const bytes = (await contestant.get(`/api/v1/attachments/${files.items.find((f) => f.kind === 'roadshow').id}`)).bytes;
	return {
		entry: await contestant.expect(200, 'GET', `/api/v1/entries/${entry.id}`),
		history: await organizer.expect(200, 'GET', `/api/v1/entries/${entry.id}/history`),
		receipts: await contestant.expect(200, 'GET', `/api/v1/entries/${entry.id}/submissions`),
		dossier: (await organizer.get(`/api/v1/editions/${season.id}/dossier`)).text,
		audit: await organizer.expect(200, 'GET', `/api/v1/editions/${season.id}/audit?limit=500`),
		files,
		sameBytes: bytes.equals(evidence),
	};
}

// An empty database and no files, as on a new machine.
function lose() {
	server.db.query(`DROP DATABASE ${server.db.name}; CREATE DATABASE ${server.db.name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; USE ${server.db.name}`);
	rmSync(place('files'), { recursive: true });
}

test('what was saved is restored, history and files with it', async () => {
	const before = await seen();
	assert.ok(before.sameBytes);
	assert.ok(before.history.total > 1, 'the entry has a history');
	const done = run('save', place('backup'));
	assert.equal(done.status, 0, done.stderr);
	assert.equal(existsSync(place('backup.unfinished')), false);
	await server.terminate();
	lose();
	const back = run('restore', place('backup'));
	assert.equal(back.status, 0, back.stderr);
	assert.match(back.stdout, /all intact/);
	await server.start();
	assert.deepEqual(await seen(), before);
	// It goes on from there.
	assert.equal((await save(contestant, { id: entry.id, version: before.entry.version }, { market: '恢复之后' })).status, 200);
});

test('a backup while people write is one moment', async () => {
	const slow = spawn('sh', [tool, 'save', '--config', server.config, place('busy')], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
	let ended = false;
	const exit = once(slow, 'exit').then(([code]) => ((ended = true), code));
	let { version } = await contestant.expect(200, 'GET', `/api/v1/entries/${entry.id}`);
	let written = 0;
	while (!ended) {
		const answer = await save(contestant, { id: entry.id, version }, { market: `第 ${version} 版` });
		assert.equal(answer.status, 200);
		version = answer.json.version;
		written++;
	}
	assert.equal(await exit, 0);
	assert.ok(written > 3, `only ${written} writes during the backup`);
	await server.terminate();
	lose();
	const back = run('restore', place('busy'));
	assert.equal(back.status, 0, back.stderr);
	await server.start();
	const restored = await contestant.expect(200, 'GET', `/api/v1/entries/${entry.id}`);
	assert.ok(restored.version <= version);
	const market = restored.form.market;
	assert.ok(market === '恢复之后' || market === `第 ${restored.version - 1} 版`, `version ${restored.version} says ${market}`);
});

test('nothing is written over', async () => {
	refused(run('save', place('backup')), /exists/);
	refused(run('restore', place('backup')), /not empty; nothing was restored/);
	const { name } = server.db;
	const config = readFileSync(server.config, 'utf8');
	server.db.query(`CREATE DATABASE ${name}_other CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
	writeFileSync(server.config, config.replace(`database_name = "${name}"`, `database_name = "${name}_other"`));
	try {
		refused(run('restore', place('backup')), /files is not empty; nothing was restored/);
	} finally {
		writeFileSync(server.config, config);
		server.db.query(`DROP DATABASE ${name}_other`);
	}
});

test('what is damaged is refused', async () => {
	const sums = readFileSync(place('backup/SHA256SUMS'), 'utf8');
	const dump = place('backup/database.sql.gz');
	const bytes = readFileSync(dump);
	const changed = Buffer.from(bytes);
	changed[changed.length >> 1] ^= 1;
	writeFileSync(dump, changed);
	refused(run('restore', place('backup')), /damaged; nothing was restored/);
	writeFileSync(dump, bytes);
	rmSync(place('backup/SHA256SUMS'));
	refused(run('restore', place('backup')), /no backup/);
	writeFileSync(place('backup/SHA256SUMS'), sums);

	const [, name] = sums.match(/ {2}\.\/files\/(..\/..\/[0-9a-f]{64})\n/);
	const file = path.join(place('files'), name);
	renameSync(file, `${file}.kept`);
	writeFileSync(file, 'something else');
	refused(run('save', place('third')), /damaged files/);
	assert.equal(existsSync(place('third')), false);
	renameSync(`${file}.kept`, file);
	mkdirSync(place('empty'));
	refused(run('restore', place('empty')), /no backup/);
});
