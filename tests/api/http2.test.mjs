// HTTP/2, most of it with frames made by hand. No database but for the last test.
//
// - chosen by ALPN where the client offers it; node's and curl's own clients are content; every answer carries what it carries over HTTP/1.1
// - each malformed or ambiguous head is refused with the code that HTTP/1.1 has for it, what belongs to HTTP/1.1 resets the stream
// - heads at and over their limits: 431; a head that never ends (CONTINUATION), or that unfolds without bounds (HPACK), ends the connection
// - bodies: with and without Content-Length, too large, in contradiction to it, none, trailers
// - floods of resets, pings, settings, priorities, empty frames, unknown frames and mistakes end the connection, and what a browser does does not
// - LIMIT_STREAMS at once, those that were reset while they are in work among them; the next is refused unseen
// - frames that are too large, of the wrong size, out of place, on closed and unopened streams
// - a window of nothing: the answer waits for leave, is cut off after LIMIT_STALL_S, and holds up nobody else; windows overflow
// - a request that does not come is answered 408 or ended, an idle connection is closed
// - SIGTERM: no new streams, those that there are are answered
// - a whole piece of a season, log-in, draft, upload and download, over one connection
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import http2 from 'node:http2';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Raw, limits, startBare, until } from './bare.mjs';
import { entry, firm, publishedEdition, sha256 } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { ERROR, FLAG, Frames, PREFACE, TYPE, block, data, frame, headers, literal, ping, reset, settings, usual, windowUpdate } from './http2_frames.mjs';
import { pdf, upload } from './upload_fixtures.mjs';

const large = Buffer.alloc(3 << 20, 'x');
let server;
before(async () => (server = await startBare({ pages: { 'large.txt': large } })));
after(() => server?.stop());

const session = '__Host-saitou=' + 'x'.repeat(43); // by the looks of it
const get = (path) => ({ ...usual, ':path': path });
const post = (path, more = {}) => ({ ...usual, ':method': 'POST', ':path': path, 'content-type': 'application/json', cookie: session, ...more });

// Opens a connection, sends HEADERS and hands both back.
async function asked(fields, ...more) {
	const c = await Frames.open(server.port);
	c.send(headers(1, fields), ...more);
	return c;
}
async function healthy(c, stream) {
	c.send(headers(stream));
	assert.deepEqual((await c.answer(stream))?.json, { status: 'ok' });
}

// One client of node's own: request({':path': …}, body) → {status, headers, body}
function client(port) {
	const c = http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
	c.request_ = (fields, body) =>
		new Promise((done, fail) => {
			const r = c.request(fields, { endStream: body === undefined });
			let answer;
			const pieces = [];
			r.on('response', (h) => (answer = h)).on('data', (piece) => pieces.push(piece)).on('error', fail);
			r.on('end', () => done({ status: answer[':status'], headers: answer, body: Buffer.concat(pieces) }));
			if (body !== undefined) r.end(body);
		});
	return c;
}

describe('a client of some library', () => {
	test('node: many requests at once, large answers among them', async () => {
		const c = client(server.port);
		const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => c.request_({ ':path': i % 3 ? '/healthz' : '/large.txt' })));
		answers.forEach((answer, i) => assert.deepEqual([answer.status, answer.body.length], [200, i % 3 ? 15 : large.length]));
		const missing = await c.request_({ ':path': '/api/v1/nothing', 'accept-language': 'en' });
		assert.deepEqual([missing.status, JSON.parse(missing.body).code], [404, 'not-found']);
		const head = await c.request_({ ':path': '/large.txt', ':method': 'HEAD' });
		assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, String(large.length), 0]);
		const known = await c.request_({ ':path': '/large.txt', 'if-none-match': head.headers.etag });
		assert.deepEqual([known.status, known.body.length], [304, 0]);
		const posted = await c.request_({ ':path': '/api/v1/contests', ':method': 'POST', 'content-type': 'application/json', cookie: session }, '[]');
		assert.deepEqual([posted.status, JSON.parse(posted.body).code], [400, 'not-object']);
		c.close();
	});

	test('curl, and the headers of HTTP/1.1', async () => {
		const { stdout } = await promisify(execFile)('curl', ['-ski', '--http2', '--max-time', '60', `https://127.0.0.1:${server.port}/healthz`]);
		const [first, ...lines] = stdout.split('\r\n\r\n')[0].split('\r\n');
		assert.match(first, /^HTTP\/2 200/);
		const one = await Raw.open(server.port);
		const { headers: other } = await one.send('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n').answer();
		one.close();
		const these = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
		assert.deepEqual(Object.keys(these).sort(), Object.keys(other).sort());
		for (const name of Object.keys(these)) if (!['date', 'x-request-id'].includes(name)) assert.equal(these[name], other[name]);
		assert.equal(stdout.split('\r\n\r\n')[1], '{"status":"ok"}');
	});
});

const refusals = {
	'an unknown method': [{ ...usual, ':method': 'BREW' }, 501, 'unknown-method'],
	'another scheme': [{ ...usual, ':scheme': 'http' }, 400, 'bad-target'],
	'an address that begins with a host': [get('//localhost/healthz'), 400, 'bad-target'],
	'a fragment': [get('/healthz#top'), 400, 'bad-target'],
	'a dot segment in disguise': [get('/api/%2e%2E/healthz'), 400, 'bad-target'],
	'a broken percent-encoding': [get('/%zz'), 400, 'bad-target'],
	'an address that is too long': [get('/' + 'a'.repeat(limits.TARGET_BYTES)), 414, 'target-too-long'],
	'a host with a user': [{ ...usual, ':authority': 'a@localhost' }, 400, 'bad-host'],
	'two different hosts': [{ ...usual, host: 'other' }, 400, 'bad-host'],
	'one header too many': [[...Object.entries(usual), ...Array(limits.HEADERS + 1).fill(['x', '1'])], 431, 'head-too-large'],
	'a head that is too large': [[...Object.entries(usual), ...Array(60).fill(['x', 'y'.repeat(250)])], 431, 'head-too-large'],
	'a body larger than its route takes': [post('/api/v1/contests', { 'content-length': '4097' }), 413, 'too-large'],
	'another body type than JSON': [post('/api/v1/contests', { 'content-type': 'text/plain' }), 415, 'media-type', '{}'],
	'another site': [post('/api/v1/contests', { origin: 'https://evil.example' }), 403, 'cross-origin', '{}'],
};

for (const [what, [fields, status, code, body]] of Object.entries(refusals))
	test(`refused: ${what}`, async () => {
		const c = await Frames.open(server.port);
		c.send(headers(1, fields, FLAG.END_HEADERS | (body || fields['content-length'] ? 0 : FLAG.END_STREAM)), ...(body ? [data(1, body)] : []));
		const { json } = await c.answer(1);
		assert.deepEqual([json.status, json.code], [status, code]);
		await healthy(c, 3); // the others on the connection do not mind
		c.close();
	});

const malformed = {
	'a header of a connection': { ...usual, connection: 'close' },
	'Transfer-Encoding': { ...usual, 'transfer-encoding': 'chunked' },
	'a name with capitals': { ...usual, 'X-Y': '1' },
	'a line end in a value': { ...usual, x: 'a\r\nb' },
	'a NUL in a value': { ...usual, x: 'a\0b' },
	'a control byte in the address': get('/heal\x01thz'),
	'a pseudo-header twice': [...Object.entries(usual), [':path', '/readyz']],
	'a pseudo-header behind a header': [[':method', 'GET'], [':scheme', 'https'], ['x', '1'], [':path', '/healthz']],
	'an unknown pseudo-header': { ...usual, ':status': '200' },
	'no path': [[':method', 'GET'], [':scheme', 'https'], [':authority', 'localhost']],
	'a relative address': get('healthz'),
	'no host': [[':method', 'GET'], [':scheme', 'https'], [':path', '/healthz'], ['x', '1']],
	'TE that is not trailers': { ...usual, te: 'gzip' },
	'two Content-Lengths': [...Object.entries(usual), ['content-length', '0'], ['content-length', '0']],
	'a Content-Length that is no number': { ...usual, 'content-length': '-1' },
};

for (const [what, fields] of Object.entries(malformed))
	test(`reset: ${what}`, async () => {
		const c = await asked(fields);
		assert.equal(await c.resetOf(1), ERROR.PROTOCOL_ERROR);
		assert.equal(c.find(TYPE.HEADERS, 1), undefined);
		await healthy(c, 3);
		c.close();
	});

test('what stands at a limit passes', async () => {
	const counted = Object.entries(usual).reduce((n, [name, value]) => n + name.length + value.length + 32, 0);
	const c = await asked({ ...usual, x: 'x'.repeat(limits.HEAD_BYTES - counted - 33) });
	assert.deepEqual((await c.answer(1)).json, { status: 'ok' });
	c.send(headers(3, [...Object.entries(usual), ...Array(limits.HEADERS).fill(['x', '1'])]));
	assert.deepEqual((await c.answer(3)).json, { status: 'ok' });
	c.close();
});

test('cookies in crumbs are one cookie', async () => {
	const c = await Frames.open(server.port);
	// Found only if the crumbs are joined: with a session by the looks of it the body is looked at.
	c.send(headers(1, [...Object.entries({ ...post('/api/v1/contests'), cookie: 'a=b' }), ['cookie', session]], FLAG.END_HEADERS), data(1, '[]'));
	assert.equal((await c.answer(1)).json.code, 'not-object');
	c.close();
});

describe('bodies', () => {
	test('with and without Content-Length, in pieces, with padding and trailers', async () => {
		const c = await Frames.open(server.port);
		c.send(headers(1, post('/api/v1/contests', { 'content-length': '2' }), FLAG.END_HEADERS), data(1, '[', 0), data(1, ']'));
		assert.equal((await c.answer(1)).json.code, 'not-object');
		c.send(headers(3, post('/api/v1/contests'), FLAG.END_HEADERS), data(3, '[]', 0), data(3, ''));
		assert.equal((await c.answer(3)).json.code, 'not-object');
		c.send(headers(5, post('/api/v1/contests'), FLAG.END_HEADERS), data(5, '[]', 0), headers(5, { 'x-sum': '1' }));
		assert.equal((await c.answer(5)).json.code, 'not-object');
		c.send(headers(7, post('/api/v1/contests'), FLAG.END_HEADERS), frame(TYPE.DATA, FLAG.END_STREAM | FLAG.PADDED, 7, Buffer.from('\x04[]\0\0\0\0')));
		assert.equal((await c.answer(7)).json.code, 'not-object');
		c.close();
	});

	test('without Content-Length and too large: 413 as soon as that is clear, and the rest is not wanted', async () => {
		const c = await Frames.open(server.port);
		c.send(headers(1, post('/api/v1/contests'), FLAG.END_HEADERS), data(1, Buffer.alloc(4096), 0), data(1, 'x', 0));
		assert.equal((await c.answer(1)).json.code, 'too-large');
		assert.equal(await c.resetOf(1), ERROR.NO_ERROR);
		await healthy(c, 3);
		c.close();
	});

	for (const [what, length] of [['more', '1'], ['less', '3']])
		test(`${what} than Content-Length said`, async () => {
			const c = await Frames.open(server.port);
			c.send(headers(1, post('/api/v1/contests', { 'content-length': length }), FLAG.END_HEADERS), data(1, '[]'));
			assert.equal(await c.resetOf(1), ERROR.PROTOCOL_ERROR);
			await healthy(c, 3);
			c.close();
		});
});

describe('floods', () => {
	// Sends pieces until the server has had enough.
	async function flood(c, piece, most = 20000) {
		let i = 0;
		for (; i < most && !c.closed && !c.find(TYPE.GOAWAY); i++) {
			c.send(piece(i));
			if (i % 50 === 49) await new Promise(setImmediate);
		}
		assert.equal((await c.goaway())?.error, ERROR.ENHANCE_YOUR_CALM, `after ${i}`);
		await c.ended();
	}
	const id = (i) => 2 * i + 1;
	const kinds = {
		'rapid resets (CVE-2023-44487)': (i) => Buffer.concat([headers(id(i), get('/api/v1/editions')), reset(id(i))]),
		pings: () => ping(),
		settings: () => settings({ 4: 65535 }),
		priorities: () => frame(TYPE.PRIORITY, 0, 1, Buffer.from([0, 0, 0, 3, 1])),
		'frames nobody knows': () => frame(0xee, 0, 0, Buffer.alloc(5)),
		'requests with a mistake each': (i) => headers(id(i), { ...usual, connection: 'close' }),
		'leave to send a byte more': () => windowUpdate(0, 1),
	};
	for (const [what, piece] of Object.entries(kinds))
		test(what, async () => {
			const c = await Frames.open(server.port);
			await flood(c, piece);
		});

	test('empty pieces of a body', async () => {
		const c = await Frames.open(server.port);
		c.send(headers(1, post('/api/v1/contests'), FLAG.END_HEADERS));
		await flood(c, () => data(1, '', 0));
	});

	test('a head that never ends (CONTINUATION)', async () => {
		for (const piece of [literal('x', 'y'.repeat(40)), Buffer.alloc(0), literal('x', 'y'.repeat(16000))]) {
			const c = await Frames.open(server.port);
			c.send(headers(1, usual, FLAG.END_STREAM));
			await flood(c, () => frame(TYPE.CONTINUATION, 0, 1, piece), 200);
		}
	});

	test('a head that unfolds without bounds (HPACK)', async () => {
		const c = await Frames.open(server.port);
		// One field goes into the table, and is then named a byte at a time: 4 KB each.
		c.send(headers(1, Buffer.concat([block(usual), literal('x', 'y'.repeat(4000), true), Buffer.alloc(12000, 0xbe)])));
		assert.equal((await c.goaway())?.error, ERROR.ENHANCE_YOUR_CALM);
		await c.ended();
	});

	test('a head whose compression makes no sense', async () => {
		for (const broken of [Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Buffer.from([0xfe]), Buffer.from([0x00, 0x85, 1]), Buffer.from([0x3f, 0xff, 0xff, 0x03])]) {
			const c = await asked(broken);
			assert.equal((await c.goaway())?.error, ERROR.COMPRESSION_ERROR);
			await c.ended();
		}
	});

	test('what a browser does is no flood', async () => {
		const c = await Frames.open(server.port);
		let stream = 1;
		// Pages that are left half-loaded, with a ping now and then.
		for (let page = 0; page < 3; page++) {
			const ids = Array.from({ length: limits.STREAMS }, () => (stream += 2));
			c.send(...ids.map((n) => headers(n, get('/large.txt'))), ping(), ...ids.map((n) => reset(n)));
			await healthy(c, (stream += 2));
		}
		for (let i = 0; i < 300; i++) await healthy(c, (stream += 2));
		c.close();
	});
});

test('so many streams at once, and those that were reset are still work', async () => {
	// Without a database a request waits for one, for seconds: so these are all in work.
	const c = await Frames.open(server.port);
	const ids = Array.from({ length: limits.STREAMS }, (_, i) => 2 * i + 1);
	c.send(...ids.map((id) => headers(id, get('/api/v1/editions?limit=7'))));
	const next = 2 * limits.STREAMS + 1;
	c.send(headers(next));
	assert.equal(await c.resetOf(next), ERROR.REFUSED_STREAM);
	c.send(...ids.slice(0, 50).map((id) => reset(id)), headers(next + 2));
	assert.equal(await c.resetOf(next + 2), ERROR.REFUSED_STREAM);
	for (const id of ids.slice(50)) assert.equal((await c.answer(id)).json.status, 503);
	await healthy(c, next + 4);
	c.close();
});

describe('frames that are wrong', () => {
	// What is sent, whether on a connection that has said its preface, and the error that ends it.
	const connection = {
		'no preface': [Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), undefined, true],
		'no settings behind the preface': [Buffer.concat([PREFACE, ping()]), ERROR.PROTOCOL_ERROR, true],
		'a frame larger than allowed': [frame(TYPE.DATA, 0, 1, Buffer.alloc(16385)), ERROR.FRAME_SIZE_ERROR],
		'a ping of seven bytes': [frame(TYPE.PING, 0, 0, Buffer.alloc(7)), ERROR.FRAME_SIZE_ERROR],
		'settings of five bytes': [frame(TYPE.SETTINGS, 0, 0, Buffer.alloc(5)), ERROR.FRAME_SIZE_ERROR],
		'settings of a stream': [frame(TYPE.SETTINGS, 0, 1), ERROR.PROTOCOL_ERROR],
		'an acknowledgement with settings': [settings({ 4: 1 }, FLAG.ACK), ERROR.FRAME_SIZE_ERROR],
		'a window larger than there can be': [settings({ 4: 2 ** 31 }), ERROR.FLOW_CONTROL_ERROR],
		'frames larger than there can be': [settings({ 5: 2 ** 24 }), ERROR.PROTOCOL_ERROR],
		'a body on no stream': [data(0, 'x'), ERROR.PROTOCOL_ERROR],
		'a body on a stream that was not opened': [data(1, 'x'), ERROR.PROTOCOL_ERROR],
		'a head on no stream': [headers(0), ERROR.PROTOCOL_ERROR],
		'a stream of the server\'s': [headers(2), ERROR.PROTOCOL_ERROR],
		'streams backwards': [Buffer.concat([headers(5), headers(3)]), undefined],
		'a reset of a stream that was not opened': [reset(1), ERROR.PROTOCOL_ERROR],
		'a reset of three bytes': [Buffer.concat([headers(1), frame(TYPE.RST_STREAM, 0, 1, Buffer.alloc(3))]), ERROR.FRAME_SIZE_ERROR],
		'a promise from a client': [frame(TYPE.PUSH_PROMISE, FLAG.END_HEADERS, 1, Buffer.alloc(8)), ERROR.PROTOCOL_ERROR],
		'a continuation of nothing': [frame(TYPE.CONTINUATION, FLAG.END_HEADERS, 1, Buffer.alloc(0)), ERROR.PROTOCOL_ERROR],
		'something within a head': [Buffer.concat([headers(1, usual, 0), ping()]), ERROR.PROTOCOL_ERROR],
		'the continuation of another head': [Buffer.concat([headers(1, usual, 0), frame(TYPE.CONTINUATION, FLAG.END_HEADERS, 3, Buffer.alloc(0))]), ERROR.PROTOCOL_ERROR],
		'padding longer than its frame': [Buffer.concat([headers(1, post('/nowhere'), FLAG.END_HEADERS), frame(TYPE.DATA, FLAG.PADDED, 1, Buffer.from([9, 1]))]), ERROR.PROTOCOL_ERROR],
		'a connection\'s window that overflows': [windowUpdate(0, 2 ** 31 - 1), ERROR.FLOW_CONTROL_ERROR],
		'leave to send nothing more': [windowUpdate(0, 0), ERROR.PROTOCOL_ERROR],
	};
	for (const [what, [bytes, error, bare]] of Object.entries(connection))
		test(what, async () => {
			const c = await Frames.open(server.port, { bare });
			c.send(bytes);
			const farewell = await c.goaway();
			if (error !== undefined) assert.equal(farewell?.error, error);
			await c.ended();
		});

	test('more of a body behind its end', async () => {
		const c = await Frames.open(server.port);
		c.send(headers(1, get('/api/v1/editions')), data(1, 'x'));
		assert.equal((await c.goaway())?.error, ERROR.STREAM_CLOSED);
		c.close();
	});

	test('a second head for a stream that is over', async () => {
		const c = await Frames.open(server.port);
		await healthy(c, 1);
		c.send(headers(1));
		assert.ok([ERROR.STREAM_CLOSED, ERROR.PROTOCOL_ERROR].includes((await c.goaway())?.error));
		c.close();
	});

	test('late frames of a stream that is over do no harm', async () => {
		const c = await Frames.open(server.port);
		await healthy(c, 1);
		c.send(reset(1), windowUpdate(1, 1000), frame(TYPE.PRIORITY, 0, 1, Buffer.from([0, 0, 0, 0, 1])));
		await healthy(c, 3);
		c.close();
	});

	test('a client that vanishes in the middle of anything leaves nothing behind', async () => {
		const open = async () => {
			const raw = await Raw.open(server.port);
			const { text } = await raw.send('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n').answer();
			raw.close();
			return Number(text.match(/^saitou_connections_open (\d+)/m)[1]);
		};
		for (const bytes of [PREFACE.subarray(0, 9), headers(1).subarray(0, 20), headers(1, usual, 0), headers(1, post('/api/v1/contests'), FLAG.END_HEADERS), headers(1, get('/large.txt')), headers(1, get('/api/v1/editions'))]) {
			const c = await Frames.open(server.port, { bare: bytes.length === 9 });
			c.send(bytes);
			await new Promise(setImmediate);
			c.close();
		}
		await until('all to be gone', async () => (await open()) === 1);
	});
});

describe('patience', { concurrency: true }, () => {
	const slack = 20;
	async function lasts(seconds, what) {
		const began = Date.now();
		await what();
		const took = (Date.now() - began) / 1000;
		assert.ok(took > seconds - 0.5 && took < seconds + slack, `took ${took} s, not ${seconds}`);
	}

	test('a window of nothing', async () => {
		const c = await Frames.open(server.port, { window: 0 });
		c.send(headers(1, get('/large.txt')), headers(3, get('/healthz')), headers(5, get('/large.txt')));
		await until('the heads', () => c.find(TYPE.HEADERS, 1) && c.find(TYPE.HEADERS, 3));
		assert.equal(c.find(TYPE.DATA), undefined, 'nothing is sent without leave');
		c.send(windowUpdate(3, 1000));
		assert.deepEqual((await c.answer(3)).json, { status: 'ok' });
		await lasts(limits.STALL_S - 1, async () => assert.equal(await c.resetOf(1), ERROR.CANCEL));
		await healthyWith(c, 7);
		c.close();
	});
	// with leave of its own, as the connection gives none
	async function healthyWith(c, stream) {
		c.send(headers(stream), windowUpdate(stream, 1000));
		assert.deepEqual((await c.answer(stream)).json, { status: 'ok' });
	}

	test('a stream\'s window that overflows', async () => {
		const c = await Frames.open(server.port, { window: 0 });
		c.send(headers(1, get('/large.txt')), windowUpdate(1, 2 ** 31 - 1), windowUpdate(1, 1000));
		assert.equal(await c.resetOf(1), ERROR.FLOW_CONTROL_ERROR);
		c.close();
	});

	test('no request, and no more of one', async () => {
		const idle = await Frames.open(server.port);
		await lasts(limits.HEAD_S, () => idle.ended());
		assert.equal((await idle.goaway())?.error, ERROR.NO_ERROR);
	});

	test('half a head', async () => {
		const c = await Frames.open(server.port);
		await healthy(c, 1);
		await lasts(limits.HEAD_S, async () => {
			c.send(headers(3, usual, FLAG.END_STREAM));
			await c.ended();
		});
	});

	test('no body', async () => {
		const c = await Frames.open(server.port);
		await lasts(limits.BODY_S, async () => {
			c.send(headers(1, post('/api/v1/contests'), FLAG.END_HEADERS), data(1, '[', 0));
			assert.equal((await c.answer(1)).json.status, 408);
		});
		await healthy(c, 3);
		c.close();
	});

	test('an idle connection, pings or not', async () => {
		const c = await Frames.open(server.port);
		await healthy(c, 1);
		const pings = setInterval(() => c.send(ping()), 1000);
		await lasts(limits.IDLE_S, () => c.ended());
		clearInterval(pings);
	});
});

test('SIGTERM: no new streams, those that there are are answered', async () => {
	const other = await startBare({ pages: { 'large.txt': large } });
	const c = await Frames.open(other.port);
	c.send(headers(1, get('/large.txt')), headers(3, get('/api/v1/editions')));
	await until('the answer to have begun', () => c.find(TYPE.DATA, 1));
	other.signal('SIGTERM');
	const first = await c.goaway();
	assert.deepEqual([first.last, first.error], [2 ** 31 - 1, ERROR.NO_ERROR]);
	c.send(headers(5)); // on its way when the client heard of it
	c.send(windowUpdate(0, large.length), windowUpdate(1, large.length));
	assert.equal((await c.answer(1)).length, large.length);
	assert.equal((await c.answer(3)).json.status, 503);
	assert.deepEqual((await c.answer(5)).json, { status: 'ok' });
	await c.ended();
	assert.deepEqual((({ last, error }) => [last, error])(await c.goaway()), [5, ERROR.NO_ERROR]);
	assert.deepEqual(await other.exit, { code: 0, signal: null });
});

test('a piece of a season over one connection', async () => {
	const full = await startServer();
	try {
		const organizer = await full.account({ organizer: null });
		const contestant = await full.account();
		const edition = (await publishedEdition(organizer)).id;
		const draft = entry(full, edition, firm(full, [contestant]), contestant);
		const file = pdf(5 << 20);
		const { id } = await upload(contestant, { entry: draft, kind: 'roadshow', filename: 'r.pdf' }, file);
		const cookie = [...contestant.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
		const c = client(full.port);
		const json = async (...args) => {
			const answer = await c.request_(...args);
			return { ...answer, json: answer.body.length ? JSON.parse(answer.body) : undefined };
		};
		const path = `/api/v1/entries/${draft}`;
		const before = await json({ ':path': path, cookie });
		assert.equal(before.status, 200);
		const saved = await json({ ':path': path, ':method': 'PATCH', cookie, 'content-type': 'application/json', 'if-match': before.headers.etag }, '{"project_name":"二号"}');
		assert.equal(saved.status, 200, JSON.stringify(saved.json));
		const [again, download, stranger, list] = await Promise.all([
			json({ ':path': path, cookie }),
			c.request_({ ':path': `/api/v1/attachments/${id}`, cookie }),
			json({ ':path': path }),
			json({ ':path': '/api/v1/editions' }),
		]);
		assert.equal(again.json.title, '二号');
		assert.equal(sha256(download.body), sha256(file));
		assert.equal(stranger.status, 401);
		assert.equal(list.status, 200);
		const out = await json({ ':path': '/api/v1/sessions/current', ':method': 'DELETE', cookie });
		assert.equal(out.status, 204);
		assert.equal((await json({ ':path': path, cookie })).status, 401);
		c.close();
	} finally {
		await full.stop();
	}
});
