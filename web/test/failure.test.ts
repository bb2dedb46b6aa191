// What becomes of a request that did not do what was asked (api/failure.ts, api/client.ts):
// - only the server's own problem document ends a session or refuses anything; a page with any status, an empty 204, a body that breaks off are passing
// - ours, and not now: 429 and 5xx are passing, with the wait that the server asks for
// - who gives up an own request is told so and nothing else; a request that hangs ends in passing
// - pauses grow, are never the same for all, and have an end
import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, fill, onSessionLost, Problem } from '@/api/client';
import { failureOf, pauseBefore } from '@/api/failure';

const problem = (status: number, code: string, headers: Record<string, string> = {}) => new Response(JSON.stringify({ code, detail: code }), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
const html = (status: number) => new Response('<html></html>', { status, headers: { 'Content-Type': 'text/html' } });
const answer = (response: Response | (() => Promise<Response>)) => (globalThis.fetch = (typeof response === 'function' ? response : () => Promise.resolve(response)) as typeof fetch);
async function outcome(given: Response | (() => Promise<Response>)): Promise<Problem> {
	answer(given);
	return call('get', '/api/v1/me', {}).then(
		() => {
			throw new Error('it was taken for an answer');
		},
		(error: unknown) => error as Problem,
	);
}

afterEach(() => {
	onSessionLost.handler = undefined;
	vi.useRealTimers();
});

describe('who answered', () => {
	it.each([200, 201, 302, 400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504, 511])('a page with %i is passing', async (status) => {
		const found = await outcome(html(status));
		expect([found.passing, found.waitsForOwner, found.code]).toEqual([true, false, 'strange-answer']);
	});
	it('JSON of somebody else is passing', async () => {
		for (const body of ['{"error":"denied"}', '[]', 'null', '{"code":7}']) expect((await outcome(new Response(body, { status: 401, headers: { 'Content-Type': 'application/json' } }))).failure).toBe('passing');
	});
	it('an empty 204 in the way, and JSON that breaks off, are passing', async () => {
		expect((await outcome(new Response(null, { status: 204 }))).failure).toBe('passing');
		expect((await outcome(new Response('{"a":', { headers: { 'Content-Type': 'application/json' } }))).failure).toBe('passing');
	});
	it('our own 204 is an answer', async () => {
		answer(new Response(null, { status: 204, headers: { 'X-Request-Id': '0'.repeat(32) } }));
		expect((await call('delete', '/api/v1/sessions/current')).status).toBe(204);
	});
	it('our own refusals are what they say', () => {
		const ours = (status: number, code: string) => failureOf({ status, type: 'application/problem+json', code });
		expect(ours(401, 'unauthenticated')).toBe('session');
		expect(ours(401, 'wrong-password')).toBe('refused');
		expect(ours(409, 'other-account')).toBe('other');
		for (const status of [400, 403, 404, 409, 412, 413, 422, 428]) expect(ours(status, 'x')).toBe('refused');
		for (const status of [429, 500, 503]) expect(ours(status, 'x')).toBe('passing');
		expect(failureOf({ status: 0, type: null })).toBe('passing');
	});
	it('the wait that the server asks for is kept', async () => {
		expect((await outcome(problem(503, 'busy', { 'Retry-After': '7' }))).wait).toBe(7000);
	});
	it('only our 401 asks for the password', async () => {
		let asked = 0;
		onSessionLost.handler = () => Promise.resolve((asked++, false));
		answer(html(401));
		await call('get', '/api/v1/editions', {}).catch(() => undefined);
		expect(asked).toBe(0);
		answer(problem(401, 'unauthenticated'));
		await call('get', '/api/v1/editions', {}).catch(() => undefined);
		expect(asked).toBe(1);
	});
});

describe('nobody answers', () => {
	const hanging = (init?: RequestInit) => new Promise<Response>((_, fail) => init?.signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError'))));
	it('in time: passing', async () => {
		vi.useFakeTimers();
		globalThis.fetch = ((_: string, init?: RequestInit) => hanging(init)) as typeof fetch;
		const asked = call('get', '/api/v1/me', { patience: 5000 }).catch((error: unknown) => error as Problem);
		await vi.advanceTimersByTimeAsync(5001);
		expect(await asked).toMatchObject({ code: 'timeout', failure: 'passing' });
	});
	it('because it is given up by who asked: an abort', async () => {
		globalThis.fetch = ((_: string, init?: RequestInit) => hanging(init)) as typeof fetch;
		const mine = new AbortController();
		const asked = call('get', '/api/v1/me', { signal: mine.signal }).catch((error: unknown) => error as Error);
		mine.abort();
		expect((await asked) instanceof Problem).toBe(false);
	});
	it('at all', async () => {
		expect(await outcome(() => Promise.reject(new TypeError('failed to fetch')))).toMatchObject({ code: 'offline', failure: 'passing' });
	});
});

it('pauses grow to a minute or so, and as long as the server asks', () => {
	const pauses = Array.from({ length: 60 }, (_, i) => pauseBefore(i + 1));
	expect(pauses[0]).toBeLessThan(3000);
	expect(Math.min(...pauses)).toBeGreaterThan(1000);
	expect(Math.max(...pauses)).toBeLessThan(80_000);
	expect(pauses.slice(10).every((p) => p > 40_000)).toBe(true);
	expect(pauseBefore(1, 30_000)).toBeGreaterThan(20_000);
});

it('what is asked for stands in the address', () => {
	expect(fill('/a/{x}', { x: '中/文' }, { q: 'a b', page: 2, none: '', nil: null, zero: 0 })).toBe('/a/%E4%B8%AD%2F%E6%96%87?q=a+b&page=2&zero=0');
	expect(fill('/a', {}, { none: undefined })).toBe('/a');
});
