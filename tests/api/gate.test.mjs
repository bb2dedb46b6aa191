// What is refused before it is a request, and what every answer carries. Raw sockets, no database.
//
// - each malformed or ambiguous head is refused with its own code, as a problem, with all security headers, Connection: close, and the end
// - bytes behind a refused head are never read as a request
// - heads that are too large, too many headers, too long an address
// - bodies larger than their route takes, or than an unknown path takes
// - a head that comes byte by byte, several heads in one piece, empty bodies: answered in order
// - HTTP/1.0, Connection: close, keep-alive
// - Expect: 100-continue, also after an earlier answer on the connection
// - 404, 405 with Allow, OPTIONS, HEAD
// - what needs no encoding and is encoded: GET is sent to the one form of the address, others are refused; HSTS only where public_url has a domain
// - who has no session is told so before a body is read or checked
// - a request from another site, another body type than JSON
// - malformed JSON, duplicate keys, depth; mistakes in body and query all at once, in three languages
// - a language is chosen by Accept-Language
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Raw, ask, limits, startBare } from './bare.mjs';

let server;
before(async () => (server = await startBare()));
after(() => server?.stop());

const host = 'Host: localhost\r\n';
const cookie = `Cookie: __Host-saitou=${'x'.repeat(43)}\r\n`; // a session, by the looks of it
const get = (target, headers = '') => `GET ${target} HTTP/1.1\r\n${host}${headers}\r\n`;
const post = (target, body, headers = '') => `POST ${target} HTTP/1.1\r\n${host}${cookie}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${Buffer.from(body).toString('latin1')}`;

function assertSecurityHeaders({ headers }) {
	for (const name of ['strict-transport-security', 'content-security-policy', 'x-content-type-options', 'referrer-policy', 'permissions-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'cross-origin-embedder-policy', 'cache-control'])
		assert.ok(headers[name], `${name} is missing`);
	assert.match(headers['x-request-id'], /^[0-9a-f]{32}$/);
	assert.doesNotMatch(headers['content-security-policy'], /unsafe/);
}

function assertProblem(answer, status, code) {
	assert.equal(answer?.status, status);
	assert.equal(answer.json?.code, code);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
	assert.equal(answer.json.type, `/problems/${code}`);
	assert.equal(answer.json.status, status);
	assert.equal(answer.json.request_id, answer.headers['x-request-id']);
	assert.ok(answer.json.title && answer.json.detail);
	assertSecurityHeaders(answer);
}

const refusals = {
	'a bare LF': ['GET /healthz HTTP/1.1\nHost: localhost\n\n', 400, 'line-ending'],
	'a bare LF behind a header': [`GET /healthz HTTP/1.1\r\n${host}X: 1\n\r\n`, 400, 'line-ending'],
	'a bare CR': [`GET /healthz HTTP/1.1\r\n${host}X: 1\rY: 2\r\n\r\n`, 400, 'line-ending'],
	'a NUL byte': [get('/healthz', 'X: a\0b\r\n'), 400, 'control-byte'],
	'a control byte in the address': [get('/heal\x01thz'), 400, 'control-byte'],
	'DEL in a header': [get('/healthz', 'X: \x7f\r\n'), 400, 'control-byte'],
	'an empty line in front': ['\r\n' + get('/healthz'), 400, 'request-line'],
	'no version': ['GET /healthz\r\n\r\n', 400, 'request-line'],
	'two blanks': [`GET  /healthz HTTP/1.1\r\n${host}\r\n`, 400, 'request-line'],
	'a blank behind the version': [`GET /healthz HTTP/1.1 \r\n${host}\r\n`, 400, 'request-line'],
	'a tab for a blank': [`GET\t/healthz\tHTTP/1.1\r\n${host}\r\n`, 400, 'request-line'],
	'lower-case http': [`GET /healthz http/1.1\r\n${host}\r\n`, 400, 'request-line'],
	'HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, 'http-version'],
	'HTTP/1.2': [`GET /healthz HTTP/1.2\r\n${host}\r\n`, 505, 'http-version'],
	'HTTP/0.9': [`GET /healthz HTTP/0.9\r\n${host}\r\n`, 505, 'http-version'],
	'HTTP/1.10': [`GET /healthz HTTP/1.10\r\n${host}\r\n`, 505, 'http-version'],
	'a method nobody knows': [`BREW /healthz HTTP/1.1\r\n${host}\r\n`, 501, 'unknown-method'],
	'a method in lower case': [`get /healthz HTTP/1.1\r\n${host}\r\n`, 501, 'unknown-method'],
	'TRACE': [`TRACE /healthz HTTP/1.1\r\n${host}\r\n`, 501, 'unknown-method'],
	'CONNECT': [`CONNECT localhost:443 HTTP/1.1\r\n${host}\r\n`, 501, 'unknown-method'],
	'an absolute address': [get('https://localhost/healthz'), 400, 'bad-target'],
	'an address that begins with a host': [get('//localhost/healthz'), 400, 'bad-target'],
	'OPTIONS *': [`OPTIONS * HTTP/1.1\r\n${host}\r\n`, 400, 'bad-target'],
	'a fragment': [get('/healthz#top'), 400, 'bad-target'],
	'a quotation mark in the address': [get('/"healthz"'), 400, 'bad-target'],
	'a backslash': [get('/api\\v1'), 400, 'bad-target'],
	'bytes beyond ASCII in the address': [get('/\xe8\xb5\x9b'), 400, 'bad-target'],
	'a broken percent-encoding': [get('/%zz'), 400, 'bad-target'],
	'half a percent-encoding': [get('/api/%4'), 400, 'bad-target'],
	'an encoded NUL': [get('/api/%00'), 400, 'bad-target'],
	'an encoded slash': [get('/api%2fv1'), 400, 'bad-target'],
	'an encoding that is not UTF-8': [get('/api/%ff%fe'), 400, 'bad-target'],
	'an overlong encoding': [get('/api/%c0%af'), 400, 'bad-target'],
	'a dot segment': [get('/api/../healthz'), 400, 'bad-target'],
	'a dot segment in disguise': [get('/api/%2e%2E/healthz'), 400, 'bad-target'],
	'a single dot': [get('/./healthz'), 400, 'bad-target'],
	'no Host': ['GET /healthz HTTP/1.1\r\n\r\n', 400, 'bad-host'],
	'two Hosts': [get('/healthz', 'Host: other\r\n'), 400, 'bad-host'],
	'an empty Host': ['GET /healthz HTTP/1.1\r\nHost:\r\n\r\n', 400, 'bad-host'],
	'a Host with a path': ['GET /healthz HTTP/1.1\r\nHost: localhost/x\r\n\r\n', 400, 'bad-host'],
	'a Host with a user': ['GET /healthz HTTP/1.1\r\nHost: a@localhost\r\n\r\n', 400, 'bad-host'],
	'a Host with a wrong port': ['GET /healthz HTTP/1.1\r\nHost: localhost:8x\r\n\r\n', 400, 'bad-host'],
	'two Content-Lengths': [`POST /healthz HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400, 'content-length'],
	'two equal Content-Lengths': [`POST /healthz HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`, 400, 'content-length'],
	'a list of Content-Lengths': [`POST /healthz HTTP/1.1\r\n${host}Content-Length: 2, 2\r\n\r\n{}`, 400, 'content-length'],
	'a signed Content-Length': [`POST /healthz HTTP/1.1\r\n${host}Content-Length: +2\r\n\r\n{}`, 400, 'content-length'],
	'a negative Content-Length': [`POST /healthz HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, 400, 'content-length'],
	'a hexadecimal Content-Length': [`POST /healthz HTTP/1.1\r\n${host}Content-Length: 0x2\r\n\r\n{}`, 400, 'content-length'],
	'a Content-Length beyond all integers': [`POST /healthz HTTP/1.1\r\n${host}Content-Length: 18446744073709551618\r\n\r\n{}`, 400, 'content-length'],
	'Transfer-Encoding: chunked': [`POST /healthz HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 411, 'length-required'],
	'Transfer-Encoding and Content-Length': [`POST /healthz HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 411, 'length-required'],
	'Transfer-Encoding in disguise': [`POST /healthz HTTP/1.1\r\n${host}transfer-encoding:\tidentity\r\n\r\n`, 411, 'length-required'],
	'a blank in front of the colon': [get('/healthz', 'X : 1\r\n'), 400, 'header-syntax'],
	'a folded header': [get('/healthz', 'X: 1\r\n 2\r\n'), 400, 'header-syntax'],
	'a header without colon': [get('/healthz', 'nonsense\r\n'), 400, 'header-syntax'],
	'a header without name': [get('/healthz', ': 1\r\n'), 400, 'header-syntax'],
	'a header name with brackets': [get('/healthz', 'X[]: 1\r\n'), 400, 'header-syntax'],
	'another Expect': [get('/healthz', 'Expect: a-miracle\r\n'), 417, 'expectation'],
	'a head that is too large': [get('/healthz', `X: ${'x'.repeat(limits.HEAD_BYTES)}\r\n`), 431, 'head-too-large'],
	'one header too many': [get('/healthz', 'X: 1\r\n'.repeat(limits.HEADERS)), 431, 'head-too-large'],
	'an address that is too long': [get('/' + 'a'.repeat(limits.TARGET_BYTES)), 414, 'target-too-long'],
	'an address that never ends': ['GET /' + 'a'.repeat(2 * limits.TARGET_BYTES), 414, 'target-too-long'],
	'a body for a route that takes none': [`GET /healthz HTTP/1.1\r\n${host}Content-Length: 1\r\n\r\nx`, 413, 'too-large'],
	'a body larger than its route takes': [`POST /api/v1/contests HTTP/1.1\r\n${host}${cookie}Content-Type: application/json\r\nContent-Length: 4097\r\n\r\n`, 413, 'too-large'],
	'more than an empty object for an action that takes no values': [`POST /api/v1/rounds/1/lock HTTP/1.1\r\n${host}${cookie}Content-Type: application/json\r\nContent-Length: ${limits.BODY_EMPTY + 1}\r\n\r\n`, 413, 'too-large'],
	'a large body for nobody': [`POST /nowhere HTTP/1.1\r\n${host}Content-Length: ${limits.BODY_UNROUTED + 1}\r\n\r\n`, 413, 'too-large'],
};

for (const [what, [bytes, status, code]] of Object.entries(refusals))
	test(`refused: ${what}`, async () => {
		const { answer, raw } = await ask(server.port, bytes);
		assertProblem(answer, status, code);
		assert.equal(answer.headers.connection, 'close');
		await raw.ended();
		assert.equal(raw.bytes.length, 0, 'nothing follows the refusal');
	});

test('what stands at a limit passes', async () => {
	const { raw, answer } = await ask(server.port, get('/' + 'a'.repeat(limits.TARGET_BYTES - 1)));
	assertProblem(answer, 404, 'not-found');
	raw.send(get('/healthz', 'X: 1\r\n'.repeat(limits.HEADERS - 1)));
	assert.equal((await raw.answer()).status, 200);
	const around = get('/healthz', 'X: \r\n').length;
	raw.send(get('/healthz', `X: ${'x'.repeat(limits.HEAD_BYTES - around)}\r\n`));
	assert.equal((await raw.answer()).status, 200);
	raw.send(`POST /nowhere HTTP/1.1\r\n${host}Content-Length: ${limits.BODY_UNROUTED}\r\n\r\n${'x'.repeat(limits.BODY_UNROUTED)}`);
	assertProblem(await raw.answer(), 404, 'not-found');
	raw.send(get('/healthz'));
	assert.equal((await raw.answer()).status, 200);
	raw.close();
});

test('bytes behind a refused head are not read as a request', async () => {
	const { answer, raw } = await ask(server.port, `POST /healthz HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${get('/readyz')}`);
	assert.equal(answer.status, 411);
	await raw.ended();
	assert.equal(raw.bytes.length, 0);
});

test('a refusal waits for the answers before it', async () => {
	const raw = await Raw.open(server.port);
	raw.send(get('/healthz') + get('/healthz') + 'nonsense\r\n\r\n' + get('/healthz'));
	assert.equal((await raw.answer()).status, 200);
	assert.equal((await raw.answer()).status, 200);
	assertProblem(await raw.answer(), 400, 'request-line');
	assert.equal(await raw.answer(), undefined);
});

test('the answer to a large refused body is not lost', async () => {
	const raw = await Raw.open(server.port);
	raw.send(`POST /nowhere HTTP/1.1\r\n${host}Content-Length: 3000000\r\n\r\n`).send(Buffer.alloc(3000000));
	assertProblem(await raw.answer(), 413, 'too-large');
});

test('a head may come byte by byte', async () => {
	const raw = await Raw.open(server.port);
	raw.socket.setNoDelay(true);
	for (const byte of get('/healthz')) {
		raw.send(byte);
		await new Promise(setImmediate);
	}
	const answer = await raw.answer();
	assert.equal(answer.status, 200);
	assertSecurityHeaders(answer);
	raw.close();
});

test('requests sent ahead are answered one by one, in order', async () => {
	const raw = await Raw.open(server.port);
	const targets = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? '/healthz' : i % 3 === 1 ? '/api/nothing' : '/readyz'));
	raw.send(targets.map((target) => get(target)).join(''));
	for (const target of targets) assert.equal((await raw.answer()).status, { '/healthz': 200, '/api/nothing': 404, '/readyz': 503 }[target]);
	raw.close();
});

test('HTTP/1.0 is closed after the answer unless it asks to be kept', async () => {
	const { answer, raw } = await ask(server.port, 'GET /healthz HTTP/1.0\r\n\r\n');
	assert.equal(answer.status, 200);
	assert.equal(answer.headers.connection, 'close');
	await raw.ended();
	const kept = await Raw.open(server.port);
	kept.send('GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
	assert.equal((await kept.answer()).headers.connection, 'keep-alive');
	kept.send('GET /healthz HTTP/1.0\r\n\r\n');
	assert.equal((await kept.answer()).status, 200);
	await kept.ended();
});

test('Connection: close is heeded', async () => {
	const { answer, raw } = await ask(server.port, get('/healthz', 'Connection: foo, Close\r\n'));
	assert.equal(answer.headers.connection, 'close');
	await raw.ended();
});

test('Expect: 100-continue is answered before the body, also on a used connection', async () => {
	const raw = await Raw.open(server.port);
	for (let round = 0; round < 3; round++) {
		raw.send(`POST /api/nothing HTTP/1.1\r\n${host}Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n`);
		assert.equal((await raw.answer()).status, 100);
		raw.send('12345');
		assert.equal((await raw.answer()).status, 404);
	}
	raw.close();
});

test('Expect with a body that is too large is refused without asking for it', async () => {
	const { answer } = await ask(server.port, `POST /nowhere HTTP/1.1\r\n${host}Content-Length: 9999999\r\nExpect: 100-continue\r\n\r\n`);
	assertProblem(answer, 413, 'too-large');
});

test('404, 405 with Allow, OPTIONS and HEAD', async () => {
	const raw = await Raw.open(server.port);
	assertProblem(await raw.send(get('/api/v1/nothing')).answer(), 404, 'not-found');
	const wrong = await raw.send(`DELETE /healthz HTTP/1.1\r\n${host}\r\n`).answer();
	assertProblem(wrong, 405, 'method');
	assert.equal(wrong.headers.allow, 'GET, HEAD, OPTIONS');
	const options = await raw.send(`OPTIONS /api/v1/contests HTTP/1.1\r\n${host}\r\n`).answer();
	assert.equal(options.status, 204);
	assert.equal(options.headers.allow, 'GET, POST, HEAD, OPTIONS');
	assertSecurityHeaders(options);
	const head = await raw.send(`HEAD /healthz HTTP/1.1\r\n${host}\r\n`).answer({ head: true });
	assert.equal(head.status, 200);
	assert.equal(head.headers['content-length'], '15');
	const lost = await raw.send(`HEAD /api/nothing HTTP/1.1\r\n${host}\r\n`).answer({ head: true });
	assert.equal(lost.status, 404);
	assert.equal((await raw.send(get('/healthz')).answer()).text, '{"status":"ok"}');
	raw.close();
});

test('a change that another site asks for is refused', async () => {
	const body = '{"code":"x","title":{}}';
	for (const headers of ['Origin: https://evil.example\r\n', 'Origin: null\r\n', 'Sec-Fetch-Site: cross-site\r\n', 'Sec-Fetch-Site: same-site\r\n', 'Origin: http://localhost\r\n', 'Sec-Fetch-Site: cross-site\r\nOrigin: https://localhost\r\n'])
		assertProblem((await ask(server.port, post('/api/v1/contests', body, headers))).answer, 403, 'cross-origin');
	// From the same origin, by the address it came to or the one the server is known by, it goes on to what is wrong with it.
	for (const headers of ['Origin: https://localhost\r\n', 'Origin: https://contest.example\r\nSec-Fetch-Site: same-origin\r\n', ''])
		assertProblem((await ask(server.port, post('/api/v1/contests', '[]', headers))).answer, 400, 'not-object');
});

test('without a session, a route that needs one answers 401 before anything else is said', async () => {
	const { answer, raw } = await ask(server.port, `POST /api/v1/contests HTTP/1.1\r\n${host}Content-Length: 4\r\n\r\nnone`);
	assertProblem(answer, 401, 'unauthenticated');
	assert.equal((await raw.send(get('/healthz')).answer()).status, 200);
	raw.send(`PATCH /api/v1/uploads/1 HTTP/1.1\r\n${host}Content-Length: 4000000\r\nExpect: 100-continue\r\n\r\n`);
	assertProblem(await raw.answer(), 401, 'unauthenticated');
	await raw.ended();
});

test('bodies are JSON by name', async () => {
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'multipart/form-data; boundary=x'])
		assertProblem((await ask(server.port, `POST /api/v1/contests HTTP/1.1\r\n${host}${cookie}Content-Type: ${type}\r\nContent-Length: 2\r\n\r\n{}`)).answer, 415, 'media-type');
	assertProblem((await ask(server.port, `POST /api/v1/contests HTTP/1.1\r\n${host}${cookie}Content-Length: 2\r\n\r\n{}`)).answer, 415, 'media-type');
	assertProblem((await ask(server.port, `POST /api/v1/contests HTTP/1.1\r\n${host}${cookie}Content-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n[]`)).answer, 400, 'not-object');
});

test('bodies are JSON by nature', async () => {
	const code = async (body) => (await ask(server.port, post('/api/v1/contests', body))).answer.json.code;
	assert.equal(await code('{'), 'not-json');
	assert.equal(await code('{} {}'), 'not-json');
	assert.equal(await code('{"code":"a","code":"b"}'), 'duplicate-key');
	assert.equal(await code('{"title":{"zh":1,"zh":2}}'), 'duplicate-key');
	assert.equal(await code('"text"'), 'not-object');
	// What a text may not hold is its field's fault, and no fault of the body (tests/api/texts.test.mjs).
	assert.equal(await code('{"title":"\\u0000"}'), 'invalid');
	assert.equal(await code('{"title":"\\ud800"}'), 'invalid');
	const deep = (n) => '{"title":' + '['.repeat(n) + ']'.repeat(n) + '}';
	assert.equal(await code(deep(limits.JSON_DEPTH)), 'too-deep');
	assert.equal(await code(deep(limits.JSON_DEPTH - 1)), 'invalid');
	const raw = await Raw.open(server.port);
	raw.send(`POST /api/v1/contests HTTP/1.1\r\n${host}${cookie}Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{"code":"\xff"}`);
	assert.equal((await raw.answer()).json.code, 'not-json');
	raw.close();
});

test('all mistakes of body and query are told at once, in the language asked for', async () => {
	const send = async (language) => {
		const { answer } = await ask(server.port, post('/api/v1/contests?page=1&%ff=2', '{"title":7,"more":1}', `Accept-Language: ${language}\r\n`));
		assertProblem(answer, 422, 'invalid');
		return answer.json;
	};
	const english = await send('fr, en-GB;q=0.8, zh;q=0.5');
	assert.deepEqual(english.errors.map((e) => e.field).sort(), ['?', 'code', 'more', 'page', 'title']);
	assert.equal(english.errors.find((e) => e.field === 'code').detail, 'This is required.');
	assert.equal((await send('zh-TW')).errors.find((e) => e.field === 'code').detail, '此項必填。');
	assert.equal((await send('*')).errors.find((e) => e.field === 'code').detail, '此项必填。');
});

test('query arguments are held against their table', async () => {
	const fields = async (query) => {
		const { answer } = await ask(server.port, get(`/api/v1/contests?${query}`));
		assertProblem(answer, 422, 'invalid');
		return answer.json.errors.map((e) => e.field);
	};
	for (const query of ['limit=0', 'limit=501', 'limit=x', 'limit=', 'limit', 'limit=1e3', 'limit=%31%', 'limit=99999999999999999999', 'limit=1&limit=1']) assert.deepEqual(await fields(query), ['limit'], query);
	assert.deepEqual(await fields('nothing=1&limit=0'), ['nothing', 'limit']);
});

test('an address has one form', async () => {
	for (const [target, form] of [
		['/%68ealthz', '/healthz'],
		['/healt%68%7A?a=%68', '/healthz?a=%68'],
		['/api/v1/%65ditions/%31%32?x', '/api/v1/editions/12?x'],
		['/%E8%B5%9B%2dx%7E', '/%E8%B5%9B-x~'],
	])
		for (const method of ['GET', 'HEAD']) {
			const { answer, raw } = await ask(server.port, `${method} ${target} HTTP/1.1\r\n${host}\r\n`);
			assert.deepEqual([answer.status, answer.headers.location], [308, form]);
			raw.close();
		}
	for (const target of ['/%E8%B5%9B', '/a%3Ab%20c', '/%e8%b5%9b']) {
		const { answer, raw } = await ask(server.port, get(target));
		assert.equal(answer.status, 404, target);
		raw.close();
	}
	const { answer, raw } = await ask(server.port, post('/api/v1/%73essions', '{}'));
	assertProblem(answer, 400, 'bad-target');
	raw.close();
});

test('HSTS is for domains', async () => {
	for (const [url, sent] of Object.entries({ 'https://localhost:8443': false, 'https://LOCALHOST': false, 'https://a.localhost': false, 'https://127.0.0.1': false, 'https://[::1]:8443': false, 'https://contest.example:8443': true, 'https://赛.example': true })) {
		const other = await startBare({ config: `public_url = "${url}"` });
		const { answer, raw } = await ask(other.port, get('/healthz'));
		assert.equal('strict-transport-security' in answer.headers, sent, url);
		raw.close();
		await other.stop();
	}
});
