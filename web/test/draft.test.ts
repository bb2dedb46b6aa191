// An entry being written at two places (contestant/draft):
// - a field that one side changed is that side's, one that both changed differently is a conflict, one that both changed alike is neither
// - lists are compared item by item, an emptied field counts as changed, nested members are merged one by one
// - the open conflicts after another merge; a merge of unrelated changes keeps both, whatever they are
// - what is sent: only what differs, null for what was taken out, as a merge patch that leads back to the same form
import { describe, expect, it } from 'vitest';
import { difference, fieldOf, flatten, piece, setField, type EntryForm, type Flat } from '@/contestant/draft/flat';
import { standing, threeWays } from '@/contestant/draft/merge';

const base: Flat = { title: '甲', keywords: ['电池', '储能'], 'contact.phone': '1', 'firm_facts.staff': 10 };

describe('three ways', () => {
	it('takes what only the other side changed', () => {
		const theirs = { ...base, title: '乙', 'firm_facts.staff': 11 };
		expect(threeWays(base, { ...base }, theirs)).toEqual({ taken: ['title', 'firm_facts.staff'], clash: [] });
	});
	it('keeps what only this side changed', () => {
		expect(threeWays(base, { ...base, title: '乙' }, { ...base })).toEqual({ taken: [], clash: [] });
	});
	it('asks where both changed a field differently', () => {
		const { taken, clash } = threeWays(base, { ...base, title: '乙' }, { ...base, title: '丙', 'contact.phone': '2' });
		expect(clash).toEqual([{ field: 'title', mine: '乙', theirs: '丙' }]);
		expect(taken).toEqual(['contact.phone']);
	});
	it('does not ask where both came to the same', () => {
		expect(threeWays(base, { ...base, keywords: ['电池'] }, { ...base, keywords: ['电池'] })).toEqual({ taken: [], clash: [] });
	});
	it('treats an emptied field as changed', () => {
		const { title: _, ...without } = base;
		expect(threeWays(base, without, { ...base, title: '丙' }).clash).toEqual([{ field: 'title', mine: null, theirs: '丙' }]);
		expect(threeWays(base, { ...base }, without).taken).toEqual(['title']);
		expect(threeWays(base, without, without)).toEqual({ taken: [], clash: [] });
	});
	it('sees the order of a list', () => {
		expect(threeWays(base, { ...base }, { ...base, keywords: ['储能', '电池'] }).taken).toEqual(['keywords']);
	});
	it('merges fields that are new on both sides', () => {
		const { taken, clash } = threeWays({}, { a: 1, c: '我' }, { b: 2, c: '他' });
		expect(taken).toEqual(['b']);
		expect(clash.map((c) => c.field)).toEqual(['c']);
	});
	it('loses no change of either side, over many forms', () => {
		// A fixed sequence, so that a failure can be looked at again.
		let seed = 20260101;
		const next = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
		const names = ['a', 'b', 'c', 'd', 'e'];
		const form = (): Flat => Object.fromEntries(names.flatMap((n) => (next(4) ? [[n, next(3)]] : [])));
		for (let turn = 0; turn < 2000; turn++) {
			const [b, m, t] = [form(), form(), form()];
			const { taken, clash } = threeWays(b, m, t);
			for (const n of names) {
				const result = taken.includes(n) ? t[n] : m[n];
				const asked = clash.some((c) => c.field === n);
				if (m[n] !== b[n] && !asked) expect(result).toBe(m[n]);
				if (t[n] !== b[n] && !asked) expect(result).toBe(t[n]);
				expect(asked).toBe(m[n] !== b[n] && t[n] !== b[n] && m[n] !== t[n]);
			}
		}
	});
});

describe('conflicts that are open', () => {
	const open = [{ field: 'title', mine: '乙', theirs: '丙' }];
	it('stay when something else is merged', () => expect(standing(open, [], { title: '乙' }, { title: '丙' })).toEqual(open));
	it('are replaced by a newer one of the field', () => {
		const newer = { field: 'title', mine: '乙', theirs: '丁' };
		expect(standing(open, [newer], { title: '乙' }, { title: '丁' })).toEqual([newer]);
	});
	it('are gone when both sides agree', () => expect(standing(open, [], { title: '乙' }, { title: '乙' })).toEqual([]));
});

describe('what is sent', () => {
	it('is what differs, with null for what was taken out', () => {
		expect(difference(base, { title: '甲', keywords: ['电池'], 'firm_facts.staff': 10 })).toEqual({ keywords: ['电池'], 'contact.phone': null });
	});
	it('leads from one form to the other', () => {
		const from = { title: '甲', contact: { name: '王', phone: '1' }, firm_facts: { staff: 1 } } as unknown as EntryForm;
		const to = { title: '乙', contact: { name: '王' }, firm_facts: { staff: 1, listed: false } } as unknown as EntryForm;
		expect(piece(difference(flatten(from), flatten(to)))).toEqual({ title: '乙', contact: { phone: null }, firm_facts: { listed: false } });
	});
	it('has no empty texts and lists in it', () => {
		const form: Flat = { title: '甲', keywords: ['电池'] };
		setField(form, 'title', '');
		setField(form, 'keywords', []);
		setField(form, 'n', 0);
		expect(form).toEqual({ n: 0 });
	});
	it('knows the field that a fault is about', () => expect([fieldOf('keywords[1]'), fieldOf('contact.phone')]).toEqual(['keywords', 'contact.phone']));
});
