// A server without a database, for what is decided before any request reaches one: the gate, limits, TLS, pages, drain.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.mjs';

export { freePort };

export const root = fileURLToPath(new URL('../../', import.meta.url));
const build = path.resolve(process.env.SAITOU_BUILD ?? path.join(root, 'build'));

// The numbers of core/base/limits.h, so that a test crosses the limit that is there.
export const limits = Object.fromEntries(
	[...readFileSync(path.join(root, 'core/base/limits.h'), 'utf8').matchAll(/^#define (LIMIT_\w+) (\([^)]*\)|\d+)/gm)].map(([, name, value]) => [
		name.slice(6),
		// Products and sums of whole numbers.
		value.replace(/[()]/g, '').split('+').map((sum) => sum.split('*').reduce((product, n) => product * parseInt(n, 10), 1)).reduce((a, b) => a + b, 0),
	]),
);

export async function until(what, probe, milliseconds = 120000) {
	for (const end = Date.now() + milliseconds; ; ) {
		const value = await probe();
		if (value) return value;
		if (Date.now() > end) throw new Error(`gave up waiting for: ${what}`);
		await new Promise((done) => setTimeout(done, 10));
	}
}

function certificate(folder, name, ...validity) {
	const [key, crt] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.crt`)];
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', crt, ...(validity.length ? validity : ['-days', '2']), '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { stdio: 'ignore' });
	return { key, crt };
}

// A test that fails leaves nothing running, nor does one that is interrupted.
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

// options: {config: appended to the configuration, pages: {path: contents}, with an index.html in any case; without it no pages are served}
export async function startBare(options = {}) {
	const folder = mkdtempSync(path.join(tmpdir(), 'saitou-bare-'));
	const at = (...names) => path.join(folder, ...names);
	for (const name of ['files', 'mail', 'pages']) mkdirSync(at(name));
	for (const [name, contents] of Object.entries({ 'index.html': '<!doctype html>', ...options.pages })) {
		mkdirSync(path.dirname(at('pages', name)), { recursive: true });
		writeFileSync(at('pages', name), contents);
	}
	certificate(folder, 'server');
	const port = await freePort();
	writeFileSync(
		at('conf'),
		`listen_address = "127.0.0.1"
listen_port = ${port}
public_url = "https://contest.example"
tls_certificate = "${at('server.crt')}"
tls_key = "${at('server.key')}"
database_socket = "${at('no-database')}"
database_user = "nobody"
database_name = "none"
schema = "${path.join(root, 'schema')}"
files = "${at('files')}"
mail_folder = "${at('mail')}"
${options.pages ? `pages = "${at('pages')}"` : ''}
log_file = "${at('log')}"
loops = 2
workers = 2
${options.config ?? ''}
`,
	);
	const out = openSync(at('out'), 'a');
	const child = spawn(path.join(build, 'saitoud'), ['--config', at('conf')], { stdio: ['ignore', out, out] });
	const exit = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
	running.add(child);
	exit.then(() => running.delete(child));
	const log = () => readFileSync(at('log'), 'utf8').trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
	const server = { folder, port, child, exit, log, at, certificate: (...how) => certificate(folder, ...how), signal: (name) => child.kill(name) };
	let ended;
	exit.then((status) => (ended = status));
	await until('the server to listen', () => {
		if (ended) throw new Error(`saitoud ended at start: ${readFileSync(at('out'), 'utf8')}`);
		try {
			return log().some((line) => line.event === 'server.ready');
		} catch {
			return false;
		}
	});
	server.stop = async () => {
		child.kill('SIGTERM');
		const { code, signal } = await exit;
		const text = readFileSync(at('out'), 'utf8');
		rmSync(folder, { recursive: true, force: true });
		if (code !== 0) throw new Error(`saitoud ended with ${code ?? signal}: ${text}`);
	};
	return server;
}

// A TLS connection that says exactly the bytes it is told, and takes answers apart.
export class Raw {
	constructor(socket) {
		this.socket = socket;
		this.joined = Buffer.alloc(0);
		this.closed = false;
		this.wake = () => {};
		this.pieces = [];
		socket.on('data', (piece) => (this.pieces.push(piece), this.wake()));
		for (const event of ['end', 'close', 'error']) socket.on(event, (error) => ((this.closed = true), (this.error ??= error instanceof Error ? error : undefined), this.wake()));
	}
	get bytes() {
		if (this.pieces.length) this.joined = Buffer.concat([this.joined, ...this.pieces.splice(0)]);
		return this.joined;
	}
	set bytes(rest) {
		this.joined = rest;
	}
	static open(port, options = {}) {
		return new Promise((done, fail) => {
			const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ...options }, () => done(new Raw(socket)));
			socket.on('error', fail);
		});
	}
	send(text) {
		this.socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
		return this;
	}
	async wait(what, milliseconds = 120000) {
		let timer;
		await new Promise((done, fail) => {
			this.wake = done;
			timer = setTimeout(() => fail(new Error(`gave up waiting for ${what}; have: ${this.bytes.toString('latin1').slice(0, 500)}`)), milliseconds);
		}).finally(() => clearTimeout(timer));
	}
	// The next answer: {status, headers, body, text, json?}, or undefined if the connection ended instead. For HEAD say {head: true}.
	async answer({ head = false, milliseconds } = {}) {
		let at;
		while ((at = this.bytes.indexOf('\r\n\r\n')) < 0) {
			if (this.closed) return undefined;
			await this.wait('an answer', milliseconds);
		}
		const [first, ...lines] = this.bytes.subarray(0, at).toString('latin1').split('\r\n');
		const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
		const length = head ? 0 : Number(headers['content-length'] ?? 0);
		while (this.bytes.length < at + 4 + length) {
			if (this.closed) throw new Error('the connection ended within an answer');
			await this.wait('the rest of an answer', milliseconds);
		}
		const body = Buffer.from(this.bytes.subarray(at + 4, at + 4 + length));
		const text = body.toString();
		this.bytes = this.bytes.subarray(at + 4 + length);
		const status = Number(first.split(' ')[1]);
		return { status, headers, body, text, json: /json/.test(headers['content-type'] ?? '') && text ? JSON.parse(text) : undefined };
	}
	async ended(milliseconds = 120000) {
		while (!this.closed) await this.wait('the end of the connection', milliseconds);
		return true;
	}
	close() {
		this.socket.destroy();
	}
}

export async function ask(port, text, options) {
	const raw = await Raw.open(port);
	const answer = await raw.send(text).answer(options);
	return { answer, raw };
}
