// Whom a request comes from when proxies pass it on. Raw sockets, no database; what the server makes of it stands in its log.
//
// - the PROXY protocol in front of TLS, versions 1 and 2, in one piece or byte by byte, with LOCAL and UNKNOWN: only from a trusted proxy; malformed
//   ones end the connection; from anybody else they are no TLS; a trusted proxy may also leave it out
// - Forwarded and X-Forwarded-For: the last that is no trusted proxy; of several headers of one name; invented stations in front do not count;
//   malformed and contradicting ones are refused; from anybody else they are not looked at
// - both, one behind the other
// - connections_per_address is of the client that the proxy names, not of the proxy
// - a list that is none is refused at start
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { Raw, limits, startBare, until } from './bare.mjs';

const trusted = '127.0.0.2';
let server, count = 0;
before(async () => (server = await startBare({ config: 'trusted_proxies = "127.0.0.2, 127.0.1.0/24 2001:db8:1::/48"\nconnections_per_address = 3' })));
after(() => server?.stop());

const get = (target, headers = '') => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

// A TLS connection from a loopback address, with bytes in front of it, given in pieces.
async function open(from, pieces = []) {
	const socket = await new Promise((done, fail) => {
		const s = net.connect({ port: server.port, host: '127.0.0.1', localAddress: from, noDelay: true }, () => done(s));
		s.on('error', fail);
	});
	for (const piece of pieces) {
		socket.write(piece);
		await new Promise(setImmediate);
	}
	return new Promise((done, fail) => {
		const secure = tls.connect({ socket, servername: 'localhost', rejectUnauthorized: false }, () => done(new Raw(secure)));
		secure.on('error', fail);
		socket.on('close', () => fail(new Error('closed')));
	});
}
// The address that the log has for a request sent on it.
async function seen(raw, headers = '') {
	const path = `/nobody-${++count}`;
	const answer = await raw.send(get(path, headers)).answer();
	assert.equal(answer.status, 404);
	return (await until('the log line', () => server.log().find((line) => line.path === path))).address;
}
async function from(address, pieces, headers) {
	const raw = await open(address, pieces);
	try {
		return await seen(raw, headers);
	} finally {
		raw.close();
	}
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
function second(command, family, body) {
	const head = Buffer.from([command, family, body.length >> 8, body.length & 255]);
	return Buffer.concat([signature, head, body]);
}
const four = (text) => Buffer.from(text.split('.').map(Number));
const ports = Buffer.from('dd2001bb', 'hex');
const tcp4 = (client, more = Buffer.alloc(0)) => second(0x21, 0x11, Buffer.concat([four(client), four('192.0.2.1'), ports, more]));
const six = Buffer.from('20010db8000000000000000000000007', 'hex');
const tcp6 = second(0x21, 0x21, Buffer.concat([six, six, ports]));
const eachByte = (bytes) => [...Buffer.from(bytes)].map((byte) => Buffer.from([byte]));

const good = {
	'nothing in front': [[], trusted],
	'version 1': [['PROXY TCP4 198.51.100.7 192.0.2.1 56324 443\r\n'], '198.51.100.7'],
	'version 1, IPv6': [['PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n'], '2001:db8::7'],
	'version 1, byte by byte': [eachByte('PROXY TCP4 198.51.100.8 192.0.2.1 1 443\r\n'), '198.51.100.8'],
	'version 1, unknown': [['PROXY UNKNOWN\r\n'], trusted],
	'version 1, unknown with more': [['PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n'], trusted],
	'version 2': [[tcp4('198.51.100.9')], '198.51.100.9'],
	'version 2, IPv6': [[tcp6], '2001:db8::7'],
	'version 2, with more behind the addresses': [[tcp4('198.51.100.10', Buffer.from('0400030000000400010000', 'hex'))], '198.51.100.10'],
	'version 2, byte by byte': [eachByte(tcp4('198.51.100.11')), '198.51.100.11'],
	'version 2, the proxy itself': [[second(0x20, 0x00, Buffer.alloc(0))], trusted],
	'version 2, of an unknown kind': [[second(0x21, 0x00, Buffer.alloc(5))], trusted],
};
for (const [what, [pieces, address]] of Object.entries(good)) test(`PROXY: ${what}`, async () => assert.equal(await from(trusted, pieces), address));

const bad = {
	'version 1, not TCP': 'PROXY UDP4 198.51.100.7 192.0.2.1 1 2\r\n',
	'version 1, families mixed': 'PROXY TCP4 2001:db8::7 192.0.2.1 1 2\r\n',
	'version 1, no address': 'PROXY TCP4 198.51.100.700 192.0.2.1 1 2\r\n',
	'version 1, a port too large': 'PROXY TCP4 198.51.100.7 192.0.2.1 65536 2\r\n',
	'version 1, a port with a zero in front': 'PROXY TCP4 198.51.100.7 192.0.2.1 01 2\r\n',
	'version 1, a word too few': 'PROXY TCP4 198.51.100.7 192.0.2.1 1\r\n',
	'version 1, a word too many': 'PROXY TCP4 198.51.100.7 192.0.2.1 1 2 3\r\n',
	'version 1, two blanks': 'PROXY TCP4  198.51.100.7 192.0.2.1 1 2\r\n',
	'version 1, a bare LF': 'PROXY TCP4 198.51.100.7 192.0.2.1 1 2\n',
	'version 1, no end': `PROXY ${'x'.repeat(107)}`,
	'version 2, another version': second(0x31, 0x11, Buffer.alloc(12)),
	'version 2, another command': second(0x22, 0x11, Buffer.alloc(12)),
	'version 2, UDP': second(0x21, 0x12, Buffer.alloc(12)),
	'version 2, too short for its addresses': second(0x21, 0x11, Buffer.alloc(11)),
	'version 2, IPv6 too short': second(0x21, 0x21, Buffer.alloc(35)),
	'version 2, too large': Buffer.concat([signature, Buffer.from([0x21, 0x11, 0xff, 0xff])]),
	'two headers': Buffer.concat([tcp4('198.51.100.7'), tcp4('198.51.100.8')]),
};
for (const [what, bytes] of Object.entries(bad)) test(`PROXY refused: ${what}`, () => assert.rejects(open(trusted, [bytes])));

test('PROXY from anybody else is no TLS', async () => {
	await assert.rejects(open('127.0.0.3', ['PROXY TCP4 198.51.100.7 192.0.2.1 1 2\r\n']));
	await assert.rejects(open('127.0.0.3', [tcp4('198.51.100.7')]));
	assert.equal(await from('127.0.0.3'), '127.0.0.3');
});

const told = {
	'X-Forwarded-For': ['X-Forwarded-For: 198.51.100.20\r\n', '198.51.100.20'],
	'with a port': ['X-Forwarded-For: 198.51.100.20:1234\r\n', '198.51.100.20'],
	'IPv6': ['X-Forwarded-For: 2001:db8::20\r\n', '2001:db8::20'],
	'IPv6 with a port': ['X-Forwarded-For: [2001:db8::20]:1234\r\n', '2001:db8::20'],
	'invented stations in front': ['X-Forwarded-For: 203.0.113.1, 127.0.0.1, 198.51.100.21\r\n', '198.51.100.21'],
	'a chain of trusted proxies': ['X-Forwarded-For: 203.0.113.1, 198.51.100.22, 127.0.1.9, 2001:db8:1::5\r\n', '198.51.100.22'],
	'several headers': ['X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 198.51.100.23\r\nX-Forwarded-For: 127.0.1.9\r\n', '198.51.100.23'],
	'nobody but trusted proxies': ['X-Forwarded-For: 127.0.1.8, 127.0.1.9\r\n', '127.0.1.8'],
	'Forwarded': ['Forwarded: for=198.51.100.24;proto=https;by=203.0.113.43\r\n', '198.51.100.24'],
	'Forwarded, quoted IPv6 with a port': ['Forwarded: For="[2001:db8::25]:4711"\r\n', '2001:db8::25'],
	'Forwarded, a comma in quotes': ['Forwarded: for=203.0.113.1;host="a, b", for=198.51.100.26\r\n', '198.51.100.26'],
	'Forwarded, a station that hides': ['Forwarded: for=198.51.100.1, for=_hidden, for=127.0.1.9\r\n', '127.0.1.9'],
	'Forwarded, unknown': ['Forwarded: for=unknown\r\n', trusted],
	'both, of one mind': ['Forwarded: for=198.51.100.27\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.27\r\n', '198.51.100.27'],
};
for (const [what, [headers, address]] of Object.entries(told)) test(`told: ${what}`, async () => assert.equal(await from(trusted, [], headers), address));

test('from anybody else it is not looked at, malformed or not', async () => {
	for (const header of ['X-Forwarded-For: 198.51.100.20\r\n', 'Forwarded: for=198.51.100.20\r\n', 'X-Forwarded-For: nonsense\r\n'])
		assert.equal(await from('127.0.0.3', [], header), '127.0.0.3');
});

const malformed = ['X-Forwarded-For: nonsense', 'X-Forwarded-For: 198.51.100.7,', 'X-Forwarded-For:', 'X-Forwarded-For: 198.51.100.7:', 'X-Forwarded-For: 198.51.100.7:x', 'X-Forwarded-For: [2001:db8::7', 'X-Forwarded-For: [198.51.100.7]', 'Forwarded: 198.51.100.7', 'Forwarded: for=', 'Forwarded: for="198.51.100.7', 'Forwarded: for=198.51.100.7;for=198.51.100.8', 'Forwarded: for="\\198.51.100.7"', 'Forwarded: for=198.51.100.7;', 'Forwarded: for=198.51.100.7\r\nX-Forwarded-For: 198.51.100.8', `X-Forwarded-For: ${Array(limits.PROXIES + 1).fill('127.0.1.1').join(',')}`];
for (const header of malformed)
	test(`refused: ${header.slice(0, 60).replace('\r\n', ' and ')}`, async () => {
		const raw = await open(trusted);
		const answer = await raw.send(get('/healthz', `${header}\r\n`)).answer();
		assert.deepEqual([answer.status, answer.json.code, answer.headers.connection], [400, 'forwarded', 'close']);
		raw.close();
	});

test('the PROXY protocol, and a header behind it, from a trusted proxy that it names', async () => {
	assert.equal(await from(trusted, [tcp4('127.0.1.7')], 'X-Forwarded-For: 198.51.100.30\r\n'), '198.51.100.30');
	assert.equal(await from(trusted, [tcp4('198.51.100.31')], 'X-Forwarded-For: 198.51.100.30\r\n'), '198.51.100.31');
});

test('/metrics is for the machine itself, not for whom a proxy on it passes on', async () => {
	const raw = await open(trusted, [tcp4('127.0.0.1')]);
	assert.equal((await raw.send(get('/metrics')).answer()).status, 200);
	raw.close();
	const other = await open(trusted, [tcp4('198.51.100.40')]);
	assert.equal((await other.send(get('/metrics')).answer()).status, 404);
	other.close();
});

test('connections are counted by client, not by proxy', async () => {
	const kept = [];
	for (let i = 0; i < 3; i++) {
		for (const client of ['198.51.100.50', '198.51.100.51']) {
			kept.push(await open(trusted, [tcp4(client)]));
			assert.equal(await seen(kept.at(-1)), client);
		}
	}
	for (let i = 0; i < 4; i++) kept.push(await open(trusted));
	await assert.rejects(open(trusted, [tcp4('198.51.100.50')]));
	(await open(trusted, [tcp4('198.51.100.52')])).close();
	for (const raw of kept) raw.close();
});

test('a list that is none is refused at start', async () => {
	for (const list of ['127.0.0.1/33', '10.0.0', '10.0.0.0/x', '10.0.0.0/', 'localhost', '2001:db8::/129'])
		await assert.rejects(startBare({ config: `trusted_proxies = "127.0.0.1, ${list}"` }), (error) => error.message.includes(`"${list}"`), list);
});
