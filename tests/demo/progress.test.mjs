// saitouctl demo, while it plays a season: how far a long step is.
// - on a terminal one line per step, refreshed in place, that ends with all of it
// - elsewhere whole lines: one at the end of a step, and some on the way of one that takes long, but no flood
// - numbers only grow, and are those of what the server has at the end; the accounts on standard output are alone there
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { saitouctl, startServer } from '../api/harness.mjs';

const slow = { timeout: 600000 };
const password = 'a season of 48 firms';
const FIRMS = 48, JUDGES = 9, OPEN = 12; // of the small season: the one that is judged, and the one that takes entries

let server;
before(async () => (server = await startServer({ config: 'mails_per_address = 0\n' })));
after(() => server?.stop());

// Plays the small season one person at a time, and returns what was written to standard error, in pieces with the ms when each came.
async function play(command, args) {
	const pieces = [];
	let out = '';
	const played = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
	const begun = performance.now();
	played.stdout.on('data', (bytes) => (out += bytes));
	played.stderr.on('data', (bytes) => pieces.push({ at: performance.now() - begun, text: String(bytes) }));
	played.stdin.end(`${password}\n`);
	const code = await new Promise((done) => played.on('close', done));
	assert.equal(code, 0, `${out}\n${pieces.map((p) => p.text).join('')}`);
	return { pieces, out, text: pieces.map((p) => p.text).join('') };
}

const number = (text) => Number(text.replaceAll(',', ''));
// "  contestants register, upload, submit  entries 1,200 of 5,044   12.3 s" → {step, done, of, seconds}
function read(line) {
	const [, step, done, of, seconds] = line.match(/^ {2}(\S.*?)(?: {2,}\w+ ([\d,]+) of ([\d,]+))? +(\d+\.\d) s$/) ?? assert.fail(JSON.stringify(line));
	return { step, done: done && number(done), of: of && number(of), seconds: Number(seconds) };
}
const growing = (numbers) => numbers.every((n, i) => i === 0 || n >= numbers[i - 1]);

const demo = (threads) => ['demo', 'start', '--config', server.config, '--ca', `${server.folder}/certs/ca.crt`, '--threads', String(threads)];
function makeAdmin() {
	for (const email of ['admin@demo.example', 'admin2@demo.example']) {
		const args = ['account', '--config', server.config, '--email', email, '--name', '管理员', '--role', 'admin', '--password-stdin'];
		const { status, stderr } = spawnSync(saitouctl, args, { input: password, encoding: 'utf8' });
		assert.equal(status, 0, stderr);
	}
}

test('where lines are kept, a line now and then', slow, async () => {
	makeAdmin();
	const { text, out, pieces } = await play(saitouctl, demo(1));
	assert.doesNotMatch(text, /[\r\x1b]/);
	assert.match(out, /^Accounts \(password of all/);
	const lines = text.trimEnd().split('\n').map(read);
	const steps = [...new Set(lines.map((l) => l.step))];
	const entering = lines.filter((l) => /^contestants/.test(l.step));
	const [judged, open] = [entering.filter((l) => l.of === FIRMS), entering.filter((l) => l.of === OPEN)];
	for (const [list, all] of [[judged, FIRMS], [open, OPEN]]) {
		assert.ok(list.length > 0 && growing(list.map((l) => l.done)) && growing(list.map((l) => l.seconds)), JSON.stringify(list));
		assert.equal(list.at(-1).done, all);
		// One every 3 s and the last; a busy machine may be late with some.
		assert.ok(list.length - 1 <= list.at(-1).seconds / 3, `${list.length} lines in ${list.at(-1).seconds} s`);
		assert.ok(list.length - 1 >= Math.floor(list.at(-1).seconds / 6), `${list.length} lines in ${list.at(-1).seconds} s`);
	}
	assert.ok(pieces.length >= steps.length, 'it was said as it went');
	assert.equal(lines.find((l) => /^judges join/.test(l.step)).of, JUDGES);
	// As many as the server has.
	const { count } = server.db.one("SELECT COUNT(*) AS count FROM sheets WHERE state = 'handed_in'");
	const scored = lines.findLast((l) => /^judges score/.test(l.step));
	assert.equal(scored.done, Number(count));
	assert.equal(scored.of, Number(server.db.one('SELECT COUNT(*) AS count FROM assignments').count));
	assert.equal(lines.find((l) => /^round prelim/.test(l.step)).of, undefined, 'what is one request is told by its time');
});

test('on a terminal one line a step, refreshed in place', slow, async () => {
	await server.stop();
	server = await startServer({ config: 'mails_per_address = 0\n' });
	makeAdmin();
	// script(1) gives it a terminal for standard error; standard output goes elsewhere, the password comes from a pipe.
	const command = `stty cols 78; printf '%s\\n' '${password}' | '${saitouctl}' ${demo(4).map((a) => `'${a}'`).join(' ')} >'${server.folder}/accounts'`;
	const played = spawnSync('script', ['-qefc', command, '/dev/null'], { encoding: 'utf8', timeout: slow.timeout, input: '' });
	assert.equal(played.status, 0, played.stdout);
	const lines = played.stdout.replaceAll('\r\n', '\n').trimEnd().split('\n').map((line) => line.split('\r').filter(Boolean).map(read));
	for (const shown of lines) {
		assert.equal(new Set(shown.map((s) => s.step)).size, 1, 'a line is one step');
		assert.ok(shown.length > 1 && growing(shown.map((s) => s.seconds)) && growing(shown.map((s) => s.done ?? 0)), JSON.stringify(shown));
	}
	const entering = lines.find(([first]) => /^contestants/.test(first.step));
	assert.ok(new Set(entering.map((s) => s.done)).size >= 10, `${entering.length} times refreshed`);
	for (const last of lines.map((shown) => shown.at(-1)).filter((s) => /^contestants|^judges join/.test(s.step))) assert.equal(last.done, last.of, last.step);
	assert.equal(entering.at(-1).done, FIRMS);
});
