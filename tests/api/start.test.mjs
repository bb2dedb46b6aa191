// How saitoud starts, or says why it does not.
//
// - --check-config says that the configuration is in order; or names the key that is wrong, or the certificate that cannot be read
// - a server that cannot start says why in its log and on standard error, and exits 1
// - folders for files and mail that are missing are made, for nobody else to read; without their parent it does not start
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startBare } from './bare.mjs';
import { build } from './harness.mjs';

let server, good;
before(async () => {
	server = await startBare();
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

test('--check-config', () => {
	const check = (changes) => saitoud('--config', configured(changes), '--check-config');
	assert.deepEqual(check({}), { status: 0, stdout: `${server.at('other.conf')} is in order\n`, stderr: '' });
	for (const [changes, named] of [
		[{ public_url: 'http://contest.example' }, 'public_url'],
		[{ tls_certificate: server.at('absent.crt') }, 'absent.crt'],
		[{ tls_key: server.at('server.crt') }, 'server.crt'],
	]) {
		const { status, stdout, stderr } = check(changes);
		assert.deepEqual([status, stdout], [1, '']);
		assert.match(stderr, new RegExp(`^saitoud: .*${named}`));
	}
});

test('a server that cannot start', () => {
	for (const [changes, named] of [
		[{ tls_certificate: server.at('absent.crt') }, 'absent.crt'],
		[{ files: server.at('no-parent', 'files') }, 'no-parent'],
		[{ listen_address: '192.0.2.1' }, '192.0.2.1'], // nobody's: TEST-NET-1
	]) {
		const { status, stderr } = saitoud('--config', configured(changes));
		assert.equal(status, 1);
		assert.match(stderr, new RegExp(`^saitoud: .*${named}`, 'i'));
		const log = readFileSync(server.at('other.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
		assert.equal(`saitoud: ${log.filter((line) => line.event === 'server.start').at(-1).error}\n`, stderr);
	}
});

test('folders that are missing are made', () => {
	// The address is nobody's, so it ends again at once.
	saitoud('--config', configured({ files: server.at('new-files'), mail_folder: server.at('new-mail'), listen_address: '192.0.2.1' }));
	for (const made of ['new-files', 'new-mail']) assert.equal(statSync(server.at(made)).mode & 0o777, 0o700);
});
