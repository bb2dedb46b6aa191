// TLS that talks about itself: what a client without an account may ask of OpenSSL after the handshake. No database.
//
// - new keys (TLS 1.3) as often as LIMIT_TLS_MESSAGES between data are served, one more ends the connection
// - a flood of them, or of wishes for another handshake (TLS 1.2), from a client that reads nothing ends its connection, and others are answered
// - answers to them that a client does not take, with data between them, end the connection at LIMIT_TLS_ANSWERS
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ask, limits, startBare, until } from './bare.mjs';
import { TlsClient } from './tls_client.mjs';

const get = (target) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const large = Buffer.alloc(6 << 20, 'x');
const ANSWER = 27; // bytes of a KeyUpdate's record
const times = (n, make) => Array.from({ length: n }, make);

let server;
before(async () => (server = await startBare({ pages: { 'large.txt': large } })));
after(() => server?.stop());

// New connections fall to either loop.
async function othersAreAnswered() {
	for (const { answer, raw } of await Promise.all(times(12, () => ask(server.port, get('/healthz'))))) {
		assert.equal(answer.status, 200);
		raw.close();
	}
}

test('new keys now and then are served, too many without data are not', async () => {
	const client = await TlsClient.open(server.port, 'TLSv1.3');
	for (let round = 0; round < 3; round++) {
		const had = client.received;
		client.send(...times(limits.TLS_MESSAGES, () => client.keyUpdate()), client.data(get('/healthz')));
		await until('new keys and an answer', () => client.closed || client.received > had + limits.TLS_MESSAGES * ANSWER + 200);
		assert.equal(client.closed, false);
	}
	const had = client.received;
	client.send(...times(limits.TLS_MESSAGES + 1, () => client.keyUpdate()), client.data(get('/healthz')));
	await client.gone;
	assert.ok(client.received - had <= limits.TLS_MESSAGES * ANSWER, 'the request behind them is not answered');
});

for (const [version, flood] of [
	['TLSv1.3', (client) => times(20000, () => client.keyUpdate())],
	['TLSv1.2', (client) => times(50, () => client.hellos(4096))],
])
	test(`a flood that wants answers and reads none, ${version}`, async () => {
		const client = await TlsClient.open(server.port, version);
		client.socket.pause();
		client.send(...flood(client), client.data(get('/healthz')));
		await othersAreAnswered();
		client.socket.resume();
		await client.gone;
		assert.ok(client.received < 2000, `${client.received} bytes of answers`);
	});

test('answers that nobody takes are not heaped up', async () => {
	const client = await TlsClient.open(server.port, 'TLSv1.3');
	const port = (number) => number.toString(16).toUpperCase().padStart(4, '0');
	const line = `:${port(server.port)} 0100007F:${port(client.socket.localPort)} 01 `;
	const established = () => readFileSync('/proc/net/tcp', 'utf8').includes(line);
	client.socket.pause();
	client.send(client.data(get('/large.txt')));
	await until('the answer to begin', () => server.log().some((entry) => entry.path === '/large.txt'));
	assert.ok(established());
	const began = Date.now();
	client.send(...times(Math.ceil(limits.TLS_ANSWERS / ANSWER) + 10, () => [client.keyUpdate(), client.data('x')]).flat());
	await until('the end', () => !established());
	assert.ok(Date.now() - began < limits.STALL_S * 500, 'it is not patience that ends it');
	await othersAreAnswered();
	client.close();
});
