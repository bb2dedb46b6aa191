// Streams of events: the organiser's desk and a judge's queue hear of changes.
//
// - who listens is told what changed, with the number of its row of the audit trail, whichever instance of the server it was that wrote it
// - over HTTP/1.1 and over HTTP/2, several on one connection
// - Last-Event-ID: what was missed is told first
// - across LIMIT_EVENTS_AT_ONCE rows, missed or at once, it is told that one should begin anew
// - a judge hears that the queue changed, and not what others do
// - who may not listen: nobody, contestants, organisers of other editions, judges of other rounds, HEAD
// - the stream ends when its listener logs out, loses the role, or the server ends; requests in a kept tab keep no session alive
// - a listener that takes nothing is dropped; the others go on; a sign of life now and then
// - one that takes less than there is to hear is dropped across LIMIT_EVENTS_BEHIND, over HTTP/1.1 and HTTP/2; the others hear everything
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import http2 from 'node:http2';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Raw, limits, until } from './bare.mjs';
import { draftEdition, ifMatch } from './fixtures.mjs';
import { build, freePort, startServer } from './harness.mjs';
import { ERROR, Frames, TYPE, headers, usual } from './http2_frames.mjs';
import { rulebook, season } from './judging_fixture.mjs';

let server, organizer, edition, where;
before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	edition = (await draftEdition(organizer)).id;
	where = `/api/v1/editions/${edition}/events`;
});
after(() => server?.stop());

const cookieOf = (client) => [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');

// Events of a text so far: [{event, id, data}]
const eventsOf = (text) =>
	text.split('\n\n').slice(0, -1).map((block) => {
		const fields = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
		return { event: fields.event, id: Number(fields.id), data: fields.data && JSON.parse(fields.data) };
	}).filter((e) => e.event);

// A listener over HTTP/1.1: {head, events(), text(), ended()}
async function listen(client, target, { port = server.port, last } = {}) {
	const raw = await Raw.open(port);
	raw.send(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nCookie: ${client ? cookieOf(client) : ''}\r\n${last === undefined ? '' : `Last-Event-ID: ${last}\r\n`}\r\n`);
	await until('the head', () => raw.closed || raw.bytes.includes('\r\n\r\n'));
	const whole = () => raw.bytes.toString();
	const text = () => whole().slice(whole().indexOf('\r\n\r\n') + 4);
	const listener = { raw, head: whole().split('\r\n\r\n')[0], text, events: () => eventsOf(text()), ended: () => raw.ended(), close: () => raw.close() };
	listener.changes = () => listener.events().filter((e) => e.event === 'change');
	listener.hears = (what, probe) => until(what, () => listener.events().find(probe));
	return listener;
}

async function change(id = edition) {
	const { version } = await organizer.expect(200, 'GET', `/api/v1/editions/${id}`);
	await organizer.expect(200, 'PATCH', `/api/v1/editions/${id}`, { title: { 'zh-CN': `第${Math.random()}届` } }, ifMatch(version));
}
const last = (id = edition) => Number(server.db.one('SELECT seq FROM audit_heads WHERE edition_id = ?', id).seq);

test('who listens is told what changed', async () => {
	const one = await listen(organizer, where);
	assert.match(one.head, /^HTTP\/1\.1 200 /);
	assert.match(one.head, /\r\nContent-Type: text\/event-stream\r\n/);
	assert.match(one.head, /\r\nCache-Control: no-store/);
	assert.doesNotMatch(one.head, /Content-Length/i);
	assert.equal((await one.hears('the beginning', (e) => e.event === 'open')).id, last());
	await change();
	const told = await one.hears('the change', (e) => e.event === 'change');
	assert.deepEqual(told, { event: 'change', id: last(), data: { action: 'edition.edit', object: 'editions', id: edition } });
	one.close();
});

test('whichever instance it was', async () => {
	const port = await freePort();
	const config = path.join(server.folder, 'second.conf');
	writeFileSync(config, readFileSync(server.config, 'utf8').replace(/^listen_port = .*$/m, `listen_port = ${port}`));
	const second = spawn(path.join(build, 'saitoud'), ['--config', config], { stdio: 'ignore' });
	const exit = new Promise((done) => second.on('exit', (code) => done(code)));
	try {
		const there = await until('the second instance', () => listen(organizer, where, { port }).then((l) => (/^HTTP\/1\.1 200/.test(l.head) ? l : (l.close(), undefined)), () => undefined));
		await there.hears('the beginning', (e) => e.event === 'open');
		await change();
		await there.hears('the change', (e) => e.event === 'change' && e.id === last());
		there.close();
	} finally {
		second.kill('SIGTERM');
	}
	assert.equal(await exit, 0);
});

test('over HTTP/2, several on one connection', async () => {
	const other = (await draftEdition(organizer)).id;
	const c = http2.connect(`https://127.0.0.1:${server.port}`, { rejectUnauthorized: false });
	const open = (id) => {
		const r = c.request({ ':path': `/api/v1/editions/${id}/events`, cookie: cookieOf(organizer) });
		const l = { text: '', status: 0, over: false, changes: () => eventsOf(l.text).filter((e) => e.event === 'change') };
		r.on('response', (h) => (l.status = h[':status'])).on('data', (piece) => (l.text += piece)).on('end', () => (l.over = true));
		l.close = () => r.close(http2.constants.NGHTTP2_CANCEL);
		return l;
	};
	const [one, two] = [open(edition), open(other)];
	await until('both to be open', () => [one, two].every((l) => eventsOf(l.text).some((e) => e.event === 'open')));
	assert.equal(one.status, 200);
	await change(other);
	await until('the one to hear', () => two.changes().length === 1);
	assert.equal(one.changes().length, 0);
	two.close();
	await change(other);
	await change();
	await until('the other to hear', () => one.changes().length === 1);
	c.close();
	one.close();
});

test('what was missed is told first', async () => {
	const from = last();
	for (let i = 0; i < 3; i++) await change();
	const back = await listen(organizer, where, { last: from });
	await back.hears('the beginning', (e) => e.event === 'open');
	assert.deepEqual(back.events().map((e) => [e.event, e.id]), [['change', from + 1], ['change', from + 2], ['change', from + 3], ['open', from + 3]]);
	back.close();
	const ahead = await listen(organizer, where, { last: last() + 5 });
	await ahead.hears('the beginning', (e) => e.event === 'open');
	assert.deepEqual(ahead.events().map((e) => e.event), ['reset', 'open']);
	ahead.close();
});

test('of much that was missed, that one should begin anew', async () => {
	const { id } = await draftEdition(organizer);
	happen(id, limits.EVENTS_AT_ONCE + 1);
	const heard = async (from) => {
		const back = await listen(organizer, `/api/v1/editions/${id}/events`, { last: from });
		await back.hears('the beginning', (e) => e.event === 'open');
		back.close();
		return back.events().map((e) => [e.event, e.id]);
	};
	const end = last(id), first = end - limits.EVENTS_AT_ONCE;
	const all = Array.from({ length: limits.EVENTS_AT_ONCE }, (_, i) => ['change', first + 1 + i]);
	assert.deepEqual(await heard(first), [...all, ['open', end]]);
	assert.deepEqual(await heard(first - 1), [['reset', end], ['open', end]]);
});

test('of much that happens at once, that one should begin anew', async () => {
	const { id } = await draftEdition(organizer);
	const one = await listen(organizer, `/api/v1/editions/${id}/events`);
	await one.hears('the beginning', (e) => e.event === 'open');
	happen(id, limits.EVENTS_AT_ONCE);
	await until('all, one by one', () => one.changes().length === limits.EVENTS_AT_ONCE);
	happen(id, limits.EVENTS_AT_ONCE + 1);
	const end = last(id);
	await one.hears('that it is too much', (e) => e.event === 'reset' && e.id === end);
	assert.equal(one.changes().length, limits.EVENTS_AT_ONCE, 'and none of them one by one');
	happen(id, 1);
	await one.hears('what comes then', (e) => e.event === 'change' && e.id === end + 1);
	one.close();
});

test('who may not listen', async () => {
	const status = async (client, target) => {
		const l = await listen(client, target);
		l.close();
		return Number(l.head.split(' ')[1]);
	};
	assert.equal(await status(undefined, where), 401);
	assert.equal(await status(await server.account(), where), 403);
	assert.equal(await status(await server.account({ judge: edition }), where), 403);
	assert.equal(await status(await server.account({ organizer: (await draftEdition(organizer)).id }), where), 404);
	assert.equal(await status(organizer, '/api/v1/editions/999999/events'), 404);
	const raw = await Raw.open(server.port);
	const head = await raw.send(`HEAD ${where} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookieOf(organizer)}\r\n\r\n`).answer({ head: true });
	assert.equal(head.status, 200);
	raw.close();
});

test('a judge hears of the queue, and not of others', async () => {
	const made = await season(server);
	const round = made.rounds.semi;
	const judge = made.judges[0].client;
	const queue = await listen(judge, `/api/v1/judging/rounds/${round}/events`);
	const desk = await listen(made.organizer, `/api/v1/editions/${made.edition}/events`);
	await queue.hears('the beginning', (e) => e.event === 'open');
	await desk.hears('the beginning', (e) => e.event === 'open');
	await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/rulebooks`, { body: rulebook });
	await made.organizer.expect(200, 'POST', `/api/v1/judges/${made.judges[1].id}/dismiss`, { reason: '另有任用' });
	const told = await queue.hears('that a judge is gone', (e) => e.event === 'change');
	assert.deepEqual(told.data, { part: 'queue' });
	await desk.hears('the same', (e) => e.data?.object === 'judges');
	assert.deepEqual([queue.changes().length, desk.changes().map((e) => e.data.object)], [1, ['rulebooks', 'judges']]);
	const stranger = await listen(await server.account({ judge: null }), `/api/v1/judging/rounds/${round}/events`);
	assert.match(stranger.head, /^HTTP\/1\.1 404/);
	for (const l of [queue, desk, stranger]) l.close();
});

describe('the end', { concurrency: true }, () => {
	test('at log-out, and only of who logs out', async () => {
		const leaving = await server.account({ organizer: null });
		const [one, other] = [await listen(leaving, where), await listen(organizer, where)];
		await one.hears('the beginning', (e) => e.event === 'open');
		await leaving.expect(204, 'DELETE', '/api/v1/sessions/current');
		const began = Date.now();
		await one.ended();
		assert.ok(Date.now() - began < limits.EVENTS_CHECK_S * 900, 'not only at the next look');
		assert.equal(other.raw.closed, false);
		other.close();
	});

	test('when the role is lost', async () => {
		const dismissed = await server.account({ organizer: edition });
		const one = await listen(dismissed, where);
		await one.hears('the beginning', (e) => e.event === 'open');
		server.db.query('DELETE FROM grants WHERE account_id = ?', dismissed.account.id);
		await one.ended();
	});

	test('an open tab keeps no session alive', async () => {
		const away = await server.account({ organizer: null });
		const one = await listen(away, where);
		await one.hears('the beginning', (e) => e.event === 'open');
		const seen = () => server.db.one('SELECT last_seen_at AS at FROM sessions WHERE account_id = ?', away.account.id)?.at;
		server.db.query('UPDATE sessions SET last_seen_at = last_seen_at - INTERVAL 5 MINUTE WHERE account_id = ?', away.account.id);
		const then = seen();
		await until('signs of life past the next look', () => (one.text().match(/^:$/gm) ?? []).length > limits.EVENTS_CHECK_S / limits.EVENTS_BEAT_S);
		assert.deepEqual(seen(), then);
		one.close();
	});

	test('a listener that takes nothing is dropped', async () => {
		const c = await Frames.open(server.port, { window: 0 });
		const good = await listen(organizer, where);
		c.send(headers(1, { ...usual, ':path': where, cookie: cookieOf(organizer) }));
		await until('the head', () => c.find(TYPE.HEADERS, 1));
		assert.equal(await c.resetOf(1), ERROR.CANCEL);
		assert.equal(good.raw.closed, false);
		c.close();
		good.close();
	});
});

// Appends COUNT rows with long names to the edition's audit trail, as so many changes would.
function happen(id, count) {
	const { seq, hash } = server.db.one('SELECT seq, HEX(hash) AS hash FROM audit_heads WHERE edition_id = ?', id);
	const named = (n) => `UNHEX(SHA2(CONCAT('row ', ${Number(seq)} + ${n}), 256))`;
	server.db.query(
		`INSERT INTO audit (edition_id, seq, at, roles, address, request_id, action, object, object_id, prev_hash, hash)
		 SELECT ?, ${Number(seq)} + s.seq, UTC_TIMESTAMP(6), 'organizer', '127.0.0.1', REPEAT('0', 32), REPEAT('a', 64), REPEAT('b', 64), s.seq,
		 IF(s.seq = 1, UNHEX('${hash}'), ${named('s.seq - 1')}), ${named('s.seq')} FROM seq_1_to_${count} s`, id);
	server.db.query(`UPDATE audit_heads SET seq = seq + ?, hash = ${named(count)} WHERE edition_id = ?`, count, id);
}
async function dropped() {
	const answer = await server.client({ hold: false }).get('/metrics');
	return Number(answer.text.match(/^saitou_listeners_dropped_total (\d+)/m)[1]);
}
// Changes come, each told, until the slow one is dropped: by what it leaves, and sooner than for leaving it so long.
async function untilDropped(good, id) {
	const before = await dropped();
	const began = Date.now();
	let count = 0;
	while ((await dropped()) === before) {
		assert.ok(count < 40000, 'it is not dropped, whatever it leaves');
		happen(id, limits.EVENTS_AT_ONCE - 1);
		count += limits.EVENTS_AT_ONCE - 1;
		const end = last(id);
		await good.hears('all that happened', (e) => e.id === end);
	}
	assert.ok(Date.now() - began < limits.STALL_S * 1000, 'it was dropped for its silence');
	assert.equal(await dropped(), before + 1);
	assert.equal(good.changes().length, count);
	assert.equal(good.raw.closed, false);
	return good.changes().length;
}

test('who takes less than there is to hear is dropped: HTTP/1.1', async () => {
	const { id } = await draftEdition(organizer);
	const target = `/api/v1/editions/${id}/events`;
	const [good, slow] = [await listen(organizer, target), await listen(organizer, target)];
	for (const l of [good, slow]) await l.hears('the beginning', (e) => e.event === 'open');
	slow.raw.socket.pause();
	const told = await untilDropped(good, id);
	slow.raw.socket.resume();
	await slow.ended();
	assert.ok(slow.changes().length < told, 'it missed some');
	good.close();
});

test('who takes less than there is to hear is dropped: HTTP/2', async () => {
	const { id } = await draftEdition(organizer);
	const target = `/api/v1/editions/${id}/events`;
	const good = await listen(organizer, target);
	await good.hears('the beginning', (e) => e.event === 'open');
	const c = await Frames.open(server.port, { window: 1000 });
	c.send(headers(1, { ...usual, ':path': target, cookie: cookieOf(organizer) }));
	await until('the beginning', () => c.find(TYPE.DATA, 1));
	await untilDropped(good, id);
	assert.equal(await c.resetOf(1), ERROR.CANCEL);
	c.send(headers(3));
	assert.deepEqual((await c.answer(3))?.json, { status: 'ok' }, 'the connection goes on');
	c.close();
	good.close();
});

test('SIGTERM sends all listeners away', async () => {
	const one = await listen(organizer, where);
	const c = await Frames.open(server.port);
	c.send(headers(1, { ...usual, ':path': where, cookie: cookieOf(organizer) }));
	await until('the beginning', () => c.find(TYPE.DATA, 1));
	await one.hears('the beginning', (e) => e.event === 'open');
	assert.deepEqual(await server.terminate(), { code: 0, signal: null });
	await one.ended();
	await c.ended();
	await server.start();
});
