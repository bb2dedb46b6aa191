// The judge's sheets on their way to the server (judge/sync.ts, judge/store.ts), with a server at the other end of fetch that keeps sheets by version
// as the real one does, and a network that can fail before or after the request has arrived:
// - only the server's answer ends the keeping of a sheet; a first sheet is saved as a draft before it is handed in
// - without a network it waits, and goes once when the network is back; an answer that was lost makes neither a second sheet nor a conflict
// - changed while it was under way: the newer content goes on top; changed elsewhere: the judge decides, and what was decided is sent
// - what answers in the server's stead takes nothing; one sheet that the server cannot take does not hold up the others
// - a refusal is kept with its sentence and not sent again by itself; without a session it waits without being called unreachable
// - of two writers the newer one stays in the store; what was read is forgotten at log-out, what is not handed in is not
import { beforeEach, describe, expect, it } from 'vitest';
import { answerOf, forgetAnswers, putAnswer, putSheet, removeSheet, sheetOf, type KeptSheet } from '@/judge/store';
import { drop, insist, keep, kept, onSettled, sameSheet, sendNow, sheetKey, startSync, tryAgain, unreachable, type Change } from '@/judge/sync';

interface Sheet {
	id: number;
	state: 'draft' | 'handed_in';
	points: Record<string, number>;
	comment: string;
	version: number;
}
type Trouble = 'unsent' | 'lost' | 'refuse' | 'session' | 'portal' | 'one' | null; // portal: a page of somebody else; one: our 500, for the first sheet of a test

class Server {
	sheets = new Map<string, Sheet>();
	requests: string[] = [];
	trouble: Trouble = null;
	before: (() => Promise<void>) | null = null; // done once, while a request is under way

	async answer(target: string, init: RequestInit): Promise<Response> {
		const method = init.method ?? 'GET';
		if (this.trouble === 'unsent') throw new TypeError('network');
		this.requests.push(`${method} ${target}`);
		const meanwhile = this.before;
		this.before = null;
		await meanwhile?.();
		const reply = this.reply(method, target, init);
		if (this.trouble === 'lost') throw new TypeError('network');
		return reply;
	}
	private reply(method: string, target: string, init: RequestInit): Response {
		const key = /rounds\/(\d+\/)entries\/(\d+)/.exec(target)?.slice(1).join('') ?? '';
		const there = this.sheets.get(key);
		const problem = (status: number, code: string, detail: string) => new Response(JSON.stringify({ code, detail }), { status, headers: { 'Content-Type': 'application/problem+json' } });
		const good = (body: unknown) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
		if (this.trouble === 'portal') return new Response('<html></html>', { headers: { 'Content-Type': 'text/html' } });
		if (this.trouble === 'one' && key.endsWith(`/${entry}`)) return problem(500, 'internal', '出错了');
		if (this.trouble === 'session') return problem(401, 'unauthenticated', '请先登录');
		if (this.trouble === 'refuse' && method !== 'GET') return problem(422, 'round-locked', '本轮已经截止');
		if (method === 'GET') return good({ sheet: there ? { ...there, total: 0, saved_at: '', handed_in_at: null, others_seen_at: null, void_why: null } : null, criteria: [] });
		const match = new Headers(init.headers).get('If-Match')?.replaceAll('"', '');
		if (there && match === undefined) return problem(428, 'version-required', '请先读取');
		if ((there?.version ?? null) !== (match === undefined ? null : Number(match))) return problem(412, 'changed', '已被修改');
		const { points, comment } = JSON.parse(String(init.body)) as Sheet;
		const sheet: Sheet = { id: 1, state: method === 'POST' ? 'handed_in' : 'draft', points, comment, version: (there?.version ?? 0) + 1 };
		this.sheets.set(key, sheet);
		return good({ sheet_id: 1, state: sheet.state, points, total: '0', version: sheet.version, handed_in_at: method === 'POST' ? '2026-01-01T00:00:00Z' : null });
	}
}

let server = new Server();
globalThis.fetch = ((target: string, init: RequestInit) => server.answer(target, init)) as typeof fetch;

async function until(what: string, holds: () => unknown): Promise<void> {
	for (const end = Date.now() + 8000; !(await holds()); await new Promise((done) => setTimeout(done, 10))) if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
}

let entry = 0;
const round = 7;
const change = (points: number, wants: Change['wants'], base: number | null = null): Change => ({ round, entry, title: '甲', points: { technology: points }, comment: '', base, wants });
const here = () => kept.get(sheetKey(round, entry));
const there = () => server.sheets.get(sheetKey(round, entry));
const gone = () => until('nothing to be kept any more', async () => !here() && !(await sheetOf(1, round, entry)));

beforeEach(async () => {
	if (here()) await drop({ ...(here() as KeptSheet) });
	entry++;
	server = new Server();
	await startSync(1);
});

describe('on the way', () => {
	it('a draft is saved, and then no longer kept', async () => {
		await keep(change(10, 'draft'));
		expect(here()?.state).toBe('waiting');
		await gone();
		expect(there()).toMatchObject({ state: 'draft', points: { technology: 10 }, version: 1 });
	});

	it('a first sheet is saved before it is handed in, and the receipt is told', async () => {
		const told: unknown[] = [];
		const stop = onSettled((r, e, receipt) => e === entry && told.push(receipt?.state));
		await keep(change(10, 'hand_in'));
		await gone();
		stop();
		expect(server.requests.map((r) => r.split(' ')[0])).toEqual(['PUT', 'POST']);
		expect(there()).toMatchObject({ state: 'handed_in', version: 2 });
		expect(told).toEqual(['handed_in']);
	});

	it('what is only to be kept is not sent', async () => {
		await keep(change(10, 'keep'));
		sendNow();
		await new Promise((done) => setTimeout(done, 200));
		expect(server.requests).toEqual([]);
		expect(here()?.wants).toBe('keep');
	});

	it('without a network it waits, and goes once when the network is back', async () => {
		server.trouble = 'unsent';
		await keep(change(10, 'hand_in'));
		await until('the attempt to fail', () => unreachable.value);
		expect((await sheetOf(1, round, entry))?.points).toEqual({ technology: 10 });
		server.trouble = null;
		window.dispatchEvent(new Event('online'));
		window.dispatchEvent(new Event('online'));
		await gone();
		expect(server.requests).toHaveLength(2);
		expect(unreachable.value).toBe(false);
	});

	it('an answer that was lost makes no second sheet and no conflict', async () => {
		server.trouble = 'lost';
		await keep(change(10, 'draft'));
		await until('the answer to be lost', () => unreachable.value);
		expect(there()?.version).toBe(1);
		server.trouble = null;
		sendNow();
		await gone();
		expect(there()).toMatchObject({ version: 1, points: { technology: 10 } });
	});

	it('changed while it was under way: the newer content goes on top', async () => {
		server.before = () => keep(change(20, 'draft'));
		await keep(change(10, 'draft'));
		await gone();
		expect(there()).toMatchObject({ version: 2, points: { technology: 20 } });
	});

	it('changed after handing in, while that was under way: kept, and not sent as a draft', async () => {
		server.sheets.set(sheetKey(round, entry), { id: 1, state: 'draft', points: {}, comment: '', version: 1 });
		server.before = () => keep(change(20, 'draft', 1));
		await keep(change(10, 'hand_in', 1));
		await until('the receipt', () => there()?.state === 'handed_in' && here()?.wants === 'keep');
		expect(there()?.points).toEqual({ technology: 10 });
		expect(here()?.points).toEqual({ technology: 20 });
	});
});

describe('when the server has something else', () => {
	beforeEach(async () => {
		server.sheets.set(sheetKey(round, entry), { id: 1, state: 'draft', points: { technology: 12 }, comment: '', version: 5 });
		await keep(change(10, 'hand_in', 4));
		await until('the conflict', () => here()?.state === 'conflict');
	});

	it('the judge is asked, and nothing is overwritten', () => {
		expect(here()?.theirs).toMatchObject({ version: 5, points: { technology: 12 } });
		expect(there()).toMatchObject({ version: 5, state: 'draft', points: { technology: 12 } });
	});

	it('ours, on top of theirs', async () => {
		await insist({ ...(here() as KeptSheet) });
		await gone();
		expect(there()).toMatchObject({ state: 'handed_in', points: { technology: 10 }, version: 6 });
	});

	it('theirs: ours is no longer kept', async () => {
		await drop({ ...(here() as KeptSheet) });
		await gone();
		expect(there()).toMatchObject({ version: 5, points: { technology: 12 } });
	});
});

describe('when the server says no', () => {
	it('its sentence is kept, and it is sent again only when asked', async () => {
		server.trouble = 'refuse';
		await keep(change(10, 'draft'));
		await until('the refusal', () => here()?.state === 'refused');
		expect(here()?.refusal).toBe('本轮已经截止');
		const before = server.requests.length;
		sendNow();
		await new Promise((done) => setTimeout(done, 200));
		expect(server.requests.length).toBe(before);
		server.trouble = null;
		await tryAgain({ ...(here() as KeptSheet) });
		await gone();
	});

	it('a page that a network sends in its stead takes nothing: it waits, and goes once when the network is itself', async () => {
		server.trouble = 'portal';
		await keep(change(10, 'hand_in'));
		await until('the attempt', () => unreachable.value);
		expect(here()?.state).toBe('waiting');
		expect(there()).toBeUndefined();
		server.trouble = null;
		sendNow();
		await gone();
		expect(there()).toMatchObject({ state: 'handed_in', points: { technology: 10 } });
	});

	it('one that the server cannot take does not hold up the others', async () => {
		server.trouble = 'one';
		const stuck = entry;
		await keep(change(10, 'draft'));
		await until('the attempt', () => unreachable.value);
		await keep({ ...change(20, 'draft'), entry: stuck + 1000 });
		await until('the other to have gone', () => server.sheets.has(sheetKey(round, stuck + 1000)));
		expect(here()?.state).toBe('waiting');
		server.trouble = null;
		sendNow();
		await gone();
	});

	it('without a session it waits, and the network is not called gone', async () => {
		server.trouble = 'session';
		await keep(change(10, 'hand_in'));
		await until('the attempt', () => server.requests.length);
		await new Promise((done) => setTimeout(done, 100));
		expect(here()?.state).toBe('waiting');
		expect(unreachable.value).toBe(false);
		server.trouble = null;
		sendNow();
		await gone();
	});
});

describe('the store', () => {
	const sheet = (serial: number, points: number): KeptSheet => ({ ...change(points, 'keep'), account: 9, state: 'waiting', serial, changedAt: '' });

	it('never takes an older content for a newer one', async () => {
		await putSheet(sheet(2, 20));
		await putSheet(sheet(1, 10));
		expect((await sheetOf(9, round, entry))?.points).toEqual({ technology: 20 });
		await removeSheet(sheet(1, 10));
		expect((await sheetOf(9, round, entry))?.points).toEqual({ technology: 20 });
		await removeSheet(sheet(2, 20));
		expect(await sheetOf(9, round, entry)).toBeUndefined();
	});

	it('forgets at log-out what one account read, and keeps its sheets', async () => {
		await putSheet(sheet(1, 10));
		await putAnswer(9, '/a', { x: 1 });
		await putAnswer(10, '/a', { x: 2 });
		await forgetAnswers(9);
		expect(await answerOf(9, '/a')).toBeUndefined();
		expect((await answerOf<{ x: number }>(10, '/a'))?.data.x).toBe(2);
		expect(await sheetOf(9, round, entry)).toBeDefined();
	});
});

it('two sheets are the same if every point and the comment are', () => {
	expect(sameSheet({ points: { a: 1 }, comment: 'x' }, { points: { a: 1 }, comment: 'x' })).toBe(true);
	expect(sameSheet({ points: { a: 1 }, comment: 'x' }, { points: { a: 1, b: 0 }, comment: 'x' })).toBe(false);
	expect(sameSheet({ points: { a: 1 }, comment: 'x' }, { points: { a: 1 }, comment: '' })).toBe(false);
});
