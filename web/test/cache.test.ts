// What was read, once for all who show it (kit/cache.ts):
// - asked for twice at a time it is read once; shown again it is there at once, and read again behind unless it is fresh
// - an older answer that comes late does not replace a newer one; an equal answer changes nothing on the page; a failure keeps what is shown
// - after a write what lies below the same resource is read again where it is shown, once, and nothing else from before is shown again
// - it is read again when somebody comes back after a while; another account finds nothing
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { forgetAll, invalidate, once, useLoad, wrote } from '@/kit/cache';

let scopes: EffectScope[] = [];
const page = <T>(work: () => T): T & { leave: () => void } => {
	const scope = effectScope();
	scopes.push(scope);
	return Object.assign(scope.run(work) as T & object, { leave: () => scope.stop() }) as T & { leave: () => void };
};
const settled = () => vi.advanceTimersByTimeAsync(0);

// A server whose answers are given by hand.
class Hand {
	waiting: ((value: unknown) => void)[] = [];
	read = () => new Promise<unknown>((done, fail) => this.waiting.push((v) => (v instanceof Error ? fail(v) : done(v))));
	async answer(value: unknown, which = this.waiting.length - 1) {
		this.waiting[which]?.(value);
		await settled();
	}
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
	scopes.forEach((s) => s.stop());
	scopes = [];
	forgetAll();
	vi.useRealTimers();
});

describe('reading', () => {
	it('asks once for two who ask at a time', async () => {
		const hand = new Hand();
		const one = page(() => useLoad('rounds/1', hand.read));
		const two = page(() => useLoad('rounds/1', hand.read));
		const three = once('rounds/1', hand.read);
		expect(hand.waiting).toHaveLength(1);
		await hand.answer('a');
		expect([one.data.value, two.data.value, await three]).toEqual(['a', 'a', 'a']);
		expect(one.loading.value).toBe(false);
	});

	it('shows at once what it knows, and reads it again behind', async () => {
		const hand = new Hand();
		const first = page(() => useLoad('rounds/1', hand.read));
		await hand.answer('a');
		first.leave();
		const again = page(() => useLoad('rounds/1', hand.read));
		expect(again.data.value).toBe('a');
		expect(hand.waiting).toHaveLength(2);
		await hand.answer('b');
		expect(again.data.value).toBe('b');
	});

	it('does not read again what is fresh', async () => {
		const hand = new Hand();
		page(() => useLoad('editions/1/rulebook', hand.read, 60));
		await hand.answer('a');
		page(() => useLoad('editions/1/rulebook', hand.read, 60));
		expect(hand.waiting).toHaveLength(1);
		vi.setSystemTime(Date.now() + 61_000);
		page(() => useLoad('editions/1/rulebook', hand.read, 60));
		expect(hand.waiting).toHaveLength(2);
	});

	it('ignores an older answer that comes late', async () => {
		const hand = new Hand();
		const it = page(() => useLoad('rounds/1', hand.read));
		void it.load();
		await hand.answer('new', 1);
		await hand.answer('old', 0);
		expect(it.data.value).toBe('new');
		expect(it.loading.value).toBe(false);
	});

	it('changes nothing when the answer is the same, maps too', async () => {
		const hand = new Hand();
		const it = page(() => useLoad('rounds/1', hand.read));
		await hand.answer({ a: new Map([[1, 'x']]) });
		const before = it.data.value;
		void it.load();
		await hand.answer({ a: new Map([[1, 'x']]) });
		expect(it.data.value).toBe(before);
		void it.load();
		await hand.answer({ a: new Map([[1, 'y']]) });
		expect(it.data.value).not.toBe(before);
	});

	it('keeps what is shown when reading fails, and says so', async () => {
		const hand = new Hand();
		const it = page(() => useLoad('rounds/1', hand.read));
		await hand.answer('a');
		void it.load();
		const gone = new Error('gone');
		await hand.answer(gone);
		expect([it.data.value, it.problem.value]).toEqual(['a', gone]);
		void it.load();
		await hand.answer('a');
		expect(it.problem.value).toBeNull();
	});
});

describe('after a write', () => {
	it('reads again what lies below the resource and is shown, and only that', async () => {
		const [below, beside, likely] = [new Hand(), new Hand(), new Hand()];
		page(() => useLoad('rounds/7/panels', below.read));
		page(() => useLoad('rounds/8/panels', beside.read));
		page(() => useLoad('rounds/77', likely.read));
		await Promise.all([below.answer(1), beside.answer(1), likely.answer(1)]);
		wrote('/api/v1/rounds/7/panels/3/draw?x=1');
		await vi.advanceTimersByTimeAsync(60);
		expect([below, beside, likely].map((h) => h.waiting.length)).toEqual([2, 1, 1]);
	});

	it('does not read a second time what the page has read again itself', async () => {
		const hand = new Hand();
		const it = page(() => useLoad('rounds/7/panels', hand.read));
		await hand.answer(1);
		wrote('/api/v1/rounds/7/panels');
		void it.load();
		await vi.advanceTimersByTimeAsync(60);
		expect(hand.waiting).toHaveLength(2);
	});

	it('shows nothing from before it', async () => {
		const hand = new Hand();
		page(() => useLoad('entries/1', hand.read, 60)).leave();
		await hand.answer('a');
		invalidate('rounds/7');
		const later = page(() => useLoad('entries/1', hand.read, 60));
		expect(later.data.value).toBeNull();
		expect(hand.waiting).toHaveLength(2);
	});
});

it('reads again when somebody comes back after a while', async () => {
	const hand = new Hand();
	page(() => useLoad('rounds/1', hand.read));
	await hand.answer('a');
	document.dispatchEvent(new Event('visibilitychange'));
	expect(hand.waiting).toHaveLength(1);
	vi.setSystemTime(Date.now() + 31_000);
	document.dispatchEvent(new Event('visibilitychange'));
	expect(hand.waiting).toHaveLength(2);
	await hand.answer('a');
	vi.setSystemTime(Date.now() + 1);
	window.dispatchEvent(new Event('online'));
	expect(hand.waiting).toHaveLength(3);
});

it('has nothing for another account, not even what was under way', async () => {
	const hand = new Hand();
	const mine = page(() => useLoad('me/entries', hand.read));
	await hand.answer('mine');
	void mine.load();
	mine.leave();
	forgetAll();
	await hand.answer('mine again');
	const theirs = page(() => useLoad('me/entries', hand.read));
	expect(theirs.data.value).toBeNull();
	expect(mine.data.value).toBeNull();
});
