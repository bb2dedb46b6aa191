// How long the server waits, for whom. Real time, all at once; no database.
//
// - a client of whom not a byte comes is closed after LIMIT_SILENT_S
// - a handshake that stops half-way, or a head that does not come, is closed after LIMIT_HEAD_S, a head that comes in part is answered 408
// - a body that does not come is answered 408 after LIMIT_BODY_S
// - an idle connection is closed after LIMIT_IDLE_S, not before
// - a client that takes nothing of its answer is cut off after LIMIT_STALL_S, one that takes too little after its deadline
// - a refused client that does not close is closed after LIMIT_LINGER_S, one that goes on sending after LIMIT_LINGER_BYTES
// - connections_per_address holds
// - a drain gives up after LIMIT_DRAIN_S, says so, and exits 1
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { describe, test, before, after } from 'node:test';
import { Raw, limits, startBare, until } from './bare.mjs';

const get = (target) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const large = Buffer.alloc(6 << 20, 'x');
const medium = 1 << 20; // what the kernels hold, and about as much again
const hex = (port) => port.toString(16).toUpperCase().padStart(4, '0');
const slack = 20; // seconds: the loop's tick, and a machine that is busy with other things

async function lasts(seconds, what) {
	const began = Date.now();
	await what();
	const took = (Date.now() - began) / 1000;
	assert.ok(took > seconds - 0.5 && took < seconds + slack, `took ${took} s, not ${seconds}`);
}

// Takes a piece (16 to 64 KiB) every three seconds, far below the rate and never a stall; after SECONDS all that is left in the kernels' buffers.
async function trickle(raw, seconds) {
	for (const end = Date.now() + seconds * 1000; !raw.closed && Date.now() < end; ) {
		raw.socket.pause();
		await new Promise((done) => setTimeout(done, 3000));
		raw.socket.resume();
		const before = raw.bytes.length;
		while (!raw.closed && raw.bytes.length < before + 4000) await raw.wait('a piece', 60000);
	}
	raw.socket.resume();
	await raw.ended();
}

describe('patience', { concurrency: true }, () => {
	let server;
	before(async () => (server = await startBare({ pages: { 'large.txt': large, 'medium.txt': large.subarray(0, medium) } })));
	after(() => server.stop());

	const closed = (socket) => new Promise((done) => socket.on('close', done).on('error', () => {}));

	test('not a byte', () =>
		lasts(limits.SILENT_S, async () => {
			const socket = net.connect(server.port, '127.0.0.1');
			await closed(socket);
		}));

	test('half a handshake', () =>
		lasts(limits.HEAD_S, async () => {
			const socket = net.connect(server.port, '127.0.0.1');
			socket.write(Buffer.from('1603010100', 'hex'));
			await closed(socket);
		}));

	test('no head', async () => {
		await lasts(limits.HEAD_S, async () => {
			const raw = await Raw.open(server.port);
			assert.equal(await raw.answer(), undefined);
		});
	});

	test('half a head, kept alive by a byte now and then', async () => {
		const raw = await Raw.open(server.port);
		const drip = setInterval(() => raw.send('x'), 500);
		await lasts(limits.HEAD_S, async () => {
			raw.send('GET /healthz HTTP/1.1\r\nX: ');
			const answer = await raw.answer({ milliseconds: 60000 });
			assert.deepEqual([answer.status, answer.json.code, answer.headers.connection], [408, 'request-timeout', 'close']);
		});
		clearInterval(drip);
		await raw.ended();
	});

	test('no body', async () => {
		const raw = await Raw.open(server.port);
		await lasts(limits.BODY_S, async () => {
			raw.send('POST /api/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{');
			assert.equal((await raw.answer({ milliseconds: 60000 })).status, 408);
		});
		await raw.ended();
	});

	test('an idle connection', async () => {
		const raw = await Raw.open(server.port);
		assert.equal((await raw.send(get('/healthz')).answer()).status, 200);
		await lasts(limits.IDLE_S, () => raw.ended(60000));
	});

	test('a client that takes nothing of its answer', async () => {
		const raw = await Raw.open(server.port);
		raw.socket.pause();
		raw.send(get('/large.txt'));
		// While it reads nothing, being cut off shows only in the kernel's table of connections; afterwards, in getting no more than the buffers held.
		const established = () => readFileSync('/proc/net/tcp', 'utf8').includes(`:${hex(server.port)} 0100007F:${hex(raw.socket.localPort)} 01 `);
		assert.ok(established());
		await until('the server to give up', () => !established());
		raw.socket.resume();
		await raw.ended();
		assert.ok(raw.bytes.length > 0 && raw.bytes.length < large.length, `${raw.bytes.length} bytes`);
	});

	test('a client that takes too little of its answer', async () => {
		const raw = await Raw.open(server.port);
		const length = medium;
		raw.send(get('/medium.txt'));
		await trickle(raw, limits.SEND_S + length / limits.SEND_RATE + 1);
		assert.ok(raw.bytes.length < length, `${raw.bytes.length} bytes`);
	});

	test('a refused client that does not go', async () => {
		const socket = await Raw.open(server.port, { allowHalfOpen: true });
		socket.send('nonsense\r\n\r\n');
		assert.equal((await socket.answer()).status, 400);
		await lasts(limits.LINGER_S, () => new Promise((done) => {
			const poke = setInterval(() => socket.socket.write('x'), 100);
			socket.socket.on('close', () => (clearInterval(poke), done())).on('error', () => {});
		}));
	});

	test('one that goes on sending', async () => {
		const raw = await Raw.open(server.port, { allowHalfOpen: true });
		raw.send('nonsense\r\n\r\n');
		assert.equal((await raw.answer()).status, 400);
		const began = Date.now();
		let sent = 0;
		const gone = new Promise((done) => raw.socket.on('close', done).on('error', () => {}));
		const more = () => {
			while (!raw.socket.destroyed && (sent += 65536) && raw.socket.write(Buffer.alloc(65536)));
		};
		raw.socket.on('drain', more);
		more();
		await gone;
		// Whichever comes first: on a slow machine its time is over before it has sent so much.
		assert.ok(sent > limits.LINGER_BYTES || Date.now() - began > limits.LINGER_S * 900);
		const held = ['rmem', 'wmem'].map((name) => Number(readFileSync(`/proc/sys/net/ipv4/tcp_${name}`, 'utf8').trim().split(/\s+/)[2]));
		assert.ok(raw.socket.bytesWritten < limits.LINGER_BYTES + held[0] + held[1] + (1 << 20), `${raw.socket.bytesWritten} bytes, of which the kernel may hold ${held}`);
	});

	test('connections of one address', async () => {
		const narrow = await startBare({ config: 'connections_per_address = 5' });
		const open = [];
		for (let i = 0; i < 5; i++) {
			open.push(await Raw.open(narrow.port));
			assert.equal((await open.at(-1).send(get('/healthz')).answer()).status, 200);
		}
		await assert.rejects(Raw.open(narrow.port));
		(await Raw.open(narrow.port, { localAddress: '127.0.0.2' })).close();
		open.pop().close();
		await until('room', () => Raw.open(narrow.port).then((raw) => (open.push(raw), true), () => false));
		for (const raw of open) raw.close();
		await narrow.stop();
	});

	test('a drain that does not end', async () => {
		const other = await startBare({ pages: { 'large.txt': large } });
		const raw = await Raw.open(other.port);
		raw.send(get('/large.txt'));
		const slow = trickle(raw, limits.DRAIN_S + 1);
		await until('the answer', () => other.log().some((line) => line.path === '/large.txt'));
		other.signal('SIGTERM');
		await lasts(limits.DRAIN_S, async () => assert.deepEqual(await other.exit, { code: 1, signal: null }));
		await slow;
		raw.close();
		assert.ok(other.log().some((line) => line.event === 'drain.gave_up'));
	});
});
