// ./demo, as somebody runs it who has just cloned the project: the files that git knows, in a folder of their own.
// - the first start builds, plays its season, serves the pages and prints an account for each role that can log in
// - a port where something answers already is refused, and nothing is left running
// - Ctrl-C, also pressed twice, stops everything that it started
// - starting again keeps the data and the accounts; --reset makes them anew
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Client, freePort, root, until } from '../api/harness.mjs';

const slow = { timeout: 900000 };
const minutes = 1200000; // it builds everything first, on a machine that may do much else
let folder, port;

// Programs that work in the folder or were started with a path in it, by what /proc knows.
function left() {
	const reads = (file) => {
		try {
			return readFileSync(file, 'utf8');
		} catch {
			return ''; // it has just ended
		}
	};
	return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && reads(`/proc/${pid}/cmdline`).includes(folder));
}

class Demo {
	constructor(...args) {
		this.text = '';
		this.process = spawn('./demo', args, { cwd: folder, env: { ...process.env, SAITOU_PORT: String(port) }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
		for (const stream of [this.process.stdout, this.process.stderr]) stream.on('data', (bytes) => (this.text += bytes));
		this.ended = new Promise((done) => this.process.on('exit', (code, signal) => done({ code, signal })));
		this.ended.then(() => (this.over = true));
	}
	async ready() {
		await until('the demo to serve', () => {
			if (this.over) throw new Error(`./demo ended:\n${this.text.slice(-3000)}`);
			return this.text.includes('Ctrl-C stops everything');
		}, minutes);
		return { password: this.text.match(/password of all: (\w+)/)[1], accounts: Object.fromEntries([...this.text.matchAll(/^ {2}(\w+) +(\S+@\S+)/gm)].map((m) => [m[1], m[2]])) };
	}
	// As a terminal does: to all of them at once.
	press() {
		process.kill(-this.process.pid, 'SIGINT');
	}
}

const client = () => new Client({ url: `https://localhost:${port}`, ca: readFileSync(path.join(folder, 'var/certs/ca.crt')) }, { hold: false });

before(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'saitou-demo-'));
	port = await freePort();
	for (const file of execFileSync('git', ['-C', root, 'ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter((f) => f && existsSync(path.join(root, f)))) {
		mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
		cpSync(path.join(root, file), path.join(folder, file));
	}
});
const killLeft = () => left().forEach((pid) => process.kill(Number(pid), 'SIGKILL')); // of a test that failed
process.on('exit', () => folder && killLeft()); // or was interrupted: a demo is in a group of its own
after(() => {
	killLeft();
	rmSync(folder, { recursive: true, force: true });
});

let first;

test('the first start', slow, async () => {
	const demo = new Demo();
	first = await demo.ready();
	assert.deepEqual(Object.keys(first.accounts).sort(), ['admin', 'auditor', 'contestant', 'judge', 'organizer']);
	for (const email of Object.values(first.accounts)) {
		const somebody = client();
		await somebody.login(email, first.password);
		somebody.close();
	}
	const guest = client();
	const page = await guest.get('/');
	assert.deepEqual([page.status, page.headers['content-type']], [200, 'text/html; charset=utf-8']);
	assert.equal((await guest.get('/api/v1/editions')).json.total, 2);
	guest.close();
	const second = new Demo();
	assert.notEqual((await second.ended).code, 0);
	assert.match(second.text, /something already answers/);
	assert.equal((await client().get('/readyz')).status, 200, 'the first one goes on');
	demo.press();
	demo.press();
	await demo.ended;
	await until('nothing to be left running', () => left().length === 0);
});

test('starting again, and anew', slow, async () => {
	const again = new Demo();
	assert.deepEqual(await again.ready(), first);
	assert.doesNotMatch(again.text, /Playing/);
	await client().login(first.accounts.judge, first.password);
	again.press();
	await again.ended;
	assert.deepEqual(left(), []);
	const anew = new Demo('--reset');
	const other = await anew.ready();
	assert.notEqual(other.password, first.password);
	await client().login(other.accounts.judge, other.password);
	anew.press();
	await anew.ended;
	assert.deepEqual(left(), []);
});
