// Hearing from the server what changes (kit/useEvents.ts), and asking by the clock beside it (kit/usePoll.ts):
// - what changed is read again where it is shown, once for all that comes within a moment; the page is told
// - what was missed before the stream was open, or is not told one by one, may be anything: all that is shown is read again
// - a stream that breaks is the browser's to open again; one that is refused is tried again, ever later
// - it is closed with its page, at log-out, and without a network; where there is none, or no EventSource, the clock asks as ever
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp, defineComponent, effectScope, h, type EffectScope } from 'vue';
import { forgetAll, useLoad } from '@/kit/cache';
import { useEvents } from '@/kit/useEvents';
import { usePoll } from '@/kit/usePoll';
import { loadSession, logOut } from '@/session';

// The browser's end of a stream, told by hand what comes.
class Stream extends EventTarget {
	static all: Stream[] = [];
	readyState = 0;
	constructor(readonly url: string) {
		super();
		Stream.all.push(this);
	}
	close() {
		this.readyState = 2;
	}
	begin() {
		this.readyState = 1;
		this.dispatchEvent(new Event('open'));
	}
	say(event: string, data: unknown) {
		this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
	}
	breaks() {
		this.readyState = 0;
		this.dispatchEvent(new Event('error'));
	}
	refuse() {
		this.readyState = 2;
		this.dispatchEvent(new Event('error'));
	}
}
const streams = () => Stream.all.filter((s) => s.readyState !== 2);
const newest = () => Stream.all.at(-1)!;

const moment = () => vi.advanceTimersByTimeAsync(1000);
const me = { id: 5, roles: [] };
let scopes: EffectScope[] = [];
const page = <T>(work: () => T): { made: T; leave: () => void } => {
	const scope = effectScope();
	scopes.push(scope);
	return { made: scope.run(work) as T, leave: () => scope.stop() };
};

beforeEach(async () => {
	vi.useFakeTimers();
	Stream.all = [];
	vi.stubGlobal('EventSource', Stream);
	vi.stubGlobal('fetch', (target: string) => Promise.resolve(target.endsWith('/me') ? new Response(JSON.stringify(me)) : new Response(null, { status: 204 })));
	localStorage.setItem('me', JSON.stringify(me));
	await loadSession();
});
afterEach(() => {
	scopes.forEach((s) => s.stop());
	scopes = [];
	forgetAll();
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

// What is read on a page, counted.
const reads = () => {
	const of = { entries: 0, rounds: 0, told: 0 };
	const on = page(() => {
		useLoad('entries/7', () => Promise.resolve(++of.entries));
		useLoad('rounds/1/panels', () => Promise.resolve(++of.rounds));
		return useEvents('/api/v1/editions/3/events', () => of.told++);
	});
	return Object.assign(of, { live: on.made.live, leave: on.leave });
};

describe('hearing', () => {
	it('reads again what changed, once for all that comes together', async () => {
		const seen = reads();
		newest().begin();
		await moment();
		const { entries, rounds, told } = { ...seen };
		for (let i = 0; i < 20; i++) newest().say('change', { action: 'entry.submit', object: 'entries', id: 7 });
		await moment();
		expect([seen.entries - entries, seen.rounds - rounds, seen.told - told]).toEqual([1, 0, 1]);
		newest().say('change', { part: 'queue' });
		await moment();
		expect([seen.entries - entries, seen.rounds - rounds, seen.told - told]).toEqual([1, 0, 2]);
	});

	it.each(['begin', 'reset'])('reads all again when it is not known what was missed (%s)', async (how) => {
		const seen = reads();
		await moment();
		if (how === 'reset') {
			newest().begin();
			await moment();
		}
		const { entries, rounds, told } = { ...seen };
		if (how === 'begin') newest().begin();
		else newest().say('reset', {});
		await moment();
		expect([seen.entries - entries, seen.rounds - rounds, seen.told - told]).toEqual([1, 1, 1]);
	});

	it('leaves a broken stream to the browser', async () => {
		const seen = reads();
		newest().begin();
		await moment();
		expect(seen.live.value).toBe(true);
		newest().breaks();
		expect(seen.live.value).toBe(false);
		const { told } = seen;
		newest().begin();
		await moment();
		expect([seen.live.value, Stream.all.length, seen.told]).toEqual([true, 1, told]);
	});

	it('tries a refused one again, ever later', async () => {
		const seen = reads();
		const began: number[] = [];
		for (let i = 0; i < 4; i++) {
			const [{ length }, from] = [Stream.all, Date.now()];
			newest().refuse();
			expect(seen.live.value).toBe(false);
			for (let k = 0; Stream.all.length === length && k < 200; k++) await vi.advanceTimersByTimeAsync(500);
			began.push(Date.now() - from);
		}
		for (let i = 1; i < began.length; i++) expect(began[i]).toBeGreaterThan(began[i - 1]!);
		newest().begin();
		await moment();
		expect(seen.live.value).toBe(true);
		expect(streams()).toHaveLength(1);
	});
});

describe('the end', () => {
	it('comes with the page', async () => {
		const seen = reads();
		newest().begin();
		newest().say('change', { object: 'entries' });
		seen.leave();
		const { told } = seen;
		await moment();
		expect([streams().length, seen.told]).toEqual([0, told]);
	});

	it('comes at log-out', async () => {
		const seen = reads();
		newest().begin();
		await logOut();
		await vi.advanceTimersByTimeAsync(600_000);
		expect([streams().length, seen.live.value]).toEqual([0, false]);
	});

	it('comes without a network, and a new beginning with it', async () => {
		const seen = reads();
		newest().begin();
		window.dispatchEvent(new Event('offline'));
		expect([streams().length, seen.live.value]).toEqual([0, false]);
		window.dispatchEvent(new Event('online'));
		expect(streams()).toHaveLength(1);
	});
});

describe('the clock', () => {
	const clocked = () => {
		const of = { asked: 0, leave: () => {} };
		const app = createApp(
			defineComponent(() => {
				const { live } = useEvents('/api/v1/editions/3/events', () => undefined);
				usePoll(() => Promise.resolve(of.asked++), 10, live);
				return () => h('p');
			}),
		);
		app.mount(document.createElement('div'));
		of.leave = () => app.unmount();
		return of;
	};
	const asked = async (seconds: number, of: { asked: number }) => {
		const { asked } = of;
		await vi.advanceTimersByTimeAsync(seconds * 1000);
		return of.asked - asked;
	};

	it('asks as ever where the stream is refused, or there is no such thing', async () => {
		const refused = clocked();
		newest().refuse();
		expect(await asked(100, refused)).toBeGreaterThanOrEqual(9);
		refused.leave();
		vi.stubGlobal('EventSource', undefined);
		const without = clocked();
		expect(await asked(100, without)).toBeGreaterThanOrEqual(9);
		without.leave();
	});

	it('hardly asks while there is one', async () => {
		const live = clocked();
		newest().begin();
		const times = await asked(300, live);
		expect(times).toBeGreaterThanOrEqual(2);
		expect(times).toBeLessThanOrEqual(4);
		newest().breaks();
		expect(await asked(100, live)).toBeGreaterThanOrEqual(9);
		live.leave();
	});
});
