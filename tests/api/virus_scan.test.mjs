// Uploads shown to ClamAV, spoken to as clamd(8) says (zINSTREAM, chunks behind their lengths, an empty one; zVERSION), by a program that speaks the same:
// - what is clean is taken, every byte of it was shown; what is infected is refused with the virus's name, and its place is free
// - while clamd is away, hangs up, says an error or nothing in time: 503, the upload is kept but for its last piece, and complete once clamd answers
// - configured so, it is taken without, and the log says so
// - the log says at the start whether clamd is there, and so does --check-config
// - and with ClamAV's own clamd, knowing one virus, set up as docs/operating.md says: clean, infected, larger than its StreamMaxLength, stopped
//   in the middle of everything, gone, and started again
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { entry, firm, publishedEdition } from './fixtures.mjs';
import { build, startServer, until } from './harness.mjs';
import { create, pdf, piece, progress, upload } from './upload_fixtures.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'saitou-clamd-'));
const socket = path.join(folder, 'clamd.ctl');
const virus = Buffer.from('this is the virus of this test');

class Clamd {
	constructor() {
		this.shown = [];
		this.mood = 'well';
	}
	serve(connection) {
		let bytes = Buffer.alloc(0), file = null;
		connection.on('error', () => {});
		connection.on('data', (data) => {
			bytes = Buffer.concat([bytes, data]);
			if (this.mood === 'hangs') return;
			if (this.mood === 'hangs up') return connection.destroy();
			for (;;) {
				if (file === null) {
					const end = bytes.indexOf(0);
					if (end < 0) return;
					const command = bytes.subarray(0, end).toString();
					bytes = bytes.subarray(end + 1);
					if (command === 'zVERSION') return connection.end('ClamAV 1.4.6/27000/Sun Mar  1 09:00:00 2026\0');
					assert.equal(command, 'zINSTREAM');
					file = [];
				}
				if (bytes.length < 4) return;
				const length = bytes.readUInt32BE(0);
				if (length === 0) return this.answer(connection, Buffer.concat(file));
				if (bytes.length < 4 + length) return;
				file.push(Buffer.from(bytes.subarray(4, 4 + length)));
				bytes = bytes.subarray(4 + length);
			}
		});
	}
	answer(connection, file) {
		if (this.mood === 'ill') return connection.end('INSTREAM size limit exceeded. ERROR\0');
		if (this.mood === 'strange') return connection.end('stream: OK or not\0');
		this.shown.push(file);
		connection.end(file.includes(virus) ? 'stream: Test.Virus-1 FOUND\0' : 'stream: OK\0');
	}
	start() {
		this.listener = net.createServer((connection) => this.serve(connection));
		return new Promise((done) => this.listener.listen(socket, done));
	}
	stop() {
		return new Promise((done) => this.listener.close(done));
	}
}

let clamd, server, client, edition, firmId;
before(async () => {
	clamd = new Clamd();
	await clamd.start();
	server = await startServer({ config: `clamd_socket = "${socket}"\n` });
	client = await server.account();
	edition = (await publishedEdition(await server.account({ organizer: null }))).id;
	firmId = firm(server, [client]);
});
after(async () => {
	await server?.stop();
	await clamd?.stop();
	rmSync(folder, { recursive: true });
});

const evidence = () => ({ entry: entry(server, edition, firmId, client), kind: 'evidence', filename: '证明.pdf' });
const infected = () => Buffer.concat([pdf(200000).subarray(0, -6), virus, Buffer.from('\n%%EOF\n')]);
const check = (config) => spawnSync(path.join(build, 'saitoud'), ['--check-config', '--config', config], { encoding: 'utf8' });

test('clean and infected', async () => {
	const clean = pdf(300000), of = evidence();
	assert.equal((await upload(client, of, clean)).last.status, 204);
	assert.ok(clamd.shown.at(-1).equals(clean), 'the whole file was shown');
	const refused = (await upload(client, { ...of, filename: '坏的.pdf' }, infected())).last;
	assert.deepEqual([refused.status, refused.json?.code], [422, 'attachment-infected']);
	assert.match(refused.json.detail, /Test\.Virus-1/);
	const files = (await client.get(`/api/v1/entries/${of.entry}/attachments`)).json.items;
	assert.deepEqual(files.filter((f) => f.filename === '坏的.pdf' && f.state !== 'removed' && f.state !== 'expired'), []);
	assert.match(readFileSync(server.log, 'utf8'), /clamd\.infected/);
});

test('while nobody can tell', async () => {
	const bytes = pdf(3000);
	const begun = await create(client, evidence(), bytes.length), where = begun.headers.location;
	assert.equal((await piece(client, where, 0, bytes.subarray(0, 1000))).status, 204);
	const failed = async (mood) => {
		clamd.mood = mood;
		const last = await piece(client, where, 1000, bytes.subarray(1000));
		assert.deepEqual([last.status, last.json?.code], [503, 'attachment-scanner'], mood);
		assert.equal((await progress(client, where)).headers['upload-offset'], '1000');
	};
	for (const mood of ['hangs up', 'ill', 'strange']) await failed(mood);
	const asked = Date.now();
	await failed('hangs');
	assert.ok(Date.now() - asked < 45000, 'not without end');
	await clamd.stop();
	await failed('away');
	clamd.mood = 'well';
	await clamd.start();
	assert.equal((await piece(client, where, 1000, bytes.subarray(1000))).status, 204);
	assert.deepEqual((await client.get(`/api/v1/attachments/${begun.json.id}`)).bytes, bytes);
});

test('taken without, if that is configured', async () => {
	await clamd.stop();
	const lenient = await startServer({ config: `clamd_socket = "${socket}"\nclamd_without = "take"\n` });
	try {
		assert.match(readFileSync(lenient.log, 'utf8'), /clamd\.missing/);
		assert.match(check(lenient.config).stderr, /clamd_socket: /);
		const somebody = await lenient.account();
		const of = { entry: entry(lenient, (await publishedEdition(await lenient.account({ organizer: null }))).id, firm(lenient, [somebody]), somebody), kind: 'evidence', filename: '证明.pdf' };
		assert.equal((await upload(somebody, of, pdf(3000))).last.status, 204);
		assert.match(readFileSync(lenient.log, 'utf8'), /clamd\.taken_without/);
		await clamd.start();
		const refused = (await upload(somebody, { ...of, filename: '坏的.pdf' }, infected())).last;
		assert.equal(refused.json?.code, 'attachment-infected');
	} finally {
		await lenient.stop();
	}
});

test('it is said whether clamd is there', () => {
	assert.match(readFileSync(server.log, 'utf8'), /clamd\.found.*ClamAV 1\.4\.6/);
});

// ---- ClamAV's own ----

const program = '/usr/sbin/clamd';

class RealClamd {
	constructor() {
		this.folder = path.join(folder, 'clamav');
		this.socket = path.join(this.folder, 'clamd.ctl');
		mkdirSync(path.join(this.folder, 'db'), { recursive: true });
		chmodSync(this.folder, 0o755);
		writeFileSync(path.join(this.folder, 'db/test.ndb'), `Saitou.Test.Virus:0:*:${virus.toString('hex')}\n`);
		writeFileSync(path.join(this.folder, 'clamd.conf'), [`LocalSocket ${this.socket}`, 'LocalSocketMode 666', 'FixStaleSocket yes', `DatabaseDirectory ${this.folder}/db`, 'Foreground yes', 'StreamMaxLength 1M', 'MaxFileSize 600K', 'AlertExceedsMax yes', ''].join('\n'));
	}
	async start() {
		this.process = spawn(program, ['-c', path.join(this.folder, 'clamd.conf')], { stdio: 'ignore' });
		this.over = new Promise((done) => this.process.once('exit', done));
		await until('clamd to listen', () => new Promise((done) => net.connect(this.socket).on('connect', function () { this.destroy(); done(true); }).on('error', () => done(false))));
	}
	async stop() {
		this.process?.kill('SIGCONT');
		this.process?.kill('SIGKILL');
		await this.over;
	}
}

test('with the real clamd', async () => {
	const real = new RealClamd();
	await real.start();
	const own = await startServer({ config: `clamd_socket = "${real.socket}"\n` });
	try {
		assert.match(readFileSync(own.log, 'utf8'), /clamd\.found.*ClamAV/);
		assert.match(check(own.config).stdout + check(own.config).stderr, /^(?!.*clamd_socket: )/s);
		const somebody = await own.account();
		const where = (await publishedEdition(await own.account({ organizer: null }))).id, whose = firm(own, [somebody]);
		const of = () => ({ entry: entry(own, where, whose, somebody), kind: 'evidence', filename: '证明.pdf' });
		assert.equal((await upload(somebody, of(), pdf(300000))).last.status, 204);
		const refused = (await upload(somebody, of(), infected())).last;
		assert.deepEqual([refused.status, refused.json?.code], [422, 'attachment-infected']);
		assert.match(refused.json.detail, /Saitou\.Test\.Virus/);

		// What it may take but not look through is not taken for clean, and what is too much for it is not taken unseen; the log says which limit it is.
		const unread = (await upload(somebody, of(), pdf(800000))).last;
		assert.deepEqual([unread.status, unread.json?.code], [422, 'attachment-infected']);
		assert.match(unread.json.detail, /Heuristics\.Limits\.Exceeded/);
		const large = (await upload(somebody, of(), pdf(3000000))).last;
		assert.deepEqual([large.status, large.json?.code], [503, 'attachment-scanner']);
		assert.match(readFileSync(own.log, 'utf8'), /clamd\.failed.*size limit exceeded/);

		const bytes = pdf(3000), begun = await create(somebody, of(), bytes.length), address = begun.headers.location;
		const last = () => piece(somebody, address, 0, bytes);
		real.process.kill('SIGSTOP');
		assert.deepEqual([(await last()).json?.code, (await progress(somebody, address)).headers['upload-offset']], ['attachment-scanner', '0'], 'it hangs');
		await real.stop();
		assert.equal((await last()).json?.code, 'attachment-scanner', 'it is gone, and its socket stands there');
		await real.start();
		assert.equal((await last()).status, 204, 'it is back');
		assert.deepEqual((await somebody.get(`/api/v1/attachments/${begun.json.id}`)).bytes, bytes);
	} finally {
		await own.stop();
		await real.stop();
	}
});
