// Everybody at once, those who mean no good among them, for SAITOU_LOAD_SECONDS (30 unless said; an hour is tried by hand, on a build without sanitizers):
// contestants save drafts, upload and read, judges score, organisers list, preview and compute, the public reads, devices listen; meanwhile strangers guess
// passwords and links, register, ask for resets, send half of heads and bodies, bodies too large, heads that are none, frames and resets without end, and
// hold connections that say nothing.
// - what was acknowledged is there: each draft as last saved, each sheet that was handed in, each upload, byte for byte
// - limits are crossed: heads refused, silent connections closed to make room, tries of log-ins made to wait
// - whoever does honest work is answered: rightly, or 503/429 with when to come again; no 500, no connection cut in the middle of an answer
// - /healthz and /readyz answer all the time
// - afterwards nothing is left of it: queues, bodies and streams are at zero, descriptors are where they were, and the server's memory within 100 MB of what
//   it had (not asked of a build with AddressSanitizer, which keeps what is freed; tests/memory/ asks it in each ./check)
// - it ends cleanly
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Raw } from '../api/bare.mjs';
import { dice } from '../api/dice.mjs';
import * as fixtures from '../api/entry_fixtures.mjs';
import { TRANSACTIONS_EVERY, build, password, startServer, until } from '../api/harness.mjs';
import { FLAG, Frames, headers, usual } from '../api/http2_frames.mjs';
import { openWithAll, season, sheetOf } from '../api/judging_fixture.mjs';
import { pdf, upload } from '../api/upload_fixtures.mjs';

const seconds = Number(process.env.SAITOU_LOAD_SECONDS ?? 30);
const seed = Number(process.env.SAITOU_SEED ?? 7);
let server, ends;
const faults = [];
const counts = {};
const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

before(async () => {
	// The pages of the public are asked of one address, work of others, and strangers come from a third: their budgets are their own.
	server = await startServer({ config: 'connections = 120\nconnections_per_address = 60\nlog_level = "warning"' });
});
after(() => server?.stop());

/* ---- honest work: an answer is right, or says when to come again ---- */

// Asks until it is answered; what it is not to be is noted. → the answer, or undefined when time is over.
async function ask(client, method, target, options, ...right) {
	while (Date.now() < ends) {
		let answer;
		try {
			answer = await client.request(method, target, { hold: false, ...options });
		} catch (error) {
			// A connection that was idle may be closed to make room: nothing was answered, and it is asked again.
			count(`connection: ${error.code}`);
			await pause(20);
			continue;
		}
		count(`${answer.status}`);
		if (right.includes(answer.status)) return answer;
		const later = (answer.status === 503 || answer.status === 429) && answer.json?.code && Number(answer.headers['retry-after']) > 0;
		if (!later) faults.push(`${method} ${target}: ${answer.status} ${answer.text.slice(0, 300)}`);
		if (!later && answer.status !== 503) return answer;
		await pause(50 + chance.below(100));
	}
	return undefined;
}
const chance = dice(seed);

// A contestant with a draft: saves it again and again, each time on top of what it saved before.
async function drafting(who) {
	for (let n = 0; Date.now() < ends; n++) {
		const text = `第 ${n} 稿 ${randomBytes(8).toString('hex')}`;
		const answer = await ask(who.client, 'PATCH', `/api/v1/entries/${who.entry}`, { json: { product: text }, headers: { 'If-Match': `"${who.version}"` } }, 200, 412);
		if (answer?.status === 200) Object.assign(who, { version: answer.json.version, saved: text });
		// The answer to a save before this one was lost with its connection: it is read what has been kept.
		if (answer?.status === 412) who.version = (await ask(who.client, 'GET', `/api/v1/entries/${who.entry}`, {}, 200))?.json.version ?? who.version;
		if (answer?.status === 412) who.saved = undefined;
		if (n % 5 === 0) await ask(who.client, 'GET', `/api/v1/entries/${who.entry}/timeline`, {}, 200);
		await pause(chance.below(60));
	}
}

async function uploading(who) {
	while (Date.now() < ends) {
		const bytes = pdf(20000 + chance.below(200000));
		try {
			const { id, last } = await upload(who.client, { entry: who.entry, kind: 'evidence', filename: '证明.pdf' }, bytes);
			if (last.status === 204) {
				count('uploads');
				const got = await ask(who.client, 'GET', `/api/v1/attachments/${id}`, {}, 200);
				if (got?.status === 200 && createHash('sha256').update(got.bytes).digest('hex') !== createHash('sha256').update(bytes).digest('hex')) faults.push(`attachment ${id} is not what was sent`);
				await ask(who.client, 'DELETE', `/api/v1/attachments/${id}`, {}, 204);
			}
		} catch (error) {
			if (!/refused: .*"status":(503|429)|ECONNRESET|socket hang up/.test(error.message)) faults.push(`upload: ${error.message.slice(0, 300)}`);
		}
		await pause(chance.below(200));
	}
}

async function judging(judge, round, entries) {
	for (let n = 0; Date.now() < ends; n++) {
		const entry = chance.of(entries);
		const own = await ask(judge.client, 'GET', sheetOf(round, entry), {}, 200);
		if (!own?.json) return;
		const sheet = own.json.sheet;
		const points = { technology: chance.below(61) / 2, market: chance.below(41) / 2 };
		const how = { json: { points }, headers: sheet ? { 'If-Match': `"${sheet.version}"` } : {} };
		const handIn = sheet && chance.chance(0.3);
		if (sheet?.state === 'handed_in' && !handIn) continue;
		const answer = await ask(judge.client, handIn ? 'POST' : 'PUT', handIn ? `${sheetOf(round, entry)}/hand-in` : sheetOf(round, entry), how, 200, 201, 412, 428);
		if (answer?.status < 300) judge.sheets.set(entry, { points, state: answer.json.state, version: answer.json.version });
		else judge.sheets.delete(entry); // its own earlier one had arrived, though the answer had not
		await pause(chance.below(50));
	}
}

async function organising(made, round, rulebook) {
	const { organizer } = made;
	while (Date.now() < ends) {
		await ask(organizer, 'GET', `/api/v1/entries?edition_id=${made.edition}&q=${encodeURIComponent(chance.of(['企业', 'x', '项目1', '']))}`, {}, 200);
		await ask(organizer, 'GET', `/api/v1/rounds/${round}/progress`, {}, 200);
		await ask(organizer, 'GET', `/api/v1/editions/${made.edition}/dashboard`, {}, 200);
		await ask(organizer, 'GET', `/api/v1/editions/${made.edition}/dossier`, {}, 200);
		await ask(organizer, 'GET', `/api/v1/rulebooks/${rulebook}`, {}, 200);
		await pause(chance.below(100));
	}
}

async function reading(made) {
	const client = server.client({ hold: false, address: '127.0.0.20' });
	while (Date.now() < ends) {
		await ask(client, 'GET', chance.of(['/api/v1/editions', '/api/v1/public/notices', `/api/v1/editions/${made.edition}`, `/api/v1/editions/${made.edition}/rulebook`]), {}, 200);
		await pause(chance.below(20));
	}
	client.close();
}

async function watching() {
	const client = server.client({ hold: false, address: '127.0.0.21' });
	while (Date.now() < ends) {
		for (const target of ['/healthz', '/readyz']) {
			const answer = await client.get(target).catch(() => undefined);
			if (answer && answer.status !== 200) faults.push(`${target}: ${answer.status}`);
		}
		await pause(250);
	}
	client.close();
}

/* ---- no good: nothing that it is answered matters, but that it is no 500 ---- */

const from = () => `127.0.1.${1 + chance.below(20)}`;
const quietly = async (work) => {
	while (Date.now() < ends) {
		try {
			const status = await work();
			count(`stranger ${status}`);
			if (status === 500) faults.push(`a stranger was answered 500: ${work.name}`);
		} catch {
			count('strangers cut off');
		}
		await pause(chance.below(40));
	}
};
const once = async (method, target, json) => {
	const client = server.client({ hold: false, address: from() });
	try {
		return (await client.request(method, target, { json })).status;
	} finally {
		client.close();
	}
};
const raw = async (text, ms = 500) => {
	const socket = await Raw.open(server.port, { localAddress: from() });
	try {
		socket.send(text);
		return (await socket.answer({ milliseconds: ms }))?.status;
	} finally {
		socket.close();
	}
};
const head = (line, more = '') => `${line} HTTP/1.1\r\nHost: localhost\r\n${more}`;
const held = [];

const strangers = (made) => ({
	guess: () => once('POST', '/api/v1/sessions', { email: made.organizer.account.email, password: randomBytes(6).toString('hex') }),
	register: () => once('POST', '/api/v1/accounts', { email: `x${randomBytes(6).toString('hex')}@example.com`, name: '某人', password, privacy_consent: true, locale: 'zh-CN' }),
	forget: () => once('POST', '/api/v1/password-resets', { email: chance.of([made.organizer.account.email, 'nobody@example.com']) }),
	links: () => once('POST', '/api/v1/password-resets/complete', { token: randomBytes(32).toString('base64url'), password }),
	half: () => raw(head('GET /api/v1/me'), 300),
	body: () => raw(`${head('POST /api/v1/sessions', `Content-Type: application/json\r\nContent-Length: 60000\r\n`)}\r\n{"email":`, 300),
	cookie: () => raw(`${head('PATCH /api/v1/uploads/1', `Cookie: __Host-saitou=${'x'.repeat(43)}\r\nContent-Length: 4194304\r\n`)}\r\n${'y'.repeat(60000)}`),
	rubbish: () => raw(randomBytes(2000).toString('latin1') + '\r\n\r\n'),
	long: () => raw(`GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
	many: () => raw(head('GET /', 'X: y\r\n'.repeat(500)) + '\r\n'),
	deep: () => once('POST', '/api/v1/sessions', JSON.parse('['.repeat(60) + ']'.repeat(60))),
	async silent() {
		for (const socket of held.splice(0, Math.max(0, held.length - 200))) socket.close();
		for (let i = 0; i < 10; i++) held.push(await Raw.open(server.port, { localAddress: from() }));
	},
	async resets() {
		const c = await Frames.open(server.port);
		for (let i = 1; i < 200; i += 2) c.send(Buffer.concat([headers(i, { ...usual, ':path': '/api/v1/editions' }, FLAG.END_STREAM | FLAG.END_HEADERS), Buffer.from([0, 0, 4, 3, 0, 0, 0, 0, i, 0, 0, 0, 8])]));
		await pause(50);
		c.close();
	},
});

/* ---- what there is of the server ---- */

const memory = () => Number(readFileSync(`/proc/${server.process.pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+)/m)[1]) / 1024;
const descriptors = () => readdirSync(`/proc/${server.process.pid}/fd`).length;
const sanitized = () => readFileSync(path.join(build, 'saitoud')).includes('__asan_init');
async function gauges() {
	const { text } = await server.client({ hold: false }).get('/metrics');
	const of = (pattern) => [...text.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
	return { waiting: of(/^saitou_class_waiting\{.*\} (\d+)$/gm), bodies: of(/^saitou_class_body_bytes\{.*\} (\d+)$/gm), streams: of(/^saitou_listeners (\d+)$/gm), busy: of(/^saitou_workers_busy (\d+)$/gm) };
}

test('everybody at once', { timeout: (seconds + 600) * 1000 }, async () => {
	const made = await season(server, { judges: 3, entries: Array.from({ length: 12 }, () => 'startup') });
	const round = await openWithAll(made);
	const rulebook = Number(server.db.one('SELECT rulebook_id AS id FROM editions WHERE id = ?', made.edition).id);
	const open = fixtures.edition(server, { code: 'open' });
	const contestants = [];
	for (let i = 0; i < 4; i++) {
		const client = await server.account({ contestant: null }, { client: { address: `127.0.0.${30 + i}` } });
		const { entry } = await fixtures.complete(server, client, open.id);
		contestants.push({ client, entry: entry.id, version: entry.version, saved: undefined });
	}
	for (const judge of made.judges) judge.sheets = new Map();
	await pause(2000);
	const begin = { memory: memory(), descriptors: descriptors() };
	ends = Date.now() + seconds * 1000;
	const sample = setInterval(() => console.log(`# ${Math.round((ends - Date.now()) / 1000)} s left, ${Math.round(memory())} MB, ${descriptors()} descriptors`), Math.max(10, seconds / 60) * 1000);
	await Promise.all([
		...contestants.slice(0, 3).map(drafting),
		uploading(contestants[3]),
		...made.judges.map((judge) => judging(judge, round, made.entries)),
		organising(made, round, rulebook),
		reading(made),
		reading(made),
		watching(),
		...[1, 2, 3].flatMap(() => Object.values(strangers(made)).map(quietly)),
	]);
	clearInterval(sample);
	for (const socket of held.splice(0)) socket.close();
	console.log(`# ${JSON.stringify(counts)}`);
	assert.deepEqual(faults.slice(0, 10), []);
	const { text } = await server.client({ hold: false }).get('/metrics');
	const total = (name) => Number(text.match(new RegExp(`^saitou_${name}_total (\\d+)$`, 'm'))[1]);
	for (const name of ['requests_refused', 'connections_evicted']) assert.ok(total(name) > 0, name);
	assert.ok(counts['stranger 429'] > 0, 'strangers were made to wait');

	for (const who of contestants.filter((c) => c.saved)) assert.equal((await who.client.expect(200, 'GET', `/api/v1/entries/${who.entry}`, undefined, { hold: false })).form.product, who.saved);
	let sheets = 0;
	for (const judge of made.judges)
		for (const [entry, given] of judge.sheets) {
			const { sheet } = await judge.client.expect(200, 'GET', sheetOf(round, entry), undefined, { hold: false });
			if (sheet.version !== given.version) continue; // a later one had arrived, whose answer was not heard any more
			assert.deepEqual([sheet.points, sheet.state], [given.points, given.state]);
			sheets++;
		}
	assert.ok(sheets > 0, 'sheets were given');

	for (const client of [...contestants, ...made.judges].map((x) => x.client)) client.close();
	made.organizer.close();
	await until('nothing to be left at work', async () => Object.values(await gauges()).every((value) => value === 0));
	await until('descriptors to be where they were', () => descriptors() <= begin.descriptors + 5);
	console.log(`# memory: ${Math.round(begin.memory)} MB before, ${Math.round(memory())} MB after`);
	if (!sanitized()) await until('the memory to be given back', () => memory() <= begin.memory + 100);
	await until('no transaction to be left open', () => server.db.transactions() === 0, 120000, TRANSACTIONS_EVERY);
});
