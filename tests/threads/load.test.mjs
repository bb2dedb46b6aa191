// The server under ThreadSanitizer, with everything going on at once. A race, a deadlock or a leak makes its exit status other than 0.
// - judges hand in, contestants save drafts, the public reads cached lists, people log in and out, uploads come in pieces
// - organisers and judges listen to streams of events, over HTTP/1.1 and HTTP/2; some of them leave
// - connections are cut in mid-request
// - SIGHUP reopens the log and reads the certificates while that goes on
// - SIGTERM in the middle: what was accepted is answered, and every acknowledged sheet is in the database
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import tls from 'node:tls';
import test from 'node:test';
import { password, startServer } from '../api/harness.mjs';
import { openWithAll, points, season, sheetOf } from '../api/judging_fixture.mjs';

async function repeat(times, work) {
	for (let i = 0; i < times; i++) await work(i);
}

// A client that leaves in the middle of its request.
const rude = (server, text) =>
	new Promise((done) => {
		const socket = tls.connect({ port: server.port, host: 'localhost', ca: server.ca }, () => {
			socket.write(text);
			setImmediate(() => {
				socket.destroy();
				done();
			});
		});
		socket.on('error', done);
	});

test('everything at once', { timeout: 900000 }, async () => {
	const server = await startServer();
	const made = await season(server, { judges: 4, entries: Array.from({ length: 24 }, () => 'startup') });
	const round = await openWithAll(made);
	const contestant = await server.account();
	const acknowledged = new Set();

	const judging = made.judges.map((judge) =>
		repeat(made.entries.length, async (i) => {
			const entry = made.entries[i];
			const answer = await judge.client.post(`${sheetOf(round, entry)}/hand-in`, { points: points.startup, comment: `第${i}份` });
			assert.equal(answer.status, 201, answer.text);
			acknowledged.add(`${entry}/${judge.id}`);
		}),
	);
	const reading = [1, 2, 3].map(() =>
		repeat(60, async (i) => {
			const answer = await server.client().get(['/api/v1/editions', '/api/v1/public/notices', '/healthz', '/metrics', '/api/v1/nothing'][i % 5]);
			assert.ok([200, 404].includes(answer.status));
		}),
	);
	const logins = repeat(6, async () => {
		const client = server.client();
		await client.login(contestant.account.email, password);
		await client.expect(204, 'DELETE', '/api/v1/sessions/current');
	});
	const leaving = repeat(40, (i) => rude(server, ['GET /api/v1/editions HTTP/1.1\r\nHost: localhost\r\n\r\n', 'POST /api/v1/sessions HTTP/1.1\r\nHost: loc', ''][i % 3]));
	// Listeners that stay to the end, and some that come and go.
	const cookie = (client) => [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
	const streams = [[made.organizer, `/api/v1/editions/${made.edition}/events`], ...made.judges.map((j) => [j.client, `/api/v1/judging/rounds/${round}/events`])];
	const connections = [];
	let heard = '';
	const listening = streams.map(async ([client, path], i) => {
		const c = http2.connect(server.url, { ca: server.ca });
		connections.push(c.on('error', () => {}));
		c.request({ ':path': path, cookie: cookie(client) }).on('data', (piece) => (heard += piece)).on('error', () => {});
		await repeat(10, () => new Promise((done) => c.request({ ':path': '/healthz' }).on('end', done).on('error', done).resume()));
		await repeat(5, () => rude(server, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie(client)}\r\n\r\n`));
		if (i % 2) c.destroy();
	});
	const signals = repeat(5, async () => {
		server.process.kill('SIGHUP');
		await server.client().get('/healthz');
	});
	await Promise.all([...judging, ...reading, ...listening, logins, leaving, signals]);

	assert.match(heard, /event: open/);
	// The end comes while requests are on their way.
	const late = made.judges.flatMap((judge) => made.entries.slice(0, 6).map((entry) => judge.client.get(sheetOf(round, entry)).then((a) => a.status, () => 'refused')));
	const { code, signal } = await server.terminate();
	for (const c of connections) c.destroy();
	for (const status of await Promise.all(late)) assert.ok([200, 503, 'refused'].includes(status), `answered ${status}`);
	const rows = server.db.query("SELECT entry_id, judge_id FROM sheets WHERE round_id = ? AND state = 'handed_in'", round);
	assert.deepEqual(new Set(rows.map((r) => `${r.entry_id}/${r.judge_id}`)), acknowledged);
	assert.equal(acknowledged.size, made.judges.length * made.entries.length);
	assert.equal(code, 0, `saitoud ended with ${code ?? signal}, see ${server.log}`);
});
