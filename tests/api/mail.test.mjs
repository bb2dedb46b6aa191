// Mail, against a mail server that speaks SMTP:
// - a mail goes out once, from and to the right addresses, with the text that the outbox held; the outbox keeps no text of what was sent
// - over TLS with a certificate of the CA that is configured, and not without; with user and password
// - STARTTLS is insisted on
// - what the mail server refuses for now is tried again later, with the same Message-ID; what it refuses too often is given up
// - what it refuses for good (550) of a recipient or of the mail itself is given up at once, and whoever sent an invitation sees it; a full mailbox, and what
//   has to do with us (the sender, the log-in), passes
// - whoever caused a letter that reached nobody sees which, to whom and why, and so do organisers of its edition, admins and auditors, and nobody else; they
//   send it once more, and it arrives or fails anew
// - what was queued while the server was down goes out at its start
// - an address that cannot stand in a mail is given up at once
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import tls from 'node:tls';
import { firm, publishedEdition } from './fixtures.mjs';
import { startServer, until } from './harness.mjs';

// Takes mails until told otherwise. options: {tls: {key, cert}, auth: true}
class MailServer {
	constructor(options = {}) {
		this.mails = [];
		this.refuse = {}; // recipient → how often
		this.hard = {}; // recipient → answer, for ever
		this.bad = {}; // recipient → answer to the mail itself
		this.sender = undefined; // answer to whoever sends
		this.logins = [];
		const serve = (socket) => this.serve(socket, options);
		this.listener = options.tls ? tls.createServer(options.tls, serve) : net.createServer(serve);
	}
	start() {
		return new Promise((done) => this.listener.listen(0, '127.0.0.1', () => done((this.port = this.listener.address().port))));
	}
	stop() {
		this.listener.close();
	}
	serve(socket, { auth }) {
		let mail = {}, data = null, pending = '', login = false;
		const say = (line) => socket.write(`${line}\r\n`);
		const answer = (line) => {
			if (data !== null) {
				if (line !== '.') return data.push(line);
				if (this.bad[mail.to]) return (data = null), say(this.bad[mail.to]);
				this.mails.push({ ...mail, lines: data });
				mail = {};
				data = null;
				return say('250 taken');
			}
			if (login) return (login = false), this.logins.push(Buffer.from(line, 'base64').toString()), say('235 welcome');
			const verb = line.slice(0, 4).toUpperCase();
			if (verb === 'EHLO') return say(auth ? '250-mail\r\n250 AUTH PLAIN' : '250 mail');
			if (verb === 'AUTH') return (login = true), say('334 ');
			if (verb === 'MAIL' && this.sender) return say(this.sender);
			if (verb === 'MAIL') return (mail.from = line.match(/<(.*)>/)[1]), say('250 fine');
			if (verb === 'RCPT') {
				mail.to = line.match(/<(.*)>/)[1];
				if (this.hard[mail.to]) return say(this.hard[mail.to]);
				if (this.refuse[mail.to] > 0) return this.refuse[mail.to]--, say('451 not now');
				return say('250 fine');
			}
			if (verb === 'DATA') return (data = []), say('354 go on');
			if (verb === 'QUIT') return say('221 bye'), socket.end();
			return say('250 fine');
		};
		socket.on('error', () => {});
		socket.on('data', (bytes) => {
			const lines = (pending + bytes.toString('latin1')).split('\r\n');
			pending = lines.pop();
			lines.forEach(answer);
		});
		say('220 mail');
	}
}

let server, plain;
const configured = async (lines) => {
	if (server) await server.stop();
	server = await startServer({ config: lines.join('\n') + '\n' });
};
const reset = (email) => server.client().expect(202, 'POST', '/api/v1/password-resets', { email });
const outbox = (email) => server.db.one('SELECT state, attempts, last_error, body FROM outbox WHERE recipient = ? ORDER BY id DESC LIMIT 1', email);
const head = (mail, name) => mail.lines.find((line) => line.startsWith(`${name}: `)).slice(name.length + 2);
const text = (mail) => Buffer.from(mail.lines.slice(mail.lines.indexOf('') + 1).join(''), 'base64').toString('utf8');
const account = (email) => server.addAccount(email, '韩梅梅', { contestant: null });
before(async () => {
	plain = new MailServer();
	await plain.start();
	await configured([`mail_server = "smtp://127.0.0.1:${plain.port}"`, 'mail_tls = "none"', 'mail_from = "contest@example.org"', 'mail_from_name = "赛投"']);
});
after(async () => {
	await server?.stop();
	plain?.stop();
});

test('a mail goes out once', async () => {
	account('one@example.com');
	await reset('one@example.com');
	await until('the mail', () => outbox('one@example.com').state === 'sent');
	const mails = plain.mails.filter((m) => m.to === 'one@example.com');
	assert.equal(mails.length, 1);
	assert.equal(mails[0].from, 'contest@example.org');
	assert.equal(head(mails[0], 'To'), 'one@example.com');
	assert.match(text(mails[0]), /^韩梅梅，您好：\r\n[\s\S]*#token=[\w-]{43}\r\n/);
	assert.deepEqual(outbox('one@example.com'), { state: 'sent', attempts: '1', last_error: null, body: '' });
});

test('refused for now, and refused for good', async () => {
	account('two@example.com');
	plain.refuse['two@example.com'] = 1;
	await reset('two@example.com');
	await until('a refusal', () => outbox('two@example.com').attempts === '1');
	assert.equal(outbox('two@example.com').state, 'waiting');
	assert.match(outbox('two@example.com').last_error, /451|RCPT/);
	const due = server.db.one("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), next_attempt_at) s FROM outbox WHERE recipient = 'two@example.com'").s;
	assert.ok(Number(due) >= 5 && Number(due) <= 10);
	account('wake@example.com'); // a mail to whom wakes the mailer
	server.db.query("UPDATE outbox SET next_attempt_at = UTC_TIMESTAMP(6) WHERE recipient = 'two@example.com'");
	await reset('wake@example.com');
	await until('the mail', () => outbox('two@example.com').state === 'sent');
	assert.equal(plain.mails.filter((m) => m.to === 'two@example.com').length, 1);

	account('three@example.com');
	plain.refuse['three@example.com'] = 2;
	await reset('three@example.com');
	await until('a refusal', () => outbox('three@example.com').attempts === '1');
	server.db.query("UPDATE outbox SET attempts = 11, next_attempt_at = UTC_TIMESTAMP(6) WHERE recipient = 'three@example.com'");
	server.db.query("DELETE FROM throttle WHERE scope = 'mail'");
	await reset('wake@example.com');
	await until('it to be given up', () => outbox('three@example.com').state === 'failed');
});

test('refused for good', async () => {
	const organizer = await server.account({ admin: null });
	const invite = (email) => organizer.expect(201, 'POST', '/api/v1/invitations', { email, name: '李', role: 'auditor', locale: 'zh-CN' });
	const shown = async (email) => (await organizer.expect(200, 'GET', '/api/v1/invitations')).items.find((i) => i.email === email).mail;
	Object.assign(plain.hard, { 'gone@example.com': '550 5.1.1 no such user', 'full@example.com': '552 mailbox full' });
	plain.bad['spam@example.com'] = '554 5.7.1 not wanted';
	for (const email of ['gone@example.com', 'spam@example.com', 'full@example.com']) assert.equal((await invite(email)).mail, 'waiting');
	for (const email of ['gone@example.com', 'spam@example.com']) {
		await until('it to be given up', () => outbox(email).state === 'failed');
		assert.deepEqual([outbox(email).attempts, await shown(email)], ['1', 'failed']);
	}
	await until('the attempt', () => outbox('full@example.com').attempts === '1');
	assert.equal(await shown('full@example.com'), 'waiting');
	await invite('good@example.com');
	await until('the mail', async () => (await shown('good@example.com')) === 'sent');
	plain.sender = '550 you may not send';
	await invite('later@example.com');
	await until('the attempt', () => outbox('later@example.com').attempts === '1');
	assert.equal(await shown('later@example.com'), 'waiting', 'our fault, not the recipient\'s');
	plain.sender = undefined;
});

test('letters that reached nobody are listed for who sent them, and sent again', async () => {
	const admin = await server.account({ admin: null }), boss = await server.account({ organizer: null }, { name: '钱主任' });
	const edition = await publishedEdition(boss), elsewhere = await publishedEdition(boss);
	const [organizer, auditor, other] = [await server.account({ organizer: edition.id }), await server.account({ auditor: edition.id }), await server.account({ organizer: elsewhere.id })];
	const member = await server.account();
	const firmId = firm(server, [member]);
	const guest = await server.account();
	const failed = async (client, query = '') => (await client.expect(200, 'GET', `/api/v1/failed-mails${query}`)).items;
	const find = async (client, to) => (await failed(client, `?q=${to}`))[0];
	plain.hard['moved@example.com'] = plain.hard[guest.account.email] = '550 5.1.1 no such user';
	await boss.expect(201, 'POST', '/api/v1/invitations', { email: 'moved@example.com', name: '李', role: 'judge', edition_id: edition.id, locale: 'zh-CN' });
	await member.post(`/api/v1/firms/${firmId}/members`, { email: guest.account.email });
	for (const to of ['moved@example.com', guest.account.email]) await until('it to be given up', () => outbox(to)?.state === 'failed');

	const seen = await find(boss, 'moved@example.com');
	assert.deepEqual([seen.recipient, seen.edition_id, seen.sent_by, seen.sent_by_name, seen.attempts, seen.action], ['moved@example.com', edition.id, boss.account.id, '钱主任', 1, 'invitation.create']);
	assert.match(seen.error, /550/);
	assert.match(seen.subject, /评委/);
	assert.deepEqual(Object.keys(seen).filter((k) => /body|text/.test(k)), []);
	for (const client of [organizer, auditor, admin]) assert.equal((await find(client, 'moved@example.com'))?.id, seen.id);
	assert.deepEqual((await failed(organizer, `?edition=${edition.id}`)).map((m) => m.id), [seen.id]);
	for (const client of [other, member, guest]) assert.equal(await find(client, 'moved@example.com'), undefined);
	const own = await find(member, guest.account.email);
	assert.match(own.action, /^firm/);
	assert.equal(await find(boss, guest.account.email), undefined);

	const again = (client, mail) => client.post(`/api/v1/failed-mails/${mail.id}/resend`);
	assert.equal((await again(other, seen)).status, 404);
	assert.equal((await again(auditor, seen)).status, 403);
	assert.equal((await server.client().post(`/api/v1/failed-mails/${seen.id}/resend`)).status, 401);
	assert.equal((await again(organizer, seen)).status, 204);
	await until('it to fail anew', () => outbox('moved@example.com').state === 'failed');
	delete plain.hard['moved@example.com'];
	assert.equal((await again(boss, seen)).status, 204);
	await until('the mail', () => plain.mails.some((m) => m.to === 'moved@example.com'));
	await until('it to be taken off the list', async () => (await failed(boss, '?q=moved')).length === 0);
	assert.equal((await again(boss, seen)).status, 404);
	delete plain.hard[guest.account.email];
	assert.equal((await again(member, own)).status, 204);
	await until('the mail', () => plain.mails.some((m) => m.to === guest.account.email));
});

test('an address that cannot stand in a mail', async () => {
	server.db.query("INSERT INTO outbox (recipient, subject, body, next_attempt_at, request_id, created_at) VALUES ('a b@example.com', 'x', 'x', UTC_TIMESTAMP(6), '', UTC_TIMESTAMP(6))");
	await reset('wake@example.com');
	await until('it to be given up', () => outbox('a b@example.com').state === 'failed');
	assert.equal(outbox('a b@example.com').attempts, '1');
});

test('queued while the server was down', async () => {
	await server.terminate();
	server.db.query("INSERT INTO outbox (recipient, subject, body, next_attempt_at, request_id, created_at) VALUES ('four@example.com', '早上好', 'x', UTC_TIMESTAMP(6), '', UTC_TIMESTAMP(6))");
	await server.start();
	await until('the mail', () => outbox('four@example.com').state === 'sent');
	assert.equal(plain.mails.filter((m) => m.to === 'four@example.com').length, 1);
});

test('STARTTLS is insisted on', async () => {
	await configured([`mail_server = "smtp://127.0.0.1:${plain.port}"`]);
	account('five@example.com');
	await reset('five@example.com');
	await until('a refusal', () => outbox('five@example.com').attempts === '1');
	assert.match(outbox('five@example.com').last_error, /STARTTLS|TLS|SSL/i);
	assert.equal(plain.mails.filter((m) => m.to === 'five@example.com').length, 0);
});

test('over TLS, with a password', async () => {
	// The contest's own CA serves for the mail server's certificate too.
	const certs = path.join(server.folder, 'certs');
	const own = { key: readFileSync(path.join(certs, 'server.key')), cert: readFileSync(path.join(certs, 'server.crt')) };
	const secure = new MailServer({ tls: own, auth: true });
	await secure.start();
	const kept = path.join(mkdtempSync(path.join(tmpdir(), 'saitou-mail-')), 'mail');
	writeFileSync(`${kept}.crt`, readFileSync(path.join(certs, 'ca.crt')));
	writeFileSync(`${kept}.password`, 's3cret\n');
	const lines = [`mail_server = "smtps://localhost:${secure.port}"`, 'mail_user = "contest"', `mail_password_file = "${kept}.password"`];
	await configured(lines);
	account('six@example.com');
	await reset('six@example.com');
	await until('a refusal', () => outbox('six@example.com').attempts === '1');
	assert.match(outbox('six@example.com').last_error, /certificate/i);
	assert.equal(secure.mails.length, 0);
	await configured([...lines, `mail_ca = "${kept}.crt"`]);
	account('six@example.com');
	await reset('six@example.com');
	await until('the mail', () => outbox('six@example.com').state === 'sent');
	assert.equal(secure.mails.length, 1);
	assert.deepEqual(secure.logins, ['\0contest\0s3cret']);
	secure.stop();
	rmSync(path.dirname(kept), { recursive: true });
});
