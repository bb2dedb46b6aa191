// What an amendment changes, in words: nothing between equals; a sum and a prize as the sentences that name them; rounds that are merged as one that is new,
// those that are dropped, and their order; never a path of JSON.
import { expect, test } from 'vitest';
import { changes } from '@/rulebook/sections';
import { starter } from '@/rulebook/starter';
import type { Rulebook } from '@/rulebook/types';

const book = (change: (b: Rulebook) => void = () => undefined): Rulebook => {
	const body = structuredClone(starter({ 'zh-CN': '赛事' })) as unknown as Rulebook;
	change(body);
	return body;
};

test('equals differ in nothing', () => {
	expect(changes(book(), book())).toEqual([]);
});

test('a sum and a prize', () => {
	const made = changes(book(), book((b) => {
		b.award!.budget_fen = 400000000;
		b.award!.pools[0]!.tiers[0]!.amount = 90000000;
	}));
	expect(made.map((c) => [c.key, c.what, c.gone.length, c.added.length])).toEqual([['award', 'changed', 1, 1], ['pool:0', 'changed', 1, 1]]);
	expect(made[0]!.gone[0]).toContain('500');
	expect(made[0]!.added[0]).toContain('400');
	expect(made[1]!.added[0]).toContain('90');
});

test('rounds that are merged', () => {
	const made = changes(book(), book((b) => {
		const last = b.rounds.at(-1)!;
		b.rounds = [{ ...last, id: 'joint', name: { 'zh-CN': '合并轮' } }];
	}));
	const kinds = new Map(made.map((c) => [c.key, c.what]));
	expect(kinds.get('round:joint')).toBe('new');
	expect([...kinds].filter(([key, what]) => key.startsWith('round:') && what === 'gone').length).toBe(book().rounds.length);
	expect(made.find((c) => c.key === 'order')?.added).toEqual(['合并轮']);
	for (const c of made) for (const line of [...c.gone, ...c.added]) expect(line).not.toMatch(/_fen|rounds\[|pools\[|readable\./);
});
