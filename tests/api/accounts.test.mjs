// Accounts:
// - a contestant registers, gets a mail in the own language, confirms once, logs in, and is nobody after logging out
// - the link alone confirms nothing: it needs the password of its registration, whose guessing is throttled like a log-in; who was registered
//   by somebody else resets the password, which confirms the address and ends the link
// - the cookie is __Host-, Secure, HttpOnly, SameSite; only its hash is stored; the session ends when idle, when old, when logged out everywhere
// - a letter to an address that nobody has proved to be theirs bears no name that a stranger gave
// - registering again tells nothing to who asks, and a mail to who has the account; each link brings the name and
//   password of the registration it was sent for and ends the others; so do a reset and an invitation
// - a wrong password, an unknown address and a disabled account; after too many failures each further try waits twice as long, whatever the spelling of
//   the address; many at once get no more tries than one after the other
// - strangers who guess do not keep out the owner at another address, nor on a device that is known; which another password makes unknown
// - reset: the link works once and for a while, ends all sessions; no answer tells who has an account
// - a link that is made up, used or too old costs no hash of a password, nor does an invitation of somebody who has an account
// - a password that is easily guessed, or made of the own address and name, is refused at registration, reset, change and invitation, in three
//   languages; a link stays good, and a try costs nothing
// - too many mails to one address are refused
// - own name, language and password are changed with the right version and the old password
// - invitations: organisers for their edition, admins for all; accepted with or without an account; revoked; used once;
//   void once the inviter has lost the role or is disabled
// - admins list, grant, withdraw, disable; auditors read; the last admin stays
// - roles: one edition's organiser is not another's, admin is not organiser
// - everything that changes is in the audit trail, and its chain is intact
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import test, { after, before } from 'node:test';
import { limits } from './bare.mjs';
import { password, saitouctl, startServer, until } from './harness.mjs';

const { LOGINS_PAIR } = limits;
let server, admin, organizer, edition;

before(async () => {
	server = await startServer();
	admin = await server.account({ admin: null });
	server.db.query("INSERT INTO contests (code, title, created_at) VALUES ('c', '{\"zh-CN\":\"赛\"}', UTC_TIMESTAMP(6))");
	for (const code of ['one', 'two']) server.db.query('INSERT INTO editions (contest_id, code, title, created_at) VALUES (1, ?, ?, UTC_TIMESTAMP(6))', code, { 'zh-CN': `届 ${code}`, en: `Edition ${code}` });
	edition = Number(server.db.one("SELECT id FROM editions WHERE code = 'one'").id);
	organizer = await server.account({ organizer: edition });
});
after(() => server?.stop());

const newcomer = (email, fields = {}) => ({ email, name: '李雷', password: 'a new password', locale: 'zh-CN', privacy_consent: true, ...fields });
const tokenIn = (mail) => mail.text.match(/#token=([\w-]+)/)[1];

async function registered(email, fields) {
	const client = server.client();
	await client.expect(202, 'POST', '/api/v1/accounts', newcomer(email, fields));
	const token = tokenIn(await server.mailTo(email));
	await client.expect(200, 'POST', '/api/v1/accounts/confirmations', { token, password: newcomer(email, fields).password });
	return { client, token };
}

test('register, confirm, log in, log out', async () => {
	const client = server.client();
	await client.expect(202, 'POST', '/api/v1/accounts', newcomer('Han@Example.com', { name: '韩梅梅', locale: 'zh-Hant' }));
	const mail = await server.mailTo('Han@Example.com');
	assert.match(mail.subject, /請確認您的電子郵件地址/);
	assert.match(mail.text, /^Han@Example\.com，您好/);
	assert.doesNotMatch(mail.text, /韩梅梅/, 'what a stranger calls somebody does not go out');
	const early = await client.post('/api/v1/sessions', { email: 'han@example.com', password: 'a new password' });
	assert.deepEqual([early.status, early.json.code], [403, 'unconfirmed']);
	const token = tokenIn(mail);
	await client.expect(200, 'POST', '/api/v1/accounts/confirmations', { token, password: 'a new password' });
	const again = await client.post('/api/v1/accounts/confirmations', { token, password: 'a new password' });
	assert.deepEqual([again.status, again.json.code], [410, 'link']);
	const me = await client.login('hAN@example.com', 'a new password');
	assert.deepEqual(me.roles.map((r) => [r.role, r.edition_id]), [['contestant', null]]);
	assert.equal((await client.expect(200, 'GET', '/api/v1/me')).name, '韩梅梅');
	await client.expect(204, 'DELETE', '/api/v1/sessions/current');
	assert.deepEqual([...client.cookies.keys()], ['__Host-saitou-device'], 'the device stays known');
	await client.expect(401, 'GET', '/api/v1/me');
	assert.equal(server.db.one("SELECT COUNT(*) n FROM outbox WHERE body LIKE '%token=%' AND state = 'sent'").n, '0');
});

test('the cookie, and how sessions end', async () => {
	const { client } = await registered('cookie@example.com');
	const answer = await client.post('/api/v1/sessions', { email: 'cookie@example.com', password: 'a new password' });
	const cookie = answer.headers['set-cookie'][0];
	for (const part of [/^__Host-saitou=[\w-]{43};/, /; Secure/, /; HttpOnly/, /; SameSite=(Lax|Strict)/, /; Path=\//, /; Max-Age=\d+/]) assert.match(cookie, part);
	const value = client.cookies.get('__Host-saitou');
	assert.equal(server.db.one('SELECT COUNT(*) n FROM sessions WHERE token_hash = UNHEX(SHA2(?, 256))', value).n, '1');
	const mine = "SELECT s.id FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE a.email = 'cookie@example.com'";

	server.db.query(`UPDATE sessions SET last_seen_at = last_seen_at - INTERVAL 2 MINUTE WHERE id IN (${mine})`);
	await client.expect(200, 'GET', '/api/v1/me');
	assert.equal(server.db.one(`SELECT last_seen_at > UTC_TIMESTAMP() - INTERVAL 30 SECOND seen FROM sessions WHERE id IN (${mine})`).seen, '1');
	server.db.query(`UPDATE sessions SET last_seen_at = last_seen_at - INTERVAL 721 MINUTE WHERE id IN (${mine})`);
	await client.expect(401, 'GET', '/api/v1/me');
	await client.login('cookie@example.com', 'a new password');
	server.db.query(`UPDATE sessions SET expires_at = UTC_TIMESTAMP() WHERE id IN (${mine})`);
	await client.expect(401, 'GET', '/api/v1/me');

	await client.login('cookie@example.com', 'a new password');
	const elsewhere = server.client();
	await elsewhere.login('cookie@example.com', 'a new password');
	await elsewhere.expect(204, 'DELETE', '/api/v1/sessions');
	await client.expect(401, 'GET', '/api/v1/me');
	client.cookies.set('__Host-saitou', 'x'.repeat(43));
	await client.expect(401, 'GET', '/api/v1/me');
});

test('registering again', async () => {
	const first = server.client();
	await first.expect(202, 'POST', '/api/v1/accounts', newcomer('twice@example.com', { name: '甲' }));
	const old = tokenIn(await server.mailTo('twice@example.com'));
	await first.expect(202, 'POST', '/api/v1/accounts', newcomer('twice@example.com', { name: '乙', password: 'quite another password' }));
	const token = tokenIn(await server.mailTo('twice@example.com', /再次注册/));
	await first.expect(403, 'POST', '/api/v1/accounts/confirmations', { token, password: 'a new password' });
	await first.expect(200, 'POST', '/api/v1/accounts/confirmations', { token, password: 'quite another password' });
	await first.expect(410, 'POST', '/api/v1/accounts/confirmations', { token: old, password: 'a new password' });
	assert.equal((await first.login('twice@example.com', 'quite another password')).name, '乙');
	const answer = await first.post('/api/v1/accounts', newcomer('TWICE@example.com', { name: '丙' }));
	assert.deepEqual([answer.status, answer.json], [202, { email: 'TWICE@example.com' }]);
	assert.match((await server.mailTo('twice@example.com', /您已有账号/)).text, /乙，您好/);
	assert.equal((await first.login('twice@example.com', 'quite another password')).name, '乙');
});

test('an address that somebody registers again before its owner confirms', async () => {
	const confirm = (status, token, secret = 'the owner’s password') => server.client().expect(status, 'POST', '/api/v1/accounts/confirmations', { token, password: secret });
	const log = async (email, secret) => (await server.client().post('/api/v1/sessions', { email, password: secret })).json.code ?? 'in';
	const twice = async (email) => {
		await server.client().expect(202, 'POST', '/api/v1/accounts', newcomer(email, { name: '本人', locale: 'en', password: 'the owner’s password' }));
		const own = tokenIn(await server.mailTo(email));
		await server.client().expect(202, 'POST', '/api/v1/accounts', newcomer(email, { name: '冒名', password: 'the thief’s password' }));
		return { own, other: tokenIn(await server.mailTo(email, /再次注册/)) };
	};
	const { own, other } = await twice('victim@example.com');
	assert.equal(await log('victim@example.com', 'the thief’s password'), 'unconfirmed');
	await confirm(403, other);
	await confirm(200, own);
	const me = await server.client().login('victim@example.com', 'the owner’s password');
	assert.deepEqual([me.name, me.locale], ['本人', 'en']);
	await confirm(410, other, 'the thief’s password');
	assert.equal(await log('victim@example.com', 'the thief’s password'), 'password');

	const second = await twice('victim2@example.com');
	await server.client().expect(202, 'POST', '/api/v1/password-resets', { email: 'victim2@example.com' });
	await server.client().expect(200, 'POST', '/api/v1/password-resets/completions', { token: tokenIn(await server.mailTo('victim2@example.com', /reset#/)), password: 'the newest password' });
	for (const [token, secret] of [[second.own], [second.other, 'the thief’s password']]) await confirm(410, token, secret);
	assert.equal(await log('victim2@example.com', 'the newest password'), 'in');
	assert.equal(server.db.one('SELECT COUNT(*) n FROM account_tokens t JOIN accounts a ON a.id = t.account_id WHERE a.email LIKE \'victim%\' AND t.password_hash IS NOT NULL').n, '0');
});

test('an address that only somebody else registered', async () => {
	const confirm = (token, password) => server.client().post('/api/v1/accounts/confirmations', { token, password });
	const state = () => server.db.one("SELECT state FROM accounts WHERE email = 'lured@example.com'").state;
	await server.client().expect(202, 'POST', '/api/v1/accounts', newcomer('lured@example.com', { password: 'the thief’s password' }));
	const token = tokenIn(await server.mailTo('lured@example.com'));
	const without = await server.client().post('/api/v1/accounts/confirmations', { token }, { hold: false });
	assert.deepEqual([without.status, without.json.errors[0].field], [422, 'password']);
	for (let i = 0; i < 10; i++) {
		const refused = await confirm(token, `the owner’s guess ${i}`);
		assert.deepEqual([refused.status, refused.json.code, refused.json.field], [403, 'registration-password', 'password']);
	}
	const late = await confirm(token, 'the thief’s password');
	assert.deepEqual([late.status, late.json.code, state()], [429, 'too-many-logins', 'unconfirmed']);
	await server.client().expect(202, 'POST', '/api/v1/password-resets', { email: 'lured@example.com' });
	const reset = tokenIn(await server.mailTo('lured@example.com', /reset#/));
	await server.client().expect(200, 'POST', '/api/v1/password-resets/completions', { token: reset, password: 'the owner’s password' });
	assert.equal(state(), 'active');
	assert.equal((await confirm(token, 'the thief’s password')).status, 410);
	await server.client().expect(401, 'POST', '/api/v1/sessions', { email: 'lured@example.com', password: 'the thief’s password' });
	await server.client().login('lured@example.com', 'the owner’s password');
});

test('what cannot be registered', async () => {
	const client = server.client();
	for (const email of ['nobody', 'a@b@c', '@b.c', 'a@', 'a b@c.d', 'a@b.c\nBcc: d@e.f', '"a"@b.c', 'ä@b.c']) {
		const answer = await client.post('/api/v1/accounts', newcomer(email));
		assert.deepEqual([answer.status, answer.json.code === 'email' || answer.json.code === 'invalid'], [422, true], email);
	}
	assert.equal((await client.post('/api/v1/accounts', newcomer('x@example.com', { privacy_consent: false }))).json.code, 'privacy-consent');
	const short = await client.post('/api/v1/accounts', newcomer('x@example.com', { password: 'short' }), { hold: false });
	assert.deepEqual([short.status, short.json.errors[0].field], [422, 'password']);
	assert.equal(server.db.one("SELECT COUNT(*) n FROM accounts WHERE email = 'x@example.com'").n, '0');
});

test('obvious passwords', async () => {
	const client = server.client();
	const register = (password, fields = {}) => client.post('/api/v1/accounts', newcomer('zhang.weiguo@starlight.example', { name: 'Zhang Weiguo', password, ...fields }));
	const obvious = ['password1234', '123456789012', 'qwertyuiop12', 'aaaaaaaaaaaa', '1qaz2wsx3edc', 'P@ssw0rd1234', 'Admin123456!', 'abcd1234abcd', 'iloveyou1234', '111111222222', 'password'.repeat(20)];
	const own = ['zhang.weiguo@starlight.example', 'ZhangWeiguo2026!', 'weiguoweiguo1', 'starlight123456'];
	for (const [list, code] of [[obvious, 'password-obvious'], [own, 'password-own']])
		for (const password of list) {
			const refused = await register(password);
			assert.equal(refused.status, 422, password);
			assert.equal(refused.json.field, 'password');
			assert.ok(refused.json.code === code || list === own, `${password}: ${refused.json.code}`);
		}
	assert.equal((await register('weiguoweiguo1')).json.code, 'password-own');
	const said = await Promise.all(['zh-CN', 'zh-Hant', 'en'].map(async (language) => (await client.post('/api/v1/accounts', newcomer('said@example.com', { password: 'password1234' }), { headers: { 'accept-language': language } })).json.detail));
	assert.match(said[0], /太容易被猜到/);
	assert.match(said[1], /太容易被猜到：常見/);
	assert.match(said[2], /too easy to guess/);
	assert.equal(server.db.one("SELECT COUNT(*) n FROM accounts WHERE email LIKE '%starlight.example' OR email = 'said@example.com'").n, '0');
	for (const password of ['五个 不相干 的词 在这里 排好', '企鹅 灯塔 马铃薯 提琴', 'heron lantern potato cello', 'tK9#vQ2!mZ7x']) assert.equal((await register(password, { name: '张' })).status, 202, password);
	assert.equal((await register('weiguo heron lantern potato cello')).status, 202);

	const somebody = await server.account({}, { name: '钱多多' });
	await client.expect(202, 'POST', '/api/v1/password-resets', { email: somebody.account.email });
	const token = tokenIn(await server.mailTo(somebody.account.email));
	for (let i = 0; i < 3; i++) assert.equal((await client.post('/api/v1/password-resets/completions', { token, password: somebody.account.email })).json.code, 'password-own');
	await client.expect(200, 'POST', '/api/v1/password-resets/completions', { token, password: 'the newest password' });
	await somebody.login(somebody.account.email, 'the newest password');
	for (let i = 0; i < 20; i++) assert.equal((await somebody.put('/api/v1/me/password', { old_password: 'the newest password', password: 'qwertyuiop12' })).json.code, 'password-obvious');
	await somebody.expect(204, 'PUT', '/api/v1/me/password', { old_password: 'the newest password', password: 'heron lantern potato cello' });

	await (await server.account({ organizer: null })).expect(201, 'POST', '/api/v1/invitations', { email: 'wu.songbai@example.com', name: '吴松柏', locale: 'zh-CN', role: 'judge', edition_id: null });
	const invitation = tokenIn(await server.mailTo('wu.songbai@example.com'));
	const accept = (password) => client.post('/api/v1/invitations/acceptances', { token: invitation, password, name: '吴松柏', privacy_consent: true });
	assert.equal((await accept('wusongbai1234')).json.code.slice(0, 9), 'password-');
	assert.equal((await accept('songbai songbai')).json.code, 'password-own');
});

test('wrong passwords, and too many of them', async () => {
	await registered('guess@example.com');
	const client = server.client();
	const attempt = (email, secret) => client.post('/api/v1/sessions', { email, password: secret });
	const known = await attempt('guess@example.com', 'wrong');
	const unknown = await attempt('unknown@example.com', 'wrong');
	assert.deepEqual([known.status, known.json.code, known.json.detail], [401, 'password', unknown.json.detail]);
	assert.equal(unknown.status, 401);
	for (let i = 1; i < LOGINS_PAIR; i++) assert.equal((await attempt(i % 2 ? 'guess@example.com' : 'GUESS@example.com', 'wrong')).status, 401);
	for (const wait of [1, 2, 4]) {
		const refused = await attempt('guess@example.com', 'a new password');
		assert.deepEqual([refused.status, refused.json.code], [429, 'too-many-logins']);
		assert.ok(Number(refused.headers['retry-after']) <= wait && Number(refused.headers['retry-after']) > wait / 2 - 1, refused.headers['retry-after']);
		await until('another try', async () => (await attempt('guess@example.com', 'wrong')).status === 401);
	}
	for (let i = 1; i < LOGINS_PAIR; i++) assert.equal((await attempt('unknown@example.com', 'wrong')).status, 401);
	assert.equal((await attempt('unknown@example.com', 'wrong')).status, 429);
	await until('the owner to be let in', async () => (await attempt('guess@example.com', 'a new password')).status === 200);
	for (let i = 0; i < LOGINS_PAIR; i++) assert.equal((await server.client().post('/api/v1/sessions', { email: 'guess@example.com', password: 'wrong' })).status, 401, 'counted anew');
});

test('many tries at once are no more than one after the other', async () => {
	await registered('crowd@example.com');
	const crowd = server.client({ address: '127.0.0.7' });
	const hashed = async () => Number((await crowd.get('/metrics', { hold: false }).then(() => server.client().get('/metrics', { hold: false }))).text.match(/^saitou_passwords_hashed_total (\d+)/m)[1]);
	const before = await hashed();
	const began = Date.now();
	const answers = await Promise.all(Array.from({ length: 60 }, () => crowd.post('/api/v1/sessions', { email: 'crowd@example.com', password: 'wrong' })));
	const tried = answers.filter((a) => a.status === 401).length;
	const free = LOGINS_PAIR + Math.floor(Math.log2((Date.now() - began) / 1000 + 1)); // waits of 1, 2, 4 … seconds, if it took so long
	assert.ok(tried >= LOGINS_PAIR && tried <= free, `${tried} tries`);
	assert.equal(answers.filter((a) => a.status === 429).length, 60 - tried);
	assert.equal((await hashed()) - before, tried, 'what is refused costs no hash');
});

test('strangers do not keep out the owner', async () => {
	await registered('judge@example.com');
	const owner = server.client({ address: '127.0.0.8' });
	await owner.login('judge@example.com', 'a new password');
	const cookie = owner.cookies.get('__Host-saitou-device');
	assert.ok(cookie);
	const stranger = server.client({ address: '127.0.0.8' });
	const guess = (client) => client.post('/api/v1/sessions', { email: 'judge@example.com', password: 'wrong' });
	for (let i = 0; i < LOGINS_PAIR; i++) assert.equal((await guess(stranger)).status, 401);
	assert.equal((await guess(stranger)).status, 429);
	await owner.expect(204, 'DELETE', '/api/v1/sessions/current');
	await owner.login('judge@example.com', 'a new password');
	assert.notEqual(owner.cookies.get('__Host-saitou-device'), undefined);
	await server.client({ address: '127.0.0.9' }).login('judge@example.com', 'a new password'); // from elsewhere
	server.db.query("UPDATE throttle SET next_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE scope = 'login' AND subject = '127.0.0.8 judge@example.com'"); // as after many more
	// Neither another's device, nor one that was made up, is one of the account.
	await registered('other@example.com');
	const other = server.client({ address: '127.0.0.8' });
	await other.login('other@example.com', 'a new password');
	const device = owner.cookies.get('__Host-saitou-device');
	for (const forged of [other.cookies.get('__Host-saitou-device'), other.cookies.get('__Host-saitou-device').replace(/^\d+/, device.split('.')[0]), `${device.slice(0, -1)}x`, 'x', '1.2', '...']) {
		const client = server.client({ address: '127.0.0.8' });
		client.cookies.set('__Host-saitou-device', forged);
		assert.equal((await guess(client)).status, 429, forged);
	}
	// A device may mistype as often as a stranger, and then waits like one.
	for (let i = 0; i < LOGINS_PAIR; i++) assert.equal((await guess(owner)).status, 401);
	assert.equal((await guess(owner)).status, 429);
});

test('another password makes devices unknown', async () => {
	await registered('moved@example.com');
	const [lost, kept] = [server.client({ address: '127.0.0.11' }), server.client({ address: '127.0.0.11' })];
	for (const client of [lost, kept]) await client.login('moved@example.com', 'a new password');
	await kept.expect(204, 'PUT', '/api/v1/me/password', { old_password: 'a new password', password: 'the newest password' });
	const stranger = server.client({ address: '127.0.0.11' });
	const attempt = (client, password) => client.post('/api/v1/sessions', { email: 'moved@example.com', password });
	for (let i = 0; i < LOGINS_PAIR; i++) assert.equal((await attempt(stranger, 'wrong')).status, 401);
	server.db.query("UPDATE throttle SET next_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE scope = 'login' AND subject = '127.0.0.11 moved@example.com'"); // as after many more
	assert.equal((await attempt(lost, 'the newest password')).status, 429);
	assert.equal((await attempt(kept, 'the newest password')).status, 200);
});

test('reset', async () => {
	const { client } = await registered('forgetful@example.com');
	await client.login('forgetful@example.com', 'a new password');
	const stranger = server.client();
	for (const email of ['Forgetful@example.com', 'never-seen@example.com']) {
		const answer = await stranger.post('/api/v1/password-resets', { email });
		assert.deepEqual([answer.status, answer.json], [202, { email }]);
	}
	const token = tokenIn(await server.mailTo('forgetful@example.com', /重设密码/));
	await stranger.expect(200, 'POST', '/api/v1/password-resets/completions', { token, password: 'the newest password' });
	await stranger.expect(410, 'POST', '/api/v1/password-resets/completions', { token, password: 'the newest password' });
	await client.expect(401, 'GET', '/api/v1/me');
	await client.expect(401, 'POST', '/api/v1/sessions', { email: 'forgetful@example.com', password: 'a new password' });
	await client.login('forgetful@example.com', 'the newest password');
	assert.equal(server.db.one("SELECT COUNT(*) n FROM outbox WHERE recipient = 'never-seen@example.com'").n, '0');

	await stranger.expect(202, 'POST', '/api/v1/password-resets', { email: 'forgetful@example.com' });
	server.db.query("UPDATE account_tokens SET expires_at = UTC_TIMESTAMP() WHERE purpose = 'reset' AND used_at IS NULL");
	const late = await server.mailTo('forgetful@example.com', new RegExp(`重设密码(?![\\s\\S]*${token})`));
	await stranger.expect(410, 'POST', '/api/v1/password-resets/completions', { token: tokenIn(late), password: 'the newest password' });
});

test('made-up links cost no hash', async () => {
	const reader = await server.account({ organizer: null });
	const hashes = async () => Number((await reader.get('/metrics', { hold: false })).text.match(/^saitou_passwords_hashed_total (\d+)$/m)[1]);
	const [stranger, somebody] = [server.client(), await server.account()];
	const before = await hashes();
	for (const token of ['x', 'A'.repeat(43), '赛投'.repeat(20)]) {
		assert.equal((await stranger.post('/api/v1/password-resets/completions', { token, password: 'the newest password' })).json.code, 'link');
		assert.equal((await stranger.post('/api/v1/invitations/acceptances', { token, password: 'the newest password' })).json.code, 'link');
	}
	assert.equal(await hashes(), before);
	await stranger.expect(202, 'POST', '/api/v1/password-resets', { email: somebody.account.email });
	await stranger.expect(200, 'POST', '/api/v1/password-resets/completions', { token: tokenIn(await server.mailTo(somebody.account.email)), password: 'the newest password' });
	assert.equal(await hashes(), before + 1);
});

test('too many mails to one address', async () => {
	const client = server.client();
	for (let i = 0; i < 5; i++) await client.expect(202, 'POST', '/api/v1/password-resets', { email: 'bombed@example.com' });
	const answer = await client.post('/api/v1/password-resets', { email: 'Bombed@example.com' });
	assert.deepEqual([answer.status, answer.json.code], [429, 'too-many-mails']);
});

test('own name, language, password', async () => {
	const { client } = await registered('self@example.com');
	await client.login('self@example.com', 'a new password');
	const me = await client.get('/api/v1/me');
	const edit = (json, tag) => client.patch('/api/v1/me', json, { headers: { 'if-match': tag }, hold: tag !== undefined });
	assert.equal((await edit({ name: '新名' })).status, 428);
	const changed = await edit({ name: '新名' }, me.headers.etag);
	assert.deepEqual([changed.status, changed.json.name, changed.json.locale], [200, '新名', 'zh-CN']);
	assert.equal((await edit({ name: '旧' }, me.headers.etag)).status, 412);
	await client.expect(200, 'PATCH', '/api/v1/me', { locale: 'en' }, { headers: { 'if-match': changed.headers.etag } });
	const noLanguage = server.client({ language: undefined });
	noLanguage.cookies = client.cookies;
	assert.match((await noLanguage.request('GET', '/api/v1/accounts')).json.detail, /You are not allowed/);

	const elsewhere = server.client();
	await elsewhere.login('self@example.com', 'a new password');
	assert.equal((await client.put('/api/v1/me/password', { old_password: 'wrong', password: 'the next password' })).status, 401);
	await client.expect(204, 'PUT', '/api/v1/me/password', { old_password: 'a new password', password: 'the next password' });
	await client.expect(200, 'GET', '/api/v1/me');
	await elsewhere.expect(401, 'GET', '/api/v1/me');
	await elsewhere.login('self@example.com', 'the next password');
});

test('invitations', async () => {
	const invite = (client, email, role, edition_id, locale = 'en') => client.post('/api/v1/invitations', { email, name: 'Guest', role, edition_id, locale });
	assert.equal((await invite(organizer, 'j1@example.com', 'judge', edition)).status, 201);
	assert.equal((await invite(organizer, 'j1@example.com', 'judge', edition + 1)).status, 403);
	assert.equal((await invite(organizer, 'j1@example.com', 'judge', null)).status, 403);
	assert.equal((await invite(organizer, 'j1@example.com', 'admin', null)).status, 403);
	assert.equal((await invite(admin, 'a1@example.com', 'admin', edition)).status, 422);
	assert.equal((await invite(admin, 'a1@example.com', 'judge', 999)).status, 404);
	assert.equal((await invite(server.client(), 'a1@example.com', 'judge', edition)).status, 401);
	const mail = await server.mailTo('j1@example.com');
	assert.match(mail.subject, /^Invitation: judge \(Edition one\)$/);

	const guest = server.client();
	const accept = (json) => guest.post('/api/v1/invitations/acceptances', json);
	const refused = await accept({ token: tokenIn(mail) });
	assert.deepEqual([refused.status, refused.json.code], [422, 'details-needed']);
	const accepted = await accept({ token: tokenIn(mail), name: '评委甲', password: 'a judge’s password', privacy_consent: true });
	assert.deepEqual([accepted.status, accepted.json.has_account], [200, false]);
	assert.equal((await accept({ token: tokenIn(mail), password: 'a judge’s password' })).status, 410);
	const me = await guest.login('j1@example.com', 'a judge’s password');
	assert.deepEqual([me.name, me.roles], ['评委甲', [{ role: 'judge', edition_id: edition, edition_code: 'one', edition_title: { 'zh-CN': '届 one', en: 'Edition one' } }]]);

	await invite(admin, 'J1@example.com', 'auditor', null, 'zh-CN');
	const second = await accept({ token: tokenIn(await server.mailTo('J1@example.com', /审计员/)), password: 'does not matter' });
	assert.deepEqual([second.status, second.json.has_account, second.json.waits], [200, true, true]);
	assert.deepEqual((await guest.login('j1@example.com', 'a judge’s password')).roles.map((r) => r.role), ['judge'], 'an office waits for a second person');
	const [waiting] = (await admin.expect(200, 'GET', '/api/v1/grant-requests')).items;
	assert.deepEqual([waiting.email, waiting.role, waiting.may_confirm], ['j1@example.com', 'auditor', false]);
	const confirmer = await server.account({ admin: null });
	await confirmer.expect(204, 'POST', `/api/v1/grant-requests/${waiting.id}/confirm`);
	server.db.query('DELETE FROM grants WHERE account_id = ?', confirmer.account.id); // one admin is left, as others below count on
	assert.deepEqual((await guest.login('j1@example.com', 'a judge’s password')).roles.map((r) => r.role), ['judge', 'auditor']);

	const open = (await invite(organizer, 'late@example.com', 'judge', edition)).json;
	assert.ok((await organizer.expect(200, 'GET', `/api/v1/invitations?edition=${edition}`)).items.some((i) => i.id === open.id));
	const other = await server.account({ organizer: edition + 1 });
	assert.equal((await other.expect(200, 'GET', '/api/v1/invitations')).total, 0);
	await other.expect(404, 'DELETE', `/api/v1/invitations/${open.id}`);
	await organizer.expect(204, 'DELETE', `/api/v1/invitations/${open.id}`);
	assert.equal((await accept({ token: tokenIn(await server.mailTo('late@example.com')), password: 'too late for that' })).status, 410);
});

test('an invitation by somebody who may not invite any more', async () => {
	const accept = async (email) => server.client().post('/api/v1/invitations/acceptances', { token: tokenIn(await server.mailTo(email)), password: 'the guest’s password' });
	const invited = async (email, inviter, role, edition_id) => inviter.expect(201, 'POST', '/api/v1/invitations', { email, name: 'Guest', role, edition_id, locale: 'en' });
	const refused = (answer) => assert.deepEqual([answer.status, answer.json.code], [410, 'invitation-void']);
	const inviter = await server.account({ organizer: edition, auditor: null });
	await invited('void1@example.com', inviter, 'judge', edition);
	server.db.query("DELETE FROM grants WHERE account_id = ? AND role = 'organizer'", inviter.account.id);
	refused(await accept('void1@example.com'));
	assert.equal(server.db.one("SELECT COUNT(*) n FROM accounts WHERE email = 'void1@example.com'").n, '0');
	const founder = await server.account({ admin: null, organizer: edition });
	for (const [email, role] of [['void2@example.com', 'admin'], ['void3@example.com', 'auditor']]) await invited(email, founder, role, null);
	await invited('valid@example.com', founder, 'judge', edition);
	server.db.query("DELETE FROM grants WHERE account_id = ? AND role = 'admin'", founder.account.id);
	for (const email of ['void2@example.com', 'void3@example.com']) refused(await accept(email));
	server.db.query("UPDATE accounts SET state = 'disabled' WHERE id = ?", founder.account.id);
	refused(await accept('valid@example.com'));
	server.db.query("UPDATE accounts SET state = 'active' WHERE id = ?", founder.account.id);
	assert.equal((await accept('valid@example.com')).status, 200);
});

test('an address that somebody else registered goes to the invited', async () => {
	const thief = server.client();
	await thief.expect(202, 'POST', '/api/v1/accounts', newcomer('owner@example.com', { password: 'the thief’s password' }));
	await admin.expect(201, 'POST', '/api/v1/invitations', { email: 'owner@example.com', name: 'Owner', role: 'organizer', edition_id: edition, locale: 'en' });
	const token = tokenIn(await server.mailTo('owner@example.com', /Invitation/));
	await server.client().expect(422, 'POST', '/api/v1/invitations/acceptances', { token });
	await server.client().expect(200, 'POST', '/api/v1/invitations/acceptances', { token, password: 'the owner’s password' });
	await thief.expect(401, 'POST', '/api/v1/sessions', { email: 'owner@example.com', password: 'the thief’s password' });
	await thief.expect(410, 'POST', '/api/v1/accounts/confirmations', { token: tokenIn(await server.mailTo('owner@example.com', /confirm#/)), password: 'the thief’s password' });
	assert.equal((await server.client().login('owner@example.com', 'the owner’s password')).name, 'Owner');
});

test('admins keep accounts and roles', async () => {
	const user = await server.account({ contestant: null });
	const auditor = await server.account({ auditor: null });
	const editionAuditor = await server.account({ auditor: edition });
	const path = `/api/v1/accounts/${user.account.id}`;
	assert.deepEqual((await auditor.expect(200, 'GET', path)).grants.map((g) => g.role), ['contestant']);
	await editionAuditor.expect(404, 'GET', path);
	assert.equal((await editionAuditor.expect(200, 'GET', '/api/v1/accounts')).total, 0);
	await organizer.expect(403, 'GET', path);
	await auditor.expect(403, 'POST', `${path}/grants`, { role: 'judge' });
	const listed = await admin.expect(200, 'GET', `/api/v1/accounts?text=${user.account.email.toUpperCase()}&role=contestant&state=active`);
	assert.deepEqual(listed.items.map((a) => a.id), [user.account.id]);

	// A judge begins with their own consent.
	const asked = await admin.expect(202, 'POST', `${path}/grants`, { role: 'judge', edition_id: edition, reason: '专家库' });
	assert.deepEqual(asked.grants.map((g) => g.role), ['contestant']);
	assert.equal((await organizer.post(`/api/v1/editions/${edition}/judges`, { account_id: user.account.id, organisation: '某大学' })).json.code, 'judge-account-unknown');
	const token = (await server.mailTo(user.account.email, /invitation#/)).text.match(/#token=([\w-]+)/)[1];
	await server.client().expect(200, 'POST', '/api/v1/invitations/acceptances', { token });
	const granted = await admin.expect(200, 'GET', path);
	await admin.expect(409, 'POST', `${path}/grants`, { role: 'judge', edition_id: edition });
	await admin.expect(409, 'POST', `${path}/grants`, { role: 'contestant' });
	await admin.expect(404, 'POST', `${path}/grants`, { role: 'judge', edition_id: 9999 });
	await admin.expect(404, 'POST', '/api/v1/accounts/9999/grants', { role: 'judge' });
	assert.deepEqual((await user.expect(200, 'GET', '/api/v1/me')).roles.map((r) => r.role), ['contestant', 'judge']);
	const judge = granted.grants.find((g) => g.role === 'judge');
	await admin.expect(204, 'DELETE', `${path}/grants/${judge.id}`);
	await admin.expect(404, 'DELETE', `${path}/grants/${judge.id}`);

	await admin.expect(422, 'PUT', `${path}/state`, { state: 'disabled' });
	await admin.expect(200, 'PUT', `${path}/state`, { state: 'disabled', reason: '本人申请' });
	await user.expect(401, 'GET', '/api/v1/me');
	const disabled = await user.post('/api/v1/sessions', { email: user.account.email, password });
	assert.deepEqual([disabled.status, disabled.json.code], [403, 'account-disabled']);
	await admin.expect(200, 'PUT', `${path}/state`, { state: 'active' });
	await user.login(user.account.email, password);
});

test('the last admin stays', async () => {
	const path = `/api/v1/accounts/${admin.account.id}`;
	const mine = (await admin.expect(200, 'GET', path)).grants.find((g) => g.role === 'admin');
	for (const answer of [await admin.put(`${path}/state`, { state: 'disabled', reason: 'x' }), await admin.delete(`${path}/grants/${mine.id}`)]) {
		assert.deepEqual([answer.status, answer.json.code], [409, 'last-admin']);
	}
	const second = await server.account({ admin: null });
	await second.expect(204, 'DELETE', `${path}/grants/${mine.id}`);
	await admin.expect(403, 'GET', path);
	await second.expect(202, 'POST', `${path}/grants`, { role: 'admin' });
	await admin.expect(403, 'GET', path);
	server.db.query("INSERT INTO grants (account_id, role) VALUES (?, 'admin')", admin.account.id);
});

test('has_role: for one edition, for all, and nothing implied', () => {
	const has = (account, role, id) => server.db.one(`SELECT has_role(?, ?, ${id ?? 'NULL'}) has`, account, role).has;
	assert.equal(has(organizer.account.id, 'organizer', edition), '1');
	assert.equal(has(organizer.account.id, 'organizer', edition + 1), '0');
	assert.equal(has(organizer.account.id, 'organizer', null), '0');
	assert.equal(has(admin.account.id, 'admin', edition), '1');
	assert.equal(has(admin.account.id, 'organizer', edition), '0');
});

test('the audit trail has it all, and is intact', () => {
	const actions = server.db.query('SELECT DISTINCT action FROM audit').map((row) => row.action);
	for (const action of ['account.register', 'account.confirm', 'account.edit', 'account.change_password', 'account.reset_password', 'account.ask_grant', 'account.withdraw_grant', 'account.disable', 'account.enable', 'invitation.create', 'invitation.accept', 'invitation.revoke', 'session.begin', 'session.end', 'session.end_all']) assert.ok(actions.includes(action), action);
	const grant = server.db.one("SELECT * FROM audit WHERE action = 'account.ask_grant' AND reason IS NOT NULL");
	assert.deepEqual([grant.account_id, grant.roles, grant.reason, grant.address], [String(admin.account.id), 'admin', '专家库', '127.0.0.1']);
	assert.match(execFileSync(saitouctl, ['verify', '--config', server.config], { encoding: 'utf8' }), /all intact/);
	for (const sql of ["UPDATE audit SET reason = 'x'", 'DELETE FROM audit', 'DELETE FROM audit_heads', 'UPDATE audit_heads SET seq = 0', 'UPDATE audit_heads SET seq = seq + 1', "UPDATE audit_heads SET hash = REPEAT('x', 32)"]) assert.throws(() => server.db.query(sql), /audit_/);
});

test('verify names the first row that was tampered with', () => {
	const verify = () => {
		try {
			return execFileSync(saitouctl, ['verify', '--config', server.config], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
		} catch (error) {
			assert.equal(error.status, 1);
			return error.stderr;
		}
	};
	server.db.query('DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks');
	const head = server.db.one('SELECT seq, HEX(hash) hash FROM audit_heads WHERE edition_id = 0');
	const stray = (seq, hash) => server.db.query("INSERT INTO audit (edition_id, seq, at, roles, address, request_id, action, object, object_id, prev_hash, hash) VALUES (0, ?, '1970-01-01', 0, '', '', 'a.b', 'c', 1, UNHEX(?), UNHEX(?))", seq, head.hash, hash);
	const seq = Number(head.seq) + 1;
	stray(seq + 1, '00'.repeat(32));
	assert.match(verify(), /rows are missing before it/);
	assert.throws(() => server.db.query('UPDATE audit_heads SET seq = ?, hash = UNHEX(?) WHERE edition_id = 0', seq + 1, '00'.repeat(32)), /audit_heads_follow_rows/);
	server.db.query('DELETE FROM audit WHERE edition_id = 0 AND seq = ?', seq + 1);
	stray(seq, createHash('sha256').update(Buffer.from(head.hash, 'hex')).update(JSON.stringify([0, seq, 0, null, 0, '', '', 'a.b', 'c', 1, null, null])).digest('hex'));
	assert.match(verify(), /it lies behind the end of the chain/);
	server.db.query('DELETE FROM audit WHERE edition_id = 0 AND seq = ?', seq);
	const before = server.db.one('SELECT seq, HEX(hash) hash FROM audit WHERE edition_id = 0 AND seq = 5');
	server.db.query("UPDATE audit SET address = '1.2.3.4' WHERE edition_id = 0 AND seq = 5");
	assert.match(verify(), /edition 0, row 5: its content does not fit its hash/);
	server.db.query("UPDATE audit SET address = '127.0.0.1' WHERE edition_id = 0 AND seq = 5");
	assert.match(verify(), /all intact/);
	assert.equal(server.db.one('SELECT HEX(hash) hash FROM audit WHERE edition_id = 0 AND seq = 5').hash, before.hash);
	server.db.query('DELETE FROM audit WHERE edition_id = 0 ORDER BY seq DESC LIMIT 1');
	assert.match(verify(), /the last rows are missing/);
	server.db.query('DELETE FROM audit WHERE edition_id = 0 AND seq = 3');
	assert.match(verify(), /edition 0, row 4: rows are missing before it/);
});
