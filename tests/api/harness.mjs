// Starts a real server on a real MariaDB for one test file, and gives clients that keep cookies and hold every exchange
// against the contract.
//
// SAITOU_BUILD   folder with saitoud and saitouctl (default: build/)
// SAITOU_SOCKET  socket of a running MariaDB; without it, one is started for this file
import { spawn, execFileSync } from 'node:child_process';
import { randomBytes, scryptSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hold, observe } from './contract.mjs';
import { Database, TRANSACTIONS_EVERY } from './database.mjs';
import { freePort } from './ports.mjs';
import { SqlSession } from './sql_session.mjs';

export { Database, TRANSACTIONS_EVERY, freePort };

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const build = path.resolve(process.env.SAITOU_BUILD ?? path.join(root, 'build'));
export const saitouctl = path.join(build, 'saitouctl');
export const password = 'correct horse 赛投 battery';

export async function until(what, probe, milliseconds = 120000, every = 20) {
	const end = Date.now() + milliseconds;
	for (;;) {
		const value = await probe();
		if (value) return value;
		if (Date.now() > end) throw new Error(`gave up waiting for: ${what}`);
		await new Promise((done) => setTimeout(done, every));
	}
}

// A MariaDB: the suite's, or one of this file's own (options.own), which a test may kill and start again.
const started = new Set();
export function startMariadb(folder) {
	const script = path.join(root, 'tools/mariadb.sh');
	const run = (verb) => execFileSync('sh', [script, verb, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
	const mariadb = {
		folder,
		socket: path.join(folder, 'socket'),
		pid: () => Number(readFileSync(path.join(folder, 'pid'), 'utf8')),
		start() {
			started.add(mariadb); // first: what is interrupted has to be stopped, too
			run('start');
		},
		stop() {
			run('stop');
			started.delete(mariadb);
		},
		kill() {
			const pid = this.pid();
			process.kill(pid, 'SIGKILL');
			return until('mariadbd to be gone', () => {
				try {
					process.kill(pid, 0);
					return false;
				} catch {
					return true;
				}
			});
		},
	};
	mariadb.start();
	return mariadb;
}

// options: {config: text appended to the configuration, database: text instead of the keys that say where MariaDB is, mariadb: of startMariadb(), wrapper: [command in front of saitoud]}
export async function startServer(options = {}) {
	const folder = mkdtempSync(path.join(tmpdir(), 'saitou-test-'));
	let mariadb = options.mariadb;
	let ownMariadb = false;
	if (!mariadb && process.env.SAITOU_SOCKET) mariadb = { socket: process.env.SAITOU_SOCKET };
	if (!mariadb) {
		mariadb = startMariadb(path.join(folder, 'mariadb'));
		ownMariadb = true;
	}
	const name = `t_${randomBytes(6).toString('hex')}`;
	new Database(mariadb.socket, 'mysql').query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
	const db = new Database(mariadb.socket, name);
	const port = await freePort();
	const config = path.join(folder, 'saitoud.conf');
	const state = (what) => path.join(folder, what);
	for (const what of ['files', 'mail']) mkdirSync(state(what));
	execFileSync(saitouctl, ['certificates', state('certs'), 'localhost', '127.0.0.1']);
	writeFileSync(
		config,
		`listen_address = "127.0.0.1"
listen_port = ${port}
public_url = "https://localhost:${port}"
tls_certificate = "${state('certs/server.crt')}"
tls_key = "${state('certs/server.key')}"
${options.database ?? `database_socket = "${mariadb.socket}"\ndatabase_user = "root"`}
password_cost = 10
database_name = "${name}"
schema = "${path.join(root, 'schema')}"
files = "${state('files')}"
mail_folder = "${state('mail')}"
loops = 2
workers = 4
${options.config ?? ''}
`,
	);
	execFileSync(saitouctl, ['migrate', '--config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
	const server = new Server({ folder, port, config, db, mariadb, ownMariadb, wrapper: options.wrapper ?? [] });
	await server.start();
	return server;
}

const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1)); // through the next line
process.on('exit', () => {
	for (const server of running) {
		server.process.kill('SIGKILL');
		for (const session of server.sessions) session.kill();
	}
	for (const mariadb of started) mariadb.stop();
});

class Server {
	constructor(fields) {
		Object.assign(this, fields);
		this.url = `https://localhost:${this.port}`;
		this.ca = readFileSync(path.join(this.folder, 'certs/ca.crt'));
		this.log = path.join(this.folder, 'log');
		this.mail = path.join(this.folder, 'mail');
		this.accounts = 0;
		this.sessions = new Set();
	}
	async start() {
		const [command, ...args] = [...this.wrapper, path.join(build, 'saitoud'), '--config', this.config];
		const out = openSync(this.log, 'a');
		this.process = spawn(command, args, { stdio: ['ignore', out, out] });
		this.exit = new Promise((done) => this.process.on('exit', (code, signal) => done({ code, signal })));
		// A test that fails before stop() must not be kept alive by what it started, nor leave it running.
		this.process.unref();
		running.add(this);
		this.exit.then(() => running.delete(this));
		const probe = this.client({ hold: false });
		let ended = false;
		this.exit.then(() => (ended = true));
		await until('the server to be ready', async () => {
			if (ended) throw new Error(`saitoud ended at start:\n${readFileSync(this.log, 'utf8').slice(-4000)}`);
			return (await probe.get('/readyz').catch(() => undefined))?.status === 200;
		});
	}
	// SIGTERM, and the exit status; a sanitizer's report makes it fail.
	async terminate() {
		this.process.ref();
		this.process.kill('SIGTERM');
		return this.exit;
	}
	async kill() {
		this.process.ref();
		this.process.kill('SIGKILL');
		return this.exit;
	}
	async stop() {
		for (const session of this.sessions) session.kill(); // of a test that failed: its locks would hold up all that follows
		const { code, signal } = await this.terminate();
		const log = existsSync(this.log) ? readFileSync(this.log, 'utf8') : '';
		if (this.ownMariadb) this.mariadb.stop();
		else this.db.query(`DROP DATABASE ${this.name ?? this.db.name}`);
		if (!process.env.SAITOU_KEEP) rmSync(this.folder, { recursive: true, force: true });
		if (code !== 0) throw new Error(`saitoud ended with ${code ?? signal}:\n${log.slice(-6000)}`);
	}
	sqlSession() {
		const session = new SqlSession(this.mariadb.socket, this.db.name, until);
		this.sessions.add(session);
		session.exit.then(() => this.sessions.delete(session));
		return session;
	}
	client(options) {
		return new Client(this, options);
	}
	// An account made directly in the database, and a client logged in as it. roles: {organizer: editionId or null (all editions), …}
	async account(roles = { contestant: null }, fields = {}) {
		const n = ++this.accounts;
		const email = fields.email ?? `user${n}@example.com`;
		const id = this.addAccount(email, fields.name ?? `用户${n}`, roles);
		const client = this.client(fields.client);
		client.account = { id, email };
		await client.login(email, password);
		return client;
	}
	addAccount(email, name, roles) {
		const salt = randomBytes(16);
		const [N, r, p] = [1 << 10, 8, 1]; // weak on purpose: fixtures log in often
		const hash = `scrypt$${N}$${r}$${p}$${salt.toString('hex')}$${scryptSync(password, salt, 32, { N, r, p }).toString('hex')}`;
		this.db.query("INSERT INTO accounts (email, name, password_hash, locale, state, created_at, confirmed_at) VALUES (?, ?, ?, 'zh-CN', 'active', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))", email, name, hash);
		const id = Number(this.db.one('SELECT id FROM accounts WHERE email = ?', email).id);
		for (const [role, edition] of Object.entries(roles)) this.db.query('INSERT INTO grants (account_id, role, edition_id) VALUES (?, ?, ?)', id, role, edition);
		return id;
	}
	// The newest mail to somebody, as {subject, text}; waits for it.
	async mailTo(address, match = /./) {
		return until(`a mail to ${address}`, () => {
			for (const file of readdirSync(this.mail).filter((f) => f.endsWith('.eml')).sort().reverse()) {
				const mail = parseMail(readFileSync(path.join(this.mail, file), 'utf8'));
				if (mail.to.includes(address) && match.test(mail.subject + '\n' + mail.text)) return mail;
			}
			return undefined;
		});
	}
}

function parseMail(raw) {
	const at = raw.search(/\r?\n\r?\n/);
	const head = raw.slice(0, at).replace(/\r?\n[ \t]+/g, ' ');
	const field = (name) => head.match(new RegExp(`^${name}: (.*)$`, 'im'))?.[1].trim() ?? '';
	const word = (text) => text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, b) => Buffer.from(b, 'base64').toString('latin1')).replace(/=\?utf-8\?q\?([^?]*)\?=/gi, (_, q) => q.replace(/_/g, ' ').replace(/=([0-9a-f]{2})/gi, (__, h) => String.fromCharCode(parseInt(h, 16))));
	const body = raw.slice(at).trimStart();
	const encoding = field('Content-Transfer-Encoding').toLowerCase();
	const text = encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : encoding === 'quoted-printable' ? Buffer.from(body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, h) => String.fromCharCode(parseInt(h, 16))), 'latin1').toString('utf8') : body;
	return { to: field('To'), subject: Buffer.from(word(field('Subject')), 'latin1').toString('utf8'), text };
}

export class Client {
	constructor(server, { hold: held = true, language = 'en', headers = {}, address } = {}) { // address: a loopback address to come from
		this.server = server;
		this.held = held;
		this.language = language;
		this.headers = headers;
		this.cookies = new Map();
		// A kept connection is thrown away before the server would close it (LIMIT_IDLE_S): no request meets that moment.
		this.agent = new https.Agent({ keepAlive: true, timeout: 20000, ca: server.ca, maxSockets: 64, localAddress: address });
	}
	// → {status, headers, text, bytes, json?, length}
	async request(method, target, { json, body, headers = {}, hold: held = this.held } = {}) {
		const url = new URL(target, this.server.url);
		const payload = json !== undefined ? Buffer.from(JSON.stringify(json)) : body !== undefined ? Buffer.from(body) : undefined;
		const sent = { 'accept-language': this.language, ...this.headers };
		if (json !== undefined) sent['content-type'] = 'application/json';
		if (method !== 'GET' && method !== 'HEAD') sent.origin = this.server.url;
		if (this.cookies.size) sent.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
		if (payload) sent['content-length'] = payload.length;
		for (const [k, v] of Object.entries(headers)) sent[k.toLowerCase()] = v;
		for (const k of Object.keys(sent)) if (sent[k] === undefined) delete sent[k];
		// The agent's own timer may come too late when a query has kept this process waiting.
		for (const socket of Object.values(this.agent.freeSockets).flat()) if (Date.now() - socket.idleSince > 20000) socket.destroy();
		const answer = await new Promise((done, fail) => {
			const request = https.request(url, { method, headers: sent, agent: this.agent }, (response) => {
				const pieces = [];
				const { socket } = response;
				response.on('data', (piece) => pieces.push(piece));
				response.on('end', () => ((socket.idleSince = Date.now()), done({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(pieces) })));
				response.on('error', fail);
			});
			request.on('error', fail);
			request.end(payload);
		});
		answer.length = answer.bytes.length;
		answer.text = answer.bytes.toString('utf8');
		if (/^application\/(problem\+)?json/.test(answer.headers['content-type'] ?? '') && answer.length) answer.json = JSON.parse(answer.text);
		for (const cookie of answer.headers['set-cookie'] ?? []) {
			const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
			if (/max-age=0/i.test(cookie) || value === '') this.cookies.delete(name);
			else this.cookies.set(name, value);
		}
		(held ? hold : observe)(url, { method, headers: sent, json, body }, answer);
		return answer;
	}
	get(target, options) {
		return this.request('GET', target, options);
	}
	post(target, json, options) {
		return this.request('POST', target, { json, ...options });
	}
	put(target, json, options) {
		return this.request('PUT', target, { json, ...options });
	}
	patch(target, json, options) {
		return this.request('PATCH', target, { json, ...options });
	}
	delete(target, options) {
		return this.request('DELETE', target, options);
	}
	// The same, failing unless the status is the one expected; → the answer's JSON.
	async expect(status, method, target, json, options) {
		const answer = await this.request(method, target, { json, ...options });
		if (answer.status !== status) throw new Error(`${method} ${target} answered ${answer.status}, not ${status}: ${answer.text.slice(0, 2000)}`);
		return answer.json ?? answer;
	}
	async login(email, secret) {
		return this.expect(200, 'POST', '/api/v1/sessions', { email, password: secret });
	}
	close() {
		this.agent.destroy();
	}
}
