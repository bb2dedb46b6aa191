// What costs others something is bounded, by whom it costs and who asks for it:
// - registrations and resets from one address send no more letters than mails_per_address within a quarter of an hour, at once or one after the other; what
//   is more is refused with 429, Retry-After and the time in words, another address goes on, and so does this one when the time has come; 0 bounds nothing
// - who submits many times gets the first receipt at once, and one letter with the last; so does everybody else of the firm
// - submissions, uploads, their bytes and invitations are bounded by account, and by firm whoever of it asks
// - what is refused for another reason counts for nothing
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete, edition, save, submit } from './entry_fixtures.mjs';
import { startServer, until } from './harness.mjs';
import { create } from './upload_fixtures.mjs';

let server, published;
before(async () => {
	server = await startServer();
	published = edition(server).id;
});
after(() => server?.stop());

const registration = (email) => ({ email, name: '李雷', password: 'a long password of mine', locale: 'zh-CN', privacy_consent: true });
const outbox = (like) => Number(server.db.one('SELECT COUNT(*) n FROM outbox WHERE recipient LIKE ?', like).n);
// As after many more: so much is left of the quota.
const leave = (scope, subject, uses) => server.db.query('REPLACE INTO throttle (scope, subject, uses, window_ends_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6) + INTERVAL 10 MINUTE)', scope, subject, uses);
const over = (scope) => server.db.query('UPDATE throttle SET window_ends_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE scope = ?', scope);
function assertRefused(answer, code, words) {
	assert.deepEqual([answer.status, answer.json.code], [429, code], answer.text);
	const wait = Number(answer.headers['retry-after']);
	assert.ok(wait > 0 && wait <= 86400);
	assert.match(answer.json.detail, words);
	assert.match(answer.json.detail, /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(Beijing time\)/);
}

test('many registrations from one address', async () => {
	const here = server.client({ address: '127.0.0.9' });
	const answers = await Promise.all(Array.from({ length: 90 }, (_, i) => here.post('/api/v1/accounts', registration(`many${i}@example.com`))));
	// Hashing of one address has its own bound of what is on its way: 503.
	let taken = answers.filter((a) => a.status === 202).length;
	for (const answer of answers.filter((a) => a.status === 429)) assertRefused(answer, 'too-many-mails-from-here', /from your network/);
	for (const answer of answers) assert.ok([202, 429, 503].includes(answer.status), answer.text);
	for (let i = 0; i < 90; i++) if ((await here.post('/api/v1/accounts', registration(`manymore${i}@example.com`))).status === 202) taken++;
	assert.deepEqual([taken, outbox('many%')], [60, 60]);
	assertRefused(await here.post('/api/v1/password-resets', { email: 'nobody@example.com' }), 'too-many-mails-from-here', /./);
	assert.equal((await server.client({ address: '127.0.0.10' }).post('/api/v1/accounts', registration('elsewhere@example.com'))).status, 202);
	over('mail-address');
	assert.equal((await here.post('/api/v1/accounts', registration('later@example.com'))).status, 202);
});

test('what is refused counts for nothing', async () => {
	const here = server.client({ address: '127.0.0.11' });
	leave('mail-address', '127.0.0.11', 59);
	for (let i = 0; i < 3; i++) assert.equal((await here.post('/api/v1/accounts', { ...registration('a@example.com'), privacy_consent: false })).status, 422);
	assert.equal((await here.post('/api/v1/accounts', registration('a@example.com'))).status, 202);
	assertRefused(await here.post('/api/v1/accounts', registration('b@example.com')), 'too-many-mails-from-here', /./);
});

test('submitted again and again', async () => {
	const [owner, ...others] = await Promise.all(Array.from({ length: 4 }, () => server.account()));
	const { firm, entry } = await complete(server, owner, published);
	for (const other of others) server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm.id, other.account.id);
	let { version } = entry;
	for (let i = 1; i <= 12; i++) {
		version = (await save(owner, { id: entry.id, version }, { market: `市场 ${i}` })).json.version;
		const answer = await submit(owner, { id: entry.id, version });
		assert.deepEqual([answer.status, answer.json?.ordinal], [201, i], answer.text);
		version++;
		if (i === 1) for (const { account } of [owner, ...others]) await server.mailTo(account.email);
	}
	for (const { account } of [owner, ...others]) {
		const letters = server.db.query('SELECT state, subject, body, TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), next_attempt_at) due FROM outbox WHERE recipient = ? AND about IS NOT NULL ORDER BY id', account.email);
		assert.deepEqual(letters.map((l) => l.state), ['sent', 'waiting']);
		assert.ok(Number(letters[1].due) > 500 && Number(letters[1].due) <= 600);
		assert.match(letters[1].body, /12/);
	}
	leave('submission', String(owner.account.id), 100);
	assertRefused(await submit(owner, { id: entry.id, version }), 'too-many-submissions', /What was submitted stands/);
	leave('submission', String(owner.account.id), 0);
	leave('submission-firm', String(firm.id), 100);
	assertRefused(await submit(others[0], { id: entry.id, version }), 'too-many-submissions', /./);
	over('submission-firm');
	assert.equal((await submit(others[0], { id: entry.id, version })).status, 201);
	server.db.query('UPDATE outbox SET next_attempt_at = UTC_TIMESTAMP(6) WHERE about IS NOT NULL AND state = ?', 'waiting');
	await server.client({ address: '127.0.0.12' }).post('/api/v1/password-resets', { email: owner.account.email }); // wakes the mailer
	await until('the last receipts to be sent', () => Number(server.db.one("SELECT COUNT(*) n FROM outbox WHERE about IS NOT NULL AND state = 'waiting'").n) === 0);
});

test('uploads, their bytes, invitations', async () => {
	const owner = await server.account();
	const { firm, entry } = await complete(server, owner, published);
	const begin = (bytes = 1000) => create(owner, { entry: entry.id, kind: 'evidence', filename: 'a.pdf' }, bytes);
	for (const [scope, subject, uses, bytes] of [
		['upload', owner.account.id, 1000],
		['upload-firm', firm.id, 1000],
		['bytes', owner.account.id, 20 * 2 ** 30 - 999, 1000],
		['bytes-firm', firm.id, 20 * 2 ** 30 - 999, 1000],
	]) {
		leave(scope, String(subject), uses);
		assertRefused(await begin(bytes), 'too-many-uploads', /Those already uploaded are there/);
		leave(scope, String(subject), uses - 1);
		assert.equal((await begin(bytes)).status, 201, scope);
		over(scope);
	}
	const admin = await server.account({ admin: null });
	const invite = (email) => admin.post('/api/v1/invitations', { email, name: '李', role: 'auditor', locale: 'zh-CN' });
	leave('invitation', String(admin.account.id), 499);
	assert.equal((await invite('i1@example.com')).status, 201);
	assertRefused(await invite('i2@example.com'), 'too-many-invitations', /invitations/);
});

test('a reset for nobody leaves nothing behind', async () => {
	const here = server.client({ address: '127.0.0.13' });
	await here.expect(202, 'POST', '/api/v1/password-resets', { email: 'nobody-at-all@example.com' });
	assert.equal(outbox('nobody-at-all@example.com'), 0);
	assert.equal(Number(server.db.one("SELECT COUNT(*) n FROM account_tokens t JOIN (SELECT MIN(id) id FROM accounts) a ON a.id = t.account_id WHERE t.purpose = 'reset'").n), 0);
});

test('without a bound', async () => {
	const open = await startServer({ config: 'mails_per_address = 0\n' });
	try {
		const answers = await Promise.all(Array.from({ length: 70 }, (_, i) => open.client().post('/api/v1/accounts', registration(`open${i}@example.com`))));
		for (const answer of answers) assert.ok([202, 503].includes(answer.status), answer.text); // of one address and class, not all at once
		assert.ok(answers.filter((a) => a.status === 202).length > 60);
	} finally {
		await open.stop();
	}
});
