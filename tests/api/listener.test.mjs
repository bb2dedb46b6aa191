// The listener around requests: TLS, connections, pages, logs, numbers, signals, and the end. No database.
//
// - TLS 1.2 and 1.3 only; ALPN h2, http/1.1 or none; sessions are resumed by ticket
// - SIGHUP brings a new certificate to new connections, leaves the old ones alone, and survives a broken file; one that expires soon is served and warned of,
//   and /metrics has the days; the log is opened again
// - new keys in mid-request (TLS 1.3) do no harm
// - a connection beyond the cap is closed at once, and there is room again when one ends; one that has asked nothing yet makes room
// - clients that vanish in the middle of anything leave nothing behind
// - /healthz, /readyz without a database, /metrics
// - one log line a request, with the id that the client got
// - pages: types, caching, ETag, precompressed files, index.html for addresses of the pages' own router, nothing above the folder
// - a full queue and a missing database are answered 503 with Retry-After, at once
// - SIGTERM: requests in work are answered, kept connections are closed, new ones refused, exit status 0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { renameSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { Raw, ask, limits, startBare, until } from './bare.mjs';

const pages = {
	'index.html': '<!doctype html><title>赛投</title>',
	'assets/main-4f2a9c.js': 'export default 1;\n'.repeat(100),
	'assets/main-4f2a9c.js.gz': 'not really gzip',
	'assets/main-4f2a9c.js.br': 'not really brotli',
	'assets/style.css': 'body{}',
	'favicon.svg': '<svg/>',
	'.secret': 'hidden',
};
const get = (target, headers = '') => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

let server;
before(async () => (server = await startBare({ pages, config: 'connections = 40' })));
after(() => server?.stop());

const connect = (options) =>
	new Promise((done, fail) => {
		const socket = tls.connect({ port: server.port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ...options }, () => done(socket));
		socket.on('error', fail);
	});

async function number(name) {
	const { answer, raw } = await ask(server.port, get('/metrics'));
	raw.close();
	return Number(answer.text.match(new RegExp(`^${name} (\\d+)`, 'm'))[1]);
}

test('TLS 1.2 and 1.3, nothing older', async () => {
	for (const version of ['TLSv1.2', 'TLSv1.3']) {
		const socket = await connect({ minVersion: version, maxVersion: version });
		assert.equal(socket.getProtocol(), version);
		assert.match(socket.getCipher().standardName, /GCM|CHACHA20/);
		socket.destroy();
	}
	await assert.rejects(connect({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }));
	await assert.rejects(connect({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA256' }), 'no cipher without forward secrecy');
});

test('ALPN is h2, http/1.1 or none', async () => {
	const chosen = await connect({ ALPNProtocols: ['h2', 'http/1.1'] });
	assert.equal(chosen.alpnProtocol, 'h2');
	chosen.destroy();
	assert.equal((await connect({ ALPNProtocols: ['http/1.1'] })).alpnProtocol, 'http/1.1');
	await assert.rejects(connect({ ALPNProtocols: ['h3'] }));
});

test('sessions are resumed', async () => {
	for (const version of ['TLSv1.2', 'TLSv1.3']) {
		const first = await connect({ minVersion: version, maxVersion: version });
		// TLS 1.2 has the ticket with the handshake, 1.3 after it.
		const session = version === 'TLSv1.2' ? first.getSession() : new Promise((done) => first.once('session', done));
		first.write(get('/healthz'));
		const ticket = await session;
		assert.equal(first.isSessionReused(), false);
		first.destroy();
		const second = await connect({ minVersion: version, maxVersion: version, session: ticket });
		assert.equal(second.isSessionReused(), true);
		second.destroy();
	}
});

test('plain HTTP on the TLS port gets no answer', async () => {
	const socket = createConnection(server.port, '127.0.0.1');
	socket.write(get('/healthz'));
	const bytes = [];
	socket.on('data', (piece) => bytes.push(piece));
	await new Promise((done) => socket.on('close', done).on('error', done));
	assert.doesNotMatch(Buffer.concat(bytes).toString('latin1'), /HTTP\/1/);
});

test('health, readiness and numbers', async () => {
	const { raw, answer } = await ask(server.port, get('/healthz'));
	assert.deepEqual(answer.json, { status: 'ok' });
	const ready = await raw.send(get('/readyz')).answer();
	assert.equal(ready.status, 503);
	assert.deepEqual(ready.json, { status: 'no database' });
	const { text, headers } = await raw.send(get('/metrics')).answer();
	assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
	for (const line of text.trim().split('\n')) assert.match(line, /^(# (HELP|TYPE) saitou_\w+ .+|saitou_\w+(\{[^}]*\})? [\d.e+-]+)$/, line);
	assert.match(text, /saitou_request_seconds_bucket\{method="GET",route="\/healthz",le="\+Inf"\} [1-9]/);
	assert.match(text, /saitou_requests_total\{method="GET",route="\/readyz",status="5xx"\} [1-9]/);
	raw.close();
});

test('a request is one line of the log, by the id its client got', async () => {
	const { raw, answer } = await ask(server.port, get('/api/v1/nothing?secret=1', 'Cookie: __Host-saitou=token\r\n'));
	raw.close();
	const line = await until('the log line', () => server.log().find((l) => l.request_id === answer.headers['x-request-id']));
	assert.equal(line.event, 'request');
	assert.deepEqual([line.method, line.path, line.status, line.address], ['GET', '/api/v1/nothing', 404, '127.0.0.1']);
	assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
	assert.doesNotMatch(JSON.stringify(line), /secret|token/);
});

test('pages', async () => {
	const raw = await Raw.open(server.port);
	const page = (target, headers) => raw.send(get(target, headers)).answer();
	const index = await page('/');
	assert.equal(index.text, pages['index.html']);
	assert.equal(index.headers['content-type'], 'text/html; charset=utf-8');
	assert.equal(index.headers['cache-control'], 'no-cache');
	assert.match(index.headers['content-security-policy'], /script-src 'self'/);
	assert.doesNotMatch(index.headers['content-security-policy'], /unsafe/);
	assert.equal((await page('/editions/7/results')).text, pages['index.html']);
	assert.equal((await page('/index.html')).text, pages['index.html']);
	const script = await page('/assets/main-4f2a9c.js');
	assert.equal(script.text, pages['assets/main-4f2a9c.js']);
	assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
	assert.match(script.headers['cache-control'], /immutable/);
	assert.equal(script.headers.vary, 'Accept-Encoding');
	const br = await page('/assets/main-4f2a9c.js', 'Accept-Encoding: gzip, deflate, br\r\n');
	assert.deepEqual([br.headers['content-encoding'], br.text], ['br', 'not really brotli']);
	const gz = await page('/assets/main-4f2a9c.js', 'Accept-Encoding: br;q=0, gzip\r\n');
	assert.deepEqual([gz.headers['content-encoding'], gz.text], ['gzip', 'not really gzip']);
	assert.notEqual(gz.headers.etag, script.headers.etag);
	const known = await page('/assets/main-4f2a9c.js', `If-None-Match: ${script.headers.etag}\r\n`);
	assert.deepEqual([known.status, known.text, known.headers['content-length']], [304, '', undefined]);
	const tag = script.headers.etag;
	for (const [list, status] of [[`"x", W/${tag}`, 304], ['*', 304], [gz.headers.etag, 200], [tag.slice(0, -1), 200], [`${tag.slice(0, -2)}"`, 200], [`"x${tag.slice(1)}`, 200], [tag.slice(1, -1), 200]])
		assert.equal((await page('/assets/main-4f2a9c.js', `If-None-Match: ${list}\r\n`)).status, status, list);
	for (const [accept, coding] of [['*', 'br'], ['*;q=0', undefined], ['gzip;q=0.0, *;q=0.1', 'br'], ['br;q=0, *', 'gzip'], ['gzip;q=0', undefined], ['gzip;q=none', undefined]])
		assert.equal((await page('/assets/main-4f2a9c.js', `Accept-Encoding: ${accept}\r\n`)).headers['content-encoding'], coding, accept);
	assert.equal((await page('/favicon.svg')).headers['content-type'], 'image/svg+xml');
	for (const target of ['/assets/missing.js', '/.secret', '/api/v1/nothing', '/main.js', '/assets/main-4f2a9c.js.gz']) assert.equal((await page(target)).status, 404, target);
	const head = await raw.send('HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n').answer({ head: true });
	assert.equal(head.headers['content-length'], String(Buffer.byteLength(pages['index.html'])));
	const posted = await raw.send('POST / HTTP/1.1\r\nHost: localhost\r\n\r\n').answer();
	assert.equal(posted.status, 404);
	raw.close();
});

test('clients that vanish leave nothing behind', async () => {
	await until('the others to be gone', async () => (await number('saitou_connections_open')) === 1);
	for (const bytes of ['', 'GET /heal', `POST /api/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nhalf`, get('/healthz'), get('/api/v1/contests'), get('/healthz').repeat(50), 'nonsense\r\n\r\n']) {
		const raw = await Raw.open(server.port);
		raw.send(bytes);
		await new Promise(setImmediate);
		raw.close();
	}
	const half = createConnection(server.port, '127.0.0.1');
	half.write(Buffer.from('160301', 'hex'));
	await until('the handshake to have begun', async () => (await number('saitou_connections_open')) >= 2);
	half.destroy();
	await until('all to be gone', async () => (await number('saitou_connections_open')) === 1);
});

test('a connection over the cap is closed at once', async () => {
	await until('the others to be gone', async () => (await number('saitou_connections_open')) === 1);
	const open = [];
	for (let i = 0; i < 40; i++) {
		open.push(await Raw.open(server.port));
		assert.equal((await open.at(-1).send(get('/healthz')).answer()).status, 200);
	}
	await assert.rejects(Raw.open(server.port));
	open.pop().close();
	await until('room', () => Raw.open(server.port).then((raw) => (open.push(raw), true), () => false));
	for (const raw of open) raw.close();
	assert.ok((await until('numbers', () => number('saitou_connections_refused_total').catch(() => 0))) >= 1);
});

test('SIGHUP: a new certificate, and a new log', async () => {
	const subject = async () => {
		const socket = await connect();
		const { CN } = socket.getPeerCertificate().subject;
		socket.destroy();
		return CN;
	};
	const old = await Raw.open(server.port);
	assert.equal(await subject(), 'server');
	const fresh = server.certificate('fresh');
	renameSync(fresh.key, server.at('server.key'));
	renameSync(fresh.crt, server.at('server.crt'));
	renameSync(server.at('log'), server.at('log.1'));
	server.signal('SIGHUP');
	await until('the new certificate', async () => (await subject()) === 'fresh');
	assert.equal((await old.send(get('/healthz')).answer()).status, 200);
	old.close();
	assert.ok(server.log().some((line) => line.event === 'log.reopen'));
	assert.match(readFileSync(server.at('log.1'), 'utf8'), /server\.ready/);
	// One that expires soon (one that has: clock.test.mjs).
	const days = () => number('saitou_certificate_days');
	const renew = (name, ...validity) => {
		const { key, crt } = server.certificate(name, ...validity);
		renameSync(key, server.at('server.key'));
		renameSync(crt, server.at('server.crt'));
		server.signal('SIGHUP');
	};
	assert.ok([1, 2].includes(await days()));
	renew('far', '-days', '400');
	await until('the far one', async () => (await days()) >= 399);
	renew('near', '-days', '10');
	await until('the near one', async () => [9, 10].includes(await days()));
	assert.ok(server.log().some((line) => line.event === 'tls.expires_soon' && line.days >= 9 && line.level === 'warning'));
	renameSync(server.certificate('fresh').key, server.at('server.key'));
	renameSync(server.at('fresh.crt'), server.at('server.crt'));
	server.signal('SIGHUP');
	await until('the good one', async () => (await subject()) === 'fresh');
	writeFileSync(server.at('server.crt'), 'no certificate');
	server.signal('SIGHUP');
	await until('the complaint', () => server.log().some((line) => line.event === 'tls.reload' && line.level === 'error'));
	assert.equal(await subject(), 'fresh');
});

test('new TLS keys while a request is in work do no harm', async () => {
	const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${server.port}`, '-tls1_3']);
	let seen = '';
	for (const out of [client.stdout, client.stderr]) out.on('data', (piece) => (seen += piece));
	const say = (text) => new Promise((done) => client.stdin.write(text, done));
	await until('the handshake', () => /Verify return code|read R BLOCK/.test(seen));
	// On a busy machine it may have waited and been answered before anybody looked: then once more.
	for (let times = 1, state; state !== 'in work'; times++) {
		assert.ok(times < 6, 'the request is never seen in work');
		seen = '';
		await say(get('/api/v1/contests'));
		state = await until('the request to be in work', async () => ((await number('saitou_queue_depth')) === 1 ? 'in work' : /HTTP\/1\.1 503/.test(seen) && 'answered'));
	}
	// "K" asks for new keys on both sides, once a read of its input.
	for (let i = 1; i <= 3; i++) {
		await say('K\n');
		await until('the keys', () => (seen.match(/KEYUPDATE/g) ?? []).length >= i);
	}
	await until('the answer', () => /HTTP\/1\.1 503/.test(seen));
	await say(get('/healthz'));
	await until('another answer', () => /HTTP\/1\.1 200/.test(seen));
	client.kill();
});

test('overload and drain', async () => {
	const other = await startBare({ config: 'connections = 4000\nconnections_per_address = 0' });
	const waiting = [];
	const kept = await Raw.open(other.port);
	assert.equal((await kept.send(get('/healthz')).answer()).status, 200);
	// Without a database, requests wait for one: so the queue fills, if more come than give up meanwhile.
	const metric = async (name) => Number((await kept.send(get('/metrics')).answer()).text.match(new RegExp(`^saitou_${name} (\\d+)`, 'm'))[1]);
	await until('the address to have enough on its way', async () => {
		const more = await Promise.all(Array.from({ length: 64 }, () => Raw.open(other.port)));
		for (const raw of more) raw.send(get('/api/v1/contests'));
		waiting.push(...more);
		return (await metric('requests_overloaded_total')) > 0;
	});
	assert.ok((await metric('queue_depth')) <= limits.ORDINARY_ADDRESS);
	const partial = await Raw.open(other.port);
	partial.send('GET /healthz HTTP/1.1\r\nHost: loc');
	other.signal('SIGTERM');
	await until('the drain', () => other.log().some((line) => line.event === 'server.drain'));
	await kept.ended();
	partial.send('alhost\r\n\r\n');
	const late = await partial.answer();
	assert.deepEqual([late.status, late.headers.connection], [200, 'close']);
	let refused = 0;
	for (const raw of waiting) {
		const answer = await raw.answer();
		assert.equal(answer?.status, 503, 'what was accepted is answered');
		assert.equal(answer.headers['retry-after'], String(limits.RETRY_AFTER_S));
		if (answer.json.code === 'overloaded') refused++;
	}
	assert.ok(refused > 0 && refused < waiting.length - limits.ORDINARY_ADDRESS / 2, `${refused} of ${waiting.length} were refused`);
	assert.deepEqual(await other.exit, { code: 0, signal: null });
	await assert.rejects(Raw.open(other.port));
});
