// Somebody sets the clock of the machine by a day and an hour, forward and back (clock_shift.c stands between the server and its clock):
// - it is logged and shown in /metrics, and logged again when the clock is back
// - meanwhile sessions live on, an unfinished upload is kept by the server's own sweep and by saitouctl's, entries close when they would have closed,
//   and whoever mistyped a password waits no longer than ever
// - a certificate that has expired is served when SIGHUP brings it, and the log and /metrics say so
// - mails that were queued while the clock was off go out, and those put off by a clock that was off are tried, too
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { entry, firm, publishedEdition } from '../api/fixtures.mjs';
import { password, saitouctl, startServer, until } from '../api/harness.mjs';
import { create, pdf, progress } from '../api/upload_fixtures.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'saitou-clock-'));
const shiftFile = path.join(folder, 'shift'), library = path.join(folder, 'clock_shift.so');
const hours = (n) => {
	const bytes = Buffer.alloc(8);
	bytes.writeBigInt64LE(BigInt(n) * 3600n);
	writeFileSync(shiftFile, bytes, { flag: 'r+' });
};
const shifted = ['env', `LD_PRELOAD=${library}`, `CLOCK_SHIFT=${shiftFile}`, `ASAN_OPTIONS=verify_asan_link_order=0:${process.env.ASAN_OPTIONS ?? ''}`];
let server, organizer, contestant, edition;

before(async () => {
	writeFileSync(shiftFile, Buffer.alloc(8));
	execFileSync(process.env.CC ?? 'cc', ['-shared', '-fPIC', '-O1', '-o', library, fileURLToPath(new URL('clock_shift.c', import.meta.url))]);
	server = await startServer({ wrapper: shifted });
	organizer = await server.account({ organizer: null });
	contestant = await server.account();
	edition = (await publishedEdition(organizer)).id;
});
after(async () => {
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const off = async () => Number((await contestant.get('/metrics', { hold: false })).text.match(/^saitou_clock_off_seconds (-?\d+)/m)[1]);
const logged = (event) => readFileSync(server.log, 'utf8').split('\n').filter((line) => line.includes(`"${event}"`));
const sweep = () => execFileSync('env', [...shifted.slice(1), saitouctl, 'sweep', '--config', server.config], { encoding: 'utf8' });

for (const jump of [25, -25])
	test(`the clock ${jump} hours off, and back`, async () => {
		const jumps = logged('clock.jumped').length, backs = logged('clock.back').length;
		const entryId = entry(server, edition, firm(server, [contestant]), contestant);
		const begin = () => create(contestant, { entry: entryId, kind: 'evidence', filename: 'a.pdf' }, 1000, {}, pdf(500));
		const unfinished = await begin();
		const partial = path.join(server.folder, 'files/partial', unfinished.headers.location.split('/').pop());
		hours(jump);
		await until('the jump to be noticed', () => logged('clock.jumped').length > jumps);
		assert.ok(Math.abs((await off()) - jump * 3600) < 60);

		assert.equal((await contestant.get('/api/v1/me')).status, 200);
		assert.equal((await begin()).status, 201);
		assert.match(sweep(), /^0 uploads expired, 0 strays/);
		assert.equal((await progress(contestant, unfinished.headers.location)).headers['upload-offset'], '500');
		assert.ok(existsSync(partial));
		const saved = await contestant.patch(`/api/v1/entries/${entryId}`, { project_name: '照旧' }, { headers: { 'if-match': '"1"' } });
		assert.equal(saved.status, 200, saved.text);

		// One who mistypes, while the clock is off.
		const other = await server.account();
		let wrong;
		for (let i = 0; i < 11; i++) wrong = await server.client().post('/api/v1/sessions', { email: other.account.email, password: 'not this one' });
		const asks = await server.client().post('/api/v1/password-resets', { email: contestant.account.email });
		assert.equal(asks.status, 202);
		await server.mailTo(contestant.account.email);

		hours(0);
		await until('the clock to be back', () => logged('clock.back').length > backs);
		assert.equal(await off(), 0);
		assert.equal((await progress(contestant, unfinished.headers.location)).headers['upload-offset'], '500');
		assert.ok([401, 429].includes(wrong.status));
		await until('the wait to be over', async () => (await server.client().post('/api/v1/sessions', { email: other.account.email, password })).status === 200, 20000, 500);
	});

test('what a clock that was off has written bars nothing', async () => {
	const email = 'far@example.com';
	server.db.query("INSERT INTO outbox (recipient, subject, body, next_attempt_at, request_id, created_at) VALUES (?, 's', 'text', UTC_TIMESTAMP(6) + INTERVAL 25 HOUR, REPEAT('0', 32), UTC_TIMESTAMP(6))", email);
	const user = await server.account();
	server.db.query("REPLACE INTO throttle (scope, subject, uses, window_ends_at, next_at) VALUES ('account', ?, 5000, UTC_TIMESTAMP(6) + INTERVAL 25 HOUR, UTC_TIMESTAMP(6) + INTERVAL 25 HOUR)", user.account.email);
	assert.equal((await server.client().post('/api/v1/sessions', { email: user.account.email, password })).status, 200);
	await server.mailTo(email);
});

test('a certificate that has expired', async () => {
	const days = async () => Number((await contestant.get('/metrics', { hold: false })).text.match(/^saitou_certificate_days (-?\d+)/m)[1]);
	const certs = path.join(server.folder, 'certs');
	assert.ok((await days()) > 30);
	// One for two days, made five days ago.
	hours(-120);
	execFileSync('env', [...shifted.slice(1, 3), 'openssl', 'req', '-x509', '-new', '-key', path.join(certs, 'server.key'), '-out', path.join(certs, 'past.crt'), '-days', '2', '-subj', '/CN=past', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
	hours(0);
	await until('the clock to be steady', async () => (await off()) === 0);
	renameSync(path.join(certs, 'past.crt'), path.join(certs, 'server.crt'));
	server.process.kill('SIGHUP');
	await until('the past one', async () => (await days()) < 0); // the connection is an older one
	assert.match(logged('tls.expired').join('\n'), /"level": ?"error"/);
});
