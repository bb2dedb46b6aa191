// The words of a why (rulebook/why.ts, i18n/*/why.json), against the table of codes that the program prints (why-codes.json; a test of the house compares):
// - every code and every node is said in every language, with all its members and with only those it must have, without a blank left open
// - every member that the table lists is said somewhere or shown as a part; none is named that the table does not have
// - a list that does not show all says how many more there are
// - every kind of part has a heading; the component shows every code without a warning
// - entries, judges and investments are called by name where the page knows it, and by number elsewhere
// - numbers agree: with 1, 2 and 12 of everything English has no "1 seats" and no "2 seat", and where there is none (seats, wildcards, places) no
//   language counts to 0
// - where a group has no seats, none is said to be taken; what a node says that has no value
// - money is 万元 and never fen, shares are percent, words of the format are words; what a flag and a missing member change
import { createSSRApp, h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { i18n, useLocale, type Locale } from '@/i18n';
import { namesIn, withRows } from '@/rulebook/names';
import { starter } from '@/rulebook/starter';
import { nodeText, partsOf, rowsIn, whyLine, whyText, type Member } from '@/rulebook/why';
import table from '@/rulebook/why-codes.json';
import WhyView from '@/rulebook/WhyView.vue';

type Row = { code: string; where: string; says: string; members: Member[] };
const rows = table.codes as Row[];
const nodes = table.nodes as Row[];
const locales: Locale[] = ['zh-CN', 'zh-Hant', 'en'];
const names = namesIn(() => starter({ 'zh-CN': '赛' }));

const condition = { all: [{ fact: 'firm.revenue_fen', at_most: 20_000_000_000, saw: 1_000_000, holds: true }, { fact: 'firm.staff', at_least: { fact: 'firm.patents', times: 2, saw: 3 }, missing: true, holds: false }], holds: false };
const query = { sum: 'received_fen', by: 'registered_on', from: '2021-01-01', to: '2022-01-01', value: 350_000_000, counted: [{ investment: 'i1', value: 350_000_000, day: '2021-05-01' }], not_counted: [{ code: 'before_window', investment: 'i2', by: 'registered_on', day: '2020-01-01', from: '2021-01-01' }] };
const inside = new Map(rows.map((r) => [r.where, r.code]));

// A value of every kind, as the program would write it.
function sample(m: Member, all: boolean): unknown {
	const simple: Record<string, unknown> = { count: 12, money: 123_450_000, points: 60.5, score: '88.666667', share: 0.125, number: 2_000_000, value: 'fund', day: '2024-02-29', flag: true, text: '材料不实', word: 'withdrawn', entry: 'e7', judge: 'j3', round: 'final', division: 'all', rule: 'invest', criterion: 'team', tier: 'first', scheme: 'provincial', investment: 'i1', more: 12, value_name: 'criterion:team', fact: 'firm.revenue_fen', fact_name: 'received_fen' };
	if (m.kind in simple) return simple[m.kind];
	if (m.kind === 'condition') return m.of === 'query' ? query : condition;
	if (m.kind === 'why') return whole(inside.get(m.name) === undefined ? (rows.find((r) => r.code === m.name) as Row) : (rows.find((r) => r.where === m.name) as Row), all);
	switch (m.of) {
		case 'condition':
			return [condition];
		case 'divisions':
			return [{ division: 'all', when: condition }];
		case 'brackets':
			return [{ above: 0, share: 0.03, within: 100_000_000 }];
		case 'value':
			return ['a', 'b'];
		case 'counted':
			return query.counted;
		default:
			return rows.filter((r) => r.where === m.of && r.code !== 'amount_sum').map((r) => whole(r, all));
	}
}
function whole(row: Row, all: boolean): Record<string, unknown> & { code: string } {
	return { code: row.code, ...Object.fromEntries(row.members.filter((m) => all || !m.optional).map((m) => [m.name, sample(m, all)])) };
}

// Of what there may be none where the code is given. (Who advances within the seats, or is tied over the last, tells that there is one.)
const none: Record<string, string> = { beyond_seats: 'seats', wildcard: 'seats', wildcard_open: 'seats', wildcard_beyond_seats: 'seats', no_award_seats: 'seats' };

const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
afterAll(() => warned.mockRestore());

describe.each(locales)('in %s', (locale) => {
	beforeAll(() => useLocale(locale));

	it.each(rows.map((r) => [r.code, r] as const))('%s', async (_, row) => {
		for (const all of [true, false]) {
			const why = whole(row, all);
			const text = whyText(why, names);
			expect(text).not.toBe('');
			expect(text).not.toBe(row.code);
			expect(text).not.toMatch(/[{}]|undefined|null|NaN|\[object|_fen|fen\b/);
			expect(whyLine(why, names)).toContain(text);
			const app = createSSRApp({ render: () => h(WhyView, { why, names }) });
			app.use(i18n);
			const page = await renderToString(app);
			expect(page.replace(/&#39;/g, "'")).toContain(text);
			expect(page).not.toMatch(/undefined|NaN|\[object|why\.|rules\./);
			for (const part of partsOf(why)) {
				expect(part.title, `a heading for ${part.name}`).not.toBe(part.name);
				if (all && row.members.some((m) => m.name === `${part.name}_more`)) expect(page, part.name).toContain(part.more);
				else expect(part.more).toBe('');
			}
		}
		expect(warned).not.toHaveBeenCalled();
	});

	it.each(nodes.filter((n) => ['query', 'counted', 'division_tried', 'bracket'].includes(n.code)).map((n) => [n.code, n] as const))('the node %s', (_, node) => {
		const text = nodeText(node.code, whole(node, true), names, 'investment.received_fen');
		expect(text).not.toBe('');
		expect(text).not.toMatch(/[{}]|undefined|null|NaN/);
	});

	it.each(rows.filter((r) => r.members.some((m) => m.kind === 'count')).map((r) => [r.code, r] as const))('%s with one, two, twelve and none', (_, row) => {
		const with_ = (n: number, which = (m: Member) => m.kind === 'count') =>
			[true, false].map((all) => {
				const why = whole(row, all);
				// A tie is of two at least.
				for (const m of row.members) if (m.name in why && which(m)) why[m.name] = m.name === 'tied' ? Math.max(2, n) : n;
				return whyText(why, names);
			});
		for (const text of [...with_(1), ...with_(2), ...with_(12)]) {
			expect(text).not.toMatch(/[{}|#]|undefined/);
			if (locale !== 'en') continue;
			// "1 seats", "1 are", "the only seat go"; "12 seat", "12 of them is"
			expect(text).not.toMatch(/\b(1|[Oo]ne|only) (?!is\b|was\b|has\b|goes\b|takes\b)[a-z]+s\b|\b(1|[Oo]ne) (are|go|take|have|stay)\b/);
			expect(text).not.toMatch(/\b(2|12) (seat|place|wildcard|entry|is|goes|takes|stays)\b/);
		}
		if (none[row.code]) for (const text of with_(0, (m) => m.name === none[row.code])) expect(text).not.toMatch(/(?<![\d.,])0(?![\d.,]*\d)/);
	});

	it('every member is said, or is a part; no other is named', () => {
		const w = (i18n.global.getLocaleMessage(locale) as unknown as { why: { codes: Record<string, string[]>; also: string[]; parts: Record<string, string> } }).why;
		const named = (list: string[]) => list.flatMap((s) => [...s.matchAll(/\{(\w+)[|}]/g)].map((m) => m[1] as string));
		const wrong: string[] = [];
		for (const row of rows) {
			const keys = Object.keys(w.codes).filter((k) => k.split(':')[0] === row.code);
			const own = new Set(keys.flatMap((k) => [...named(w.codes[k] ?? []), ...k.split(':').slice(1).map((a) => a.replace(/^-|=0$/g, ''))]));
			for (const m of row.members) if (!['condition', 'why', 'list', 'more'].includes(m.kind) && !own.has(m.name) && !named(w.also).includes(m.name)) wrong.push(`${row.code}.${m.name} is never said`);
			for (const n of own) if (!row.members.some((m) => m.name === n)) wrong.push(`${row.code}: {${n}} is no member`);
		}
		for (const key of Object.keys(w.codes)) if (!rows.some((r) => r.code === key.split(':')[0])) wrong.push(`${key} is no code`);
		expect(wrong).toEqual([]);
	});
});

describe('what is said', () => {
	beforeAll(() => useLocale('zh-CN'));
	const say = (code: string, members: object) => whyText({ code, ...members }, names);

	it('money in 万元', () => {
		expect(say('amount_fixed', { amount_fen: 100_000_000 })).toBe('这一等级的金额为 100 万元。');
		expect(say('amount_share', { share: 0.15, product_fen: 52_500_000.5, cap_fen: 50_000_000, amount_fen: 50_000_000, investments: query })).toBe('按 15% 计为 52.5000005 万元，最高 50 万元，计得 50 万元。');
		expect(say('amount_step', { at_least: 100_000_000, amount_fen: 20_000_000, investments: query })).toBe('达到 100 万元 一档，计得 20 万元。');
	});
	it('how seats came about, where that is told', () => {
		expect(say('within_seats', { rank: 2, of: 30, seats: 8, seats_rule: 9, within: 1 })).toBe('本组第 2 名，共 30 名；晋级名额 8 个，晋级。规则给本组的名额为 9 个。直接晋级而计入本组名额的项目有 1 个。');
		expect(say('beyond_seats', { rank: 1, of: 4, seats: 0, seats_rule: 1, within: 2 })).toBe('本组第 1 名，共 4 名；本组没有可用的晋级名额，未晋级。规则给本组的名额为 1 个。直接晋级而计入本组名额的项目有 2 个。');
		expect(say('beyond_seats', { rank: 2, of: 4, seats: 1 })).toBe('本组第 2 名，共 4 名；晋级名额 1 个，已由排名在前的项目占用，未晋级。');
		expect(say('no_award_seats', { pool: 0, rank: 1, of: 4, seats: 0 })).toBe('第 1 组奖项：第 1 名，共 4 名；没有可评的名额。');
		expect(say('within_seats', { rank: 2, of: 30, seats: 8 })).toBe('本组第 2 名，共 30 名；晋级名额 8 个，晋级。');
	});
	it('wildcards of a group without seats', () => {
		const members = { rank: 1, of: 2, seats: 0, wildcard_rank: 1, wildcard_of: 5, wildcard_seats: 3 };
		expect(say('wildcard', members)).toBe('本组第 1 名，共 2 名；本组没有可用的晋级名额；在各组未晋级的项目中排第 1 名（共 5 名），外卡名额 3 个，晋级。');
		expect(say('wildcard', { ...members, seats: 1, rank: 2 })).toBe('本组第 2 名，共 2 名，不在本组 1 个晋级名额之内；在各组未晋级的项目中排第 1 名（共 5 名），外卡名额 3 个，晋级。');
	});
	it('who left, and whether the seat goes to another', () => {
		expect(say('left', { as: 'withdrawn', before: 'final', replaced: true, reason: '企业注销' })).toBe('在“决赛”之前已退出，空出的名额可以递补。理由：企业注销');
		expect(say('left', { as: 'forfeited', before: 'award', replaced: false })).toBe('在“评奖”之前已弃权，空出的名额不递补。');
	});
	it('which tie rule decided, and with which values', () => {
		expect(say('tie_rule', { with: 'e9', before: true, rule: 'criterion:technology', value: '28.5', other_value: '27.000000' })).toBe('与“项目 e9”同分，按“技术”平均分排在其前：本项目 28.5，对方 27。');
		expect(say('tie_rule', { with: 'e9', before: true, rule: 'least:firm.registered_on', value: '2020' })).toBe('与“项目 e9”同分，按“注册日期”较早者在前排在其前：本项目 2020，对方没有这一项。');
	});
	it('pools as people count them', () => {
		expect(say('no_award_earlier', { pool: 1, earlier_pool: 0 })).toBe('第 2 组奖项：已在第 1 组评过奖，不再参加。');
	});
	it('what counts without a number, and a query that found nothing', () => {
		expect(nodeText('counted', { investment: 'i1' }, names, 'investment.count')).toBe('投资 i1：计入');
		expect(nodeText('query', {}, names)).toBe('没有可以计入的投资。');
	});
	it('how many more there are', async () => {
		const none = { code: 'where_not_met', investment: 'i9', where: { any: [], any_more: 3, holds: false } };
		const why = { code: 'direct_not_met', rule: 'invest', to: 'final', when: { all: [{ investments: { sum: 'received_fen', value: 0, counted_more: 7, counted: [], not_counted: [none], not_counted_more: 968 }, at_least: 1, holds: false }], all_more: 40, holds: false } };
		const app = createSSRApp({ render: () => h(WhyView, { why, names }) });
		app.use(i18n);
		const page = await renderToString(app);
		for (const n of [3, 7, 968, 40]) expect(page).toContain(`……另有 ${n} 项`);
	});
	it('a code of a newer program as the code', () => expect(say('of_tomorrow', {})).toBe('of_tomorrow'));
});

describe('names of rows', () => {
	beforeAll(() => useLocale('zh-CN'));
	const known = withRows(names, () => ({ entry: new Map([[7, '可降解支架']]), investment: new Map([[1, '粤科基金']]), judge: new Map([[3, '王评委'], [4, '']]) }));

	it('stand where the page knows them', () => {
		expect(whyText({ code: 'tie_equal', with: 'e7' }, known)).toContain('“可降解支架”');
		expect(whyText({ code: 'dropped_high', judge: 'j3', value: '95' }, known)).toContain('王评委评 95 分');
		expect(nodeText('counted', { investment: 'i1', value: 350_000_000 }, known, 'investment.received_fen')).toContain('粤科基金：');
	});
	it('are numbers elsewhere', () => {
		expect(whyText({ code: 'tie_equal', with: 'e8' }, known)).toContain('“项目 e8”');
		expect(whyText({ code: 'dropped_high', judge: 'j4', value: '95' }, known)).toContain('评委 j4 评 95 分');
		expect(whyText({ code: 'tie_equal', with: 'e7' }, names)).toContain('“项目 e7”');
	});
	it('are found anywhere inside', () => {
		const why = { code: 'eligible', when: { all: [{ investments: query, holds: true }] }, ties: [{ code: 'tie_equal', with: 'e7' }, { code: 'tie_order', with: 'e9', before: true }, { code: 'tie_equal', with: 'e7' }] };
		expect(rowsIn(why, 'entry')).toEqual([7, 9]);
		expect(rowsIn(why, 'investment')).toEqual([1, 2]);
		expect(rowsIn(why, 'judge')).toEqual([]);
		expect(rowsIn(null, 'entry')).toEqual([]);
	});
});

describe('numbers in English', () => {
	beforeAll(() => useLocale('en'));
	const say = (code: string, members: object) => whyText({ code, ...members }, names);

	it('agree with what they count', () => {
		expect(say('within_seats', { rank: 1, of: 9, seats: 1, seats_rule: 2, within: 1 })).toBe('Rank 1 of 9 in the group, 1 seat: it advances. The rules give the group 2 seats. Entries that advance directly and count against its seats: 1.');
		expect(say('within_seats', { rank: 1, of: 9, seats: 3, seats_rule: 1, barred_above: 1 })).toBe('Rank 1 of 9 in the group, 3 seats: it advances. The rules give the group 1 seat. One with a better rank is below a minimum or left, and takes no seat.');
		expect(say('within_seats', { rank: 1, of: 9, seats: 3, barred_above: 1200 })).toBe('Rank 1 of 9 in the group, 3 seats: it advances. 1,200 with a better rank are below a minimum or left, and take no seat.');
		expect(say('beyond_seats', { rank: 2, of: 9, seats: 1 })).toBe('Rank 2 of 9 in the group; the only seat goes to a better rank: it does not advance.');
		expect(say('beyond_seats', { rank: 3, of: 9, seats: 2 })).toBe('Rank 3 of 9 in the group; the 2 seats go to better ranks: it does not advance.');
		expect(say('beyond_seats', { rank: 3, of: 9, seats: 0, seats_rule: 0 })).toBe('Rank 3 of 9 in the group; the group has no seats left: it does not advance. The rules give the group 0 seats.');
		expect(say('no_award_tied', { pool: 0, rank: 1, of: 4, seats: 1, tier: 'first', seats_left: 1, tied: 2 })).toContain('1 place; ');
		expect(say('skipped', { count: 1, skip_below: 3 })).toBe('Only 1 in the group, fewer than 3: it goes on to the next round without being judged.');
	});
	it('and a group without seats has none', () => {
		const members = { rank: 1, of: 2, seats: 0, wildcard_rank: 1, wildcard_of: 5, wildcard_seats: 1 };
		expect(say('wildcard', members)).toBe('Rank 1 of 2 in the group, which has no seats left; rank 1 of 5 among those of all groups who had no seat, with 1 wildcard: it advances.');
		expect(say('wildcard_open', { ...members, tied: 2 })).toBe('Rank 1 of 2 in the group, which has no seats left; rank 1 of 5 among those of all groups who had no seat, with 1 wildcard; 2 are tied over it, and the judges have yet to decide.');
		expect(say('wildcard_beyond_seats', { rank: 1, of: 5, seats: 0 })).toBe('No wildcard: rank 1 of 5 among those of all groups who had no seat, and there are no wildcards to give.');
	});
});
