// How saitoud starts, or says why it does not.
//
// - --check-config says that the configuration is in order, and warns of what can be lived with; or names, all at once and a line each: keys that are
//   wrong, certificate and key, pages and their parts, folders, the port, the database, its schema, the mail server
// - pages of LIMIT_PAGES_BYTES together are taken, and not a byte more
// - a server that cannot start says why in its log and on standard error, and exits 1
// - where another process listens already it does not start, whoever came first; where one has just ended it does, whatever the clients left
// - folders for files and mail that are missing are made, for nobody else to read; without their parent it does not start
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Raw, ask, freePort, limits, startBare, until } from './bare.mjs';
import { build, startServer } from './harness.mjs';

let server, good;
before(async () => {
	server = await startBare({ pages: {} });
	mkdirSync(server.at('empty'));
	good = readFileSync(server.at('conf'), 'utf8');
});
after(() => server?.stop());

// Another server's configuration beside the first one's: lines are replaced by key.
function configured(changes) {
	let text = good;
	for (const [key, value] of Object.entries({ log_file: server.at('other.log'), ...changes })) text = text.replace(new RegExp(`^${key} = .*$`, 'm'), `${key} = "${value}"`);
	const file = server.at('other.conf');
	writeFileSync(file, text);
	return file;
}
const saitoud = (...args) => {
	const { status, stdout, stderr } = spawnSync(path.join(build, 'saitoud'), args, { encoding: 'utf8', timeout: 120000 });
	return { status, stdout, stderr };
};

// What --check-config says: its status, what is in order, and the lines about what is not.
function check(changes, others = '') {
	const file = configured(changes);
	appendFileSync(file, others);
	const { status, stdout, stderr } = saitoud('--config', file, '--check-config');
	const lines = stderr.split('\n').filter(Boolean);
	for (const line of lines) assert.match(line, /^saitoud: /);
	return { status, stdout, warnings: lines.filter((line) => line.startsWith('saitoud: warning: ')), faults: lines.filter((line) => !line.startsWith('saitoud: warning: ')) };
}
const one = (found, named, text) => assert.equal(found.filter((line) => new RegExp(named).test(line)).length, 1, `${named} in ${found.join('\n')} ${text ?? ''}`);

test('--check-config of what is in order', async () => {
	const whole = await startServer();
	try {
		const { status, stdout, stderr } = saitoud('--config', whole.config, '--check-config');
		assert.deepEqual([status, stdout], [0, `${whole.config} is in order\n`], stderr);
		// It serves: the port is taken, by itself. Its database has no more connections than are needed here.
		for (const line of stderr.split('\n').filter(Boolean)) assert.match(line, /^saitoud: warning: /);
		assert.match(stderr, /listen on 127.0.0.1 port \d+: another process listens there already: all is well if it is saitoud itself/);
		whole.db.query("DELETE FROM schema_migrations WHERE number > 1");
		const behind = saitoud('--config', whole.config, '--check-config');
		assert.equal(behind.status, 1);
		assert.match(behind.stderr, /^saitoud: the schema is at 1, the program needs \d+: run saitouctl migrate$/m);
	} finally {
		await whole.stop();
	}
});

test('--check-config of what is not', () => {
	const usual = check({});
	assert.deepEqual([usual.status, usual.stdout, usual.faults.length], [1, '', 1]);
	one(usual.faults, 'the database cannot be reached: ');
	one(usual.warnings, 'is not for contest.example');
	one(usual.warnings, 'expires in 1 days');
	writeFileSync(server.at('a-file'), '');
	mkdirSync(server.at('torn'));
	writeFileSync(server.at('torn/index.html'), '<script src="/assets/absent.js"></script><link href="/here.css">');
	writeFileSync(server.at('torn/here.css'), '');
	for (const [changes, named] of [
		[{ tls_certificate: server.at('absent.crt') }, 'absent.crt'],
		[{ tls_key: server.at('server.crt') }, 'server.crt'],
		[{ pages: server.at('absent-pages') }, 'pages: .*absent-pages'],
		[{ pages: server.at('empty') }, 'pages: .*empty: there is no index.html'],
		[{ pages: server.at('torn') }, 'pages: index.html names .*torn//assets/absent.js: No such file'],
		[{ files: server.at('a-file') }, 'files: .*a-file is no folder'],
		[{ files: server.at('no-parent/files') }, 'files: .*no-parent/files is missing and cannot be made'],
		[{ files: '/proc/self/net' }, 'files: /proc/self/net cannot be written into'],
		[{ mail_folder: server.at('a-file') }, 'mail_folder: .*a-file is no folder'],
		[{ log_file: server.at('no-parent/log') }, 'log_file: .*no-parent/log: No such file'],
		[{ listen_address: '192.0.2.1' }, 'listen on 192.0.2.1 port'], // nobody's: TEST-NET-1
	]) {
		const found = check(changes);
		assert.equal(found.status, 1);
		one(found.faults, named);
		assert.equal(found.faults.length, 2, found.faults.join('\n')); // and the database
	}
	const mail = check({}, 'mail_server = "smtp://no-such-host.invalid:25"\nmail_ca = "/nonexistent-ca"\n');
	for (const named of ['mail_server: no-such-host.invalid: ', 'mail_ca: /nonexistent-ca: No such file']) one(mail.faults, named);
	// All at once, and what is wrong in the file itself, too.
	assert.equal(check({ tls_certificate: server.at('absent.crt'), pages: server.at('empty'), files: server.at('a-file'), log_file: server.at('no-parent/log') }).faults.length, 5);
	const keys = check({ public_url: 'http://contest.example' }, 'workers = 0\ntrusted_proxies = "10.0.0.0/33"\n');
	assert.deepEqual([keys.status, keys.faults.length], [1, 3], keys.faults.join('\n'));
	for (const named of ['public_url', 'workers is 0', '10.0.0.0/33']) one(keys.faults, named);
});

test('pages up to their size together', () => {
	const folder = server.at('large');
	mkdirSync(path.join(folder, 'assets'), { recursive: true });
	writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
	writeFileSync(path.join(folder, 'assets', 'large.bin'), '');
	const faults = (bytes) => {
		truncateSync(path.join(folder, 'assets', 'large.bin'), bytes - '<!doctype html>'.length);
		return check({ pages: folder }).faults.filter((line) => !line.includes('the database'));
	};
	assert.deepEqual(faults(limits.PAGES_BYTES), []);
	assert.match(faults(limits.PAGES_BYTES + 1).join('\n'), /^saitoud: pages: .*: the pages are too large together$/);
});

test('a server that cannot start', () => {
	for (const [changes, named] of [
		[{ tls_certificate: server.at('absent.crt') }, 'absent.crt'],
		[{ files: server.at('no-parent', 'files') }, 'no-parent'],
		[{ pages: server.at('absent-pages') }, 'pages: .*absent-pages'],
		[{ pages: server.at('empty') }, 'pages: .*empty: there is no index.html'],
		[{ listen_address: '192.0.2.1' }, '192.0.2.1'], // nobody's: TEST-NET-1
	]) {
		const { status, stderr } = saitoud('--config', configured(changes));
		assert.equal(status, 1);
		assert.match(stderr, new RegExp(`^saitoud: .*${named}`, 'i'));
		const log = readFileSync(server.at('other.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
		assert.equal(`saitoud: ${log.filter((line) => line.event === 'server.start').at(-1).error}\n`, stderr);
	}
});

const taken = /^saitoud: listen on \S+ port \d+: another process listens there already$/m;
const health = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

test('where another process listens already', async () => {
	for (const listen_address of ['127.0.0.1', '0.0.0.0']) {
		const { status, stderr } = saitoud('--config', configured({ listen_address }));
		assert.equal(status, 1);
		assert.match(stderr, taken);
	}
	for (let i = 0; i < 20; i++) {
		const { answer, raw } = await ask(server.port, health);
		assert.equal(answer.status, 200);
		raw.close();
	}
});

test('two that start at once, and one where another just ended', async () => {
	const port = await freePort();
	const launch = (name) => {
		const config = server.at(`${name}.conf`), log = server.at(`${name}.log`);
		writeFileSync(config, good.replace(/^listen_port = .*$/m, `listen_port = ${port}`).replace(/^log_file = .*$/m, `log_file = "${log}"`));
		const child = spawn(path.join(build, 'saitoud'), ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
		const run = { child, said: '', exit: new Promise((done) => child.on('exit', (code, signal) => done({ code, signal }))) };
		child.stderr.on('data', (text) => (run.said += text));
		return run;
	};
	// Which of them is left when the others have ended.
	const left = async (...runs) => {
		const gone = [];
		for (const run of runs) run.exit.then(() => gone.push(run));
		await until('all but one to end', () => gone.length >= runs.length - 1);
		await until('it to listen', async () => gone.length === runs.length || (await ask(port, health).catch(() => undefined))?.answer?.status === 200);
		assert.equal(gone.length, runs.length - 1);
		for (const run of gone) assert.match(run.said, taken);
		return runs.find((run) => !gone.includes(run));
	};
	let one = await left(launch('a'), launch('b'), launch('c'));
	// Connections that the server closed itself, and one that is still open when it is killed.
	const open = await Raw.open(port);
	one.child.kill('SIGKILL');
	await one.exit;
	one = await left(launch('d'));
	open.close();
	one.child.kill('SIGTERM');
	assert.deepEqual(await one.exit, { code: 0, signal: null });
});

test('folders that are missing are made', () => {
	// The address is nobody's, so it ends again at once.
	saitoud('--config', configured({ files: server.at('new-files'), mail_folder: server.at('new-mail'), listen_address: '192.0.2.1' }));
	for (const made of ['new-files', 'new-mail']) assert.equal(statSync(server.at(made)).mode & 0o777, 0o700);
});
